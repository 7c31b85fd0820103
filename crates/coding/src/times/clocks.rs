//! Times of day: "7:15 p.m. EST", "21.35 GMT", "noon Saturday", "4 in the morning", "the morning".

use super::grammar::{Grammar, clock};
use super::sense::{Clock, Date, Reading, Sense};
use super::words::Term;
use crate::pieces::Kind;
use dunlin_record::TimeType;

impl Grammar<'_> {
    /// An expression that begins with a time of day, with the day after it where it says one.
    pub(super) fn clocked(&self, at: usize) -> Option<Reading> {
        let pieces = self.pieces;
        let (modifier, start) = match self.bound(at) {
            Some(("APPROX", next)) => (Some("APPROX"), next),
            _ => (None, at),
        };
        let (clock, mut end) = match self.clock(start) {
            Some(found) => found,
            None => self.loose_part(start)?,
        };
        let mut date = Date::Day(0);
        let comma = if pieces.is(end, ",") && !pieces.ends_at(end + 1) { end + 1 } else { end };
        let dated = self.day(comma).or_else(|| self.day(end));
        // "at 10 a.m. on Tuesday": two expressions, and the time is that Tuesday's.
        let ahead = || if self.pieces.is_any(end, &["on", "of"]) { self.day(end + 1) } else { None };
        let narrative = match dated.or_else(|| ahead().map(|(day, _)| (day, end))) {
            Some((day, after)) => {
                (date, end) = (day, after);
                false
            }
            None => true,
        };
        let sense = if narrative {
            Sense::Date(Date::Period(super::words::Unit::Day, super::words::Pointer::Same))
        } else {
            Sense::Date(date)
        };
        Some(Reading { pieces: at..end, kind: TimeType::Time, sense, modifier, clock: Some(clock) })
    }

    /// A day of the calendar as it stands after a time of day.
    pub(super) fn day(&self, at: usize) -> Option<(Date, usize)> {
        if self.pieces.ends_at(at) {
            return None;
        }
        let (date, end) = self.date(at)?;
        let day = match &date {
            Date::Calendar { day, .. } => day.is_some(),
            Date::Weekday(..) | Date::Day(_) => true,
            _ => false,
        };
        day.then_some((date, end))
    }

    /// A time of day after its day: "morning", "night".
    pub(super) fn clock_after(&self, at: usize) -> Option<(Clock, usize)> {
        if self.pieces.ends_at(at) {
            return None;
        }
        let next = self.pieces.skip_hyphen(at);
        self.part(next)
            .map(|(part, end)| (Clock::Part(part), end))
            .or_else(|| self.stamp(at))
            .or_else(|| self.clock(at).filter(|(clock, _)| matches!(clock, Clock::At(..))))
    }

    /// The time in a time stamp: "T14:55:00Z", "T14:55+02:00", "14:55" after a date in digits.
    fn stamp(&self, at: usize) -> Option<(Clock, usize)> {
        let pieces = self.pieces;
        let iso = pieces.is(at, "t") && pieces.glued(at) && pieces.glued(at + 1);
        let start = at + usize::from(iso);
        let two = |at: usize| pieces.get(at).filter(|p| p.kind == Kind::Number && p.span.len() == 2);
        let after_digits = at > 0 && pieces.is_number(at - 1);
        if !(iso || after_digits) || !pieces.is(start + 1, ":") {
            return None;
        }
        let (hour, minute) = (two(start)?.low.parse().ok()?, two(start + 2)?.low.parse().ok()?);
        let mut end = start + 3;
        if pieces.is(end, ":") && pieces.glued(end) && pieces.is_number(end + 1) {
            end += 2;
        }
        if pieces.is(end, "z") && pieces.glued(end) {
            return Some((clock(hour, Some(minute), Some("UTC".to_owned()))?, end + 1));
        }
        let offset = pieces.is_any(end, &["+", "-"]) && pieces.glued(end) && pieces.is(end + 2, ":");
        if iso
            && offset
            && let (Some(hours), Some(minutes)) = (two(end + 1), two(end + 3))
        {
            let zone = format!("{}{}:{}", pieces.low(end), hours.low, minutes.low);
            return Some((clock(hour, Some(minute), Some(zone))?, end + 4));
        }
        let (zone, end) = self.zone(end);
        Some((clock(hour, Some(minute), zone)?, end))
    }

    /// A part of the day by name.
    pub(super) fn part(&self, at: usize) -> Option<(&'static str, usize)> {
        if self.pieces.ends_at(at) {
            return None;
        }
        self.words.find(self.pieces, at, |t| if let Term::Part(p) = t { Some(*p) } else { None })
    }

    /// "the morning", "mid-afternoon", "overnight"; a bare "night" or "morning" is none.
    fn loose_part(&self, at: usize) -> Option<(Clock, usize)> {
        let pieces = self.pieces;
        if pieces.is(at, "overnight") {
            return Some((Clock::Part("NI"), at + 1));
        }
        if pieces.is(at, "the") && ["in", "during", "later", "earlier"].contains(&pieces.before(at, 1)) {
            let (part, end) = self.part(at + 1)?;
            return (!pieces.is(end, "of")).then_some((Clock::Part(part), end));
        }
        let (part, end) = self.part(at)?;
        (end > at + 1 && !pieces.ends_at(end)).then_some((Clock::Part(part), end))
    }

    /// A time by the clock.
    pub(super) fn clock(&self, at: usize) -> Option<(Clock, usize)> {
        let pieces = self.pieces;
        if let Some((named, end)) =
            self.words.find(pieces, at, |t| if let Term::Hour(h) = t { Some(*h) } else { None })
        {
            // "High Noon", "the midday meal".
            if pieces.before(at, 1) == "high" {
                return None;
            }
            let (hour, minute) = named.split_once(':')?;
            let (zone, end) = self.zone(end);
            return Some((clock(hour.parse().ok()?, minute.parse().ok(), zone)?, end));
        }
        if !pieces.is_number(at) || crate::numerals::is_in_name(pieces, at) {
            return self.spelled_clock(at);
        }
        let digits = pieces.get(at)?.span.of(pieces.text);
        let mut short = digits.len() <= 2;
        let mut end = at + 1;
        let mut minute = None;
        // "21.35 GMT": the point of a British clock, which only a zone or half of the day tells from a fraction.
        let pointed = digits.split_once('.').filter(|(h, m)| h.len() <= 2 && m.len() == 2);
        let number: u32 = match pointed {
            Some((hour, minutes)) => {
                (minute, short) = (Some(minutes.parse().ok()?), true);
                hour.parse().ok()?
            }
            None => digits.parse().ok()?,
        };
        let colon = pieces.is(end, ":") || pieces.is(end, ".") && pieces.glued(end + 1);
        let two = |at: usize| pieces.get(at).is_some_and(|p| p.span.len() == 2) && pieces.is_number(at);
        if short && colon && pieces.glued(end) && pieces.glued(end + 1) && two(end + 1) {
            minute = Some(pieces.low(end + 1).parse().ok()?);
            end += 2;
            // Seconds are dropped: no article needs them, and TIMEX3 values end at the minute.
            if pieces.is(end, ":") && pieces.glued(end) && two(end + 1) {
                end += 2;
            }
        }
        let mut number = number;
        if digits.len() == 4 && pointed.is_none() && self.half_of_day(end).is_some() {
            // "1140 a.m.".
            (minute, number, short) = (Some(number % 100), number / 100, true);
        }
        let half = self.half_of_day(end);
        if let Some((afternoon, after)) = half {
            let hour = twelve(number, afternoon)?;
            let (zone, after) = self.zone(after);
            return Some((clock(hour, minute, zone)?, after));
        }
        if pieces.is(end, "o'clock") {
            let after = self.in_the_part(end + 1);
            let (afternoon, after) = after.unwrap_or((false, end + 1));
            return Some((clock(twelve(number, afternoon)?, minute, None)?, after));
        }
        if let Some((afternoon, after)) = self.in_the_part(end).filter(|_| short) {
            return Some((clock(twelve(number, afternoon)?, minute, None)?, after));
        }
        let (zone, after) = self.zone(end);
        match (zone, minute) {
            (Some(zone), Some(_)) => Some((clock(number, minute, Some(zone))?, after)),
            // "1530 GMT".
            (Some(zone), None) if digits.len() == 4 => {
                Some((clock(number / 100, Some(number % 100), Some(zone))?, after))
            }
            // "at 2130 local time", "18:00 hours": a clock without a zone that means anything elsewhere.
            (None, Some(_)) if after > end && short => Some((clock(number, minute, None)?, after)),
            (None, None) if digits.len() == 4 && after > end => {
                Some((clock(number / 100, Some(number % 100), None)?, after))
            }
            (None, _)
                if self.pieces.is_any(end, &["hours", "hrs"]) && (digits.len() == 4 || minute.is_some()) =>
            {
                let (hour, minute) = match minute {
                    Some(minute) => (number, minute),
                    None => (number / 100, number % 100),
                };
                // "for 1200 hours" is a length.
                if !["at", "by", "until", "before", "after", "from"].contains(&pieces.before(at, 1)) {
                    return None;
                }
                Some((clock(hour, Some(minute), None)?, end + 1))
            }
            // "10:30" by itself, but not the score of a match.
            (None, Some(_)) if pieces.is(at + 1, ":") && self.at_the_hour(at) => {
                Some((clock(number, minute, None)?, end))
            }
            _ => None,
        }
    }

    /// "four in the morning", "nine o'clock".
    fn spelled_clock(&self, at: usize) -> Option<(Clock, usize)> {
        let (hour, end) = self.numerals().count(self.pieces, at).filter(|(h, _)| (1..=12).contains(h))?;
        let (afternoon, after) = if self.pieces.is(end, "o'clock") {
            self.in_the_part(end + 1).unwrap_or((false, end + 1))
        } else {
            self.in_the_part(end).or_else(|| self.half_of_day(end))?
        };
        Some((clock(twelve(hour, afternoon)?, None, None)?, after))
    }

    /// "a.m." or "p.m.": whether it is the afternoon.
    fn half_of_day(&self, at: usize) -> Option<(bool, usize)> {
        if self.pieces.ends_at(at) {
            return None;
        }
        match self.pieces.low(at) {
            "a.m." | "am" | "a.m" => Some((false, at + 1)),
            "p.m." | "pm" | "p.m" => Some((true, at + 1)),
            _ => None,
        }
    }

    /// "in the morning" after an hour: whether it is the afternoon.
    fn in_the_part(&self, at: usize) -> Option<(bool, usize)> {
        if !self.pieces.is(at, "in") || !self.pieces.is(at + 1, "the") {
            return None;
        }
        let (part, end) = self.part(at + 2)?;
        Some((part != "MO", end))
    }

    fn zone(&self, at: usize) -> (Option<String>, usize) {
        if self.pieces.ends_at(at) {
            return (None, at);
        }
        if self.pieces.is(at, "local") && self.pieces.is(at + 1, "time") {
            return (None, at + 2);
        }
        let capital = self.pieces.get(at).is_some_and(|p| p.capital);
        match self.words.find(self.pieces, at, |t| if let Term::Zone(z) = t { Some(z.clone()) } else { None })
        {
            Some((zone, end)) if capital => (Some(zone), end),
            _ => (None, at),
        }
    }

    fn at_the_hour(&self, at: usize) -> bool {
        ["at", "by", "until", "till", "before", "after", "around", "from", "to", "since", "about"]
            .contains(&self.pieces.before(at, 1))
    }
}

/// An hour of the twelve-hour clock in the twenty-four-hour one.
fn twelve(hour: u32, afternoon: bool) -> Option<u32> {
    match (hour, afternoon) {
        (1..=11, true) => Some(hour + 12),
        (12, true) => Some(12),
        (12, false) => Some(0),
        (0..=11, false) => Some(hour),
        _ => None,
    }
}
