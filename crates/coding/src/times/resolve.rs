//! Puts what was read on the calendar: TIMEX3 values, counted from the day of publication or from an earlier time in
//! the text, with that anchor written down.

use super::calendar::{Place, feast_day, month_days, quarter_days, season_days, shifted, step, week, ymd};
use super::grammar::Grammar;
use super::sense::{Clock, Count, Date, Origin, Reading, Sense, Year};
use super::tense::{Side, side};
use super::words::{Feast, Pointer, Unit};
use dunlin_record::{TimeBasis, TimeType};
use jiff::ToSpan;
use jiff::civil;

/// What a reading is worth.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) value: Option<String>,
    pub(super) kind: TimeType,
    pub(super) basis: TimeBasis,
    pub(super) anchor: Option<String>,
}

/// Where a place came from.
#[derive(Debug, Clone, PartialEq)]
enum From {
    /// The words alone.
    Words,
    Published,
    /// The time with this id.
    Time(String),
    /// Nothing to count from.
    Nowhere,
}

/// Values readings in text order and remembers what the text spoke of.
pub(super) struct Resolver<'g, 'a> {
    grammar: &'g Grammar<'a>,
    published: Option<civil::Date>,
    /// Places spoken of so far, by id.
    spoken: Vec<(String, Place)>,
    /// The quarter that a report of figures is about.
    quarter: Option<(String, i32, i8)>,
}

impl<'g, 'a> Resolver<'g, 'a> {
    pub(super) fn new(grammar: &'g Grammar<'a>, published: Option<civil::Date>) -> Self {
        Self { grammar, published, spoken: Vec::new(), quarter: None }
    }

    /// The value of `reading`, which gets the id `id`.
    pub(super) fn value(&mut self, reading: &Reading, id: &str) -> Value {
        let plain =
            |value: Option<String>, kind| Value { value, kind, basis: TimeBasis::Explicit, anchor: None };
        match &reading.sense {
            Sense::Reference(value) => plain(Some((*value).to_owned()), reading.kind),
            Sense::Length(parts) => plain(Some(period(parts)), TimeType::Duration),
            Sense::Set { value, .. } => plain(Some(value.clone()), TimeType::Set),
            Sense::Date(date) => {
                if let Some(length) = self.as_length(date, reading).or_else(|| self.distance_as_length(date))
                {
                    return plain(Some(length), TimeType::Duration);
                }
                self.dated(date, reading, id)
            }
        }
    }

    /// A period that is meant as a length: "the year ended Sept. 30", "the past decade".
    fn as_length(&self, date: &Date, reading: &Reading) -> Option<String> {
        let Date::Period(unit, pointer) = date else { return None };
        let ended = self.grammar.pieces.is_any(reading.pieces.end, &["ended", "ending", "to"]);
        match (unit, pointer) {
            (Unit::Year, Pointer::Bare) if ended => Some("P1Y".to_owned()),
            (Unit::Decade | Unit::Century, Pointer::Past | Pointer::Last) if *unit == Unit::Decade => {
                Some("P1DE".to_owned())
            }
            _ => None,
        }
    }

    /// A distance that no calendar can hold: "a few days later", "two hours ago" are given as their length.
    fn distance_as_length(&self, date: &Date) -> Option<String> {
        let Date::Shift { count, unit, origin, .. } = date else { return None };
        let vague = *count == Count::Unknown && *origin == Origin::Narrative;
        (vague || *unit < Unit::Day).then(|| period(&[(*count, *unit)]))
    }

    fn dated(&mut self, date: &Date, reading: &Reading, id: &str) -> Value {
        let kind = if reading.clock.is_some() { TimeType::Time } else { reading.kind };
        let found = self.place(date, reading);
        let text = match &found {
            Some((place, _)) => Some(place.text()),
            None => self.partial(date),
        };
        let value = match (&reading.clock, text) {
            (None, text) => text,
            (Some(clock), Some(day)) => Some(format!("{day}{}", clock_text(clock))),
            (Some(clock), None) => Some(format!("XXXX-XX-XX{}", clock_text(clock))),
        };
        let from = found.as_ref().map_or(From::Nowhere, |(_, from)| from.clone());
        if let Some((place, from)) = found {
            self.remember(date, place, &from, id);
        }
        let (basis, anchor) = match from {
            From::Words => (TimeBasis::Explicit, None),
            From::Published => (TimeBasis::Relative, Some("published".to_owned())),
            From::Time(id) => (TimeBasis::Relative, Some(id)),
            From::Nowhere if matches!(date, Date::BeforeChrist(_)) => (TimeBasis::Explicit, None),
            From::Nowhere => (TimeBasis::Unanchored, None),
        };
        Value { value, kind, basis, anchor }
    }

    fn remember(&mut self, date: &Date, place: Place, from: &From, id: &str) {
        let derived = matches!(
            date,
            Date::Period(_, Pointer::YearAgo) | Date::Quarter(_, Year::Pointed(Pointer::YearAgo), _)
        );
        if let Place::Quarter(year, n) = place
            && !derived
            && !matches!(from, From::Time(_))
            && self.published.is_none_or(|p| {
                year >= i32::from(p.year()) - 1 && !matches!(date, Date::Quarter(_, Year::Given(_), _))
            })
        {
            self.quarter = Some((id.to_owned(), year, n));
        }
        if !derived {
            self.spoken.push((id.to_owned(), place));
        }
    }

    /// A value with X for what an anchor would have to give.
    fn partial(&self, date: &Date) -> Option<String> {
        match date {
            Date::Calendar { year: Year::Open, month: Some(m), day: None, .. } => {
                Some(format!("XXXX-{m:02}"))
            }
            Date::Calendar { year: Year::Open, month: Some(m), day: Some(d), .. } => {
                Some(format!("XXXX-{m:02}-{d:02}"))
            }
            Date::Weekday(day, _) => Some(format!("XXXX-WXX-{day}")),
            Date::Quarter(n, Year::Open, _) if *n > 0 => Some(format!("XXXX-Q{n}")),
            Date::Season(season, _, _) => Some(format!("XXXX-{season}")),
            Date::Feast(Feast::Fixed(m, d), _, _) => Some(format!("XXXX-{m:02}-{d:02}")),
            Date::BeforeChrist(year) => Some(format!("BC{year:04}")),
            Date::Shift { count: Count::Unknown, later, origin: Origin::Published, .. } => {
                Some(if *later { "FUTURE_REF" } else { "PAST_REF" }.to_owned())
            }
            _ => None,
        }
    }

    fn place(&self, date: &Date, reading: &Reading) -> Option<(Place, From)> {
        match date {
            Date::Calendar { year, month, day, weekday, pointer } => {
                self.calendar(*year, *month, *day, *weekday, *pointer, reading)
            }
            Date::Weekday(day, pointer) => self.weekday(*day, *pointer, reading),
            Date::Day(days) => {
                let day = self.published?.checked_add(days.days()).ok()?;
                Some((Place::Day(day), From::Published))
            }
            Date::Period(unit, pointer) => self.period(*unit, *pointer, reading),
            Date::Quarter(n, year, _) => self.quarter(*n, *year, reading),
            Date::Half(n, year) => {
                let (year, from) = self.year(*year)?;
                Some((Place::Half(year, *n), from))
            }
            Date::Season(season, year, pointer) => match year {
                Year::Open => {
                    let candidates = self.years()?.filter_map(|y| season_days(y, season));
                    let (start, _) = self.choose(candidates, self.mode(*pointer, reading, Grain::Period))?;
                    Some((Place::Season(i32::from(start.year()), season), From::Published))
                }
                year => {
                    let (year, from) = self.year(*year)?;
                    Some((Place::Season(year, season), from))
                }
            },
            Date::Decade(tens) => Some((Place::Decade(*tens), From::Words)),
            Date::Century(n) => Some((Place::Century(*n), From::Words)),
            Date::BeforeChrist(_) => None,
            Date::Shift { count, unit, later, origin } => self.shift(*count, *unit, *later, *origin),
            Date::Feast(feast, year, pointer) => match year {
                Year::Open => {
                    let candidates = self.years()?.filter_map(|y| feast_day(y, *feast)).map(|d| (d, d));
                    let (day, _) = self.choose(candidates, self.mode(*pointer, reading, Grain::Year))?;
                    Some((Place::Day(day), From::Published))
                }
                year => {
                    let (year, from) = self.year(*year)?;
                    Some((Place::Day(feast_day(year, *feast)?), from))
                }
            },
            Date::WeekOf(inner) => match self.place(inner, reading)? {
                (Place::Day(day), from) => Some((week(day), from)),
                _ => None,
            },
            Date::Beside(inner, days) => match self.place(inner, reading)? {
                (Place::Day(day), from) => Some((Place::Day(day.checked_add(days.days()).ok()?), from)),
                _ => None,
            },
        }
    }

    fn calendar(
        &self,
        year: Year,
        month: Option<i8>,
        day: Option<i8>,
        weekday: Option<i8>,
        pointer: Pointer,
        reading: &Reading,
    ) -> Option<(Place, From)> {
        let Some(month) = month else {
            let (year, from) = self.year(year)?;
            return Some((Place::Year(year), from));
        };
        let known = match year {
            Year::Open => None,
            year => Some(self.year(year)?),
        };
        if let Some((year, from)) = known {
            let place = match day {
                Some(day) => Place::Day(ymd(year, month, day)?),
                None => Place::Month(year, month),
            };
            return Some((place, from));
        }
        let grain = if day.is_some() { Grain::Year } else { Grain::Period };
        let mode = self.mode(pointer, reading, grain);
        let Some(day) = day else {
            if matches!(pointer, Pointer::Following | Pointer::Previous | Pointer::Same) {
                return None;
            }
            let candidates = self.years()?.filter_map(|y| month_days(y, month));
            let (start, _) = self.choose(candidates, mode)?;
            return Some((Place::Month(i32::from(start.year()), month), From::Published));
        };
        let days = self.years()?.filter_map(|y| ymd(y, month, day));
        // A weekday that is said tells the year better than any tense.
        let fits = |d: &civil::Date| weekday.is_none_or(|w| d.weekday().to_monday_one_offset() == w);
        let mut candidates: Vec<_> = days.clone().filter(fits).collect();
        let mode = if weekday.is_some() && !candidates.is_empty() { Mode::Near } else { mode };
        if candidates.is_empty() {
            candidates = days.collect();
        }
        let (day, _) = self.choose(candidates.into_iter().map(|d| (d, d)), mode)?;
        Some((Place::Day(day), From::Published))
    }

    fn weekday(&self, day: i8, pointer: Pointer, reading: &Reading) -> Option<(Place, From)> {
        let (base, from) = match pointer {
            Pointer::Previous | Pointer::Following | Pointer::Same => self.spoken_day()?,
            _ => (self.published?, From::Published),
        };
        let candidates = (-14..=14i64)
            .filter_map(|n| base.checked_add(n.days()).ok())
            .filter(|d| d.weekday().to_monday_one_offset() == day);
        let mode = match pointer {
            Pointer::Previous => Mode::Before,
            Pointer::Following => Mode::After,
            Pointer::Same => Mode::Near,
            pointer => self.mode(pointer, reading, Grain::Weekday),
        };
        let candidates = candidates.map(|d| (d, d));
        let found = match mode {
            Mode::This => {
                let monday =
                    base.checked_sub(i64::from(base.weekday().to_monday_zero_offset()).days()).ok()?;
                monday.checked_add(i64::from(day - 1).days()).ok()?
            }
            mode => choose(base, candidates, mode)?.0,
        };
        Some((Place::Day(found), from))
    }

    fn period(&self, unit: Unit, pointer: Pointer, reading: &Reading) -> Option<(Place, From)> {
        let steps = match pointer {
            Pointer::Bare if unit == Unit::Quarter => {
                if let Some((id, year, n)) = &self.quarter {
                    return Some((Place::Quarter(*year, *n), From::Time(id.clone())));
                }
                -1
            }
            Pointer::Bare if unit == Unit::Weekend => {
                let ahead = side(self.grammar, reading.pieces.start, reading.pieces.end) == Side::Future;
                let weekend = self.published?.weekday().to_monday_one_offset() >= 6;
                if ahead || weekend { 0 } else { -1 }
            }
            Pointer::Bare | Pointer::This => 0,
            Pointer::Last | Pointer::Past => -1,
            Pointer::Next | Pointer::Coming => 1,
            Pointer::Latest => {
                if unit == Unit::Quarter
                    && let Some((id, year, n)) = &self.quarter
                {
                    return Some((Place::Quarter(*year, *n), From::Time(id.clone())));
                }
                -1
            }
            Pointer::YearAgo => return self.year_ago(unit),
            Pointer::Recent => return None,
            Pointer::Previous | Pointer::Following | Pointer::Same => {
                let steps = match pointer {
                    Pointer::Previous => -1,
                    Pointer::Following => 1,
                    _ => 0,
                };
                return self.counted_from_spoken(unit, steps);
            }
        };
        Some((step(self.published?, unit, steps)?, From::Published))
    }

    /// The same period a year before the one that the figures are about.
    fn year_ago(&self, unit: Unit) -> Option<(Place, From)> {
        if unit == Unit::Quarter
            && let Some((id, year, n)) = &self.quarter
        {
            return Some((Place::Quarter(year - 1, *n), From::Time(id.clone())));
        }
        let (place, from) = self.period_now(unit)?;
        Some((place.years_on(-1)?, from))
    }

    fn period_now(&self, unit: Unit) -> Option<(Place, From)> {
        let steps = if unit == Unit::Quarter { -1 } else { 0 };
        Some((step(self.published?, unit, steps)?, From::Published))
    }

    /// Steps of a unit from the time that the text spoke of last, with the day of publication for want of one.
    fn counted_from_spoken(&self, unit: Unit, steps: i64) -> Option<(Place, From)> {
        for (id, place) in self.spoken.iter().rev() {
            let base = match (unit, place) {
                (Unit::Year, place) => place.first_day(),
                (Unit::Month, Place::Day(_) | Place::Month(..) | Place::Week(..)) => place.first_day(),
                (Unit::Quarter, Place::Quarter(..) | Place::Month(..) | Place::Day(_)) => place.first_day(),
                (Unit::Week | Unit::Weekend, Place::Day(_) | Place::Week(..)) => place.first_day(),
                (Unit::Day, Place::Day(_)) => place.first_day(),
                (Unit::Decade, Place::Decade(_) | Place::Year(_)) => place.first_day(),
                _ => None,
            };
            if let Some(place) = base.and_then(|base| step(base, unit, steps)) {
                return Some((place, From::Time(id.clone())));
            }
        }
        Some((step(self.published?, unit, steps)?, From::Published))
    }

    fn spoken_day(&self) -> Option<(civil::Date, From)> {
        let spoken = self.spoken.iter().rev().find_map(|(id, place)| match place {
            Place::Day(day) => Some((*day, From::Time(id.clone()))),
            _ => None,
        });
        spoken.or_else(|| self.published.map(|day| (day, From::Published)))
    }

    fn quarter(&self, n: i8, year: Year, reading: &Reading) -> Option<(Place, From)> {
        match year {
            Year::Open => {
                let candidates = self.years()?.filter_map(|y| quarter_days(y, n));
                let (start, _) =
                    self.choose(candidates, self.mode(Pointer::Bare, reading, Grain::Quarter))?;
                Some((Place::Quarter(i32::from(start.year()), n), From::Published))
            }
            Year::Pointed(Pointer::YearAgo) => {
                let base = self.quarter.as_ref().map(|(id, year, _)| (*year, From::Time(id.clone())));
                let (year, from) =
                    base.or_else(|| Some((i32::from(self.published?.year()), From::Published)))?;
                Some((Place::Quarter(year - 1, n), from))
            }
            // "the 1988 quarter".
            year if n == 0 => {
                let (year, _) = self.year(year)?;
                let (id, _, n) = self.quarter.as_ref()?;
                Some((Place::Quarter(year, *n), From::Time(id.clone())))
            }
            year => {
                let (year, from) = self.year(year)?;
                Some((Place::Quarter(year, n), from))
            }
        }
    }

    fn shift(&self, count: Count, unit: Unit, later: bool, origin: Origin) -> Option<(Place, From)> {
        let Count::Exact(n) = count else { return None };
        let mut unit = unit;
        let mut n = n;
        if n.fract() != 0.0 {
            (n, unit) = match unit {
                Unit::Year => (n * 12.0, Unit::Month),
                Unit::Decade => (n * 10.0, Unit::Year),
                Unit::Century => (n * 100.0, Unit::Year),
                Unit::Month => (n * 30.0, Unit::Day),
                Unit::Week => (n * 7.0, Unit::Day),
                _ => return None,
            };
        }
        if !(0.0..=1e7).contains(&n) {
            return None;
        }
        let steps = (n.round() as i64) * if later { 1 } else { -1 };
        // In a report of figures, a year ago is the same quarter of the year before.
        if unit == Unit::Year
            && steps == -1
            && let Some((id, year, n)) = &self.quarter
        {
            return Some((Place::Quarter(year - 1, *n), From::Time(id.clone())));
        }
        match origin {
            Origin::Published => Some((shifted(self.published?, unit, steps)?, From::Published)),
            Origin::Narrative => {
                for (id, place) in self.spoken.iter().rev() {
                    let fine = match unit {
                        Unit::Day | Unit::Week => matches!(place, Place::Day(_)),
                        Unit::Month => matches!(place, Place::Day(_) | Place::Month(..)),
                        Unit::Year | Unit::Decade | Unit::Century => true,
                        _ => false,
                    };
                    if fine && let Some(place) = place.first_day().and_then(|day| shifted(day, unit, steps)) {
                        return Some((place, From::Time(id.clone())));
                    }
                }
                Some((shifted(self.published?, unit, steps)?, From::Published))
            }
        }
    }

    /// A year that is said or pointed to.
    fn year(&self, year: Year) -> Option<(i32, From)> {
        let steps = match year {
            Year::Given(year) => return Some((year, From::Words)),
            Year::Pointed(Pointer::This) => 0,
            Year::Pointed(Pointer::Last) => -1,
            Year::Pointed(Pointer::Next) => 1,
            Year::Pointed(_) | Year::Open => return None,
        };
        Some((i32::from(self.published?.year()) + steps, From::Published))
    }

    /// The years in which an open date may lie.
    fn years(&self) -> Option<impl Iterator<Item = i32> + Clone + use<>> {
        let year = i32::from(self.published?.year());
        Some(year - 2..=year + 2)
    }

    /// Which candidate a pointer means; a bare one leaves it to the verb, and `grain` to what the verb cannot tell.
    fn mode(&self, pointer: Pointer, reading: &Reading, grain: Grain) -> Mode {
        match pointer {
            Pointer::This => return Mode::This,
            Pointer::Last | Pointer::Past | Pointer::Previous | Pointer::YearAgo | Pointer::Latest => {
                return Mode::Before;
            }
            Pointer::Next | Pointer::Coming | Pointer::Following => return Mode::After,
            Pointer::Bare | Pointer::Recent | Pointer::Same => {}
        }
        let at = reading.pieces.start;
        let until = ["until", "till", "til"].contains(&self.grammar.pieces.before(at, 1));
        let by = ["by", "through"].contains(&self.grammar.pieces.before(at, 1));
        let to = self.grammar.pieces.before(at, 1) == "to";
        let side = side(self.grammar, at, reading.pieces.end);
        match (grain, side) {
            (Grain::Weekday, Side::Past) if !until => Mode::UpTo,
            (Grain::Weekday, Side::Near) => Mode::Near,
            (Grain::Weekday, Side::Future) => Mode::Ahead,
            (Grain::Weekday, _) if until => Mode::From,
            (Grain::Weekday, _) => Mode::UpTo,
            (Grain::Year | Grain::Period, _) if by || until => Mode::Near,
            // "extended to Nov. 16".
            (Grain::Year, Side::Past | Side::Told) if to => Mode::Weighed(5),
            (_, Side::Near) => Mode::Near,
            (_, Side::Future) if grain == Grain::Quarter => Mode::Near,
            (_, Side::Future) => Mode::From,
            (_, Side::Past) => Mode::UpTo,
            (_, Side::Told) => Mode::Weighed(5),
            // Who leaves out the year means one close by.
            (_, Side::Unsure) => Mode::Weighed(2),
        }
    }

    fn choose(
        &self,
        candidates: impl Iterator<Item = (civil::Date, civil::Date)>,
        mode: Mode,
    ) -> Option<(civil::Date, civil::Date)> {
        choose(self.published?, candidates, mode)
    }
}

/// How far apart the candidates of a bare date lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grain {
    /// A week: weekdays.
    Weekday,
    /// A year: days of a month, feasts.
    Year,
    /// A year, and the period is long itself: months, seasons.
    Period,
    /// Quarters, which are spoken of after they end.
    Quarter,
}

/// Which of several candidates is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The last that has begun.
    UpTo,
    /// The last that is over.
    Before,
    /// The first that is not over.
    From,
    /// The first that is not over, unless it is all but a week away: then the one just past is meant.
    Ahead,
    /// The first that has not begun.
    After,
    /// The nearest.
    Near,
    /// The nearest, with so many times the distance for what has not begun.
    Weighed(i64),
    /// The one in this year.
    This,
}

/// The candidate (first and last day) that `mode` picks, seen from `base`.
fn choose(
    base: civil::Date,
    candidates: impl Iterator<Item = (civil::Date, civil::Date)>,
    mode: Mode,
) -> Option<(civil::Date, civil::Date)> {
    let distance = |(start, end): (civil::Date, civil::Date)| {
        let days = |d: civil::Date| i64::from((d - base).get_days());
        if start > base {
            days(start)
        } else if end < base {
            -days(end)
        } else {
            0
        }
    };
    match mode {
        Mode::UpTo => candidates.filter(|(start, _)| *start <= base).max(),
        Mode::Before => candidates.filter(|(_, end)| *end < base).max(),
        Mode::From => candidates.filter(|(_, end)| *end >= base).min(),
        Mode::Ahead => {
            let yesterday = base.checked_sub(1.day()).ok()?;
            candidates.filter(|(_, end)| *end >= yesterday).min()
        }
        Mode::After => candidates.filter(|(start, _)| *start > base).min(),
        Mode::Near => candidates.min_by_key(|c| (distance(*c), *c)),
        Mode::Weighed(factor) => {
            let weighed = |c: (civil::Date, civil::Date)| distance(c) * if c.0 > base { factor } else { 1 };
            candidates.min_by_key(|c| (weighed(*c), *c))
        }
        Mode::This => candidates.filter(|(start, _)| start.year() == base.year()).min(),
    }
}

fn clock_text(clock: &Clock) -> String {
    match clock {
        Clock::Part(part) => format!("T{part}"),
        Clock::At(hour, minute, zone) => {
            let zone = if zone.as_deref().is_some_and(|z| z == "GMT" || z == "UTC") { "Z" } else { "" };
            format!("T{hour:02}:{:02}{zone}", minute.unwrap_or(0))
        }
    }
}

/// The TIMEX3 value of a length: "P3D", "PT2H30M", "PXY", "P2Y6M".
pub(super) fn period(parts: &[(Count, Unit)]) -> String {
    let mut date = String::new();
    let mut time = String::new();
    let mut put = |count: String, unit: Unit| {
        let (letter, clock) = unit.designator();
        let side = if clock { &mut time } else { &mut date };
        side.push_str(&count);
        side.push_str(letter);
    };
    for &(count, unit) in parts {
        let Count::Exact(n) = count else {
            put("X".to_owned(), unit);
            continue;
        };
        let finer = match unit {
            Unit::Year => Some((12.0, Unit::Month)),
            Unit::Hour => Some((60.0, Unit::Minute)),
            Unit::Minute => Some((60.0, Unit::Second)),
            Unit::Decade => Some((10.0, Unit::Year)),
            Unit::Century => Some((100.0, Unit::Year)),
            _ => None,
        };
        // A half becomes a whole number of the finer unit where that comes out even.
        if let Some((times, small)) =
            finer.filter(|(times, _)| n.fract() != 0.0 && (n.fract() * times).fract().abs() < 1e-6)
        {
            if n.trunc() > 0.0 {
                put(number(n.trunc()), unit);
            }
            put(number((n.fract() * times).round()), small);
        } else {
            put(number(n), unit);
        }
    }
    if time.is_empty() { format!("P{date}") } else { format!("P{date}T{time}") }
}

fn number(n: f64) -> String {
    if n.fract() == 0.0 { format!("{n:.0}") } else { format!("{:.3}", n).trim_end_matches('0').to_owned() }
}
