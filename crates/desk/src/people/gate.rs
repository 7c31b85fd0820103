//! Who a request comes from, and whether it may go on.

use super::door::{Door, Entrance};
use super::sign_in::cookie;
use crate::accounts::{self, Bearer, Session};
use crate::fault::Fault;
use crate::state::State;
use crate::viewer::Role;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Who it is.
#[derive(Debug, Clone)]
pub(crate) enum Person {
    /// Whoever sits at this machine.
    Local,
    /// Somebody who has not signed in.
    Stranger,
    /// Somebody who has.
    Signed(Session),
    /// A program with a token.
    Program(Bearer),
}

impl Person {
    /// The name that others see.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Local => "owner",
            Self::Stranger => "",
            Self::Signed(session) => &session.user.display,
            Self::Program(bearer) => &bearer.user.display,
        }
    }

    /// What they may do; `None` for strangers.
    pub(crate) fn role(&self) -> Option<Role> {
        match self {
            Self::Local => Some(Role::Owner),
            Self::Stranger => None,
            Self::Signed(session) => Some(session.user.role),
            Self::Program(bearer) => Some(bearer.role),
        }
    }

    /// Their number in the account file.
    pub(crate) fn account(&self) -> Option<i64> {
        match self {
            Self::Local | Self::Stranger => None,
            Self::Signed(session) => Some(session.user.id),
            Self::Program(bearer) => Some(bearer.user.id),
        }
    }

    /// Their session, when they signed in with a browser.
    pub(crate) fn session(&self) -> Option<&Session> {
        match self {
            Self::Signed(session) => Some(session),
            _ => None,
        }
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    /// Its address, as far as it is known.
    pub(crate) address: Option<IpAddr>,
    /// What the browser calls itself.
    pub(crate) agent: String,
}

/// Finds out who asks and writes it into the request.
pub(crate) async fn recognise(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let (person, fault) = match state.door() {
        Door::Local => (Person::Local, None),
        Door::People(entrance) => {
            let (mut parts, body) = request.into_parts();
            let client = client(entrance, &parts);
            parts.extensions.insert(client);
            let found = who(entrance, &parts).await;
            request = Request::from_parts(parts, body);
            match found {
                Ok(person) => (person, None),
                Err(fault) => (Person::Stranger, Some(fault)),
            }
        }
    };
    request.extensions_mut().insert(person);
    if let Some(fault) = fault {
        request.extensions_mut().insert(fault);
    }
    next.run(request).await
}

/// Lets a request on, or answers it.
pub(crate) async fn guard(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let Door::People(entrance) = state.door() else { return next.run(request).await };
    if let Some(fault) = request.extensions().get::<Fault>() {
        return fault.clone().into_response();
    }
    let path = request.uri().path();
    if path.starts_with("/static/") {
        return next.run(request).await;
    }
    let person = request.extensions().get::<Person>().cloned().unwrap_or(Person::Stranger);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let rates = if reads { &entrance.reading } else { &entrance.writing };
    if let Err(seconds) = rates.take(&bucket(&person, &request), accounts::now() as f64) {
        return Fault::Wait(seconds).into_response();
    }
    if person.role().is_some() || open(path) {
        return next.run(request).await;
    }
    if reads && !for_programs(path) {
        let back = request.uri().path_and_query().map_or("/", |address| address.as_str());
        return Redirect::to(&crate::link::with("/sign-in", &[("back", back)])).into_response();
    }
    Fault::SignIn.into_response()
}

/// Pages that people see before they are signed in.
fn open(path: &str) -> bool {
    matches!(path, "/sign-in" | "/invitation" | "/settings") || path.starts_with("/sign-in/")
}

/// Addresses that programs ask, and that take a token.
fn for_programs(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/") || path.starts_with("/feeds/")
}

fn bucket(person: &Person, request: &Request) -> String {
    match person {
        Person::Program(bearer) => format!("token {}", bearer.token),
        _ => match (person.account(), request.extensions().get::<Client>().and_then(|client| client.address))
        {
            (Some(id), _) => format!("account {id}"),
            (None, Some(address)) => format!("address {}", accounts::throttle::network(address)),
            (None, None) => "unknown".into(),
        },
    }
}

async fn who(entrance: &Arc<Entrance>, parts: &Parts) -> Result<Person, Fault> {
    let now = accounts::now();
    if for_programs(parts.uri.path())
        && let Some(given) = parts.headers.get(header::AUTHORIZATION)
    {
        // A token that does not hold is refused; it does not fall back to whoever sits at the browser.
        let token = given.to_str().ok().and_then(token).ok_or(Fault::SignIn)?;
        let bearer = entrance.ask(move |accounts| accounts.bearer(&token, now)).await?;
        return bearer.map(Person::Program).ok_or(Fault::SignIn);
    }
    let Some(id) = cookie(&parts.headers, &super::sign_in::session_cookie(entrance)) else {
        return Ok(Person::Stranger);
    };
    let found = entrance.ask(move |accounts| accounts.session(&id, now)).await?;
    Ok(found.map_or(Person::Stranger, Person::Signed))
}

/// The token of an `Authorization` header: `Bearer TOKEN`, or `Basic` with the token as password, which feed readers can.
fn token(given: &str) -> Option<String> {
    let (scheme, value) = given.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.trim().to_owned());
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
        return pair.split_once(':').map(|(_, password)| password.to_owned());
    }
    None
}

fn client(entrance: &Entrance, parts: &Parts) -> Client {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    // A proxy on this machine says for whom it asks; what others say of themselves counts for nothing.
    let behind_proxy = entrance.site().is_some() && peer.is_none_or(|peer| peer.is_loopback());
    let address = if behind_proxy { forwarded(&parts.headers).or(peer) } else { peer };
    let agent =
        parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    Client { address, agent }
}

/// The last address of `X-Forwarded-For`: the one that the nearest proxy wrote.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_as_bearer_or_as_a_feed_readers_password() {
        assert_eq!(token("Bearer dunlin_x").as_deref(), Some("dunlin_x"));
        assert_eq!(token("bearer  dunlin_x ").as_deref(), Some("dunlin_x"));
        let basic = format!("Basic {}", STANDARD.encode("margot:dunlin_x"));
        assert_eq!(token(&basic).as_deref(), Some("dunlin_x"));
        for odd in ["", "Bearer", "Digest x", "Basic !!", "dunlin_x"] {
            assert_eq!(token(odd), None, "{odd}");
        }
    }

    #[test]
    fn only_the_nearest_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "198.51.100.1, 203.0.113.9".parse().unwrap());
        assert_eq!(forwarded(&headers), "203.0.113.9".parse().ok());
        headers.append("x-forwarded-for", "192.0.2.4".parse().unwrap());
        assert_eq!(forwarded(&headers), "192.0.2.4".parse().ok());
    }

    #[test]
    fn little_is_open_to_strangers() {
        for path in ["/sign-in", "/invitation", "/sign-in/with/club", "/settings"] {
            assert!(open(path), "{path}");
        }
        for path in [
            "/",
            "/search",
            "/api/articles",
            "/sign-in-not",
            "/people",
            "/account",
            "/article/1",
            "//sign-in/",
        ] {
            assert!(!open(path), "{path}");
        }
    }
}
