//! Dates as pages write them, in markup and in running words: from `2019-12-30T09:15:00+09:00` to
//! "30. Dezember 2019" and "2019년 12월 30일".
//!
//! Only whole dates (with a year) count, only between 1990 and 2100, and only days that exist. A numeric date that
//! could be read two ways (03/04/2026) is read only when the page's language settles the order. The calendar is
//! jiff's.

use jiff::civil::Date;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// Which comes first in 03/04/2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The day, as nearly everywhere.
    DayFirst,
    /// The month, as in the United States.
    MonthFirst,
    /// Not known: such a date is left out.
    Unknown,
}

impl Order {
    /// The order that goes with a language tag such as `en-GB` or `de`. English alone says nothing.
    pub fn of_language(tag: Option<&str>) -> Self {
        let tag = tag.unwrap_or("").to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        match (parts.next().unwrap_or(""), parts.next_back().unwrap_or("")) {
            ("en", "us" | "ph") => Self::MonthFirst,
            ("en", "gb" | "au" | "nz" | "ie" | "in" | "za" | "sg" | "my" | "ng" | "ke" | "pk") => {
                Self::DayFirst
            }
            ("en" | "", _) => Self::Unknown,
            _ => Self::DayFirst,
        }
    }
}

/// A date that was read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The day, as written (in whatever time zone the page keeps).
    pub day: Date,
    /// Day and time in RFC 3339 as far as written: the offset is missing when the page gives none.
    pub at: Option<String>,
    /// Where it stands in the text, in bytes, time of day included.
    pub range: Range<usize>,
}

/// The first date in `text`, a value of markup or a line that is about a date.
pub fn first(text: &str, order: Order) -> Option<Stamp> {
    find(text, order).into_iter().next()
}

/// A value that is one date, such as `20191230` or `2019-12-30T09:15Z`.
pub fn value(text: &str, order: Order) -> Option<Stamp> {
    let text = text.trim();
    if let Some(c) = COMPACT.captures(text)
        && let Some(day) = civil(&c["y"], number(&c, "m"), number(&c, "d"))
    {
        return Some(Stamp { day, at: None, range: 0..text.len() });
    }
    first(text, order)
}

/// Every date in `text`, in order, none inside another.
pub fn find(text: &str, order: Order) -> Vec<Stamp> {
    let mut found: Vec<Stamp> = Vec::new();
    if text.bytes().filter(u8::is_ascii_digit).count() < 5 {
        return found;
    }
    for form in FORMS.iter() {
        for c in form.pattern.captures_iter(text) {
            let Some(whole) = c.get(0) else { continue };
            let Some(day) = (form.read)(&c, order) else { continue };
            if found.iter().any(|stamp| stamp.range.start < whole.end() && whole.start() < stamp.range.end) {
                continue;
            }
            let (time, end) = time_after(text, whole.end());
            let at = time.map(|(clock, offset)| format!("{day}T{clock}{offset}"));
            found.push(Stamp { day, at, range: whole.start()..end });
        }
    }
    found.sort_by_key(|stamp| stamp.range.start);
    found
}

struct Form {
    pattern: Regex,
    read: fn(&Captures, Order) -> Option<Date>,
}

#[expect(clippy::unwrap_used, reason = "the patterns are constants, and the tests compile every one of them")]
fn pattern(source: &str) -> Regex {
    Regex::new(source).unwrap()
}

static COMPACT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?\d{4,6}.*)?$"));

/// The forms, most certain first.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let form = |source: &str, read| Form { pattern: pattern(source), read };
    vec![
        form(
            r"\b(?P<y>(?:19|20)\d\d)(?:-(?P<m>\d{1,2})-|/(?P<m2>\d{1,2})/|\.\s?(?P<m3>\d{1,2})\.\s?)(?P<d>\d{1,2})(?:\b|T|$)",
            year_first,
        ),
        form(
            r"(?P<y>(?:19|20)\d\d)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]",
            year_first,
        ),
        form(
            r"(?i)\b(?P<d>\d{1,2})(?:st|nd|rd|th|er|re|[.ºª°])?(?:\s+|-|\.|/)(?:de\s+|of\s+)?(?P<name>\p{L}{3,12})[.,]?(?:\s+|-|\.|/)(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)\b",
            named,
        ),
        form(
            r"(?i)\b(?P<name>\p{L}{3,12})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s*(?P<y>(?:19|20)\d\d)\b",
            named,
        ),
        form(r"\b(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?:[./-])\s?(?P<y>(?:19|20)\d\d)\b", numeric),
    ]
});

fn number(c: &Captures, name: &str) -> Option<i8> {
    c.name(name).and_then(|part| part.as_str().parse().ok())
}

fn civil(year: &str, month: Option<i8>, day: Option<i8>) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    if !(1990..=2100).contains(&year) {
        return None;
    }
    Date::new(year, month?, day?).ok()
}

fn year_first(c: &Captures, _: Order) -> Option<Date> {
    let month = number(c, "m").or_else(|| number(c, "m2")).or_else(|| number(c, "m3"));
    civil(&c["y"], month, number(c, "d"))
}

fn named(c: &Captures, _: Order) -> Option<Date> {
    civil(&c["y"], month(&c["name"]), number(c, "d"))
}

fn numeric(c: &Captures, order: Order) -> Option<Date> {
    let (a, b) = (number(c, "a")?, number(c, "b")?);
    let dotted = &c["sep"] == ".";
    let (day, month) = match order {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        _ if a == b => (a, b),
        // Nobody writes month.day.year with full stops.
        _ if dotted => (a, b),
        Order::DayFirst => (a, b),
        Order::MonthFirst => (b, a),
        Order::Unknown => return None,
    };
    civil(&c["y"], Some(month), Some(day))
}

/// The number of a month's name in any of the languages of `months.tsv`.
pub fn month(name: &str) -> Option<i8> {
    let name = name.trim_end_matches('.').to_lowercase();
    MONTHS
        .binary_search_by(|(known, _)| (*known).cmp(name.as_str()))
        .ok()
        .and_then(|at| MONTHS.get(at))
        .map(|m| m.1)
}

static MONTHS: LazyLock<Vec<(&'static str, i8)>> = LazyLock::new(|| {
    let lines = include_str!("months.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut all: Vec<(&str, i8)> = lines
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(number, names)| names.split(' ').map(move |name| (name, number.parse().unwrap_or(0))))
        .collect();
    all.sort_unstable();
    all
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^(?:T|,?\s*(?:at|um|à|a las|às|alle ore|om|в|kl\.?|[-–|·/:])?\s*(?:오전|오후)?\s*)",
        r"(?P<h>[0-2]?\d)(?:[:.h](?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?|\s*(?P<half2>[ap]\.?\s?m\b\.?))",
        r"(?:\s*(?:uhr|hrs?|h\b))?\s*\(?(?P<zone>Z\b|[+-−][01]\d(?::?\d\d)?|[A-Z]{3,4}\b)?\)?",
    ))
});

/// The time of day that follows a date, as (clock, offset), and where it ends.
fn time_after(text: &str, end: usize) -> (Option<(String, String)>, usize) {
    let rest = text.get(end..).unwrap_or("");
    let none = (None, end);
    let Some(c) = TIME.captures(rest) else { return none };
    let Some(mut hour) = c["h"].parse::<u8>().ok() else { return none };
    let part = |name| c.name(name).and_then(|part| part.as_str().parse::<u8>().ok()).unwrap_or(0);
    let half = c.name("half").or_else(|| c.name("half2")).map(|half| half.as_str().to_ascii_lowercase());
    match half.as_deref().map(|half| half.starts_with('p')) {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    if rest.contains("오후") && hour < 12 {
        hour += 12;
    }
    if hour > 23 {
        return none;
    }
    let clock = format!("{hour:02}:{:02}:{:02}", part("m"), part("s"));
    let named = c.name("zone");
    let offset = named.and_then(|zone| offset(zone.as_str()));
    let length = match (named, &offset) {
        (Some(zone), None) => zone.start(),
        _ => c.get(0).map_or(0, |whole| whole.end()),
    };
    let length = rest.get(..length).map_or(0, |read| read.trim_end_matches([' ', '(', '\n']).len());
    (Some((clock, offset.unwrap_or_default())), end + length)
}

/// A UTC offset from itself or from the name of a zone that means one offset only.
fn offset(zone: &str) -> Option<String> {
    let name = zone.to_ascii_uppercase();
    let hours = match name.as_str() {
        "Z" | "UTC" | "GMT" => return Some("Z".to_owned()),
        "EST" => -5,
        "EDT" => -4,
        "CDT" => -5,
        "MST" => -7,
        "MDT" => -6,
        "PST" => -8,
        "PDT" => -7,
        "BST" | "CET" | "WAT" => 1,
        "CEST" | "EET" | "SAST" => 2,
        "EEST" | "MSK" => 3,
        "KST" | "JST" => 9,
        "AEST" => 10,
        _ => {
            let digits: String = name.chars().filter(char::is_ascii_digit).collect();
            let sign = if name.starts_with('+') { '+' } else { '-' };
            let (hours, minutes) = (digits.get(..2)?, digits.get(2..4).unwrap_or("00"));
            let sound =
                !name.starts_with(|c: char| c.is_ascii_alphabetic()) && hours <= "14" && minutes <= "59";
            return sound.then(|| format!("{sign}{hours}:{minutes}"));
        }
    };
    Some(format!("{}{:02}:00", if hours < 0 { '-' } else { '+' }, i32::abs(hours)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, order: Order) -> Option<String> {
        value(text, order).map(|stamp| stamp.day.to_string())
    }

    #[test]
    fn the_forms_of_markup_and_of_words() {
        for text in [
            "2019-12-30",
            "2019-12-30T09:15:00+09:00",
            "2019-12-30T09:15:00.123Z",
            "2019/12/30",
            "20191230",
            "20191230T0915",
            "Mon, 30 Dec 2019 09:15:00 +0900",
            "Monday December 30, 2019 8:34 pm",
            "Dec 30,2019",
            "Dec. 30, 2019",
            "Dec 30th 2019",
            "30th of December 2019",
            "30 December, 2019",
            "30-Dec-2019",
            "Published : 2019-12-30 20:34",
            "30. Dezember 2019, 20:34 Uhr",
            "Montag, 30.12.2019",
            "le 30 décembre 2019 à 20h34",
            "30 de diciembre de 2019",
            "30 Δεκεμβρίου 2019",
            "30 декабря 2019 г.",
            "2019년 12월 30일",
            "2019. 12. 30.",
            "2019年12月30日",
            "12/30/2019",
            "30/12/2019",
        ] {
            assert_eq!(day(text, Order::Unknown).as_deref(), Some("2019-12-30"), "{text}");
        }
        assert_eq!(day("1er janvier 2020", Order::Unknown).as_deref(), Some("2020-01-01"));
    }

    #[test]
    fn what_can_be_read_two_ways_needs_the_language() {
        assert_eq!(day("03/04/2026", Order::Unknown), None);
        assert_eq!(day("03/04/2026", Order::of_language(Some("en"))), None);
        assert_eq!(day("03/04/2026", Order::of_language(Some("en-US"))).as_deref(), Some("2026-03-04"));
        assert_eq!(day("03/04/2026", Order::of_language(Some("en_GB"))).as_deref(), Some("2026-04-03"));
        assert_eq!(day("03.04.2026", Order::Unknown).as_deref(), Some("2026-04-03"));
        assert_eq!(day("04/04/2026", Order::Unknown).as_deref(), Some("2026-04-04"));
    }

    #[test]
    fn nonsense_is_no_date() {
        for text in [
            "1889-01-01",
            "2190-01-01",
            "2026-02-30",
            "2026-13-01",
            "March 2026",
            "in 2026",
            "call 020 7946 2026",
            "Flight 30 Boeing 2019",
            "version 1.2.2019a",
            "",
        ] {
            assert_eq!(day(text, Order::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn times_are_kept_as_far_as_written() {
        let at = |text: &str| value(text, Order::Unknown).and_then(|stamp| stamp.at);
        assert_eq!(at("2019-12-30T09:15:00+09:00").as_deref(), Some("2019-12-30T09:15:00+09:00"));
        assert_eq!(at("2019-12-30T09:15:00-0500").as_deref(), Some("2019-12-30T09:15:00-05:00"));
        assert_eq!(at("2019-12-30T09:15Z").as_deref(), Some("2019-12-30T09:15:00Z"));
        assert_eq!(at("Published : 2019-12-30 20:34").as_deref(), Some("2019-12-30T20:34:00"));
        assert_eq!(at("Dec 30, 2019 at 8:34 p.m. EST").as_deref(), Some("2019-12-30T20:34:00-05:00"));
        assert_eq!(at("30. Dezember 2019, 20:34 Uhr").as_deref(), Some("2019-12-30T20:34:00"));
        assert_eq!(at("30 Dec 2019, 12 am GMT").as_deref(), Some("2019-12-30T00:00:00Z"));
        assert_eq!(at("2019-12-30").as_deref(), None);
        assert_eq!(at("Dec 30, 2019. 14 people were hurt").as_deref(), None);
    }

    #[test]
    fn dates_in_running_text_know_their_place() {
        let text = "Updated: 2 March 2026 08:10 KST, first published 28 February 2026";
        let found: Vec<&str> =
            find(text, Order::Unknown).iter().map(|stamp| &text[stamp.range.clone()]).collect();
        assert_eq!(found, ["2 March 2026 08:10 KST", "28 February 2026"]);
    }
}
