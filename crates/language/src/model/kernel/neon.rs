//! The product of [`super::linear`] for aarch64 Advanced SIMD without further extensions: `smull` multiplies
//! bytes to 16 bits, `sadalp` adds neighbouring pairs to 32-bit sums.
//!
//! A quantised activation is 0 to 127, so it is the same number signed and unsigned.

use super::linear::{GROUP, Job, PANEL, Panel};
use std::arch::aarch64::*;

/// Rows that a tile covers, times one panel: 2 x 8 sums, 4 weights and 2 activations in 32 registers.
const ROWS: usize = 2;

/// Quarters of a line: four rows of weights each.
const QUARTERS: usize = PANEL * GROUP / 16;

/// Runs the job.
///
/// # Safety
/// The processor must have Advanced SIMD.
#[target_feature(enable = "neon")]
pub(super) unsafe fn apply(mut job: Job<'_>) {
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
                2 => multiply::<2>(&panel, values, stride, range, out, width),
                1 => multiply::<1>(&panel, values, stride, range, out, width),
                _ => {}
            }
        }
    }
}

/// R rows of activations times one panel.
#[target_feature(enable = "neon")]
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
    let zero = vdupq_n_s32(0);
    // Of each quarter two registers: its first two rows of weights and its last two, each row in two partial sums.
    let mut sums = [[[zero; 2]; QUARTERS]; R];
    let activations = values.as_ptr();
    for g in 0..groups {
        let mut group = [vdupq_n_s8(0); R];
        for (r, group) in group.iter_mut().enumerate() {
            // SAFETY: `values` holds R rows of `stride >= groups * GROUP` bytes, so 4 bytes are there; any alignment.
            let four = unsafe { activations.add(r * stride + g * GROUP).cast::<i32>().read_unaligned() };
            *group = vreinterpretq_s8_s32(vdupq_n_s32(four));
        }
        for q in 0..QUARTERS {
            // SAFETY: `g < groups <= lines.len()`, and a `Line` is four registers of 16 bytes.
            let weights = unsafe { vld1q_s8(panel.lines.as_ptr().add(g).cast::<i8>().add(q * 16)) };
            for r in 0..R {
                let low = vmull_s8(vget_low_s8(weights), vget_low_s8(group[r]));
                let high = vmull_high_s8(weights, group[r]);
                sums[r][q][0] = vpadalq_s16(sums[r][q][0], low);
                sums[r][q][1] = vpadalq_s16(sums[r][q][1], high);
            }
        }
    }
    for q in 0..QUARTERS {
        // SAFETY: `sums`, `scale` and `bias` are arrays of 16 numbers, four registers each.
        let (excess, scale, bias) = unsafe {
            (
                vld1q_s32(panel.sums.as_ptr().add(q * 4)),
                vld1q_f32(panel.scale.as_ptr().add(q * 4)),
                vld1q_f32(panel.bias.as_ptr().add(q * 4)),
            )
        };
        for r in 0..R {
            let sum = vpaddq_s32(sums[r][q][0], sums[r][q][1]);
            let sum = vmlsq_s32(sum, excess, vdupq_n_s32(zeros[r]));
            let factor = vmulq_f32(vdupq_n_f32(scales[r]), scale);
            let result = vfmaq_f32(bias, vcvtq_f32_s32(sum), factor);
            // SAFETY: `out` has R rows, `width` apart, with 16 numbers each from its start, tested above.
            unsafe { vst1q_f32(out.as_mut_ptr().add(r * width + q * 4), result) };
        }
    }
}
