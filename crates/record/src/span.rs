//! Where words stand: byte ranges inside the program, Unicode scalar ranges in JSON.
//!
//! Rust slices text by bytes, Python, R and the annotation tools count characters. The two are kept apart by
//! converting only at the border, through a [`CharIndex`] of the article's text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A range `[start, end)` of [`crate::Article::text`].
///
/// Inside the program `start` and `end` are **byte** offsets on character borders. In a record's JSON the same
/// pair counts Unicode scalar values; only [`crate::Record::to_json`] and [`crate::Record::from_json`] convert.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
#[schemars(with = "[u64; 2]")]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `[start, end)`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes; 0 for a reversed range.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is inside.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The words at this place; empty when the range is not a slice of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// The smallest range that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

impl From<[usize; 2]> for Span {
    fn from([start, end]: [usize; 2]) -> Self {
        Self { start, end }
    }
}

impl From<Span> for [usize; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

/// A range `[start, end)` of **bytes** of the source (the page as it came in, before charset decoding).
/// Bytes in JSON too: it points into a file, not into text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(from = "[u64; 2]", into = "[u64; 2]")]
#[schemars(with = "[u64; 2]")]
pub struct PageBytes {
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

impl PageBytes {
    /// The range `[start, end)`.
    pub fn new(start: u64, end: u64) -> Self {
        Self { start, end }
    }
}

impl From<[u64; 2]> for PageBytes {
    fn from([start, end]: [u64; 2]) -> Self {
        Self { start, end }
    }
}

impl From<PageBytes> for [u64; 2] {
    fn from(bytes: PageBytes) -> Self {
        [bytes.start, bytes.end]
    }
}

/// Everything that holds [`Span`]s and can hand each one out to be changed. Used to convert units at the border
/// and to check that all spans are sound; a type that forgets one of its spans is caught by the round-trip test.
pub trait Spans {
    /// Calls `visit` on every span, in a fixed order.
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span));
}

impl Spans for Span {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        visit(self);
    }
}

impl<T: Spans> Spans for Vec<T> {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        for item in self {
            item.visit_spans(visit);
        }
    }
}

impl<T: Spans> Spans for Option<T> {
    fn visit_spans(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        if let Some(item) = self {
            item.visit_spans(visit);
        }
    }
}

/// Bytes between two known places of a [`CharIndex`]: a look-up reads at most this many bytes.
const STRIDE: usize = 64;

/// Converts between byte offsets and Unicode scalar offsets of one text, each way in time that does not grow
/// with the text (reading at most 64 bytes after a table look-up, or a binary search of the table).
#[derive(Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    /// `before[i]`: characters that begin before byte `i * STRIDE`. Empty for an all-ASCII text.
    before: Vec<u32>,
    chars: usize,
}

impl<'t> CharIndex<'t> {
    /// Reads the text once. A text may have up to `u32::MAX` characters, far above the page size limit.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, before: Vec::new(), chars: text.len() };
        }
        let mut before = Vec::with_capacity(text.len() / STRIDE + 2);
        let mut chars = 0u32;
        for chunk in text.as_bytes().chunks(STRIDE) {
            before.push(chars);
            chars += chunk.iter().filter(|&&byte| is_char_start(byte)).count() as u32;
        }
        before.push(chars);
        Self { text, before, chars: chars as usize }
    }

    /// Characters in the whole text.
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// The character offset of byte offset `byte`; `None` past the end or inside a character.
    pub fn char_at(&self, byte: usize) -> Option<usize> {
        if !self.text.is_char_boundary(byte) {
            return None;
        }
        if self.before.is_empty() {
            return Some(byte);
        }
        let slot = byte / STRIDE;
        let from = slot * STRIDE;
        let inside = self.text.as_bytes().get(from..byte)?.iter().filter(|&&b| is_char_start(b)).count();
        Some(*self.before.get(slot)? as usize + inside)
    }

    /// The byte offset of character offset `char`; `None` past the end.
    pub fn byte_at(&self, char: usize) -> Option<usize> {
        if char > self.chars {
            return None;
        }
        if self.before.is_empty() {
            return Some(char);
        }
        if char == self.chars {
            return Some(self.text.len());
        }
        let slot = self.before.partition_point(|&count| count as usize <= char).saturating_sub(1);
        let mut left = char - *self.before.get(slot)? as usize;
        let from = slot * STRIDE;
        for (offset, &byte) in self.text.as_bytes().get(from..)?.iter().enumerate() {
            if is_char_start(byte) {
                if left == 0 {
                    return Some(from + offset);
                }
                left -= 1;
            }
        }
        None
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_astral_combining_and_hangul_as_scalar_values() {
        // One astral character (4 bytes), e + combining acute (1 + 2 bytes), one Hangul syllable (3 bytes).
        let text = "a𝔘e\u{301}자z";
        let index = CharIndex::new(text);
        assert_eq!(index.chars(), 6);
        let bytes = [0, 1, 5, 6, 8, 11, 12];
        for (char, &byte) in bytes.iter().enumerate() {
            assert_eq!(index.char_at(byte), Some(char));
            assert_eq!(index.byte_at(char), Some(byte));
        }
        assert_eq!(index.char_at(2), None, "inside the astral character");
        assert_eq!(index.char_at(13), None, "past the end");
        assert_eq!(index.byte_at(7), None, "past the end");
    }

    proptest! {
        #[test]
        fn agrees_with_counting(text in "(\\PC|𝔘|e\u{301}|자| ){0,200}") {
            let index = CharIndex::new(&text);
            prop_assert_eq!(index.chars(), text.chars().count());
            for (chars, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.char_at(byte), Some(chars));
                prop_assert_eq!(index.byte_at(chars), Some(byte));
            }
            prop_assert_eq!(index.byte_at(index.chars()), Some(text.len()));
        }
    }
}
