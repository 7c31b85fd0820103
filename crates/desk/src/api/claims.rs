//! What pages claim together: claims with their reports, what does not agree, copies, what pages took back, watches.

use super::params::Params;
use super::{Answer, feed, json, listed, told};
use crate::fault::Fault;
use crate::frame::Desk;
use axum::extract::Path;
use axum::http::HeaderMap;
use dunlin_ledger::claims::{ClaimKind, Rivalry};
use dunlin_ledger::read::{ClaimRow, ClaimsAsked, ConflictsAsked, ReportRow, Window};
use dunlin_ledger::watch::{Condition, Watch};
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

fn window_of<T>(mut all: Vec<T>, window: Window) -> Vec<T> {
    all.drain(..(window.offset as usize).min(all.len()));
    all.truncate(window.limit as usize);
    all
}

pub(super) async fn page_corrections(desk: Desk, mut params: Params) -> Answer {
    let article = params.parsed("article", "the number of an article")?;
    listed(&desk.state, params, move |ledger, window| ledger.page_corrections(article, window)).await
}

/// A watch without its deliveries: commands and addresses are its owner's affair.
#[derive(Serialize)]
struct WatchRow {
    id: i64,
    name: String,
    condition: Condition,
    created_at: String,
    ran_at: Option<String>,
    hits: i64,
}

pub(super) async fn watches(desk: Desk, params: Params) -> Answer {
    let row = |watch: Watch| WatchRow {
        id: watch.id,
        name: watch.name,
        condition: watch.condition,
        created_at: watch.created_at,
        ran_at: watch.ran_at,
        hits: watch.hits,
    };
    listed(&desk.state, params, move |ledger, window| {
        Ok(window_of(ledger.watches()?, window).into_iter().map(row).collect())
    })
    .await
}

pub(super) async fn hits(desk: Desk, mut params: Params) -> Answer {
    let watch = params.text("watch");
    listed(&desk.state, params, move |ledger, window| ledger.watch_hits(watch.as_deref(), window)).await
}

/// The hits of one watch, or of all, as a feed.
pub(super) async fn watch_feed(desk: Desk, headers: HeaderMap, mut params: Params) -> Answer {
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
