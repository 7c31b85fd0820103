//! The climb from a word to the root of its sentence, operator by operator.

use super::operators::{Class, Effect, Operators};
use crate::lexicon::Lexicon;
use crate::tree::{
    ancestors, child, children, head, introducers, is, is_finite, is_to_infinitive, lemma, relation, upos,
    word,
};
use dunlin_language::{Analysis, Deprel, Upos, Xpos};
use dunlin_record::Factuality::{self, *};

/// How deep operators may be nested before the climb gives up with what it has.
const DEEPEST: usize = 16;

/// How the event or proposition that `word` heads is to be taken, and why: the operator that decided, in words
/// ("fail", "may", "tense: past"). A noun is read through the verb that carries it ("launched no attack").
pub fn of(analysis: &Analysis, lexicon: &Lexicon, word: usize) -> (Factuality, String) {
    Climb { a: analysis, operators: &lexicon.factuality }.read(word, 0)
}

struct Climb<'a> {
    a: &'a Analysis,
    operators: &'a Operators,
}

type Reading = (Factuality, String);

impl Climb<'_> {
    /// Reading of `w` with everything above it.
    fn read(&self, w: usize, depth: usize) -> Reading {
        let own = if matches!(upos(self.a, w), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
            && child(self.a, w, Deprel::Cop).is_none()
        {
            self.noun(w, depth)
        } else {
            self.clause(w)
        };
        if depth >= DEEPEST { own } else { self.governed(w, own, depth) }
    }

    /// What the word's own clause says: tense, modals, negation, questions.
    fn clause(&self, w: usize) -> Reading {
        let mut reading = self.tense(w);
        // A verb in a row shares the modal and the negation of the first: "may seize and sell".
        let first = self.shares_auxiliaries_with(w);
        for at in std::iter::once(w).chain(first) {
            for c in self.a.children(at) {
                if is(self.a, c, Deprel::Aux) {
                    if let Some(op) = self.operators.get(Class::Modal, lemma(self.a, c)).first() {
                        reading = (turn(op.effect, &reading.0), lemma(self.a, c).to_owned());
                    }
                } else if is(self.a, c, Deprel::Advmod) && c != w {
                    let adverb = lemma(self.a, c);
                    if let Some(op) = self.operators.get(Class::Adverb, adverb).first()
                        && !(at != w && op.effect != Effect::Undoes)
                        && !self.is_not_only(c)
                    {
                        reading = (turn(op.effect, &reading.0), adverb.to_owned());
                    } else if adverb == "longer"
                        && children(self.a, c, Deprel::Advmod).any(|n| lemma(self.a, n) == "no")
                    {
                        reading = (NotHappened, "no longer".to_owned());
                    }
                }
            }
        }
        // "No ship reached the port": the determiner of the subject or of the object negates the verb too.
        for c in self.a.children(w) {
            if (is(self.a, c, Deprel::Nsubj) || is(self.a, c, Deprel::Obj)) && self.is_none(c) {
                reading = (turn(Effect::Undoes, &reading.0), "no".to_owned());
            }
        }
        if self.is_question(w) && matches!(reading.0, Happened | Ongoing | Background) {
            reading = (Possible, "question".to_owned());
        }
        if let Some(c) = self.a.children(w).find(|&c| is(self.a, c, Deprel::Advcl) && self.is_condition(c))
            && matches!(reading.0, Planned | Possible)
        {
            let mark = introducers(self.a, c).next().map_or("if", |m| lemma(self.a, m));
            reading = (Conditional, mark.to_owned());
        }
        reading
    }

    /// The tense alone.
    fn tense(&self, w: usize) -> Reading {
        let says = |factuality, why: &str| (factuality, format!("tense: {why}"));
        let aux: Vec<usize> = self
            .a
            .children(w)
            .filter(|&c| is(self.a, c, Deprel::Aux) || is(self.a, c, Deprel::Cop))
            .collect();
        let xpos_of = |c: usize| word(self.a, c).map(|word| word.xpos);
        let has = |lemma_wanted: &str, tags: &[Xpos]| {
            aux.iter()
                .any(|&c| lemma(self.a, c) == lemma_wanted && xpos_of(c).is_some_and(|x| tags.contains(&x)))
        };
        let own = xpos_of(w);
        if has("have", &[Xpos::Vbd]) && own == Some(Xpos::Vbn) {
            return says(Background, "past perfect");
        }
        if has("be", &[Xpos::Vbz, Xpos::Vbp]) && has("go", &[Xpos::Vbg]) {
            return says(Planned, "going to");
        }
        if own == Some(Xpos::Vbg) && has("be", &[Xpos::Vbz, Xpos::Vbp, Xpos::Vbn]) {
            return says(Ongoing, "present progressive");
        }
        if matches!(own, Some(Xpos::Vbz | Xpos::Vbp)) {
            return says(Happened, "present");
        }
        says(Happened, "past")
    }

    /// What stands beside a noun: determiner, modifiers, preposition; then what the verb that carries it says.
    fn noun(&self, w: usize, depth: usize) -> Reading {
        let mut reading = self.carried(w, depth).unwrap_or((Happened, "noun".to_owned()));
        for c in self.a.children(w) {
            let found = match relation(self.a, c) {
                Deprel::Amod => self.modifier(c),
                Deprel::Case => self.operators.get(Class::Case, lemma(self.a, c)).first(),
                Deprel::Det => self.operators.get(Class::Determiner, lemma(self.a, c)).first(),
                _ => None,
            };
            if let Some(op) = found {
                // The verb has been negated by this determiner already: "launched no attack".
                if relation(self.a, c) == Deprel::Det && matches!(reading.0, NotHappened) {
                    continue;
                }
                reading = (turn(op.effect, &reading.0), lemma(self.a, c).to_owned());
            }
        }
        reading
    }

    /// The operator beside a noun; a participle is listed by its form ("planned"), the tree gives its verb ("plan").
    fn modifier(&self, c: usize) -> Option<&super::Operator> {
        let base = lemma(self.a, c);
        let doubled = base.chars().last().map(|last| format!("{base}{last}ed"));
        let forms = [
            Some(base.to_owned()),
            Some(format!("{base}ed")),
            Some(format!("{base}d")),
            doubled,
            Some(format!("{base}ing")),
        ];
        forms.iter().flatten().find_map(|form| self.operators.get(Class::Modifier, form).first())
    }

    /// The reading of the verb that a noun is the object or the passive subject of: "may launch an attack",
    /// "an attack was launched". Verbs that are operators themselves are left to [`Self::governed`].
    fn carried(&self, w: usize, depth: usize) -> Option<Reading> {
        let verb = head(self.a, w)?;
        let carries = match relation(self.a, w) {
            Deprel::Obj | Deprel::NsubjPass => true,
            // "Talks will resume", "a march took place".
            Deprel::Nsubj => upos(self.a, verb) == Upos::Verb,
            Deprel::Conj => return if depth < DEEPEST { Some(self.read(verb, depth + 1)) } else { None },
            _ => false,
        };
        if !carries || depth >= DEEPEST || self.operator_verb(verb, w).is_some() {
            return None;
        }
        let reading = self.read(verb, depth + 1);
        // A subject is taken for granted unless the verb lies ahead or fails to come about.
        let of_another = reading.0 == NotHappened && reading.1 == "no";
        if relation(self.a, w) == Deprel::Nsubj
            && (of_another || matches!(reading.0, Happened | Ongoing | Background))
        {
            return None;
        }
        Some(reading)
    }

    /// Turns `reading` by what governs `w`.
    fn governed(&self, w: usize, reading: Reading, depth: usize) -> Reading {
        for m in introducers(self.a, w) {
            if let Some(op) = self.operators.get(Class::Mark, lemma(self.a, m)).first()
                && is(self.a, m, Deprel::Mark)
            {
                return (turn(op.effect, &reading.0), lemma(self.a, m).to_owned());
            }
            // "is due to arrive", with "due to" read as one mark.
            if is(self.a, m, Deprel::Mark)
                && upos(self.a, m) == Upos::Adj
                && let Some(op) = self.operators.get(Class::Adjective, lemma(self.a, m)).first()
            {
                return (turn(op.effect, &reading.0), lemma(self.a, m).to_owned());
            }
        }
        let Some(up) = head(self.a, w) else { return reading };
        let nominal = matches!(upos(self.a, w), Upos::Noun | Upos::Propn);
        // "suggested holding talks", the gerund taken for a part of the noun.
        if relation(self.a, w) == Deprel::Compound
            && upos(self.a, w) == Upos::Verb
            && is(self.a, up, Deprel::Obj)
            && let Some(verb) = head(self.a, up)
            && let Some((op, basis)) = self.operator_verb(verb, up)
        {
            let above = self.read(verb, depth + 1);
            return (compose(op, &reading.0, &above.0), self.basis(basis, &above));
        }
        // "provided the army withdraws": a conjunction that was a participle.
        if matches!(relation(self.a, w), Deprel::Xcomp | Deprel::Ccomp)
            && is_finite(self.a, w)
            && word(self.a, up).is_some_and(|word| word.xpos == Xpos::Vbn)
            && !self.a.children(up).any(|c| c != w)
            && let Some(op) = self.operators.get(Class::Mark, &format!("{}d", lemma(self.a, up))).first()
        {
            return (turn(op.effect, &reading.0), lemma(self.a, up).to_owned());
        }
        match relation(self.a, w) {
            Deprel::Xcomp
            | Deprel::Ccomp
            | Deprel::Obj
            | Deprel::NsubjPass
            | Deprel::Csubj
            | Deprel::CsubjPass
            | Deprel::Obl
            | Deprel::Advcl => {
                if let Some((op, basis)) = self.operator_verb(up, w) {
                    if !self.applies(op, w) {
                        return reading;
                    }
                    let above = self.read(up, depth + 1);
                    return (compose(op, &reading.0, &above.0), self.basis(basis, &above));
                }
                match relation(self.a, w) {
                    // "It is possible that", "was forced to": an open complement stands as its governor does.
                    Deprel::Xcomp if !nominal => {
                        let above = self.read(up, depth + 1);
                        (compose(Effect::Holds, &reading.0, &above.0), above.1)
                    }
                    Deprel::Advcl if is_to_infinitive(self.a, w) && !is_finite(self.a, w) => {
                        (turn(Effect::Planned, &reading.0), "purpose".to_owned())
                    }
                    _ => reading,
                }
            }
            Deprel::Acl | Deprel::Nmod => {
                let noun = self.operators.get(Class::Noun, lemma(self.a, up)).first();
                if let Some(op) = noun {
                    let above = self.read(up, depth + 1);
                    return (compose(op.effect, &reading.0, &above.0), lemma(self.a, up).to_owned());
                }
                // "urged the rebels to disarm", with the infinitive read under the one who is urged.
                if relation(self.a, w) == Deprel::Acl
                    && is_to_infinitive(self.a, w)
                    && let Some(verb) = head(self.a, up)
                    && (is(self.a, up, Deprel::Obj) || relation(self.a, up) == Deprel::NsubjPass)
                    && let Some((op, basis)) = self.operator_verb(verb, up)
                {
                    let above = self.read(verb, depth + 1);
                    return (compose(op, &reading.0, &above.0), self.basis(basis, &above));
                }
                // "rejected claims that …": the denial of the claim is a denial of what it says.
                if relation(self.a, w) == Deprel::Acl
                    && let Some(verb) = head(self.a, up)
                    && is(self.a, up, Deprel::Obj)
                    && let Some((op @ (Effect::Denied | Effect::Undoes), basis)) =
                        self.operator_verb(verb, up)
                {
                    let above = self.read(verb, depth + 1);
                    return (compose(op, &reading.0, &above.0), self.basis(basis, &above));
                }
                if relation(self.a, w) == Deprel::Acl && is_to_infinitive(self.a, w) {
                    return (turn(Effect::Possible, &reading.0), "to".to_owned());
                }
                reading
            }
            Deprel::Conj if self.shares_auxiliaries_with(w).is_some() => {
                self.governed_as(w, up, reading, depth)
            }
            _ => reading,
        }
    }

    /// A second verb of a row stands under what governs the first one.
    fn governed_as(&self, w: usize, first: usize, reading: Reading, depth: usize) -> Reading {
        if depth >= DEEPEST || ancestors(self.a, first).any(|x| x == w) {
            return reading;
        }
        self.governed(first, reading, depth + 1)
    }

    /// The operator that `verb` is for its dependent `w`.
    fn operator_verb(&self, verb: usize, w: usize) -> Option<(Effect, String)> {
        // Participles pass for adjectives ("are set to meet"), modals for verbs ("ought to withdraw").
        let classes: &[Class] = match upos(self.a, verb) {
            Upos::Adj => &[Class::Adjective, Class::Verb],
            Upos::Noun => &[Class::Noun],
            _ if word(self.a, verb).is_some_and(|word| word.xpos == Xpos::Md) => &[Class::Modal],
            _ => &[Class::Verb],
        };
        let adjective = upos(self.a, verb) == Upos::Adj;
        let oblique = matches!(relation(self.a, w), Deprel::Obl | Deprel::Advcl);
        let operators = classes.iter().flat_map(|&class| self.operators.get(class, lemma(self.a, verb)));
        operators.into_iter().find_map(|op| {
            let fits = match &op.with {
                Some(with) => {
                    introducers(self.a, w).any(|m| lemma(self.a, m) == with)
                        || self.a.children(verb).any(|c| {
                            (is(self.a, c, Deprel::CompoundPrt) || is(self.a, c, Deprel::Advmod))
                                && lemma(self.a, c) == with
                        })
                        || children(self.a, verb, Deprel::Obl)
                            .any(|o| introducers(self.a, o).any(|m| lemma(self.a, m) == with))
                }
                // Without a preposition of its own an operator does not reach into adjuncts, except "stop X from".
                None => {
                    !oblique
                        || (op.effect == Effect::Undoes
                            && introducers(self.a, w).any(|m| lemma(self.a, m) == "from"))
                        // "is ready to march", the infinitive taken for the noun.
                        || (adjective && introducers(self.a, w).any(|m| lemma(self.a, m) == "to"))
                }
            };
            fits.then(|| (op.effect, lemma(self.a, verb).to_owned()))
        })
    }

    /// Requests and plans reach infinitives, subjunctives, gerunds and nouns, not what is told as a fact: "insisted
    /// that he paid", "agreed that the ship sank".
    fn applies(&self, op: Effect, w: usize) -> bool {
        if !matches!(op, Effect::Requested | Effect::Planned) {
            return true;
        }
        let told = is_finite(self.a, w)
            && relation(self.a, w) == Deprel::Ccomp
            && !self.a.children(w).any(|c| {
                is(self.a, c, Deprel::Aux) && !self.operators.get(Class::Modal, lemma(self.a, c)).is_empty()
            });
        !told
    }

    fn basis(&self, basis: String, above: &Reading) -> String {
        match above.0 {
            NotHappened => format!("not {basis}"),
            _ => basis,
        }
    }

    /// The first verb of a row, when `w` has neither subject nor auxiliary of its own.
    fn shares_auxiliaries_with(&self, w: usize) -> Option<usize> {
        let first = head(self.a, w).filter(|_| is(self.a, w, Deprel::Conj))?;
        let alone = !self.a.children(w).any(|c| is(self.a, c, Deprel::Nsubj) || is(self.a, c, Deprel::Aux));
        // "did not fire but withdrew": a finite form does not share what is before the first one.
        let bare = word(self.a, w).is_some_and(|word| matches!(word.xpos, Xpos::Vb | Xpos::Vbn | Xpos::Vbg));
        (alone && bare).then_some(first)
    }

    fn is_none(&self, noun: usize) -> bool {
        matches!(lemma(self.a, noun), "nobody" | "none" | "nothing" | "neither")
            || children(self.a, noun, Deprel::Det).any(|d| lemma(self.a, d) == "no")
    }

    /// "not only": no negation.
    fn is_not_only(&self, adverb: usize) -> bool {
        self.a.words.get(adverb + 1).is_some_and(|next| next.lemma == "only")
            || self.a.children(adverb).any(|c| lemma(self.a, c) == "only")
    }

    fn is_condition(&self, w: usize) -> bool {
        children(self.a, w, Deprel::Mark).any(|m| {
            self.operators
                .get(Class::Mark, lemma(self.a, m))
                .iter()
                .any(|op| op.effect == Effect::Conditional)
        })
    }

    fn is_question(&self, w: usize) -> bool {
        let Some(sentence) = self.a.sentence_of(w).and_then(|s| self.a.sentences.get(s)) else {
            return false;
        };
        let Some(words) = self.a.words.get(sentence.words.clone()) else { return false };
        head(self.a, w).is_none() && words.iter().rev().take(3).any(|word| word.lemma == "?")
    }
}

/// What an operator makes of a reading when the operator itself holds.
fn turn(effect: Effect, inner: &Factuality) -> Factuality {
    compose(effect, inner, &Happened)
}

/// What becomes of a thing read as `inner` under an operator that is itself read as `above`.
fn compose(effect: Effect, inner: &Factuality, above: &Factuality) -> Factuality {
    let real = matches!(above, Happened | Ongoing | Background);
    let undone = matches!(above, NotHappened | Denied);
    match effect {
        Effect::Holds => match (inner, above) {
            (NotHappened, NotHappened) => Happened,
            (NotHappened, _) => NotHappened,
            (inner, _) if real && !matches!(inner, Happened) => *inner,
            (_, above) => *above,
        },
        Effect::GoingOn => match (inner, above) {
            (_, NotHappened) => NotHappened,
            (NotHappened, _) => NotHappened,
            (_, Happened | Ongoing) => Ongoing,
            (_, above) => *above,
        },
        Effect::Undoes => match inner {
            NotHappened if real => Happened,
            Possible | Conditional | Threatened if real => *inner,
            _ if real => NotHappened,
            _ if undone => Happened,
            _ => Possible,
        },
        Effect::Denied if undone => Possible,
        Effect::Denied => Denied,
        Effect::Planned => under(Planned, inner, above),
        Effect::Threatened => under(Threatened, inner, above),
        Effect::Conditional => Conditional,
        Effect::Possible | Effect::Requested => under(Possible, inner, above),
    }
}

/// A plan, a threat or a possibility: gone when the operator is undone, unsure when the operator is.
fn under(effect: Factuality, inner: &Factuality, above: &Factuality) -> Factuality {
    match (inner, above) {
        (_, NotHappened) if effect == Possible => Possible,
        (_, NotHappened) => NotHappened,
        (_, Conditional) => Conditional,
        (_, Possible) => Possible,
        (_, Denied) => Denied,
        (NotHappened, _) => NotHappened,
        _ => effect,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn reads(lines: &str, form: &str) -> (Factuality, String) {
        let (article, analysis) = fixture::read(lines);
        let lexicon = Lexicon::embedded().unwrap();
        of(&analysis, &lexicon, fixture::find(&article, &analysis, form, 0))
    }

    #[test]
    fn a_modal_and_a_negation_of_the_verb_reach_its_object() {
        let may = "Rebels rebel NOUN NNS 3 nsubj\nmay may AUX MD 3 aux\nlaunch launch VERB VB 0 root\n\
                   an a DET DT 5 det\nattack attack NOUN NN 3 obj\n. . PUNCT . 3 punct";
        assert_eq!(reads(may, "attack"), (Possible, "may".into()));
        let no = "Rebels rebel NOUN NNS 2 nsubj\nlaunched launch VERB VBD 0 root\nno no DET DT 4 det\n\
                  attack attack NOUN NN 2 obj\n. . PUNCT . 2 punct";
        assert_eq!(reads(no, "attack").0, NotHappened);
    }

    #[test]
    fn operators_compose() {
        let failed = |aux: &str| {
            format!(
                "Crews crew NOUN NNS 4 nsubj\n{aux}\nfail fail VERB VB 0 root\nto to PART TO 6 mark\n\
                 land land VERB VB 4 xcomp\n. . PUNCT . 4 punct"
            )
        };
        assert_eq!(reads(&failed("did do AUX VBD 4 aux\nn't not PART RB 4 advmod"), "land").0, Happened);
        assert_eq!(reads(&failed("may may AUX MD 4 aux\nwell well ADV RB 4 advmod"), "land").0, Possible);
        assert_eq!(
            reads(&failed("then then ADV RB 4 advmod\nalso also ADV RB 4 advmod"), "land").0,
            NotHappened
        );
    }

    #[test]
    fn a_denied_clause_is_denied_and_a_told_one_stands() {
        let said = |verb: &str, lemma: &str| {
            format!(
                "He he PRON PRP 2 nsubj\n{verb} {lemma} VERB VBD 0 root\nthat that SCONJ IN 5 mark\n\
                 troops troop NOUN NNS 5 nsubj\nfired fire VERB VBD 2 ccomp\n. . PUNCT . 2 punct"
            )
        };
        assert_eq!(reads(&said("denied", "deny"), "fired"), (Denied, "deny".into()));
        assert_eq!(reads(&said("said", "say"), "fired").0, Happened);
        // "insisted that they fired" tells, it does not ask.
        assert_eq!(reads(&said("insisted", "insist"), "fired").0, Happened);
    }

    #[test]
    fn conditions_bind_both_clauses() {
        let lines = "If if SCONJ IN 3 mark\ntroops troop NOUN NNS 3 nsubj\nadvance advance VERB VBP 7 advcl\n\
                     , , PUNCT , 3 punct\nrebels rebel NOUN NNS 7 nsubj\nwill will AUX MD 7 aux\n\
                     strike strike VERB VB 0 root\n. . PUNCT . 7 punct";
        assert_eq!(reads(lines, "advance"), (Conditional, "if".into()));
        assert_eq!(reads(lines, "strike"), (Conditional, "if".into()));
    }

    #[test]
    fn tenses_tell_background_and_ongoing() {
        let perfect = "Troops troop NOUN NNS 3 nsubj\nhad have AUX VBD 3 aux\nfired fire VERB VBN 0 root";
        assert_eq!(reads(perfect, "fired").0, Background);
        let going = "Troops troop NOUN NNS 3 nsubj\nare be AUX VBP 3 aux\nfiring fire VERB VBG 0 root";
        assert_eq!(reads(going, "firing").0, Ongoing);
    }

    #[test]
    fn a_cycle_in_a_broken_tree_ends() {
        let lines = "threatens threaten VERB VBZ 2 xcomp\nfails fail VERB VBZ 1 xcomp\nmay may AUX MD 2 conj";
        let (_, analysis) = fixture::read(lines);
        let lexicon = Lexicon::embedded().unwrap();
        for w in 0..5 {
            let _ = of(&analysis, &lexicon, w);
        }
    }
}
