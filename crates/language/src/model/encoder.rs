//! Word pieces to word vectors: BERT's encoder with an added embedding of each word's case.
//!
//! One window at a time; the window's rows are the batch of every matrix product. All memory it needs is in a
//! [`Workspace`], which a thread keeps from window to window.

use super::file::{Model, Network};
use super::kernel::Kernel;
use super::kernel::float::{self, BLOCK, View};
use super::kernel::linear::{Linear, Quantised};
use std::ops::Range;

/// Rows that go through the inner layer of the feed-forward part together: few enough that their wide vectors stay in
/// the cache, many enough that the weights are fetched seldom. 96 was a fifth faster than 48, and than 240.
const INNER_ROWS: usize = 96;

/// The word embeddings and what is added to them.
#[derive(Debug)]
pub(super) struct Embedding {
    /// Where the rows of 8-bit numbers lie in the weights file, one a piece.
    pub(super) words: Range<usize>,
    /// One a piece.
    pub(super) scale: Vec<f32>,
    /// One row a position in the window.
    pub(super) position: Vec<f32>,
    /// One row a case feature.
    pub(super) case: Vec<f32>,
    pub(super) norm: Norm,
}

/// Gain and bias of a layer normalisation.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// A transformer layer.
#[derive(Debug)]
pub(super) struct Layer {
    /// Queries, keys and values, one after the other.
    pub(super) qkv: Linear,
    pub(super) out: Linear,
    pub(super) after_attention: Norm,
    pub(super) up: Linear,
    pub(super) down: Linear,
    pub(super) after_inner: Norm,
}

/// The encoder's weights.
#[derive(Debug)]
pub struct Encoder {
    pub(super) hidden: usize,
    pub(super) heads: usize,
    pub(super) max_pieces: usize,
    pub(super) embedding: Embedding,
    pub(super) layers: Vec<Layer>,
}

/// What the encoder reads at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// `[CLS]`, the words' pieces, `[SEP]` after each block and at the end.
    pub pieces: Vec<u32>,
    /// The case feature of each piece's word; 0 for `[CLS]` and `[SEP]`.
    pub cases: Vec<u8>,
    /// The places in `pieces` of each word's first and last piece.
    pub words: Vec<(usize, usize)>,
}

/// The memory of one thread's readings.
#[derive(Debug, Default)]
pub struct Workspace {
    /// One row a piece.
    rows: Vec<f32>,
    qkv: Vec<f32>,
    /// A head's keys, one column a piece.
    keys: Vec<f32>,
    queries: Vec<f32>,
    values: Vec<f32>,
    attention: Vec<f32>,
    sums: Vec<f32>,
    mixed: Vec<f32>,
    inner: Vec<f32>,
    rounded: Rounded,
    /// One row a word: what the heads read.
    pub(super) words: Vec<f32>,
    pub(super) heads: super::heads::Scratch,
    fast: super::fast::Scratch,
}

/// Rows as a [`Linear`] reads them.
#[derive(Debug, Default)]
pub(super) struct Rounded {
    values: Vec<u8>,
    scales: Vec<f32>,
    zeros: Vec<i32>,
}

/// `buffer` with room for `size` numbers, whatever they were.
pub(super) fn room<T: Copy + Default>(buffer: &mut Vec<T>, size: usize) -> &mut [T] {
    if buffer.len() < size {
        buffer.resize(size, T::default());
    }
    &mut buffer[..size]
}

/// A layer on rows of floats: quantises them, multiplies, and leaves rows of [`Linear::width`] numbers in `out`.
pub(super) fn apply<'o>(
    kernel: Kernel,
    layer: &Linear,
    rows: &[f32],
    rounded: &mut Rounded,
    out: &'o mut Vec<f32>,
) -> &'o mut [f32] {
    let count = rows.len() / layer.inputs();
    let values = room(&mut rounded.values, count * layer.stride());
    let (scales, zeros) = (room(&mut rounded.scales, count), room(&mut rounded.zeros, count));
    float::quantise(kernel, rows, layer.inputs(), values, scales, zeros);
    let out = room(out, count * layer.width());
    layer.apply(kernel, Quantised { values, scales, zeros }, out);
    out
}

impl Model {
    /// Reads a window: the vectors of its words, one after the other, are in `work` afterwards. A window that is
    /// longer than the model reads is cut there; words and pieces that do not exist read as piece 0.
    pub(super) fn encode(&self, kernel: Kernel, window: &Window, work: &mut Workspace) {
        let encoder = match &self.network {
            Network::Accurate(encoder) => encoder,
            Network::Fast(network) => {
                let words = room(&mut work.words, window.words.len() * self.config.hidden);
                return network.encode(kernel, self.bytes(), window, &mut work.fast, words);
            }
        };
        let (hidden, count) = (encoder.hidden, window.pieces.len().min(encoder.max_pieces));
        encoder.embed(kernel, self.bytes(), window, room(&mut work.rows, count * hidden));
        for layer in &encoder.layers {
            encoder.attend(kernel, layer, count, work);
            encoder.feed_forward(kernel, layer, count, work);
        }
        let rows = &work.rows[..count * hidden];
        let words = room(&mut work.words, window.words.len() * hidden);
        let last = count.saturating_sub(1);
        for (word, &(first, final_piece)) in words.chunks_exact_mut(hidden).zip(&window.words) {
            let ends = (
                rows.chunks_exact(hidden).nth(first.min(last)),
                rows.chunks_exact(hidden).nth(final_piece.min(last)),
            );
            let (Some(a), Some(b)) = ends else { continue };
            for ((x, a), b) in word.iter_mut().zip(a).zip(b) {
                *x = (a + b) * 0.5;
            }
        }
    }
}

impl Encoder {
    /// Word, position and case embedding of each piece, normalised.
    fn embed(&self, kernel: Kernel, file: &[u8], window: &Window, rows: &mut [f32]) {
        let table = &self.embedding;
        let words = file.get(table.words.clone()).unwrap_or(&[]);
        let pieces = window.pieces.iter().zip(&window.cases);
        let positions = table.position.chunks_exact(self.hidden);
        for ((row, (&piece, &case)), position) in
            rows.chunks_exact_mut(self.hidden).zip(pieces).zip(positions)
        {
            let piece = if (piece as usize) < table.scale.len() { piece as usize } else { 0 };
            let scale = table.scale.get(piece).copied().unwrap_or(0.0);
            let word = words.get(piece * self.hidden..).unwrap_or(&[]);
            let case = table.case.get(usize::from(case) * self.hidden..).unwrap_or(&table.case);
            for (((x, &w), p), c) in row.iter_mut().zip(word).zip(position).zip(case) {
                *x = f32::from(w as i8) * scale + p + c;
            }
        }
        float::normalise(kernel, rows, &table.norm.gain, &table.norm.bias);
    }

    /// `rows = normalise(rows + out(attention(rows)))`.
    fn attend(&self, kernel: Kernel, layer: &Layer, count: usize, work: &mut Workspace) {
        let (hidden, size) = (self.hidden, self.hidden / self.heads);
        let width = layer.qkv.width();
        let rows = &mut work.rows[..count * hidden];
        let qkv = apply(kernel, &layer.qkv, rows, &mut work.rounded, &mut work.qkv);
        // Keys are padded to whole blocks; a padded key's score is computed and never looked at.
        let padded = count.next_multiple_of(BLOCK);
        let keys = room(&mut work.keys, size * padded);
        let queries = room(&mut work.queries, count * size);
        // Copied together, since rows of `qkv` are more than a page apart.
        let values = room(&mut work.values, count * size);
        let scores = room(&mut work.attention, count * padded);
        let sums = room(&mut work.sums, count);
        let mixed = room(&mut work.mixed, count * hidden);
        let scale = 1.0 / (size as f32).sqrt();
        for head in 0..self.heads {
            let column = head * size;
            for (block, rows) in qkv.chunks(BLOCK * width).enumerate() {
                for (i, row) in rows.chunks_exact(width).enumerate() {
                    let place = (block * BLOCK + i) * size;
                    for (to, from) in queries[place..].iter_mut().zip(&row[column..column + size]) {
                        *to = from * scale;
                    }
                    let value = 2 * hidden + column;
                    values[place..place + size].copy_from_slice(&row[value..value + size]);
                }
                // A block of keys at a time, so that what is written lies together.
                for (dimension, keys) in keys.chunks_exact_mut(padded).enumerate() {
                    let key = rows.iter().skip(hidden + column + dimension).step_by(width);
                    for (to, from) in keys[block * BLOCK..].iter_mut().zip(key) {
                        *to = *from;
                    }
                }
            }
            let (a, b) = (View { values: queries, stride: size }, View { values: keys, stride: padded });
            float::product(kernel, a, b, scores, padded, count, size, padded);
            float::exponentiate(kernel, scores, padded, count, sums);
            let values = View { values, stride: size };
            let weights = View { values: scores, stride: padded };
            float::product(kernel, weights, values, &mut mixed[column..], hidden, count, count, size);
            for (row, sum) in mixed.chunks_exact_mut(hidden).zip(sums.iter()) {
                let inverse = 1.0 / sum;
                for x in &mut row[column..column + size] {
                    *x *= inverse;
                }
            }
        }
        let out = apply(kernel, &layer.out, mixed, &mut work.rounded, &mut work.inner);
        let norm = &layer.after_attention;
        float::add_and_normalise(kernel, rows, out, &norm.gain, &norm.bias);
    }

    /// `rows = normalise(rows + down(gelu(up(rows))))`.
    fn feed_forward(&self, kernel: Kernel, layer: &Layer, count: usize, work: &mut Workspace) {
        let rows = &mut work.rows[..count * self.hidden];
        for rows in rows.chunks_mut(INNER_ROWS * self.hidden) {
            let inner = apply(kernel, &layer.up, rows, &mut work.rounded, &mut work.inner);
            float::gelu(kernel, inner);
            let out = apply(kernel, &layer.down, inner, &mut work.rounded, &mut work.mixed);
            let norm = &layer.after_inner;
            float::add_and_normalise(kernel, rows, out, &norm.gain, &norm.bias);
        }
    }
}
