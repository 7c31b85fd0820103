//! Reads `lexicon/outlook/`: words that make deadlines, forecasts and precedents.

use crate::factuality::braced;
use crate::lexicon::{File, Files, LexiconError};
use dunlin_record::Strength;
use std::collections::{BTreeMap, BTreeSet};

/// What a word does for a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// Its subject binds its object.
    Imposes,
    /// Its subject binds itself.
    Binds,
    /// Its subject threatens whoever does not act in time.
    Threatens,
    /// It stands beside the verb.
    Modal,
    /// It names the deadline.
    Noun,
    /// It stands before the day.
    BeforeTime,
    /// It stands before a length of time.
    BeforeLength,
}

/// What a word does for a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foresight {
    /// It stands beside the verb.
    Modal,
    /// An adjective that governs an infinitive.
    Adjective,
    /// A verb that does in the passive.
    Verb,
}

/// What a word does for a precedent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// First of its kind.
    First,
    /// At the end of a scale.
    Largest,
    /// "not seen since".
    Unseen,
    /// Likens to an earlier one.
    Similar,
    /// Bounds the past that is meant.
    Scope,
    /// Marks the thing compared with as an earlier one.
    Earlier,
}

/// One example, by the word that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The entry's word.
    pub word: String,
    /// Its file.
    pub file: &'static str,
    /// The sentence; what is to be found stands in braces.
    pub example: String,
}

/// The words of the outlook stage.
#[derive(Debug, Clone, Default)]
pub struct Outlooks {
    bindings: BTreeMap<String, Vec<Binding>>,
    foresights: BTreeMap<(Foresight, String), Strength>,
    ranks: BTreeSet<(Rank, String)>,
    before: Vec<(Vec<String>, Binding)>,
    examples: Vec<Shown>,
}

const DEADLINES: &str = "outlook/deadlines.tsv";
const FORECASTS: &str = "outlook/forecasts.tsv";
const PRECEDENTS: &str = "outlook/precedents.tsv";

impl Outlooks {
    /// Reads the three tables.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        let file = files.need(DEADLINES)?;
        for row in file.table(&["word", "class", "example"])? {
            let class = match row.cell(1) {
                "imposes" => Binding::Imposes,
                "binds" => Binding::Binds,
                "threatens" => Binding::Threatens,
                "modal" => Binding::Modal,
                "noun" => Binding::Noun,
                "before-time" => Binding::BeforeTime,
                "before-length" => Binding::BeforeLength,
                other => return Err(unknown(&file, row.line, "class", other)),
            };
            out.show(&file, row.line, DEADLINES, row.cell(0), row.cell(2))?;
            if matches!(class, Binding::BeforeTime | Binding::BeforeLength) {
                let words = row.cell(0).split_whitespace().map(str::to_owned).collect();
                out.before.push((words, class));
            } else {
                out.bindings.entry(row.cell(0).to_owned()).or_default().push(class);
            }
        }
        out.before.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let file = files.need(FORECASTS)?;
        for row in file.table(&["word", "class", "strength", "example"])? {
            let class = match row.cell(1) {
                "modal" => Foresight::Modal,
                "adj" => Foresight::Adjective,
                "verb" => Foresight::Verb,
                other => return Err(unknown(&file, row.line, "class", other)),
            };
            let strength = match row.cell(2) {
                "possible" => Strength::Possible,
                "likely" => Strength::Likely,
                "certain" => Strength::Certain,
                other => return Err(unknown(&file, row.line, "strength", other)),
            };
            out.show(&file, row.line, FORECASTS, row.cell(0), row.cell(3))?;
            out.foresights.insert((class, row.cell(0).to_owned()), strength);
        }
        let file = files.need(PRECEDENTS)?;
        for row in file.table(&["word", "class", "example"])? {
            let class = match row.cell(1) {
                "first" => Rank::First,
                "largest" => Rank::Largest,
                "unseen" => Rank::Unseen,
                "similar" => Rank::Similar,
                "scope" => Rank::Scope,
                "earlier" => Rank::Earlier,
                other => return Err(unknown(&file, row.line, "class", other)),
            };
            out.show(&file, row.line, PRECEDENTS, row.cell(0), row.cell(2))?;
            out.ranks.insert((class, row.cell(0).to_owned()));
        }
        Ok(out)
    }

    /// The lemmas of all verbs.
    pub fn verbs(&self) -> impl Iterator<Item = &str> {
        let binding = self.bindings.iter().filter(|(_, classes)| {
            classes.iter().any(|class| matches!(class, Binding::Imposes | Binding::Binds))
        });
        let foreseeing = self.foresights.keys().filter(|(class, _)| *class == Foresight::Verb);
        binding.map(|(word, _)| word.as_str()).chain(foreseeing.map(|(_, word)| word.as_str()))
    }

    /// Whether `lemma` has this part in deadlines.
    pub fn binds(&self, lemma: &str, class: Binding) -> bool {
        self.bindings.get(lemma).is_some_and(|classes| classes.contains(&class))
    }

    /// How sure a word makes a forecast.
    pub fn strength(&self, class: Foresight, lemma: &str) -> Option<Strength> {
        self.foresights.get(&(class, lemma.to_owned())).copied()
    }

    /// Whether `lemma` has this part in precedents.
    pub fn ranks(&self, lemma: &str, class: Rank) -> bool {
        self.ranks.contains(&(class, lemma.to_owned()))
    }

    /// Whether `lemma` has any part in precedents.
    pub fn is_rank(&self, lemma: &str) -> bool {
        self.ranks.iter().any(|(_, word)| word == lemma)
    }

    /// What stands before a deadline's time, longest first, words in lower case.
    pub fn before(&self) -> &[(Vec<String>, Binding)] {
        &self.before
    }

    /// All examples.
    pub fn examples(&self) -> &[Shown] {
        &self.examples
    }

    fn show(
        &mut self,
        file: &File<'_>,
        line: usize,
        path: &'static str,
        word: &str,
        example: &str,
    ) -> Result<(), LexiconError> {
        if word.is_empty() || braced(example).is_none() {
            return Err(file.error(line, "the row has no word or no {braces} in its example", "fill both"));
        }
        self.examples.push(Shown { word: word.to_owned(), file: path, example: example.to_owned() });
        Ok(())
    }
}

fn unknown(file: &File<'_>, line: usize, what: &str, found: &str) -> LexiconError {
    file.error(line, format!("unknown {what} `{found}`"), "one of those named at the head of the file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_that_ship_are_sound() {
        let words = Outlooks::parse(&Files::embedded().unwrap()).unwrap();
        assert!(words.binds("require", Binding::Imposes));
        assert_eq!(words.before()[0].0.len(), 3, "longest first");
        assert_eq!(words.strength(Foresight::Modal, "will"), Some(Strength::Certain));
        assert!(words.ranks("record", Rank::Largest) && words.ranks("record", Rank::Scope));
        for shown in words.examples() {
            let initial = shown.word.chars().next().unwrap();
            let text = shown.example.to_lowercase();
            let irregular = matches!(shown.word.as_str(), "good" | "bad");
            let uses = text.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(initial));
            assert!(uses || irregular, "the example of `{}` does not use it: {text}", shown.word);
        }
    }
}
