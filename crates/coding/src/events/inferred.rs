//! The country of somebody of whom none is stated, from what stands around; whatever is told from here is marked as inferred.

use super::sides::{Sides, forest_counts};
use super::words::WordClass;
use crate::actors::{Class, Reading};
use dunlin_language::{Deprel, Upos};

impl Sides<'_> {
    /// Whether it may be of the country that the story is about: not "the two navies", not "its neighbour".
    pub(super) fn may_be_local(&self, head: usize) -> bool {
        let forest = self.forest;
        let several = |c: usize| {
            matches!(forest.deprel(c), Some(Deprel::Nummod | Deprel::Amod | Deprel::Det))
                && self.matcher.is_a(c, WordClass::Several)
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
        !mixed
            && !elsewhere
            && !continental
            && !everywhere
            && !self.is_aboard(head)
            && !self.matcher.is_a(head, WordClass::Side)
    }

    /// "the 176 people on board": of wherever they came from.
    fn is_aboard(&self, head: usize) -> bool {
        let forest = self.forest;
        forest.children(head).iter().any(|&c| {
            let lemma = forest.lemma(c);
            let craft = ["board", "plane", "flight", "aircraft", "airliner", "jet", "ship", "vessel"];
            matches!(lemma.as_str(), "aboard" | "onboard")
                || matches!(forest.case(c).as_str(), "on" | "aboard") && craft.contains(&lemma.as_str())
        })
    }

    /// Whether a body of the state is called by nothing but what it is, though with capitals: "the Police Force".
    pub(super) fn is_plain_body(&self, head: usize, reading: &Reading) -> bool {
        let of_state = matches!(reading.sector.as_deref(), Some("COP" | "MIL" | "LEG" | "JUD" | "GOV"));
        let words = reading.role.as_deref().map_or(0, |role| role.split(' ').count());
        let phrase = self.forest.noun_phrase(head);
        let determined = self.forest.is_lemma(phrase.start, "the");
        of_state && reading.class.is_none() && words > 0 && phrase.len() == words + usize::from(determined)
    }

    /// The country of somebody of whom none is stated: a force named before, for those who govern the speaker's, the
    /// place of the deed, and the country that the story is about. Where people talk says nothing of theirs.
    pub(super) fn likely_country(
        &self,
        head: usize,
        sector: Option<&str>,
        attackers: &[String],
    ) -> Option<String> {
        let of_state = matches!(sector, Some("GOV" | "MIL" | "COP" | "LEG" | "JUD" | "SPY"));
        let before =
            sector.and_then(|sector| self.same_force(head, sector)).or_else(|| self.same_office(head));
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
        // Whom a minister asks to do something is of his country only where he speaks to its people.
        let people = self.kind != "REQUEST" || matches!(sector, Some("CVL" | "LAB" | "EDU" | "MED" | "BUS"));
        let authority = || self.authority.clone().filter(|_| people && self.targets.contains(&head));
        self.named_before(head).or_else(authority).or(before).or_else(speaker).or_else(place).or_else(story)
    }

    /// "the President's suit" after "President Ruiz of Peru": the country of the holder of that office named last.
    fn same_office(&self, head: usize) -> Option<String> {
        const OFFICES: &[&str] = &[
            "president",
            "prime minister",
            "premier",
            "chancellor",
            "king",
            "queen",
            "vice president",
            "foreign minister",
            "interior minister",
            "attorney general",
        ];
        let role = self.cast.reading(head)?.role.clone().filter(|role| OFFICES.contains(&role.as_str()))?;
        let words = role.split(' ').count();
        let bare = head.checked_sub(words).is_some_and(|w| self.forest.is_lemma(w, "the"));
        if !bare || self.forest.noun_phrase(head).len() > words + 2 {
            return None;
        }
        (0..head).rev().find_map(|w| {
            let reading = self.cast.reading(w).filter(|r| r.role.as_deref() == Some(&role))?;
            reading.group.clone().filter(|group| group.len() == 3)
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
            // "Congress" in a story of the Philippines is not that of the United States.
            let general = reading.class == Some(Class::Body) && matches!(sector, "LEG" | "JUD");
            let named = |group: &String| self.cast.countries.iter().any(|(_, country)| country == group);
            let story = &self.cast.story_country;
            reading
                .group
                .clone()
                .filter(|g| !general || story.is_none() || story.as_ref() == Some(g) || named(g))
        })
    }
}
