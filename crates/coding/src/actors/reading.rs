//! Reads a noun phrase as a political actor: "the Turkish foreign minister" is TUR GOV.
//!
//! Names come first (a person in office on the day, a body, a house, a country), then the agent noun that heads the
//! phrase or stands as a title in it, with the country that its modifiers name.

use super::phrases::Found;
use super::table::{ActorLexicon, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, Upos};
use dunlin_record::{ActorCode, EntityType};

/// What a noun phrase says about an actor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The thing of the lexicon that it names.
    pub known: Option<usize>,
    /// What class that thing has.
    pub class: Option<Class>,
    /// Country, or code of a group (`IGOUNO`), as the text states it.
    pub group: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// Office or role.
    pub role: Option<String>,
    /// First day on which the code holds.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// What kind of thing it is, as far as the lexicon tells.
    pub kind: Option<EntityType>,
    /// Whether the phrase is a name (or a known one), not a description.
    pub named: bool,
}

impl Reading {
    /// Whether it says anything that a code can be made of.
    pub fn is_coded(&self) -> bool {
        self.group.is_some() || self.sector.is_some()
    }

    /// The code: country or group, then sector.
    pub fn code(&self) -> Option<ActorCode> {
        if !self.is_coded() {
            return None;
        }
        let group = self.group.as_deref().unwrap_or("");
        let mut code = super::table::actor_code(group, self.sector.as_deref(), self.role.as_deref());
        code.from = self.from.clone();
        code.to = self.to.clone();
        Some(code)
    }
}

/// All that reading needs to know about an article.
pub(super) struct Reader<'a> {
    pub(super) lexicon: &'a ActorLexicon,
    pub(super) tree: &'a Forest<'a>,
    pub(super) text: &'a str,
    pub(super) found: &'a [Found],
    /// For every word the name (of the lexicon) that covers it.
    pub(super) found_at: &'a [Option<usize>],
    /// For every word the name (of the model) that covers it.
    pub(super) name_at: &'a [Option<usize>],
    /// The day of the article.
    pub(super) day: Option<&'a str>,
}

/// Nouns of quantity and membership: the actor is what depends on them ("thousands of farmers").
const PARTITIVES: &[&str] = &[
    "group", "number", "hundred", "thousand", "million", "dozen", "majority", "member", "some", "one",
    "most", "many", "several", "score", "crowd", "lot", "handful", "series", "section", "faction", "half",
    "tens", "ten", "part", "all", "each", "both", "any", "none", "two", "three", "team", "convoy", "column",
    "wave", "couple", "pair", "third", "quarter", "percent",
];

/// Nouns whose modifier is the actor: parts and tools of a body.
const BELONGINGS: &[&str] = &[
    "forum",
    "wing",
    "side",
    "faction",
    "arm",
    "branch",
    "bloc",
    "unit",
    "bulldozer",
    "bomb",
    "shell",
    "projectile",
    "torpedo",
    "plane",
    "aircraft",
    "ship",
    "vessel",
    "boat",
    "missile",
    "rocket",
    "drone",
    "vehicle",
    "truck",
    "warehouse",
    "headquarters",
    "compound",
    "depot",
    "outpost",
    "checkpoint",
    "ambulance",
    "convoy",
    "base",
    "position",
    "stronghold",
    "campaign",
    "resolution",
    "report",
];

impl Reader<'_> {
    /// Reads the phrase headed by `head`.
    pub(super) fn read(&self, head: usize) -> Reading {
        self.read_to(head, 4)
    }

    /// Reads a word that modifies a noun: a country's adjective, a name, an agent noun.
    pub(super) fn read_modifier(&self, word: usize) -> Reading {
        let mut reading = match self.country_at(word) {
            Some(country) if self.tree.upos(word) == Upos::Adj => {
                Reading { group: Some(country), ..Reading::default() }
            }
            // "an official inquiry", "criminal charges": not by an official, not by a criminal.
            // "a suspected bombing": not by a suspect.
            None if self.tree.upos(word) == Upos::Adj
                && matches!(
                    self.tree.lemma(word).as_str(),
                    "insurgent" | "rebel" | "militant" | "guerrilla"
                ) =>
            {
                self.read_description(word, 1)
            }
            None if matches!(self.tree.upos(word), Upos::Adj | Upos::Verb) => return Reading::default(),
            _ => self.read_name(word, 1).unwrap_or_else(|| self.read_description(word, 1)),
        };
        if reading.group.is_none() && reading.sector.is_some() {
            // "Israeli police raid": the country stands beside the agent, not below it.
            reading.group = self.tree.head(word).and_then(|noun| self.country_of(noun, 0));
        }
        reading
    }

    pub(super) fn read_to(&self, head: usize, depth: usize) -> Reading {
        let reading = self.read_plain(head, depth);
        let belongs = BELONGINGS.contains(&self.tree.lemma(head).as_str())
            || self.tree.upos(head) == Upos::Propn && reading.kind != Some(EntityType::Person);
        let settled = reading.sector.is_some()
            || reading.class.is_some()
            || reading.group.is_some() && self.tree.upos(head) != Upos::Propn;
        if depth == 0 || settled || !belongs {
            return reading;
        }
        // "the UNITA wing", "Israeli army bulldozers": the modifier acts.
        let modifiers = self.tree.children(head).iter().copied().filter(|&c| {
            matches!(
                self.tree.deprel(c),
                Some(Deprel::Compound | Deprel::Amod | Deprel::NmodPoss | Deprel::NmodDesc)
            )
        });
        // "an UNHCR aid truck": the owner may stand before another modifier.
        let inner = |c: usize| std::iter::once(c).chain(self.tree.by(c, Deprel::Compound));
        let owner = modifiers
            .flat_map(inner)
            .map(|c| self.read_modifier(c))
            .filter(|r| r.class == Some(Class::Body) || r.is_coded() && self.tree.upos(head) != Upos::Propn)
            .max_by_key(|r| r.sector.is_some());
        owner.map_or(reading, |owner| Reading { named: false, known: None, ..owner })
    }

    pub(super) fn read_plain(&self, head: usize, depth: usize) -> Reading {
        if let Some(reading) = self.read_name(head, depth) {
            return reading;
        }
        let lemma = self.tree.lemma(head);
        // "hundreds" is a lemma of its own where a table has it.
        let one = lemma.strip_suffix('s').unwrap_or(&lemma);
        if depth > 0 && (PARTITIVES.contains(&lemma.as_str()) || PARTITIVES.contains(&one)) {
            let inner = self.tree.under(head, Deprel::Nmod).filter(|&c| self.tree.case(c) == "of");
            let mut parts = inner.peekable();
            let counted = parts.peek().copied();
            let mut readings = parts.map(|inner| self.read_to(inner, depth - 1));
            let many = matches!(one, "hundred" | "thousand" | "dozen" | "million" | "score" | "ten");
            if let Some(mut reading) = readings.find(Reading::is_coded) {
                // "thousands of Iraqi Kurds" are people.
                let people = counted.is_some_and(|w| {
                    self.tree.analysis.words.get(w).is_some_and(|w| w.xpos.as_str() == "NNPS")
                });
                if many && people && reading.sector.is_none() {
                    reading.sector = Some("CVL".to_owned());
                }
                return Reading { named: false, ..reading };
            }
            // "dozens of Iranian aircraft": not people, though "dozens" alone are.
            if let Some(counted) = counted.filter(|_| many) {
                return Reading { group: self.country_of(counted, depth - 1), ..Reading::default() };
            }
        }
        self.read_description(head, depth)
    }
}
