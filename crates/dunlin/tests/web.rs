//! Addresses as inputs, against a small server on this machine: feeds are followed to their pages, and what has not
//! changed is not read again.

#![allow(clippy::unwrap_used)]

use dunlin::fetch::{Fetcher, Manners};
use dunlin::web::Web;
use dunlin::{Body, Given, Limits, PageError, RawDocument, Weight};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

const FEED: &str = r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kerrin Post</title>
<item><title>Ferry aground</title><link>/ferry</link><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>
<item><title>Gone</title><link>/gone</link><content:encoded>&lt;p&gt;The toll rises.&lt;/p&gt;</content:encoded></item>
<item><title>Lost</title><link>/lost</link></item></channel></rss>"#;

/// Starts the server; its port.
fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while reader.read_line(&mut request).is_ok_and(|read| read > 2) {}
            let known = request.contains("\"v1\"");
            let list = format!(
                "<opml><body><outline text='K' xmlUrl='http://127.0.0.1:{port}/feed'/></body></opml>"
            );
            let (status, body) = match request.split(' ').nth(1).unwrap_or_default() {
                "/feed" | "/ferry" if known => ("304 Not Modified", ""),
                "/feed" => ("200 OK", FEED),
                "/list" => ("200 OK", list.as_str()),
                "/ferry" => {
                    ("200 OK", "<html><p>A ferry ran aground off Kerrin, the harbour office said.</p></html>")
                }
                _ => ("404 Not Found", ""),
            };
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nETag: \"v1\"\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    port
}

fn web() -> Web {
    let manners = Manners { pause: Duration::ZERO, ..Manners::default() };
    Web::new(Fetcher::for_tests_on_this_machine(manners, |_| {}))
}

fn read(web: &Arc<Web>, address: &str) -> (Vec<RawDocument>, Vec<PageError>) {
    let (mut documents, mut said) = (Vec::new(), Vec::new());
    for document in web.documents(address, &Given::default(), &Limits::default()) {
        match document {
            Ok(document) => documents.push(document),
            Err(error) => said.push(error),
        }
    }
    (documents, said)
}

#[test]
fn a_feed_is_followed_to_its_pages_and_once_only() {
    let address = format!("http://127.0.0.1:{}", server());
    let first = Arc::new(web());
    let (documents, said) = read(&first, &format!("{address}/feed"));
    assert_eq!(documents.len(), 2, "{said:?}");
    let ferry = &documents[0].given;
    assert_eq!(ferry.url.as_deref(), Some(format!("{address}/ferry").as_str()));
    assert_eq!(ferry.published.as_deref(), Some("Mon, 02 Mar 2026 08:00:00 GMT"));
    assert_eq!(
        (ferry.published_from.as_deref(), ferry.content_type.as_deref()),
        (Some("feed"), Some("text/html"))
    );
    // The page is gone, and the feed carries the whole article.
    assert_eq!(documents[1].body, Body::Page(b"<p>The toll rises.</p>".to_vec()));
    assert_eq!(documents[1].given.outlet.as_deref(), Some("Kerrin Post"));
    let weights: Vec<Weight> = said.iter().map(|error| error.weight).collect();
    assert_eq!(weights, [Weight::Note, Weight::Failure], "{said:?}");
    assert!(
        said[1].to_string().ends_with("/lost: the server answered 404; check the address"),
        "{}",
        said[1]
    );

    let learned = first.learned();
    // A page that is gone for good does not keep the feed from being remembered.
    let names: Vec<String> = learned.keys().map(|name| name.replace(&address, "")).collect();
    assert_eq!((names, first.learned().len()), (vec!["/feed".to_owned(), "/ferry".to_owned()], 0));
    let again = Arc::new(web().known(learned));
    let (documents, said) = read(&again, &format!("{address}/feed"));
    assert!(documents.is_empty() && said.iter().all(|error| error.weight == Weight::Note), "{said:?}");
}

#[test]
fn a_list_of_feeds_is_read_feed_by_feed() {
    let address = format!("http://127.0.0.1:{}", server());
    let (documents, _) = read(&Arc::new(web()), &format!("{address}/list"));
    assert_eq!(documents.len(), 2);
    let (_, said) = read(&Arc::new(web()), "https://");
    assert!(said[0].to_string().contains("no host"), "{said:?}");
}

#[test]
fn the_command_adds_a_feed_and_asks_the_next_time_only_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("kerrin.ledger");
    let feed = format!("http://127.0.0.1:{}/feed", server());
    let add = |more: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dunlin"))
            .args(["add", &feed, "--ledger", ledger.to_str().unwrap(), "--model", "fast"])
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), said)
    };
    // Nobody's feed leads into the own network, unless it is said to.
    let (code, _, said) = add(&[]);
    assert!(code == Some(1) && said.contains("127.0.0.1 is not on the public internet"), "{said}");
    let (code, told, said) = add(&["--own-network"]);
    assert!(
        code == Some(1) && told.contains("2 new") && said.contains("/lost: the server answered 404"),
        "{told}{said}"
    );
    let (_, told, _) = add(&["--own-network"]);
    assert!(told.contains("0 new"), "{told}");
}
