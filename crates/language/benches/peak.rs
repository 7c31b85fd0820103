//! How many multiply-adds a core can do, of 8-bit integers and of floats, and how many the kernels do.
//!
//! ```text
//! cargo bench -p dunlin-language --bench peak
//! ```
//!
//! A loop of the multiplying instruction alone, its operands in registers, is the most that the processor can do. The second
//! line does with it all that an exact sum needs (AVX2: sums of three lines in 16 bits, then in 32), still in registers.
//! Below them the kernels' own products: a small one whose rows and weights stay in the nearest cache, and
//! those of the encoder. Every figure is the best of many short rounds, so that other work on the machine disturbs it little;
//! multiply-adds a cycle are by the clock that a chain of multiplications shows, three cycles each.

use dunlin_language::model::kernel::Kernel;
use dunlin_language::model::kernel::float::{self, View};
use dunlin_language::model::kernel::linear::{Linear, Quantised};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

/// Rows of a full window.
const ROWS: usize = 256;

/// The products of a layer of the encoder: name, outputs, inputs.
const PRODUCTS: [(&str, usize, usize); 4] =
    [("qkv", 1152, 384), ("out", 384, 384), ("up", 1536, 384), ("down", 384, 1536)];

/// Shortest time that `work` takes.
fn best(mut work: impl FnMut()) -> Duration {
    let mut least = Duration::MAX;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(600) {
        let start = Instant::now();
        work();
        least = least.min(start.elapsed());
    }
    least
}

/// Cycles a nanosecond. A multiplication of 64 bits waits three cycles for the one before on all x86-64 processors of the
/// last ten years.
fn clock() -> f64 {
    const CHAIN: u32 = 100_000;
    let time = best(|| {
        let mut x = black_box(3u64);
        for _ in 0..CHAIN {
            x = x.wrapping_mul(x);
        }
        black_box(x);
    });
    3.0 * f64::from(CHAIN) / time.as_nanos() as f64
}

/// The instructions by themselves: a name, multiply-adds a round, and how long a round takes.
#[cfg(target_arch = "x86_64")]
mod instructions {
    use super::best;
    use std::arch::x86_64::*;
    use std::hint::black_box;
    use std::time::Duration;

    const ROUNDS: usize = 20_000;

    pub(super) fn all() -> Vec<(&'static str, usize, Duration)> {
        let mut found = Vec::new();
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, which is all that these functions ask.
            let multiply = best(|| unsafe { multiply_avx2() });
            found.push(("vpmaddubsw", ROUNDS * 8 * 32, multiply));
            // SAFETY: as above.
            let add_up = best(|| unsafe { add_up_avx2() });
            found.push(("vpmaddubsw, summed exactly by threes", ROUNDS * 6 * 3 * 32, add_up));
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the processor has AVX2 and FMA, which is all that this function asks.
            let floats = best(|| unsafe { floats_avx2() });
            found.push(("vfmadd of 8 floats", ROUNDS * 10 * 8, floats));
        }
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni") {
            // SAFETY: the processor has AVX-512 F and VNNI, which is all that these functions ask.
            let multiply = best(|| unsafe { multiply_vnni() });
            found.push(("vpdpbusd, which sums exactly", ROUNDS * 24 * 64, multiply));
            // SAFETY: as above.
            let floats = best(|| unsafe { floats_avx512() });
            found.push(("vfmadd of 16 floats", ROUNDS * 10 * 16, floats));
        }
        found
    }

    /// Eight chains: each product is a factor of the next, so that none can be left out.
    ///
    /// # Safety
    /// The processor must have AVX2.
    #[target_feature(enable = "avx2")]
    fn multiply_avx2() {
        let weights = black_box(_mm256_set1_epi8(3));
        let mut chains = black_box([_mm256_set1_epi8(1); 8]);
        for _ in 0..ROUNDS {
            for chain in &mut chains {
                *chain = _mm256_maddubs_epi16(*chain, weights);
            }
        }
        black_box(chains);
    }

    /// What the kernel does with three lines of weights and three rows of activations, less the loads.
    ///
    /// # Safety
    /// The processor must have AVX2.
    #[target_feature(enable = "avx2")]
    fn add_up_avx2() {
        let weights = black_box([3, 5, 7].map(|w| _mm256_set1_epi8(w)));
        let ones = black_box(_mm256_set1_epi16(1));
        let mut totals = black_box([_mm256_set1_epi8(1); 6]);
        for _ in 0..ROUNDS {
            for total in &mut totals {
                let [a, b, c] = weights;
                let pairs = _mm256_add_epi16(
                    _mm256_add_epi16(_mm256_maddubs_epi16(*total, a), _mm256_maddubs_epi16(*total, b)),
                    _mm256_maddubs_epi16(*total, c),
                );
                *total = _mm256_add_epi32(*total, _mm256_madd_epi16(pairs, ones));
            }
        }
        black_box(totals);
    }

    /// Ten sums, more than two units need to be busy.
    ///
    /// # Safety
    /// The processor must have AVX2 and FMA.
    #[target_feature(enable = "avx2,fma")]
    fn floats_avx2() {
        let (a, b) = black_box((_mm256_set1_ps(0.5), _mm256_set1_ps(0.25)));
        let mut sums = black_box([_mm256_set1_ps(1.0); 10]);
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, a, b);
            }
        }
        black_box(sums);
    }

    /// As above, twice as wide.
    ///
    /// # Safety
    /// The processor must have AVX-512 F.
    #[target_feature(enable = "avx512f")]
    fn floats_avx512() {
        let (a, b) = black_box((_mm512_set1_ps(0.5), _mm512_set1_ps(0.25)));
        let mut sums = black_box([_mm512_set1_ps(1.0); 10]);
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(*sum, a, b);
            }
        }
        black_box(sums);
    }

    /// 24 sums, as many as the kernel's tile has.
    ///
    /// # Safety
    /// The processor must have AVX-512 F and VNNI.
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn multiply_vnni() {
        let (group, weights) = black_box((_mm512_set1_epi8(3), _mm512_set1_epi8(5)));
        let mut sums = black_box([_mm512_set1_epi32(1); 24]);
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm512_dpbusd_epi32(*sum, group, weights);
            }
        }
        black_box(sums);
    }
}

/// How long `rows` rows take through a layer.
fn product(kernel: Kernel, outputs: usize, inputs: usize, rows: usize) -> Option<Duration> {
    // Small weights are the most frequent ones, as in a trained layer: how many AVX2 adds up at once depends on it.
    let weight = |i: usize| (i * 7919 % 85 + i * 5407 % 83 + i * 3571 % 89) as i32 - 127;
    let weights: Vec<u8> = (0..outputs * inputs).map(|i| weight(i) as u8).collect();
    let layer = Linear::new(&weights, inputs, &vec![0.01; outputs], &vec![0.0; outputs])?;
    let values: Vec<u8> = (0..rows * inputs).map(|i| (i * 31 % 128) as u8).collect();
    let (scales, zeros) = (vec![0.1; rows], vec![60; rows]);
    let mut out = vec![0f32; rows * layer.width()];
    let rows = Quantised { values: &values, scales: &scales, zeros: &zeros };
    Some(best(|| layer.apply(kernel, rows, black_box(&mut out))))
}

/// The multiply-adds of one attention head over a full window, and how long it takes: scores, exponentials, mixing.
fn attention(kernel: Kernel) -> (usize, Duration) {
    const SIZE: usize = 32;
    let numbers: Vec<f32> = (0..ROWS * SIZE).map(|i| (i as f32 * 0.37).sin()).collect();
    let (mut scores, mut sums) = (vec![0f32; ROWS * ROWS], vec![0f32; ROWS]);
    let mut mixed = vec![0f32; ROWS * SIZE];
    let (queries, keys) = (View { values: &numbers, stride: SIZE }, View { values: &numbers, stride: ROWS });
    let time = best(|| {
        float::product(kernel, queries, keys, &mut scores, ROWS, ROWS, SIZE, ROWS);
        float::exponentiate(kernel, &mut scores, ROWS, ROWS, &mut sums);
        let weights = View { values: &scores, stride: ROWS };
        float::product(kernel, weights, queries, black_box(&mut mixed), SIZE, ROWS, ROWS, SIZE);
    });
    (2 * ROWS * ROWS * SIZE, time)
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let clock = clock();
    writeln!(out, "clock {clock:.2} GHz\n\n| what | 10⁹ multiply-adds a second | a cycle |\n|---|---|---|")?;
    let mut line = |name: &str, count: usize, time: Duration| {
        let rate = count as f64 / time.as_nanos() as f64;
        writeln!(out, "| {name} | {rate:.1} | {:.1} |", rate / clock)
    };
    #[cfg(target_arch = "x86_64")]
    for (name, count, time) in instructions::all() {
        line(name, count, time)?;
    }
    for kernel in Kernel::available().into_iter().skip(1) {
        let name = kernel.name();
        let (outputs, inputs, rows) = (64, 384, 12);
        if let Some(time) = product(kernel, outputs, inputs, rows) {
            line(
                &format!("kernel {name}, {outputs} x {inputs}, {rows} rows"),
                outputs * inputs * rows,
                time,
            )?;
        }
        let (mut count, mut whole) = (0, Duration::ZERO);
        for (layer, outputs, inputs) in PRODUCTS {
            if let Some(time) = product(kernel, outputs, inputs, ROWS) {
                line(&format!("kernel {name}, {layer}, {ROWS} rows"), outputs * inputs * ROWS, time)?;
                count += outputs * inputs * ROWS;
                whole += time;
            }
        }
        line(&format!("kernel {name}, these four"), count, whole)?;
        let (count, time) = attention(kernel);
        line(&format!("kernel {name}, one head of attention, floats"), count, time)?;
    }
    Ok(())
}
