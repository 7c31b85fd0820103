//! When somebody was last here, kept in a cookie: `BEFORE.NOW` in seconds. A visit ends after half an hour without a
//! page; "since your last visit" then means since the last page of the visit before.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;

/// Name of the cookie.
pub(crate) const COOKIE: &str = "dunlin-visit";

/// A pause that ends a visit, in seconds.
const PAUSE: i64 = 30 * 60;

/// The end of the visit before this one, from the cookie's value.
pub(crate) fn before(value: &str) -> Option<Timestamp> {
    let before = next_state(value, Timestamp::now().as_second()).0;
    if before == 0 { None } else { Timestamp::from_second(before).ok() }
}

/// `(end of the visit before, now)` from the cookie's value of the page before.
fn next_state(value: &str, now: i64) -> (i64, i64) {
    let (before, last) = value.split_once('.').unwrap_or((value, ""));
    let before: i64 = before.parse().unwrap_or(0);
    let last: i64 = last.parse().unwrap_or(0);
    if last == 0 || last > now {
        (0, now)
    } else if now - last > PAUSE {
        (last, now)
    } else {
        (before, now)
    }
}

/// Notes the visit on every page that is looked at.
pub(crate) async fn note(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let old = crate::viewer::cookie(&parts, COOKIE).unwrap_or("").to_owned();
    let page = parts.method == Method::GET && !parts.uri.path().starts_with("/static/");
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if page && html {
        let (before, now) = next_state(&old, Timestamp::now().as_second());
        let cookie = format!("{COOKIE}={before}.{now}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_ends_a_visit_and_forged_values_do_no_harm() {
        assert_eq!(next_state("", 1_000_000), (0, 1_000_000), "the first page");
        assert_eq!(next_state("0.1000000", 1_000_060), (0, 1_000_060), "the same visit");
        assert_eq!(next_state("0.1000000", 1_100_000), (1_000_000, 1_100_000), "the next day");
        assert_eq!(next_state("1000000.1100000", 1_100_001), (1_000_000, 1_100_001));
        assert_eq!(next_state("x.y", 5), (0, 5));
        assert_eq!(next_state("7.99999999999999", 5), (0, 5), "a day that is still to come");
    }
}
