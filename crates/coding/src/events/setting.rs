//! Where and when an event was: its own place or day, what lies nearest, or the day of the article.

use super::Coder;
use super::matching::Fit;
use crate::times::happened;
use dunlin_language::{Deprel, Upos};
use dunlin_record::{Factuality, PlaceForm, SourceKind, Span, When, WhenBasis};

impl Coder<'_> {
    /// The country in which all places of a sentence lie; where it names no place, the one country of its people and
    /// adjectives ("the Australian electorate").
    pub(super) fn near(&self, fit: &Fit, sentence: &dunlin_language::Sentence) -> Option<String> {
        // Among states that no table knows, a known town says nothing of whose people are meant.
        if self.cast.has_polities() {
            return None;
        }
        // France in "Agence France-Presse" is no place of the story.
        let in_body = |span: Span| {
            let bodies =
                self.cast.entities.iter().filter(|e| e.kind == dunlin_record::EntityType::Organization);
            bodies.flat_map(|e| &e.mentions).any(|m| m.span.contains(span) && m.span != span)
        };
        // "a broadcaster of Australia reported": where the news comes from is not where it happened.
        let told = |span: Span| {
            let sources = self
                .coding
                .attributions
                .iter()
                .filter(|a| matches!(a.source_kind, SourceKind::Outlet | SourceKind::Document));
            sources.flat_map(|a| &a.source).any(|source| source.contains(span))
        };
        let inside = |p: &&dunlin_record::Place| {
            sentence.span.contains(p.span) && p.form == PlaceForm::Name && !in_body(p.span) && !told(p.span)
        };
        let mut countries: Vec<String> =
            self.coding.places.iter().filter(inside).filter_map(|p| self.country_of(p)).collect();
        let named = self.cast.countries.iter().filter(|(words, _)| {
            sentence.words.contains(&words.start) && !told(self.forest.span(words.start))
        });
        // Where those come from who do it says nothing: "Russian missiles killed ten in Kharkiv".
        let from = |w: &usize| {
            let own = self.cast.reading(*w).and_then(|r| r.group.clone());
            own.or_else(|| self.matcher.country_inside(*w))
        };
        // Prisoners and those who are arrested are mostly of the country that holds them.
        let abroad = !matches!(fit.outcome.kind.as_str(), "COERCE" | "SANCTION" | "RETREAT");
        let doers: Vec<String> = fit.actor.iter().filter_map(from).filter(|_| abroad).collect();
        let named: Vec<&String> =
            named.map(|(_, country)| country).filter(|country| !doers.contains(country)).collect();
        // "the Australian electorate of Groom": a town of that name elsewhere is not meant.
        countries.retain(|country| named.is_empty() || named.contains(&country));
        if countries.is_empty() {
            countries = named.into_iter().cloned().collect();
        }
        countries.sort_unstable();
        countries.dedup();
        match &countries[..] {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Whether a sentence names `country`, or a place in it; that somebody is of it does not count.
    pub(super) fn is_set_in(&self, sentence: &dunlin_language::Sentence, country: &str) -> bool {
        let inside = |p: &&dunlin_record::Place| sentence.span.contains(p.span) && p.form == PlaceForm::Name;
        let mut places = self.coding.places.iter().filter(inside);
        let mut named = self.cast.named_countries();
        places.any(|p| self.country_of(p).as_deref() == Some(country))
            || named.any(|(words, code)| code == country && sentence.words.contains(&words.start))
    }

    /// The one country in which the places of the nearest of the two sentences before lie, if they name any.
    pub(super) fn set_before(&self, word: usize) -> Option<String> {
        if self.cast.has_polities() {
            return None;
        }
        let sentences = &self.forest.analysis.sentences;
        let own = self.forest.analysis.sentence_of(word)?;
        let block = sentences.get(own)?.block;
        let before = (own.saturating_sub(2)..own).rev().filter_map(|at| sentences.get(at));
        let mut set = before.filter(|s| s.block == block).filter(|s| {
            let inside = |p: &&dunlin_record::Place| s.span.contains(p.span) && p.form == PlaceForm::Name;
            self.coding.places.iter().any(|p| inside(&p))
        });
        self.only_place(set.next()?)
    }

    /// The one country in which all places lie that a sentence names, whoever else it names.
    pub(super) fn only_place(&self, sentence: &dunlin_language::Sentence) -> Option<String> {
        let inside = |p: &&dunlin_record::Place| sentence.span.contains(p.span) && p.form == PlaceForm::Name;
        let mut countries: Vec<String> =
            self.coding.places.iter().filter(inside).filter_map(|p| self.country_of(p)).collect();
        countries.sort_unstable();
        countries.dedup();
        if let [_] = countries[..] { countries.pop() } else { None }
    }

    /// The country of a place: the one written behind it ("Nyanga, Western Cape, South Africa"), else that of the
    /// gazetteer.
    pub(super) fn country_of(&self, place: &dunlin_record::Place) -> Option<String> {
        let words = &self.forest.analysis.words;
        let mut at = words.partition_point(|w| w.span.start < place.span.end);
        let mut behind: Vec<&String> = Vec::new();
        for _ in 0..8 {
            behind.extend(
                self.cast.countries.iter().find(|(words, _)| words.start == at).map(|(_, country)| country),
            );
            match words.get(at) {
                Some(word) if word.upos == Upos::Propn || word.lemma == "," => at += 1,
                _ => break,
            }
        }
        // "Bhakkar, Punjab, Pakistan": of two that bear the state's name the gazetteer's is meant.
        let own = place.country.as_ref().filter(|own| behind.is_empty() || behind.contains(own));
        own.or(behind.first().copied()).cloned()
    }

    /// The place of the event: a phrase of place at the trigger, at its light verb, or at what governs it.
    pub(super) fn place(&self, fit: &Fit) -> Option<usize> {
        let forest = self.forest;
        let mut heads: Vec<usize> = fit.words.clone();
        // "stormed the consulate in Basra"
        heads.extend(fit.recipient.iter().filter(|_| fit.outcome.kind == "ASSAULT"));
        // "killed nine and injured others in Garissa"
        if fit.outcome.kind == "ASSAULT" {
            let row = forest
                .by(fit.trigger, Deprel::Conj)
                .filter(|&c| forest.under(c, Deprel::Nsubj).next().is_none());
            heads.extend(row.flat_map(|c| std::iter::once(c).chain(forest.by(c, Deprel::Obj))));
        }
        heads.extend(forest.head(fit.trigger).filter(|&h| {
            forest.deprel(fit.trigger) != Some(Deprel::Root)
                && forest.upos(h) == Upos::Verb
                && forest.analysis.sentence_of(h) == forest.analysis.sentence_of(fit.trigger)
        }));
        for &head in &heads {
            for &child in forest.children(head) {
                let placed = forest.deprel(child).is_some_and(|d| d.is(Deprel::Obl) || d.is(Deprel::Nmod))
                    && matches!(
                        forest.case(child).as_str(),
                        "in" | "at"
                            | "near"
                            | "outside"
                            | "across"
                            | "around"
                            | "inside"
                            | "on"
                            | "over"
                            | "throughout"
                            | "off"
                            | "into"
                            | "north of"
                            | "south of"
                            | "through"
                    );
                if !placed {
                    continue;
                }
                let span = forest.analysis.span(&forest.noun_phrase(child));
                let there = |p: &dunlin_record::Place| span.contains(p.span) && p.form == PlaceForm::Name;
                if let Some(at) = self.coding.places.iter().position(there) {
                    return Some(at);
                }
            }
        }
        None
    }

    /// When it happened: a time expression in its clause, else what tense and day of publication tell.
    pub(super) fn when(&self, fit: &Fit, factuality: Factuality) -> When {
        let times = &self.coding.times;
        if let Some(time) = happened(self.forest, &self.lexicon.times, times, &fit.words, fit.trigger) {
            return When { value: time.value.clone(), basis: WhenBasis::Stated, time: Some(time.id.clone()) };
        }
        self.undated(factuality)
    }

    /// Whether a time lies after the day of publication.
    pub(super) fn lies_ahead(&self, when: &When) -> bool {
        let (Some(value), Some(day)) = (when.value.as_deref(), self.article.published.as_deref()) else {
            return false;
        };
        let calendar = value.bytes().take(10).all(|b| b.is_ascii_digit() || b == b'-');
        let grain = value.len().min(day.len());
        value == "FUTURE_REF" || calendar && value.get(..grain) > day.get(..grain)
    }

    /// The time of an event that no time expression dates.
    pub(super) fn undated(&self, factuality: Factuality) -> When {
        match factuality {
            Factuality::Planned | Factuality::Threatened => {
                When { value: Some("FUTURE_REF".to_owned()), basis: WhenBasis::Tense, time: None }
            }
            Factuality::Background => {
                When { value: Some("PAST_REF".to_owned()), basis: WhenBasis::Tense, time: None }
            }
            Factuality::Happened | Factuality::Ongoing => match &self.article.published {
                Some(day) => When { value: Some(day.clone()), basis: WhenBasis::Published, time: None },
                None => When { value: None, basis: WhenBasis::Unknown, time: None },
            },
            _ => When { value: None, basis: WhenBasis::Unknown, time: None },
        }
    }
}
