//! Sources behind sources: "the paper quoted the mayor as saying …", "officials quoted by the agency said …",
//! "according to the agency, citing officials, …".
//!
//! In each of them one source hands on what another one says. The reading of who hands it on encloses the reading of
//! who says it, so that the chain of sources ([`super::finish`]) has both links. PolNeAR, which gives a word to at most
//! one attribution, has only one of them; the role spans of the model are parted here where they ran together.

use super::draft::{Draft, note, noted, sorted_runs};
use super::sayings::{Frame, Sayings};
use super::syntax::{content, entry, is_quote_mark, noun_phrase};
use crate::tree::{
    children, head, introducers, is, is_finite, is_passive, lemma, relation, upos, within, word,
};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::SourceKind;
use std::collections::BTreeSet;
use std::ops::Range;

/// Farthest, in words, that "as saying" stands from the verb that quotes.
const FAR: usize = 16;

/// Readings of "quoted Y as saying" and "Y, quoted by X, said", in text order.
pub(crate) fn drafts(a: &Analysis, sayings: &Sayings) -> Vec<Draft> {
    let mut out = Vec::new();
    for w in 0..a.words.len() {
        if upos(a, w) == Upos::Verb && w > 0 && lemma(a, w - 1) == "as" && is_gerund(a, w) {
            quoted_as(a, sayings, w, &mut out);
        } else if quotes_another(a, w) {
            out.extend(quoted_by(a, sayings, w));
        }
    }
    out
}

/// Whether the verb hands on somebody else's words.
fn quotes_another(a: &Analysis, w: usize) -> bool {
    upos(a, w) == Upos::Verb && matches!(lemma(a, w), "quote" | "cite")
}

fn is_gerund(a: &Analysis, w: usize) -> bool {
    word(a, w).is_some_and(|x| x.xpos == Xpos::Vbg)
}

/// "X quoted Y as saying Z" gives what Y says; "Y was quoted by X as saying Z" also what X hands on.
fn quoted_as(a: &Analysis, sayings: &Sayings, says: usize, out: &mut Vec<Draft>) {
    let same = a.sentence_of(says);
    let Some(quotes) =
        (says.saturating_sub(FAR)..says).rev().find(|&w| quotes_another(a, w) && a.sentence_of(w) == same)
    else {
        return;
    };
    let Some(verb) = entry(a, sayings, says) else { return };
    let Some(end) = same.and_then(|s| a.sentences.get(s)).map(|s| s.words.end) else { return };
    let mut said = content(a, says, verb, Frame::Clause, false)
        .unwrap_or_else(|| (says + 1..end).collect())
        .into_iter()
        .filter(|&w| w > says)
        .collect::<Vec<_>>();
    if said.is_empty() {
        said = (says + 1..end).collect();
    }
    let passive = is_passive(a, quotes);
    let speaker = if passive {
        children(a, quotes, Deprel::Nsubj).next()
    } else {
        children(a, quotes, Deprel::Obj).find(|&c| c > quotes && c < says)
    };
    // "Talks failed, the minister was quoted by the agency as saying": what is said stands before.
    if said.iter().all(|&w| upos(a, w) == Upos::Punct)
        && let Some(start) = same.and_then(|s| a.sentences.get(s)).map(|s| s.words.start)
        && let Some(first) = speaker.and_then(|s| a.subtree(s).into_iter().find(|&w| w < quotes))
    {
        let agents = if passive { first } else { quotes };
        said = (start..agents).filter(|&w| passive || !is_before_verb(a, quotes, w)).collect();
    }
    if said.is_empty() {
        return;
    }
    let source = match speaker {
        Some(noun) => noun_phrase(a, sayings, noun, says, &said),
        None if passive => return,
        None => std::iter::once(quotes + 1..says - 1).filter(|r| !r.is_empty()).collect(),
    };
    let before_as: Vec<usize> =
        source.into_iter().flatten().filter(|&w| w + 1 < says && w != quotes).collect();
    if before_as.is_empty() {
        return;
    }
    let source = sorted_runs(before_as);
    if passive && let Some(by) = agent(a, quotes) {
        let mut handed: Vec<usize> = source.iter().cloned().flatten().collect();
        handed.extend(says - 1..=says);
        handed.extend(said.iter().copied());
        out.push(outer(a, sayings, quotes, by, handed));
    }
    let cue = std::iter::once(says - 1..says + 1).collect();
    out.push(made(a, source, cue, said, says, &verb.act, "quoted-as"));
}

/// Whether the word belongs to the subject of the verb that quotes.
fn is_before_verb(a: &Analysis, quotes: usize, w: usize) -> bool {
    children(a, quotes, Deprel::Nsubj).any(|s| a.subtree(s).contains(&w))
}

/// "The agency reported that the mayor is buying boats, asking the council for more": the participle is the doing of
/// whom the outlet reports on, and part of what it reports. An outlet itself asks, promises and threatens nobody.
pub(crate) fn doings(a: &Analysis, sayings: &Sayings, drafts: &mut [Draft]) {
    let near = noted(drafts);
    for at in 0..drafts.len() {
        let verb = drafts[at].anchor;
        let does = matches!(
            drafts[at].act.as_deref(),
            Some("ask" | "demand" | "order" | "promise" | "threaten" | "offer" | "refuse" | "agree" | "want")
        );
        if !does
            || !is_gerund(a, verb)
            || !is(a, verb, Deprel::Advcl)
            || children(a, verb, Deprel::Nsubj).next().is_some()
        {
            continue;
        }
        let Some(up) = head(a, verb) else { continue };
        let reports = |other: &Draft| {
            let same = drafts[at].source.is_empty()
                || other.source.iter().cloned().flatten().any(|w| within(&drafts[at].source, w));
            let outlet = super::source::source_head(a, other)
                .is_some_and(|s| sayings.source(lemma(a, s)).contains(&SourceKind::Outlet));
            outlet && same && within(&other.content, up) && other.anchor < up
        };
        let Some(outer) = near.at(up).into_iter().find(|&other| other != at && reports(&drafts[other]))
        else {
            continue;
        };
        let doer = crate::tree::subject(a, up).filter(|&s| within(&drafts[outer].content, s));
        drafts[at].source = doer.map_or(Vec::new(), |s| noun_phrase(a, sayings, s, up, &[]));
        let all = drafts[outer].content_words().chain(a.subtree(verb)).collect();
        drafts[outer].content = sorted_runs(all);
        drafts[outer].tidy(a);
    }
}

/// "Officials quoted by X said Z": X hands on all of it. The saying verb has its own reading.
fn quoted_by(a: &Analysis, sayings: &Sayings, quotes: usize) -> Option<Draft> {
    if !is(a, quotes, Deprel::Acl) || relation(a, quotes) == Deprel::AclRelcl {
        return None;
    }
    let by = agent(a, quotes)?;
    let speaker = head(a, quotes).filter(|&noun| noun < quotes && is(a, noun, Deprel::Nsubj))?;
    let says = head(a, speaker).filter(|&s| s > by)?;
    let verb = entry(a, sayings, says)?;
    let said = content(a, says, verb, Frame::Clause, false)?;
    let mut handed: Vec<usize> = a.subtree(speaker).into_iter().filter(|&w| w < quotes).collect();
    handed.push(says);
    handed.extend(children(a, says, Deprel::Aux).filter(|&c| c < says));
    handed.extend(said);
    Some(outer(a, sayings, quotes, by, handed))
}

/// The reading of who hands on: `by` is the agent of `quotes`.
fn outer(a: &Analysis, sayings: &Sayings, quotes: usize, by: usize, handed: Vec<usize>) -> Draft {
    let mut source = noun_phrase(a, sayings, by, quotes, &handed);
    source.retain(|r| r.start > quotes);
    let mut cue = vec![quotes];
    cue.extend(introducers(a, by).filter(|&i| i == quotes + 1));
    made(a, source, sorted_runs(cue), handed, quotes, "quote", "quoted-by")
}

/// Who does what the passive `w` tells.
fn agent(a: &Analysis, w: usize) -> Option<usize> {
    a.children(w).find(|&c| {
        c > w
            && (relation(a, c) == Deprel::OblAgent
                || is(a, c, Deprel::Obl) && introducers(a, c).any(|i| lemma(a, i) == "by"))
    })
}

fn made(
    a: &Analysis,
    source: Vec<Range<usize>>,
    cue: Vec<Range<usize>>,
    content: Vec<usize>,
    anchor: usize,
    act: &str,
    rule: &'static str,
) -> Draft {
    let mut draft = Draft {
        source,
        cue,
        content: sorted_runs(content),
        anchor,
        act: Some(act.to_owned()),
        rule,
        confidence: 0.75,
        strong: true,
    };
    draft.tidy(a);
    draft
}

/// Takes "quoted by X" out of the source and the cue of the model's reading of what the quoted one said: both belong
/// to the reading of X.
pub(crate) fn part_quoted(a: &Analysis, sayings: &Sayings, drafts: &mut [Draft]) {
    let mut near = noted(drafts);
    for quotes in (0..a.words.len()).filter(|&w| quotes_another(a, w)) {
        let Some(reading) = quoted_by(a, sayings, quotes) else { continue };
        let mut parts = [reading.source.as_slice(), &reading.cue].concat();
        parts.push(quotes..quotes + 1);
        for at in near.touching_any(&parts) {
            let Some(draft) = drafts.get_mut(at) else { continue };
            let all = draft.cue.iter().cloned().flatten();
            let (mine, rest): (Vec<usize>, Vec<usize>) =
                all.partition(|&w| within(&reading.cue, w) || within(&reading.source, w));
            let takes = |w: usize| w == quotes || within(&reading.source, w);
            let mixed = draft.source.iter().cloned().flatten().any(takes);
            if mine.is_empty() && !mixed || rest.is_empty() {
                continue;
            }
            draft.anchor = rest.iter().copied().rev().find(|&w| upos(a, w) == Upos::Verb).unwrap_or(rest[0]);
            if let Some(verb) = entry(a, sayings, draft.anchor) {
                draft.act = Some(verb.act.clone());
            }
            draft.cue = sorted_runs(rest);
            let speaker = head(a, quotes).map_or(Vec::new(), |noun| a.subtree(noun));
            draft.source = sorted_runs(speaker.into_iter().filter(|&w| w < quotes).collect());
            draft.tidy(a);
            note(&mut near, at, draft);
        }
    }
}

/// "According to X, citing Y, Z", "X, citing Y, reported Z": Y says Z, and X hands it on. Only where Y can speak: "citing
/// rising costs" names a reason.
pub(crate) fn citing(a: &Analysis, sayings: &Sayings, drafts: &mut Vec<Draft>) {
    let mut near = noted(drafts);
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    for cites in (0..a.words.len()).filter(|&w| quotes_another(a, w) && is_gerund(a, w)) {
        let Some(speaker) = children(a, cites, Deprel::Obj).find(|&c| c > cites) else { continue };
        let run = sorted_runs(a.subtree(speaker)).into_iter().find(|r| r.contains(&speaker));
        let Some(run) = run.filter(|r| r.start > cites) else { continue };
        let stop = run.clone().find(|&w| lemma(a, w) == "," || is_finite(a, w)).unwrap_or(run.end);
        let words = run.start..stop;
        if words.is_empty() || !can_speak(a, sayings, speaker) {
            continue;
        }
        let is_own = |d: &Draft| d.cue.iter().cloned().flatten().all(|w| w == cites);
        let Some(sentence) = a.sentence_of(cites).and_then(|s| a.sentences.get(s)) else { continue };
        let handing = near.touching(sentence.words.clone()).into_iter().filter(|at| {
            let d = &drafts[*at];
            !dropped.contains(at) && !is_own(d) && sentence.words.contains(&d.anchor) && !d.source.is_empty()
        });
        // Who cites is the nearest source before, else the one whose verb the participle hangs on.
        let Some(at) = handing.min_by_key(|&at| drafts[at].anchor.abs_diff(cites)) else { continue };
        let mine = |w: usize| w == cites || words.contains(&w);
        let kept = |ranges: &[Range<usize>]| {
            sorted_runs(ranges.iter().cloned().flatten().filter(|&w| !mine(w)).collect())
        };
        let (cue, said) = (kept(&drafts[at].cue), kept(&drafts[at].content));
        if cue.is_empty() || said.is_empty() {
            continue;
        }
        drafts[at].source = kept(&drafts[at].source);
        drafts[at].cue = cue;
        if drafts[at].anchor == cites {
            drafts[at].anchor = drafts[at].cue[0].start;
        }
        drafts[at].content = said;
        drafts[at].tidy(a);
        let said = drafts[at].content_words().collect();
        dropped.extend(near.at(cites).into_iter().filter(|&own| own != at && is_own(&drafts[own])));
        note(&mut near, at, &drafts[at]);
        let source = std::iter::once(words.clone()).collect();
        let cue = std::iter::once(cites..cites + 1).collect();
        let cited = made(a, source, cue, said, cites, "say", "citing");
        note(&mut near, drafts.len(), &cited);
        drafts.push(cited);
    }
    if !dropped.is_empty() {
        let mut at = 0;
        drafts.retain(|_| {
            at += 1;
            !dropped.contains(&(at - 1))
        });
    }
}

/// Whether the noun is one that says something: a name, or a noun that the lexicon of sources has.
fn can_speak(a: &Analysis, sayings: &Sayings, noun: usize) -> bool {
    upos(a, noun) == Upos::Propn && !is_quote_mark(a, noun)
        || sayings.source(lemma(a, noun)).iter().any(|kind| *kind != SourceKind::Author)
}
