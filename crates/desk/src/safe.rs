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
    /// The address under which people reach it, and this machine's own names.
    Site(crate::people::Site),
}

/// Wraps `routes` in everything of this module.
pub(crate) fn wrap(routes: Router, names: Names) -> Router {
    wrap_with(routes, names, PATIENCE)
}

/// The same with another longest time for an answer.
pub(crate) fn wrap_with(routes: Router, names: Names, patience: Duration) -> Router {
    let site = match &names {
        Names::Site(site) => Some(site.clone()),
        Names::Loopback => None,
    };
    // A proxy may hand requests on under another name: the address that people type is the desk's own all the same.
    let csrf = match &site {
        Some(site) => CsrfLayer::new().add_trusted_origin(&site.origin).unwrap_or_default(),
        None => CsrfLayer::new(),
    };
    let csrf = csrf.with_rejection_response(|_| {
        (StatusCode::FORBIDDEN, "Another site sent this request. Nothing was done.\n").into_response()
    });
    let mut routes = routes
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, patience))
        .layer(csrf)
        .layer(from_fn_with_state(names, only_known_names))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new());
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        routes = routes.layer(SetResponseHeaderLayer::if_not_present(name.clone(), value));
    }
    if site.is_some_and(|site| site.secure) {
        let value = HeaderValue::from_static("max-age=31536000");
        routes =
            routes.layer(SetResponseHeaderLayer::if_not_present(header::STRICT_TRANSPORT_SECURITY, value));
    }
    routes
}

async fn only_known_names(State(names): State<Names>, request: Request, next: Next) -> Response {
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| request.headers().get(header::HOST).and_then(|host| host.to_str().ok()));
    let known = match &names {
        Names::Loopback => host.is_none_or(is_loopback),
        Names::Site(site) => {
            host.is_none_or(|host| host.eq_ignore_ascii_case(&site.host) || is_loopback(host))
        }
    };
    if known {
        next.run(request).await
    } else {
        (
            StatusCode::MISDIRECTED_REQUEST,
            "This desk does not answer under this name. On its own machine open http://127.0.0.1 with its port; from elsewhere \
             the address that its owner gave.\n",
        )
            .into_response()
    }
}

/// Whether a `Host` names this machine by a loopback address or as `localhost`.
pub(crate) fn is_loopback(host: &str) -> bool {
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
