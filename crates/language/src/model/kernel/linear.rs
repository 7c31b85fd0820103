//! Products of quantised activations with trained 8-bit weights: where nearly all the time goes.
//!
//! Activations are 7-bit numbers with a scale and a zero for each row (see [`super::float::quantise`]), weights 8-bit
//! signed numbers with one scale a row. A result is `scale_a * scale_w * sum((q_a - zero) * q_w) + bias`; the sum is an
//! integer, so every instruction set gives the same bits.
//!
//! Weights are laid out once, at loading: a [`Line`] holds, for [`PANEL`] rows of the weights, [`GROUP`]
//! neighbouring columns each. That is what AVX-512 VNNI multiplies in one instruction, AVX2 in two halves and
//! NEON in four quarters.

#[cfg(target_arch = "x86_64")]
use super::runs::Runs;
use super::{Kernel, Level};
#[cfg(target_arch = "x86_64")]
use std::sync::OnceLock;

/// Rows of weights (columns of the result) that lie together.
pub const PANEL: usize = 16;

/// Neighbouring weights of one row that lie together: what one 32-bit lane multiplies and adds.
pub const GROUP: usize = 4;

/// `GROUP` weights for each of `PANEL` rows, in one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub struct Line(pub(super) [i8; PANEL * GROUP]);

/// A linear layer, laid out for the kernels.
#[derive(Debug, Clone)]
pub struct Linear {
    /// Rows of the weights as trained.
    outputs: usize,
    /// Columns of the weights as trained.
    inputs: usize,
    /// Panels one after the other, each of `inputs / GROUP` lines (rounded up, padded with zeros).
    lines: Vec<Line>,
    /// One a row, padded to whole panels.
    scale: Vec<f32>,
    /// One a row, padded to whole panels.
    bias: Vec<f32>,
    /// The sum of each row's weights: times a row's zero, it is what the sum has too much.
    sums: Vec<i32>,
    /// Each panel's runs, and its lines in their order; made when the AVX2 kernel first asks, since no other needs them.
    #[cfg(target_arch = "x86_64")]
    in_runs: OnceLock<(Vec<Runs>, Vec<Line>)>,
}

/// Quantised rows: the left side of a product.
#[derive(Debug, Clone, Copy)]
pub struct Quantised<'a> {
    /// Rows of [`Linear::stride`] bytes.
    pub values: &'a [u8],
    /// One a row.
    pub scales: &'a [f32],
    /// One a row, 0 to 127.
    pub zeros: &'a [i32],
}

impl Linear {
    /// Lays out `weights`, rows of `inputs` numbers in two's complement, one row, scale and bias an output.
    /// `None` when the lengths do not fit each other.
    pub fn new(weights: &[u8], inputs: usize, scale: &[f32], bias: &[f32]) -> Option<Self> {
        let outputs = scale.len();
        if inputs == 0 || bias.len() != outputs || weights.len() != outputs.checked_mul(inputs)? {
            return None;
        }
        let panels = outputs.div_ceil(PANEL);
        let groups = inputs.div_ceil(GROUP);
        let mut lines = vec![Line([0; PANEL * GROUP]); panels * groups];
        let mut sums = vec![0i32; panels * PANEL];
        let places = lines.chunks_exact_mut(groups).zip(sums.chunks_exact_mut(PANEL));
        for ((panel, sums), rows) in places.zip(weights.chunks(PANEL * inputs)) {
            for ((slot, row), sum) in rows.chunks_exact(inputs).enumerate().zip(sums) {
                *sum = row.iter().map(|&weight| i32::from(weight as i8)).sum();
                let (whole, rest) = row.as_chunks::<GROUP>();
                for (line, group) in panel.iter_mut().zip(whole) {
                    if let Some(to) = line.0.as_chunks_mut::<GROUP>().0.get_mut(slot) {
                        *to = group.map(|weight| weight as i8);
                    }
                }
                if let Some(line) = panel.get_mut(whole.len()) {
                    for (to, &from) in line.0.iter_mut().skip(slot * GROUP).zip(rest) {
                        *to = from as i8;
                    }
                }
            }
        }
        let padded = |values: &[f32]| {
            let mut all = values.to_vec();
            all.resize(panels * PANEL, 0.0);
            all
        };
        let (scale, bias) = (padded(scale), padded(bias));
        Some(Self {
            outputs,
            inputs,
            lines,
            scale,
            bias,
            sums,
            #[cfg(target_arch = "x86_64")]
            in_runs: OnceLock::new(),
        })
    }

    /// Rows of the weights.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Columns of the weights.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Numbers in a row of the result: the outputs, padded to whole panels. The padding comes out as 0.
    pub fn width(&self) -> usize {
        self.scale.len()
    }

    /// Bytes in a quantised row: the inputs, padded to whole groups. What the padding holds does not matter.
    pub fn stride(&self) -> usize {
        self.inputs.div_ceil(GROUP) * GROUP
    }

    /// The layer on `rows.scales.len()` rows, into rows of [`Self::width`] numbers. Rows for which either side has
    /// no room are left as they were.
    pub fn apply(&self, kernel: Kernel, rows: Quantised<'_>, out: &mut [f32]) {
        let (stride, width) = (self.stride(), self.width());
        let count = rows.scales.len().min(rows.zeros.len());
        let count = count.min(rows.values.len() / stride).min(out.len() / width.max(1));
        let Some(values) = rows.values.get(..count * stride) else { return };
        let (Some(scales), Some(zeros)) = (rows.scales.get(..count), rows.zeros.get(..count)) else { return };
        let Some(out) = out.get_mut(..count * width) else { return };
        let job = Job { layer: self, values, scales, zeros, out };
        match kernel.0 {
            Level::Plain => plain(job),
            // SAFETY: a `Kernel` of this level is made only where `Kernel::available` detected its features.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { super::avx2::apply(job) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { super::avx512::apply(job) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Level::Neon => unsafe { super::neon::apply(job) },
        }
    }
}

/// A product whose sides are known to fit: `values` and `out` have exactly as many rows as `scales` and `zeros` have
/// numbers, of [`Linear::stride`] bytes and [`Linear::width`] numbers.
pub(super) struct Job<'a> {
    layer: &'a Linear,
    values: &'a [u8],
    scales: &'a [f32],
    zeros: &'a [i32],
    out: &'a mut [f32],
}

/// One panel of a [`Job`]: what a kernel's inner loop needs.
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
pub(super) struct Panel<'a> {
    /// One a group of inputs.
    pub(super) lines: &'a [Line],
    pub(super) scale: &'a [f32; PANEL],
    pub(super) bias: &'a [f32; PANEL],
    pub(super) sums: &'a [i32; PANEL],
}

#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
impl<'a> Job<'a> {
    /// The panels, in order.
    pub(super) fn panels(&self) -> impl ExactSizeIterator<Item = Panel<'a>> + use<'a> {
        let groups = self.layer.stride() / GROUP;
        let layer = self.layer;
        let (scale, _) = layer.scale.as_chunks::<PANEL>();
        let (bias, _) = layer.bias.as_chunks::<PANEL>();
        let (sums, _) = layer.sums.as_chunks::<PANEL>();
        let parts = layer.lines.chunks_exact(groups).zip(scale).zip(bias).zip(sums);
        parts.map(|(((lines, scale), bias), sums)| Panel { lines, scale, bias, sums })
    }

    /// The panels, in order, each with the runs of lines that 16 bits can add up and its lines in the order of the runs.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn panels_in_runs(&self) -> impl Iterator<Item = (Panel<'a>, &'a Runs)> + use<'a> {
        let layer = self.layer;
        let groups = layer.stride() / GROUP;
        let (runs, lines) = layer.in_runs.get_or_init(|| {
            let panels = layer.lines.chunks_exact(groups);
            let runs: Vec<Runs> = panels.clone().map(Runs::of).collect();
            // Side by side in the order in which they are used, so that the processor fetches them ahead.
            let lines = panels.zip(&runs).flat_map(|(panel, runs)| runs.in_order(panel)).collect();
            (runs, lines)
        });
        let panels = self.panels().zip(lines.chunks_exact(groups)).zip(runs);
        panels.map(|((panel, lines), runs)| (Panel { lines, ..panel }, runs))
    }

    /// Bytes in a quantised row.
    pub(super) fn stride(&self) -> usize {
        self.layer.stride()
    }

    /// Numbers in a row of the result.
    pub(super) fn width(&self) -> usize {
        self.layer.width()
    }

    pub(super) fn values(&self) -> &'a [u8] {
        self.values
    }

    pub(super) fn scales(&self) -> &'a [f32] {
        self.scales
    }

    pub(super) fn zeros(&self) -> &'a [i32] {
        self.zeros
    }

    pub(super) fn out(&mut self) -> &mut [f32] {
        self.out
    }
}

/// The kernel that says what the others must compute.
fn plain(job: Job<'_>) {
    let (stride, width) = (job.stride(), job.width());
    for (index, panel) in job.panels().enumerate() {
        let rows = job.values.chunks_exact(stride).zip(job.scales.iter().zip(job.zeros));
        for ((row, (scale, zero)), out) in rows.zip(job.out.chunks_exact_mut(width)) {
            let mut sums = panel.sums.map(|sum| -zero * sum);
            for (line, group) in panel.lines.iter().zip(row.as_chunks::<GROUP>().0) {
                for (sum, weights) in sums.iter_mut().zip(line.0.as_chunks::<GROUP>().0) {
                    for (a, w) in group.iter().zip(weights) {
                        *sum = sum.wrapping_add(i32::from(*a) * i32::from(*w));
                    }
                }
            }
            let results = sums.iter().zip(panel.scale).zip(panel.bias);
            for (to, ((sum, weight_scale), bias)) in out.iter_mut().skip(index * PANEL).zip(results) {
                *to = (*sum as f32).mul_add(scale * weight_scale, *bias);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A layer and rows with all magnitudes up to the largest, from `seed`.
    fn example(
        outputs: usize,
        inputs: usize,
        rows: usize,
        seed: u64,
    ) -> (Vec<u8>, Vec<f32>, Vec<f32>, Vec<u8>) {
        let mut state = seed | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let weight = |x: u64| match x % 8 {
            0 => 127i8,
            1 => -127,
            _ => ((x >> 8) % 255) as i8,
        };
        // Heavy weights and light ones, of which more add up in 16 bits.
        let part = 1 << (seed % 4);
        let weights = (0..outputs * inputs).map(|_| (weight(next()).max(-127) / part) as u8).collect();
        let scale = (0..outputs).map(|_| (next() % 1000) as f32 / 65_536.0).collect();
        let bias = (0..outputs).map(|_| (next() % 1000) as f32 / 500.0 - 1.0).collect();
        let stride = inputs.div_ceil(GROUP) * GROUP;
        let activation = |x: u64| match x % 8 {
            0 => 127u8,
            1 => 0,
            _ => ((x >> 8) % 128) as u8,
        };
        let values = (0..rows * stride).map(|_| activation(next())).collect();
        (weights, scale, bias, values)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(80))]

        #[test]
        fn all_kernels_give_the_numbers_of_the_definition(
            outputs in 1usize..150, inputs in 1usize..70, rows in 0usize..20, seed in any::<u64>(),
        ) {
            let (weights, scale, bias, values) = example(outputs, inputs, rows, seed);
            let scales: Vec<f32> = (0..rows).map(|r| 0.01 + r as f32 / 128.0).collect();
            let zeros: Vec<i32> = (0..rows).map(|r| (r as i32 * 53 + 20) % 128).collect();
            let layer = Linear::new(&weights, inputs, &scale, &bias).unwrap();
            for kernel in Kernel::available() {
                let mut out = vec![9f32; rows * layer.width()];
                layer.apply(kernel, Quantised { values: &values, scales: &scales, zeros: &zeros }, &mut out);
                for r in 0..rows {
                    for n in 0..layer.width() {
                        let expected = if n < outputs {
                            let row = &values[r * layer.stride()..][..inputs];
                            let weights = &weights[n * inputs..][..inputs];
                            let product = |(&a, &w): (&u8, &u8)| (i32::from(a) - zeros[r]) * i32::from(w as i8);
                            let sum: i32 = row.iter().zip(weights).map(product).sum();
                            (sum as f32).mul_add(scales[r] * scale[n], bias[n])
                        } else {
                            0.0
                        };
                        let found = out[r * layer.width() + n];
                        prop_assert_eq!(found.to_bits(), expected.to_bits(), "{} row {} output {}", kernel.name(), r, n);
                    }
                }
            }
        }
    }

    /// Kernels take rows in blocks: what stands in the second one and at its end is the same.
    #[test]
    fn many_rows_give_the_numbers_of_few() {
        let (outputs, inputs, rows) = (37, 50, 203);
        let (weights, scale, bias, values) = example(outputs, inputs, rows, 7);
        let scales: Vec<f32> = (0..rows).map(|r| 0.01 + r as f32 / 128.0).collect();
        let zeros: Vec<i32> = (0..rows).map(|r| (r as i32 * 53 + 20) % 128).collect();
        let layer = Linear::new(&weights, inputs, &scale, &bias).unwrap();
        let run = |kernel| {
            let mut out = vec![9f32; rows * layer.width()];
            layer.apply(kernel, Quantised { values: &values, scales: &scales, zeros: &zeros }, &mut out);
            out
        };
        let plain = run(Kernel::plain());
        for kernel in Kernel::available() {
            assert!(run(kernel) == plain, "{}", kernel.name());
        }
    }

    #[test]
    fn the_largest_sums_do_not_saturate() {
        // 1,536 products of the largest magnitudes, all of one sign: 16-bit pairs at their extreme.
        for (activation, zero, weight) in [(127u8, 0, 127i8), (127, 0, -127), (0, 127, 127), (0, 127, -127)] {
            let inputs = 1536;
            let layer = Linear::new(&vec![weight as u8; inputs], inputs, &[1.0], &[0.0]).unwrap();
            let expected = (inputs as i32 * (i32::from(activation) - zero) * i32::from(weight)) as f32;
            for kernel in Kernel::available() {
                let mut out = vec![0f32; layer.width()];
                layer.apply(
                    kernel,
                    Quantised { values: &vec![activation; inputs], scales: &[1.0], zeros: &[zero] },
                    &mut out,
                );
                assert_eq!(out[0], expected, "{}", kernel.name());
            }
        }
    }

    #[test]
    fn lengths_that_do_not_fit_make_no_layer() {
        assert!(Linear::new(&[0; 12], 4, &[1.0; 3], &[0.0; 3]).is_some());
        assert!(Linear::new(&[0; 11], 4, &[1.0; 3], &[0.0; 3]).is_none());
        assert!(Linear::new(&[0; 12], 4, &[1.0; 3], &[0.0; 2]).is_none());
        assert!(Linear::new(&[], 0, &[], &[]).is_none());
    }
}
