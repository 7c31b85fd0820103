//! Headlines that part source and content by a colon: "Minister: talks failed", "Talks failed: minister".
//!
//! Only where one side is a short noun phrase that can speak and the other a clause; a topic before a colon ("Ruritania:
//! nine dead") speaks of nobody.

use super::draft::{Draft, sorted_runs};
use super::sayings::Sayings;
use super::syntax::is_quote_mark;
use crate::tree::{lemma, upos};
use dunlin_language::{Analysis, NameKind, Upos};
use dunlin_record::{Article, BlockRole, SourceKind};
use std::ops::Range;

/// Most words of a source beside a colon.
const MOST: usize = 5;
/// Fewest words of what it says.
const LEAST: usize = 2;

/// The readings of headlines and subheadings, in text order.
pub(crate) fn drafts(article: &Article, a: &Analysis, sayings: &Sayings) -> Vec<Draft> {
    let heading = |role: BlockRole| matches!(role, BlockRole::Headline | BlockRole::Subheading);
    article
        .blocks
        .iter()
        .filter(|block| heading(block.role))
        .filter_map(|block| {
            let first = a.words.partition_point(|word| word.span.end <= block.span.start);
            let end = a.words.partition_point(|word| word.span.start < block.span.end);
            in_words(a, sayings, first..end.max(first))
        })
        .collect()
}

fn in_words(a: &Analysis, sayings: &Sayings, words: Range<usize>) -> Option<Draft> {
    let colon = words.clone().find(|&w| upos(a, w) == Upos::Punct && lemma(a, w) == ":")?;
    let (before, after) = (words.start..colon, colon + 1..words.end);
    let (source, content) = if speaks(a, sayings, &before) && after.len() >= LEAST {
        (before, after)
    } else if speaks(a, sayings, &after) && before.clone().any(|w| is_verb(a, w)) {
        (after, before)
    } else {
        return None;
    };
    let mut draft = Draft {
        source: std::iter::once(source).collect(),
        cue: std::iter::once(colon..colon + 1).collect(),
        content: sorted_runs(content.collect()),
        anchor: colon,
        act: Some("say".to_owned()),
        rule: "headline",
        confidence: 0.7,
        strong: true,
    };
    draft.tidy(a);
    (!draft.source.is_empty() && !draft.content.is_empty()).then_some(draft)
}

fn is_verb(a: &Analysis, w: usize) -> bool {
    matches!(upos(a, w), Upos::Verb | Upos::Aux)
}

/// Whether the words are a person's name, or a noun phrase that ends in a noun of the lexicon of sources.
fn speaks(a: &Analysis, sayings: &Sayings, words: &Range<usize>) -> bool {
    if words.is_empty() || words.len() > MOST {
        return false;
    }
    if words.clone().any(|w| is_verb(a, w) || is_quote_mark(a, w)) {
        return false;
    }
    let last = words.end - 1;
    let person = a.names.iter().any(|n| n.kind == NameKind::Person && n.words.contains(&last));
    let label =
        |noun: &str| matches!(noun, "analysis" | "editorial" | "column" | "review" | "book" | "letter");
    let noun = lemma(a, last).to_lowercase();
    let kinds = sayings.source(&noun);
    person || !label(&noun) && kinds.iter().any(|kind| *kind != SourceKind::Author)
}
