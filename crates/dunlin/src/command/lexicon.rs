//! `dunlin lexicon`: what is wrong with dictionaries and lexicons, line by line.

use super::Outcome;
use crate::options::LexiconCommand;
use anyhow::Result;
use dunlin::petrarch::{Dictionaries, Weight};
use dunlin::{Dunlin, Lexicon};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the sub-command.
pub(crate) fn run(command: &LexiconCommand) -> Result<Outcome> {
    match command {
        LexiconCommand::Check { paths, examples } => check(paths, *examples),
        LexiconCommand::Gaps(options) => super::gaps::run(options),
    }
}

/// Checks every path; `failed` counts the errors found.
fn check(paths: &[PathBuf], examples: bool) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    let mut outcome = Outcome::default();
    for path in paths {
        if is_lexicon(path) {
            match Lexicon::open(path) {
                Ok(lexicon) => {
                    let digest = lexicon.digest();
                    writeln!(out, "{}: a lexicon without faults, {digest}", path.display())?;
                    outcome.done += 1;
                    if examples {
                        let (tried, failures) = Dunlin::with(None, Some(path))?.try_examples();
                        for failure in &failures {
                            writeln!(out, "{}/{failure}", path.display())?;
                        }
                        let right = tried - failures.len();
                        writeln!(out, "{}: {right} of {tried} examples are coded as stated", path.display())?;
                        outcome.failed += failures.len() as u64;
                    }
                }
                Err(fault) => {
                    writeln!(out, "{}/{fault}", path.display())?;
                    outcome.failed += 1;
                }
            }
            continue;
        }
        match Dictionaries::open(std::slice::from_ref(path)) {
            Ok(dictionaries) => {
                for fault in dictionaries.faults() {
                    writeln!(out, "{fault}")?;
                }
                let errors = dictionaries.faults().iter().filter(|f| f.weight == Weight::Error).count();
                let warnings = dictionaries.faults().len() - errors;
                let (files, read) = (dictionaries.sources().len(), dictionaries.summary());
                writeln!(
                    out,
                    "{}: {files} PETRARCH files, {errors} errors, {warnings} warnings; {read}",
                    path.display()
                )?;
                let grouped = dictionaries.grouped_patterns();
                if grouped > 0 {
                    let where_to = "see docs/dictionaries.md";
                    writeln!(
                        out,
                        "{}: {grouped} patterns with ( ) or {{ }} are matched by their words in order; {where_to}",
                        path.display()
                    )?;
                }
                outcome.done += 1;
                outcome.failed += errors as u64;
            }
            Err(error) => {
                writeln!(out, "{error}")?;
                outcome.failed += 1;
            }
        }
    }
    Ok(outcome)
}

/// Whether a folder is laid out like `lexicon/`.
fn is_lexicon(path: &Path) -> bool {
    ["events", "actors", "saying"].iter().any(|subject| path.join(subject).is_dir())
}
