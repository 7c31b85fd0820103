//! The API: everything that the pages show, as JSON, under `/api`; and Atom feeds.
//!
//! One list of routes makes the router and is compared with `openapi.json`, the document that describes them, by a test.
//! Lists come as `{"items": […], "next": "/api/…" | null}`. What goes wrong comes as problem details (RFC 9457), made by
//! [`crate::fault`]. Who asks is known by a token, by the browser's session, or, without accounts, is the local owner.

mod articles;
mod claims;
mod comments;
mod corrections;
pub(crate) mod feed;
mod lists;
mod names;
mod overview;
mod params;
mod watches;

use crate::fault::Fault;
use crate::state::State;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use dunlin_ledger::read::Window;
use dunlin_ledger::{Ledger, LedgerError};
use params::Params;
use serde::Serialize;

/// The document that describes the API (OpenAPI 3.1).
const DOCUMENT: &str = include_str!("openapi.json");

macro_rules! routes {
    ($($method:ident $path:literal $handler:path;)*) => {
        /// Every route: method and path.
        #[cfg(test)]
        const ROUTES: &[(&str, &str)] = &[$((stringify!($method), $path)),*];

        /// Routes of this module.
        pub(crate) fn routes() -> Router<State> {
            Router::new()$(.route($path, $method($handler)))*
        }
    };
}

routes! {
    get "/api/openapi.json" document;
    get "/api/articles" articles::list;
    get "/api/articles/{id}" articles::one;
    get "/api/articles/{id}/record" articles::record;
    get "/api/articles/{id}/versions" articles::versions;
    get "/api/articles/{id}/source" articles::source;
    get "/api/articles/{id}/comments" comments::of_article;
    post "/api/articles/{id}/comments" comments::write;
    get "/api/articles/{id}/corrections" corrections::of_article;
    post "/api/articles/{id}/corrections" corrections::make;
    get "/api/articles/{id}/copies" claims::copies;
    get "/api/names" names::find;
    get "/api/names/{id}" names::one;
    get "/api/names/{id}/mentions" names::mentions;
    get "/api/dossier" names::dossier;
    get "/api/dictionary" overview::dictionary;
    get "/api/relations" overview::relations;
    get "/api/spots" overview::spots;
    get "/api/timeline" lists::timeline;
    get "/api/quotes" lists::quotes;
    get "/api/events" lists::events;
    get "/api/figures" lists::figures;
    get "/api/deadlines" lists::deadlines;
    get "/api/forecasts" lists::forecasts;
    get "/api/claims" claims::list;
    get "/api/claims/{id}" claims::one;
    get "/api/conflicts" claims::conflicts;
    get "/api/page-corrections" claims::page_corrections;
    get "/api/watches" watches::list;
    post "/api/watches" watches::make;
    patch "/api/watches/{id}" watches::change;
    delete "/api/watches/{id}" watches::remove;
    get "/api/watch-hits" watches::hits;
    get "/api/corrections" corrections::all;
    delete "/api/corrections/{id}" corrections::undo;
    get "/api/comments" comments::newest;
    delete "/api/comments/{id}" comments::remove;
    post "/api/comments/{id}/report" comments::report;
    post "/api/comments/{id}/hide" comments::hide;
    post "/api/comments/{id}/show" comments::show;
    get "/api/rules" comments::rules;
    get "/feeds/articles.atom" feed::articles;
    get "/feeds/watch.atom" watches::atom;
}

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

/// What every handler gives.
pub(crate) type Answer = Result<Response, Fault>;

/// `value` as JSON.
fn json(value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).map_err(|_| Fault::Broken)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// What the ledger refuses, told to the program.
fn told(error: LedgerError) -> Fault {
    crate::comments::told(error)
}

/// A window of a list.
#[derive(Serialize)]
struct Listed<T> {
    items: Vec<T>,
    /// Address of the next window; nothing on the last.
    next: Option<String>,
}

/// The part of a whole list that `window` asks for.
fn window_of<T>(mut all: Vec<T>, window: Window) -> Vec<T> {
    all.drain(..(window.offset as usize).min(all.len()));
    all.truncate(window.limit as usize);
    all
}

/// Answers with the window that `params` asks for out of what `work` lists.
async fn listed<T: Serialize + Send + 'static>(
    state: &State,
    mut params: Params,
    work: impl FnOnce(&Ledger, Window) -> Result<Vec<T>, LedgerError> + Send + 'static,
) -> Answer {
    let window = params.window()?;
    params.done()?;
    // One more than asked for tells whether there is a next window.
    let wider = Window { limit: window.limit + 1, offset: window.offset };
    let mut items = state.with(move |ledger| work(ledger, wider).map_err(told)).await?;
    let more = items.len() > window.limit as usize;
    items.truncate(window.limit as usize);
    json(&Listed { items, next: more.then(|| params.at(window.offset + window.limit)) })
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, ROUTES};
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_names_every_route_and_no_other() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let described: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
                methods.map(|method| (method.clone(), path.clone()))
            })
            .collect();
        let routed: BTreeSet<(String, String)> =
            ROUTES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(routed.len(), ROUTES.len(), "each route stands once");
        let missing: Vec<_> = routed.difference(&described).collect();
        let stale: Vec<_> = described.difference(&routed).collect();
        assert!(missing.is_empty() && stale.is_empty(), "not described: {missing:?}; not routed: {stale:?}");
    }
}
