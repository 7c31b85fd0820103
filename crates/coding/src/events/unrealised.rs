//! Deeds that are named and not told as done: purposes, rights, aims, what is yet to come or has been ended.

use super::matching::Matcher;
use super::words::WordClass;
use dunlin_language::{Deprel, Upos};

impl Matcher<'_> {
    /// Whether the word stands in a clause of purpose or of a reason held against somebody: "fighting to topple",
    /// "jailed for helping". Deeds there are not told as done.
    pub(super) fn is_unrealised(&self, word: usize) -> bool {
        let infinitive = |w: usize| self.forest.by(w, Deprel::Mark).any(|m| self.forest.is_lemma(m, "to"));
        let may_be = |head: usize| self.is_a(head, WordClass::MayBe);
        // "a goal of ousting the president": an aim, not a deed.
        let of = |w: usize| self.forest.by(w, Deprel::Mark).any(|m| self.forest.is_lemma(m, "of"));
        let aim = |head: usize| self.is_a(head, WordClass::Aim);
        // The parser may hang the gerund elsewhere: the noun stands right before its "of".
        let before = || {
            let mark = self.forest.by(word, Deprel::Mark).find(|&m| self.forest.is_lemma(m, "of"));
            mark.and_then(|m| m.checked_sub(1)).is_some_and(aim)
        };
        let below = self.forest.deprel(word) == Some(Deprel::Acl) && self.forest.head(word).is_some_and(aim);
        if of(word) && (below || before()) {
            return true;
        }
        if matches!(self.forest.deprel(word), Some(Deprel::Acl | Deprel::Xcomp))
            && infinitive(word)
            && self.forest.head(word).is_some_and(may_be)
        {
            return true;
        }
        // "withdraws from defending", "was barred from visiting": what is left off or kept from.
        let from = self.forest.by(word, Deprel::Mark).any(|m| self.forest.is_lemma(m, "from"));
        if from && self.forest.head(word).is_some_and(|up| self.is_a(up, WordClass::Leaving)) {
            return true;
        }
        // "a potential conflict with": nothing that took place.
        let maybe = |w: usize| self.is_a(w, WordClass::Potential);
        if self.forest.upos(word) == Upos::Noun && self.forest.by(word, Deprel::Amod).any(maybe) {
            return true;
        }
        if self.forest.deprel(word) != Some(Deprel::Advcl) {
            return false;
        }
        self.forest.by(word, Deprel::Mark).any(|mark| {
            matches!(
                self.forest.lemma(mark).as_str(),
                "to" | "for" | "towards" | "toward" | "against" | "instead of"
            )
        })
    }

    /// "has yet to concede": not done.
    pub(super) fn is_yet_to(&self, word: usize) -> bool {
        let (Some(to), Some(yet)) = (word.checked_sub(1), word.checked_sub(2)) else { return false };
        self.forest.is_lemma(to, "to") && self.forest.is_lemma(yet, "yet")
    }

    /// "lifted the ban": what is ended is told by another entry or by none.
    pub(super) fn is_ended(&self, word: usize) -> bool {
        let forest = self.forest;
        let over = forest.deprel(word) == Some(Deprel::Nsubj)
            && self.is_a(word, WordClass::Lasting)
            && forest.head(word).is_some_and(|verb| self.is_a(verb, WordClass::Expiring));
        if over {
            return true;
        }
        if !matches!(forest.deprel(word), Some(Deprel::Obj | Deprel::NsubjPass))
            || forest.upos(word) != Upos::Noun
        {
            return false;
        }
        let Some(verb) = forest.head(word) else { return false };
        let pair = |noun, by| self.is_a(word, noun) && self.is_a(verb, by);
        pair(WordClass::Lasting, WordClass::Ending)
            || pair(WordClass::Fighting, WordClass::Stopping)
            || pair(WordClass::Handling, WordClass::Blocking)
    }
}
