//! Quotations and contents: quotation marks belong to what they enclose, a speech that is quoted in part is quoted
//! whole, and a quotation without a cue of its own goes on with the speaker before it.

use super::draft::{CELL, Draft, sorted_runs};
use super::quotes::Quote;
use crate::near::Near;
use crate::tree::{upos, within};
use dunlin_language::{Analysis, Upos};
use std::collections::{BTreeMap, BTreeSet};
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
    let mut near = Near::new(CELL);
    for (at, q) in quoted.iter().enumerate() {
        near.add(q.words.clone(), at);
    }
    for draft in drafts.iter_mut() {
        widen(a, &quoted, &near, draft);
    }
    run_on(a, &quoted, drafts);
}

fn widen(a: &Analysis, quoted: &[Quoted<'_>], near: &Near, draft: &mut Draft) {
    let mut words: BTreeSet<usize> = draft.content_words().collect();
    let Some((&first, &last)) = words.first().zip(words.last()) else { return };
    // In text order; a quotation that is taken in may bring others within reach.
    let mut open: BTreeSet<usize> = near.touching_any(&draft.content).into_iter().collect();
    while let Some(at) = open.pop_first() {
        let Some(q) = quoted.get(at) else { continue };
        if words.range(q.words.clone()).next().is_none() {
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
            open.extend(near.touching(q.words.clone()).into_iter().filter(|&other| other > at));
        }
    }
    draft.content = sorted_runs(words.into_iter().collect());
    draft.tidy(a);
}

/// Drafts by the words of their contents, kept up as contents grow.
struct Holders {
    near: Near,
    /// Where the anchors stand, in text order, and whose they are.
    anchors: Vec<(usize, usize)>,
}

impl Holders {
    fn new(drafts: &[Draft]) -> Self {
        let mut near = Near::new(CELL);
        let mut anchors = Vec::with_capacity(drafts.len());
        for (at, draft) in drafts.iter().enumerate() {
            draft.content.iter().for_each(|range| near.add(range.clone(), at));
            anchors.push((draft.anchor, at));
        }
        anchors.sort_unstable();
        Self { near, anchors }
    }

    /// The attribution whose content holds most of `words`.
    fn holder(&self, drafts: &[Draft], words: &Range<usize>) -> Option<usize> {
        self.near.touching(words.clone()).into_iter().find(|&at| {
            drafts.get(at).is_some_and(|draft| {
                let shared = words.clone().filter(|&w| within(&draft.content, w)).count();
                shared * 2 > words.len() && !draft.cue.iter().any(|r| words.contains(&r.start))
            })
        })
    }

    /// Whether some attribution has a content that reaches into `words`.
    fn touches(&self, drafts: &[Draft], words: &Range<usize>) -> bool {
        self.near
            .touching(words.clone())
            .into_iter()
            .any(|at| drafts.get(at).is_some_and(|draft| words.clone().any(|w| within(&draft.content, w))))
    }

    /// Whether another attribution than `draft` has its anchor in `words`.
    fn speaks(&self, words: &Range<usize>, draft: usize) -> bool {
        let from = self.anchors.partition_point(|&(anchor, _)| anchor < words.start);
        let mut here = self.anchors.iter().skip(from).take_while(|&&(anchor, _)| anchor < words.end);
        here.any(|&(_, at)| at != draft)
    }

    fn give(&mut self, a: &Analysis, drafts: &mut [Draft], at: usize, words: &Range<usize>) {
        let Some(draft) = drafts.get_mut(at) else { return };
        let all: Vec<usize> = draft.content_words().chain(words.clone()).collect();
        draft.content = sorted_runs(all);
        draft.tidy(a);
        self.near.add(words.clone(), at);
    }
}

/// Gives quotations that no attribution holds to the speaker they go on from.
fn run_on(a: &Analysis, quoted: &[Quoted<'_>], drafts: &mut [Draft]) {
    let mut holders = Holders::new(drafts);
    // The quotation of each block that takes up one that was left open.
    let mut takes_up: BTreeMap<usize, &Quoted<'_>> = BTreeMap::new();
    for q in quoted.iter().filter(|q| q.quote.goes_on) {
        takes_up.entry(q.quote.block).or_insert(q);
    }
    // A speech may be named at its end: then what was left open before it belongs to it. Hence backwards first.
    for q in quoted.iter().rev() {
        if !q.quote.closed
            && q.quote.depth == 0
            && holders.holder(drafts, &q.words).is_none()
            && let Some(next) = takes_up.get(&(q.quote.block + 1))
            && let Some(draft) = holders.holder(drafts, &next.words)
        {
            holders.give(a, drafts, draft, &q.words);
        }
    }
    let mut outer: Option<&Quoted<'_>> = None;
    for q in quoted {
        let before = outer;
        if q.quote.depth > 0 {
            continue;
        }
        outer = Some(q);
        if q.words.len() < SPEECH
            || holders.holder(drafts, &q.words).is_some()
            || holders.touches(drafts, &q.words)
            || !stands_alone(a, q)
        {
            continue;
        }
        let Some(before) = before else { continue };
        let near = before.quote.block == q.quote.block
            || (q.quote.goes_on && before.quote.block + 1 == q.quote.block);
        if !near {
            continue;
        }
        // The speaker before: who was last quoted, unless somebody else has been named in between.
        let Some(draft) = holders.holder(drafts, &before.words) else { continue };
        let between = before.words.end..q.words.start;
        if !holders.speaks(&between, draft) {
            holders.give(a, drafts, draft, &q.words);
        }
    }
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
