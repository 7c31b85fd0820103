//! An article's words to windows of the encoder.
//!
//! Blocks are packed one after the other, a `[SEP]` after each, until the next word does not fit. Inside a block the
//! cut is made where a sentence seems to end; whether one does is then the model's to say, and a sentence that
//! turns out unfinished is read again, whole, at the start of the next window.

use super::encoder::Window;
use super::vocabulary::Vocabulary;
use crate::tokens::{CaseFeature, Tokeniser};
use dunlin_record::{Article, BlockRole, Span};
use std::ops::Range;

/// A word as it stands in the article, before anything is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawWord {
    /// Its bytes in the article's text.
    pub span: Span,
    /// Whether it continues the surface token of the word before it.
    pub joined: bool,
    /// The article's block.
    pub block: usize,
    /// A stretch of text that no sentence crosses: a block, or a line of a list or table.
    pub stretch: usize,
    /// Its places in [`Words::pieces`].
    pieces: Range<usize>,
    case: u8,
    /// Whether a sentence seems to end with it.
    closes: bool,
}

/// All words of an article.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// In text order.
    pub words: Vec<RawWord>,
    /// The words' pieces, one after the other.
    pieces: Vec<u32>,
    /// Numbers of `pieces` that are one unit.
    unit: usize,
    /// Words with more pieces than a window holds: what is left over of them was not read.
    pub shortened: u64,
}

/// Words that are read at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The words.
    pub words: Range<usize>,
    /// Whether the last word is known to end its stretch.
    pub at_border: bool,
    /// Whether the cut was made in the middle of what seems one sentence, because no better place was found.
    pub forced: bool,
}

impl Words {
    /// The words of all of an article's blocks. No word gets more than `most` pieces.
    pub fn of(article: &Article, tokeniser: &Tokeniser, vocabulary: &Vocabulary, most: usize) -> Self {
        let mut all = Self { unit: vocabulary.unit(), ..Self::default() };
        let mut stretch = 0;
        for (block, part) in article.blocks.iter().enumerate() {
            for line in lines(article, part.role, part.span) {
                all.add(article, tokeniser, vocabulary, most, block, stretch, line);
                stretch += 1;
            }
        }
        all
    }

    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        article: &Article,
        tokeniser: &Tokeniser,
        vocabulary: &Vocabulary,
        most: usize,
        block: usize,
        stretch: usize,
        line: Span,
    ) {
        let mut after_end = false;
        for token in tokeniser.words_in(&article.text, line) {
            let form = token.span.of(&article.text);
            let start = self.pieces.len();
            vocabulary.add(form, &mut self.pieces);
            if self.pieces.len() - start > most * self.unit {
                self.pieces.truncate(start + most * self.unit);
                self.shortened += 1;
            }
            let ends =
                matches!(form, "." | "!" | "?" | "..." | "…") || form.bytes().all(|b| b"!?.".contains(&b));
            let closing = matches!(form, "\"" | "”" | "''" | "'" | "’" | ")" | "]" | "-RRB-");
            if closing
                && after_end
                && let Some(before) = self.words.last_mut()
            {
                // The quotation mark belongs to the sentence that ended.
                before.closes = false;
            }
            after_end = ends || closing && after_end;
            self.words.push(RawWord {
                span: token.span,
                joined: token.joined,
                block,
                stretch,
                pieces: start..self.pieces.len(),
                case: CaseFeature::of(form) as u8,
                closes: after_end,
            });
        }
    }

    /// The words to read next, from word `from` on, in a window of `room` pieces.
    pub fn cut(&self, from: usize, room: usize) -> Cut {
        // [CLS] and the last [SEP].
        let mut size = 2;
        let mut good = None;
        let mut half = from;
        let mut end = from;
        while let Some(word) = self.words.get(end) {
            let new_stretch = end > from && self.ends_stretch(end - 1);
            let more = word.pieces.len() / self.unit.max(1) + usize::from(new_stretch);
            if size + more > room && end > from {
                break;
            }
            size += more;
            if size * 2 <= room {
                half = end;
            }
            end += 1;
            if word.closes || self.ends_stretch(end - 1) {
                good = Some(end);
            }
        }
        // A place in the first half of the window would waste more than the reading again of a sentence.
        let chosen = good.filter(|&good| good > half || good == end).unwrap_or(end);
        let at_border = chosen == from || self.ends_stretch(chosen - 1);
        Cut { words: from..chosen, at_border, forced: good != Some(chosen) }
    }

    /// Whether `word` is the last of its stretch.
    pub fn ends_stretch(&self, word: usize) -> bool {
        match (self.words.get(word), self.words.get(word + 1)) {
            (Some(this), Some(next)) => this.stretch != next.stretch,
            _ => true,
        }
    }

    /// Whether `word` is a closing quotation mark or bracket, written on to the word before it and not to the one after.
    pub fn closes_before_blank(&self, text: &str, word: usize) -> bool {
        let Some(before) = word.checked_sub(1).and_then(|before| self.words.get(before)) else {
            return false;
        };
        let Some(this) = self.words.get(word).filter(|this| this.stretch == before.stretch) else {
            return false;
        };
        let blank_after = self
            .words
            .get(word + 1)
            .is_none_or(|next| next.stretch != this.stretch || next.span.start > this.span.end);
        let mark = matches!(this.span.of(text), "\"" | "”" | "''" | "'" | "’" | "»" | ")" | "]");
        mark && blank_after && this.span.start == before.span.end
    }

    /// What the encoder reads for `words`.
    pub fn window(&self, words: Range<usize>, vocabulary: &Vocabulary) -> Window {
        let unit = vocabulary.unit();
        let mut window = Window { pieces: Vec::new(), cases: vec![0], words: Vec::new() };
        vocabulary.add_opening(&mut window.pieces);
        let start = words.start;
        for (at, word) in words.clone().zip(self.words.get(words).unwrap_or(&[])) {
            if at > start && self.ends_stretch(at - 1) {
                vocabulary.add_border(&mut window.pieces);
                window.cases.push(0);
            }
            let first = window.pieces.len() / unit;
            window.pieces.extend_from_slice(self.pieces.get(word.pieces.clone()).unwrap_or(&[]));
            window.cases.resize(window.pieces.len() / unit, word.case);
            window.words.push((first, window.pieces.len() / unit - 1));
        }
        vocabulary.add_border(&mut window.pieces);
        window.cases.push(0);
        window
    }
}

/// The stretches of a block that no sentence crosses: the lines of a list or table; a dateline and the paragraph
/// that it opens ("SEOUL, March 10 (Agency) - " is no part of the first sentence); otherwise the whole block.
fn lines(article: &Article, role: BlockRole, block: Span) -> Vec<Span> {
    if role == BlockRole::Paragraph
        && let Some(length) = dateline(article, block.of(&article.text))
    {
        let border = block.start + length;
        return vec![Span::new(block.start, border), Span::new(border, block.end)];
    }
    if !matches!(role, BlockRole::List | BlockRole::Table) {
        return vec![block];
    }
    let mut at = block.start;
    let line = |line: &str| {
        let span = Span::new(at, at + line.len());
        at = span.end;
        span
    };
    block.of(&article.text).split_inclusive('\n').map(line).collect()
}

/// How many bytes the article's dateline takes at the start of `paragraph`, with the dash after it.
fn dateline(article: &Article, paragraph: &str) -> Option<usize> {
    let rest = paragraph.strip_prefix(article.dateline.as_deref().filter(|line| !line.is_empty())?)?;
    let story = rest.trim_start().strip_prefix(['-', '–', '—', ':'])?.trim_start_matches(['-', '–', '—']);
    Some(paragraph.len() - story.len()).filter(|&length| length < paragraph.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_is_no_part_of_the_first_sentence() {
        let text = "KERRIN, March 10 (ONA) -- Varland agreed.";
        let block = Span::new(0, text.len());
        let mut article = Article {
            text: text.into(),
            dateline: Some("KERRIN, March 10 (ONA)".into()),
            ..Article::default()
        };
        let parts: Vec<&str> =
            lines(&article, BlockRole::Paragraph, block).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(parts, ["KERRIN, March 10 (ONA) --", " Varland agreed."]);
        article.dateline = Some("OSLO".into());
        assert_eq!(lines(&article, BlockRole::Paragraph, block), [block], "another paragraph");
    }
}
