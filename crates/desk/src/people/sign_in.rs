//! Signing in with a password, and out. The session's cookie, which nothing but this server ever reads.

use super::again;
use super::door::{Door, Entrance};
use super::gate::{Client, Person};
use crate::accounts::{self, SignIn, User};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, local, page};
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Query};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/sign-in", get(form).post(sign_in)).route("/sign-out", post(sign_out))
}

/// The cookie of a sign-in under way at a provider.
pub(crate) const FLOW: &str = "dunlin-flow";

/// The session cookie's name. Over TLS the prefix makes browsers refuse it from other hosts and from plain HTTP.
pub(super) fn session_cookie(entrance: &Entrance) -> String {
    named(entrance, "dunlin-session")
}

pub(crate) fn named(entrance: &Entrance, name: &str) -> String {
    if entrance.secure() { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of the cookie `name`.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .map(str::to_owned)
}

/// Sets the cookie `name` for `seconds`; zero takes it away.
pub(crate) fn set_cookie(
    response: &mut Response,
    entrance: &Entrance,
    name: &str,
    value: &str,
    seconds: i64,
) {
    let secure = if entrance.secure() { "; Secure" } else { "" };
    let name = named(entrance, name);
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Opens a new session for `user` and goes on to `back`. The session that the browser had before ends.
pub(crate) async fn let_in(
    entrance: &Arc<Entrance>,
    user: &User,
    headers: &HeaderMap,
    client: &Client,
    back: &str,
) -> Result<Response, Fault> {
    let old = cookie(headers, &session_cookie(entrance));
    let (id, client) = (user.id, client.clone());
    let secret = entrance
        .ask(move |accounts| {
            accounts.open_session(id, old.as_deref(), &client.agent, client.address, accounts::now())
        })
        .await?;
    let mut response = Redirect::to(local(back)).into_response();
    let longest = entrance.accounts().rules().longest;
    set_cookie(&mut response, entrance, "dunlin-session", secret.expose(), longest);
    Ok(response)
}

/// A way in through a provider, as the page shows it.
struct Way {
    label: String,
    link: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    back: String,
    name: String,
    failed: Option<String>,
    ways: Vec<Way>,
}

fn sign_in_page(desk: &Desk, entrance: &Entrance, back: &str, name: String, failed: Option<String>) -> Page {
    let ways = entrance
        .providers()
        .iter()
        .map(|provider| Way {
            label: provider.label().to_owned(),
            link: crate::link::with(&format!("/sign-in/with/{}", provider.name()), &[("back", local(back))]),
        })
        .collect();
    let frame = desk.frame(Here::Nowhere, "Sign in");
    page(&SignInPage { frame, back: local(back).to_owned(), name, failed, ways })
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn form(desk: Desk, Query(Back { back }): Query<Back>) -> Page {
    match desk.state.door() {
        Door::People(entrance) if desk.viewer.person.role().is_none() => {
            sign_in_page(&desk, entrance, &back, String::new(), None)
        }
        _ => Ok(Redirect::to(local(&back)).into_response()),
    }
}

#[derive(Deserialize)]
struct Sent {
    name: String,
    password: String,
    #[serde(default)]
    back: String,
}

async fn sign_in(
    desk: Desk,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let Door::People(entrance) = desk.state.door() else { return Ok(Redirect::to("/").into_response()) };
    let client = client.map(|Extension(client)| client).unwrap_or_default();
    let (name, password, address) = (sent.name.clone(), sent.password, client.address);
    let answer =
        entrance.hash(move |accounts| accounts.sign_in(&name, &password, address, accounts::now())).await?;
    let (status, words, wait) = match answer {
        SignIn::Yes(user) => return let_in(entrance, &user, &headers, &client, &sent.back).await,
        SignIn::No => {
            (StatusCode::UNAUTHORIZED, "Name and password do not belong together.".to_owned(), None)
        }
        SignIn::Wait(seconds) => {
            let unit = if seconds == 1 { "second" } else { "seconds" };
            let words = format!("Too many attempts. Wait {seconds} {unit}, then try again.");
            (StatusCode::TOO_MANY_REQUESTS, words, Some(seconds))
        }
    };
    let form = sign_in_page(&desk, entrance, &sent.back, sent.name, Some(words))?;
    let mut response = again(form, status);
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

async fn sign_out(desk: Desk, client: Option<Extension<Client>>) -> Result<Response, Fault> {
    let mut response = Redirect::to("/sign-in").into_response();
    if let (Door::People(entrance), Person::Signed(session)) = (desk.state.door(), &desk.viewer.person) {
        let (session, address) = (session.clone(), client.and_then(|Extension(client)| client.address));
        entrance.ask(move |accounts| accounts.sign_out(&session, address, accounts::now())).await?;
        leave(&mut response, entrance);
    }
    Ok(response)
}

/// Takes the session's cookie and what the browser kept of the pages.
pub(super) fn leave(response: &mut Response, entrance: &Entrance) {
    set_cookie(response, entrance, "dunlin-session", "", 0);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
}
