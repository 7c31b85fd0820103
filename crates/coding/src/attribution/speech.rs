//! Quotations and contents: quotation marks belong to what they enclose, a speech that is quoted in part is quoted
//! whole, and a quotation without a cue of its own goes on with the speaker before it.

use super::draft::{Draft, sorted_runs};
use super::quotes::Quote;
use crate::tree::{upos, within};
use dunlin_language::{Analysis, Upos};
use std::ops::Range;

/// Fewest words of a quotation that can be a speech by itself; shorter ones are terms and titles.
const SPEECH: usize = 4;

/// A quotation in words, marks included.
struct Quoted<'q> {
    quote: &'q Quote,
    words: Range<usize>,
}

/// Widens contents to the quotations they stand in, then hands quotations without a cue to the speaker before.
pub(crate) fn settle(a: &Analysis, quotes: &[Quote], drafts: &mut [Draft]) {
    let quoted: Vec<Quoted<'_>> = quotes
        .iter()
        .filter_map(|quote| {
            let first = a.word_at(quote.span.start)?;
            let end = a.words.partition_point(|word| word.span.start < quote.span.end);
            (first < end).then_some(Quoted { quote, words: first..end })
        })
        .collect();
    for draft in drafts.iter_mut() {
        widen(a, &quoted, draft);
    }
    run_on(a, &quoted, drafts);
}

fn widen(a: &Analysis, quoted: &[Quoted<'_>], draft: &mut Draft) {
    let mut words: Vec<usize> = draft.content_words().collect();
    let Some((&first, &last)) = words.iter().min().zip(words.iter().max()) else { return };
    for q in quoted {
        let shared = words.iter().filter(|w| q.words.contains(w)).count();
        if shared == 0 {
            continue;
        }
        let cue_inside = draft.cue.iter().any(|r| r.clone().any(|w| q.words.contains(&w)));
        let whole = first <= q.words.start + 1 && q.words.end <= last + 2;
        if cue_inside && !(q.quote.depth > 0 && whole) {
            // The cue is quoted too ("he said she knew"): only what the content itself holds counts.
            continue;
        }
        let source_inside = draft.source.iter().any(|r| r.clone().any(|w| q.words.contains(&w)));
        let speech = q.words.len() >= SPEECH || whole;
        if (speech && !source_inside && q.quote.depth == 0) || whole {
            words.extend(q.words.clone());
        }
    }
    draft.content = sorted_runs(words);
    draft.tidy(a);
}

/// Gives quotations that no attribution holds to the speaker they go on from.
fn run_on(a: &Analysis, quoted: &[Quoted<'_>], drafts: &mut [Draft]) {
    // A speech may be named at its end: then what was left open before it belongs to it. Hence backwards first.
    for at in (0..quoted.len()).rev() {
        let q = &quoted[at];
        if !q.quote.closed && q.quote.depth == 0 && holder(drafts, &q.words).is_none() {
            let next = quoted.iter().find(|x| x.quote.goes_on && x.quote.block == q.quote.block + 1);
            if let Some(next) = next
                && let Some(draft) = holder(drafts, &next.words)
            {
                add(a, &mut drafts[draft], &q.words);
            }
        }
    }
    for (at, q) in quoted.iter().enumerate() {
        if q.quote.depth > 0 || q.words.len() < SPEECH || holder(drafts, &q.words).is_some() {
            continue;
        }
        if touches(drafts, &q.words) || !stands_alone(a, q) {
            continue;
        }
        let before = quoted[..at].iter().rev().find(|x| x.quote.depth == 0);
        let Some(before) = before else { continue };
        let near = before.quote.block == q.quote.block
            || (q.quote.goes_on && before.quote.block + 1 == q.quote.block);
        if !near {
            continue;
        }
        // The speaker before: who was last quoted, unless somebody else has been named in between.
        let Some(draft) = holder(drafts, &before.words) else { continue };
        let between = before.words.end..q.words.start;
        let other = drafts.iter().enumerate().any(|(i, d)| i != draft && between.contains(&d.anchor));
        if !other {
            add(a, &mut drafts[draft], &q.words);
        }
    }
}

/// The attribution whose content holds most of `words`.
fn holder(drafts: &[Draft], words: &Range<usize>) -> Option<usize> {
    drafts.iter().position(|draft| {
        let shared = words.clone().filter(|&w| within(&draft.content, w)).count();
        shared * 2 > words.len() && !draft.cue.iter().any(|r| words.contains(&r.start))
    })
}

/// Whether some attribution has a part inside `words`, or a content that reaches into it.
fn touches(drafts: &[Draft], words: &Range<usize>) -> bool {
    drafts.iter().any(|draft| words.clone().any(|w| within(&draft.content, w)))
}

/// Whether a quotation is made of whole sentences: it begins one, and nothing but punctuation follows in its last.
fn stands_alone(a: &Analysis, q: &Quoted<'_>) -> bool {
    let sentence = |w: usize| a.sentence_of(w).and_then(|s| a.sentences.get(s)).map(|s| s.words.clone());
    let (Some(first), Some(last)) = (sentence(q.words.start), sentence(q.words.end.saturating_sub(1))) else {
        return false;
    };
    let silent = |mut range: Range<usize>| range.all(|w| upos(a, w) == Upos::Punct);
    silent(first.start..q.words.start) && silent(q.words.end..last.end.max(q.words.end))
}

fn add(a: &Analysis, draft: &mut Draft, words: &Range<usize>) {
    let all: Vec<usize> = draft.content_words().chain(words.clone()).collect();
    draft.content = sorted_runs(all);
    draft.tidy(a);
}
