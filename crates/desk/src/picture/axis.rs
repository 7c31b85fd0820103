//! Scales: numbers and days to places, with marks at round values.

use jiff::civil::{Date, date};

/// A scale from a range of values to a range of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// `from..to` on `start..end`; a range without width is widened by one on each side.
    pub(crate) fn new(from: f64, to: f64, start: f64, end: f64) -> Self {
        let (from, to) = if to <= from { (from - 1.0, to + 1.0) } else { (from, to) };
        Self { from, to, start, end }
    }

    /// The place of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }
}

/// Round values that cover `from..to` with about `wanted` steps: multiples of 1, 2 or 5 times a power of ten.
pub(crate) fn marks(from: f64, to: f64, wanted: usize) -> Vec<f64> {
    let span = (to - from).max(f64::MIN_POSITIVE);
    let raw = span / wanted.max(1) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= raw)
        .unwrap_or(10.0 * power);
    let first = (from / step).floor();
    let last = (to / step).ceil();
    if !first.is_finite() || !last.is_finite() || last - first > 1000.0 {
        return vec![from, to];
    }
    (0..=(last - first) as usize).map(|at| (first + at as f64) * step).collect()
}

/// A day as a number: days since 1970-01-01. Takes a day or its beginning (`2026-03`, `2026`).
pub(crate) fn day_number(value: &str) -> Option<f64> {
    Some(f64::from(days_between(date(1970, 1, 1), parse(value)?)))
}

/// The day of a number of days.
pub(crate) fn day_of(number: f64) -> Option<String> {
    let day = date(1970, 1, 1).checked_add(jiff::Span::new().days(number.floor() as i64));
    day.ok().map(|day| day.to_string())
}

fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map(|span| span.get_days()).unwrap_or(0)
}

fn parse(value: &str) -> Option<Date> {
    let value = value.split('T').next().unwrap_or(value);
    if let Ok(day) = value.parse() {
        return Some(day);
    }
    let (year, month) = value.split_once('-').unwrap_or((value, "01"));
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// Days at which a time axis is marked, with what is written there: every day, week, month, quarter or year, whichever
/// gives at most `most` marks.
pub(crate) fn day_marks(from: f64, to: f64, most: usize) -> Vec<(f64, String)> {
    let Ok(first) = date(1970, 1, 1).checked_add(jiff::Span::new().days(from.floor() as i64)) else {
        return Vec::new();
    };
    let span = to - from;
    let most = most.max(2) as f64;
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = |day: Date| months.get(usize::from(day.month() as u8) - 1).copied().unwrap_or("");
    let mut out = Vec::new();
    let mut put = |day: Date, words: String| {
        let at = f64::from(days_between(date(1970, 1, 1), day));
        if at >= from && at <= to {
            out.push((at, words));
        }
    };
    if span <= 7.0 * most {
        let step = [1, 2, 7].into_iter().find(|step| span / f64::from(*step) <= most).unwrap_or(7);
        let mut day = first;
        let mut last_month = None;
        for _ in 0..200 {
            // What lies before the axis is not written, so that the first mark that is says its month.
            let inside = f64::from(days_between(date(1970, 1, 1), day)) >= from;
            let month = inside.then(|| day.month());
            let words = if month == last_month {
                day.day().to_string()
            } else {
                format!("{} {}", day.day(), name(day))
            };
            last_month = month;
            put(day, words);
            let Ok(next) = day.checked_add(jiff::Span::new().days(step)) else { break };
            day = next;
        }
    } else {
        let step = [1, 3, 6, 12, 24, 60, 120, 240]
            .into_iter()
            .find(|step| span / 30.4 / f64::from(*step) <= most)
            .unwrap_or(600);
        let start = if step >= 12 {
            Date::new(first.year(), 1, 1)
        } else {
            Date::new(first.year(), first.month(), 1)
        };
        let Ok(mut day) = start else { return out };
        for _ in 0..400 {
            let words =
                if step >= 12 || day.month() == 1 { day.year().to_string() } else { name(day).to_owned() };
            put(day, words);
            let Ok(next) = day.checked_add(jiff::Span::new().months(step)) else { break };
            day = next;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_cover_the_range() {
        assert_eq!(marks(0.0, 31.0, 5), [0.0, 10.0, 20.0, 30.0, 40.0]);
        let fine: Vec<String> = marks(3.9, 4.3, 4).iter().map(|mark| format!("{mark:.3}")).collect();
        assert_eq!(fine, ["3.900", "4.000", "4.100", "4.200", "4.300"]);
        assert!(marks(0.0, f64::INFINITY, 4).len() <= 1001);
    }

    #[test]
    fn days_are_numbers_and_marks_get_sparser() {
        assert_eq!(day_number("1970-01-02"), Some(1.0));
        assert_eq!(day_number("2026-03"), day_number("2026-03-01"));
        assert_eq!(day_number("PAST_REF"), None);
        assert_eq!(day_number("2026-03-05").and_then(day_of).as_deref(), Some("2026-03-05"));
        let from = day_number("2026-02-27").unwrap();
        let marks = day_marks(from, from + 5.0, 8);
        let words: Vec<&str> = marks.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["27 Feb", "28", "1 Mar", "2", "3", "4"]);
        assert!(day_marks(from, from + 4000.0, 8).len() <= 9);
    }

    #[test]
    fn a_single_value_still_has_a_scale() {
        let scale = Scale::new(5.0, 5.0, 0.0, 100.0);
        assert!((scale.at(5.0) - 50.0).abs() < 1e-9);
    }
}
