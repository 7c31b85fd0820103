//! Who acts or is acted upon, as it is compared over articles.

use crate::claims::terms::term;
use crate::words::words;
use dunlin_record::{Actor, MentionKind, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One side of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its name, for readers.
    pub name: String,
    /// ISO 3166-1 alpha-3 country, or the first letters of its group's code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    /// PLOVER sector.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sector: Option<String>,
    /// The words of its name that name it, in lower case.
    pub named: BTreeSet<String>,
}

/// Sectors of a state: "Varland" and "Varland’s army" act as one when they shell a town.
const STATE: [&str; 6] = ["GOV", "MIL", "LEG", "SPY", "COP", "JUD"];

impl Party {
    /// The party of an event's side.
    pub(crate) fn of(record: &Record, actor: &Actor) -> Self {
        let entity =
            actor.entity.as_deref().and_then(|id| record.coding.entities.iter().find(|e| e.id == id));
        // The first word of a description is written large where it opens a sentence.
        let spoken = |text: &str, named: bool| {
            let text = if named { text } else { text.split_once(' ').map_or("", |(_, rest)| rest) };
            text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
                .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
                .flat_map(|w| words(w).filter(|w| w.chars().count() > 2).collect::<Vec<_>>())
                .filter(|w| !TITLES.contains(&w.as_str()))
                .collect::<BTreeSet<String>>()
        };
        // A pronoun or description stands for its entity's name.
        let is_named = entity.is_some_and(|e| e.mentions.iter().any(|m| m.kind == MentionKind::Name));
        let name = match entity {
            Some(entity) if is_named || actor.text.len() < 5 => entity.name.clone(),
            _ => actor.text.clone(),
        };
        let country_first = actor.country.is_some() && !actor.inferred;
        let mut named = spoken(&name, is_named || country_first);
        named.extend(spoken(&actor.text, is_named && actor.text.len() > 4 || country_first));
        let group = actor
            .code
            .as_deref()
            .filter(|c| actor.country.is_none() && c.len() > 3)
            .and_then(|c| c.get(..3))
            .map(str::to_owned);
        let country = actor
            .country
            .clone()
            .or_else(|| group.filter(|_| actor.sector.as_deref().is_some_and(|s| s != "GOV")));
        Self { name, country: country.filter(|_| !actor.inferred), sector: actor.sector.clone(), named }
    }

    /// Whether two parties may be one: the same country (as states act, or with the same sector), or a name in common.
    pub fn same(&self, other: &Self) -> bool {
        let state = |p: &Self| p.sector.as_deref().is_none_or(|s| STATE.contains(&s));
        if let (Some(a), Some(b)) = (&self.country, &other.country) {
            return a == b && (self.sector == other.sector || state(self) && state(other));
        }
        self.named.intersection(&other.named).next().is_some()
    }

    /// Whether nothing names it: "police", "three soldiers".
    pub fn is_anonymous(&self) -> bool {
        self.country.is_none() && self.named.is_empty()
    }

    /// What it is looked up by.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.country.iter().chain(&self.named).map(|w| term(w))
    }
}

/// Titles and words of office that begin with a capital and name nobody.
const TITLES: [&str; 53] = [
    "the",
    "president",
    "prime",
    "minister",
    "foreign",
    "general",
    "king",
    "queen",
    "prince",
    "secretary",
    "state",
    "opposition",
    "leader",
    "chief",
    "commander",
    "judge",
    "mayor",
    "ministry",
    "government",
    "parliament",
    "police",
    "army",
    "navy",
    "united",
    "party",
    "republic",
    "national",
    "department",
    "interior",
    "defence",
    "defense",
    "transport",
    "they",
    "she",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How two sides of two events stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sides {
    /// Every party of the smaller side is among the other's.
    Same,
    /// One side is empty, or nobody on it is named.
    Open,
    /// They are others.
    Different,
}

/// Compares the parties of two sides.
pub(crate) fn sides(one: &[Party], other: &[Party]) -> Sides {
    let named = |side: &[Party]| side.iter().any(|p| !p.is_anonymous());
    if !named(one) || !named(other) {
        return Sides::Open;
    }
    let (small, large) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let all = small.iter().filter(|p| !p.is_anonymous()).all(|p| large.iter().any(|o| p.same(o)));
    if all { Sides::Same } else { Sides::Different }
}
