//! JSON documents in any arrangement: one value a document, whether it is ours, an agency's (ninjs) or a whole feed.

use super::feed::{Feed, Item, Words, document, left_out, title};
use super::lines::JsonDocument;
use super::stepwise::{Found, Steps};
use super::{LeftOut, ninjs};
use crate::{Given, Limits, PageError};
use serde_json::Value;
use std::io::{self, BufRead};

/// What a value holds, told from its fields.
pub(super) fn of_value(bytes: &[u8], place: &str, given: &Given) -> Found {
    // Ours is by far the commonest: it is read without building a tree. Others have fields that ours has not.
    let looks_other = contains(bytes, b"jsonfeed.org") || ninjs::may_be(bytes);
    if looks_other && let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        if let Some(feed) = feed(&value) {
            return of_feed(feed, place, given);
        }
        if ninjs::is(&value) {
            return Found::from([ninjs::document(&value, place, given)]);
        }
    }
    Found::from([JsonDocument::read(bytes, place, given)])
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// The documents of a JSON feed.
fn of_feed(feed: Feed, place: &str, given: &Given) -> Found {
    let mut left = LeftOut::default();
    let mut out = Found::new();
    for (at, item) in feed.items.into_iter().enumerate() {
        match document(item, format!("{place}, item {}", at + 1), feed.title.as_deref(), given) {
            Ok(document) => out.push_back(Ok(document)),
            Err(reason) => left.count(reason, ""),
        }
    }
    out.extend(left_out(&left, place).map(Err));
    out
}

/// A JSON Feed, 1.0 or 1.1; `None` when it is none.
pub(super) fn feed(value: &Value) -> Option<Feed> {
    let text = |value: &Value, field: &str| value.get(field)?.as_str().map(str::to_owned);
    if !text(value, "version")?.contains("jsonfeed.org") {
        return None;
    }
    let items = value.get("items")?.as_array()?;
    let items = items.iter().map(|item| {
        let author = |author: &Value| text(author, "name");
        let authors: Vec<String> = match item.get("authors").and_then(Value::as_array) {
            Some(authors) => authors.iter().filter_map(author).collect(),
            None => item.get("author").and_then(author).into_iter().collect(),
        };
        let words = text(item, "content_html")
            .map(Words::Html)
            .or_else(|| text(item, "content_text").filter(|text| !text.trim().is_empty()).map(Words::Text))
            .or_else(|| text(item, "summary").map(Words::Summary));
        Item {
            id: item.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)),
            url: text(item, "url").or_else(|| text(item, "external_url")),
            title: text(item, "title").and_then(|text| title(&text)),
            published: text(item, "date_published").or_else(|| text(item, "date_modified")),
            byline: (!authors.is_empty()).then(|| authors.join(", ")),
            source: None,
            words: words.unwrap_or_default(),
        }
    });
    Some(Feed {
        title: text(value, "title").and_then(|text| title(&text)),
        items: items.collect(),
        faults: Vec::new(),
    })
}

/// The values of an array, or values one after the other over several lines.
pub(super) struct Values<R> {
    input: R,
    name: String,
    given: Given,
    limit: usize,
    number: u64,
    line: u64,
}

/// A value as it was cut from the input.
enum Cut {
    Whole(Vec<u8>),
    TooLong(u64),
    /// The input ended inside it.
    Unfinished,
    End,
}

impl<R: BufRead> Values<R> {
    pub(super) fn new(input: R, name: &str, given: &Given, limits: &Limits) -> Self {
        Self {
            input,
            name: name.to_owned(),
            given: given.clone(),
            limit: limits.page_bytes,
            number: 0,
            line: 1,
        }
    }

    /// Cuts out the next object, wherever it stands: between values there are only brackets, commas and white space. Of
    /// one that is too long no more than the limit is held. Also gives the line it begins on.
    fn cut(&mut self) -> io::Result<(Cut, u64)> {
        let (mut value, mut length, mut depth, mut quoted, mut escaped) =
            (Vec::new(), 0u64, 0u64, false, false);
        let mut began = self.line;
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                return Ok((if depth > 0 { Cut::Unfinished } else { Cut::End }, began));
            }
            let (mut start, mut end) = (if depth > 0 { Some(0) } else { None }, None);
            for (at, &byte) in buffer.iter().enumerate() {
                self.line += u64::from(byte == b'\n');
                if escaped {
                    escaped = false;
                } else if quoted {
                    escaped = byte == b'\\';
                    quoted = byte != b'"';
                } else {
                    match byte {
                        b'"' if depth > 0 => quoted = true,
                        b'{' => {
                            if depth == 0 {
                                (start, began) = (Some(at), self.line);
                            }
                            depth += 1;
                        }
                        b'}' if depth > 0 => {
                            depth -= 1;
                            if depth == 0 {
                                end = Some(at + 1);
                                break;
                            }
                        }
                        _ => {}
                    }
                }
            }
            if let Some(start) = start {
                let part = buffer.get(start..end.unwrap_or(buffer.len())).unwrap_or_default();
                length += part.len() as u64;
                if length <= self.limit as u64 {
                    value.extend_from_slice(part);
                } else {
                    value = Vec::new();
                }
            }
            let used = end.unwrap_or(buffer.len());
            self.input.consume(used);
            if end.is_some() {
                let cut = if length > self.limit as u64 { Cut::TooLong(length) } else { Cut::Whole(value) };
                return Ok((cut, began));
            }
        }
    }
}

impl<R: BufRead> Steps for Values<R> {
    fn step(&mut self, found: &mut Found) -> bool {
        self.number += 1;
        let cut = self.cut();
        let place = |line: u64| format!("{}, document {} (line {line})", self.name, self.number);
        match cut {
            Ok((Cut::End, _)) => return false,
            Ok((Cut::Whole(value), line)) => found.extend(of_value(&value, &place(line), &self.given)),
            Ok((Cut::TooLong(length), line)) => {
                let cause = format!("it has {length} bytes and {} is the most that is read", self.limit);
                found.push_back(Err(PageError::failure(place(line), cause, "cut it into smaller ones")));
            }
            Ok((Cut::Unfinished, line)) => {
                let remedy = "what came before it was read; get the file again";
                found.push_back(Err(PageError::failure(place(line), "the file ends inside it", remedy)));
                return false;
            }
            Err(error) => {
                found.push_back(Err(super::unreadable(&place(self.line), &error)));
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, RawDocument};
    use std::io::{BufReader, Cursor};

    fn read(text: &str) -> Vec<Result<RawDocument, PageError>> {
        let limits = Limits { page_bytes: 500, ..Limits::default() };
        let input = BufReader::with_capacity(5, Cursor::new(text.as_bytes().to_vec()));
        crate::documents(Box::new(input), "news.json", &Given::default(), &limits).collect()
    }

    #[test]
    fn arrays_and_values_over_several_lines() {
        for text in [
            "[\n{\"id\": 1, \"text\": \"A ] in } text \\\" here.\"},\n {\n\"id\": 2,\n\"text\": \"Two.\", \"own\": {\"a\": [1]}}]",
            "{\n\"id\": 1, \"text\": \"A ] in } text \\\" here.\"}\n{\n\"id\": 2,\n\"text\": \"Two.\"\n}\n",
        ] {
            let all: Vec<_> = read(text).into_iter().map(Result::unwrap).collect();
            assert_eq!(all[0].body, Body::Text("A ] in } text \" here.".into()));
            assert_eq!((all.len(), all[1].given.id.as_deref()), (2, Some("2")));
            assert!(all[1].place.starts_with("news.json, document 2 (line 3"), "{}", all[1].place);
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_the_rest_goes_on() {
        let long = format!("{{\"text\": \"{}\"}}", "x".repeat(500));
        let all = read(&format!(
            "[{{\"text\": \"a\"}}, {long}, {{\"title\": 1}}, {{\"text\": \"b\"}}, {{\"text\": "
        ));
        assert_eq!(all.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true, false]);
        assert!(all[1].as_ref().unwrap_err().cause.contains("512 bytes"), "{all:?}");
        assert!(all[4].as_ref().unwrap_err().cause.contains("ends inside"));
    }

    #[test]
    fn a_json_feed_is_read_in_one_line_or_in_many() {
        let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Kerrin Post",
            "items": [{"id": 7, "url": "https://kerrin.example/7", "title": "Ferry &amp; tug", "content_html": "<p>A ferry.</p>",
            "date_published": "2026-03-02T08:00:00Z", "authors": [{"name": "Ann Tolle"}]}, {"id": "8", "summary": "A tug."}]}"#;
        for text in [feed.replace('\n', " "), feed.replacen('{', "{\n", 1)] {
            let all = read(&text);
            let given = &all[0].as_ref().unwrap().given;
            assert_eq!((given.id.as_deref(), given.outlet.as_deref()), (Some("7"), Some("Kerrin Post")));
            assert_eq!(given.published_from.as_deref(), Some("feed"));
            assert!(all[1].as_ref().unwrap_err().to_string().contains("left out 1 items"), "{all:?}");
        }
    }
}
