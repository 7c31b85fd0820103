//! Which lines of a panel the AVX2 kernel may add up in 16 bits before it widens their sum to 32.
//!
//! A 16-bit lane gets two products of each line. An activation is 0 to 127, so the lane's sum over some lines lies between
//! -127 times the magnitudes of its negative weights and 127 times its positive weights. As long as both stay at or below
//! 258 the sum fits, whatever the activations are: it is exact, and widening once for three lines instead of once for
//! each saves a fifth of the instructions. (Four fit half of the time only: runs of changing length cost more than they
//! save.) Trained weights are small on the whole; which lines go together is chosen
//! for each panel, the heaviest first, each with the heaviest that still fit (first fit decreasing). Sums of integers have
//! no order, so the order of lines is free.

use super::linear::{GROUP, Line};

/// Lines in a run at most.
pub(super) const MOST: usize = 3;

/// What positive or negative weights of a lane may sum up to: 127 * 254 is less than 2^15. One less than would fit in a
/// byte, so that a sum that saturates is known by its value.
const LIMIT: u8 = 254;

/// Lines that are tried before the run is closed.
const TRIES: usize = 24;

/// The lines of a panel, each exactly once, as runs of up to [`MOST`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Runs {
    /// Where in a row of activations each line's [`GROUP`] begins, a run's together; the runs of [`MOST`] lines come
    /// first, those of one line last. Bytes, so that the kernel has nothing to compute.
    order: Vec<u32>,
    /// How many runs there are of `MOST`, `MOST - 1`, ... lines.
    counts: [usize; MOST],
}

/// Of each 16-bit lane the sum of its positive weights, then of each the magnitudes of its negative ones.
type Sums = [u8; 64];

impl Runs {
    /// Chooses the runs of a panel.
    pub(super) fn of(lines: &[Line]) -> Self {
        let sums: Vec<Sums> = lines.iter().map(sums).collect();
        let heaviest = |line: u32| sums.get(line as usize).into_iter().flatten().copied().max().unwrap_or(0);
        let mut left: Vec<(u8, u32)> = (0..lines.len())
            .map_while(|line| u32::try_from(line).ok())
            .map(|line| (heaviest(line), line))
            .collect();
        left.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut runs: [Vec<u32>; MOST] = Default::default();
        while !left.is_empty() {
            let (_, first) = left.remove(0);
            let mut run = vec![first];
            let mut total = sums.get(first as usize).copied().unwrap_or([0; 64]);
            let (mut at, mut tries) = (0, 0);
            while run.len() < MOST && tries < TRIES && !left.is_empty() {
                // The heaviest that fit; in the end the lightest, which may fit where none of those did.
                let place = if at < left.len() && tries + MOST < TRIES { at } else { left.len() - 1 };
                tries += 1;
                let Some(&(_, line)) = left.get(place) else { break };
                let with = together(&total, sums.get(line as usize).unwrap_or(&[u8::MAX; 64]));
                if with.iter().all(|&sum| sum <= LIMIT) {
                    total = with;
                    run.push(line);
                    left.remove(place);
                } else {
                    at = place + 1;
                }
            }
            if let Some(list) = runs.get_mut(MOST - run.len()) {
                list.extend(run);
            }
        }
        let mut counts = [0; MOST];
        for (at, (count, list)) in counts.iter_mut().zip(&runs).enumerate() {
            *count = list.len() / (MOST - at);
        }
        let place = |line: u32| line * GROUP as u32;
        Self { order: runs.concat().into_iter().map(place).collect(), counts }
    }

    /// The panel's lines, a run's together, in the order of [`Self::of_length`] for lengths from [`MOST`] to 1.
    pub(super) fn in_order<'p>(&self, panel: &'p [Line]) -> impl Iterator<Item = Line> + use<'p, '_> {
        self.order.iter().filter_map(|&place| panel.get(place as usize / GROUP).copied())
    }

    /// Where in a row of activations the lines begin whose runs have `length` lines, a run's together. Each line of the panel is
    /// in exactly one of the lists.
    pub(super) fn of_length(&self, length: usize) -> &[u32] {
        let at = MOST.saturating_sub(length);
        let lines = |(at, count): (usize, &usize)| (MOST - at) * count;
        let start: usize = self.counts.iter().enumerate().take(at).map(lines).sum();
        let size = self.counts.get(at).map_or(0, |count| (MOST - at) * count);
        self.order.get(start..start + size).unwrap_or(&[])
    }
}

fn sums(line: &Line) -> Sums {
    let mut sums = [0; 64];
    let (positive, negative) = sums.split_at_mut(32);
    for ((up, down), pair) in positive.iter_mut().zip(negative).zip(line.0.as_chunks::<2>().0) {
        // Two weights of at most 127: no sum is above 254.
        *up = pair[0].max(0) as u8 + pair[1].max(0) as u8;
        *down = pair[0].min(0).unsigned_abs().saturating_add(pair[1].min(0).unsigned_abs());
    }
    sums
}

fn together(a: &Sums, b: &Sums) -> Sums {
    let mut sums = *a;
    for (sum, more) in sums.iter_mut().zip(b) {
        *sum = sum.saturating_add(*more);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Every line is in one run, and no activations make a run's sum leave 16 bits.
        #[test]
        fn runs_hold_every_line_once_and_fit(
            weights in prop::collection::vec(prop_oneof![6 => -40i8..40, 1 => -127i8..=127], 1..40),
            most in 1i8..=127,
        ) {
            let weight = |i: usize| weights[i * i % weights.len()].clamp(-most, most);
            let lines: Vec<Line> = (0..weights.len())
                .map(|line| Line(std::array::from_fn(|i| weight(line * 64 + i))))
                .collect();
            let runs = Runs::of(&lines);
            let mut seen = vec![0; lines.len()];
            for length in 1..=MOST {
                let list = runs.of_length(length);
                prop_assert_eq!(list.len() % length, 0);
                for run in list.chunks(length) {
                    for pair in 0..64 / 2 {
                        let pairs = run.iter().flat_map(|&place| lines[place as usize / GROUP].0[pair * 2..][..2].to_vec());
                        let all: Vec<i32> = pairs.map(i32::from).collect();
                        let high: i32 = all.iter().filter(|&&w| w > 0).map(|w| w * 127).sum();
                        let low: i32 = all.iter().filter(|&&w| w < 0).map(|w| w * 127).sum();
                        prop_assert!(high <= i32::from(i16::MAX) && low >= i32::from(i16::MIN));
                    }
                    for &place in run {
                        seen[place as usize / GROUP] += 1;
                    }
                }
            }
            prop_assert!(seen.iter().all(|&times| times == 1), "{:?}", seen);
        }
    }

    #[test]
    fn light_lines_go_by_three_and_heavy_ones_alone() {
        let runs = Runs::of(&vec![Line([31; 16 * GROUP]); 10]);
        assert_eq!((runs.of_length(3).len(), runs.of_length(1).len()), (9, 1));
        let runs = Runs::of(&vec![Line([127; 16 * GROUP]); 5]);
        assert_eq!(runs.of_length(1), [0, 4, 8, 12, 16]);
    }
}
