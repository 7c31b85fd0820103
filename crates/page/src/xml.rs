//! XML to a tree, for formats that carry news: lenient, bounded, and with the place of every word.
//!
//! The lexing is quick-xml's. On top: elements that are not closed are closed where their parent ends, nesting is
//! bounded, and entities are those of XML and HTML alone. What a document type declares is not followed, neither inside
//! nor outside the file, so that nothing can grow.

use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::ops::Range;

/// Deepest nesting that is kept; what stands deeper is read as if it stood there.
const DEPTH: usize = 128;
/// Longest element that is read as one, in nodes.
const NODES: usize = 1 << 18;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Its name in lower case, with the prefix as written: `content:encoded`.
    pub(crate) name: String,
    /// Attributes by name in lower case, with the prefix as written.
    attributes: Vec<(String, String)>,
    /// What is in it, in order.
    pub(crate) children: Vec<Node>,
    /// Where its content stands in the text, between its tags.
    pub(crate) inside: Range<usize>,
}

/// What an element holds.
#[derive(Debug)]
pub(crate) enum Node {
    /// Another element.
    Element(Element),
    /// Characters, references resolved, and where they stand in the text.
    Text(String, Range<usize>),
}

impl Element {
    /// Its name without a prefix.
    pub(crate) fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// An attribute's value, by its name without a prefix.
    pub(crate) fn attribute(&self, local: &str) -> Option<&str> {
        let named = self.attributes.iter().find(|(name, _)| name.rsplit(':').next() == Some(local));
        named.map(|(_, value)| value.trim())
    }

    /// The elements in it.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(..) => None,
        })
    }

    /// The first element in it by its name without a prefix.
    pub(crate) fn child(&self, local: &str) -> Option<&Element> {
        self.elements().find(|element| element.local() == local)
    }

    /// The first element anywhere below it by its name without a prefix, in document order.
    pub(crate) fn below(&self, local: &str) -> Option<&Element> {
        self.elements()
            .find_map(|element| if element.local() == local { Some(element) } else { element.below(local) })
    }

    /// All characters in it, as written.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        self.collect(&mut out);
        out
    }

    fn collect(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text, _) => out.push_str(text),
                Node::Element(element) => element.collect(out),
            }
        }
    }

    /// All characters in it, white space folded; `None` when there are none.
    pub(crate) fn words(&self) -> Option<String> {
        let words = self.text().split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    }
}

/// Where the XML is broken, as an offset in the text, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) at: usize,
    pub(crate) cause: String,
}

/// What [`Walk`] comes upon.
#[derive(Debug)]
pub(crate) enum Step {
    /// An element begins; its content comes next, unless it is taken as a whole with [`Walk::element`].
    Start(Element),
    /// An element that is empty by its tag.
    Empty(Element),
    /// An element ends.
    End,
    /// There is nothing more.
    Done,
    /// The XML is broken; nothing more comes.
    Broken(Broken),
}

/// A walk through the elements of a text, from anywhere in it.
pub(crate) struct Walk<'t> {
    reader: Reader<&'t [u8]>,
    base: usize,
    failed: Option<Broken>,
    began: usize,
    /// Whether a document type declares entities, which are not followed.
    pub(crate) declares_entities: bool,
}

impl<'t> Walk<'t> {
    /// A walk through `text` from byte `from` on, which should not be inside a tag.
    pub(crate) fn new(text: &'t str, from: usize) -> Self {
        let mut reader = Reader::from_str(text.get(from..).unwrap_or_default());
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, base: from, failed: None, began: from, declares_entities: false }
    }

    /// How far the walk has come, in bytes of the text.
    pub(crate) fn at(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Where the tag that [`Walk::step`] came upon last begins.
    pub(crate) fn began(&self) -> usize {
        self.began
    }

    fn event(&mut self) -> Option<Event<'t>> {
        if self.failed.is_some() {
            return None;
        }
        match self.reader.read_event() {
            Ok(event) => Some(event),
            Err(error) => {
                let at = self.base + usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                self.failed = Some(Broken { at, cause: error.to_string() });
                None
            }
        }
    }

    /// Goes on to where the next element begins or ends.
    pub(crate) fn step(&mut self) -> Step {
        loop {
            self.began = self.at();
            match self.event() {
                None => return self.failed.clone().map_or(Step::Done, Step::Broken),
                Some(Event::Eof) => return Step::Done,
                Some(Event::Start(tag)) => return Step::Start(self.opened(&tag)),
                Some(Event::Empty(tag)) => return Step::Empty(self.opened(&tag)),
                Some(Event::End(_)) => return Step::End,
                Some(Event::DocType(declared)) => {
                    self.declares_entities |= declared.into_inner().contains("<!ENTITY");
                }
                Some(_) => {}
            }
        }
    }

    fn opened(&self, tag: &BytesStart<'_>) -> Element {
        let mut attributes = tag.html_attributes();
        let attributes = attributes.with_checks(false).flatten().take(256).map(|attribute| {
            let value = attribute.normalized_value_with(XmlVersion::Implicit1_0, 2, resolve_html5_entity);
            (
                attribute.key.as_ref().to_ascii_lowercase(),
                value.map_or_else(|_| attribute.value.to_string(), |v| v.into_owned()),
            )
        });
        let at = self.at();
        Element {
            name: tag.name().as_ref().to_ascii_lowercase(),
            attributes: attributes.collect(),
            children: Vec::new(),
            inside: at..at,
        }
    }

    /// Reads the rest of an element that has just begun.
    pub(crate) fn element(&mut self, opened: Element) -> (Element, Option<Broken>) {
        let mut open = vec![opened];
        let mut nodes = 0;
        loop {
            let before = self.at();
            let event = self.event();
            let after = self.at();
            nodes += 1;
            let Some(top) = open.last_mut() else { return (Element::default(), None) };
            let mut add = |text: &str| match top.children.last_mut() {
                // Pieces between references are one text.
                Some(Node::Text(last, range)) => {
                    last.push_str(text);
                    range.end = after;
                }
                _ => top.children.push(Node::Text(text.to_owned(), before..after)),
            };
            match event {
                Some(Event::Text(text)) => add(&text.xml10_content()),
                Some(Event::CData(text)) => add(&text.into_inner()),
                Some(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => add(c.encode_utf8(&mut [0; 4])),
                    _ => match resolve_html5_entity(&name) {
                        Some(value) => add(value),
                        None => add(&format!("&{};", &*name)),
                    },
                },
                Some(Event::Empty(tag)) if nodes < NODES => {
                    top.children.push(Node::Element(self.opened(&tag)))
                }
                Some(Event::Start(tag)) => {
                    let element = self.opened(&tag);
                    if open.len() < DEPTH && nodes < NODES {
                        open.push(element);
                    }
                }
                Some(Event::End(tag)) => {
                    let name = tag.name().as_ref().to_ascii_lowercase();
                    if let Some(level) = open.iter().rposition(|element| element.name == name)
                        && let Some(element) = close(&mut open, level, before)
                    {
                        return (element, None);
                    }
                }
                Some(Event::Eof) | None => {
                    let cut = Broken { at: after, cause: "it ends inside an element".to_owned() };
                    let broken = self.failed.clone().unwrap_or(cut);
                    return (close(&mut open, 0, after).unwrap_or_default(), Some(broken));
                }
                Some(_) => {}
            }
        }
    }
}

/// Closes the open elements down to `level` at byte `at`; the outermost when that is the one closed.
fn close(open: &mut Vec<Element>, level: usize, at: usize) -> Option<Element> {
    while open.len() > level {
        let mut element = open.pop()?;
        element.inside.end = at;
        match open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => return Some(element),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> (Element, Option<Broken>) {
        let mut walk = Walk::new(text, 0);
        match walk.step() {
            Step::Start(element) => walk.element(element),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn references_are_resolved_and_texts_know_their_place() {
        let text = "<a x='1 &amp; 2'>S&amp;P&nbsp;&#233; &mine; R & D<![CDATA[<b>]]><c/>tail</a>";
        let (a, broken) = tree(text);
        assert_eq!(broken, None);
        assert_eq!(a.attribute("x"), Some("1 & 2"));
        let [Node::Text(words, range), Node::Element(c), Node::Text(tail, place)] = a.children.as_slice()
        else {
            panic!("{a:?}")
        };
        assert_eq!(words, "S&P\u{a0}é &mine; R & D<b>");
        assert_eq!(&text[range.clone()], "S&amp;P&nbsp;&#233; &mine; R & D<![CDATA[<b>]]>");
        assert_eq!((c.local(), tail.as_str(), &text[place.clone()]), ("c", "tail", "tail"));
    }

    #[test]
    fn what_is_not_closed_is_closed_by_its_parent() {
        let (a, broken) = tree("<a><p>one<p>two</b></a>");
        assert_eq!(broken, None);
        assert_eq!(a.text(), "onetwo");
        let (a, broken) = tree("<a><p>one");
        assert_eq!(a.text(), "one");
        assert!(broken.is_some());
    }

    #[test]
    fn entities_do_not_grow_and_nesting_is_bounded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;'>]><a>&y;</a>";
        let mut walk = Walk::new(bomb, 0);
        let Step::Start(a) = walk.step() else { panic!() };
        assert_eq!(walk.element(a).0.text(), "&y;");
        assert!(walk.declares_entities);
        let deep = format!("{}word{}", "<d>".repeat(100_000), "</d>".repeat(100_000));
        assert_eq!(tree(&deep).0.text(), "word");
    }
}
