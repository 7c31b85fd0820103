//! Bytes to [`Article`]: what kind of input it is, which documents it holds, what on each page is the story and
//! what is furniture, and where in the source every word of it stands.
//!
//! Two steps. [`documents`] cuts an input into [`RawDocument`]s (one for a page, one a line for JSONL, one an item for a
//! feed, one a record for a web archive), as a stream. [`article()`] turns one of them into an [`Article`].

mod agency;
mod article;
pub mod charset;
pub mod furniture;
pub mod html;
mod input;
pub mod kind;
pub mod metadata;
mod text;
mod tiles;
mod xml;

pub use input::{Feed, Item as FeedItem, Listed, Words as FeedWords, feed, outline};

use dunlin_record::{Article, Note};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{BufRead, Seek};

/// What the user or the container told about a document before its page was looked at. Wins over the page.
///
/// Of the two, what a document says of itself (a field of its JSON line) wins over what the user said for the whole
/// input: an option such as `--published` is the default for documents that say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Id of the document.
    pub id: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Publisher.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// Who told the day, where it was neither the user nor a field of the document: `feed`, `email`. Such a day gives way
    /// to one that the page itself states.
    pub published_from: Option<String>,
    /// Names of the writers.
    pub byline: Option<String>,
    /// Media type and charset of the transport (`text/html; charset=euc-kr`).
    pub content_type: Option<String>,
}

/// A document as it came, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// Input and place in it, for messages: `news.jsonl, line 17`.
    pub place: String,
    /// What is told about it.
    pub given: Given,
    /// Its words.
    pub body: Body,
}

impl RawDocument {
    /// Length of its words as they came, in bytes.
    pub fn bytes(&self) -> usize {
        match &self.body {
            Body::Page(bytes) => bytes.len(),
            Body::Text(text) => text.len(),
        }
    }
}

/// The words of a raw document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A page: HTML, or plain text with or without furniture.
    Page(Vec<u8>),
    /// Text to be taken as it is: the record's text equals it.
    Text(String),
}

/// Bounds that keep one hostile page from taking the machine with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest page or line that is read, in bytes.
    pub page_bytes: usize,
    /// Longest text that is read as one article, in bytes. What is read of it takes some 750 times the room.
    pub text_bytes: usize,
    /// Deepest nesting of elements that is kept; deeper ones are read as if they stood at this depth.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page_bytes: 16 << 20, text_bytes: 256 << 10, depth: 512 }
    }
}

/// Why a document could not be read, or a note on what an input holds beside its documents. Names input, place, cause
/// and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageError {
    /// Input and place in it.
    pub place: String,
    /// What is wrong.
    pub cause: String,
    /// What to do about it; empty where nothing needs to be done.
    pub remedy: String,
    /// What it means for the run.
    pub weight: Weight,
}

/// What a [`PageError`] means for the run it happens in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// Something that should have been read was not.
    #[default]
    Failure,
    /// Something was left out by rule and counted: the pictures of a web archive, items of a feed without words.
    Note,
}

impl PageError {
    /// Something that could not be read.
    pub(crate) fn failure(
        place: impl Into<String>,
        cause: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), cause: cause.into(), remedy: remedy.into(), weight: Weight::Failure }
    }

    /// Something that was left out by rule.
    pub(crate) fn note(
        place: impl Into<String>,
        cause: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { weight: Weight::Note, ..Self::failure(place, cause, remedy) }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.cause)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "; {}", self.remedy) }
    }
}

impl std::error::Error for PageError {}

impl Given {
    /// These, and `default` where nothing is said.
    pub fn or(self, default: &Given) -> Given {
        // Whoever told the day that holds is named with it.
        let from =
            if self.published.is_some() { self.published_from } else { default.published_from.clone() };
        let pick = |own: Option<String>, default: &Option<String>| own.or_else(|| default.clone());
        Given {
            id: pick(self.id, &default.id),
            url: pick(self.url, &default.url),
            outlet: pick(self.outlet, &default.outlet),
            title: pick(self.title, &default.title),
            published: pick(self.published, &default.published),
            published_from: from,
            byline: pick(self.byline, &default.byline),
            content_type: pick(self.content_type, &default.content_type),
        }
    }
}

/// The documents of one input, in order, read one at a time.
pub type Documents<'r> = Box<dyn Iterator<Item = Result<RawDocument, PageError>> + 'r>;

/// The documents of one input, in order, read one at a time. `name` is used in messages; `given` holds for every
/// document that does not say otherwise itself. A document that cannot be read is an error in its place, and the
/// next one follows; what a container holds beside documents is counted in an error of weight [`Weight::Note`].
///
/// A zip can only be read where one can seek: [`documents_of_file`].
pub fn documents<'r>(
    input: Box<dyn BufRead + 'r>,
    name: &str,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    input::documents(input, &input::Place::of(name), given, limits)
}

/// As [`documents`], from a file or whatever else one can seek in.
pub fn documents_of_file<'r>(
    file: impl BufRead + Seek + 'r,
    name: &str,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    input::documents_of_file(file, &input::Place::of(name), given, limits)
}

/// Reads one document. The notes say what was bounded or left out.
///
/// # Errors
/// When there is nothing to read: an empty page, one without visible text, one that is not text at all.
pub fn article(document: &RawDocument, limits: &Limits) -> Result<(Article, Vec<Note>), PageError> {
    article::read(document, limits)
}
