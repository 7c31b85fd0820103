//! The two sides of an event: from the heads of phrases to actors with codes.

use super::matching::Matcher;
use super::words::WordClass;
use crate::actors::{Cast, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos};
use dunlin_record::{Actor, Article, Place, Span};
use std::ops::Range;

/// What naming a side takes.
pub(super) struct Sides<'a> {
    pub(super) article: &'a Article,
    pub(super) forest: &'a Forest<'a>,
    pub(super) cast: &'a Cast,
    pub(super) matcher: &'a Matcher<'a>,
    /// The entity that speaks, for "we" and "I".
    pub(super) speaker: Option<&'a str>,
    /// The words quoted around the event.
    pub(super) quote: &'a [Span],
    /// The country of the event's place.
    pub(super) place_country: Option<&'a str>,
    /// The country of all places that the sentence names.
    pub(super) near: Option<&'a str>,
    /// The event's type.
    pub(super) kind: &'a str,
    /// Whether what happened is done to people only.
    pub(super) done_to_people: bool,
    /// Heads of the phrases that name whom it is done to.
    pub(super) targets: &'a [usize],
    /// The places of the article.
    pub(super) places: &'a [Place],
    /// The country whose authorities arrest, charge or release, once they are known.
    pub(super) authority: Option<String>,
}

impl Sides<'_> {
    /// The actors that the phrases headed by `heads` name, each once.
    /// `others` are the heads of the other side: who faces a whole country ("officials called on Iran") is not of it.
    /// `attackers` are the countries whose armies are on the other side: the story's country says nothing if it is one.
    pub(super) fn of(&self, heads: &[usize], others: &[usize], attackers: &[String]) -> Vec<Actor> {
        let foreign: Vec<String> = others
            .iter()
            .filter_map(|&w| self.cast.reading(w))
            .filter(|r| r.class == Some(Class::Country))
            .filter_map(|r| r.group.clone())
            .collect();
        let mut sides: Vec<Actor> = Vec::new();
        for &head in heads {
            // "the two governments" are those of the two countries named last.
            if let Some(pair) = self.pair(head) {
                sides.extend(pair.into_iter().map(|c| self.one(head, &foreign, attackers, Some(c))));
                continue;
            }
            let mut actor = self.one(head, &foreign, attackers, None);
            if let Some(sector) = self.matcher.shared_sector(head) {
                actor.code = actor.country.as_ref().map(|country| format!("{country}{sector}"));
                actor.sector = Some(sector);
            }
            if self.is_named_before(head, heads) {
                continue;
            }
            if sides.iter().any(|other| {
                other.span == actor.span || other.entity.is_some() && other.entity == actor.entity
            }) {
                continue;
            }
            // "the head of the Bank of Iran Farhad Reza": a title and the name right behind it are one.
            if let Some(last) = sides.last_mut()
                && last.span.end < actor.span.start
                && self.article.text.get(last.span.end..actor.span.start).is_some_and(|t| t.trim().is_empty())
                && (last.country.is_none() || actor.country.is_none() || last.country == actor.country)
            {
                last.span = last.span.cover(actor.span);
                last.text = last.span.of(&self.article.text).to_owned();
                if actor.sector.is_some() && last.sector.is_none() || last.code.is_none() {
                    last.code.clone_from(&actor.code);
                    last.country.clone_from(&actor.country);
                    last.sector.clone_from(&actor.sector);
                    last.inferred = actor.inferred;
                }
                last.entity = actor.entity.or(last.entity.take());
                continue;
            }
            // "struck southern Beirut, Lebanon": the country says where the town is.
            let town = |other: &Actor| {
                other.country.is_some() && other.country == actor.country && other.span.end < actor.span.start
            };
            let country = self.cast.reading(head).is_some_and(|r| r.class == Some(Class::Country));
            if country
                && actor.sector.is_none()
                && forest_row(self.forest, head)
                && sides.last().is_some_and(town)
            {
                continue;
            }
            sides.push(actor);
            // "Russian and Turkish officials" are two sides under one noun.
            for country in self.further_countries(head) {
                sides.push(self.one(head, &foreign, attackers, Some(country)));
            }
        }
        self.kin(heads, &mut sides);
        sides
    }

    /// The countries that "the two governments", "both countries", "all three nations" take up: the last row of as many
    /// before it, or else those of the sentences just before, if they name as many and no more.
    fn pair(&self, head: usize) -> Option<Vec<String>> {
        let forest = self.forest;
        let count = forest.children(head).iter().find_map(|&c| match forest.lemma(c).as_str() {
            "two" | "both" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            _ => None,
        })?;
        if !self.matcher.is_a(head, WordClass::Pair) || self.matcher.country_inside(head).is_some() {
            return None;
        }
        let country = |w: usize| {
            let reading = self.cast.reading(w)?;
            let whole = matches!(reading.class, Some(Class::Country | Class::Capital));
            reading.group.clone().filter(|group| whole && group.len() == 3)
        };
        let sentence = forest.analysis.sentence_of(head)?;
        let first = forest.analysis.sentences.get(sentence.saturating_sub(2))?.words.start;
        let row = (first..head).rev().find_map(|w| {
            country(w)?;
            let row = forest.with_conjuncts(w);
            if row.len() != count || row.iter().any(|&w| w >= head) {
                return None;
            }
            let all: Option<Vec<String>> = row.into_iter().map(country).collect();
            all.map(distinct).filter(|all| all.len() == count)
        });
        let near = || {
            let named = |(words, _): &&(Range<usize>, String)| (first..head).contains(&words.start);
            let all = self.cast.countries.iter().filter(named).map(|(_, country)| country.clone());
            Some(distinct(all.collect())).filter(|all| all.len() == count)
        };
        row.or_else(near)
    }

    /// The countries after the first of a row of adjectives before a noun: Turkey in "Russian and Turkish officials".
    fn further_countries(&self, head: usize) -> Vec<String> {
        let forest = self.forest;
        if self.cast.reading(head).is_none_or(|r| r.class == Some(Class::Country)) {
            return Vec::new();
        }
        let phrase = forest.noun_phrase(head);
        let mut inside = self
            .cast
            .countries
            .iter()
            .filter(|(words, _)| phrase.start <= words.start && words.end <= head)
            .peekable();
        let Some((first, country)) = inside.next() else { return self.countries_behind(head) };
        let mut end = first.end;
        let mut all = vec![country.clone()];
        for (words, country) in inside {
            let joined = (end..words.start).all(|w| matches!(forest.lemma(w).as_str(), "and" | "," | "or"));
            if !joined || words.start == end {
                break;
            }
            if !all.contains(country) {
                all.push(country.clone());
            }
            end = words.end;
        }
        all.split_off(1)
    }

    /// The same behind a noun: Thailand in "delegates from Cambodia and Thailand".
    fn countries_behind(&self, head: usize) -> Vec<String> {
        let forest = self.forest;
        let row = forest
            .under(head, Deprel::Nmod)
            .filter(|&c| matches!(forest.case(c).as_str(), "from" | "of" | "in"))
            .map(|c| forest.with_conjuncts(c))
            .find(|row| row.len() > 1);
        let Some(row) = row else { return Vec::new() };
        let country = |w: usize| {
            let reading = self.cast.reading(w)?;
            reading.group.clone().filter(|_| reading.class == Some(Class::Country))
        };
        let all: Option<Vec<String>> = row.into_iter().map(country).collect();
        all.map(|mut all| all.split_off(1)).unwrap_or_default()
    }

    /// Of a bare number or "others", the noun that it counts: "killed three soldiers and wounded two".
    pub(super) fn counted(&self, head: usize) -> Option<usize> {
        let forest = self.forest;
        let other = |w: usize| matches!(forest.lemma(w).as_str(), "other" | "others" | "another");
        // "and injured dozens of others"
        let bare = forest.upos(head) == Upos::Num
            || other(head)
            || forest.under(head, Deprel::Nmod).any(|c| other(c) && forest.case(c) == "of");
        let verb = forest.head(head).filter(|_| bare)?;
        let first = forest.head(verb).filter(|_| forest.deprel(verb) == Some(Deprel::Conj))?;
        let heads = forest.under(first, Deprel::Obj).chain(forest.by(first, Deprel::NsubjPass));
        heads.into_iter().find(|&w| w < head && forest.upos(w) == Upos::Noun)
    }

    /// The country that a place in the phrase lies in: "a missionary from Calgary", "villages near Skopje".
    pub(super) fn placed(&self, head: usize) -> Option<String> {
        let forest = self.forest;
        let phrases = forest.children(head).iter().copied().filter(|&c| {
            // "Calgary's mayor", "Kandahar police": a local body or office.
            let modifier =
                matches!(forest.deprel(c), Some(Deprel::NmodPoss | Deprel::Compound | Deprel::NmodDesc));
            let local = matches!(
                self.cast.reading(head).and_then(|r| r.sector.as_deref()),
                Some("GOV" | "COP" | "LEG" | "JUD")
            );
            modifier && local && forest.upos(c) == Upos::Propn
                || forest.deprel(c).is_some_and(|d| d.is(Deprel::Nmod))
                    && matches!(
                        forest.case(c).as_str(),
                        "from" | "of" | "in" | "near" | "at" | "across" | "throughout" | "around" | "outside"
                    )
        });
        // "Hodeidah, Yemen": the state behind the town.
        let state = |c: usize| {
            let reading = self.cast.reading(c)?;
            reading
                .group
                .clone()
                .filter(|_| reading.class == Some(Class::Country) && forest.upos(head) == Upos::Propn)
        };
        if let Some(state) = forest.by(head, Deprel::NmodUnmarked).find_map(state) {
            return Some(state);
        }
        // "the Norval Complex, a plant near Arak"
        let beside = forest.by(head, Deprel::Appos).filter(|_| forest.upos(head) == Upos::Propn);
        let beside = beside.flat_map(|a| forest.under(a, Deprel::Nmod));
        let beside = beside.filter(|&c| matches!(forest.case(c).as_str(), "in" | "near" | "at" | "outside"));
        phrases
            .chain(beside)
            .map(|c| forest.analysis.span(&forest.noun_phrase(c)))
            .find_map(|span| self.places.iter().find(|p| span.contains(p.span))?.country.clone())
    }
}

/// Each once, in their order.
fn distinct(countries: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for country in countries {
        if !all.contains(&country) {
            all.push(country);
        }
    }
    all
}

/// Whether a phrase only counts people: "three people", "two others", "nine".
pub(super) fn forest_counts(forest: &Forest<'_>, head: usize) -> bool {
    let person = matches!(
        forest.lemma(head).as_str(),
        "people" | "person" | "other" | "others" | "man" | "individual" | "passenger" | "crew"
    );
    forest.upos(head) == Upos::Num || person
}

/// Whether a comma, not "and", joins the word to what stands before it.
fn forest_row(forest: &Forest<'_>, head: usize) -> bool {
    forest.by(head, Deprel::Cc).next().is_none()
}
