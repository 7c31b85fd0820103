//! The command `dunlin`: see `dunlin --help`.

mod command;
mod options;
mod summary;

use clap::Parser;
use options::{Command, Options};
use std::process::ExitCode;

/// Gives back to the system what a long text has taken. The C library's allocator keeps it, once for each thread: a third more
/// at its highest over inputs that are out to do harm.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match options.command {
        Command::Code(code) => command::code::run(&code),
        Command::Export(export) => command::export::run(&export),
        Command::Ledger(ledger) => command::ledger::run(&ledger),
        Command::Parse(parse) => command::parse::run(&parse),
        Command::Explain(explain) => command::explain::run(&explain),
        Command::Lexicon { command } => command::lexicon::run(&command),
        Command::Serve(serve) => command::serve::run(&serve),
        Command::Schema => command::schema(),
        Command::Completions { shell } => command::completions(shell),
    };
    match done {
        Ok(outcome) => outcome.exit_code(),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dunlin: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether output ended because its reader closed, as in `dunlin code … | head`: nothing went wrong then.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
