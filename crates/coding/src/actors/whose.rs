//! Whose somebody is: the owner and the country that the words around a noun name.

use super::HELPED;
use super::reading::{Reader, Reading};
use super::table::Class;
use dunlin_language::{Deprel, NameKind, Upos};

/// Those whom a country before the noun tells what they know of.
const EXPERTS: &[&str] = &["expert", "specialist", "watcher", "analyst", "scholar", "observer", "researcher"];

impl Reader<'_> {
    /// The body that a described person or body belongs to: "a spokesman for the Taliban", "Hamas leaders".
    /// The words from `own` to the head are those of the noun itself.
    pub(super) fn owner(&self, head: usize, depth: usize, own: usize) -> Option<Reading> {
        let mut best: Option<Reading> = None;
        // "the United Nations Secretary-General": the owner may stand before the first word of the noun.
        let beside = self.tree.children(head).iter().copied().filter(|&child| child < own || child > head);
        let inner =
            (own..head).flat_map(|w| self.tree.children(w).iter().copied()).filter(|&child| child < own);
        let candidates: Vec<usize> = beside.chain(inner).collect();
        for child in candidates {
            let Some(deprel) = self.tree.deprel(child) else { continue };
            let linked = match deprel {
                Deprel::Compound | Deprel::NmodPoss | Deprel::Amod => true,
                Deprel::Nmod => matches!(self.tree.case(child).as_str(), "of" | "for" | "from" | "with"),
                _ => false,
            };
            if !linked || self.is_backer(child) {
                continue;
            }
            let reading = if depth == 0 {
                self.read_name(child, 0).unwrap_or_default()
            } else {
                self.read_to(child, depth - 1)
            };
            let body = matches!(reading.class, Some(Class::Body | Class::House | Class::Person))
                || deprel != Deprel::Amod
                    && reading.class.is_none()
                    && reading.sector.is_some()
                    && (reading.group.is_some()
                        || matches!(reading.sector.as_deref(), Some("OPP" | "PTY" | "REB" | "COP" | "MIL")));
            if body && best.is_none() {
                best = Some(reading);
            }
        }
        best
    }

    /// The country that the modifiers of a phrase name.
    pub(super) fn country_of(&self, head: usize, depth: usize) -> Option<String> {
        // "North Korea experts" know the country, "Korean experts" are from there.
        let expert = EXPERTS.contains(&self.tree.lemma(head).as_str());
        let rank = |child: usize| -> Option<u8> {
            Some(match self.tree.deprel(child)? {
                Deprel::Compound if expert => return None,
                Deprel::Amod | Deprel::Compound | Deprel::Flat | Deprel::NmodDesc | Deprel::NmodUnmarked => 0,
                Deprel::NmodPoss => 1,
                Deprel::Nmod => match self.tree.case(child).as_str() {
                    "of" | "for" => 2,
                    // "ambassador to Chad", but not "handed members to Chad".
                    "to" if !self.is_sent(head) => return None,
                    "in" | "from" | "to" | "at" | "across" | "throughout" => 3,
                    _ => return None,
                },
                Deprel::Appos => 4,
                _ => return None,
            })
        };
        // "South Korea's National Police Agency": its own name says nothing of whose it is there.
        let own = self.found_at.get(head).copied().flatten();
        let apart = |c: usize| own.is_none() || self.found_at.get(c).copied().flatten() != own;
        let beside = self.tree.children(head).iter().copied().filter(|&c| apart(c));
        let mut children: Vec<(u8, usize)> = beside.filter_map(|c| Some((rank(c)?, c))).collect();
        children.sort_unstable();
        for &(_, child) in &children {
            // "a Rwanda-backed group" is not Rwandan; "Marta Ruiz Santiago" has a family name of a town.
            if self.is_backer(child) || self.is_family_name(child, head) {
                continue;
            }
            // "Chadian National Guard personnel": what stands before a body's name goes before the table.
            if depth > 0
                && self.is_body(child)
                && let Some(country) = self.country_of(child, depth - 1)
            {
                return Some(country);
            }
            if let Some(country) = self.country_at(child) {
                return Some(country);
            }
            if depth > 0 {
                let inner = self.read_name(child, depth - 1).and_then(|r| r.group).filter(|g| g.len() == 3);
                if inner.is_some() {
                    return inner;
                }
                if let Some(country) = self.country_of(child, depth - 1) {
                    return Some(country);
                }
            }
        }
        None
    }

    /// Whether `head` is somebody or something that goes to a country: an ambassador, a delegation, aid.
    pub(super) fn is_sent(&self, head: usize) -> bool {
        matches!(
            self.tree.lemma(head).as_str(),
            "ambassador"
                | "envoy"
                | "representative"
                | "delegate"
                | "delegation"
                | "consul"
                | "observer"
                | "visitor"
        )
    }

    /// Whether `word` is part of the name of a body that the lexicon knows.
    pub(super) fn is_body(&self, word: usize) -> bool {
        let found = self.found_at.get(word).copied().flatten().and_then(|at| self.found.get(at));
        let known = found.and_then(|found| self.lexicon.known(*found.known.first()?));
        known.is_some_and(|known| known.class == Class::Body)
    }

    /// Whether `word` is the name of a place that ends a person's name: "Marta Ruiz Santiago".
    pub(super) fn is_family_name(&self, word: usize, head: usize) -> bool {
        let person = || {
            let at = self.name_at.get(word).copied().flatten();
            at.and_then(|at| self.tree.analysis.names.get(at))
                .is_some_and(|name| name.kind == NameKind::Person)
        };
        let title = || self.lexicon.is_agent(&self.tree.lemma(head).to_lowercase());
        self.tree.deprel(word) == Some(Deprel::Flat)
            && self.tree.upos(head) == Upos::Propn
            && (person() || !title())
    }

    /// Whether `word` is joined to a participle that makes it another's ally: "Rwanda" in "Rwanda-backed", and the
    /// participle itself.
    pub(super) fn is_backer(&self, word: usize) -> bool {
        let form = |w: usize| self.tree.span(w).of(self.text);
        let joined = |hyphen: usize| form(hyphen) == "-" && HELPED.contains(&form(hyphen + 1));
        // "Al-Qaeda-linked": the hyphen stands behind the whole name.
        let end = self.found_at.get(word).copied().flatten().and_then(|at| self.found.get(at));
        joined(word + 1) || word >= 2 && joined(word - 1) || end.is_some_and(|name| joined(name.words.end))
    }

    /// The country that a name covering `word` stands for.
    pub(super) fn country_at(&self, word: usize) -> Option<String> {
        let found = self.found_at.get(word).copied().flatten().and_then(|at| self.found.get(at))?;
        let known = self.lexicon.known(*found.known.first()?)?;
        let code = self.on_the_day(&known.codes).or(known.codes.first())?;
        code.country.clone()
    }
}
