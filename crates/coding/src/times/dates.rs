//! Days, months and years: "Sunday", "Dec. 22", "the 5th of May 1990", "fiscal 1989", "the late 1970s", "Easter".

use super::grammar::{Grammar, calendar};
use super::sense::{Date, Year};
use super::words::{Pointer, Term};
use crate::numerals::is_in_name;
use crate::pieces::Kind;
use dunlin_language::{Deprel, Upos, Xpos};

/// Prepositions after which a number or an ambiguous month name is a time.
const BEFORE_DATES: &[&str] = &[
    "in",
    "since",
    "by",
    "until",
    "till",
    "til",
    "before",
    "after",
    "from",
    "to",
    "during",
    "through",
    "of",
    "for",
    "and",
    "or",
    "between",
    "last",
    "next",
    "this",
    "early",
    "late",
    "mid",
    "each",
    "every",
    "circa",
    "around",
    "throughout",
    "on",
    "(",
    "-",
    "–",
    ",",
    "&",
    "'s",
    "the",
    "than",
    "versus",
    "vs",
];

impl Grammar<'_> {
    /// The longest date that begins at `at`.
    pub(super) fn date(&self, at: usize) -> Option<(Date, usize)> {
        let all = [
            self.numeric(at),
            self.month_date(at),
            self.day_of_month(at),
            self.weekday(at),
            self.near_day(at),
            self.beside(at),
            self.year(at),
            self.decade(at),
            self.century(at),
            self.feast(at),
            self.pointed(at),
            self.quarter(at),
            self.half(at),
            self.year_ago(at),
            self.week_of(at),
        ];
        let mut best: Option<(Date, usize)> = None;
        for found in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| found.1 > b.1) {
                best = Some(found);
            }
        }
        best
    }

    /// "2019-12-30", "12/30/2019", "30.12.2019".
    fn numeric(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mark = pieces.low(at + 1);
        if !["-", "/", "."].contains(&mark) || mark != pieces.low(at + 3) || is_in_name(pieces, at) {
            return None;
        }
        if !(1..=4).all(|i| pieces.glued(at + i)) || ![0, 2, 4].iter().all(|i| pieces.is_number(at + i)) {
            return None;
        }
        // A fourth part makes it an address or a version.
        if pieces.is(at + 5, mark) && pieces.glued(at + 5) && pieces.glued(at + 6) {
            return None;
        }
        let len = |i: usize| pieces.get(at + i).map_or(0, |p| p.span.len());
        let value = |i: usize| pieces.low(at + i).parse::<i32>().ok();
        let (a, b, c) = (value(0)?, value(2)?, value(4)?);
        let century = |y: i32| if y < 50 { 2000 + y } else { 1900 + y };
        let (year, month, day) = if len(0) == 4 && len(2) <= 2 && len(4) <= 2 {
            (a, b, c)
        } else if len(0) <= 2 && len(2) <= 2 && (len(4) == 4 || len(4) == 2 && mark == "/") {
            let year = if len(4) == 2 { century(c) } else { c };
            // Dots are the day-first order; with slashes the American order, unless it cannot be.
            if mark == "." || a > 12 { (year, b, a) } else { (year, a, b) }
        } else {
            return None;
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(i16::try_from(year).ok()?, month, day).ok()?;
        Some((calendar(Year::Given(year), Some(month), Some(day), Pointer::Bare), at + 5))
    }

    /// A month by name, and the piece after it and its full stop.
    pub(super) fn month(&self, at: usize) -> Option<(i8, usize)> {
        let pieces = self.pieces;
        let (month, mut end) =
            self.words.find(pieces, at, |t| if let Term::Month(m) = t { Some(*m) } else { None })?;
        let piece = pieces.get(at)?;
        let abbreviated = piece.low.len() <= 4 && !["may", "june", "july"].contains(&piece.low.as_str());
        let stop = pieces.is(end, ".") && pieces.glued(end);
        let number = |at| pieces.is_number(at) && !pieces.ends_at(at);
        if abbreviated {
            let numbered = number(if stop { end + 1 } else { end }) || number_before(self, at);
            // "Mar", "Jan" and "Dec" alone are names.
            if !piece.capital || !stop && !numbered {
                return None;
            }
            if stop {
                end += 1;
            }
        } else if !piece.capital && ["may", "march", "august"].contains(&piece.low.as_str()) {
            return None;
        }
        Some((month, end))
    }

    /// Whether a lone month name at `at` is a month and not a verb, a person or a name's part.
    fn is_month(&self, at: usize, end: usize) -> bool {
        let pieces = self.pieces;
        let Some(piece) = pieces.get(at) else { return false };
        let placed = BEFORE_DATES.contains(&pieces.before(at, 1)) && pieces.before(at, 1) != "the";
        let word = piece.word.and_then(|w| self.analysis.words.get(w));
        let named = word.is_some_and(|w| w.upos == Upos::Propn);
        match piece.low.as_str() {
            "may" => placed && piece.capital || named && !self.opens_sentence(at),
            "march" => placed && piece.capital || named && pieces.before(at, 1) != "the",
            _ => {
                // "April Jones" is a person, "the June uprising" is not.
                let name = pieces.get(end).is_some_and(|p| p.capital && p.kind == Kind::Word && !p.glued);
                placed || !name || pieces.before(at, 1) == "the"
            }
        }
    }

    /// "Friday, Oct. 13, 1989", "October 1989", "July last year", "May".
    fn month_date(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mut weekday = None;
        let mut start = at;
        let day_name = self.words.find(pieces, at, |t| match t {
            Term::Weekday(d) | Term::WeekdayShort(d) => Some(*d),
            _ => None,
        });
        if let Some((day, mut next)) = day_name {
            if pieces.is(next, ".") && pieces.glued(next) {
                next += 1;
            }
            if pieces.is(next, ",") {
                next += 1;
            }
            (weekday, start) = (Some(day), next);
            if pieces.ends_at(start) {
                return None;
            }
            if let Some((Date::Calendar { year, month, day, pointer, .. }, end)) = self.day_of_month(start) {
                return Some((Date::Calendar { year, month, day, weekday, pointer }, end));
            }
        }
        let (month, end) = self.month(start)?;
        let mut day = None;
        let mut after = end;
        if let Some((n, next)) = self.day_number(end) {
            (day, after) = (Some(n), next);
        } else if weekday.is_some() {
            return None;
        }
        let comma = if pieces.is(after, ",") { after + 1 } else { after };
        let comma = if pieces.is(comma, "of") && day.is_none() { comma + 1 } else { comma };
        if let Some((year, next)) = self.year_number(comma).filter(|_| !pieces.ends_at(comma)) {
            let date = Date::Calendar {
                year: Year::Given(year),
                month: Some(month),
                day,
                weekday,
                pointer: Pointer::Bare,
            };
            // "in May 2000 people died" is rare enough; "April 22, 2000 people" is not a date of 2000 either way.
            return Some((date, next));
        }
        if let Some((pointer, next)) = self.pointed_year(after).filter(|_| !pieces.ends_at(after)) {
            let year = Year::Pointed(pointer);
            return Some((
                Date::Calendar { year, month: Some(month), day, weekday, pointer: Pointer::Bare },
                next,
            ));
        }
        if day.is_none() && !self.is_month(start, after) {
            return None;
        }
        let date =
            Date::Calendar { year: Year::Open, month: Some(month), day, weekday, pointer: Pointer::Bare };
        Some((date, after))
    }

    /// A day's number after its month: "22", "22nd", "the 5th" is not. A year or a decimal is none.
    pub(super) fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let pieces = self.pieces;
        if pieces.ends_at(at) {
            return None;
        }
        if let Some((n, end)) = self.numerals().ordinal(pieces, at).filter(|(n, _)| (1..=31).contains(n)) {
            let digits = pieces.is_number(at);
            return (digits || pieces.get(at).is_some_and(|p| !p.capital)).then_some((n as i8, end));
        }
        let piece = pieces.get(at).filter(|p| p.kind == Kind::Number && p.span.len() <= 2)?;
        let n: i8 = piece.low.parse().ok().filter(|n| (1..=31).contains(n))?;
        let next = pieces.get(at + 1);
        // "May 10 percent", "March 3:30", "May 5th": the first two are no days.
        let other = next.is_some_and(|p| {
            matches!(p.low.as_str(), "%" | "percent" | "per")
                || p.low == ":" && p.glued && pieces.glued(at + 2)
                || p.glued && p.kind == Kind::Word && !p.low.starts_with('\'')
        });
        (!other).then_some((n, at + 1))
    }

    /// "5 May 1990", "the 5th of May", "22nd October".
    fn day_of_month(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = if pieces.is(at, "the") { at + 1 } else { at };
        let ordinal = self.numerals().ordinal(pieces, start).filter(|(n, _)| (1..=31).contains(n));
        let (day, mut end) = match ordinal {
            Some((n, end)) => (n as i8, end),
            None if start == at && pieces.is_number(at) && !is_in_name(pieces, at) => {
                let piece = pieces.get(at).filter(|p| p.span.len() <= 2)?;
                (piece.low.parse().ok().filter(|n| (1..=31).contains(n))?, at + 1)
            }
            None => return None,
        };
        if pieces.is(end, "of") && ordinal.is_some() {
            end += 1;
        }
        if pieces.ends_at(end) {
            return None;
        }
        let (month, end) = self.month(end).or_else(|| {
            let skipped = pieces.skip_hyphen(end);
            if skipped > end { self.month(skipped) } else { None }
        })?;
        let comma = if pieces.is(end, ",") { end + 1 } else { pieces.skip_hyphen(end) };
        if let Some((year, next)) = self.year_number(comma).filter(|_| !pieces.ends_at(comma)) {
            return Some((calendar(Year::Given(year), Some(month), Some(day), Pointer::Bare), next));
        }
        if let Some((pointer, next)) = self.pointed_year(end).filter(|_| !pieces.ends_at(end)) {
            return Some((calendar(Year::Pointed(pointer), Some(month), Some(day), Pointer::Bare), next));
        }
        Some((calendar(Year::Open, Some(month), Some(day), Pointer::Bare), end))
    }

    /// "last year", "this year", "next year" after a month or a quarter.
    pub(super) fn pointed_year(&self, at: usize) -> Option<(Pointer, usize)> {
        let at = if self.pieces.is(at, "of") { at + 1 } else { at };
        let (pointer, end) =
            self.words.find(self.pieces, at, |t| if let Term::Pointer(p) = t { Some(*p) } else { None })?;
        let plain = matches!(pointer, Pointer::This | Pointer::Last | Pointer::Next);
        (plain && self.pieces.is(end, "year") && !self.pieces.is(at, "current")).then_some((pointer, end + 1))
    }

    /// A weekday by itself.
    fn weekday(&self, at: usize) -> Option<(Date, usize)> {
        let piece = self.pieces.get(at)?;
        let (day, end) =
            self.words.find(self.pieces, at, |t| if let Term::Weekday(d) = t { Some(*d) } else { None })?;
        // "Black Friday" and "Sunday Times" are names; so is what goes on with "of".
        let paper = self.pieces.get(end).is_some_and(|p| {
            ["times", "herald", "telegraph", "express", "mirror", "mail", "post"].contains(&p.low.as_str())
                && p.capital
        });
        (piece.capital && !paper).then_some((Date::Weekday(day, Pointer::Bare), end))
    }

    /// "today", "yesterday", "tomorrow", "tonight".
    fn near_day(&self, at: usize) -> Option<(Date, usize)> {
        let days = match self.pieces.low(at) {
            "today" => 0,
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => return None,
        };
        // "USA Today" and the like.
        let piece = self.pieces.get(at)?;
        let named = piece.capital && !self.opens_sentence(at);
        (!named).then_some((Date::Day(days), at + 1))
    }

    /// "the day before yesterday", "the day after Easter".
    fn beside(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = if pieces.is(at, "the") { at + 1 } else { at };
        if !pieces.is(start, "day")
            || !pieces.is_any(start + 1, &["before", "after"])
            || pieces.ends_at(start + 2)
        {
            return None;
        }
        let days = if pieces.is(start + 1, "before") { -1 } else { 1 };
        let base = start + 2;
        let (date, end) = self
            .near_day(base)
            .or_else(|| self.pointed(base).filter(|(d, _)| matches!(d, Date::Weekday(..))))
            .or_else(|| self.weekday(base))
            .or_else(|| {
                self.month_date(base).filter(|(d, _)| matches!(d, Date::Calendar { day: Some(_), .. }))
            })
            .or_else(|| self.feast(base))?;
        Some((Date::Beside(Box::new(date), days), end))
    }

    /// "the week of March 6".
    fn week_of(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = if pieces.is(at, "the") { at + 1 } else { at };
        if !pieces.is(start, "week") || !pieces.is_any(start + 1, &["of", "beginning", "ending"]) {
            return None;
        }
        let (date, end) = self.month_date(start + 2).or_else(|| self.day_of_month(start + 2))?;
        matches!(date, Date::Calendar { day: Some(_), .. }).then(|| (Date::WeekOf(Box::new(date)), end))
    }

    /// "1990", "fiscal 1989", "the year 2000", "'82", "nineteen ninety-six", "44 BC".
    fn year(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let plain = |year: i32| calendar(Year::Given(year), None, None, Pointer::Bare);
        let the = usize::from(pieces.is(at, "the"));
        if pieces.is(at + the, "year")
            && let Some((year, end)) = self.year_number(at + the + 1)
        {
            return Some((plain(year), end));
        }
        if the == 0 && pieces.is_any(at, &["fiscal", "fy"]) {
            let next = if pieces.is(at + 1, "year") { at + 2 } else { at + 1 };
            return self.year_number(next).map(|(year, end)| (plain(year), end));
        }
        if the == 1 {
            // "the 1988 period", "the 1988 fiscal year".
            let (year, end) = self.year_number(at + 1).filter(|(y, _)| (1900..2100).contains(y))?;
            let end = if pieces.is_any(end, &["fiscal", "financial", "calendar"]) { end + 1 } else { end };
            return pieces.is_any(end, &["period", "year"]).then(|| (plain(year), end + 1));
        }
        if pieces.is(at, "'") && pieces.glued(at + 1) && pieces.is_number(at + 1) {
            let short = pieces.get(at + 1).filter(|p| p.span.len() == 2)?;
            let n: i32 = short.low.parse().ok()?;
            let letters = pieces.glued(at + 2) && pieces.get(at + 2).is_some_and(|p| p.kind == Kind::Word);
            // A quotation that begins with a number: "'60 Minutes'".
            let letters =
                letters || pieces.before(at, 1) == "'" || pieces.get(at + 2).is_some_and(|p| p.capital);
            return (!letters).then(|| (plain(if n < 50 { 2000 + n } else { 1900 + n }), at + 2));
        }
        if let Some((n, end)) = self.numerals().count(pieces, at).filter(|_| pieces.is_number(at))
            && pieces.is_any(end, &["bc", "b.c.", "bce", "b.c.e."])
        {
            return Some((Date::BeforeChrist(i32::try_from(n).ok().filter(|n| *n <= 9999)?), end + 1));
        }
        if !pieces.is_number(at) {
            let (year, end) = self.numerals().spoken_year(pieces, at)?;
            // "two thousand" is a number before it is a year.
            let placed = ["in", "since", "by", "until", "from", "to", "of"].contains(&pieces.before(at, 1));
            return (!pieces.is(at, "two") && (placed || !self.counts(end)) || placed && !self.counts(end))
                .then(|| (plain(year), end));
        }
        let (year, end) = self.year_number(at)?;
        self.is_year(at, year).then(|| (plain(year), end))
    }

    /// Four digits without comma, or a spoken year.
    pub(super) fn year_number(&self, at: usize) -> Option<(i32, usize)> {
        let pieces = self.pieces;
        let piece = pieces.get(at)?;
        if piece.kind != Kind::Number {
            return self.numerals().spoken_year(pieces, at);
        }
        let letters =
            pieces.get(at + 1).is_some_and(|p| p.glued && p.kind == Kind::Word && !p.low.starts_with('\''));
        let year = piece.low.parse().ok().filter(|y| (1000..3000).contains(y))?;
        (piece.span.len() == 4 && !letters).then_some((year, at + 1))
    }

    /// Whether four digits are a year by where they stand.
    fn is_year(&self, at: usize, year: i32) -> bool {
        let pieces = self.pieces;
        if is_in_name(pieces, at) || pieces.is_any(at + 1, &["%", "percent", "per"]) {
            return false;
        }
        let previous = pieces.before(at, 1);
        let glued = pieces.glued(at);
        if ["$", "£", "€", "¥", "#", "no", "no.", "number", "+", "*", "=", "@"].contains(&previous)
            || glued && previous == "."
        {
            return false;
        }
        // A number with a fraction, a phone number, a score: "2019-5000" is none either.
        let joined =
            pieces.is_any(at + 1, &["-", "/", ":", "."]) && pieces.glued(at + 1) && pieces.glued(at + 2);
        let number_after = joined && pieces.is_number(at + 2);
        if number_after && !pieces.get(at + 2).is_some_and(|p| p.span.len() == 2 || p.span.len() == 4) {
            return false;
        }
        if glued && ["-", "/", ":"].contains(&previous) && at >= 2 && pieces.is_number(at - 2) {
            let before = pieces.get(at - 2).map_or(0, |p| p.span.len());
            if before != 4 {
                return false;
            }
        }
        let label = self.label_before(at);
        let likely = (1900..=2049).contains(&year);
        let placed = [
            "in",
            "since",
            "by",
            "until",
            "till",
            "before",
            "after",
            "from",
            "during",
            "through",
            "early",
            "late",
            "circa",
            "mid",
            "throughout",
            "year",
            "between",
            "anno",
            "ad",
        ]
        .contains(&previous);
        if label {
            return false;
        }
        if self.counts(at + 1) && !(placed && likely && !self.is_nummod(at)) {
            return false;
        }
        placed && (1200..2200).contains(&year) || likely || previous == "(" && (1500..2100).contains(&year)
    }

    /// Whether a noun before the number takes it as its name: "Resolution 1718", "Flight 1549".
    fn label_before(&self, at: usize) -> bool {
        self.words.labels.contains(self.pieces.before(at, 1)) && !self.pieces.glued(at)
    }

    /// Whether what stands at `at` is counted by a number before it: a plural noun or a unit.
    fn counts(&self, at: usize) -> bool {
        let pieces = self.pieces;
        let Some(piece) = pieces.get(at).filter(|p| p.kind == Kind::Word && !p.capital) else {
            return false;
        };
        if let Some(word) = piece.word.and_then(|w| self.analysis.words.get(w)).filter(|_| self.tagged()) {
            return word.xpos == Xpos::Nns || word.lemma == "people";
        }
        piece.low == "people" || piece.low.len() > 3 && piece.low.ends_with('s') && !piece.low.ends_with("ss")
    }

    /// Whether the tree makes the number at `at` count a noun.
    fn is_nummod(&self, at: usize) -> bool {
        let word = self.pieces.get(at).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w));
        word.is_none_or(|w| w.deprel == Deprel::Nummod || !self.tagged())
    }

    /// "the 1980s", "the early '90s", "the nineties".
    fn decade(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let the = usize::from(pieces.is(at, "the"));
        let mut start = at + the;
        if the == 1 && pieces.is_any(start, &["early", "late", "mid"]) {
            start = pieces.skip_hyphen(start + 1);
        }
        let apostrophe = pieces.is(start, "'");
        let start = start + usize::from(apostrophe);
        if let Some(piece) = pieces.get(start).filter(|p| p.kind == Kind::Number) {
            let plural = pieces.glued(start + 1) && pieces.is_any(start + 1, &["s", "'s"]);
            if !plural || is_in_name(pieces, start) {
                return None;
            }
            let n: i32 = piece.low.parse().ok()?;
            let tens = match piece.span.len() {
                4 if (1000..2100).contains(&n) && n % 10 == 0 => n / 10,
                2 if n % 10 == 0 && n >= 20 && (apostrophe || the == 1) => 190 + n / 10,
                _ => return None,
            };
            return Some((Date::Decade(tens), start + 2));
        }
        let names =
            ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
        let index = names.iter().position(|n| pieces.is(start, n)).filter(|_| the == 1)?;
        Some((Date::Decade(192 + i32::try_from(index).ok()?), start + 1))
    }

    /// "the 19th century", "the third century BC".
    fn century(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mut start = at + usize::from(pieces.is(at, "the"));
        if start > at && pieces.is_any(start, &["early", "late", "mid"]) {
            start = pieces.skip_hyphen(start + 1);
        }
        let (n, end) = self.numerals().ordinal(pieces, start).filter(|(n, _)| (1..=30).contains(n))?;
        let end = pieces.skip_hyphen(end);
        if !pieces.is_any(end, &["century", "centuries"]) {
            return None;
        }
        if pieces.is_any(end + 1, &["bc", "b.c.", "bce"]) {
            return Some((Date::BeforeChrist(i32::try_from(n).ok()? * 100), end + 2));
        }
        Some((Date::Century(i32::try_from(n).ok()? - 1), end + 1))
    }

    /// A feast day, with its year where it is said.
    fn feast(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = at + usize::from(pieces.is(at, "the"));
        if !pieces.get(start).is_some_and(|p| p.capital) {
            return None;
        }
        let (feast, end) =
            self.words.find(pieces, start, |t| if let Term::Feast(f) = t { Some(*f) } else { None })?;
        if start > at && !pieces.is(start, "fourth") {
            return None;
        }
        // "Christmas Island", "the Easter Rising", "the Thanksgiving table".
        let name = pieces.get(end).is_some_and(|p| p.capital && p.kind == Kind::Word && !p.glued);
        if name {
            return None;
        }
        if let Some((year, end)) = self.year_number(end).filter(|_| !pieces.ends_at(end)) {
            return Some((Date::Feast(feast, Year::Given(year), Pointer::Bare), end));
        }
        if let Some((pointer, end)) = self.pointed_year(end).filter(|_| !pieces.ends_at(end)) {
            return Some((Date::Feast(feast, Year::Pointed(pointer), Pointer::Bare), end));
        }
        Some((Date::Feast(feast, Year::Open, Pointer::Bare), end))
    }
}

/// Whether a day's number stands before the month: "22 Dec".
fn number_before(grammar: &Grammar, at: usize) -> bool {
    at > 0 && grammar.pieces.is_number(at - 1) && !grammar.pieces.ends_at(at)
}
