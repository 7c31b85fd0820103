//! What the language stage says of an article: sentences, words, tags, trees, names, roles, co-reference.
//!
//! Plain data. Words are UD words (syntactic words): "don't" is two words, `do` and `n't`, the second one marked
//! as [`Word::joined`]. All positions are indices into [`Analysis::words`]; all spans are bytes of the article's text.

use crate::labels::{Deprel, NameKind, Role, Upos, Xpos};
use dunlin_record::{Note, Span};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The reading of one article.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Analysis {
    /// All words in text order.
    pub words: Vec<Word>,
    /// Sentences in text order; they tile `words`.
    pub sentences: Vec<Sentence>,
    /// Names, in text order; they do not overlap.
    pub names: Vec<Name>,
    /// Attribution roles (PolNeAR) as the model marks them, in text order.
    pub roles: Vec<RoleSpan>,
    /// Co-reference chains of at least two mentions, by their first mention.
    pub chains: Vec<Chain>,
    /// What was left out, and why.
    pub notes: Vec<Note>,
}

/// A syntactic word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Its bytes in the article's text. Words never overlap.
    pub span: Span,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
    /// The word it depends on; `None` for the root of its sentence.
    pub head: Option<usize>,
    /// Its relation to the head, with subtype.
    pub deprel: Deprel,
    /// How sure the reader is of `head` and `deprel` together, 0 to 1; 1 where a tree was given rather than read.
    #[serde(default = "given")]
    pub sure: f32,
    /// Whether it continues the surface token of the word before it (UD multiword token: `do|n't`).
    pub joined: bool,
}

/// A tree that was not read is not doubted.
fn given() -> f32 {
    1.0
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its words.
    pub words: Range<usize>,
    /// Its bytes, from the first word to the last.
    pub span: Span,
    /// Index of the article's block it stands in.
    pub block: usize,
}

/// A name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// Its words.
    pub words: Range<usize>,
    /// What it names.
    pub kind: NameKind,
    /// How sure the model is, 0 to 1.
    pub score: f32,
    /// What it rests on.
    #[serde(default)]
    pub basis: NameBasis,
}

/// What a name rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameBasis {
    /// The model read it so where it stands, or it was given.
    #[default]
    Read,
    /// The model read it as a name; its kind is that of the article's other mentions of the same words.
    Kind,
    /// The model passed it over; the same words are surely a name elsewhere in the article.
    Repeated,
}

/// A run of words with one attribution role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleSpan {
    /// Source, cue or content.
    pub role: Role,
    /// Its words; may run over sentences.
    pub words: Range<usize>,
    /// For a source or a content: first word of the cue that the model links it to. For a later piece of a cue ("took"
    /// and "to task"): first word of the first piece.
    pub cue: Option<usize>,
    /// How sure the model is, 0 to 1.
    pub score: f32,
}

/// Mentions of one and the same thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// In text order.
    pub mentions: Vec<ChainMention>,
}

/// One mention in a chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChainMention {
    /// Its words: the whole noun phrase without a relative clause.
    pub words: Range<usize>,
    /// The word that heads it.
    pub head: usize,
    /// How it speaks of the thing.
    pub kind: dunlin_record::MentionKind,
}

impl Analysis {
    /// The sentence that holds word `word`, by its index.
    pub fn sentence_of(&self, word: usize) -> Option<usize> {
        let at = self.sentences.partition_point(|s| s.words.end <= word);
        self.sentences.get(at).filter(|s| s.words.contains(&word)).map(|_| at)
    }

    /// The words that depend on `word` directly, in text order.
    pub fn children(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        let range = self.sentence_of(word).map_or(0..0, |s| self.sentences[s].words.clone());
        range.filter(move |&w| self.words[w].head == Some(word))
    }

    /// The bytes from the first to the last of `words`; empty for an empty range.
    pub fn span(&self, words: &Range<usize>) -> Span {
        match self.words.get(words.clone()) {
            Some([first, .., last]) => first.span.cover(last.span),
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// The word that covers byte `byte`, or the first one after it.
    pub fn word_at(&self, byte: usize) -> Option<usize> {
        let at = self.words.partition_point(|w| w.span.end <= byte);
        (at < self.words.len()).then_some(at)
    }

    /// `word` and everything below it in the tree, in text order.
    pub fn subtree(&self, word: usize) -> Vec<usize> {
        let Some(sentence) = self.sentence_of(word) else { return Vec::new() };
        let range = self.sentences[sentence].words.clone();
        let mut inside = vec![false; range.len()];
        if let Some(slot) = inside.get_mut(word - range.start) {
            *slot = true;
        }
        // A tree's height is at most its size, so this settles; in text most heads settle in two or three rounds.
        loop {
            let mut changed = false;
            for w in range.clone() {
                if inside[w - range.start] {
                    continue;
                }
                if let Some(head) = self.words[w].head
                    && range.contains(&head)
                    && inside[head - range.start]
                {
                    inside[w - range.start] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        range.clone().filter(|w| inside[w - range.start]).collect()
    }
}
