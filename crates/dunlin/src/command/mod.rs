//! One module a command; what they share stands here.

pub(crate) mod code;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod gaps;
pub(crate) mod ledger;
pub(crate) mod lexicon;
pub(crate) mod parse;
pub(crate) mod serve;

use crate::options::{Inputs, Model, Options, Run, With};
use anyhow::{Context, Result, bail};
use dunlin::input::{Input, expand};
use dunlin::petrarch::Dictionaries;
use dunlin::web::Web;
use dunlin::{Dunlin, Given, Limits, OwnDictionaries, PageError, RawDocument, Weight, Weights};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

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

/// Something to be said about an input or a document on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// In words: place, cause, remedy.
    pub(crate) message: String,
    /// Whether something failed, or is only counted as left out.
    pub(crate) weight: Weight,
}

impl Problem {
    /// Something that failed.
    pub(crate) fn failure(message: impl ToString) -> Self {
        Self { message: message.to_string(), weight: Weight::Failure }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<PageError> for Problem {
    fn from(error: PageError) -> Self {
        Self { message: error.to_string(), weight: error.weight }
    }
}

/// Documents in order, with what is to be said between them.
pub(crate) type Stream = Box<dyn Iterator<Item = Result<RawDocument, Problem>>>;

/// All documents of the inputs but the files to `leave_out`, in order, as a stream; one that cannot be read stands in
/// its place as a problem, and a note on what a container holds beside documents at the container's end.
pub(crate) fn stream(inputs: &Inputs, limits: &Limits, leave_out: impl Fn(&Path) -> bool) -> Stream {
    stream_with(inputs, limits, &Arc::new(Web::default()), leave_out)
}

/// As [`stream`]; `web` fetches the inputs that are addresses, and remembers what it learned of them.
pub(crate) fn stream_with(
    inputs: &Inputs,
    limits: &Limits,
    web: &Arc<Web>,
    leave_out: impl Fn(&Path) -> bool,
) -> Stream {
    let given =
        Given { published: inputs.published.clone(), outlet: inputs.outlet.clone(), ..Given::default() };
    let (limits, web) = (limits.clone(), Arc::clone(web));
    let mut found = expand(&inputs.inputs);
    found.retain(|input| !matches!(input, Ok(Input::File(path)) if leave_out(path)));
    Box::new(found.into_iter().flat_map(move |input| {
        let found: Stream = match input.and_then(|input: Input| input.documents(&web, &given, &limits)) {
            Err(error) => Box::new(std::iter::once(Err(Problem::failure(error)))),
            Ok(documents) => Box::new(documents.map(|document| document.map_err(Problem::from))),
        };
        found
    }))
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

/// A counter with its rate on standard error; nothing where that is no terminal, or with `--quiet`.
pub(crate) fn progress(run: &Run) -> ProgressBar {
    progress_bar(run.quiet)
}

/// The same, without a run.
pub(crate) fn progress_bar(quiet: bool) -> ProgressBar {
    let bar = ProgressBar::no_length();
    if quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} documents, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Where the output goes. An ordinary file is written under a neighbouring name and takes its own name when complete,
/// so that a run cut off never leaves half a file that looks whole. Anything else (a device, a pipe) is written to
/// as it stands, and a link stays a link: what it points to is renewed.
pub(crate) struct Output {
    name: String,
    writer: Box<dyn Write + Send>,
    rename: Option<Rename>,
}

/// A file under its neighbouring name, which goes away unless it is given its own.
struct Rename {
    part: PathBuf,
    path: PathBuf,
    done: bool,
}

impl Drop for Rename {
    fn drop(&mut self) {
        if !self.done {
            // The run failed and has said why; what could not be removed is named after what it is.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

impl Output {
    /// Opens the file named in `run`, or standard output.
    pub(crate) fn open(run: &Run) -> Result<Self> {
        let Some(path) = &run.output else {
            let writer = Box::new(BufWriter::new(std::io::stdout()));
            return Ok(Self { name: "standard output".to_owned(), writer, rename: None });
        };
        let name = path.display().to_string();
        let cannot =
            || format!("{name}: cannot be written; check that the folder exists and is yours to write in");
        let path = match std::fs::metadata(path) {
            Ok(there) if there.is_dir() => bail!("{name}: is a folder; name a file in it"),
            Ok(there) if !there.is_file() => {
                let file = std::fs::OpenOptions::new().write(true).open(path).with_context(cannot)?;
                return Ok(Self { name, writer: Box::new(BufWriter::new(file)), rename: None });
            }
            Ok(_) => path.canonicalize().with_context(cannot)?,
            Err(_) => path.clone(),
        };
        let mut file_name = path.file_name().context("-o needs the name of a file")?.to_owned();
        file_name.push(".part");
        let part = path.with_file_name(file_name);
        let file = std::fs::File::create(&part).with_context(cannot)?;
        let rename = Some(Rename { part, path, done: false });
        Ok(Self { name, writer: Box::new(BufWriter::new(file)), rename })
    }

    /// The stream itself, for who writes it on his own; [`Output::finish`] then only gives the file its name.
    fn take_writer(&mut self) -> Box<dyn Write + Send> {
        std::mem::replace(&mut self.writer, Box::new(std::io::sink()))
    }

    /// The files that are this output, finished and unfinished: they must not be read as input.
    fn own(&self) -> Vec<PathBuf> {
        let files = self.rename.iter().flat_map(|rename| [&rename.part, &rename.path]);
        files.filter_map(|path| path.canonicalize().ok()).collect()
    }

    /// Writes out what is buffered and gives a file its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.writer.flush()?;
        drop(self.writer);
        if let Some(rename) = &mut self.rename {
            std::fs::rename(&rename.part, &rename.path).with_context(|| {
                format!("{}: cannot be renamed to {}", rename.part.display(), rename.path.display())
            })?;
            rename.done = true;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// Takes every document of `inputs` through `work` on all threads and writes what comes out, as text, in the input's
/// order to the file of `run` or standard output.
pub(crate) fn each_text(
    inputs: &Inputs,
    run: &Run,
    dunlin: &Dunlin,
    work: impl Fn(&Dunlin, &RawDocument) -> Result<String, String> + Sync,
) -> Result<Outcome> {
    let mut output = Output::open(run)?;
    let (name, own) = (output.name.clone(), output.own());
    let outcome = each_document(inputs, run, dunlin, &own, work, |text| output.write_all(text.as_bytes()))
        .with_context(|| {
            format!("{name}: cannot be written to any more; what was written so far is not complete")
        })?;
    output.finish()?;
    Ok(outcome)
}

/// Takes every document of `inputs` but the files `own` through `work` on all threads and hands what comes out to
/// `write` in the input's order. Documents that fail are named on standard error and counted; they stop nothing.
pub(crate) fn each_document<T: Send, E: Into<anyhow::Error> + Send>(
    inputs: &Inputs,
    run: &Run,
    dunlin: &Dunlin,
    own: &[PathBuf],
    work: impl Fn(&Dunlin, &RawDocument) -> Result<T, String> + Sync,
    mut write: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<Outcome> {
    let bar = progress(run);
    let (mut outcome, mut noted) = (Outcome::default(), false);
    let documents =
        stream(inputs, dunlin.limits(), |path| path.canonicalize().is_ok_and(|path| own.contains(&path)));
    dunlin::order::in_order(
        documents,
        threads(run),
        |document| document.and_then(|document| work(dunlin, &document).map_err(Problem::failure)),
        |result| {
            match result {
                Ok(done) => {
                    write(done)?;
                    outcome.done += 1;
                    bar.inc(1);
                }
                Err(problem) => {
                    bar.suspend(|| eprintln!("dunlin: {}", problem.message));
                    match problem.weight {
                        Weight::Failure => {
                            outcome.failed += 1;
                            bar.inc(1);
                        }
                        Weight::Note => noted = true,
                    }
                }
            }
            Ok::<_, E>(())
        },
    )
    .map_err(Into::into)?;
    bar.finish_and_clear();
    if outcome.done + outcome.failed == 0 && !noted {
        eprintln!(
            "dunlin: the input holds no documents; a folder is searched for files, a JSONL file for lines"
        );
    } else if outcome.failed > 0 && outcome.done > 0 {
        let all = outcome.done + outcome.failed;
        eprintln!(
            "dunlin: {} of {all} documents failed, as named above; the others are written",
            outcome.failed
        );
    }
    Ok(outcome)
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
