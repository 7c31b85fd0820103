//! The recipient of an event where no path of its entry leads to one: those whom its phrases concern.

use super::matching::Matcher;
use super::words::WordClass;
use dunlin_language::{Deprel, Upos};

/// How many relations below its word an event's recipient is sought when no path of the entry leads to one.
const CONCERN: usize = 4;

impl Matcher<'_> {
    /// Another country, or somebody of one, that the complements of `word` name: "agreed to an extension of the
    /// force in Lebanon" concerns Lebanon. Phrases of mere place at the verb itself do not count.
    pub(super) fn concerned(&self, word: usize, actor: &[usize]) -> Vec<usize> {
        let forest = self.forest;
        let group = |w: usize| {
            let own = self.cast.reading(w).and_then(|r| r.group.clone());
            own.or_else(|| self.cast.merged(self.cast.entity_at(w)?)?.group.clone())
        };
        let own: Vec<String> =
            actor.iter().filter_map(|&w| group(w).or_else(|| self.country_inside(w))).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let mut row = vec![(word, 0)];
        let mut at = 0;
        while let Some(&(w, depth)) = row.get(at) {
            at += 1;
            let named = self.cast.reading(w).is_some_and(|r| r.group.is_some());
            if depth > 0 && named && group(w).is_some_and(|g| !own.contains(&g)) {
                return self.people_among(&[w]);
            }
            if depth >= CONCERN {
                continue;
            }
            // "denied claims that Togo had fired": whom a claim is about is not who makes it.
            let claim = self.is_a(w, WordClass::Claim);
            for &c in forest.children(w) {
                let Some(deprel) = forest.deprel(c) else { continue };
                if claim && matches!(deprel, Deprel::Acl | Deprel::Ccomp | Deprel::AclRelcl) {
                    continue;
                }
                // "on the sidelines of the SCO summit": where people meet is no party.
                if self.is_a(c, WordClass::Meeting) {
                    continue;
                }
                // "said on Twitter", "told the agency": where something is said is no party to it.
                let outlet = |s: &str| matches!(s, "JRN" | "BUS");
                if forest.case(c) == "on" && self.sector(c).as_deref().is_some_and(outlet) {
                    continue;
                }
                let goes_on = match deprel {
                    Deprel::Obj | Deprel::Iobj | Deprel::Xcomp | Deprel::Ccomp => true,
                    Deprel::Amod | Deprel::Compound | Deprel::NmodPoss | Deprel::Acl => depth > 0,
                    Deprel::Nsubj => depth > 0 && forest.upos(w) == Upos::Verb,
                    d if d.is(Deprel::Nmod) => {
                        !matches!(forest.case(c).as_str(), "since" | "after" | "before")
                    }
                    d if d.is(Deprel::Obl) => {
                        matches!(
                            forest.case(c).as_str(),
                            "to" | "for"
                                | "with"
                                | "against"
                                | "on"
                                | "of"
                                | "from"
                                | "at"
                                | "toward"
                                | "towards"
                        )
                    }
                    _ => false,
                };
                if goes_on && !actor.contains(&c) {
                    row.push((c, depth + 1));
                }
            }
        }
        Vec::new()
    }

    /// Whose the thing is that is criticised, refused or backed: the president in "an inquiry into the conduct of the
    /// president". Only somebody named who is not the one who speaks, by "of", "by", "from" or as its owner.
    pub(super) fn behind(&self, word: usize, things: &[usize], actor: &[usize]) -> Vec<usize> {
        let forest = self.forest;
        let mut row: Vec<(usize, usize)> = things.iter().map(|&w| (w, 0)).collect();
        row.extend(forest.by(word, Deprel::Obj).map(|w| (w, 0)));
        let mut at = 0;
        while let Some(&(w, depth)) = row.get(at) {
            at += 1;
            let reading = self.cast.reading(w);
            let political = reading.is_some_and(|r| {
                r.named
                    && r.group.is_some()
                    && r.sector.as_deref().is_some_and(|s| !matches!(s, "CVL" | "JRN"))
            });
            if depth > 0 && political && !self.is_among(w, actor) {
                return vec![w];
            }
            if depth >= 3 {
                continue;
            }
            for &c in forest.children(w) {
                let inside = match forest.deprel(c) {
                    Some(Deprel::NmodPoss) => true,
                    Some(d) if d.is(Deprel::Nmod) => matches!(forest.case(c).as_str(), "of" | "by" | "from"),
                    _ => false,
                };
                if inside && forest.upos(w) == Upos::Noun {
                    row.push((c, depth + 1));
                }
            }
        }
        Vec::new()
    }
}
