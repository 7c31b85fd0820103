//! The owner's pages: who may come in, and the log of sign-ins.

use super::door::{Door, Entrance};
use super::gate::Client;
use super::stamp;
use crate::accounts::{self, User};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::state::State;
use crate::viewer::Role;
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Path, Query};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::net::IpAddr;
use std::sync::Arc;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/people", get(show))
        .route("/people/invite", post(invite))
        .route("/people/log", get(log))
        .route("/people/{id}/role", post(set_role))
        .route("/people/{id}/closed", post(set_closed))
        .route("/people/{id}/renew", post(renew))
}

struct PersonRow {
    id: i64,
    name: String,
    display: String,
    role: &'static str,
    how: &'static str,
    seen: Option<String>,
    closed: bool,
    this: bool,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<PersonRow>,
    roles: Vec<(&'static str, &'static str)>,
    /// A link that was just made, and for what.
    fresh: Option<(String, String)>,
    days: i64,
}

/// The door and the owner who asks.
fn owner(desk: &Desk) -> Result<(Arc<Entrance>, User), Fault> {
    match (desk.state.door(), desk.viewer.person.session()) {
        (Door::People(entrance), Some(session)) if session.user.role == Role::Owner => {
            Ok((Arc::clone(entrance), session.user.clone()))
        }
        (Door::Local, _) => Err(Fault::Unusable(
            "This desk has no accounts: whoever sits at this machine is its owner. Start it with --accounts to let others in."
                .into(),
        )),
        _ => Err(Fault::NotAllowed("Only an owner says who may come in.".into())),
    }
}

async fn show(desk: Desk) -> Page {
    with(&desk, None).await
}

async fn with(desk: &Desk, fresh: Option<(String, String)>) -> Page {
    let (entrance, me) = owner(desk)?;
    let users = entrance.ask(accounts::Accounts::users).await?;
    let people = users
        .into_iter()
        .map(|user| PersonRow {
            id: user.id,
            this: user.id == me.id,
            role: user.role.name(),
            how: if user.has_password { "password" } else { "provider" },
            seen: user.seen_at.map(stamp),
            closed: user.disabled,
            name: user.name,
            display: user.display,
        })
        .collect();
    page(&PeoplePage {
        frame: desk.frame(Here::Nowhere, "People"),
        people,
        roles: Role::ALL.into_iter().map(|role| (role.name(), role.may_what())).collect(),
        fresh,
        days: entrance.accounts().rules().invitation / 86_400,
    })
}

fn from(client: Option<Extension<Client>>) -> Option<IpAddr> {
    client.and_then(|Extension(client)| client.address)
}

fn role(name: &str) -> Result<Role, Fault> {
    Role::named(name).ok_or_else(|| Fault::Unusable("There is no such role.".into()))
}

/// The address of an invitation, under the name by which this browser reached the desk.
fn link(entrance: &Entrance, headers: &HeaderMap, code: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let origin = entrance.site().map_or_else(|| format!("http://{host}"), |site| site.origin.clone());
    format!("{origin}/invitation?code={code}")
}

#[derive(Deserialize)]
struct RoleSent {
    role: String,
}

async fn invite(
    desk: Desk,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    Form(sent): Form<RoleSent>,
) -> Page {
    let (entrance, me) = owner(&desk)?;
    let (role, from) = (role(&sent.role)?, from(client));
    let secret =
        entrance.ask(move |accounts| accounts.invite(role, None, Some(&me), from, accounts::now())).await?;
    let what = format!("For a new {}", role.name());
    with(&desk, Some((what, link(&entrance, &headers, secret.expose())))).await
}

async fn renew(
    desk: Desk,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> Page {
    let (entrance, me) = owner(&desk)?;
    let from = from(client);
    let (user, secret) = entrance
        .ask(move |accounts| {
            let user = accounts.user(id)?;
            let secret = accounts.invite(user.role, Some(id), Some(&me), from, accounts::now())?;
            Ok((user, secret))
        })
        .await?;
    let what = format!("For a new password of {}", user.name);
    with(&desk, Some((what, link(&entrance, &headers, secret.expose())))).await
}

async fn set_role(
    desk: Desk,
    client: Option<Extension<Client>>,
    Path(id): Path<i64>,
    Form(sent): Form<RoleSent>,
) -> Result<Response, Fault> {
    let (entrance, me) = owner(&desk)?;
    let (role, from) = (role(&sent.role)?, from(client));
    entrance.ask(move |accounts| accounts.set_role(id, role, &me.name, from, accounts::now())).await?;
    Ok(Redirect::to("/people").into_response())
}

#[derive(Deserialize)]
struct Closed {
    closed: bool,
}

async fn set_closed(
    desk: Desk,
    client: Option<Extension<Client>>,
    Path(id): Path<i64>,
    Form(sent): Form<Closed>,
) -> Result<Response, Fault> {
    let (entrance, me) = owner(&desk)?;
    let from = from(client);
    entrance
        .ask(move |accounts| accounts.set_disabled(id, sent.closed, &me.name, from, accounts::now()))
        .await?;
    Ok(Redirect::to("/people").into_response())
}

struct LogRow {
    at: String,
    who: String,
    what: String,
    address: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "people_log.html")]
struct LogPage {
    frame: Frame,
    lines: Vec<LogRow>,
    newer: Option<u32>,
    older: Option<u32>,
}

#[derive(Deserialize)]
struct Paged {
    #[serde(default)]
    skip: u32,
}

async fn log(desk: Desk, Query(Paged { skip }): Query<Paged>) -> Page {
    const LINES: u32 = 100;
    let (entrance, _) = owner(&desk)?;
    let mut lines = entrance.ask(move |accounts| accounts.log(LINES + 1, skip)).await?;
    let more = lines.len() > LINES as usize;
    lines.truncate(LINES as usize);
    let lines = lines
        .into_iter()
        .map(|entry| LogRow {
            at: stamp(entry.at),
            who: entry.who,
            what: entry.what,
            address: entry.address,
            detail: entry.detail,
        })
        .collect();
    page(&LogPage {
        frame: desk.frame(Here::Nowhere, "Who came in"),
        lines,
        newer: (skip > 0).then(|| skip.saturating_sub(LINES)),
        older: more.then(|| skip.saturating_add(LINES)),
    })
}
