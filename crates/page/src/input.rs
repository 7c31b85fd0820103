//! From an input to its documents: one reader a [`Kind`], each of them a stream that holds one document at a time.

use crate::kind::{self, Kind};
use crate::{Body, Given, Limits, PageError, RawDocument};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::io::{self, BufRead, Cursor, Read};

type Documents<'r> = Box<dyn Iterator<Item = Result<RawDocument, PageError>> + 'r>;

/// The documents of one input; see [`crate::documents`].
pub(crate) fn documents<'r>(
    mut input: Box<dyn BufRead + 'r>,
    name: &str,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    let mut start = Vec::new();
    if let Err(error) = input.by_ref().take(kind::SNIFFED as u64).read_to_end(&mut start) {
        return once(Err(unreadable(name, &error)));
    }
    let mut kind = kind::sniff(&start);
    if kind == Kind::Empty && start.len() == kind::SNIFFED {
        kind = Kind::Text;
    }
    let input = Cursor::new(start).chain(input);
    match kind {
        Kind::Jsonl => Box::new(JsonLines {
            input,
            name: name.to_owned(),
            given: given.clone(),
            limit: limits.page_bytes,
            line: 0,
            ended: false,
        }),
        Kind::Html | Kind::Text => once(page(input, name, given, limits)),
        Kind::Empty => once(Err(PageError {
            place: name.to_owned(),
            cause: "it is empty".into(),
            remedy: "give a page in HTML, plain text or JSONL".into(),
        })),
        Kind::Unread(unread) => once(Err(PageError {
            place: name.to_owned(),
            cause: format!("this is {}", unread.what),
            remedy: unread.remedy.into(),
        })),
    }
}

fn once<'r>(result: Result<RawDocument, PageError>) -> Documents<'r> {
    Box::new(std::iter::once(result))
}

fn unreadable(place: &str, error: &io::Error) -> PageError {
    PageError {
        place: place.to_owned(),
        cause: format!("it cannot be read ({error})"),
        remedy: "check that it is a file and that you may read it".into(),
    }
}

/// An input that is one page.
fn page(input: impl Read, name: &str, given: &Given, limits: &Limits) -> Result<RawDocument, PageError> {
    let mut bytes = Vec::new();
    input
        .take(limits.page_bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(name, &error))?;
    if bytes.len() > limits.page_bytes {
        return Err(PageError {
            place: name.to_owned(),
            cause: format!("one page may have {} bytes and this has more", limits.page_bytes),
            remedy: "if it holds many articles, write them as JSONL, one document a line".into(),
        });
    }
    Ok(RawDocument { place: name.to_owned(), given: given.clone(), body: Body::Page(bytes) })
}

/// Documents written one a line.
struct JsonLines<R> {
    input: R,
    name: String,
    given: Given,
    limit: usize,
    line: u64,
    ended: bool,
}

/// A line as it was read: its bytes, or how long it was when it was too long to hold.
enum Line {
    Whole(Vec<u8>),
    TooLong(u64),
    End,
}

impl<R: BufRead> JsonLines<R> {
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

    fn error(&self, cause: String, remedy: &str) -> PageError {
        PageError { place: format!("{}, line {}", self.name, self.line), cause, remedy: remedy.to_owned() }
    }

    fn document(&self, line: &[u8]) -> Result<RawDocument, PageError> {
        let shape =
            "write {\"id\": …, \"text\" or \"html\" or \"html_base64\": …, \"published\": …} on one line";
        let document: JsonDocument = match serde_json::from_slice(line) {
            Ok(document) => document,
            Err(error) => {
                return Err(self.error(format!("it is not a JSON document ({error})"), shape));
            }
        };
        let given = Given {
            id: document.id.map(|id| match id {
                Id::Word(word) => word,
                Id::Number(number) => number.to_string(),
            }),
            url: document.url,
            outlet: document.outlet,
            title: document.title,
            published: document.published,
            content_type: None,
        };
        let mut given = given.or(&self.given);
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
                match STANDARD.decode(packed) {
                    Ok(bytes) => Body::Page(bytes),
                    Err(error) => {
                        let cause = format!("its \"html_base64\" is not Base64 ({error})");
                        return Err(self.error(cause, "encode the page's bytes in standard Base64"));
                    }
                }
            }
            (None, None, None) => {
                return Err(self.error("it has no \"text\", \"html\" or \"html_base64\"".into(), shape));
            }
            _ => {
                let cause = "it has more than one of \"text\", \"html\" and \"html_base64\"".into();
                return Err(self.error(cause, "keep the one that is to be read"));
            }
        };
        Ok(RawDocument { place: format!("{}, line {}", self.name, self.line), given, body })
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Result<RawDocument, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            match self.next_line() {
                Ok(Line::End) => self.ended = true,
                Ok(Line::TooLong(length)) => {
                    let cause =
                        format!("the line has {length} bytes and {} is the most that is read", self.limit);
                    return Some(Err(self.error(cause, "cut the document into smaller ones")));
                }
                Ok(Line::Whole(line)) => {
                    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
                    if !line.iter().all(u8::is_ascii_whitespace) {
                        return Some(self.document(line));
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(unreadable(&format!("{}, line {}", self.name, self.line), &error)));
                }
            }
        }
        None
    }
}

/// A line of JSONL. Fields that are not named here are the user's own and left alone.
#[derive(Deserialize)]
struct JsonDocument {
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
    use std::io::BufReader;

    fn read(input: &str, given: &Given, limits: &Limits) -> Vec<Result<RawDocument, PageError>> {
        // A small buffer, so that lines cross its border.
        let reader = BufReader::with_capacity(7, Cursor::new(input.as_bytes().to_vec()));
        documents(Box::new(reader), "news.jsonl", given, limits).collect()
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

    #[test]
    fn one_page_is_one_document() {
        let all = read("A ship ran aground.", &Given::default(), &Limits::default());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].as_ref().unwrap().body, Body::Page(b"A ship ran aground.".to_vec()));
        let small = Limits { page_bytes: 10, ..Limits::default() };
        assert!(read("A ship ran aground.", &Given::default(), &small)[0].is_err());
        assert!(read(" \n ", &Given::default(), &small)[0].is_err());
        assert!(
            read("%PDF-1.4", &Given::default(), &small)[0]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("pdftotext")
        );
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
        let mut lines = JsonLines {
            input: BufReader::new(start.chain(Endless(64 << 20)).chain(end)),
            name: "long.jsonl".into(),
            given: Given::default(),
            limit: 1 << 20,
            line: 0,
            ended: false,
        };
        assert!(matches!(lines.next_line(), Ok(Line::TooLong(length)) if length == (64 << 20) + 11));
        assert!(matches!(lines.next_line(), Ok(Line::Whole(line)) if line.capacity() < 1 << 21));
    }
}
