//! What words mean: plain text files, one folder a subject, read once at the start.
//!
//! [`Files`] are the texts (inside the program or in a folder of the user's), [`File`] reads their two shapes,
//! and [`Lexicon`] holds what every subject's own module made of them. The formats are described in
//! `lexicon/README.md`.

mod error;
mod files;
mod reader;

pub use error::LexiconError;
pub use files::Files;
pub use reader::{Block, Field, File, Line, Row};

use crate::actors::ActorLexicon;
use crate::attribution::Sayings;
use crate::events::EventLexicon;
use crate::factuality::Operators;
use crate::forms::Forms;
use crate::outlook::Outlooks;
use crate::places::Gazetteer;
use crate::{amounts, times};
use std::path::Path;

/// The whole lexicon, parsed: one field a subject. Each subject's type has `parse(&Files)`.
#[derive(Debug)]
pub struct Lexicon {
    digest: String,
    /// Countries, people in office, bodies, agent nouns.
    pub actors: ActorLexicon,
    /// Patterns, modes and contexts of political events.
    pub events: EventLexicon,
    /// Cities and countries with coordinates.
    pub places: Gazetteer,
    /// Words that say whether what they govern happened.
    pub factuality: Operators,
    /// The forms of the verbs of the other fields.
    pub forms: Forms,
    /// Words that make deadlines, forecasts and precedents.
    pub outlook: Outlooks,
    /// Words of saying, thinking and wanting.
    pub saying: Sayings,
    /// Number words, units, currencies, bounds, words of change.
    pub amounts: amounts::Words,
    /// Words of time.
    pub times: times::Words,
}

impl Lexicon {
    /// The lexicon that is built into the program.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::parse(&Files::embedded()?)
    }

    /// The lexicon in the folder `dir`.
    pub fn open(dir: &Path) -> Result<Self, LexiconError> {
        Self::parse(&Files::open(dir)?)
    }

    /// Reads every subject.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let (saying, factuality) = (Sayings::parse(files)?, Operators::parse(files)?);
        let outlook = Outlooks::parse(files)?;
        let forms = Forms::of(saying.lemmas().chain(factuality.verbs()).chain(outlook.verbs()));
        Ok(Self {
            digest: files.digest(),
            actors: ActorLexicon::parse(files)?,
            events: EventLexicon::parse(files)?,
            places: Gazetteer::parse(files)?,
            factuality,
            forms,
            outlook,
            saying,
            amounts: amounts::Words::parse(files)?,
            times: times::Words::parse(files)?,
        })
    }

    /// SHA-256 over all files: what the record names as `made_by.lexicon`.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
