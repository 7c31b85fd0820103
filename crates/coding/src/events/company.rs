//! Who stands on a side beside those whom its row names: "along with two ministers", a member of the row that the parser
//! hung on a place, the second body of "Chadian and NATO forces".

use super::Coder;
use super::matching::{Fit, Matcher};
use super::sides::Sides;
use super::words::WordClass;
use crate::actors::Class;
use dunlin_language::{Deprel, Upos};
use dunlin_record::Actor;

impl Matcher<'_> {
    /// Those named with `word` by "along with", "alongside", "together with", at the word itself or at its verb.
    pub(super) fn company(&self, word: usize) -> Vec<usize> {
        let forest = self.forest;
        let is_with = |c: usize| match forest.case(c).as_str() {
            "alongside" => true,
            "along" | "together" => forest.by(c, Deprel::Case).any(|m| forest.is_lemma(m, "with")),
            _ => false,
        };
        // Of an active verb with an object, what follows stands beside the object.
        let verb = forest.head(word).filter(|&verb| match forest.deprel(word) {
            Some(Deprel::Obj | Deprel::NsubjPass) => true,
            Some(Deprel::Nsubj) => forest.by(verb, Deprel::Obj).next().is_none(),
            _ => false,
        });
        let heads = std::iter::once(word).chain(verb);
        let phrases = heads.flat_map(|h| forest.children(h).iter().copied()).filter(|&c| {
            c > word
                && forest.deprel(c).is_some_and(|d| d.is(Deprel::Nmod) || d.is(Deprel::Obl))
                && is_with(c)
        });
        phrases.flat_map(|c| forest.with_conjuncts(c)).collect()
    }

    /// Members of a row that hang on a place inside its first phrase: the politicians in "charged Ana Ruiz, the
    /// governor of Sonora, Mexico, and nine politicians". A place stands in no row with people.
    pub(super) fn strayed(&self, word: usize) -> Vec<usize> {
        let forest = self.forest;
        let place = |w: usize| {
            let country = self.cast.reading(w).is_some_and(|r| r.class == Some(Class::Country));
            forest.upos(w) == Upos::Propn && w != word && (country || self.located(w).is_some())
        };
        let people = |w: usize| forest.upos(w) == Upos::Noun && self.sector(w).is_some();
        let phrase = forest.noun_phrase(word);
        let behind = (word + 1..phrase.end).filter(|&w| {
            forest.deprel(w) == Some(Deprel::Conj)
                && people(w)
                && forest.by(w, Deprel::Cc).next().is_some()
                && forest.by(w, Deprel::Punct).any(|p| forest.is_lemma(p, ","))
                && forest.head(w).is_some_and(place)
        });
        behind.collect()
    }

    /// The second body of a row before a noun of force: NATO in "Chadian and NATO forces".
    pub(super) fn second_body(&self, word: usize) -> Vec<usize> {
        let forest = self.forest;
        if forest.upos(word) != Upos::Noun || self.sector(word).is_none() {
            return Vec::new();
        }
        let body = |w: &usize| {
            forest.upos(*w) == Upos::Propn
                && self.cast.reading(*w).is_some_and(|r| r.class == Some(Class::Body))
        };
        let first = forest
            .children(word)
            .iter()
            .copied()
            .filter(|&c| c < word && matches!(forest.deprel(c), Some(Deprel::Amod | Deprel::Compound)));
        first.flat_map(|c| forest.by(c, Deprel::Conj)).filter(body).collect()
    }

    /// The sector that the second of two countries' forces lends the first: "U.S. and Nigerian forces", where the parser
    /// takes the first for a party of its own.
    pub(super) fn shared_sector(&self, word: usize) -> Option<String> {
        let forest = self.forest;
        let country = |w: usize| self.cast.countries.iter().any(|(words, _)| words.start == w);
        let noun = forest.by(word, Deprel::Conj).find(|&c| forest.upos(c) == Upos::Noun)?;
        let plain = |w: usize| forest.by(w, Deprel::Det).next().is_none();
        let joined = forest.is_lemma(word + 1, "and") && country(word + 2) && noun == word + 3;
        let sector = self.sector(noun).filter(|s| matches!(s.as_str(), "MIL" | "COP" | "GOV" | "LEG"))?;
        (joined && country(word) && plain(word) && plain(noun)).then_some(sector)
    }
}

impl Sides<'_> {
    /// Whether `head` is part of a name that one of `heads` before it heads: "Customs and Border Protection" is one body.
    pub(super) fn is_named_before(&self, head: usize, heads: &[usize]) -> bool {
        let known = |w: usize| self.cast.reading(w).and_then(|r| r.known);
        let Some(own) = known(head) else { return false };
        let row =
            |w: usize| self.forest.head(head) == Some(w) && self.forest.deprel(head) == Some(Deprel::Conj);
        heads.iter().any(|&w| w < head && row(w) && known(w) == Some(own))
    }

    /// "evacuates 300 citizens from Chad": whom a state brings home are its own citizens, wherever they come from.
    pub(super) fn own_citizens(&self, heads: &[usize], actors: &[Actor], sides: &mut Vec<Actor>) {
        let forest = self.forest;
        let citizen = |w: usize| matches!(forest.lemma(w).as_str(), "citizen" | "national" | "expatriate");
        let foreign = |w: usize| {
            let named = |c: usize| self.cast.countries.iter().any(|(words, _)| words.start == c);
            forest.children(w).iter().any(|&c| {
                matches!(forest.deprel(c), Some(Deprel::Amod | Deprel::Compound | Deprel::NmodPoss))
                    && named(c)
            })
        };
        let [head] = *heads else { return };
        let [side] = &sides[..] else { return };
        let states: Vec<&Actor> = actors.iter().filter(|a| a.country.is_some()).collect();
        if self.kind != "AID" || !citizen(head) || foreign(head) || states.is_empty() {
            return;
        }
        let of = |a: &&Actor| Actor {
            code: a.country.as_ref().map(|country| format!("{country}CVL")),
            country: a.country.clone(),
            sector: Some("CVL".to_owned()),
            inferred: true,
            ..side.clone()
        };
        *sides = states.iter().map(of).collect();
    }

    /// Whose country is guessed and who is of the family of the first of a row ("the minister and his wife"), is of that
    /// one's country.
    pub(super) fn kin(&self, heads: &[usize], sides: &mut [Actor]) {
        let forest = self.forest;
        let kin = |w: usize| {
            self.matcher.is_a(w, WordClass::Kin)
                && forest.by(w, Deprel::NmodPoss).any(|c| forest.upos(c) == Upos::Pron)
        };
        let Some((first, others)) = sides.split_first_mut() else { return };
        let Some(country) = first.country.clone() else { return };
        for side in others.iter_mut().filter(|side| side.inferred || side.country.is_none()) {
            let own = heads.iter().any(|&w| kin(w) && side.span.contains(forest.span(w)));
            if own {
                side.code = Some(format!("{country}{}", side.sector.as_deref().unwrap_or("CVL")));
                side.country = Some(country.clone());
                side.inferred = true;
            }
        }
    }
}

impl Coder<'_> {
    /// "Oman cut ties after Chad fired missiles at the country": nobody fires at himself, so that "the country" is the other
    /// one of two that the sentence names, whatever co-reference makes of it.
    pub(super) fn meet_other_country(
        &self,
        fit: &Fit,
        sentence: &dunlin_language::Sentence,
        actors: &[Actor],
        recipient: &mut [Actor],
    ) {
        let forest = self.forest;
        let ([head], [side], [actor]) = (&fit.recipient[..], recipient, actors) else { return };
        let bare = matches!(forest.lemma(*head).as_str(), "country" | "nation")
            && forest.noun_phrase(*head).len() == 2
            && forest.by(*head, Deprel::Det).any(|d| forest.is_lemma(d, "the"));
        let itself = side.country == actor.country || side.entity.is_some() && side.entity == actor.entity;
        if !bare || !itself || actor.country.is_none() {
            return;
        }
        let inside = self.cast.named_countries().filter(|(words, _)| sentence.words.contains(&words.start));
        let mut others: Vec<&String> = inside.map(|(_, country)| country).collect();
        others.retain(|&country| Some(country) != actor.country.as_ref());
        others.sort_unstable();
        others.dedup();
        if let [other] = others[..] {
            (side.code, side.country) = (Some(other.clone()), Some(other.clone()));
            (side.sector, side.entity, side.inferred) = (None, None, true);
        }
    }
}
