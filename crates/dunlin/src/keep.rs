//! From documents to the ledger and back: coding on all cores in the order of the input, one writer, small transactions.

use crate::engine::{Dunlin, Failure};
use crate::order::in_order;
use dunlin_ledger::read::SourceBytes;
use dunlin_ledger::{Added, Arriving, ArticleId, Form, Ledger, LedgerError, Packed};
use dunlin_page::{Body, Given, RawDocument};
use serde_json::Value;
use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// At most so many documents are written in one transaction.
const BATCH: usize = 32;

/// Nor are more bytes of them held back: records of long texts are large.
const BATCH_BYTES: usize = 1 << 18;

/// No coded document waits longer for the next before it is written.
const WAIT: Duration = Duration::from_millis(500);

/// What was told about a document, as the ledger keeps it: the same text for the same facts.
pub fn told(given: &Given) -> String {
    match serde_json::to_value(given) {
        Ok(Value::Object(mut facts)) => {
            facts.retain(|_, value| !value.is_null());
            Value::Object(facts).to_string()
        }
        _ => "{}".to_owned(),
    }
}

/// A document as it arrives at the ledger; `told` is [`told`] of it.
pub fn arriving<'a>(document: &'a RawDocument, told: &'a str) -> Arriving<'a> {
    let (form, bytes) = match &document.body {
        Body::Page(bytes) => (Form::Page, bytes.as_slice()),
        Body::Text(text) => (Form::Text, text.as_bytes()),
    };
    Arriving { place: &document.place, form, bytes, given: told }
}

/// The document that kept bytes came from. `facts` are people's corrections of it: they are told to the page as if they
/// had been known at first.
pub fn document(source: SourceBytes, facts: &Value) -> RawDocument {
    let mut given: Given = serde_json::from_str(&source.given).unwrap_or_default();
    let fact = |name: &str| facts.get(name).and_then(Value::as_str).map(str::to_owned);
    for (slot, name) in [
        (&mut given.published, "published"),
        (&mut given.outlet, "outlet"),
        (&mut given.title, "headline"),
        (&mut given.url, "url"),
    ] {
        if let Some(value) = fact(name) {
            *slot = Some(value);
        }
    }
    if fact("published").is_some() {
        // A person's word, whoever told the day before.
        given.published_from = None;
    }
    let body = match source.form {
        Form::Page => Body::Page(source.bytes),
        Form::Text => Body::Text(String::from_utf8_lossy(&source.bytes).into_owned()),
    };
    RawDocument { place: source.place, given, body }
}

/// What is told of a document now, and where that says nothing the day, outlet and title that somebody told of the same bytes
/// before: they are not lost when the page comes in again without them. A day that somebody told counts for more than one
/// that stands on the container.
fn remembered(mut now: Given, before: &str) -> Given {
    let Ok(before) = serde_json::from_str::<Given>(before) else { return now };
    let other = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    if other(&now.url, &before.url) || other(&now.id, &before.id) {
        // The same bytes at another place are another page.
        return now;
    }
    let day = before.published.filter(|_| before.published_from.is_none());
    if day.is_some() && (now.published.is_none() || now.published_from.is_some()) {
        (now.published, now.published_from) = (day, None);
    }
    now.outlet = now.outlet.or(before.outlet);
    now.title = now.title.or(before.title);
    now
}

/// Why one document is not in the ledger; the others are not touched.
#[derive(Debug)]
pub enum Trouble<E> {
    /// It could not be got at.
    Input(E),
    /// It could not be read or coded.
    Failure(Failure),
    /// Its record could not be kept.
    Ledger(LedgerError),
}

impl<E: fmt::Display> fmt::Display for Trouble<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Failure(error) => error.fmt(f),
            Self::Ledger(error) => error.fmt(f),
        }
    }
}

/// What became of one document.
#[derive(Debug)]
pub struct Done<E> {
    /// Input and place in it, where it came so far.
    pub place: String,
    /// In the ledger, or why not.
    pub added: Result<Added, Trouble<E>>,
}

/// A document between coding and writing.
enum Ready {
    Packed(Box<Packed>),
    Known(Box<RawDocument>, String, ArticleId),
}

/// A document by its place, ready to be written or not.
type Waiting<E> = (String, Result<Ready, Trouble<E>>);

/// Codes documents on `threads` threads and keeps them in `ledger` in their order. `tell` hears of each once it is safely
/// on the disk. What the ledger has already is not read again, so that a run that was cut off goes on where it was.
///
/// # Errors
/// When the ledger cannot be read or written: what `tell` has heard of is kept, the rest is not.
pub fn add<E: Send>(
    dunlin: &Dunlin,
    ledger: &mut Ledger,
    documents: impl Iterator<Item = Result<RawDocument, E>>,
    threads: usize,
    mut tell: impl FnMut(Done<E>) + Send,
) -> Result<(), LedgerError> {
    let known = Mutex::new(Ledger::open(ledger.path())?);
    let work = |document: Result<RawDocument, E>| -> Result<(usize, Waiting<E>), LedgerError> {
        let mut document = match document {
            Ok(document) => document,
            Err(error) => return Ok((0, (String::new(), Err(Trouble::Input(error))))),
        };
        let (bytes, place) = (document.bytes(), document.place.clone());
        let now = told(&document.given);
        // Another thread that broke off while it asked is no reason to: to code again what is known costs time only.
        let before = match known.lock() {
            Ok(known) => known.told_before(&arriving(&document, &now))?,
            Err(_) => None,
        };
        if let Some(before) = before {
            document.given = remembered(std::mem::take(&mut document.given), &before);
        }
        let told = told(&document.given);
        let arriving = arriving(&document, &told);
        let before = match known.lock() {
            Ok(known) => known.known(&arriving)?,
            Err(_) => None,
        };
        if let Some(article) = before {
            return Ok((bytes, (place, Ok(Ready::Known(Box::new(document), told, article)))));
        }
        // Packed while its room is taken: a record of a long text is many times as large.
        let ready = match dunlin.coded(&document, |record| Ok(Packed::new(&arriving, record))) {
            Ok(Ok(packed)) => Ok(Ready::Packed(Box::new(packed))),
            Ok(Err(error)) => Err(Trouble::Ledger(error)),
            Err(failure) => Err(Trouble::Failure(failure)),
        };
        Ok((bytes, (place, ready)))
    };
    let mut waiting: Vec<Waiting<E>> = Vec::new();
    let (mut since, mut held) = (Instant::now(), 0);
    let mut write = |ledger: &mut Ledger, waiting: &mut Vec<_>| write(ledger, waiting, &mut tell);
    let weigh = |document: &Result<RawDocument, E>| document.as_ref().map_or(0, RawDocument::bytes);
    in_order(documents, threads, weigh, work, |done| {
        if waiting.is_empty() {
            (since, held) = (Instant::now(), 0);
        }
        let (bytes, ready) = done?;
        held += bytes;
        waiting.push(ready);
        if waiting.len() >= BATCH || held >= BATCH_BYTES || since.elapsed() >= WAIT {
            write(ledger, &mut waiting)?;
        }
        Ok(())
    })?;
    write(ledger, &mut waiting)?;
    ledger.settle()
}

/// Writes what waits, in one transaction, and tells of each when it is done.
fn write<E>(
    ledger: &mut Ledger,
    waiting: &mut Vec<Waiting<E>>,
    tell: &mut impl FnMut(Done<E>),
) -> Result<(), LedgerError> {
    if waiting.is_empty() {
        return Ok(());
    }
    let mut all = Vec::with_capacity(waiting.len());
    let mut batch = ledger.batch()?;
    for (place, ready) in waiting.drain(..) {
        let added = match ready {
            Err(trouble) => Err(trouble),
            Ok(Ready::Known(document, told, article)) => {
                batch.seen(&arriving(&document, &told))?;
                Ok(Added::Known(article))
            }
            Ok(Ready::Packed(packed)) => match batch.add(&packed) {
                Ok(added) => Ok(added),
                Err(error) if error.is_of_one_document() => Err(Trouble::Ledger(error)),
                Err(error) => return Err(error),
            },
        };
        all.push(Done { place, added });
    }
    batch.commit()?;
    all.into_iter().for_each(tell);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_before_holds_until_something_else_is_told() {
        let given = |day: &str, from: Option<&str>| Given {
            published: (!day.is_empty()).then(|| day.to_owned()),
            published_from: from.map(str::to_owned),
            ..Given::default()
        };
        let before = told(&given("2026-03-02", None));
        assert_eq!(remembered(given("", None), &before), given("2026-03-02", None));
        assert_eq!(remembered(given("2026-03-04", None), &before), given("2026-03-04", None));
        let container = given("2026-03-09", Some("the archive's record"));
        assert_eq!(remembered(container.clone(), &before), given("2026-03-02", None), "a person told it");
        assert_eq!(remembered(given("2026-03-04", None), &told(&container)), given("2026-03-04", None));
        assert_eq!(remembered(given("", None), &told(&container)), given("", None), "nobody told it");
        let markup = Given { content_type: Some("text/html".into()), ..Given::default() };
        assert_eq!(
            remembered(given("", None), &told(&markup)),
            given("", None),
            "how it is read is told anew"
        );
        let elsewhere = Given { url: Some("https://b.example/".into()), ..Given::default() };
        let before = told(&Given { url: Some("https://a.example/".into()), ..given("2026-03-02", None) });
        assert_eq!(remembered(elsewhere.clone(), &before), elsewhere, "another page with the same bytes");
    }

    #[test]
    fn what_was_told_is_written_without_what_was_not() {
        let given = Given { outlet: Some("Post".into()), ..Given::default() };
        assert_eq!(told(&given), r#"{"outlet":"Post"}"#);
        let source = SourceBytes {
            form: Form::Text,
            given: told(&given),
            place: "a".into(),
            sha256: String::new(),
            bytes: b"He left.".to_vec(),
        };
        let back = document(source, &serde_json::json!({"published": "2026-03-02"}));
        assert_eq!(back.given, Given { published: Some("2026-03-02".into()), ..given });
        assert_eq!(back.body, Body::Text("He left.".into()));
    }
}
