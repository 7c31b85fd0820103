//! All routes in one router, and the server around it.

use crate::people::Door;
use crate::state::State;
use crate::{
    adding, api, assets, brief, claims, comments, dictionary, dossier, fault, figures, frame, people, places,
    provider, quotes, reading, relations, safe, search, timeline, today, visits, watches, wire,
};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Why the desk cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address that others could reach.
    #[error(
        "{0} can be reached from other machines, and this ledger has no accounts; listen on 127.0.0.1 or [::1], or start the \
         desk with --accounts and --site https://… (the address that people type)"
    )]
    Open(SocketAddr),
    /// An address that others could reach, and no address for them to type.
    #[error(
        "{0} can be reached from other machines: say by which address people reach the desk (--site https://desk.example.org), \
         which a proxy that speaks TLS hands on to {0}"
    )]
    NoSite(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// The server broke off.
    #[error("the desk broke off: {0}")]
    Broken(#[from] io::Error),
}

/// Every page of the desk.
pub fn router(state: State) -> Router {
    let pages = Router::new()
        .merge(today::routes())
        .merge(reading::routes())
        .merge(search::routes())
        .merge(quotes::routes())
        .merge(figures::routes())
        .merge(timeline::routes())
        .merge(places::routes())
        .merge(relations::routes())
        .merge(claims::routes())
        .merge(dossier::routes())
        .merge(brief::routes())
        .merge(dictionary::routes())
        .merge(watches::routes())
        .route("/help", get(frame::help))
        .merge(adding::routes())
        .merge(people::routes())
        .merge(provider::routes())
        .merge(comments::routes())
        .merge(api::routes())
        .route("/settings", post(frame::settings))
        .route("/static/{file}", get(assets::serve))
        .fallback(|| async { fault::Fault::NoPage })
        .layer(from_fn_with_state(state.clone(), people::guard))
        .layer(from_fn_with_state(state.clone(), fault::show))
        .layer(from_fn(visits::note))
        .layer(from_fn_with_state(state.clone(), people::recognise));
    let names = match state.door() {
        Door::People(entrance) => entrance.site().cloned().map_or(safe::Names::Loopback, safe::Names::Site),
        Door::Local => safe::Names::Loopback,
    };
    safe::wrap(pages.with_state(state), names)
}

/// Listens on `address` until the process is told to stop (interrupt or termination); requests under way are finished.
/// `ready` gets the address that is really listened on.
///
/// # Errors
/// When the address can be reached from other machines, or cannot be listened on.
pub async fn serve(
    state: State,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    if !address.ip().is_loopback() {
        match state.door() {
            Door::Local => return Err(ServeError::Open(address)),
            Door::People(entrance) if entrance.site().is_none() => return Err(ServeError::NoSite(address)),
            Door::People(_) => {}
        }
    }
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    ready(listener.local_addr()?);
    if let Door::People(entrance) = state.door() {
        tokio::spawn(people::sweep(std::sync::Arc::clone(entrance)));
    }
    wire::run(listener, router(state), told_to_stop()).await;
    Ok(())
}

async fn told_to_stop() {
    let interrupt = async {
        // Without a handler the signal ends the process at once, which also stops it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
