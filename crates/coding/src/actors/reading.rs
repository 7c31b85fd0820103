//! Reads a noun phrase as a political actor: "the Turkish foreign minister" is TUR GOV.
//!
//! Names come first (a person in office on the day, a body, a house, a country), then the agent noun that heads the
//! phrase or stands as a title in it, with the country that its modifiers name.

use super::phrases::Found;
use super::table::{ActorLexicon, AgentKind, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, NameKind, Upos};
use dunlin_record::{ActorCode, EntityType};
use std::ops::Range;

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

/// Those whom a country before the noun tells what they know of.
const EXPERTS: &[&str] = &["expert", "specialist", "watcher", "analyst", "scholar", "observer", "researcher"];

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

/// Titles that tell a person's party and no office.
pub(super) const LABELS: &[&str] = &["democrat", "republican", "conservative", "politician", "party member"];

/// Whether who has this role is of the body beside him, whatever else he is called: "Houthi military spokesperson".
fn is_of_its_body(role: Option<&str>) -> bool {
    let last = role.and_then(|role| role.split(' ').next_back());
    matches!(
        last,
        Some("spokesman" | "spokeswoman" | "spokesperson" | "leader" | "commander" | "official" | "chief")
    ) || matches!(role, Some("secretary general" | "secretary - general" | "general secretary" | "general"))
}

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

    fn read_to(&self, head: usize, depth: usize) -> Reading {
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

    fn read_plain(&self, head: usize, depth: usize) -> Reading {
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

    /// A phrase whose head is part of a name.
    fn read_name(&self, head: usize, depth: usize) -> Option<Reading> {
        let found = self.found_at.get(head).copied().flatten().and_then(|at| self.found.get(at));
        let name = self.name_at.get(head).copied().flatten();
        let name = name.and_then(|at| self.tree.analysis.names.get(at));
        let person = name.is_some_and(|n| n.kind == NameKind::Person);
        if let Some(found) = found
            && let Some(&at) = found.known.first()
            && let Some(known) = self.lexicon.known(at)
        {
            // A person's name that merely holds a country's ("Paris Hilton", "George Washington").
            let inside_person = person
                && matches!(known.class, Class::Country | Class::Capital | Class::People)
                && name.is_some_and(|n| n.words.len() > found.words.len());
            let adjective = known.class == Class::People && self.tree.upos(head) == Upos::Adj;
            // "the Supreme National Security Council" is not the Security Council.
            let inside_body = known.class == Class::Body
                && name.is_some_and(|n| {
                    n.kind == NameKind::Organization
                        && (n.words.start..found.words.start).any(|w| {
                            // "the rebel Congo River Alliance": a lower-case word is no part of its name.
                            let capital = self.tree.span(w).of(self.text).starts_with(char::is_uppercase);
                            matches!(self.tree.upos(w), Upos::Propn | Upos::Adj)
                                && capital
                                && self.country_at(w).is_none()
                        })
                });
            // "The Independent International Commission" is no newspaper.
            let paper = known.codes.iter().any(|c| c.sector.as_deref() == Some("JRN"));
            let longer = known.class == Class::Body
                && paper
                && name.is_some_and(|n| {
                    n.kind == NameKind::Organization
                        && (found.words.end..n.words.end).any(|w| self.tree.upos(w) == Upos::Propn)
                });
            if !inside_person && !adjective && !inside_body && !longer {
                return Some(self.of_known(at, head, depth));
            }
        }
        let name = name?;
        if person {
            // "US President Donald Trump" may be one name, headed by its title.
            let inside = name.words.clone().filter_map(|w| self.found_at.get(w).copied().flatten());
            let bearer = inside.filter_map(|at| self.found.get(at)).find_map(|found| {
                let at = *found.known.first()?;
                let whole = found.words.len() > 1 && found.words.end == name.words.end;
                (whole && self.lexicon.known(at)?.class == Class::Person).then_some(at)
            });
            return Some(match bearer {
                Some(at) => self.of_known(at, head, depth),
                None => self.person(name.words.clone(), head, depth),
            });
        }
        // A name that the lexicon does not have: its own words may still say what it is ("Thai Foreign Ministry").
        let mut reading = self.read_description(head, depth);
        reading.named = true;
        reading.kind = reading.kind.or(Some(match name.kind {
            NameKind::Person => EntityType::Person,
            NameKind::Organization => EntityType::Organization,
            NameKind::Location => EntityType::Place,
            NameKind::Miscellaneous => EntityType::Other,
        }));
        // A court or a parliament is a body, also where the model takes its name for a place.
        let house = matches!(reading.sector.as_deref(), Some("JUD" | "LEG")) && reading.role.is_some();
        if name.kind == NameKind::Location && !house {
            reading.sector = None;
        }
        Some(reading)
    }

    fn of_known(&self, at: usize, head: usize, depth: usize) -> Reading {
        let Some(known) = self.lexicon.known(at) else { return Reading::default() };
        let code = self.on_the_day(&known.codes);
        let group = code.map(|c| c.country.clone().unwrap_or_else(|| group_of(c)));
        let mut reading = Reading {
            known: Some(at),
            class: Some(known.class),
            group: group.filter(|g| !g.is_empty()),
            sector: code.and_then(|c| c.sector.clone()),
            role: code.and_then(|c| c.role.clone()),
            from: code.and_then(|c| c.from.clone()),
            to: code.and_then(|c| c.to.clone()),
            kind: Some(match known.class {
                Class::Country | Class::Capital => EntityType::Place,
                Class::People => EntityType::Other,
                Class::House | Class::Body => EntityType::Organization,
                Class::Person => EntityType::Person,
            }),
            named: true,
        };
        match known.class {
            Class::Person if code.is_none() => {
                // Known, but in no listed office on that day: a person of standing of that country.
                reading.group = known.codes.first().and_then(|c| c.country.clone());
                let titled = self.titles(head, depth);
                reading.sector = titled.sector.or_else(|| Some("ELI".to_owned()));
                reading.role = titled.role;
            }
            // "Senator Ana Ruiz", who became a minister: where the article has no day, or a day after the office, what
            // the text calls her.
            Class::Person if !self.is_former(head) && self.day.is_none_or(|day| ended(code, day)) => {
                let titled = self.titles(head, depth);
                let label = titled.role.as_deref().is_none_or(|role| LABELS.contains(&role));
                if titled.sector.is_some() && !label {
                    (reading.sector, reading.role) = (titled.sector, titled.role);
                }
            }
            Class::Person if self.is_former(head) => {
                reading.sector = Some("ELI".to_owned());
                reading.role = None;
            }
            Class::People => {
                // "Palestinians" are people, "the Palestinians" may be their leadership: no sector then.
                let determined = self.tree.by(head, Deprel::Det).next().is_some();
                let plural = matches!(
                    self.tree.analysis.words.get(head).map(|w| w.xpos.as_str()),
                    Some("NNS" | "NNPS")
                );
                // "one Palestinian": a person too.
                let counted = self.tree.by(head, Deprel::Nummod).next().is_some()
                    || self
                        .tree
                        .by(head, Deprel::Det)
                        .any(|d| matches!(self.tree.lemma(d).as_str(), "a" | "an"));
                reading.sector = (counted || plural && !determined).then(|| "CVL".to_owned());
            }
            Class::Body => {
                // Parties, parliaments and courts of the same name exist in many countries.
                let general = matches!(
                    reading.sector.as_deref(),
                    Some("PTY" | "LEG" | "JUD" | "GOV" | "MIL" | "COP" | "OPP" | "SPY")
                );
                if general
                    && let Some(country) = self.country_of(head, depth)
                    && Some(&country) != reading.group.as_ref()
                {
                    reading.group = Some(country);
                    reading.known = None;
                }
            }
            _ => {}
        }
        reading
    }

    /// The code that holds on the day of the article; without a day the last one. Who led rebels is of them after his
    /// days too, and a soldier who fell is one in the weeks when news tells of it.
    fn on_the_day<'c>(&self, codes: &'c [ActorCode]) -> Option<&'c ActorCode> {
        let Some(day) = self.day else { return codes.last() };
        let ended = |code: &&ActorCode| code.to.as_deref().is_some_and(|to| to < day);
        let lasting = |code: &&ActorCode| match code.sector.as_deref() {
            Some("REB") => true,
            Some("MIL") => code.to.as_deref().is_some_and(|to| is_weeks_before(to, day)),
            _ => false,
        };
        let holds = |code: &&ActorCode| {
            code.from.as_deref().is_none_or(|from| from <= day)
                && code.to.as_deref().is_none_or(|to| day <= to || day.starts_with(to))
        };
        codes.iter().find(holds).or_else(|| codes.last().filter(ended).filter(lasting))
    }

    /// A person whose full name the lexicon lacks: by family name in office on the day, by titles, by apposition.
    fn person(&self, words: Range<usize>, head: usize, depth: usize) -> Reading {
        if words.len() == 1
            && let Some(at) = self.in_office(self.tree.span(words.start).of(self.text))
        {
            let reading = self.of_known(at, head, depth);
            // "Thai Prime Minister Trump" would be another one.
            let stated = self.country_of(head, depth);
            if stated.is_none() || stated == reading.group {
                return reading;
            }
        }
        let mut reading = self.titles(head, depth);
        reading.kind = Some(EntityType::Person);
        reading.named = true;
        reading
    }

    /// The one person with this family name who holds an office on the day.
    fn in_office(&self, family: &str) -> Option<usize> {
        let named_in_full = |at: usize| self.found.iter().any(|f| f.known.contains(&at));
        let list = self.lexicon.family(family);
        // Of two who bear the name the one named last is meant, which the joining of names finds.
        if self.has_namesake(family) {
            return None;
        }
        let full: Vec<usize> = list.iter().copied().filter(|&at| named_in_full(at)).collect();
        if let [only] = full[..] {
            return Some(only);
        }
        let serving: Vec<usize> = list
            .iter()
            .copied()
            .filter(|&at| {
                self.day.is_some()
                    && self.lexicon.known(at).is_some_and(|k| self.on_the_day(&k.codes).is_some())
            })
            .collect();
        match serving[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether the article gives somebody's full name with this family name, whom the lexicon does not know: then
    /// the family name alone is that person's.
    fn has_namesake(&self, family: &str) -> bool {
        self.tree.analysis.names.iter().filter(|name| name.kind == NameKind::Person).any(|name| {
            let words = full_name(self.tree, self.lexicon, self.text, &name.words);
            let known = || words.clone().any(|w| self.found_at.get(w).copied().flatten().is_some());
            let word = |w: usize| self.tree.span(w).of(self.text);
            let titled = || {
                words
                    .clone()
                    .any(|w| self.lexicon.is_agent(&word(w).to_lowercase()) || word(w).ends_with('.'))
            };
            words.len() > 1
                && (word(words.start) == family || word(words.end - 1) == family)
                && !titled()
                && !known()
        })
    }

    /// What the titles, appositions and owners around a name say of its bearer.
    fn titles(&self, head: usize, depth: usize) -> Reading {
        let mut reading = Reading::default();
        if depth == 0 {
            return reading;
        }
        let phrase = self.tree.noun_phrase(head);
        // "Prime Minister of Peru Ana Ruiz": the parser may make the title the head of the name.
        let own = || self.agent_ending(phrase.start..head + 1).filter(|_| head + 1 < phrase.end);
        // "told the news agency Mr Ruiz had left": a body is nobody's title.
        let title = self.agent_in(phrase.start..head).or_else(own);
        if let Some((sector, role, _)) = title.filter(|(_, _, kind)| *kind == AgentKind::Person) {
            // "Representative Ana Ruiz" sits in a house, "representatives of France" speak for it.
            let sector = if role == "representative" { "LEG".to_owned() } else { sector };
            reading.sector = Some(if self.is_former(head) { "ELI".to_owned() } else { sector });
            reading.role = Some(role);
        }
        // "Houthi military spokesperson Ana Ruiz": whatever she is called, she is of the Houthis.
        let speaks = is_of_its_body(reading.role.as_deref());
        let before = phrase.start..head;
        let group = || {
            let mut names = before.clone().filter_map(|w| self.found_at.get(w).copied().flatten());
            names.find_map(|at| {
                let known = self.lexicon.known(*self.found.get(at)?.known.first()?)?;
                let code = self.on_the_day(&known.codes)?;
                let armed = matches!(code.sector.as_deref(), Some("REB" | "PRM"));
                (known.class == Class::Body && armed).then(|| code.sector.clone())?
            })
        };
        if speaks && let Some(sector) = group() {
            reading.sector = Some(sector);
        }
        reading.group = self.country_of(head, depth - 1);
        // "Sadiq Khan, the mayor of London", and the other way round "the mayor of London, Sadiq Khan".
        let mut beside: Vec<usize> = self.tree.by(head, Deprel::Appos).collect();
        if self.tree.deprel(head) == Some(Deprel::Appos) {
            beside.extend(self.tree.head(head));
        }
        beside.extend(self.tree.by(head, Deprel::NmodDesc));
        for other in beside {
            let described = self.read_to_description(other, depth - 1);
            // "Democrat Ana Ruiz, the former governor": the office says more than the party.
            let label = reading.role.as_deref().is_some_and(|role| LABELS.contains(&role));
            if label && described.sector.as_deref().is_some_and(|s| !matches!(s, "PTY" | "CVL")) {
                (reading.sector, reading.role) = (None, None);
            }
            reading.sector = reading.sector.or(described.sector);
            reading.role = reading.role.or(described.role);
            reading.group = reading.group.or(described.group);
        }
        // "Ida Renn, the head of naval forces in the Northern Alliance": whatever he leads, he is of the armed group.
        if matches!(reading.sector.as_deref(), Some("MIL" | "GOV"))
            && let Some(group) =
                self.tree.by(head, Deprel::Appos).find_map(|other| self.armed_group_in(other))
        {
            reading.sector = group.sector;
            reading.group = group.group;
        }
        if reading.sector.is_none() {
            // "the Harbour Institute's Ida Renn" belongs to the institute.
            // The parser may hang owner and name side by side on a third word.
            let mark =
                phrase.start.checked_sub(1).filter(|&w| matches!(self.tree.lemma(w).as_str(), "'s" | "’s"));
            let beside = mark.and_then(|w| self.tree.head(w)).filter(|&owner| owner != head && owner < head);
            // "Ida Renn of the Harbour Institute" too.
            let of = |&c: &usize| matches!(self.tree.case(c).as_str(), "of" | "from" | "at" | "with");
            let behind = self.tree.under(head, Deprel::Nmod).filter(of);
            for owner in self.tree.by(head, Deprel::NmodPoss).chain(beside).chain(behind) {
                let owner = self.read_to(owner, depth - 1);
                if matches!(owner.kind, Some(EntityType::Organization)) {
                    reading.sector.clone_from(&owner.sector);
                    reading.group = reading.group.or(owner.group);
                }
            }
        }
        reading
    }

    /// The armed group that the phrase headed by `head` names as what somebody is in or of.
    fn armed_group_in(&self, head: usize) -> Option<Reading> {
        let phrase = self.tree.noun_phrase(head);
        let armed = phrase.filter(|&w| {
            matches!(self.tree.case(w).as_str(), "in" | "of" | "") && self.is_body(w) && w > head
        });
        armed
            .filter_map(|w| self.read_name(w, 0))
            .find(|r| matches!(r.sector.as_deref(), Some("REB" | "PRM")))
    }

    fn read_to_description(&self, head: usize, depth: usize) -> Reading {
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
    fn read_description(&self, head: usize, depth: usize) -> Reading {
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
    fn of_stated(&self, body: &Reading, head: usize, depth: usize) -> Option<String> {
        let general = matches!(
            body.sector.as_deref(),
            Some("PTY" | "LEG" | "JUD" | "GOV" | "MIL" | "COP" | "OPP" | "SPY")
        );
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
    fn officer(&self, head: usize, depth: usize) -> Option<Reading> {
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
    fn named_beside(&self, head: usize, depth: usize) -> Option<Reading> {
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
    fn agent_ending(&self, range: Range<usize>) -> Option<(String, String, AgentKind)> {
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
    fn agent_in(&self, range: Range<usize>) -> Option<(String, String, AgentKind)> {
        range.clone().rev().find_map(|end| self.agent_ending(range.start..end + 1))
    }

    fn is_former(&self, head: usize) -> bool {
        let phrase = self.tree.noun_phrase(head);
        let mut before = phrase.start.max(head.saturating_sub(6))..head;
        // "formerly the bureau's chief": the adverb may stand outside.
        let aside = phrase.start.checked_sub(1).map(|w| self.tree.lemma(w));
        before.any(|w| FORMER.contains(&self.tree.lemma(w).as_str()))
            || matches!(aside.as_deref(), Some("formerly" | "previously"))
    }

    /// The body that a described person or body belongs to: "a spokesman for the Taliban", "Hamas leaders".
    /// The words from `own` to the head are those of the noun itself.
    fn owner(&self, head: usize, depth: usize, own: usize) -> Option<Reading> {
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
    fn is_sent(&self, head: usize) -> bool {
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
    fn is_body(&self, word: usize) -> bool {
        let found = self.found_at.get(word).copied().flatten().and_then(|at| self.found.get(at));
        let known = found.and_then(|found| self.lexicon.known(*found.known.first()?));
        known.is_some_and(|known| known.class == Class::Body)
    }

    /// Whether `word` is the name of a place that ends a person's name: "Marta Ruiz Santiago".
    fn is_family_name(&self, word: usize, head: usize) -> bool {
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
    fn is_backer(&self, word: usize) -> bool {
        const BACKED: &[&str] = &[
            "backed",
            "aligned",
            "linked",
            "supported",
            "funded",
            "trained",
            "sponsored",
            "occupied",
            "allied",
            "affiliated",
            "bound",
            "inspired",
        ];
        let form = |w: usize| self.tree.span(w).of(self.text);
        let joined = |hyphen: usize| form(hyphen) == "-" && BACKED.contains(&form(hyphen + 1));
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

/// Whether the office was held, and was over by `day`.
fn ended(code: Option<&ActorCode>, day: &str) -> bool {
    code.and_then(|code| code.to.as_deref()).is_some_and(|to| to < day && !day.starts_with(to))
}

/// Whether `day` is at most some six weeks after the day `to`.
fn is_weeks_before(to: &str, day: &str) -> bool {
    let days = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    let (Some(to), Some(day)) = (days(to), days(day)) else { return false };
    (day - to).get_days() <= 45
}

/// The words of a person's name with the given name that the model left out: "Usman Khan" where it saw "Khan".
pub(super) fn full_name(
    tree: &Forest<'_>,
    lexicon: &ActorLexicon,
    text: &str,
    words: &Range<usize>,
) -> Range<usize> {
    let Some(before) = words.start.checked_sub(1).filter(|_| words.len() == 1) else { return words.clone() };
    let form = tree.span(before).of(text);
    let given = tree.upos(before) == Upos::Propn
        && form.len() > 2
        && form.starts_with(char::is_uppercase)
        && !form.ends_with('.')
        && !lexicon.is_agent(&form.to_lowercase())
        && tree.deprel(words.start) == Some(Deprel::Flat)
        && tree.head(words.start) == Some(before);
    if given { before..words.end } else { words.clone() }
}

/// The group part of a code without country: `IGOUNO` of `IGOUNO`, `ISM` of `ISMREB`.
fn group_of(code: &ActorCode) -> String {
    let sector = code.sector.as_deref().unwrap_or("");
    if matches!(sector, "IGO" | "NGO") {
        return code.code.clone();
    }
    code.code.strip_suffix(sector).unwrap_or(&code.code).to_owned()
}
