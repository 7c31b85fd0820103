//! Taking up a link: making one's account, or a new password.

use super::again;
use super::door::Door;
use super::gate::Client;
use super::sign_in::let_in;
use crate::accounts::{self, Invited};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, Page, page};
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/invitation", get(form).post(accept))
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    frame: Frame,
    code: String,
    /// What the account may do, and that in words; empty for a new password.
    role: &'static str,
    may: &'static str,
    /// Whose password is renewed; empty for a new account.
    whose: String,
    name: String,
    display: String,
    shortest: usize,
    failed: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    code: String,
}

async fn form(desk: Desk, Query(Asked { code }): Query<Asked>) -> Page {
    show(&desk, code, String::new(), String::new(), None).await
}

async fn show(desk: &Desk, code: String, name: String, display: String, failed: Option<String>) -> Page {
    let Door::People(entrance) = desk.state.door() else { return Ok(Redirect::to("/").into_response()) };
    let asked = code.clone();
    let found = entrance.ask(move |accounts| accounts.invitation(&asked, accounts::now())).await?;
    let Some(invitation) = found else {
        return Err(Fault::Unusable(
            "This link was used already or is too old. Ask the owner for a new one.".into(),
        ));
    };
    let whose = invitation.user.map(|user| user.name).unwrap_or_default();
    let title = if whose.is_empty() { "Make your account" } else { "Choose a new password" };
    page(&InvitationPage {
        frame: desk.frame(Here::Nowhere, title),
        code,
        role: invitation.role.name(),
        may: invitation.role.may_what(),
        whose,
        name,
        display,
        shortest: entrance.accounts().rules().shortest,
        failed,
    })
}

#[derive(Deserialize)]
struct Sent {
    code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    display: String,
    password: String,
    again: String,
}

async fn accept(
    desk: Desk,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let Door::People(entrance) = desk.state.door() else { return Ok(Redirect::to("/").into_response()) };
    let client = client.map(|Extension(client)| client).unwrap_or_default();
    let done = if sent.password == sent.again {
        let who = Invited { name: sent.name.clone(), display: sent.display.clone(), password: sent.password };
        let (code, address) = (sent.code.clone(), client.address);
        entrance.hash(move |accounts| accounts.accept(&code, &who, address, accounts::now())).await
    } else {
        Err(Fault::Unusable("The two passwords are not the same.".into()))
    };
    match done {
        Ok(user) => let_in(entrance, &user, &headers, &client, "/").await,
        Err(Fault::Unusable(words)) => {
            let form = show(&desk, sent.code, sent.name, sent.display, Some(words)).await?;
            Ok(again(form, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(fault) => Err(fault),
    }
}
