//! What is wrong with a line of a dictionary: where, why, and what to do about it.
//!
//! A dictionary of fifty thousand lines that people have written for twenty years has odd lines. One odd line is
//! left out and named; it never costs the others.

use std::fmt;

/// How much a fault costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The line, or the part of it that is named, is not used.
    Error,
    /// The line is used, in the one way it can be understood.
    Warning,
}

/// A fault of a dictionary line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was named to the reader.
    pub file: String,
    /// The line, counted from 1; 0 where the fault concerns the whole file.
    pub line: usize,
    /// How much it costs.
    pub weight: Weight,
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        write!(f, "{}:{}: {weight}: {}; {}", self.file, self.line, self.cause, self.remedy)
    }
}

/// Collects the faults of one file.
#[derive(Debug)]
pub(crate) struct Faults<'a> {
    pub(crate) file: &'a str,
    pub(crate) found: Vec<Fault>,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(file: &'a str) -> Self {
        Self { file, found: Vec::new() }
    }

    pub(crate) fn error(&mut self, line: usize, cause: impl Into<String>, remedy: impl Into<String>) {
        self.push(line, Weight::Error, cause.into(), remedy.into());
    }

    pub(crate) fn warning(&mut self, line: usize, cause: impl Into<String>, remedy: impl Into<String>) {
        self.push(line, Weight::Warning, cause.into(), remedy.into());
    }

    fn push(&mut self, line: usize, weight: Weight, cause: String, remedy: String) {
        self.found.push(Fault { file: self.file.to_owned(), line, weight, cause, remedy });
    }
}
