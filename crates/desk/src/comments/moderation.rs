//! The moderators' pages: what was reported, what is hidden, what was done.

use super::{Line, moderator};
use crate::frame::{Desk, Frame, Here, Page, page};
use askama::Template;
use axum::extract::Query;
use dunlin_ledger::comment::{CommentAct, Report};
use dunlin_ledger::read::Window;
use serde::Deserialize;

/// Comments on one page.
const MANY: u32 = 100;

struct Reported {
    comment: Line,
    reports: Vec<Report>,
}

#[derive(Template)]
#[template(path = "moderation.html")]
struct ModerationPage {
    frame: Frame,
    reported: Vec<Reported>,
    hidden: Vec<Line>,
}

pub(super) async fn show(desk: Desk) -> Page {
    moderator(&desk.viewer)?;
    let (reported, hidden) = desk
        .state
        .with(|ledger| {
            Ok((ledger.reported_comments(Window::first(MANY))?, ledger.hidden_comments(Window::first(MANY))?))
        })
        .await?;
    let viewer = &desk.viewer;
    let reported = reported
        .into_iter()
        .map(|(comment, reports)| Reported { comment: Line::of(comment, viewer), reports })
        .collect();
    let hidden = hidden.into_iter().map(|comment| Line::of(comment, viewer)).collect();
    page(&ModerationPage { frame: desk.frame(Here::Nowhere, "Comments to look at"), reported, hidden })
}

#[derive(Template)]
#[template(path = "moderation_log.html")]
struct LogPage {
    frame: Frame,
    acts: Vec<CommentAct>,
    newer: Option<u32>,
    older: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Paged {
    #[serde(default)]
    skip: u32,
}

pub(super) async fn log(desk: Desk, Query(Paged { skip }): Query<Paged>) -> Page {
    moderator(&desk.viewer)?;
    let mut acts = desk
        .state
        .with(move |ledger| Ok(ledger.comment_log(Window { limit: MANY + 1, offset: skip })?))
        .await?;
    let more = acts.len() > MANY as usize;
    acts.truncate(MANY as usize);
    page(&LogPage {
        frame: desk.frame(Here::Nowhere, "What was done with comments"),
        acts,
        newer: (skip > 0).then(|| skip.saturating_sub(MANY)),
        older: more.then(|| skip.saturating_add(MANY)),
    })
}
