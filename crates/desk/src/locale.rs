//! Days and numbers as the reader's language writes them, from the browser's `Accept-Language`.
//!
//! The pages are in English; what a reader stumbles over first is 3/4 meaning April or March, and 1,234 meaning one or
//! a thousand. So a day is written with the month's name, in the order of the reader's language, and numbers are parted
//! as it parts them. The machine's own value stands beside every one (`<time datetime>`).

use jiff::civil::Date;

/// How one language writes days and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locale {
    /// Between groups of three digits.
    group: &'static str,
    /// Before the decimals.
    decimal: char,
    order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Day first: 5 March 2026
    Day,
    /// Month first: March 5, 2026
    Month,
    /// Year first: 2026-03-05
    Year,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Language (and region where it matters), mark between groups, decimal mark, order.
const KNOWN: &[(&str, &str, char, Order)] = &[
    ("en-us", ",", '.', Order::Month),
    ("en-ca", ",", '.', Order::Month),
    ("en", ",", '.', Order::Day),
    ("de-ch", "’", '.', Order::Day),
    ("de", ".", ',', Order::Day),
    ("da", ".", ',', Order::Day),
    ("nl", ".", ',', Order::Day),
    ("es-mx", ",", '.', Order::Day),
    ("es", ".", ',', Order::Day),
    ("it", ".", ',', Order::Day),
    ("pt", ".", ',', Order::Day),
    ("id", ".", ',', Order::Day),
    ("tr", ".", ',', Order::Day),
    ("el", ".", ',', Order::Day),
    ("fr", "\u{202f}", ',', Order::Day),
    ("pl", "\u{a0}", ',', Order::Day),
    ("cs", "\u{a0}", ',', Order::Day),
    ("ru", "\u{a0}", ',', Order::Day),
    ("uk", "\u{a0}", ',', Order::Day),
    ("fi", "\u{a0}", ',', Order::Day),
    ("nb", "\u{a0}", ',', Order::Day),
    ("no", "\u{a0}", ',', Order::Day),
    ("sv", "\u{a0}", ',', Order::Year),
    ("hu", "\u{a0}", ',', Order::Year),
    ("lt", "\u{a0}", ',', Order::Year),
    ("ja", ",", '.', Order::Year),
    ("ko", ",", '.', Order::Year),
    ("zh", ",", '.', Order::Year),
];

impl Default for Locale {
    fn default() -> Self {
        Self { group: ",", decimal: '.', order: Order::Day }
    }
}

impl Locale {
    /// The first language of an `Accept-Language` header that is known here; British English otherwise.
    pub(crate) fn accepted(header: &str) -> Self {
        for item in header.split(',') {
            let tag = item.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
            let found = KNOWN.iter().find(|(known, ..)| {
                tag == *known || tag.strip_prefix(known).is_some_and(|rest| rest.starts_with('-'))
            });
            if let Some(&(_, group, decimal, order)) = found {
                return Self { group, decimal, order };
            }
        }
        Self::default()
    }

    /// A number with at most two decimals.
    pub(crate) fn number(&self, value: f64) -> String {
        if !value.is_finite() {
            return value.to_string();
        }
        let rounded = format!("{:.2}", value.abs());
        let (whole, decimals) = rounded.split_once('.').unwrap_or((&rounded, ""));
        let decimals = decimals.trim_end_matches('0');
        let mut out = String::new();
        if value < 0.0 && rounded.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
            out.push('−');
        }
        // A year-like or four-digit number reads well without a mark; the ledger's readers compare columns, so it stays.
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push_str(self.group);
            }
            out.push(digit);
        }
        if !decimals.is_empty() {
            out.push(self.decimal);
            out.push_str(decimals);
        }
        out
    }

    /// A count.
    pub(crate) fn count(&self, value: usize) -> String {
        self.number(value as f64)
    }

    /// A TIMEX3 value or a time stamp in words as far as it is a calendar date: `2026-03-05` is "5 March 2026",
    /// `2026-03` "March 2026". What is none (`PAST_REF`, `P3D`, `2026-W10`) stays as it is.
    pub(crate) fn day(&self, value: &str) -> String {
        let date = value.split('T').next().unwrap_or(value);
        if let Ok(date) = date.parse::<Date>() {
            let month = MONTHS.get(usize::from(date.month() as u8) - 1).copied().unwrap_or("");
            return match self.order {
                Order::Day => format!("{} {month} {}", date.day(), date.year()),
                Order::Month => format!("{month} {}, {}", date.day(), date.year()),
                Order::Year => date.to_string(),
            };
        }
        if let Some((year, month)) = date.split_once('-')
            && year.len() == 4
            && year.bytes().all(|digit| digit.is_ascii_digit())
            && let Ok(month) = month.parse::<usize>()
            && let Some(month) = month.checked_sub(1).and_then(|at| MONTHS.get(at))
        {
            return format!("{month} {year}");
        }
        value.to_owned()
    }

    /// A time stamp (RFC 3339): its day and its hour and minute, in the zone it is written in.
    pub(crate) fn moment(&self, value: &str) -> String {
        match value.split_once('T') {
            Some((_, time)) => format!("{}, {}", self.day(value), time.get(..5).unwrap_or(time)),
            None => self.day(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_reads_days_and_numbers_its_own_way() {
        let day = |header: &str| Locale::accepted(header).day("2026-03-05");
        assert_eq!(day("en-US,en;q=0.9"), "March 5, 2026");
        assert_eq!(day("en-GB"), "5 March 2026");
        assert_eq!(day("ko-KR,ko;q=0.9,en;q=0.8"), "2026-03-05");
        assert_eq!(day(""), "5 March 2026");
        assert_eq!(Locale::accepted("de-DE").number(32_300.5), "32.300,5");
        assert_eq!(Locale::accepted("fr").number(1_234_567.0), "1\u{202f}234\u{202f}567");
        assert_eq!(Locale::accepted("xx, en-US").number(-0.004), "0");
        assert_eq!(Locale::default().number(-12.25), "−12.25");
    }

    #[test]
    fn what_is_no_day_stays_as_it_is() {
        let locale = Locale::default();
        assert_eq!(locale.day("2026-03"), "March 2026");
        assert_eq!(locale.day("PAST_REF"), "PAST_REF");
        assert_eq!(locale.day("2026-W10"), "2026-W10");
        assert_eq!(locale.day("2026"), "2026");
        assert_eq!(locale.day("2026-03-05T15:42:07Z"), "5 March 2026");
        assert_eq!(locale.moment("2026-03-05T15:42:07Z"), "5 March 2026, 15:42");
    }
}
