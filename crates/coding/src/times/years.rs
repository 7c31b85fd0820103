//! Years, decades and centuries: "1990", "fiscal 1989", "the year 2000", "the late 1970s", "the 19th century", and how
//! they are told from other numbers.

use super::grammar::{Grammar, calendar};
use super::sense::{Date, Year};
use super::words::Pointer;
use crate::numerals::is_in_name;
use crate::pieces::Kind;
use dunlin_language::{Deprel, Xpos};

impl Grammar<'_> {
    /// "1990", "fiscal 1989", "the year 2000", "'82", "nineteen ninety-six", "44 BC".
    pub(super) fn year(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let plain = |year: i32| calendar(Year::Given(year), None, None, Pointer::Bare);
        let the = usize::from(pieces.is(at, "the"));
        if pieces.is(at + the, "year")
            && let Some((year, end)) = self.year_number(at + the + 1)
        {
            return Some((plain(year), end));
        }
        if pieces.is_any(at + the, &["fiscal", "financial", "fy"]) {
            let next = at + the + 1;
            let next = if pieces.is(next, "year") { next + 1 } else { next };
            let short =
                || pieces.get(next).filter(|p| p.glued && p.kind == Kind::Number && p.span.len() == 2);
            if let Some(piece) = short() {
                // "FY19".
                return Some((plain(2000 + piece.low.parse::<i32>().ok()?), next + 1));
            }
            let year = self.year_number(next).map(|(year, end)| (plain(year), end));
            if the == 0 || year.is_some() {
                return year;
            }
        }
        if the == 1 {
            // "the 1988 period", "the 1988 fiscal year".
            let (year, end) = self.year_number(at + 1).filter(|(y, _)| (1900..2100).contains(y))?;
            if pieces.is(end, "period") {
                return Some((Date::Quarter(0, Year::Given(year), Pointer::Bare), end + 1));
            }
            let end = if pieces.is_any(end, &["fiscal", "financial", "calendar"]) { end + 1 } else { end };
            return pieces.is(end, "year").then(|| (plain(year), end + 1));
        }
        if pieces.is(at, "'") {
            // A quotation that begins with a number: "'60 Minutes'".
            let placed = ["since", "in", "of", "by", "until", "from"].contains(&pieces.before(at, 1));
            let quoted =
                pieces.before(at, 1) == "'" || !placed && pieces.get(at + 2).is_some_and(|p| p.capital);
            return self.short_year(at).filter(|_| !quoted).map(|(year, end)| (plain(year), end));
        }
        if let Some((n, end)) = self.numerals().count(pieces, at).filter(|_| pieces.is_number(at))
            && pieces.is_any(end, &["bc", "b.c.", "bce", "b.c.e."])
        {
            return Some((Date::BeforeChrist(i32::try_from(n).ok().filter(|n| *n <= 9999)?), end + 1));
        }
        if !pieces.is_number(at) {
            let (year, end) = self.numerals().spoken_year(pieces, at)?;
            // "two thousand" is a number before it is a year.
            let placed = ["in", "since", "by", "until", "from", "to", "of"].contains(&pieces.before(at, 1));
            return (!pieces.is(at, "two") && (placed || !self.counts(end)) || placed && !self.counts(end))
                .then(|| (plain(year), end));
        }
        let (year, end) = self.year_number(at)?;
        self.is_year(at, year).then(|| (plain(year), end))
    }

    /// "'82": an apostrophe and two digits.
    pub(super) fn short_year(&self, at: usize) -> Option<(i32, usize)> {
        let pieces = self.pieces;
        let short = pieces.get(at + 1).filter(|p| p.glued && p.kind == Kind::Number && p.span.len() == 2)?;
        let n: i32 = short.low.parse().ok()?;
        let letters = pieces.glued(at + 2) && pieces.get(at + 2).is_some_and(|p| p.kind == Kind::Word);
        (!letters).then(|| (if n < 50 { 2000 + n } else { 1900 + n }, at + 2))
    }

    /// Four digits without comma, or a spoken year.
    pub(super) fn year_number(&self, at: usize) -> Option<(i32, usize)> {
        let pieces = self.pieces;
        let piece = pieces.get(at)?;
        if piece.kind != Kind::Number {
            return self.numerals().spoken_year(pieces, at);
        }
        let letters =
            pieces.get(at + 1).is_some_and(|p| p.glued && p.kind == Kind::Word && !p.low.starts_with('\''));
        let year = piece.low.parse().ok().filter(|y| (1000..3000).contains(y))?;
        (piece.span.len() == 4 && !letters).then_some((year, at + 1))
    }

    /// Whether four digits are a year by where they stand.
    fn is_year(&self, at: usize, year: i32) -> bool {
        let pieces = self.pieces;
        if is_in_name(pieces, at) || pieces.is_any(at + 1, &["%", "percent", "per"]) {
            return false;
        }
        let previous = pieces.before(at, 1);
        let glued = pieces.glued(at);
        if ["$", "£", "€", "¥", "#", "no", "no.", "number", "+", "*", "=", "@"].contains(&previous)
            || glued && previous == "."
        {
            return false;
        }
        // A number with a fraction, a phone number, a score: "2019-5000" is none either.
        let joined =
            pieces.is_any(at + 1, &["-", "/", ":", "."]) && pieces.glued(at + 1) && pieces.glued(at + 2);
        let number_after = joined && pieces.is_number(at + 2);
        if number_after && !pieces.get(at + 2).is_some_and(|p| p.span.len() == 2 || p.span.len() == 4) {
            return false;
        }
        if glued && ["-", "/", ":"].contains(&previous) && at >= 2 && pieces.is_number(at - 2) {
            let before = pieces.get(at - 2).map_or(0, |p| p.span.len());
            if before != 4 {
                return false;
            }
        }
        let label = self.label_before(at);
        let likely = (1900..=2049).contains(&year);
        let placed = [
            "in",
            "since",
            "by",
            "until",
            "till",
            "before",
            "after",
            "from",
            "during",
            "through",
            "early",
            "late",
            "circa",
            "mid",
            "throughout",
            "year",
            "between",
            "anno",
            "ad",
        ]
        .contains(&previous);
        if label {
            return false;
        }
        if self.counts(at + 1) && !(placed && likely && !self.is_nummod(at)) {
            return false;
        }
        placed && (1200..2200).contains(&year) || likely || previous == "(" && (1500..2100).contains(&year)
    }

    /// Whether a noun before the number takes it as its name: "Resolution 1718", "Flight 1549".
    fn label_before(&self, at: usize) -> bool {
        self.words.labels.contains(self.pieces.before(at, 1)) && !self.pieces.glued(at)
    }

    /// Whether what stands at `at` is counted by a number before it: a plural noun or a unit.
    pub(super) fn counts(&self, at: usize) -> bool {
        let pieces = self.pieces;
        let Some(piece) = pieces.get(at).filter(|p| p.kind == Kind::Word && !p.capital) else {
            return false;
        };
        if let Some(word) = piece.word.and_then(|w| self.analysis.words.get(w)).filter(|_| self.tagged()) {
            return word.xpos == Xpos::Nns || word.lemma == "people";
        }
        piece.low == "people" || piece.low.len() > 3 && piece.low.ends_with('s') && !piece.low.ends_with("ss")
    }

    /// Whether the tree makes the number at `at` count a noun.
    fn is_nummod(&self, at: usize) -> bool {
        let word = self.pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
        word.is_none_or(|w| w.deprel == Deprel::Nummod || !self.tagged())
    }

    /// "the 1980s", "the early '90s", "the nineties".
    pub(super) fn decade(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let the = usize::from(pieces.is(at, "the"));
        let mut start = at + the;
        if the == 1 && pieces.is_any(start, &["early", "late", "mid"]) {
            start = pieces.skip_hyphen(start + 1);
        }
        let apostrophe = pieces.is(start, "'");
        let start = start + usize::from(apostrophe);
        // "the 70s and 80s".
        let listed = ["and", "or", "to", "-"].contains(&pieces.before(at, 1))
            && ["s", "'s"].contains(&pieces.before(at, 2))
            && at > 2
            && pieces.is_number(at - 3);
        if let Some(piece) = pieces.get(start).filter(|p| p.kind == Kind::Number) {
            let plural = pieces.glued(start + 1) && pieces.is_any(start + 1, &["s", "'s"]);
            if !plural || is_in_name(pieces, start) {
                return None;
            }
            let n: i32 = piece.low.parse().ok()?;
            let tens = match piece.span.len() {
                4 if (1000..2100).contains(&n) && n % 10 == 0 => n / 10,
                2 if n % 10 == 0 && n >= 20 && (apostrophe || the == 1 || listed) => 190 + n / 10,
                _ => return None,
            };
            return Some((Date::Decade(tens), start + 2));
        }
        let names =
            ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
        let index = names.iter().position(|n| pieces.is(start, n)).filter(|_| the == 1)?;
        Some((Date::Decade(192 + i32::try_from(index).ok()?), start + 1))
    }

    /// "the 19th century", "the third century BC".
    pub(super) fn century(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mut start = at + usize::from(pieces.is(at, "the"));
        if start > at && pieces.is_any(start, &["early", "late", "mid"]) {
            start = pieces.skip_hyphen(start + 1);
        }
        let (n, end) = self.numerals().ordinal(pieces, start).filter(|(n, _)| (1..=30).contains(n))?;
        let end = pieces.skip_hyphen(end);
        if !pieces.is_any(end, &["century", "centuries"]) {
            return None;
        }
        if pieces.is_any(end + 1, &["bc", "b.c.", "bce"]) {
            return Some((Date::BeforeChrist(i32::try_from(n).ok()? * 100), end + 2));
        }
        Some((Date::Century(i32::try_from(n).ok()? - 1), end + 1))
    }
}
