//! An attribution in the making: word ranges, before they become a record's spans.

use crate::near::Near;
use crate::tree::{runs, size, within};
use dunlin_language::{Analysis, Upos};
use std::ops::Range;

/// Word ranges of one attribution, and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) source: Vec<Range<usize>>,
    pub(crate) cue: Vec<Range<usize>>,
    pub(crate) content: Vec<Range<usize>>,
    /// The word of the cue that carries it in the tree: the verb or the noun.
    pub(crate) anchor: usize,
    /// What is done with the words, where the lexicon knows the cue.
    pub(crate) act: Option<String>,
    /// Who linked the parts.
    pub(crate) rule: &'static str,
    pub(crate) confidence: f32,
    /// Whether the rule is strong enough to stand without the model.
    pub(crate) strong: bool,
}

impl Draft {
    /// Whether some word of `other` is in the cue.
    pub(crate) fn cue_overlaps(&self, other: &[Range<usize>]) -> bool {
        other.iter().any(|r| r.clone().any(|w| within(&self.cue, w)))
    }

    /// First word of any part; the end of the text for an empty draft.
    pub(crate) fn first_word(&self) -> usize {
        let parts = self.source.iter().chain(&self.cue).chain(&self.content);
        parts.map(|r| r.start).min().unwrap_or(usize::MAX)
    }

    /// The content's words.
    pub(crate) fn content_words(&self) -> impl Iterator<Item = usize> + '_ {
        self.content.iter().cloned().flatten()
    }

    /// Takes the words of source and cue out of the content, then trims what stands at the ends of its pieces.
    pub(crate) fn tidy(&mut self, a: &Analysis) {
        self.source = trimmed(a, &self.source, false);
        // A cue that is a mark alone is a headline's colon: it stays.
        let cue = trimmed(a, &self.cue, true);
        if !cue.is_empty() {
            self.cue = cue;
        }
        let words: Vec<usize> =
            self.content_words().filter(|&w| !within(&self.source, w) && !within(&self.cue, w)).collect();
        self.content = trimmed(a, &sorted_runs(words), true);
    }
}

/// Words of a cell of the indices over drafts.
pub(crate) const CELL: usize = 64;

/// Notes all parts of the draft with the number `at`.
pub(crate) fn note(near: &mut Near, at: usize, draft: &Draft) {
    for range in draft.source.iter().chain(&draft.cue).chain(&draft.content) {
        near.add(range.clone(), at);
    }
    near.add(draft.anchor..draft.anchor + 1, at);
}

/// Drafts by where their parts stand.
pub(crate) fn noted(drafts: &[Draft]) -> Near {
    let mut near = Near::new(CELL);
    for (at, draft) in drafts.iter().enumerate() {
        note(&mut near, at, draft);
    }
    near
}

/// Any words to sorted runs without doubles.
pub(crate) fn sorted_runs(mut words: Vec<usize>) -> Vec<Range<usize>> {
    words.sort_unstable();
    words.dedup();
    runs(&words)
}

/// Pieces without the commas, colons and full stops at their ends; pieces of punctuation alone are dropped.
/// Quotation marks stay: they belong to what they enclose.
pub(crate) fn trimmed(a: &Analysis, ranges: &[Range<usize>], split: bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        let (mut start, mut end) = (range.start, range.end.min(a.words.len()));
        while start < end && is_loose(a, start) {
            start += 1;
        }
        while start < end && is_loose(a, end - 1) {
            end -= 1;
        }
        let speaks = (start..end).any(|w| a.words.get(w).is_some_and(|word| word.upos != Upos::Punct));
        if speaks {
            out.push(start..end);
        }
    }
    if !split && out.len() > 1 && out.windows(2).all(|w| w[1].start - w[0].end <= 1) {
        // A source is one piece: a comma between its parts belongs to it.
        let whole = out[0].start..out[out.len() - 1].end;
        return vec![whole];
    }
    out
}

/// Punctuation that does not belong to the piece it ends.
fn is_loose(a: &Analysis, w: usize) -> bool {
    a.words.get(w).is_some_and(|word| {
        word.upos == Upos::Punct
            && matches!(word.lemma.as_str(), "," | "." | ";" | ":" | "-" | "--" | "–" | "—" | "…")
    })
}

/// Dice's coefficient of two sets of words.
pub(crate) fn dice(x: &[Range<usize>], y: &[Range<usize>]) -> f32 {
    let shared: usize = x.iter().cloned().flatten().filter(|&w| within(y, w)).count();
    let all = size(x) + size(y);
    if all == 0 { 1.0 } else { 2.0 * shared as f32 / all as f32 }
}
