//! Finds the names of the actor lexicon in a text.
//!
//! Names are compared with the text itself, not with its words, so that it does not matter how a tokeniser cuts
//! "al-Qaida", "U.S." or "Côte d'Ivoire". Case counts: "Turkey" is a country, "turkey" a bird.

use dunlin_language::{Analysis, Upos};
use std::collections::HashMap;
use std::ops::Range;

/// Names by their first run of letters and digits.
#[derive(Debug, Default)]
pub(super) struct PhraseIndex {
    /// First run → names (folded) with the index of what they name, longest first.
    by_start: HashMap<String, Vec<(String, usize)>>,
}

/// A name of the lexicon found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The words it covers.
    pub(super) words: Range<usize>,
    /// Indices of what it may name, in the order of the lexicon.
    pub(super) known: Vec<usize>,
}

impl PhraseIndex {
    /// Adds `name` for the thing `known`; false when there is nothing to match in it.
    pub(super) fn insert(&mut self, name: &str, known: usize) -> bool {
        let name = folded(name);
        let start = first_run(&name);
        if start.is_empty() {
            return false;
        }
        let list = self.by_start.entry(start.to_owned()).or_default();
        let place = list.partition_point(|(other, _)| other.len() >= name.len());
        list.insert(place, (name, known));
        true
    }

    /// All names in the text, longest first where several begin at one word; they do not overlap.
    pub(super) fn find(&self, text: &str, analysis: &Analysis) -> Vec<Found> {
        let words = &analysis.words;
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let rest = text.get(word.span.start..).unwrap_or("");
            let list = self.by_start.get(first_run(rest));
            let hit =
                list.and_then(|list| list.iter().find_map(|(name, _)| Some((matched(rest, name)?, name))));
            let Some((length, name)) = hit else {
                at += 1;
                continue;
            };
            let stop = word.span.start + length;
            let mut end = at + 1;
            while words.get(end).is_some_and(|w| w.span.start < stop) {
                end += 1;
            }
            // A name ends where a word ends, or the match is only a part of a longer word ("US" in "USDA").
            let whole = words.get(end - 1).is_some_and(|w| w.span.end <= stop || ends_inside(text, stop));
            let named = words.get(at..end).is_some_and(|range| range.iter().any(|w| is_name_like(text, w)));
            if whole && named {
                let known = list
                    .into_iter()
                    .flatten()
                    .filter(|(other, _)| other == name)
                    .map(|&(_, at)| at)
                    .collect();
                found.push(Found { words: at..end, known });
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

/// A word of a name: tagged as one, or an adjective, or written with a capital inside a sentence.
fn is_name_like(text: &str, word: &dunlin_language::Word) -> bool {
    let capital = word.span.of(text).starts_with(char::is_uppercase);
    matches!(word.upos, Upos::Propn | Upos::Adj)
        || capital && !matches!(word.upos, Upos::Adv | Upos::Pron | Upos::Adp)
}

/// Whether the character after byte `stop` ends a name although the tokeniser went on ("Syrian-led", "Iran/Iraq").
fn ends_inside(text: &str, stop: usize) -> bool {
    text.get(stop..).and_then(|rest| rest.chars().next()).is_none_or(|c| !c.is_alphanumeric())
}

fn first_run(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'")
}

/// How many bytes of `text` spell `name`; `None` when it begins otherwise or goes on with a letter.
fn matched(text: &str, name: &str) -> Option<usize> {
    let mut given = text.char_indices().peekable();
    for wanted in name.chars() {
        let (_, c) = given.next()?;
        if wanted == ' ' {
            if !c.is_whitespace() {
                return None;
            }
            while given.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        } else if c != wanted && !(wanted == '\'' && c == '’') {
            return None;
        }
    }
    match given.peek() {
        None => Some(text.len()),
        Some(&(_, c)) if c.is_alphanumeric() => None,
        Some(&(at, _)) => Some(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_may_differ_in_blanks_and_apostrophes_only() {
        assert_eq!(matched("Côte  d’Ivoire won", "Côte d'Ivoire"), Some("Côte  d’Ivoire".len()));
        assert_eq!(matched("Niger", "Nigeria"), None);
        assert_eq!(matched("Nigeria", "Niger"), None);
        assert_eq!(matched("U.S. troops", "U.S."), Some(4));
    }
}
