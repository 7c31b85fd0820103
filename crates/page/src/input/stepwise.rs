//! What the readers of long inputs share: they go through them step by step, and a step may find several documents, one or
//! none.

use crate::{PageError, RawDocument};
use std::collections::VecDeque;

/// What a step found, in order.
pub(super) type Found = VecDeque<Result<RawDocument, PageError>>;

/// A reader that goes through its input step by step.
pub(super) trait Steps {
    /// Reads on and puts what it finds in line; `false` when that was the last of the input.
    fn step(&mut self, found: &mut Found) -> bool;
}

/// The documents of a stepwise reader, as a stream.
pub(super) struct Stepwise<S> {
    steps: S,
    found: Found,
    ended: bool,
}

impl<S: Steps> Stepwise<S> {
    pub(super) fn new(steps: S) -> Self {
        Self { steps, found: Found::new(), ended: false }
    }
}

impl<S: Steps> Iterator for Stepwise<S> {
    type Item = Result<RawDocument, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Some(found);
            }
            if self.ended {
                return None;
            }
            self.ended = !self.steps.step(&mut self.found);
        }
    }
}
