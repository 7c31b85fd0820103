//! Agent files: nouns for people and bodies, with the role that they add to an actor.
//!
//! ```text
//! !FOLK! = HAND, HANDS                 a set, filled in wherever !FOLK! stands
//! DECK!FOLK! {} [~CVL]                 {}: no plural; ~ stands for the actor: FRDCVL
//! GOOSE_KEEPER [~AGR]                  the plural GOOSE_KEEPERS is made
//! DUKE_REGENT {DUKES_REGENT} [~ELI]    the plural is given
//! RELIEF_BODY [NGO~]                   before the actor: NGOFRD
//! ```

use crate::fault::Faults;
use crate::lines::{codes, lines};
use crate::phrase::{Phrase, plural};
use std::collections::BTreeMap;

/// All agents of the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    by_first: BTreeMap<String, Vec<(Phrase, Role)>>,
    sets: BTreeMap<String, Vec<String>>,
}

/// What an agent adds to a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    /// `COP`.
    pub(crate) code: String,
    /// Whether it stands before the actor's code.
    pub(crate) before: bool,
    /// Index of the file among those read.
    pub(crate) file: usize,
    /// Line of its entry.
    pub(crate) line: usize,
}

impl Agents {
    /// Number of names, plurals counted.
    pub(crate) fn names(&self) -> usize {
        self.by_first.values().map(Vec::len).sum()
    }

    /// The names that begin with `word`, longest first, with their roles.
    pub(crate) fn beginning(&self, word: &str) -> impl Iterator<Item = (&Phrase, &Role)> {
        self.by_first.get(word).map_or(&[][..], Vec::as_slice).iter().map(|(phrase, role)| (phrase, role))
    }

    /// Reads one file, the `file`th of those read.
    pub(crate) fn add(&mut self, text: &str, file: usize, faults: &mut Faults<'_>) {
        let all = lines(text, faults);
        // Sets first: nothing says that a file defines them before it uses them.
        for line in &all {
            if let Some((name, members)) = set(&line.text) {
                let members: Vec<String> =
                    members.split(',').map(|m| m.trim().to_uppercase()).filter(|m| !m.is_empty()).collect();
                if members.is_empty() {
                    faults.error(
                        line.number,
                        format!("the set !{name}! is empty"),
                        "list words, parted by commas",
                    );
                }
                self.sets.insert(name.to_uppercase(), members);
            }
        }
        for line in all.iter().filter(|line| set(&line.text).is_none()) {
            self.entry(&line.text, line.number, file, faults);
        }
        for list in self.by_first.values_mut() {
            list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.words.len()));
        }
    }

    fn entry(&mut self, text: &str, line: usize, file: usize, faults: &mut Faults<'_>) {
        let (entry, found) = match codes(text) {
            Ok(parts) => parts,
            Err(what) => return faults.error(line, what, "write PHRASE [~CODE]"),
        };
        let Some(role) = found.first() else {
            return faults.error(line, format!("{entry} has no code"), "add [~CODE] behind it");
        };
        let (code, before) = match (role.strip_prefix('~'), role.strip_suffix('~')) {
            (Some(code), None) => (code, false),
            (None, Some(code)) => (code, true),
            (Some(_), Some(_)) => {
                return faults.error(
                    line,
                    format!("[{role}] has two ~"),
                    "keep the one where the actor's code goes",
                );
            }
            (None, None) => {
                faults.warning(
                    line,
                    format!("[{role}] has no ~ for the actor's code and is read as [~{role}]"),
                    "write [~CODE] or [CODE~]",
                );
                (*role, false)
            }
        };
        let code = code.trim().to_uppercase();
        if code.is_empty() {
            return faults.error(line, format!("[{role}] names no role"), "write [~CODE]");
        }
        let (singular, given) = match entry.split_once('{') {
            None => (entry, None),
            Some((singular, rest)) => {
                if !rest.contains('}') {
                    return faults.error(line, "a { without its }", "close the plural with }");
                }
                (singular, rest.split('}').next())
            }
        };
        let role = Role { code, before, file, line };
        let singulars = match self.filled(singular.trim(), 0) {
            Ok(all) => all,
            Err(name) => {
                let remedy = format!("define it: !{name}! = WORD, WORD");
                return faults.error(line, format!("the set !{name}! is not defined"), remedy);
            }
        };
        for text in singulars {
            let phrase = Phrase::read(&text);
            if phrase.is_empty() {
                faults.error(line, "no phrase before the code", "write PHRASE [~CODE]");
                continue;
            }
            if given.is_none()
                && !phrase.stopped
                && let Some((last, _)) = phrase.words.last()
            {
                let many = phrase.with_last(plural(last));
                self.push(many, &role);
            }
            self.push(phrase, &role);
        }
        for form in given.unwrap_or("").split(',').flat_map(str::split_whitespace) {
            match self.filled(form, 0) {
                Ok(all) => all.iter().for_each(|text| self.push(Phrase::read(text), &role)),
                Err(name) => {
                    faults.error(line, format!("the set !{name}! is not defined"), "define it above")
                }
            }
        }
    }

    fn push(&mut self, phrase: Phrase, role: &Role) {
        if let Some((first, _)) = phrase.words.first() {
            self.by_first.entry(first.clone()).or_default().push((phrase.clone(), role.clone()));
        }
    }

    /// `text` with its sets filled in, in all combinations; the name of a set that is not defined.
    fn filled(&self, text: &str, depth: usize) -> Result<Vec<String>, String> {
        let Some((before, rest)) = text.split_once('!') else { return Ok(vec![text.to_owned()]) };
        let Some((name, after)) = rest.split_once('!') else { return Err(rest.to_owned()) };
        // Members may hold sets again; a set that holds itself ends here.
        let members = self.sets.get(&name.to_uppercase()).filter(|_| depth < 4).ok_or(name)?;
        let mut all = Vec::new();
        for member in members {
            all.extend(self.filled(&format!("{before}{member}{after}"), depth + 1)?);
        }
        Ok(all)
    }
}

/// `!NAME! = members`.
fn set(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('!')?;
    let (name, rest) = rest.split_once('!')?;
    Some((name, rest.trim_start().strip_prefix('=')?))
}
