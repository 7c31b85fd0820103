//! Attributions from the role spans that the model marks: cues, and the sources and contents that point to them.

use super::draft::{Draft, noted, sorted_runs};
use super::sayings::Sayings;
use super::syntax::{
    cue_words, entry, is_quote_mark, maker, noun_draft, noun_phrase, source_of_verb, verb_draft,
};
use crate::tree::{
    child, children, head, is, is_passive, is_to_infinitive, lemma, relation, subject, upos, within,
};
use dunlin_language::{Analysis, Deprel, Role, RoleSpan, Upos};
use std::collections::BTreeMap;
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
    let mut cues = noted(&out);
    // A further piece of a cue ("has … said") belongs to the first one, where that is near.
    for span in pieces {
        let first = span.cue.unwrap_or(span.words.start);
        let near = |draft: &Draft| {
            within(&draft.cue, first) && a.sentence_of(first) == a.sentence_of(span.words.start)
        };
        let at = cues.at(first).into_iter().find(|&at| out.get(at).is_some_and(near));
        match at.and_then(|at| out.get_mut(at).map(|draft| (at, draft))) {
            Some((_, draft)) if says_anew(a, sayings, draft, span) => {
                cues.add(span.words.clone(), out.len());
                out.push(new_draft(a, span.words.clone(), span.score));
            }
            Some((at, draft)) => {
                cues.add(span.words.clone(), at);
                draft.cue.push(span.words.clone());
                // The verb carries the cue, not the auxiliary of another piece.
                if upos(a, draft.anchor) != Upos::Verb {
                    draft.anchor = carrier(a, &span.words);
                }
            }
            None => {
                cues.add(span.words.clone(), out.len());
                out.push(new_draft(a, span.words.clone(), span.score));
            }
        }
    }
    let mut loose: Vec<&RoleSpan> = Vec::new();
    for span in a.roles.iter().filter(|span| span.role != Role::Cue && is_sound(a, span)) {
        let target = span.cue.filter(|&cue| cue < a.words.len() && !span.words.contains(&cue));
        let holds = |cue: usize, at: usize| out.get(at).is_some_and(|draft| within(&draft.cue, cue));
        let known = target.and_then(|cue| cues.at(cue).into_iter().find(|&at| holds(cue, at)));
        match (known, target) {
            (Some(at), _) => attach(&mut out[at], span),
            (None, Some(cue)) if is_free(a, cue) && entry(a, sayings, cue).is_some() => {
                // The pointer knows of a cue that the marking missed.
                let words = entry(a, sayings, cue).map_or_else(Vec::new, |verb| cue_words(a, cue, verb));
                let mut draft = new_draft(a, cue..cue + 1, span.score * 0.8);
                draft.cue = words;
                attach(&mut draft, span);
                draft.cue.iter().for_each(|words| cues.add(words.clone(), out.len()));
                out.push(draft);
            }
            _ => loose.push(span),
        }
    }
    let mut here: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (at, draft) in out.iter().enumerate() {
        here.entry(a.sentence_of(draft.anchor)).or_default().push(at);
    }
    for span in loose {
        let here = here.get(&a.sentence_of(span.words.start)).map_or(&[][..], Vec::as_slice);
        if let Some(at) = nearest(&out, here, span) {
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
    span.words.start < span.words.end && span.words.end <= a.words.len() && !is_dateline(a, span)
}

/// Whether a source stands in a dateline that is a sentence of its own ("TARSK, March 10 (Meridian) -"): where an article was
/// written says nothing.
fn is_dateline(a: &Analysis, span: &RoleSpan) -> bool {
    let sentence = a.sentence_of(span.words.start).and_then(|at| a.sentences.get(at));
    let Some(words) = sentence.map(|sentence| sentence.words.clone()) else { return false };
    let dash = words.end.checked_sub(1).is_some_and(|last| matches!(lemma(a, last), "-" | "–" | "—" | "--"));
    span.role == Role::Source && dash && !words.into_iter().any(|word| upos(a, word) == Upos::Verb)
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
        // Drafts come in text order of their first cues.
        let from = drafts[..first].partition_point(|d| a.sentence_of(d.anchor) < a.sentence_of(anchor));
        let donor = drafts[..first]
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, d)| a.sentence_of(d.anchor) == a.sentence_of(anchor))
            .filter(|(_, d)| same(d) && d.content.len() > 1)
            .last();
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
    !roles_at(a, w).any(|_| true)
}

/// The role spans that hold a word. They come in text order and do not overlap.
fn roles_at(a: &Analysis, w: usize) -> impl Iterator<Item = &RoleSpan> {
    let from = a.roles.partition_point(|span| span.words.end <= w);
    a.roles.iter().skip(from).take_while(move |span| span.words.start <= w)
}

fn has_no_role_but_source(a: &Analysis, w: usize) -> bool {
    !roles_at(a, w).any(|span| span.role != Role::Source)
}

/// The cue a piece without a pointer belongs to: the nearest one of those of its sentence (`here`) that lacks such a
/// piece.
fn nearest(drafts: &[Draft], here: &[usize], span: &RoleSpan) -> Option<usize> {
    let distance = |draft: &Draft| {
        let cue = draft.cue.first().map_or(0, |r| r.start);
        if cue >= span.words.end { cue - span.words.end } else { span.words.start.saturating_sub(cue) }
    };
    here.iter()
        .copied()
        .filter(|&at| {
            let draft = &drafts[at];
            let wants =
                if span.role == Role::Source { draft.source.is_empty() } else { draft.content.is_empty() };
            wants && distance(draft) <= NEAR
        })
        .min_by_key(|&at| distance(&drafts[at]))
}

/// Pieces of a source that stand apart are several readings of who speaks: the one with the cue's subject counts, else
/// the nearest.
fn nearest_piece(a: &Analysis, anchor: usize, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if pieces.windows(2).all(|w| w[1].start - w[0].end <= 1) {
        return pieces;
    }
    // "Three clerks, speaking … because they were not allowed to, said": the verb's own subject, however far it stands.
    let own = subject(a, anchor).and_then(|s| pieces.iter().find(|piece| piece.contains(&s)));
    if let Some(own) = own {
        return vec![own.clone()];
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

/// No content ends inside a phrase: what belongs to the noun or the clause that its last word opens is taken in, a
/// preposition or conjunction at its end, whose phrase the model left out, is not.
fn whole_phrases(a: &Analysis, draft: &mut Draft) {
    let Some(mut last) = draft.content.last().cloned() else { return };
    let w = last.end - 1;
    let opens = [Deprel::Det, Deprel::Amod, Deprel::Compound, Deprel::Nummod, Deprel::Mark];
    let taken = |x: usize| within(&draft.source, x) || within(&draft.cue, x);
    let next = head(a, w).filter(|&up| up > w && a.sentence_of(up) == a.sentence_of(w) && !taken(up));
    if let Some(up) = next.filter(|_| opens.iter().any(|&rel| is(a, w, rel))) {
        let under = a.subtree(up);
        while under.binary_search(&last.end).is_ok() && !taken(last.end) {
            last.end += 1;
        }
        if last.end <= up {
            return;
        }
    } else if next.is_some() && (is(a, w, Deprel::Case) || is(a, w, Deprel::Cc)) && last.len() > 1 {
        last.end -= 1;
    } else {
        return;
    }
    draft.content.pop();
    draft.content.push(last);
}

/// Fills from the tree what the model left out, and takes the act from the lexicon.
fn complete(a: &Analysis, sayings: &Sayings, draft: &mut Draft) {
    let by_verb = || entry(a, sayings, draft.anchor).map(|verb| verb.act.clone());
    let by_noun = || sayings.noun(lemma(a, draft.anchor)).map(|noun| noun.act.clone());
    // "the mayor's wish" is a noun, though there is a verb "wish"; whatever its tag, a verb has no owner.
    let owned = children(a, draft.anchor, Deprel::Nmod).any(|c| relation(a, c) == Deprel::NmodPoss);
    let is_noun =
        upos(a, draft.anchor) == Upos::Noun || owned && sayings.noun(lemma(a, draft.anchor)).is_some();
    draft.act = if is_noun { by_noun().or_else(by_verb) } else { by_verb().or_else(by_noun) };
    // A content of a word or two ("to") is one that the model lost hold of.
    let stub = crate::tree::size(&draft.content) <= STUB;
    let by_tree = |w: usize| if is_noun { noun_draft(a, sayings, w) } else { verb_draft(a, sayings, w) };
    if stub && let Some(tree) = by_tree(draft.anchor) {
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
    // "the islanders' desire to leave": whose it is stands before the noun.
    if draft.source.is_empty()
        && is_noun
        && let Some(owner) = maker(a, draft.anchor)
        && a.subtree(owner).into_iter().all(|w| has_no_role_but_source(a, w))
    {
        let content: Vec<usize> = draft.content_words().collect();
        draft.source = noun_phrase(a, sayings, owner, draft.anchor, &content);
    }
    let words: Vec<usize> = draft.content_words().collect();
    draft.content = sorted_runs(words);
    let words: Vec<usize> = draft.source.iter().cloned().flatten().collect();
    draft.source = nearest_piece(a, draft.anchor, sorted_runs(words));
    raise(a, draft);
    drop_strays(a, draft);
    whole_phrases(a, draft);
    if draft.act.is_some() && draft.rule == "model" {
        draft.rule = "model+lexicon";
    }
    draft.tidy(a);
}
