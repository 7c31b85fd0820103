//! Names: found, with offices, and where they are spoken of.

use super::params::Params;
use super::{Answer, json, listed, told};
use crate::fault::Fault;
use crate::frame::Desk;
use axum::extract::Path;
use dunlin_ledger::read::{Name, Office};
use serde::Serialize;

pub(super) async fn find(desk: Desk, mut params: Params) -> Answer {
    let asked = params.text("q").ok_or_else(|| {
        Fault::Unusable("Say which name: /api/names?q=… with a name or words of one.".into())
    })?;
    listed(&desk.state, params, move |ledger, window| {
        let mut found = ledger.find_names(&asked, window.offset.saturating_add(window.limit))?;
        found.drain(..(window.offset as usize).min(found.len()));
        Ok(found)
    })
    .await
}

#[derive(Serialize)]
struct One {
    #[serde(flatten)]
    name: Name,
    offices: Vec<Office>,
}

pub(super) async fn one(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    let one = desk
        .state
        .with(move |ledger| {
            let name = ledger.name(id)?.ok_or_else(|| Fault::NoSuch(format!("name {id}")))?;
            Ok(One { name, offices: ledger.offices(id).map_err(told)? })
        })
        .await?;
    json(&one)
}

pub(super) async fn mentions(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    listed(&desk.state, params, move |ledger, window| ledger.mentions(id, window)).await
}

/// Most items of each list of a dossier.
const LONGEST: u32 = 200;

pub(super) async fn dossier(desk: Desk, mut params: Params) -> Answer {
    let name = params.text("name").ok_or_else(|| {
        Fault::Unusable("Say of whom: /api/dossier?name=… with a name or words of one.".into())
    })?;
    let limit = params.parsed("limit", "1 to 200")?.unwrap_or(50);
    params.done()?;
    if !(1..=LONGEST).contains(&limit) {
        return Err(Fault::Unusable(format!(
            "limit={limit}: each list of a dossier has 1 to {LONGEST} items."
        )));
    }
    let dossier = desk.state.with(move |ledger| ledger.dossier(&name, limit).map_err(told)).await?;
    json(&dossier)
}
