//! How two states of an article differ: in its facts, paragraph by paragraph, and in what was read from it.
//!
//! Paragraphs are aligned by their longest common subsequence; a paragraph that went and one that came in its place with
//! at least half their words in common are one that changed. Items of the record are compared by what they say (their
//! words, and the words of what they refer to), never by ids or places, which move with every change before them.

mod items;
mod text;

pub use items::{FieldChange, ItemChange};
pub use text::{Paragraph, Piece};

use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use dunlin_record::Record;
use serde::Serialize;

/// What changed from one record to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Headline, outlet, day of publication, … that are something else now.
    pub facts: Vec<FieldChange>,
    /// The paragraphs of both, in order.
    pub paragraphs: Vec<Paragraph>,
    /// What is read from the text now and was not, or no longer, or otherwise.
    pub items: Vec<ItemChange>,
}

impl Difference {
    /// From `was` to `is`.
    pub fn between(was: &Record, is: &Record) -> Self {
        let (old, new) = (&was.article, &is.article);
        let facts = [
            ("headline", &old.headline, &new.headline),
            ("outlet", &old.outlet, &new.outlet),
            ("byline", &old.byline, &new.byline),
            ("dateline", &old.dateline, &new.dateline),
            ("published", &old.published, &new.published),
            ("modified", &old.modified, &new.modified),
            ("url", &old.url, &new.url),
        ];
        Self {
            facts: facts
                .into_iter()
                .filter(|(_, was, is)| was != is)
                .map(|(field, was, is)| FieldChange::new(field, was.as_deref(), is.as_deref()))
                .collect(),
            paragraphs: text::paragraphs(old, new),
            items: items::changes(was, is),
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
            && self.items.is_empty()
            && self.paragraphs.iter().all(|p| matches!(p, Paragraph::Same { .. }))
    }
}

impl Ledger {
    /// How two articles differ, as the machine read them: two versions of a page, usually.
    ///
    /// # Errors
    /// When one of them is not there or damaged.
    pub fn difference(&self, was: ArticleId, is: ArticleId) -> Result<Difference> {
        Ok(Difference::between(&self.record(was)?, &self.record(is)?))
    }
}
