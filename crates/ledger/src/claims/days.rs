//! Days, as they are compared.

use jiff::civil::Date;

/// First and last day of a TIMEX3 value; `None` for what names no days of the calendar.
pub(crate) use crate::day::range as days;

/// A single day of `YYYY-MM-DD` (with or without a time of day).
pub(crate) fn day(value: &str) -> Option<Date> {
    days(value).filter(|(from, to)| from == to).map(|(from, _)| from)
}

/// Days from one to the other, negative when it lies before.
pub(crate) fn between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_the_months() {
        assert_eq!(between(day("2026-02-27").unwrap(), day("2026-03-02T05:00Z").unwrap()), 3);
        assert_eq!(day("2026-03"), None);
    }
}
