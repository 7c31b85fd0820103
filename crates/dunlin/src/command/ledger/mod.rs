//! The commands that work on a ledger, one module each; what they share stands here.

mod add;
mod claims;
mod correct;
mod diff;
mod dossier;
mod list;
mod quotes;
mod recode;
mod search;
mod show;
mod timeline;
mod watch;

use super::Outcome;
use crate::options::{LedgerCommand, LedgerFile, Listed, Which};
use anyhow::{Result, bail};
use dunlin::ledger::Ledger;
use dunlin::ledger::read::{Filter, Window};

/// Runs one of them.
pub(crate) fn run(command: &LedgerCommand) -> Result<Outcome> {
    match command {
        LedgerCommand::Add(options) => add::run(options),
        LedgerCommand::Search(options) => search::run(options),
        LedgerCommand::Show(options) => show::run(options),
        LedgerCommand::Diff(options) => diff::run(options),
        LedgerCommand::Quotes(options) => quotes::run(options),
        LedgerCommand::Timeline(options) => timeline::run(options),
        LedgerCommand::Dossier(options) => dossier::run(options),
        LedgerCommand::Claims(options) => claims::claims(options),
        LedgerCommand::Conflicts(options) => claims::conflicts(options),
        LedgerCommand::Copies(options) => claims::copies(options),
        LedgerCommand::Watch { command } => watch::run(command),
        LedgerCommand::Recode(options) => recode::run(options),
        LedgerCommand::Correct(options) => correct::run(options),
        LedgerCommand::Undo(options) => correct::undo(options),
        LedgerCommand::Corrections(options) => correct::list(options),
    }
}

fn open(file: &LedgerFile) -> Result<Ledger> {
    Ok(Ledger::open(&file.ledger)?)
}

fn window(listed: &Listed) -> Window {
    Window { limit: listed.limit, offset: listed.offset }
}

/// The conditions of the command line, with names looked up.
fn filter(ledger: &Ledger, which: &Which, words: Option<&str>) -> Result<Filter> {
    Ok(Filter {
        words: words.map(str::to_owned),
        names: which.name.as_deref().map_or(Ok(Vec::new()), |name| names(ledger, name))?,
        speakers: which.speaker.as_deref().map_or(Ok(Vec::new()), |name| names(ledger, name))?,
        event: which.event.clone(),
        place: which.place.clone(),
        outlet: which.outlet.clone(),
        section: which.section.clone(),
        and_names: Vec::new(),
        language: None,
        from: which.days.since.clone(),
        to: which.days.until.clone(),
        older_versions: which.older_versions,
    })
}

/// Most names that one asked for may stand for.
const NAMES: u32 = 100;

/// Ids of the names that are `asked`, or have its words; several are told on standard error.
fn names(ledger: &Ledger, asked: &str) -> Result<Vec<i64>> {
    let found = ledger.find_names(asked, NAMES)?;
    if found.is_empty() {
        bail!("nobody and nothing is called {asked:?} in the ledger; names are found by any of their words");
    }
    let mut spellings: Vec<&str> = found.iter().map(|name| name.name.as_str()).collect();
    spellings.dedup();
    if spellings.len() > 1 {
        let shown = spellings.iter().take(8).copied().collect::<Vec<_>>().join(", ");
        let more = if spellings.len() > 8 { ", …" } else { "" };
        eprintln!("dunlin: {asked:?} stands for {} names: {shown}{more}", spellings.len());
    }
    Ok(found.into_iter().map(|name| name.id).collect())
}
