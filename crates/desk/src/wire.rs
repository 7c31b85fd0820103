//! Connections: taken in, read with patience that ends, and let finish when the desk is told to stop.
//!
//! A client that sends its head slowly, or nothing at all, is cut off; so is one that comes when too many are there. How
//! long a body may take is bounded in [`crate::safe`], with the time for the whole answer.

use axum::Router;
use axum::extract::Request;
use axum::extract::connect_info::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service;

/// Longest time for the head of a request; a connection on which nothing comes is closed after it too.
const HEAD: Duration = Duration::from_secs(15);

/// Most bytes of a request's head.
const LARGEST_HEAD: usize = 32 * 1024;

/// Most headers of a request.
const HEADERS: usize = 64;

/// Most connections at once; further ones wait to be taken in.
const CONNECTIONS: usize = 512;

/// Longest time for requests under way to finish when the desk is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves `router` on `listener` until `stop`.
pub(crate) async fn run(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let (closing, told) = watch::channel(());
    let taking = async {
        loop {
            let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
            let (stream, peer) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(_) => {
                    // No more files can be opened, mostly; connections that end give some back.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let (router, told) = (router.clone(), told.clone());
            tokio::spawn(async move {
                serve(stream, peer, router, told).await;
                drop(place);
            });
        }
    };
    tokio::select! {
        () = taking => {}
        () = stop => {}
    }
    drop(listener);
    drop(told);
    let _ = closing.send(());
    let _ = tokio::time::timeout(FAREWELL, closing.closed()).await;
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, mut told: watch::Receiver<()>) {
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut router = router.clone();
        async move {
            let mut request: Request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            Ok::<_, Infallible>(match router.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            })
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // What goes wrong with a connection is its client's affair.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = told.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
