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

use crate::tree::is;
use dunlin_language::{Analysis, Deprel};
use dunlin_record::{Attribution, Span, TimeExpression};
use std::ops::Range;

/// The innermost attribution whose content covers `span`.
fn innermost(attributions: &[Attribution], span: Span) -> Option<String> {
    attributions
        .iter()
        .filter(|attribution| attribution.content.iter().any(|piece| piece.contains(span)))
        .min_by_key(|attribution| attribution.content.iter().map(|piece| piece.len()).sum::<usize>())
        .map(|attribution| attribution.id.clone())
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
