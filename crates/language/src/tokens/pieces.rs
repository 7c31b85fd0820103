//! Words to word pieces, as the uncased BERT models read them, and the case that this loses.
//!
//! WordPiece after Schuster and Nakajima (2012), in the form of BERT (Devlin et al., 2019): lower case, accents
//! stripped (NFD without category Mn), cut at punctuation, then the longest piece of the vocabulary from the left, again and again. Curly
//! quotation marks and dashes are read as their ASCII counterparts, which the encoder has seen far more often.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Longer words are one unknown piece, in characters.
const LONGEST_WORD: usize = 100;

/// A vocabulary of word pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordPieces {
    /// Only looked up, never walked: its order does not matter.
    ids: HashMap<Box<str>, u32>,
    /// Bytes of the longest piece.
    longest: usize,
    /// `[CLS]`, which opens a window.
    pub cls: u32,
    /// `[SEP]`, which ends a paragraph.
    pub sep: u32,
    /// `[UNK]`, for what no pieces spell.
    pub unknown: u32,
}

/// Why a vocabulary cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// Not text.
    #[error("the vocabulary is not UTF-8 from byte {0} on")]
    NotUtf8(usize),
    /// One of the pieces that every window needs is not there.
    #[error("the vocabulary has no piece {0}")]
    Missing(&'static str),
    /// A piece stands twice, so that an id is lost.
    #[error("the vocabulary has the piece {piece:?} twice, the second time in line {line}")]
    Twice {
        /// The piece.
        piece: String,
        /// Counted from 1.
        line: usize,
    },
}

impl WordPieces {
    /// Reads a vocabulary: one piece a line, the first line is id 0; "##" opens a piece that continues a word.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VocabularyError> {
        let text = std::str::from_utf8(bytes).map_err(|e| VocabularyError::NotUtf8(e.valid_up_to()))?;
        let mut ids = HashMap::new();
        let mut longest = 0;
        for (id, piece) in (0_u32..).zip(text.strip_suffix('\n').unwrap_or(text).split('\n')) {
            let piece = piece.strip_suffix('\r').unwrap_or(piece);
            longest = longest.max(piece.len());
            if ids.insert(Box::from(piece), id).is_some() {
                return Err(VocabularyError::Twice { piece: piece.to_owned(), line: id as usize + 1 });
            }
        }
        let special = |piece: &'static str| ids.get(piece).copied().ok_or(VocabularyError::Missing(piece));
        let (cls, sep, unknown) = (special("[CLS]")?, special("[SEP]")?, special("[UNK]")?);
        Ok(Self { ids, longest, cls, sep, unknown })
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none; a vocabulary that was read never is.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a lower-case word is a piece by itself.
    pub fn holds(&self, word: &str) -> bool {
        self.ids.contains_key(word)
    }

    /// Adds the pieces of `word` to `ids`: at least one, so that every word has a place in the encoder's window.
    /// White space inside a word is looked up like a letter, and found nowhere.
    pub fn pieces(&self, word: &str, ids: &mut Vec<u32>) {
        if word.len() > LONGEST_WORD && word.chars().count() > LONGEST_WORD {
            ids.push(self.unknown);
            return;
        }
        let before = ids.len();
        if word.is_ascii() {
            self.cut(&word.to_ascii_lowercase(), ids);
        } else {
            let lower = word.chars().map(ascii_mark).collect::<String>().to_lowercase();
            let stripped: String =
                lower.nfd().filter(|c| c.general_category() != GeneralCategory::NonspacingMark).collect();
            self.cut(&stripped, ids);
        }
        if ids.len() == before {
            ids.push(self.unknown);
        }
    }

    /// Cuts lower-case text at punctuation, which stands alone, and looks up the parts.
    fn cut(&self, text: &str, ids: &mut Vec<u32>) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = if is_punctuation(c) {
                c.len_utf8()
            } else {
                rest.find(is_punctuation).unwrap_or(rest.len())
            };
            let (run, after) = rest.split_at(length);
            self.look_up(run, ids);
            rest = after;
        }
    }

    /// The longest pieces of `run` from the left; all of it unknown when a place fits none.
    fn look_up(&self, run: &str, ids: &mut Vec<u32>) {
        if let Some(&id) = self.ids.get(run) {
            ids.push(id);
            return;
        }
        let before = ids.len();
        let mut key = String::with_capacity(self.longest);
        let mut at = 0;
        while at < run.len() {
            let prefix = if at > 0 { "##" } else { "" };
            let rest = &run[at..];
            let found = (1..=rest.len().min(self.longest)).rev().find_map(|length| {
                key.clear();
                key.push_str(prefix);
                key.push_str(rest.get(..length)?);
                self.ids.get(key.as_str()).map(|&id| (id, length))
            });
            let Some((id, length)) = found else {
                ids.truncate(before);
                ids.push(self.unknown);
                return;
            };
            ids.push(id);
            at += length;
        }
    }
}

/// The ASCII mark for a curly quotation mark or a dash.
pub(crate) fn ascii_mark(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    }
}

/// BERT's punctuation: all ASCII marks and symbols, and Unicode's category P.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_punctuation()
    } else {
        c.general_category_group() == GeneralCategoryGroup::Punctuation
    }
}

/// How a word is written: what lower-casing loses. The number is the row of the encoder's case embedding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum CaseFeature {
    /// No capital letter.
    Lower = 0,
    /// The first letter is a capital, not all are: "Seoul", "McCoy".
    Title = 1,
    /// All letters are capitals, at least two: "UN", "U.S.".
    Capitals = 2,
    /// A capital, but not the first letter: "iPhone".
    Mixed = 3,
    /// A digit: "32,300", "F-16".
    Digit = 4,
    /// No letters at all: "—".
    Symbol = 5,
    /// One letter, a capital: "I", "J.".
    Initial = 6,
}

impl CaseFeature {
    /// Of one word.
    pub fn of(word: &str) -> Self {
        let (mut letters, mut capitals, mut first) = (0_usize, 0_usize, false);
        for c in word.chars() {
            if has_digit_value(c) {
                return Self::Digit;
            }
            if c.is_ascii_alphabetic()
                || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Letter)
            {
                let capital = c.is_uppercase();
                first |= letters == 0 && capital;
                letters += 1;
                capitals += usize::from(capital);
            }
        }
        match (letters, capitals) {
            (0, _) => Self::Symbol,
            (_, 0) => Self::Lower,
            (1, 1) => Self::Initial,
            _ if letters == capitals => Self::Capitals,
            _ if first => Self::Title,
            _ => Self::Mixed,
        }
    }
}

/// Whether `c` is a decimal digit of any script, or one raised, lowered or circled (Unicode's numeric type Digit).
fn has_digit_value(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    match c.general_category() {
        GeneralCategory::DecimalNumber => true,
        GeneralCategory::OtherNumber => matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨'
            | '⑴'..='⑼' | '⒈'..='⒐' | '⓪' | '⓵'..='⓽' | '⓿' | '❶'..='❾' | '➀'..='➈' | '➊'..='➒'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nplover\n##s\nun\n##like\n##ly\nu\ns\n.\n'\n\"\n-\ncafe\ndon\nt\nstate\n\u{3c3}\n##\u{3c2}\nflies\n,\n32\n300\n1\n";

    fn pieces(word: &str) -> Vec<u32> {
        let vocabulary = WordPieces::from_bytes(VOCABULARY.as_bytes()).unwrap();
        let mut ids = Vec::new();
        vocabulary.pieces(word, &mut ids);
        ids
    }

    // The expected ids are what the reference implementation (Hugging Face `tokenizers`, BertWordPieceTokenizer)
    // gives for this vocabulary, curly marks and dashes having been put in ASCII before it saw them. It differs in the
    // Greek final sigma, which the training code lowers as Unicode does.
    #[test]
    fn the_longest_piece_from_the_left_again_and_again() {
        assert_eq!(pieces("Plovers"), [4, 5]);
        assert_eq!(pieces("UNLIKELY"), [6, 7, 8]);
        assert_eq!(pieces("unlikelier"), [1], "one bad place makes the whole run unknown");
        assert_eq!(pieces("flies"), [21]);
    }

    #[test]
    fn punctuation_inside_a_word_stands_alone_and_accents_go() {
        assert_eq!(pieces("U.S."), [9, 11, 10, 11]);
        assert_eq!(pieces("32,300"), [23, 22, 24]);
        assert_eq!(pieces("don’t"), [16, 12, 17]);
        assert_eq!(pieces("“"), [13]);
        assert_eq!(pieces("—"), [14]);
        assert_eq!(pieces("CAFÉ"), [15]);
        assert_eq!(pieces("cafe\u{301}"), [15]);
        assert_eq!(pieces("ΣΣ"), [19, 20], "the final sigma has a lower case of its own");
    }

    #[test]
    fn every_word_has_at_least_one_piece() {
        assert_eq!(pieces("\u{301}"), [1]);
        assert_eq!(pieces("😀"), [1]);
        assert_eq!(pieces(""), [1]);
        assert_eq!(pieces(&"1".repeat(101)), [1]);
    }

    #[test]
    fn a_vocabulary_without_its_own_pieces_is_refused() {
        let fault = |text: &str| WordPieces::from_bytes(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(fault("[UNK]\n[CLS]\na"), "the vocabulary has no piece [SEP]");
        assert_eq!(
            fault("[UNK]\na\na"),
            "the vocabulary has the piece \"a\" twice, the second time in line 3"
        );
        assert_eq!(WordPieces::from_bytes(b"[UNK]\n\xff"), Err(VocabularyError::NotUtf8(6)));
    }

    #[test]
    fn case_is_told_beside_the_pieces() {
        let of = |word| CaseFeature::of(word) as u8;
        let words = [
            "plover", "Seoul", "UN", "iPhone", "F-16", "—", "I", "J.", "McCoy", "U.S.", "Élan", "한국",
            "km²", "'s",
        ];
        assert_eq!(words.map(of), [0, 1, 2, 3, 4, 5, 6, 6, 1, 2, 1, 0, 4, 0]);
    }
}
