//! One actor with its code, from the phrase that names it: what is stated first, then what stands beside it, then whom it can
//! only be.

use super::sides::Sides;
use crate::actors::{Class, Reading};
use dunlin_language::{Deprel, Upos};
use dunlin_record::{Actor, EntityType, Span};

impl Sides<'_> {
    /// The actor that the phrase headed by `head` names. `country` is given where the phrase stands for several ("the two
    /// governments"); `foreign` and `attackers` are countries that it is not guessed to be of.
    pub(super) fn one(
        &self,
        head: usize,
        foreign: &[String],
        attackers: &[String],
        country: Option<String>,
    ) -> Actor {
        let entity = self.entity(head);
        let mut reading = self.stated(head, entity, country);
        self.add_thing_of_a_name(head, &mut reading);
        if reading.group.is_none() {
            let counted = || self.counted(head).and_then(|w| self.matcher.country_inside(w));
            reading.group = self.matcher.country_inside(head).or_else(|| self.placed(head)).or_else(counted);
        }
        let place = self.place_named(head, &reading);
        if reading.group.is_none()
            && let Some(country) = place
        {
            reading.group = Some(country.to_owned());
            reading.sector = None;
        }
        self.add_country_of_row(head, &mut reading);
        self.add_sector_of_thing(head, &mut reading);
        // Somebody of no stated country is of the event's place, or of the country that the story is about.
        let international = is_international(&reading);
        let owner = self.owner(head);
        if reading.group.is_none()
            && let Some(group) = &owner
        {
            reading.group = group.clone().filter(|g| g.len() == 3);
        }
        self.correct(head, &mut reading);
        let town = place.is_some()
            || reading.named && reading.kind == Some(EntityType::Place) && !self.done_to_people;
        self.add_civilian(head, entity, town, &mut reading);
        let local =
            !international && !self.may_be_of_anywhere(head, town, &reading) && self.may_be_local(head);
        let mut inferred = false;
        if reading.group.is_none() && local {
            // After "its troops", the force named last is not meant.
            let sector = reading.sector.as_deref().filter(|_| owner.is_none());
            reading.group = self.likely_country(head, sector, attackers);
            reading.group = reading.group.filter(|group| !foreign.contains(group));
            inferred = reading.group.is_some();
        }
        self.actor(head, entity, &reading, inferred)
    }

    /// The record of a side that reads so.
    fn actor(&self, head: usize, entity: Option<usize>, reading: &Reading, inferred: bool) -> Actor {
        let forest = self.forest;
        let code = reading.code();
        let pronoun = forest.upos(head) == Upos::Pron;
        let mut words = forest.noun_phrase(head);
        // "and Nigerian forces": the parser may hang "and" inside the phrase.
        while words.start < head && matches!(forest.lemma(words.start).as_str(), "and" | "or") {
            words.start += 1;
        }
        let span = if pronoun { forest.span(head) } else { forest.analysis.span(&words) };
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

    /// What the phrase says by itself, with what the article's other mentions of the same say.
    fn stated(&self, head: usize, entity: Option<usize>, country: Option<String>) -> Reading {
        let own = self.cast.reading(self.counted(head).unwrap_or(head)).cloned().unwrap_or_default();
        let own = self.same_group(head).unwrap_or(own);
        let merged = entity.and_then(|e| self.cast.merged(e)).cloned().unwrap_or_default();
        let mut reading = if own.is_coded() { filled(own, &merged) } else { merged };
        if let Some(country) = country {
            reading.group = Some(country);
            // "the two governments" govern, "the three nations" are the nations themselves.
            let whole = matches!(
                self.forest.lemma(head).as_str(),
                "country" | "nation" | "state" | "side" | "neighbor" | "neighbour"
            );
            if whole {
                (reading.sector, reading.class) = (None, Some(Class::Country));
            }
        }
        reading
    }

    /// "an ISIS camp in Nigeria": a thing of those whose name it bears, wherever it stands.
    fn add_thing_of_a_name(&self, head: usize, reading: &mut Reading) {
        if reading.is_coded() || reading.class.is_some() || self.forest.upos(head) != Upos::Noun {
            return;
        }
        if let Some(owner) = self.body_beside(head).filter(|owner| owner.group.is_some()) {
            (reading.group, reading.sector) = (owner.group, owner.sector);
        }
    }

    /// "attacked Kharkiv": the country that a place by its own name lies in.
    fn place_named(&self, head: usize, reading: &Reading) -> Option<&str> {
        let struck = self.kind == "ASSAULT" && self.targets.contains(&head);
        let place = reading.class.is_none() && (struck || reading.kind == Some(EntityType::Place));
        self.matcher.located(head).filter(|_| place)
    }

    /// The country that the first of a row is of, for what is joined to it.
    fn add_country_of_row(&self, head: usize, reading: &mut Reading) {
        let forest = self.forest;
        if reading.group.is_some() || forest.deprel(head) != Some(Deprel::Conj) {
            return;
        }
        // "Russia's banks, officials and fleet": the owner of the first of a row owns the others.
        let first = forest.head(head).filter(|_| forest.by(head, Deprel::Det).next().is_none());
        let owner = first.and_then(|w| forest.by(w, Deprel::NmodPoss).next());
        let owner = owner.and_then(|w| self.cast.reading(w)).filter(|r| r.named);
        reading.group = owner.and_then(|r| r.group.clone()).filter(|g| g.len() == 3);
        // "Mexican individuals and companies": the adjective before the first belongs to all of a bare row.
        if reading.group.is_none()
            && !reading.named
            && forest.upos(head) == Upos::Noun
            && forest.noun_phrase(head).len() == 1
            && let Some(first) = forest.head(head).filter(|&w| w < head && forest.upos(w) == Upos::Noun)
        {
            reading.group = forest.by(first, Deprel::Amod).find_map(|c| {
                let country = self.cast.countries.iter().find(|(words, _)| words.start == c);
                country.map(|(_, country)| country.clone())
            });
        }
    }

    /// The sector of what belongs to an army or a body, and of a mere number.
    fn add_sector_of_thing(&self, head: usize, reading: &mut Reading) {
        let forest = self.forest;
        let noun = forest.upos(head) == Upos::Noun;
        // "an Israeli military vessel", "army bases": things of an army.
        if reading.sector.is_none() && matches!(reading.class, None | Some(Class::Country)) && noun {
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
            && noun
            && let Some(owner) = self.body_beside(head)
            && (reading.group.is_none() || owner.group.is_none() || owner.group == reading.group)
        {
            reading.sector = owner.sector;
            reading.group = reading.group.take().or(owner.group);
        }
        let other = forest.is_lemma(head, "another") && !noun;
        if reading.sector.is_none() && (forest.upos(head) == Upos::Num || other) {
            reading.sector = Some("CVL".to_owned());
        }
    }

    /// Of "its troops", the country of whom "its" stands for, where that is known; `None` where no pronoun owns it.
    fn owner(&self, head: usize) -> Option<Option<String>> {
        let mut owners = self.forest.by(head, Deprel::NmodPoss);
        let pronoun = owners.find(|&c| self.forest.upos(c) == Upos::Pron)?;
        let merged = self.cast.entity_at(pronoun).and_then(|e| self.cast.merged(e));
        Some(merged.and_then(|r| r.group.clone()))
    }

    /// What the deed says against what the phrase reads as.
    fn correct(&self, head: usize, reading: &mut Reading) {
        let target = self.targets.contains(&head);
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
        if reading.class == Some(Class::Capital) && matches!(self.kind, "ASSAULT" | "MOBILIZE") && target {
            reading.sector = None;
        }
        // "resigned as governor": the office that is left tells who left it.
        if reading.sector.is_none() && self.kind == "RETREAT" && reading.class.is_none() {
            let forest = self.forest;
            let verb = forest.head(head).filter(|_| forest.deprel(head) == Some(Deprel::Nsubj));
            let office = verb.and_then(|v| forest.under(v, Deprel::Obl).find(|&c| forest.case(c) == "as"));
            if let Some(office) = office.and_then(|c| self.cast.reading(c)) {
                reading.sector.clone_from(&office.sector);
                if reading.group.is_none() {
                    reading.group.clone_from(&office.group);
                }
            }
        }
    }

    /// Somebody of no known office or trade is a civilian where the deed shows a person. `town`: a place by its own name.
    fn add_civilian(&self, head: usize, entity: Option<usize>, town: bool, reading: &mut Reading) {
        if reading.sector.is_some() {
            return;
        }
        let forest = self.forest;
        let target = self.targets.contains(&head);
        let harmed = self.done_to_people && target;
        let person = reading.named && reading.kind == Some(EntityType::Person)
            || entity.and_then(|e| self.cast.entities.get(e)).is_some_and(|e| e.kind == EntityType::Person);
        // A state that no table knows is no person, whatever its name looks like.
        let person = person && !self.cast.is_polity(forest, head) && !town;
        // Whoever is killed, hurt or arrested under a mere name; who kills or protests under one.
        let befallen = harmed || target && matches!(self.kind, "COERCE" | "ASSAULT" | "ACCUSE");
        let doer = !target && matches!(self.kind, "ASSAULT" | "PROTEST");
        // "a rubber tapper" who is arrested or killed.
        let trade = harmed && forest.upos(head) == Upos::Noun;
        // "a Palestinian was killed", where the parser sees an adjective.
        let article = || {
            let mut determiners = forest.by(head, Deprel::Det);
            determiners.any(|d| matches!(forest.lemma(d).as_str(), "a" | "an"))
        };
        let adjective =
            forest.upos(head) == Upos::Adj && (harmed || self.kind == "ASSAULT" && target && article());
        // Whoever else is named, of whom the text tells a country and no office.
        let of_country = reading.group.is_some();
        let plain =
            reading.class.is_none() && (person && (befallen || doer || of_country) || trade || adjective);
        let anyone = matches!(
            forest.lemma(head).as_str(),
            "anyone" | "anybody" | "everyone" | "everybody" | "someone" | "somebody"
        );
        if plain || anyone {
            reading.sector = Some("CVL".to_owned());
        }
    }

    /// Whether nothing tells of which country it is: a pronoun without an antecedent, a body with a name of its own, a place.
    fn may_be_of_anywhere(&self, head: usize, town: bool, reading: &Reading) -> bool {
        let whoever = self.forest.upos(head) == Upos::Pron
            && !reading.is_coded()
            && matches!(
                self.forest.lemma(head).as_str(),
                "i" | "we" | "us" | "me" | "it" | "they" | "them" | "you"
            );
        // Whoever is arrested or killed under a name is a person, whatever the name looks like.
        let harmed = matches!(self.kind, "COERCE" | "ASSAULT") && !reading.is_coded();
        // Whose firm or paper the police raid is mostly of their country.
        let raided = self.kind == "COERCE"
            && self.targets.contains(&head)
            && matches!(reading.sector.as_deref(), Some("BUS" | "JRN" | "PTY" | "OPP" | "REL"));
        let body = reading.named
            && !raided
            && matches!(reading.kind, Some(EntityType::Organization | EntityType::Other))
            && !self.is_plain_body(head, reading);
        town || whoever || !harmed && body
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

/// Whether somebody of this reading is of no single country.
fn is_international(reading: &Reading) -> bool {
    matches!(reading.sector.as_deref(), Some("IGO" | "NGO"))
        || matches!(reading.role.as_deref(), Some("countries" | "nations" | "states" | "member states"))
        || reading.class == Some(Class::Person)
        || reading.class == Some(Class::Body) && !matches!(reading.sector.as_deref(), Some("LEG" | "JUD"))
}

/// `own` with what it lacks from `other`.
fn filled(mut own: Reading, other: &Reading) -> Reading {
    // "the woman", who is a journalist: what he is called elsewhere tells more.
    let vague = own.sector.as_deref() == Some("CVL") && own.kind == Some(EntityType::Person) && !own.named;
    let trade = other.named && other.kind == Some(EntityType::Person) && other.sector.is_some();
    if vague && trade && (own.group.is_none() || other.group.is_none() || own.group == other.group) {
        own.sector.clone_from(&other.sector);
    }
    if own.group.is_none() {
        own.group.clone_from(&other.group);
    }
    if own.sector.is_none() && own.class != Some(Class::Country) {
        own.sector.clone_from(&other.sector);
    }
    own
}
