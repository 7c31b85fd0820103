//! The first and the last day that a TIMEX3 value can mean.
//!
//! `2026-03` is 1 to 31 March; `2026-W10` Monday to Sunday; `2026-Q1`, `2026-SU` and decades (`198`) likewise. Durations,
//! sets and `PAST_REF` are no days and give `None`.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// First and last day of `value`, as `YYYY-MM-DD`.
pub fn days(value: &str) -> Option<(String, String)> {
    let (first, last) = range(value)?;
    Some((first.to_string(), last.to_string()))
}

/// First and last day of `value`.
pub(crate) fn range(value: &str) -> Option<(Date, Date)> {
    let date = value.split('T').next()?;
    let mut parts = date.split('-');
    let year = parts.next()?;
    if !year.bytes().all(|byte| byte.is_ascii_digit()) || year.is_empty() {
        return None;
    }
    match (year.len(), parts.next(), parts.next()) {
        // A century (`19`) or a decade (`198`).
        (length @ (2 | 3), None, None) => {
            let span = 10i16.pow(4 - u32::try_from(length).ok()?);
            let first: i16 = year.parse::<i16>().ok()?.checked_mul(span)?;
            Some((Date::new(first, 1, 1).ok()?, Date::new(first + span - 1, 12, 31).ok()?))
        }
        (4, part, day) => within(year.parse().ok()?, part, day),
        _ => None,
    }
}

fn within(year: i16, part: Option<&str>, day: Option<&str>) -> Option<(Date, Date)> {
    let months = |from: i8, to: i8| {
        let last = Date::new(year, to, 1).ok()?.last_of_month();
        Some((Date::new(year, from, 1).ok()?, last))
    };
    let Some(part) = part else { return months(1, 12) };
    match (part, day) {
        ("Q1", None) => months(1, 3),
        ("Q2", None) => months(4, 6),
        ("Q3", None) => months(7, 9),
        ("Q4", None) => months(10, 12),
        ("H1", None) => months(1, 6),
        ("H2", None) => months(7, 12),
        ("SP", None) => months(3, 5),
        ("SU", None) => months(6, 8),
        ("FA", None) => months(9, 11),
        ("WI", None) => {
            // The winter of a year begins in its December.
            let last = Date::new(year.checked_add(1)?, 2, 1).ok()?.last_of_month();
            Some((Date::new(year, 12, 1).ok()?, last))
        }
        _ if part.starts_with('W') => {
            let week: i8 = part.get(1..)?.parse().ok()?;
            let on = |weekday| Some(ISOWeekDate::new(year, week, weekday).ok()?.date());
            match day {
                None => Some((on(Weekday::Monday)?, on(Weekday::Sunday)?)),
                Some("WE") => Some((on(Weekday::Saturday)?, on(Weekday::Sunday)?)),
                Some(day) => {
                    let date = on(Weekday::from_monday_one_offset(day.parse().ok()?).ok()?)?;
                    Some((date, date))
                }
            }
        }
        (month, None) => {
            let month: i8 = month.parse().ok()?;
            months(month, month)
        }
        (month, Some(day)) => {
            let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
            Some((date, date))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn values_of_every_grain_have_their_days() {
        for (value, first, last) in [
            ("2026-03-05", "2026-03-05", "2026-03-05"),
            ("2026-03-05T15:42Z", "2026-03-05", "2026-03-05"),
            ("2026-03-05TMO", "2026-03-05", "2026-03-05"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-W10", "2026-03-02", "2026-03-08"),
            ("2026-W10-WE", "2026-03-07", "2026-03-08"),
            ("2026-Q2", "2026-04-01", "2026-06-30"),
            ("2025-WI", "2025-12-01", "2026-02-28"),
            ("198", "1980-01-01", "1989-12-31"),
            ("19", "1900-01-01", "1999-12-31"),
        ] {
            assert_eq!(days(value), Some((first.to_owned(), last.to_owned())), "{value}");
        }
    }

    #[test]
    fn what_is_no_day_has_none() {
        for value in [
            "P3D",
            "PAST_REF",
            "FUTURE_REF",
            "XXXX-03-05",
            "T15:42",
            "2026-02-30",
            "2026-W60",
            "",
            "-",
            "2026-XX",
        ] {
            assert_eq!(days(value), None, "{value}");
        }
    }
}
