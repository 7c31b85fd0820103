//! One's own account: name, password, where one is signed in, tokens for programs.

use super::door::{Door, Entrance};
use super::gate::Client;
use super::sign_in::{leave, let_in};
use super::stamp;
use crate::accounts::{self, Session};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::state::State;
use crate::viewer::Role;
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/account", get(show))
        .route("/account/name", post(rename))
        .route("/account/password", post(password))
        .route("/account/sign-out-everywhere", post(everywhere))
        .route("/account/session/end", post(end_session))
        .route("/account/token", post(make_token))
        .route("/account/token/end", post(end_token))
        .route("/account/unlink", post(unlink))
}

struct SessionRow {
    id: i64,
    seen: String,
    made: String,
    agent: String,
    address: String,
    this: bool,
}

struct TokenRow {
    id: i64,
    name: String,
    role: &'static str,
    made: String,
    ends: String,
    used: Option<String>,
    over: bool,
}

/// A provider that somebody is known at.
struct LinkRow {
    label: String,
    provider: String,
    subject: String,
    email: Option<String>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    display: String,
    role: &'static str,
    may: &'static str,
    has_password: bool,
    shortest: usize,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    roles: Vec<&'static str>,
    links: Vec<LinkRow>,
    /// Short name and label of the providers that can be linked.
    providers: Vec<(String, String)>,
    /// A token that was just made.
    fresh: Option<String>,
}

/// The door and the session of somebody who signed in with a browser; programs and the local owner have no account page.
fn signed(desk: &Desk) -> Result<(Arc<Entrance>, Session), Fault> {
    match (desk.state.door(), desk.viewer.person.session()) {
        (Door::People(entrance), Some(session)) => Ok((Arc::clone(entrance), session.clone())),
        (Door::Local, _) => Err(Fault::Unusable(
            "This desk has no accounts: whoever sits at this machine is its owner. Start it with --accounts to let others in."
                .into(),
        )),
        _ => Err(Fault::SignIn),
    }
}

async fn show(desk: Desk) -> Page {
    with(&desk, None).await
}

async fn with(desk: &Desk, fresh: Option<String>) -> Page {
    let (entrance, session) = signed(desk)?;
    let now = accounts::now();
    let (user, digest) = (session.user.clone(), session.digest);
    let id = user.id;
    let (sessions, tokens, identities) = entrance
        .ask(move |accounts| {
            Ok((accounts.sessions(id, Some(digest), now)?, accounts.tokens(id)?, accounts.identities(id)?))
        })
        .await?;
    let label = |authority: &str| {
        let known = entrance.providers().iter().find(|known| known.authority() == authority);
        known.map_or_else(|| authority.to_owned(), |known| known.label().to_owned())
    };
    let links: Vec<LinkRow> = identities
        .into_iter()
        .map(|one| LinkRow {
            label: label(&one.provider),
            provider: one.provider,
            subject: one.subject,
            email: one.email,
        })
        .collect();
    let providers = entrance
        .providers()
        .iter()
        .filter(|known| links.iter().all(|link| link.provider != known.authority()))
        .map(|known| (known.name().to_owned(), known.label().to_owned()))
        .collect();
    let sessions = sessions
        .into_iter()
        .map(|line| SessionRow {
            id: line.id,
            seen: stamp(line.seen_at),
            made: stamp(line.made_at),
            agent: line.agent,
            address: line.address,
            this: line.this,
        })
        .collect();
    let tokens = tokens
        .into_iter()
        .map(|line| TokenRow {
            id: line.id,
            name: line.name,
            role: line.role.name(),
            made: stamp(line.made_at),
            ends: stamp(line.ends_at),
            used: line.used_at.map(stamp),
            over: line.ends_at <= now,
        })
        .collect();
    page(&AccountPage {
        frame: desk.frame(Here::Nowhere, "Your account"),
        role: user.role.name(),
        may: user.role.may_what(),
        has_password: user.has_password,
        shortest: entrance.accounts().rules().shortest,
        sessions,
        tokens,
        roles: Role::ALL.into_iter().filter(|role| *role <= user.role).map(Role::name).collect(),
        links,
        providers,
        fresh,
        name: user.name,
        display: user.display,
    })
}

fn back() -> Response {
    Redirect::to("/account").into_response()
}

fn address(client: Option<Extension<Client>>) -> Option<std::net::IpAddr> {
    client.and_then(|Extension(client)| client.address)
}

#[derive(Deserialize)]
struct Name {
    display: String,
}

async fn rename(
    desk: Desk,
    client: Option<Extension<Client>>,
    Form(sent): Form<Name>,
) -> Result<Response, Fault> {
    let (entrance, session) = signed(&desk)?;
    let from = address(client);
    entrance
        .ask(move |accounts| accounts.rename(session.user.id, &sent.display, from, accounts::now()))
        .await?;
    Ok(back())
}

#[derive(Deserialize)]
struct Password {
    #[serde(default)]
    old: String,
    password: String,
    again: String,
}

async fn password(
    desk: Desk,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    Form(sent): Form<Password>,
) -> Result<Response, Fault> {
    let (entrance, session) = signed(&desk)?;
    if sent.password != sent.again {
        return Err(Fault::Unusable("The two new passwords are not the same.".into()));
    }
    let client = client.map(|Extension(client)| client).unwrap_or_default();
    let (id, from) = (session.user.id, client.address);
    entrance
        .hash(move |accounts| accounts.change_password(id, &sent.old, &sent.password, from, accounts::now()))
        .await?;
    // All sessions ended with the old password; this browser gets a new one.
    let_in(&entrance, &session.user, &headers, &client, "/account").await
}

async fn everywhere(desk: Desk, client: Option<Extension<Client>>) -> Result<Response, Fault> {
    let (entrance, session) = signed(&desk)?;
    let from = address(client);
    entrance.ask(move |accounts| accounts.sign_out_everywhere(&session.user, from, accounts::now())).await?;
    let mut response = Redirect::to("/sign-in").into_response();
    leave(&mut response, &entrance);
    Ok(response)
}

#[derive(Deserialize)]
struct Numbered {
    id: i64,
}

async fn end_session(desk: Desk, Form(sent): Form<Numbered>) -> Result<Response, Fault> {
    let (entrance, session) = signed(&desk)?;
    entrance.ask(move |accounts| accounts.end_session(session.user.id, sent.id)).await?;
    Ok(back())
}

#[derive(Deserialize)]
struct Token {
    name: String,
    role: String,
    days: i64,
}

async fn make_token(desk: Desk, client: Option<Extension<Client>>, Form(sent): Form<Token>) -> Page {
    let (entrance, session) = signed(&desk)?;
    let role = Role::named(&sent.role).ok_or_else(|| Fault::Unusable("There is no such role.".into()))?;
    let from = address(client);
    let token = entrance
        .ask(move |accounts| {
            accounts.make_token(&session.user, &sent.name, role, sent.days, from, accounts::now())
        })
        .await?;
    with(&desk, Some(token)).await
}

async fn end_token(
    desk: Desk,
    client: Option<Extension<Client>>,
    Form(sent): Form<Numbered>,
) -> Result<Response, Fault> {
    let (entrance, session) = signed(&desk)?;
    let from = address(client);
    entrance.ask(move |accounts| accounts.end_token(&session.user, sent.id, from, accounts::now())).await?;
    Ok(back())
}

#[derive(Deserialize)]
struct Linked {
    provider: String,
    subject: String,
}

async fn unlink(
    desk: Desk,
    client: Option<Extension<Client>>,
    Form(sent): Form<Linked>,
) -> Result<Response, Fault> {
    let (entrance, session) = signed(&desk)?;
    let from = address(client);
    entrance
        .ask(move |accounts| {
            accounts.unlink(session.user.id, &sent.provider, &sent.subject, from, accounts::now())
        })
        .await?;
    Ok(back())
}
