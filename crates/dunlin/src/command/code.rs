//! `dunlin code`: pages to records.

use super::{Outcome, each_document, each_text, export, open};
use crate::options::{Code, CodeForm};
use crate::summary;
use anyhow::Result;
use std::io::IsTerminal;

/// Codes the inputs.
pub(crate) fn run(options: &Code) -> Result<Outcome> {
    let dunlin = open(&options.with)?;
    let on_terminal = options.run.output.is_none() && std::io::stdout().is_terminal();
    let form = options.to.unwrap_or(if on_terminal { CodeForm::Summary } else { CodeForm::Jsonl });
    // A file gets no colours and a fixed width: its bytes must not depend on who watches.
    let page = if on_terminal { summary::Page::terminal() } else { summary::Page::plain() };
    if let Some(format) = form.exported() {
        let mut target = export::Target::open(format, &options.run)?;
        let own = target.own();
        let outcome = each_document(
            &options.inputs,
            &options.run,
            &dunlin,
            &own,
            |dunlin, document| dunlin.code(document).map_err(|e| e.to_string()),
            |record| target.write(&record),
        )?;
        target.finish()?;
        return Ok(outcome);
    }
    each_text(&options.inputs, &options.run, &dunlin, |dunlin, document| match form {
        CodeForm::Summary => {
            dunlin.code(document).map(|record| summary::render(&record, &page)).map_err(|e| e.to_string())
        }
        CodeForm::Conllu => super::parse::trees(dunlin, document),
        _ => dunlin.code_to_json(document).map(|line| line + "\n").map_err(|e| e.to_string()),
    })
}
