//! Who strikes whom: raiders, weapons and who wields them, things and places that are struck, accidents.

use super::matching::Matcher;
use super::pattern::{Outcome, Step};
use super::words::WordClass;
use dunlin_language::{Deprel, Upos};

impl Matcher<'_> {
    /// Whom a protest is against where another verb tells it: "protests accusing the government of", "marches were
    /// held to protest against the president".
    pub(super) fn protested(&self, word: usize) -> Vec<usize> {
        let forest = self.forest;
        let clauses = |w: usize| {
            forest.children(w).iter().copied().filter(|&c| {
                matches!(forest.deprel(c), Some(Deprel::Acl | Deprel::Advcl | Deprel::Xcomp))
                    && matches!(
                        forest.lemma(c).as_str(),
                        "protest" | "oppose" | "denounce" | "condemn" | "criticize" | "criticise" | "accuse"
                    )
            })
        };
        // "against government plans"
        let against = self.frames.follow(word, &vec![Step::Prep("against".to_owned())]);
        let of_state = |&c: &usize| matches!(self.sector(c).as_deref(), Some("GOV" | "LEG" | "COP" | "MIL"));
        let owners = against.iter().flat_map(|&w| forest.by(w, Deprel::Compound)).filter(of_state);
        let owners: Vec<usize> = owners.collect();
        if !owners.is_empty() {
            return owners;
        }
        let verb = forest.head(word).filter(|&v| v != word && forest.upos(v) == Upos::Verb);
        let told = clauses(word).chain(verb.into_iter().flat_map(clauses));
        for clause in told {
            for path in [vec![Step::Prep("against".to_owned())], vec![Step::Obj]] {
                let found = self.frames.follow(clause, &path);
                let people = self.people_among(&found);
                if !people.is_empty() {
                    return people;
                }
                let owners: Vec<usize> = found.iter().flat_map(|&w| forest.by(w, Deprel::NmodPoss)).collect();
                let people = self.people_among(&owners);
                if !people.is_empty() {
                    return people;
                }
            }
        }
        Vec::new()
    }

    /// Whether the word tells of killing or hurting, which befalls people.
    pub(super) fn is_done_to_lives(&self, word: usize) -> bool {
        matches!(
            self.forest.lemma(word).as_str(),
            "kill" | "wound" | "injure" | "murder" | "execute" | "slay" | "massacre" | "stab"
        )
    }

    /// Whether `thing` is something that a blow may be dealt to, though nobody by itself: "the power station".
    pub(super) fn is_thing_struck(&self, trigger: usize, thing: usize) -> bool {
        let forest = self.forest;
        let of_people = matches!(
            forest.lemma(trigger).as_str(),
            "kill" | "wound" | "injure" | "murder" | "shoot" | "rape" | "execute" | "slay" | "assassinate"
        );
        let deed = self.lexicon.of_noun(&forest.lemma(thing)).next().is_some();
        matches!(forest.upos(thing), Upos::Noun | Upos::Propn) && !of_people && !deed && !self.is_paper(thing)
    }

    /// Whether `word` is a place or a thing whose place is told: "Kharkiv", "a port in Hodeidah".
    pub(super) fn is_place_struck(&self, word: usize) -> bool {
        let forest = self.forest;
        if self.located(word).is_some() || self.has_country(word) && !self.is_paper(word) {
            return true;
        }
        let placed = |c: usize| {
            matches!(forest.case(c).as_str(), "in" | "near" | "of" | "at" | "outside")
                && self.located(c).is_some()
        };
        // "facilities at the port of Salalah"
        let inner = |c: usize| {
            matches!(forest.case(c).as_str(), "in" | "near" | "at" | "outside")
                && forest.under(c, Deprel::Nmod).any(placed)
        };
        forest.upos(word) == Upos::Noun
            && !self.is_paper(word)
            && forest.under(word, Deprel::Nmod).any(|c| placed(c) || inner(c))
            || forest.upos(word) == Upos::Propn
                && forest.children(word).iter().any(|&c| self.located(c).is_some())
            // "the Norval Complex, a plant near Arak"
            || forest.by(word, Deprel::Appos).any(|a| forest.under(a, Deprel::Nmod).any(placed))
    }

    /// Whether a noun is a thing that may stand where people do: "arrested the spread", "convicted on charges".
    pub(super) fn is_paper(&self, word: usize) -> bool {
        self.is_a(word, WordClass::Thing)
    }

    /// Who wields the weapon that harm is done with: "were killed in Israeli airstrikes".
    pub(super) fn wielder(&self, word: usize, depth: usize) -> Vec<usize> {
        let forest = self.forest;
        if forest.upos(word) != Upos::Verb {
            return Vec::new();
        }
        // "one was killed and two were wounded in strikes": what follows the last passive tells of both.
        let bare = |c: &usize| forest.by(*c, Deprel::Nsubj).next().is_none();
        let mut row: Vec<usize> = vec![word];
        row.extend(forest.by(word, Deprel::Conj).filter(bare));
        if row.len() == 1 {
            row.extend(forest.by(word, Deprel::Conj).filter(|&c| self.frames.is_passive(c)));
        }
        // "and nine are reported missing in strikes"
        let further: Vec<usize> = row.iter().skip(1).flat_map(|&v| forest.by(v, Deprel::Xcomp)).collect();
        row.extend(further);
        const MEANS: &[&str] =
            &["by", "in", "during", "from", "under", "amid", "after", "following", "when", "as"];
        let passive = self.frames.is_passive(word);
        let phrases = row.iter().flat_map(|&v| forest.children(v).iter().copied()).filter(|&c| {
            // "in drone and missile strikes": the preposition may hang on the first of the modifiers.
            let noun = forest.deprel(c) == Some(Deprel::Conj) && forest.upos(c) == Upos::Noun;
            let inner = || forest.by(c, Deprel::Compound).any(|m| MEANS.contains(&forest.case(m).as_str()));
            let phrase = forest.deprel(c).is_some_and(|d| d.is(Deprel::Obl))
                && MEANS.contains(&forest.case(c).as_str())
                || noun && inner();
            let clause = forest.deprel(c) == Some(Deprel::Advcl)
                && (forest.by(c, Deprel::Mark).any(|m| MEANS.contains(&forest.lemma(m).as_str()))
                    || forest.by(c, Deprel::Advmod).any(|m| forest.is_lemma(m, "when")));
            passive && (phrase || clause)
        });
        // "in a series of airstrikes"
        let heads = phrases.flat_map(|c| {
            let inner = forest.under(c, Deprel::Nmod).filter(|&n| forest.case(n) == "of");
            std::iter::once(c).chain(inner).flat_map(|n| forest.with_conjuncts(n)).collect::<Vec<_>>()
        });
        for head in heads {
            if let Some(own) = self.best_to(head, depth)
                && (own.outcome.kind == "ASSAULT" || self.forest.is_lemma(head, "raid"))
            {
                // "killed in clashes with rebels", "in clashes between soldiers and rebels": the other side did it.
                let victims = self.people_among(&self.frames.follow(word, &vec![Step::Obj]));
                let mut by = own.actor;
                if self.is_a(head, WordClass::Fight) {
                    by.extend(own.recipient);
                    // Where the dead are of several kinds, both sides killed.
                    if victims.len() < 2 {
                        by.retain(|&w| !victims.iter().any(|&v| self.is_alike(v, w)));
                    }
                }
                if !by.is_empty() {
                    return by;
                }
            }
        }
        Vec::new()
    }

    /// Who makes the raid in which somebody is arrested: "were detained in a raid by customs officers".
    pub(super) fn raiders(&self, word: usize) -> Vec<usize> {
        let forest = self.forest;
        // "are killed and four arrested in an operation by": the phrase may hang on the last verb.
        let row =
            std::iter::once(word).chain(forest.by(word, Deprel::Conj).filter(|&c| self.frames.is_passive(c)));
        let raid = row.flat_map(|v| forest.under(v, Deprel::Obl)).find(|&c| {
            matches!(forest.case(c).as_str(), "in" | "during" | "by" | "after" | "following")
                && self.is_a(c, WordClass::Raid)
        });
        raid.map(|raid| self.people_among(&self.frames.follow(raid, &vec![Step::Subj]))).unwrap_or_default()
    }

    /// Whether `word` is one of `people`, or names the same entity as one of them.
    pub(super) fn is_among(&self, word: usize, people: &[usize]) -> bool {
        // "Hezbollah claims its fighters struck": whose they are.
        let owner = self.forest.by(word, Deprel::NmodPoss).find(|&c| self.forest.upos(c) == Upos::Pron);
        let owned = owner.and_then(|c| self.cast.entity_at(c)).filter(|_| self.sector(word).is_some());
        let entity = owned.or_else(|| self.cast.entity_at(word));
        let reporter = self.frames.reporter(word);
        people.iter().any(|&p| {
            p == word || entity.is_some() && self.cast.entity_at(p) == entity || reporter == Some(p)
        })
    }

    /// Whether two phrases name the same part of the same country.
    pub(super) fn is_alike(&self, one: usize, other: usize) -> bool {
        let of = |w: usize| {
            let country = self.cast.reading(w).and_then(|r| r.group.clone());
            (country.or_else(|| self.country_inside(w)), self.sector(w))
        };
        one == other || of(one) == of(other)
    }

    /// Whether what is told may be an accident: its sentence speaks of one and of no violence, or nobody is said to
    /// have done it and the text around does not tell of violence either.
    pub(super) fn is_accident(&self, word: usize, outcome: &Outcome, actor: &[usize]) -> bool {
        let analysis = self.forest.analysis;
        let Some(own) = analysis.sentence_of(word) else { return false };
        // "were killed when a boat of people who fled rebels capsized": the clause that tells how outweighs all else.
        let forest = self.forest;
        let how = |c: usize| {
            let mark = |m: usize| matches!(forest.lemma(m).as_str(), "when" | "after" | "as");
            forest.upos(c) == Upos::Verb
                && self.lexicon.harm(&forest.lemma(c)) == Some(false)
                && (forest.by(c, Deprel::Mark).any(mark) || forest.by(c, Deprel::Advmod).any(mark))
        };
        if actor.is_empty() && forest.by(word, Deprel::Advcl).any(how) {
            return true;
        }
        match self.signs.of(own) {
            Some(violence) => return !violence,
            // An emergency that is declared after an earthquake is none of force.
            None if outcome.mode.as_deref() == Some("martial-law") => {}
            None if !actor.is_empty() || outcome.kind != "ASSAULT" => return false,
            None => {}
        }
        let block = analysis.sentences.get(own).map(|s| s.block);
        let same_block = |at: &usize| analysis.sentences.get(*at).map(|s| s.block) == block;
        let before = (0..own).rev().take(3).filter(same_block).find_map(|at| self.signs.of(at));
        if outcome.mode.as_deref() == Some("martial-law") && before.is_none() {
            return self.signs.are_of_mishaps();
        }
        !before.unwrap_or_else(|| self.signs.are_violent())
    }
}
