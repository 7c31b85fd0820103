//! Times: every expression of date, time of day, length and recurrence, with its TIMEX3 value.
//!
//! The method is a grammar over words in the manner of HeidelTime and SUTime: constructions find an expression and
//! say what it means ([`sense`]), a second pass in text order puts the meanings on the calendar ([`resolve`]),
//! counting from the day of publication or from an earlier time in the text. Which side of the day of publication a
//! bare "Tuesday" or "April" lies on is told by the tense of its verb ([`tense`]). Extents and values follow the
//! TimeML annotation guidelines 1.2.1; what a word means stands in `lexicon/times/`.

mod calendar;
mod clocks;
mod dates;
mod dating;
mod days;
mod direction;
mod figures;
mod grammar;
mod lengths;
mod periods;
mod ranges;
mod resolve;
mod sense;
mod tense;
#[cfg(test)]
mod tests;
mod values;
mod words;
mod years;

pub use dating::happened;
pub use words::Words;

use crate::blocks_of;
use crate::pieces::Pieces;
use dunlin_language::Analysis;
use dunlin_record::{Article, BlockRole, Note, Span, Stage, TimeExpression, TimeType};
use grammar::Grammar;
use resolve::Fault;
use sense::Sense;

/// The time expressions of an article, and what is to be noted of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Times {
    /// All expressions, in text order.
    pub expressions: Vec<TimeExpression>,
    /// Dates that do not exist, and days that were not the weekday that stands with them.
    pub notes: Vec<Note>,
}

/// All time expressions of `article`.
pub fn read(article: &Article, analysis: &Analysis, words: &Words) -> Times {
    let pieces = Pieces::new(&article.text, analysis);
    let grammar = Grammar { pieces: &pieces, words, analysis };
    let published = article.published.as_deref().and_then(day);
    let mut resolver = resolve::Resolver::new(&grammar, published);
    let mut times = Times::default();
    let mut faults: Vec<(Fault, &str)> = Vec::new();
    // "2 min read": how long a byline says that reading takes is nothing of the story.
    let bylines = blocks_of(article, BlockRole::Byline);
    let reads = |span: Span| bylines.iter().any(|byline| byline.contains(span));
    for reading in grammar.read_all() {
        if reading.kind == TimeType::Duration && reads(pieces.span(&reading.pieces)) {
            continue;
        }
        let id = format!("t{}", times.expressions.len() + 1);
        let value = resolver.value(&reading, &id);
        let (quant, freq) = match &reading.sense {
            Sense::Set { quant, freq, .. } => (quant.map(str::to_owned), freq.clone()),
            _ => (None, None),
        };
        let span = pieces.span(&reading.pieces);
        if let Some(fault) = value.fault {
            faults.push((fault, span.of(&article.text)));
        }
        times.expressions.push(TimeExpression {
            id,
            span,
            kind: value.kind,
            value: value.value,
            modifier: reading.modifier.map(str::to_owned),
            quant,
            freq,
            basis: value.basis,
            anchor: value.anchor,
        });
    }
    let notes = [
        (Fault::NoSuchDate, "no-such-date", "no day or year of the calendar, left without a value"),
        (
            Fault::OtherWeekday,
            "weekday-differs",
            "another weekday than the text says; the day of the month is kept",
        ),
    ];
    for (fault, kind, reason) in notes {
        let words: Vec<&str> = faults.iter().filter(|(f, _)| *f == fault).map(|(_, words)| *words).collect();
        if let Some(first) = words.first() {
            let detail = format!("\"{first}\": {reason}");
            times.notes.push(Note::new(Stage::Coding, kind, words.len() as u64, detail));
        }
    }
    times
}

/// The day that a date or a time stamp begins with.
fn day(text: &str) -> Option<jiff::civil::Date> {
    text.get(..10)?.parse().ok()
}
