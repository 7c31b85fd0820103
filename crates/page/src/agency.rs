//! Agencies' articles in XML: NITF, and NewsML-G2 items with NITF, XHTML or plain text inside.
//!
//! Such a document has no furniture to be told from the story: its elements say what everything is. Every block knows
//! the bytes of the XML that its words stand in.

use crate::charset::{Decoded, SourceMap};
use crate::html::{self, Dom};
use crate::metadata::byline;
use crate::metadata::date::{self, Order};
use crate::metadata::facts::{Facts, Published};
use crate::text::{self, Reading};
use crate::xml::{Element, Node, Step, Walk};
use dunlin_record::{BlockRole, FurnitureKind, Note, PageBytes, PublishedBasis, Stage};
use std::ops::Range;

/// Media type of NITF.
pub(crate) const NITF: &str = "application/nitf+xml";
/// Media type of a NewsML-G2 item.
pub(crate) const NEWS_ITEM: &str = "application/vnd.iptc.g2.newsitem+xml";

/// Reads an article; the error says what it is instead.
pub(crate) fn read(decoded: &Decoded, notes: &mut Vec<Note>) -> Result<(Reading, Facts), String> {
    let mut walk = Walk::new(&decoded.text, 0);
    let root = loop {
        match walk.step() {
            Step::Start(element) if matches!(element.local(), "nitf" | "newsitem") => {
                let (element, broken) = walk.element(element);
                if let Some(broken) = broken {
                    let detail = format!(
                        "the XML is broken at byte {} ({}); it was read up to there",
                        broken.at, broken.cause
                    );
                    notes.push(Note::new(Stage::Page, "xml-broken", 1, detail));
                }
                break element;
            }
            Step::Done => return Err("it has no <nitf> or <newsItem>".to_owned()),
            Step::Broken(broken) => {
                return Err(format!("the XML is broken at byte {} ({})", broken.at, broken.cause));
            }
            _ => {}
        }
    };
    if walk.declares_entities {
        let detail = "the document type declares entities, which are not followed".to_owned();
        notes.push(Note::new(Stage::Page, "xml-entities", 1, detail));
    }
    let mut story = Story { map: &decoded.map, reading: Reading::default() };
    let facts = if root.local() == "nitf" { nitf(&root, &mut story) } else { news_item(&root, &mut story) };
    Ok((story.reading, facts))
}

/// The article as it is put together.
struct Story<'m> {
    map: &'m SourceMap,
    reading: Reading,
}

/// Words with white space folded, and where they stand.
#[derive(Default)]
struct Words {
    text: String,
    ranges: Vec<Range<usize>>,
}

impl Words {
    fn of(element: &Element) -> Self {
        let mut words = Self::default();
        words.take(element);
        words
    }

    fn take(&mut self, element: &Element) {
        for child in &element.children {
            match child {
                Node::Text(text, range) => self.push(text, range.clone()),
                Node::Element(child) => {
                    if matches!(child.local(), "br" | "byttl") {
                        self.gap();
                    }
                    self.take(child);
                }
            }
        }
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        if text.starts_with(char::is_whitespace) {
            self.gap();
        }
        let mut some = false;
        for word in text.split_whitespace() {
            if some {
                self.gap();
            }
            self.text.push_str(word);
            some = true;
        }
        if some && text.ends_with(char::is_whitespace) {
            self.gap();
        }
        if some {
            self.ranges.push(range);
        }
    }

    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n', '\t']) {
            self.text.push(' ');
        }
    }

    /// Starts a new line or cell.
    fn part(&mut self, sign: char) {
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        if !self.text.is_empty() {
            self.text.push(sign);
        }
    }
}

impl Story<'_> {
    fn bytes(&self, ranges: &[Range<usize>]) -> Vec<PageBytes> {
        ranges.iter().map(|range| self.map.range(range.start, range.end)).collect()
    }

    fn block(&mut self, role: BlockRole, words: &Words, credit: Option<String>) {
        let text = words.text.trim();
        if !text.is_empty() {
            let bytes = self.bytes(&words.ranges);
            self.reading.tiles.block(role, text, bytes, credit);
        }
    }

    fn aside(&mut self, element: &Element) {
        let words = Words::of(element);
        if !words.text.trim().is_empty() {
            let bytes = self.bytes(&words.ranges);
            self.reading.tiles.furniture(FurnitureKind::Other, words.text.trim(), bytes, None);
        }
    }

    /// Takes what stands in an element that holds blocks.
    fn blocks(&mut self, element: &Element) {
        // Words that stand between blocks are a paragraph of their own.
        let mut loose = Words::default();
        for child in &element.children {
            match child {
                Node::Text(text, range) => loose.push(text, range.clone()),
                Node::Element(child) if is_inline(child.local()) => loose.take(child),
                Node::Element(child) => {
                    self.block(BlockRole::Paragraph, &std::mem::take(&mut loose), None);
                    self.element(child);
                }
            }
        }
        self.block(BlockRole::Paragraph, &loose, None);
    }

    fn element(&mut self, element: &Element) {
        match element.local() {
            "p" | "pre" | "nitf-p" => self.paragraph(element),
            "hl1" | "h1" if self.reading.headline.is_none() && self.reading.tiles.blocks.is_empty() => {
                self.headline(element);
            }
            "hl1" | "hl2" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block(BlockRole::Subheading, &Words::of(element), None);
            }
            "bq" | "blockquote" => self.block(BlockRole::Quote, &Words::of(element), None),
            "ul" | "ol" | "dl" => {
                let mut words = Words::default();
                for item in element.elements() {
                    words.part('\n');
                    words.take(item);
                }
                self.block(BlockRole::List, &words, None);
            }
            "table" => {
                let mut words = Words::default();
                rows(element, &mut words);
                self.block(BlockRole::Table, &words, None);
            }
            "media" | "figure" => {
                let credit = element.child("media-producer").and_then(Element::words);
                for caption in
                    element.elements().filter(|e| matches!(e.local(), "media-caption" | "figcaption"))
                {
                    self.block(BlockRole::Caption, &Words::of(caption), credit.clone());
                }
            }
            "byline" => self.byline(element),
            "dateline" => self.dateline(element),
            "head" | "script" | "style" | "note" | "media-reference" | "media-metadata" => {}
            "tagline" | "bibliography" | "distributor" | "series" => self.aside(element),
            _ => self.blocks(element),
        }
    }

    fn paragraph(&mut self, element: &Element) {
        let words = Words::of(element);
        if self.reading.dateline.is_none()
            && !self.reading.tiles.blocks.iter().any(|b| b.role == BlockRole::Paragraph)
        {
            self.reading.dateline = text::signs::dateline(words.text.trim()).map(str::to_owned);
        }
        self.block(BlockRole::Paragraph, &words, None);
    }

    fn headline(&mut self, element: &Element) {
        let words = Words::of(element);
        if words.text.trim().is_empty() {
            return;
        }
        self.reading.headline = Some(words.text.trim().to_owned());
        self.block(BlockRole::Headline, &words, None);
    }

    fn byline(&mut self, element: &Element) {
        let words = Words::of(element);
        let named = element.below("person").and_then(Element::words);
        let named = named.or_else(|| byline::clean(words.text.trim()));
        self.reading.byline = self.reading.byline.take().or(named);
        self.block(BlockRole::Byline, &words, None);
    }

    fn dateline(&mut self, element: &Element) {
        let words = Words::of(element);
        let bare = words.text.trim().trim_end_matches(['-', '–', '—', ' ']);
        if !bare.is_empty() {
            self.reading.dateline = Some(bare.to_owned());
        }
        self.block(BlockRole::Dateline, &words, None);
    }
}

/// Elements that stand inside running text.
fn is_inline(name: &str) -> bool {
    const INLINE: &[&str] = &[
        "a",
        "abbr",
        "acronym",
        "alt-code",
        "b",
        "chron",
        "classifier",
        "copyrite",
        "em",
        "event",
        "fraction",
        "frac-num",
        "frac-den",
        "frac-sep",
        "function",
        "i",
        "img",
        "keyword",
        "lang",
        "location",
        "money",
        "num",
        "object.title",
        "org",
        "person",
        "postaddr",
        "pronounce",
        "q",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "virtloc",
        "br",
        "city",
        "state",
        "region",
        "country",
        "sublocation",
    ];
    INLINE.contains(&name)
}

/// Rows of a table, a line each.
fn rows(element: &Element, words: &mut Words) {
    for child in element.elements() {
        match child.local() {
            "tr" | "nitf-table-row" => {
                words.part('\n');
                for (at, cell) in child.elements().enumerate() {
                    if at > 0 {
                        words.part('\t');
                    }
                    words.take(cell);
                }
            }
            "caption" => {
                words.part('\n');
                words.take(child);
            }
            _ => rows(child, words),
        }
    }
}

/// Reads a NITF document.
fn nitf(root: &Element, story: &mut Story<'_>) -> Facts {
    let mut facts = Facts { language: root.attribute("lang").map(str::to_owned), ..Facts::default() };
    let head = root.child("head");
    if let Some(body) = root.child("body") {
        if let Some(head) = body.child("body.head") {
            body_head(head, story);
            facts.outlet = head.below("distributor").and_then(Element::words);
        }
        for part in body.elements() {
            match part.local() {
                "body.head" => {}
                "body.end" => story.aside(part),
                _ => story.blocks(part),
            }
        }
    }
    let Some(head) = head else { return facts };
    let norm = |name: &str| head.below(name).and_then(|element| element.attribute("norm"));
    facts.id = head
        .below("doc-id")
        .and_then(|id| id.attribute("id-string"))
        .filter(|id| !id.is_empty())
        .map(str::to_owned);
    let publication = head.child("pubdata");
    let written = norm("date.issue")
        .or_else(|| norm("date.release"))
        .or_else(|| publication?.attribute("date.publication"))
        .or_else(|| root.below("story.date")?.attribute("norm"));
    facts.published = written.and_then(published);
    facts.section = publication
        .and_then(|data| data.attribute("position.section"))
        .map(|s| vec![s.to_owned()])
        .unwrap_or_default();
    facts.outlet = facts.outlet.or_else(|| {
        let named = publication.and_then(|data| data.attribute("name"));
        named.or_else(|| head.below("doc.copyright")?.attribute("holder")).map(str::to_owned)
    });
    if story.reading.headline.is_none() {
        facts.headline = head.child("title").and_then(Element::words);
    }
    facts
}

/// The head of a NITF body: headlines, byline, dateline, abstract.
fn body_head(head: &Element, story: &mut Story<'_>) {
    for part in head.elements() {
        match part.local() {
            "hedline" => {
                for line in part.elements() {
                    story.element(line);
                }
            }
            "rights" => story.aside(part),
            _ => story.element(part),
        }
    }
}

/// Reads a NewsML-G2 item.
fn news_item(root: &Element, story: &mut Story<'_>) -> Facts {
    let mut facts = Facts { id: root.attribute("guid").map(str::to_owned), ..Facts::default() };
    let item = root.child("itemmeta");
    let content = root.child("contentmeta");
    let of =
        |meta: Option<&Element>, name: &str| meta.and_then(|meta| meta.child(name)).and_then(Element::words);
    let outlet = |meta: Option<&Element>, name: &str| {
        let element = meta?.child(name)?;
        let code = |name: &str| {
            element.attribute(name).map(|code| code.rsplit(':').next().unwrap_or(code).to_owned())
        };
        element.child("name").and_then(Element::words).or_else(|| code("literal")).or_else(|| code("qcode"))
    };
    facts.outlet = outlet(content, "infosource").or_else(|| outlet(item, "provider"));
    facts.language =
        content.and_then(|meta| meta.child("language")).and_then(|l| l.attribute("tag")).map(str::to_owned);
    let written = of(content, "contentcreated")
        .or_else(|| of(item, "versioncreated"))
        .or_else(|| of(item, "firstcreated"));
    facts.published = written.as_deref().and_then(published);
    facts.modified = of(content, "contentmodified");
    facts.byline = of(content, "by").and_then(|by| byline::clean(&by));
    let headline = content.and_then(|meta| meta.child("headline"));
    let set = root.child("contentset");
    let parts: Vec<&Element> = set.map(|set| set.elements().collect()).unwrap_or_default();
    // The same article may be there in several renditions: structured ones are better.
    let structured = parts.iter().find(|part| part.local() == "inlinexml" && part.words().is_some());
    let Some(part) = structured.or_else(|| parts.iter().find(|part| part.local() == "inlinedata")) else {
        return facts;
    };
    let inside = part.elements().next();
    let has_own = inside.is_some_and(|inside| inside.below("hl1").or_else(|| inside.below("h1")).is_some());
    if !has_own && let Some(headline) = headline {
        story.headline(headline);
    }
    if !has_own && let Some(dateline) = content.and_then(|meta| meta.child("dateline")) {
        let words = Words::of(dateline);
        // Agencies open their first paragraph with the same words.
        if !part.text().contains(words.text.trim()) {
            story.dateline(dateline);
        }
    }
    match inside {
        Some(inside) if inside.local() == "nitf" => {
            let own = nitf(inside, story);
            facts.byline = facts.byline.or(own.byline);
            facts.published = facts.published.or(own.published);
            facts.section = own.section;
            facts.outlet = facts.outlet.or(own.outlet);
        }
        Some(_) => story.blocks(part),
        None => data(part, story),
    }
    facts
}

/// Reads words that are given as characters: plain text, or HTML in disguise.
fn data(part: &Element, story: &mut Story<'_>) {
    let text = part.text();
    let whole = vec![story.map.range(part.inside.start, part.inside.end)];
    let kind = part.attribute("contenttype").unwrap_or_default().to_ascii_lowercase();
    let known = story.reading.headline.clone();
    let reading = if kind.contains("html") || text.contains("</p>") {
        let dom = Dom::parse(&text, 128);
        let known = html::Known { headline: known.as_deref(), byline: None };
        html::read(&dom, &SourceMap::identity(text.len()), known, Order::Unknown).0
    } else {
        text::verbatim(text.trim(), known.as_deref())
    };
    for block in &reading.tiles.blocks {
        let words = reading.tiles.text.get(block.span.start..block.span.end).unwrap_or_default();
        let again = block.role == BlockRole::Headline && known.is_some();
        if !again && !words.trim().is_empty() {
            story.reading.tiles.block(block.role, words.trim(), whole.clone(), block.credit.clone());
        }
    }
    for item in &reading.tiles.furniture {
        story.reading.tiles.furniture(item.kind, &item.text, whole.clone(), item.limit);
    }
    story.reading.headline = known.or(reading.headline);
    story.reading.dateline = story.reading.dateline.take().or(reading.dateline);
}

fn published(written: &str) -> Option<Published> {
    let stamp = date::value(written, Order::Unknown)?;
    Some(Published { stamp, from: "agency", basis: PublishedBasis::Page })
}

#[cfg(test)]
mod tests;
