//! Finds figures: a number with its bound before it and its unit after it.
//!
//! Two numbers that are one range are read in `ranges`, what a unit is reckoned by in `rates`, and what only looks like
//! an amount is told apart in `no_amounts`.

use super::ranges::Joined;
use super::words::{Bound, Words};
use crate::numerals::Numeral;
use crate::pieces::{Kind, Pieces};
use dunlin_language::{Analysis, NameKind, Upos, Xpos};
use dunlin_record::Span;
use std::ops::Range;

/// What a figure measures.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Measure {
    /// A unit of measure, a currency, percent.
    Unit(String),
    /// A share of something: "half", "two-thirds".
    Fraction,
    /// Years of a person's or thing's life.
    Age,
    /// Nothing but a number: what is counted stands in the tree.
    Count,
}

/// A figure as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// All its pieces: bound, sign, number, unit.
    pub(super) pieces: Range<usize>,
    /// The pieces of the number alone.
    pub(super) number: Range<usize>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) approx: bool,
    pub(super) measure: Measure,
    /// What a scale word or letter multiplied the number by: a million in "5 million".
    pub(super) scale: f64,
}

/// All that a figure is read from.
pub(super) struct Reader<'a> {
    pub(super) pieces: &'a Pieces<'a>,
    pub(super) words: &'a Words,
    pub(super) analysis: &'a Analysis,
    /// Dates, times of day and sets: their numbers are no amounts.
    pub(super) dated: &'a [Span],
    /// Words that are inside a name of more than one word.
    pub(super) named: Vec<bool>,
    /// Pieces that lie in any expression of time.
    pub(super) timed: Vec<bool>,
    /// Titles inside the story.
    pub(super) subheadings: Vec<Span>,
}

impl Reader<'_> {
    /// All figures, in text order; they do not overlap.
    pub(super) fn read_all(&self) -> Vec<Figure> {
        let mut figures: Vec<Figure> = Vec::new();
        let mut at = 0;
        let mut free = 0;
        while at < self.pieces.len() {
            match self.figure(at, free) {
                Some(figure) => {
                    at = figure.pieces.end.max(at + 1);
                    free = at;
                    figures.push(figure);
                }
                None => at = self.skip(at),
            }
        }
        figures
    }

    /// Where to go on after `at` when no figure begins there: past a whole number that is none.
    fn skip(&self, at: usize) -> usize {
        let number = self.words.numerals.number(self.pieces, at).filter(|_| self.starts_number(at));
        number.map_or(at + 1, |n| n.end.max(at + 1))
    }

    pub(super) fn starts_number(&self, at: usize) -> bool {
        self.pieces.is_number(at) || self.words.numerals.is_word(self.pieces.low(at))
    }

    /// The figure whose number (or currency sign) begins at `at`; its bound may reach back to `free`.
    fn figure(&self, at: usize, free: usize) -> Option<Figure> {
        if self.is_dated(at) {
            return None;
        }
        let sign = self.sign(at);
        let start = sign.as_ref().map_or(at, |(_, end)| *end);
        let mut figure = if let Some(vague) = self.vague(at) {
            vague
        } else if let Some(share) = self.one_in(at) {
            share
        } else if let Some(part) = self.part(at) {
            part
        } else {
            self.plain(at, start, sign.map(|(code, _)| code))?
        };
        self.bound(&mut figure, free);
        Some(figure)
    }

    /// "dozens of", "hundreds of thousands of".
    fn vague(&self, at: usize) -> Option<Figure> {
        let (low, end) = self.words.vague.find(self.pieces, at, |_, _| true)?;
        // "hundreds" must count something: "of" or a noun phrase's end.
        self.pieces.is(end, "of").then_some(Figure {
            pieces: at..end,
            number: at..end,
            low: Some(*low),
            high: None,
            approx: true,
            measure: Measure::Count,
            scale: 1.0,
        })
    }

    /// "one in five voters", "nine out of ten": a share. "two in 10 days" and "one in 2015" are none.
    fn one_in(&self, at: usize) -> Option<Figure> {
        let pieces = self.pieces;
        let (n, end) = self.words.numerals.count(pieces, at).filter(|(n, _)| (1..=9).contains(n))?;
        let out = pieces.is(end, "out") && pieces.is(end + 1, "of");
        if !out && !pieces.is(end, "in") || pieces.ends_at(end + 1) {
            return None;
        }
        let second = end + 1 + usize::from(out);
        let (m, after) = self.words.numerals.count(pieces, second)?;
        let round = (n + 1..=10).contains(&m) || [12, 20, 25, 50, 100, 1000].contains(&m);
        let timed = self.timed.get(second).copied().unwrap_or(false);
        let counted = pieces.get(after).is_some_and(|p| p.kind == Kind::Word && !p.capital && !p.glued);
        if !round || timed || self.is_dated(second) || !counted || crate::numerals::is_in_name(pieces, at) {
            return None;
        }
        let share = f64::from(n) / f64::from(m);
        Some(Figure {
            pieces: at..after,
            number: at..after,
            low: Some(share),
            high: Some(share),
            approx: false,
            measure: Measure::Fraction,
            scale: 1.0,
        })
    }

    /// "half", "two-thirds", "a quarter of".
    fn part(&self, at: usize) -> Option<Figure> {
        let pieces = self.pieces;
        let part = self.words.numerals.part(pieces, at)?;
        let half = pieces.is(at, "half");
        if self.words.numerals.number(pieces, at).is_some_and(|n| n.value > 3.0) {
            return None;
        }
        let next = if pieces.is(part.end, "\"") { part.end + 1 } else { part.end };
        let of = pieces.is(next, "of");
        let measured =
            of || half && pieces.is_any(next, &["the", "its", "their", "his", "her", "that", "those"]);
        let ends = pieces.ends_at(part.end)
            || pieces.is_any(part.end, &[".", ",", ";", "\"", "in", "from", "by", "since"]);
        // "the first half", "in half", "a half hour", "third quarter", "the other half".
        let previous = pieces.before(at, 1);
        let ordinal = at > 0 && self.words.numerals.ordinal(pieces, at - 1).is_some();
        let name = ordinal
            || ["last", "final", "other", "better", "-", "latter", "next", "opening"].contains(&previous)
            || half && ["and", "in"].contains(&previous);
        let plain = half && !(ends && self.is_bound_before(at)) && !measured;
        if plain && half
            || name
            || pieces.glued(part.end) && pieces.is(part.end, "-")
            || !half && !of && !ends
        {
            return None;
        }
        // "a quarter" and "a third" by themselves are ordinals and periods more often than shares.
        if !half && !of && pieces.is_any(at, &["a", "an"]) && !self.is_bound_before(at) {
            return None;
        }
        Some(Figure {
            pieces: at..part.end,
            number: at..part.end,
            low: Some(part.value),
            high: Some(part.value),
            approx: false,
            measure: Measure::Fraction,
            scale: 1.0,
        })
    }

    /// Whether a bound stands right before `at`.
    fn is_bound_before(&self, at: usize) -> bool {
        (1..=4).any(|back| {
            at.checked_sub(back)
                .is_some_and(|from| self.words.before.find(self.pieces, from, |_, end| end == at).is_some())
        })
    }

    /// A number with its range and unit.
    fn plain(&self, at: usize, start: usize, sign: Option<String>) -> Option<Figure> {
        let pieces = self.pieces;
        let opens = self.starts_number(start) || pieces.is_any(start, &["a", "an", "half", "quarter"]);
        if !opens || self.is_dated(start) {
            return None;
        }
        let mut number = self.words.numerals.number(pieces, start)?;
        // "half a million" is read from its "half".
        if sign.is_none() && self.is_no_amount(start, &number) {
            return None;
        }
        let mut scale = self.words.numerals.scale(pieces.low(number.end - 1));
        if let Some((factor, end)) = self.glued_scale(number.end, sign.is_some()) {
            (number.value, number.end, scale) = (number.value * factor, end, factor);
        }
        let minus = at > 0
            && sign.is_none()
            && pieces.is_any(at - 1, &["-", "−"])
            && pieces.glued(at)
            && !pieces.glued(at - 1)
            && number.digits
            && self.measured(number.end);
        let said = at > 0
            && sign.is_none()
            && (pieces.is_any(at - 1, &["minus"])
                || pieces.is(at - 1, "-") && pieces.before(at, 2) == "minus");
        let minus = minus || said;
        let mut low = if minus { -number.value } else { number.value };
        let mut high = low;
        let mut end = number.end;
        match self.joined(at, &number, sign.as_deref()).filter(|_| !minus) {
            Some(Joined::Range { low: least, high: most, end: after }) => {
                (low, high, end) = (least, most, after)
            }
            Some(Joined::Score) => return None,
            None => {}
        }
        let (measure, end) = match sign {
            Some(code) => {
                let end = self.words.currencies.find(pieces, end, |_, _| true).map_or(end, |(_, e)| e);
                let (code, end) = self.per(code, end);
                (Measure::Unit(code), end)
            }
            None if end > number.end => self.measure(end, &Numeral { end, ..number })?,
            None => self.measure(end, &number)?,
        };
        let aged = measure == Measure::Count && low == high && self.is_age(at, end, low);
        let years = measure == Measure::Count || measure == Measure::Unit("year".to_owned());
        let measure = if aged || years && self.follows_age(at) { Measure::Age } else { measure };
        let start = match (minus, said) {
            (true, true) if pieces.is(at - 1, "-") => at - 2,
            (true, _) => at - 1,
            _ => at,
        };
        let (low, high) = (Some(low), Some(high));
        Some(Figure {
            pieces: start..end,
            number: start..number.end.max(end.min(number.end)),
            low,
            high,
            approx: false,
            measure,
            scale,
        })
    }

    /// A currency's sign at `at`: its code and where the number begins.
    pub(super) fn sign(&self, at: usize) -> Option<(String, usize)> {
        // "US$" is letters and a sign; "the US $" is read the same way.
        let (entry, end) = self.words.signs.find(self.pieces, at, |(sign, _), end| {
            let written = self.pieces.span(&(at..end)).of(self.pieces.text);
            let same = written.replace(' ', "") == *sign;
            same && self.pieces.is_number(end)
        })?;
        Some((entry.1.clone(), end))
    }

    /// A scale that is one letter, glued to the number: "$6m", "35bn"; after other numbers "m" is the metre.
    pub(super) fn glued_scale(&self, at: usize, money: bool) -> Option<(f64, usize)> {
        if !self.pieces.glued(at) {
            return None;
        }
        let scale = match self.pieces.low(at) {
            "k" => 1e3,
            "m" if money || self.counts_after(at + 1) => 1e6,
            "mil" | "mln" => 1e6,
            "b" if money => 1e9,
            "t" | "tn" if money => 1e12,
            _ => return None,
        };
        Some((scale, at + 1))
    }

    /// Whether something is counted right after `at`: then a glued "m" is a million and no metre.
    fn counts_after(&self, at: usize) -> bool {
        if self.pieces.is(at, "of") && self.pieces.is_any(at + 1, &["its", "the", "their"]) {
            return true;
        }
        if self.pieces.glued(at) {
            return false;
        }
        let unit = self.words.units.find(self.pieces, at, |u, _| u.symbol.is_none()).is_some();
        unit || (at..at + 6)
            .map_while(|i| self.pieces.get(i).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w)))
            .take_while(|w| matches!(w.upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Cconj | Upos::Verb))
            .any(|w| w.xpos == Xpos::Nns)
    }

    /// What the number is measured in, from what follows it; `None` when it shows that this is no amount.
    pub(super) fn measure(&self, at: usize, number: &Numeral) -> Option<(Measure, usize)> {
        let pieces = self.pieces;
        if let Some((code, end)) = self.words.currencies.find(pieces, pieces.skip_hyphen(at), |_, _| true) {
            // "pounds" of weight are as often meant; the tree cannot tell, the sign can.
            let (code, end) = self.per(code.clone(), end);
            return Some((Measure::Unit(code), end));
        }
        let joined = pieces.skip_hyphen(at);
        if let Some((code, end)) = self.words.codes.find(pieces, joined, |code, end| {
            pieces.span(&(joined..end)).of(pieces.text) == code && !pieces.is_number(end)
        }) {
            let (code, end) = self.per(code.clone(), end);
            return Some((Measure::Unit(code), end));
        }
        let unit = self.words.units.find(pieces, joined, |unit, end| {
            let Some(symbol) = &unit.symbol else { return true };
            let written = pieces.span(&(joined..end)).of(pieces.text);
            let same = written == symbol || written.eq_ignore_ascii_case(symbol) && symbol.len() > 1;
            // A single letter must be glued to its number: "5 m" is rare, "5 C" is anything.
            same && (pieces.glued(joined) || symbol.len() > 1 && number.digits)
        });
        if let Some((unit, end)) = unit {
            let old = pieces.skip_hyphen(end);
            // "a five-year plan": a length, which the times have, and no amount of years.
            if joined > at && TIMES.contains(&unit.name.as_str()) && !pieces.is_any(old, &["old", "olds"]) {
                return None;
            }
            if unit.name == "year" && pieces.is_any(old, &["old", "olds"]) {
                return Some((Measure::Age, old + 1));
            }
            if unit.name == "year" && pieces.is(end, "of") && pieces.is(end + 1, "age") {
                return Some((Measure::Age, end + 2));
            }
            let (name, end) = self.per(unit.name.clone(), end);
            return Some((Measure::Unit(name), end));
        }
        // Letters glued to digits that are no unit: "30th", "1980s", "5G", "747s".
        let letters = pieces.glued(at)
            && pieces.get(at).is_some_and(|p| p.kind == Kind::Word && !p.low.starts_with('\''));
        // "six-party talks", "a three-bed flat": a kind of thing, not a number of them.
        let kind = joined > at && pieces.get(joined).is_some_and(|p| p.kind == Kind::Word);
        (!letters && !kind).then_some((Measure::Count, at))
    }

    /// Widens a figure by the bound before and after it.
    fn bound(&self, figure: &mut Figure, free: usize) {
        let pieces = self.pieces;
        let mut start = figure.pieces.start;
        let mut bounds = Vec::new();
        // "over the age of 21": the bound stands before the words of age.
        if figure.measure == Measure::Age {
            let age = [&["the", "age", "of"][..], &["age", "of"][..], &["the", "ages", "of"][..]]
                .into_iter()
                .find(|words| {
                    start.checked_sub(words.len()).is_some_and(|from| {
                        from >= free && words.iter().enumerate().all(|(i, word)| pieces.is(from + i, word))
                    })
                });
            if let Some(words) = age
                && self.is_bound_before(start - words.len())
            {
                start -= words.len();
            }
        }
        // Two may stand together: "at least about 30".
        for _ in 0..2 {
            // An article or an opening quotation mark may come between.
            let gap =
                usize::from(start > free && pieces.is_any(start - 1, &["a", "the", "an", "estimated", "US"]));
            // "around the 37-metre mast" is a place.
            let place = gap == 1
                && pieces.is(start - 1, "the")
                && pieces.is_any(
                    start.wrapping_sub(2),
                    &["around", "about", "over", "under", "near", "above", "below", "beyond"],
                );
            let gap = if place { 0 } else { gap };
            let found = [0, gap].into_iter().find_map(|gap| {
                let end = start.checked_sub(gap)?;
                (1..=4).rev().find_map(|back| {
                    let from = end.checked_sub(back).filter(|&f| f >= free)?;
                    let (bound, _) = self.words.before.find(pieces, from, |_, e| e == end)?;
                    Some((*bound, from))
                })
            });
            let Some((bound, from)) = found else { break };
            bounds.push(bound);
            start = from;
        }
        if let Some((bound, end)) = self.words.after.find(pieces, figure.pieces.end, |_, _| true) {
            bounds.push(*bound);
            figure.pieces.end = end;
        }
        figure.pieces.start = start;
        for bound in bounds {
            match bound {
                Bound::Approx => figure.approx = true,
                Bound::Low if figure.low == figure.high => figure.high = None,
                Bound::High if figure.low == figure.high => figure.low = None,
                Bound::Low | Bound::High => {}
            }
        }
    }

    /// Whether words of age lead to `at`: "aged 44", "the age of 21".
    fn follows_age(&self, at: usize) -> bool {
        let pieces = self.pieces;
        pieces.is_any(at.wrapping_sub(1), &["aged"])
            || ["age", "ages"].contains(&pieces.before(at, 2)) && pieces.before(at, 1) == "of"
            || pieces.before(at, 1) == "ages"
            || pieces.before(at, 1) == "between" && ["aged", "ages"].contains(&pieces.before(at, 2))
    }

    /// Whether a bare number is somebody's age: "Ms Orla Venn, 44, said", "she was 10", "he turned 30".
    fn is_age(&self, at: usize, end: usize, value: f64) -> bool {
        let pieces = self.pieces;
        if !(1.0..=119.0).contains(&value) || value.fract() != 0.0 {
            return false;
        }
        let closed =
            pieces.ends_at(end) || pieces.is_any(end, &[",", ".", ";", ")", "when", "by", "at", "and", "\""]);
        let person = |at: usize| {
            pieces.get(at).and_then(|p| p.word).is_some_and(|w| {
                self.analysis.names.iter().any(|n| n.kind == NameKind::Person && n.words.end == w + 1)
            })
        };
        let aside = pieces.is_any(at.wrapping_sub(1), &[",", "("]) && at >= 2 && person(at - 2);
        let aside = aside && (pieces.ends_at(end) || pieces.is_any(end, &[",", ".", ";", ")"]));
        let being = match pieces.before(at, 1) {
            "was" | "is" | "'s" | "turned" | "turns" | "now" => {
                pieces.is_any(at.wrapping_sub(2), &["he", "she", "who"])
            }
            "be" | "turn" => pieces.is_any(at.wrapping_sub(3), &["he", "she", "who"]),
            _ => false,
        };
        aside || being && closed
    }

    /// Whether the piece at `at` lies in a date, a time of day or a set.
    pub(super) fn is_dated(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else { return false };
        let next = self.dated.partition_point(|s| s.end <= piece.span.start);
        self.dated.get(next).is_some_and(|s| s.overlaps(piece.span))
    }

    /// Whether a unit or a currency follows.
    pub(super) fn measured(&self, at: usize) -> bool {
        let joined = self.pieces.skip_hyphen(at);
        self.words
            .units
            .find(self.pieces, joined, |u, _| u.symbol.is_none() || self.pieces.glued(joined))
            .is_some()
            || self.words.currencies.find(self.pieces, joined, |_, _| true).is_some()
    }
}

/// Units that the times have lengths in.
const TIMES: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year", "decade", "century"];
