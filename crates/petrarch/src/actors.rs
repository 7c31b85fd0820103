//! Actor files: names with the codes they had over time.
//!
//! ```text
//! FREDONIA_           [FRD]          one name, one code; the last _ ends the word
//! +FREDONIAN                         another name for the entry above
//! RUFUS_FIREFLY       [FRDELI]       the code when no date fits
//!     [FRDGOV 19330101-19341231]     codes by date, one a line
//!     [FRDOPP >19350101]
//! ```

use crate::dates::{Day, Limits};
use crate::fault::Faults;
use crate::lines::{Line, codes, lines};
use crate::phrase::Phrase;
use std::collections::BTreeMap;

/// All actors of the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Actors {
    entries: Vec<Entry>,
    /// Entries by their first word, longest phrase first.
    by_first: BTreeMap<String, Vec<(Phrase, usize)>>,
}

/// One actor: all names with the same codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Codes in the order of the file.
    pub(crate) codes: Vec<Code>,
    /// Index of the file among those read.
    pub(crate) file: usize,
    /// Line of its first name.
    pub(crate) line: usize,
}

/// A code and when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// `FRDGOV`; several joined by `/` stand for several actors; `---` for none.
    pub(crate) code: String,
    /// `None`: whenever no dated one does.
    pub(crate) limits: Option<Limits>,
}

impl Entry {
    /// Whether the code on `day` is one of a stated time.
    pub(crate) fn is_dated_on(&self, day: Option<Day>) -> bool {
        day.is_some_and(|day| self.codes.iter().any(|c| c.limits.is_some_and(|l| l.hold(day))))
    }

    /// The code on `day`; without a day only a code without dates can be told.
    pub(crate) fn code_on(&self, day: Option<Day>) -> Option<&str> {
        let dated = day.and_then(|day| self.codes.iter().find(|c| c.limits.is_some_and(|l| l.hold(day))));
        let found = dated.or_else(|| self.codes.iter().find(|c| c.limits.is_none()))?;
        Some(&found.code)
    }
}

impl Actors {
    /// Number of names.
    pub(crate) fn names(&self) -> usize {
        self.by_first.values().map(Vec::len).sum()
    }

    /// The names that begin with `word`, longest first, with their entries.
    pub(crate) fn beginning(&self, word: &str) -> impl Iterator<Item = (&Phrase, &Entry)> {
        let list = self.by_first.get(word).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(|(phrase, at)| Some((phrase, self.entries.get(*at)?)))
    }

    /// Reads one file, the `file`th of those read.
    pub(crate) fn add(&mut self, text: &str, file: usize, faults: &mut Faults<'_>) {
        let mut open: Option<(Entry, Vec<(Phrase, usize)>)> = None;
        for line in lines(text, faults) {
            if line.text.starts_with('[') {
                match &mut open {
                    Some((entry, _)) => read_codes(&line.text, line.number, &mut entry.codes, faults),
                    None => faults.error(
                        line.number,
                        "a code without a name above it",
                        "write the name on a line of its own above the code",
                    ),
                }
                continue;
            }
            let synonym = line.text.starts_with('+') && open.is_some();
            if line.text.starts_with('+') && open.is_none() {
                faults.warning(
                    line.number,
                    "a synonym (+) with no entry above it is read as an entry of its own",
                    "put it below its entry, or take the + away",
                );
            }
            if !synonym && let Some(done) = open.take() {
                self.close(done, faults);
            }
            let (entry, names) = open
                .get_or_insert_with(|| (Entry { codes: Vec::new(), file, line: line.number }, Vec::new()));
            read_name(&line, entry, names, faults);
        }
        if let Some(done) = open {
            self.close(done, faults);
        }
        // A later name never overtakes an equal earlier one: the first in the files wins.
        for list in self.by_first.values_mut() {
            list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.words.len()));
        }
    }

    fn close(&mut self, (entry, names): (Entry, Vec<(Phrase, usize)>), faults: &mut Faults<'_>) {
        if entry.codes.is_empty() {
            let name = names.first().map(|(p, _)| p.text()).unwrap_or_default();
            faults.error(
                entry.line,
                format!("{name} has no code"),
                "add [CODE] behind the name or on the next line",
            );
            return;
        }
        let at = self.entries.len();
        self.entries.push(entry);
        for (phrase, _) in names {
            if let Some((first, _)) = phrase.words.first() {
                self.by_first.entry(first.clone()).or_default().push((phrase.clone(), at));
            }
        }
    }
}

fn read_name(line: &Line, entry: &mut Entry, names: &mut Vec<(Phrase, usize)>, faults: &mut Faults<'_>) {
    let text = line.text.trim_start_matches('+');
    let (name, _) = match codes(text) {
        Ok(parts) => parts,
        Err(what) => {
            let name = text.split(['[', ']']).next().unwrap_or("").trim();
            faults.error(line.number, format!("{what} behind {name}"), "write the code as [CODE]");
            return;
        }
    };
    let phrase = Phrase::read(name);
    if phrase.is_empty() {
        faults.error(line.number, "no name before the code", "write NAME [CODE]");
        return;
    }
    names.push((phrase, line.number));
    if let Some(bracket) = text.find('[') {
        read_codes(text.get(bracket..).unwrap_or(""), line.number, &mut entry.codes, faults);
    }
}

/// Reads `[CODE limits] [CODE limits]`.
fn read_codes(text: &str, line: usize, into: &mut Vec<Code>, faults: &mut Faults<'_>) {
    let found = match codes(text) {
        Ok((_, found)) => found,
        Err(what) => {
            faults.error(line, what, "write the code as [CODE] or [CODE dates]");
            return;
        }
    };
    for inside in found {
        let split = inside.find(|c: char| c.is_whitespace() || c == '<' || c == '>');
        let (code, dates) = inside.split_at(split.unwrap_or(inside.len()));
        let limits = match dates.trim() {
            "" => None,
            dates => match Limits::read(dates) {
                Some(limits) => Some(limits),
                None => {
                    faults.error(
                        line,
                        format!("“{dates}” are no dates"),
                        "write <YYYYMMDD, >YYYYMMDD or YYYYMMDD-YYYYMMDD",
                    );
                    continue;
                }
            },
        };
        if code.is_empty() {
            faults.error(line, format!("“[{inside}]” has no code"), "write [CODE] or [CODE dates]");
            continue;
        }
        if let Some(Limits { from: Some(from), to: Some(to) }) = limits
            && from > to
        {
            faults.error(line, format!("{from} lies after {to}"), "give the first day first");
            continue;
        }
        into.push(Code { code: code.to_uppercase(), limits });
    }
}
