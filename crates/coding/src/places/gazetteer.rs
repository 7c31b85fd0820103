//! All that `lexicon/places/` says: the compact table, and the small tables beside it that one can read and change.

use super::table::{Row, Table, folded};
use crate::lexicon::{File, Files, LexiconError};
use dunlin_record::PlaceKind;
use std::collections::{BTreeSet, HashMap};

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) kind: PlaceKind,
    /// ISO 3166-1 alpha-3; empty for seas and the like.
    pub(super) country: String,
    /// Place in the table of the state that it lies in, or is.
    pub(super) state: Option<usize>,
    pub(super) lat: f64,
    pub(super) lon: f64,
    /// How likely the name means it when nothing else is known: about the decimal logarithm of its people.
    pub(super) weight: f64,
    /// Where it stands.
    pub(super) source: Source,
}

/// Where a candidate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A row of the table.
    Row(usize),
    /// An entry of the small tables.
    Entry(usize),
}

/// A place of the small tables.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    kind: PlaceKind,
    country: String,
    lat: f64,
    lon: f64,
    key: String,
}

/// What a name of the small tables stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// A country or region by its name.
    Name,
    /// One by its adjective or people.
    Adjective,
    /// A state by its abbreviation, which says that what stands before it lies there.
    Short,
}

/// A name of the small tables found at some place of a text.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// Its length in bytes.
    pub(super) length: usize,
    pub(super) means: Means,
    pub(super) candidates: Vec<Candidate>,
}

/// All that `lexicon/places/` says.
#[derive(Debug, Default)]
pub struct Gazetteer {
    table: Table,
    entries: Vec<Entry>,
    /// First run of letters → names written so, longest first, with their meaning and what they stand for.
    exact: HashMap<String, Vec<(String, Means, Target)>>,
    /// Words after a place's name in the name of a body ("Police", "Hospital").
    heads: BTreeSet<String>,
    /// Internet domain → the town an outlet writes for.
    homes: HashMap<String, String>,
}

/// What a name of the small tables leads to.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Entry(usize),
    /// A place of a country, to be looked up by its name.
    Named {
        name: String,
        country: String,
    },
}

/// The weights of places that have no number of people.
const COUNTRY: f64 = 7.8;
const STATE: f64 = 4.6;
const DISTRICT: f64 = 4.2;
const REGION: f64 = 7.0;

impl Gazetteer {
    /// Reads the subject `places`, and the names of countries and their parts in the subject `actors`.
    pub fn parse(files: &Files) -> Result<Self, LexiconError> {
        let mut gazetteer = Self::default();
        if let Some(bytes) = files.blob("places/gazetteer.bin") {
            gazetteer.table = Table::new(bytes).map_err(|broken| {
                LexiconError::new(
                    "places/gazetteer.bin",
                    0,
                    broken.0,
                    "copy it from the lexicon that ships with dunlin, or build it with training/places/build.py",
                )
            })?;
        }
        gazetteer.regions(&files.need("places/regions.tsv")?)?;
        let countries = gazetteer.middles(&files.need("places/countries.tsv")?)?;
        let file = files.need("actors/countries.tsv")?;
        for row in file.table(&["code", "name", "other_names", "people"])? {
            let Some(middle) = countries.get(row.cell(0)) else { continue };
            let at = gazetteer.entries.len();
            gazetteer.entries.push(Entry { name: row.cell(1).to_owned(), ..middle.clone() });
            for name in std::iter::once(row.cell(1)).chain(row.list(2)) {
                // "England", "Gaza": parts that stand for a country elsewhere are places of their own here.
                if gazetteer.knows(name) {
                    continue;
                }
                gazetteer.insert(name, Means::Name, Target::Entry(at));
                // Headlines and datelines in capitals.
                if name.len() > 3 {
                    gazetteer.insert(&name.to_uppercase(), Means::Name, Target::Entry(at));
                }
            }
            for form in row.list(3) {
                gazetteer.adjective(form, &Target::Entry(at));
            }
        }
        let file = files.need("actors/territories.tsv")?;
        for row in file.table(&["country", "name", "other_names", "people"])? {
            let target = Target::Named { name: row.cell(1).to_owned(), country: row.cell(0).to_owned() };
            for form in row.list(3) {
                gazetteer.adjective(form, &target);
            }
        }
        let file = files.need("places/abbreviations.tsv")?;
        for row in file.table(&["country", "name", "short"])? {
            for short in row.list(2) {
                let target = Target::Named { name: row.cell(1).to_owned(), country: row.cell(0).to_owned() };
                gazetteer.insert(short, Means::Short, target);
            }
        }
        for row in files.need("places/heads.tsv")?.table(&["word"])? {
            gazetteer.heads.insert(row.cell(0).to_lowercase());
        }
        for row in files.need("places/outlets.tsv")?.table(&["domain", "home"])? {
            gazetteer.homes.insert(row.cell(0).to_owned(), row.cell(1).to_owned());
        }
        Ok(gazetteer)
    }

    fn middles(&self, file: &File<'_>) -> Result<HashMap<String, Entry>, LexiconError> {
        let mut out = HashMap::new();
        for row in file.table(&["country", "lat", "lon", "key"])? {
            let entry = Entry {
                name: String::new(),
                kind: PlaceKind::Country,
                country: row.cell(0).to_owned(),
                lat: degrees(file, row.line, row.cell(1), 90.0)?,
                lon: degrees(file, row.line, row.cell(2), 180.0)?,
                key: row.cell(3).to_owned(),
            };
            out.insert(entry.country.clone(), entry);
        }
        Ok(out)
    }

    fn regions(&mut self, file: &File<'_>) -> Result<(), LexiconError> {
        for row in file.table(&["name", "people", "country", "lat", "lon", "key"])? {
            let names: Vec<&str> = row.list(0).collect();
            let Some(&first) = names.first() else {
                return Err(file.error(row.line, "no name", "fill the column `name`"));
            };
            let at = self.entries.len();
            self.entries.push(Entry {
                name: first.to_owned(),
                kind: PlaceKind::Region,
                country: row.cell(2).to_owned(),
                lat: degrees(file, row.line, row.cell(3), 90.0)?,
                lon: degrees(file, row.line, row.cell(4), 180.0)?,
                key: row.cell(5).to_owned(),
            });
            for name in names {
                self.insert(name, Means::Name, Target::Entry(at));
            }
            for form in row.list(1) {
                self.adjective(form, &Target::Entry(at));
            }
        }
        Ok(())
    }

    /// Whether a small table already has this name.
    fn knows(&self, name: &str) -> bool {
        self.exact.get(first_run(name)).is_some_and(|list| list.iter().any(|(other, ..)| other == name))
    }

    fn adjective(&mut self, form: &str, target: &Target) {
        self.insert(&format!("{form}s"), Means::Adjective, target.clone());
        self.insert(form, Means::Adjective, target.clone());
    }

    fn insert(&mut self, name: &str, means: Means, target: Target) {
        let list = self.exact.entry(first_run(name).to_owned()).or_default();
        let place = list.partition_point(|(other, ..)| other.len() >= name.len());
        if !list.iter().any(|(n, m, t)| n == name && *m == means && *t == target) {
            list.insert(place, (name.to_owned(), means, target));
        }
    }

    /// The longest name of the small tables with which `text` begins.
    pub(super) fn exact(&self, text: &str) -> Option<Hit> {
        let list = self.exact.get(first_run(text))?;
        let ends = |name: &str| {
            text.strip_prefix(name)
                .is_some_and(|rest| name.ends_with('.') || !rest.starts_with(char::is_alphanumeric))
        };
        let (name, means, _) = list.iter().find(|(name, ..)| ends(name))?;
        let same = list.iter().filter(|(n, m, _)| n == name && m == means);
        let candidates = same.flat_map(|(.., target)| self.aims(target)).collect();
        Some(Hit { length: name.len(), means: *means, candidates })
    }

    fn aims(&self, target: &Target) -> Vec<Candidate> {
        match target {
            Target::Entry(at) => self.entry(*at).into_iter().collect(),
            Target::Named { name, country } => {
                let entries = (0..self.entries.len())
                    .filter(|&at| self.entries.get(at).is_some_and(|e| e.name == *name))
                    .filter_map(|at| self.entry(at));
                let mut all: Vec<Candidate> = entries.chain(self.find(name)).collect();
                all.retain(|c| c.country == *country && c.kind != PlaceKind::Town);
                all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
                all.truncate(1);
                all
            }
        }
    }

    /// The country with this code.
    pub(super) fn country(&self, code: &str) -> Option<Candidate> {
        let is = |e: &Entry| e.kind == PlaceKind::Country && e.country == code;
        self.entry(self.entries.iter().position(is)?)
    }

    fn entry(&self, at: usize) -> Option<Candidate> {
        let entry = self.entries.get(at)?;
        let weight = if entry.kind == PlaceKind::Country { COUNTRY } else { REGION };
        Some(Candidate {
            kind: entry.kind,
            country: entry.country.clone(),
            state: None,
            lat: entry.lat,
            lon: entry.lon,
            weight,
            source: Source::Entry(at),
        })
    }

    /// All rows of the table called `name`.
    pub(super) fn find(&self, name: &str) -> Vec<Candidate> {
        let found = self.table.find(name);
        let mut all: Vec<Candidate> =
            found.iter().filter_map(|(row, first)| self.candidate(name, row, *first)).collect();
        // A district called as its chief town, or a town that is a state of its own, is one place with it.
        let towns: Vec<(f64, f64)> =
            all.iter().filter(|c| c.kind == PlaceKind::Town).map(|c| (c.lat, c.lon)).collect();
        all.retain(|c| {
            c.kind != PlaceKind::District || !towns.iter().any(|t| kilometres(*t, (c.lat, c.lon)) < 60.0)
        });
        all
    }

    fn candidate(&self, name: &str, row: &Row, first: bool) -> Option<Candidate> {
        let country = std::str::from_utf8(&row.country).ok()?;
        let mut weight = match row.kind {
            PlaceKind::State => STATE + row.people.max(1.0).log10() * 0.8,
            PlaceKind::District => DISTRICT,
            _ => row.people.max(300.0).log10() + capital_bonus(row),
        };
        if !first {
            // "Henry" for Henry County, or a name in another language.
            weight -= match row.kind {
                PlaceKind::District if country == "USA" => 2.0,
                PlaceKind::District | PlaceKind::State => 0.5,
                _ if row.capital || row.people > 3e6 => 0.2,
                _ if folded(name).len() < 5 => 1.5,
                _ => 0.7,
            };
        }
        Some(Candidate {
            kind: row.kind,
            country: country.to_owned(),
            state: if row.kind == PlaceKind::State { Some(row.at) } else { row.state },
            lat: row.lat,
            lon: row.lon,
            weight,
            source: Source::Row(row.at),
        })
    }

    /// The name of a candidate, the name of its state, and its GeoNames id.
    pub(super) fn about(&self, candidate: &Candidate) -> (String, Option<String>, String) {
        let state = candidate.state.and_then(|at| self.table.row(at)).map(|row| self.table.name(&row));
        match candidate.source {
            Source::Row(at) => {
                let row = self.table.row(at);
                let name = row.as_ref().map(|row| self.table.name(row)).unwrap_or_default();
                (name, state, row.map(|row| row.key.to_string()).unwrap_or_default())
            }
            Source::Entry(at) => {
                let entry = self.entries.get(at);
                (
                    entry.map(|e| e.name.clone()).unwrap_or_default(),
                    None,
                    entry.map(|e| e.key.clone()).unwrap_or_default(),
                )
            }
        }
    }

    /// Whether `word` ends the names of bodies that begin with their place: "Police", "Hospital".
    pub(super) fn is_head(&self, word: &str) -> bool {
        self.heads.contains(&word.to_lowercase())
    }

    /// The town for which the outlet at this address writes.
    pub(super) fn home(&self, url: &str) -> Option<Candidate> {
        let mut host = host(url)?;
        let home = loop {
            if let Some(home) = self.homes.get(&host) {
                break home;
            }
            host = host.split_once('.')?.1.to_owned();
        };
        let mut parts = home.split(',').map(str::trim);
        let (town, within) = (parts.next()?, parts.next()?);
        let inside = self.find(within);
        let mut towns = self.find(town);
        towns.retain(|t| {
            t.kind == PlaceKind::Town && (t.country == within || inside.iter().any(|s| contains(s, t)))
        });
        towns.into_iter().max_by(|a, b| a.weight.total_cmp(&b.weight))
    }
}

/// The host of an address, in lower case.
fn host(url: &str) -> Option<String> {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':', '?']).next()?;
    Some(host.to_lowercase()).filter(|h| h.contains('.'))
}

/// Of an outlet that no table knows, what its address tells: the country of its domain, where that publishes in
/// English (`.com` and the like are mostly American), and the letters before it, which often begin with the town.
pub(super) fn address(url: &str) -> Option<(String, &'static str)> {
    let host = host(url)?;
    let country = match host.rsplit('.').next()? {
        "com" | "net" | "org" | "us" => "USA",
        "uk" => "GBR",
        "ca" => "CAN",
        "au" => "AUS",
        "nz" => "NZL",
        "ie" => "IRL",
        _ => return None,
    };
    let name = host.strip_prefix("www.").unwrap_or(&host);
    Some((name.to_owned(), country))
}

/// Capitals are in the news more than their size tells, small ones most.
fn capital_bonus(row: &Row) -> f64 {
    match row.capital {
        true if row.people < 1e6 => 1.2,
        true => 0.5,
        false => 0.0,
    }
}

/// Whether `inner` lies in the country or state `outer`.
pub(super) fn contains(outer: &Candidate, inner: &Candidate) -> bool {
    outer.source != inner.source
        && match outer.kind {
            PlaceKind::Country => !outer.country.is_empty() && outer.country == inner.country,
            PlaceKind::State => outer.state.is_some() && outer.state == inner.state,
            PlaceKind::District => {
                inner.kind == PlaceKind::Town
                    && outer.state == inner.state
                    && kilometres((outer.lat, outer.lon), (inner.lat, inner.lon)) < 60.0
            }
            _ => false,
        }
}

/// Distance on a sphere; good enough for near and far.
pub(super) fn kilometres((lat, lon): (f64, f64), (other_lat, other_lon): (f64, f64)) -> f64 {
    let (a, b) = (lat.to_radians(), other_lat.to_radians());
    let (dy, dx) = (b - a, (other_lon - lon).to_radians());
    let h = (dy / 2.0).sin().powi(2) + a.cos() * b.cos() * (dx / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn degrees(file: &File<'_>, line: usize, cell: &str, most: f64) -> Result<f64, LexiconError> {
    cell.parse::<f64>().ok().filter(|d| d.abs() <= most).ok_or_else(|| {
        file.error(
            line,
            format!("`{cell}` is no coordinate"),
            format!("write degrees from -{most} to {most}"),
        )
    })
}

fn first_run(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}
