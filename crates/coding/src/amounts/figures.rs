//! Finds figures: a number with its bound before it and its unit after it.
//!
//! What is written with digits or number words but counts nothing (ordinals, dates, names, scores, addresses, phone
//! numbers) is told apart here.

use super::words::{Bound, Words};
use crate::numerals::{Numeral, is_in_name};
use crate::pieces::{Kind, Pieces};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
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

    fn starts_number(&self, at: usize) -> bool {
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
        })
    }

    /// "half", "two-thirds", "a quarter of".
    fn part(&self, at: usize) -> Option<Figure> {
        let pieces = self.pieces;
        let part = self.words.numerals.part(pieces, at)?;
        let half = pieces.is(at, "half");
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
        if !self.starts_number(start) && !pieces.is_any(start, &["a", "an"]) || self.is_dated(start) {
            return None;
        }
        let mut number = self.words.numerals.number(pieces, start)?;
        // "half a million" is read from its "half".
        if sign.is_none() && self.is_no_amount(start, &number) {
            return None;
        }
        if let Some((scale, end)) = self.glued_scale(number.end, sign.is_some()) {
            (number.value, number.end) = (number.value * scale, end);
        }
        let minus = at > 0
            && sign.is_none()
            && pieces.is_any(at - 1, &["-", "−"])
            && pieces.glued(at)
            && !pieces.glued(at - 1)
            && number.digits
            && self.measured(number.end);
        let mut low = if minus { -number.value } else { number.value };
        let mut high = low;
        let mut end = number.end;
        // "20 to 30", "20-30", "three or four", "between 20 and 30".
        if let Some((second, after)) = self.second(at, &number, sign.as_deref()) {
            if second.value > low {
                // "1 to 2 thousand": the scale is meant for both.
                let scaled = second.value >= 1000.0 && low < 100.0 && !second.digits_only;
                low = if scaled { low * second.scale } else { low };
                (high, end) = (second.value, after);
            } else if sign.is_none() && second.score {
                return None;
            }
        }
        let (measure, end) = match sign {
            Some(code) => {
                let end = self.words.currencies.find(pieces, end, |_, _| true).map_or(end, |(_, e)| e);
                let (code, end) = self.per(code, end);
                (Measure::Unit(code), end)
            }
            None => self.measure(end, &number)?,
        };
        let start = if minus { at - 1 } else { at };
        let (low, high) = (Some(low), Some(high));
        Some(Figure {
            pieces: start..end,
            number: start..number.end.max(end.min(number.end)),
            low,
            high,
            approx: false,
            measure,
        })
    }

    /// A currency's sign at `at`: its code and where the number begins.
    fn sign(&self, at: usize) -> Option<(String, usize)> {
        // "US$" is letters and a sign; "the US $" is read the same way.
        let (entry, end) = self.words.signs.find(self.pieces, at, |(sign, _), end| {
            let written = self.pieces.span(&(at..end)).of(self.pieces.text);
            let same = written.replace(' ', "") == *sign;
            same && self.pieces.is_number(end)
        })?;
        Some((entry.1.clone(), end))
    }

    /// A scale that is one letter, glued to the number: "$6m", "35bn"; after other numbers "m" is the metre.
    fn glued_scale(&self, at: usize, money: bool) -> Option<(f64, usize)> {
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
        unit || (at..at + 4)
            .map_while(|i| self.pieces.get(i).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w)))
            .take_while(|w| matches!(w.upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Cconj | Upos::Verb))
            .any(|w| w.xpos == Xpos::Nns)
    }

    /// What the number is measured in, from what follows it; `None` when it shows that this is no amount.
    fn measure(&self, at: usize, number: &Numeral) -> Option<(Measure, usize)> {
        let pieces = self.pieces;
        if let Some((code, end)) = self.words.currencies.find(pieces, pieces.skip_hyphen(at), |_, _| true) {
            // "pounds" of weight are as often meant; the tree cannot tell, the sign can.
            let (code, end) = self.per(code.clone(), end);
            return Some((Measure::Unit(code), end));
        }
        let joined = pieces.skip_hyphen(at);
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

    /// "a barrel", "per hour", "an hour" after a unit.
    fn per(&self, unit: String, at: usize) -> (String, usize) {
        let pieces = self.pieces;
        let per = pieces.is(at, "per") || pieces.is(at, "/") && pieces.glued(at);
        let article = pieces.is_any(at, &["a", "an"]) && !self.is_dated(at);
        let names = [
            "barrel",
            "share",
            "gallon",
            "litre",
            "liter",
            "ton",
            "tonne",
            "kilogram",
            "pound",
            "ounce",
            "unit",
            "head",
            "person",
            "passenger",
            "bushel",
            "capita",
            "kilometre",
            "kilometer",
            "mile",
        ];
        let times = ["hour", "day", "week", "month", "year", "minute", "second"];
        let name = pieces.low(at + 1);
        if per && (names.contains(&name) || times.contains(&name)) || article && names.contains(&name) {
            return (format!("{unit} per {name}"), at + 2);
        }
        (unit, at)
    }

    /// The second number of a range.
    fn second(&self, at: usize, first: &Numeral, sign: Option<&str>) -> Option<(Second, usize)> {
        let pieces = self.pieces;
        let mut end = first.end;
        // "20% to 30%", "$20 to $30": the unit may stand twice.
        if let Some((unit, after)) = self.words.units.find(pieces, end, |_, _| true)
            && unit.name == "percent"
        {
            end = after;
        }
        let hyphen = pieces.is_any(end, &["-", "–"]);
        let glued = hyphen && pieces.glued(end);
        let between = ["between"].contains(&pieces.before(at, 1));
        let joined = hyphen || pieces.is_any(end, &["to", "or"]) || pieces.is(end, "and") && between;
        if !joined {
            return None;
        }
        let mut next = end + 1;
        if let Some((code, after)) = self.sign(next) {
            if sign.is_none_or(|s| s != code) {
                return None;
            }
            next = after;
        }
        if !self.starts_number(next) || self.is_dated(next) {
            return None;
        }
        // "from 5 to 7" after a word of change is a series of two figures.
        let series = pieces.is(end, "to") && pieces.before(at, 1) == "from"
            || pieces.is(end, "to")
                && self.words.before.find(pieces, at.saturating_sub(1), |_, e| e == at).is_some()
                && pieces.before(at, 2) == "from";
        if series || pieces.is(end, "to") && !between && self.moves_before(at) {
            return None;
        }
        let mut second = self.words.numerals.number(pieces, next)?;
        if let Some((scale, end)) = self.glued_scale(second.end, sign.is_some()) {
            (second.value, second.end) = (second.value * scale, end);
        }
        // "3 percent to 15 crowns" is no range: a unit after the first number stands after the second as well.
        if end > first.end && self.words.units.find(pieces, second.end, |u, _| u.name == "percent").is_none()
        {
            return None;
        }
        // "three or four", but not "one or 500".
        if pieces.is(end, "or") && (second.value > first.value * 3.0 || second.value <= first.value) {
            return None;
        }
        let last = pieces.low(second.end - 1);
        let scale = match last {
            "thousand" => 1e3,
            "million" | "mn" => 1e6,
            "billion" | "bn" => 1e9,
            "trillion" => 1e12,
            "hundred" => 100.0,
            _ => 1.0,
        };
        let digits_only = scale == 1.0;
        Some((Second { value: second.value, scale, digits_only, score: glued }, second.end))
    }

    /// Whether a word of change stands close before `at`: then "to" leads to what became of it.
    fn moves_before(&self, at: usize) -> bool {
        let from = at.saturating_sub(4).max(self.pieces.sentence(at).start);
        (from..at).any(|i| self.words.change(self.pieces.low(i)).is_some())
    }

    /// Widens a figure by the bound before and after it.
    fn bound(&self, figure: &mut Figure, free: usize) {
        let pieces = self.pieces;
        let mut start = figure.pieces.start;
        let mut bounds = Vec::new();
        // Two may stand together: "at least about 30".
        for _ in 0..2 {
            // An article or an opening quotation mark may come between.
            let gap =
                usize::from(start > free && pieces.is_any(start - 1, &["a", "the", "an", "estimated", "US"]));
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

    /// Whether the piece at `at` lies in a date, a time of day or a set.
    pub(super) fn is_dated(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else { return false };
        let next = self.dated.partition_point(|s| s.end <= piece.span.start);
        self.dated.get(next).is_some_and(|s| s.overlaps(piece.span))
    }

    /// Whether a number counts and measures nothing: it is part of a name, a label, a score, an address, a list mark.
    fn is_no_amount(&self, at: usize, number: &Numeral) -> bool {
        let pieces = self.pieces;
        if pieces.is_number(at) && is_in_name(pieces, at) {
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

    /// Whether a unit or a currency follows.
    fn measured(&self, at: usize) -> bool {
        let joined = self.pieces.skip_hyphen(at);
        self.words
            .units
            .find(self.pieces, joined, |u, _| u.symbol.is_none() || self.pieces.glued(joined))
            .is_some()
            || self.words.currencies.find(self.pieces, joined, |_, _| true).is_some()
    }

    /// Whether the tree makes the number at `at` count a noun.
    fn counts_noun(&self, at: usize) -> bool {
        let word = self.pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
        word.is_some_and(|w| {
            w.deprel == Deprel::Nummod
                && w.head
                    .and_then(|h| self.analysis.words.get(h))
                    .is_some_and(|h| matches!(h.upos, Upos::Noun | Upos::Propn))
        })
    }
}

/// Units that the times have lengths in.
const TIMES: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year", "decade", "century"];

/// The second number of a range.
struct Second {
    value: f64,
    /// What its last word multiplies by.
    scale: f64,
    digits_only: bool,
    /// Whether it is glued on: "3-1" may be a score.
    score: bool,
}
