//! Inputs made to do harm: each gives its error, what is beside it is read, and memory stays small.

#![allow(clippy::unwrap_used)]

use dunlin_page::{Given, Limits, PageError, RawDocument, Weight, article, documents, documents_of_file};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::{BufReader, Cursor, Read, Write};

/// Highest memory of the process so far, in MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Reads everything; how many documents gave an article, and all that was said.
fn read_all(input: impl Read + 'static) -> (usize, Vec<PageError>) {
    let (mut articles, mut said) = (0, Vec::new());
    let limits = Limits::default();
    for document in documents(Box::new(BufReader::new(input)), "input", &Given::default(), &limits) {
        match document.and_then(|document: RawDocument| article(&document, &limits)) {
            Ok(_) => articles += 1,
            Err(error) => said.push(error),
        }
    }
    (articles, said)
}

fn says(said: &[PageError], words: &str) {
    assert!(said.iter().any(|error| error.to_string().contains(words)), "nothing says \"{words}\": {said:?}");
}

/// `count` bytes of the same sort.
struct Many(u8, u64);

impl Read for Many {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(usize::try_from(self.1).unwrap_or(usize::MAX));
        buffer[..count].fill(self.0);
        self.1 -= count as u64;
        Ok(count)
    }
}

fn gzip(bytes: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::copy(&mut { bytes }, &mut encoder).unwrap();
    encoder.finish().unwrap()
}

const LONG: u64 = 200 << 20;
const GOOD_LINE: &[u8] = b"\n{\"text\": \"A ship ran aground off Kerrin.\"}\n";

#[test]
fn long_lines_and_bombs_take_little_memory() {
    let line = |open: &'static [u8], close: &'static [u8]| {
        Cursor::new(open).chain(Many(b'x', LONG)).chain(Cursor::new(close))
    };
    // A line of 200 MB in JSONL, and the next line.
    let (articles, said) = read_all(line(b"{\"text\": \"", b"\"}").chain(GOOD_LINE));
    assert_eq!(articles, 1);
    says(&said, "is the most that is read");
    // The same in an array, in a page, in a message, a feed, an agency's item.
    let (articles, said) =
        read_all(line(b"[{\"text\": \"", b"\"}, ").chain(&b"{\"text\": \"A ship ran aground.\"}]"[..]));
    assert_eq!(articles, 1);
    says(&said, "is the most that is read");
    for open in [
        &b"<html><p>"[..],
        b"From: a@b.example\nDate: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: x\n\n",
        b"<rss><channel><item><description>",
        b"<nitf><body><body.content><p>",
        b"<newsItem><contentSet><inlineData>",
        b"A ship ran aground.\n",
    ] {
        let (articles, said) = read_all(line(open, b""));
        assert_eq!(articles, 0);
        says(&said, "and this has more");
    }
    // A record of 200 MB that is to be read, one that is not, and a page behind them.
    let record = |kind: &str, length: u64| {
        format!("WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://kerrin.example/\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n").into_bytes()
    };
    let page = [record("text/html", 27), b"<p>A ship ran aground.</p>\n\r\n\r\n".to_vec()].concat();
    let (articles, said) = read_all(
        Cursor::new(record("text/html", LONG))
            .chain(Many(b'x', LONG))
            .chain(&b"\r\n\r\n"[..])
            .chain(Cursor::new(record("video/mp4", LONG)))
            .chain(Many(0, LONG))
            .chain(&b"\r\n\r\n"[..])
            .chain(Cursor::new(page)),
    );
    assert_eq!(articles, 1, "{said:?}");
    says(&said, "a page may have");
    says(&said, "video/mp4 1");
    // Bombs: far more comes out than went in.
    for packed in [gzip(Many(b'x', LONG / 4)), zstd::encode_all(Many(b'x', LONG / 4), 1).unwrap()] {
        let (articles, said) = read_all(Cursor::new(packed));
        assert_eq!(articles, 0);
        assert!(said[0].to_string().contains("and this has more"), "{said:?}");
    }
    let lines = Cursor::new(GOOD_LINE).chain(&b"{\"text\": \""[..]).chain(Many(b'x', LONG));
    let lines = zstd::encode_all(lines, 1).unwrap();
    let (articles, said) = read_all(Cursor::new(lines));
    assert_eq!(articles, 1);
    says(&said, "no text packs so well");
    assert!(peak() < 500, "{} MiB", peak());
}

#[test]
fn markup_made_to_grow_or_to_nest_does_neither() {
    let entities: String = (1..30).map(|n| format!("<!ENTITY e{n} \"&e{};&e{};\">", n - 1, n - 1)).collect();
    for root in ["rss", "nitf", "newsItem", "html", "opml"] {
        let laughs = format!(
            "<?xml version='1.0'?><!DOCTYPE {root} [<!ENTITY e0 'ha'>{entities}<!ENTITY f SYSTEM 'file:///etc/passwd'>]><{root}><channel><item><description>&e29;&f;</description></item></channel><body><p>&e29;&f;</p></body></{root}>"
        );
        let (_, said) = read_all(Cursor::new(laughs.into_bytes()));
        assert!(said.iter().all(|error| !error.to_string().contains("root:")));
    }
    for open in ["<rss><channel><item>", "<nitf><body>", "<newsItem><contentSet>", "<p>", "[{\"a\":"] {
        let deep = format!(
            "{open}{}",
            if open.starts_with('[') { "[".repeat(300_000) } else { "<b>".repeat(300_000) }
        );
        read_all(Cursor::new(deep.into_bytes()));
        let empty = format!("{open}{}", "<b/>".repeat(1_000_000));
        read_all(Cursor::new(empty.into_bytes()));
    }
    assert!(peak() < 500, "{} MiB", peak());
}

#[test]
fn an_article_as_long_as_a_library_is_refused() {
    let (articles, said) =
        read_all(Cursor::new("A ship ran aground off Kerrin. ".repeat(40_000).into_bytes()));
    assert_eq!(articles, 0);
    says(&said, "cut it into chapters");
}

#[test]
fn nothing_is_made_of_zeros() {
    for length in [1, 5000, 1 << 20] {
        let (articles, said) = read_all(Many(0, length));
        assert_eq!((articles, said.len()), (0, 1));
    }
    let text = "A ship ran aground off Kerrin.\u{0} It was empty, the harbour office said.";
    assert_eq!(read_all(Cursor::new(text.as_bytes().to_vec())).0, 1);
}

/// Something of every kind, to be cut and changed.
fn seeds() -> Vec<Vec<u8>> {
    let rss = "<rss><channel><title>K</title><item><title>T</title><link>https://kerrin.example/1</link><content:encoded>&lt;p&gt;A ship.&lt;/p&gt;</content:encoded></item></channel></rss>";
    let warc = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://kerrin.example/\r\nContent-Type: application/http\r\nContent-Length: 95\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n<p>Ship\r\n0\r\n\r\n\r\n\r\n".repeat(3);
    let nitf = "<nitf><head><docdata><doc-id id-string='a'/></docdata></head><body><body.head><hedline><hl1>T</hl1></hedline></body.head><body.content><p>A ship &amp; a tug.</p></body.content></body></nitf>";
    let item = format!(
        "<newsMessage><itemSet><newsItem guid='g'><contentMeta><headline>T</headline></contentMeta><contentSet><inlineXML>{nitf}</inlineXML></contentSet></newsItem></itemSet></newsMessage>"
    );
    let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": 1, \"content_html\": \"<p>A ship.\"}]}";
    let ninjs = "[\n{\"uri\": \"u\", \"headline\": \"T\", \"body_html\": \"<p>A ship.\"}]";
    let mail = "From: K <k@kerrin.example>\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\nSubject: =?utf-8?q?T=C3=A9?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>A ship.\r\n--x--\r\n";
    let opml = "<opml><body><outline xmlUrl='https://kerrin.example/rss'/></body></opml>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["datapackage.json", "archive/a.warc"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(warc.as_bytes()).unwrap();
    }
    let texts = [rss, &warc, nitf, &item, feed, ninjs, mail, opml];
    let mut seeds: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    seeds.push(zip.finish().unwrap().into_inner());
    seeds.push(gzip(warc.as_bytes()));
    seeds.push(zstd::encode_all(warc.as_bytes(), 1).unwrap());
    seeds
}

fn read_anywhere(bytes: Vec<u8>) {
    let limits = Limits { page_bytes: 1 << 16, ..Limits::default() };
    let _ = dunlin_page::feed(&bytes, "input");
    let _ = dunlin_page::outline(&bytes);
    for document in documents_of_file(Cursor::new(bytes), "input", &Given::default(), &limits) {
        match document {
            Ok(document) => drop(article(&document, &limits)),
            Err(error) => assert!(error.weight == Weight::Note || !error.remedy.is_empty(), "{error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_to_an_end(seed in 0..11usize, cut in 0.0..1.0f64, changes in prop::collection::vec((0.0..1.0f64, any::<u8>()), 0..6), tail in prop::collection::vec(any::<u8>(), 0..40)) {
        let seeds = seeds();
        let mut bytes = seeds[seed % seeds.len()].clone();
        for (at, byte) in changes {
            let at = (at * bytes.len() as f64) as usize;
            bytes[at] = byte;
        }
        if cut > 0.3 {
            bytes.truncate((cut * bytes.len() as f64) as usize);
            bytes.extend(tail);
        }
        read_anywhere(bytes);
    }

    #[test]
    fn any_bytes_behind_a_mark_are_read_to_an_end(mark in 0..8usize, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let marks: [&[u8]; 8] = [b"\x1F\x8B\x08\x00", b"\x28\xB5\x2F\xFD", b"\x5D\x2A\x4D\x18", b"PK\x03\x04", b"WARC/1.0\r\n", b"<rss>", b"<nitf>", b""];
        read_anywhere([marks[mark], bytes.as_slice()].concat());
    }
}
