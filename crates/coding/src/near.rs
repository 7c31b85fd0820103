//! Which of many ranges touch a place, without looking at all of them: what keeps an article of a million words as
//! cheap a word as one of a hundred.
//!
//! The line is cut into cells of equal width, and each range is noted in every cell that it touches. The unit (words,
//! bytes) is the caller's.

use std::ops::Range;

/// Ranges by the cells that they touch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    width: usize,
    cells: Vec<Vec<usize>>,
}

impl Near {
    /// With cells of `width` units: about as wide as most ranges.
    pub(crate) fn new(width: usize) -> Self {
        Self { width: width.max(1), cells: Vec::new() }
    }

    /// Notes a range of the thing that goes by the number `item`. A thing may have several ranges.
    pub(crate) fn add(&mut self, range: Range<usize>, item: usize) {
        if range.is_empty() {
            return;
        }
        let (first, last) = (range.start / self.width, (range.end - 1) / self.width);
        if self.cells.len() <= last {
            self.cells.resize(last + 1, Vec::new());
        }
        for cell in self.cells.iter_mut().take(last + 1).skip(first) {
            if cell.last() != Some(&item) {
                cell.push(item);
            }
        }
    }

    /// All things with a range that may touch `range`, each once, by their numbers. Some of them may only be close by.
    pub(crate) fn touching(&self, range: Range<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        if !range.is_empty() {
            let (first, last) = (range.start / self.width, (range.end - 1) / self.width);
            for cell in self.cells.iter().take(last + 1).skip(first) {
                found.extend_from_slice(cell);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The same for several ranges.
    pub(crate) fn touching_any(&self, ranges: &[Range<usize>]) -> Vec<usize> {
        let mut found: Vec<usize> = ranges.iter().flat_map(|range| self.touching(range.clone())).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// All things with a range that may hold `place`.
    pub(crate) fn at(&self, place: usize) -> Vec<usize> {
        self.touching(place..place + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_that_touches_is_missed(
            ranges in prop::collection::vec((0usize..500, 0usize..60), 0..40),
            start in 0usize..500,
            length in 0usize..40,
            width in 0usize..90,
        ) {
            let mut near = Near::new(width);
            for (item, &(start, length)) in ranges.iter().enumerate() {
                near.add(start..start + length, item);
            }
            let found = near.touching(start..start + length);
            for (item, &(from, long)) in ranges.iter().enumerate() {
                let touches = from < start + length && start < from + long && long > 0 && length > 0;
                prop_assert!(!touches || found.contains(&item));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn a_place_among_many_ranges_is_answered_by_the_few_around_it() {
        let mut near = Near::new(64);
        for item in 0..100_000 {
            near.add(item * 20..item * 20 + 15, item);
        }
        assert!(near.at(1_000_000).len() <= 5);
    }
}
