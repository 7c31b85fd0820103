//! Discard files: phrases that keep a sentence, or with `+` the whole story, from being coded. A final `_` ends the word.

use crate::fault::Faults;
use crate::lines::lines;
use crate::phrase::{Link, Phrase};

/// All discards of the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Discards {
    phrases: Vec<Discard>,
}

/// One phrase to discard by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Discard {
    /// The words.
    pub(crate) phrase: Phrase,
    /// Whether it drops the story rather than the sentence.
    pub(crate) story: bool,
    /// Index of the file among those read.
    pub(crate) file: usize,
    /// Its line.
    pub(crate) line: usize,
}

impl Discards {
    /// Number of phrases.
    pub(crate) fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Reads one file, the `file`th of those read.
    pub(crate) fn add(&mut self, text: &str, file: usize, faults: &mut Faults<'_>) {
        for line in lines(text, faults) {
            let (story, rest) = match line.text.strip_prefix('+') {
                Some(rest) => (true, rest),
                None => (false, line.text.as_str()),
            };
            let rest = rest.split('[').next().unwrap_or(rest);
            let phrase = Phrase::read(rest);
            if phrase.is_empty() {
                faults.error(line.number, "no words to discard by", "write a phrase, or take the line out");
                continue;
            }
            self.phrases.push(Discard { phrase, story, file, line: line.number });
        }
    }

    /// The phrase by which a sentence of these words is discarded, a story's before a sentence's.
    pub(crate) fn find(&self, words: &[&str]) -> Option<&Discard> {
        let hit = |d: &&Discard| (0..words.len()).any(|at| fits(&d.phrase, words.get(at..).unwrap_or(&[])));
        self.phrases
            .iter()
            .filter(|d| d.story)
            .find(hit)
            .or_else(|| self.phrases.iter().filter(|d| !d.story).find(hit))
    }
}

/// Whether the phrase stands at the start of `words`. Its words are adjacent however they are linked; the last one may
/// go on ("TYPHOON" drops "typhoons") unless it ends with `_` or is a number.
fn fits(phrase: &Phrase, words: &[&str]) -> bool {
    debug_assert!(phrase.words.iter().all(|(_, link)| matches!(link, Link::Close | Link::Open)));
    let last = phrase.words.len().saturating_sub(1);
    phrase.words.len() <= words.len()
        && phrase.words.iter().zip(words).enumerate().all(|(at, ((want, _), have))| {
            let whole =
                at < last || phrase.stopped || want.len() < 4 || want.bytes().any(|b| b.is_ascii_digit());
            if whole { want == have } else { have.starts_with(want.as_str()) }
        })
}
