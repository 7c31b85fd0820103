//! How the desk has pages coded, without knowing the models: the command that opens the desk implements [`Coder`].

use std::path::Path;

/// Something that a person adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A file, with the name it had.
    File {
        /// Its name; only shown, never opened.
        name: String,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// Pasted text.
    Text(String),
    /// An address to fetch.
    Address(String),
}

/// What the person says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Day of publication, `YYYY-MM-DD`, for pages that do not state it.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
}

/// How far adding is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// What is being done, in words: "Fetching example.org".
    Doing(String),
    /// One more document is in the ledger.
    Added(Added),
    /// One document failed; says which, why and what to do.
    Failed(String),
    /// What a container holds beside documents; no failure of any.
    Noted(String),
}

/// One document that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The article's id in the ledger.
    pub article: i64,
    /// Its headline or name.
    pub headline: String,
    /// Whether it is new, or the ledger had it already.
    pub new: bool,
}

/// Reads, codes and keeps what people add.
pub trait Coder: Send + Sync {
    /// Codes `what` into the ledger at `ledger`, telling its steps to `tell`. Called on a thread that may take its time;
    /// one call at a time.
    ///
    /// # Errors
    /// When nothing could be read at all: why, and what to do about it. Single documents that fail are told as
    /// [`Progress::Failed`].
    fn add(
        &self,
        ledger: &Path,
        what: Incoming,
        told: &Told,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), String>;

    /// What the lexicon knows of a name, one entry an office or code; empty when it is not there.
    fn look_up(&self, name: &str) -> Vec<Known>;
}

/// An entry of the actor lexicon.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Known {
    /// The name it stands under.
    pub name: String,
    /// Country or group, then sector: `PRKGOV`.
    pub code: String,
    /// What it is, in words: `foreign minister`, `news agency`.
    pub role: Option<String>,
    /// First day on which it holds.
    pub from: Option<String>,
    /// Last day on which it holds.
    pub to: Option<String>,
    /// File of the lexicon that says so.
    pub file: String,
}
