//! Watches: listed, made, paused, removed; what they found, as JSON and as a feed.

use super::params::Params;
use super::{Answer, feed, json, listed, told, window_of};
use crate::fault::Fault;
use crate::frame::Desk;
use axum::Json;
use axum::extract::Path;
use axum::http::HeaderMap;
use dunlin_ledger::Ledger;
use dunlin_ledger::watch::{Condition, Watch, When};
use serde::{Deserialize, Serialize};

/// A watch without its deliveries: commands and addresses are its owner's affair.
#[derive(Serialize)]
struct WatchRow {
    id: i64,
    name: String,
    condition: Condition,
    created_at: String,
    ran_at: Option<String>,
    hits: i64,
    paused: bool,
}

impl From<Watch> for WatchRow {
    fn from(watch: Watch) -> Self {
        Self {
            id: watch.id,
            name: watch.name,
            condition: watch.condition,
            created_at: watch.created_at,
            ran_at: watch.ran_at,
            hits: watch.hits,
            paused: watch.paused,
        }
    }
}

pub(super) async fn list(desk: Desk, params: Params) -> Answer {
    listed(&desk.state, params, move |ledger, window| {
        Ok(window_of(ledger.watches()?, window).into_iter().map(WatchRow::from).collect())
    })
    .await
}

fn editor(desk: &Desk) -> Result<(), Fault> {
    if desk.viewer.may_add() {
        Ok(())
    } else {
        Err(Fault::NotAllowed("Watches take the role of an editor.".into()))
    }
}

/// A watch that somebody wants. Where hits are sent is not among it: a program must not be able to start programs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    name: String,
    condition: Asked,
    /// Whether it looks at what the ledger holds already, not only at what comes in from now on.
    #[serde(default)]
    from_start: bool,
}

/// A condition as it is sent: nothing unknown in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    when: When,
    words: Option<String>,
    name: Option<String>,
    of: Option<String>,
    pair: Option<(String, String)>,
    within: Option<u16>,
    sources: Option<u16>,
}

impl Asked {
    /// The condition; or what of it no watch of its kind would look at.
    fn condition(self) -> Result<Condition, Fault> {
        let wrong = |words: &str| Err(Fault::Unusable(words.into()));
        if self.pair.is_some() && self.when != When::NewEvent {
            return wrong("pair is for new-event; other conditions take words, name and of.");
        }
        if self.within.is_some() && self.when != When::Deadline {
            return wrong("within is for deadline.");
        }
        if self.sources.is_some_and(|sources| self.when != When::Sources || sources < 2) {
            return wrong("sources is for the condition of that name, and is 2 or more.");
        }
        let empty = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
        if [&self.words, &self.name, &self.of].into_iter().any(empty) {
            return wrong("words, name and of are left out or hold something.");
        }
        Ok(Condition {
            when: self.when,
            words: self.words,
            name: self.name,
            of: self.of,
            pair: self.pair,
            within: self.within,
            sources: self.sources,
        })
    }
}

/// Most characters of a watch's name.
const LONGEST: usize = 80;

pub(super) async fn make(desk: Desk, params: Params, Json(sent): Json<Sent>) -> Answer {
    params.done()?;
    editor(&desk)?;
    let name = sent.name.trim().to_owned();
    if name.chars().count() > LONGEST {
        return Err(Fault::Unusable(format!("The name of a watch has at most {LONGEST} characters.")));
    }
    let condition = sent.condition.condition()?;
    let made = desk
        .state
        .with(move |ledger| {
            let made = ledger.add_watch(&name, &condition, &[], sent.from_start).map_err(told)?;
            if sent.from_start {
                crate::watches::run_one(ledger, &made.name)?;
            }
            by_id(ledger, made.id)
        })
        .await?;
    json(&WatchRow::from(made))
}

/// What can be changed of a watch.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    paused: bool,
}

pub(super) async fn change(
    desk: Desk,
    Path(id): Path<i64>,
    params: Params,
    Json(sent): Json<Change>,
) -> Answer {
    params.done()?;
    editor(&desk)?;
    let changed = desk
        .state
        .with(move |ledger| {
            let watch = by_id(ledger, id)?;
            ledger.pause_watch(&watch.name, sent.paused).map_err(told)?;
            by_id(ledger, id)
        })
        .await?;
    json(&WatchRow::from(changed))
}

pub(super) async fn remove(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    editor(&desk)?;
    let gone = desk
        .state
        .with(move |ledger| {
            let watch = by_id(ledger, id)?;
            ledger.remove_watch(&watch.name).map_err(told)?;
            Ok(watch)
        })
        .await?;
    json(&WatchRow::from(gone))
}

fn by_id(ledger: &Ledger, id: i64) -> Result<Watch, Fault> {
    let found = ledger.watches().map_err(told)?.into_iter().find(|watch| watch.id == id);
    found.ok_or_else(|| Fault::NoSuch(format!("watch {id}")))
}

pub(super) async fn hits(desk: Desk, mut params: Params) -> Answer {
    let watch = params.text("watch");
    listed(&desk.state, params, move |ledger, window| ledger.watch_hits(watch.as_deref(), window)).await
}

/// The hits of one watch, or of all, as a feed.
pub(super) async fn atom(desk: Desk, headers: HeaderMap, mut params: Params) -> Answer {
    let watch = params.text("watch");
    let window = params.window()?;
    params.done()?;
    let title = format!("{}: {}", desk.state.ledger_name(), watch.as_deref().unwrap_or("all watches"));
    let hits =
        desk.state.with(move |ledger| ledger.watch_hits(watch.as_deref(), window).map_err(told)).await?;
    let entries: Vec<feed::Entry> = hits
        .into_iter()
        .map(|hit| feed::Entry {
            // Two watches may hit the same article.
            path: format!("/article/{}?hit={}", hit.article, hit.id),
            title: hit.title,
            updated: hit.at,
            author: hit.outlet.unwrap_or(hit.watch),
            summary: hit.detail,
        })
        .collect();
    feed::answer(feed::atom(&feed::origin(&desk, &headers), &params.at(window.offset), &title, &entries))
}
