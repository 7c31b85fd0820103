//! Everything of the encoder that is not a product with trained integer weights: layer normalisation, softmax,
//! GELU, quantisation, and products of two activations (attention, biaffines).
//!
//! Written so that the compiler can put it in vector registers without changing a result: loops over independent
//! elements, and sums kept in [`LANES`] separate lanes that are added in a fixed order.

use super::{Kernel, Level, compiled_for_each_level};

/// Separate running sums of a reduction. Sixteen fill one register of the widest set and two or four of the others.
pub const LANES: usize = 16;

/// Largest quantised activation: 7 bits, so that the sum of two products with 8-bit weights stays inside 16 bits
/// (127 * 127 * 2 = 32,258).
pub const ACTIVATION_MAX: u8 = 127;

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

/// erf(x), absolute error below 2e-6 (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.28).
#[inline(always)]
pub fn erf(x: f32) -> f32 {
    let a = x.abs();
    let mut p = 4.306_38e-5f32;
    p = p.mul_add(a, 2.765_672e-4);
    p = p.mul_add(a, 1.520_143e-4);
    p = p.mul_add(a, 9.270_527e-3);
    p = p.mul_add(a, 4.228_201e-2);
    p = p.mul_add(a, 7.052_308e-2);
    p = p.mul_add(a, 1.0);
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    (1.0 - 1.0 / p).copysign(x)
}

/// ln(x) for x >= 1, relative error below 1e-6: x = 2^k m, then ln m by the series of the inverse hyperbolic tangent.
#[inline(always)]
fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007F_FFFF) | 0x3F80_0000);
    let (mantissa, exponent) = if mantissa > std::f32::consts::SQRT_2 {
        (mantissa * 0.5, exponent + 1)
    } else {
        (mantissa, exponent)
    };
    let y = (mantissa - 1.0) / (mantissa + 1.0);
    let square = y * y;
    let series = square.mul_add(1.0 / 9.0, 1.0 / 7.0).mul_add(square, 0.2).mul_add(square, 1.0 / 3.0);
    (exponent as f32).mul_add(std::f32::consts::LN_2, 2.0 * y * series.mul_add(square, 1.0))
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
pub(super) fn normalise_row(row: &mut [f32], gain: &[f32], bias: &[f32]) {
    let size = row.len() as f32;
    let mean = reduce(row, 0.0, |x| x, |a, b| a + b) / size;
    let variance = reduce(row, 0.0, |x| (x - mean) * (x - mean), |a, b| a + b) / size;
    let factor = 1.0 / (variance + 1e-12).sqrt();
    for ((x, g), b) in row.iter_mut().zip(gain).zip(bias) {
        *x = ((*x - mean) * factor).mul_add(*g, *b);
    }
}

/// Scale and zero of a quantised row.
#[inline(always)]
pub(super) fn quantise_row(row: &[f32], out: &mut [u8]) -> (f32, i32) {
    let most = f32::from(ACTIVATION_MAX);
    let low = reduce(row, 0.0, |x| x, |a, b| if b < a { b } else { a });
    let high = reduce(row, 0.0, |x| x, larger);
    let range = high - low;
    let (scale, inverse) = if range > 0.0 { (range / most, most / range) } else { (0.0, 0.0) };
    let zero = (-low).mul_add(inverse, ROUNDER) - ROUNDER;
    for (q, x) in out.iter_mut().zip(row) {
        let shifted = x.mul_add(inverse, zero).clamp(0.0, most) + ROUNDER;
        *q = shifted.to_bits() as u8 & ACTIVATION_MAX;
    }
    (scale, zero as i32)
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
    /// Rows of `width` numbers to 7 bits, each row by its own range, which always takes in 0:
    /// `row = scale * (quantised - zero)`.
    pub fn quantise(rows: &[f32], width: usize, quantised: &mut [u8], scales: &mut [f32], zeros: &mut [i32]) {
        let ranges = scales.iter_mut().zip(zeros);
        for ((row, out), (scale, zero)) in rows.chunks_exact(width).zip(quantised.chunks_exact_mut(width)).zip(ranges) {
            (*scale, *zero) = quantise_row(row, out);
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
            let (chunks, rest) = row.as_chunks_mut::<LANES>();
            let mut lanes = [0f32; LANES];
            for chunk in chunks {
                for i in 0..LANES {
                    chunk[i] = exp(chunk[i] - peak);
                    lanes[i] += chunk[i];
                }
            }
            let mut all = fold(lanes, |a, b| a + b);
            for x in rest {
                *x = exp(*x - peak);
                all += *x;
            }
            *sum = all;
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

/// A product of two matrices of floats whose sides are known to fit.
pub(super) struct Product<'a> {
    /// At least `rows` rows of `inner` numbers.
    pub(super) a: View<'a>,
    /// At least `inner` rows of `columns` numbers.
    pub(super) b: View<'a>,
    /// At least `rows` rows of `columns` numbers, `stride` apart.
    pub(super) out: &'a mut [f32],
    pub(super) stride: usize,
    pub(super) rows: usize,
    pub(super) inner: usize,
    /// A multiple of [`BLOCK`].
    pub(super) columns: usize,
}

/// `out = a b`, with `rows` rows in `a` and `out`, `inner` columns in `a` and rows in `b`, and `columns` columns in `b` and
/// `out`, a multiple of [`BLOCK`]. Each result is summed in the order of `inner` by fused multiply-adds. Nothing
/// happens when a view or `out` is too short.
#[allow(clippy::too_many_arguments)]
pub fn product(
    kernel: Kernel,
    a: View<'_>,
    b: View<'_>,
    out: &mut [f32],
    stride: usize,
    rows: usize,
    inner: usize,
    columns: usize,
) {
    let holds = |length: usize, stride: usize, rows: usize, columns: usize| {
        let before = rows.saturating_sub(1).checked_mul(stride);
        before.and_then(|before| before.checked_add(columns)).is_some_and(|needed| needed <= length)
    };
    let fits = holds(a.values.len(), a.stride, rows, inner)
        && holds(b.values.len(), b.stride, inner, columns)
        && holds(out.len(), stride, rows, columns)
        && columns.is_multiple_of(BLOCK);
    debug_assert!(fits, "a product of views that do not fit");
    if !fits {
        return;
    }
    let job = Product { a, b, out, stride, rows, inner, columns };
    match kernel.0 {
        Level::Plain => plain_product(job),
        // SAFETY: a `Kernel` of this level is made only where `Kernel::available` detected its features, and the sides
        // of the product fit.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { super::avx2::product(job) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { super::avx512::product(job) },
        // The compiler vectorises the plain one, which is compiled for the target's base set.
        #[cfg(target_arch = "aarch64")]
        Level::Neon => plain_product(job),
    }
}

/// The product that says what the others must compute.
fn plain_product(job: Product<'_>) {
    for (row, out) in job.out.chunks_mut(job.stride.max(1)).take(job.rows).enumerate() {
        let left = job.a.values.get(row * job.a.stride..).unwrap_or(&[]);
        for (block, out) in out.as_chunks_mut::<BLOCK>().0.iter_mut().take(job.columns / BLOCK).enumerate() {
            let mut sums = [0f32; BLOCK];
            for (x, right) in left.iter().take(job.inner).zip(job.b.values.chunks(job.b.stride.max(1))) {
                if let Some(right) = right.as_chunks::<BLOCK>().0.get(block) {
                    for j in 0..BLOCK {
                        sums[j] = right[j].mul_add(*x, sums[j]);
                    }
                }
            }
            *out = sums;
        }
    }
}

/// Results that [`weigh_pairs`] computes at once.
pub const PAIR_BLOCK: usize = 4 * BLOCK;

/// Numbers that [`weigh_pairs`] takes from each side, at most.
pub const PAIR_MAX: usize = 512;

compiled_for_each_level! {
    /// `results[k] = sum over i, j of a1[i] b1[j] W[k][i][j]`, with `a1 = [a; 1]` and `b1 = [b; 1]`, `size` numbers each,
    /// at most [`PAIR_MAX`].
    ///
    /// `table` holds, for each block of [`PAIR_BLOCK`] results, a row of that many weights for each pair (i, j). Pairs
    /// that weigh 0 (half of the numbers are 0 after max(0, x)) are passed over.
    pub fn weigh_pairs(a: &[f32], b: &[f32], table: &[f32], size: usize, results: &mut [f32]) {
        // The places of b1 that are not 0, found once: a branch for each pair would be guessed wrong half of the time.
        let mut places = [(0usize, 0f32); PAIR_MAX];
        let mut count = 0;
        for (place, &y) in b.iter().chain(&[1.0]).enumerate().take(size) {
            if let Some(slot) = places.get_mut(count) {
                *slot = (place, y);
                count += usize::from(y != 0.0);
            }
        }
        let places = &places[..count];
        let blocks = table.chunks_exact(size * size * PAIR_BLOCK).zip(results.as_chunks_mut::<PAIR_BLOCK>().0);
        for (block, results) in blocks {
            let mut sums = [0f32; PAIR_BLOCK];
            let rows = block.chunks_exact(size * PAIR_BLOCK).zip(a.iter().chain(&[1.0]));
            for (row, &x) in rows.filter(|(_, x)| **x != 0.0) {
                let row = row.as_chunks::<PAIR_BLOCK>().0;
                for &(place, y) in places {
                    if let Some(weights) = row.get(place) {
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

compiled_for_each_level! {
    /// Each row of `width` scores to the logarithms of the probabilities that they stand for.
    pub fn log_softmax(rows: &mut [f32], width: usize) {
        for row in rows.chunks_exact_mut(width) {
            let peak = reduce(row, f32::NEG_INFINITY, |x| x, larger);
            let sum = reduce(row, 0.0, |x| exp(x - peak), |a, b| a + b);
            let log = peak + ln(sum);
            for x in row {
                *x -= log;
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
        assert!(worst < 2e-6, "erf: absolute error {worst:e}");
        assert_eq!(erf(30.0), 1.0);
        assert_eq!(erf(-30.0), -1.0);
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn logarithms_of_probabilities_sum_to_one() {
        for x in [1.0f32, 1.5, 2.0, 3.7, 49.0, 1e6] {
            let error = (f64::from(ln(x)) - f64::from(x).ln()).abs();
            assert!(error <= 1e-6 * f64::from(x).ln().max(0.1), "{x}: {error:e}");
        }
        let mut row = [3.0, -1.0, 0.5];
        log_softmax(Kernel::plain(), &mut row, 3);
        assert!((row.iter().map(|&log| exp(log)).sum::<f32>() - 1.0).abs() < 1e-6, "{row:?}");
        assert!((row[0] - row[1] - 4.0).abs() < 1e-6);
    }

    #[test]
    fn pairs_are_weighed_as_defined() {
        let (a, b, size, kinds) = ([0.5, 0.0, -2.0], [0.0, 1.5, 3.0], 4, 5);
        let weight = |k: usize, i: usize, j: usize| (k * 31 + i * 7 + j * 3) as f32 / 8.0 - 3.0;
        let mut table = vec![0f32; PAIR_BLOCK * size * size];
        for (pair, row) in table.chunks_exact_mut(PAIR_BLOCK).enumerate() {
            for k in 0..kinds {
                row[k] = weight(k, pair / size, pair % size);
            }
        }
        let mut results = vec![9f32; PAIR_BLOCK];
        for kernel in Kernel::available() {
            weigh_pairs(kernel, &a, &b, &table, size, &mut results);
            let (a1, b1) = ([0.5, 0.0, -2.0, 1.0], [0.0, 1.5, 3.0, 1.0]);
            for (k, result) in results.iter().enumerate() {
                let pairs = (0..16).map(|pair| (pair / 4, pair % 4));
                let sum: f32 = pairs.map(|(i, j)| a1[i] * b1[j] * weight(k, i, j)).sum();
                assert_eq!(*result, if k < kinds { sum } else { 0.0 }, "{}", kernel.name());
            }
        }
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
        let rows = [0.5, -0.77, 0.0, 0.01, 0.0, 0.0, 0.0, 0.0, 3.0, 2.0, 1.0, 9.0];
        let (mut q, mut scales, mut zeros) = ([0u8; 12], [0f32; 3], [0i32; 3]);
        quantise(Kernel::plain(), &rows, 4, &mut q, &mut scales, &mut zeros);
        assert_eq!(q, [127, 0, 77, 78, 0, 0, 0, 0, 42, 28, 14, 127]);
        assert_eq!((scales[1], zeros), (0.0, [77, 0, 0]));
        for ((x, q), i) in rows.iter().zip(q).zip(0..) {
            let read = scales[i / 4] * (i32::from(q) - zeros[i / 4]) as f32;
            assert!((x - read).abs() <= scales[i / 4] / 2.0 + 1e-6, "{x} {read}");
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
                let (mut q, mut scales, mut zeros) = (vec![0u8; rows.len()], vec![0f32; count], vec![0; count]);
                quantise(kernel, &b, width, &mut q, &mut scales, &mut zeros);
                relu(kernel, &mut b);
                let mut c = rows.clone();
                let mut sums = vec![0f32; count];
                exponentiate(kernel, &mut c, width, width, &mut sums);
                let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                (bits(&a), bits(&b), q, bits(&scales), zeros, bits(&c), bits(&sums))
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
