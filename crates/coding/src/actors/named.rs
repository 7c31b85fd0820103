//! Reads a name as a political actor: whom the lexicon knows by it and which office he holds on the day, else the titles
//! beside it.

use super::described::{exists_in_many_countries, is_of_its_body};
use super::reading::{Reader, Reading};
use super::table::{ActorLexicon, AgentKind, Class};
use crate::forest::Forest;
use dunlin_language::{Deprel, NameKind, Upos};
use dunlin_record::{ActorCode, EntityType};
use std::ops::Range;

/// Titles that tell a person's party and no office.
pub(super) const LABELS: &[&str] = &["democrat", "republican", "conservative", "politician", "party member"];

impl Reader<'_> {
    /// A phrase whose head is part of a name.
    pub(super) fn read_name(&self, head: usize, depth: usize) -> Option<Reading> {
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

    pub(super) fn of_known(&self, at: usize, head: usize, depth: usize) -> Reading {
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
                if exists_in_many_countries(reading.sector.as_deref())
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
    pub(super) fn on_the_day<'c>(&self, codes: &'c [ActorCode]) -> Option<&'c ActorCode> {
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
    pub(super) fn person(&self, words: Range<usize>, head: usize, depth: usize) -> Reading {
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
    pub(super) fn in_office(&self, family: &str) -> Option<usize> {
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
    pub(super) fn has_namesake(&self, family: &str) -> bool {
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
    pub(super) fn titles(&self, head: usize, depth: usize) -> Reading {
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
    pub(super) fn armed_group_in(&self, head: usize) -> Option<Reading> {
        let phrase = self.tree.noun_phrase(head);
        let armed = phrase.filter(|&w| {
            matches!(self.tree.case(w).as_str(), "in" | "of" | "") && self.is_body(w) && w > head
        });
        armed
            .filter_map(|w| self.read_name(w, 0))
            .find(|r| matches!(r.sector.as_deref(), Some("REB" | "PRM")))
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
