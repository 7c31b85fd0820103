//! One module a command; what they share stands here.

pub(crate) mod code;
mod documents;
mod each;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod gaps;
mod journal;
pub(crate) mod ledger;
pub(crate) mod lexicon;
mod output;
pub(crate) mod parse;
mod progress;
pub(crate) mod serve;
mod shard;

pub(crate) use documents::{Problem, stream};
pub(crate) use each::each_text;
pub(crate) use output::Output;
pub(crate) use progress::progress_bar;
pub(crate) use shard::Shard;

use crate::options::{Model, Options, Run, With};
use anyhow::Result;
use dunlin::petrarch::Dictionaries;
use dunlin::{Dunlin, OwnDictionaries, Weights};
use std::io::Write;
use std::process::ExitCode;

/// How a run went: what was written, what failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Documents written.
    pub(crate) done: u64,
    /// Inputs and documents that failed; each has been named on standard error.
    pub(crate) failed: u64,
}

impl Outcome {
    /// 0 when all went well, 1 when some failed.
    pub(crate) fn exit_code(self) -> ExitCode {
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
    }
}

/// Opens the engine with the user's weights, lexicon and dictionaries, or the built-in ones.
pub(crate) fn open(with: &With) -> Result<Dunlin> {
    let weights = match (&with.weights, with.model) {
        (Some(path), _) => Weights::File(path),
        (None, Some(Model::Fast)) => Weights::Fast,
        (None, Some(Model::Accurate) | None) => Weights::Accurate,
    };
    let dunlin =
        Dunlin::with_weights(weights, with.lexicon.as_deref())?.with_least_confidence(with.min_confidence);
    if with.petrarch.is_empty() {
        return Ok(dunlin);
    }
    let dictionaries = Dictionaries::open_to_code(&with.petrarch)?;
    let odd = dictionaries.faults().len();
    if odd > 0 {
        eprintln!("dunlin: {odd} lines of the dictionaries are odd; dunlin lexicon check names them");
    }
    Ok(dunlin.with_dictionaries(OwnDictionaries::new(dictionaries, with.petrarch_alone)))
}

/// Threads to use.
pub(crate) fn threads(run: &Run) -> usize {
    threads_of(run.threads)
}

/// As many threads as asked for, or as there are cores.
pub(crate) fn threads_of(asked: Option<u16>) -> usize {
    match asked {
        Some(threads) => usize::from(threads),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    }
}

/// Prints the JSON Schema of a record.
pub(crate) fn schema() -> Result<Outcome> {
    let schema = serde_json::to_string_pretty(&dunlin::record::json_schema())?;
    writeln!(std::io::stdout(), "{schema}")?;
    Ok(Outcome::default())
}

/// Prints a completion script.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Outcome> {
    use clap::CommandFactory;
    clap_complete::generate(shell, &mut Options::command(), "dunlin", &mut std::io::stdout());
    Ok(Outcome::default())
}
