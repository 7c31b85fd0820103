//! Leaving for a provider and coming back.

use super::config::{Endpoints, Provider};
use super::http::Http;
use super::token::{Keys, Refused, claims};
use crate::accounts::{self, Claimed, Identity, Secret, User, What};
use crate::fault::Fault;
use crate::frame::{Desk, Frame, Here, local, page};
use crate::people::{Client, Door, Entrance, FLOW, cookie, let_in, named, set_cookie};
use crate::state::State;
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Path, Query};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

/// How long what an issuer says about itself is believed, in seconds.
const FRESH: i64 = 3600;

/// Keys are asked for again when a token names an unknown one, but not more often than this, in seconds.
const KEYS_AGAIN: i64 = 30;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/sign-in/with/{name}", get(leave))
        .route("/sign-in/from/{name}", get(back))
        .route("/account/link/{name}", post(link))
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

fn door(desk: &Desk, name: &str) -> Result<(Arc<Entrance>, usize), Fault> {
    let Door::People(entrance) = desk.state.door() else { return Err(Fault::NoPage) };
    let at = entrance.providers().iter().position(|known| known.name() == name).ok_or(Fault::NoPage)?;
    Ok((Arc::clone(entrance), at))
}

/// The address to which a provider sends people back.
fn return_address(entrance: &Entrance, headers: &HeaderMap, name: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let origin = entrance.site().map_or_else(|| format!("http://{host}"), |site| site.origin.clone());
    format!("{origin}/sign-in/from/{name}")
}

async fn leave(
    desk: Desk,
    Path(name): Path<String>,
    Query(Back { back }): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (entrance, at) = door(&desk, &name)?;
    let (address, cookie) = away(&entrance, at, local(&back), None, &headers).await?;
    let mut response = Redirect::to(&address).into_response();
    set_cookie(&mut response, &entrance, FLOW, cookie.expose(), 600);
    Ok(response)
}

#[derive(Template)]
#[template(path = "leaving.html")]
struct LeavingPage {
    frame: Frame,
    /// Where to.
    address: String,
}

#[derive(Deserialize)]
struct Linking {
    #[serde(default)]
    password: String,
}

/// `POST /account/link/{name}`: leaves for a provider, to link it to the account of whoever is signed in.
async fn link(
    desk: Desk,
    Path(name): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Linking>,
) -> Result<Response, Fault> {
    let (entrance, at) = door(&desk, &name)?;
    let user = desk.viewer.person.session().ok_or(Fault::SignIn)?.user.clone();
    let id = user.id;
    entrance.hash(move |accounts| accounts.may_link(&user, &sent.password, accounts::now())).await?;
    let (address, cookie) = away(&entrance, at, "/account", Some(id), &headers).await?;
    // A form's answer must not lead to another site (the policy's form-action): the page goes on by itself, or by its link.
    let label = entrance.providers().get(at).map_or("", |provider| provider.label());
    let frame = desk.frame(Here::Nowhere, format!("On to {label}"));
    let mut response = page(&LeavingPage { frame, address })?;
    set_cookie(&mut response, &entrance, FLOW, cookie.expose(), 600);
    Ok(response)
}

/// Where the browser leaves for, and the cookie that it must come back with.
async fn away(
    entrance: &Arc<Entrance>,
    at: usize,
    back: &str,
    linking: Option<i64>,
    headers: &HeaderMap,
) -> Result<(String, Secret), Fault> {
    let provider = entrance.providers().get(at).ok_or(Fault::NoPage)?;
    let redirect = return_address(entrance, headers, provider.name());
    let (asking, now) = (Arc::clone(entrance), accounts::now());
    let back = back.to_owned();
    let (flow, endpoints, scopes, client) = entrance
        .ask(move |accounts| {
            let provider = asking.providers().get(at).ok_or_else(gone)?;
            let endpoints = provider.endpoints(now).map_err(|why| refused(provider, &why))?;
            let flow = accounts.begin_flow(provider.name(), &back, linking, now)?;
            Ok((flow, endpoints, provider.scopes(), provider.entry.client_id.clone()))
        })
        .await?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(flow.verifier.expose().as_bytes()));
    let parameters = [
        ("response_type", "code"),
        ("client_id", client.as_str()),
        ("redirect_uri", redirect.as_str()),
        ("scope", scopes.as_str()),
        ("state", flow.state.expose()),
        ("nonce", flow.nonce.expose()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    Ok((crate::link::with(&endpoints.authorization, &parameters), flow.cookie))
}

/// What a provider sends back.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

async fn back(
    desk: Desk,
    Path(name): Path<String>,
    Query(answer): Query<Answer>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (entrance, at) = door(&desk, &name)?;
    let client = client.map(|Extension(client)| client).unwrap_or_default();
    let flow = cookie(&headers, &named(&entrance, FLOW)).unwrap_or_default();
    let redirect = return_address(&entrance, &headers, &name);
    let (asking, from) = (Arc::clone(&entrance), client.address);
    let signed = desk.viewer.person.session().map(|session| session.user.id);
    let done = entrance
        .ask(move |accounts| {
            let now = accounts::now();
            let provider = asking.providers().get(at).ok_or_else(gone)?;
            let come = Come { provider, redirect: &redirect, from, now, signed };
            let claimed = accounts.claim_flow(&flow, &answer.state, provider.name(), now)?;
            match come.who(accounts, claimed, &answer) {
                Ok(found) => Ok(found),
                Err(why) => {
                    accounts.note(now, What::ProviderRefused, provider.name(), from, &why)?;
                    Err(refused(provider, &why))
                }
            }
        })
        .await;
    let mut response = match done {
        Ok((Some(user), back)) => let_in(&entrance, &user, &headers, &client, &back).await?,
        Ok((None, back)) => Redirect::to(&back).into_response(),
        Err(fault) => fault.into_response(),
    };
    set_cookie(&mut response, &entrance, FLOW, "", 0);
    Ok(response)
}

fn gone() -> accounts::AccountsError {
    accounts::AccountsError::refused("There is no such provider.")
}

fn refused(provider: &Provider, why: &str) -> accounts::AccountsError {
    accounts::AccountsError::refused(format!("Signing in through {} did not work: {why}", provider.label()))
}

/// Somebody who came back from a provider.
struct Come<'a> {
    provider: &'a Provider,
    redirect: &'a str,
    from: Option<IpAddr>,
    now: i64,
    /// The account that the browser is signed in to.
    signed: Option<i64>,
}

/// Who a provider says it is.
struct Stated {
    subject: String,
    /// Verified.
    email: Option<String>,
    display: String,
}

impl Come<'_> {
    /// The account to sign in to, none when the provider was linked to the account that is signed in to; and where they
    /// wanted to go. Or why not, in words without secrets.
    fn who(
        &self,
        accounts: &accounts::Accounts,
        claimed: Option<Claimed>,
        answer: &Answer,
    ) -> Result<(Option<User>, String), String> {
        let claimed =
            claimed.ok_or("this sign-in was not begun in this browser, or too long ago; begin again")?;
        if answer.error.is_some() {
            return Err("the provider was asked to stop, or refused".into());
        }
        let endpoints = self.provider.endpoints(self.now)?;
        // RFC 9207: an answer of another issuer, mixed in on the way.
        match (&answer.iss, &self.provider.entry.issuer) {
            (Some(stated), Some(issuer)) if stated != issuer => {
                return Err("the answer is another issuer's".into());
            }
            (None, Some(_)) if endpoints.names_itself => {
                return Err("the answer does not say whose it is".into());
            }
            _ => {}
        }
        let code = answer.code.as_deref().filter(|code| !code.is_empty()).ok_or("the answer has no code")?;
        let tokens = self.exchange(&endpoints, code, &claimed.verifier)?;
        let stated = match &self.provider.entry.issuer {
            Some(issuer) => self.by_id_token(&endpoints, &tokens, issuer, &claimed)?,
            None => self.by_userinfo(&endpoints, &tokens)?,
        };
        let authority = self.provider.authority();
        let why = |error: accounts::AccountsError| {
            if error.is_refusal() { error.to_string() } else { "the account file failed".into() }
        };
        if let Some(id) = claimed.linking {
            // Whoever was signed in when they left may have signed out since, or somebody else in.
            if self.signed != Some(id) {
                return Err("you are not signed in to the account that it was to be linked to".into());
            }
            let who = Identity { provider: authority.into(), subject: stated.subject, email: stated.email };
            accounts.link(id, &who, self.from, self.now).map_err(why)?;
            return Ok((None, claimed.back));
        }
        let allowed = self.provider.entry.allow.newcomer(&stated.subject, stated.email.as_deref());
        let make = allowed.then_some((self.provider.role, stated.display.as_str()));
        let found = accounts
            .by_identity(authority, &stated.subject, stated.email.as_deref(), make, self.from, self.now)
            .map_err(why)?;
        let user = found.ok_or("you have no account here, or it is closed; ask the owner")?;
        Ok((Some(user), claimed.back))
    }

    fn exchange(&self, endpoints: &Endpoints, code: &str, verifier: &str) -> Result<Value, String> {
        let id = self.provider.entry.client_id.as_str();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect),
            ("code_verifier", verifier),
        ];
        let login = match self.provider.secret() {
            Some(secret) if endpoints.secret_in_form => {
                form.extend([("client_id", id), ("client_secret", secret)]);
                None
            }
            Some(secret) => Some((id, secret)),
            None => {
                form.push(("client_id", id));
                None
            }
        };
        self.provider.http.post(&endpoints.token, &form, login)
    }

    fn by_id_token(
        &self,
        endpoints: &Endpoints,
        tokens: &Value,
        issuer: &str,
        claimed: &Claimed,
    ) -> Result<Stated, String> {
        let token = tokens.get("id_token").and_then(Value::as_str).ok_or("the answer has no ID token")?;
        let client = &self.provider.entry.client_id;
        let check = |keys: &Keys| claims(token, keys, issuer, client, &claimed.nonce);
        let address = endpoints.keys.as_deref().ok_or("the issuer has no keys")?;
        let checked = match check(&self.provider.keys(address, self.now, FRESH)?) {
            // The issuer may have changed its keys.
            Err(Refused::UnknownKey) => check(&self.provider.keys(address, self.now, KEYS_AGAIN)?),
            other => other,
        };
        let claims = checked.map_err(|why| format!("the ID token is refused: {why}"))?;
        let email = claims.verified_email(self.provider.entry.trust_email).map(str::to_owned);
        let display = [&claims.name, &claims.preferred_username, &email].into_iter().flatten().next();
        let display = display.cloned().unwrap_or_else(|| "Newcomer".into());
        Ok(Stated { subject: claims.sub, email, display })
    }

    fn by_userinfo(&self, endpoints: &Endpoints, tokens: &Value) -> Result<Stated, String> {
        let token = tokens.get("access_token").and_then(Value::as_str).ok_or("the answer has no token")?;
        let address = endpoints.userinfo.as_deref().ok_or("there is no address that says who it is")?;
        let who = self.provider.http.get(address, Some(token))?;
        let entry = &self.provider.entry;
        let text = |field: &str| match who.get(field) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let subject =
            text(&entry.subject_field).ok_or_else(|| format!("the answer has no {}", entry.subject_field))?;
        let verified = entry.trust_email || who.get("email_verified") == Some(&Value::Bool(true));
        let email = text(&entry.email_field).filter(|_| verified);
        let display = text(&entry.name_field).or_else(|| email.clone()).unwrap_or_else(|| "Newcomer".into());
        Ok(Stated { subject, email, display })
    }
}

impl Provider {
    /// Where it is asked: as the file says, or as its issuer does (OpenID Connect Discovery 1.0).
    fn endpoints(&self, now: i64) -> Result<Endpoints, String> {
        if let Some(fixed) = self.fixed() {
            return Ok(fixed.clone());
        }
        let issuer = self.entry.issuer.as_deref().ok_or("it has no issuer")?;
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((endpoints, at)) = &known.endpoints
                && now - at < FRESH
            {
                return Ok(endpoints.clone());
            }
        }
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = self.http.get(&address, None)?;
        let text = |field: &str| document.get(field).and_then(Value::as_str).map(str::to_owned);
        if text("issuer").as_deref() != Some(issuer) {
            return Err("what stands at the issuer's address is another issuer's".into());
        }
        let needed = |field: &str| {
            let address = text(field).ok_or_else(|| format!("the issuer names no {field}"))?;
            Http::check(&address)?;
            Ok::<_, String>(address)
        };
        let ways: Vec<&str> = document
            .get("token_endpoint_auth_methods_supported")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let endpoints = Endpoints {
            authorization: needed("authorization_endpoint")?,
            token: needed("token_endpoint")?,
            userinfo: None,
            keys: Some(needed("jwks_uri")?),
            secret_in_form: !ways.is_empty() && !ways.contains(&"client_secret_basic"),
            names_itself: document.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.endpoints = Some((endpoints.clone(), now));
        Ok(endpoints)
    }

    /// Its keys, not older than `fresh` seconds.
    fn keys(&self, address: &str, now: i64, fresh: i64) -> Result<Keys, String> {
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((keys, at)) = &known.keys
                && now - at < fresh
            {
                return Ok(keys.clone());
            }
        }
        let keys = Keys::of(&self.http.get(address, None)?);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.keys = Some((keys.clone(), now));
        Ok(keys)
    }
}
