//! Attributions from the role spans that the model marks: cues, and the sources and contents that point to them.

use super::draft::{Draft, sorted_runs};
use super::sayings::Sayings;
use super::syntax::{cue_words, entry, is_quote_mark, source_of_verb, verb_draft};
use crate::tree::{child, children, head, is_passive, is_to_infinitive, lemma, subject, upos, within};
use dunlin_language::{Analysis, Deprel, Role, RoleSpan, Upos};
use std::ops::Range;

/// Farthest, in words, that a piece without a usable pointer is attached to a cue.
const NEAR: usize = 60;

/// Most words of a content that the tree may complete.
const STUB: usize = 2;

/// One reading for every cue that the model marks or points to, with what points to it. Where the model left a cue
/// without content or source, the tree and the lexicon fill the place.
pub(crate) fn drafts(a: &Analysis, sayings: &Sayings) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    let mut pieces: Vec<&RoleSpan> = Vec::new();
    for span in a.roles.iter().filter(|span| span.role == Role::Cue && is_sound(a, span)) {
        match span.cue {
            Some(first) if !span.words.contains(&first) => pieces.push(span),
            _ => out.push(new_draft(a, span.words.clone(), span.score)),
        }
    }
    let first_cues = out.len();
    // A further piece of a cue ("has … said") belongs to the first one, where that is near.
    for span in pieces {
        let first = span.cue.unwrap_or(span.words.start);
        let near = |draft: &&mut Draft| {
            within(&draft.cue, first) && a.sentence_of(first) == a.sentence_of(span.words.start)
        };
        match out.iter_mut().find(near) {
            Some(draft) if says_anew(a, sayings, draft, span) => {
                out.push(new_draft(a, span.words.clone(), span.score));
            }
            Some(draft) => {
                draft.cue.push(span.words.clone());
                // The verb carries the cue, not the auxiliary of another piece.
                if upos(a, draft.anchor) != Upos::Verb {
                    draft.anchor = carrier(a, &span.words);
                }
            }
            None => out.push(new_draft(a, span.words.clone(), span.score)),
        }
    }
    let mut loose: Vec<&RoleSpan> = Vec::new();
    for span in a.roles.iter().filter(|span| span.role != Role::Cue && is_sound(a, span)) {
        let target = span.cue.filter(|&cue| cue < a.words.len() && !span.words.contains(&cue));
        let known = target.and_then(|cue| out.iter().position(|draft| within(&draft.cue, cue)));
        match (known, target) {
            (Some(at), _) => attach(&mut out[at], span),
            (None, Some(cue)) if is_free(a, cue) && entry(a, sayings, cue).is_some() => {
                // The pointer knows of a cue that the marking missed.
                let words = entry(a, sayings, cue).map_or_else(Vec::new, |verb| cue_words(a, cue, verb));
                let mut draft = new_draft(a, cue..cue + 1, span.score * 0.8);
                draft.cue = words;
                attach(&mut draft, span);
                out.push(draft);
            }
            _ => loose.push(span),
        }
    }
    for span in loose {
        if let Some(at) = nearest(a, &out, span) {
            attach(&mut out[at], span);
        }
    }
    share_out(a, &mut out, first_cues);
    for draft in &mut out {
        complete(a, sayings, draft);
    }
    out.retain(|draft| !draft.content.is_empty());
    out.sort_by_key(|draft| (draft.cue.first().map(|r| r.start), draft.first_word()));
    out
}

fn is_sound(a: &Analysis, span: &RoleSpan) -> bool {
    span.words.start < span.words.end && span.words.end <= a.words.len()
}

fn new_draft(a: &Analysis, cue: Range<usize>, score: f32) -> Draft {
    Draft {
        source: Vec::new(),
        anchor: carrier(a, &cue),
        cue: vec![cue],
        content: Vec::new(),
        act: None,
        rule: "model",
        confidence: score,
        strong: true,
    }
}

/// The word of a cue that carries it: its last verb, else the word whose head is outside.
pub(crate) fn carrier(a: &Analysis, cue: &Range<usize>) -> usize {
    cue.clone()
        .rev()
        .find(|&w| upos(a, w) == Upos::Verb)
        .or_else(|| {
            cue.clone().find(|&w| head(a, w).is_none_or(|h| !cue.contains(&h)) && upos(a, w) != Upos::Punct)
        })
        .unwrap_or(cue.start)
}

/// Whether a further piece of a cue is another saying: "said … because, he said, …". A verb of the lexicon with a
/// subject of its own, and the first one is such a verb too.
fn says_anew(a: &Analysis, sayings: &Sayings, draft: &Draft, span: &RoleSpan) -> bool {
    let at = carrier(a, &span.words);
    let known = |w: usize| upos(a, w) == Upos::Verb && entry(a, sayings, w).is_some();
    known(at) && known(draft.anchor) && child(a, at, Deprel::Nsubj).is_some_and(|s| s > draft.anchor)
}

/// Pieces of a cue that were parted from their first one (those from `first` on) take what stands beside them and was
/// linked to it: contents that are nearer to them, and a source right before them.
fn share_out(a: &Analysis, drafts: &mut [Draft], first: usize) {
    for at in first..drafts.len() {
        let anchor = drafts[at].anchor;
        if !drafts[at].content.is_empty() {
            continue;
        }
        let same = |d: &Draft| a.sentence_of(d.anchor) == a.sentence_of(anchor) && d.anchor < anchor;
        let donor = drafts[..first].iter().enumerate().rev().find(|(_, d)| same(d) && d.content.len() > 1);
        let Some((donor, _)) = donor else { continue };
        let mine = |r: &Range<usize>| r.start > anchor;
        let (given, kept): (Vec<_>, Vec<_>) = drafts[donor].content.iter().cloned().partition(mine);
        if kept.is_empty() {
            continue;
        }
        let before = drafts[at].cue.first().map_or(anchor, |r| r.start);
        let (source, others): (Vec<_>, Vec<_>) =
            drafts[donor].source.iter().cloned().partition(|r| r.end <= before && r.end + 2 >= before);
        drafts[at].content = given;
        drafts[donor].content = kept;
        let speaker = child(a, anchor, Deprel::Nsubj);
        let theirs = drafts[donor].content.iter().cloned().flatten().filter(|&w| Some(w) != speaker);
        drafts[donor].content = sorted_runs(theirs.collect());
        if !others.is_empty() {
            drafts[at].source = source;
            drafts[donor].source = others;
        }
    }
}

fn attach(draft: &mut Draft, span: &RoleSpan) {
    let part = if span.role == Role::Source { &mut draft.source } else { &mut draft.content };
    part.push(span.words.clone());
    draft.confidence = draft.confidence.min(span.score);
}

/// Whether the model gave the word no role.
fn is_free(a: &Analysis, w: usize) -> bool {
    !a.roles.iter().any(|span| span.words.contains(&w))
}

fn has_no_role_but_source(a: &Analysis, w: usize) -> bool {
    !a.roles.iter().any(|span| span.role != Role::Source && span.words.contains(&w))
}

/// The cue a piece without a pointer belongs to: the nearest one of the sentence that lacks such a piece.
fn nearest(a: &Analysis, drafts: &[Draft], span: &RoleSpan) -> Option<usize> {
    let sentence = a.sentence_of(span.words.start);
    let distance = |draft: &Draft| {
        let cue = draft.cue.first().map_or(0, |r| r.start);
        if cue >= span.words.end { cue - span.words.end } else { span.words.start.saturating_sub(cue) }
    };
    drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| {
            let wants =
                if span.role == Role::Source { draft.source.is_empty() } else { draft.content.is_empty() };
            wants && a.sentence_of(draft.anchor) == sentence && distance(draft) <= NEAR
        })
        .min_by_key(|(_, draft)| distance(draft))
        .map(|(at, _)| at)
}

/// Pieces of a source that stand apart are several readings of who speaks: the one nearest to the cue counts.
fn nearest_piece(anchor: usize, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if pieces.windows(2).all(|w| w[1].start - w[0].end <= 1) {
        return pieces;
    }
    let distance = |r: &Range<usize>| r.start.abs_diff(anchor).min((r.end - 1).abs_diff(anchor));
    pieces.into_iter().min_by_key(distance).into_iter().collect()
}

/// "The clerk is said to have sold the map", "it was reported that": the subject is no source. Before an infinitive it
/// belongs to the content, an "it" that stands for a clause to nothing.
fn raise(a: &Analysis, draft: &mut Draft) {
    let verb = draft.anchor;
    let passive = is_passive(a, verb);
    let quoted = draft.cue.iter().cloned().flatten().any(|w| lemma(a, w) == "as");
    if quoted || !(passive || matches!(lemma(a, verb), "seem" | "appear")) {
        return;
    }
    let Some(subject) = subject(a, verb).filter(|&s| within(&draft.source, s)) else { return };
    let to = children(a, verb, Deprel::Xcomp).any(|c| is_to_infinitive(a, c) && within(&draft.content, c));
    if lemma(a, subject) == "it" {
        draft.source.clear();
    } else if to {
        let words = draft.source.iter().chain(&draft.content).cloned().flatten().collect();
        draft.content = sorted_runs(words);
        draft.source.clear();
    }
}

/// Drops pieces of a content that the model linked over the end of a sentence without a quotation to carry them: on
/// 120 articles of PolNeAR's training part 32 of 36 such pieces were another attribution's or nobody's.
fn drop_strays(a: &Analysis, draft: &mut Draft) {
    if draft.content.len() < 2 {
        return;
    }
    let Some(main) = draft.content.iter().max_by_key(|r| (r.len(), std::cmp::Reverse(r.start))).cloned()
    else {
        return;
    };
    let here = a.sentence_of(draft.anchor);
    let spoken = |r: &Range<usize>| r.clone().filter(|&w| upos(a, w) != Upos::Punct).count();
    let bridged = |r: &Range<usize>| {
        let (one, two) = if r.start < main.start { (r, &main) } else { (&main, r) };
        (one.end..two.start)
            .all(|w| within(&draft.cue, w) || within(&draft.source, w) || upos(a, w) == Upos::Punct)
    };
    let kept: Vec<Range<usize>> = draft
        .content
        .iter()
        .filter(|r| {
            let quoted = is_quote_mark(a, r.start) || is_quote_mark(a, r.end - 1);
            let stray = a.sentence_of(r.start) != here && !quoted && !bridged(r);
            **r == main || !stray || r.start < main.start && spoken(r) > 3
        })
        .cloned()
        .collect();
    draft.content = kept;
}

/// Fills from the tree what the model left out, and takes the act from the lexicon.
fn complete(a: &Analysis, sayings: &Sayings, draft: &mut Draft) {
    let verb = entry(a, sayings, draft.anchor);
    draft.act = verb
        .map(|verb| verb.act.clone())
        .or_else(|| sayings.noun(crate::tree::lemma(a, draft.anchor)).map(|noun| noun.act.clone()));
    // A content of a word or two ("to") is one that the model lost hold of.
    let stub = crate::tree::size(&draft.content) <= STUB;
    if stub && let Some(tree) = verb_draft(a, sayings, draft.anchor) {
        let holds = draft.content_words().all(|w| within(&tree.content, w));
        if holds && crate::tree::size(&tree.content) > crate::tree::size(&draft.content) {
            draft.rule = if draft.content.is_empty() { "model+tree" } else { draft.rule };
            draft.content = tree.content;
            draft.confidence *= 0.8;
        }
    }
    if draft.source.is_empty() && upos(a, draft.anchor) == Upos::Verb {
        let content: Vec<usize> = draft.content_words().collect();
        let source = source_of_verb(a, sayings, draft.anchor, is_passive(a, draft.anchor), &content);
        // The subject of a row of verbs speaks in each of them: it may be another attribution's source too, but not
        // its cue or its content.
        let speaks = source.iter().cloned().flatten().all(|w| has_no_role_but_source(a, w));
        if speaks && !source.is_empty() {
            draft.source = source;
            draft.rule = "model+tree";
        }
    }
    let words: Vec<usize> = draft.content_words().collect();
    draft.content = sorted_runs(words);
    let words: Vec<usize> = draft.source.iter().cloned().flatten().collect();
    draft.source = nearest_piece(draft.anchor, sorted_runs(words));
    raise(a, draft);
    drop_strays(a, draft);
    if draft.act.is_some() && draft.rule == "model" {
        draft.rule = "model+lexicon";
    }
    draft.tidy(a);
}
