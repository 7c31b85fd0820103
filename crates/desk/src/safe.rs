//! What keeps the pages safe whatever stands in an article: headers on every answer, the names the server answers to,
//! bounds on what comes in.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// Everything comes from this server, nothing runs that stands in a page, no page may be put in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers that every answer gets unless it has set them itself.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Most bytes that one request may bring: a page to add, with room for what a form wraps around it.
pub(crate) const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Longest time that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Names under which a request may call the server.
#[derive(Debug, Clone)]
pub(crate) enum Names {
    /// Only this machine's own: a page elsewhere whose name is made to point here (DNS rebinding) gets nothing.
    Loopback,
}

/// Wraps `routes` in everything of this module.
pub(crate) fn wrap(routes: Router, names: Names) -> Router {
    let mut routes = routes
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(names, only_known_names))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new());
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        routes = routes.layer(SetResponseHeaderLayer::if_not_present(name.clone(), value));
    }
    routes
}

async fn only_known_names(State(names): State<Names>, request: Request, next: Next) -> Response {
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| request.headers().get(header::HOST).and_then(|host| host.to_str().ok()));
    let known = match names {
        Names::Loopback => host.is_none_or(is_loopback),
    };
    if known {
        next.run(request).await
    } else {
        (
            StatusCode::MISDIRECTED_REQUEST,
            "This desk answers on this machine only: open http://127.0.0.1 with its port.\n",
        )
            .into_response()
    }
}

/// Whether a `Host` names this machine by a loopback address or as `localhost`.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_names_are_answered() {
        for host in ["127.0.0.1:8417", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8417", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["example.org", "127.0.0.1.example.org:80", "10.0.0.1", "localhost.example.org", "", "[fe80::1]"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
