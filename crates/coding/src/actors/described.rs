//! Reads a description as a political actor: the agent noun that heads the phrase or stands in it, and the body that it belongs
//! to.

use super::reading::{Reader, Reading};
use super::table::{AgentKind, Class};
use dunlin_language::{Deprel, NameKind, Upos};
use dunlin_record::EntityType;
use std::ops::Range;

/// Words before a title that end its holder's office.
const FORMER: &[&str] = &[
    "former",
    "formerly",
    "previously",
    "retired",
    "ex",
    "ousted",
    "deposed",
    "exiled",
    "exile",
    "late",
    "then",
    "onetime",
    "one-time",
    "ex-",
    "erstwhile",
];

/// Whether who has this role is of the body beside him, whatever else he is called: "Houthi military spokesperson".
pub(super) fn is_of_its_body(role: Option<&str>) -> bool {
    let last = role.and_then(|role| role.split(' ').next_back());
    matches!(
        last,
        Some("spokesman" | "spokeswoman" | "spokesperson" | "leader" | "commander" | "official" | "chief")
    ) || matches!(role, Some("secretary general" | "secretary - general" | "general secretary" | "general"))
}

/// Whether bodies of this sector bear the same name in many countries: parties, parliaments, courts, armies.
pub(super) fn exists_in_many_countries(sector: Option<&str>) -> bool {
    matches!(sector, Some("PTY" | "LEG" | "JUD" | "GOV" | "MIL" | "COP" | "OPP" | "SPY"))
}

impl Reader<'_> {
    pub(super) fn read_to_description(&self, head: usize, depth: usize) -> Reading {
        if self
            .name_at
            .get(head)
            .copied()
            .flatten()
            .is_some_and(|at| self.tree.analysis.names.get(at).is_some_and(|n| n.kind == NameKind::Person))
        {
            return Reading::default();
        }
        self.read_description(head, depth)
    }

    /// A phrase by its head noun: agent noun and the country of its modifiers.
    pub(super) fn read_description(&self, head: usize, depth: usize) -> Reading {
        let mut reading = Reading::default();
        let phrase = self.tree.noun_phrase(head);
        let Some((sector, role, kind)) = self.agent_ending(phrase.start..head + 1) else {
            return self.officer(head, depth).unwrap_or(reading);
        };
        reading.kind = Some(match kind {
            AgentKind::Person => EntityType::Person,
            AgentKind::Body | AgentKind::Force => EntityType::Organization,
        });
        // "a birthday party" is none of politicians.
        let feast = |c: usize| {
            matches!(
                self.tree.lemma(c).as_str(),
                "birthday" | "wedding" | "dinner" | "christmas" | "garden" | "house"
            )
        };
        if role == "party" && self.tree.by(head, Deprel::Compound).any(feast) {
            return Reading::default();
        }
        // "free movement", "a group of passengers": a movement with nobody's name to it is no body.
        let bodies = ["movement", "group", "front", "alliance", "federation", "association"];
        if bodies.contains(&role.as_str()) {
            if let Some(named) = self.named_beside(head, depth) {
                return named;
            }
            let owned = |&c: &usize| {
                matches!(self.tree.deprel(c), Some(Deprel::Compound | Deprel::NmodPoss | Deprel::Det))
                    || self.tree.deprel(c) == Some(Deprel::Amod) && self.country_at(c).is_some()
            };
            if !self.tree.children(head).iter().any(owned) {
                return Reading::default();
            }
        }
        // "a passenger jet" is no force.
        let civil = kind == AgentKind::Force
            && self.tree.children(head).iter().any(|&c| {
                matches!(self.tree.deprel(c), Some(Deprel::Amod | Deprel::Compound))
                    && matches!(
                        self.tree.lemma(c).as_str(),
                        "passenger"
                            | "civilian"
                            | "commercial"
                            | "private"
                            | "cargo"
                            | "rescue"
                            | "airline"
                            | "medical"
                    )
            });
        if civil {
            return Reading { group: self.country_of(head, depth.saturating_sub(1)), ..Reading::default() };
        }
        // "the rebel Congo River Alliance"
        let rebel = bodies.contains(&role.as_str())
            && self.tree.children(head).iter().any(|&c| {
                matches!(
                    self.tree.lemma(c).as_str(),
                    "rebel" | "militant" | "insurgent" | "guerrilla" | "jihadist"
                )
            });
        // "Two Democratic Representatives" sit in a house.
        let seated =
            role == "representative" && self.tree.span(head).of(self.text).starts_with("Representative");
        reading.sector = Some(match (rebel, seated) {
            (true, _) => "REB".to_owned(),
            (_, true) => "LEG".to_owned(),
            _ => sector,
        });
        reading.role = Some(role);
        if depth > 0 {
            // "fighter jets": a word of the noun itself is no owner.
            let words = reading.role.as_deref().map_or(1, |role| role.split(' ').count());
            let body = self.owner(head, depth - 1, head + 1 - words.min(head + 1));
            if let Some(owner) = body {
                // A spokesman, official or member has the sector of what he speaks for.
                let generic = matches!(
                    reading.role.as_deref(),
                    Some(
                        "spokesman"
                            | "spokeswoman"
                            | "spokesperson"
                            | "official"
                            | "leader"
                            | "commander"
                            | "delegation"
                            | "envoy"
                            | "negotiator"
                            | "representative"
                            | "leadership"
                            | "fighter"
                            | "adviser"
                            | "aide"
                            | "chief"
                            | "movement"
                            | "group"
                            | "organization"
                            | "organisation"
                            | "faction"
                            | "committee"
                            | "militia"
                            | "front"
                            | "member"
                            | "militant"
                            | "figure"
                            | "secretary general"
                            | "secretary - general"
                            | "general secretary"
                    )
                );
                // "a Houthi military spokesperson": whatever he is called, he is of the Houthis.
                let armed = owner.sector.as_deref() == Some("REB") && is_of_its_body(reading.role.as_deref());
                let force = kind == AgentKind::Force
                    && matches!(owner.sector.as_deref(), Some("REB" | "PRM" | "COP"));
                // "a minister of the Harbour Church" governs nothing.
                let pastor =
                    owner.sector.as_deref() == Some("REL") && reading.role.as_deref() == Some("minister");
                let generic = generic || armed || force || pastor;
                let sector = owner.sector.as_deref();
                let outranks = generic && sector.is_some_and(|s| !matches!(s, "CVL"));
                if outranks {
                    reading.sector.clone_from(&owner.sector);
                }
                reading.group = self.of_stated(&owner, head, depth - 1);
            }
            if reading.group.is_none() {
                reading.group = self.country_of(head, depth - 1);
            }
            // "a spokesperson for Harbour Lines" speaks for no government.
            let speaks_for = |c: &usize| {
                let name =
                    self.name_at.get(*c).copied().flatten().and_then(|at| self.tree.analysis.names.get(at));
                matches!(self.tree.case(*c).as_str(), "for" | "of")
                    && name.is_some_and(|n| n.kind == NameKind::Organization)
                    && !self.read_to(*c, depth - 1).is_coded()
            };
            let spokesman =
                matches!(reading.role.as_deref(), Some("spokesman" | "spokeswoman" | "spokesperson"));
            if spokesman && self.tree.under(head, Deprel::Nmod).any(|c| speaks_for(&c)) {
                return Reading::default();
            }
        }
        if matches!(reading.sector.as_deref(), Some("GOV" | "LEG")) && self.is_former(head) {
            reading.sector = Some("ELI".to_owned());
        }
        reading
    }

    /// The country of somebody of `body`: the one stated beside him where other countries have such a body too
    /// ("Ukrainian National Guard personnel").
    pub(super) fn of_stated(&self, body: &Reading, head: usize, depth: usize) -> Option<String> {
        let general = exists_in_many_countries(body.sector.as_deref());
        let adjective =
            |&c: &usize| self.tree.deprel(c) == Some(Deprel::Amod) && self.tree.upos(c) == Upos::Adj;
        let stated = || {
            let beside = self.tree.children(head).iter().copied().filter(adjective);
            beside.filter(|&c| !self.is_backer(c)).find_map(|c| self.country_at(c))
        };
        let stated = if general && body.class == Some(Class::Body) && depth > 0 { stated() } else { None };
        stated.or_else(|| body.group.clone())
    }

    /// Whoever is named only by his place in a body is of that body: "the FBI director", "the head of the navy".
    pub(super) fn officer(&self, head: usize, depth: usize) -> Option<Reading> {
        const PLACES: &[&str] = &[
            "director",
            "head",
            "chair",
            "chairman",
            "chairwoman",
            "chairperson",
            "boss",
            "ceo",
            "personnel",
            "deputy",
            "agent",
            "operative",
            "member",
        ];
        let lemma = self.tree.lemma(head).to_lowercase();
        if depth == 0 || !PLACES.contains(&lemma.as_str()) {
            return None;
        }
        let body = self.owner(head, depth - 1, head)?;
        let former = self.is_former(head) && !matches!(body.sector.as_deref(), Some("BUS" | "NGO" | "IGO"));
        Some(Reading {
            group: self.of_stated(&body, head, depth - 1).or_else(|| self.country_of(head, depth - 1)),
            sector: if former { Some("ELI".to_owned()) } else { body.sector },
            role: Some(lemma),
            kind: Some(EntityType::Person),
            ..Reading::default()
        })
    }

    /// The body whose name stands beside a noun: "the rebel group M23".
    pub(super) fn named_beside(&self, head: usize, depth: usize) -> Option<Reading> {
        if depth == 0 {
            return None;
        }
        let beside = self.tree.children(head).iter().copied().filter(|&c| {
            matches!(
                self.tree.deprel(c),
                Some(Deprel::Appos | Deprel::Flat | Deprel::NmodDesc | Deprel::Compound)
            )
        });
        let mut bodies = beside.filter_map(|c| self.read_name(c, depth - 1));
        bodies.find(|reading| reading.class == Some(Class::Body))
    }

    /// The longest agent noun that ends the run of words `range`.
    pub(super) fn agent_ending(&self, range: Range<usize>) -> Option<(String, String, AgentKind)> {
        let from = range.start.max(range.end.saturating_sub(4));
        let lemmas: Vec<String> = (from..range.end).map(|w| self.tree.lemma(w)).collect();
        let forms: Vec<String> =
            (from..range.end).map(|w| self.tree.span(w).of(self.text).to_lowercase()).collect();
        // "human rights groups": only the last word is looked up by its lemma.
        let mut last = forms.clone();
        if let (Some(form), Some(lemma)) = (last.last_mut(), lemmas.last()) {
            form.clone_from(lemma);
        }
        let by_last = self.lexicon.agent(&last).filter(|(_, length)| *length > 1);
        let by_form = self.lexicon.agent(&forms);
        let by_lemma = self.lexicon.agent(&lemmas);
        let best = match (by_form, by_lemma) {
            (Some(f), Some(l)) => Some(if l.1 > f.1 { (l, &lemmas) } else { (f, &forms) }),
            (f, l) => f.map(|f| (f, &forms)).or(l.map(|l| (l, &lemmas))),
        };
        let best = match (best, by_last) {
            (Some(b), Some(l)) if l.1 > b.0.1 => Some((l, &last)),
            (None, Some(l)) => Some((l, &last)),
            (best, _) => best,
        };
        let ((agent, length), words) = best?;
        let role = words.get(words.len() - length..).unwrap_or(&[]).join(" ");
        Some((agent.sector.clone(), role, agent.kind))
    }

    /// The last agent noun in the run of words `range`.
    pub(super) fn agent_in(&self, range: Range<usize>) -> Option<(String, String, AgentKind)> {
        range.clone().rev().find_map(|end| self.agent_ending(range.start..end + 1))
    }

    pub(super) fn is_former(&self, head: usize) -> bool {
        let phrase = self.tree.noun_phrase(head);
        let mut before = phrase.start.max(head.saturating_sub(6))..head;
        // "formerly the bureau's chief": the adverb may stand outside.
        let aside = phrase.start.checked_sub(1).map(|w| self.tree.lemma(w));
        before.any(|w| FORMER.contains(&self.tree.lemma(w).as_str()))
            || matches!(aside.as_deref(), Some("formerly" | "previously"))
    }
}
