//! From an input to its documents: one reader a [`Kind`], each of them a stream that holds one document at a time.
//!
//! Containers hand what they hold back to [`documents`]: a gzip holds a web archive or a page, a zip holds files. What a
//! container holds beside documents is counted with its reasons ([`LeftOut`]) and said at its end.

mod email;
mod feed;
mod http;
mod json;
mod left_out;
mod lines;
mod newsml;
mod ninjs;
mod stepwise;
mod unpack;
mod warc;
mod window;
mod zipped;

use crate::kind::{self, Kind};
use crate::{Body, Documents, Given, Limits, PageError, RawDocument};
use left_out::LeftOut;
use std::io::{self, BufRead, Read, Seek};
use stepwise::Stepwise;
use unpack::{Gunzip, Members, Unzstd, Whole};
use window::Window;

pub use feed::{Feed, Item, Listed, Words, feed, outline};

/// How deep containers may stand in each other: a WACZ in a gzip holds gzipped archives.
const DEPTH: u8 = 5;

/// Where one is, for messages, and how deep in containers.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    name: String,
    depth: u8,
}

impl Place {
    pub(crate) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), depth: 0 }
    }

    /// The same place, inside one container more.
    fn unpacked(&self) -> Self {
        Self { name: self.name.clone(), depth: self.depth + 1 }
    }

    /// A part of this place.
    fn part(&self, part: &str) -> String {
        format!("{}, {part}", self.name)
    }
}

/// The documents of one input; see [`crate::documents`].
pub(crate) fn documents<'r>(
    input: Box<dyn BufRead + 'r>,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    let mut input = Window::new(input, 0);
    let kind = match look(&mut input) {
        Ok(kind) => kind,
        Err(error) => return once(Err(unreadable(&place.name, &error))),
    };
    if place.depth > DEPTH {
        let cause = format!("containers stand in each other more than {DEPTH} deep");
        return once(Err(PageError::failure(&*place.name, cause, "unpack it by hand and look what it is")));
    }
    match kind {
        Kind::Gzip => unpacked(Gunzip::new(input), place, given, limits),
        Kind::Zstd => match Unzstd::new(input) {
            Ok(input) => unpacked(input, place, given, limits),
            Err(error) => once(Err(unreadable(&place.name, &error))),
        },
        Kind::Warc => warc::documents(Window::new(Whole(input), 0), place, given, limits),
        Kind::Zip => once(Err(PageError::failure(
            &*place.name,
            "this is a zip, which cannot be read as it comes in: its table of contents stands at its end",
            "save it as a file and name that",
        ))),
        _ => plain(Box::new(input), kind, place, given, limits),
    }
}

/// The documents of one input that can be read anywhere; see [`crate::documents_of_file`].
pub(crate) fn documents_of_file<'r>(
    mut file: impl BufRead + Seek + 'r,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    // What cannot be looked at here fails again where it is read, and is said there.
    match file.fill_buf() {
        Ok(start) if kind::sniff(start.get(..4).unwrap_or_default()) == Kind::Zip => {
            zipped::documents(file, place, given, limits)
        }
        _ => documents(Box::new(file), place, given, limits),
    }
}

/// What was packed: a web archive, whose reader can go on behind damage, or anything else.
fn unpacked<'r>(input: impl Members + 'r, place: &Place, given: &Given, limits: &Limits) -> Documents<'r> {
    let mut input = Window::new(input, 0);
    match look(&mut input) {
        Ok(Kind::Warc) => warc::documents(input, place, given, limits),
        Ok(_) => documents(Box::new(input), &place.unpacked(), given, limits),
        Err(error) => once(Err(unreadable(&place.name, &error))),
    }
}

/// What kind of input stands ahead.
fn look<R: Read>(input: &mut Window<R>) -> io::Result<Kind> {
    let start = input.peek(kind::SNIFFED)?;
    match kind::sniff(start) {
        Kind::Empty if start.len() == kind::SNIFFED => Ok(Kind::Text),
        kind => Ok(kind),
    }
}

/// The documents of an input that is no package.
fn plain<'r>(
    input: Box<dyn BufRead + 'r>,
    kind: Kind,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    match kind {
        Kind::Jsonl => Box::new(Stepwise::new(lines::JsonLines::new(input, &place.name, given, limits))),
        Kind::Json => Box::new(Stepwise::new(json::Values::new(input, &place.name, given, limits))),
        Kind::Feed => feed::documents(input, place, given, limits),
        Kind::NewsMl => newsml::documents(input, place, given, limits),
        Kind::Email => email::documents(input, place, given, limits),
        Kind::Opml => once(Err(PageError::failure(
            &*place.name,
            "this is a list of feeds (OPML), which names feeds and holds no articles",
            "give it to dunlin add, which reads the feeds it names",
        ))),
        Kind::Html | Kind::Text | Kind::Nitf => {
            once(whole(input, &place.name, limits.page_bytes).map(|bytes| RawDocument {
                place: place.name.clone(),
                given: given.clone(),
                body: Body::Page(bytes),
            }))
        }
        Kind::Empty => once(Err(PageError::failure(
            &*place.name,
            "it is empty",
            "give a page in HTML, plain text or JSONL",
        ))),
        Kind::Unread(unread) => {
            once(Err(PageError::failure(&*place.name, format!("this is {}", unread.what), unread.remedy)))
        }
        // Packages were opened before.
        Kind::Gzip | Kind::Zstd | Kind::Zip | Kind::Warc => {
            documents(input, &place.unpacked(), given, limits)
        }
    }
}

fn once<'r>(result: Result<RawDocument, PageError>) -> Documents<'r> {
    Box::new(std::iter::once(result))
}

/// Why an input cannot be read, or read on.
fn unreadable(place: &str, error: &io::Error) -> PageError {
    if error.kind() == io::ErrorKind::InvalidData {
        return PageError::failure(
            place,
            error.to_string(),
            "what came before it was read; get the file again",
        );
    }
    let cause = format!("it cannot be read ({error})");
    PageError::failure(place, cause, "check that it is a file and that you may read it")
}

/// All bytes of an input that may have `limit` of them.
fn whole(input: impl Read, place: &str, limit: usize) -> Result<Vec<u8>, PageError> {
    let mut bytes = Vec::new();
    input.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(place, &error))?;
    if bytes.len() > limit {
        return Err(PageError::failure(
            place,
            format!("one page may have {limit} bytes and this has more"),
            "if it holds many articles, write them as JSONL, one document a line",
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(input: &[u8], limits: &Limits) -> Vec<Result<RawDocument, PageError>> {
        documents(Box::new(Cursor::new(input.to_vec())), &Place::of("page.txt"), &Given::default(), limits)
            .collect()
    }

    #[test]
    fn one_page_is_one_document() {
        let all = read(b"A ship ran aground.", &Limits::default());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].as_ref().unwrap().body, Body::Page(b"A ship ran aground.".to_vec()));
        let small = Limits { page_bytes: 10, ..Limits::default() };
        assert!(read(b"A ship ran aground.", &small)[0].is_err());
        assert!(read(b" \n ", &small)[0].is_err());
        assert!(read(b"%PDF-1.4", &small)[0].as_ref().unwrap_err().to_string().contains("pdftotext"));
    }

    #[test]
    fn packages_in_packages_end_somewhere() {
        let mut packed = b"A ship ran aground.".to_vec();
        for _ in 0..4 {
            packed = zstd::encode_all(packed.as_slice(), 3).unwrap();
        }
        assert_eq!(
            read(&packed, &Limits::default())[0].as_ref().unwrap().body,
            Body::Page(b"A ship ran aground.".to_vec())
        );
        for _ in 0..4 {
            packed = zstd::encode_all(packed.as_slice(), 3).unwrap();
        }
        assert!(read(&packed, &Limits::default())[0].as_ref().unwrap_err().cause.contains("deep"));
    }
}
