//! The grammatical frame of a trigger: who stands where, as in the active clause.
//!
//! Passives are turned round, the subjects of infinitives, participles, relative clauses and joined verbs are found
//! where they stand, and a noun takes over the subject and the prepositions of the light verb that carries it
//! ("held talks with").

use super::pattern::{EventLexicon, Path, Step};
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos, Xpos};

/// How far subjects are sought up the tree.
const DEPTH: usize = 8;

/// Reads frames off the trees of an article.
pub(super) struct Frames<'a> {
    pub(super) forest: &'a Forest<'a>,
    pub(super) lexicon: &'a EventLexicon,
}

/// Verbs of which the subject does what their infinitive says though they have an object: "promised them to go", "awards
/// a medal to honour him"; of the others the object does it ("urged them to go").
const SUBJECT_CONTROL: &[&str] = &[
    "promise", "vow", "threaten", "pledge", "swear", "award", "give", "use", "launch", "hold", "take",
    "make", "sign", "visit", "meet", "offer", "issue", "impose", "pass", "open", "begin", "start", "join",
    "spend", "cancel", "attend",
];

/// Participles whose agent does what their noun says: "a march organised by students".
const DOING: &[&str] = &[
    "organize",
    "organise",
    "lead",
    "stage",
    "call",
    "hold",
    "launch",
    "carry",
    "conduct",
    "commit",
    "perpetrate",
    "mount",
    "make",
    "order",
    "impose",
    "issue",
    "plan",
    "execute",
];

/// Nouns of which the deed follows with "of": "launched a series of strikes".
const ROWS: &[&str] =
    &["series", "wave", "round", "set", "string", "number", "spate", "package", "barrage", "campaign"];

/// Light verbs whose subject undergoes what the noun says.
pub(super) const UNDERGOING: &[&str] = &["receive", "suffer"];

impl Frames<'_> {
    /// Whether `word` is a verb in the passive.
    pub(super) fn is_passive(&self, word: usize) -> bool {
        self.passive_to(word, DEPTH)
    }

    /// "is sentenced and fined": a form of the past behind a passive of the present is its second participle.
    fn is_joined_participle(&self, word: usize, depth: usize) -> bool {
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

    fn passive_to(&self, word: usize, depth: usize) -> bool {
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
            && ROWS.contains(&f.lemma(row).as_str())
        {
            word = row;
        }
        let head = f.head(word)?;
        if !matches!(f.upos(head), Upos::Verb) {
            return None;
        }
        let lemma = f.lemma(head);
        // "called the inquiry a hoax" calls it names.
        if lemma == "call" && f.by(head, Deprel::Xcomp).next().is_some() {
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
    fn step(&self, word: usize, step: &Step) -> Vec<usize> {
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

    /// Who bears what a noun says by its light verb: its subject; of "was given a sentence" who was given it.
    fn bearer(&self, noun: usize, verb: usize) -> Vec<usize> {
        let f = self.forest;
        if f.deprel(noun) == Some(Deprel::Obj) && self.is_passive(verb) {
            return f.by(verb, Deprel::NsubjPass).collect();
        }
        self.subject(verb, DEPTH)
    }

    /// Of "Nineteen alleged militants" the number is no subject of its own, though the parser may hang both on the verb.
    fn drop_counts(&self, subjects: &mut Vec<usize>) {
        if let Some(&last) = subjects.last() {
            subjects.retain(|&w| w == last || self.forest.upos(w) != Upos::Num);
        }
    }

    /// Whose something is: "the dissident's arrest", also where the parser takes the owner for a subject.
    fn owners(&self, word: usize) -> Vec<usize> {
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
    fn modifiers(&self, word: usize) -> Vec<usize> {
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
    fn particles(&self, word: usize) -> Vec<usize> {
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
    fn is_bare_adverb(&self, verb: usize, object: usize) -> bool {
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

    /// Who does what the verb says.
    pub(super) fn subject(&self, word: usize, depth: usize) -> Vec<usize> {
        if self.is_passive(word) {
            return self.agent(word);
        }
        // "were injured in shelling by rebels": a gerund with an agent of its own is a noun in all but its tag.
        let f = self.forest;
        let gerund = f.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Vbg);
        if gerund && f.by(word, Deprel::Mark).next().is_some() && f.by(word, Deprel::Obj).next().is_none() {
            let agent = self.agent(word);
            if !agent.is_empty() {
                return agent;
            }
        }
        self.surface_subject(word, depth)
    }

    /// "by the police".
    fn agent(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        let by: Vec<usize> = f
            .children(word)
            .iter()
            .copied()
            .filter(|&c| match f.deprel(c) {
                Some(Deprel::OblAgent) => f.case(c) == "by",
                Some(Deprel::Obl) => f.case(c) == "by",
                _ => false,
            })
            .collect();
        // "was arrested and beaten by police": the agent of the last one is the agent of all.
        if by.is_empty() {
            let joined = f.by(word, Deprel::Conj).filter(|&c| self.is_passive(c)).last();
            if let Some(joined) = joined {
                return f.under(joined, Deprel::Obl).filter(|&c| f.case(c) == "by").collect();
            }
        }
        if by.is_empty() && self.is_passive(word) {
            // "was shot at the station on Friday by a prisoner": the phrase may hang on the one before it.
            let phrases = f.under(word, Deprel::Obl).filter(|&c| c > word);
            let inner = phrases.flat_map(|c| f.under(c, Deprel::Nmod)).filter(|&c| f.case(c) == "by");
            let found: Vec<usize> = inner.collect();
            if !found.is_empty() {
                return found;
            }
            // "was condemned in a statement by the council", "in the council's letter"
            let texts = f.under(word, Deprel::Obl).filter(|&c| f.case(c) == "in");
            return texts.flat_map(|c| self.author(c)).collect();
        }
        by
    }

    /// The subject as it stands, whether the verb is active or passive.
    fn surface_subject(&self, word: usize, depth: usize) -> Vec<usize> {
        let f = self.forest;
        let mut own: Vec<usize> = f.under(word, Deprel::Nsubj).collect();
        self.drop_counts(&mut own);
        // "Korea test-fired a missile": the first half of the verb has its subject.
        if let [half] = own[..]
            && half + 2 == word
            && f.is_lemma(half + 1, "-")
        {
            own = f.under(half, Deprel::Nsubj).collect();
        }
        // "Varland, Orrenia agree to talks": in a headline the comma makes the parser see somebody addressed.
        if own.is_empty() && f.deprel(word) == Some(Deprel::Root) {
            own = f.by(word, Deprel::Vocative).filter(|&w| w < word && f.upos(w) == Upos::Propn).collect();
        }
        // "is damaged, killing nine people, including five workers": behind a participle stands no subject.
        let participle = f.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Vbg);
        if participle && f.deprel(word) == Some(Deprel::Advcl) {
            own.retain(|&w| w < word);
        }
        if !own.is_empty() {
            // Of two "subjects" the one behind the verb is its object ("urged Paris to act").
            let before: Vec<usize> = own.iter().copied().filter(|&w| w < word).collect();
            let own = if before.is_empty() { own } else { before };
            return own.into_iter().map(|w| self.antecedent(w, word)).collect();
        }
        // "US, China hold trade talks": what stands before the verb is no part of its object.
        let ahead: Vec<usize> = f
            .by(word, Deprel::Obj)
            .filter(|&o| o > word)
            .flat_map(|o| f.by(o, Deprel::Compound))
            .filter(|&c| c < word && f.upos(c) == Upos::Propn)
            .collect();
        if !ahead.is_empty() {
            return ahead;
        }
        if let Some(companion) = self.companion(word) {
            return vec![companion];
        }
        // "Ruiz praised Talla, saying": the parser may hang the subject on the participle behind.
        let clauses = f.by(word, Deprel::Advcl).filter(|&c| c > word);
        let crossed: Vec<usize> =
            clauses.flat_map(|c| f.under(c, Deprel::Nsubj)).filter(|&s| s < word).collect();
        if !crossed.is_empty() {
            return crossed;
        }
        let (Some(head), Some(deprel)) = (f.head(word), f.deprel(word)) else { return Vec::new() };
        if depth == 0 {
            return Vec::new();
        }
        match deprel {
            Deprel::Conj => {
                if self.is_verbal(head) || f.by(head, Deprel::Nsubj).any(|s| s < head) {
                    // A row of verbs shares its subject; an active verb after a passive one has the surface subject.
                    self.surface_subject(head, depth - 1)
                } else {
                    Vec::new()
                }
            }
            Deprel::Xcomp | Deprel::Ccomp => {
                if deprel == Deprel::Xcomp || self.is_bare(word) {
                    let lemma = f.lemma(head);
                    let object = if SUBJECT_CONTROL.contains(&lemma.as_str()) || self.is_passive(head) {
                        Vec::new()
                    } else {
                        f.by(head, Deprel::Obj).collect()
                    };
                    if object.is_empty() { self.surface_subject(head, depth - 1) } else { object }
                } else {
                    Vec::new()
                }
            }
            // "open fire on protesters demonstrating, killing nine": the shots killed them.
            Deprel::Advcl
                if self.is_bare(word)
                    && matches!(f.lemma(word).as_str(), "kill" | "wound" | "injure")
                    && f.deprel(head) == Some(Deprel::Acl)
                    && f.by(word, Deprel::Mark).next().is_none() =>
            {
                let up = f.head(head).and_then(|noun| f.head(noun)).filter(|&v| self.is_verbal(v));
                up.map(|verb| self.surface_subject(verb, depth - 1)).unwrap_or_default()
            }
            Deprel::Advcl | Deprel::Parataxis if self.is_bare(word) => {
                let participle = f.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Vbg);
                if self.is_verbal(head)
                    && participle
                    && self.is_passive(head)
                    && f.by(word, Deprel::Mark).next().is_none()
                {
                    // "the ship was sunk by a drone, killing two": who sank it killed them.
                    self.agent(head)
                } else if self.is_verbal(head) {
                    // "accused Iran of arming them": who armed is the object, not the accuser.
                    let of_object = f
                        .by(word, Deprel::Mark)
                        .any(|m| matches!(f.lemma(m).as_str(), "of" | "from" | "for" | "into"));
                    let object: Vec<usize> =
                        if of_object { self.object(head, depth - 1) } else { Vec::new() };
                    let head_lemma = f.lemma(head);
                    let addressed = matches!(
                        head_lemma.as_str(),
                        "call" | "appeal" | "order" | "ask" | "urge" | "warn" | "press"
                    );
                    if !object.is_empty() {
                        object
                    } else if addressed {
                        let to = self
                            .preposition(head, "on")
                            .into_iter()
                            .chain(self.preposition(head, "to"))
                            .collect::<Vec<_>>();
                        if to.is_empty() { self.surface_subject(head, depth - 1) } else { to }
                    } else {
                        self.surface_subject(head, depth - 1)
                    }
                } else {
                    Vec::new()
                }
            }
            Deprel::Acl => {
                // "soldiers guarding the town", "a plan to attack": the noun, or who has the plan.
                let participle = f.analysis.words.get(word).is_some_and(|w| w.xpos == Xpos::Vbg);
                let own = if participle { vec![head] } else { self.noun_subject(head) };
                // "approves a bill to ban": whose bill it is.
                if own.is_empty() { self.author(head) } else { own }
            }
            Deprel::AclRelcl => vec![head],
            _ => Vec::new(),
        }
    }

    /// "with China alone sending workers back": the noun between "with" and the verb, wherever the parser hung it.
    fn companion(&self, word: usize) -> Option<usize> {
        let f = self.forest;
        let with = f
            .by(word, Deprel::Mark)
            .find(|&m| m < word && matches!(f.lemma(m).as_str(), "with" | "without"))?;
        let between = with + 1..word;
        let inside = |w: usize| f.head(w).is_some_and(|h| between.contains(&h));
        let nominal = |w: &usize| matches!(f.upos(*w), Upos::Noun | Upos::Propn | Upos::Pron);
        between.clone().filter(nominal).rfind(|&w| !inside(w))
    }

    /// Whether the clause has no subject and no finite auxiliary of its own.
    fn is_bare(&self, word: usize) -> bool {
        self.forest
            .analysis
            .words
            .get(word)
            .is_some_and(|w| matches!(w.xpos, Xpos::Vbg | Xpos::Vbn | Xpos::Vb))
    }

    /// What a relative pronoun stands for.
    fn antecedent(&self, pronoun: usize, verb: usize) -> usize {
        let f = self.forest;
        let relative = matches!(f.lemma(pronoun).as_str(), "who" | "which" | "that" | "whom");
        let mut at = verb;
        for _ in 0..3 {
            match f.deprel(at) {
                Some(Deprel::AclRelcl) if relative => return f.head(at).unwrap_or(pronoun),
                Some(Deprel::Conj | Deprel::Xcomp) => match f.head(at) {
                    Some(up) => at = up,
                    None => break,
                },
                _ => break,
            }
        }
        pronoun
    }

    /// To whom it is done.
    fn object(&self, word: usize, depth: usize) -> Vec<usize> {
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

    /// Who does what a noun says: the subject of its light verb, "by", its owner, its modifiers.
    fn noun_subject(&self, word: usize) -> Vec<usize> {
        let holder = self.holder(word);
        if holder.is_empty() { self.step(word, &Step::Mod) } else { holder }
    }

    /// Who does what a noun says, by an outright statement of it.
    fn holder(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        if let Some(verb) = self.light_verb(word) {
            // "received criticism", "suffered an attack": whom it befell did not do it.
            let befell = UNDERGOING.contains(&f.lemma(verb).as_str());
            let subject = if befell { Vec::new() } else { self.subject(verb, DEPTH) };
            if !subject.is_empty() {
                return subject;
            }
        }
        let by = self.preposition(word, "by");
        if !by.is_empty() {
            return by;
        }
        // "a march organised by students", "strikes carried out by the army".
        let done = f.by(word, Deprel::Acl).filter(|&c| DOING.contains(&f.lemma(c).as_str()));
        let doers: Vec<usize> = done.flat_map(|c| self.agent(c)).collect();
        if !doers.is_empty() {
            return doers;
        }
        f.by(word, Deprel::NmodPoss).filter(|&c| f.case(c) != "of").collect()
    }

    /// Dependents with this preposition, also those of the object or of the light verb, where parsers often put them.
    fn preposition(&self, word: usize, preposition: &str) -> Vec<usize> {
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
        // "the blockade imposed on the ports", "strikes carried out against"
        if found.is_empty() && matches!(preposition, "on" | "against" | "at") && !self.is_verbal(word) {
            let done = f.by(word, Deprel::Acl).filter(|&c| DOING.contains(&f.lemma(c).as_str()));
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
                && let Some(row) = f.head(word).filter(|&row| ROWS.contains(&f.lemma(row).as_str()))
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
            found.extend(inner);
        }
        found
    }

    /// The clause or noun that a word governs: infinitives, gerunds, and what a parser may have made of them.
    fn open_complement(&self, word: usize) -> Vec<usize> {
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
        const MAKING: &[&str] = &[
            "sign",
            "issue",
            "pass",
            "adopt",
            "approve",
            "publish",
            "release",
            "write",
            "send",
            "introduce",
            "propose",
            "enact",
            "file",
            "submit",
            "deliver",
            "make",
            "announce",
            "give",
            "unveil",
            "draft",
            "post",
            "present",
            "launch",
            "hand",
        ];
        let f = self.forest;
        let text = matches!(
            f.lemma(thing).as_str(),
            "letter"
                | "statement"
                | "report"
                | "resolution"
                | "remark"
                | "speech"
                | "tweet"
                | "message"
                | "petition"
                | "decree"
                | "ruling"
                | "order"
                | "declaration"
                | "comment"
                | "address"
                | "plan"
                | "bill"
                | "law"
                | "act"
                | "legislation"
                | "measure"
                | "motion"
        );
        if !text {
            return Vec::new();
        }
        // Who rejects a measure is not who took it.
        let borne = self.light_verb(thing).is_some_and(|verb| !MAKING.contains(&f.lemma(verb).as_str()));
        let own = if borne { self.step(thing, &Step::Mod) } else { self.noun_subject(thing) };
        if !own.is_empty() || f.deprel(thing) != Some(Deprel::Obj) {
            return own;
        }
        let making = f.head(thing).filter(|&verb| MAKING.contains(&f.lemma(verb).as_str()));
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
