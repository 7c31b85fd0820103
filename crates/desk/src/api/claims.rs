//! What pages claim together: claims with their reports, what does not agree, copies, what pages took back.

use super::params::Params;
use super::{Answer, json, listed, told, window_of};
use crate::fault::Fault;
use crate::frame::Desk;
use axum::extract::Path;
use dunlin_ledger::claims::{ClaimKind, Rivalry};
use dunlin_ledger::read::{ClaimRow, ClaimsAsked, ConflictsAsked, ReportRow};
use serde::Serialize;

pub(super) async fn list(desk: Desk, mut params: Params) -> Answer {
    let kind = match params.text("kind") {
        None => None,
        Some(name) => {
            let kinds = [ClaimKind::Figure, ClaimKind::Event, ClaimKind::Statement, ClaimKind::Deadline];
            let found = kinds.into_iter().find(|kind| kind.name() == name);
            Some(found.ok_or_else(|| {
                Fault::Unusable(format!("kind={name:?}: take figure, event, statement or deadline."))
            })?)
        }
    };
    let asked = ClaimsAsked {
        kind,
        article: params.parsed("article", "the number of an article")?,
        story_of: params.parsed("story_of", "the number of an article")?,
        pair: params.text("one").zip(params.text("other")),
        of: params.text("of"),
        sources: params.parsed("sources", "a number")?.unwrap_or(0),
        filter: params.filter()?,
    };
    listed(&desk.state, params, move |ledger, window| ledger.claims(&asked, window)).await
}

#[derive(Serialize)]
struct ClaimWithReports {
    #[serde(flatten)]
    claim: ClaimRow,
    /// In the order in which they were said.
    reports: Vec<ReportRow>,
}

pub(super) async fn one(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    params.done()?;
    let found = desk.state.with(move |ledger| ledger.claim(id).map_err(told)).await?;
    let (claim, reports) = found.ok_or_else(|| Fault::NoSuch(format!("claim {id}")))?;
    json(&ClaimWithReports { claim, reports })
}

pub(super) async fn conflicts(desk: Desk, mut params: Params) -> Answer {
    let kinds = match params.text("kind") {
        None => Vec::new(),
        Some(names) => names
            .split(',')
            .map(|name| {
                let all = [Rivalry::Conflict, Rivalry::Denial, Rivalry::Update, Rivalry::Revision];
                all.into_iter().find(|kind| kind.name() == name.trim()).ok_or_else(|| {
                    Fault::Unusable(format!(
                        "kind={name:?}: take conflict, denial, update or revision, parted by commas."
                    ))
                })
            })
            .collect::<Result<_, _>>()?,
    };
    let asked = ConflictsAsked {
        kinds,
        article: params.parsed("article", "the number of an article")?,
        claim: params.parsed("claim", "the number of a claim")?,
        since_report: None,
        of: params.text("of"),
        filter: params.filter()?,
    };
    listed(&desk.state, params, move |ledger, window| ledger.conflicts(&asked, window)).await
}

pub(super) async fn copies(desk: Desk, Path(id): Path<i64>, params: Params) -> Answer {
    listed(&desk.state, params, move |ledger, window| Ok(window_of(ledger.copies(id)?, window))).await
}

pub(super) async fn page_corrections(desk: Desk, mut params: Params) -> Answer {
    let article = params.parsed("article", "the number of an article")?;
    listed(&desk.state, params, move |ledger, window| ledger.page_corrections(article, window)).await
}
