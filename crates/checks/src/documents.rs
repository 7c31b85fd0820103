//! Inputs that hold documents: feeds, archives, agencies' items, messages, JSON.

use crate::page::{document, limits};
use dunlin_page::{Body, FeedWords, Given, Listed, PageError, RawDocument, documents_of_file, outline};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{BufReader, Cursor, Write};

type Read = Vec<Result<RawDocument, PageError>>;

/// Everything an input holds. `buffer` is how much of it is handed out at a time: readers must not care.
fn read(bytes: &[u8], buffer: usize) -> Read {
    let file = BufReader::with_capacity(buffer, Cursor::new(bytes));
    documents_of_file(file, "input", &Given::default(), &limits()).collect()
}

/// Reads an input twice, in small pieces and in large ones, and every document in it.
fn read_all(bytes: &[u8]) -> Read {
    let all = read(bytes, 1 << 16);
    // The kind of an input is told from what the first look gives, a zip's from four bytes.
    assert_eq!(all, read(bytes, 61), "an input reads the same whatever pieces it comes in");
    for found in &all {
        match found {
            Ok(found) => document(found),
            Err(error) => assert!(!error.cause.is_empty() && error.place.starts_with("input"), "{error:?}"),
        }
    }
    all
}

/// RSS, Atom, JSON Feed, and lists of feeds (OPML).
pub fn feed(bytes: &[u8]) {
    read_all(bytes);
    let feed = dunlin_page::feed(bytes, "input");
    assert_eq!(feed, dunlin_page::feed(bytes, "input"));
    if let Ok(feed) = feed {
        for item in &feed.items {
            assert!(item.title.as_ref().is_none_or(|title| title.trim() == title));
            assert!(!matches!(&item.words, FeedWords::Html(words) if words.is_empty() && item.url.is_none()));
        }
    }
    let listed: Vec<Listed> = outline(bytes);
    assert_eq!(listed, outline(bytes));
}

/// Web archives, zips, and whatever is packed.
pub fn archive(bytes: &[u8]) {
    let plain = read_all(bytes);
    if !bytes.starts_with(b"WARC/") {
        return;
    }
    // The same archive as one gzip member holds the same pages; their places are told differently.
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(bytes).expect("memory takes what is written");
    let packed = read(&packed.finish().expect("memory takes what is written"), 1 << 16);
    let bodies = |all: &Read| -> Vec<Body> { all.iter().flatten().map(|one| one.body.clone()).collect() };
    assert_eq!(bodies(&plain), bodies(&packed), "packed or not, an archive holds the same pages");
}

/// NITF, NewsML-G2, ninjs.
pub fn agency(bytes: &[u8]) {
    read_all(bytes);
}

/// Messages.
pub fn email(bytes: &[u8]) {
    read_all(bytes);
}

/// Our own JSON documents, a line each or in any arrangement.
pub fn jsonl(bytes: &[u8]) {
    read_all(bytes);
}
