//! The product of [`super::linear`] for AVX2: `vpmaddubsw` multiplies unsigned by signed bytes and adds pairs in 16
//! bits, which 7-bit activations keep from saturating; `vpmaddwd` by ones adds pairs again, in 32 bits.

use super::float::{BLOCK, Product};
use super::linear::{GROUP, Job, Line, PANEL, Panel};
use std::arch::x86_64::*;

/// Rows that a tile covers, times one panel: 6 x 2 sums, weights, activation and product in 16 registers.
const ROWS: usize = 6;

/// Runs the job.
///
/// # Safety
/// The processor must have AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) fn apply(mut job: Job<'_>) {
    let (stride, width, values) = (job.stride(), job.width(), job.values());
    let (scales, zeros) = (job.scales(), job.zeros());
    let panels = job.panels();
    let out = job.out();
    for (index, panel) in panels.enumerate() {
        let ranges = scales.chunks(ROWS).zip(zeros.chunks(ROWS));
        let tiles = values.chunks(ROWS * stride).zip(ranges).zip(out.chunks_mut(ROWS * width));
        for ((values, range), out) in tiles {
            let (Some(out), scales) = (out.get_mut(index * PANEL..), range.0) else { return };
            match scales.len() {
                6 => multiply::<6>(&panel, values, stride, range, out, width),
                5 => multiply::<5>(&panel, values, stride, range, out, width),
                4 => multiply::<4>(&panel, values, stride, range, out, width),
                3 => multiply::<3>(&panel, values, stride, range, out, width),
                2 => multiply::<2>(&panel, values, stride, range, out, width),
                1 => multiply::<1>(&panel, values, stride, range, out, width),
                _ => {}
            }
        }
    }
}

/// R rows of activations times one panel.
#[target_feature(enable = "avx2,fma")]
fn multiply<const R: usize>(
    panel: &Panel<'_>,
    values: &[u8],
    stride: usize,
    (scales, zeros): (&[f32], &[i32]),
    out: &mut [f32],
    width: usize,
) {
    let groups = panel.lines.len().min(stride / GROUP);
    // What the pointers below rely on; it always holds, and one test a tile costs nothing.
    if values.len() < R * stride || scales.len() < R || zeros.len() < R || out.len() < (R - 1) * width + PANEL
    {
        return;
    }
    let ones = _mm256_set1_epi16(1);
    // SAFETY: `sums` is an array of 16 32-bit numbers: two registers.
    let excess = unsafe {
        let sums = panel.sums.as_ptr().cast::<__m256i>();
        [_mm256_loadu_si256(sums), _mm256_loadu_si256(sums.add(1))]
    };
    let mut sums = [[_mm256_setzero_si256(); 2]; R];
    for r in 0..R {
        let zero = _mm256_set1_epi32(-zeros[r]);
        sums[r] = [_mm256_mullo_epi32(zero, excess[0]), _mm256_mullo_epi32(zero, excess[1])];
    }
    let activations = values.as_ptr();
    let lines: *const Line = panel.lines.as_ptr();
    for g in 0..groups {
        // SAFETY: `g < groups <= lines.len()`, and a `Line` is two registers at a multiple of 64 bytes.
        let weights = unsafe {
            let line = lines.add(g).cast::<__m256i>();
            [_mm256_load_si256(line), _mm256_load_si256(line.add(1))]
        };
        for r in 0..R {
            // SAFETY: `values` holds R rows of `stride >= groups * GROUP` bytes, so 4 bytes are there; any alignment.
            let group = unsafe { activations.add(r * stride + g * GROUP).cast::<i32>().read_unaligned() };
            let group = _mm256_set1_epi32(group);
            for h in 0..2 {
                let pairs = _mm256_maddubs_epi16(group, weights[h]);
                sums[r][h] = _mm256_add_epi32(sums[r][h], _mm256_madd_epi16(pairs, ones));
            }
        }
    }
    for h in 0..2 {
        // SAFETY: `scale` and `bias` are arrays of 16 floats, two registers each.
        let (scale, bias) = unsafe {
            (
                _mm256_loadu_ps(panel.scale.as_ptr().add(h * 8)),
                _mm256_loadu_ps(panel.bias.as_ptr().add(h * 8)),
            )
        };
        for r in 0..R {
            let factor = _mm256_mul_ps(_mm256_set1_ps(scales[r]), scale);
            let result = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r][h]), factor, bias);
            // SAFETY: `out` has R rows, `width` apart, with 16 numbers each from its start, tested above.
            unsafe { _mm256_storeu_ps(out.as_mut_ptr().add(r * width + h * 8), result) };
        }
    }
}

/// Runs a product of floats, in tiles of 6 rows and one block of columns, which fill 12 registers with sums.
///
/// # Safety
/// The processor must have AVX2 and FMA, and the sides of the product must fit as [`Product`] says.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn product(mut job: Product<'_>) {
    for row in (0..job.rows).step_by(ROWS) {
        for column in (0..job.columns).step_by(BLOCK) {
            // SAFETY: `row` and `column` are inside, `columns` is a multiple of BLOCK, and no tile has more rows than are left.
            unsafe {
                match job.rows - row {
                    1 => product_tile::<1>(&mut job, row, column),
                    2 => product_tile::<2>(&mut job, row, column),
                    3 => product_tile::<3>(&mut job, row, column),
                    4 => product_tile::<4>(&mut job, row, column),
                    5 => product_tile::<5>(&mut job, row, column),
                    _ => product_tile::<ROWS>(&mut job, row, column),
                }
            }
        }
    }
}

/// R rows and one block of columns.
///
/// # Safety
/// AVX2 and FMA; the sides fit; `row + R <= rows` and `column + BLOCK <= columns`.
#[target_feature(enable = "avx2,fma")]
unsafe fn product_tile<const R: usize>(job: &mut Product<'_>, row: usize, column: usize) {
    let mut sums = [[_mm256_setzero_ps(); 2]; R];
    for p in 0..job.inner {
        // SAFETY: row `p` of `b` has `columns` numbers, 16 of them from `column` on.
        let right = unsafe {
            let right = job.b.values.as_ptr().add(p * job.b.stride + column);
            [_mm256_loadu_ps(right), _mm256_loadu_ps(right.add(8))]
        };
        for r in 0..R {
            // SAFETY: rows `row..row + R` of `a` have `inner` numbers.
            let left = unsafe { _mm256_set1_ps(*job.a.values.as_ptr().add((row + r) * job.a.stride + p)) };
            for h in 0..2 {
                sums[r][h] = _mm256_fmadd_ps(right[h], left, sums[r][h]);
            }
        }
    }
    for r in 0..R {
        // SAFETY: rows `row..row + R` of `out` have `columns` numbers, 16 of them from `column` on.
        unsafe {
            let out = job.out.as_mut_ptr().add((row + r) * job.stride + column);
            _mm256_storeu_ps(out, sums[r][0]);
            _mm256_storeu_ps(out.add(8), sums[r][1]);
        }
    }
}
