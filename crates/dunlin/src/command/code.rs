//! `dunlin code`: pages to records.

use super::documents::Listing;
use super::each::{Extent, each_document};
use super::journal::{Made, Opening};
use super::{Outcome, each_text, export, open};
use crate::options::{Code, CodeForm};
use crate::summary;
use anyhow::{Result, bail};
use dunlin::{Dunlin, RawDocument};
use std::io::IsTerminal;

/// Codes the inputs.
pub(crate) fn run(options: &Code) -> Result<Outcome> {
    let on_terminal = options.run.output.is_none() && std::io::stdout().is_terminal();
    let form = options.to.unwrap_or(if on_terminal { CodeForm::Summary } else { CodeForm::Jsonl });
    if form == CodeForm::Jsonl
        && let Some(path) = &options.run.output
        && let Some(opening) = Opening::of(path, options.resume)?
    {
        return records(options, opening);
    }
    if options.resume {
        bail!(
            "--resume goes on with a file of records: name it with -o FILE, without --to or with --to jsonl"
        );
    }
    let dunlin = open(&options.with)?;
    // A file gets no colours and a fixed width: its bytes must not depend on who watches.
    let page = if on_terminal { summary::Page::terminal() } else { summary::Page::plain() };
    if let Some(format) = form.exported() {
        let mut target = export::Target::open(format, &options.run)?;
        let outcome = each_document(
            &options.inputs,
            &options.run,
            &dunlin,
            &target.own(),
            Extent { shard: options.shard, before: None },
            |dunlin, document| dunlin.code(document).map_err(|e| e.to_string()),
            |record, _| target.write(&record),
        )?;
        target.finish()?;
        return Ok(outcome);
    }
    each_text(&options.inputs, &options.run, &dunlin, options.shard, |dunlin, document| match form {
        CodeForm::Summary => {
            dunlin.code(document).map(|record| summary::render(&record, &page)).map_err(|e| e.to_string())
        }
        CodeForm::Conllu => super::parse::trees(dunlin, document),
        _ => line(dunlin, document),
    })
}

/// A document's record as a line.
fn line(dunlin: &Dunlin, document: &RawDocument) -> Result<String, String> {
    dunlin.code_to_json(document).map(|line| line + "\n").map_err(|e| e.to_string())
}

/// Writes records to a file, in such a way that a run that is cut off can be gone on with.
fn records(options: &Code, opening: Opening) -> Result<Outcome> {
    let dunlin = match open(&options.with) {
        Ok(dunlin) => dunlin,
        Err(error) => {
            opening.give_up();
            return Err(error);
        }
    };
    let own = opening.own();
    let listing = Listing::of(&options.inputs, &own);
    let made = Made::of(dunlin.made_by(), options, &listing);
    let (mut file, before) = opening.begin(&made)?;
    let extent = Extent { shard: options.shard, before: before.as_ref() };
    let write = |line: String, mark| file.write(&line, mark);
    match each_document(&options.inputs, &options.run, &dunlin, &own, extent, line, write) {
        Ok(outcome) => file.finish().map(|()| outcome),
        Err(error) => {
            file.give_up();
            Err(error)
        }
    }
}
