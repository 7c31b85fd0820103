//! Word vectors to scores: one linear layer for all tags and representations, biaffine pointers for arcs and links,
//! and a biaffine classifier for relations (Dozat and Manning, 2017).

use super::encoder::{Rounded, Workspace, apply, room};
use super::file::Model;
use super::kernel::Kernel;
use super::kernel::float::{self, BLOCK, PAIR_BLOCK, View};
use super::kernel::linear::Linear;
use std::ops::Range;

/// All heads' weights.
#[derive(Debug)]
pub struct Heads {
    /// The linear parts, one after the other in the order of [`Part`].
    pub(super) all: Linear,
    /// Outputs of each part.
    pub(super) sizes: [usize; 12],
    pub(super) arc: Pointer,
    pub(super) link: Pointer,
    pub(super) relation: Relations,
}

/// A part of the linear layer's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Sentence,
    Upos,
    Xpos,
    Lemma,
    Name,
    Role,
    ArcDependent,
    ArcHead,
    RelationDependent,
    RelationHead,
    LinkDependent,
    LinkHead,
}

/// Scores each word against a set of candidates: `[dependent; 1] U candidate`.
#[derive(Debug)]
pub struct Pointer {
    size: usize,
    /// U without its last row.
    matrix: Vec<f32>,
    /// The last row of U: what a candidate scores by itself.
    alone: Vec<f32>,
    /// The candidate that is no word: the root, or no cue.
    none: Vec<f32>,
}

/// Scores each relation for a word and its head: `[dependent; 1] U_k [head; 1]`.
#[derive(Debug)]
pub struct Relations {
    /// Size of a representation without the 1.
    size: usize,
    kinds: usize,
    /// For each block of [`PAIR_BLOCK`] relations a row for each pair of a dependent's and a head's dimension.
    table: Vec<f32>,
    /// The head of a sentence's root.
    root: Vec<f32>,
}

/// Memory for the heads' work.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// One row a word: all of [`Heads::all`]'s outputs.
    rows: Vec<f32>,
    rounded: Rounded,
    mixed: Vec<f32>,
    /// One column a candidate.
    candidates: Vec<f32>,
    pointer: Vec<f32>,
    relation: Vec<f32>,
}

/// What the model says of the words of one window. Words count from the window's first.
#[derive(Debug)]
pub struct Scores<'a> {
    model: &'a Model,
    kernel: Kernel,
    words: usize,
    work: &'a mut Scratch,
}

impl Model {
    /// Reads a window with instructions of `kernel`.
    pub fn read<'a>(&'a self, kernel: Kernel, window: &super::Window, work: &'a mut Workspace) -> Scores<'a> {
        self.encode(kernel, window, work);
        let heads = &self.heads;
        let count = window.words.len();
        let words = &work.words[..count * self.config.hidden];
        let scratch = &mut work.heads;
        let rows = apply(kernel, &heads.all, words, &mut scratch.rounded, &mut scratch.rows);
        let from = heads.columns(Part::ArcDependent).start;
        for row in rows.chunks_exact_mut(heads.all.width()) {
            float::relu(kernel, &mut row[from..]);
        }
        Scores { model: self, kernel, words: count, work: scratch }
    }
}

impl Heads {
    fn columns(&self, part: Part) -> Range<usize> {
        let start: usize = self.sizes.iter().take(part as usize).sum();
        start..start + self.sizes.get(part as usize).copied().unwrap_or(0)
    }
}

impl Scores<'_> {
    /// How many words the window has.
    pub fn words(&self) -> usize {
        self.words
    }

    fn part(&self, word: usize, part: Part) -> &[f32] {
        let heads = &self.model.heads;
        let row = self.work.rows.chunks_exact(heads.all.width()).take(self.words).nth(word);
        row.and_then(|row| row.get(heads.columns(part))).unwrap_or(&[])
    }

    /// For "a sentence goes on after this word" and "ends with it".
    pub fn sentence_end(&self, word: usize) -> &[f32] {
        self.part(word, Part::Sentence)
    }

    /// For each of [`super::Labels::upos`].
    pub fn upos(&self, word: usize) -> &[f32] {
        self.part(word, Part::Upos)
    }

    /// For each of [`super::Labels::xpos`].
    pub fn xpos(&self, word: usize) -> &[f32] {
        self.part(word, Part::Xpos)
    }

    /// For each of [`super::Labels::lemma`].
    pub fn lemma(&self, word: usize) -> &[f32] {
        self.part(word, Part::Lemma)
    }

    /// For each of [`super::Labels::ner`].
    pub fn name(&self, word: usize) -> &[f32] {
        self.part(word, Part::Name)
    }

    /// For each of [`super::Labels::role`].
    pub fn role(&self, word: usize) -> &[f32] {
        self.part(word, Part::Role)
    }

    /// For each word of `words` as dependent, one row: the root, then each word of `words` as head.
    pub fn arcs(&mut self, words: Range<usize>) -> View<'_> {
        let (model, kernel) = (self.model, self.kernel);
        let words = words.start.min(self.words)..words.end.min(self.words);
        let parts = (Part::ArcDependent, Part::ArcHead);
        model.heads.arc.score(kernel, &model.heads, parts, words.clone(), words, self.work)
    }

    /// For each word of `words`, which stand in a source or a content, one row: no cue, then each word of the window
    /// as the first of its cue.
    pub fn links(&mut self, words: Range<usize>) -> View<'_> {
        let (model, kernel, all) = (self.model, self.kernel, 0..self.words);
        let words = words.start.min(self.words)..words.end.min(self.words);
        let parts = (Part::LinkDependent, Part::LinkHead);
        model.heads.link.score(kernel, &model.heads, parts, words, all, self.work)
    }

    /// For each of [`super::Labels::deprel`], given `head`, `None` for the root.
    pub fn relations(&mut self, word: usize, head: Option<usize>) -> &[f32] {
        let heads = &self.model.heads;
        let relation = &heads.relation;
        let width = heads.all.width();
        let row = |word: usize, part| {
            let row = self.work.rows.chunks_exact(width).take(self.words).nth(word);
            row.and_then(|row| row.get(heads.columns(part))).unwrap_or(&[])
        };
        let dependent = row(word, Part::RelationDependent);
        let head = head.map_or(relation.root.as_slice(), |head| row(head, Part::RelationHead));
        let scores = room(&mut self.work.relation, relation.kinds.next_multiple_of(PAIR_BLOCK));
        float::weigh_pairs(self.kernel, dependent, head, &relation.table, relation.size + 1, scores);
        &scores[..relation.kinds]
    }
}

impl Pointer {
    /// `weights` are U, row by row.
    pub(super) fn new(weights: &[f32], none: Vec<f32>) -> Self {
        let size = none.len();
        let (matrix, alone) = weights.split_at(weights.len().saturating_sub(size));
        Self { size, matrix: matrix.to_vec(), alone: alone.to_vec(), none }
    }

    fn score<'s>(
        &self,
        kernel: Kernel,
        heads: &Heads,
        (dependent, head): (Part, Part),
        dependents: Range<usize>,
        candidates: Range<usize>,
        work: &'s mut Scratch,
    ) -> View<'s> {
        let (width, size) = (heads.all.width(), self.size);
        let (count, columns) = (dependents.len(), (candidates.len() + 1).next_multiple_of(BLOCK));
        let rows = &work.rows;

        let from = dependents.start * width + heads.columns(dependent).start;
        let left = View { values: rows.get(from..).unwrap_or(&[]), stride: width };
        let mixed = room(&mut work.mixed, count * size);
        float::product(
            kernel,
            left,
            View { values: &self.matrix, stride: size },
            mixed,
            size,
            count,
            size,
            size,
        );
        for row in mixed.chunks_exact_mut(size) {
            for (x, alone) in row.iter_mut().zip(&self.alone) {
                *x += alone;
            }
        }

        let right = room(&mut work.candidates, size * columns);
        let words = rows.chunks_exact(width).skip(candidates.start).take(candidates.len());
        let words = words.map(|row| row.get(heads.columns(head)).unwrap_or(&[]));
        for (column, candidate) in std::iter::once(self.none.as_slice()).chain(words).enumerate() {
            for (to, from) in right.iter_mut().skip(column).step_by(columns).zip(candidate) {
                *to = *from;
            }
        }
        let scores = room(&mut work.pointer, count * columns);
        let (left, right) = (View { values: mixed, stride: size }, View { values: right, stride: columns });
        float::product(kernel, left, right, scores, columns, count, size, columns);
        View { values: scores, stride: columns }
    }
}

impl Relations {
    /// `weights` are the relations' matrices, row by row, a row for each dimension of the dependent.
    pub(super) fn new(weights: &[f32], root: Vec<f32>, kinds: usize) -> Self {
        let size = root.len();
        let pairs = (size + 1) * (size + 1);
        let mut table = vec![0.0; kinds.next_multiple_of(PAIR_BLOCK) * pairs];
        for (block, weights) in
            table.chunks_exact_mut(PAIR_BLOCK * pairs).zip(weights.chunks(PAIR_BLOCK * pairs))
        {
            for (kind, matrix) in weights.chunks_exact(pairs).enumerate() {
                for (to, from) in block.iter_mut().skip(kind).step_by(PAIR_BLOCK).zip(matrix) {
                    *to = *from;
                }
            }
        }
        Self { size, kinds, table, root }
    }
}
