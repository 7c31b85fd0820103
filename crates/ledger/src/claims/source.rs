//! Who says something, through whom, and whether two who say it are two sources.
//!
//! **The rule.** Reports of a claim are parted into groups; each group counts as one source. Two reports are in one
//! group when
//! - their articles repeat each other's words (same, edited or partial copies) and do not name different sources, or
//! - they name the same innermost source, whoever carried it: "the coast guard said" in two papers is one coast
//!   guard, or
//! - one names nobody or somebody unnamed ("officials") and both came through the same outlet or agency.
//!
//! So a count of two means: two who can know, or two houses that each answer for it. It is never more than there
//! are; where names
//! hide that two are one, it can still be too high, and the sources are therefore always shown by name.

use crate::words::words;
use dunlin_record::{Attribution, Coding, EntityType, Record, SourceKind};
use serde::{Deserialize, Serialize};

/// One link of a chain of sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Its fullest name in the article, or its words.
    pub name: String,
    /// What kind of source it is.
    pub kind: SourceKind,
}

/// Through whom a report came, the innermost source first, the outlet last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Chain {
    /// Sources inside the article; empty: the outlet itself says so.
    pub links: Vec<Link>,
    /// The agency credited with the story, where one is.
    pub agency: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
}

impl Chain {
    /// The chain that ends, inwards, at this attribution.
    pub fn of(record: &Record, attribution: Option<&str>, agency: Option<&str>) -> Self {
        let mut links: Vec<Link> = Vec::new();
        let mut next = attribution;
        while let Some(found) = next.and_then(|id| find(&record.coding, id)).filter(|_| links.len() < 8) {
            let link = link(record, found);
            if links.last().is_none_or(|last| last.name != link.name) {
                links.push(link);
            }
            next = found.within.as_deref().filter(|&id| id != found.id);
        }
        let outlet = record.article.outlet.clone();
        let agency = agency.filter(|a| !outlet.as_deref().is_some_and(|o| crate::copies::same_outlet(o, a)));
        Self { links, agency: agency.map(str::to_owned), outlet }
    }

    /// The innermost source, where somebody inside the article speaks.
    pub fn innermost(&self) -> Option<&Link> {
        self.links.first()
    }

    /// Name of the innermost source: the outlet's when nobody else speaks.
    pub fn name(&self) -> &str {
        self.innermost()
            .map(|l| l.name.as_str())
            .or(self.agency.as_deref())
            .or(self.outlet.as_deref())
            .unwrap_or("(not named)")
    }

    /// The whole chain in words: "energy ministry ← ONA ← Northern Ledger".
    pub fn in_words(&self) -> String {
        let links =
            self.links.iter().map(|l| if l.name.is_empty() { "(not named)" } else { l.name.as_str() });
        let carriers = self.agency.as_deref().into_iter().chain(self.outlet.as_deref());
        let all: Vec<&str> = links.chain(carriers).collect();
        if all.is_empty() { "(not named)".to_owned() } else { all.join(" ← ") }
    }

    /// The innermost source as it is compared: its telling words in order, empty for one that is not named.
    pub fn key(&self) -> String {
        match self.innermost() {
            Some(link) if link.kind != SourceKind::Unnamed => name_key(&link.name),
            _ => String::new(),
        }
    }

    /// The house that answers for the report: agency, else outlet; empty when neither is known.
    pub fn carrier(&self) -> String {
        self.agency.as_deref().or(self.outlet.as_deref()).map(crate::copies::outlet_key).unwrap_or_default()
    }
}

pub(crate) fn find<'r>(coding: &'r Coding, id: &str) -> Option<&'r Attribution> {
    coding.attributions.iter().find(|a| a.id == id)
}

/// Who speaks in an attribution.
pub(crate) fn link(record: &Record, attribution: &Attribution) -> Link {
    let text = &record.article.text;
    let said: Vec<&str> = attribution.source.iter().map(|s| s.of(text)).collect();
    let entity = attribution
        .source_entity
        .as_deref()
        .and_then(|id| record.coding.entities.iter().find(|e| e.id == id))
        .filter(|e| attribution.source_kind != SourceKind::Unnamed && e.kind != EntityType::Other);
    let name = match entity {
        Some(entity) => entity.name.clone(),
        None => said.join(" "),
    };
    let name = name.split(", who ").next().unwrap_or_default().trim().trim_end_matches([',', ';']).to_owned();
    let pronoun = matches!(
        name.to_lowercase().as_str(),
        "it" | "he" | "she" | "they" | "which" | "who" | "that" | "the" | "we" | "i"
    );
    let kind = if pronoun { SourceKind::Unnamed } else { attribution.source_kind };
    Link { name: if pronoun { String::new() } else { name }, kind }
}

/// A name as it is compared: lower case, without articles, possessive marks and what follows a comma or "who".
pub(crate) fn name_key(name: &str) -> String {
    let head = name.split([',', '(']).next().unwrap_or_default();
    let head = head.split(" who ").next().unwrap_or_default();
    words(head)
        .filter(|w| {
            !matches!(
                w.as_str(),
                "the"
                    | "a"
                    | "an"
                    | "s"
                    | "its"
                    | "his"
                    | "her"
                    | "their"
                    | "own"
                    | "of"
                    | "in"
                    | "for"
                    | "and"
            )
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether two keys of sources name the same: one's words are all among the other's ("coast guard", "varland coast
/// guard"). Empty keys
/// name nobody.
pub(crate) fn same_source(one: &str, other: &str) -> bool {
    let contained = |a: &str, b: &str| a.split(' ').all(|word| b.split(' ').any(|o| o == word));
    !one.is_empty() && !other.is_empty() && (contained(one, other) || contained(other, one))
}

/// What of a report tells whether it is another source: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The article.
    pub article: i64,
    /// [`Chain::key`].
    pub source: String,
    /// [`Chain::carrier`].
    pub carrier: String,
}

/// Groups reports into independent sources: the number of each report's group, counted from 0 in order. `copies`
/// tells whether two
/// articles repeat each other.
pub fn independent(reports: &[Standing], copies: impl Fn(i64, i64) -> bool) -> Vec<usize> {
    let mut group: Vec<usize> = (0..reports.len()).collect();
    for (i, one) in reports.iter().enumerate() {
        for (j, other) in reports.iter().enumerate().take(i) {
            let one_house =
                !one.carrier.is_empty() && one.carrier == other.carrier || one.article == other.article;
            let unnamed = one.source.is_empty() || other.source.is_empty();
            if same_source(&one.source, &other.source)
                || unnamed && one_house
                || one.article != other.article
                    && copies(one.article, other.article)
                    && (unnamed || same_source(&one.source, &other.source))
            {
                let (from, to) = (group[i].max(group[j]), group[i].min(group[j]));
                group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            }
        }
    }
    let mut seen: Vec<usize> = Vec::new();
    for g in &mut group {
        let at = seen.iter().position(|s| s == g).unwrap_or_else(|| {
            seen.push(*g);
            seen.len() - 1
        });
        *g = at;
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(article: i64, source: &str, carrier: &str) -> Standing {
        Standing { article, source: source.into(), carrier: carrier.into() }
    }

    fn count(reports: &[Standing], copies: &[(i64, i64)]) -> usize {
        let groups = independent(reports, |a, b| copies.contains(&(a, b)) || copies.contains(&(b, a)));
        groups.into_iter().max().map_or(0, |most| most + 1)
    }

    #[test]
    fn one_coast_guard_in_two_papers_is_one_source() {
        assert_eq!(
            count(&[at(1, "coast guard", "courier"), at(2, "varland coast guard", "meridian")], &[]),
            1
        );
        assert_eq!(count(&[at(1, "coast guard", "courier"), at(2, "port authority", "courier")], &[]), 2);
    }

    #[test]
    fn a_copy_is_no_second_source() {
        let both = [at(1, "", "meridian"), at(2, "", "ledger")];
        assert_eq!(count(&both, &[]), 2, "two houses that each answer for it");
        assert_eq!(count(&both, &[(1, 2)]), 1);
    }

    #[test]
    fn the_unnamed_of_one_house_are_one() {
        assert_eq!(count(&[at(1, "", "courier"), at(2, "", "courier")], &[]), 1);
        assert_eq!(
            count(&[at(1, "", "courier"), at(2, "port authority", "courier")], &[]),
            1,
            "it may be the same official"
        );
    }

    #[test]
    fn names_are_compared_by_their_telling_words() {
        assert_eq!(name_key("Varland’s coast guard"), "varland coast guard");
        assert_eq!(name_key("Straitline Ferries, which owns the vessel,"), "straitline ferries");
        assert!(same_source("straitline", "straitline ferries"));
        assert!(!same_source("defence ministry", "interior ministry"));
    }
}
