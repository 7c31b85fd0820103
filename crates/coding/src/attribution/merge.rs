//! Brings the model's readings and the tree's together.

use super::draft::{Draft, dice, note, noted};
use super::quotes::Quote;
use super::sayings::Sayings;
use super::source::source_head;
use super::syntax::is_quote_mark;
use crate::near::Near;
use crate::tree::{lemma, upos, within};
use dunlin_language::{Analysis, Role, RoleSpan, Upos};
use std::collections::BTreeMap;
use std::ops::Range;

/// One list of readings, no cue twice, ordered by their first word.
pub(crate) fn merge(
    a: &Analysis,
    sayings: &Sayings,
    quotes: &[Quote],
    model: Vec<Draft>,
    tree: Vec<Draft>,
) -> Vec<Draft> {
    let marked = !a.roles.is_empty();
    let quotes = &Quotes::new(quotes);
    let mut merged = model;
    let mut near = noted(&merged);
    let mut doubted: Vec<Draft> = Vec::new();
    // Strong readings first, so that a weak one never takes the place of a strong one with the same cue.
    let (strong, weak): (Vec<Draft>, Vec<Draft>) = tree.into_iter().partition(|draft| draft.strong);
    for draft in strong.into_iter().chain(weak) {
        if draft.rule == "quoted-as" {
            give_back(a, &mut merged, &mut near, &draft);
        }
        if draft.rule == "quoted-by" && crate::tree::is_passive(a, draft.anchor) {
            // "Y was quoted by X as saying": read as one attribution of Y, it takes the place of both.
            let whole = |d: &Draft| {
                d.anchor == draft.anchor
                    && d.source.iter().any(|r| r.clone().any(|w| within(&draft.content, w)))
            };
            if near.at(draft.anchor).into_iter().any(|at| merged.get(at).is_some_and(whole)) {
                merged.retain(|d| !whole(d));
                near = noted(&merged);
            }
        }
        if let Some(at) = with_cue(&merged, &near, &draft) {
            if draft.strong {
                doubted.push(draft.clone());
            }
            agree(&mut merged[at], draft);
            note(&mut near, at, &merged[at]);
        } else if admits(a, sayings, quotes, (&merged, &near), &draft, marked) {
            note(&mut near, merged.len(), &draft);
            merged.push(draft);
        }
    }
    if marked {
        merged.retain(|draft| is_likely(a, draft));
        near = noted(&merged);
        // Where the model's reading falls, a strong one of the tree with the same cue may stand by itself.
        for draft in doubted {
            if with_cue(&merged, &near, &draft).is_none()
                && admits(a, sayings, quotes, (&merged, &near), &draft, marked)
            {
                note(&mut near, merged.len(), &draft);
                merged.push(draft);
            }
        }
    }
    part_phrases(a, &mut merged);
    merged.sort_by_key(|draft| (draft.first_word(), draft.cue.first().map(|r| r.start)));
    merged
}

/// The first reading whose cue shares a word with the draft's.
fn with_cue(merged: &[Draft], near: &Near, draft: &Draft) -> Option<usize> {
    near.touching_any(&draft.cue)
        .into_iter()
        .find(|&at| merged.get(at).is_some_and(|other| other.cue_overlaps(&draft.cue)))
}

/// The outer quotations of the article, by where they stand.
struct Quotes<'q> {
    all: &'q [Quote],
    near: Near,
}

impl<'q> Quotes<'q> {
    fn new(all: &'q [Quote]) -> Self {
        let mut near = Near::new(512);
        for (at, quote) in all.iter().enumerate().filter(|(_, quote)| quote.depth == 0) {
            near.add(quote.span.start..quote.span.end, at);
        }
        Self { all, near }
    }

    /// Those around `place` (bytes).
    fn around(&self, place: usize) -> impl Iterator<Item = &'q Quote> {
        self.near.at(place).into_iter().filter_map(|at| self.all.get(at))
    }
}

/// "X quoted Y as saying Z" read as one attribution of X, with "saying" in its cue: X's content is all from Y on.
fn give_back(a: &Analysis, merged: &mut [Draft], near: &mut Near, inner: &Draft) {
    let first = inner.first_word();
    let speaks = |d: &Draft| d.source.iter().any(|r| r.clone().any(|w| within(&inner.source, w)));
    for at in near.touching_any(&inner.cue) {
        let Some(outer) = merged.get_mut(at).filter(|d| d.cue_overlaps(&inner.cue) && !speaks(d)) else {
            continue;
        };
        let before: Vec<usize> = outer.cue.iter().cloned().flatten().filter(|&w| w < first).collect();
        let Some(&anchor) = before.iter().rev().find(|&&w| upos(a, w) == Upos::Verb) else { continue };
        let parts = inner.source.iter().chain(&inner.cue).chain(&inner.content);
        outer.content = super::draft::sorted_runs(parts.cloned().flatten().collect());
        outer.cue = super::draft::sorted_runs(before);
        outer.anchor = anchor;
        outer.act = Some("quote".to_owned());
        outer.tidy(a);
        note(near, at, outer);
    }
}

/// Whether a reading is more likely right than not: measured on PolNeAR's dev part, one in eight of the readings that
/// the model gives without a source and with little certainty is right, and one in six of those that the tree had to
/// complete from such a start.
fn is_likely(a: &Analysis, draft: &Draft) -> bool {
    match draft.rule {
        "model" | "model+lexicon" if draft.source.is_empty() => {
            let passive = crate::tree::is_passive(a, draft.anchor);
            draft.confidence >= if passive || draft.act.is_some() { 0.55 } else { 0.65 }
        }
        "model+tree" => draft.confidence >= 0.55,
        _ => true,
    }
}

/// Two phrases of one sentence ("According to A, …, according to B"): neither content holds the other's cue or source.
fn part_phrases(a: &Analysis, drafts: &mut [Draft]) {
    let phrase = |draft: &Draft| draft.rule.contains("according-to");
    let mut of_sentence: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| phrase(draft)) {
        of_sentence.entry(a.sentence_of(draft.anchor)).or_default().push(at);
    }
    for together in of_sentence.values() {
        for (&at, &other) in together.iter().flat_map(|at| together.iter().map(move |other| (at, other))) {
            if at == other || !within(&drafts[other].content, drafts[at].anchor) {
                continue;
            }
            let (cue, source) = (drafts[at].cue.clone(), drafts[at].source.clone());
            let kept: Vec<usize> =
                drafts[other].content_words().filter(|&w| !within(&cue, w) && !within(&source, w)).collect();
            drafts[other].content = super::draft::sorted_runs(kept);
            drafts[other].tidy(a);
        }
    }
}

/// Two readings of one cue: the model's extents stand, what it lacks is filled, and agreement makes surer.
fn agree(model: &mut Draft, tree: Draft) {
    if tree.rule == "according-to-clause" && model.rule.starts_with("model") {
        // The phrase shares its sentence with another one, which the model's extents do not know of.
        model.content = tree.content;
        model.rule = "model+according-to-clause";
        model.act = tree.act;
        return;
    }
    let same = dice(&model.content, &tree.content) >= 0.5
        || (tree.rule == "according-to" && !tree.content.is_empty());
    if model.act.is_none() {
        model.act = tree.act;
    }
    if model.source.is_empty() && same && (tree.strong || tree.rule == "according-to") {
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
    quotes: &Quotes<'_>,
    (merged, near): (&[Draft], &Near),
    draft: &Draft,
    marked: bool,
) -> bool {
    let half_seen = marked && is_half_seen(a, draft);
    if !draft.strong && marked && !half_seen {
        return false;
    }
    let Some(anchor) = a.words.get(draft.anchor) else { return false };
    let here: Vec<&Draft> = near.at(draft.anchor).into_iter().filter_map(|at| merged.get(at)).collect();
    if here.iter().any(|other| within(&other.source, draft.anchor) && draft.rule != "clause") {
        return false;
    }
    // The same content under another cue of the same sentence is one attribution seen twice.
    let twice = near.touching_any(&draft.content).into_iter().filter_map(|at| merged.get(at)).any(|other| {
        dice(&other.content, &draft.content) > 0.8
            && !within(&other.content, draft.anchor)
            && !within(&draft.content, other.anchor)
    });
    if twice {
        return false;
    }
    let Some(&outer) = here.iter().find(|other| within(&other.content, draft.anchor)) else {
        // "In the view of the bank" says so itself.
        let speech = draft.act.as_deref().is_some_and(is_speech) || draft.rule.starts_with("according-to");
        return !marked || half_seen || stands_without_model(a, draft) && speech;
    };
    // Inside another content only what a third party says counts, and only in the writer's own telling or in a short
    // quoted piece of it: a speech in quotation marks is the speaker's, with all that it recounts.
    let speaks = draft.act.as_deref().is_some_and(is_speech);
    let quoted_speech = quotes
        .around(anchor.span.start)
        .any(|q| q.span.contains(anchor.span) && outer_quotes(a, outer, q) && !names_source(a, draft, q));
    speaks
        && !quoted_speech
        && third_party(a, sayings, outer, draft)
        && (!marked || stands_without_model(a, draft))
}

/// Whether the model has marked who speaks, or what is said, and missed the cue: with the word known to the lexicon, both
/// together are as good as either alone when sure. Only in a sentence in which it marks no cue at all.
fn is_half_seen(a: &Analysis, draft: &Draft) -> bool {
    let Some(sentence) = a.sentence_of(draft.anchor).and_then(|s| a.sentences.get(s)) else { return false };
    let from = a.roles.partition_point(|span| span.words.end <= sentence.words.start);
    let here: Vec<&RoleSpan> =
        a.roles.iter().skip(from).take_while(|span| span.words.start < sentence.words.end).collect();
    let seen = |role: Role, words: &[Range<usize>]| {
        here.iter().filter(|span| span.role == role && span.cue.is_none()).any(|span| {
            let shared = span.words.clone().filter(|&w| within(words, w)).count();
            shared * 2 > span.words.len()
        })
    };
    let cue = here.iter().any(|span| span.role == Role::Cue || span.cue.is_some());
    let named = !draft.source.is_empty();
    !cue && named && (seen(Role::Source, &draft.source) || seen(Role::Content, &draft.content))
}

/// Whether a reading that the model does not share is a report of something said: not a wish or a duty of things
/// ("the law requires"), not conditional ("could threaten", "if they pledged").
fn stands_without_model(a: &Analysis, draft: &Draft) -> bool {
    use dunlin_language::{Deprel, Xpos};
    if draft.rule.starts_with("according-to")
        || matches!(draft.rule, "adverb" | "quoted-as" | "quoted-by" | "headline")
    {
        return true;
    }
    let unreal = a.children(draft.anchor).any(|c| {
        a.words.get(c).is_some_and(|word| {
            word.xpos == Xpos::Md
                || (word.deprel.is(Deprel::Mark) && word.lemma == "if")
                || (word.deprel.is(Deprel::Advmod) && matches!(word.lemma.as_str(), "not" | "n't" | "never"))
        })
    });
    let person = source_head(a, draft).is_some_and(|head| {
        !matches!(lemma(a, head), "I" | "i" | "we" | "you" | "one" | "that" | "it" | "this")
            && upos(a, head) != Upos::X
    });
    let quoted = draft
        .content_words()
        .chain([draft.anchor])
        .any(|w| is_quote_mark(a, w) || w.checked_sub(1).is_some_and(|x| is_quote_mark(a, x)));
    person
        && !unreal
        && (matches!(draft.rule, "clause" | "noun")
            || quoted
            || matches!(
                draft.act.as_deref(),
                Some("emphasize" | "announce" | "demand" | "promise" | "deny" | "warn" | "order")
            ))
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
