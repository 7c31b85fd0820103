//! Cues that are turns of phrase: "according to", "in the words of", "reportedly".

use super::draft::{Draft, sorted_runs};
use super::sayings::{Phrase, Sayings};
use super::syntax::{is_quote_mark, noun_phrase};
use crate::tree::{ancestors, head, is, lemma, relation, upos};
use dunlin_language::{Analysis, Deprel, Upos};
use dunlin_record::Article;
use std::ops::Range;

/// All readings of turns of phrase, in text order.
pub(crate) fn drafts(article: &Article, a: &Analysis, sayings: &Sayings) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for w in 0..a.words.len() {
        let Some(phrase) = sayings.phrases().iter().find(|phrase| stands_at(article, a, phrase, w)) else {
            continue;
        };
        let cue = w..w + phrase.words.len();
        // Phrases of a few words each: only the last ones can reach here.
        if out.iter().rev().take(8).any(|draft| draft.cue_overlaps(std::slice::from_ref(&cue))) {
            continue;
        }
        out.extend(if phrase.takes_source {
            with_source(a, sayings, phrase, cue)
        } else {
            without_source(a, phrase, cue)
        });
    }
    narrow(a, &mut out);
    out
}

fn stands_at(article: &Article, a: &Analysis, phrase: &Phrase, w: usize) -> bool {
    let Some(words) = a.words.get(w..w + phrase.words.len()) else { return false };
    words
        .iter()
        .zip(&phrase.words)
        .all(|(word, wanted)| word.span.of(&article.text).to_lowercase() == *wanted)
        && a.sentence_of(w) == a.sentence_of(w + phrase.words.len() - 1)
}

/// "according to X": X is the noun that the phrase introduces; the content is the clause that X hangs on. Where the
/// parser went astray, the commas say as much: what follows up to the next one is the source, the rest is told.
fn with_source(a: &Analysis, sayings: &Sayings, phrase: &Phrase, cue: Range<usize>) -> Option<Draft> {
    let sentence = a.sentence_of(cue.start).and_then(|s| a.sentences.get(s))?.words.clone();
    let is_stop = |w: usize| upos(a, w) == Upos::Punct && !is_quote_mark(a, w) && lemma(a, w) != "-";
    let stop =
        (cue.end..sentence.end).find(|&w| is_stop(w) || upos(a, w) == Upos::Verb).unwrap_or(sentence.end);
    let segment = cue.end..stop;
    let nominal = |w: usize| matches!(upos(a, w), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
    let noun = segment
        .clone()
        .find(|&w| nominal(w) && head(a, w).is_none_or(|h| !segment.contains(&h)))
        .or_else(|| segment.clone().rev().find(|&w| nominal(w)))?;
    let own: Vec<usize> = a.subtree(noun).into_iter().filter(|&w| w >= cue.end).collect();
    // What the tree puts under the noun counts as far as it is one run from the phrase on.
    let run = sorted_runs(own).into_iter().find(|r| r.contains(&noun)).map_or(noun + 1, |r| r.end);
    let run = if run < segment.end || run > segment.end + 25 { segment.end } else { run };
    let opens =
        sentence.start + 1 >= cue.start && (sentence.start..cue.start).all(|w| upos(a, w) == Upos::Punct);
    let source = if opens && is_stop(stop) { cue.end..segment.end.max(noun + 1) } else { cue.end..run };
    let source_words: Vec<usize> = noun_phrase(a, sayings, noun, cue.start, &[])
        .into_iter()
        .flatten()
        .filter(|w| source.contains(w))
        .collect();
    let source_words = if source_words.is_empty() { source.clone().collect() } else { source_words };
    let whole = source_words.first().copied().unwrap_or(noun).min(noun)..source.end;
    let outside = |w: &usize| !whole.contains(w) && !cue.contains(w);
    let mut content: Vec<usize> = clause_above(a, noun)
        .map(|main| a.subtree(main).into_iter().filter(outside).collect())
        .unwrap_or_default();
    let linear: Vec<usize> =
        if opens { (whole.end..sentence.end).collect() } else { (sentence.start..cue.start).collect() };
    if content.len() < 3 || opens && content.len() * 2 < linear.len() {
        content = linear;
    }
    let source = std::iter::once(whole).collect();
    Some(finished(a, phrase, "according-to", source, cue, content, 0.85)).filter(|d| !d.content.is_empty())
}

/// "reportedly": the content is the clause that it stands in.
fn without_source(a: &Analysis, phrase: &Phrase, cue: Range<usize>) -> Option<Draft> {
    let main = head(a, cue.start)?;
    let content: Vec<usize> = a.subtree(main).into_iter().filter(|w| !cue.contains(w)).collect();
    Some(finished(a, phrase, "adverb", Vec::new(), cue, content, 0.7)).filter(|d| !d.content.is_empty())
}

fn finished(
    a: &Analysis,
    phrase: &Phrase,
    rule: &'static str,
    source: Vec<Range<usize>>,
    cue: Range<usize>,
    content: Vec<usize>,
    confidence: f32,
) -> Draft {
    let mut draft = Draft {
        source,
        anchor: cue.start,
        cue: std::iter::once(cue).collect(),
        content: sorted_runs(content),
        act: Some(phrase.act.clone()),
        rule,
        confidence,
        strong: true,
    };
    draft.tidy(a);
    draft
}

/// The clause that a phrase on `noun` speaks of: the nearest verb or predicate above it.
fn clause_above(a: &Analysis, noun: usize) -> Option<usize> {
    let mut up = head(a, noun)?;
    for next in ancestors(a, noun) {
        up = next;
        let predicate = matches!(upos(a, next), Upos::Verb | Upos::Aux)
            || a.children(next).any(|c| is(a, c, Deprel::Cop) || is(a, c, Deprel::Nsubj));
        // An infinitive or a participle is not what is reported when it hangs close inside a larger clause.
        if predicate && !matches!(relation(a, next), Deprel::Acl | Deprel::Xcomp) {
            break;
        }
    }
    Some(up)
}

/// Two phrases that claim the same content share it out: the later one speaks of the last clause before it.
/// "According to A, half went home, with B sending back more, according to C."
fn narrow(a: &Analysis, drafts: &mut [Draft]) {
    for later in 1..drafts.len() {
        let Some(cue) = drafts[later].cue.first().map(|r| r.start) else { continue };
        let earlier = &drafts[later - 1];
        if earlier.rule != "according-to" || drafts[later].rule != "according-to" {
            continue;
        }
        let first = earlier.cue.first().map(|r| r.start);
        if first.and_then(|w| a.sentence_of(w)) != a.sentence_of(cue) {
            continue;
        }
        let shared: Vec<usize> =
            drafts[later].content_words().filter(|w| earlier.content_words().any(|x| x == *w)).collect();
        // The clause that ends right before the cue: the highest dependent clause that is not the whole.
        let clause = shared.iter().copied().find_map(|w| {
            let inner = matches!(
                relation(a, w),
                Deprel::Advcl | Deprel::Conj | Deprel::Parataxis | Deprel::Acl | Deprel::AclRelcl
            );
            let words: Vec<usize> = a.subtree(w).into_iter().filter(|&x| x < cue).collect();
            let last = words.last().copied()?;
            let ends_here = (last + 1..cue).all(|x| upos(a, x) == Upos::Punct || is_quote_mark(a, x));
            (inner && ends_here && words.len() >= 4 && words.len() < shared.len()).then_some(words)
        });
        if let Some(mut words) = clause {
            // The word that joins the clause to the rest is no part of what is said.
            let joins =
                |w: usize| is(a, w, Deprel::Mark) || is(a, w, Deprel::Cc) || upos(a, w) == Upos::Sconj;
            if words.first().is_some_and(|&w| joins(w)) {
                words.remove(0);
            }
            // One run: a subject that the parser gave to the larger clause stands inside it.
            let run = words.first().zip(words.last()).map(|(first, last)| *first..*last + 1);
            drafts[later].content = run.into_iter().collect();
            drafts[later].rule = "according-to-clause";
            drafts[later].tidy(a);
            // A phrase inside the earlier one's content and its source are no part of the latter.
            let (cue, source) = (drafts[later].cue.clone(), drafts[later].source.clone());
            let kept: Vec<usize> = drafts[later - 1]
                .content_words()
                .filter(|&w| !crate::tree::within(&cue, w) && !crate::tree::within(&source, w))
                .collect();
            drafts[later - 1].content = sorted_runs(kept);
            drafts[later - 1].tidy(a);
        }
    }
}
