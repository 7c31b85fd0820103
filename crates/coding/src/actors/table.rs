//! The actor lexicon: countries, territories, people in office, bodies, houses that stand for governments, and the
//! nouns that say what part of society somebody belongs to.

use super::phrases::PhraseIndex;
use crate::lexicon::{File, Files, LexiconError, Row};
use dunlin_record::ActorCode;
use std::collections::HashMap;

/// What a phrase of the lexicon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A country or a part of one, by its name.
    Country,
    /// The adjective of a country, or the name of its people.
    People,
    /// A capital, which stands for the government where somebody acts.
    Capital,
    /// A building or town that always stands for a government or body.
    House,
    /// A person by full name.
    Person,
    /// A body: party, force, agency, company, armed group, medium.
    Body,
}

/// One thing that the lexicon knows by name.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its first name in the lexicon.
    pub name: String,
    /// What it is.
    pub class: Class,
    /// Its codes; for a person one for every office.
    pub codes: Vec<ActorCode>,
}

/// A noun that puts its bearer in a sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// PLOVER sector.
    pub sector: String,
    /// `person`, `body` or `force`.
    pub kind: AgentKind,
}

/// Whether an agent noun speaks of people, an institution or an armed body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentKind {
    /// One or several people.
    Person,
    /// An institution.
    Body,
    /// An armed or police body.
    Force,
}

/// All that `lexicon/actors/` says.
#[derive(Debug)]
pub struct ActorLexicon {
    known: Vec<Known>,
    phrases: PhraseIndex,
    /// Agent nouns by their last word; longest first.
    agents: HashMap<String, Vec<(Vec<String>, Agent)>>,
    /// People by family name.
    family: HashMap<String, Vec<usize>>,
}

impl ActorLexicon {
    /// Reads the subject `actors`.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let sectors = sectors(&files.need("actors/sectors.tsv")?)?;
        let mut lexicon = Self {
            known: Vec::new(),
            phrases: PhraseIndex::default(),
            agents: HashMap::new(),
            family: HashMap::new(),
        };
        lexicon.countries(&files.need("actors/countries.tsv")?)?;
        lexicon.territories(&files.need("actors/territories.tsv")?)?;
        lexicon.people(&files.need("actors/people.tsv")?, &sectors)?;
        for file in files.under("actors") {
            match file.path() {
                "actors/sectors.tsv"
                | "actors/countries.tsv"
                | "actors/territories.tsv"
                | "actors/people.tsv"
                | "actors/agents.tsv" => {}
                "actors/houses.tsv" => lexicon.bodies(&file, Class::House, &sectors)?,
                _ => lexicon.bodies(&file, Class::Body, &sectors)?,
            }
        }
        lexicon.agents(&files.need("actors/agents.tsv")?, &sectors)?;
        Ok(lexicon)
    }

    /// The thing with index `at`.
    pub fn known(&self, at: usize) -> Option<&Known> {
        self.known.get(at)
    }

    /// The index of all names.
    pub(super) fn phrases(&self) -> &PhraseIndex {
        &self.phrases
    }

    /// The first name of the country with this code.
    pub fn country_name(&self, code: &str) -> Option<&str> {
        let named = |known: &&Known| {
            known.class == Class::Country && known.codes.iter().any(|c| c.code == code && c.sector.is_none())
        };
        self.known.iter().find(named).map(|known| known.name.as_str())
    }

    /// Whether `code` is that of a country of the lexicon.
    pub fn is_country(&self, code: &str) -> bool {
        self.known.iter().any(|k| k.class == Class::Country && k.codes.iter().any(|c| c.code == code))
    }

    /// People with this family name.
    pub(super) fn family(&self, name: &str) -> &[usize] {
        self.family.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether some agent noun ends in this word.
    pub fn is_agent(&self, word: &str) -> bool {
        self.agents.contains_key(word)
    }

    /// The agent noun that ends the run of lower-cased lemmas `words`, and how many words it has.
    pub fn agent(&self, words: &[String]) -> Option<(&Agent, usize)> {
        let last = words.last()?;
        self.agents
            .get(last)?
            .iter()
            .find(|(phrase, _)| words.ends_with(phrase))
            .map(|(phrase, agent)| (agent, phrase.len()))
    }

    fn add(
        &mut self,
        file: &File<'_>,
        line: usize,
        known: Known,
        names: &[&str],
    ) -> Result<(), LexiconError> {
        let at = self.known.len();
        for name in names {
            if !self.phrases.insert(name, at) {
                return Err(file.error(
                    line,
                    format!("the name `{name}` has no letter or digit"),
                    "write a name, or remove the cell",
                ));
            }
        }
        self.known.push(known);
        Ok(())
    }

    fn countries(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["code", "name", "other_names", "people", "capital"])? {
            let code = country_code(file, &row, 0)?;
            self.country(file, &row, code, [1, 2, 3])?;
            let capitals: Vec<&str> = row.list(4).collect();
            if !capitals.is_empty() {
                let codes = vec![actor_code(code, Some("GOV"), Some("government"))];
                let known = Known { name: capitals[0].to_owned(), class: Class::Capital, codes };
                self.add(file, row.line, known, &capitals)?;
            }
        }
        Ok(())
    }

    fn territories(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["country", "name", "other_names", "people"])? {
            let code = country_code(file, &row, 0)?;
            self.country(file, &row, code, [1, 2, 3])?;
        }
        Ok(())
    }

    /// The names and the people of a country or of a part of one.
    fn country(
        &mut self,
        file: &File<'_>,
        row: &Row<'_>,
        code: &str,
        [name, others, people]: [usize; 3],
    ) -> Result<(), LexiconError> {
        let first = row.cell(name);
        if first.is_empty() {
            return Err(file.error(row.line, "no name", "fill the column `name`"));
        }
        let mut names = vec![first];
        names.extend(row.list(others));
        let known =
            |class| Known { name: first.to_owned(), class, codes: vec![actor_code(code, None, None)] };
        self.add(file, row.line, known(Class::Country), &names)?;
        let forms: Vec<String> =
            row.list(people).flat_map(|form| [form.to_owned(), format!("{form}s")]).collect();
        let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
        self.add(file, row.line, known(Class::People), &forms)
    }

    fn people(&mut self, file: &File<'_>, sectors: &[String]) -> Result<(), LexiconError> {
        let mut by_name: HashMap<String, usize> = HashMap::new();
        for row in file.table(&["name", "code", "sector", "role", "from", "to"])? {
            let names: Vec<&str> = row.list(0).collect();
            let Some(&first) = names.first() else {
                return Err(file.error(row.line, "no name", "fill the column `name`"));
            };
            for day in [row.cell(4), row.cell(5)] {
                check_day(file, row.line, day)?;
            }
            let mut code = body_code(file, &row, 1, 2, sectors)?;
            code.role = text(row.cell(3));
            code.from = text(row.cell(4));
            code.to = text(row.cell(5));
            if let Some(known) = by_name.get(first).and_then(|&at| self.known.get_mut(at)) {
                known.codes.push(code);
                continue;
            }
            let at = self.known.len();
            by_name.insert(first.to_owned(), at);
            for name in &names {
                for family in family_names(name, code.country.as_deref()) {
                    let list = self.family.entry(family.to_owned()).or_default();
                    if !list.contains(&at) {
                        list.push(at);
                    }
                }
            }
            let known = Known { name: first.to_owned(), class: Class::Person, codes: vec![code] };
            self.add(file, row.line, known, &names)?;
        }
        Ok(())
    }

    fn bodies(&mut self, file: &File<'_>, class: Class, sectors: &[String]) -> Result<(), LexiconError> {
        for row in file.table(&["name", "code", "sector"])? {
            let names: Vec<&str> = row.list(0).collect();
            let Some(&first) = names.first() else {
                return Err(file.error(row.line, "no name", "fill the column `name`"));
            };
            let codes = vec![body_code(file, &row, 1, 2, sectors)?];
            self.add(file, row.line, Known { name: first.to_owned(), class, codes }, &names)?;
        }
        Ok(())
    }

    fn agents(&mut self, file: &File<'_>, sectors: &[String]) -> Result<(), LexiconError> {
        for row in file.table(&["noun", "sector", "kind"])? {
            let sector = sector(file, &row, 1, sectors)?.ok_or_else(|| {
                file.error(row.line, "no sector", "fill the column `sector` with one of actors/sectors.tsv")
            })?;
            let kind = match row.cell(2) {
                "person" => AgentKind::Person,
                "body" => AgentKind::Body,
                "force" => AgentKind::Force,
                other => {
                    return Err(file.error(
                        row.line,
                        format!("`{other}` is no kind of agent"),
                        "write person, body or force",
                    ));
                }
            };
            for noun in row.list(0) {
                // The reader cuts "asylum-seeker" in three.
                let cut = noun.replace('-', " - ");
                for form in [noun, cut.as_str()] {
                    let words: Vec<String> = form.split_whitespace().map(str::to_lowercase).collect();
                    let Some(last) = words.last().cloned() else { continue };
                    let list = self.agents.entry(last).or_default();
                    if !list.iter().any(|(known, _)| *known == words) {
                        let place = list.partition_point(|(known, _)| known.len() >= words.len());
                        list.insert(place, (words, Agent { sector: sector.clone(), kind }));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The code of an actor of a country, or of an international body where `group` is its code.
pub(super) fn actor_code(group: &str, sector: Option<&str>, role: Option<&str>) -> ActorCode {
    let international = ["IGO", "NGO", "MNC"].into_iter().find(|code| group.starts_with(code));
    let country = (international.is_none() && group.len() == 3 && group != "ISM").then(|| group.to_owned());
    // Officials of an international body act for it: "the secretary general" of a league is no government.
    let sector =
        if international.is_some() && group.len() > 3 { international } else { sector.or(international) };
    let tail = sector.filter(|s| !group.starts_with(s)).unwrap_or("");
    ActorCode {
        code: format!("{group}{tail}"),
        country,
        sector: sector.map(str::to_owned),
        role: role.map(str::to_owned),
        from: None,
        to: None,
    }
}

/// Names under which a person may be mentioned again: the family name, which East Asian names put first.
fn family_names<'n>(name: &'n str, country: Option<&str>) -> Vec<&'n str> {
    let mut parts = name.split_whitespace().filter(|part| !part.ends_with('.'));
    let first = parts.next();
    let last = parts.next_back();
    let family_first = matches!(country, Some("CHN" | "PRK" | "KOR" | "TWN" | "VNM" | "KHM"));
    match (first, last) {
        (Some(first), Some(_)) if family_first => vec![first],
        (_, Some(last)) => vec![last],
        (Some(first), None) => vec![first],
        _ => Vec::new(),
    }
}

fn text(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn sectors(file: &File<'_>) -> Result<Vec<String>, LexiconError> {
    Ok(file.table(&["code"])?.iter().map(|row| row.cell(0).to_owned()).collect())
}

fn sector(
    file: &File<'_>,
    row: &Row<'_>,
    at: usize,
    sectors: &[String],
) -> Result<Option<String>, LexiconError> {
    let cell = row.cell(at);
    if cell.is_empty() {
        return Ok(None);
    }
    if sectors.iter().any(|known| known == cell) {
        return Ok(Some(cell.to_owned()));
    }
    Err(file.error(row.line, format!("`{cell}` is no sector"), "use one of actors/sectors.tsv"))
}

fn country_code<'r>(file: &File<'_>, row: &Row<'r>, at: usize) -> Result<&'r str, LexiconError> {
    let code = row.cell(at);
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err(file.error(
        row.line,
        format!("`{code}` is no country code"),
        "write three capital letters, as ISO 3166-1 does",
    ))
}

fn body_code(
    file: &File<'_>,
    row: &Row<'_>,
    group: usize,
    sector_at: usize,
    sectors: &[String],
) -> Result<ActorCode, LexiconError> {
    let group = row.cell(group);
    let fits = matches!(group.len(), 0 | 3 | 6) && group.bytes().all(|b| b.is_ascii_uppercase());
    if !fits {
        return Err(file.error(
            row.line,
            format!("`{group}` is no actor code"),
            "write a country's three letters, or IGO, NGO, IGOUNO and the like",
        ));
    }
    let sector = sector(file, row, sector_at, sectors)?;
    if group.is_empty() && sector.is_none() {
        return Err(file.error(row.line, "neither code nor sector", "fill at least one of the two columns"));
    }
    Ok(actor_code(group, sector.as_deref(), None))
}

fn check_day(file: &File<'_>, line: usize, day: &str) -> Result<(), LexiconError> {
    // Where only the month or the year is known, that is written.
    let whole = match day.len() {
        4 => format!("{day}-01-01"),
        7 => format!("{day}-01"),
        _ => day.to_owned(),
    };
    if day.is_empty() || whole.parse::<jiff::civil::Date>().is_ok() {
        return Ok(());
    }
    Err(file.error(line, format!("`{day}` is no day"), "write YYYY-MM-DD, YYYY-MM or YYYY"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(changed: &str, text: &str) -> Files {
        let sectors = "code\tmeaning\nGOV\tgovernment\nCVL\tcivilians\n";
        let mut files = vec![
            ("actors/sectors.tsv", sectors),
            ("actors/countries.tsv", "code\tname\tother_names\tpeople\tcapital\n"),
            ("actors/territories.tsv", "country\tname\tother_names\tpeople\n"),
            ("actors/people.tsv", "name\tcode\tsector\trole\tfrom\tto\n"),
            ("actors/agents.tsv", "noun\tsector\tkind\n"),
        ];
        files.retain(|(path, _)| *path != changed);
        files.push((changed, text));
        Files::from_pairs(files.into_iter().map(|(p, t)| (p.to_owned(), t.to_owned())).collect())
    }

    #[test]
    fn the_embedded_tables_read_without_a_fault() {
        let lexicon = ActorLexicon::parse(&Files::embedded().unwrap()).unwrap();
        assert!(lexicon.is_country("PRK") && !lexicon.is_country("IGO"));
        let words = ["foreign", "ministry", "spokesman"].map(str::to_owned);
        let (agent, length) = lexicon.agent(&words).unwrap();
        assert_eq!((agent.sector.as_str(), length), ("GOV", 1));
    }

    #[test]
    fn faults_name_file_and_line() {
        for (file, text, line) in [
            ("actors/countries.tsv", "code\tname\tother_names\tpeople\tcapital\nxy\tFoo\n", 2),
            ("actors/people.tsv", "name\tcode\tsector\trole\tfrom\tto\nA B\tFRA\tGOV\t\t2020-13-01\n", 2),
            ("actors/people.tsv", "name\tcode\tsector\trole\tfrom\tto\n\n\nA B\tFRA\tGOF\n", 4),
            ("actors/agents.tsv", "noun\tsector\tkind\ncook\tCVL\tthing\n", 2),
            ("actors/bodies.tsv", "name\tcode\tsector\n--\tFRA\tGOV\n", 2),
        ] {
            let error = ActorLexicon::parse(&pairs(file, text)).unwrap_err();
            assert_eq!((error.file.as_str(), error.line), (file, line), "{error}");
            assert!(!error.remedy.is_empty());
        }
    }

    #[test]
    fn codes_are_country_or_group_then_sector() {
        assert_eq!(actor_code("PRK", Some("GOV"), None).code, "PRKGOV");
        let un = actor_code("IGOUNO", None, None);
        assert_eq!((un.code.as_str(), un.country, un.sector.as_deref()), ("IGOUNO", None, Some("IGO")));
        assert_eq!(actor_code("ISM", Some("REB"), None).code, "ISMREB");
    }

    #[test]
    fn family_names_follow_the_custom_of_the_country() {
        assert_eq!(family_names("Xi Jinping", Some("CHN")), ["Xi"]);
        assert_eq!(family_names("Angela Merkel", Some("DEU")), ["Merkel"]);
        assert_eq!(family_names("Ferdinand Marcos Jr.", Some("PHL")), ["Marcos"]);
    }
}
