//! JSONL: one JSON document a line.

use super::stepwise::{Found, Steps};
use super::{json, unreadable};
use crate::{Body, Given, Limits, PageError, RawDocument};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::io::{self, BufRead};

/// Documents written one a line.
pub(super) struct JsonLines<R> {
    input: R,
    name: String,
    given: Given,
    limit: usize,
    line: u64,
}

/// A line as it was read: its bytes, or how long it was when it was too long to hold.
enum Line {
    Whole(Vec<u8>),
    TooLong(u64),
    End,
}

impl<R: BufRead> JsonLines<R> {
    pub(super) fn new(input: R, name: &str, given: &Given, limits: &Limits) -> Self {
        Self { input, name: name.to_owned(), given: given.clone(), limit: limits.page_bytes, line: 0 }
    }

    /// Reads the next line and never holds more than the limit of it.
    fn next_line(&mut self) -> io::Result<Line> {
        let mut line = Vec::new();
        let mut length = 0u64;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(match length {
                    0 => Line::End,
                    _ if length > self.limit as u64 => Line::TooLong(length),
                    _ => Line::Whole(line),
                });
            }
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            length += part.len() as u64;
            if length <= self.limit as u64 {
                line.extend_from_slice(part);
            } else {
                line = Vec::new();
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                let too_long = length > self.limit as u64;
                return Ok(if too_long { Line::TooLong(length) } else { Line::Whole(line) });
            }
        }
    }

    fn place(&self) -> String {
        format!("{}, line {}", self.name, self.line)
    }
}

impl JsonDocument {
    /// Reads one of our own documents.
    pub(super) fn read(bytes: &[u8], place: &str, given: &Given) -> Result<RawDocument, PageError> {
        let shape =
            "write {\"id\": …, \"text\" or \"html\" or \"html_base64\": …, \"published\": …} on one line";
        let document: Self = serde_json::from_slice(bytes).map_err(|error| {
            PageError::failure(place, format!("it is not a JSON document ({error})"), shape)
        })?;
        let own = Given {
            id: document.id.map(|id| match id {
                Id::Word(word) => word,
                Id::Number(number) => number.to_string(),
            }),
            url: document.url,
            outlet: document.outlet,
            title: document.title,
            published: document.published,
            ..Given::default()
        };
        let mut given = own.or(given);
        let body = match (document.text, document.html, document.html_base64) {
            (Some(text), None, None) => Body::Text(text),
            (None, Some(html), None) => {
                // A JSON string is text already: whatever charset the page names was undone by whoever wrote it.
                given.content_type = Some("text/html; charset=utf-8".to_owned());
                Body::Page(html.into_bytes())
            }
            (None, None, Some(packed)) => {
                given.content_type = Some(given.content_type.unwrap_or_else(|| "text/html".to_owned()));
                let packed: String = packed.split_ascii_whitespace().collect();
                Body::Page(STANDARD.decode(packed).map_err(|error| {
                    let cause = format!("its \"html_base64\" is not Base64 ({error})");
                    PageError::failure(place, cause, "encode the page's bytes in standard Base64")
                })?)
            }
            (None, None, None) => {
                let cause = "it has no \"text\", \"html\" or \"html_base64\"";
                return Err(PageError::failure(place, cause, shape));
            }
            _ => {
                let cause = "it has more than one of \"text\", \"html\" and \"html_base64\"";
                return Err(PageError::failure(place, cause, "keep the one that is to be read"));
            }
        };
        Ok(RawDocument { place: place.to_owned(), given, body })
    }
}

impl<R: BufRead> Steps for JsonLines<R> {
    fn step(&mut self, found: &mut Found) -> bool {
        self.line += 1;
        match self.next_line() {
            Ok(Line::End) => return false,
            Ok(Line::TooLong(length)) => {
                let cause =
                    format!("the line has {length} bytes and {} is the most that is read", self.limit);
                let remedy = "cut the document into smaller ones";
                found.push_back(Err(PageError::failure(self.place(), cause, remedy)));
            }
            Ok(Line::Whole(line)) => {
                let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
                if !line.iter().all(u8::is_ascii_whitespace) {
                    found.extend(json::of_value(line, &self.place(), &self.given));
                }
            }
            Err(error) => {
                found.push_back(Err(unreadable(&self.place(), &error)));
                return false;
            }
        }
        true
    }
}

/// A line of JSONL. Fields that are not named here are the user's own and left alone.
#[derive(Deserialize)]
pub(super) struct JsonDocument {
    id: Option<Id>,
    text: Option<String>,
    html: Option<String>,
    html_base64: Option<String>,
    published: Option<String>,
    outlet: Option<String>,
    title: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Word(String),
    Number(serde_json::Number),
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor, Read};

    fn read(input: &str, given: &Given, limits: &Limits) -> Vec<Result<RawDocument, PageError>> {
        // A small buffer, so that lines cross its border.
        let reader = BufReader::with_capacity(7, Cursor::new(input.as_bytes().to_vec()));
        crate::documents(Box::new(reader), "news.jsonl", given, limits).collect()
    }

    #[test]
    fn a_line_is_a_document_and_its_own_fields_win() {
        let input = "\u{feff}{\"id\":\"a\",\"text\":\"One.\\r\\nTwo.\",\"outlet\":\"Kerrin Post\",\"mine\":[1]}\r\n\n  \n\
                     {\"id\":7,\"html\":\"<p>Three.\"}\n{\"html_base64\":\"PHA+Rm91ci4=\",\"published\":\"2026-03-01\"}";
        let given = Given { outlet: Some("Given".into()), ..Given::default() };
        let all: Vec<_> = read(input, &given, &Limits::default()).into_iter().map(Result::unwrap).collect();
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].body, Body::Text("One.\r\nTwo.".into()));
        assert_eq!(all[0].given.outlet.as_deref(), Some("Kerrin Post"));
        assert_eq!(all[1].given.outlet.as_deref(), Some("Given"));
        assert_eq!((all[1].given.id.as_deref(), all[1].place.as_str()), (Some("7"), "news.jsonl, line 4"));
        assert_eq!(all[2].body, Body::Page(b"<p>Four.".to_vec()));
        assert_eq!(all[2].given.published.as_deref(), Some("2026-03-01"));
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_goes_on() {
        let long = format!("{{\"text\":\"{}\"}}", "x".repeat(300));
        let input = format!(
            "{{\"text\":\"a\"}}\n{{\"text\":\n{long}\n{{}}\n{{\"text\":\"b\",\"html\":\"c\"}}\n{{\"html_base64\":\"*\"}}\n[]\n{{\"text\":\"d\"}}"
        );
        let limits = Limits { page_bytes: 200, ..Limits::default() };
        let all = read(&input, &Given::default(), &limits);
        assert_eq!(all.len(), 8);
        assert!(all[0].is_ok() && all[7].is_ok());
        let messages: Vec<String> = all[1..7].iter().map(|e| e.as_ref().unwrap_err().to_string()).collect();
        assert!(messages[0].starts_with("news.jsonl, line 2: it is not a JSON document"), "{}", messages[0]);
        assert!(messages[1].starts_with("news.jsonl, line 3: the line has 311 bytes"), "{}", messages[1]);
        assert!(messages[2].contains("has no \"text\""), "{}", messages[2]);
        assert!(messages[3].contains("more than one of"), "{}", messages[3]);
        assert!(messages[4].contains("not Base64"), "{}", messages[4]);
        assert!(messages.iter().all(|message| message.contains("; ")), "every message ends in a remedy");
    }

    /// Hands out an endless line in pieces and counts what was asked of it.
    struct Endless(u64);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.0 as usize);
            buffer[..length].fill(b'x');
            self.0 -= length as u64;
            Ok(length)
        }
    }

    #[test]
    fn a_line_of_any_length_takes_bounded_memory() {
        let start = Cursor::new(b"{\"text\":\"".to_vec());
        let end = Cursor::new(b"\"}\n{\"text\":\"b\"}\n".to_vec());
        let limits = Limits { page_bytes: 1 << 20, ..Limits::default() };
        let input = BufReader::new(start.chain(Endless(64 << 20)).chain(end));
        let mut lines = JsonLines::new(input, "long.jsonl", &Given::default(), &limits);
        assert!(matches!(lines.next_line(), Ok(Line::TooLong(length)) if length == (64 << 20) + 11));
        assert!(matches!(lines.next_line(), Ok(Line::Whole(line)) if line.capacity() < 1 << 21));
    }
}
