//! Everything of the encoder that is not a product with trained integer weights: layer normalisation, softmax,
//! GELU, quantisation, and products of two activations (attention, biaffines).
//!
//! Written so that the compiler can put it in vector registers without changing a result: loops over independent
//! elements, and sums kept in [`LANES`] separate lanes that are added in a fixed order.

use super::compiled_for_each_level;

/// Separate running sums of a reduction. Sixteen fill one register of the widest set and two or four of the others.
pub const LANES: usize = 16;

/// Largest magnitude of a quantised activation: 7 bits, so that the sum of two products with 8-bit weights stays
/// inside 16 bits (127 * 127 * 2 = 32,258).
pub const ACTIVATION_MAX: f32 = 63.0;

/// What is added to a quantised activation to store it unsigned.
pub const ACTIVATION_OFFSET: u8 = 64;

/// 1.5 * 2^23: added to a small number it leaves the number, rounded half to even, in the low bits of the sum.
const ROUNDER: f32 = 12_582_912.0;

/// e^x, relative error below 2.5e-7 on [-87, 88]; arguments outside are moved to the nearer end.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2, and e^r by a polynomial fitted for least largest relative error.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let shifted = x.mul_add(std::f32::consts::LOG2_E, ROUNDER);
    let n = shifted - ROUNDER;
    // ln 2 in two parts, the first exact in few bits, so that n ln 2 loses nothing.
    let r = n.mul_add(-0.693_359_4, x);
    let r = n.mul_add(2.121_944_4e-4, r);
    let mut p = 1.381_459_7e-3f32;
    p = p.mul_add(r, 8.368_717e-3);
    p = p.mul_add(r, 4.166_839e-2);
    p = p.mul_add(r, 0.166_665_2);
    p = p.mul_add(r, 0.499_999_93);
    p = p.mul_add(r * r, r) + 1.0;
    let exponent = (shifted.to_bits().wrapping_sub(ROUNDER.to_bits()) as i32).wrapping_add(127);
    p * f32::from_bits((exponent as u32) << 23)
}

/// erf(x), absolute error below 6e-7 (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26).
#[inline(always)]
pub fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / a.mul_add(0.327_591_1, 1.0);
    let mut p = 1.061_405_4f32;
    p = p.mul_add(t, -1.453_152_1);
    p = p.mul_add(t, 1.421_413_8);
    p = p.mul_add(t, -0.284_496_72);
    p = p.mul_add(t, 0.254_829_6);
    let y = 1.0 - p * t * exp(-(a * a));
    y.copysign(x)
}

/// The sum of all lanes, halves first.
#[inline(always)]
fn fold(mut lanes: [f32; LANES], join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] = join(lanes[i], lanes[i + width]);
        }
        width /= 2;
    }
    lanes[0]
}

/// `join` over `map` of all values: lanes first, then what does not fill them, in order.
#[inline(always)]
fn reduce(values: &[f32], start: f32, map: impl Fn(f32) -> f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut lanes = [start; LANES];
    for chunk in chunks {
        for i in 0..LANES {
            lanes[i] = join(lanes[i], map(chunk[i]));
        }
    }
    let mut all = fold(lanes, &join);
    for &value in rest {
        all = join(all, map(value));
    }
    all
}

/// The larger; the first when they cannot be compared.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

#[inline(always)]
fn normalise_row(row: &mut [f32], gain: &[f32], bias: &[f32]) {
    let size = row.len() as f32;
    let mean = reduce(row, 0.0, |x| x, |a, b| a + b) / size;
    let variance = reduce(row, 0.0, |x| (x - mean) * (x - mean), |a, b| a + b) / size;
    let factor = 1.0 / (variance + 1e-12).sqrt();
    for ((x, g), b) in row.iter_mut().zip(gain).zip(bias) {
        *x = ((*x - mean) * factor).mul_add(*g, *b);
    }
}

#[inline(always)]
fn quantise_row(row: &[f32], out: &mut [u8]) -> f32 {
    let peak = reduce(row, 0.0, f32::abs, larger);
    let (scale, inverse) =
        if peak > 0.0 { (peak / ACTIVATION_MAX, ACTIVATION_MAX / peak) } else { (0.0, 0.0) };
    for (q, x) in out.iter_mut().zip(row) {
        let rounded = (*x * inverse).clamp(-ACTIVATION_MAX, ACTIVATION_MAX) + ROUNDER;
        *q = (rounded.to_bits() as u8).wrapping_add(ACTIVATION_OFFSET);
    }
    scale
}

compiled_for_each_level! {
    /// Layer normalisation (eps 1e-12) of each row of `rows`, in place.
    pub fn normalise(rows: &mut [f32], gain: &[f32], bias: &[f32]) {
        for row in rows.chunks_exact_mut(gain.len()) {
            normalise_row(row, gain, bias);
        }
    }
}

compiled_for_each_level! {
    /// `rows + added`, layer normalisation of each row of the sum, in place.
    pub fn add_and_normalise(rows: &mut [f32], added: &[f32], gain: &[f32], bias: &[f32]) {
        for (row, extra) in rows.chunks_exact_mut(gain.len()).zip(added.chunks_exact(gain.len())) {
            for (x, y) in row.iter_mut().zip(extra) {
                *x += *y;
            }
            normalise_row(row, gain, bias);
        }
    }
}

compiled_for_each_level! {
    /// Rows of `width` numbers to 7 bits, each row by its own largest magnitude: `row = scale * (quantised - 64)`.
    pub fn quantise(rows: &[f32], width: usize, quantised: &mut [u8], scales: &mut [f32]) {
        for ((row, out), scale) in rows.chunks_exact(width).zip(quantised.chunks_exact_mut(width)).zip(scales) {
            *scale = quantise_row(row, out);
        }
    }
}

compiled_for_each_level! {
    /// GELU with the exact error function, in place.
    pub fn gelu(values: &mut [f32]) {
        for x in values {
            let half = *x * 0.5;
            *x = half.mul_add(erf(*x * std::f32::consts::FRAC_1_SQRT_2), half);
        }
    }
}

compiled_for_each_level! {
    /// max(0, x), in place.
    pub fn relu(values: &mut [f32]) {
        for x in values {
            *x = larger(0.0, *x);
        }
    }
}

compiled_for_each_level! {
    /// In each row of `stride` numbers, of which the first `width` count: e^(x - largest), the sum of which goes to
    /// `sums`. What stands behind `width` is left as it is.
    pub fn exponentiate(rows: &mut [f32], stride: usize, width: usize, sums: &mut [f32]) {
        for (row, sum) in rows.chunks_exact_mut(stride).zip(sums) {
            let (row, _) = row.split_at_mut(width.min(stride));
            let peak = reduce(row, f32::NEG_INFINITY, |x| x, larger);
            for x in row.iter_mut() {
                *x = exp(*x - peak);
            }
            *sum = reduce(row, 0.0, |x| x, |a, b| a + b);
        }
    }
}

/// A matrix in a larger one: `values[row * stride + column]`.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The numbers, from the first of the matrix on.
    pub values: &'a [f32],
    /// From one row to the next.
    pub stride: usize,
}

/// Columns that a product computes at once; the right matrix and the result have a multiple of it.
pub const BLOCK: usize = 16;

/// `R` rows and [`BLOCK`] columns of a product: each result is summed in the order of `inner` by fused
/// multiply-adds, so that the shape of the tile has no part in it.
#[inline(always)]
fn product_tile<const R: usize>(a: View<'_>, b: View<'_>, inner: usize, out: &mut [f32], stride: usize) {
    let mut left: [&[f32]; R] = [&[]; R];
    for (r, row) in left.iter_mut().enumerate() {
        match a.values.get(r * a.stride..r * a.stride + inner) {
            Some(found) => *row = found,
            None => return,
        }
    }
    let mut sums = [[0f32; BLOCK]; R];
    for (p, right) in b.values.chunks(b.stride).take(inner).enumerate() {
        let Some(right) = right.first_chunk::<BLOCK>() else { return };
        for r in 0..R {
            let x = left[r][p];
            for j in 0..BLOCK {
                sums[r][j] = right[j].mul_add(x, sums[r][j]);
            }
        }
    }
    for (sum, row) in sums.iter().zip(out.chunks_mut(stride)) {
        if let Some(row) = row.first_chunk_mut::<BLOCK>() {
            *row = *sum;
        }
    }
}

compiled_for_each_level! {
    /// `out = a b`, with `rows` rows in `a` and `out`, `inner` columns in `a` and rows in `b`, and `columns` columns
    /// in `b` and `out`, a multiple of [`BLOCK`]. Views that are too short leave part of `out` as it was.
    pub fn product(a: View<'_>, b: View<'_>, out: &mut [f32], stride: usize, rows: usize, inner: usize, columns: usize) {
        const TILE: usize = 6;
        let mut row = 0;
        while row < rows {
            let many = (rows - row).min(TILE);
            for column in (0..columns).step_by(BLOCK) {
                let (Some(left), Some(right)) = (a.values.get(row * a.stride..), b.values.get(column..)) else { return };
                let left = View { values: left, stride: a.stride };
                let right = View { values: right, stride: b.stride };
                let Some(to) = out.get_mut(row * stride + column..) else { return };
                match many {
                    TILE => product_tile::<TILE>(left, right, inner, to, stride),
                    5 => product_tile::<5>(left, right, inner, to, stride),
                    4 => product_tile::<4>(left, right, inner, to, stride),
                    3 => product_tile::<3>(left, right, inner, to, stride),
                    2 => product_tile::<2>(left, right, inner, to, stride),
                    _ => product_tile::<1>(left, right, inner, to, stride),
                }
            }
            row += many;
        }
    }
}

/// Results that [`weigh_pairs`] computes at once.
pub const PAIR_BLOCK: usize = 2 * BLOCK;

compiled_for_each_level! {
    /// `results[k] = sum over i, j of a1[i] b1[j] W[k][i][j]`, with `a1 = [a; 1]` and `b1 = [b; 1]`, `size` numbers each.
    ///
    /// `table` holds, for each block of [`PAIR_BLOCK`] results, a row of that many weights for each pair (i, j). Pairs
    /// that weigh 0 (half of the numbers are 0 after max(0, x)) are passed over.
    pub fn weigh_pairs(a: &[f32], b: &[f32], table: &[f32], size: usize, results: &mut [f32]) {
        let blocks = table.chunks_exact(size * size * PAIR_BLOCK).zip(results.as_chunks_mut::<PAIR_BLOCK>().0);
        for (block, results) in blocks {
            let mut sums = [0f32; PAIR_BLOCK];
            let rows = block.chunks_exact(size * PAIR_BLOCK).zip(a.iter().chain(&[1.0]));
            for (row, &x) in rows.filter(|(_, x)| **x != 0.0) {
                for (weights, &y) in row.as_chunks::<PAIR_BLOCK>().0.iter().zip(b.iter().chain(&[1.0])) {
                    if y != 0.0 {
                        for k in 0..PAIR_BLOCK {
                            sums[k] = weights[k].mul_add(x * y, sums[k]);
                        }
                    }
                }
            }
            *results = sums;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kernel;
    use super::*;
    use proptest::prelude::*;

    /// erf by its Taylor series in double precision, sound for |x| <= 4.
    fn erf_series(x: f64) -> f64 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term.abs() > 1e-18 && n < 200.0 {
            n += 1.0;
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn exp_and_erf_keep_their_stated_error() {
        let mut worst = 0f64;
        for i in 0..=2_000_000 {
            let x = -87.0 + 175.0 * (i as f32) / 2_000_000.0;
            worst = worst.max((exp(x) as f64 / (x as f64).exp() - 1.0).abs());
        }
        assert!(worst < 2.5e-7, "exp: relative error {worst:e}");
        let mut worst = 0f64;
        for i in 0..=400_000 {
            let x = -4.0 + 8.0 * (i as f32) / 400_000.0;
            worst = worst.max((erf(x) as f64 - erf_series(x as f64)).abs());
        }
        assert!(worst < 6e-7, "erf: absolute error {worst:e}");
        assert_eq!(erf(30.0), 1.0);
        assert_eq!(erf(-30.0), -1.0);
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn rows_are_normalised_and_exponentiated() {
        let mut rows = vec![1.0, 2.0, 3.0, 4.0];
        normalise(Kernel::plain(), &mut rows, &[1.0, 1.0, 1.0, 2.0], &[0.0, 0.0, 0.0, 1.0]);
        let expected = [-1.341_640_8, -0.447_213_6, 0.447_213_6, 1.0 + 2.0 * 1.341_640_8];
        assert!(rows.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-5), "{rows:?}");

        let mut rows = vec![0.0, std::f32::consts::LN_2, 99.0];
        let mut sums = [0.0];
        exponentiate(Kernel::plain(), &mut rows, 3, 2, &mut sums);
        assert!((sums[0] - 1.5).abs() < 1e-6 && rows[2] == 99.0, "{rows:?} {sums:?}");
    }

    #[test]
    fn quantised_rows_read_back_within_half_a_step() {
        let rows = [0.5, -1.0, 0.0, 0.01, 0.0, 0.0, 0.0, 0.0];
        let (mut q, mut scales) = ([0u8; 8], [0f32; 2]);
        quantise(Kernel::plain(), &rows, 4, &mut q, &mut scales);
        assert_eq!(q, [96, 1, 64, 65, 64, 64, 64, 64]);
        assert_eq!(scales[1], 0.0);
        for (x, q) in rows[..4].iter().zip(q) {
            assert!((x - scales[0] * (q as f32 - 64.0)).abs() <= scales[0] / 2.0 + 1e-7);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Every instruction set gives the bits of the plain one.
        #[test]
        fn all_levels_agree(
            (width, rows) in (1usize..70).prop_flat_map(|width| {
                (Just(width), (1usize..9).prop_flat_map(move |n| prop::collection::vec(-9f32..9.0, n * width)))
            }),
        ) {
            let count = rows.len() / width;
            let gain: Vec<f32> = (0..width).map(|i| 0.5 + i as f32 / 64.0).collect();
            let bias: Vec<f32> = (0..width).map(|i| (i as f32).sin()).collect();
            let run = |kernel| {
                let mut a = rows.clone();
                add_and_normalise(kernel, &mut a, &rows, &gain, &bias);
                normalise(kernel, &mut a, &gain, &bias);
                let mut b = rows.clone();
                gelu(kernel, &mut b);
                let (mut q, mut scales) = (vec![0u8; rows.len()], vec![0f32; count]);
                quantise(kernel, &b, width, &mut q, &mut scales);
                relu(kernel, &mut b);
                let mut c = rows.clone();
                let mut sums = vec![0f32; count];
                exponentiate(kernel, &mut c, width, width, &mut sums);
                let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                (bits(&a), bits(&b), q, bits(&scales), bits(&c), bits(&sums))
            };
            let plain = run(Kernel::plain());
            for kernel in Kernel::available() {
                prop_assert_eq!(&plain, &run(kernel), "{}", kernel.name());
            }
        }

        #[test]
        fn products_agree_with_each_other_and_with_double_precision(
            rows in 1usize..14, inner in 1usize..40, blocks in 1usize..4, spare in 0usize..5, seed in any::<u32>(),
        ) {
            let columns = blocks * BLOCK;
            let (sa, sb) = (inner + spare, columns + spare);
            let number = |i: usize| ((i as u32).wrapping_mul(2_654_435_761).wrapping_add(seed) >> 8) as f32 / 8_388_608.0 - 1.0;
            let a: Vec<f32> = (0..rows * sa).map(number).collect();
            let b: Vec<f32> = (0..inner * sb).map(|i| number(i + 77_777)).collect();
            let run = |kernel| {
                let mut out = vec![0f32; rows * columns];
                let (left, right) = (View { values: &a, stride: sa }, View { values: &b, stride: sb });
                product(kernel, left, right, &mut out, columns, rows, inner, columns);
                out
            };
            let plain = run(Kernel::plain());
            for kernel in Kernel::available() {
                prop_assert_eq!(&plain, &run(kernel), "{}", kernel.name());
            }
            for r in 0..rows {
                for c in 0..columns {
                    let sum: f64 = (0..inner).map(|p| a[r * sa + p] as f64 * b[p * sb + c] as f64).sum();
                    prop_assert!((sum - plain[r * columns + c] as f64).abs() < 1e-4);
                }
            }
        }
    }
}
