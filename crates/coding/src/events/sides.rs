//! The two sides of an event: from the heads of phrases to actors with codes.

use super::matching::Matcher;
use crate::actors::{Cast, Class, Reading};
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos};
use dunlin_record::{Actor, Article, EntityType, Place, Span};
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

/// Nouns for whoever stands on some side; the story's country says nothing of theirs.
const SIDES: &[&str] = &[
    "neighbor",
    "neighbour",
    "counterpart",
    "side",
    "ally",
    "rival",
    "opponent",
    "foe",
    "country",
    "nation",
    "state",
    "power",
];

/// Words that make a plural one of several countries' bodies: "the two navies", "various governments".
const SEVERAL: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "both",
    "various",
    "several",
    "many",
    "other",
    "foreign",
    "international",
    "western",
    "regional",
    "neighboring",
    "neighbouring",
    "rival",
    "allied",
];

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
            let actor = self.one(head, &foreign, attackers, None);
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
        sides
    }

    /// The countries that "the two governments", "both countries", "all three nations" take up: the last row of as many
    /// before it, or else those of the sentences just before, if they name as many and no more.
    fn pair(&self, head: usize) -> Option<Vec<String>> {
        const PAIRS: &[&str] =
            &["country", "nation", "government", "side", "state", "neighbor", "neighbour", "army", "navy"];
        let forest = self.forest;
        let count = forest.children(head).iter().find_map(|&c| match forest.lemma(c).as_str() {
            "two" | "both" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            _ => None,
        })?;
        if !PAIRS.contains(&forest.lemma(head).as_str()) || self.matcher.country_inside(head).is_some() {
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
            .filter(|&c| matches!(forest.case(c).as_str(), "from" | "of"))
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
    fn counted(&self, head: usize) -> Option<usize> {
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
    fn placed(&self, head: usize) -> Option<String> {
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

    /// Whether it may be of the country that the story is about: not "the two navies", not "its neighbour".
    fn may_be_local(&self, head: usize) -> bool {
        let forest = self.forest;
        let several = |c: usize| {
            matches!(forest.deprel(c), Some(Deprel::Nummod | Deprel::Amod | Deprel::Det))
                && SEVERAL.contains(&forest.lemma(c).as_str())
        };
        let lemma = forest.lemma(head);
        let force = matches!(lemma.as_str(), "navy" | "army" | "fleet" | "military" | "force" | "parliament");
        let sector = self.cast.reading(head).and_then(|r| r.sector.as_deref());
        let body = force || sector == Some("GOV");
        let mixed = body && forest.children(head).iter().any(|&c| several(c));
        let elsewhere = matches!(
            lemma.as_str(),
            "tourist"
                | "foreigner"
                | "visitor"
                | "migrant"
                | "refugee"
                | "peacekeeper"
                | "expatriate"
                | "immigrant"
                | "pilgrim"
        ) || sector == Some("REF");
        // "a Central Asian man", "African migrants": of a continent, and of no country that is told.
        let continental = forest.by(head, Deprel::Amod).any(|c| {
            matches!(
                forest.lemma(c).as_str(),
                "african"
                    | "asian"
                    | "european"
                    | "arab"
                    | "american"
                    | "western"
                    | "eastern"
                    | "foreign"
                    | "international"
                    | "overseas"
            )
        });
        // "337 suspects in 38 countries"
        let everywhere = forest.under(head, Deprel::Nmod).any(|c| {
            matches!(forest.lemma(c).as_str(), "country" | "nation" | "continent")
                && forest.by(c, Deprel::Nummod).next().is_some()
        });
        !mixed && !elsewhere && !continental && !everywhere && !SIDES.contains(&lemma.as_str())
    }

    fn one(&self, head: usize, foreign: &[String], attackers: &[String], country: Option<String>) -> Actor {
        let forest = self.forest;
        let pronoun = forest.upos(head) == Upos::Pron;
        let entity = self.entity(head);
        let own = self.cast.reading(self.counted(head).unwrap_or(head)).cloned().unwrap_or_default();
        let own = self.same_group(head).unwrap_or(own);
        let merged = entity.and_then(|e| self.cast.merged(e)).cloned().unwrap_or_default();
        let mut reading = if own.is_coded() { filled(own, &merged) } else { merged };
        if let Some(country) = country {
            reading.group = Some(country);
            // "the two governments" govern, "the three nations" are the nations themselves.
            let whole = matches!(
                forest.lemma(head).as_str(),
                "country" | "nation" | "state" | "side" | "neighbor" | "neighbour"
            );
            if whole {
                (reading.sector, reading.class) = (None, Some(Class::Country));
            }
        }
        // "an ISIS camp in Nigeria": a thing of those whose name it bears, wherever it stands.
        if !reading.is_coded()
            && reading.class.is_none()
            && forest.upos(head) == Upos::Noun
            && let Some(owner) = self.body_beside(head).filter(|owner| owner.group.is_some())
        {
            (reading.group, reading.sector) = (owner.group, owner.sector);
        }
        if reading.group.is_none() {
            let counted = || self.counted(head).and_then(|w| self.matcher.country_inside(w));
            reading.group = self.matcher.country_inside(head).or_else(|| self.placed(head)).or_else(counted);
        }
        // "attacked Kharkiv": a place by its own name lies in its country.
        let struck = self.kind == "ASSAULT" && self.targets.contains(&head);
        let place = self
            .matcher
            .located(head)
            .filter(|_| reading.class.is_none() && (struck || reading.kind == Some(EntityType::Place)));
        if reading.group.is_none()
            && let Some(country) = place
        {
            reading.group = Some(country.to_owned());
            reading.sector = None;
        }
        // "Russia's banks, officials and fleet": the owner of the first of a row owns the others.
        if reading.group.is_none() && forest.deprel(head) == Some(Deprel::Conj) {
            let first = forest.head(head).filter(|_| forest.by(head, Deprel::Det).next().is_none());
            let owner = first.and_then(|w| forest.by(w, Deprel::NmodPoss).next());
            let owner = owner.and_then(|w| self.cast.reading(w)).filter(|r| r.named);
            reading.group = owner.and_then(|r| r.group.clone()).filter(|g| g.len() == 3);
        }
        // "Mexican individuals and companies": the adjective before the first belongs to all of a bare row.
        if reading.group.is_none()
            && !reading.named
            && forest.deprel(head) == Some(Deprel::Conj)
            && forest.upos(head) == Upos::Noun
            && forest.noun_phrase(head).len() == 1
            && let Some(first) = forest.head(head).filter(|&w| w < head && forest.upos(w) == Upos::Noun)
        {
            let adjective = forest.by(first, Deprel::Amod).find_map(|c| {
                let country = self.cast.countries.iter().find(|(words, _)| words.start == c);
                country.map(|(_, country)| country.clone())
            });
            reading.group = adjective;
        }
        // "an Israeli military vessel", "army bases": things of an army.
        if reading.sector.is_none()
            && matches!(reading.class, None | Some(Class::Country))
            && forest.upos(head) == Upos::Noun
        {
            let phrase = forest.noun_phrase(head).start..head;
            reading.sector = phrase.clone().find_map(|w| match forest.lemma(w).as_str() {
                "military" | "army" | "navy" | "naval" => Some("MIL".to_owned()),
                "force" if phrase.contains(&(w.wrapping_sub(1))) && forest.is_lemma(w - 1, "air") => {
                    Some("MIL".to_owned())
                }
                "police" => Some("COP".to_owned()),
                _ => None,
            });
        }
        // "the Defence Ministry headquarters", "Hezbollah tunnels": things of a body.
        if reading.sector.is_none()
            && reading.class.is_none()
            && !reading.named
            && forest.upos(head) == Upos::Noun
            && let Some(owner) = self.body_beside(head)
            && (reading.group.is_none() || owner.group.is_none() || owner.group == reading.group)
        {
            reading.sector = owner.sector;
            reading.group = reading.group.or(owner.group);
        }
        let other = forest.is_lemma(head, "another") && forest.upos(head) != Upos::Noun;
        if reading.sector.is_none() && (forest.upos(head) == Upos::Num || other) {
            reading.sector = Some("CVL".to_owned());
        }
        // Somebody of no stated country is of the event's place, or of the country that the story is about.
        let international = matches!(reading.sector.as_deref(), Some("IGO" | "NGO"))
            || matches!(reading.role.as_deref(), Some("countries" | "nations" | "states" | "member states"))
            || reading.class == Some(Class::Person)
            || reading.class == Some(Class::Body)
                && !matches!(reading.sector.as_deref(), Some("LEG" | "JUD"));
        // "its troops" are of whom "its" stands for.
        let owner = forest
            .by(head, Deprel::NmodPoss)
            .find(|&c| forest.upos(c) == Upos::Pron)
            .map(|c| self.cast.entity_at(c).and_then(|e| self.cast.merged(e)).and_then(|r| r.group.clone()));
        if reading.group.is_none()
            && let Some(group) = &owner
        {
            reading.group = group.clone().filter(|g| g.len() == 3);
        }
        // "a coalition fighting the rebels" is one of armies, not of parties.
        if self.kind == "ASSAULT"
            && reading.sector.as_deref() == Some("PTY")
            && reading.role.as_deref() == Some("coalition")
        {
            reading.sector = Some("MIL".to_owned());
        }
        // "the Supreme Court" in a story of Kenya is not that of the United States.
        if reading.class == Some(Class::Body)
            && matches!(reading.sector.as_deref(), Some("LEG" | "JUD"))
            && let (Some(group), Some(story)) = (&reading.group, &self.cast.story_country)
            && group != story
            && !self.cast.countries.iter().any(|(_, country)| country == group)
        {
            reading.group = None;
        }
        // "struck Beirut": the town is hit, not those who govern from it.
        if reading.class == Some(Class::Capital) && self.kind == "ASSAULT" && self.targets.contains(&head) {
            reading.sector = None;
        }
        // "resigned as governor": the office that is left tells who left it.
        if reading.sector.is_none() && self.kind == "RETREAT" && reading.class.is_none() {
            let verb = forest.head(head).filter(|_| forest.deprel(head) == Some(Deprel::Nsubj));
            let office = verb.and_then(|v| forest.under(v, Deprel::Obl).find(|&c| forest.case(c) == "as"));
            if let Some(office) = office.and_then(|c| self.cast.reading(c)) {
                reading.sector.clone_from(&office.sector);
                if reading.group.is_none() {
                    reading.group.clone_from(&office.group);
                }
            }
        }
        // Whoever is killed, hurt or arrested under a mere name is somebody of no known office.
        let befallen = (self.done_to_people || matches!(self.kind, "COERCE" | "ASSAULT" | "ACCUSE"))
            && self.targets.contains(&head);
        let person = reading.named && reading.kind == Some(EntityType::Person)
            || entity.and_then(|e| self.cast.entities.get(e)).is_some_and(|e| e.kind == EntityType::Person);
        let town = place.is_some()
            || reading.named && reading.kind == Some(EntityType::Place) && !self.done_to_people;
        // A state that no table knows is no person, whatever its name looks like.
        let person = person && !self.cast.is_polity(forest, head);
        if befallen && person && !town && reading.sector.is_none() && reading.class.is_none() {
            reading.sector = Some("CVL".to_owned());
        }
        // Who kills or protests under a mere name is somebody of no known office too.
        let doer = matches!(self.kind, "ASSAULT" | "PROTEST") && !self.targets.contains(&head);
        if doer && person && !town && reading.sector.is_none() && reading.class.is_none() {
            reading.sector = Some("CVL".to_owned());
        }
        // "a rubber tapper" who is arrested or killed: a person of no known trade.
        let harmed = self.done_to_people && self.targets.contains(&head);
        if reading.sector.is_none() && reading.class.is_none() && harmed && forest.upos(head) == Upos::Noun {
            reading.sector = Some("CVL".to_owned());
        }
        // "a Palestinian was killed", where the parser sees an adjective; "anyone".
        let person = forest.upos(head) == Upos::Adj && reading.class.is_none() && harmed
            || forest.upos(head) == Upos::Adj
                && reading.class.is_none()
                && self.kind == "ASSAULT"
                && self.targets.contains(&head)
                && forest.by(head, Deprel::Det).any(|d| matches!(forest.lemma(d).as_str(), "a" | "an"));
        let anyone = matches!(
            forest.lemma(head).as_str(),
            "anyone" | "anybody" | "everyone" | "everybody" | "someone" | "somebody"
        );
        if reading.sector.is_none() && (person || anyone) {
            reading.sector = Some("CVL".to_owned());
        }
        let mut inferred = false;
        // A pronoun without an antecedent and a body with a name of its own may be of anywhere.
        let whoever = || {
            matches!(forest.lemma(head).as_str(), "i" | "we" | "us" | "me" | "it" | "they" | "them" | "you")
        };
        // Whoever is arrested or killed under a name is a person, whatever the name looks like.
        let harmed = matches!(self.kind, "COERCE" | "ASSAULT") && !reading.is_coded();
        let anywhere = town
            || pronoun && !reading.is_coded() && whoever()
            || !harmed
                && !self.is_plain_body(head, &reading)
                && reading.named
                && matches!(reading.kind, Some(EntityType::Organization | EntityType::Other));
        if reading.group.is_none() && !international && !anywhere && self.may_be_local(head) {
            // After "its troops", the force named last is not meant.
            let sector = reading.sector.as_deref().filter(|_| owner.is_none());
            reading.group = self.likely_country(head, sector, attackers);
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

    /// Whether a body of the state is called by nothing but what it is, though with capitals: "the Police Force".
    fn is_plain_body(&self, head: usize, reading: &Reading) -> bool {
        let of_state = matches!(reading.sector.as_deref(), Some("COP" | "MIL" | "LEG" | "JUD" | "GOV"));
        let words = reading.role.as_deref().map_or(0, |role| role.split(' ').count());
        let phrase = self.forest.noun_phrase(head);
        let determined = self.forest.is_lemma(phrase.start, "the");
        of_state && reading.class.is_none() && words > 0 && phrase.len() == words + usize::from(determined)
    }

    /// The country of somebody of whom none is stated: a force named before, for those who govern the speaker's, the
    /// place of the deed, and the country that the story is about. Where people talk says nothing of theirs.
    fn likely_country(&self, head: usize, sector: Option<&str>, attackers: &[String]) -> Option<String> {
        let of_state = matches!(sector, Some("GOV" | "MIL" | "COP" | "LEG" | "JUD" | "SPY"));
        let before = sector.and_then(|sector| self.same_force(head, sector));
        let speaker = || {
            let speaker = self.speaker.filter(|_| of_state)?;
            let entity = self.cast.entities.iter().position(|e| e.id == speaker)?;
            // An outlet tells of other countries' governments.
            let merged = self.cast.merged(entity).filter(|r| r.sector.as_deref() != Some("JRN"))?;
            merged.group.clone().filter(|group| group.len() == 3)
        };
        let deed = matches!(
            self.kind,
            "ASSAULT" | "COERCE" | "PROTEST" | "MOBILIZE" | "SANCTION" | "ACCUSE" | "AID" | "RETREAT"
        );
        let place = || self.place_country.or(self.near).filter(|_| deed).map(str::to_owned);
        // An army may turn on its own: only where the text names another country are its victims not of its own.
        let others = self.cast.countries.iter().any(|(_, country)| !attackers.contains(country));
        // Of a bare name ("Russian forces attacked Torvik") nothing says that it is one of their own.
        // Nor of people who are only counted ("an airstrike killed three people").
        let counted = forest_counts(self.forest, head);
        let bare = counted || self.cast.reading(head).is_some_and(|r| r.named && r.class.is_none());
        let attackers = if others || bare { attackers } else { &[] };
        let story = || self.cast.story_country.clone().filter(|country| !attackers.contains(country));
        let authority = || self.authority.clone().filter(|_| self.targets.contains(&head));
        self.named_before(head).or_else(authority).or(before).or_else(speaker).or_else(place).or_else(story)
    }

    /// The body with a name of its own, or the ministry, that stands as an owner before a thing.
    fn body_beside(&self, head: usize) -> Option<Reading> {
        let forest = self.forest;
        let beside = forest
            .children(head)
            .iter()
            .copied()
            .filter(|&c| matches!(forest.deprel(c), Some(Deprel::Compound | Deprel::NmodPoss)));
        let mut bodies = beside.filter_map(|c| self.cast.reading(c));
        let body = bodies.find(|r| {
            let of_state = matches!(
                r.sector.as_deref(),
                Some("GOV" | "MIL" | "COP" | "LEG" | "JUD" | "REB" | "PRM" | "SPY")
            );
            of_state && (r.class == Some(Class::Body) || r.named && r.kind == Some(EntityType::Organization))
        })?;
        Some(body.clone())
    }

    /// The body that a bare "the group", "the movement" takes up: the one named last before it.
    fn same_group(&self, head: usize) -> Option<Reading> {
        let forest = self.forest;
        let bare = matches!(
            forest.lemma(head).as_str(),
            "group" | "movement" | "militia" | "faction" | "organization" | "organisation"
        ) && forest.by(head, Deprel::Det).any(|d| forest.is_lemma(d, "the"))
            && forest.noun_phrase(head).len() == 2;
        if !bare {
            return None;
        }
        let sentence = forest.analysis.sentence_of(head)?;
        let first = forest.analysis.sentences.get(sentence.saturating_sub(2))?.words.start;
        (first..head).rev().find_map(|w| {
            let reading = self.cast.reading(w)?;
            let group = reading.class == Some(Class::Body)
                && matches!(
                    reading.sector.as_deref(),
                    Some("REB" | "PRM" | "CRM" | "NGO" | "PTY" | "SOC" | "OPP" | "LAB" | "IGO")
                );
            group.then(|| Reading { named: false, ..reading.clone() })
        })
    }

    /// Of "the fishermen", the country of those whom the text called by the same noun before: "seven Yemeni fishermen".
    fn named_before(&self, head: usize) -> Option<String> {
        let forest = self.forest;
        if forest.upos(head) != Upos::Noun || !forest.by(head, Deprel::Det).any(|d| forest.is_lemma(d, "the"))
        {
            return None;
        }
        let lemma = forest.lemma(head);
        let sentence = forest.analysis.sentence_of(head)?;
        let first = forest.analysis.sentences.get(sentence.saturating_sub(3))?.words.start;
        (first..head)
            .rev()
            .filter(|&w| forest.lemma(w) == lemma)
            .find_map(|w| self.cast.reading(w)?.group.clone().filter(|group| group.len() == 3))
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
        let entity = self.cast.entity_at(head)?;
        // "They have agreed", somebody says: whom the text named before the quotation need not be whom he means.
        let they = self.forest.upos(head) == Upos::Pron
            && matches!(self.forest.lemma(head).as_str(), "they" | "them" | "their");
        let own = self.forest.span(head);
        let inside = |span: Span| span != own && self.quote.iter().any(|quote| quote.contains(span));
        let named =
            || self.cast.entities.get(entity).is_some_and(|e| e.mentions.iter().any(|m| inside(m.span)));
        (!they || self.quote.is_empty() || named()).then_some(entity)
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
fn forest_counts(forest: &Forest<'_>, head: usize) -> bool {
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

/// `own` with what it lacks from `other`.
fn filled(mut own: Reading, other: &Reading) -> Reading {
    if own.group.is_none() {
        own.group.clone_from(&other.group);
    }
    if own.sector.is_none() && own.class != Some(Class::Country) {
        own.sector.clone_from(&other.sector);
    }
    own
}
