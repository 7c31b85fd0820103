//! Web archives (WARC 1.0 and 1.1, ISO 28500): the pages among their records, one at a time.
//!
//! A page is a response with status 200 and HTML or plain text in it, a resource of such a type, or a conversion (the
//! plain text that WET files hold). Everything else is counted. A record whose length is wrong is read to where the next
//! one begins; a damaged gzip member costs its own record.

use super::http::{self, Fault};
use super::stepwise::{Found, Steps, Stepwise};
use super::unpack::Members;
use super::window::Window;
use super::{LeftOut, Place};
use crate::kind::{self, Kind};
use crate::{Body, Documents, Given, Limits, PageError, RawDocument};
use std::io::{self, BufRead, Read};

/// Longest head of a record, in bytes.
const HEAD: usize = 1 << 16;
/// How every record begins.
const MARK: &[u8] = b"WARC/";

/// The pages of an archive.
pub(super) fn documents<'r>(
    input: Window<impl Members + 'r>,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    Box::new(Stepwise::new(Records {
        input,
        name: place.name.clone(),
        given: given.clone(),
        limit: limits.page_bytes,
        number: 0,
        left: LeftOut::default(),
        ready: Found::new(),
        fault: None,
    }))
}

struct Records<R> {
    input: Window<R>,
    name: String,
    given: Given,
    limit: usize,
    /// Number of the record, from 1.
    number: u64,
    left: LeftOut,
    /// What the record that is being read gives.
    ready: Found,
    /// A fault of reading that came behind a whole record.
    fault: Option<io::Error>,
}

/// The head of a record.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    id: Option<String>,
    uri: Option<String>,
    content_type: Option<String>,
    length: Option<u64>,
    truncated: bool,
}

/// The block of a record, as far as it was kept.
struct Block {
    bytes: Vec<u8>,
    /// How long it was.
    length: u64,
    /// Ended before its stated length.
    cut: bool,
    /// Did not end where its stated length says.
    moved: bool,
}

impl<R: Members> Records<R> {
    /// Reads one record and puts what comes of it in line. `false` at the end.
    fn record(&mut self) -> io::Result<bool> {
        if !self.find_record()? {
            return Ok(false);
        }
        self.number += 1;
        let place = self.place();
        let Some(head) = self.head()? else {
            self.fail(place, "its head is no list of fields, or has no end", "the archive is damaged there");
            self.input.consume(1);
            return Ok(true);
        };
        let wanted = head.wanted();
        let block = self.block(head.length, wanted.is_ok())?;
        if block.moved || block.cut {
            let cause = match head.length {
                None => "it states no Content-Length".to_owned(),
                Some(length) if block.cut => {
                    format!("it is cut off: {} of {length} bytes are there", block.length)
                }
                Some(length) => {
                    format!(
                        "its Content-Length is {length} and the next record begins after {} bytes",
                        block.length
                    )
                }
            };
            let remedy =
                if block.cut { "what came before it was read" } else { "it was read to the next record" };
            self.fail(place.clone(), cause, remedy);
        }
        match wanted {
            Err((reason, detail)) => self.left.count(reason, &detail),
            // Half a page could end in the middle of a denial.
            Ok(()) if block.cut => {}
            Ok(()) if block.length > self.limit as u64 + HEAD as u64 => match too_long(&head, &block.bytes) {
                Some((reason, detail)) => self.left.count(reason, &detail),
                None => {
                    let cause = format!("it has {} bytes, a page may have {}", block.length, self.limit);
                    self.fail(place, cause, "it is left out");
                }
            },
            Ok(()) => self.page(place, head, block.bytes),
        }
        Ok(true)
    }

    fn fail(&mut self, place: String, cause: impl Into<String>, remedy: &str) {
        self.ready.push_back(Err(PageError::failure(place, cause, remedy)));
    }

    /// Where the record that is being read stands.
    fn place(&self) -> String {
        let number = self.number;
        match self.input.source().member() {
            Some(member) => format!("{}, record {number}, in the gzip member at byte {member}", self.name),
            None => format!("{}, record {number}, at byte {}", self.name, self.input.offset()),
        }
    }

    /// Goes to where the next record begins, passing the blank lines between records. `false` at the end.
    fn find_record(&mut self) -> io::Result<bool> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut passed = 0u64;
        let found = loop {
            let ahead = self.input.peek(MARK.len())?;
            if ahead == MARK {
                break true;
            }
            let Some(&first) = ahead.first() else { break false };
            if matches!(first, b'\r' | b'\n' | 0) {
                self.input.consume(1);
                continue;
            }
            // Something that is no record: on to the next line.
            passed += self.pass_line()?;
        };
        if passed > 0 {
            let place = self.place();
            self.fail(
                place,
                format!("{passed} bytes before it belong to no record"),
                "they were passed over",
            );
        }
        Ok(found)
    }

    /// Passes what is left of a line; how many bytes it had.
    fn pass_line(&mut self) -> io::Result<u64> {
        let mut passed = 0;
        loop {
            let ahead = self.input.fill_buf()?;
            let end = ahead.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(ahead.len(), |end| end + 1);
            self.input.consume(used);
            passed += used as u64;
            if end.is_some() || used == 0 {
                return Ok(passed);
            }
        }
    }

    /// Reads the head of a record, which stands ahead; `None` when it is none.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let mut text = Vec::new();
        loop {
            let before = text.len();
            let most = (HEAD - before) as u64;
            (&mut self.input).take(most).read_until(b'\n', &mut text)?;
            let line = text.get(before..).unwrap_or_default();
            if !line.ends_with(b"\n") {
                return Ok(None);
            }
            if line.trim_ascii().is_empty() {
                return Ok(Head::of(&String::from_utf8_lossy(&text)));
            }
        }
    }

    /// Reads the block of a record to where it ends, which is not always where its length says.
    fn block(&mut self, stated: Option<u64>, keep: bool) -> io::Result<Block> {
        let most = self.limit + HEAD;
        let mut block = Block { bytes: Vec::new(), length: 0, cut: false, moved: stated.is_none() };
        let length = stated.unwrap_or(0);
        while block.length < length {
            let ahead = self.input.fill_buf()?;
            let used = ahead.len().min(usize::try_from(length - block.length).unwrap_or(usize::MAX));
            if used == 0 {
                block.cut = true;
                break;
            }
            // What is not wanted is held all the same while it is short, so that a wrong length is found out.
            if keep || block.length < HEAD as u64 {
                let room = most.saturating_sub(block.bytes.len());
                block.bytes.extend_from_slice(ahead.get(..used.min(room)).unwrap_or_default());
            }
            self.input.consume(used);
            block.length += used as u64;
        }
        if stated.is_some() && !block.cut && self.ends_here() {
            return Ok(block);
        }
        // The length is wrong. Too long: another record begins inside.
        let whole = block.bytes.len() as u64 == block.length;
        if whole && let Some(inside) = next_mark(&block.bytes) {
            let rest = block.bytes.split_off(inside);
            self.input.put_back(&rest);
            let end = block.bytes.trim_ascii_end().len();
            block.bytes.truncate(end);
            block.length = end as u64;
            block.moved = true;
            block.cut = false;
        } else if !block.cut {
            // Too short: what follows up to the next record belongs to it.
            block.moved = true;
            while !self.input.peek(MARK.len())?.is_empty() && self.input.peek(MARK.len())? != MARK {
                let before = block.bytes.len();
                let mut line = Vec::new();
                let passed = (&mut self.input).take(1 << 16).read_until(b'\n', &mut line)?;
                if keep && before < most {
                    block.bytes.extend_from_slice(&line);
                }
                block.length += passed as u64;
            }
            let end = block.bytes.trim_ascii_end().len();
            block.length -= (block.bytes.len() - end) as u64;
            block.bytes.truncate(end);
        }
        Ok(block)
    }

    /// Whether a record may end here: blank lines, and then another record or nothing.
    fn ends_here(&mut self) -> bool {
        // Two line ends, in some archives more or fewer.
        let blank: Vec<u8> = match self.input.peek(4) {
            Ok(ahead) => ahead.iter().copied().take_while(|byte| matches!(byte, b'\r' | b'\n')).collect(),
            Err(_) => Vec::new(),
        };
        self.input.consume(blank.len());
        match self.input.peek(MARK.len()) {
            Ok(ahead) if ahead == MARK || ahead.iter().all(|byte| matches!(byte, b'\r' | b'\n' | 0)) => true,
            Ok(_) => {
                // The lines belong to the block, whose length is wrong.
                self.input.put_back(&blank);
                false
            }
            Err(fault) => {
                // The record is whole; what is behind it is damaged.
                self.fault = Some(fault);
                true
            }
        }
    }

    /// Puts the page of a record in line, or counts why it has none.
    fn page(&mut self, place: String, head: Head, block: Vec<u8>) {
        let (content_type, body) = if head.kind == "response" {
            let response = match http::head(&block).map(|head| head.status) {
                Some(200 | 203) => http::response(&block, self.limit),
                Some(status) => return self.left.count("with another status than 200", &status.to_string()),
                None => Err(Fault::NotHttp),
            };
            match response {
                Ok(response) => (response.content_type, response.body),
                Err(Fault::NotHttp) => return self.left.count("that are no HTTP responses", ""),
                Err(Fault::Unknown(how)) => return self.left.count("packed in a way that is not read", &how),
                Err(Fault::Damaged(cause)) => return self.fail(place, cause, "it is left out"),
                Err(Fault::TooLong) => {
                    let cause = format!("its page has more than {} bytes when it is unpacked", self.limit);
                    return self.fail(place, cause, "it is left out");
                }
            }
        } else {
            (head.content_type, block)
        };
        let path = head.uri.as_deref().unwrap_or_default();
        if path.ends_with("/robots.txt") || path.ends_with("/ads.txt") {
            return self.left.count("that are no page", "robots.txt and ads.txt");
        }
        if let Some(detail) = no_page(content_type.as_deref(), &body) {
            return self.left.count("that are no page", &detail);
        }
        if body.iter().all(u8::is_ascii_whitespace) {
            return self.left.count("that are empty", "");
        }
        if head.truncated {
            self.left.count("read though the crawler cut their page short", "");
        }
        let own = Given { id: head.id, url: head.uri, content_type, ..Given::default() };
        self.ready.push_back(Ok(RawDocument { place, given: own.or(&self.given), body: Body::Page(body) }));
    }

    /// What to do after a fault of reading: on with the next gzip member that begins a record; `false` when there is none.
    fn recover(&mut self, error: &io::Error) -> bool {
        let place = format!("{}, after record {}", self.name, self.number);
        if error.kind() == io::ErrorKind::InvalidData && self.next_member() {
            self.fail(place, error.to_string(), "reading goes on at the next record");
            return true;
        }
        self.ready.push_back(Err(super::unreadable(&place, error)));
        false
    }

    /// Goes to the next gzip member that begins a record; `false` when there is none.
    fn next_member(&mut self) -> bool {
        while let Ok(true) = self.input.source_anew().next_member() {
            if self.input.peek(MARK.len()).is_ok_and(|ahead| ahead == MARK) {
                return true;
            }
        }
        false
    }
}

impl<R: Members> Steps for Records<R> {
    fn step(&mut self, found: &mut Found) -> bool {
        let goes_on = match self.record() {
            Ok(goes_on) => goes_on,
            Err(error) => self.recover(&error),
        };
        found.append(&mut self.ready);
        if !goes_on {
            found.extend(self.left.note(&self.name, "records", "").map(Err));
        }
        goes_on
    }
}

impl Head {
    /// The head of a record from its text.
    fn of(text: &str) -> Option<Self> {
        let mut head = Self::default();
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().skip(1) {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        for (name, value) in fields {
            // 1.0 puts addresses in angle brackets in its grammar, and some writers do.
            let bare = value.trim_start_matches('<').trim_end_matches('>');
            match name.as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "warc-record-id" => head.id = Some(bare.to_owned()),
                "warc-target-uri" => head.uri = Some(bare.to_owned()),
                "content-type" => head.content_type = Some(value),
                "content-length" => head.length = value.parse().ok(),
                "warc-truncated" => head.truncated = true,
                _ => {}
            }
        }
        (!head.kind.is_empty()).then_some(head)
    }

    /// Whether the record may hold a page; otherwise under which reason it is counted.
    fn wanted(&self) -> Result<(), (&'static str, String)> {
        match self.kind.as_str() {
            "revisit" => return Err(("that only say a page was seen again (revisit)", String::new())),
            "response" | "resource" | "conversion" => {}
            // A page in pieces would have to be put together from several files.
            "continuation" => return Err(("that continue another record", String::new())),
            kind => return Err(("about the crawl", kind.to_owned())),
        }
        let uri = self.uri.as_deref().unwrap_or_default();
        let scheme = uri.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if self.uri.is_some() && !matches!(scheme.as_str(), "http" | "https" | "file" | "ftp") {
            return Err(("that are no page", format!("{scheme}:")));
        }
        Ok(())
    }
}

/// What a record that is too long is counted under: most such are films. `None` for one that says it is a page.
fn too_long(head: &Head, start: &[u8]) -> Option<(&'static str, String)> {
    let content_type = if head.kind == "response" {
        let head = http::head(start)?;
        if !matches!(head.status, 200 | 203) {
            return Some(("with another status than 200", head.status.to_string()));
        }
        head.content_type
    } else {
        head.content_type.clone()
    };
    no_page(content_type.as_deref(), start).map(|detail| ("that are no page", detail))
}

/// What something is instead of a page, by its content type; by its first bytes where the server did not know what it sent.
fn no_page(content_type: Option<&str>, body: &[u8]) -> Option<String> {
    let told = content_type.map(media_type).unwrap_or_default();
    let readable = match told.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" => true,
        "" | "application/octet-stream" | "application/x-download" | "text/*" => {
            kind::sniff(body.get(..kind::SNIFFED).unwrap_or(body)) == Kind::Html
        }
        _ => false,
    };
    (!readable).then(|| if told.is_empty() { "no type".to_owned() } else { told })
}

/// A content type without its parameters.
fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Where in a block another record begins: behind a line end, and with a version.
fn next_mark(block: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(line_end) = block.get(at..)?.iter().position(|&byte| byte == b'\n') {
        at += line_end + 1;
        let line = block.get(at..)?;
        if let Some(version) = line.strip_prefix(MARK)
            && version.first().is_some_and(u8::is_ascii_digit)
            && version.iter().take(8).any(|&byte| byte == b'\r' || byte == b'\n')
        {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests;
