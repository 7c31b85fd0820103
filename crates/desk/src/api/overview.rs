//! What the map, the network and the dictionary show.

use super::params::Params;
use super::{Answer, json, listed, told, window_of};
use crate::coder::Known;
use crate::dictionary::{Entry, entries};
use crate::fault::Fault;
use crate::frame::Desk;
use dunlin_ledger::read::{By, Filter, Name, Office, Order, Period, Window};
use dunlin_ledger::{Ledger, LedgerError, WordNote};
use serde::Serialize;

/// The days asked for; those that are not given are the ledger's first and last.
struct Days {
    from: Option<String>,
    to: Option<String>,
}

impl Days {
    fn take(params: &mut Params) -> Result<Self, Fault> {
        Ok(Self { from: params.day("from")?, to: params.day("to")? })
    }

    fn period(self, ledger: &Ledger) -> Result<Period, LedgerError> {
        let whole = ledger.period()?;
        let whole = whole.unwrap_or_else(|| Period { from: "0000-01-01".into(), to: "9999-12-31".into() });
        Ok(Period { from: self.from.unwrap_or(whole.from), to: self.to.unwrap_or(whole.to) })
    }
}

pub(super) async fn relations(desk: Desk, mut params: Params) -> Answer {
    let by = match params.text("by").as_deref() {
        None | Some("country") => By::Country,
        Some("name") => By::Name,
        Some(other) => return Err(Fault::Unusable(format!("by={other:?}: take country or name."))),
    };
    let (days, told) = (Days::take(&mut params)?, params.flag("told")?);
    listed(&desk.state, params, move |ledger, window| {
        let all =
            ledger.relations(&days.period(ledger)?, by, !told, window.offset.saturating_add(window.limit))?;
        Ok(window_of(all, window))
    })
    .await
}

pub(super) async fn spots(desk: Desk, mut params: Params) -> Answer {
    let (days, told) = (Days::take(&mut params)?, params.flag("told")?);
    listed(&desk.state, params, move |ledger, window| {
        let all = ledger.spots(&days.period(ledger)?, !told, window.offset.saturating_add(window.limit))?;
        Ok(window_of(all, window))
    })
    .await
}

#[derive(Serialize)]
struct Named {
    #[serde(flatten)]
    name: Name,
    offices: Vec<Office>,
}

#[derive(Serialize)]
struct Looked {
    /// Of the glossary.
    entries: Vec<&'static Entry>,
    /// Of the actor lexicon.
    lexicon: Vec<Known>,
    /// Of the ledger.
    names: Vec<Named>,
    /// Articles that have these words.
    articles: i64,
    notes: Vec<WordNote>,
}

pub(super) async fn dictionary(desk: Desk, mut params: Params) -> Answer {
    let word = params.text("q").ok_or_else(|| {
        Fault::Unusable("Say which word: /api/dictionary?q=… with a word, name, code or abbreviation.".into())
    })?;
    params.done()?;
    let (known, word) = (desk.state.coder().look_up(&word), word);
    let entries = entries(&word);
    let (names, articles, notes) = desk
        .state
        .with(move |ledger| {
            let mut names = Vec::new();
            for name in ledger.find_names(&word, 6).map_err(told)? {
                names.push(Named { offices: ledger.offices(name.id).map_err(told)?, name });
            }
            let words = Some(format!("\"{}\"", word.replace('"', " ")));
            let filter = Filter { words, ..Filter::default() };
            let articles = ledger.articles(&filter, Order::Newest, Window::first(1)).map_err(told)?.total;
            Ok((names, articles, ledger.word_notes(&word).map_err(told)?))
        })
        .await?;
    json(&Looked { entries, lexicon: known, names, articles, notes })
}
