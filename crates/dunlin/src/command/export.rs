//! `dunlin export`, and the part of `dunlin code` that writes other layouts than its own.

use super::{Outcome, Output};
use crate::options::{CodeForm, Export, Run};
use crate::summary;
use anyhow::{Result, bail};
use dunlin::input::{Input, expand};
use dunlin::record::Record;
use dunlin_export::{ExportError, Exporter, Format};
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Where exported records go: a folder, a file, or standard output.
pub(crate) struct Target {
    exporter: Exporter,
    own: Vec<PathBuf>,
    /// Gives a file its name, once complete.
    file: Option<Output>,
}

impl Target {
    /// Opens what `run` names.
    pub(crate) fn open(format: Format, run: &Run) -> Result<Self> {
        if format.is_folder() {
            let Some(path) = &run.output else {
                bail!("this format is a folder of several files; name the folder with -o FOLDER");
            };
            let exporter = Exporter::folder(format, path)?;
            return Ok(Self { exporter, own: Vec::new(), file: None });
        }
        let mut file = Output::open(run)?;
        let own = file.own();
        let writer = file.take_writer();
        let exporter = Exporter::stream(format, file.name(), writer)?;
        Ok(Self { exporter, own, file: Some(file) })
    }

    /// The files that must not be read as input.
    pub(crate) fn own(&self) -> Vec<PathBuf> {
        self.own.clone()
    }

    /// Writes one record.
    pub(crate) fn write(&mut self, record: &Record) -> Result<(), ExportError> {
        self.exporter.write(record)
    }

    /// Completes the output, and says on standard error what the layout could not hold.
    pub(crate) fn finish(self) -> Result<()> {
        for (what, count) in self.exporter.finish()? {
            eprintln!("dunlin: left out: {count} {what}");
        }
        self.file.map_or(Ok(()), Output::finish)
    }
}

/// Writes records that `dunlin code` made in another layout. A line that is no record is named and counted.
pub(crate) fn run(options: &Export) -> Result<Outcome> {
    if let Some(format) = options.to.exported() {
        let mut target = Target::open(format, &options.run)?;
        let outcome = each_record(options, &target.own(), |record| Ok(target.write(record)?))?;
        target.finish()?;
        return Ok(outcome);
    }
    if options.to == CodeForm::Conllu {
        bail!(
            "a record holds no trees; run dunlin code --to conllu (or dunlin parse) on the pages themselves"
        );
    }
    let on_terminal = options.run.output.is_none() && std::io::stdout().is_terminal();
    let page = if on_terminal { summary::Page::terminal() } else { summary::Page::plain() };
    let mut output = Output::open(&options.run)?;
    let own = output.own();
    let outcome = each_record(options, &own, |record| {
        let text = match options.to {
            CodeForm::Summary => summary::render(record, &page),
            _ => record.to_json()? + "\n",
        };
        Ok(output.write_all(text.as_bytes())?)
    })?;
    output.finish()?;
    Ok(outcome)
}

/// Hands every record of the input but those in the files `own` to `write`, in order.
fn each_record(
    options: &Export,
    own: &[PathBuf],
    mut write: impl FnMut(&Record) -> Result<()>,
) -> Result<Outcome> {
    let bar = super::progress_bar(options.run.quiet);
    let mut outcome = Outcome::default();
    let failed = |message: String, outcome: &mut Outcome| {
        bar.suspend(|| eprintln!("dunlin: {message}"));
        outcome.failed += 1;
    };
    for input in expand(&options.inputs) {
        if let Ok(Input::File(path)) = &input
            && path.canonicalize().is_ok_and(|path| own.contains(&path))
        {
            continue;
        }
        let (name, bytes) = match input.and_then(|input| Ok((input.name(), input.open()?))) {
            Ok(opened) => opened,
            Err(error) => {
                failed(error.to_string(), &mut outcome);
                continue;
            }
        };
        for (number, line) in bytes.lines().enumerate() {
            let read = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => Record::from_json(&line).map_err(|e| e.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match read {
                Ok(record) => {
                    write(&record)?;
                    outcome.done += 1;
                    bar.inc(1);
                }
                Err(error) => {
                    let place = format!("{name}, line {}", number + 1);
                    failed(
                        format!("{place}: {error}; expected a line that dunlin code wrote as jsonl"),
                        &mut outcome,
                    );
                }
            }
        }
    }
    bar.finish_and_clear();
    Ok(outcome)
}
