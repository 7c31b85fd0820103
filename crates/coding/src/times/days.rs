//! Days by name or place in a row: "Sunday", "yesterday", "Easter", "the day before yesterday", "three days after
//! Christmas", "Tuesday of next week", "the second day of the conference", "the day".

use super::grammar::{Grammar, calendar};
use super::sense::{Count, Date, Year};
use super::words::{Pointer, Term, Unit};
use crate::pieces::Kind;

impl Grammar<'_> {
    /// A weekday by itself.
    pub(super) fn weekday(&self, at: usize) -> Option<(Date, usize)> {
        let piece = self.pieces.get(at)?;
        let (day, end) =
            self.words.find(self.pieces, at, |t| if let Term::Weekday(d) = t { Some(*d) } else { None })?;
        // "Black Friday" and "Sunday Times" are names; so is what goes on with "of".
        let paper = self.pieces.get(end).is_some_and(|p| {
            ["times", "herald", "telegraph", "express", "mirror", "mail", "post"].contains(&p.low.as_str())
                && p.capital
        });
        if !piece.capital || paper {
            return None;
        }
        // "Tuesday of next week", "Monday last week".
        let of = if self.pieces.is(end, "of") { end + 1 } else { end };
        if let Some((Date::Period(Unit::Week, pointer), end)) =
            self.pointed(of).filter(|_| !self.pieces.ends_at(end))
            && pointer != Pointer::Bare
        {
            return Some((Date::InWeek(day, pointer), end));
        }
        Some((Date::Weekday(day, Pointer::Bare), end))
    }

    /// "today", "yesterday", "tomorrow", "tonight".
    pub(super) fn near_day(&self, at: usize) -> Option<(Date, usize)> {
        let days = match self.pieces.low(at) {
            "today" => 0,
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => return None,
        };
        // "USA Today" and the like.
        let piece = self.pieces.get(at)?;
        let named = piece.capital && !self.opens_sentence(at);
        (!named).then_some((Date::Day(days), at + 1))
    }

    /// "9/11".
    pub(super) fn named_day(&self, at: usize) -> Option<(Date, usize)> {
        let (day, end) =
            self.words.find(self.pieces, at, |t| if let Term::NamedDay(d) = t { Some(*d) } else { None })?;
        let joined =
            self.pieces.glued(end) && !self.pieces.is_any(end, &[".", ",", ";", ":", ")", "'s", "\""]);
        let year = Year::Given(i32::from(day.year()));
        (!joined).then(|| (calendar(year, Some(day.month()), Some(day.day()), Pointer::Bare), end))
    }

    /// "the day before yesterday", "the day after Easter", "three days after Christmas".
    pub(super) fn beside(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = if pieces.is(at, "the") { at + 1 } else { at };
        let (count, unit, next) = if pieces.is(start, "day") {
            (1, Unit::Day, start + 1)
        } else {
            let (parts, end, hyphen) = self.span(at)?;
            let [(Count::Exact(n), unit)] = parts.as_slice() else { return None };
            if hyphen || n.fract() != 0.0 || *n > 1e6 {
                return None;
            }
            (*n as i64, *unit, end)
        };
        let later = pieces.is(next, "after");
        if !later && !pieces.is(next, "before") || pieces.ends_at(next + 1) {
            return None;
        }
        let base = next + 1;
        // "two weeks before March 6" are two expressions to TimeML; a feast or "yesterday" is no date by itself.
        if !pieces.is(start, "day") {
            let (date, end) = self.near_day(base).or_else(|| self.feast(base))?;
            return Some((Date::Beside(Box::new(date), if later { count } else { -count }, unit), end));
        }
        let (date, end) = self
            .near_day(base)
            .or_else(|| self.pointed(base).filter(|(d, _)| matches!(d, Date::Weekday(..))))
            .or_else(|| self.weekday(base))
            .or_else(|| {
                self.month_date(base).filter(|(d, _)| matches!(d, Date::Calendar { day: Some(_), .. }))
            })
            .or_else(|| self.feast(base))?;
        Some((Date::Beside(Box::new(date), if later { count } else { -count }, unit), end))
    }

    /// "the day", where it is the day that the text tells of and not any: "ended the day", "later in the day".
    pub(super) fn the_day(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        if !pieces.is(at, "the") || !pieces.is(at + 1, "day") || pieces.ends_at(at + 1) {
            return None;
        }
        let before = |back| pieces.before(at, back);
        let told = match before(1) {
            "in" => ["later", "earlier", "late", "early"].contains(&before(2)),
            "of" => {
                ["rest", "remainder", "start", "beginning", "end", "close", "course"].contains(&before(2))
                    && before(4) != "at"
            }
            "for" | "during" | "throughout" | "through" => true,
            "end" | "ended" | "ending" | "ends" | "finish" | "finished" | "finishing" | "close"
            | "closed" | "closing" | "began" | "started" | "starting" => true,
            _ => false,
        };
        let closed = pieces.ends_at(at + 2)
            || pieces.get(at + 2).is_some_and(|p| p.kind == Kind::Mark && p.low != "-")
            || pieces.is_any(
                at + 2,
                &["at", "with", "down", "up", "by", "as", "and", "but", "from", "lower", "higher"],
            );
        (told && closed).then_some((Date::Period(Unit::Day, Pointer::Same), at + 2))
    }

    /// "the second day of the conference", "a third straight day", "the first day of May".
    pub(super) fn nth_day(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = at + usize::from(pieces.is_any(at, &["the", "a", "its", "their"]));
        let (n, mut end) = self.numerals().ordinal(pieces, start).filter(|(n, _)| (1..=1000).contains(n))?;
        let row = pieces.is_any(end, &["straight", "consecutive", "successive", "full"]);
        end += usize::from(row);
        if !pieces.is(end, "day") || pieces.ends_at(end) {
            return None;
        }
        end += 1;
        let row = row || pieces.is(end, "in") && pieces.is(end + 1, "a") && pieces.is(end + 2, "row");
        if pieces.is(end, "of") && !pieces.ends_at(end + 1) {
            if let Some((Date::Calendar { year, month: Some(month), day: None, pointer, .. }, end)) =
                self.month_date(end + 1)
                && n <= 31
            {
                return Some((calendar(year, Some(month), Some(n as i8), pointer), end));
            }
            let named = (end + 1..end + 3).find(|&i| !pieces.is_any(i, &["\"", "'"]));
            return self
                .subject(named.unwrap_or(end + 1))
                .map(|subject| (Date::NthDay(i64::from(n), Some(subject)), end));
        }
        // "for a third straight day Thursday": that Thursday.
        if row && let Some((date, _)) = self.weekday(end).or_else(|| self.near_day(end)) {
            return Some((date, end));
        }
        row.then_some((Date::NthDay(i64::from(n), None), end))
    }

    /// The noun that a phrase from `at` on is about: the last word before a preposition or a mark.
    fn subject(&self, at: usize) -> Option<usize> {
        let stops =
            ["in", "at", "on", "between", "with", "to", "for", "by", "of", "and", "as", "was", "is", "were"];
        let word = |i: usize| {
            self.pieces.get(i).is_some_and(|p| p.kind == Kind::Word) && !self.pieces.is_any(i, &stops)
        };
        let last = (at..at + 5).take_while(|&i| word(i)).last()?;
        let determiner =
            ["the", "a", "an", "their", "its", "his", "her", "my", "our", "your", "this", "that"];
        (!self.pieces.is_any(last, &determiner)).then_some(last)
    }

    /// "the week of March 6".
    pub(super) fn week_of(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = if pieces.is(at, "the") { at + 1 } else { at };
        if !pieces.is(start, "week") || !pieces.is_any(start + 1, &["of", "beginning", "ending"]) {
            return None;
        }
        let (date, end) = self.month_date(start + 2).or_else(|| self.day_of_month(start + 2))?;
        matches!(date, Date::Calendar { day: Some(_), .. }).then(|| (Date::WeekOf(Box::new(date)), end))
    }

    /// A feast day, with its year where it is said.
    pub(super) fn feast(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = at + usize::from(pieces.is(at, "the"));
        if !pieces.get(start).is_some_and(|p| p.capital) {
            return None;
        }
        let (feast, end) =
            self.words.find(pieces, start, |t| if let Term::Feast(f) = t { Some(*f) } else { None })?;
        if start > at && !pieces.is(start, "fourth") {
            return None;
        }
        // "Christmas Island", "the Easter Rising", "the Thanksgiving table".
        let name = pieces.get(end).is_some_and(|p| p.capital && p.kind == Kind::Word && !p.glued);
        if name {
            return None;
        }
        if pieces.is(end, "week") && !pieces.ends_at(end) {
            return Some((Date::WeekOf(Box::new(Date::Feast(feast, Year::Open, Pointer::Bare))), end + 1));
        }
        let of = if pieces.is(end, "of") { end + 1 } else { end };
        if let Some((year, end)) = self.year_number(of).filter(|_| !pieces.ends_at(of)) {
            return Some((Date::Feast(feast, Year::Given(year), Pointer::Bare), end));
        }
        if let Some((pointer, end)) = self.pointed_year(end).filter(|_| !pieces.ends_at(end)) {
            return Some((Date::Feast(feast, Year::Pointed(pointer), Pointer::Bare), end));
        }
        Some((Date::Feast(feast, Year::Open, Pointer::Bare), end))
    }
}
