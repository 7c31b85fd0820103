//! Who said what.

use super::filter::{Filter, Window, text};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::write::ArticleId;
use rusqlite::types::Value;
use serde::Serialize;

/// Which attributions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotesAsked {
    /// Ids of names of which one is the source.
    pub by: Vec<i64>,
    /// For sources without a name: their words ("analysts").
    pub by_words: Option<String>,
    /// What is done with the words: `deny`, `warn`, …
    pub act: Option<String>,
    /// Only words in quotation marks: forms `direct` and `mixed`.
    pub in_quotes: bool,
    /// In which articles.
    pub filter: Filter,
}

/// One attribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// The article.
    pub article: ArticleId,
    /// The attribution's id in it.
    pub id: String,
    /// Name of who says so, where he is named.
    pub speaker: Option<String>,
    /// Words for the source.
    pub source: String,
    /// Kind of source.
    pub source_kind: String,
    /// What is done with the words.
    pub act: String,
    /// The words that show it.
    pub cue: String,
    /// What is said.
    pub content: String,
    /// `direct`, `mixed`, `indirect`.
    pub form: String,
    /// Words for the next source outward: who reports it.
    pub through: Option<String>,
    /// When it was said (TIMEX3 value).
    pub said: Option<String>,
    /// Spans of the content in characters.
    pub content_spans: Vec<(i64, i64)>,
    /// How sure the reading is.
    pub confidence: f64,
    /// Day of publication.
    pub published: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Headline.
    pub headline: Option<String>,
    /// Address.
    pub url: Option<String>,
}

impl Ledger {
    /// Attributions that are `asked` for, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn quotes(&self, asked: &QuotesAsked, window: Window) -> Result<Vec<Quote>> {
        let (from, mut conditions) = self.items("attribution", "t", &asked.filter)?;
        if !asked.by.is_empty() {
            conditions.one_of("t.speaker", &asked.by, "");
        }
        if let Some(words) = &asked.by_words {
            conditions.and("t.speaker IS NULL AND t.source = ? COLLATE NOCASE", [text(words)]);
        }
        if let Some(act) = &asked.act {
            conditions.and("t.act = ?", [text(act)]);
        }
        if asked.in_quotes {
            conditions.and("t.form IN ('direct', 'mixed')", []);
        }
        let sql = format!(
            "SELECT t.article, t.id, n.name, t.source, t.source_kind, t.act, t.cue, t.content, t.form, w.source, t.said,
                    t.content_spans, t.confidence, t.published, a.outlet, a.headline, a.url
               FROM {from}
               LEFT JOIN name n ON n.id = t.speaker
               LEFT JOIN attribution w ON w.article = t.article AND w.id = t.within
              WHERE {} ORDER BY t.published DESC, t.article DESC, json_extract(t.cue_spans, '$[0][0]') LIMIT ? OFFSET ?",
            conditions.sql()
        );
        let limits: [Value; 2] = [window.limit.into(), window.offset.into()];
        self.rows(&sql, conditions.values(limits), |row| {
            let spans: String = row.get(11)?;
            Ok(Quote {
                article: row.get(0)?,
                id: row.get(1)?,
                speaker: row.get(2)?,
                source: row.get(3)?,
                source_kind: row.get(4)?,
                act: row.get(5)?,
                cue: row.get(6)?,
                content: row.get(7)?,
                form: row.get(8)?,
                through: row.get(9)?,
                said: row.get(10)?,
                content_spans: serde_json::from_str(&spans).unwrap_or_default(),
                confidence: row.get(12)?,
                published: row.get(13)?,
                outlet: row.get(14)?,
                headline: row.get(15)?,
                url: row.get(16)?,
            })
        })
    }
}
