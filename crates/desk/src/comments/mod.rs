//! Comments: the thread under an article or a record, and what can be done with a comment. What is kept, and what may be
//! done with it, is the ledger's business ([`dunlin_ledger::comment`]); who may do it is decided here.

mod moderation;
mod rules;

use crate::accounts::What;
use crate::fault::Fault;
use crate::frame::{Desk, local};
use crate::people::{Client, Door};
use crate::state::State;
use crate::viewer::{Role, Viewer};
use axum::Router;
use axum::extract::{Extension, Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use dunlin_ledger::comment::{Comment, Who};
use dunlin_ledger::{Ledger, LedgerError};
use serde::Deserialize;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/article/{id}/comment", post(write))
        .route("/comment/{id}/remove", post(remove))
        .route("/comment/{id}/restore", post(restore))
        .route("/comment/{id}/report", post(report))
        .route("/comment/{id}/hide", post(hide))
        .route("/comment/{id}/show", post(show_again))
        .route("/comment/{id}/settle", post(settle))
        .route("/moderation", get(moderation::show))
        .route("/moderation/log", get(moderation::log))
        .route("/rules", get(rules::show).post(rules::set))
}

/// The comments of a page, as `comments.html` shows them.
pub(crate) struct Thread {
    pub(crate) article: i64,
    /// The record that a new comment would be about; empty for the article.
    pub(crate) item: String,
    pub(crate) words: String,
    /// Where to go on after a comment was sent.
    pub(crate) back: String,
    pub(crate) longest: u32,
    pub(crate) may_write: bool,
    pub(crate) may_moderate: bool,
    pub(crate) comments: Vec<Line>,
}

/// One comment of it.
pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) article: i64,
    pub(crate) item: String,
    pub(crate) words: String,
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) paragraphs: Vec<String>,
    /// Why it does not stand, in words.
    pub(crate) state: Option<String>,
    pub(crate) mine: bool,
    pub(crate) hidden: bool,
    pub(crate) restorable: bool,
}

impl Line {
    pub(crate) fn of(comment: Comment, viewer: &Viewer) -> Self {
        let mine = viewer.may_write() && comment.is_by(viewer.who());
        let hidden = comment.hidden_at.is_some();
        let state = match (&comment.hidden_by, &comment.removed_at) {
            (Some(by), _) => Some(format!(
                "hidden by {by}: {}",
                comment.hidden_why.as_deref().unwrap_or("no reason given")
            )),
            (None, Some(_)) => Some("taken back".to_owned()),
            (None, None) => None,
        };
        let paragraphs =
            comment.text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        Self {
            id: comment.id,
            article: comment.article,
            restorable: mine && !hidden && comment.removed_at.is_some(),
            item: comment.item,
            words: comment.words,
            at: comment.at,
            by: comment.by,
            paragraphs,
            state,
            mine,
            hidden,
        }
    }
}

impl Thread {
    /// The comments on the page of `article`, with a form for one about `item`, whose words are `words`.
    pub(crate) fn of(
        ledger: &Ledger,
        viewer: &Viewer,
        article: i64,
        item: &str,
        words: &str,
        back: &str,
    ) -> Result<Self, Fault> {
        let may_moderate = viewer.may_moderate();
        let comments = ledger
            .comments(article, true)?
            .into_iter()
            .map(|comment| Line::of(comment, viewer))
            .filter(|line| {
                line.state.is_none() || line.restorable || (line.hidden && (may_moderate || line.mine))
            })
            .collect();
        Ok(Self {
            article,
            item: item.to_owned(),
            words: words.to_owned(),
            back: back.to_owned(),
            longest: ledger.policy()?.longest,
            may_write: viewer.may_write(),
            may_moderate,
            comments,
        })
    }
}

impl Viewer {
    /// Who they are to the ledger.
    pub(crate) fn who(&self) -> Who<'_> {
        Who { name: &self.name, account: self.person.account() }
    }

    /// Whether they may write comments: everybody who came in.
    pub(crate) fn may_write(&self) -> bool {
        self.person.role().is_some()
    }

    /// Whether they may hide other people's comments.
    pub(crate) fn may_moderate(&self) -> bool {
        self.may_write() && self.may(Role::Editor)
    }
}

/// What the ledger refuses, told to the person.
pub(crate) fn told(error: LedgerError) -> Fault {
    match error {
        LedgerError::NotFound { what, .. } => Fault::NoSuch(what),
        LedgerError::Wrong { cause, remedy } => Fault::Unusable(format!("{}; {remedy}.", capital(&cause))),
        other => other.into(),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(crate) fn moderator(viewer: &Viewer) -> Result<(), Fault> {
    if viewer.may_moderate() {
        Ok(())
    } else {
        Err(Fault::NotAllowed("Moderating comments takes the role of an editor.".into()))
    }
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    item: String,
    text: String,
    #[serde(default)]
    back: String,
}

async fn write(desk: Desk, Path(article): Path<i64>, Form(sent): Form<Written>) -> Result<Response, Fault> {
    let viewer = desk.viewer;
    if !viewer.may_write() {
        return Err(Fault::SignIn);
    }
    let comment = desk
        .state
        .with(move |ledger| ledger.comment(article, &sent.item, &sent.text, viewer.who()).map_err(told))
        .await?;
    let back = local(&sent.back);
    let back = if back == "/" {
        format!("/article/{article}")
    } else {
        back.split('#').next().unwrap_or("/").to_owned()
    };
    Ok(Redirect::to(&format!("{back}#comment-{}", comment.id)).into_response())
}

#[derive(Deserialize)]
struct Acted {
    #[serde(default)]
    why: String,
    #[serde(default)]
    back: String,
}

/// Does `work` to comment `id`, and goes back.
async fn act(
    desk: Desk,
    sent: Acted,
    work: impl FnOnce(&mut Ledger, &Viewer, &str) -> Result<(), LedgerError> + Send + 'static,
) -> Result<Response, Fault> {
    let (viewer, why) = (desk.viewer, sent.why);
    if !viewer.may_write() {
        return Err(Fault::SignIn);
    }
    desk.state.with(move |ledger| work(ledger, &viewer, &why).map_err(told)).await?;
    Ok(Redirect::to(local(&sent.back)).into_response())
}

async fn remove(desk: Desk, Path(id): Path<i64>, Form(sent): Form<Acted>) -> Result<Response, Fault> {
    act(desk, sent, move |ledger, viewer, _| ledger.remove_comment(id, viewer.who()).map(drop)).await
}

async fn restore(desk: Desk, Path(id): Path<i64>, Form(sent): Form<Acted>) -> Result<Response, Fault> {
    act(desk, sent, move |ledger, viewer, _| ledger.restore_comment(id, viewer.who()).map(drop)).await
}

async fn report(desk: Desk, Path(id): Path<i64>, Form(sent): Form<Acted>) -> Result<Response, Fault> {
    act(desk, sent, move |ledger, viewer, why| ledger.report_comment(id, why, viewer.who())).await
}

async fn hide(
    desk: Desk,
    client: Option<Extension<Client>>,
    Path(id): Path<i64>,
    Form(sent): Form<Acted>,
) -> Result<Response, Fault> {
    moderator(&desk.viewer)?;
    note(&desk, client, What::Moderated, format!("hid comment {id}")).await?;
    act(desk, sent, move |ledger, viewer, why| ledger.hide_comment(id, why, &viewer.name).map(drop)).await
}

async fn show_again(
    desk: Desk,
    client: Option<Extension<Client>>,
    Path(id): Path<i64>,
    Form(sent): Form<Acted>,
) -> Result<Response, Fault> {
    moderator(&desk.viewer)?;
    note(&desk, client, What::Moderated, format!("showed comment {id} again")).await?;
    act(desk, sent, move |ledger, viewer, _| ledger.show_comment(id, &viewer.name).map(drop)).await
}

async fn settle(desk: Desk, Path(id): Path<i64>, Form(sent): Form<Acted>) -> Result<Response, Fault> {
    moderator(&desk.viewer)?;
    act(desk, sent, move |ledger, viewer, _| ledger.settle_reports(id, &viewer.name)).await
}

/// Writes a line into the desk's log, where there are accounts.
pub(crate) async fn note(
    desk: &Desk,
    client: Option<Extension<Client>>,
    what: What,
    detail: String,
) -> Result<(), Fault> {
    let Door::People(entrance) = desk.state.door() else { return Ok(()) };
    let (name, from) = (desk.viewer.name.clone(), client.and_then(|Extension(client)| client.address));
    entrance.ask(move |accounts| accounts.note(crate::accounts::now(), what, &name, from, &detail)).await
}
