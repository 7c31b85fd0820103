//! What a time expression means before it is put on the calendar: the grammar makes these, `resolve` values them.

use super::words::{Feast, Pointer, Unit};
use dunlin_record::TimeType;
use std::ops::Range;

/// A time expression as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The pieces it is made of.
    pub(super) pieces: Range<usize>,
    pub(super) kind: TimeType,
    pub(super) sense: Sense,
    /// TIMEX3 mod.
    pub(super) modifier: Option<&'static str>,
    /// Time of day, for a date.
    pub(super) clock: Option<Clock>,
}

/// What is meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sense {
    /// PRESENT_REF, PAST_REF, FUTURE_REF.
    Reference(&'static str),
    /// A place on the calendar.
    Date(Date),
    /// A length of time.
    Length(Vec<(Count, Unit)>),
    /// A recurring time: value, quant, freq.
    Set { value: String, quant: Option<&'static str>, freq: Option<String> },
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Count {
    Exact(f64),
    /// X.
    Unknown,
}

/// A year, as far as it is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Year {
    Given(i32),
    /// "last year".
    Pointed(Pointer),
    /// Not said.
    Open,
    /// Said as a number that is no year: "12 March 99999".
    Unreadable,
}

/// From where an offset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Published,
    /// The time spoken of.
    Narrative,
}

/// A place on the calendar.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Date {
    /// Year, month, day as far as they are said; the pointer tells which one when the year is open.
    Calendar { year: Year, month: Option<i8>, day: Option<i8>, weekday: Option<i8>, pointer: Pointer },
    /// A weekday.
    Weekday(i8, Pointer),
    /// Today (0), yesterday (-1).
    Day(i64),
    /// This week, last year, the quarter.
    Period(Unit, Pointer),
    /// The quarter, the year or, where no noun names it, the period a year before the one that figures are given for.
    YearAgo(Option<Unit>),
    /// The third quarter.
    Quarter(i8, Year, Pointer),
    /// The second half.
    Half(i8, Year),
    /// SP, SU, FA, WI.
    Season(&'static str, Year, Pointer),
    /// 198 for the 1980s, as ISO 8601 and TIMEX2 write it.
    Decade(i32),
    /// 20 for the 21st century.
    Century(i32),
    /// Years before the common era.
    BeforeChrist(i32),
    /// So many units before or after.
    Shift { count: Count, unit: Unit, later: bool, origin: Origin },
    /// A feast day.
    Feast(Feast, Year, Pointer),
    /// The week that holds a date.
    WeekOf(Box<Date>),
    /// A weekday of a week: "Tuesday of next week".
    InWeek(i8, Pointer),
    /// So many units before (negative) or after another date.
    Beside(Box<Date>, i64, Unit),
    /// The week of a year by its number.
    Week(i8, Year),
    /// The last day of a year.
    YearEnd(Year),
    /// The so-manieth day of what the piece names: "the second day of the conference".
    NthDay(i64, Option<usize>),
}

/// Time of day.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Clock {
    /// MO, AF, EV, NI.
    Part(&'static str),
    /// Hour and minute, with a zone where it is said.
    At(u32, Option<u32>, Option<String>),
}
