//! When two figures cannot both hold.

use serde::{Deserialize, Serialize};

/// An amount as the text bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Lower end; `None` when the text gives none ("up to 30").
    pub low: Option<f64>,
    /// Upper end; `None` when the text gives none ("at least 30").
    pub high: Option<f64>,
    /// Whether the text calls it inexact.
    pub approx: bool,
}

/// What "about" is taken to allow on either side.
const ABOUT: f64 = 0.2;

impl Bounds {
    /// The number that the text names: the only end, or the lower one.
    pub fn number(self) -> Option<f64> {
        self.low.or(self.high)
    }

    /// In words, for a reader: "183", "≥ 9", "≤ 212", "≈ 300", "12 to 15 percent".
    pub fn in_words(self, unit: &str) -> String {
        let about = if self.approx { "≈ " } else { "" };
        let number = match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => format!("{about}{}", plain(low)),
            (Some(low), Some(high)) => format!("{about}{} to {}", plain(low), plain(high)),
            (Some(low), None) => format!("≥ {}", plain(low)),
            (None, Some(high)) => format!("≤ {}", plain(high)),
            (None, None) => "?".to_owned(),
        };
        if unit.is_empty() { number } else { format!("{number} {unit}") }
    }

    /// Whether both can hold: with rounding allowed for (a round number stands for what rounds to it, "about" for a
    /// fifth either way), the
    /// ranges meet.
    pub fn meets(self, other: Self) -> bool {
        let (a, b) = (self.widened(), other.widened());
        a.0 <= b.1 && b.0 <= a.1
    }

    /// Whether they name the same number, however they bound it: "at least nine" and "nine".
    pub fn same_number(self, other: Self) -> bool {
        self.number() == other.number()
            && (self.low.is_none() == other.low.is_none() || self.number().is_some())
            && {
                let (a, b) = (self.high.or(self.low), other.high.or(other.low));
                a == b
            }
    }

    fn widened(self) -> (f64, f64) {
        let room = |value: f64| {
            let rounding = half_of_last_digit(value);
            if self.approx { rounding.max(value.abs() * ABOUT) } else { rounding }
        };
        (
            self.low.map_or(f64::NEG_INFINITY, |low| low - room(low)),
            self.high.map_or(f64::INFINITY, |high| high + room(high)),
        )
    }
}

/// A number with its thousands parted.
fn plain(value: f64) -> String {
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return value.to_string();
    }
    let digits = format!("{:.0}", value.abs());
    let mut parted = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    if value < 0.0 { format!("−{parted}") } else { parted }
}

/// Half the place of the last digit that is not zero, for whole numbers of 100 and more; "900" may be 860, "183" is
/// 183. Below that, and
/// for fractions, numbers are taken as they stand.
fn half_of_last_digit(value: f64) -> f64 {
    let whole = value.abs();
    if whole < 100.0 || whole.fract() != 0.0 || whole > 1e15 {
        return 0.0;
    }
    let mut place = 1.0;
    while whole % (place * 10.0) == 0.0 {
        place *= 10.0;
    }
    if place > 1.0 { place / 2.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(n: f64) -> Bounds {
        Bounds { low: Some(n), high: Some(n), approx: false }
    }

    fn about(n: f64) -> Bounds {
        Bounds { approx: true, ..exactly(n) }
    }

    #[test]
    fn exact_counts_that_differ_cannot_both_hold() {
        assert!(!exactly(183.0).meets(exactly(171.0)));
        assert!(exactly(14.0).meets(Bounds { low: Some(9.0), high: None, approx: false }), "at least nine");
        assert!(!exactly(3.0).meets(Bounds { low: Some(5.0), high: None, approx: false }));
        assert!(
            exactly(183.0).meets(Bounds { low: None, high: Some(212.0), approx: false }),
            "as many as 212"
        );
    }

    #[test]
    fn round_numbers_and_about_leave_room() {
        assert!(exactly(900.0).meets(exactly(860.0)));
        assert!(!exactly(900.0).meets(about(300.0)));
        assert!(about(2000.0).meets(exactly(2350.0)));
        assert!(!about(2000.0).meets(exactly(2700.0)));
        assert!(exactly(1_300_000.0).meets(exactly(1_340_000.0)));
        assert!(!exactly(41.0).meets(exactly(58.0)));
    }

    #[test]
    fn bounds_are_shown_as_they_are() {
        assert_eq!(about(120_000.0).in_words("hectare"), "≈ 120,000 hectare");
        assert_eq!(Bounds { low: None, high: Some(212.0), approx: false }.in_words(""), "≤ 212");
        assert_eq!(exactly(11.4).in_words("percent"), "11.4 percent");
    }

    #[test]
    fn at_least_nine_and_nine_are_one_number() {
        assert!(exactly(9.0).same_number(Bounds { low: Some(9.0), high: None, approx: false }));
        assert!(about(300.0).same_number(exactly(300.0)));
        let range = Bounds { low: Some(12.0), high: Some(15.0), approx: false };
        assert!(!exactly(12.0).same_number(range));
    }
}
