//! Puts what was read on the calendar: TIMEX3 values, counted from the day of publication or from an earlier time in
//! the text, with that anchor written down.

use super::calendar::{Place, feast_day, month_days, quarter_days, season_days, shifted, step, week, ymd};
use super::direction::{Grain, Mode, choose, mode};
use super::figures::Figures;
use super::grammar::Grammar;
use super::sense::{Count, Date, Origin, Reading, Sense, Year};
use super::tense::{Side, side};
use super::values::{clock_text, period};
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
    /// What is wrong with the words themselves.
    pub(super) fault: Option<Fault>,
}

/// What can be wrong with a date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// "30 February", "12 March 99999": no such day or year; it gets no value.
    NoSuchDate,
    /// "Friday, 12 March 2020", which was a Thursday: the day of the month is kept.
    OtherWeekday,
}

/// Where a place came from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum From {
    /// The words alone.
    Words,
    Published,
    /// The time with this id.
    Time(String),
    /// Nothing to count from.
    Nowhere,
}

/// A place that the text spoke of.
#[derive(Debug, Clone, PartialEq)]
struct Spoken {
    id: String,
    /// The first piece of the words.
    at: usize,
    place: Place,
}

/// How many expressions back one is looked for that another counts from: beyond, a reader has forgotten it.
const REACH: usize = 100;

/// Values readings in text order and remembers what the text spoke of.
pub(super) struct Resolver<'g, 'a> {
    grammar: &'g Grammar<'a>,
    published: Option<civil::Date>,
    /// Places spoken of so far.
    spoken: Vec<Spoken>,
    figures: Figures,
}

impl<'g, 'a> Resolver<'g, 'a> {
    pub(super) fn new(grammar: &'g Grammar<'a>, published: Option<civil::Date>) -> Self {
        Self { grammar, published, spoken: Vec::new(), figures: Figures::default() }
    }

    /// The value of `reading`, which gets the id `id`.
    pub(super) fn value(&mut self, reading: &Reading, id: &str) -> Value {
        let plain = |value: Option<String>, kind| Value {
            value,
            kind,
            basis: TimeBasis::Explicit,
            anchor: None,
            fault: None,
        };
        match &reading.sense {
            Sense::Reference(value) => plain(Some((*value).to_owned()), reading.kind),
            Sense::Length(parts) => {
                if let ([(Count::Exact(n), unit)], Some(day)) = (parts.as_slice(), self.published)
                    && Figures::is_stretch(*n, *unit)
                {
                    self.figures.name_stretch(id, reading.pieces.start, i32::from(day.year()));
                }
                plain(Some(period(parts)), TimeType::Duration)
            }
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
            (Unit::Decade | Unit::Century, Pointer::Past | Pointer::Last) => {
                Some(period(&[(Count::Exact(1.0), *unit)]))
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
        let fault = fault(date, found.as_ref().map(|(place, _)| *place));
        let text = match &found {
            Some((place, _)) => Some(place.text()),
            None => self.partial(date),
        };
        let value = match (&reading.clock, text) {
            _ if fault == Some(Fault::NoSuchDate) => None,
            (None, text) => text,
            (Some(clock), Some(day)) => Some(format!("{day}{}", clock_text(clock))),
            (Some(clock), None) => Some(format!("XXXX-XX-XX{}", clock_text(clock))),
        };
        let from = found.as_ref().map_or(From::Nowhere, |(_, from)| from.clone());
        if let Some((place, from)) = found {
            self.remember(date, place, &from, reading.pieces.start, id);
        }
        let (basis, anchor) = match from {
            From::Words => (TimeBasis::Explicit, None),
            From::Published => (TimeBasis::Relative, Some("published".to_owned())),
            From::Time(id) => (TimeBasis::Relative, Some(id)),
            From::Nowhere if matches!(date, Date::BeforeChrist(_)) => (TimeBasis::Explicit, None),
            From::Nowhere => (TimeBasis::Unanchored, None),
        };
        Value { value, kind, basis, anchor, fault }
    }

    fn remember(&mut self, date: &Date, place: Place, from: &From, at: usize, id: &str) {
        let derived = matches!(date, Date::YearAgo(_) | Date::Quarter(_, Year::Pointed(Pointer::YearAgo), _));
        if derived {
            return;
        }
        let told = !matches!(from, From::Time(_));
        let close = |year: i32| self.published.is_none_or(|p| year >= i32::from(p.year()) - 1);
        match place {
            Place::Quarter(year, n)
                if told
                    && close(year)
                    && !matches!(date, Date::Quarter(_, Year::Given(_), _))
                    && (!self.is_backdrop(at) || self.figures.quarter().is_none()) =>
            {
                let over = self.is_over(year, n);
                self.figures.name_quarter(id, at, year, n, over);
            }
            Place::Half(year, _) if told && close(year) => self.figures.name_stretch(id, at, year),
            _ => {}
        }
        self.spoken.push(Spoken { id: id.to_owned(), at, place });
    }

    /// "After a flat second quarter, sales rose": what went before, not what is reported on.
    fn is_backdrop(&self, at: usize) -> bool {
        (1..=3).any(|back| self.grammar.pieces.before(at, back) == "after")
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
            Date::Weekday(day, _) | Date::InWeek(day, _) => Some(format!("XXXX-WXX-{day}")),
            Date::Quarter(n, Year::Open, _) if *n > 0 => Some(format!("XXXX-Q{n}")),
            Date::Season(season, Year::Open, _) => Some(format!("XXXX-{season}")),
            Date::Feast(Feast::Fixed(m, d), Year::Open, _) => Some(format!("XXXX-{m:02}-{d:02}")),
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
            Date::Period(Unit::Day, Pointer::Same) => {
                self.spoken_day().map(|(day, from)| (Place::Day(day), from))
            }
            Date::Period(unit, pointer) => self.period(*unit, *pointer, reading),
            Date::YearAgo(unit) => self.year_ago(*unit, reading),
            Date::Quarter(n, year, _) => self.quarter(*n, *year, reading),
            Date::Half(n, year) => {
                let (year, from) = self.year(*year)?;
                Some((Place::Half(year, *n), from))
            }
            Date::Season(season, Year::Open, pointer) => {
                let candidates = self.years()?.filter_map(|y| season_days(y, season));
                let (start, _) =
                    self.choose(candidates, mode(self.grammar, *pointer, reading, Grain::Period))?;
                Some((Place::Season(i32::from(start.year()), season), From::Published))
            }
            Date::Season(season, year, _) => {
                let (year, from) = self.year(*year)?;
                Some((Place::Season(year, season), from))
            }
            Date::Decade(tens) => Some((Place::Decade(*tens), From::Words)),
            Date::Century(n) => Some((Place::Century(*n), From::Words)),
            Date::BeforeChrist(_) => None,
            Date::Shift { count, unit, later, origin } => self.shift(*count, *unit, *later, *origin, reading),
            Date::Feast(feast, Year::Open, pointer) => {
                let candidates = self.years()?.filter_map(|y| feast_day(y, *feast)).map(|d| (d, d));
                let (day, _) = self.choose(candidates, mode(self.grammar, *pointer, reading, Grain::Year))?;
                Some((Place::Day(day), From::Published))
            }
            Date::Feast(feast, year, _) => {
                let (year, from) = self.year(*year)?;
                Some((Place::Day(feast_day(year, *feast)?), from))
            }
            Date::WeekOf(inner) => match self.place(inner, reading)? {
                (Place::Day(day), from) => Some((week(day), from)),
                _ => None,
            },
            Date::InWeek(day, pointer) => {
                let (week, from) = self.period(Unit::Week, *pointer, reading)?;
                Some((Place::Day(week.first_day()?.checked_add(i64::from(day - 1).days()).ok()?), from))
            }
            Date::Beside(inner, count, unit) => match self.place(inner, reading)? {
                (Place::Day(day), from) => Some((beside(day, *count, *unit)?, from)),
                _ => None,
            },
            Date::Week(n, year) => {
                let (year, from) = self.year(*year)?;
                let place = Place::Week(year, *n);
                place.first_day().map(|_| (place, from))
            }
            Date::YearEnd(year) => {
                let (year, from) = self.year(*year)?;
                Some((Place::Day(ymd(year, 12, 31)?), from))
            }
            Date::NthDay(n, subject) => self.nth_day(*n, *subject, reading),
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
        if year != Year::Open {
            let (year, from) = self.year(year)?;
            let place = match day {
                Some(day) => Place::Day(ymd(year, month, day)?),
                None => Place::Month(year, month),
            };
            return Some((place, from));
        }
        let grain = if day.is_some() { Grain::Year } else { Grain::Period };
        let mode = mode(self.grammar, pointer, reading, grain);
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
        let this = self.published?.year();
        let fits = |d: &civil::Date| {
            weekday.is_none_or(|w| d.weekday().to_monday_one_offset() == w && (d.year() - this).abs() <= 1)
        };
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
            pointer => mode(self.grammar, pointer, reading, Grain::Weekday),
        };
        let found = match mode {
            Mode::This => {
                let monday =
                    base.checked_sub(i64::from(base.weekday().to_monday_zero_offset()).days()).ok()?;
                monday.checked_add(i64::from(day - 1).days()).ok()?
            }
            mode => choose(base, candidates.map(|d| (d, d)), mode)?.0,
        };
        Some((Place::Day(found), from))
    }

    /// "the week ended Dec. 20", "the quarter to June 30": the week, or the quarter that most of the three months before
    /// that day lie in.
    fn ended(&self, unit: Unit, reading: &Reading) -> Option<(Place, From)> {
        let end = reading.pieces.end;
        if !self.grammar.pieces.is_any(end, &["ended", "ending", "to"])
            || self.grammar.pieces.ends_at(end + 1)
        {
            return None;
        }
        let (date, _) = self.grammar.day(end + 1)?;
        let (Place::Day(day), from) = self.place(&date, reading)? else { return None };
        let inside = day.checked_sub(if unit == Unit::Week { 3 } else { 45 }.days()).ok()?;
        Some((step(inside, unit, 0)?, from))
    }

    fn period(&self, unit: Unit, pointer: Pointer, reading: &Reading) -> Option<(Place, From)> {
        if matches!(unit, Unit::Week | Unit::Quarter)
            && pointer == Pointer::Bare
            && let Some(found) = self.ended(unit, reading)
        {
            return Some(found);
        }
        let steps = match pointer {
            Pointer::Bare | Pointer::Latest if unit == Unit::Quarter => {
                // "the latest quarter" is over: one that the text only looks ahead to is not it.
                if let Some((year, n, from)) =
                    self.figures.quarter().filter(|&(y, n, _)| pointer == Pointer::Bare || self.is_over(y, n))
                {
                    return Some((Place::Quarter(year, n), from));
                }
                -1
            }
            Pointer::Bare if unit == Unit::Weekend => {
                let ahead = side(self.grammar, reading.pieces.start, reading.pieces.end) == Side::Future;
                let weekend = self.published?.weekday().to_monday_one_offset() >= 6;
                if ahead || weekend { 0 } else { -1 }
            }
            // "in the fourth quarter, and for the full year": the year that the quarter ended.
            Pointer::Bare if unit == Unit::Year && self.is_whole(reading) => {
                let last = self.spoken.iter().rev().take(REACH).find_map(|s| match s.place {
                    Place::Quarter(year, n) => Some((year, n, &s.id)),
                    _ => None,
                });
                match last {
                    Some((year, 4, id)) if self.is_over(year, 4) => {
                        return Some((Place::Year(year), From::Time(id.clone())));
                    }
                    _ => 0,
                }
            }
            Pointer::Bare | Pointer::This => 0,
            Pointer::Last | Pointer::Past | Pointer::Latest => -1,
            Pointer::Next | Pointer::Coming => 1,
            Pointer::Recent | Pointer::YearAgo => return None,
            Pointer::Previous => return self.counted_from_spoken(unit, -1),
            Pointer::Following => return self.counted_from_spoken(unit, 1),
            Pointer::Same => return self.counted_from_spoken(unit, 0),
        };
        Some((step(self.published?, unit, steps)?, From::Published))
    }

    /// Whether the words say that all of a period is meant: "the full year".
    fn is_whole(&self, reading: &Reading) -> bool {
        reading.pieces.clone().any(|at| self.grammar.pieces.is_any(at, &["full", "entire", "whole"]))
    }

    /// Whether a quarter had ended on the day of publication.
    fn is_over(&self, year: i32, n: i8) -> bool {
        match (quarter_days(year, n), self.published) {
            (Some((_, last)), Some(published)) => last < published,
            _ => true,
        }
    }

    /// The same period a year before the one that the figures are about; `unit` is what its noun names, "period" names
    /// none.
    fn year_ago(&self, unit: Option<Unit>, reading: &Reading) -> Option<(Place, From)> {
        let found = match unit {
            Some(Unit::Quarter) => {
                self.figures.quarter().map(|(year, n, from)| (Place::Quarter(year, n), from))
            }
            Some(Unit::Year) => self.compared(reading),
            Some(_) => None,
            None => self.spoken_here(reading.pieces.start).or_else(|| self.compared(reading)),
        };
        let (place, from) = match found {
            Some(found) => found,
            None => {
                let steps = if unit == Some(Unit::Quarter) { -1 } else { 0 };
                (step(self.published?, unit.unwrap_or(Unit::Year), steps)?, From::Published)
            }
        };
        Some((place.years_on(-1)?, from))
    }

    /// The month or half year that the same sentence spoke of: "43 % more in February than in the same period".
    fn spoken_here(&self, at: usize) -> Option<(Place, From)> {
        let sentence = self.grammar.pieces.sentence(at);
        let here = self.spoken.iter().rev().take(REACH).take_while(|s| sentence.contains(&s.at));
        here.filter(|s| !self.is_backdrop(s.at)).find_map(|s| match s.place {
            Place::Month(..) | Place::Half(..) | Place::Quarter(..) | Place::Season(..) => {
                Some((s.place, From::Time(s.id.clone())))
            }
            _ => None,
        })
    }

    fn compared(&self, reading: &Reading) -> Option<(Place, From)> {
        self.figures.compared(|at| self.grammar.pieces.same_paragraph(at, reading.pieces.start))
    }

    /// Steps of a unit from the time that the text spoke of last, with the day of publication for want of one.
    fn counted_from_spoken(&self, unit: Unit, steps: i64) -> Option<(Place, From)> {
        for Spoken { id, place, .. } in self.spoken.iter().rev().take(REACH) {
            let fits = match unit {
                Unit::Year => true,
                Unit::Month => matches!(place, Place::Day(_) | Place::Month(..) | Place::Week(..)),
                Unit::Quarter => matches!(place, Place::Quarter(..) | Place::Month(..) | Place::Day(_)),
                Unit::Week | Unit::Weekend => matches!(place, Place::Day(_) | Place::Week(..)),
                Unit::Day => matches!(place, Place::Day(_)),
                Unit::Decade => matches!(place, Place::Decade(_) | Place::Year(_)),
                _ => false,
            };
            let base = place.first_day().filter(|_| fits);
            if let Some(place) = base.and_then(|base| step(base, unit, steps)) {
                return Some((place, From::Time(id.clone())));
            }
        }
        Some((step(self.published?, unit, steps)?, From::Published))
    }

    fn spoken_day(&self) -> Option<(civil::Date, From)> {
        let spoken = self.spoken.iter().rev().take(REACH).find_map(|s| match s.place {
            Place::Day(day) => Some((day, From::Time(s.id.clone()))),
            _ => None,
        });
        spoken.or_else(|| self.published.map(|day| (day, From::Published)))
    }

    /// "the second day of the talks": from the day on which the text says that they began, or the day that the sentence
    /// names before it.
    fn nth_day(&self, n: i64, subject: Option<usize>, reading: &Reading) -> Option<(Place, From)> {
        let pieces = self.grammar.pieces;
        let sentence = pieces.sentence(reading.pieces.start);
        let here = self.spoken.iter().rev().take(REACH).find(|s| sentence.contains(&s.at));
        if let Some(Spoken { id, place: Place::Day(day), .. }) = here {
            return Some((Place::Day(*day), From::Time(id.clone())));
        }
        let Some(subject) = subject else {
            // "fell for a third straight day": the day that the article is of.
            return self.published.map(|day| (Place::Day(day), From::Published));
        };
        // "It is the second day of the talks".
        let at = reading.pieces.start;
        let now = ["is", "'s", "marks"].contains(&pieces.before(at, 1))
            || pieces.before(at, 1) == "already" && ["is", "'s"].contains(&pieces.before(at, 2));
        if now && let Some(day) = self.published {
            return Some((Place::Day(day), From::Published));
        }
        let subject = pieces.low(subject);
        self.spoken.iter().rev().take(REACH).find_map(|s| {
            let Place::Day(day) = s.place else { return None };
            let mut told = pieces.sentence(s.at);
            let begins = told.clone().any(|i| self.grammar.words.beginnings.contains(pieces.low(i)));
            let same = told.any(|i| pieces.is(i, subject));
            let day = day.checked_add((n - 1).days()).ok().filter(|_| begins && same)?;
            Some((Place::Day(day), From::Time(s.id.clone())))
        })
    }

    fn quarter(&self, n: i8, year: Year, reading: &Reading) -> Option<(Place, From)> {
        match year {
            Year::Open => {
                let candidates = self.years()?.filter_map(|y| quarter_days(y, n));
                let mode = mode(self.grammar, Pointer::Bare, reading, Grain::Quarter);
                let (start, _) = self.choose(candidates, mode)?;
                Some((Place::Quarter(i32::from(start.year()), n), From::Published))
            }
            Year::Pointed(Pointer::YearAgo) => {
                let base = self.figures.quarter().map(|(year, _, from)| (year, from));
                let (year, from) =
                    base.or_else(|| Some((i32::from(self.published?.year()), From::Published)))?;
                Some((Place::Quarter(year - 1, n), from))
            }
            // "the 1988 quarter", "the 1988 period".
            year if n == 0 => {
                let (year, from) = self.year(year)?;
                match self.compared(reading) {
                    Some((Place::Quarter(_, n), from)) => Some((Place::Quarter(year, n), from)),
                    _ => Some((Place::Year(year), from)),
                }
            }
            year => {
                let (year, from) = self.year(year)?;
                Some((Place::Quarter(year, n), from))
            }
        }
    }

    fn shift(
        &self,
        count: Count,
        unit: Unit,
        later: bool,
        origin: Origin,
        reading: &Reading,
    ) -> Option<(Place, From)> {
        let Count::Exact(n) = count else { return None };
        let (n, unit) = whole(n, unit)?;
        if !(0.0..=1e7).contains(&n) {
            return None;
        }
        let steps = (n.round() as i64) * if later { 1 } else { -1 };
        // In a report of figures, a year ago is the same quarter of the year before.
        if unit == Unit::Year
            && steps == -1
            && let Some((place, from)) = self.compared(reading)
        {
            return Some((place.years_on(-1)?, from));
        }
        if origin == Origin::Narrative {
            for Spoken { id, place, .. } in self.spoken.iter().rev().take(REACH) {
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
        }
        Some((shifted(self.published?, unit, steps)?, From::Published))
    }

    /// A year that is said or pointed to.
    fn year(&self, year: Year) -> Option<(i32, From)> {
        let steps = match year {
            Year::Given(year) => return Some((year, From::Words)),
            Year::Pointed(Pointer::This) => 0,
            Year::Pointed(Pointer::Last) => -1,
            Year::Pointed(Pointer::Next) => 1,
            Year::Pointed(_) | Year::Open | Year::Unreadable => return None,
        };
        Some((i32::from(self.published?.year()) + steps, From::Published))
    }

    /// The years in which an open date may lie. Four each way, so that there is a 29 February among them.
    fn years(&self) -> Option<impl Iterator<Item = i32> + Clone + use<>> {
        let year = i32::from(self.published?.year());
        Some(year - 4..=year + 4)
    }

    fn choose(
        &self,
        candidates: impl Iterator<Item = (civil::Date, civil::Date)>,
        mode: Mode,
    ) -> Option<(civil::Date, civil::Date)> {
        choose(self.published?, candidates, mode)
    }
}

/// A count and unit without a fraction, as far as that can be had: half a year is six months.
fn whole(n: f64, unit: Unit) -> Option<(f64, Unit)> {
    if n.fract() == 0.0 {
        return Some((n, unit));
    }
    Some(match unit {
        Unit::Year => (n * 12.0, Unit::Month),
        Unit::Decade => (n * 10.0, Unit::Year),
        Unit::Century => (n * 100.0, Unit::Year),
        Unit::Month => (n * 30.0, Unit::Day),
        Unit::Week => (n * 7.0, Unit::Day),
        _ => return None,
    })
}

/// A day so many units from another: "three months after Easter" is a day too.
fn beside(day: civil::Date, count: i64, unit: Unit) -> Option<Place> {
    let span = jiff::Span::new();
    let span = match unit {
        Unit::Day => span.try_days(count),
        Unit::Week => span.try_weeks(count),
        Unit::Month => span.try_months(count),
        Unit::Year => span.try_years(count),
        _ => return None,
    };
    Some(Place::Day(day.checked_add(span.ok()?).ok()?))
}

/// What is wrong with the date itself, once it was looked for on the calendar.
fn fault(date: &Date, found: Option<Place>) -> Option<Fault> {
    let Date::Calendar { year, month, day, weekday, .. } = date else { return None };
    // A leap year has all the days there are.
    let no_day = matches!((*month, *day), (Some(month), Some(day)) if ymd(2000, month, day).is_none());
    let leap = matches!(year, Year::Given(_)) && month.is_some() && day.is_some() && found.is_none();
    if *year == Year::Unreadable || no_day || leap {
        return Some(Fault::NoSuchDate);
    }
    match (weekday, found) {
        (Some(weekday), Some(Place::Day(day))) if day.weekday().to_monday_one_offset() != *weekday => {
            Some(Fault::OtherWeekday)
        }
        _ => None,
    }
}
