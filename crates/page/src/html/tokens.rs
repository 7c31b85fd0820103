//! From html5gum's callbacks to the tree: collects tags with their attributes, and text with the place of every
//! byte of it.
//!
//! html5gum tells its position behind each piece of text it hands over. A piece that equals the bytes before that
//! position was taken over as it stands; any other piece (a character reference, a folded line end) stands for
//! everything since the piece before it.

use super::dom::{Attribute, Bounded, Dom, Piece, Slice};
use super::tag::Tag;
use super::tree::Tree;
use html5gum::{Emitter, Error, State, Tokenizer};
use std::convert::Infallible;

/// Most attributes kept of one element.
const MAX_ATTRIBUTES: usize = 64;
/// Longest attribute value kept, in bytes.
const MAX_VALUE: usize = 1 << 18;
/// Longest name of an element or attribute kept, in bytes.
const MAX_NAME: usize = 256;

/// See [`Dom::parse`].
pub(super) fn parse(page: &str, depth: usize) -> Dom {
    // Offsets are kept in 32 bits; a longer page is cut, which `Limits::page_bytes` forbids long before.
    let page = page.get(..page.floor_char_boundary(u32::MAX as usize - 1)).unwrap_or("");
    let mut feed = Feed::new(page.as_bytes(), depth);
    let reader = Tokenizer::new_with_emitter(page, Handle(&mut feed));
    match reader.finish() {
        Ok(()) => {}
        Err(never) => match never {},
    }
    feed.into_dom()
}

struct Feed<'p> {
    page: &'p [u8],
    position: usize,
    /// Behind the last byte that was handed over, as text or as markup.
    done: usize,
    tree: Tree,
    text: Vec<u8>,
    /// Where the text that no node holds yet begins in `text`, and where its first character stands in the page.
    pending: usize,
    pending_at: usize,
    pieces: Vec<Piece>,
    names: Vec<u8>,
    attributes: Vec<Attribute>,
    bounded: Bounded,
    tag: CurrentTag,
}

/// The tag that is being read.
#[derive(Default)]
struct CurrentTag {
    start: usize,
    name: Vec<u8>,
    is_end: bool,
    self_closing: bool,
    /// Where its attributes begin.
    attributes: usize,
    /// An attribute is open: where its name and value begin in `names`.
    attribute: Option<(usize, usize)>,
    last_start: Vec<u8>,
}

impl<'p> Feed<'p> {
    fn new(page: &'p [u8], depth: usize) -> Self {
        Self {
            page,
            position: 0,
            done: 0,
            tree: Tree::new(depth),
            text: Vec::with_capacity(page.len() / 4),
            pending: 0,
            pending_at: 0,
            pieces: Vec::new(),
            names: Vec::with_capacity(page.len() / 4),
            attributes: Vec::new(),
            bounded: Bounded::default(),
            tag: CurrentTag::default(),
        }
    }

    fn into_dom(mut self) -> Dom {
        self.flush_text();
        let (nodes, deep_elements, elements) = self.tree.finish();
        self.bounded.deep_elements = deep_elements;
        self.bounded.elements = elements;
        Dom {
            nodes,
            attributes: self.attributes,
            names: into_string(self.names),
            text: into_string(self.text),
            pieces: self.pieces,
            bounded: self.bounded,
        }
    }

    fn add_text(&mut self, s: &[u8]) {
        if s.is_empty() {
            self.done = self.position;
            return;
        }
        let end = self.position.min(self.page.len());
        let as_written = end
            .checked_sub(s.len())
            .filter(|start| *start >= self.done && self.page.get(*start..end) == Some(s))
            .filter(|start| *start == self.done || self.page.get(self.done) != Some(&b'&'));
        let start = as_written.unwrap_or(self.done.min(end));
        if self.text.len() == self.pending {
            self.pending_at = start;
        }
        let piece = Piece {
            text: self.text.len() as u32,
            text_len: s.len() as u32,
            page: start as u32,
            page_len: (end - start) as u32,
        };
        match self.pieces.last_mut() {
            Some(last)
                if as_written.is_some()
                    && last.text_len == last.page_len
                    && last.page + last.page_len == piece.page
                    && last.text + last.text_len == piece.text =>
            {
                last.text_len += piece.text_len;
                last.page_len += piece.page_len;
            }
            _ => self.pieces.push(piece),
        }
        self.text.extend_from_slice(s);
        self.done = end;
    }

    /// Hands the text read so far to the tree.
    fn flush_text(&mut self) {
        if self.text.len() > self.pending {
            let blank = self.text.get(self.pending..).unwrap_or(&[]).iter().all(u8::is_ascii_whitespace);
            let slice = Slice { start: self.pending as u32, end: self.text.len() as u32 };
            self.tree.text(slice, self.pending_at as u32, blank);
            self.pending = self.text.len();
        }
    }

    /// Closes the open attribute; one of the same name as an earlier one is dropped, as the standard says.
    fn end_attribute(&mut self) {
        let Some((name, value)) = self.tag.attribute.take() else { return };
        let slice = |start: usize, end: usize| Slice { start: start as u32, end: end as u32 };
        let new = Attribute { name: slice(name, value), value: slice(value, self.names.len()) };
        let of_tag = self.attributes.get(self.tag.attributes..).unwrap_or(&[]);
        let word = |slice: Slice| self.names.get(slice.range()).unwrap_or(&[]);
        let known = of_tag.iter().any(|old| word(old.name) == word(new.name));
        let crowded = of_tag.len() >= MAX_ATTRIBUTES;
        if known || crowded || self.tag.is_end {
            self.bounded.attributes += u64::from(crowded && !known);
            self.names.truncate(name);
        } else {
            self.attributes.push(new);
        }
    }

    /// Adds to `names` what still fits into `most` bytes behind `start`.
    fn add_name(&mut self, start: usize, s: &[u8], most: usize) {
        let room = most.saturating_sub(self.names.len() - start);
        if s.len() <= room {
            self.names.extend_from_slice(s);
        } else {
            // Whole characters only: a byte that continues one is never the first that is left out.
            let mut cut = room;
            while cut > 0 && s.get(cut).is_some_and(|byte| byte & 0xC0 == 0x80) {
                cut -= 1;
            }
            self.names.extend_from_slice(s.get(..cut).unwrap_or(&[]));
            self.bounded.attributes += u64::from(room > 0);
        }
    }

    /// What a tag's content is read as.
    fn state_after(&self, tag: Tag) -> Option<State> {
        match tag {
            // In a drawing these are ordinary elements, and may even be self-closing.
            Tag::Script | Tag::Style | Tag::Title if self.tree.in_foreign() && self.tag.self_closing => None,
            Tag::Textarea | Tag::Title => Some(State::RcData),
            Tag::Plaintext => Some(State::PlainText),
            Tag::Script => Some(State::ScriptData),
            Tag::Style | Tag::Iframe | Tag::Xmp | Tag::Noembed | Tag::Noframes | Tag::Noscript => {
                Some(State::RawText)
            }
            _ => None,
        }
    }
}

/// The bytes come from a `&str` in whole characters, so this is free; should it ever not hold, bad bytes become
/// `?` one by one, since offsets must stay.
fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        error.into_bytes().iter().map(|byte| if byte.is_ascii() { *byte as char } else { '?' }).collect()
    })
}

struct Handle<'f, 'p>(&'f mut Feed<'p>);

impl Emitter for Handle<'_, '_> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.0.tag.last_start = last_start_tag.unwrap_or_default().to_vec();
    }

    fn emit_eof(&mut self) {}

    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_string(&mut self, c: &[u8]) {
        self.0.add_text(c);
    }

    fn init_start_tag(&mut self) {
        let feed = &mut *self.0;
        feed.tag.name.clear();
        feed.tag.is_end = false;
        feed.tag.self_closing = false;
        feed.tag.attribute = None;
        feed.tag.attributes = feed.attributes.len();
    }

    fn init_end_tag(&mut self) {
        self.init_start_tag();
        self.0.tag.is_end = true;
    }

    fn init_comment(&mut self) {}

    fn emit_current_tag(&mut self) -> Option<State> {
        let feed = &mut *self.0;
        feed.end_attribute();
        feed.flush_text();
        feed.done = feed.position;
        let tag = Tag::of(&feed.tag.name);
        if feed.tag.is_end {
            feed.tree.end_tag(tag, &feed.tag.name);
            return None;
        }
        feed.tag.last_start.clear();
        feed.tag.last_start.extend_from_slice(&feed.tag.name);
        let mut name = Slice::default();
        if tag == Tag::Other {
            let start = feed.names.len();
            feed.names.extend_from_slice(&feed.tag.name);
            name = Slice { start: start as u32, end: feed.names.len() as u32 };
        }
        let attributes = Slice { start: feed.tag.attributes as u32, end: feed.attributes.len() as u32 };
        feed.tree.start_tag(
            tag,
            name,
            &feed.tag.name,
            attributes,
            feed.tag.start as u32,
            feed.tag.self_closing,
        );
        feed.state_after(tag)
    }

    fn emit_current_comment(&mut self) {
        self.0.flush_text();
        self.0.done = self.0.position;
    }

    fn emit_current_doctype(&mut self) {
        self.0.flush_text();
        self.0.done = self.0.position;
    }

    fn set_self_closing(&mut self) {
        self.0.tag.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    fn push_tag_name(&mut self, s: &[u8]) {
        let name = &mut self.0.tag.name;
        if name.len() + s.len() <= MAX_NAME {
            name.extend_from_slice(s);
        } else {
            self.0.bounded.attributes += 1;
        }
    }

    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}

    fn init_attribute(&mut self) {
        let feed = &mut *self.0;
        feed.end_attribute();
        let start = feed.names.len();
        feed.tag.attribute = Some((start, start));
    }

    fn push_attribute_name(&mut self, s: &[u8]) {
        let feed = &mut *self.0;
        if let Some((name, _)) = feed.tag.attribute {
            feed.add_name(name, s, MAX_NAME);
            feed.tag.attribute = Some((name, feed.names.len()));
        }
    }

    fn push_attribute_value(&mut self, s: &[u8]) {
        let feed = &mut *self.0;
        if let Some((_, value)) = feed.tag.attribute {
            feed.add_name(value, s, MAX_VALUE);
        }
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn start_open_tag(&mut self) {
        self.0.tag.start = self.0.position.saturating_sub(1);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        let tag = &self.0.tag;
        tag.is_end && !tag.last_start.is_empty() && tag.last_start == tag.name
    }

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.0.position = self.0.position.saturating_add_signed(offset);
    }
}
