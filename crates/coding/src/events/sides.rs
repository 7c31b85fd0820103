//! The two sides of an event: from the heads of phrases to actors with codes.

use super::matching::Matcher;
use crate::actors::{Cast, Reading};
use crate::forest::Forest;
use dunlin_language::Upos;
use dunlin_record::{Actor, Article};

/// What naming a side takes.
pub(super) struct Sides<'a> {
    pub(super) article: &'a Article,
    pub(super) forest: &'a Forest<'a>,
    pub(super) cast: &'a Cast,
    pub(super) matcher: &'a Matcher<'a>,
    /// The entity that speaks, for "we" and "I".
    pub(super) speaker: Option<&'a str>,
    /// The country of the event's place.
    pub(super) place_country: Option<&'a str>,
}

impl Sides<'_> {
    /// The actors that the phrases headed by `heads` name, each once.
    /// `others` are the heads of the other side: who faces a whole country ("officials called on Iran") is not of it.
    pub(super) fn of(&self, heads: &[usize], others: &[usize]) -> Vec<Actor> {
        let foreign: Vec<String> = others
            .iter()
            .filter_map(|&w| self.cast.reading(w))
            .filter(|r| r.class == Some(crate::actors::Class::Country))
            .filter_map(|r| r.group.clone())
            .collect();
        let mut sides: Vec<Actor> = Vec::new();
        for &head in heads {
            let actor = self.one(head, &foreign);
            if !sides.iter().any(|other| {
                other.span == actor.span || other.entity.is_some() && other.entity == actor.entity
            }) {
                sides.push(actor);
            }
        }
        sides
    }

    fn one(&self, head: usize, foreign: &[String]) -> Actor {
        let forest = self.forest;
        let pronoun = forest.upos(head) == Upos::Pron;
        let entity = self.entity(head);
        let own = self.cast.reading(head).cloned().unwrap_or_default();
        let merged = entity.and_then(|e| self.cast.merged(e)).cloned().unwrap_or_default();
        let mut reading = if own.is_coded() { filled(own, &merged) } else { merged };
        if reading.group.is_none() {
            reading.group = self.matcher.country_inside(head);
        }
        if reading.sector.is_none() && forest.upos(head) == Upos::Num {
            reading.sector = Some("CVL".to_owned());
        }
        // Somebody of no stated country is of the event's place, or of the country that the story is about.
        let international = matches!(reading.sector.as_deref(), Some("IGO" | "NGO"))
            || matches!(reading.role.as_deref(), Some("countries" | "nations" | "states" | "member states"))
            || matches!(reading.class, Some(crate::actors::Class::Body | crate::actors::Class::Person));
        let mut inferred = false;
        if reading.group.is_none() && !international {
            let before = reading.sector.as_deref().and_then(|sector| self.same_force(head, sector));
            reading.group = before
                .or_else(|| self.place_country.map(str::to_owned))
                .or_else(|| self.cast.story_country.clone());
            reading.group = reading.group.filter(|group| !foreign.contains(group));
            inferred = reading.group.is_some();
        }
        let code = reading.code();
        let span = if pronoun { forest.span(head) } else { forest.analysis.span(&forest.noun_phrase(head)) };
        Actor {
            text: span.of(&self.article.text).to_owned(),
            span,
            entity: entity.and_then(|e| self.cast.entities.get(e)).map(|e| e.id.clone()),
            country: code.as_ref().and_then(|c| c.country.clone()),
            sector: code.as_ref().and_then(|c| c.sector.clone()),
            code: code.map(|c| c.code),
            inferred,
        }
    }

    /// "Police arrested" after "Thames Valley Police said": the country of the force named last.
    fn same_force(&self, head: usize, sector: &str) -> Option<String> {
        if !matches!(sector, "COP" | "MIL" | "LEG" | "JUD" | "SPY" | "REB") {
            return None;
        }
        (0..head).rev().find_map(|w| {
            let reading = self.cast.reading(w).filter(|r| r.sector.as_deref() == Some(sector))?;
            reading.group.clone()
        })
    }

    fn entity(&self, head: usize) -> Option<usize> {
        let first_person =
            matches!(self.forest.lemma(head).as_str(), "i" | "we" | "me" | "us" | "my" | "our");
        if self.forest.upos(head) == Upos::Pron && first_person {
            let speaker = self.speaker?;
            return self.cast.entities.iter().position(|e| e.id == speaker);
        }
        self.cast.entity_at(head)
    }
}

/// `own` with what it lacks from `other`.
fn filled(mut own: Reading, other: &Reading) -> Reading {
    if own.group.is_none() {
        own.group.clone_from(&other.group);
    }
    if own.sector.is_none() && own.class != Some(crate::actors::Class::Country) {
        own.sector.clone_from(&other.sector);
    }
    own
}
