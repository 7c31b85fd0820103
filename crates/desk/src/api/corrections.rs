//! Corrections: listed, made, undone.

use super::params::Params;
use super::{Answer, json, listed, told, window_of};
use crate::fault::Fault;
use crate::frame::Desk;
use axum::Json;
use axum::extract::Path;
use dunlin_ledger::{Action, Wanted};
use serde::Deserialize;
use serde_json::Value;

pub(super) async fn all(desk: Desk, mut params: Params) -> Answer {
    let undone = params.flag("undone")?;
    listed(&desk.state, params, move |ledger, window| {
        Ok(window_of(ledger.corrections(None, undone)?, window))
    })
    .await
}

pub(super) async fn of_article(desk: Desk, Path(id): Path<i64>, mut params: Params) -> Answer {
    let undone = params.flag("undone")?;
    listed(&desk.state, params, move |ledger, window| {
        Ok(window_of(ledger.corrections(Some(id), undone)?, window))
    })
    .await
}

fn analyst(desk: &Desk) -> Result<(), Fault> {
    if desk.viewer.may_correct() {
        Ok(())
    } else {
        Err(Fault::NotAllowed("Correcting takes the role of an analyst.".into()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    #[serde(default)]
    item: String,
    action: String,
    #[serde(default)]
    value: Value,
    why: Option<String>,
}

pub(super) async fn make(
    desk: Desk,
    Path(article): Path<i64>,
    params: Params,
    Json(sent): Json<Sent>,
) -> Answer {
    params.done()?;
    analyst(&desk)?;
    let actions = [Action::Hide, Action::Set, Action::Confirm];
    let action = actions.into_iter().find(|action| action.name() == sent.action).ok_or_else(|| {
        Fault::Unusable(format!("{:?} is no action: take hide, set or confirm.", sent.action))
    })?;
    let by = desk.viewer.name.clone();
    let made = desk
        .state
        .with(move |ledger| {
            let wanted = Wanted {
                by: &by,
                article,
                item: &sent.item,
                action,
                value: sent.value,
                why: sent.why.as_deref(),
            };
            ledger.correct(&wanted).map_err(told)
        })
        .await?;
    json(&made)
}

pub(super) async fn undo(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    analyst(&desk)?;
    let by = desk.viewer.name.clone();
    let undone = desk.state.with(move |ledger| ledger.undo(id, &by).map_err(told)).await?;
    json(&undone)
}
