//! Comments: read, written, reported, hidden.

use super::params::Params;
use super::{Answer, json, listed, told};
use crate::comments::moderator;
use crate::frame::Desk;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

pub(super) async fn of_article(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    listed(&desk.state, params, move |ledger, window| {
        let mut all = ledger.comments(id, false)?;
        all.drain(..(window.offset as usize).min(all.len()));
        all.truncate(window.limit as usize);
        Ok(all)
    })
    .await
}

pub(super) async fn newest(desk: Desk, params: Params) -> Answer {
    listed(&desk.state, params, move |ledger, window| ledger.newest_comments(window)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default)]
    item: String,
    text: String,
}

pub(super) async fn write(
    desk: Desk,
    Path(id): Path<i64>,
    params: Params,
    Json(sent): Json<Written>,
) -> Answer {
    params.done()?;
    let viewer = desk.viewer;
    let comment = desk
        .state
        .with(move |ledger| ledger.comment(id, &sent.item, &sent.text, viewer.who()).map_err(told))
        .await?;
    json(&comment)
}

pub(super) async fn remove(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    let viewer = desk.viewer;
    let comment =
        desk.state.with(move |ledger| ledger.remove_comment(id, viewer.who()).map_err(told)).await?;
    json(&comment)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    why: String,
}

pub(super) async fn report(desk: Desk, Path(id): Path<i64>, params: Params, Json(sent): Json<Why>) -> Answer {
    params.done()?;
    let viewer = desk.viewer;
    desk.state.with(move |ledger| ledger.report_comment(id, &sent.why, viewer.who()).map_err(told)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn hide(desk: Desk, Path(id): Path<i64>, params: Params, Json(sent): Json<Why>) -> Answer {
    params.done()?;
    moderator(&desk.viewer)?;
    let by = desk.viewer.name.clone();
    let comment =
        desk.state.with(move |ledger| ledger.hide_comment(id, &sent.why, &by).map_err(told)).await?;
    json(&comment)
}

pub(super) async fn show(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    moderator(&desk.viewer)?;
    let by = desk.viewer.name.clone();
    let comment = desk.state.with(move |ledger| ledger.show_comment(id, &by).map_err(told)).await?;
    json(&comment)
}

pub(super) async fn rules(desk: Desk, params: Params) -> Answer {
    params.done()?;
    let policy = desk.state.with(|ledger| Ok(ledger.policy()?)).await?;
    json(&policy)
}
