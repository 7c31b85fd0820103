//! Who does what a word tells: subjects that are told, agents of passives, holders and bearers of nouns.

use super::frame::{DEPTH, Frames};
use super::pattern::Step;
use super::words::WordClass;
use dunlin_language::{Deprel, Upos, Xpos};

impl Frames<'_> {
    /// Who bears what a noun says by its light verb: its subject; of "was given a sentence" who was given it.
    pub(super) fn bearer(&self, noun: usize, verb: usize) -> Vec<usize> {
        let f = self.forest;
        if f.deprel(noun) == Some(Deprel::Obj) && self.is_passive(verb) {
            return f.by(verb, Deprel::NsubjPass).collect();
        }
        self.subject(verb, DEPTH)
    }

    /// Of "Nineteen alleged militants" the number is no subject of its own, though the parser may hang both on the verb.
    pub(super) fn drop_counts(&self, subjects: &mut Vec<usize>) {
        if let Some(&last) = subjects.last() {
            subjects.retain(|&w| w == last || self.forest.upos(w) != Upos::Num);
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
        // "a drive-by shooting": the parser may take the end of the first word for a preposition.
        let drive_by = |m: usize| f.is_lemma(m, "by") && m.checked_sub(1).is_some_and(|w| f.is_lemma(w, "-"));
        if gerund && f.by(word, Deprel::Mark).any(drive_by) {
            return Vec::new();
        }
        self.surface_subject(word, depth)
    }

    /// "by the police".
    pub(super) fn agent(&self, word: usize) -> Vec<usize> {
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
            // "was barred on charges of fraud by a court": or on the one before that, unless that is a deed of its own.
            let deed = |w: usize| self.lexicon.of_noun(&f.lemma(w)).next().is_some();
            let phrases = f.under(word, Deprel::Obl).filter(|&c| c > word);
            let second = phrases.flat_map(|c| f.under(c, Deprel::Nmod)).filter(|&c| !deed(c));
            let found: Vec<usize> =
                second.flat_map(|c| f.under(c, Deprel::Nmod)).filter(|&c| f.case(c) == "by").collect();
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
    pub(super) fn surface_subject(&self, word: usize, depth: usize) -> Vec<usize> {
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
                let head = self.first_of_row(word, head);
                if self.is_verbal(head) || f.by(head, Deprel::Nsubj).any(|s| s < head) {
                    // A row of verbs shares its subject; an active verb after a passive one has the surface subject.
                    self.surface_subject(head, depth - 1)
                } else {
                    Vec::new()
                }
            }
            Deprel::Xcomp | Deprel::Ccomp => {
                if deprel == Deprel::Xcomp || self.is_bare(word) {
                    let object = if self.is_a(head, WordClass::SubjectControl) || self.is_passive(head) {
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

    /// The verb that a finite verb stands in a row with: the parser's, or the nearest one above it of the same tense and
    /// number where that one is of another ("accuses Chad of helping rebels and suspends talks": suspends, like accuses).
    fn first_of_row(&self, word: usize, head: usize) -> usize {
        let Some(own) = self.finite(word) else { return head };
        if self.finite(head) == Some(own) {
            return head;
        }
        let f = self.forest;
        let mut at = head;
        for _ in 0..DEPTH {
            match f.head(at) {
                Some(up) if up < word => at = up,
                _ => return head,
            }
            if self.finite(at) == Some(own) && f.by(at, Deprel::Nsubj).any(|s| s < at) {
                return at;
            }
        }
        head
    }

    /// The tense and number in which a verb stands, by its own form or by its first auxiliary; none of mere participles,
    /// and none of what a modal helps.
    fn finite(&self, word: usize) -> Option<Xpos> {
        let f = self.forest;
        let tag = |w: usize| f.analysis.words.get(w).map(|word| word.xpos);
        let told = |w: usize| tag(w).filter(|tag| matches!(tag, Xpos::Vbz | Xpos::Vbp | Xpos::Vbd));
        if f.upos(word) != Upos::Verb {
            return None;
        }
        let mut helpers = f
            .children(word)
            .iter()
            .copied()
            .filter(|&c| matches!(f.deprel(c), Some(Deprel::Aux | Deprel::AuxPass)));
        // "Iran issued", where the parser takes the past for a participle.
        let past = || {
            (tag(word) == Some(Xpos::Vbn) && f.by(word, Deprel::Nsubj).any(|s| s < word)).then_some(Xpos::Vbd)
        };
        helpers.next().map_or_else(|| told(word).or_else(past), told)
    }

    /// "with China alone sending workers back": the noun between "with" and the verb, wherever the parser hung it.
    pub(super) fn companion(&self, word: usize) -> Option<usize> {
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
    pub(super) fn is_bare(&self, word: usize) -> bool {
        self.forest
            .analysis
            .words
            .get(word)
            .is_some_and(|w| matches!(w.xpos, Xpos::Vbg | Xpos::Vbn | Xpos::Vb))
    }

    /// What a relative pronoun stands for.
    pub(super) fn antecedent(&self, pronoun: usize, verb: usize) -> usize {
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

    /// Who does what a noun says: the subject of its light verb, "by", its owner, its modifiers.
    pub(super) fn noun_subject(&self, word: usize) -> Vec<usize> {
        let holder = self.holder(word);
        if holder.is_empty() { self.step(word, &Step::Mod) } else { holder }
    }

    /// Who does what a noun says, by an outright statement of it.
    pub(super) fn holder(&self, word: usize) -> Vec<usize> {
        let f = self.forest;
        if let Some(verb) = self.light_verb(word) {
            // "received criticism", "suffered an attack": whom it befell did not do it.
            let befell = self.is_a(verb, WordClass::Undergoing);
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
        let done = f.by(word, Deprel::Acl).filter(|&c| self.is_a(c, WordClass::Doing));
        let doers: Vec<usize> = done.flat_map(|c| self.agent(c)).collect();
        if !doers.is_empty() {
            return doers;
        }
        f.by(word, Deprel::NmodPoss).filter(|&c| f.case(c) != "of").collect()
    }
}
