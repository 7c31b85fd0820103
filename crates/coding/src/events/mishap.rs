//! Signs of violence and of accidents in an article's sentences.
//!
//! "Nine people were killed" is told of floods, buses and bombs alike. Entries marked `not-by-accident` are coded only
//! where the sentence, or else those before it, speak of violence; the words are those of `events/mishaps.tsv`.

use super::pattern::EventLexicon;
use super::words::WordClass;
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos};

/// What is told in each sentence: violence (`true`), accident or disaster (`false`), neither.
#[derive(Debug, Default)]
pub(super) struct Signs {
    sentences: Vec<Option<bool>>,
}

impl Signs {
    /// Reads the signs of an article. Violence outweighs accidents: "a bomb set the bus on fire".
    pub(super) fn read(forest: &Forest<'_>, lexicon: &EventLexicon) -> Self {
        let sign = |word: usize| {
            let lemma = forest.lemma(word);
            let violence = lexicon.harm(&lemma)?;
            // "a World War II-era plane" crashed; "a shark attack" is no assault.
            let old = lemma == "war" && word.checked_sub(1).is_some_and(|w| forest.is_lemma(w, "world"));
            let beast =
                forest.by(word, Deprel::Compound).any(|c| lexicon.harm(&forest.lemma(c)) == Some(false));
            if old || violence && beast {
                return None;
            }
            // "an earthquake strikes", "was hit by a storm": only the noun is a blow that somebody deals.
            // "suspected of dying from the virus"
            let verb = matches!(lemma.as_str(), "strike" | "suspect") && forest.upos(word) == Upos::Verb;
            (!verb && (violence || !is_other_fire(forest, word))).then_some(violence)
        };
        // "strikes left unexploded ordnance": what is left behind did no harm yet.
        let left = |w: usize| forest.head(w).is_some_and(|noun| forest.deprel(noun) == Some(Deprel::Obj));
        let leftover = |w: usize| {
            lexicon.is_a(&forest.lemma(w), WordClass::Leftover)
                && !(forest.deprel(w) == Some(Deprel::Amod) && left(w))
        };
        let sentences = forest.analysis.sentences.iter().map(|s| match s.words.clone().any(leftover) {
            true => Some(false),
            false => s.words.clone().filter_map(sign).max(),
        });
        Self { sentences: sentences.collect() }
    }

    /// Whether more sentences of the article tell of violence than of accidents.
    pub(super) fn are_violent(&self) -> bool {
        let count = |wanted| self.sentences.iter().filter(|s| **s == Some(wanted)).count();
        count(true) > count(false)
    }

    /// Whether more sentences of the article tell of accidents and disasters than of violence.
    pub(super) fn are_of_mishaps(&self) -> bool {
        let count = |wanted| self.sentences.iter().filter(|s| **s == Some(wanted)).count();
        count(false) > count(true)
    }

    /// What sentence `at` tells of.
    pub(super) fn of(&self, at: usize) -> Option<bool> {
        self.sentences.get(at).copied().flatten()
    }
}

/// "opened fire", "struck a deal", "storm the palace": a word of disasters that is used otherwise.
fn is_other_fire(forest: &Forest<'_>, word: usize) -> bool {
    let lemma = forest.lemma(word);
    match lemma.as_str() {
        "fire" if forest.upos(word) == Upos::Verb => true,
        "fire" => {
            forest.head(word).is_some_and(|h| {
                matches!(forest.lemma(h).as_str(), "open" | "return" | "exchange" | "come" | "draw")
            }) || forest.case(word) == "under"
        }
        "storm" | "crash" | "flood" => {
            forest.upos(word) == Upos::Verb && forest.by(word, Deprel::Obj).next().is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lexicon, fixture};

    fn sign(lines: &str) -> Option<bool> {
        let (article, analysis) = fixture::read(lines);
        let lexicon = Lexicon::embedded().unwrap();
        let forest = crate::forest(&article, &analysis, &lexicon);
        Signs::read(&forest, &lexicon.events).of(0)
    }

    #[test]
    fn violence_outweighs_accidents_and_fire_may_be_opened() {
        let bus = "A a DET DT 2 det\nbus bus NOUN NN 3 nsubj\noverturned overturn VERB VBD 0 root\n. . PUNCT . 3 punct";
        assert_eq!(sign(bus), Some(false));
        let fire = "They they PRON PRP 2 nsubj\nopened open VERB VBD 0 root\nfire fire NOUN NN 2 obj\n. . PUNCT . 2 punct";
        assert_eq!(sign(fire), None);
        let both = "The the DET DT 2 det\nbomb bomb NOUN NN 3 nsubj\nbegan begin VERB VBD 0 root\na a DET DT 5 det\nfire fire NOUN NN 3 obj\n. . PUNCT . 3 punct";
        assert_eq!(sign(both), Some(true));
    }
}
