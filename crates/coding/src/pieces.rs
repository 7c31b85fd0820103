//! Cuts a text into the pieces that times and amounts are read from: runs of letters, runs of digits, marks.
//!
//! The tokeniser of the language stage follows the treebanks, which part "third-quarter" into three words and keep
//! "10:30" as one. A grammar of numbers wants the opposite now and then, and must not depend on a choice that a
//! tokeniser makes per word. So it works on its own, finer pieces, each of which knows the word that it lies in.

use dunlin_language::Analysis;
use dunlin_record::Span;
use std::ops::Range;

/// What a piece is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with an apostrophe inside (`o'clock`) or dots after single letters (`p.m.`).
    Word,
    /// Digits, with commas between groups of three and one decimal point.
    Number,
    /// Any other single character.
    Mark,
    /// The white space between two paragraphs. No construction runs over it.
    Break,
}

/// The smallest part of a text that a grammar sees.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// Its bytes.
    pub(crate) span: Span,
    /// Lower case, with straight apostrophes and hyphens; digits without their commas.
    pub(crate) low: String,
    /// What it is made of.
    pub(crate) kind: Kind,
    /// Whether it follows the piece before it without white space.
    pub(crate) glued: bool,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
    /// The word of the analysis that holds its first byte.
    pub(crate) word: Option<usize>,
    /// The sentence of the analysis that holds it.
    pub(crate) sentence: Option<usize>,
}

/// A text in pieces.
#[derive(Debug)]
pub(crate) struct Pieces<'t> {
    /// The text itself.
    pub(crate) text: &'t str,
    list: Vec<Piece>,
    /// The places of the breaks between paragraphs.
    breaks: Vec<usize>,
}

impl<'t> Pieces<'t> {
    /// Cuts `text`; `analysis` gives the words and sentences that the pieces lie in.
    pub(crate) fn new(text: &'t str, analysis: &Analysis) -> Self {
        let mut list = cut(text);
        for piece in &mut list {
            let at = piece.span.start;
            piece.word =
                analysis.word_at(at).filter(|&w| analysis.words.get(w).is_some_and(|w| w.span.start <= at));
            piece.sentence = piece.word.and_then(|w| analysis.sentence_of(w));
        }
        let breaks = breaks(&list);
        Self { text, list, breaks }
    }

    /// The same pieces with a break before every place of `starts` (bytes, ascending): nothing is read over it.
    pub(crate) fn broken_at(mut self, starts: impl Iterator<Item = usize>) -> Self {
        let mut starts = starts.peekable();
        let mut list = Vec::with_capacity(self.list.len());
        for piece in self.list {
            let mut broken = None;
            while let Some(start) = starts.next_if(|&start| start <= piece.span.start) {
                broken = Some(start);
            }
            // A break's span is where the cell begins: at least a byte of white space stands before it.
            if let Some(start) = broken.filter(|&start| start > 0 && !list.is_empty()) {
                list.push(between(Span::new(start - 1, start)));
            }
            list.push(piece);
        }
        self.breaks = breaks(&list);
        self.list = list;
        self
    }

    /// The piece at `at`.
    pub(crate) fn get(&self, at: usize) -> Option<&Piece> {
        self.list.get(at)
    }

    /// How many pieces there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Lower-case form of the piece at `at`; empty past the end.
    pub(crate) fn low(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |p| &p.low)
    }

    /// Lower-case form of the piece `back` places before `at`; empty before the start.
    pub(crate) fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |to| self.low(to))
    }

    /// Whether the piece at `at` is `word`.
    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.low(at) == word
    }

    /// Whether the piece at `at` is one of `words`.
    pub(crate) fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(at, w))
    }

    /// Whether the paragraph or the text ends at `at`.
    pub(crate) fn ends_at(&self, at: usize) -> bool {
        self.list.get(at).is_none_or(|p| p.kind == Kind::Break)
    }

    /// Whether the piece at `at` follows the one before it without white space.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|p| p.glued)
    }

    /// Whether no paragraph ends between the pieces at `a` and `b`.
    pub(crate) fn same_paragraph(&self, a: usize, b: usize) -> bool {
        let (from, to) = (a.min(b), a.max(b));
        let next = self.breaks.partition_point(|&at| at < from);
        to < self.list.len() && self.breaks.get(next).is_none_or(|&at| at > to)
    }

    /// The place after a hyphen that joins two pieces ("third-quarter") or after nothing.
    pub(crate) fn skip_hyphen(&self, at: usize) -> usize {
        let hyphen = self.is(at, "-") && self.glued(at) && self.glued(at + 1);
        if hyphen { at + 1 } else { at }
    }

    /// Whether the piece at `at` is a number.
    pub(crate) fn is_number(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|p| p.kind == Kind::Number)
    }

    /// The bytes from the first to the last of `range`.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        match self.list.get(range.clone()) {
            Some([first, .., last]) => first.span.cover(last.span),
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// The pieces that lie inside `span`.
    pub(crate) fn inside(&self, span: Span) -> Range<usize> {
        let start = self.list.partition_point(|p| p.span.start < span.start);
        let end = self.list.partition_point(|p| p.span.end <= span.end);
        start..end.max(start)
    }

    /// The pieces that share a byte with `span`.
    pub(crate) fn touching(&self, span: Span) -> Range<usize> {
        let start = self.list.partition_point(|p| p.span.end <= span.start);
        let end = self.list.partition_point(|p| p.span.start < span.end);
        start..end.max(start)
    }

    /// The pieces of the sentence that holds `at`: by the analysis where it has one, otherwise by full stops.
    pub(crate) fn sentence(&self, at: usize) -> Range<usize> {
        let Some(piece) = self.list.get(at) else { return 0..0 };
        let same = |i: usize| match (piece.sentence, self.list.get(i)) {
            (_, Some(p)) if p.kind == Kind::Break => false,
            (Some(s), Some(p)) => p.sentence.is_none_or(|t| t == s),
            (None, Some(p)) => !matches!(p.low.as_str(), "." | "!" | "?"),
            (_, None) => false,
        };
        let mut start = at;
        while start > 0 && same(start - 1) {
            start -= 1;
        }
        let mut end = at + 1;
        while same(end) {
            end += 1;
        }
        start..end
    }
}

fn breaks(list: &[Piece]) -> Vec<usize> {
    list.iter().enumerate().filter(|(_, piece)| piece.kind == Kind::Break).map(|(at, _)| at).collect()
}

/// Cuts `text` into pieces that know nothing of an analysis.
pub(crate) fn cut(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    let mut newlines = 0;
    let mut glued = false;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_whitespace() {
            newlines += usize::from(c == '\n');
            glued = false;
            at += c.len_utf8();
            if newlines == 2 && !pieces.is_empty() {
                pieces.push(between(Span::new(at - c.len_utf8(), at)));
            }
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        let (kind, len) = if c.is_ascii_digit() {
            // The second number of "3.5.2019" must not swallow the third.
            let dotted = glued
                && matches!(pieces.as_slice(), [.., a, b] if b.low == "." && b.glued && a.kind == Kind::Number);
            (Kind::Number, if dotted { digits_len(rest) } else { number_len(rest) })
        } else if c.is_alphabetic() {
            (Kind::Word, word_len(rest))
        } else if matches!(c, '\'' | '’') && glued {
            // A clitic: "year's".
            let letters =
                rest.chars().skip(1).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
            if letters > 0 && letters <= 2 {
                (Kind::Word, c.len_utf8() + letters)
            } else {
                (Kind::Mark, c.len_utf8())
            }
        } else {
            (Kind::Mark, c.len_utf8())
        };
        let span = Span::new(at, at + len);
        pieces.push(Piece {
            span,
            low: fold(span.of(text), kind),
            kind,
            glued,
            capital: c.is_uppercase(),
            word: None,
            sentence: None,
        });
        at += len;
        newlines = 0;
        glued = true;
    }
    pieces
}

/// The piece that stands between two paragraphs.
fn between(span: Span) -> Piece {
    Piece {
        span,
        low: String::new(),
        kind: Kind::Break,
        glued: false,
        capital: false,
        word: None,
        sentence: None,
    }
}

/// Lower case, straight apostrophes and hyphens, no commas in numbers.
fn fold(text: &str, kind: Kind) -> String {
    match kind {
        Kind::Number => text.chars().filter(|&c| c != ',').collect(),
        Kind::Break => String::new(),
        Kind::Mark => match text {
            "’" | "‘" | "`" => "'".to_owned(),
            "‐" | "‑" => "-".to_owned(),
            "—" => "–".to_owned(),
            "“" | "”" => "\"".to_owned(),
            other => other.to_owned(),
        },
        Kind::Word => {
            let mut low = String::with_capacity(text.len());
            for c in text.chars() {
                if c == '’' { low.push('\'') } else { low.extend(c.to_lowercase()) }
            }
            low
        }
    }
}

/// Bytes of the run of digits at the start of `text`.
fn digits_len(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Bytes of the number at the start of `text`: "1,250.5" is one, "1989,1990" and "3.5.2019" are not.
fn number_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes.get(from..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count();
    let mut len = digits(0);
    if len <= 3 {
        while bytes.get(len) == Some(&b',') && digits(len + 1) == 3 {
            len += 4;
        }
        // Indian grouping: 1,25,000.
        let indian =
            bytes.get(len) == Some(&b',') && digits(len + 1) == 2 && bytes.get(len + 3) == Some(&b',');
        if indian && digits(len + 4) == 3 {
            len += 7;
        }
    }
    let decimals = digits(len + 1);
    let more = bytes.get(len + 1 + decimals) == Some(&b'.') && digits(len + 2 + decimals) > 0;
    if bytes.get(len) == Some(&b'.') && decimals > 0 && !more {
        len += 1 + decimals;
    }
    len
}

/// Bytes of the word at the start of `text`.
fn word_len(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    // Single letters with dots: "U.S.", "p.m.".
    let mut dotted = 0;
    let mut pairs = 0;
    let mut rest = text;
    loop {
        let mut two = rest.chars();
        match (two.next(), two.next()) {
            (Some(letter), Some('.')) if letter.is_alphabetic() => {
                dotted += letter.len_utf8() + 1;
                pairs += 1;
                rest = two.as_str();
            }
            _ => break,
        }
    }
    if pairs >= 2 && !rest.starts_with(char::is_alphabetic) {
        return dotted;
    }
    let mut len = 0;
    while let Some((at, c)) = chars.next() {
        if c.is_alphabetic() || ('\u{300}'..'\u{370}').contains(&c) {
            len = at + c.len_utf8();
            continue;
        }
        // An apostrophe inside a word stays ("o'clock"); one before a clitic ends it ("year's", "he'll").
        let inner = matches!(c, '\'' | '’') && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let tail =
            text.get(at + c.len_utf8()..).unwrap_or("").chars().take_while(|c| c.is_alphabetic()).count();
        if inner && tail > 2 {
            continue;
        }
        break;
    }
    len.max(text.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lows(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|p| p.low).collect()
    }

    #[test]
    fn numbers_words_and_marks_are_told_apart() {
        assert_eq!(lows("8,450 in 2011 to 1,275."), ["8450", "in", "2011", "to", "1275", "."]);
        assert_eq!(lows("at 7:15 p.m., he said"), ["at", "7", ":", "15", "p.m.", ",", "he", "said"]);
        assert_eq!(
            lows("the mid-1990s’ year’s o’clock"),
            ["the", "mid", "-", "1990", "s", "'", "year", "'s", "o'clock"]
        );
        assert_eq!(
            lows("$4.1bn (3.5.2019) ’80s"),
            ["$", "4.1", "bn", "(", "3", ".", "5", ".", "2019", ")", "'", "80", "s"]
        );
        assert_eq!(lows("U.S. troops"), ["u.s.", "troops"]);
        assert_eq!(lows("1,25,000 1,2"), ["125000", "1", ",", "2"]);
    }

    #[test]
    fn a_blank_line_breaks_and_a_line_end_does_not() {
        assert_eq!(lows("\n\none\ntwo\n\n\nthree"), ["one", "two", "", "three"]);
    }

    proptest! {
        #[test]
        fn pieces_tile_all_that_is_not_white(text in "(\\PC|[0-9,.'’-]|\n| ){0,120}") {
            let pieces = cut(&text);
            let mut at = 0;
            for piece in &pieces {
                prop_assert!(piece.span.start >= at && !piece.span.is_empty());
                prop_assert!(text.get(at..piece.span.start).is_some_and(|gap| gap.trim().is_empty()));
                prop_assert!(text.is_char_boundary(piece.span.end));
                at = piece.span.end;
            }
            prop_assert!(text.get(at..).is_some_and(|gap| gap.trim().is_empty()));
        }
    }
}
