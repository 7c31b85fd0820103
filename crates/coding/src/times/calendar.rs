//! The calendar itself: places on it with their grain, steps from one to the next, seasons, quarters and feast days.

use super::words::{Feast, Unit};
use jiff::ToSpan;
use jiff::civil::{self, Weekday};

/// A place on the calendar with its grain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    Day(civil::Date),
    /// ISO year and week.
    Week(i32, i8),
    Weekend(i32, i8),
    Month(i32, i8),
    Quarter(i32, i8),
    Half(i32, i8),
    Season(i32, &'static str),
    Year(i32),
    Decade(i32),
    Century(i32),
}

impl Place {
    pub(super) fn text(self) -> String {
        match self {
            Place::Day(day) => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            Place::Week(year, week) => format!("{year:04}-W{week:02}"),
            Place::Weekend(year, week) => format!("{year:04}-W{week:02}-WE"),
            Place::Month(year, month) => format!("{year:04}-{month:02}"),
            Place::Quarter(year, n) => format!("{year:04}-Q{n}"),
            Place::Half(year, n) => format!("{year:04}-H{n}"),
            Place::Season(year, season) => format!("{year:04}-{season}"),
            Place::Year(year) => format!("{year:04}"),
            Place::Decade(tens) => format!("{tens:03}"),
            Place::Century(n) => format!("{n:02}"),
        }
    }

    pub(super) fn first_day(self) -> Option<civil::Date> {
        match self {
            Place::Day(day) => Some(day),
            Place::Week(year, week) | Place::Weekend(year, week) => {
                let week = civil::ISOWeekDate::new(i16::try_from(year).ok()?, week, Weekday::Monday).ok()?;
                Some(week.date())
            }
            Place::Month(year, month) => ymd(year, month, 1),
            Place::Quarter(year, n) => ymd(year, n * 3 - 2, 1),
            Place::Half(year, n) => ymd(year, n * 6 - 5, 1),
            Place::Season(year, season) => season_days(year, season).map(|(start, _)| start),
            Place::Year(year) => ymd(year, 1, 1),
            Place::Decade(tens) => ymd(tens.checked_mul(10)?, 1, 1),
            Place::Century(n) => ymd(n.checked_mul(100)?, 1, 1),
        }
    }

    pub(super) fn years_on(self, years: i32) -> Option<Self> {
        Some(match self {
            Place::Day(day) => Place::Day(day.checked_add(i64::from(years).years()).ok()?),
            Place::Week(year, week) => Place::Week(year + years, week),
            Place::Weekend(year, week) => Place::Weekend(year + years, week),
            Place::Month(year, month) => Place::Month(year + years, month),
            Place::Quarter(year, n) => Place::Quarter(year + years, n),
            Place::Half(year, n) => Place::Half(year + years, n),
            Place::Season(year, season) => Place::Season(year + years, season),
            Place::Year(year) => Place::Year(year + years),
            Place::Decade(_) | Place::Century(_) => return None,
        })
    }
}

pub(super) fn ymd(year: i32, month: i8, day: i8) -> Option<civil::Date> {
    civil::Date::new(i16::try_from(year).ok()?, month, day).ok()
}

pub(super) fn month_days(year: i32, month: i8) -> Option<(civil::Date, civil::Date)> {
    let start = ymd(year, month, 1)?;
    Some((start, start.last_of_month()))
}

pub(super) fn quarter_days(year: i32, n: i8) -> Option<(civil::Date, civil::Date)> {
    let last = ymd(year, n.checked_mul(3)?, 1)?;
    Some((ymd(year, n * 3 - 2, 1)?, last.last_of_month()))
}

/// Three months each, from March; winter begins in December of its year.
pub(super) fn season_days(year: i32, season: &str) -> Option<(civil::Date, civil::Date)> {
    let (first, last) = match season {
        "SP" => (ymd(year, 3, 1)?, ymd(year, 5, 1)?),
        "SU" => (ymd(year, 6, 1)?, ymd(year, 8, 1)?),
        "FA" => (ymd(year, 9, 1)?, ymd(year, 11, 1)?),
        _ => (ymd(year, 12, 1)?, ymd(year.checked_add(1)?, 2, 1)?),
    };
    Some((first, last.last_of_month()))
}

pub(super) fn week(day: civil::Date) -> Place {
    let iso = day.iso_week_date();
    Place::Week(i32::from(iso.year()), iso.week())
}

/// The period of `unit` that lies `steps` after the one that holds `base`.
pub(super) fn step(base: civil::Date, unit: Unit, steps: i64) -> Option<Place> {
    let year = i32::from(base.year());
    let years = |steps: i64| year.checked_add(i32::try_from(steps).ok()?);
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Quarter => {
            let index = i64::from(year) * 4 + i64::from((base.month() - 1) / 3) + steps;
            Place::Quarter(i32::try_from(index.div_euclid(4)).ok()?, index.rem_euclid(4) as i8 + 1)
        }
        Unit::Decade => Place::Decade(years(steps.checked_mul(10)?)?.div_euclid(10)),
        Unit::Century => Place::Century(years(steps.checked_mul(100)?)?.div_euclid(100)),
        Unit::Millennium => return None,
        Unit::Year => Place::Year(years(steps)?),
        _ => shifted(base, unit, steps)?,
    })
}

/// The place `steps` units after `base`, as fine as the unit is.
pub(super) fn shifted(base: civil::Date, unit: Unit, steps: i64) -> Option<Place> {
    let year = i32::from(base.year());
    let years = |n: i64| {
        let to = i64::from(year).checked_add(steps.checked_mul(n)?)?;
        (0..=9999).contains(&to).then_some(Place::Year(to as i32))
    };
    let days = |n: i64| base.checked_add(jiff::Span::new().try_days(steps.checked_mul(n)?).ok()?).ok();
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => None,
        Unit::Day => Some(Place::Day(days(1)?)),
        Unit::Week => Some(week(days(7)?)),
        Unit::Weekend => match week(days(7)?) {
            Place::Week(year, week) => Some(Place::Weekend(year, week)),
            _ => None,
        },
        Unit::Month => {
            let to = base.checked_add(jiff::Span::new().try_months(steps).ok()?).ok()?;
            Some(Place::Month(i32::from(to.year()), to.month()))
        }
        Unit::Quarter => {
            let to = base.checked_add(jiff::Span::new().try_months(steps.checked_mul(3)?).ok()?).ok()?;
            Some(Place::Quarter(i32::from(to.year()), (to.month() - 1) / 3 + 1))
        }
        Unit::Year => years(1),
        Unit::Decade => years(10),
        Unit::Century => years(100),
        Unit::Millennium => years(1000),
    }
}

/// The day of a feast in a year.
pub(super) fn feast_day(year: i32, feast: Feast) -> Option<civil::Date> {
    match feast {
        Feast::Fixed(month, day) => ymd(year, month, day),
        Feast::Nth(month, weekday, nth, later) => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            let day = ymd(year, month, 1)?.nth_weekday_of_month(nth, weekday).ok()?;
            day.checked_add(later.days()).ok()
        }
        Feast::Easter(days) => easter(year)?.checked_add(days.days()).ok(),
    }
}

/// Easter Sunday by the Gregorian reckoning (the anonymous algorithm that Nature printed in 1876).
pub(super) fn easter(year: i32) -> Option<civil::Date> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let leap = century / 4;
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let day = epact + weekday - 7 * late + 114;
    ymd(year, i8::try_from(day / 31).ok()?, i8::try_from(day % 31 + 1).ok()?)
}
