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
mod grammar;
mod lengths;
mod periods;
mod resolve;
mod sense;
mod tense;
#[cfg(test)]
mod tests;
mod words;

pub use words::Words;

use crate::pieces::Pieces;
use dunlin_language::Analysis;
use dunlin_record::{Article, TimeExpression};
use grammar::Grammar;
use sense::Sense;

/// All time expressions of `article`, in text order.
pub fn read(article: &Article, analysis: &Analysis, words: &Words) -> Vec<TimeExpression> {
    let pieces = Pieces::new(&article.text, analysis);
    let grammar = Grammar { pieces: &pieces, words, analysis };
    let published = article.published.as_deref().and_then(day);
    let mut resolver = resolve::Resolver::new(&grammar, published);
    let mut times = Vec::new();
    for reading in grammar.read_all() {
        let id = format!("t{}", times.len() + 1);
        let value = resolver.value(&reading, &id);
        let (quant, freq) = match &reading.sense {
            Sense::Set { quant, freq, .. } => (quant.map(str::to_owned), freq.clone()),
            _ => (None, None),
        };
        times.push(TimeExpression {
            id,
            span: pieces.span(&reading.pieces),
            kind: value.kind,
            value: value.value,
            modifier: reading.modifier.map(str::to_owned),
            quant,
            freq,
            basis: value.basis,
            anchor: value.anchor,
        });
    }
    times
}

/// The day that a date or a time stamp begins with.
fn day(text: &str) -> Option<jiff::civil::Date> {
    text.get(..10)?.parse().ok()
}
