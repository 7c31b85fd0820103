//! Text to words, as the English UD treebanks (EWT, GUM) cut raw text, and words to the encoder's word pieces.
//!
//! A *word* is a syntactic word: "don't" is `do` and `n't`, "the states' rights" has a word `'`. Words of one surface
//! token (a UD multiword token) are told by [`Token::joined`]. The rules are the treebanks' own guidelines put into
//! code, in one walk from left to right: every look-ahead is bounded, so time grows with the text's length whatever
//! the text is. What words are treated in a special way stands in `data/`, as plain text.
//!
//! Every character that is not white space belongs to exactly one word.

mod cells;
mod lists;
mod pieces;
mod scan;
mod shapes;

pub(crate) use pieces::ascii_mark;
pub use pieces::{CaseFeature, VocabularyError, WordPieces};

use cells::{Cells, is_blank};
use dunlin_record::Span;
use lists::Lists;
use scan::Scan;

/// A word of the raw text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// Whether it continues the surface token of the word before it.
    pub joined: bool,
}

/// Cuts text into words. Holds the word lists; make it once and use it for all texts.
#[derive(Debug)]
pub struct Tokeniser {
    lists: Lists,
}

impl Default for Tokeniser {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokeniser {
    /// With the lists that come with the program.
    pub fn new() -> Self {
        Self { lists: Lists::built_in() }
    }

    /// The words of `text`, in order. A blank line ends a paragraph, as the end of the text does.
    pub fn words(&self, text: &str) -> Vec<Token> {
        self.words_in(text, Span::new(0, text.len()))
    }

    /// The words inside the bytes `span` of `text`; their spans count from the start of `text`. Nothing when `span`
    /// is not a slice of the text.
    pub fn words_in(&self, text: &str, span: Span) -> Vec<Token> {
        let part = span.of(text);
        let mut scan = Scan::new(&self.lists);
        let mut rest = part;
        loop {
            let chunk_at = rest.find(|c| !is_blank(c)).unwrap_or(rest.len());
            let newlines = rest[..chunk_at].chars().filter(|&c| c == '\n').count();
            if newlines > 1 {
                scan.new_paragraph();
            }
            rest = &rest[chunk_at..];
            if rest.is_empty() {
                break;
            }
            let length = rest.find(is_blank).unwrap_or(rest.len());
            let (chunk, after) = rest.split_at(length);
            let offset = span.start + (part.len() - rest.len());
            scan.chunk(&Cells::new(chunk, offset), following(after));
            rest = after;
        }
        scan.finish()
    }
}

/// The first visible character after a chunk, unless the paragraph ends there. White space is counted again for the
/// next chunk, never more than twice in all.
fn following(after: &str) -> Option<char> {
    let mut newlines = 0;
    for c in after.chars() {
        if c == '\n' {
            newlines += 1;
        }
        if newlines > 1 {
            return None;
        }
        if !is_blank(c) {
            return Some(c);
        }
    }
    None
}

#[cfg(test)]
mod tests;
