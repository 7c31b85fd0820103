//! Deeds that are named and not told as done: purposes, rights, aims, what is yet to come or has been ended.

use super::matching::Matcher;
use dunlin_language::{Deprel, Upos};

/// Nouns whose infinitive tells what may be done, not what is: "the right to protest".
const MAY_BE: &[&str] = &[
    "right",
    "freedom",
    "ability",
    "chance",
    "opportunity",
    "power",
    "authority",
    "capacity",
    "duty",
    "time",
    "need",
    "reason",
    "way",
    "desire",
    "liberty",
    "responsibility",
    "obligation",
    "means",
    "option",
];

/// Nouns whose gerund with "of" tells what somebody has in mind: "the goal of ousting him".
const AIMS: &[&str] = &[
    "goal",
    "aim",
    "objective",
    "intention",
    "purpose",
    "hope",
    "idea",
    "dream",
    "possibility",
    "prospect",
    "risk",
    "danger",
    "fear",
    "chance",
    "likelihood",
    "option",
    "way",
    "means",
    "policy",
    "strategy",
];

impl Matcher<'_> {
    /// Whether the word stands in a clause of purpose or of a reason held against somebody: "fighting to topple",
    /// "jailed for helping". Deeds there are not told as done.
    pub(super) fn is_unrealised(&self, word: usize) -> bool {
        let infinitive = |w: usize| self.forest.by(w, Deprel::Mark).any(|m| self.forest.is_lemma(m, "to"));
        let may_be = |head: usize| MAY_BE.contains(&self.forest.lemma(head).as_str());
        // "a goal of ousting the president": an aim, not a deed.
        let of = |w: usize| self.forest.by(w, Deprel::Mark).any(|m| self.forest.is_lemma(m, "of"));
        let aim = |head: usize| AIMS.contains(&self.forest.lemma(head).as_str());
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
        const LEAVING: &[&str] = &[
            "withdraw",
            "refrain",
            "abstain",
            "desist",
            "stop",
            "prevent",
            "keep",
            "bar",
            "prohibit",
            "block",
            "deter",
            "discourage",
            "back",
            "ban",
            "exempt",
            "save",
            "protect",
        ];
        let from = self.forest.by(word, Deprel::Mark).any(|m| self.forest.is_lemma(m, "from"));
        if from && self.forest.head(word).is_some_and(|up| LEAVING.contains(&self.forest.lemma(up).as_str()))
        {
            return true;
        }
        // "a potential conflict with": nothing that took place.
        let maybe = |w: usize| {
            matches!(self.forest.lemma(w).as_str(), "potential" | "possible" | "hypothetical" | "imminent")
        };
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
        const ENDING: &[&str] = &[
            "lift", "ease", "relax", "remove", "revoke", "overturn", "rescind", "waive", "abolish", "repeal",
            "loosen", "drop", "scrap", "reduce", "commute", "end",
        ];
        const LASTING: &[&str] = &[
            "ban",
            "blockade",
            "siege",
            "curfew",
            "sanction",
            "embargo",
            "prohibition",
            "crackdown",
            "boycott",
            "tariff",
            "restriction",
            "sentence",
            "detention",
            "imprisonment",
            "captivity",
        ];
        const STOPPING: &[&str] = &["end", "stop", "halt", "suspend", "avoid", "prevent", "pause"];
        const BLOCKING: &[&str] =
            &["block", "stop", "halt", "suspend", "prevent", "avoid", "avert", "bar", "delay", "oppose"];
        const HANDLING: &[&str] =
            &["extradition", "deportation", "expulsion", "execution", "eviction", "arrest", "seizure"];
        const FIGHTING: &[&str] = &[
            "war",
            "conflict",
            "fighting",
            "violence",
            "attack",
            "strike",
            "offensive",
            "hostility",
            "bombing",
            "bombardment",
            "assault",
            "airstrike",
            "raid",
            "shelling",
        ];
        let forest = self.forest;
        const OVER: &[&str] = &["end", "expire", "lapse", "conclude"];
        let over = forest.deprel(word) == Some(Deprel::Nsubj)
            && LASTING.contains(&forest.lemma(word).as_str())
            && forest.head(word).is_some_and(|verb| OVER.contains(&forest.lemma(verb).as_str()));
        if over {
            return true;
        }
        if !matches!(forest.deprel(word), Some(Deprel::Obj | Deprel::NsubjPass))
            || forest.upos(word) != Upos::Noun
        {
            return false;
        }
        let Some(verb) = forest.head(word).map(|verb| forest.lemma(verb)) else { return false };
        let noun = forest.lemma(word);
        let is = |list: &[&str], lemma: &str| list.contains(&lemma);
        is(LASTING, &noun) && is(ENDING, &verb)
            || is(FIGHTING, &noun) && is(STOPPING, &verb)
            || is(HANDLING, &noun) && is(BLOCKING, &verb)
    }
}
