//! Times of day: "7:15 p.m. EST", "noon Saturday", "4 in the morning", "the morning".

use super::grammar::{Grammar, clock};
use super::sense::{Clock, Date, Reading, Sense};
use super::words::Term;
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
        let narrative = dated.is_none();
        if let Some((day, after)) = dated {
            (date, end) = (day, after);
        }
        let sense = if narrative {
            Sense::Date(Date::Period(super::words::Unit::Day, super::words::Pointer::Same))
        } else {
            Sense::Date(date)
        };
        Some(Reading { pieces: at..end, kind: TimeType::Time, sense, modifier, clock: Some(clock) })
    }

    /// A day of the calendar as it stands after a time of day.
    fn day(&self, at: usize) -> Option<(Date, usize)> {
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
            .or_else(|| self.clock(at).filter(|(clock, _)| matches!(clock, Clock::At(..))))
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
    fn clock(&self, at: usize) -> Option<(Clock, usize)> {
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
        let short = digits.len() <= 2;
        let number: u32 = digits.parse().ok()?;
        let mut end = at + 1;
        let mut minute = None;
        let colon = pieces.is(end, ":") || pieces.is(end, ".") && pieces.glued(end + 1);
        let two = |at: usize| pieces.get(at).is_some_and(|p| p.span.len() == 2) && pieces.is_number(at);
        if short && colon && pieces.glued(end) && pieces.glued(end + 1) && two(end + 1) {
            minute = Some(pieces.low(end + 1).parse().ok()?);
            end += 2;
            // Seconds are dropped: no article needs them, and TIMEX3 values end at the minute.
            if pieces.is(end, ":") && pieces.glued(end) && two(end + 1) {
                end += 2;
            }
        } else if short && digits.len() < digits_with_point(pieces.low(at)) {
            return None;
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

/// The length that digits must have to be a plain number: longer when they hold a decimal point.
fn digits_with_point(low: &str) -> usize {
    if low.contains('.') { usize::MAX } else { 0 }
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
