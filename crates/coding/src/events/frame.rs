//! The grammatical frame of a trigger: who stands where, as in the active clause.
//!
//! Passives are turned round, the subjects of infinitives, participles, relative clauses and joined verbs are found
//! where they stand, and a noun takes over the subject and the prepositions of the light verb that carries it
//! ("held talks with").

use super::pattern::{EventLexicon, Path, Step};
use super::words::WordClass;
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos, Xpos};

/// How far subjects are sought up the tree.
pub(super) const DEPTH: usize = 8;

/// Reads frames off the trees of an article.
pub(super) struct Frames<'a> {
    pub(super) forest: &'a Forest<'a>,
    pub(super) lexicon: &'a EventLexicon,
}

impl Frames<'_> {
    /// Whether `word` is of this class.
    pub(super) fn is_a(&self, word: usize, class: WordClass) -> bool {
        self.lexicon.is_a(&self.forest.lemma(word), class)
    }

    /// Whether `word` is a verb in the passive.
    pub(super) fn is_passive(&self, word: usize) -> bool {
        self.passive_to(word, DEPTH)
    }

    /// "is sentenced and fined": a form of the past behind a passive of the present is its second participle.
    pub(super) fn is_joined_participle(&self, word: usize, depth: usize) -> bool {
        let f = self.forest;
        let tag = |w: usize| f.analysis.words.get(w).map(|word| word.xpos);
        let bare = f.children(word).iter().all(|&c| {
            !matches!(f.deprel(c), Some(Deprel::Aux | Deprel::AuxPass | Deprel::Nsubj | Deprel::NsubjPass))
        });
        tag(word) == Some(Xpos::Vbd)
            && f.deprel(word) == Some(Deprel::Conj)
            && bare
            && depth > 0
            && f.head(word).is_some_and(|head| {
                f.by(head, Deprel::AuxPass).any(|c| matches!(tag(c), Some(Xpos::Vbz | Xpos::Vbp)))
                    && self.passive_to(head, depth - 1)
            })
    }

    pub(super) fn passive_to(&self, word: usize, depth: usize) -> bool {
        let f = self.forest;
        let Some(w) = f.analysis.words.get(word) else { return false };
        if w.xpos != Xpos::Vbn && !self.is_joined_participle(word, depth) {
            return false;
        }
        // "have kidnapped two men": active, whatever the parser calls the subject.
        let perfect = f.by(word, Deprel::Aux).any(|c| f.is_lemma(c, "have"))
            && f.by(word, Deprel::AuxPass).next().is_none()
            && f.by(word, Deprel::Aux).all(|c| !f.is_lemma(c, "be"))
            && f.by(word, Deprel::Obj).next().is_some();
        if perfect {
            return false;
        }
        let marked = f
            .children(word)
            .iter()
            .any(|&c| matches!(f.deprel(c), Some(Deprel::NsubjPass | Deprel::AuxPass | Deprel::OblAgent)));
        if marked {
            return true;
        }
        let helped =
            f.children(word).iter().any(|&c| matches!(f.deprel(c), Some(Deprel::Aux | Deprel::Nsubj)));
        // "Nine are killed and several others injured": the second participle leaves out its auxiliary.
        let joined = w.deprel == Deprel::Conj
            && depth > 0
            && f.by(word, Deprel::Aux).next().is_none()
            && f.by(word, Deprel::Obj).next().is_none()
            && f.by(word, Deprel::Nsubj).all(|s| s < word);
        if joined && w.head.is_some_and(|h| f.by(h, Deprel::AuxPass).next().is_some()) {
            return true;
        }
        match w.deprel {
            Deprel::Acl => true,
            Deprel::Conj if !helped && depth > 0 => w.head.is_some_and(|h| self.passive_to(h, depth - 1)),
            // "are reported killed", "were feared injured".
            Deprel::Advcl | Deprel::Xcomp if !helped => f.by(word, Deprel::Obj).next().is_none(),
            Deprel::Amod => true,
            _ => false,
        }
    }

    /// The light verb that carries the noun `word`.
    pub(super) fn light_verb(&self, word: usize) -> Option<usize> {
        let f = self.forest;
        let mut word = word;
        // "launched a series of strikes"
        if let Some(row) = f.head(word).filter(|&up| up < word)
            && f.deprel(word).is_some_and(|d| d.is(Deprel::Nmod))
            && f.case(word) == "of"
            && self.is_a(row, WordClass::Row)
        {
            word = row;
        }
        let head = f.head(word)?;
        if !matches!(f.upos(head), Upos::Verb) {
            return None;
        }
        let lemma = f.lemma(head);
        // "called the inquiry a hoax" calls it names.
        if self.is_a(head, WordClass::Calling) && f.by(head, Deprel::Xcomp).next().is_some() {
            return None;
        }
        let fits = match f.deprel(word)? {
            Deprel::Obj | Deprel::NsubjPass => self.lexicon.is_light(&lemma, ""),
            Deprel::Obl => self.lexicon.is_light(&lemma, &f.case(word)),
            Deprel::Conj => false,
            _ => false,
        };
        fits.then_some(head)
    }

    /// The words at the end of `path` from `word`.
    pub(super) fn follow(&self, word: usize, path: &Path) -> Vec<usize> {
        let mut at = vec![word];
        for (place, step) in path.iter().enumerate() {
            if place > 0 && at.is_empty() {
                return at;
            }
            at = at.into_iter().flat_map(|w| self.step(w, step)).collect();
        }
        if path.is_empty() { Vec::new() } else { at }
    }

    /// The words one step from `word`.
    pub(super) fn step(&self, word: usize, step: &Step) -> Vec<usize> {
        let f = self.forest;
        let verbal = self.is_verbal(word);
        match step {
            Step::Subj if verbal => self.subject(word, DEPTH),
            Step::Subj => self.noun_subject(word),
            Step::Obj if verbal => self.object(word, DEPTH),
            Step::Obj => self.preposition(word, "of"),
            Step::Iobj => f.by(word, Deprel::Iobj).collect(),
            Step::Poss => self.owners(word),
            Step::Mod => self.modifiers(word),
            Step::Xcomp => self.open_complement(word),
            Step::Ccomp => f.by(word, Deprel::Ccomp).collect(),
            Step::Prep(preposition) => self.preposition(word, preposition),
            Step::Adv => self.particles(word),
            Step::Holder => self.holder(word),
            Step::Light => self.light_verb(word).map(|verb| self.bearer(word, verb)).unwrap_or_default(),
            Step::Aux => f.by(word, Deprel::Aux).collect(),
        }
    }

    /// Whose something is: "the dissident's arrest", also where the parser takes the owner for a subject.
    pub(super) fn owners(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        let marked =
            |&c: &usize| f.by(c, Deprel::Case).any(|m| matches!(f.lemma(m).as_str(), "'s" | "’s" | "'"));
        let mut all: Vec<usize> = f.by(word, Deprel::NmodPoss).collect();
        if all.is_empty() {
            all.extend(f.by(word, Deprel::Nsubj).filter(marked));
        }
        all
    }

    /// A noun's modifiers; also those that the parser hung on another modifier ("an [Iranian missile] attack") or on
    /// the first of a row of nouns ("Russian missile and drone strikes").
    pub(super) fn modifiers(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        let of = |w: usize| {
            let beside =
                |&c: &usize| matches!(f.deprel(c), Some(Deprel::Amod | Deprel::Compound | Deprel::NmodDesc));
            f.children(w).iter().copied().filter(beside).collect::<Vec<_>>()
        };
        let mut own = of(word);
        // Of a name among them ("a Russian MLRS strike") only what stands before it as an adjective.
        let adjective = |m: usize| {
            f.deprel(m) == Some(Deprel::Amod) && f.analysis.words.get(m).is_some_and(|w| w.xpos == Xpos::Jj)
        };
        let inner = own.iter().filter(|&&c| f.deprel(c) == Some(Deprel::Compound));
        let inner: Vec<usize> = inner
            .flat_map(|&c| of(c).into_iter().map(move |m| (c, m)))
            .filter(|&(c, m)| f.upos(c) != Upos::Propn || adjective(m))
            .map(|(_, m)| m)
            .collect();
        own.extend(inner);
        if f.deprel(word) == Some(Deprel::Conj)
            && f.by(word, Deprel::Det).next().is_none()
            && let Some(first) = f.head(word).filter(|&h| h < word && f.upos(h) == Upos::Noun)
        {
            own.extend(of(first));
        }
        own
    }

    /// Particles and adverbs; a particle may pass for a preposition ("sealed off the street", "out of Georgia").
    pub(super) fn particles(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        let own = f.children(word).iter().copied().filter(|&c| {
            matches!(f.deprel(c), Some(Deprel::CompoundPrt | Deprel::Advmod))
                || f.upos(c) == Upos::Adp && f.deprel(c) != Some(Deprel::Case)
        });
        let dependents = f.children(word).iter().copied();
        let phrases =
            dependents.filter(|&c| f.deprel(c).is_some_and(|d| d.is(Deprel::Obl) || d.is(Deprel::Obj)));
        let passing = phrases.flat_map(|c| f.by(c, Deprel::Case));
        // "send home workers": the adverb may pass for a bare object beside the true one.
        let bare = f.by(word, Deprel::Obj).filter(|&c| self.is_bare_adverb(word, c));
        own.chain(passing.filter(|&c| matches!(f.lemma(c).as_str(), "off" | "out" | "down" | "up" | "back")))
            .chain(bare)
            .collect()
    }

    /// "home" beside another object.
    pub(super) fn is_bare_adverb(&self, verb: usize, object: usize) -> bool {
        let f = self.forest;
        matches!(f.lemma(object).as_str(), "home" | "back" | "away")
            && f.children(object).is_empty()
            && f.by(verb, Deprel::Obj).count() > 1
    }

    /// Whether `word` is read as a verb: verbs, and adjectives and nouns that are predicates.
    pub(super) fn is_verbal(&self, word: usize) -> bool {
        let f = self.forest;
        match f.upos(word) {
            Upos::Verb | Upos::Aux => true,
            Upos::Adj => f.deprel(word) != Some(Deprel::Amod),
            _ => false,
        }
    }

    /// To whom it is done.
    pub(super) fn object(&self, word: usize, depth: usize) -> Vec<usize> {
        let f = self.forest;
        if self.is_passive(word) {
            let mut own: Vec<usize> = f.under(word, Deprel::Nsubj).filter(|&w| w < word).collect();
            self.drop_counts(&mut own);
            if !own.is_empty() {
                // "At least 30 bandits, five officers and a civilian were killed": the first of the row stands bare.
                let bare =
                    |&c: &usize| c < word && f.case(c).is_empty() && f.by(c, Deprel::Nummod).next().is_some();
                let first: Vec<usize> = f.by(word, Deprel::Obl).filter(bare).collect();
                own.splice(0..0, first);
                return own.into_iter().map(|w| self.antecedent(w, word)).collect();
            }
            // "the father of assassinated senator Ruiz": behind "of" the participle belongs to what follows it.
            if f.deprel(word) == Some(Deprel::Acl) && f.by(word, Deprel::Mark).any(|m| f.is_lemma(m, "of")) {
                let own: Vec<usize> = f.by(word, Deprel::Obj).filter(|&o| o > word).collect();
                if !own.is_empty() {
                    return own;
                }
            }
            if f.deprel(word) == Some(Deprel::Acl) || f.deprel(word) == Some(Deprel::Amod) {
                // "the PKK is a banned group": what is said of the predicate holds of its subject.
                let head = f.head(word);
                let subject = head
                    .filter(|&h| f.by(h, Deprel::Cop).next().is_some())
                    .and_then(|h| f.by(h, Deprel::Nsubj).next());
                return subject.or(head).into_iter().collect();
            }
            return self.surface_subject(word, depth);
        }
        // Parsers disagree on whom "asked Haiti for" asks, "sentenced Ruiz to five years": an indirect object, or a
        // second subject behind the verb.
        let behind: Vec<usize> = f
            .by(word, Deprel::Nsubj)
            .filter(|&w| w > word && f.by(word, Deprel::Nsubj).any(|s| s < word))
            .filter(|&w| f.case(w).is_empty())
            .collect();
        let objects = f.by(word, Deprel::Obj).filter(|&o| !self.is_bare_adverb(word, o));
        let own: Vec<usize> = objects.map(|w| self.antecedent(w, word)).collect();
        // "abused immigrants, a rights group said": behind the object stands who tells it.
        let told = own.first().is_some_and(|&o| o > word && behind.iter().all(|&w| w > o));
        if !own.is_empty() && (behind.is_empty() || told) {
            return own;
        }
        let asked: Vec<usize> = f.by(word, Deprel::Iobj).chain(behind).collect();
        if !asked.is_empty() {
            return asked;
        }
        // "the town that rebels captured": the noun is the object of its relative clause.
        if f.deprel(word) == Some(Deprel::AclRelcl)
            && let Some(head) = f.head(word)
            && let subjects = f.under(word, Deprel::Nsubj).collect::<Vec<_>>()
            && subjects.first().is_some_and(|&s| self.antecedent(s, word) == s)
        {
            return vec![head];
        }
        // "charge and sentence dealers": the object stands behind both verbs and hangs on the first.
        if f.deprel(word) == Some(Deprel::Conj)
            && let Some(first) = f.head(word).filter(|&h| h < word && f.upos(h) == Upos::Verb)
            && f.under(word, Deprel::Nsubj).next().is_none()
            && !self.is_passive(first)
        {
            let behind: Vec<usize> = f.by(first, Deprel::Obj).filter(|&o| o > word).collect();
            if !behind.is_empty() {
                return behind;
            }
        }
        // "arrested and charged two men": the object may hang on the last verb only, or on the first.
        let shared = f.by(word, Deprel::Conj).filter(|&c| f.upos(c) == Upos::Verb).flat_map(|c| {
            // "had fired first and had wounded two": an auxiliary of its own makes it a clause of its own.
            let near = f.by(c, Deprel::Nsubj).next().is_none()
                && (f.by(c, Deprel::Aux).next().is_none() || f.by(word, Deprel::Aux).next().is_none());
            f.by(c, Deprel::Obj).filter(move |_| near)
        });
        shared.collect()
    }

    /// Dependents with this preposition, also those of the object or of the light verb, where parsers often put them.
    pub(super) fn preposition(&self, word: usize, preposition: &str) -> Vec<usize> {
        let f = self.forest;
        let direct = |w: usize| -> Vec<usize> {
            f.children(w)
                .iter()
                .copied()
                .filter(|&c| {
                    // "ignored an appeal by Paris": a phrase with a preposition is no subject, whatever the parser says.
                    let nominal = f
                        .deprel(c)
                        .is_some_and(|d| d.is(Deprel::Obl) || d.is(Deprel::Nmod) || d.is(Deprel::Nsubj));
                    // "agree to talks": the noun may pass for an infinitive, its preposition for the infinitive's mark.
                    let marked = f.deprel(c) == Some(Deprel::Xcomp)
                        && f.upos(c) == Upos::Noun
                        && f.by(c, Deprel::Mark).any(|m| f.is_lemma(m, preposition));
                    marked
                        || nominal
                            && (f.case(c) == preposition || preposition == "*" && !f.case(c).is_empty())
                })
                .collect()
        };
        let mut found = direct(word);
        // "fired from Yemen towards Israel": the second phrase may hang on the first.
        if found.is_empty() && matches!(preposition, "toward" | "towards") && self.is_verbal(word) {
            found = f.under(word, Deprel::Obl).flat_map(direct).collect();
        }
        // "the blockade imposed on the ports", "strikes carried out against"
        if found.is_empty() && matches!(preposition, "on" | "against" | "at") && !self.is_verbal(word) {
            let done = f.by(word, Deprel::Acl).filter(|&c| self.is_a(c, WordClass::Doing));
            found = done.flat_map(direct).collect();
        }
        // "an attack targeting the harbour"
        if found.is_empty() && matches!(preposition, "on" | "against") && !self.is_verbal(word) {
            let targeting = f.by(word, Deprel::Acl).filter(|&c| f.is_lemma(c, "target"));
            found = targeting.flat_map(|c| f.by(c, Deprel::Obj)).collect();
        }
        if found.is_empty() && preposition == "against" && self.is_verbal(word) {
            // "launched missiles targeting the harbour"
            let clauses =
                f.by(word, Deprel::Obj).flat_map(|o| f.by(o, Deprel::Acl)).chain(f.by(word, Deprel::Advcl));
            let targeting = clauses.filter(|&c| f.is_lemma(c, "target"));
            found = targeting.flat_map(|c| f.by(c, Deprel::Obj)).collect();
        }
        if found.is_empty() && self.is_verbal(word) {
            // "named the party and the militia as terrorists": the phrase may hang on the last of the row.
            found = f.by(word, Deprel::Obj).flat_map(|o| f.with_conjuncts(o)).flat_map(direct).collect();
            if found.is_empty() {
                // "fired and landed a round on": what follows the last verb belongs to all.
                found = f
                    .by(word, Deprel::Conj)
                    .filter(|&c| f.by(c, Deprel::Nsubj).next().is_none())
                    .flat_map(direct)
                    .collect();
            }
            if found.is_empty() && self.is_passive(word) {
                found = f.by(word, Deprel::NsubjPass).flat_map(direct).collect();
            }
        } else if found.is_empty() {
            // "a visit by the premier to Bhutan": parsers hang the second phrase on the first one.
            // "a round of strikes against Iran": the phrase may hang on the noun of quantity.
            if preposition != "of"
                && f.case(word) == "of"
                && let Some(row) = f.head(word).filter(|&row| self.is_a(row, WordClass::Row))
            {
                found = direct(row);
            }
            // What follows "of" belongs to the noun right before it.
            if preposition != "of" && found.is_empty() {
                found = f.under(word, Deprel::Nmod).flat_map(direct).collect();
            }
            let verb = self.light_verb(word).or_else(|| {
                let object = f.deprel(word) == Some(Deprel::Obj) && preposition != "of";
                f.head(word).filter(|_| object)
            });
            if found.is_empty()
                && let Some(verb) = verb
            {
                found = direct(verb);
            }
        }
        // "talks between the government of Chad and Libya": "between" asks for two.
        if let ("between", [only]) = (preposition, found.as_slice())
            && f.by(*only, Deprel::Conj).next().is_none()
        {
            let inner = f.under(*only, Deprel::Nmod).find_map(|n| f.by(n, Deprel::Conj).next());
            // "clashes between the army and the Front break out": the parser may hang the second one on the verb.
            let end = f.noun_phrase(*only).end;
            let strayed = || {
                let verb = f.head(word)?;
                f.under(verb, Deprel::Obl).find(|&c| {
                    f.noun_phrase(c).start == end && f.by(c, Deprel::Cc).any(|m| f.is_lemma(m, "and"))
                })
            };
            found.extend(inner.or_else(strayed));
        }
        found
    }

    /// The clause or noun that a word governs: infinitives, gerunds, and what a parser may have made of them.
    pub(super) fn open_complement(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        let mut found: Vec<usize> = f.by(word, Deprel::Xcomp).collect();
        let marked = |c: usize| {
            f.by(c, Deprel::Mark).any(|m| {
                matches!(
                    f.lemma(m).as_str(),
                    "to" | "of" | "from" | "for" | "on" | "against" | "with" | "into" | "about" | "by"
                )
            })
        };
        // "with the press claiming" has a subject of its own and is nobody's complement.
        let own_subject = |c: usize| f.under(c, Deprel::Nsubj).next().is_some();
        found.extend(f.by(word, Deprel::Advcl).filter(|&c| marked(c) && self.is_bare(c) && !own_subject(c)));
        found.extend(f.by(word, Deprel::Acl).filter(|&c| marked(c)));
        if self.is_verbal(word) {
            let objects = f.by(word, Deprel::Obj).chain(f.by(word, Deprel::Iobj));
            let inside = objects.flat_map(|o| f.by(o, Deprel::Acl)).filter(|&c| marked(c));
            found.extend(inside);
            let addressee =
                f.under(word, Deprel::Obl).flat_map(|o| f.by(o, Deprel::Acl)).filter(|&c| marked(c));
            found.extend(addressee);
        }
        found
    }

    /// Everything that `word` may govern, nearest kind first.
    pub(super) fn complements(&self, word: usize) -> Vec<usize> {
        let mut found = self.open_complement(word);
        found.extend(self.step(word, &Step::Ccomp));
        if self.is_verbal(word) {
            found.extend(self.object(word, DEPTH));
        }
        for preposition in ["for", "of", "to", "from", "on", "with", "against", "over", "in"] {
            found.extend(self.preposition(word, preposition));
        }
        let mut all = Vec::new();
        for w in found {
            for joined in self.forest.with_conjuncts(w) {
                if !all.contains(&joined) && joined != word {
                    all.push(joined);
                }
            }
        }
        all
    }

    /// What a pronoun that opens a reported clause stands for: "the police said they had arrested".
    pub(super) fn reporter(&self, pronoun: usize) -> Option<usize> {
        let f = self.forest;
        if f.upos(pronoun) != Upos::Pron || !matches!(f.lemma(pronoun).as_str(), "it" | "they" | "he" | "she")
        {
            return None;
        }
        let mut at = f.head(pronoun)?;
        if !f.deprel(pronoun)?.is(Deprel::Nsubj) {
            return None;
        }
        // "Officials said it killed nine": one thing is not many people.
        let many = |w: usize| {
            f.analysis.words.get(w).is_some_and(|word| matches!(word.xpos, Xpos::Nns | Xpos::Nnps))
                || f.by(w, Deprel::Conj).next().is_some()
        };
        let single = f.lemma(pronoun) != "they";
        for _ in 0..4 {
            let up = f.head(at)?;
            match f.deprel(at)? {
                Deprel::Ccomp => {
                    let subject = self.surface_subject(up, DEPTH).first().copied();
                    return subject.filter(|&s| s != pronoun && !(single && many(s)));
                }
                Deprel::Conj | Deprel::Xcomp => at = up,
                _ => return None,
            }
        }
        None
    }

    /// Who made a text that is the subject of a verb: "the minister's statement condemned", "signed a letter urging".
    pub(super) fn author(&self, thing: usize) -> Vec<usize> {
        // Who signs or publishes it; not who receives or rejects it.
        let f = self.forest;
        let text = self.is_a(thing, WordClass::Text);
        if !text {
            return Vec::new();
        }
        // Who rejects a measure is not who took it.
        let borne = self.light_verb(thing).is_some_and(|verb| !self.is_a(verb, WordClass::Making));
        let own = if borne { self.step(thing, &Step::Mod) } else { self.noun_subject(thing) };
        if !own.is_empty() || f.deprel(thing) != Some(Deprel::Obj) {
            return own;
        }
        let making = f.head(thing).filter(|&verb| self.is_a(verb, WordClass::Making));
        making.map(|verb| self.subject(verb, DEPTH)).unwrap_or_default()
    }

    /// Whether `word` is negated: "did not accept", "no agreement", "never".
    pub(super) fn is_negated(&self, word: usize) -> bool {
        let f = self.forest;
        let negative = |w: usize| {
            f.children(w).iter().any(|&c| {
                matches!(f.deprel(c), Some(Deprel::Advmod | Deprel::Det | Deprel::Cc))
                    && matches!(f.lemma(c).as_str(), "not" | "n't" | "never" | "no" | "neither" | "nor")
            })
        };
        negative(word) || self.light_verb(word).is_some_and(negative)
    }
}
