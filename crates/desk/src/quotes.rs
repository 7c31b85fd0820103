//! Who said what, and who said it first.

use crate::frame::{Desk, Frame, Here, Page, page};
use crate::query::{Asked, Pager};
use crate::state::State;
use crate::words::short;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use dunlin_ledger::read::{Counted, Quote, QuotesAsked};

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new().route("/quotes", get(quotes))
}

#[derive(Template)]
#[template(path = "quotes.html")]
struct QuotesPage {
    frame: Frame,
    asked: Asked,
    quotes: Vec<Quote>,
    speakers: Vec<Counted>,
    pager: Pager,
}

async fn quotes(desk: Desk, Query(asked): Query<Asked>) -> Page {
    let question = asked.clone();
    let (quotes, speakers, pager) = desk
        .state
        .with(move |ledger| {
            let mut filter = question.filter(ledger)?;
            let by = std::mem::take(&mut filter.speakers);
            let act = Some(question.act.trim().to_lowercase()).filter(|act| !act.is_empty());
            let in_quotes = question.by == "quoted";
            let mut quotes = ledger.quotes(
                &QuotesAsked { by, act, in_quotes, filter, ..QuotesAsked::default() },
                question.window(),
            )?;
            let pager = question.pager("/quotes", &mut quotes);
            Ok((quotes, ledger.speakers(&question.period(ledger)?, 24)?, pager))
        })
        .await?;
    let title =
        if asked.speaker.is_empty() { "Quotes".to_owned() } else { format!("Quotes of {}", asked.speaker) };
    page(&QuotesPage { frame: desk.frame(Here::Quotes, title), asked, quotes, speakers, pager })
}

/// Who a quote's source is.
pub(crate) fn speaker(quote: &Quote) -> String {
    match (&quote.speaker, quote.source.trim()) {
        (Some(name), _) => name.clone(),
        (None, "") => "Nobody named".into(),
        (None, words) => short(words, 80),
    }
}
