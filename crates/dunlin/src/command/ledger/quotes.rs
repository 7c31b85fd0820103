//! `dunlin quotes`.

use super::list::{self, narrow, or_empty, wide};
use crate::command::Outcome;
use crate::options::Quotes;
use anyhow::Result;
use dunlin::ledger::read::{Quote, QuotesAsked};

/// Lists who said what.
pub(super) fn run(options: &Quotes) -> Result<Outcome> {
    let ledger = super::open(&options.ledger)?;
    let mut asked = QuotesAsked {
        act: options.act.clone(),
        in_quotes: options.in_quotes,
        filter: super::filter(&ledger, &options.which, options.words.as_deref())?,
        ..QuotesAsked::default()
    };
    let window = super::window(&options.listed);
    let mut quotes = Vec::new();
    match &options.by {
        None => quotes = ledger.quotes(&asked, window)?,
        Some(by) => {
            let named = ledger.find_names(by, super::NAMES)?;
            if !named.is_empty() {
                asked.by = super::names(&ledger, by)?;
                quotes = ledger.quotes(&asked, window)?;
            }
            // A source without a name is asked for by its words; so is a name that never speaks.
            if quotes.is_empty() {
                asked.by = Vec::new();
                asked.by_words = Some(by.clone());
                quotes = ledger.quotes(&asked, window)?;
            }
            if quotes.is_empty() && named.is_empty() {
                super::names(&ledger, by)?;
            }
        }
    }
    let day = |quote: &Quote| or_empty(quote.said.as_ref().or(quote.published.as_ref()));
    let outlet = |quote: &Quote| or_empty(quote.outlet.as_ref());
    let speaker = |quote: &Quote| {
        let name = quote.speaker.clone().unwrap_or_else(|| quote.source.clone());
        match &quote.through {
            Some(through) if !through.is_empty() => format!("{name} ← {through}"),
            _ => name,
        }
    };
    let act = |quote: &Quote| quote.act.clone();
    let content = |quote: &Quote| quote.content.clone();
    let place = |quote: &Quote| format!("{}/{}", quote.article, quote.id);
    let columns = [
        narrow("said", &day),
        wide("who", 3, &speaker),
        narrow("act", &act),
        wide("what", 8, &content),
        wide("outlet", 2, &outlet),
        narrow("where", &place),
    ];
    list::write(&mut std::io::stdout().lock(), options.listed.to, &quotes, &columns)?;
    Ok(Outcome::default())
}
