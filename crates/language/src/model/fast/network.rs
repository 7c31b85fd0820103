//! Rows of tables to word vectors: gated convolutions over three words, with one attention among them.

use super::{Features, TABLES};
use crate::model::encoder::{Norm, Rounded, Window, apply, room};
use crate::model::kernel::Kernel;
use crate::model::kernel::float::{self, BLOCK, View};
use crate::model::kernel::gated;
use crate::model::kernel::linear::{Linear, Quantised};
use std::ops::Range;

/// The network below the heads.
#[derive(Debug)]
pub struct Network {
    pub(super) hidden: usize,
    pub(super) features: Features,
    pub(super) tables: [Table; TABLES],
    pub(super) norm: Norm,
    pub(super) before: Vec<Convolution>,
    pub(super) attention: Attention,
    pub(super) after: Vec<Convolution>,
}

/// Rows of 8-bit numbers that stay in the weights file.
#[derive(Debug)]
pub(super) struct Table {
    /// Where they lie.
    pub(super) rows: Range<usize>,
    /// One a row.
    pub(super) scale: Vec<f32>,
}

/// `x = normalise(x + a * sigmoid(b))`, `a` and `b` from a word and its neighbours.
#[derive(Debug)]
pub(super) struct Convolution {
    pub(super) layer: Linear,
    pub(super) norm: Norm,
}

/// `x = normalise(x + out(attention(x)))`.
#[derive(Debug)]
pub(super) struct Attention {
    pub(super) heads: usize,
    /// Queries, keys and values, one after the other.
    pub(super) qkv: Linear,
    pub(super) out: Linear,
    /// A key for each distance, one column each, padded to whole blocks.
    pub(super) distances: Vec<f32>,
    /// The largest distance that has a key of its own.
    pub(super) near: usize,
    pub(super) norm: Norm,
}

/// Memory for the network's work.
#[derive(Debug, Default)]
pub(in crate::model) struct Scratch {
    /// One row a unit, and one of zeros before and behind them.
    rows: Vec<f32>,
    rounded: Rounded,
    values: Vec<u8>,
    scales: Vec<f32>,
    zeros: Vec<i32>,
    /// What a layer gives.
    out: Vec<f32>,
    queries: Vec<f32>,
    /// One column a unit.
    keys: Vec<f32>,
    own: Vec<f32>,
    by_distance: Vec<f32>,
    scores: Vec<f32>,
    sums: Vec<f32>,
    mixed: Vec<f32>,
}

impl Network {
    /// What it sees of words.
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// The vectors of the window's words, one after the other, into `words`. `file` is the weights file. A row that does not
    /// exist counts as none.
    pub(in crate::model) fn encode(
        &self,
        kernel: Kernel,
        file: &[u8],
        window: &Window,
        scratch: &mut Scratch,
        words: &mut [f32],
    ) {
        let (hidden, count) = (self.hidden, window.pieces.len() / TABLES);
        let mut rows = std::mem::take(&mut scratch.rows);
        let padded = room(&mut rows, (count + 2) * hidden);
        padded.fill(0.0);
        let own = hidden..(count + 1) * hidden;
        self.embed(kernel, file, window, &mut padded[own.clone()]);
        for layer in &self.before {
            layer.apply(kernel, padded, count, scratch);
        }
        self.attention.apply(kernel, &mut padded[own.clone()], count, scratch);
        for layer in &self.after {
            layer.apply(kernel, padded, count, scratch);
        }
        for (to, &(unit, _)) in words.chunks_exact_mut(hidden).zip(&window.words) {
            if let Some(from) = padded[own.clone()].chunks_exact(hidden).nth(unit) {
                to.copy_from_slice(from);
            }
        }
        scratch.rows = rows;
    }

    /// The sum of each unit's table rows, normalised.
    fn embed(&self, kernel: Kernel, file: &[u8], window: &Window, rows: &mut [f32]) {
        for (to, unit) in rows.chunks_exact_mut(self.hidden).zip(window.pieces.chunks_exact(TABLES)) {
            for (table, &row) in self.tables.iter().zip(unit) {
                let bytes = file.get(table.rows.clone()).unwrap_or(&[]);
                let from = bytes.get(row as usize * self.hidden..).and_then(|rest| rest.get(..self.hidden));
                if let (Some(from), Some(&scale)) = (from, table.scale.get(row as usize)) {
                    gated::add_scaled(kernel, to, from, scale);
                }
            }
        }
        float::normalise(kernel, rows, &self.norm.gain, &self.norm.bias);
    }
}

impl Convolution {
    /// On `count` rows of `padded`, which has one more row at each end.
    fn apply(&self, kernel: Kernel, padded: &mut [f32], count: usize, scratch: &mut Scratch) {
        let hidden = self.norm.gain.len();
        let values = room(&mut scratch.values, count * self.layer.stride());
        let (scales, zeros) = (room(&mut scratch.scales, count), room(&mut scratch.zeros, count));
        // A row and its neighbours lie together as they are.
        gated::quantise_runs(kernel, padded, 3 * hidden, hidden, values, scales, zeros);
        let out = room(&mut scratch.out, count * self.layer.width());
        self.layer.apply(kernel, Quantised { values, scales, zeros }, out);
        let rows = &mut padded[hidden..(count + 1) * hidden];
        gated::gate_and_normalise(kernel, rows, out, &self.norm.gain, &self.norm.bias);
    }
}

impl Attention {
    fn apply(&self, kernel: Kernel, rows: &mut [f32], count: usize, scratch: &mut Scratch) {
        let inner = self.out.inputs();
        let size = inner / self.heads;
        let width = self.qkv.width();
        let qkv = apply(kernel, &self.qkv, rows, &mut scratch.rounded, &mut scratch.out);
        // Keys are padded to whole blocks; a padded key's score is computed and never looked at.
        let padded = count.next_multiple_of(BLOCK);
        let kinds = self.distances.len() / size;
        let queries = room(&mut scratch.queries, count * size);
        let keys = room(&mut scratch.keys, size * padded);
        let own = room(&mut scratch.own, count * size);
        let by_distance = room(&mut scratch.by_distance, count * kinds);
        let scores = room(&mut scratch.scores, count * padded);
        let sums = room(&mut scratch.sums, count);
        let mixed = room(&mut scratch.mixed, count * inner);
        let scale = 1.0 / (size as f32).sqrt();
        for head in 0..self.heads {
            let column = head * size;
            for (place, row) in qkv.chunks_exact(width).take(count).enumerate() {
                for (to, from) in queries[place * size..].iter_mut().zip(&row[column..column + size]) {
                    *to = from * scale;
                }
                let key = &row[inner + column..inner + column + size];
                for (to, from) in keys.iter_mut().skip(place).step_by(padded).zip(key) {
                    *to = *from;
                }
                let value = 2 * inner + column;
                own[place * size..][..size].copy_from_slice(&row[value..value + size]);
            }
            let left = View { values: queries, stride: size };
            float::product(
                kernel,
                left,
                View { values: keys, stride: padded },
                scores,
                padded,
                count,
                size,
                padded,
            );
            let distances = View { values: &self.distances, stride: kinds };
            float::product(kernel, left, distances, by_distance, kinds, count, size, kinds);
            gated::add_distances(kernel, scores, padded, count, 0, by_distance, kinds, self.near);
            float::exponentiate(kernel, scores, padded, count, sums);
            let (weights, own) =
                (View { values: scores, stride: padded }, View { values: own, stride: size });
            float::product(kernel, weights, own, &mut mixed[column..], inner, count, count, size);
            for (row, sum) in mixed.chunks_exact_mut(inner).zip(sums.iter()) {
                let inverse = 1.0 / sum;
                for x in &mut row[column..column + size] {
                    *x *= inverse;
                }
            }
        }
        let out = apply(kernel, &self.out, mixed, &mut scratch.rounded, &mut scratch.out);
        float::add_and_normalise(kernel, rows, out, &self.norm.gain, &self.norm.bias);
    }
}
