//! What the text says is to come, by when, and against what past: deadlines, forecasts, precedents.
//!
//! All three read the tree and `lexicon/outlook/`. Each is narrow on purpose: a day is a deadline only under somebody's
//! duty, a modal is a forecast only in a telling main clause, and "first" is a precedent only with the past it is
//! measured from.

mod deadlines;
mod forecasts;
mod precedents;
mod words;

pub use deadlines::deadlines;
pub use forecasts::forecasts;
pub use precedents::precedents;
pub use words::{Binding, Foresight, Outlooks, Rank, Shown};

use crate::attribution::Contents;
use crate::tree::is;
use dunlin_language::{Analysis, Deprel};
use dunlin_record::{Span, TimeExpression};
use std::ops::Range;

/// The innermost attribution whose content covers `span`.
fn innermost(contents: &Contents<'_>, span: Span) -> Option<String> {
    contents.innermost(span).map(|attribution| attribution.id.clone())
}

/// Whether one of `found`, which come sentence by sentence, overlaps `span`, which stands in the sentence of word `w`.
fn is_taken<T>(found: &[T], span_of: impl Fn(&T) -> Span, a: &Analysis, w: usize, span: Span) -> bool {
    let start = a.sentence_of(w).and_then(|s| a.sentences.get(s)).map_or(0, |sentence| sentence.span.start);
    let mut here = found.iter().rev().map(span_of).take_while(|other| other.end > start);
    here.any(|other| other.overlaps(span))
}

/// The time expressions, which come in text order, that touch `span`.
fn times_in(times: &[TimeExpression], span: Span) -> impl Iterator<Item = &TimeExpression> {
    let from = times.partition_point(|time| time.span.end <= span.start);
    times.iter().skip(from).take_while(move |time| time.span.start < span.end)
}

/// The words of a time expression.
fn words_of(a: &Analysis, time: &TimeExpression) -> Option<Range<usize>> {
    let first = a.word_at(time.span.start)?;
    let end = a.words.partition_point(|word| word.span.start < time.span.end);
    (first < end && a.sentence_of(first) == a.sentence_of(end - 1)).then_some(first..end)
}

/// The word of `words` that carries it: its head stands outside.
fn carrier(a: &Analysis, words: &Range<usize>) -> usize {
    let outside =
        |w: &usize| a.words.get(*w).is_none_or(|word| word.head.is_none_or(|h| !words.contains(&h)));
    words
        .clone()
        .find(|w| outside(w) && !is(a, *w, Deprel::Case) && !is(a, *w, Deprel::Punct))
        .unwrap_or(words.start)
}
