//! What the fast model sees of a word: rows of four tables.
//!
//! `training/fast/features.py` does the same; a test there and one here hold the same examples.

use super::TABLES;
use crate::tokens::ascii_mark;
use std::collections::HashMap;

/// The row of a word that is not in the table of words.
const UNKNOWN: u32 = 0;

/// The row of a border between stretches of text.
const BORDER: u32 = 1;

/// Characters of a shape at most.
const SHAPE: usize = 8;

/// Longer words are unknown without looking, in bytes.
const LONGEST: usize = 100;

/// The table of words, and the sizes of those that are reached by a hash.
#[derive(Debug, Clone)]
pub struct Features {
    /// Only looked up, never walked: its order does not matter.
    rows: HashMap<Box<str>, u32>,
    /// Rows for first characters, last characters and shapes; row 0 of each is the border's.
    buckets: [u32; TABLES - 1],
}

impl Features {
    /// `words` are the normalised forms of the rows from 2 on, one a line. `None` when one stands twice.
    pub fn new(words: &str, buckets: [u32; TABLES - 1]) -> Option<Self> {
        let mut rows = HashMap::new();
        for (row, word) in (BORDER + 1..).zip(words.split('\n')) {
            if rows.insert(Box::from(word), row).is_some() {
                return None;
            }
        }
        Some(Self { rows, buckets })
    }

    /// A border between stretches of text.
    pub fn border(&self) -> [u32; TABLES] {
        [BORDER, 0, 0, 0]
    }

    /// The rows of `word`.
    pub fn rows(&self, word: &str) -> [u32; TABLES] {
        let mut buffer = [0u8; LONGEST];
        let long;
        let normal = match buffer.get_mut(..word.len()) {
            Some(lower) if word.is_ascii() => {
                for (to, from) in lower.iter_mut().zip(word.bytes()) {
                    *to = if from.is_ascii_digit() { b'0' } else { from.to_ascii_lowercase() };
                }
                std::str::from_utf8(lower).unwrap_or(word)
            }
            _ => {
                long = normalise(word);
                &long
            }
        };
        let [prefixes, suffixes, shapes] = self.buckets;
        let first = normal.char_indices().nth(3).map_or(normal.len(), |(at, _)| at);
        let last = normal.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        [
            self.rows.get(normal).copied().unwrap_or(UNKNOWN),
            bucket(normal.get(..first).unwrap_or("").bytes(), prefixes),
            bucket(normal.get(last..).unwrap_or("").bytes(), suffixes),
            shape(word, shapes),
        ]
    }
}

/// Lower case, straight marks, every digit a 0.
fn normalise(word: &str) -> String {
    let lower = word.chars().map(ascii_mark).collect::<String>().to_lowercase();
    lower.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// The row of the word's shape: capitals X, other letters x, digits 0, ASCII marks themselves, all else *; no more than two
/// of one kind together.
fn shape(word: &str, size: u32) -> u32 {
    let mut shape = [0u8; SHAPE];
    let mut length = 0;
    for c in word.chars() {
        let kind = match c {
            '0'..='9' => b'0',
            _ if c.is_uppercase() => b'X',
            _ if c.is_alphabetic() => b'x',
            _ => u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'*'),
        };
        if shape.get(..length).is_some_and(|so_far| so_far.ends_with(&[kind, kind])) {
            continue;
        }
        let Some(place) = shape.get_mut(length) else { break };
        *place = kind;
        length += 1;
    }
    bucket(shape.into_iter().take(length), size)
}

/// A row from 1 on by the FNV-1a hash (Fowler, Noll and Vo) of 32 bits.
fn bucket(bytes: impl Iterator<Item = u8>, size: u32) -> u32 {
    let hash = bytes.fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    1 + (hash ^ hash >> 15) % size.saturating_sub(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The rows are what `training/fast/features.py` gives (python features.py prints them).
    #[test]
    fn rows_are_those_of_the_training_code() {
        let features = Features::new("plover\n0,000\n\"\ncafé", [4096, 8192, 1024]).unwrap();
        let examples = [
            ("Plover", [2, 50, 7822, 963]),
            ("32,300", [0, 2713, 8162, 786]),
            ("“", [4, 3505, 5421, 838]),
            ("CAFÉ", [5, 3433, 7090, 150]),
            ("U.S.", [0, 2895, 7301, 396]),
            ("xx", [0, 2615, 7898, 527]),
            ("re-election", [0, 23, 474, 822]),
            ("iPhone15", [0, 1161, 5966, 741]),
            ("서울", [0, 863, 866, 527]),
            ("—", [0, 1302, 1170, 838]),
            ("WASHINGTONIANS!!!?", [0, 2685, 2661, 479]),
        ];
        for (word, rows) in examples {
            assert_eq!(features.rows(word), rows, "{word}");
        }
        assert_eq!(features.border(), [1, 0, 0, 0]);
        assert!(Features::new("a\na", [8, 8, 8]).is_none());
    }
}
