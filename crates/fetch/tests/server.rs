//! Fetching, against a small server on this machine: what is asked for, what is followed, what is refused.

#![allow(clippy::unwrap_used)]

use dunlin_fetch::{Address, Cause, FetchError, Fetched, Fetcher, Manners, Page, Seen};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A server that answers with what `answer` makes of the path and the request, and keeps what was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str, &str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut request = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while reader.read_line(&mut request).is_ok_and(|read| read > 2) {}
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                kept.lock().unwrap().push(path.clone());
                // A client that has read enough closes.
                let _ = stream.write_all(&answer(&path, &request));
            }
        });
        Self { port, asked }
    }

    fn address(&self, path: &str) -> Address {
        Address::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{fields}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn no_waiting(_: Duration) {}

fn fetcher() -> Fetcher {
    let manners =
        Manners { bytes: 1000, time: Duration::from_secs(10), pause: Duration::ZERO, ..Manners::default() };
    Fetcher::for_tests_on_this_machine(manners, no_waiting)
}

fn page(fetched: Result<Fetched, FetchError>) -> Page {
    match fetched.unwrap() {
        Fetched::Page(page) => page,
        Fetched::NotModified => panic!("not modified"),
    }
}

fn cause(fetched: Result<Fetched, FetchError>) -> Cause {
    fetched.unwrap_err().cause
}

#[test]
fn a_page_is_fetched_and_not_again_while_it_is_the_same() {
    let server = Server::start(|path, request| match path {
        "/robots.txt" => answer("404 Not Found", "", b""),
        _ if request.to_ascii_lowercase().contains("if-none-match: \"v1\"") => {
            answer("304 Not Modified", "", b"")
        }
        _ => {
            assert!(request.to_ascii_lowercase().contains("user-agent: dunlin/"), "{request}");
            answer(
                "200 OK",
                "Content-Type: text/html; charset=utf-8\r\nETag: \"v1\"\r\nLast-Modified: Mon, 02 Mar 2026 08:00:00 GMT\r\n",
                b"<p>A ship.",
            )
        }
    });
    let fetcher = fetcher();
    let first = page(fetcher.fetch(&server.address("/a"), &Seen::default()));
    assert_eq!(first.body, b"<p>A ship.");
    assert_eq!(first.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(first.seen.last_modified.as_deref(), Some("Mon, 02 Mar 2026 08:00:00 GMT"));
    assert_eq!(fetcher.fetch(&server.address("/a"), &first.seen).unwrap(), Fetched::NotModified);
    assert_eq!(server.asked(), ["/robots.txt", "/a", "/a"]);
}

#[test]
fn robots_are_kept_to_on_every_step() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => answer("200 OK", "", b"User-agent: dunlin\nDisallow: /private"),
        "/moved" => answer("302 Found", "Location: /private/a\r\n", b""),
        _ => answer("200 OK", "", b"x"),
    });
    let fetcher = fetcher();
    assert!(matches!(cause(fetcher.fetch(&server.address("/private/a"), &Seen::default())), Cause::Robots));
    assert!(matches!(cause(fetcher.fetch(&server.address("/moved"), &Seen::default())), Cause::Robots));
    assert_eq!(page(fetcher.fetch(&server.address("/open"), &Seen::default())).body, b"x");
    assert_eq!(server.asked(), ["/robots.txt", "/moved", "/open"]);
    let failing = Server::start(|_, _| answer("500 Oh", "", b""));
    assert!(matches!(cause(fetcher.fetch(&failing.address("/a"), &Seen::default())), Cause::RobotsUnread(_)));
}

#[test]
fn redirects_are_followed_so_far_and_not_into_the_own_network() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => answer("404 Not Found", "", b""),
        "/a" => answer("301 Moved", "Location: b?x=1\r\n", b""),
        "/b?x=1" => answer("200 OK", "", b"here"),
        "/inside" => answer("302 Found", "Location: http://10.0.0.1/admin\r\n", b""),
        "/clouds" => answer("302 Found", "Location: http://[::ffff:169.254.169.254]/latest\r\n", b""),
        "/file" => answer("302 Found", "Location: file:///etc/passwd\r\n", b""),
        _ => answer("302 Found", "Location: /again\r\n", b""),
    });
    let fetcher = fetcher();
    let found = page(fetcher.fetch(&server.address("/a"), &Seen::default()));
    assert_eq!((found.body.as_slice(), found.address.path()), (&b"here"[..], "/b?x=1"));
    assert!(matches!(cause(fetcher.fetch(&server.address("/inside"), &Seen::default())), Cause::Private(_)));
    assert!(matches!(cause(fetcher.fetch(&server.address("/clouds"), &Seen::default())), Cause::Private(_)));
    assert!(matches!(cause(fetcher.fetch(&server.address("/file"), &Seen::default())), Cause::NoAddress(_)));
    assert!(matches!(
        cause(fetcher.fetch(&server.address("/again"), &Seen::default())),
        Cause::TooManyRedirects(5)
    ));
}

#[test]
fn this_machine_is_refused_unless_a_test_asks_for_it() {
    let server = Server::start(|_, _| answer("200 OK", "", b"x"));
    let careful = Fetcher::default();
    assert!(matches!(cause(careful.fetch(&server.address("/"), &Seen::default())), Cause::Private(_)));
    let by_name = Address::parse(&format!("http://localhost:{}/", server.port)).unwrap();
    assert!(matches!(cause(careful.fetch(&by_name, &Seen::default())), Cause::Private(_)));
    assert!(server.asked().is_empty());
}

#[test]
fn what_is_too_much_is_left() {
    let server = Server::start(|path, _| match path {
        "/robots.txt" => answer("404 Not Found", "", b""),
        "/long" => answer("200 OK", "", &[b'x'; 1001]),
        // A thousand bytes that unpack to a million.
        "/bomb" => {
            let packed: Vec<u8> = bomb();
            answer("200 OK", "Content-Encoding: gzip\r\n", &packed)
        }
        _ => answer("200 OK", "", &[b'x'; 1000]),
    });
    let fetcher = fetcher();
    assert_eq!(page(fetcher.fetch(&server.address("/fits"), &Seen::default())).body.len(), 1000);
    assert!(matches!(cause(fetcher.fetch(&server.address("/long"), &Seen::default())), Cause::TooLong(1000)));
    assert!(matches!(cause(fetcher.fetch(&server.address("/bomb"), &Seen::default())), Cause::TooLong(1000)));
}

/// A gzip member of stored and repeated zeros, written by hand: a fixed Huffman block of a zero and long copies of it.
fn bomb() -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false]; // last block, fixed codes
    let code = |bits: &mut Vec<bool>, value: u32, length: u32| {
        (0..length).rev().for_each(|bit| bits.push(value >> bit & 1 == 1));
    };
    code(&mut bits, 0x30, 8); // the byte 0
    for _ in 0..4000 {
        code(&mut bits, 0b1100_0101, 8); // length 258
        code(&mut bits, 0, 5); // distance 1
    }
    code(&mut bits, 0, 7); // end
    let bytes =
        bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, &bit)| u8::from(bit) << at).sum());
    let mut out = b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\xFF".to_vec();
    out.extend(bytes.collect::<Vec<u8>>());
    out.extend([0; 8]);
    out
}

#[test]
fn a_server_that_is_busy_is_asked_again_as_it_wishes() {
    static WAITED: Mutex<Vec<Duration>> = Mutex::new(Vec::new());
    fn wait(time: Duration) {
        WAITED.lock().unwrap().push(time);
    }
    let tries = Mutex::new(0);
    let server = Server::start(move |path, _| match path {
        "/robots.txt" => answer("404 Not Found", "", b""),
        "/busy" => {
            let mut tries = tries.lock().unwrap();
            *tries += 1;
            if *tries < 3 {
                answer("503 Busy", "Retry-After: 7\r\n", b"")
            } else {
                answer("200 OK", "", b"x")
            }
        }
        "/down" => answer("502 Bad Gateway", "", b""),
        _ => answer("429 Too Many", "Retry-After: 3600\r\n", b""),
    });
    let manners = Manners { pause: Duration::ZERO, ..Manners::default() };
    let fetcher = Fetcher::for_tests_on_this_machine(manners, wait);
    assert_eq!(page(fetcher.fetch(&server.address("/busy"), &Seen::default())).body, b"x");
    assert_eq!(*WAITED.lock().unwrap(), [Duration::from_secs(7); 2]);
    assert!(matches!(cause(fetcher.fetch(&server.address("/later"), &Seen::default())), Cause::Later(3600)));
    WAITED.lock().unwrap().clear();
    assert!(matches!(cause(fetcher.fetch(&server.address("/down"), &Seen::default())), Cause::Status(502)));
    assert_eq!(*WAITED.lock().unwrap(), [Duration::from_secs(1), Duration::from_secs(2)]);
    assert!(matches!(
        cause(fetcher.fetch(&Address::parse("http://no-such-host.invalid/").unwrap(), &Seen::default())),
        Cause::UnknownHost | Cause::Network(_)
    ));
}

#[test]
fn requests_to_one_host_keep_their_distance() {
    static WAITED: Mutex<Vec<Duration>> = Mutex::new(Vec::new());
    fn wait(time: Duration) {
        WAITED.lock().unwrap().push(time);
    }
    let server = Server::start(|path, _| match path {
        "/robots.txt" => answer("200 OK", "", b"User-agent: *\nCrawl-delay: 20"),
        _ => answer("200 OK", "", b"x"),
    });
    let manners = Manners { pause: Duration::from_secs(5), ..Manners::default() };
    let fetcher = Fetcher::for_tests_on_this_machine(manners, wait);
    for path in ["/a", "/b"] {
        page(fetcher.fetch(&server.address(path), &Seen::default()));
    }
    let waited = WAITED.lock().unwrap();
    // robots.txt comes at once; the page after it waits as the site asks; the next one waits behind that.
    assert_eq!(waited.len(), 2, "{waited:?}");
    assert!(waited[0] > Duration::from_secs(15) && waited[1] > Duration::from_secs(35), "{waited:?}");
}
