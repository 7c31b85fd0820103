//! What is written as a number and counts nothing: names, labels, scores, addresses, list marks, section numbers, phone
//! numbers, clock times, codes.

use super::figures::Reader;
use crate::numerals::{Numeral, is_in_name};
use crate::pieces::{Kind, Pieces};
use dunlin_language::{Deprel, Upos};

/// More digits than this before the point are a code and no amount.
const MOST_DIGITS: usize = 15;

/// Words after a clock time: "21.35 GMT", "9.30 am".
const CLOCKS: &[&str] = &[
    "gmt", "utc", "bst", "cet", "cest", "eet", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "ist",
    "jst", "kst", "msk", "aest", "am", "pm", "a.m.", "p.m.", "o'clock",
];

/// How many numbers of a text have too many digits to count anything.
pub(super) fn too_long(pieces: &Pieces) -> usize {
    (0..pieces.len()).filter(|&at| pieces.is_number(at) && is_too_long(pieces.low(at))).count()
}

fn is_too_long(low: &str) -> bool {
    low.bytes().take_while(u8::is_ascii_digit).count() > MOST_DIGITS
}

impl Reader<'_> {
    /// Whether a number counts and measures nothing: it is part of a name, a label, a score, an address, a list mark.
    pub(super) fn is_no_amount(&self, at: usize, number: &Numeral) -> bool {
        let pieces = self.pieces;
        if pieces.is_number(at) && is_in_name(pieces, at) {
            return true;
        }
        if number.digits
            && (is_too_long(pieces.low(at)) || self.is_dialled(at) || self.heads_section(at, number))
        {
            return true;
        }
        let clock = pieces.is_any(number.end, CLOCKS) && number.value < 25.0 && !pieces.ends_at(number.end);
        // "per 100,000 people" is what another number is reckoned by.
        if clock || pieces.is_any(at.wrapping_sub(1), &["per"]) {
            return true;
        }
        let previous = pieces.before(at, 1);
        let before = pieces.get(at.wrapping_sub(1));
        if number.digits && ["#", "/", ":", "+", "@", "="].contains(&previous) && pieces.glued(at) {
            return true;
        }
        // Phone numbers, versions, scores with more than two parts.
        let mark =
            |at: usize| pieces.is_any(at, &["/", ":", "."]) && pieces.glued(at) && pieces.glued(at + 1);
        if number.digits && mark(number.end) && pieces.is_number(number.end + 1) {
            return true;
        }
        if pieces.glued(at)
            && ["-", "."].contains(&previous)
            && at >= 2
            && pieces.is_number(at - 2)
            && pieces.glued(at - 1)
        {
            return true;
        }
        // ".500" lacks its zero; "Name (4)" is a shirt's number.
        if previous == "." && pieces.glued(at)
            || previous == "(" && pieces.is(number.end, ")") && number.digits && number.value < 100.0
        {
            return true;
        }
        // "1. The first", "(2)".
        let opens = at == 0 || pieces.ends_at(at - 1);
        if opens && pieces.is_any(number.end, &[".", ")"]) {
            return true;
        }
        let mut back = 1;
        if pieces.before(at, 1) == "." {
            back = 2;
        }
        if self.words.is_label(pieces.before(at, back)) && !pieces.before(at, back).is_empty() {
            return true;
        }
        if self.words.numerals.ordinal(pieces, at).is_some_and(|(_, end)| end >= number.end) {
            return true;
        }
        if pieces.is(at, "one") && number.end == at + 1 && !self.counts_noun(at) {
            return true;
        }
        let word = pieces.get(at).and_then(|p| p.word);
        if word.is_some_and(|w| self.named.get(w).copied().unwrap_or(false)) {
            return true;
        }
        // "Game 6", "Model 3": digits after a capital inside a sentence, unless something is counted.
        let capital = before.is_some_and(|p| p.capital && p.kind == Kind::Word) && !pieces.glued(at);
        let opening = at > 0 && pieces.sentence(at).start + 1 == at;
        number.digits
            && capital
            && !opening
            && !self.counts_noun(at)
            && !self.measured(number.end)
            && number.value.fract() == 0.0
            && number.value < 10_000.0
    }

    /// Whether the tree makes the number at `at` count a noun.
    pub(super) fn counts_noun(&self, at: usize) -> bool {
        let word = self.pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
        word.is_some_and(|w| {
            w.deprel == Deprel::Nummod
                && w.head
                    .and_then(|h| self.analysis.words.get(h))
                    .is_some_and(|h| matches!(h.upos, Upos::Noun | Upos::Propn))
        })
    }

    /// Whether the digits at `at` are part of a number to dial or a code: three or more groups in a row, or a group that
    /// begins with a zero.
    fn is_dialled(&self, at: usize) -> bool {
        let pieces = self.pieces;
        let zero = |at: usize| {
            let low = pieces.low(at);
            low.len() > 1 && low.starts_with('0') && !low.contains('.')
        };
        let plain = |at: usize| pieces.is_number(at) && !pieces.low(at).contains('.');
        let ungrouped = |at: usize| pieces.get(at).is_some_and(|p| !p.span.of(pieces.text).contains(','));
        let step = |from: usize, forward: bool| {
            let next = |at: usize| if forward { Some(at + 1) } else { at.checked_sub(1) };
            let mut at = next(from)?;
            for _ in 0..2 {
                if !pieces.is_any(at, &["-", "–", "(", ")", "."]) {
                    break;
                }
                at = next(at)?;
            }
            (plain(at) && ungrouped(at)).then_some(at)
        };
        if zero(at) {
            return true;
        }
        if !ungrouped(at) || !plain(at) {
            return false;
        }
        let (mut groups, mut zeros) = (1, false);
        for forward in [false, true] {
            let mut here = at;
            while let Some(next) = step(here, forward).filter(|_| groups < 8) {
                (groups, zeros, here) = (groups + 1, zeros || zero(next), next);
            }
        }
        groups >= 3 || zeros
    }

    /// Whether the number opens its paragraph as the number of a section: "2.1 Looms", "4 The mills".
    fn heads_section(&self, at: usize, number: &Numeral) -> bool {
        let opens = at == 0 || self.pieces.ends_at(at - 1);
        let point = self.pieces.low(at).contains('.');
        let capital =
            self.pieces.get(number.end).is_some_and(|p| p.capital && p.kind == Kind::Word && !p.glued);
        opens && capital && number.end == at + 1 && (point || self.in_subheading(at))
    }

    fn in_subheading(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|p| self.subheadings.iter().any(|s| s.contains(p.span)))
    }
}
