//! What the fast model does between its integer products: sums of table rows, overlapping windows of three words,
//! gates, and scores for distances.
//!
//! Written like [`super::float`]: the same numbers in the same order on every instruction set.

use super::compiled_for_each_level;
use super::float::{exp, normalise_row, quantise_row};

compiled_for_each_level! {
    /// `to += scale * row`, the row in two's complement.
    pub fn add_scaled(to: &mut [f32], row: &[u8], scale: f32) {
        for (x, &q) in to.iter_mut().zip(row) {
            *x = f32::from(q as i8).mul_add(scale, *x);
        }
    }
}

compiled_for_each_level! {
    /// Runs of `width` numbers, each beginning `step` after the last, to 7 bits as [`super::float::quantise`] does.
    pub fn quantise_runs(
        values: &[f32], width: usize, step: usize, quantised: &mut [u8], scales: &mut [f32], zeros: &mut [i32],
    ) {
        let ranges = scales.iter_mut().zip(zeros);
        for (place, (out, (scale, zero))) in quantised.chunks_exact_mut(width.max(1)).zip(ranges).enumerate() {
            if let Some(row) = values.get(place * step..place * step + width) {
                (*scale, *zero) = quantise_row(row, out);
            }
        }
    }
}

compiled_for_each_level! {
    /// `rows = normalise(rows + a * sigmoid(b))`, `a` and `b` the two halves of a row of `gated`.
    pub fn gate_and_normalise(rows: &mut [f32], gated: &[f32], gain: &[f32], bias: &[f32]) {
        let size = gain.len();
        for (row, gated) in rows.chunks_exact_mut(size).zip(gated.chunks_exact(2 * size)) {
            let (a, b) = gated.split_at(size);
            for ((x, a), b) in row.iter_mut().zip(a).zip(b) {
                *x += a / (1.0 + exp(-b));
            }
            normalise_row(row, gain, bias);
        }
    }
}

compiled_for_each_level! {
    /// Adds to each score of a row what the row's word gives to the distance of the column's.
    ///
    /// Row `i` of `scores` (`stride` numbers, of which `columns` count) is word `first + i`, column `j` is word `j`. Row `i`
    /// of `by_distance` (`kinds` numbers) holds what a distance of `-near` to `near` is worth, further ones as much as
    /// these.
    pub fn add_distances(
        scores: &mut [f32], stride: usize, columns: usize, first: usize, by_distance: &[f32], kinds: usize, near: usize,
    ) {
        for (i, (row, worth)) in scores.chunks_mut(stride).zip(by_distance.chunks_exact(kinds)).enumerate() {
            let (word, columns) = (first + i, columns.min(row.len()));
            let from = word.saturating_sub(near).min(columns);
            let to = (word + near + 1).clamp(from, columns);
            let (Some(worth), Some(&before), Some(&after)) =
                (worth.get(..2 * near + 1), worth.first(), worth.get(2 * near))
            else {
                return;
            };
            let (left, rest) = row.split_at_mut(from);
            let (middle, right) = rest.split_at_mut(to - from);
            let right = right.get_mut(..columns - to).unwrap_or_default();
            for x in left {
                *x += before;
            }
            for (x, worth) in middle.iter_mut().zip(worth.get(from + near - word.min(from + near)..).unwrap_or(&[])) {
                *x += worth;
            }
            for x in right {
                *x += after;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kernel::Kernel;

    fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        (0..count).map(|_| next() * 3.0).collect()
    }

    #[test]
    fn distances_are_added_as_defined() {
        for (rows, columns, first, near) in
            [(9, 9, 0, 2), (3, 12, 4, 31), (5, 7, 60, 3), (1, 1, 0, 1), (40, 40, 0, 5)]
        {
            let (stride, kinds) = (columns + 3, 2 * near + 4);
            let worth = numbers(rows * kinds, 5);
            let start = numbers(rows * stride, 9);
            let mut expected = start.clone();
            for i in 0..rows {
                for j in 0..columns {
                    let distance = (j as i64 - (first + i) as i64).clamp(-(near as i64), near as i64);
                    expected[i * stride + j] += worth[i * kinds + (distance + near as i64) as usize];
                }
            }
            for kernel in Kernel::available() {
                let mut found = start.clone();
                add_distances(kernel, &mut found, stride, columns, first, &worth, kinds, near);
                assert_eq!(found, expected, "{} {rows} {columns} {first} {near}", kernel.name());
            }
        }
    }

    #[test]
    fn all_kernels_gate_and_quantise_alike() {
        let (size, count) = (37, 6);
        let (start, gated) = (numbers(size * (count + 2), 3), numbers(2 * size * count, 4));
        let (gain, bias) = (numbers(size, 6), numbers(size, 7));
        let run = |kernel: Kernel| {
            let mut rows = start.clone();
            gate_and_normalise(kernel, &mut rows[size..size * (count + 1)], &gated, &gain, &bias);
            add_scaled(kernel, &mut rows, &[200; 30], 0.25);
            let (mut bytes, mut scales, mut zeros) =
                (vec![0; 3 * size * count], vec![0.0; count], vec![0; count]);
            quantise_runs(kernel, &rows, 3 * size, size, &mut bytes, &mut scales, &mut zeros);
            (rows.iter().chain(&scales).map(|x| x.to_bits()).collect::<Vec<_>>(), bytes, zeros)
        };
        let plain = run(Kernel::plain());
        for kernel in Kernel::available() {
            assert!(run(kernel) == plain, "{}", kernel.name());
        }
        // The gate of a large number is open, of a large negative one shut.
        let mut row = [1.0, -1.0];
        gate_and_normalise(Kernel::plain(), &mut row, &[3.0, 3.0, 60.0, -60.0], &[1.0, 1.0], &[0.0, 0.0]);
        assert!((row[0] - 1.0).abs() < 1e-6 && (row[1] + 1.0).abs() < 1e-6, "{row:?}");
    }
}
