//! What the text says of a source that it does not name: how many speak, for which office, and why without a name.
//!
//! "Three officials at the defence ministry, speaking on condition of anonymity because they were not authorised to
//! speak, said": three; the defence ministry; on condition of anonymity; because they were not authorised to speak.

use super::draft::Draft;
use super::sayings::Sayings;
use super::source::source_head;
use crate::numerals::Numerals;
use crate::pieces::Pieces;
use crate::tree::{children, introducers, is, lemma, runs, subject, upos, within, word};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::{SourceKind, Unnamed};
use std::ops::Range;

/// Farthest that a phrase of withholding stands from the source, in words.
const NEAR: usize = 40;

/// What is said of the draft's source; `None` when that is nothing.
pub(crate) fn told(
    a: &Analysis,
    sayings: &Sayings,
    numerals: &Numerals,
    pieces: &Pieces<'_>,
    draft: &Draft,
) -> Option<Unnamed> {
    let head = source_head(a, draft).filter(|&head| upos(a, head) == Upos::Noun)?;
    let (least, most) = count(a, numerals, pieces, draft, head);
    let withheld = withheld(a, draft, head);
    let span = |words: Range<usize>| a.span(&words);
    let told = Unnamed {
        least,
        most,
        office: office(a, sayings, draft, head).map(span),
        withheld: withheld.clone().map(span),
        reason: withheld.and_then(|words| reason(a, draft, &words)).map(span),
    };
    (told != Unnamed::default()).then_some(told)
}

/// The fewest and the most that speak.
fn count(
    a: &Analysis,
    numerals: &Numerals,
    pieces: &Pieces<'_>,
    draft: &Draft,
    head: usize,
) -> (Option<u32>, Option<u32>) {
    let plural = word(a, head).is_some_and(|w| w.xpos == Xpos::Nns);
    let number = children(a, head, Deprel::Nummod).find_map(|c| {
        let at = pieces.touching(word(a, c)?.span).start;
        let number = numerals.number(pieces, at)?;
        (number.value.fract() == 0.0 && (1.0..1e6).contains(&number.value))
            .then_some((c, number.value as u32))
    });
    if let Some((at, n)) = number {
        // "at least two", "more than two": no upper end.
        let open = draft.source.iter().cloned().flatten().any(|w| {
            w < at
                && (matches!(lemma(a, w), "more" | "over")
                    || lemma(a, w) == "least" && lemma(a, w - 1) == "at")
        });
        let more = open && (0..at).rev().take(2).any(|w| matches!(lemma(a, w), "more" | "over"));
        return (Some(n + u32::from(more)), (!open).then_some(n));
    }
    match plural {
        true => (Some(2), None),
        // "police", "staff" may be any number.
        false if word(a, head).is_some_and(|w| matches!(w.lemma.as_str(), "police" | "staff" | "media")) => {
            (None, None)
        }
        false => (Some(1), Some(1)),
    }
}

/// The body that the source belongs to: "at the defence ministry", "for the port", "army" in "army spokesman".
fn office(a: &Analysis, sayings: &Sayings, draft: &Draft, head: usize) -> Option<Range<usize>> {
    let speaks = |c: usize| {
        let kinds = sayings.source(lemma(a, c));
        upos(a, c) == Upos::Propn || kinds.contains(&SourceKind::Body) || kinds.contains(&SourceKind::Outlet)
    };
    let after = children(a, head, Deprel::Nmod).find(|&c| {
        let placed = introducers(a, c).any(|i| {
            matches!(lemma(a, i), "at" | "in" | "of" | "from" | "with" | "for" | "inside" | "within")
        });
        c > head && placed && speaks(c)
    });
    if let Some(noun) = after {
        let cases: Vec<usize> = introducers(a, noun).collect();
        let clause =
            |w: usize| a.children(noun).filter(|&c| is(a, c, Deprel::Acl)).any(|c| a.subtree(c).contains(&w));
        let words: Vec<usize> = a
            .subtree(noun)
            .into_iter()
            .filter(|w| !cases.contains(w) && within(&draft.source, *w) && !clause(*w))
            .collect();
        return runs(&words).into_iter().find(|run| run.contains(&noun));
    }
    let before: Vec<usize> = a
        .children(head)
        .filter(|&c| c < head && (is(a, c, Deprel::Compound) || is(a, c, Deprel::Amod)))
        .filter(|&c| speaks(c) || a.children(c).any(speaks) || matches!(lemma(a, c), "government" | "army"))
        .collect();
    let (first, last) = (*before.first()?, *before.last()?);
    let first = a.subtree(first).first().copied().unwrap_or(first);
    Some(first..last + 1)
}

/// The words that say that the name is held back, in the sentence of the source or at the start of the next one, where
/// the same source is its subject.
fn withheld(a: &Analysis, draft: &Draft, head: usize) -> Option<Range<usize>> {
    let here = a.sentence_of(head)?;
    let sentence = a.sentences.get(here)?.words.clone();
    let near = sentence.start.max(head.saturating_sub(NEAR))..sentence.end.min(head + NEAR);
    if let Some(found) = phrase(a, near.filter(|&w| !within(&draft.content, w))) {
        return Some(found);
    }
    let next = a.sentences.get(here + 1).filter(|next| next.words.start == sentence.end)?.words.clone();
    let found = phrase(a, next.start..next.end.min(next.start + NEAR))?;
    let same = next.clone().take(NEAR).filter(|&w| is(a, w, Deprel::Nsubj)).any(|w| {
        lemma(a, w) == lemma(a, head) || matches!(lemma(a, w), "he" | "she" | "they" | "both" | "all")
    });
    same.then_some(found)
}

/// "on condition of anonymity", "asked not to be named", "declined to be identified" among `words`.
fn phrase(a: &Analysis, words: impl Iterator<Item = usize>) -> Option<Range<usize>> {
    for w in words {
        if lemma(a, w) == "anonymity" {
            let start = (w.saturating_sub(4)..w).find(|&x| matches!(lemma(a, x), "on" | "under" | "request"));
            return Some(start.unwrap_or(w)..w + 1);
        }
        let named =
            matches!(lemma(a, w), "name" | "identify") && word(a, w).is_some_and(|x| x.xpos == Xpos::Vbn);
        if named && lemma(a, w.saturating_sub(1)) == "be" {
            let asks = (w.saturating_sub(6)..w)
                .find(|&x| matches!(lemma(a, x), "ask" | "decline" | "refuse" | "request" | "want" | "wish"));
            // "could not be named", "cannot be identified".
            let not = (w.saturating_sub(4)..w).find(|&x| matches!(lemma(a, x), "not" | "n't"));
            if let Some(start) = asks.or(not.map(|n| n.saturating_sub(1))) {
                return Some(start..w + 1);
            }
        }
    }
    None
}

/// "because they were not authorised to speak", "citing the law", "for fear of the police" right after the phrase.
fn reason(a: &Analysis, draft: &Draft, phrase: &Range<usize>) -> Option<Range<usize>> {
    let sentence = a.sentence_of(phrase.start).and_then(|s| a.sentences.get(s))?.words.clone();
    let why = (phrase.end..sentence.end.min(phrase.end + 8)).find(|&w| {
        matches!(lemma(a, w), "because" | "cite" | "since")
            || lemma(a, w) == "for" && lemma(a, w + 1) == "fear"
            || lemma(a, w) == "due" && lemma(a, w + 1) == "to"
            || lemma(a, w) == "as" && subject_follows(a, w)
    })?;
    // Up to the comma or the saying verb that ends it.
    let end = (why + 1..sentence.end)
        .find(|&w| {
            within(&draft.cue, w)
                || within(&draft.content, w)
                || upos(a, w) == Upos::Punct && matches!(lemma(a, w), "," | "." | ";" | "\"" | "”")
        })
        .unwrap_or(sentence.end);
    (end > why + 1).then_some(why..end)
}

fn subject_follows(a: &Analysis, w: usize) -> bool {
    crate::tree::head(a, w).is_some_and(|clause| subject(a, clause).is_some_and(|s| s > w))
}
