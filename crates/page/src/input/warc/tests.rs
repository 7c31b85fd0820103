use super::super::documents as all_documents;
use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write};

const PAGE: &str = "<html><p>A ship ran aground off Kerrin.</p></html>";

fn record(kind: &str, uri: &str, fields: &str, block: &str) -> Vec<u8> {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uri}>\r\nWARC-Target-URI: {uri}\r\n{fields}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

fn response(uri: &str, head: &str, body: &str) -> Vec<u8> {
    record(
        "response",
        uri,
        "Content-Type: application/http; msgtype=response\r\n",
        &format!("{head}\r\n\r\n{body}"),
    )
}

fn page(uri: &str) -> Vec<u8> {
    response(uri, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8", PAGE)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(bytes: &[u8]) -> (Vec<RawDocument>, Vec<PageError>) {
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for document in all_documents(input, &Place::of("news.warc"), &Given::default(), &Limits::default()) {
        match document {
            Ok(document) => read.push(document),
            Err(error) => errors.push(error),
        }
    }
    (read, errors)
}

fn addresses(read: &[RawDocument]) -> Vec<&str> {
    read.iter().filter_map(|document| document.given.url.as_deref()).collect()
}

#[test]
fn pages_are_read_and_the_rest_is_counted() {
    let records = [
        record("warcinfo", "x", "", "software: none"),
        page("http://kerrin.example/a"),
        record("request", "http://kerrin.example/a", "", "GET /a HTTP/1.1\r\n\r\n"),
        response("http://kerrin.example/b", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", PAGE),
        response("http://kerrin.example/c.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png", "PNG"),
        response("http://kerrin.example/d", "HTTP/1.1 200 OK\r\nContent-Type: text/html", " \r\n"),
        record("revisit", "http://kerrin.example/a", "", "HTTP/1.1 200 OK\r\n\r\n"),
        record("resource", "http://kerrin.example/e", "Content-Type: text/html\r\n", PAGE),
        record(
            "conversion",
            "http://kerrin.example/f",
            "Content-Type: text/plain\r\n",
            "A ship ran aground.",
        ),
        response(
            "http://kerrin.example/robots.txt",
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain",
            "User-agent: *",
        ),
        record("resource", "dns:kerrin.example", "Content-Type: text/dns\r\n", "kerrin.example. A 192.0.2.1"),
    ];
    let whole = read(&records.concat());
    assert_eq!(
        addresses(&whole.0),
        ["http://kerrin.example/a", "http://kerrin.example/e", "http://kerrin.example/f"]
    );
    let first = &whole.0[0];
    assert_eq!(first.body, Body::Page(PAGE.into()));
    assert_eq!(first.given.content_type.as_deref(), Some("text/html; charset=UTF-8"));
    assert_eq!(first.given.id.as_deref(), Some("urn:uuid:http://kerrin.example/a"));
    let [note] = whole.1.as_slice() else { panic!("{:?}", whole.1) };
    assert_eq!(note.weight, crate::Weight::Note);
    assert_eq!(
        note.to_string(),
        "news.warc: left out 8 records: 3 that are no page (dns: 1, image/png 1, robots.txt and ads.txt 1), \
         2 about the crawl (request 1, warcinfo 1), 1 that are empty, \
         1 that only say a page was seen again (revisit), 1 with another status than 200 (404 1)"
    );
    // Packed in one member, in a member a record, or with Zstandard, it is the same.
    let each: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for packed in [gzip(&records.concat()), each, zstd::encode_all(records.concat().as_slice(), 1).unwrap()] {
        let packed = read(&packed);
        let strip =
            |read: &[RawDocument]| read.iter().map(|d| (d.given.clone(), d.body.clone())).collect::<Vec<_>>();
        assert_eq!(strip(&packed.0), strip(&whole.0));
        assert_eq!(packed.1, whole.1);
    }
}

#[test]
fn a_wrong_length_is_put_right() {
    let stated = |wrong: &str| {
        let good = String::from_utf8(page("http://kerrin.example/b")).unwrap();
        let at = good.find("Content-Length: ").unwrap();
        let end = at + good[at..].find("\r\n").unwrap();
        format!("{}Content-Length: {wrong}{}", &good[..at], &good[end..]).into_bytes()
    };
    // Among them lengths that end before, inside and behind the blank line of the response's head.
    for wrong in ["20", "56", "57", "58", "59", "60", "200", "400", "none", "-1"] {
        let (documents, errors) =
            read(&[page("http://kerrin.example/a"), stated(wrong), page("http://kerrin.example/c")].concat());
        assert_eq!(documents.len(), 3, "{wrong}: {errors:?}");
        assert_eq!(documents[1].body, Body::Page(PAGE.into()), "{wrong}");
        assert_eq!(errors.len(), 1, "{wrong}: {errors:?}");
        assert!(errors[0].place.starts_with("news.warc, record 2, at byte "), "{}", errors[0]);
    }
    let (documents, errors) = read(&[page("http://kerrin.example/a"), stated("99999999999")].concat());
    assert_eq!((documents.len(), errors.len()), (1, 1));
    assert!(errors[0].cause.contains("cut off"), "{}", errors[0]);
}

#[test]
fn a_damaged_member_costs_its_record_alone() {
    let members: Vec<Vec<u8>> =
        ["a", "b", "c"].map(|name| gzip(&page(&format!("http://kerrin.example/{name}")))).to_vec();
    let cut = &members[1][..members[1].len() / 2];
    let (documents, errors) = read(&[&members[0], cut, &members[2]].concat());
    assert_eq!(addresses(&documents), ["http://kerrin.example/a", "http://kerrin.example/c"]);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].to_string().contains(&format!("at byte {}", members[0].len())), "{}", errors[0]);
    // At the end of the file, too.
    let (documents, errors) = read(&[&members[0], cut].concat());
    assert_eq!((documents.len(), errors.len()), (1, 1));
    assert!(errors[0].cause.contains("cut off"), "{}", errors[0]);
}

#[test]
fn what_is_no_record_is_passed_over() {
    let (documents, errors) = read(
        &[
            page("http://kerrin.example/a"),
            b"noise\r\nand more\r\n".to_vec(),
            page("http://kerrin.example/b"),
        ]
        .concat(),
    );
    assert_eq!(documents.len(), 2);
    assert_eq!(errors.len(), 1, "{errors:?}");
    let endless = [b"WARC/1.0\r\n".to_vec(), vec![b'x'; 200_000]].concat();
    assert!(read(&endless).1[0].cause.contains("head"));
}
