//! `dunlin add`.

use super::diff;
use crate::command::{Outcome, Problem, open as open_engine, progress_bar, stream, threads_of};
use crate::options::{Add, AddForm};
use anyhow::{Context, Result};
use dunlin::Weight;
use dunlin::fetch::{Fetcher, Manners};
use dunlin::keep::{self, Done, Trouble};
use dunlin::ledger::{Added, AddressSeen, Ledger};
use dunlin::web::{Seen, Web};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// How many of each.
#[derive(Default)]
struct Tally {
    new: u64,
    versions: u64,
    known: u64,
    told: u64,
    failed: u64,
}

/// What became of a document, as a line of JSON.
#[derive(Serialize)]
struct Line<'l> {
    place: &'l str,
    became: &'static str,
    article: Option<i64>,
    version: Option<i64>,
    error: Option<String>,
}

/// Codes and keeps the inputs.
pub(super) fn run(options: &Add) -> Result<Outcome> {
    let mut ledger = Ledger::create(&options.ledger.ledger)?;
    ledger.set_patience(Duration::from_secs(options.wait))?;
    let dunlin = open_engine(&options.with)?;
    let own = options.ledger.ledger.canonicalize().unwrap_or_else(|_| options.ledger.ledger.clone());
    let beside = |end: &str| {
        let mut name = own.clone().into_os_string();
        name.push(end);
        std::path::PathBuf::from(name)
    };
    let own_files = [own.clone(), beside("-wal"), beside("-shm"), beside("-journal")];
    let known = ledger
        .addresses()?
        .into_iter()
        .map(|one| (one.address, Seen { etag: one.etag, last_modified: one.last_modified }));
    let manners = Manners { own_network: options.own_network, ..Manners::default() };
    let web = Arc::new(Web::new(Fetcher::new(manners)).known(known.collect()));
    let documents = stream(&options.inputs, dunlin.limits(), &web, &Arc::default(), move |path| {
        path.canonicalize().is_ok_and(|path| own_files.contains(&path))
    });
    let bar = progress_bar(options.quiet);
    let (mut tally, mut changed, mut written) = (Tally::default(), Vec::new(), Ok(()));
    let mut failed = BTreeSet::new();
    let done =
        keep::add(&dunlin, &mut ledger, documents, threads_of(options.threads), |done: Done<Problem>| {
            if let Err(Trouble::Input(problem)) = &done.added
                && problem.weight == Weight::Note
            {
                // What a container holds beside documents: no failure of any.
                return bar.suspend(|| eprintln!("dunlin: {problem}"));
            }
            tally.count(&done);
            if let Ok(Added::Version { article, previous, .. }) = done.added {
                changed.push((previous, article));
            }
            // A reader that went away ends nothing: what is kept is kept.
            if options.to == AddForm::Jsonl && written.is_ok() {
                written = writeln!(std::io::stdout(), "{}", line_of(&done));
            }
            if let Err(trouble) = &done.added {
                bar.suspend(|| eprintln!("dunlin: {trouble}"));
                failed.insert(done.place.clone());
            }
            bar.inc(1);
        });
    bar.finish_and_clear();
    let all = tally.new + tally.versions + tally.known + tally.told;
    done.with_context(|| format!("stopped after {all} documents, all of which are kept"))?;
    // What gave no record is asked for as a whole again; a feed with a page missing for the moment is not among these.
    let learned = web.learned().into_iter().filter(|(address, _)| !failed.contains(address));
    let learned: Vec<AddressSeen> = learned
        .map(|(address, seen)| AddressSeen { address, etag: seen.etag, last_modified: seen.last_modified })
        .collect();
    if !learned.is_empty() {
        ledger.note_addresses(&learned)?;
    }
    written?;
    let mut out = std::io::stdout().lock();
    if options.to == AddForm::Summary && !options.quiet {
        for (was, is) in changed {
            diff::brief(&mut out, &ledger, was, is)?;
        }
        writeln!(out, "{}", tally.told())?;
    }
    if all + tally.failed == 0 {
        eprintln!(
            "dunlin: the input holds no documents; a folder is searched for files, a JSONL file for lines"
        );
    }
    Ok(Outcome { done: all, failed: tally.failed })
}

fn line_of(done: &Done<Problem>) -> String {
    let (became, article, version) = match &done.added {
        Ok(Added::New(article)) => ("new", Some(*article), Some(1)),
        Ok(Added::Version { article, number, .. }) => ("version", Some(*article), Some(*number)),
        Ok(Added::Known(article)) => ("known", Some(*article), None),
        Ok(Added::Told(article)) => ("told-anew", Some(*article), None),
        Err(_) => ("failed", None, None),
    };
    let error = done.added.as_ref().err().map(ToString::to_string);
    let line = Line { place: &done.place, became, article, version, error };
    serde_json::to_string(&line).unwrap_or_default()
}

impl Tally {
    fn count(&mut self, done: &Done<Problem>) {
        let slot = match &done.added {
            Ok(Added::New(_)) => &mut self.new,
            Ok(Added::Version { .. }) => &mut self.versions,
            Ok(Added::Known(_)) => &mut self.known,
            Ok(Added::Told(_)) => &mut self.told,
            Err(_) => &mut self.failed,
        };
        *slot += 1;
    }

    fn told(&self) -> String {
        let mut parts = vec![format!("{} new", self.new)];
        for (count, what) in [
            (self.versions, "new versions of known pages"),
            (self.known, "known already"),
            (self.told, "of which something else was told"),
            (self.failed, "failed"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        parts.join(", ")
    }
}
