//! `dunlin show`.

use crate::command::Outcome;
use crate::options::{Show, ShowForm};
use crate::summary;
use anyhow::Result;
use dunlin::Record;
use std::io::Write;

/// Shows one article.
pub(super) fn run(options: &Show) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let record = || -> Result<Record> {
        Ok(if options.uncorrected {
            ledger.record(options.article)?
        } else {
            ledger.corrected(options.article)?
        })
    };
    let mut out = std::io::stdout().lock();
    match options.to {
        ShowForm::Summary => {
            let page = super::list::page();
            write!(out, "{}", summary::render(&record()?, &page))?;
            for version in ledger.versions(options.article)? {
                let latest = if version.latest { ", the newest" } else { "" };
                writeln!(
                    out,
                    "version {} (article {}{latest}): added {} from {}, {} record{}, source {}",
                    version.number,
                    version.article,
                    version.added_at,
                    version.place,
                    version.records,
                    if version.records == 1 { "" } else { "s" },
                    version.sha256
                )?;
            }
            for correction in ledger.corrections(Some(options.article), false)? {
                writeln!(out, "{}", super::correct::told(&correction))?;
            }
        }
        ShowForm::Jsonl => writeln!(out, "{}", record()?.to_json()?)?,
        ShowForm::Text => writeln!(out, "{}", record()?.article.text)?,
        ShowForm::Source => out.write_all(&ledger.source(options.article)?.bytes)?,
    }
    out.flush()?;
    Ok(Outcome::default())
}
