//! Ranges: "20 to 30", "8- to 16-metre", "between 44 kg and 50 kg", "$5-6m", "three or four".
//!
//! Two numbers joined by a word or a dash are one range when they stand in one unit. They are two ends of a series when
//! a word of change governs them ("fell from 12 to 9 percent"), and a score when the words about them say so ("a 3-5
//! defeat").

use super::figures::{Measure, Reader};
use crate::numerals::Numeral;

/// What two joined numbers are.
pub(super) enum Joined {
    /// A range, and the piece after its second number.
    Range { low: f64, high: f64, end: usize },
    /// The score of a game, the count of a vote.
    Score,
}

/// How far back a word of change is looked for, in pieces.
const REACH: usize = 8;

impl Reader<'_> {
    /// What the number `first`, whose figure begins at `at` (with its sign), makes with a second number after it.
    pub(super) fn joined(&self, at: usize, first: &Numeral, sign: Option<&str>) -> Option<Joined> {
        let pieces = self.pieces;
        let between = pieces.is_any(at.wrapping_sub(1), &["between"]);
        // "8- to 16-metre": the unit of the first is left to the second.
        let hung = pieces.is(first.end, "-")
            && pieces.glued(first.end)
            && !pieces.glued(first.end + 1)
            && pieces.is_any(first.end + 1, &["to", "or", "and"]);
        let mut end = if hung { first.end + 1 } else { first.end };
        // "20% to 30%", "$350 per kg to $680 per kg": the unit may stand twice.
        let own = if hung { None } else { self.tail(first.end, first, sign) };
        if let Some((_, after)) = &own {
            end = *after;
        }
        let dash = pieces.is_any(end, &["-", "–"]);
        let glued = dash && pieces.glued(end);
        let word = pieces.is_any(end, &["to", "or"]) || hung || pieces.is(end, "and") && between;
        if !dash && !word {
            return None;
        }
        let mut next = end + 1;
        let second_sign = self.sign(next);
        if let Some((code, after)) = second_sign {
            if sign.is_none_or(|s| s != code) {
                return None;
            }
            next = after;
        }
        if !self.starts_number(next) || self.is_dated(next) {
            return None;
        }
        let mut second = self.words.numerals.number(pieces, next)?;
        let mut scale = self.words.numerals.scale(pieces.low(second.end - 1));
        if let Some((factor, after)) = self.glued_scale(second.end, sign.is_some()) {
            (second.value, second.end, scale) = (second.value * factor, after, factor);
        }
        let tail = self.tail(second.end, &second, sign);
        let own_unit = own.as_ref().filter(|_| sign.is_none()).map(|(unit, _)| unit);
        // "3 percent to 15 crowns" is no range.
        if own_unit.is_some() && own_unit != tail.as_ref().map(|(unit, _)| unit) {
            return None;
        }
        // "$5-6m": the scale is meant for both.
        let mut low = first.value;
        if scale > 1.0 && low < 1000.0 && low * scale <= second.value {
            low *= scale;
        }
        if pieces.is(end, "to") && !between && self.is_series(at, own_unit.is_some(), &second, tail.is_some())
        {
            return None;
        }
        // "three or four", but not "one or 500".
        if pieces.is(end, "or") && (second.value > low * 3.0 || second.value <= low) {
            return None;
        }
        if glued && sign.is_none() && tail.is_none() && self.is_score(at, second.end) {
            return Some(Joined::Score);
        }
        if second.value > low {
            return Some(Joined::Range { low, high: second.value, end: second.end });
        }
        (glued && sign.is_none()).then_some(Joined::Score)
    }

    /// The unit that stands after a number, and where it ends; after a sign, what it is counted by ("per kg").
    fn tail(&self, at: usize, number: &Numeral, sign: Option<&str>) -> Option<(String, usize)> {
        match sign {
            Some(code) => {
                let (unit, end) = self.per(code.to_owned(), at);
                (end > at).then_some((unit, end))
            }
            None => match self.measure(at, number)? {
                (Measure::Unit(unit), end) => Some((unit, end)),
                (Measure::Age, end) => Some(("year of age".to_owned(), end)),
                _ => None,
            },
        }
    }

    /// Whether "5 to 7" tells of two ends: after "from" with a word of change; without "from" only where the first has
    /// its own unit ("fell 3 percent to 15 percent") or the second has none at all ("rose 12 to 340").
    fn is_series(&self, at: usize, own: bool, second: &Numeral, measured: bool) -> bool {
        let from = (1..=3).any(|back| self.pieces.before(at, back) == "from");
        if !self.moves_before(at) {
            return false;
        }
        let counts = measured || self.counts_noun(second.end - 1) || self.noun_after(second.end).is_some();
        from || own || !counts
    }

    /// Whether a word of change stands before `at` in its clause: then "to" leads to what became of it.
    fn moves_before(&self, at: usize) -> bool {
        let from = at.saturating_sub(REACH).max(self.pieces.sentence(at).start);
        (from..at)
            .rev()
            .take_while(|&i| !self.pieces.is_any(i, &[",", ";", "(", ":"]))
            .any(|i| self.words.moves(self.pieces.low(i)))
    }

    /// Whether the words about "3-1" tell of a game or a vote.
    fn is_score(&self, at: usize, end: usize) -> bool {
        let sentence = self.pieces.sentence(at);
        let from = at.saturating_sub(5).max(sentence.start);
        (from..at).chain(end..(end + 3).min(sentence.end)).any(|i| self.words.is_score(self.pieces.low(i)))
    }
}
