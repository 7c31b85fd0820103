//! Periods that a word points to: "last week", "this summer", "the following days", "the third quarter of 1989",
//! "the year-ago quarter", "the same period last year".

use super::grammar::{Grammar, calendar, shift};
use super::sense::{Count, Date, Origin, Sense, Year};
use super::words::{Pointer, Term, Unit};

impl Grammar<'_> {
    /// A pointing word, with a determiner before it, and whether there is one.
    fn pointer(&self, at: usize) -> Option<(Pointer, usize, bool)> {
        let the = self.pieces.is(at, "the");
        let start = at + usize::from(the);
        let (mut pointer, mut end) = self
            .words
            .find(self.pieces, start, |t| if let Term::Pointer(p) = t { Some(*p) } else { None })?;
        if self.pieces.ends_at(end) {
            return None;
        }
        // "this past spring", "this coming Monday", "these past weeks".
        if pointer == Pointer::This
            && let Some((second, next)) =
                self.words.find(self.pieces, end, |t| if let Term::Pointer(p) = t { Some(*p) } else { None })
            && matches!(
                second,
                Pointer::Past | Pointer::Coming | Pointer::Same | Pointer::Last | Pointer::Next
            )
        {
            (pointer, end) = (if second == Pointer::Past { Pointer::Last } else { second }, next);
        }
        if pointer == Pointer::Same && self.pieces.is(end, "same") {
            end += 1;
        }
        Some((pointer, end, the))
    }

    /// "last week", "the past year", "next Tuesday", "this summer", "the quarter", "last night".
    pub(super) fn pointed(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let Some((pointer, mut end, the)) = self.pointer(at) else {
            return self.bare_period(at);
        };
        // "the last half of 1989" is read elsewhere; "last of all" is no time.
        if pieces.is_any(end, &["fiscal", "financial", "calendar", "full", "entire", "whole"])
            && pieces.is(end + 1, "year")
        {
            end += 1;
        }
        end = pieces.skip_hyphen(end);
        if let Some(unit) = self.unit(end).filter(|u| !u.plural && !u.short) {
            if unit.unit < Unit::Day || unit.times != 1.0 || pointer == Pointer::Recent {
                return None;
            }
            // "this second", "that quarter of the town", "last minute" are no times; nor is "the last day" of a thing.
            let shaky = matches!(pointer, Pointer::Last | Pointer::Next) && the && unit.unit <= Unit::Day;
            if shaky && !matches!(pointer, Pointer::Next)
                || pieces.is(unit.end, "-") && pieces.glued(unit.end) && pieces.is(unit.end + 1, "old")
            {
                return None;
            }
            let pointer = if the && pointer == Pointer::Next && unit.unit <= Unit::Day {
                Pointer::Following
            } else {
                pointer
            };
            return Some((Date::Period(unit.unit, pointer), unit.end));
        }
        if let Some((month, end)) = self.month(end) {
            // "last March 3".
            let day = self.day_number(end);
            let end = day.map_or(end, |(_, end)| end);
            return Some((calendar(Year::Open, Some(month), day.map(|(day, _)| day), pointer), end));
        }
        if let Some((found, end)) = self.words.find(pieces, end, |t| match t {
            Term::Weekday(day) => Some(Date::Weekday(*day, pointer)),
            Term::Season(season) => Some(Date::Season(season, Year::Open, pointer)),
            Term::Feast(feast) => Some(Date::Feast(*feast, Year::Open, pointer)),
            _ => None,
        }) {
            // "this coming Sunday, March 8": one day, told twice.
            if let Date::Weekday(weekday, _) = found
                && pieces.is(end, ",")
                && !pieces.ends_at(end + 1)
                && let Some((Date::Calendar { year, month, day: Some(day), pointer, .. }, end)) =
                    self.month_date(end + 1)
            {
                let (day, weekday) = (Some(day), Some(weekday));
                return Some((Date::Calendar { year, month, day, weekday, pointer }, end));
            }
            return Some((found, end));
        }
        if pieces.is(end, "period") && matches!(pointer, Pointer::Same | Pointer::Latest | Pointer::Previous)
        {
            if let Some((pointer, next)) = self.pointed_year(end + 1) {
                return Some((as_year_ago(pointer)?, next));
            }
            if pieces.is(end + 1, "a")
                && pieces.is(end + 2, "year")
                && pieces.is_any(end + 3, &["ago", "earlier", "before"])
            {
                return Some((Date::YearAgo(None), end + 4));
            }
            return matches!(pointer, Pointer::Latest)
                .then_some((Date::Period(Unit::Quarter, pointer), end + 1));
        }
        None
    }

    /// A part of the day that a word points to: "this morning", "last night", "tonight".
    pub(super) fn pointed_part(&self, at: usize) -> Option<(Date, &'static str, usize)> {
        let pieces = self.pieces;
        if pieces.is(at, "tonight") {
            return Some((Date::Day(0), "NI", at + 1));
        }
        let (pointer, next, the) = self.pointer(at)?;
        let (part, end) = self.part(next)?;
        let date = match pointer {
            Pointer::This if !the => Date::Day(0),
            Pointer::Last if !the => Date::Day(-1),
            Pointer::Same => Date::Period(Unit::Day, Pointer::Same),
            Pointer::Previous => Date::Period(Unit::Day, Pointer::Previous),
            Pointer::Next | Pointer::Following if the => Date::Period(Unit::Day, Pointer::Following),
            _ => return None,
        };
        Some((date, part, end))
    }

    /// "recent weeks", "the following days", "recent weeks and months": no length is said, only a side of time. Whether
    /// it is the past, and the piece after the words.
    pub(super) fn plural_period(&self, at: usize) -> Option<(bool, usize)> {
        // "future quarters": an adjective that points at no single period.
        let the = usize::from(self.pieces.is(at, "the"));
        let future = self.pieces.is(at + the, "future").then_some((Pointer::Coming, at + the + 1, the == 1));
        let (pointer, next, _) = future.or_else(|| self.pointer(at))?;
        let vague =
            self.words.find(self.pieces, next, |t| if let Term::Vague(None) = t { Some(()) } else { None });
        let past = match pointer {
            Pointer::Recent | Pointer::Past | Pointer::Last | Pointer::Previous => true,
            Pointer::Coming | Pointer::Next | Pointer::Following => false,
            _ => return None,
        };
        if vague.is_some() && pointer != Pointer::Recent {
            return None;
        }
        let unit = self.unit(next).filter(|u| u.plural)?;
        let second = if self.pieces.is_any(unit.end, &["and", "or"]) {
            self.unit(unit.end + 1).filter(|u| u.plural)
        } else {
            None
        };
        Some((past, second.map_or(unit.end, |second| second.end)))
    }

    /// "the year", "the quarter", "the weekend", "the summer", "summer 2019".
    fn bare_period(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let the = usize::from(pieces.is(at, "the"));
        if let Some((season, end)) =
            self.words.find(pieces, at + the, |t| if let Term::Season(s) = t { Some(*s) } else { None })
        {
            let year = if pieces.is(end, "of") { end + 1 } else { end };
            if let Some((year, end)) = self.year_number(year).filter(|_| !pieces.ends_at(year)) {
                return Some((Date::Season(season, Year::Given(year), Pointer::Bare), end));
            }
            if let Some((pointer, end)) = self.pointed_year(end) {
                return Some((Date::Season(season, Year::Pointed(pointer), Pointer::Bare), end));
            }
            // "the fall of the wall", "spring" the verb.
            let placed =
                ["in", "during", "over", "by", "since", "until", "through", "into", "late", "early", "for"];
            let edged =
                ["early", "late", "mid"].contains(&pieces.before(at, 1)) || pieces.before(at, 2) == "mid";
            let sure = (the == 1 || edged) && placed.contains(&pieces.before(at, 1)) && !pieces.is(end, "of");
            return sure.then_some((Date::Season(season, Year::Open, Pointer::Bare), end));
        }
        if the == 0 {
            return self.year_end(at);
        }
        let start = if pieces.is_any(at + 1, &["full", "entire", "whole", "fiscal", "financial", "calendar"])
        {
            at + 2
        } else {
            at + 1
        };
        let unit = self.unit(start).filter(|u| !u.plural && !u.short && u.times == 1.0)?;
        if let Some((pointer, end)) = self.beside_period(unit.end).filter(|_| unit.unit >= Unit::Day) {
            return Some((Date::Period(unit.unit, pointer), end));
        }
        if !matches!(unit.unit, Unit::Year | Unit::Quarter | Unit::Week | Unit::Weekend | Unit::Month) {
            return None;
        }
        let hyphen = pieces.is(unit.end, "-") && pieces.glued(unit.end);
        // "the quarter of the town", "the week after", "the year before".
        if hyphen || pieces.is_any(unit.end, &["of", "after", "before", "when", "since", "that"]) {
            return None;
        }
        if unit.unit == Unit::Quarter
            && pieces.is(unit.end, "a")
            && pieces.is(unit.end + 1, "year")
            && pieces.is_any(unit.end + 2, &["ago", "earlier", "before"])
        {
            return Some((Date::YearAgo(Some(Unit::Quarter)), unit.end + 3));
        }
        Some((Date::Period(unit.unit, Pointer::Bare), unit.end))
    }

    /// "the year before", "the week after", "the year previous", where nothing follows that it would be before or after.
    fn beside_period(&self, at: usize) -> Option<(Pointer, usize)> {
        let pieces = self.pieces;
        let pointer = match pieces.low(at) {
            "before" | "previous" => Pointer::Previous,
            "after" | "following" => Pointer::Following,
            _ => return None,
        };
        let closed = pieces.ends_at(at + 1) || pieces.is_any(at + 1, &[".", ",", ";", ")", "!", "?", "\""]);
        closed.then_some((pointer, at + 1))
    }

    /// "by year end", "before year's end": the end of this year, as an edge of it.
    pub(super) fn end_of_year(&self, at: usize) -> Option<(Date, usize)> {
        let accounts = ["since", "from", "at", "to", "of"].contains(&self.pieces.before(at, 1));
        let (Date::YearEnd(year), end) = self.year_end(at).filter(|_| !accounts)? else { return None };
        let year = if year == Year::Pointed(Pointer::This) { year } else { return None };
        Some((Date::Calendar { year, month: None, day: None, weekday: None, pointer: Pointer::Bare }, end))
    }

    /// "at year-end", "since year end", "year-end 2018": the day that accounts are closed on.
    fn year_end(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        if !pieces.is(at, "year") {
            return None;
        }
        let next = if pieces.is(at + 1, "'s") { at + 2 } else { pieces.skip_hyphen(at + 1) };
        if next == at || !pieces.is(next, "end") {
            return None;
        }
        if let Some((year, end)) = self.year_number(next + 1).filter(|_| !pieces.ends_at(next + 1)) {
            return Some((Date::YearEnd(Year::Given(year)), end));
        }
        // "up 3 % since year-end": the one behind.
        let behind = ["since", "from"].contains(&pieces.before(at, 1));
        let pointer = if behind { Pointer::Last } else { Pointer::This };
        Some((Date::YearEnd(Year::Pointed(pointer)), next + 1))
    }

    /// "week 10 of 2019", "the third week of last year", "the first week of 2015".
    pub(super) fn week_number(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = at + usize::from(pieces.is(at, "the"));
        let (n, next) = if pieces.is(start, "week") && pieces.is_number(start + 1) {
            self.numerals().count(pieces, start + 1)?
        } else {
            let (n, next) = self.numerals().ordinal(pieces, start)?;
            pieces.is(next, "week").then_some((n, next + 1))?
        };
        let n = i8::try_from(n).ok().filter(|n| (1..=53).contains(n))?;
        if !pieces.is_any(next, &["of", "in"]) || pieces.ends_at(next + 1) {
            return None;
        }
        if let Some((pointer, end)) = self.pointed_year(next + 1) {
            return Some((Date::Week(n, Year::Pointed(pointer)), end));
        }
        self.year_number(next + 1).map(|(year, end)| (Date::Week(n, Year::Given(year)), end))
    }

    /// "the first week of March", "the last days of May": the edge of a month, and where its words end.
    pub(super) fn edge_of_month(&self, at: usize) -> Option<(Option<&'static str>, Date, usize)> {
        let pieces = self.pieces;
        let start = at + usize::from(pieces.is(at, "the"));
        let (modifier, next) = match pieces.low(start) {
            "last" | "final" => ("END", start + 1),
            "first" | "opening" => ("START", start + 1),
            "second" | "third" => ("MID", start + 1),
            _ => return None,
        };
        let unit = self.unit(next).filter(|u| {
            u.unit == Unit::Week && !u.short || u.unit == Unit::Day && u.plural && modifier != "MID"
        })?;
        if !pieces.is_any(unit.end, &["of", "in"]) || pieces.ends_at(unit.end + 1) {
            return None;
        }
        let (date, end) = self.month_date(unit.end + 1)?;
        matches!(date, Date::Calendar { day: None, .. }).then_some((Some(modifier), date, end))
    }

    /// "the third quarter", "third-quarter", "the 1988 quarter", "Q3 2019", "next year's first quarter".
    pub(super) fn quarter(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mut start = at + usize::from(pieces.is(at, "the"));
        let mut year = Year::Open;
        let mut ago = false;
        if pieces.is(at, "q") && pieces.glued(at + 1) && pieces.is_number(at + 1) {
            let n: i8 = pieces.low(at + 1).parse().ok().filter(|n| (1..=4).contains(n))?;
            let (year, end) = match self.year_number(at + 2).filter(|_| !pieces.ends_at(at + 2)) {
                Some((year, end)) => (Year::Given(year), end),
                None => (Year::Open, at + 2),
            };
            return Some((Date::Quarter(n, year, Pointer::Bare), end));
        }
        if let Some((given, next)) = self.year_number(start).filter(|_| start > at) {
            (year, start) = (Year::Given(given), next);
        } else if let Some(next) = self.year_ago_words(start) {
            (ago, start) = (true, next);
        } else if let Some((pointer, next)) = self.pointed_year(at).filter(|(_, n)| pieces.is(*n, "'s")) {
            (year, start) = (Year::Pointed(pointer), next + 1);
        }
        let fiscal = pieces.is_any(start, &["fiscal", "financial"]);
        if fiscal {
            start = pieces.skip_hyphen(start + 1);
        }
        let last = pieces.is_any(start, &["final", "last"]) && start > at;
        let ordinal = self.numerals().ordinal(pieces, start);
        let (n, end) = match ordinal {
            Some((n, end)) if (1..=4).contains(&n) => (n as i8, end),
            None if last => (4, start + 1),
            // "the 1988 quarter": which one the text before tells.
            None if year != Year::Open && pieces.is(start, "quarter") => {
                return Some((Date::Quarter(0, year, Pointer::Bare), start + 1));
            }
            _ => return None,
        };
        let joined = pieces.skip_hyphen(end);
        // "the third-quarter loss": the article is the loss's.
        if !pieces.is(joined, "quarter") || joined > end && pieces.is(at, "the") && year == Year::Open {
            return None;
        }
        let mut end = joined + 1;
        if ago {
            return Some((Date::Quarter(n, Year::Pointed(Pointer::YearAgo), Pointer::Bare), end));
        }
        if year == Year::Open {
            let of = if pieces.is(end, "of") { end + 1 } else { end };
            let of = if pieces.is_any(of, &["fiscal", "fy"]) { of + 1 } else { of };
            if let Some((given, next)) = self.year_number(of).filter(|_| !pieces.ends_at(of)) {
                (year, end) = (Year::Given(given), next);
            } else if let Some((pointer, next)) = self.pointed_year(end) {
                (year, end) = (Year::Pointed(pointer), next);
            }
        }
        if last && year == Year::Open {
            return None;
        }
        Some((Date::Quarter(n, year, Pointer::Bare), end))
    }

    /// "the first half of 2018", "the second half of last year".
    pub(super) fn half(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let start = at + usize::from(pieces.is(at, "the"));
        let (n, next) = if pieces.is(start, "last") {
            (2, start + 1)
        } else {
            let (n, next) = self.numerals().ordinal(pieces, start).filter(|(n, _)| (1..=2).contains(n))?;
            (n as i8, next)
        };
        let next = pieces.skip_hyphen(next);
        // "the first two quarters of 2018".
        let quarters = pieces.is(next, "two") && pieces.is_any(next + 1, &["quarters"]);
        let quarters = quarters && pieces.is(next + 2, "of") && !pieces.ends_at(next + 2);
        let next = if quarters && (n == 1 || pieces.is(start, "last")) { next + 1 } else { next };
        if !pieces.is(next, "half") && !quarters {
            return None;
        }
        let of = if pieces.is(next + 1, "of") { next + 2 } else { next + 1 };
        if let Some((year, end)) = self.year_number(of).filter(|_| !pieces.ends_at(of)) {
            return Some((Date::Half(n, Year::Given(year)), end));
        }
        if let Some((pointer, end)) = self.pointed_year(of) {
            return Some((Date::Half(n, Year::Pointed(pointer)), end));
        }
        if let Some((Date::Decade(tens), end)) = self.decade_words(of) {
            return Some((Date::Decade(tens), end));
        }
        let year = pieces.is(of, "the") && pieces.is(of + 1, "year");
        year.then_some((Date::Half(n, Year::Pointed(Pointer::This)), of + 2))
    }

    fn decade_words(&self, at: usize) -> Option<(Date, usize)> {
        self.date(at).filter(|(d, _)| matches!(d, Date::Decade(_))).filter(|_| self.pieces.is(at, "the"))
    }

    /// "year-ago", "year-earlier": where the words end.
    fn year_ago_words(&self, at: usize) -> Option<usize> {
        let pieces = self.pieces;
        if !pieces.is(at, "year") {
            return None;
        }
        let next = pieces.skip_hyphen(at + 1);
        (next > at + 1 && pieces.is_any(next, &["ago", "earlier"])).then_some(next + 1)
    }

    /// "the year-ago quarter", "the year-earlier period", "year-ago".
    pub(super) fn year_ago(&self, at: usize) -> Option<(Date, usize)> {
        let pieces = self.pieces;
        let mut start = at + usize::from(pieces.is(at, "the"));
        if start > at && pieces.is_any(start, &["comparable", "corresponding"]) {
            start += 1;
            if pieces.is_any(start, &["period", "quarter"]) {
                let (pointer, end) = self.pointed_year(start + 1)?;
                return Some((as_year_ago(pointer)?, end));
            }
        }
        let end = self.year_ago_words(start)?;
        if pieces.is_any(end, &["quarter", "period", "month", "week"]) {
            let unit = match pieces.low(end) {
                "month" => Some(Unit::Month),
                "week" => Some(Unit::Week),
                "quarter" => Some(Unit::Quarter),
                _ => None,
            };
            return Some((Date::YearAgo(unit), end + 1));
        }
        (start == at).then_some((Date::YearAgo(Some(Unit::Year)), end))
    }

    /// A year's distance, as a sense: "a year earlier".
    pub(super) fn distance(&self, count: Count, unit: Unit, at: usize) -> Option<(Sense, usize)> {
        let pieces = self.pieces;
        if pieces.ends_at(at) {
            return None;
        }
        let (later, origin, end) = match pieces.low(at) {
            "ago" => (false, Origin::Published, at + 1),
            "earlier" | "previously" => (false, Origin::Narrative, at + 1),
            "later" => (true, Origin::Narrative, at + 1),
            "hence" => (true, Origin::Published, at + 1),
            "from" if pieces.is_any(at + 1, &["now", "today"]) => (true, Origin::Published, at + 2),
            "before" if pieces.ends_at(at + 1) || pieces.is_any(at + 1, &[",", "."]) => {
                (false, Origin::Narrative, at + 1)
            }
            _ => return None,
        };
        // "two years later than planned" compares.
        (!pieces.is(end, "than")).then(|| (shift(count, unit, later, origin), end))
    }
}

/// A period that lies in a pointed year: "the same period last year".
fn as_year_ago(pointer: Pointer) -> Option<Date> {
    match pointer {
        Pointer::Last => Some(Date::YearAgo(None)),
        Pointer::This => Some(Date::Period(Unit::Quarter, Pointer::Latest)),
        _ => None,
    }
}
