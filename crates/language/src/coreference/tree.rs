//! The sentence trees, made quick to walk, and the noun phrase around each word.

use crate::{Analysis, Deprel, Upos, Xpos};
use std::ops::Range;

/// Words of the longest noun phrase that is believed.
const LONGEST: usize = 30;

/// Children and noun phrases of all words. Built in one pass; a tree of any depth is walked without recursion.
#[derive(Debug)]
pub(super) struct Tree {
    /// Children of word `w`: `children[starts[w]..starts[w + 1]]`, in text order.
    starts: Vec<usize>,
    children: Vec<usize>,
    /// The phrase each word heads, without what introduces it (case, conjunctions) and without relative clauses.
    phrases: Vec<Range<usize>>,
    /// The sentence of each word.
    sentences: Vec<usize>,
}

impl Tree {
    pub(super) fn new(analysis: &Analysis) -> Self {
        let words = &analysis.words;
        let head =
            |word: usize| words.get(word).and_then(|w| w.head).filter(|&h| h < words.len() && h != word);
        let mut starts = vec![0; words.len() + 2];
        for word in 0..words.len() {
            if let Some(head) = head(word) {
                starts[head + 2] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut children = vec![0; starts[words.len() + 1]];
        for word in 0..words.len() {
            if let Some(head) = head(word) {
                children[starts[head + 1]] = word;
                starts[head + 1] += 1;
            }
        }
        starts.pop();
        let mut sentences = vec![0; words.len()];
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            if let Some(words) = sentences.get_mut(sentence.words.clone()) {
                words.fill(number);
            }
        }
        let mut tree =
            Self { starts, children, phrases: (0..words.len()).map(|w| w..w + 1).collect(), sentences };
        tree.phrases = tree.find_phrases(analysis);
        tree
    }

    /// The words that depend on `word`, in text order.
    pub(super) fn children(&self, word: usize) -> &[usize] {
        let range =
            self.starts.get(word).copied().unwrap_or(0)..self.starts.get(word + 1).copied().unwrap_or(0);
        self.children.get(range).unwrap_or_default()
    }

    /// The sentence of `word`.
    pub(super) fn sentence(&self, word: usize) -> usize {
        self.sentences.get(word).copied().unwrap_or(0)
    }

    /// The noun phrase that `word` heads.
    pub(super) fn phrase(&self, word: usize) -> Range<usize> {
        self.phrases.get(word).cloned().unwrap_or(word..word + 1)
    }

    fn find_phrases(&self, analysis: &Analysis) -> Vec<Range<usize>> {
        let words = &analysis.words;
        // Heads before dependents; what is not reached hangs in a ring and keeps its own word only.
        let mut order: Vec<usize> = (0..words.len()).filter(|&w| words[w].head.is_none()).collect();
        let mut next = 0;
        while let Some(&word) = order.get(next) {
            order.extend_from_slice(self.children(word));
            next += 1;
        }
        let mut bare: Vec<Range<usize>> = (0..words.len()).map(|w| w..w + 1).collect();
        // The same with the words that introduce the phrase, as it counts inside a larger one.
        let mut full = bare.clone();
        for &word in order.iter().rev() {
            let verbal = matches!(words[word].upos, Upos::Verb | Upos::Aux);
            let mut phrase = word..word + 1;
            let mut introduced = phrase.clone();
            let mut cut = false;
            for &child in self.children(word) {
                let relation = words[child].deprel;
                // "Adu, 56": what a comma parts is said of the phrase, not in it.
                let start = full[child].start;
                let comma = start.checked_sub(1).is_some_and(|at| words[at].xpos == Xpos::Comma);
                if child > word && (cut || (comma && !verbal)) {
                    break;
                }
                if belongs(relation, child < word) || (verbal && relation.universal() != "punct") {
                    let part = &full[child];
                    phrase = phrase.start.min(part.start)..phrase.end.max(part.end);
                } else if relation.is(Deprel::Case) || relation.is(Deprel::Mark) {
                    introduced.start = introduced.start.min(child);
                    introduced.end = introduced.end.max(child + 1);
                } else if child > word && relation != Deprel::Punct {
                    // "Kim and Lee of Seoul": what stands after the conjunct is not Kim's.
                    cut = true;
                }
            }
            // A phrase of this length is rather a fault of the tree than a name for something.
            if phrase.len() > LONGEST {
                phrase = phrase.start.max((word + 1).saturating_sub(LONGEST))..word + 1;
            }
            full[word] = introduced.start.min(phrase.start)..introduced.end.max(phrase.end);
            bare[word] = phrase;
        }
        bare
    }
}

/// Whether a dependent with this relation is part of the noun phrase of its head.
fn belongs(relation: Deprel, before: bool) -> bool {
    match relation {
        Deprel::Det
        | Deprel::DetPredet
        | Deprel::Amod
        | Deprel::Compound
        | Deprel::Nummod
        | Deprel::NmodPoss
        | Deprel::NmodDesc
        | Deprel::Flat
        | Deprel::Fixed
        | Deprel::Goeswith => true,
        Deprel::Nmod | Deprel::NmodUnmarked | Deprel::Acl => !before,
        _ => false,
    }
}
