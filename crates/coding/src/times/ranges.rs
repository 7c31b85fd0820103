//! Ranges whose unit or month is said once: "May 5-7", "5 to 7 May", "between 4 and 5 p.m.", "2009-10". Each end is an
//! expression of its own, as TimeML has it; the end that is a bare number borrows what the other one says.

use super::grammar::{Grammar, calendar, clock};
use super::sense::{Clock, Date, Reading, Sense, Year};
use super::words::{Pointer, Unit};
use crate::numerals::is_in_name;
use crate::pieces::Kind;
use dunlin_record::TimeType;

impl Grammar<'_> {
    /// What follows `first` as the other end of a range: "7" of "May 5-7", "10" of "2009-10". A year that follows counts
    /// for both.
    pub(super) fn range_tail(&self, first: &mut Reading) -> Option<Reading> {
        let Sense::Date(Date::Calendar { year, month, day, .. }) = &mut first.sense else { return None };
        if first.clock.is_some() {
            return None;
        }
        let end = first.pieces.end;
        match (&year, &month, &day) {
            (Year::Given(from), None, None) if first.modifier.is_none() => {
                let (to, at) = self.second_year(end, *from)?;
                Some(reading(at..at + 1, calendar(Year::Given(to), None, None, Pointer::Bare)))
            }
            (_, Some(month), Some(from)) => {
                let (to, at) = self.second_day(end, *from)?;
                let mut after = at + 1;
                let comma = if self.pieces.is(after, ",") { after + 1 } else { after };
                let said =
                    self.year_number(comma).filter(|_| *year == Year::Open && !self.pieces.ends_at(comma));
                if let Some((said, next)) = said {
                    (*year, after) = (Year::Given(said), next);
                }
                Some(reading(at..after, calendar(*year, Some(*month), Some(to), Pointer::Bare)))
            }
            _ => None,
        }
    }

    /// "-10" after 2009: the year that ends a season or a span of years, and its piece.
    fn second_year(&self, at: usize, from: i32) -> Option<(i32, usize)> {
        let pieces = self.pieces;
        let mark = pieces.low(at);
        let joined = ["-", "–", "/"].contains(&mark) && pieces.glued(at) && pieces.glued(at + 1);
        let digits = pieces.get(at + 1).filter(|p| joined && p.kind == Kind::Number && p.span.len() == 2)?;
        let n: i32 = digits.low.parse().ok()?;
        let short = from.rem_euclid(100);
        let goes_on = pieces.glued(at + 2) && pieces.is_any(at + 2, &["-", "/", ":", "%"]);
        let fits = if mark == "/" { n == (short + 1) % 100 } else { n > short || short == 99 && n == 0 };
        (fits && !goes_on).then(|| (from - short + n + if n < short { 100 } else { 0 }, at + 1))
    }

    /// "-7" or "to 7" after a fifth: the later day of the same month, and its piece.
    fn second_day(&self, at: usize, from: i8) -> Option<(i8, usize)> {
        let pieces = self.pieces;
        let glued = pieces.is_any(at, &["-", "–"]) && pieces.glued(at) && pieces.glued(at + 1);
        let joined = glued || pieces.is_any(at, &["-", "–", "to", "and", "or", "through"]);
        if !joined || pieces.ends_at(at + 1) {
            return None;
        }
        let day = self.day_digits(at + 1).filter(|n| *n > from)?;
        let next = at + 2;
        let counted = self.counts(next)
            || self.unit(next).is_some()
            || self.month(next).is_some()
            || pieces.is_any(next, &["percent", "per", "million", "billion", "a.m.", "p.m.", "am", "pm"])
            || pieces.glued(next) && pieces.is_any(next, &["%", ":", "-", "/", "th"]);
        let alone = pieces.ends_at(next)
            || pieces.get(next).is_some_and(|p| p.kind == Kind::Mark)
            || self.year_number(next).is_some()
            || pieces.is_any(
                next,
                &[
                    "in", "at", "on", "for", "by", "with", "to", "when", "after", "before", "as", "during",
                    "and", "but",
                ],
            );
        (!counted && (glued || alone)).then_some((day, at + 1))
    }

    /// The first, bare number of a range: "5" of "5-7 May", "4" of "4 to 5 p.m.".
    pub(super) fn range_head(&self, at: usize) -> Option<Reading> {
        let pieces = self.pieces;
        let number = pieces.get(at).filter(|p| p.kind == Kind::Number && !p.low.contains('.'))?;
        if number.span.len() > 2
            || is_in_name(pieces, at)
            || ["$", "£", "€", "¥"].contains(&pieces.before(at, 1))
        {
            return None;
        }
        let (mut minute, mut end) = (None, at + 1);
        if pieces.is(end, ":") && pieces.glued(end) && pieces.glued(end + 1) && pieces.is_number(end + 1) {
            (minute, end) = (Some(pieces.low(end + 1).parse::<u32>().ok()?), end + 2);
        }
        let before = pieces.before(at, 1);
        let joined = match pieces.low(end) {
            "-" | "–" => true,
            "to" | "through" => true,
            "and" | "or" => ["between", "on", "the"].contains(&before),
            _ => false,
        };
        if !joined || pieces.ends_at(end + 1) {
            return None;
        }
        let second = end + 1;
        if minute.is_none()
            && let Some(from) = self.day_digits(at)
            && let Some((Date::Calendar { year, month, day: Some(to), .. }, _)) = self.day_of_month(second)
            && from < to
            && !pieces.is(second, "the")
        {
            return Some(reading(at..end, calendar(year, month, Some(from), Pointer::Bare)));
        }
        // "4 to 5 p.m.": the half of the day is said once.
        let hour: u32 = number.low.parse().ok().filter(|h| (1..=12).contains(h))?;
        let (Clock::At(later, _, zone), after) = self.clock(second)? else { return None };
        let halved = (second..after).any(|i| pieces.is_any(i, &["a.m.", "am", "a.m", "p.m.", "pm", "p.m"]));
        if !halved {
            return None;
        }
        let afternoon = hour % 12 + 12;
        let from = if later >= 12 && afternoon <= later { afternoon } else { hour % 12 };
        let date = match self.day(after) {
            Some((day, _)) => day,
            None => Date::Period(Unit::Day, Pointer::Same),
        };
        Some(Reading {
            pieces: at..end,
            kind: TimeType::Time,
            sense: Sense::Date(date),
            modifier: None,
            clock: Some(clock(from, minute, zone)?),
        })
    }

    /// One or two digits that can be a day of a month.
    fn day_digits(&self, at: usize) -> Option<i8> {
        let piece = self.pieces.get(at).filter(|p| p.kind == Kind::Number && p.span.len() <= 2)?;
        piece.low.parse().ok().filter(|n| (1..=31).contains(n))
    }
}

fn reading(pieces: std::ops::Range<usize>, date: Date) -> Reading {
    Reading { pieces, kind: TimeType::Date, sense: Sense::Date(date), modifier: None, clock: None }
}
