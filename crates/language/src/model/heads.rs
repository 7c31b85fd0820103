//! Word vectors to scores: one linear layer for all tags and representations, biaffine pointers for arcs and links,
//! and a biaffine classifier for relations (Dozat and Manning, 2017).

use super::encoder::{Rounded, Workspace, apply, room};
use super::file::Model;
use super::kernel::Kernel;
use super::kernel::float::{self, BLOCK, PAIR_BLOCK, View};
use super::kernel::gated;
use super::kernel::linear::{GROUP, Linear};
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
    /// What is added to a candidate at each distance of up to so many words, and further ones: one column each.
    pub(super) near: Option<(usize, Vec<f32>)>,
}

/// Scores each relation for a word and its head: `[dependent; 1] U_k [head; 1]`.
#[derive(Debug)]
pub struct Relations {
    /// Size of a representation without the 1.
    size: usize,
    kinds: usize,
    table: PairTable,
    /// The head of a sentence's root.
    root: Vec<f32>,
}

/// The weights of pairs of a dependent's and a head's dimension.
#[derive(Debug)]
enum PairTable {
    /// For each block of [`PAIR_BLOCK`] relations a row for each pair.
    Floats(Vec<f32>),
    /// Few dimensions: all pairs' products of a word are one row of inputs. Rounded to 8 bits, they stay in the cache.
    Rounded(Linear),
}

/// Dimensions of the relation representations, with the 1, up to which pairs are rounded.
const FEW: usize = 32;

/// Memory for the heads' work.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// One row a word: all of [`Heads::all`]'s outputs.
    rows: Vec<f32>,
    rounded: Rounded,
    mixed: Vec<f32>,
    /// One column a candidate.
    candidates: Vec<f32>,
    by_distance: Vec<f32>,
    pointer: Vec<f32>,
    relation: Vec<f32>,
    pairs: Vec<f32>,
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

    /// For each pair of a word and a head it may have (`None` is the root) one row: for each of
    /// [`super::Labels::deprel`].
    pub fn relations(&mut self, pairs: impl ExactSizeIterator<Item = (usize, Option<usize>)>) -> View<'_> {
        let all = &self.model.heads;
        let relation = &all.relation;
        let (width, size, count) = (all.all.width(), relation.size + 1, pairs.len());
        let work = &mut *self.work;
        let row = |word: usize, part| {
            let row = work.rows.chunks_exact(width).take(self.words).nth(word);
            row.and_then(|row| row.get(all.columns(part))).unwrap_or(&[])
        };
        let sides = pairs.map(|(word, head)| {
            let head = head.map_or(relation.root.as_slice(), |head| row(head, Part::RelationHead));
            (row(word, Part::RelationDependent), head)
        });
        match &relation.table {
            PairTable::Floats(table) => {
                let stride = relation.kinds.next_multiple_of(PAIR_BLOCK);
                let scores = room(&mut work.relation, count * stride);
                for ((dependent, head), scores) in sides.zip(scores.chunks_exact_mut(stride)) {
                    float::weigh_pairs(self.kernel, dependent, head, table, size, scores);
                }
                View { values: scores, stride }
            }
            PairTable::Rounded(layer) => {
                let pairs = room(&mut work.pairs, count * layer.inputs());
                for ((dependent, head), pairs) in sides.zip(pairs.chunks_exact_mut(layer.inputs())) {
                    multiply_pairs(dependent, head, pairs);
                }
                let scores = apply(self.kernel, layer, pairs, &mut work.rounded, &mut work.relation);
                View { values: scores, stride: layer.width() }
            }
        }
    }
}

impl Pointer {
    /// `weights` are U, row by row.
    pub(super) fn new(weights: &[f32], none: Vec<f32>) -> Self {
        let size = none.len();
        let (matrix, alone) = weights.split_at(weights.len().saturating_sub(size));
        Self { size, matrix: matrix.to_vec(), alone: alone.to_vec(), none, near: None }
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
        if let Some((near, keys)) = &self.near {
            let kinds = keys.len() / size;
            let worth = room(&mut work.by_distance, count * kinds);
            float::product(
                kernel,
                left,
                View { values: keys, stride: kinds },
                worth,
                kinds,
                count,
                size,
                kinds,
            );
            // Candidates stand one column to the right of their words: the first is the one that is no word.
            let (words, first) = (candidates.len(), dependents.start.saturating_sub(candidates.start));
            let scores = scores.get_mut(1..).unwrap_or_default();
            gated::add_distances(kernel, scores, columns, words, first, worth, kinds, *near);
        }
        View { values: scores, stride: columns }
    }
}

impl Relations {
    /// `weights` are the relations' matrices, row by row, a row for each dimension of the dependent.
    pub(super) fn new(weights: &[f32], root: Vec<f32>, kinds: usize) -> Self {
        let size = root.len();
        let pairs = (size + 1) * (size + 1);
        if size < FEW
            && let Some(layer) = rounded(weights, pairs, kinds)
        {
            return Self { size, kinds, table: PairTable::Rounded(layer), root };
        }
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
        Self { size, kinds, table: PairTable::Floats(table), root }
    }
}

/// Each number of `[a; 1]` times each of `[b; 1]`, row by row; zeros behind them.
fn multiply_pairs(a: &[f32], b: &[f32], pairs: &mut [f32]) {
    let (products, padding) = pairs.split_at_mut(pairs.len().min((a.len() + 1) * (b.len() + 1)));
    padding.fill(0.0);
    for (row, x) in products.chunks_exact_mut(b.len() + 1).zip(a.iter().chain(&[1.0])) {
        for (pair, y) in row.iter_mut().zip(b.iter().chain(&[1.0])) {
            *pair = x * y;
        }
    }
}

/// A layer of `weights`, rows of `inputs` numbers, each rounded to 8 bits by its largest; `None` when they do not fit.
/// It reads rows that are padded to whole groups.
fn rounded(weights: &[f32], inputs: usize, outputs: usize) -> Option<Linear> {
    let padded = inputs.next_multiple_of(GROUP);
    let mut bytes = Vec::with_capacity(outputs * padded);
    let mut scale = Vec::with_capacity(outputs);
    for row in weights.chunks_exact(inputs) {
        let most = row.iter().fold(0f32, |most, x| most.max(x.abs()));
        let unit = if most > 0.0 { most / 127.0 } else { 1.0 };
        scale.push(unit);
        bytes.extend(row.iter().map(|x| (x / unit).round_ties_even().clamp(-127.0, 127.0) as i8 as u8));
        bytes.resize(scale.len() * padded, 0);
    }
    (scale.len() == outputs).then(|| Linear::new(&bytes, padded, &scale, &vec![0.0; outputs]))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_pairs_weigh_nearly_what_exact_ones_do() {
        // 5 x 5 pairs: rows that do not fill whole groups.
        let (size, kinds) = (4, 3);
        let pairs = (size + 1) * (size + 1);
        let weights: Vec<f32> = (0..kinds * pairs).map(|i| ((i * 37 % 101) as f32 - 50.0) / 25.0).collect();
        let sides =
            [([0.0, 1.5, 0.25, 2.0], [1.0, 0.0, 0.5, 3.0]), ([2.0, 0.0, 0.0, 1.0], [0.0, 0.0, 2.5, 0.75])];
        let layer = rounded(&weights, pairs, kinds).unwrap();
        let mut products = vec![9.0; 2 * layer.inputs()];
        for (row, (a, b)) in products.chunks_exact_mut(layer.inputs()).zip(&sides) {
            multiply_pairs(a, b, row);
        }
        for kernel in Kernel::available() {
            let mut out = Vec::new();
            let found = apply(kernel, &layer, &products, &mut Rounded::default(), &mut out);
            for (row, (a, b)) in found.chunks_exact(layer.width()).zip(&sides) {
                let (a, b) = ([&a[..], &[1.0]].concat(), [&b[..], &[1.0]].concat());
                for (kind, score) in row.iter().take(kinds).enumerate() {
                    let weight = |i: usize, j: usize| weights[kind * pairs + i * (size + 1) + j];
                    let exact: f32 = (0..=size)
                        .flat_map(|i| (0..=size).map(move |j| (i, j)))
                        .map(|(i, j)| a[i] * b[j] * weight(i, j))
                        .sum();
                    assert!((score - exact).abs() < 0.4, "{}: {score} for {exact}", kernel.name());
                }
            }
        }
    }
}
