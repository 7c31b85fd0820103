//! TIMEX3 values of times of day and lengths, as text.

use super::sense::{Clock, Count};
use super::words::Unit;

/// The part of a value that names the time of day: "TMO", "T09:30", "T09:30Z".
pub(super) fn clock_text(clock: &Clock) -> String {
    match clock {
        Clock::Part(part) => format!("T{part}"),
        Clock::At(hour, minute, zone) => {
            // Zones that go by a name alone are left to the words: half the world calls its time EST or IST.
            let zone = match zone.as_deref() {
                Some("GMT" | "UTC") => "Z",
                Some(offset) if offset.starts_with(['+', '-']) => offset,
                _ => "",
            };
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
