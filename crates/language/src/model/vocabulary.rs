//! A word to what a network reads of it: word pieces, or rows of the fast model's tables.

use super::fast::{Features, TABLES};
use super::file::{Model, ModelError, Network};
use crate::tokens::WordPieces;

/// What one of the networks reads of words.
#[derive(Debug, Clone)]
pub enum Vocabulary {
    /// Word pieces: numbers of the vocabulary.
    Pieces(WordPieces),
    /// Features: rows of [`TABLES`] tables.
    Features(Features),
}

impl Vocabulary {
    /// That of a model.
    ///
    /// # Errors
    /// [`ModelError::Vocabulary`] when its list of word pieces cannot be used.
    pub fn of(model: &Model) -> Result<Self, ModelError> {
        match &model.network {
            Network::Accurate(_) => WordPieces::from_bytes(model.vocabulary())
                .map(Self::Pieces)
                .map_err(|error| ModelError::Vocabulary(error.to_string())),
            Network::Fast(network) => Ok(Self::Features(network.features().clone())),
        }
    }

    /// Whether the vocabulary holds a lower-case word as a whole; `None` when it cannot tell.
    pub fn holds(&self, word: &str) -> Option<bool> {
        match self {
            Self::Pieces(pieces) => Some(pieces.holds(word)),
            Self::Features(_) => None,
        }
    }

    /// Numbers in a unit: units are what a window has room for.
    pub fn unit(&self) -> usize {
        match self {
            Self::Pieces(_) => 1,
            Self::Features(_) => TABLES,
        }
    }

    /// Adds the units of `word`, one at least.
    pub fn add(&self, word: &str, numbers: &mut Vec<u32>) {
        match self {
            Self::Pieces(pieces) => pieces.pieces(word, numbers),
            Self::Features(features) => numbers.extend(features.rows(word)),
        }
    }

    /// Adds the unit that opens a window.
    pub fn add_opening(&self, numbers: &mut Vec<u32>) {
        match self {
            Self::Pieces(pieces) => numbers.push(pieces.cls),
            Self::Features(features) => numbers.extend(features.border()),
        }
    }

    /// Adds the unit that ends a stretch of text.
    pub fn add_border(&self, numbers: &mut Vec<u32>) {
        match self {
            Self::Pieces(pieces) => numbers.push(pieces.sep),
            Self::Features(features) => numbers.extend(features.border()),
        }
    }
}
