//! One document to one article: which reader it needs, and what is known of it from elsewhere laid over what the
//! page says.

use crate::agency;
use crate::charset::{self, Decoded};
use crate::html::{self, Dom};
use crate::kind::{self, Kind};
use crate::metadata::date::{self, Order, Stamp};
use crate::metadata::facts::{self, Facts};
use crate::metadata::language;
use crate::text::{self, Reading};
use crate::{Body, Given, Limits, PageError, RawDocument};
use dunlin_record::{Article, Note, PublishedBasis, Source, Stage};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

pub(crate) fn read(document: &RawDocument, limits: &Limits) -> Result<(Article, Vec<Note>), PageError> {
    let given = &document.given;
    let mut notes = Vec::new();
    let mut facts = Facts::default();
    let (reading, source) = match &document.body {
        Body::Text(text) => {
            let reading = text::verbatim(text, given.title.as_deref());
            (reading, source(text.as_bytes(), "application/json", encoding_rs::UTF_8.name()))
        }
        Body::Page(bytes) => {
            if bytes.len() > limits.page_bytes {
                let cause =
                    format!("one page may have {} bytes and this has {}", limits.page_bytes, bytes.len());
                return Err(error(document, cause, "cut it into one document an article"));
            }
            match page_kind(bytes, given) {
                Kind::Html => {
                    let decoded = charset::decode(bytes, given.content_type.as_deref(), true);
                    notes.extend(decoded.notes());
                    let reading;
                    (reading, facts) = markup(&decoded, given, limits, &mut notes);
                    (reading, source(bytes, "text/html", decoded.charset.name()))
                }
                kind @ (Kind::Nitf | Kind::NewsMl) => {
                    let decoded = charset::decode(bytes, given.content_type.as_deref(), true);
                    notes.extend(decoded.notes());
                    let reading;
                    (reading, facts) = agency::read(&decoded, &mut notes)
                        .map_err(|cause| error(document, cause, "give an item with an article in it"))?;
                    let media_type = if kind == Kind::Nitf { agency::NITF } else { agency::NEWS_ITEM };
                    (reading, source(bytes, media_type, decoded.charset.name()))
                }
                Kind::Unread(unread) => {
                    return Err(error(document, format!("this is {}", unread.what), unread.remedy));
                }
                kind @ (Kind::Gzip | Kind::Zstd | Kind::Zip | Kind::Warc | Kind::Feed) => {
                    let cause = format!("this document, itself part of an input, is {}", kind.what());
                    return Err(error(document, cause, "give it as an input of its own"));
                }
                Kind::Text | Kind::Jsonl | Kind::Json | Kind::Email | Kind::Opml | Kind::Empty => {
                    let decoded = charset::decode(bytes, given.content_type.as_deref(), false);
                    notes.extend(decoded.notes());
                    let reading = plain(&decoded, given);
                    (reading, source(bytes, "text/plain", decoded.charset.name()))
                }
            }
        }
    };
    if reading.tiles.blocks.is_empty() && reading.tiles.furniture.is_empty() {
        return Err(error(document, "it has no visible text".into(), "give a page with an article on it"));
    }
    if reading.tiles.blocks.is_empty() {
        let detail = "every line of the page looks like furniture".to_owned();
        notes.push(Note::new(Stage::Page, "no-story", 1, detail));
    }
    let mut article = Article { source, ..Article::default() };
    take(&mut article, reading);
    if article.text.len() > limits.text_bytes {
        let cause =
            format!("its text has {} bytes, one article may have {}", article.text.len(), limits.text_bytes);
        return Err(error(document, cause, "cut it into chapters, one document each"));
    }
    article.language = language::of(&article.text, facts.language.as_deref());
    add(&mut article, facts, &mut notes);
    lay_over(&mut article, given, &mut notes);
    Ok((article, notes))
}

fn error(document: &RawDocument, cause: String, remedy: &str) -> PageError {
    PageError::failure(document.place.as_str(), cause, remedy)
}

/// What a page is: what the container says where it says HTML or plain text, otherwise what its bytes look like.
fn page_kind(bytes: &[u8], given: &Given) -> Kind {
    let sniffed = kind::sniff(bytes.get(..kind::SNIFFED).unwrap_or(bytes));
    // Only the marks of binary formats speak against what the container says.
    if matches!(sniffed, Kind::Unread(_)) && std::str::from_utf8(bytes).is_err() {
        return sniffed;
    }
    let told = given.content_type.as_deref().map(|told| told.trim().to_ascii_lowercase());
    match told {
        Some(told) if told.starts_with("text/html") || told.starts_with("application/xhtml") => Kind::Html,
        _ => sniffed,
    }
}

fn plain(decoded: &Decoded, given: &Given) -> Reading {
    let order = Order::of_language(language::of(&decoded.text, None).as_deref());
    text::page(&decoded.text, &decoded.map, given.title.as_deref(), order)
}

/// Reads a page of HTML: its words, and what its markup says of them.
fn markup(decoded: &Decoded, given: &Given, limits: &Limits, notes: &mut Vec<Note>) -> (Reading, Facts) {
    let dom = Dom::parse(&decoded.text, limits.depth);
    let facts = facts::of_page(&dom, given.url.as_deref());
    let headline = given.title.as_deref().or(facts.headline.as_deref());
    let known = html::Known { headline, byline: facts.byline.as_deref() };
    let order = Order::of_language(facts.language.as_deref());
    let (reading, bounded) = html::read(&dom, &decoded.map, known, order);
    notes.extend(bounded);
    (reading, facts)
}

fn source(bytes: &[u8], media_type: &str, charset: &str) -> Source {
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(sha256, "{byte:02x}");
    }
    Source {
        sha256,
        media_type: media_type.to_owned(),
        bytes: bytes.len() as u64,
        charset: Some(charset.to_owned()),
    }
}

/// Takes over what was read from the page's text.
fn take(article: &mut Article, reading: Reading) {
    article.text = reading.tiles.text;
    article.blocks = reading.tiles.blocks;
    article.furniture = reading.tiles.furniture;
    article.headline = reading.headline;
    article.section = reading.section;
    article.outlet = reading.outlet;
    article.byline = reading.byline;
    article.dateline = reading.dateline;
    if let Some(stamp) = reading.published {
        article.published = Some(stamp.day.to_string());
        article.published_basis = PublishedBasis::Page;
        article.published_from = Some("text".to_owned());
        article.published_at = stamp.at;
    }
    article.modified = reading.modified.map(|stamp| stamp.at.unwrap_or_else(|| stamp.day.to_string()));
}

/// What the markup says wins over what the words let guess.
fn add(article: &mut Article, facts: Facts, notes: &mut Vec<Note>) {
    article.id = facts.id.unwrap_or_default();
    let over = |slot: &mut Option<String>, stated: Option<String>| {
        if stated.is_some() {
            *slot = stated;
        }
    };
    over(&mut article.headline, facts.headline);
    over(&mut article.byline, facts.byline);
    over(&mut article.modified, facts.modified);
    over(&mut article.url, facts.url);
    if facts.outlet.is_some() && (article.outlet.is_none() || !facts.outlet_inferred) {
        article.outlet = facts.outlet;
        if facts.outlet_inferred {
            let detail = "the page does not name its outlet; it is read from the address".to_owned();
            notes.push(Note::new(Stage::Page, "outlet-inferred", 1, detail));
        }
    }
    if !facts.section.is_empty() {
        article.section = facts.section;
    }
    if let Some(published) = facts.published
        && (published.basis == PublishedBasis::Page || article.published.is_none())
    {
        article.published = Some(published.stamp.day.to_string());
        article.published_basis = published.basis;
        article.published_from = Some(published.from.to_owned());
        article.published_at = published.stamp.at;
    }
}

/// What was given wins over what the page says.
fn lay_over(article: &mut Article, given: &Given, notes: &mut Vec<Note>) {
    article.id = match &given.id {
        Some(id) => id.clone(),
        None if !article.id.is_empty() => std::mem::take(&mut article.id),
        None => article.source.sha256.get(..16).unwrap_or_default().to_owned(),
    };
    let over = |slot: &mut Option<String>, given: &Option<String>| {
        if let Some(given) = given.as_deref().map(str::trim).filter(|given| !given.is_empty()) {
            *slot = Some(given.to_owned());
        }
    };
    over(&mut article.url, &given.url);
    over(&mut article.outlet, &given.outlet);
    over(&mut article.headline, &given.title);
    over(&mut article.byline, &given.byline);
    let Some(published) = given.published.as_deref().filter(|given| !given.trim().is_empty()) else { return };
    // What is told is believed as far as the calendar goes; only what is read off a page must also be plausible.
    let told = published
        .trim()
        .parse::<jiff::civil::Date>()
        .ok()
        .filter(|day| day.year() > 0)
        .map(|day| Stamp { day, at: None, range: 0..published.len() });
    match date::value(published, Order::Unknown).or(told) {
        Some(stamp) => {
            let day = stamp.day.to_string();
            let other = article.published.as_deref().filter(|page| *page != day);
            if let Some(from) = &given.published_from {
                if article.published_basis == PublishedBasis::Page {
                    if let Some(page) = other {
                        let detail = format!("the {from} states {day}, the page {page}, which holds");
                        notes.push(Note::new(Stage::Page, "page-date-over-feed", 1, detail));
                    }
                    return;
                }
                article.published = Some(day);
                article.published_at = stamp.at;
                article.published_basis = match from.as_str() {
                    "feed" | "email" => PublishedBasis::Feed,
                    _ => PublishedBasis::Page,
                };
                article.published_from = Some(from.clone());
                return;
            }
            if let Some(page) = other {
                let detail = format!("the page states {page}, {day} was given and holds");
                notes.push(Note::new(Stage::Page, "given-date-over-page", 1, detail));
            }
            // The page's own time of day still holds when it is of the day that was given.
            if article.published.as_deref() != Some(day.as_str()) || stamp.at.is_some() {
                article.published_at = stamp.at;
            }
            article.published = Some(day);
            article.published_basis = PublishedBasis::Given;
            article.published_from = Some("option".to_owned());
        }
        None => {
            let detail = format!("\"{published}\" is not a day of the calendar; write it as YYYY-MM-DD");
            notes.push(Note::new(Stage::Page, "given-date-unread", 1, detail));
        }
    }
}
