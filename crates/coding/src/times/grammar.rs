//! Finds time expressions: tries every construction at every place and keeps the longest.
//!
//! The extents follow the TimeML annotation guidelines: determiner and "ago" or "earlier" inside, a leading
//! preposition outside, one expression for a day with its time of day.

use super::sense::{Clock, Count, Date, Origin, Reading, Sense, Year};
use super::words::{Pointer, Term, Unit, Words};
use crate::numerals::Numerals;
use crate::pieces::{Kind, Pieces};
use dunlin_language::{Analysis, Deprel};
use dunlin_record::TimeType;

/// All that a construction looks at.
pub(super) struct Grammar<'a> {
    pub(super) pieces: &'a Pieces<'a>,
    pub(super) words: &'a Words,
    pub(super) analysis: &'a Analysis,
}

impl<'a> Grammar<'a> {
    /// All expressions of the text, in text order; they do not overlap.
    pub(super) fn read_all(&self) -> Vec<Reading> {
        let mut readings = Vec::new();
        let mut at = 0;
        while at < self.pieces.len() {
            if let Some(end) = self.age(at) {
                at = end;
            } else if let Some(mut reading) = self.longest(at) {
                let tail = self.range_tail(&mut reading);
                at = reading.pieces.end.max(at + 1);
                readings.push(reading);
                if let Some(tail) = tail {
                    at = tail.pieces.end.max(at);
                    readings.push(tail);
                }
            } else {
                at += 1;
            }
        }
        readings
    }

    pub(super) fn numerals(&self) -> &'a Numerals {
        &self.words.numerals
    }

    fn longest(&self, at: usize) -> Option<Reading> {
        let all = [
            self.set(at),
            self.dated(at),
            self.clocked(at),
            self.reference(at),
            self.length(at),
            self.range_head(at),
        ];
        let mut best: Option<Reading> = None;
        for reading in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| reading.pieces.end > b.pieces.end) {
                best = Some(reading);
            }
        }
        best
    }

    /// "now", "recently", "in the past", "the current drought" (the word without what stands around it).
    fn reference(&self, at: usize) -> Option<Reading> {
        let ((value, lead), end) = match self.words.find(self.pieces, at, |t| match t {
            Term::Reference(value, lead) => Some((*value, *lead)),
            _ => None,
        }) {
            Some(found) => found,
            None => {
                let (value, end) = self.attribute(at)?;
                ((value, 0), end)
            }
        };
        // "the future king", "the near term outlook": no time, but a property of what follows.
        if self.pieces.is_any(end - 1, &["future", "term", "run"]) && self.is_modifier(end - 1) {
            return None;
        }
        // "as soon as", "soon after": these are conjunctions. "the past three months" goes on.
        let conjunction =
            self.pieces.before(at, 1) == "as" || self.pieces.is_any(end, &["as", "after", "afterwards"]);
        let goes_on = self.pieces.low(end - 1) == "past" && self.period_follows(end);
        if value == "FUTURE_REF" && conjunction || goes_on {
            return None;
        }
        let kind = TimeType::Date;
        Some(Reading {
            pieces: at + lead..end,
            kind,
            sense: Sense::Reference(value),
            modifier: None,
            clock: None,
        })
    }

    /// An adjective that names the present, before the noun that it describes; periods are pointed to by it ("the current
    /// year").
    fn attribute(&self, at: usize) -> Option<(&'static str, usize)> {
        let (value, end) =
            self.words.find(self.pieces, at, |t| if let Term::Attribute(v) = t { Some(*v) } else { None })?;
        let noun = self.pieces.get(end).is_some_and(|p| p.kind == Kind::Word && !p.capital);
        let fits = noun && !self.pieces.ends_at(end) && !self.period_follows(end);
        (fits && (!self.tagged() || self.is_modifier(at))).then_some((value, end))
    }

    /// Whether the tree makes the word at `at` a modifier of a noun that stands after it.
    pub(super) fn is_modifier(&self, at: usize) -> bool {
        let Some(word) = self.pieces.get(at).and_then(|p| p.word) else { return false };
        self.analysis.words.get(word).is_some_and(|w| {
            matches!(w.deprel, Deprel::Amod | Deprel::Compound) && w.head.is_some_and(|head| head > word)
        })
    }

    fn period_follows(&self, at: usize) -> bool {
        let after = self.quantity(at).map_or(at, |(_, end)| end);
        self.unit(after).is_some() || self.words.has(self.pieces, after, |t| matches!(t, Term::Season(_)))
    }

    /// A date, with the edge before it and the time of day after it: "early Tuesday", "Friday morning".
    fn dated(&self, at: usize) -> Option<Reading> {
        if let Some((modifier, date, end)) = self.edge_of_month(at) {
            let sense = Sense::Date(date);
            return Some(Reading { pieces: at..end, kind: TimeType::Date, sense, modifier, clock: None });
        }
        if let Some((date, end)) = self.end_of_year(at) {
            let (kind, sense) = (TimeType::Date, Sense::Date(date));
            return Some(Reading { pieces: at..end, kind, sense, modifier: Some("END"), clock: None });
        }
        let (modifier, start) = self.edge(at).unwrap_or((None, at));
        let (date, end) = self.date(start)?;
        // "earlier Friday": the adverb stands by itself; "earlier this week" and "earlier that day" are one expression.
        let named = !matches!(date, Date::Day(_) | Date::Period(..));
        let adverb =
            modifier.is_none() && named && fine(&date) && self.pieces.is_any(at, &["earlier", "later"]);
        if start > at && (!edge_fits(&date) || adverb) {
            return None;
        }
        let so =
            self.pieces.is(end, "or") && self.pieces.is(end + 1, "so") && matches!(date, Date::Period(..));
        let end = if so { end + 2 } else { end };
        let pieces = at..end;
        if fine(&date)
            && let Some((clock, end)) = self.clock_after(end)
        {
            let sense = Sense::Date(date);
            return Some(Reading {
                pieces: at..end,
                kind: TimeType::Time,
                sense,
                modifier,
                clock: Some(clock),
            });
        }
        Some(Reading { pieces, kind: TimeType::Date, sense: Sense::Date(date), modifier, clock: None })
    }

    /// An edge of a period, and where the period's own words begin: "the end of", "mid-", "the early".
    fn edge(&self, at: usize) -> Option<(Option<&'static str>, usize)> {
        let edge =
            |at| self.words.find(self.pieces, at, |t| if let Term::Edge(m) = t { Some(*m) } else { None });
        let the = usize::from(self.pieces.is(at, "the"));
        let (modifier, words) = match edge(at) {
            Some(found) => found,
            None if the == 1 => edge(at + 1)?,
            None => return None,
        };
        let end = self.pieces.skip_hyphen(words);
        // "the late-November trip": the article is the trip's.
        if the == 1 && end > words {
            return None;
        }
        // "earlier in the year".
        if modifier.is_none() && self.pieces.is(end, "in") && self.pieces.is(end + 1, "the") {
            let unit =
                self.unit(end + 2).is_some_and(|u| matches!(u.unit, Unit::Year | Unit::Month | Unit::Week));
            return unit.then_some((modifier, end + 1));
        }
        (!self.pieces.ends_at(end)).then_some((modifier, end))
    }

    /// A bound of a length: "more than", "about".
    pub(super) fn bound(&self, at: usize) -> Option<(&'static str, usize)> {
        let (bound, end) =
            self.words.find(self.pieces, at, |t| if let Term::Bound(m) = t { Some(*m) } else { None })?;
        // "over two years" bounds, "over the past years" and "over several years" are prepositions.
        let numbered = || {
            self.pieces.is_any(end, &["a", "an", "half"])
                || self.numerals().number(self.pieces, end).is_some()
        };
        let preposition = self.pieces.is_any(at, &["over", "under"]) && !numbered();
        (!preposition && !self.pieces.ends_at(end)).then_some((bound, end))
    }

    /// "every week", "twice a day", "daily", "$5 [a year]".
    fn set(&self, at: usize) -> Option<Reading> {
        let set = |end: usize, value: String, quant: Option<&'static str>, freq: Option<String>| {
            let sense = Sense::Set { value, quant, freq };
            Some(Reading { pieces: at..end, kind: TimeType::Set, sense, modifier: None, clock: None })
        };
        let pieces = self.pieces;
        if let Some((value, end)) =
            self.words.find(pieces, at, |t| if let Term::Set(v) = t { Some(v.clone()) } else { None })
        {
            // A capital inside a sentence names a newspaper.
            let weekday = value.starts_with("XXXX-WXX");
            let named = pieces.get(at).is_some_and(|p| p.capital) && !self.opens_sentence(at) && !weekday;
            return if named { None } else { set(end, value, None, None) };
        }
        // "Monday nights", "on weekends".
        if let Some((day, next)) =
            self.words.find(pieces, at, |t| if let Term::Weekday(d) = t { Some(*d) } else { None })
            && let Some((part, end)) =
                self.words.find(pieces, next, |t| if let Term::Parts(p) = t { Some(*p) } else { None })
        {
            return set(end, format!("XXXX-WXX-{day}T{part}"), None, None);
        }
        // "Monday and Tuesday nights": the first of them.
        let weekday =
            |at| self.words.find(pieces, at, |t| if let Term::Weekday(d) = t { Some(*d) } else { None });
        if let Some((day, next)) = weekday(at).filter(|(_, next)| pieces.is_any(*next, &["and", "or", ","]))
            && let Some((_, after)) = weekday(next + 1)
            && let Some((part, _)) =
                self.words.find(pieces, after, |t| if let Term::Parts(p) = t { Some(*p) } else { None })
        {
            return set(next, format!("XXXX-WXX-{day}T{part}"), None, None);
        }
        if ["on", "at"].contains(&pieces.before(at, 1))
            && let Some(unit) = self.unit(at).filter(|u| u.unit == Unit::Weekend && u.plural)
        {
            return set(unit.end, "XXXX-WXX-WE".to_owned(), None, None);
        }
        if let Some((quant, next)) =
            self.words.find(pieces, at, |t| if let Term::Each(q) = t { Some(*q) } else { None })
        {
            let ordinal = self.numerals().ordinal(pieces, next).map_or(next, |(_, end)| end);
            let (value, end) = self.recurring(ordinal)?;
            let part = self.part(end);
            return match part {
                Some((part, end)) if value.starts_with("XXXX-WXX") => {
                    set(end, format!("{value}T{part}"), Some(quant), None)
                }
                _ => set(end, value, Some(quant), None),
            };
        }
        let (freq, next) = match self
            .words
            .find(pieces, at, |t| if let Term::Times(f) = t { Some(f.clone()) } else { None })
        {
            Some((freq, next)) => (Some(freq), next),
            None => match self.numerals().count(pieces, at) {
                Some((n, next)) if pieces.is(next, "times") => (Some(format!("{n}X")), next + 1),
                _ => (None, at),
            },
        };
        if !pieces.is_any(next, &["a", "an", "per", "every", "each"]) {
            return None;
        }
        let unit = self.unit(next + 1).filter(|u| !u.plural && u.unit >= Unit::Day && !u.short)?;
        let value = super::values::period(&[(Count::Exact(unit.times), unit.unit)]);
        if freq.is_none() && !(pieces.is_any(next, &["a", "an"]) && self.is_rate(next, unit.end)) {
            return None;
        }
        let quant = pieces.is_any(next, &["every", "each"]).then_some("EVERY");
        set(unit.end, value, quant, freq)
    }

    /// What "every" repeats: a unit ("P1W"), a weekday ("XXXX-WXX-1"), a month ("XXXX-07"), a season, a part of day.
    fn recurring(&self, at: usize) -> Option<(String, usize)> {
        if let Some(unit) = self.unit(at).filter(|u| !u.short && (!u.plural || at > 0)) {
            return Some((super::values::period(&[(Count::Exact(unit.times), unit.unit)]), unit.end));
        }
        if let Some((count, next)) = self.quantity(at)
            && let Some(unit) = self.unit(next)
            && let Count::Exact(n) = count
        {
            return Some((super::values::period(&[(Count::Exact(n * unit.times), unit.unit)]), unit.end));
        }
        self.words.find(self.pieces, at, |t| match t {
            Term::Weekday(day) => Some(format!("XXXX-WXX-{day}")),
            Term::Month(month) => Some(format!("XXXX-{month:02}")),
            Term::Season(season) => Some(format!("XXXX-{season}")),
            Term::Part(part) => Some(format!("XXXX-XX-XXT{part}")),
            _ => None,
        })
    }

    /// Whether "a year" says how often and not how long: something counted stands before it.
    pub(super) fn is_rate(&self, at: usize, end: usize) -> bool {
        let pieces = self.pieces;
        let after = ["ago", "earlier", "later", "before", "after", "and", "or", "from", "-", "long"];
        if at == 0 || pieces.ends_at(at) || pieces.is_any(end, &after) {
            return false;
        }
        let previous = pieces.before(at, 1);
        if previous == "%" || pieces.get(at - 1).is_some_and(|p| p.kind == Kind::Number) {
            return true;
        }
        let from = at.saturating_sub(5).max(pieces.sentence(at).start);
        let counted = (from..at).any(|i| pieces.is_number(i) || self.numerals().is_word(pieces.low(i)));
        let noun =
            pieces.get(at - 1).and_then(|p| p.word).and_then(|w| self.analysis.words.get(w)).is_some_and(
                |w| {
                    matches!(
                        w.upos,
                        dunlin_language::Upos::Noun | dunlin_language::Upos::Num | dunlin_language::Upos::Sym
                    )
                },
            );
        let prepositions = [
            "in", "within", "for", "of", "over", "after", "about", "nearly", "almost", "than", "only",
            "just", "least", "to", "and", "is", "was", "be", "as", "with", "on", "at", "once", "or",
            "during",
        ];
        counted && (noun || !self.tagged()) && !prepositions.contains(&previous)
    }

    /// Whether the analysis has tags and trees at all.
    pub(super) fn tagged(&self) -> bool {
        self.analysis.words.iter().any(|w| w.head.is_some())
    }

    /// Whether a sentence begins at `at`.
    pub(super) fn opens_sentence(&self, at: usize) -> bool {
        let before = self.pieces.before(at, 1);
        // A single mark written on to the word, or the second half of ``, opens a quotation.
        let quoted = before == "'" && self.pieces.glued(at);
        self.pieces.sentence(at).start == at || quoted || matches!(before, "\"" | "." | "")
    }
}

/// Whether an edge ("early", "the end of") may stand before this date.
fn edge_fits(date: &Date) -> bool {
    !matches!(date, Date::Shift { .. } | Date::Beside(..) | Date::BeforeChrist(_))
}

/// Whether a time of day may follow this date.
fn fine(date: &Date) -> bool {
    match date {
        Date::Calendar { day, .. } => day.is_some(),
        Date::Weekday(..) | Date::Day(_) | Date::Beside(..) | Date::Feast(..) => true,
        Date::Period(unit, _) => *unit == Unit::Day,
        _ => false,
    }
}

/// A shift, as a date.
pub(super) fn shift(count: Count, unit: Unit, later: bool, origin: Origin) -> Sense {
    Sense::Date(Date::Shift { count, unit, later, origin })
}

/// A calendar date without weekday.
pub(super) fn calendar(year: Year, month: Option<i8>, day: Option<i8>, pointer: Pointer) -> Date {
    Date::Calendar { year, month, day, weekday: None, pointer }
}

/// A clock with hour and minute that exist.
pub(super) fn clock(hour: u32, minute: Option<u32>, zone: Option<String>) -> Option<Clock> {
    let in_range = hour < 24 && minute.is_none_or(|m| m < 60) || hour == 24 && minute.is_none_or(|m| m == 0);
    in_range.then_some(Clock::At(hour, minute, zone))
}
