//! Which of several candidates a date means that leaves its year or week open: "April", "Tuesday", "Easter".

use super::grammar::Grammar;
use super::sense::Reading;
use super::tense::{Side, side};
use super::words::Pointer;
use dunlin_language::Xpos;
use jiff::ToSpan;
use jiff::civil;

/// How far apart the candidates of a bare date lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// A week: weekdays.
    Weekday,
    /// A year: days of a month, feasts.
    Year,
    /// A year, and the period is long itself: months, seasons.
    Period,
    /// Quarters, which are spoken of after they end.
    Quarter,
}

/// Which of several candidates is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The last that has begun.
    UpTo,
    /// The last that is over.
    Before,
    /// The first that is not over.
    From,
    /// The first that is not over, unless it is all but a week away: then the one just past is meant.
    Ahead,
    /// The first that has not begun.
    After,
    /// The nearest.
    Near,
    /// The nearest, with so many times the distance for what has not begun.
    Weighed(i64),
    /// The nearest, with so many times the distance for what is over.
    Leaning(i64),
    /// The one in this year.
    This,
}

/// Whether a past verb and the time at `at` have an infinitive between them, on which the time may hang as well: "they
/// summoned the clerk to testify on Feb. 10", "agreed to buy the mill in January".
fn is_of_what_was_to_be(grammar: &Grammar, at: usize) -> bool {
    let sentence = grammar.pieces.sentence(at);
    let word = |i: usize| {
        let word = grammar.pieces.get(i).and_then(|p| p.word)?;
        grammar.analysis.words.get(word).map(|w| w.xpos)
    };
    for i in sentence.start..at {
        let i = at - 1 - (i - sentence.start);
        match word(i) {
            Some(Xpos::Vbd) => return false,
            Some(Xpos::Vb) if i > sentence.start && word(i - 1) == Some(Xpos::To) => return true,
            _ => {}
        }
    }
    false
}

/// The candidate (first and last day) that `mode` picks, seen from `base`.
pub(super) fn choose(
    base: civil::Date,
    candidates: impl Iterator<Item = (civil::Date, civil::Date)>,
    mode: Mode,
) -> Option<(civil::Date, civil::Date)> {
    let distance = |(start, end): (civil::Date, civil::Date)| {
        let days = |d: civil::Date| i64::from((d - base).get_days());
        if start > base {
            days(start)
        } else if end < base {
            -days(end)
        } else {
            0
        }
    };
    match mode {
        Mode::UpTo => candidates.filter(|(start, _)| *start <= base).max(),
        Mode::Before => candidates.filter(|(_, end)| *end < base).max(),
        Mode::From => candidates.filter(|(_, end)| *end >= base).min(),
        Mode::Ahead => {
            let yesterday = base.checked_sub(1.day()).ok()?;
            candidates.filter(|(_, end)| *end >= yesterday).min()
        }
        Mode::After => candidates.filter(|(start, _)| *start > base).min(),
        Mode::Near => candidates.min_by_key(|c| (distance(*c), *c)),
        Mode::Weighed(factor) => {
            let weighed = |c: (civil::Date, civil::Date)| distance(c) * if c.0 > base { factor } else { 1 };
            candidates.min_by_key(|c| (weighed(*c), *c))
        }
        Mode::Leaning(factor) => {
            let leaning = |c: (civil::Date, civil::Date)| distance(c) * if c.1 < base { factor } else { 1 };
            candidates.min_by_key(|c| (leaning(*c), *c))
        }
        Mode::This => candidates.filter(|(start, _)| start.year() == base.year()).min(),
    }
}

/// Which candidate a pointer means; a bare one leaves it to the verb, and `grain` to what the verb cannot tell.
pub(super) fn mode(grammar: &Grammar, pointer: Pointer, reading: &Reading, grain: Grain) -> Mode {
    match pointer {
        Pointer::This => return Mode::This,
        Pointer::Last | Pointer::Past | Pointer::Previous | Pointer::YearAgo | Pointer::Latest => {
            return Mode::Before;
        }
        Pointer::Next | Pointer::Coming | Pointer::Following => return Mode::After,
        Pointer::Bare | Pointer::Recent | Pointer::Same => {}
    }
    let at = reading.pieces.start;
    // "Until Thursday, they had not named him": over; "stays shut until Thursday" is not.
    let opens = at > 0 && grammar.opens_sentence(at - 1);
    let until = ["until", "till", "til"].contains(&grammar.pieces.before(at, 1)) && !opens;
    let by = ["by", "through"].contains(&grammar.pieces.before(at, 1));
    let to = grammar.pieces.before(at, 1) == "to";
    let side = side(grammar, at, reading.pieces.end);
    match (grain, side) {
        (Grain::Weekday, Side::Past) if !until => Mode::UpTo,
        (Grain::Weekday, Side::Near) => Mode::Near,
        (Grain::Weekday, Side::Future) => Mode::Ahead,
        (Grain::Weekday, _) if until => Mode::From,
        (Grain::Weekday, _) => Mode::UpTo,
        // "will double its flights by August", but "must leave by Dec. 22" said a week after it.
        (Grain::Year | Grain::Period, Side::Future) if by || until => Mode::Leaning(4),
        (Grain::Year | Grain::Period, _) if by || until => Mode::Near,
        // "extended to Nov. 16", "called him to testify on Feb. 10".
        (Grain::Year, Side::Past | Side::Told) if to => Mode::Weighed(5),
        (Grain::Year | Grain::Period, Side::Past) if is_of_what_was_to_be(grammar, at) => Mode::Weighed(5),
        (_, Side::Near) => Mode::Near,
        (_, Side::Future) if grain == Grain::Quarter => Mode::Near,
        (_, Side::Future) => Mode::From,
        (_, Side::Past) => Mode::UpTo,
        (_, Side::Told) => Mode::Weighed(5),
        // Who leaves out the year means one close by.
        (_, Side::Unsure) => Mode::Weighed(2),
    }
}
