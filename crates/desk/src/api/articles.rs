//! Articles: searched for, one with its record, versions, the bytes it was read from.

use super::params::Params;
use super::{Answer, json, told};
use crate::fault::Fault;
use crate::frame::Desk;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dunlin_ledger::Ledger;
use dunlin_ledger::read::{ArticleRow, Hit, Order};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Found {
    items: Vec<Hit>,
    next: Option<String>,
    total: i64,
    /// Whether there are more than were counted.
    more: bool,
}

pub(super) async fn list(desk: Desk, mut params: Params) -> Answer {
    let filter = params.filter()?;
    let order = match params.text("order").as_deref() {
        None if filter.words.is_some() => Order::Best,
        None | Some("newest") => Order::Newest,
        Some("oldest") => Order::Oldest,
        Some("best") => Order::Best,
        Some(other) => return Err(Fault::Unusable(format!("order={other:?}: take newest, oldest or best."))),
    };
    let window = params.window()?;
    params.done()?;
    let found = desk.state.with(move |ledger| ledger.articles(&filter, order, window).map_err(told)).await?;
    let end = window.offset + window.limit;
    let next = (found.more || i64::from(end) < found.total).then(|| params.at(end));
    json(&Found { items: found.hits, next, total: found.total, more: found.more })
}

#[derive(Serialize)]
struct One {
    #[serde(flatten)]
    article: ArticleRow,
    /// With people's corrections.
    record: Value,
}

/// The article's row; a 404 when there is none.
pub(super) fn row(ledger: &Ledger, id: i64) -> Result<ArticleRow, Fault> {
    ledger.article_row(id)?.ok_or_else(|| Fault::NoSuch(format!("article {id}")))
}

pub(super) async fn one(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    let (article, line) = desk
        .state
        .with(move |ledger| {
            let article = row(ledger, id)?;
            Ok((article, ledger.corrected(id).map_err(told)?.to_json().map_err(|_| Fault::Broken)?))
        })
        .await?;
    json(&One { article, record: serde_json::from_str(&line).map_err(|_| Fault::Broken)? })
}

pub(super) async fn record(desk: Desk, Path(id): Path<i64>, mut params: Params) -> Answer {
    let machine = params.flag("machine")?;
    params.done()?;
    let line = desk
        .state
        .with(move |ledger| {
            row(ledger, id)?;
            if machine {
                ledger.record_line(id).map_err(told)
            } else {
                ledger.corrected(id).map_err(told)?.to_json().map_err(|_| Fault::Broken)
            }
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], line).into_response())
}

pub(super) async fn versions(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    super::listed(&desk.state, params, move |ledger, window| {
        let mut all = ledger.versions(id)?;
        if all.is_empty() {
            ledger.record_line(id)?;
        }
        all.drain(..(window.offset as usize).min(all.len()));
        all.truncate(window.limit as usize);
        Ok(all)
    })
    .await
}

#[derive(Serialize)]
struct Source {
    sha256: String,
    place: String,
    /// What was told about the page, as JSON.
    given: Value,
    bytes: usize,
    /// The page as it came. Base64, since it may be anything.
    base64: String,
}

pub(super) async fn source(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    let source = desk.state.with(move |ledger| ledger.source(id).map_err(told)).await?;
    json(&Source {
        sha256: source.sha256,
        place: source.place,
        given: serde_json::from_str(&source.given).unwrap_or(Value::Null),
        bytes: source.bytes.len(),
        base64: STANDARD.encode(&source.bytes),
    })
}
