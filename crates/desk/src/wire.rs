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
    run_with(listener, router, stop, HEAD).await;
}

async fn run_with(listener: TcpListener, router: Router, stop: impl Future<Output = ()>, head: Duration) {
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
                serve(stream, peer, router, told, head).await;
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

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut told: watch::Receiver<()>,
    head: Duration,
) {
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
        .header_read_timeout(head)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::safe;
    use axum::routing::{get, post};
    use std::io::{Read, Write};
    use std::time::Instant;
    use tokio::sync::oneshot;

    const SHORT: Duration = Duration::from_millis(300);

    /// A server with little patience; what it answers to `sent`, until it closes the connection.
    async fn answer(sent: &[u8]) -> (String, Duration) {
        let routes = Router::new()
            .route("/", get(|| async { "page" }))
            .route("/take", post(|body: String| async move { body.len().to_string() }));
        let routes = safe::wrap_with(routes, safe::Names::Loopback, SHORT);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(run_with(
            listener,
            routes,
            async {
                let _ = stopped.await;
            },
            SHORT,
        ));
        let sent = sent.to_vec();
        let client = tokio::task::spawn_blocking(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let begun = Instant::now();
            // The server may close before all is sent.
            let _ = stream.write_all(&sent);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
        });
        let (answer, took) = client.await.unwrap();
        drop(stop);
        server.await.unwrap();
        (answer, took)
    }

    #[tokio::test]
    async fn who_sends_slowly_is_cut_off() {
        let (page, _) = answer(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
        assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("page"), "{page}");
        for (what, sent) in [
            ("nothing at all", b"".as_slice()),
            ("half a head", b"GET / HTTP/1.1\r\nHost: loc".as_slice()),
            (
                "half a body",
                b"POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf".as_slice(),
            ),
        ] {
            let (answer, took) = answer(sent).await;
            assert!(took < Duration::from_secs(15), "{what}: {took:?}");
            assert!(
                answer.is_empty() || answer.starts_with("HTTP/1.1 408") || answer.starts_with("HTTP/1.1 504"),
                "{what}: {answer}"
            );
        }
    }

    #[tokio::test]
    async fn heads_are_bounded() {
        let mut many = String::from("GET / HTTP/1.1\r\nHost: localhost\r\n");
        for number in 0..200 {
            many.push_str(&format!("X-{number}: 1\r\n"));
        }
        let long =
            format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "a".repeat(8 * LARGEST_HEAD));
        for head in
            [many + "\r\n", long, format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(200_000))]
        {
            let (answer, _) = answer(head.as_bytes()).await;
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
        }
    }
}
