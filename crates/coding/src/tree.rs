//! Walking dependency trees: the few steps that the attribution, factuality and outlook rules are written in.
//!
//! All functions take word indices of one [`Analysis`] and are safe on any tree, also on one with a cycle or with a
//! head outside its sentence: a model's tree may be wrong, and a rule that meets such a one must simply not match.

use dunlin_language::{Analysis, Deprel, Upos, Word};
use std::ops::Range;

/// Longest path that is climbed. Trees of real sentences are at most some thirty deep.
const DEEPEST: usize = 64;

/// The word, when the index is one.
pub(crate) fn word(a: &Analysis, w: usize) -> Option<&Word> {
    a.words.get(w)
}

/// The lemma; empty when there is no such word.
pub(crate) fn lemma(a: &Analysis, w: usize) -> &str {
    word(a, w).map_or("", |word| word.lemma.as_str())
}

/// The relation of `w` to its head.
pub(crate) fn relation(a: &Analysis, w: usize) -> Deprel {
    word(a, w).map_or(Deprel::Dep, |word| word.deprel)
}

/// Whether `w` hangs on its head by `rel` or one of its subtypes.
pub(crate) fn is(a: &Analysis, w: usize, rel: Deprel) -> bool {
    relation(a, w).is(rel)
}

/// The universal part of speech.
pub(crate) fn upos(a: &Analysis, w: usize) -> Upos {
    word(a, w).map_or(Upos::X, |word| word.upos)
}

/// The head, when it is another word.
pub(crate) fn head(a: &Analysis, w: usize) -> Option<usize> {
    word(a, w)?.head.filter(|&h| h != w && h < a.words.len())
}

/// The words above `w`, nearest first.
pub(crate) fn ancestors(a: &Analysis, w: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(head(a, w), |&h| head(a, h)).take(DEEPEST)
}

/// The first child of `w` by `rel` or one of its subtypes.
pub(crate) fn child(a: &Analysis, w: usize, rel: Deprel) -> Option<usize> {
    children(a, w, rel).next()
}

/// All children of `w` by `rel` or one of its subtypes.
pub(crate) fn children(a: &Analysis, w: usize, rel: Deprel) -> impl Iterator<Item = usize> + '_ {
    a.children(w).filter(move |&c| is(a, c, rel))
}

/// The words that introduce `w`: prepositions and subordinators.
pub(crate) fn introducers(a: &Analysis, w: usize) -> impl Iterator<Item = usize> + '_ {
    a.children(w).filter(|&c| is(a, c, Deprel::Case) || is(a, c, Deprel::Mark))
}

/// Whether `w` is in the passive.
pub(crate) fn is_passive(a: &Analysis, w: usize) -> bool {
    a.children(w).any(|c| matches!(relation(a, c), Deprel::AuxPass | Deprel::NsubjPass | Deprel::CsubjPass))
}

/// The subject of `w`, its own or the one that it shares: with the first of a row of verbs, or with the verb
/// that governs an infinitive or a participle.
pub(crate) fn subject(a: &Analysis, w: usize) -> Option<usize> {
    let mut at = w;
    for _ in 0..DEEPEST {
        if let Some(own) = a.children(at).find(|&c| is(a, c, Deprel::Nsubj)) {
            return Some(own);
        }
        let up = head(a, at)?;
        match relation(a, at) {
            Deprel::Conj | Deprel::Xcomp => at = up,
            Deprel::Advcl | Deprel::Parataxis if is_bare_participle(a, at) => at = up,
            _ => return None,
        }
    }
    None
}

/// Whether `w` is an -ing form or a participle without a subject or an auxiliary of its own: "saying that".
pub(crate) fn is_bare_participle(a: &Analysis, w: usize) -> bool {
    use dunlin_language::Xpos;
    word(a, w).is_some_and(|word| matches!(word.xpos, Xpos::Vbg | Xpos::Vbn))
        && !a.children(w).any(|c| is(a, c, Deprel::Nsubj) || is(a, c, Deprel::Aux))
}

/// Whether `w` is an infinitive with "to".
pub(crate) fn is_to_infinitive(a: &Analysis, w: usize) -> bool {
    use dunlin_language::Xpos;
    children(a, w, Deprel::Mark).any(|c| word(a, c).is_some_and(|word| word.xpos == Xpos::To))
}

/// Whether a clause headed by `w` has a finite verb: a tensed one, or an auxiliary.
pub(crate) fn is_finite(a: &Analysis, w: usize) -> bool {
    use dunlin_language::Xpos;
    let tensed = |x: Xpos| matches!(x, Xpos::Vbd | Xpos::Vbp | Xpos::Vbz | Xpos::Md);
    word(a, w).is_some_and(|word| tensed(word.xpos))
        || a.children(w).any(|c| {
            (is(a, c, Deprel::Aux) || is(a, c, Deprel::Cop))
                && word(a, c).is_some_and(|word| tensed(word.xpos))
        })
}

/// Sorted words to maximal runs.
pub(crate) fn runs(words: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for &w in words {
        match out.last_mut() {
            Some(last) if last.end == w => last.end = w + 1,
            _ => out.push(w..w + 1),
        }
    }
    out
}

/// The number of words in `ranges`.
pub(crate) fn size(ranges: &[Range<usize>]) -> usize {
    ranges.iter().map(|r| r.len()).sum()
}

/// Whether `w` is in one of `ranges`.
pub(crate) fn within(ranges: &[Range<usize>], w: usize) -> bool {
    ranges.iter().any(|r| r.contains(&w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_words_become_runs() {
        assert_eq!(runs(&[1, 2, 5, 7, 8]), [1..3, 5..6, 7..9]);
        assert_eq!(runs(&[]), Vec::<Range<usize>>::new());
    }
}
