//! `dunlin recode`.

use super::diff;
use crate::command::{Outcome, open as open_engine, progress_bar, threads_of};
use crate::options::Recode;
use anyhow::{Context, Result};
use dunlin::keep;
use dunlin::ledger::{ArticleId, Difference, Ledger, LedgerError};
use dunlin::record::Record;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;

/// Changes of so many articles are shown one by one.
const SHOWN: usize = 20;

/// New records are written so many at a time.
const BATCH: usize = 32;

/// What one article's new record is and how it differs.
struct Again {
    article: ArticleId,
    given: String,
    record: Record,
    difference: Difference,
}

/// Makes new records from the kept sources.
pub(super) fn run(options: &Recode) -> Result<Outcome> {
    let mut ledger = super::open(&options.ledger)?;
    let dunlin = open_engine(&options.with)?;
    let articles = if options.articles.is_empty() {
        ledger.made_otherwise(dunlin.made_by())?
    } else {
        options.articles.clone()
    };
    let reader = Mutex::new(Ledger::open(ledger.path())?);
    let bar = progress_bar(options.quiet);
    let mut out = std::io::stdout().lock();
    let (mut outcome, mut changed) = (Outcome::default(), 0u64);
    let mut layers: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    let mut shown: Vec<(ArticleId, Difference)> = Vec::new();
    let mut waiting: Vec<Again> = Vec::new();
    let again = |article: ArticleId| -> Result<Result<Again, String>, LedgerError> {
        let Ok(kept) = reader.lock() else {
            return Ok(Err(format!("article {article}: another thread broke off")));
        };
        let (source, before, facts) =
            match (kept.source(article), kept.record(article), kept.told_by_people(article)) {
                (Ok(source), Ok(before), Ok(facts)) => (source, before, facts),
                (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
                    return Ok(Err(error.to_string()));
                }
            };
        drop(kept);
        let given = source.given.clone();
        match dunlin.code(&keep::document(source, &facts)) {
            Ok(record) => {
                let difference = Difference::between(&before, &record);
                Ok(Ok(Again { article, given, record, difference }))
            }
            Err(failure) => Ok(Err(failure.to_string())),
        }
    };
    let ledger_of = &mut ledger;
    let mut write = |waiting: &mut Vec<Again>| -> Result<(), LedgerError> {
        if options.dry_run || waiting.is_empty() {
            waiting.clear();
            return Ok(());
        }
        let mut batch = ledger_of.batch()?;
        for again in waiting.drain(..) {
            batch.recode(again.article, &again.given, &again.record)?;
        }
        batch.commit()
    };
    let done = dunlin::order::in_order(
        articles.into_iter(),
        threads_of(options.threads),
        // What is read of an article is read by the thread that works on it.
        |_| 0,
        again,
        |result| {
            bar.inc(1);
            match result? {
                Err(message) => {
                    bar.suspend(|| eprintln!("dunlin: {message}"));
                    outcome.failed += 1;
                }
                Ok(again) => {
                    outcome.done += 1;
                    if !again.difference.is_empty() {
                        changed += 1;
                        for item in &again.difference.items {
                            let [new, gone, other] = layers.entry(item.layer.clone()).or_default();
                            *match (&item.was, &item.is) {
                                (None, _) => new,
                                (_, None) => gone,
                                _ => other,
                            } += 1;
                        }
                        if shown.len() < SHOWN {
                            shown.push((again.article, again.difference.clone()));
                        }
                    }
                    waiting.push(again);
                    if waiting.len() >= BATCH {
                        write(&mut waiting)?;
                    }
                }
            }
            Ok::<_, LedgerError>(())
        },
    );
    done.and_then(|()| write(&mut waiting)).context("stopped; the records written before are kept")?;
    bar.finish_and_clear();
    for (article, difference) in &shown {
        let headline = ledger.article_row(*article)?.and_then(|row| row.headline).unwrap_or_default();
        writeln!(out, "article {article} “{headline}”")?;
        diff::items(&mut out, difference)?;
    }
    if changed > shown.len() as u64 {
        writeln!(out, "and {} more articles", changed - shown.len() as u64)?;
    }
    for (layer, [new, gone, other]) in &layers {
        writeln!(out, "{layer}: {new} new, {gone} gone, {other} changed")?;
    }
    let what = if options.dry_run { "would say something else" } else { "say something else" };
    writeln!(out, "{} articles coded again, of which {changed} {what}", outcome.done)?;
    Ok(outcome)
}
