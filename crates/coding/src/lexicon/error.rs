//! What is wrong with a lexicon file: where, why, and what to do about it.

use std::path::PathBuf;

/// A fault in a lexicon. Every fault names its place and its remedy, because the reader is the person who wrote
/// the entry, not a programmer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {cause}; {remedy}")]
pub struct LexiconError {
    /// The file, by its path inside the lexicon's folder (`events/assault.txt`).
    pub file: String,
    /// The line, counted from 1; 0 where the fault concerns the whole file or folder.
    pub line: usize,
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub remedy: String,
}

impl LexiconError {
    /// A fault at `line` of `file`.
    pub fn new(file: &str, line: usize, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, cause: cause.into(), remedy: remedy.into() }
    }

    /// A folder or file that could not be read.
    pub(crate) fn unreadable(path: PathBuf, error: &std::io::Error) -> Self {
        Self::new(
            &path.display().to_string(),
            0,
            format!("cannot be read ({error})"),
            "check the path and its permissions",
        )
    }
}
