//! The words of time, as `lexicon/times/` lists them.

use crate::lexicon::{Files, LexiconError};
use crate::numerals::Numerals;
use crate::pieces::{Pieces, cut};
use jiff::civil;
use std::collections::{BTreeSet, HashMap};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

/// Where a pointing word points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pointer {
    /// No pointing word: tense and context decide.
    Bare,
    /// The period that holds the day of publication.
    This,
    /// The last one before it.
    Last,
    /// "the past year": a length that ends now, written as the last one.
    Past,
    /// The next one after it.
    Next,
    /// "the coming days".
    Coming,
    /// "recent weeks".
    Recent,
    /// The one before the time spoken of.
    Previous,
    /// The one after the time spoken of.
    Following,
    /// The time spoken of.
    Same,
    /// The last one that is complete: "the latest quarter".
    Latest,
    /// The one a year before the time spoken of: "the year-ago quarter".
    YearAgo,
}

/// How a feast day is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feast {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, weekday (Monday 1), which one (from the end when negative), days later.
    Nth(i8, i8, i8, i64),
    /// Days after Easter Sunday.
    Easter(i64),
}

/// What a word or phrase means for a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// January is 1.
    Month(i8),
    /// Monday is 1.
    Weekday(i8),
    /// An abbreviation that is only safe before a month.
    WeekdayShort(i8),
    /// SP, SU, FA, WI.
    Season(&'static str),
    /// MO, AF, EV, NI.
    Part(&'static str),
    /// The same, as a plural: "nights".
    Parts(&'static str),
    /// A named time of day, hours and minutes.
    Hour(&'static str),
    /// A time zone.
    Zone(String),
    /// A unit, and how many of it the word stands for ("fortnight"), whether plural, whether an abbreviation.
    Unit { unit: Unit, times: f64, plural: bool, short: bool },
    /// A pointing word.
    Pointer(Pointer),
    /// PRESENT_REF, PAST_REF, FUTURE_REF; how many of the phrase's first pieces are not part of the expression.
    Reference(&'static str, usize),
    /// The same for an adjective, which is an expression by itself before a noun: "the current drought".
    Attribute(&'static str),
    /// TIMEX3 mod of a length.
    Bound(&'static str),
    /// TIMEX3 mod of a date; `None` changes nothing.
    Edge(Option<&'static str>),
    /// A vague count; `None`: X.
    Vague(Option<f64>),
    /// A recurring time.
    Set(String),
    /// "every", "each".
    Each(&'static str),
    /// "once", "twice".
    Times(String),
    /// A feast day.
    Feast(Feast),
    /// A day that has become a name: "9/11".
    NamedDay(civil::Date),
}

/// All words of `lexicon/times/`, with the number words of `lexicon/amounts/numbers.tsv`.
#[derive(Debug, Default)]
pub struct Words {
    /// By first piece; longest phrases first. Asked dozens of times a piece, never walked.
    phrases: HashMap<String, Vec<(Vec<String>, Term)>>,
    /// Words and phrases of planning: "due", "set to".
    pub(super) plans: Phrases,
    /// Verbs of beginning: "opened".
    pub(super) beginnings: BTreeSet<String>,
    /// Verbs that share their time with the event that they bring about or let happen: "take place", "launch".
    pub(super) phases: BTreeSet<String>,
    pub(super) numerals: Numerals,
    /// Nouns whose number is a name.
    pub(super) labels: BTreeSet<String>,
    /// File, line and example of every entry that has one.
    #[cfg(test)]
    pub(super) examples: Vec<(String, usize, String)>,
}

/// Phrases to look for in a text.
#[derive(Debug, Default)]
pub(super) struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    fn insert(&mut self, phrase: &str) {
        let phrase: Vec<String> = cut(phrase).into_iter().map(|p| p.low).collect();
        if let Some(first) = phrase.first().cloned() {
            self.0.entry(first).or_default().push(phrase);
        }
    }

    /// Whether one of the phrases is this single word.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|phrases| phrases.iter().any(|phrase| phrase.len() == 1))
    }

    /// Whether one of the phrases begins at `at`.
    pub(super) fn begins(&self, pieces: &Pieces, at: usize) -> bool {
        self.0.get(pieces.low(at)).is_some_and(|phrases| {
            phrases.iter().any(|phrase| phrase.iter().enumerate().all(|(i, word)| pieces.is(at + i, word)))
        })
    }
}

/// The file whose words let a day be looked for in the future.
const PLANS: &str = "times/plans.tsv";

/// The file whose verbs say that something began.
const BEGINNINGS: &str = "times/beginnings.tsv";

/// The file whose verbs have the time of their event.
const PHASES: &str = "times/phases.tsv";

/// Prepositions that a reference phrase may begin with without their being part of the expression.
const LEADS: &[&str] = &["in", "into", "for", "at", "over"];

impl Words {
    /// Reads `times/` and the number words.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut words = Self { numerals: Numerals::parse(files)?, ..Self::default() };
        for row in files.need(PLANS)?.table(&["word"])? {
            words.plans.insert(row.cell(0));
        }
        for row in files.need(BEGINNINGS)?.table(&["word"])? {
            words.beginnings.insert(row.cell(0).to_owned());
        }
        for row in files.need(PHASES)?.table(&["lemma"])? {
            words.phases.insert(row.cell(0).to_owned());
        }
        for row in files.need("amounts/labels.tsv")?.table(&["word"])? {
            words.labels.insert(row.cell(0).to_owned());
        }
        for file in files.under("times").filter(|f| ![PLANS, BEGINNINGS, PHASES].contains(&f.path())) {
            for row in file.table(&["words", "class", "value", "example"])? {
                let phrase: Vec<String> = cut(row.cell(0)).into_iter().map(|p| p.low).collect();
                let term = term(row.cell(1), row.cell(2), &phrase).ok_or_else(|| {
                    file.error(
                        row.line,
                        format!("class `{}` with value `{}` means nothing", row.cell(1), row.cell(2)),
                        "see the comment at the top of the file that ships with dunlin for the classes and values",
                    )
                })?;
                let Some(first) = phrase.first().cloned() else {
                    return Err(file.error(
                        row.line,
                        "the entry has no words",
                        "write them in the first column",
                    ));
                };
                let bucket = words.phrases.entry(first).or_default();
                bucket.push((phrase, term));
                bucket.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
                #[cfg(test)]
                if !row.cell(3).is_empty() {
                    words.examples.push((file.path().to_owned(), row.line, row.cell(3).to_owned()));
                }
            }
        }
        Ok(words)
    }

    /// The number words.
    pub(crate) fn numerals(&self) -> &Numerals {
        &self.numerals
    }

    /// The longest phrase at `at` whose term `pick` accepts, and the piece after it.
    pub(super) fn find<T>(
        &self,
        pieces: &Pieces,
        at: usize,
        mut pick: impl FnMut(&Term) -> Option<T>,
    ) -> Option<(T, usize)> {
        self.phrases.get(pieces.low(at))?.iter().find_map(|(phrase, term)| {
            let here = phrase
                .iter()
                .enumerate()
                .all(|(i, word)| pieces.low(at + i) == word && (i == 0 || !pieces.ends_at(at + i)));
            if here { pick(term).map(|value| (value, at + phrase.len())) } else { None }
        })
    }

    /// Whether any term of the phrases at `at` satisfies `is`.
    pub(super) fn has(&self, pieces: &Pieces, at: usize, is: impl Fn(&Term) -> bool) -> bool {
        self.find(pieces, at, |t| is(t).then_some(())).is_some()
    }
}

fn term(class: &str, value: &str, phrase: &[String]) -> Option<Term> {
    let number = || value.parse::<i8>().ok();
    let among = |list: &'static [&'static str]| list.iter().copied().find(|&v| v == value);
    const MODS: &[&str] =
        &["APPROX", "MORE_THAN", "LESS_THAN", "EQUAL_OR_MORE", "EQUAL_OR_LESS", "START", "MID", "END"];
    Some(match class {
        "month" => Term::Month(number().filter(|n| (1..=12).contains(n))?),
        "weekday" => Term::Weekday(number().filter(|n| (1..=7).contains(n))?),
        "weekday-short" => Term::WeekdayShort(number().filter(|n| (1..=7).contains(n))?),
        "season" => Term::Season(among(&["SP", "SU", "FA", "WI"])?),
        "part" => Term::Part(among(&["MO", "AF", "EV", "NI"])?),
        "parts" => Term::Parts(among(&["MO", "AF", "EV", "NI"])?),
        "hour" => Term::Hour(among(&["12:00", "24:00", "00:00"])?),
        "zone" => Term::Zone(value.to_owned()),
        "unit" | "units" | "unit-short" => {
            let (unit, times) = unit(value)?;
            Term::Unit { unit, times, plural: class == "units", short: class == "unit-short" }
        }
        "pointer" => Term::Pointer(match value {
            "this" => Pointer::This,
            "last" => Pointer::Last,
            "past" => Pointer::Past,
            "next" => Pointer::Next,
            "coming" => Pointer::Coming,
            "recent" => Pointer::Recent,
            "previous" => Pointer::Previous,
            "following" => Pointer::Following,
            "same" => Pointer::Same,
            "latest" => Pointer::Latest,
            _ => return None,
        }),
        "reference" => {
            let lead = phrase.first().is_some_and(|w| LEADS.contains(&w.as_str()));
            // "at present" is an expression with its preposition.
            let lead = lead && phrase.len() > 2;
            Term::Reference(among(&["PRESENT_REF", "PAST_REF", "FUTURE_REF"])?, usize::from(lead))
        }
        "attribute" => Term::Attribute(among(&["PRESENT_REF", "PAST_REF", "FUTURE_REF"])?),
        "bound" => Term::Bound(among(MODS)?),
        "edge" => Term::Edge(Some(among(MODS)?)),
        "edge-loose" if value.is_empty() => Term::Edge(None),
        "vague" if value == "X" => Term::Vague(None),
        "vague" => Term::Vague(Some(value.parse::<f64>().ok().filter(|v| v.is_finite())?)),
        "set" if value.starts_with(['P', 'X']) => Term::Set(value.to_owned()),
        "each" => Term::Each(among(&["EVERY", "EACH"])?),
        "times" if value.ends_with('X') => Term::Times(value.to_owned()),
        "holiday" => Term::Feast(feast(value)?),
        "day" => Term::NamedDay(value.parse().ok()?),
        _ => return None,
    })
}

fn unit(value: &str) -> Option<(Unit, f64)> {
    Some(match value {
        "S" => (Unit::Second, 1.0),
        "MIN" => (Unit::Minute, 1.0),
        "H" => (Unit::Hour, 1.0),
        "D" => (Unit::Day, 1.0),
        "WE" => (Unit::Weekend, 1.0),
        "W" => (Unit::Week, 1.0),
        "F" => (Unit::Week, 2.0),
        "M" => (Unit::Month, 1.0),
        "Q" => (Unit::Quarter, 1.0),
        "Y" => (Unit::Year, 1.0),
        "DE" => (Unit::Decade, 1.0),
        "CE" => (Unit::Century, 1.0),
        "ML" => (Unit::Millennium, 1.0),
        _ => return None,
    })
}

fn feast(value: &str) -> Option<Feast> {
    let mut parts = value.split_whitespace();
    let first = parts.next()?;
    if first == "easter" {
        return Some(Feast::Easter(parts.next()?.parse().ok().filter(|n| (-100..=100).contains(n))?));
    }
    if let Some((month, day)) = first.split_once('-') {
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        return ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Feast::Fixed(month, day));
    }
    let month: i8 = first.parse().ok().filter(|m| (1..=12).contains(m))?;
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let weekday = names.iter().position(|&n| Some(n) == value.split_whitespace().nth(1))? as i8 + 1;
    parts.next();
    let nth: i8 = parts.next()?.parse().ok().filter(|n| *n != 0 && (-5..=5).contains(n))?;
    let later = match parts.next() {
        Some(days) => days.parse().ok().filter(|n| (0..=31).contains(n))?,
        None => 0,
    };
    Some(Feast::Nth(month, weekday, nth, later))
}

impl Unit {
    /// TIMEX3 designator, and whether it belongs after the T.
    pub(super) fn designator(self) -> (&'static str, bool) {
        match self {
            Unit::Second => ("S", true),
            Unit::Minute => ("M", true),
            Unit::Hour => ("H", true),
            Unit::Day => ("D", false),
            Unit::Weekend => ("WE", false),
            Unit::Week => ("W", false),
            Unit::Month => ("M", false),
            Unit::Quarter => ("Q", false),
            Unit::Year => ("Y", false),
            Unit::Decade => ("DE", false),
            Unit::Century => ("CE", false),
            Unit::Millennium => ("ML", false),
        }
    }
}
