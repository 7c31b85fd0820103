//! The product of [`super::linear`] for AVX2: `vpmaddubsw` multiplies unsigned by signed bytes and adds pairs in 16
//! bits, which 7-bit activations keep from saturating. The 16-bit sums of a run of lines (see [`super::runs`]) are added
//! up; `vpmaddwd` by ones then adds pairs again, in 32 bits.

use super::float::{BLOCK, Product};
use super::linear::{GROUP, Job, Line, PANEL, Panel};
use super::runs::Runs;
use std::arch::x86_64::*;

/// Rows that a tile covers, times one panel: 3 x 2 sums, a run's 6 weights, two 16-bit sums, an activation and ones are 16
/// registers. With more rows either weights or sums lie in memory, which was a tenth slower.
const ROWS: usize = 3;

/// Rows that go through all panels before the next ones: what they hold and give stays in the nearest caches. A multiple of
/// [`ROWS`].
const BLOCK_ROWS: usize = 96;

/// Rows of a tile of a product of floats.
const FLOAT_ROWS: usize = 6;

/// Runs the job.
///
/// # Safety
/// The processor must have AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) fn apply(mut job: Job<'_>) {
    let (stride, width, values) = (job.stride(), job.width(), job.values());
    let (scales, zeros) = (job.scales(), job.zeros());
    let panels: Vec<_> = job.panels_in_runs().collect();
    let ranges = scales.chunks(BLOCK_ROWS).zip(zeros.chunks(BLOCK_ROWS));
    let out = job.out().chunks_mut(BLOCK_ROWS * width);
    for ((values, (scales, zeros)), out) in values.chunks(BLOCK_ROWS * stride).zip(ranges).zip(out) {
        for (index, (panel, runs)) in panels.iter().enumerate() {
            let ranges = scales.chunks(ROWS).zip(zeros.chunks(ROWS));
            let tiles = values.chunks(ROWS * stride).zip(ranges).zip(out.chunks_mut(ROWS * width));
            for ((values, (scales, zeros)), out) in tiles {
                let Some(out) = out.get_mut(index * PANEL..) else { return };
                let tile = Tile { values, stride, scales, zeros, out, width };
                match scales.len() {
                    3 => multiply::<3>(panel, runs, tile),
                    2 => multiply::<2>(panel, runs, tile),
                    1 => multiply::<1>(panel, runs, tile),
                    _ => {}
                }
            }
        }
    }
}

/// Some rows of activations and the places of their results, from the panel's first column on.
struct Tile<'a> {
    values: &'a [u8],
    stride: usize,
    scales: &'a [f32],
    zeros: &'a [i32],
    out: &'a mut [f32],
    width: usize,
}

/// R rows of activations times one panel.
#[target_feature(enable = "avx2,fma")]
fn multiply<const R: usize>(panel: &Panel<'_>, runs: &Runs, tile: Tile<'_>) {
    // What the pointers below rely on; it always holds, and one test a tile costs nothing.
    if tile.values.len() < R * tile.stride
        || tile.stride < panel.lines.len() * GROUP
        || tile.scales.len() < R
        || tile.zeros.len() < R
        || tile.out.len() < (R - 1) * tile.width + PANEL
    {
        return;
    }
    // SAFETY: `sums` is an array of 16 32-bit numbers: two registers.
    let excess = unsafe {
        let sums = panel.sums.as_ptr().cast::<__m256i>();
        [_mm256_loadu_si256(sums), _mm256_loadu_si256(sums.add(1))]
    };
    let mut sums = [[_mm256_setzero_si256(); 2]; R];
    for r in 0..R {
        let zero = _mm256_set1_epi32(-tile.zeros[r]);
        sums[r] = [_mm256_mullo_epi32(zero, excess[0]), _mm256_mullo_epi32(zero, excess[1])];
    }
    let (lines, all) = (panel.lines, &mut sums);
    // SAFETY: `values` holds R rows of `stride >= lines.len() * GROUP` bytes; the runs are those of `lines`.
    unsafe {
        let lines = add_runs::<R, 3>(lines, runs, &tile, all);
        let lines = add_runs::<R, 2>(lines, runs, &tile, all);
        add_runs::<R, 1>(lines, runs, &tile, all);
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
            let factor = _mm256_mul_ps(_mm256_set1_ps(tile.scales[r]), scale);
            let result = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r][h]), factor, bias);
            // SAFETY: `out` has R rows, `width` apart, with 16 numbers each from its start, tested above.
            unsafe { _mm256_storeu_ps(tile.out.as_mut_ptr().add(r * tile.width + h * 8), result) };
        }
    }
}

/// Adds to `sums` what the panel's runs of K lines give, which are the first of `lines`. The lines after them come back.
///
/// # Safety
/// AVX2; `runs` are those of the panel, whose groups are in each of the tile's R rows.
#[target_feature(enable = "avx2,fma")]
unsafe fn add_runs<'l, const R: usize, const K: usize>(
    lines: &'l [Line],
    runs: &Runs,
    tile: &Tile<'_>,
    sums: &mut [[__m256i; 2]; R],
) -> &'l [Line] {
    let ones = _mm256_set1_epi16(1);
    let mut totals = *sums;
    let places = runs.of_length(K);
    let Some((lines, rest)) = lines.split_at_checked(places.len()) else { return lines };
    for (lines, places) in lines.as_chunks::<K>().0.iter().zip(places.as_chunks::<K>().0) {
        let mut weights = [[_mm256_setzero_si256(); 2]; K];
        for k in 0..K {
            // SAFETY: a `Line` is two registers at a multiple of 64 bytes.
            weights[k] = unsafe {
                let line = (&raw const lines[k]).cast::<__m256i>();
                [_mm256_load_si256(line), _mm256_load_si256(line.add(1))]
            };
        }
        for r in 0..R {
            let mut pairs = [_mm256_setzero_si256(); 2];
            for k in 0..K {
                let place = places[k] as usize;
                // SAFETY: 4 bytes of the row are at `place`, at any alignment.
                let group = unsafe {
                    tile.values.as_ptr().add(r * tile.stride + place).cast::<i32>().read_unaligned()
                };
                let group = _mm256_set1_epi32(group);
                for h in 0..2 {
                    let products = _mm256_maddubs_epi16(group, weights[k][h]);
                    pairs[h] = if k == 0 { products } else { _mm256_add_epi16(pairs[h], products) };
                }
            }
            for h in 0..2 {
                totals[r][h] = _mm256_add_epi32(totals[r][h], _mm256_madd_epi16(pairs[h], ones));
            }
        }
    }
    *sums = totals;
    rest
}

/// Runs a product of floats, in tiles of 6 rows and one block of columns, which fill 12 registers with sums.
///
/// # Safety
/// The processor must have AVX2 and FMA, and the sides of the product must fit as [`Product`] says.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn product(mut job: Product<'_>) {
    for row in (0..job.rows).step_by(FLOAT_ROWS) {
        for column in (0..job.columns).step_by(BLOCK) {
            // SAFETY: `row` and `column` are inside, `columns` is a multiple of BLOCK, and no tile has more rows than are left.
            unsafe {
                match job.rows - row {
                    1 => product_tile::<1>(&mut job, row, column),
                    2 => product_tile::<2>(&mut job, row, column),
                    3 => product_tile::<3>(&mut job, row, column),
                    4 => product_tile::<4>(&mut job, row, column),
                    5 => product_tile::<5>(&mut job, row, column),
                    _ => product_tile::<FLOAT_ROWS>(&mut job, row, column),
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
