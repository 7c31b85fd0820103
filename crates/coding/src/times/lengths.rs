//! Lengths of time and distances in it: "nearly two years", "the past three months", "five-year", "six weeks ago",
//! "recent months".

use super::grammar::Grammar;
use super::sense::{Clock, Count, Reading, Sense};
use super::tense::side;
use super::words::{Pointer, Term, Unit};
use dunlin_record::TimeType;

/// A unit where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct UnitAt {
    pub(super) unit: Unit,
    /// How many of the unit the word stands for.
    pub(super) times: f64,
    pub(super) plural: bool,
    pub(super) short: bool,
    pub(super) end: usize,
}

/// Counts with their units, the piece after them, and whether a hyphen joins count and unit ("five-year").
pub(super) type Length = (Vec<(Count, Unit)>, usize, bool);

impl Grammar<'_> {
    /// The unit at `at`.
    pub(super) fn unit(&self, at: usize) -> Option<UnitAt> {
        if self.pieces.ends_at(at) && at > 0 {
            return None;
        }
        let ((unit, times, plural, short), end) = self.words.find(self.pieces, at, |t| match t {
            Term::Unit { unit, times, plural, short } => Some((*unit, *times, *plural, *short)),
            _ => None,
        })?;
        Some(UnitAt { unit, times, plural, short, end })
    }

    /// A count before a unit: number, "a", "several", "a couple of", "two to three", with "more" or "full" after it.
    pub(super) fn quantity(&self, at: usize) -> Option<(Count, usize)> {
        let pieces = self.pieces;
        let article = pieces.is_any(at, &["a", "an"]);
        let vague =
            |at| self.words.find(pieces, at, |t| if let Term::Vague(v) = t { Some(*v) } else { None });
        if let Some((value, end)) = vague(at).or_else(|| if article { vague(at + 1) } else { None }) {
            let count = value.map_or(Count::Unknown, Count::Exact);
            return Some((count, self.filler(end)));
        }
        if pieces.is(at, "half") && pieces.is_any(at + 1, &["a", "an"]) {
            return Some((Count::Exact(0.5), at + 2));
        }
        if article && pieces.is(at + 1, "half") && pieces.skip_hyphen(at + 2) > at + 2 {
            return Some((Count::Exact(0.5), pieces.skip_hyphen(at + 2)));
        }
        if let Some(number) = self.numerals().number(pieces, at).filter(|n| !n.part || n.digits) {
            if crate::numerals::is_in_name(pieces, at) || ["$", "£", "€", "#"].contains(&pieces.before(at, 1))
            {
                return None;
            }
            let mut end = number.end;
            let mut value = number.value;
            // "two and a half".
            if pieces.is(end, "and") && pieces.is(end + 1, "a") && pieces.is(end + 2, "half") {
                (value, end) = (value + 0.5, end + 3);
            }
            // "two to three", "two or three", "5-10": TIMEX3 values have no ranges; the first is the sure one.
            let hyphen = pieces.skip_hyphen(end);
            let second = match pieces.low(end) {
                "to" | "or" | "–" => self.numerals().number(pieces, end + 1),
                "-" if hyphen > end => self.numerals().number(pieces, hyphen),
                _ => None,
            };
            if let Some(second) =
                second.filter(|s| s.value > value && self.unit(pieces.skip_hyphen(s.end)).is_some())
            {
                end = second.end;
            }
            return Some((Count::Exact(value), self.filler(end)));
        }
        article.then(|| (Count::Exact(1.0), self.filler(at + 1)))
    }

    /// Words between a count and its unit that change nothing.
    fn filler(&self, at: usize) -> usize {
        let fillers = [
            "more",
            "additional",
            "further",
            "extra",
            "full",
            "whole",
            "consecutive",
            "straight",
            "trading",
            "business",
            "working",
            "calendar",
            "solid",
            "long",
            "successive",
            "other",
        ];
        let mut end = at;
        while end < at + 2 && self.pieces.is_any(end, &fillers) {
            end += 1;
        }
        end
    }

    /// Count and unit, with what may be added to them: "two hours and 30 minutes", "a year and a half".
    pub(super) fn span(&self, at: usize) -> Option<Length> {
        let pieces = self.pieces;
        let (count, next) = self.quantity(at)?;
        let joined = pieces.skip_hyphen(next);
        let unit = self.unit(joined)?;
        let article = pieces.is_any(at, &["a", "an"]) && next == at + 1;
        if article && (unit.plural || unit.short) || unit.short && !pieces.is_number(next - 1) {
            return None;
        }
        // "a year-earlier loss": the article is the loss's.
        let dated = pieces.skip_hyphen(unit.end);
        if article && dated > unit.end && pieces.is_any(dated, &["earlier", "ago"]) {
            return None;
        }
        // "a second man", "a quarter of the crop", "three quarters of it"; not "two consecutive quarters of decline".
        let plain = next == at + 1 && count != Count::Unknown;
        let ambiguous = unit.unit == Unit::Second && article
            || unit.unit == Unit::Quarter && (article || plain && pieces.is(unit.end, "of"));
        if ambiguous {
            return None;
        }
        let mut end = unit.end;
        // "5 min." keeps its full stop when something follows.
        let scaled = match count {
            Count::Exact(n) => Count::Exact(n * unit.times),
            Count::Unknown => Count::Unknown,
        };
        let mut parts = vec![(scaled, unit.unit)];
        if pieces.is(end, "and") && pieces.is(end + 1, "a") && pieces.is(end + 2, "half") {
            if let (Count::Exact(n), _) = &mut parts[0] {
                *n += 0.5;
            }
            end += 3;
        } else {
            let and = if pieces.is_any(end, &["and", ","]) { end + 1 } else { end };
            if let Some(number) =
                self.numerals().number(pieces, and).filter(|n| !n.part && !pieces.ends_at(and))
                && let Some(second) = self.unit(number.end)
                && second.unit < unit.unit
            {
                parts.push((Count::Exact(number.value * second.times), second.unit));
                end = second.end;
            }
        }
        Some((parts, end, joined > next))
    }

    /// A person's age, which is an amount and no time: "42-year-old", "52 years old", "aged 52 years".
    pub(super) fn age(&self, at: usize) -> Option<usize> {
        let number = self.numerals().number(self.pieces, at).filter(|n| !n.part)?;
        let unit = self.unit(self.pieces.skip_hyphen(number.end))?;
        let old = self.pieces.skip_hyphen(unit.end);
        self.pieces.is_any(old, &["old", "olds"]).then_some(old + 1)
    }

    /// Everything that is a length or counts from one.
    pub(super) fn length(&self, at: usize) -> Option<Reading> {
        let pieces = self.pieces;
        if let Some((past, end)) = self.plural_period(at) {
            let sense = Sense::Reference(if past { "PAST_REF" } else { "FUTURE_REF" });
            return Some(Reading {
                pieces: at..end,
                kind: TimeType::Date,
                sense,
                modifier: None,
                clock: None,
            });
        }
        if let Some((date, part, end)) = self.pointed_part(at) {
            let clock = Some(Clock::Part(part));
            return Some(Reading {
                pieces: at..end,
                kind: TimeType::Time,
                sense: Sense::Date(date),
                modifier: None,
                clock,
            });
        }
        let (modifier, start) = match self.bound(at) {
            Some((m, next)) => (Some(m), next),
            None => (None, at),
        };
        let duration = |end: usize, parts: Vec<(Count, Unit)>| {
            let sense = Sense::Length(parts);
            Some(Reading { pieces: at..end, kind: TimeType::Duration, sense, modifier, clock: None })
        };
        // "the year-earlier nine months".
        if let Some((_, ago)) =
            self.year_ago(at).or_else(|| self.year_ago(at + usize::from(pieces.is(at, "the"))))
            && let Some((parts, end, _)) =
                self.span(ago).filter(|(p, _, _)| matches!(p.as_slice(), [(Count::Exact(n), _)] if *n > 1.0))
        {
            return duration(end, parts);
        }
        // "the past three months", "the next few days", "the first nine months", "the six months".
        let the = pieces.is_any(start, &["the", "those", "these", "its", "their", "his", "her"]);
        let mut next = start + usize::from(the);
        let pointer =
            self.words.find(pieces, next, |t| if let Term::Pointer(p) = t { Some(*p) } else { None });
        if let Some((pointer, after)) = pointer.filter(|(p, _)| !matches!(p, Pointer::This | Pointer::Same)) {
            if let Some((parts, end, _)) =
                self.span(after).filter(|_| !pieces.ends_at(after) && !pieces.is_any(after, &["a", "an"]))
            {
                let _ = pointer;
                return duration(end, parts);
            }
        } else if the
            && pieces.is(start, "the")
            && self.numerals().ordinal(pieces, next).is_some_and(|(n, _)| n <= 2)
        {
            next += 1;
            if let Some((parts, end, _)) =
                self.span(next).filter(|(p, _, _)| matches!(p.as_slice(), [(Count::Exact(n), _)] if *n > 1.0))
            {
                return duration(end, parts);
            }
            return None;
        } else if the
            && let Some((parts, end, hyphen)) = self.span(next).filter(|_| !pieces.is_any(next, &["a", "an"]))
        {
            // "the five-year plan", "the two day rally": without the determiner, which is the noun's.
            let attributive = hyphen || self.is_attributive(&parts, end);
            return if attributive || !pieces.is_any(start, &["the", "those", "these"]) {
                None
            } else {
                duration(end, parts)
            };
        }
        if let Some((parts, end, hyphen)) = self.span(start) {
            if let [(count, unit)] = parts.as_slice()
                && let Some((sense, end)) = self.distance(*count, *unit, end)
            {
                return Some(Reading { pieces: at..end, kind: TimeType::Date, sense, modifier, clock: None });
            }
            let article = hyphen && pieces.is_any(start, &["a", "an"]);
            if hyphen || article {
                // "a three-year period" is a length with its noun; "day-long" keeps "long".
                let tail = if pieces.is(end, "period") { end + 1 } else { end };
                let tail = if pieces.is(pieces.skip_hyphen(tail), "long") {
                    pieces.skip_hyphen(tail) + 1
                } else {
                    tail
                };
                return duration(tail, parts);
            }
            if modifier.is_none() && self.is_some_day(start, end) {
                return Some(Reading {
                    pieces: at..end,
                    kind: TimeType::Date,
                    sense: Sense::Reference("FUTURE_REF"),
                    modifier,
                    clock: None,
                });
            }
            // "a week": a length, unless it says how often.
            let one = matches!(parts.as_slice(), [(Count::Exact(n), _)] if *n == 1.0);
            let often =
                one && pieces.is_any(start, &["a", "an"]) && modifier.is_none() && self.is_rate(start, end);
            if often {
                return None;
            }
            // "a year or so", "a year or two".
            let vague =
                pieces.is(end, "or") && (pieces.is(end + 1, "so") || one && pieces.is(end + 1, "two"));
            let tail = if vague { end + 2 } else { end };
            if tail > end
                && let [(count, unit)] = parts.as_slice()
                && let Some((sense, end)) = self.distance(*count, *unit, tail)
            {
                return Some(Reading {
                    pieces: at..end,
                    kind: TimeType::Date,
                    sense,
                    modifier: Some("APPROX"),
                    clock: None,
                });
            }
            return duration(tail, parts);
        }
        self.bare_length(at)
    }

    /// Whether "one day" is said of the future at large, "one day it will be full", and is no length.
    fn is_some_day(&self, at: usize, end: usize) -> bool {
        let pieces = self.pieces;
        let bare = pieces.is(at, "one") && pieces.is(at + 1, "day") && end == at + 2;
        let placed =
            ["in", "for", "within", "after", "than", "of", "by", "over", "to", "just", "only", "the"]
                .contains(&pieces.before(at, 1));
        let counted =
            pieces.is_any(end, &["after", "before", "later", "earlier", "of", "in", "and", "or", "-"]);
        bare && !placed
            && !counted
            && self.tagged()
            && matches!(side(self, at, end), super::tense::Side::Future | super::tense::Side::Near)
    }

    /// Whether a count above one stands before a singular unit: "two day".
    fn is_attributive(&self, parts: &[(Count, Unit)], end: usize) -> bool {
        let plural = end > 0 && self.unit(end - 1).is_some_and(|u| u.plural || u.short);
        !plural && matches!(parts, [(Count::Exact(n), _)] if *n > 1.0)
    }

    /// "for weeks", "in years", "decades-long".
    fn bare_length(&self, at: usize) -> Option<Reading> {
        let pieces = self.pieces;
        let unit = self.unit(at).filter(|u| !u.short)?;
        let long = pieces.skip_hyphen(unit.end);
        let end = if pieces.is(long, "long") && long > unit.end { long + 1 } else { unit.end };
        if !unit.plural && end == unit.end {
            return None;
        }
        // "for weeks", "in just minutes".
        let back = if ["just", "only", "mere"].contains(&pieces.before(at, 1)) { 2 } else { 1 };
        let placed = ["for", "in", "within", "over", "after"].contains(&pieces.before(at, back));
        let ago = pieces.is(unit.end, "ago");
        if !placed && end == unit.end && !ago || pieces.is_any(end, &["of"]) && end == unit.end {
            return None;
        }
        let count = if unit.plural { Count::Unknown } else { Count::Exact(1.0) };
        if ago {
            let sense =
                super::grammar::shift(Count::Unknown, unit.unit, false, super::sense::Origin::Published);
            return Some(Reading {
                pieces: at..unit.end + 1,
                kind: TimeType::Date,
                sense,
                modifier: None,
                clock: None,
            });
        }
        // "weeks or months".
        let (end, unit) = match pieces.is_any(end, &["or", "and"]).then(|| self.unit(end + 1)).flatten() {
            Some(second) if second.plural && unit.plural => (second.end, unit),
            _ => (end, unit),
        };
        let sense = Sense::Length(vec![(count, unit.unit)]);
        Some(Reading { pieces: at..end, kind: TimeType::Duration, sense, modifier: None, clock: None })
    }
}
