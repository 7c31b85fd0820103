//! Watches: what the ledger is to look out for, and what they found. Where their hits are sent (feeds, programs) is set on
//! the command line only: a page must not be able to start programs.

use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::state::State;
use crate::words::plain;
use askama::Template;
use axum::Router;
use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use dunlin_ledger::LedgerError;
use dunlin_ledger::read::Window;
use dunlin_ledger::watch::{Condition, Hit, Watch, When};
use serde::Deserialize;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/watches", get(list))
        .route("/watches/add", post(add))
        .route("/watches/remove", post(remove))
        .route("/watches/pause", post(pause))
        .route("/watches/run", post(run))
}

/// Every kind of watch with what it waits for, in words.
const KINDS: [(When, &str, &str); 7] = [
    (When::HigherFigure, "higher-figure", "a figure above all before it"),
    (When::Denial, "denial", "the first denial of something"),
    (When::Conflict, "conflict", "figures that cannot both be right"),
    (When::Sources, "sources", "a claim that gets a second independent source"),
    (When::Deadline, "deadline", "a deadline in the next seven days"),
    (When::NewEvent, "new-event", "a type of event never seen between two sides"),
    (When::Article, "article", "an article"),
];

#[derive(Template)]
#[template(path = "watches.html")]
struct WatchesPage {
    frame: Frame,
    watches: Vec<(Watch, String)>,
    hits: Vec<Hit>,
    kinds: Vec<(&'static str, &'static str)>,
}

async fn list(desk: Desk) -> Page {
    let (watches, hits) = desk
        .state
        .with(|ledger| Ok((ledger.watches()?, ledger.watch_hits(None, Window::first(60))?)))
        .await?;
    let watches = watches.into_iter().map(|watch| (watch.clone(), words(&watch.condition))).collect();
    let kinds = KINDS.iter().map(|(_, name, words)| (*name, *words)).collect();
    page(&WatchesPage { frame: desk.frame(Here::Nowhere, "Watches"), watches, hits, kinds })
}

/// What a watch waits for, in words.
fn words(condition: &Condition) -> String {
    let mut out =
        KINDS.iter().find(|(when, ..)| *when == condition.when).map_or("", |(.., words)| *words).to_owned();
    let mut more = |before: &str, words: &Option<String>| {
        if let Some(words) = words {
            out = format!("{out}{before}“{}”", plain(words));
        }
    };
    more(", on ", &condition.of);
    more(", in articles with ", &condition.words);
    more(", in articles that speak of ", &condition.name);
    if let Some((one, other)) = &condition.pair {
        out = format!("{out}, between {one} and {other}");
    }
    out
}

#[derive(Deserialize)]
struct Sent {
    title: String,
    when: String,
    #[serde(default)]
    of: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    name: String,
}

async fn add(desk: Desk, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    allowed(&desk)?;
    let some = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    let title = some(&sent.title).ok_or_else(|| Fault::Unusable("A watch needs a name.".into()))?;
    let when = KINDS
        .iter()
        .find(|(_, name, _)| *name == sent.when)
        .map(|(when, ..)| *when)
        .ok_or_else(|| Fault::Unusable("There is no such kind of watch.".into()))?;
    let condition = Condition {
        when,
        words: some(&sent.words),
        name: some(&sent.name),
        of: some(&sent.of),
        pair: None,
        within: None,
        sources: None,
    };
    desk.state
        .with(move |ledger| {
            ledger.add_watch(&title, &condition, &[], true).map_err(told)?;
            run_one(ledger, &title)
        })
        .await?;
    Ok(Redirect::to("/watches").into_response())
}

#[derive(Deserialize)]
struct Named {
    title: String,
}

async fn remove(desk: Desk, Form(sent): Form<Named>) -> Result<Response, Fault> {
    allowed(&desk)?;
    desk.state.with(move |ledger| ledger.remove_watch(&sent.title).map_err(told)).await?;
    Ok(Redirect::to("/watches").into_response())
}

#[derive(Deserialize)]
struct Paused {
    title: String,
    paused: bool,
}

async fn pause(desk: Desk, Form(sent): Form<Paused>) -> Result<Response, Fault> {
    allowed(&desk)?;
    desk.state.with(move |ledger| ledger.pause_watch(&sent.title, sent.paused).map_err(told)).await?;
    Ok(Redirect::to("/watches").into_response())
}

async fn run(desk: Desk) -> Result<Response, Fault> {
    allowed(&desk)?;
    desk.state.with(run_all).await?;
    Ok(Redirect::to("/watches").into_response())
}

/// Lets every watch look at what came in since it last looked.
pub(crate) fn run_all(ledger: &mut dunlin_ledger::Ledger) -> Result<(), Fault> {
    for watch in ledger.watches()? {
        run_one(ledger, &watch.name)?;
    }
    Ok(())
}

/// Lets one watch look.
pub(crate) fn run_one(ledger: &mut dunlin_ledger::Ledger, name: &str) -> Result<(), Fault> {
    ledger.run_watch(name, &today()).map_err(told)?;
    Ok(())
}

fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

fn allowed(desk: &Desk) -> Result<(), Fault> {
    if desk.viewer.may_add() {
        Ok(())
    } else {
        Err(Fault::Unusable("Watches take the role of an editor.".into()))
    }
}

fn told(error: LedgerError) -> Fault {
    match error {
        LedgerError::Wrong { .. } | LedgerError::NotFound { .. } => Fault::Unusable(format!("{error}.")),
        other => other.into(),
    }
}

/// Where a hit leads: its claim, or else its article.
pub(crate) fn link(hit: &Hit) -> String {
    match hit.claim {
        Some(claim) => format!("/claims/{claim}"),
        None => format!("/article/{}", hit.article),
    }
}
