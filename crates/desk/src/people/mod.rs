//! The door: who comes in, and the pages on which people sign in and are let in.
//!
//! ```text
//! request ──recognise──▶ Person (in the request) ──fault::show──▶ guard ──▶ handlers
//! ```
//!
//! Without accounts whoever sits at this machine is the owner ([`Door::Local`]). With accounts nobody sees a page before
//! signing in; programs come with a token. What stands in the account file is [`crate::accounts`]'s business.

mod account;
mod door;
mod gate;
mod invitation;
mod owner;
mod rate;
mod sign_in;

pub use door::{Door, Entrance, Site, SiteError};
pub(crate) use gate::{Client, Person, guard, recognise};
pub(crate) use sign_in::{FLOW, cookie, let_in, named, set_cookie};

use crate::fault::Whole;
use crate::state::State;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;

/// Routes of this module.
pub(crate) fn routes() -> Router<State> {
    sign_in::routes().merge(invitation::routes()).merge(account::routes()).merge(owner::routes())
}

/// A form that is shown again with what is wrong about it: the page is whole, and no page of a fault takes its place.
fn again(mut form: Response, status: StatusCode) -> Response {
    *form.status_mut() = status;
    form.extensions_mut().insert(Whole);
    form
}

/// Takes what has ended out of the account file, every hour.
pub(crate) async fn sweep(entrance: Arc<Entrance>) {
    let mut hours = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hours.tick().await;
        // What could not be swept now is swept later; nothing that has ended is ever taken for valid.
        let _ = entrance.ask(|accounts| accounts.sweep(crate::accounts::now())).await;
    }
}

/// Seconds since 1970 as pages write times: `2026-03-05T15:42:07Z`.
pub(crate) fn stamp(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}
