//! Days and the spans of days for which a code holds.
//!
//! Dictionaries write days with eight digits or six (`950601`), where a year above 30 lies in the last century, as in
//! PETRARCH. Bounds are part of what they bound.

/// A day as the number `YYYYMMDD`.
pub(crate) type Day = u32;

/// For which days a code holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// First day.
    pub(crate) from: Option<Day>,
    /// Last day.
    pub(crate) to: Option<Day>,
}

impl Limits {
    /// Whether it holds on `day`.
    pub(crate) fn hold(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Reads `<991231`, `>20000101` or `19990101 - 19991231`; the blanks do not matter. `None` when it is none of them.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(to) = text.strip_prefix('<') {
            return Some(Self { from: None, to: Some(day(to)?) });
        }
        if let Some(from) = text.strip_prefix('>') {
            return Some(Self { from: Some(day(from)?), to: None });
        }
        let (from, to) = text.split_once('-')?;
        Some(Self { from: Some(day(from)?), to: Some(day(to)?) })
    }
}

/// Reads a day of six or eight digits.
fn day(text: &str) -> Option<Day> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u32 = text.parse().ok()?;
    let number = match text.len() {
        8 => number,
        6 => number + if number / 10_000 > 30 { 19_000_000 } else { 20_000_000 },
        _ => return None,
    };
    let (month, day) = (number / 100 % 100, number % 100);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(number)
}

/// The day of `2019-12-30` or anything that begins so; `None` for less than a day.
pub(crate) fn published(text: &str) -> Option<Day> {
    let digits: String = text.get(..10)?.chars().filter(|&c| c != '-').collect();
    day(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_and_eight_digits_mean_the_same() {
        assert_eq!(Limits::read("<950601"), Limits::read("< 19950601"));
        assert_eq!(
            Limits::read("010203-20040506"),
            Some(Limits { from: Some(20_010_203), to: Some(20_040_506) })
        );
        for bad in ["950601", "<95061", "<951301", ">word", ""] {
            assert_eq!(Limits::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn bounds_are_inside() {
        let limits = Limits::read("20010101-20010131").unwrap();
        assert!(limits.hold(20_010_101) && limits.hold(20_010_131) && !limits.hold(20_010_201));
        assert_eq!(published("2001-01-31T08:00"), Some(20_010_131));
        assert_eq!(published("2001-01"), None);
    }
}
