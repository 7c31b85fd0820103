//! Which files make a set of dictionaries, and what each of them is.

use crate::actors::Actors;
use crate::agents::Agents;
use crate::discards::Discards;
use crate::fault::{Fault, Faults};
use crate::issues::Issues;
use crate::verbs::Verbs;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What a dictionary file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Verbs, patterns, synonym sets.
    Verbs,
    /// Names with codes.
    Actors,
    /// Nouns with roles.
    Agents,
    /// Phrases that keep a sentence or story from being coded.
    Discards,
    /// Phrases that mark what a story is about.
    Issues,
}

/// A file of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name without folders, as rules name it.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A set of dictionaries, ready to code with.
#[derive(Debug, Default)]
pub struct Dictionaries {
    /// Verbs and patterns.
    pub(crate) verbs: Verbs,
    pub(crate) actors: Actors,
    pub(crate) agents: Agents,
    pub(crate) discards: Discards,
    pub(crate) issues: Issues,
    sources: Vec<Source>,
    faults: Vec<Fault>,
    digest: Sha256,
}

/// Why a set of dictionaries could not be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder that cannot be read.
    #[error("{path}: cannot be read ({source}); check the path and its permissions")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// No file of the set has verbs.
    #[error("{path}: no verb file among the dictionaries; without one nothing can be coded")]
    NoVerbs {
        /// What was given.
        path: PathBuf,
    },
    /// A folder without any dictionary.
    #[error("{path}: holds no PETRARCH dictionary; name the files, or end their names with .txt")]
    Nothing {
        /// What was given.
        path: PathBuf,
    },
}

impl Dictionaries {
    /// Reads files and folders. A folder's files are those whose content is a dictionary; what is none is left out.
    ///
    /// # Errors
    /// When something cannot be read at all. Single lines that cannot be used are in [`Dictionaries::faults`].
    pub fn open(paths: &[PathBuf]) -> Result<Self, OpenError> {
        let mut set = Self::default();
        for path in paths {
            for file in files(path)? {
                let bytes = std::fs::read(&file)
                    .map_err(|source| OpenError::Unreadable { path: file.clone(), source })?;
                if !set.read(&file.display().to_string(), &bytes) && file == *path {
                    return Err(OpenError::Nothing { path: file });
                }
            }
        }
        let path = paths.first().cloned().unwrap_or_default();
        if set.sources.is_empty() {
            return Err(OpenError::Nothing { path });
        }
        Ok(set)
    }

    /// As [`Dictionaries::open`], for coding.
    ///
    /// # Errors
    /// As there, and when there are no verbs to code with.
    pub fn open_to_code(paths: &[PathBuf]) -> Result<Self, OpenError> {
        let set = Self::open(paths)?;
        if set.verbs.forms() == 0 {
            return Err(OpenError::NoVerbs { path: paths.first().cloned().unwrap_or_default() });
        }
        Ok(set)
    }

    /// Adds a file of whatever kind it is; `false` when it is no dictionary.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> bool {
        let text = decoded(bytes);
        let kind = kind_of(name, &text);
        if let Some(kind) = kind {
            self.add(name, kind, &text);
        }
        kind.is_some()
    }

    /// Adds one file's text to the set.
    pub fn add(&mut self, name: &str, kind: Kind, text: &str) {
        let mut faults = Faults::new(name);
        let at = self.sources.len();
        match kind {
            Kind::Verbs => self.verbs.add(text, at, &mut faults),
            Kind::Actors => self.actors.add(text, at, &mut faults),
            Kind::Agents => self.agents.add(text, at, &mut faults),
            Kind::Discards => self.discards.add(text, at, &mut faults),
            Kind::Issues => self.issues.add(text, &mut faults),
        }
        let mut found = faults.found;
        found.sort_by_key(|f| f.line);
        self.faults.extend(found);
        let short =
            Path::new(name).file_name().map_or_else(|| name.to_owned(), |n| n.to_string_lossy().into_owned());
        self.digest.update(short.as_bytes());
        self.digest.update([0]);
        self.digest.update(text.as_bytes());
        self.digest.update([0]);
        self.sources.push(Source { name: short, kind });
    }

    /// The lines that cannot be used, or only with a guess, by file and line.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The files that were read, in order.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// SHA-256 over names and texts of all files.
    pub fn digest(&self) -> String {
        self.digest.clone().finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// In one line, what was read.
    pub fn summary(&self) -> String {
        format!(
            "{} verb forms, {} patterns, {} actor names, {} agent names, {} discard phrases, {} issue phrases",
            self.verbs.forms(),
            self.verbs.patterns(),
            self.actors.names(),
            self.agents.names(),
            self.discards.len(),
            self.issues.len()
        )
    }

    /// Number of patterns with `( )` or `{ }`, which are matched along the line of words and not along the tree.
    pub fn grouped_patterns(&self) -> usize {
        self.verbs.grouped()
    }

    /// `file:line` of a rule.
    pub(crate) fn place(&self, (file, line): (usize, usize)) -> String {
        let name = self.sources.get(file).map_or("?", |s| s.name.as_str());
        format!("{name}:{line}")
    }
}

/// The text of a file: UTF-8, or what older dictionaries are in, Latin-1.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    }
}

/// The file itself, or the files of a folder by name.
fn files(path: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let unreadable = |source| OpenError::Unreadable { path: path.to_owned(), source };
    if !std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let named = file
            .extension()
            .is_some_and(|e| ["txt", "dict", "actors", "agents", "verbs"].iter().any(|x| e == *x));
        if named && file.is_file() {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

/// What a file holds, told from its content and, where that is not clear, its name. `None`: no dictionary.
pub fn kind_of(name: &str, text: &str) -> Option<Kind> {
    let mut faults = Faults::new(name);
    let lines = crate::lines::lines(text, &mut faults);
    let count = |test: &dyn Fn(&str) -> bool| lines.iter().filter(|l| test(&l.text)).count();
    if lines.iter().any(|l| l.text.starts_with("---") && l.text.ends_with("---") && l.text.contains('[')) {
        return Some(Kind::Verbs);
    }
    if count(&|l| l.to_uppercase().starts_with("<ISSUE")) > 0 {
        return Some(Kind::Issues);
    }
    let coded = count(&|l| l.contains('[') && l.contains(']'));
    if coded > 0 {
        let roles = count(&|l| l.contains("[~") || l.contains("~]") || l.contains("[ ~"));
        return Some(if roles * 2 > coded { Kind::Agents } else { Kind::Actors });
    }
    let name = Path::new(name).file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    (name.contains("discard") && !lines.is_empty()).then_some(Kind::Discards)
}
