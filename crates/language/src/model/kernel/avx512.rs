//! The product of [`super::linear`] for AVX-512 VNNI: `vpdpbusd` multiplies four unsigned by four signed bytes and
//! adds them to a 32-bit lane, sixteen lanes at once.

use super::float::{BLOCK, Product};
use super::linear::{GROUP, Job, PANEL, Panel};
use std::arch::x86_64::*;

/// Panels that a tile covers.
const PANELS: usize = 4;

/// Rows that a tile covers: 6 x 4 sums, 4 weights and an activation fill 29 of 32 registers.
const ROWS: usize = 6;

/// Rows that go through all panels before the next ones: what they hold and give stays in the nearest caches. A multiple of
/// [`ROWS`].
const BLOCK_ROWS: usize = 96;

/// Runs the job.
///
/// # Safety
/// The processor must have AVX-512 F, BW, DQ, VL and VNNI.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn apply(mut job: Job<'_>) {
    let (stride, width, values) = (job.stride(), job.width(), job.values());
    let (scales, zeros) = (job.scales(), job.zeros());
    let panels: Vec<Panel<'_>> = job.panels().collect();
    let ranges = scales.chunks(BLOCK_ROWS).zip(zeros.chunks(BLOCK_ROWS));
    let out = job.out().chunks_mut(BLOCK_ROWS * width);
    for ((values, (scales, zeros)), out) in values.chunks(BLOCK_ROWS * stride).zip(ranges).zip(out) {
        for (block, panels) in panels.chunks(PANELS).enumerate() {
            let ranges = scales.chunks(ROWS).zip(zeros.chunks(ROWS));
            let tiles = values.chunks(ROWS * stride).zip(ranges).zip(out.chunks_mut(ROWS * width));
            for ((values, (scales, zeros)), out) in tiles {
                let Some(out) = out.get_mut(block * PANELS * PANEL..) else { return };
                let tile = Tile { values, stride, scales, zeros, out, width };
                match panels {
                    [a, b, c, d] => by_rows([a, b, c, d], tile),
                    [a, b, c] => by_rows([a, b, c], tile),
                    [a, b] => by_rows([a, b], tile),
                    [a] => by_rows([a], tile),
                    _ => {}
                }
            }
        }
    }
}

/// Some rows of activations and the places of their results, from the first column of the tile on.
struct Tile<'a> {
    values: &'a [u8],
    stride: usize,
    scales: &'a [f32],
    zeros: &'a [i32],
    out: &'a mut [f32],
    width: usize,
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn by_rows<const P: usize>(panels: [&Panel<'_>; P], tile: Tile<'_>) {
    match tile.scales.len() {
        6 => multiply::<P, 6>(panels, tile),
        5 => multiply::<P, 5>(panels, tile),
        4 => multiply::<P, 4>(panels, tile),
        3 => multiply::<P, 3>(panels, tile),
        2 => multiply::<P, 2>(panels, tile),
        1 => multiply::<P, 1>(panels, tile),
        _ => {}
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn multiply<const P: usize, const R: usize>(panels: [&Panel<'_>; P], tile: Tile<'_>) {
    let groups = panels.iter().map(|panel| panel.lines.len()).min().unwrap_or(0).min(tile.stride / GROUP);
    // What the pointers below rely on; it always holds, and one test a tile costs nothing.
    if tile.values.len() < R * tile.stride
        || tile.scales.len() < R
        || tile.zeros.len() < R
        || tile.out.len() < (R - 1) * tile.width + P * PANEL
    {
        return;
    }
    let mut sums = [[_mm512_setzero_si512(); R]; P];
    for p in 0..P {
        // SAFETY: `sums` is an array of 16 32-bit numbers.
        let excess = unsafe { _mm512_loadu_si512(panels[p].sums.as_ptr().cast()) };
        for r in 0..R {
            sums[p][r] = _mm512_mullo_epi32(_mm512_set1_epi32(-tile.zeros[r]), excess);
        }
    }
    let activations = tile.values.as_ptr();
    for g in 0..groups {
        let mut weights = [_mm512_setzero_si512(); P];
        for p in 0..P {
            // SAFETY: `g < groups <= lines.len()` for each panel, and a `Line` is 64 bytes at a multiple of 64.
            weights[p] = unsafe { _mm512_load_si512(panels[p].lines.as_ptr().add(g).cast()) };
        }
        for r in 0..R {
            // SAFETY: `values` holds R rows of `stride >= groups * GROUP` bytes, so 4 bytes are there; any alignment.
            let group =
                unsafe { activations.add(r * tile.stride + g * GROUP).cast::<i32>().read_unaligned() };
            let group = _mm512_set1_epi32(group);
            for p in 0..P {
                sums[p][r] = _mm512_dpbusd_epi32(sums[p][r], group, weights[p]);
            }
        }
    }
    for p in 0..P {
        // SAFETY: `scale` and `bias` are arrays of 16 floats.
        let (scale, bias) =
            unsafe { (_mm512_loadu_ps(panels[p].scale.as_ptr()), _mm512_loadu_ps(panels[p].bias.as_ptr())) };
        for r in 0..R {
            let factor = _mm512_mul_ps(_mm512_set1_ps(tile.scales[r]), scale);
            let result = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[p][r]), factor, bias);
            // SAFETY: `out` has R rows, `width` apart, with P panels of 16 numbers from its start, tested above.
            unsafe { _mm512_storeu_ps(tile.out.as_mut_ptr().add(r * tile.width + p * PANEL), result) };
        }
    }
}

/// Runs a product of floats, in tiles of 8 rows and one or two blocks of columns.
///
/// # Safety
/// The processor must have AVX-512 F, and the sides of the product must fit as [`Product`] says.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub(super) unsafe fn product(mut job: Product<'_>) {
    let mut row = 0;
    while row < job.rows {
        let many = match job.rows - row {
            8.. => 8,
            4.. => 4,
            _ => 1,
        };
        let mut column = 0;
        while column < job.columns {
            let wide = job.columns - column >= 2 * BLOCK;
            // SAFETY: `row + many <= rows`; there are one or, where `wide`, two blocks from `column` on.
            unsafe {
                match (many, wide) {
                    (8, true) => product_tile::<8, 2>(&mut job, row, column),
                    (8, false) => product_tile::<8, 1>(&mut job, row, column),
                    (4, true) => product_tile::<4, 2>(&mut job, row, column),
                    (4, false) => product_tile::<4, 1>(&mut job, row, column),
                    (_, true) => product_tile::<1, 2>(&mut job, row, column),
                    (_, false) => product_tile::<1, 1>(&mut job, row, column),
                }
            }
            column += if wide { 2 * BLOCK } else { BLOCK };
        }
        row += many;
    }
}

/// R rows and C blocks of columns.
///
/// # Safety
/// AVX-512 F; the sides fit; `row + R <= rows` and `column + C * BLOCK <= columns`.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn product_tile<const R: usize, const C: usize>(job: &mut Product<'_>, row: usize, column: usize) {
    let mut sums = [[_mm512_setzero_ps(); C]; R];
    for p in 0..job.inner {
        let mut right = [_mm512_setzero_ps(); C];
        for c in 0..C {
            // SAFETY: row `p` of `b` has `columns` numbers, C blocks of them from `column` on.
            right[c] =
                unsafe { _mm512_loadu_ps(job.b.values.as_ptr().add(p * job.b.stride + column + c * BLOCK)) };
        }
        for r in 0..R {
            // SAFETY: rows `row..row + R` of `a` have `inner` numbers.
            let left = unsafe { _mm512_set1_ps(*job.a.values.as_ptr().add((row + r) * job.a.stride + p)) };
            for c in 0..C {
                sums[r][c] = _mm512_fmadd_ps(right[c], left, sums[r][c]);
            }
        }
    }
    for r in 0..R {
        for c in 0..C {
            // SAFETY: rows `row..row + R` of `out` have `columns` numbers, C blocks of them from `column` on.
            unsafe {
                let out = job.out.as_mut_ptr().add((row + r) * job.stride + column + c * BLOCK);
                _mm512_storeu_ps(out, sums[r][c]);
            }
        }
    }
}
