//! The words of amounts, as `lexicon/amounts/` lists them.

use crate::lexicon::{File, Files, LexiconError};
use crate::numerals::Numerals;
use crate::pieces::{Pieces, cut};
use dunlin_record::Direction;
use std::collections::{BTreeMap, BTreeSet};

/// How a phrase bounds the number it stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// "about": inexact.
    Approx,
    /// "at least": the number is the lower end.
    Low,
    /// "up to": the number is the upper end.
    High,
}

/// A unit of measure and how it may be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// Its name in the record.
    pub(super) name: String,
    /// The symbol as it must be written; `None` for a word.
    pub(super) symbol: Option<String>,
}

/// Phrases by their first piece, longest first.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    by_first: BTreeMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: BTreeMap::new() }
    }
}

impl<T> Phrases<T> {
    fn add(&mut self, phrase: &str, value: T) {
        let words: Vec<String> = cut(phrase).into_iter().map(|p| p.low).collect();
        if let Some(first) = words.first().cloned() {
            let bucket = self.by_first.entry(first).or_default();
            bucket.push((words, value));
            bucket.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
    }

    /// The longest phrase at `at` that `fits`, and the piece after it.
    pub(super) fn find(
        &self,
        pieces: &Pieces,
        at: usize,
        fits: impl Fn(&T, usize) -> bool,
    ) -> Option<(&T, usize)> {
        self.by_first.get(pieces.low(at))?.iter().find_map(|(words, value)| {
            let here = words.iter().enumerate().all(|(i, word)| pieces.low(at + i) == word);
            (here && fits(value, at + words.len())).then_some((value, at + words.len()))
        })
    }
}

/// All words of `lexicon/amounts/`.
#[derive(Debug, Default)]
pub struct Words {
    pub(super) numerals: Numerals,
    pub(super) units: Phrases<Unit>,
    /// Signs before a number.
    pub(super) signs: Phrases<(String, String)>,
    /// Words after a number.
    pub(super) currencies: Phrases<String>,
    pub(super) before: Phrases<Bound>,
    pub(super) after: Phrases<Bound>,
    /// Plurals of number words, with the least they can mean.
    pub(super) vague: Phrases<f64>,
    /// Codes of currencies, written in capitals after a number.
    pub(super) codes: Phrases<String>,
    /// Words of change; `None` where only the two ends tell the way.
    changes: BTreeMap<String, Option<Direction>>,
    harms: BTreeMap<String, String>,
    labels: BTreeSet<String>,
    scores: BTreeSet<String>,
    headings: BTreeSet<String>,
    /// File, line and example of every entry that has one.
    #[cfg(test)]
    pub(super) examples: Vec<(String, usize, String)>,
}

impl Words {
    /// Reads `amounts/`.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut words = Self { numerals: Numerals::parse(files)?, ..Self::default() };
        words.units(files)?;
        words.bounds(files)?;
        let file = files.need("amounts/changes.tsv")?;
        for row in
            file.table(&["word", "direction", "example"]).or_else(|_| file.table(&["word", "direction"]))?
        {
            let direction = match row.cell(1) {
                "up" => Some(Direction::Up),
                "down" => Some(Direction::Down),
                "either" => None,
                other => return Err(unknown(&file, row.line, other, "up, down or either")),
            };
            words.changes.insert(row.cell(0).to_owned(), direction);
        }
        let file = files.need("amounts/harms.tsv")?;
        for row in file.table(&["word", "befell"])? {
            let kinds = ["killed", "wounded", "held", "displaced", "missing"];
            if !kinds.contains(&row.cell(1)) {
                return Err(unknown(
                    &file,
                    row.line,
                    row.cell(1),
                    "killed, wounded, held, displaced or missing",
                ));
            }
            words.harms.insert(row.cell(0).to_owned(), row.cell(1).to_owned());
        }
        for row in files.need("amounts/labels.tsv")?.table(&["word"])? {
            words.labels.insert(row.cell(0).to_owned());
        }
        for row in files.need("amounts/headings.tsv")?.table(&["word"])? {
            words.headings.insert(row.cell(0).to_owned());
        }
        for row in files.need("amounts/scores.tsv")?.table(&["word"])? {
            words.scores.insert(row.cell(0).to_owned());
        }
        Ok(words)
    }

    fn units(&mut self, files: &Files) -> Result<(), LexiconError> {
        let file = files.need("amounts/units.tsv")?;
        for row in file.table(&["word", "unit", "form", "example"])? {
            let symbol = match row.cell(2) {
                "word" => None,
                "symbol" => Some(row.cell(0).to_owned()),
                other => return Err(unknown(&file, row.line, other, "word or symbol")),
            };
            self.units.add(row.cell(0), Unit { name: row.cell(1).to_owned(), symbol });
            self.example(&file, row.line, row.cell(3));
        }
        let file = files.need("amounts/currencies.tsv")?;
        for row in file.table(&["word", "currency", "form", "example"])? {
            let code = row.cell(1).to_owned();
            match row.cell(2) {
                "sign" => {
                    if row.cell(0) == code {
                        self.codes.add(&code, code.clone());
                    }
                    self.signs.add(row.cell(0), (row.cell(0).to_owned(), code));
                }
                "word" => self.currencies.add(row.cell(0), code),
                other => return Err(unknown(&file, row.line, other, "sign or word")),
            }
            self.example(&file, row.line, row.cell(3));
        }
        Ok(())
    }

    fn bounds(&mut self, files: &Files) -> Result<(), LexiconError> {
        let file = files.need("amounts/bounds.tsv")?;
        for row in file.table(&["words", "value", "place", "example"])? {
            let bound = match row.cell(1) {
                "approx" => Bound::Approx,
                "low" => Bound::Low,
                "high" => Bound::High,
                other => return Err(unknown(&file, row.line, other, "approx, low or high")),
            };
            match row.cell(2) {
                "before" => self.before.add(row.cell(0), bound),
                "after" => self.after.add(row.cell(0), bound),
                other => return Err(unknown(&file, row.line, other, "before or after")),
            }
            self.example(&file, row.line, row.cell(3));
        }
        let file = files.need("amounts/vague.tsv")?;
        for row in file.table(&["words", "low", "example"])? {
            let low: f64 = row.cell(1).parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(|| {
                file.error(row.line, format!("`{}` is not a number", row.cell(1)), "write digits: 200")
            })?;
            self.vague.add(row.cell(0), low);
            self.example(&file, row.line, row.cell(2));
        }
        Ok(())
    }

    #[cfg(test)]
    fn example(&mut self, file: &File, line: usize, example: &str) {
        if !example.is_empty() {
            self.examples.push((file.path().to_owned(), line, example.to_owned()));
        }
    }

    #[cfg(not(test))]
    fn example(&mut self, _: &File, _: usize, _: &str) {}

    /// Which way a word says that a quantity moved.
    pub(super) fn change(&self, low: &str) -> Option<Direction> {
        self.changes.get(low).copied().flatten()
    }

    /// Whether a word says that a quantity moved, whichever way.
    pub(super) fn moves(&self, low: &str) -> bool {
        self.changes.contains_key(low)
    }

    /// Whether a table's column under this heading only numbers or names its rows.
    pub(super) fn is_heading_of_labels(&self, low: &str) -> bool {
        self.headings.contains(low)
    }

    /// Whether a word tells of a game or a vote, so that "3-1" beside it is a score.
    pub(super) fn is_score(&self, low: &str) -> bool {
        self.scores.contains(low)
    }

    /// What a word says befell people.
    pub(super) fn harm(&self, low: &str) -> Option<&str> {
        self.harms.get(low).map(String::as_str)
    }

    /// Whether a number after this noun is a name.
    pub(super) fn is_label(&self, low: &str) -> bool {
        self.labels.contains(low)
    }
}

fn unknown(file: &File, line: usize, value: &str, known: &str) -> LexiconError {
    file.error(line, format!("no value `{value}` here"), format!("use {known}"))
}
