//! Brings the model's readings and the tree's together.

use super::draft::{Draft, dice};
use super::quotes::Quote;
use super::sayings::Sayings;
use super::source::source_head;
use super::syntax::is_quote_mark;
use crate::tree::{lemma, upos, within};
use dunlin_language::{Analysis, Upos};

/// One list of readings, no cue twice, ordered by their first word.
pub(crate) fn merge(
    a: &Analysis,
    sayings: &Sayings,
    quotes: &[Quote],
    model: Vec<Draft>,
    tree: Vec<Draft>,
) -> Vec<Draft> {
    let marked = !a.roles.is_empty();
    let mut merged = model;
    // Strong readings first, so that a weak one never takes the place of a strong one with the same cue.
    let (strong, weak): (Vec<Draft>, Vec<Draft>) = tree.into_iter().partition(|draft| draft.strong);
    for draft in strong.into_iter().chain(weak) {
        if let Some(same) = merged.iter_mut().find(|other| other.cue_overlaps(&draft.cue)) {
            agree(same, draft);
        } else if admits(a, sayings, quotes, &merged, &draft, marked) {
            merged.push(draft);
        }
    }
    merged.sort_by_key(|draft| (draft.first_word(), draft.cue.first().map(|r| r.start)));
    merged
}

/// Two readings of one cue: the model's extents stand, what it lacks is filled, and agreement makes surer.
fn agree(model: &mut Draft, tree: Draft) {
    let same = dice(&model.content, &tree.content) >= 0.5;
    if model.act.is_none() {
        model.act = tree.act;
    }
    if model.source.is_empty() && same && tree.strong {
        model.source = tree.source;
    }
    if same && model.rule.starts_with("model") {
        model.confidence = (model.confidence + 0.5 * (1.0 - model.confidence) * tree.confidence).min(0.99);
        model.rule = if tree.rule == "according-to" { "model+according-to" } else { "model+lexicon" };
    }
}

/// Whether a reading that only the tree sees may stand.
fn admits(
    a: &Analysis,
    sayings: &Sayings,
    quotes: &[Quote],
    merged: &[Draft],
    draft: &Draft,
    marked: bool,
) -> bool {
    if !draft.strong && marked {
        return false;
    }
    let Some(anchor) = a.words.get(draft.anchor) else { return false };
    if merged.iter().any(|other| within(&other.source, draft.anchor) && draft.rule != "clause") {
        return false;
    }
    // The same content under another cue of the same sentence is one attribution seen twice.
    let twice = merged.iter().any(|other| {
        dice(&other.content, &draft.content) > 0.8
            && !within(&other.content, draft.anchor)
            && !within(&draft.content, other.anchor)
    });
    if twice {
        return false;
    }
    let Some(outer) = merged.iter().find(|other| within(&other.content, draft.anchor)) else { return true };
    // Inside another content only what a third party says counts, and only in the writer's own telling or in a short
    // quoted piece of it: a speech in quotation marks is the speaker's, with all that it recounts.
    let speaks = draft.act.as_deref().is_some_and(is_speech);
    let quoted_speech = quotes.iter().any(|q| {
        q.depth == 0
            && q.span.contains(anchor.span)
            && outer_quotes(a, outer, q)
            && !names_source(a, draft, q)
    });
    speaks && !quoted_speech && third_party(a, sayings, outer, draft)
}

/// Whether the outer source is the one who speaks in quotation `q`: its content begins with it.
fn outer_quotes(a: &Analysis, outer: &Draft, q: &Quote) -> bool {
    outer.content.iter().any(|r| {
        a.words.get(r.start).is_some_and(|word| q.span.contains(word.span))
            && (is_quote_mark(a, r.start) || r.start > 0)
    })
}

/// Whether the inner source stands outside the quotation: "Kim “indicated the duties”".
fn names_source(a: &Analysis, draft: &Draft, q: &Quote) -> bool {
    draft.source.first().and_then(|r| a.words.get(r.start)).is_some_and(|word| !q.span.contains(word.span))
}

/// Whether somebody else than the outer source speaks.
fn third_party(a: &Analysis, _sayings: &Sayings, outer: &Draft, inner: &Draft) -> bool {
    let Some(head) = source_head(a, inner) else {
        return inner.rule == "according-to" || inner.rule == "adverb";
    };
    if upos(a, head) == Upos::Pron {
        return false;
    }
    source_head(a, outer).is_none_or(|other| !lemma(a, other).eq_ignore_ascii_case(lemma(a, head)))
}

/// Whether an act is one of speaking, not of thinking or wanting.
pub(crate) fn is_speech(act: &str) -> bool {
    !matches!(
        act,
        "believe"
            | "think"
            | "know"
            | "want"
            | "hope"
            | "fear"
            | "intend"
            | "doubt"
            | "see"
            | "mean"
            | "decide"
            | "show"
            | "support"
            | "oppose"
            | "refuse"
            | "agree"
    )
}
