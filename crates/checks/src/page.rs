//! Single pages: HTML, plain text, and the charset under both.

use dunlin_page::charset::{self as chars, SourceMap};
use dunlin_page::{Body, Given, Limits, RawDocument, article};
use dunlin_record::{Article, Coding, MadeBy, Note, PageBytes, Record};

/// Bounds small enough that a fuzzer's inputs meet them.
pub(crate) fn limits() -> Limits {
    Limits { page_bytes: 1 << 16, text_bytes: 1 << 14, depth: 32 }
}

/// A page of HTML.
pub fn html(bytes: &[u8]) {
    page(bytes, "text/html");
}

/// A page of plain text, or whatever its bytes look like.
pub fn text(bytes: &[u8]) {
    page(bytes, "text/plain");
}

fn page(bytes: &[u8], content_type: &str) {
    document(&RawDocument {
        place: "page".to_owned(),
        given: Given { content_type: Some(content_type.to_owned()), ..Given::default() },
        body: Body::Page(bytes.to_vec()),
    });
}

/// Any document: what comes of it is sound, and comes again.
pub(crate) fn document(document: &RawDocument) {
    let first = article(document, &limits());
    assert_eq!(first, article(document, &limits()), "the same document gives the same article");
    let Ok((article, notes)) = first else { return };
    match &document.body {
        Body::Page(bytes) => tiles(&article, bytes),
        Body::Text(text) => assert_eq!(*text, article.text, "a text is taken as it is"),
    }
    blocks(&article);
    round_trip(article, notes);
}

/// The record of an article comes back from its JSON as it was.
fn round_trip(article: Article, notes: Vec<Note>) {
    let record = Record::new(article, notes, Coding::default(), MadeBy::default());
    let line = record.to_json().expect("an article has a record");
    assert!(!line.contains('\n'), "a record is one line");
    assert_eq!(Record::from_json(&line).expect("our own line is read"), record);
}

/// Blocks are slices of the text, in order, with nothing but white space between them.
fn blocks(article: &Article) {
    let mut end = 0;
    for block in &article.blocks {
        let between =
            article.text.get(end..block.span.start).expect("blocks are in order, on character borders");
        assert!(between.trim().is_empty(), "{between:?} is in no block");
        assert!(!block.span.of(&article.text).trim().is_empty(), "a block has words");
        end = block.span.end;
    }
    assert!(
        article.text.get(end..).expect("blocks lie in the text").trim().is_empty(),
        "words behind the last block"
    );
}

/// Every tile lies in the source, no byte in two of them; in plain text no visible character lies in none.
fn tiles(article: &Article, bytes: &[u8]) {
    let mut taken = vec![false; bytes.len()];
    let blocks = article.blocks.iter().map(|block| (&block.page_bytes, block.span.of(&article.text)));
    let furniture = article.furniture.iter().map(|item| (&item.page_bytes, item.text.as_str()));
    for (ranges, words) in blocks.chain(furniture) {
        assert!(!words.is_empty() && words.trim() == words, "{words:?} is a tile's words");
        assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{ranges:?} are in page order");
        for &PageBytes { start, end } in ranges {
            let inside = taken.get_mut(start as usize..end as usize).expect("a tile lies in its source");
            for byte in inside {
                assert!(!*byte, "a byte of {words:?} belongs to two tiles");
                *byte = true;
            }
        }
    }
    let starts = article.furniture.iter().filter_map(|item| item.page_bytes.first()).map(|range| range.start);
    assert!(starts.is_sorted(), "furniture is in page order");
    if article.source.media_type == "text/plain" {
        let name = article.source.charset.as_deref().unwrap_or_default();
        let decoded = chars::decode(bytes, Some(&format!("text/plain; charset={name}")), false);
        for (at, c) in decoded.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let source = decoded.map.source(at) as usize;
            assert!(taken.get(source) == Some(&true), "{c:?} at byte {source} is in no tile");
        }
    }
}

/// Decoding. The first byte chooses what the transport says and whether it is markup, the rest is the page.
pub fn charset(bytes: &[u8]) {
    const TOLD: &[Option<&str>] = &[
        None,
        Some("text/html"),
        Some("text/html; charset=euc-kr"),
        Some("text/html; charset=\"UTF-8\""),
        Some("text/html; charset=utf-16"),
        Some("text/html; charset=iso-2022-jp"),
        Some("text/html; charset=gb18030"),
        Some("text/html; charset=shift_jis"),
        Some("text/html; charset=x-user-defined"),
        Some("text/html; charset=big5"),
    ];
    let Some((&choice, page)) = bytes.split_first() else { return };
    let told = TOLD.get(usize::from(choice >> 1) % TOLD.len()).copied().flatten();
    let markup = choice & 1 == 1;
    let decoded = chars::decode(page, told, markup);
    let again = chars::decode(page, told, markup);
    assert_eq!((&decoded.text, &decoded.map, decoded.malformed), (&again.text, &again.map, again.malformed));
    let replaced = decoded.text.chars().filter(|c| *c == '\u{FFFD}').count() as u64;
    assert!(decoded.malformed <= replaced, "{} malformed, {replaced} marked", decoded.malformed);
    map(&decoded.map, &decoded.text, page.len() as u64);
    assert!(decoded.notes().iter().all(|note| note.count > 0));
}

/// The way back leads forward: later characters stand no earlier, and none outside the source.
fn map(map: &SourceMap, text: &str, length: u64) {
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let range = map.range(at, at + c.len_utf8());
        assert!(
            last <= range.start && range.start <= range.end && range.end <= length,
            "{c:?} at {at}: {range:?}"
        );
        last = range.start;
    }
    assert_eq!(map.source(text.len()), length, "the end of the text is the end of the source");
}
