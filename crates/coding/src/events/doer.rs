//! Who does it: the actors of an event, where its entry seeks them and where else the sentence tells them.

use super::lack::Lack;
use super::matching::{DEPTH, Matcher, is_done_to_people};
use super::pattern::{Outcome, Pattern, Step};
use super::words::WordClass;
use crate::actors::Class;
use dunlin_language::{Deprel, Upos};

impl Matcher<'_> {
    /// Heads of the phrases that name who does what `word` tells by `pattern`; none where nobody is named.
    ///
    /// # Errors
    /// [`Lack::Thing`] where a thing is the subject, and no event of its own.
    pub(super) fn doers(
        &self,
        pattern: &Pattern,
        word: usize,
        outcome: &Outcome,
        depth: usize,
    ) -> Result<Vec<usize>, Lack> {
        let mut actor = self.sought(pattern, word, depth)?;
        let assault = outcome.kind == "ASSAULT";
        if assault && self.forest.upos(word) != Upos::Verb {
            actor.retain(|&w| !self.is_scene(w, word));
        }
        if actor.is_empty() && assault && depth > 0 {
            actor = self.striker(word, depth - 1);
        }
        if actor.is_empty() {
            actor = self.fighter(word);
        }
        if actor.is_empty() && (assault || is_done_to_people(outcome)) && self.frames.is_passive(word) {
            actor = self.raiders(word);
        }
        Ok(actor)
    }

    /// Who stands where the entry seeks its actors: at the first of its paths that leads to somebody.
    fn sought(&self, pattern: &Pattern, word: usize, depth: usize) -> Result<Vec<usize>, Lack> {
        for path in &pattern.actor {
            let found = self.frames.follow(word, path);
            let people = self.people_among(&found);
            if !people.is_empty() {
                return Ok(people);
            }
            // An active subject that is a thing: no political event, unless the thing is an event of its own.
            if self.forest.upos(word) == Upos::Verb
                && path.as_slice() == [Step::Subj]
                && let Some(&thing) = found.first()
                && !self.frames.is_passive(word)
            {
                let own = if depth > 0 { self.best_to(thing, depth - 1) } else { None };
                let mut behind = own.map(|own| own.actor).unwrap_or_default();
                // "a drone launched by rebels hit the port"
                if behind.is_empty() && self.is_a(thing, WordClass::Weapon) {
                    let launched = self.forest.by(thing, Deprel::Acl).filter(|&c| self.frames.is_passive(c));
                    let agents: Vec<usize> = launched.flat_map(|c| self.frames.agent(c)).collect();
                    behind = self.people_among(&agents);
                }
                if behind.is_empty() && !pattern.any_subject {
                    behind = self.people_among(&self.frames.author(thing));
                }
                if behind.is_empty() && !pattern.any_subject {
                    return Err(Lack::Thing(thing));
                }
                return Ok(behind);
            }
        }
        Ok(Vec::new())
    }

    /// "a suspected citizen attack", "a school shooting": whom a noun names beside an attack seldom made it.
    /// Nor did the town or state where it was: "the Paris attacks", "a California shooting".
    fn is_scene(&self, word: usize, deed: usize) -> bool {
        let beside = matches!(self.forest.deprel(word), Some(Deprel::Compound | Deprel::Amod));
        let class = self.cast.reading(word).and_then(|r| r.class);
        let told = matches!(
            self.forest.lemma(deed).as_str(),
            "shooting" | "stabbing" | "bombing" | "massacre" | "killing"
        );
        let place = class == Some(Class::Capital) || told && class == Some(Class::Country);
        if place && self.forest.deprel(word) == Some(Deprel::Compound) {
            return true;
        }
        beside && matches!(self.sector(word).as_deref(), Some("CVL" | "EDU" | "MED" | "REL" | "BUS" | "JRN"))
    }

    /// Who wields the weapon; "was damaged in Russian strikes, killing nine": whoever struck killed them.
    fn striker(&self, word: usize, depth: usize) -> Vec<usize> {
        let wielder = self.wielder(word, depth);
        if !wielder.is_empty() || self.forest.by(word, Deprel::Mark).next().is_some() {
            return wielder;
        }
        let above = self.forest.head(word).filter(|_| self.forest.deprel(word) == Some(Deprel::Advcl));
        let host = above.filter(|&host| self.frames.is_passive(host));
        host.map(|host| self.wielder(host, depth)).unwrap_or_default()
    }

    /// "captured a post during clashes with soldiers": who does the one fights in the other.
    fn fighter(&self, word: usize) -> Vec<usize> {
        let during = self.is_a(word, WordClass::Fight)
            && self.forest.upos(word) == Upos::Noun
            && self.forest.deprel(word).is_some_and(|d| d.is(Deprel::Obl))
            && !self.frames.follow(word, &vec![Step::Prep("with".to_owned())]).is_empty();
        let verb = self.forest.head(word).filter(|&v| during && !self.frames.is_passive(v));
        verb.map(|verb| self.people_among(&self.frames.subject(verb, DEPTH))).unwrap_or_default()
    }
}
