//! Days and months of the calendar: "2019-12-30", "Dec. 22", "the 5th of May 1990", "July last year", "May".

use super::grammar::{Grammar, calendar};
use super::sense::{Date, Year};
use super::words::{Pointer, Term};
use crate::numerals::is_in_name;
use crate::pieces::Kind;
use dunlin_language::Upos;

/// Prepositions after which a number or an ambiguous month name is a time.
const BEFORE_DATES: &[&str] = &[
    "in",
    "since",
    "by",
    "until",
    "till",
    "til",
    "before",
    "after",
    "from",
    "to",
    "during",
    "through",
    "of",
    "for",
    "and",
    "or",
    "between",
    "last",
    "next",
    "this",
    "early",
    "late",
    "mid",
    "each",
    "every",
    "circa",
    "around",
    "throughout",
    "on",
    "(",
    "-",
    "–",
    ",",
    "&",
    "'s",
    "the",
    "than",
    "versus",
    "vs",
];

impl Grammar<'_> {
    /// The longest date that begins at `at`.
    pub(super) fn date(&self, at: usize) -> Option<(Date, usize)> {
        let all = [
            self.numeric(at),
            self.month_date(at),
            self.day_of_month(at),
            self.weekday(at),
            self.near_day(at),
            self.named_day(at),
            self.the_day(at),
            self.nth_day(at),
            self.beside(at),
            self.year(at),
            self.decade(at),
            self.century(at),
            self.feast(at),
            self.pointed(at),
            self.quarter(at),
            self.half(at),
            self.year_ago(at),
            self.week_of(at),
            self.week_number(at),
        ];
        let mut best: Option<(Date, usize)> = None;
        for found in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| found.1 > b.1) {
                best = Some(found);
            }
        }
        best
    }

    /// "2019-12-30", "12/30/2019", "30.12.2019".
    fn numeric(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mark = pieces.low(at + 1);
        if !["-", "/", "."].contains(&mark) || mark != pieces.low(at + 3) || is_in_name(pieces, at) {
            return None;
        }
        if !(1..=4).all(|i| pieces.glued(at + i)) || ![0, 2, 4].iter().all(|i| pieces.is_number(at + i)) {
            return None;
        }
        // A fourth part makes it an address or a version.
        if pieces.is(at + 5, mark) && pieces.glued(at + 5) && pieces.glued(at + 6) {
            return None;
        }
        let len = |i: usize| pieces.get(at + i).map_or(0, |p| p.span.len());
        let value = |i: usize| pieces.low(at + i).parse::<i32>().ok();
        let (a, b, c) = (value(0)?, value(2)?, value(4)?);
        let century = |y: i32| if y < 50 { 2000 + y } else { 1900 + y };
        let (year, month, day) = if len(0) == 4 && len(2) <= 2 && len(4) <= 2 {
            (a, b, c)
        } else if len(0) <= 2 && len(2) <= 2 && (len(4) == 4 || len(4) == 2 && mark == "/") {
            let year = if len(4) == 2 { century(c) } else { c };
            // Dots are the day-first order; with slashes the American order, unless it cannot be.
            if mark == "." || a > 12 { (year, b, a) } else { (year, a, b) }
        } else {
            return None;
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        // "2/30/2019" is read too: that there is no such day is for the resolver to note.
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        Some((calendar(Year::Given(year), Some(month), Some(day), Pointer::Bare), at + 5))
    }

    /// A month by name, and the piece after it and its full stop.
    pub(super) fn month(&self, at: usize) -> Option<(i8, usize)> {
        let pieces = self.pieces;
        let (month, mut end) =
            self.words.find(pieces, at, |t| if let Term::Month(m) = t { Some(*m) } else { None })?;
        let piece = pieces.get(at)?;
        let abbreviated = piece.low.len() <= 4 && !["may", "june", "july"].contains(&piece.low.as_str());
        let stop = pieces.is(end, ".") && pieces.glued(end);
        let number = |at| pieces.is_number(at) && !pieces.ends_at(at);
        if abbreviated {
            let joined = pieces.is_any(end, &["-", "/", "'"]) && pieces.glued(end) && pieces.glued(end + 1);
            let numbered = number(if stop { end + 1 } else { end })
                || joined && number(end + 1)
                || number_before(self, at);
            // "Mar", "Jan" and "Dec" alone are names.
            if !piece.capital || !stop && !numbered {
                return None;
            }
            if stop {
                end += 1;
            }
        } else if !piece.capital && ["may", "march", "august"].contains(&piece.low.as_str()) {
            return None;
        }
        Some((month, end))
    }

    /// Whether a lone month name at `at` is a month and not a verb, a person or a name's part.
    fn is_month(&self, at: usize, end: usize) -> bool {
        let pieces = self.pieces;
        let Some(piece) = pieces.get(at) else { return false };
        let placed = BEFORE_DATES.contains(&pieces.before(at, 1)) && pieces.before(at, 1) != "the";
        let word = piece.word.and_then(|w| self.analysis.words.get(w));
        let named = word.is_some_and(|w| w.upos == Upos::Propn);
        let is_capital = |at| pieces.get(at).is_some_and(|p| p.capital);
        match piece.low.as_str() {
            "may" => placed && piece.capital || named && !self.opens_sentence(at),
            // "the annual March for Peace".
            "march" if pieces.is_any(end, &["of", "for", "on", "against"]) && !pieces.is_number(end + 1) => {
                let sure = [
                    "in", "since", "by", "until", "from", "last", "next", "this", "early", "late", "mid",
                    "of",
                ];
                piece.capital && sure.contains(&pieces.before(at, 1))
            }
            "march" => {
                placed && piece.capital
                    || named && (pieces.before(at, 1) != "the" || self.is_modifier(at) && !is_capital(end))
            }
            _ => {
                // "April Jones" is a person, "the June uprising" is not.
                let name = pieces.get(end).is_some_and(|p| p.capital && p.kind == Kind::Word && !p.glued);
                placed || !name || pieces.before(at, 1) == "the"
            }
        }
    }

    /// "Friday, Oct. 13, 1989", "October 1989", "July last year", "May".
    pub(super) fn month_date(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mut weekday = None;
        let mut start = at;
        let day_name = self.words.find(pieces, at, |t| match t {
            Term::Weekday(d) | Term::WeekdayShort(d) => Some(*d),
            _ => None,
        });
        if let Some((day, mut next)) = day_name {
            if pieces.is(next, ".") && pieces.glued(next) {
                next += 1;
            }
            if pieces.is(next, ",") {
                next += 1;
            }
            (weekday, start) = (Some(day), next);
            if pieces.ends_at(start) {
                return None;
            }
            if let Some((Date::Calendar { year, month, day, pointer, .. }, end)) = self.day_of_month(start) {
                return Some((Date::Calendar { year, month, day, weekday, pointer }, end));
            }
        }
        let (month, end) = self.month(start)?;
        let mut day = None;
        let mut after = end;
        if let Some((n, next)) = self.day_number(end) {
            (day, after) = (Some(n), next);
        } else if weekday.is_some() {
            return None;
        }
        if let Some((year, next)) = self.year_after(after) {
            return Some((
                Date::Calendar { year, month: Some(month), day, weekday, pointer: Pointer::Bare },
                next,
            ));
        }
        if day.is_none() && !self.is_month(start, after) {
            return None;
        }
        // The day that needs no year.
        let attacks = month == 9
            && day == Some(11)
            && pieces.is_any(after, &["attack", "attacks", "terror", "terrorist", "hijackings", "hijackers"]);
        let year = if attacks { Year::Given(2001) } else { Year::Open };
        Some((Date::Calendar { year, month: Some(month), day, weekday, pointer: Pointer::Bare }, after))
    }

    /// A day's number after its month: "22", "22nd", "the 5th" is not. A year or a decimal is none.
    pub(super) fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let pieces = self.pieces;
        if pieces.ends_at(at) {
            return None;
        }
        if let Some((n, end)) = self.numerals().ordinal(pieces, at).filter(|(n, _)| (1..=31).contains(n)) {
            let digits = pieces.is_number(at);
            return (digits || pieces.get(at).is_some_and(|p| !p.capital)).then_some((n as i8, end));
        }
        let piece = pieces.get(at).filter(|p| p.kind == Kind::Number && p.span.len() <= 2)?;
        let n: i8 = piece.low.parse().ok().filter(|n| (1..=31).contains(n))?;
        let next = pieces.get(at + 1);
        // "May 10 percent", "March 3:30", "May 5th": the first two are no days.
        let other = next.is_some_and(|p| {
            matches!(p.low.as_str(), "%" | "percent" | "per")
                || p.low == ":" && p.glued && pieces.glued(at + 2)
                || p.glued && p.kind == Kind::Word && !p.low.starts_with('\'')
        });
        (!other).then_some((n, at + 1))
    }

    /// "5 May 1990", "the 5th of May", "22nd October".
    pub(super) fn day_of_month(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = if pieces.is(at, "the") { at + 1 } else { at };
        let ordinal = self.numerals().ordinal(pieces, start).filter(|(n, _)| (1..=31).contains(n));
        let (day, mut end) = match ordinal {
            Some((n, end)) => (n as i8, end),
            None if start == at && pieces.is_number(at) && !is_in_name(pieces, at) => {
                let piece = pieces.get(at).filter(|p| p.span.len() <= 2)?;
                (piece.low.parse().ok().filter(|n| (1..=31).contains(n))?, at + 1)
            }
            None => return None,
        };
        if pieces.is(end, "of") && ordinal.is_some() {
            end += 1;
        }
        if pieces.ends_at(end) {
            return None;
        }
        let (month, end) = self.month(end).or_else(|| {
            let skipped = pieces.skip_hyphen(end);
            if skipped > end { self.month(skipped) } else { None }
        })?;
        if let Some((year, end)) = self.year_after(end) {
            return Some((calendar(year, Some(month), Some(day), Pointer::Bare), end));
        }
        Some((calendar(Year::Open, Some(month), Some(day), Pointer::Bare), end))
    }

    /// The year after a month or a day of one: ", 1989", "of last year", "'89", "-2018".
    fn year_after(&self, end: usize) -> Option<(Year, usize)> {
        let pieces = self.pieces;
        let joined = pieces.is_any(end, &["-", "/"]) && pieces.glued(end) && pieces.glued(end + 1);
        let at = if pieces.is_any(end, &[",", "of"]) || joined { end + 1 } else { end };
        if pieces.ends_at(at) {
            return None;
        }
        if let Some((year, next)) = self.year_number(at) {
            // "on May 5 1500 soldiers left".
            let number = at == end && !(1900..2050).contains(&year) && self.counts(next);
            return (!number).then_some((Year::Given(year), next));
        }
        if pieces.is(at, "'")
            && let Some((year, next)) = self.short_year(at)
        {
            return Some((Year::Given(year), next));
        }
        if let Some((pointer, next)) = self.pointed_year(end) {
            return Some((Year::Pointed(pointer), next));
        }
        // "12 March 99999": a number in the place of a year that is none.
        let digits = pieces.get(at).filter(|p| p.kind == Kind::Number && p.low.len() >= 4)?;
        let whole = digits.span.len() == digits.low.len() && !digits.low.contains('.');
        let alone = pieces.ends_at(at + 1)
            || pieces.get(at + 1).is_some_and(|p| p.kind == Kind::Mark && !p.glued)
            || pieces.is_any(at + 1, &[",", ".", ";", ")"]);
        let unreadable = whole && !joined && (alone || at == end && !self.counts(at + 1));
        unreadable.then_some((Year::Unreadable, at + 1))
    }

    /// "last year", "this year", "next year" after a month or a quarter.
    pub(super) fn pointed_year(&self, at: usize) -> Option<(Pointer, usize)> {
        let at = if self.pieces.is(at, "of") { at + 1 } else { at };
        let (pointer, end) =
            self.words.find(self.pieces, at, |t| if let Term::Pointer(p) = t { Some(*p) } else { None })?;
        let plain = matches!(pointer, Pointer::This | Pointer::Last | Pointer::Next);
        (plain && self.pieces.is(end, "year") && !self.pieces.is(at, "current")).then_some((pointer, end + 1))
    }
}

/// Whether a day's number stands before the month: "22 Dec".
fn number_before(grammar: &Grammar, at: usize) -> bool {
    at > 0 && grammar.pieces.is_number(at - 1) && !grammar.pieces.ends_at(at)
}
