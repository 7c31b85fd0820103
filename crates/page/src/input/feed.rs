//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; and OPML, which lists feeds.
//!
//! An item that carries its article becomes a document. One that carries a summary is read when the summary is as long
//! as a short article and not cut off; otherwise it is counted, and can be followed to its page ([`feed`] gives the
//! addresses).

use super::json;
use super::{LeftOut, Place};
use crate::charset;
use crate::html::Dom;
use crate::xml::{Element, Step, Walk};
use crate::{Body, Documents, Given, Limits, PageError, RawDocument};
use std::collections::VecDeque;
use std::io::Read;

/// Shortest summary that is read as an article, in characters of visible text.
const SUMMARY: usize = 500;
/// How many times as long as a page a feed may be.
const PAGES: usize = 4;

/// A feed and its items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    /// Its title.
    pub title: Option<String>,
    /// Its items in their order, newest first in most feeds.
    pub items: Vec<Item>,
    /// What could not be read of it.
    pub faults: Vec<PageError>,
}

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Its id (`guid`, `id`), which need not be an address.
    pub id: Option<String>,
    /// Address of its page, as written: it may be relative to the feed's.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication, as written.
    pub published: Option<String>,
    /// The writers.
    pub byline: Option<String>,
    /// Where the item was taken over from.
    pub source: Option<String>,
    /// What it carries of its article.
    pub words: Words,
}

/// What an item carries of its article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Words {
    /// Nothing.
    #[default]
    None,
    /// The article, in HTML.
    Html(String),
    /// The article, in plain text.
    Text(String),
    /// What the feed calls a description or summary, in HTML: the article or its first lines.
    Summary(String),
}

/// A feed in a list of feeds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: String,
}

/// Reads a feed (XML or JSON) with all its items.
///
/// # Errors
/// When it is no feed.
pub fn feed(bytes: &[u8], name: &str) -> Result<Feed, PageError> {
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) {
        return json::feed(&value).ok_or_else(|| no_feed(name));
    }
    let mut items = Items::new(bytes);
    let mut feed = Feed::default();
    loop {
        match items.next() {
            Some(Ok(item)) => feed.items.push(item),
            Some(Err((at, cause))) => feed.faults.push(broken(name, at, &cause)),
            None => break,
        }
    }
    if !items.is_feed {
        return Err(no_feed(name));
    }
    feed.title = items.title;
    Ok(feed)
}

fn no_feed(name: &str) -> PageError {
    PageError::failure(name, "this is no feed", "give the address of an RSS, Atom or JSON feed")
}

fn broken(name: &str, at: usize, cause: &str) -> PageError {
    let cause = format!("the XML is broken at byte {at} ({cause})");
    PageError::failure(name, cause, "what can be read around it is read; tell the feed's owner")
}

/// The feeds that an OPML list names, in its order.
pub fn outline(bytes: &[u8]) -> Vec<Listed> {
    let text = charset::decode(bytes, None, true).text;
    let mut walk = Walk::new(&text, 0);
    let mut listed = Vec::new();
    loop {
        match walk.step() {
            Step::Start(element) | Step::Empty(element) if element.local() == "outline" => {
                if let Some(url) = element.attribute("xmlurl").filter(|url| !url.is_empty()) {
                    let title = element.attribute("title").or(element.attribute("text"));
                    listed.push(Listed { title: title.map(str::to_owned), url: url.to_owned() });
                }
            }
            Step::Done | Step::Broken(_) => return listed,
            _ => {}
        }
    }
}

/// The documents of a feed in XML.
pub(super) fn documents<'r>(
    input: impl Read + 'r,
    place: &Place,
    given: &Given,
    limits: &Limits,
) -> Documents<'r> {
    match super::whole(input, &place.name, limits.page_bytes.saturating_mul(PAGES)) {
        Err(error) => super::once(Err(error)),
        Ok(bytes) => Box::new(Reading {
            items: Items::new(&bytes),
            name: place.name.clone(),
            given: given.clone(),
            number: 0,
            left: LeftOut::default(),
            warned: false,
            last: VecDeque::new(),
            ended: false,
        }),
    }
}

struct Reading {
    items: Items,
    name: String,
    given: Given,
    number: u64,
    left: LeftOut,
    warned: bool,
    last: VecDeque<PageError>,
    ended: bool,
}

impl Iterator for Reading {
    type Item = Result<RawDocument, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.items.next() {
                Some(Ok(item)) => {
                    self.number += 1;
                    let place = format!("{}, item {}", self.name, self.number);
                    match document(item, place, self.items.title.as_deref(), &self.given) {
                        Ok(document) => return Some(Ok(document)),
                        Err(reason) => self.left.count(reason, ""),
                    }
                }
                Some(Err((at, cause))) => return Some(Err(broken(&self.name, at, &cause))),
                None => {
                    self.ended = true;
                    if self.items.declares_entities && !self.warned {
                        self.warned = true;
                        self.last.push_back(entities(&self.name));
                    }
                    if self.number == 0 {
                        self.last.push_back(PageError::note(self.name.as_str(), "the feed has no items", ""));
                    }
                    self.last.extend(left_out(&self.left, &self.name));
                }
            }
        }
        self.last.pop_front().map(Err)
    }
}

/// The note on the items that were left out.
pub(super) fn left_out(left: &LeftOut, name: &str) -> Option<PageError> {
    left.note(name, "items", "dunlin add with the feed's address reads the pages they point to")
}

/// The complaint on a document type that declares entities.
pub(super) fn entities(name: &str) -> PageError {
    PageError::failure(
        name,
        "its document type declares entities of its own, which are not followed: they could grow without end or reach for other files",
        "they stand in the text as they are written, such as &name;",
    )
}

/// An item as a document; otherwise the reason it is left out under. `title` is the feed's.
pub(super) fn document(
    item: Item,
    place: String,
    title: Option<&str>,
    given: &Given,
) -> Result<RawDocument, &'static str> {
    let (body, content_type) = match item.words {
        Words::None => return Err("that carry no words of their article"),
        Words::Text(text) => (Body::Text(text), None),
        Words::Html(html) if visible(&html).is_empty() => return Err("that carry no words of their article"),
        Words::Html(html) => (Body::Page(html.into_bytes()), Some("text/html; charset=utf-8")),
        Words::Summary(html) => {
            let words = visible(&html);
            let cut = ["…", "...", "[…]", "[...]"].iter().any(|end| words.trim_end().ends_with(end));
            if words.is_empty() {
                return Err("that carry no words of their article");
            }
            if cut || words.chars().count() < SUMMARY {
                return Err("that carry only a summary (cut off, or shorter than 500 characters)");
            }
            (Body::Page(html.into_bytes()), Some("text/html; charset=utf-8"))
        }
    };
    let own = Given {
        id: item.id,
        url: item.url,
        outlet: item.source,
        title: item.title,
        published_from: item.published.is_some().then(|| "feed".to_owned()),
        published: item.published,
        byline: item.byline,
        content_type: content_type.map(str::to_owned),
    };
    // A feed's title is often more than the outlet's name: what the user says wins over it.
    let mut given = own.or(given);
    given.outlet = given.outlet.or_else(|| title.map(str::to_owned));
    Ok(RawDocument { place, given, body })
}

/// What a reader sees of some HTML.
pub(super) fn visible(html: &str) -> String {
    let dom = Dom::parse(html, 64);
    dom.nodes().next().map(|root| dom.visible_text(root)).unwrap_or_default()
}

/// A title freed of markup: feeds put HTML there, escaped once or twice.
pub(super) fn title(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..2 {
        if text.contains(['<', '&']) {
            text = visible(&text);
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The items of a feed in XML, one at a time.
struct Items {
    text: String,
    at: usize,
    title: Option<String>,
    is_feed: bool,
    declares_entities: bool,
}

impl Items {
    fn new(bytes: &[u8]) -> Self {
        let text = charset::decode(bytes, None, true).text;
        Self { text, at: 0, title: None, is_feed: false, declares_entities: false }
    }

    fn next(&mut self) -> Option<Result<Item, (usize, String)>> {
        let mut walk = Walk::new(&self.text, self.at);
        let found = loop {
            let element = match walk.step() {
                Step::Start(element) => element,
                Step::Empty(_) | Step::End => continue,
                Step::Done => break None,
                Step::Broken(broken) => break Some(Err((broken.at, broken.cause))),
            };
            match element.local() {
                "rss" | "rdf" | "feed" | "channel" => self.is_feed = true,
                "item" | "entry" => {
                    let (element, broken) = walk.element(element);
                    break Some(match broken {
                        None => Ok(item(&element, &self.text)),
                        Some(broken) => Err((broken.at, broken.cause)),
                    });
                }
                // Anything else at this level belongs to the feed: read as a whole, so that what is in it is not mistaken.
                name => {
                    let is_title = name == "title";
                    let (element, broken) = walk.element(element);
                    if is_title && self.title.is_none() {
                        self.title = title(&element.text());
                    }
                    if let Some(broken) = broken {
                        break Some(Err((broken.at, broken.cause)));
                    }
                }
            }
        };
        self.declares_entities |= walk.declares_entities;
        self.at = walk.at();
        if let Some(Err((at, _))) = &found {
            // On with the next item behind the fault.
            let from = (*at).max(self.at.min(at + 1));
            self.at = next_item(&self.text, from).unwrap_or(self.text.len());
        }
        found
    }
}

/// Where the next item begins at or behind `from`.
fn next_item(text: &str, mut from: usize) -> Option<usize> {
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let rest = text.get(from..)?;
    ["<item>", "<item ", "<entry>", "<entry "]
        .iter()
        .filter_map(|tag| rest.find(tag))
        .min()
        .map(|at| from + at)
}

/// Reads an item from its element; `text` is what it was read from.
fn item(element: &Element, text: &str) -> Item {
    let mut item = Item::default();
    let (mut content, mut summary) = (Words::None, None);
    let mut dates: [Option<String>; 3] = [None, None, None];
    let mut authors: Vec<String> = Vec::new();
    for child in element.elements() {
        let date = |slot: &mut Option<String>| {
            *slot = slot.take().or_else(|| child.words().map(|date| whole_year(&date)))
        };
        let [published, dated, updated] = &mut dates;
        match child.name.as_str() {
            // Media extensions have titles and descriptions too, of pictures.
            name if name.starts_with("media:") || name.starts_with("itunes:") => {}
            "content:encoded" => content = Words::Html(child.text()),
            _ => match child.local() {
                "title" if item.title.is_none() => item.title = title(&child.text()),
                "link" => link(child, &mut item.url),
                "guid" | "id" => {
                    item.id = child.words();
                    let permanent = child.name == "guid" && child.attribute("ispermalink") != Some("false");
                    if permanent
                        && item.url.is_none()
                        && item.id.as_deref().is_some_and(|id| id.starts_with("http"))
                    {
                        item.url = item.id.clone();
                    }
                }
                "pubdate" | "published" | "issued" => date(published),
                "date" => date(dated),
                "updated" | "modified" => date(updated),
                "author" | "creator" => authors.extend(author(child)),
                "source" => item.source = child.child("title").unwrap_or(child).words(),
                "description" | "summary" => summary = Some(markup(child, text)),
                "content" if content == Words::None => content = atom_content(child, text),
                _ => {}
            },
        }
    }
    item.published = dates.into_iter().flatten().next();
    item.byline = (!authors.is_empty()).then(|| authors.join(", "));
    item.words = match content {
        Words::None => summary.map_or(Words::None, Words::Summary),
        content => content,
    };
    item
}

/// Takes an item's address from a link: RSS writes it between the tags, Atom in an attribute with what it leads to.
fn link(element: &Element, url: &mut Option<String>) {
    let leads_to_page = matches!(element.attribute("rel"), None | Some("alternate"));
    let found = match element.attribute("href") {
        Some(href) => leads_to_page.then(|| href.to_owned()),
        None => element.words(),
    };
    // A guid may have been taken for want of a link.
    if let Some(found) = found.filter(|found| !found.is_empty()) {
        *url = Some(found);
    }
}

/// A writer's name; RSS asks for an e-mail address, with the name in brackets if at all.
fn author(element: &Element) -> Option<String> {
    let text = element.child("name").unwrap_or(element).words()?;
    if text.contains('@') {
        let (_, inside) = text.split_once('(')?;
        let name = inside.split(')').next()?.trim();
        return (!name.is_empty() && !name.contains('@')).then(|| name.to_owned());
    }
    crate::metadata::byline::clean(&text)
}

/// An Atom text construct as HTML.
fn markup(element: &Element, text: &str) -> String {
    match element.attribute("type") {
        Some("xhtml") => text.get(element.inside.clone()).unwrap_or_default().to_owned(),
        Some("text" | "text/plain") => escape(&element.text()),
        // RSS says nothing and means HTML; Atom says nothing and means text, in which "<" is rare.
        _ => element.text(),
    }
}

fn atom_content(element: &Element, text: &str) -> Words {
    if element.attribute("src").is_some() {
        return Words::None;
    }
    match element.attribute("type") {
        None | Some("text" | "text/plain") => match element.text() {
            words if words.trim().is_empty() => Words::None,
            words if words.contains("</p>") || words.contains("<br") => Words::Html(words),
            words => Words::Text(words.trim().to_owned()),
        },
        Some(kind) if kind == "xhtml" || kind.contains("html") => Words::Html(markup(element, text)),
        Some(_) => Words::None,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A date of RFC 822, whose year may have two digits, with the whole year.
fn whole_year(date: &str) -> String {
    let mut parts: Vec<String> = date.split_whitespace().map(str::to_owned).collect();
    let named = |part: &str| part.len() >= 3 && part.chars().all(char::is_alphabetic);
    for at in 2..parts.len() {
        let (day, month) = (&parts[at - 2], &parts[at - 1]);
        if let [a, b] = parts[at].as_bytes()
            && a.is_ascii_digit()
            && b.is_ascii_digit()
            && named(month)
            && day.parse::<u8>().is_ok()
        {
            // RFC 2822 reads 50 to 99 as the last century.
            let century = if *a >= b'5' { "19" } else { "20" };
            parts[at] = format!("{century}{}", parts[at]);
            break;
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests;
