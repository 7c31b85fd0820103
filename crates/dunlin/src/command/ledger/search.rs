//! `dunlin search`.

use super::list::{self, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::{ListForm, Search};
use anyhow::Result;
use dunlin::ledger::read::{Hit, Order};
use std::io::Write;

/// Lists articles.
pub(super) fn run(options: &Search) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let filter = super::filter(&ledger, &options.which, options.words.as_deref())?;
    let order = if options.best { Order::Best } else { Order::Newest };
    let found = ledger.articles(&filter, order, super::window(&options.listed))?;
    let mut out = std::io::stdout().lock();
    let number = |hit: &Hit| hit.article.id.to_string();
    let day = |hit: &Hit| or_empty(hit.article.published.as_ref());
    let outlet = |hit: &Hit| or_empty(hit.article.outlet.as_ref());
    let headline = |hit: &Hit| or_empty(hit.article.headline.as_ref());
    let snippet = |hit: &Hit| hit.snippet.clone();
    let columns = [
        narrow("article", &number),
        narrow("published", &day),
        wide("outlet", 2, &outlet),
        wide("headline", 4, &headline),
        wide("text", 6, &snippet),
    ];
    list::write(&mut out, options.listed.to, &found.hits, &columns)?;
    if options.listed.to == ListForm::Table {
        let shown = found.hits.len();
        let more = if found.more { "more than " } else { "" };
        writeln!(out, "{shown} of {more}{}", found.total)?;
    }
    Ok(Outcome::default())
}
