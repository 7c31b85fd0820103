//! A part of a run over the same inputs: `--shard 3/16`.
//!
//! The inputs' documents stand in a fixed order. Laid end to end they make a line of bytes, which is cut into as many equal
//! pieces as there are shards; a document belongs to the piece in which it begins. So the shards' outputs, put together in
//! their order, are what one run would have written, and no shard has much more to do than another. To know how long the
//! line is, a shard reads the inputs once before it codes: that is quick beside coding.

use super::documents::Stream;
use dunlin::RawDocument;
use std::str::FromStr;

/// Which part of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 1.
    number: u64,
    of: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parsed {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("expected K/N with K from 1 to N, e.g. 3/16".to_owned()),
        }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// How many bytes all documents have together.
pub(super) fn length(stream: Stream) -> u64 {
    stream.flatten().map(|document| document.bytes() as u64).sum()
}

impl Shard {
    /// Whether what begins at byte `at` of `whole` is in this part. What stands behind the last byte is in the last part.
    fn holds(self, at: u64, whole: u64) -> bool {
        let piece = u128::from(at) * u128::from(self.of) / u128::from(whole.max(1));
        piece.min(u128::from(self.of) - 1) == u128::from(self.number) - 1
    }

    /// The part of `stream` that is this shard's, if the documents have `whole` bytes together. What could not be read
    /// goes with the document it stands before.
    pub(super) fn of(self, stream: Stream, whole: u64) -> Stream {
        let mut at = 0u64;
        Box::new(stream.filter(move |item| {
            let held = self.holds(at, whole);
            at += item.as_ref().map_or(0, RawDocument::bytes) as u64;
            held
        }))
    }

    /// How many of `whole` bytes are this shard's, give or take a document.
    pub(super) fn share(self, whole: u64) -> u64 {
        whole / self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::documents::Problem;
    use dunlin::{Body, Given};

    fn stream(lengths: &[usize]) -> Stream {
        let items: Vec<_> = lengths
            .iter()
            .enumerate()
            .map(|(at, &length)| match length {
                // One that cannot be read.
                0 => Err(Problem::failure(at)),
                _ => Ok(RawDocument {
                    place: at.to_string(),
                    given: Given::default(),
                    body: Body::Text("x".repeat(length)),
                }),
            })
            .collect();
        Box::new(items.into_iter())
    }

    fn names(stream: Stream) -> Vec<String> {
        stream
            .map(|item| item.map_or_else(|problem| problem.to_string(), |document| document.place))
            .collect()
    }

    #[test]
    fn shards_in_their_order_are_the_whole_and_each_has_its_share() {
        let many: Vec<usize> = (0..500).map(|n| n * 7 % 31).collect();
        for lengths in [&many[..], &[5], &[0, 0, 0], &[], &[0, 900, 0, 1, 1, 0]] {
            let whole = length(stream(lengths));
            for of in [1, 2, 3, 16, 700] {
                let parts: Vec<Vec<String>> =
                    (1..=of).map(|number| names(Shard { number, of }.of(stream(lengths), whole))).collect();
                assert_eq!(parts.concat(), names(stream(lengths)), "{of} shards of {lengths:?}");
                if lengths.len() == 500 && of == 16 {
                    assert!(parts.iter().all(|part| (25..40).contains(&part.len())), "{parts:?}");
                }
            }
        }
    }

    #[test]
    fn a_shard_is_written_as_a_fraction() {
        assert_eq!("3/16".parse(), Ok(Shard { number: 3, of: 16 }));
        for wrong in ["0/3", "4/3", "3", "a/b", "1/0", "-1/2", "1/2/3", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
