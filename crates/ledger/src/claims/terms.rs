//! Small sets of words, kept as numbers: names, stems, towns.

use std::collections::BTreeSet;

/// A set of words by 32 bits of their hashes, ascending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Terms(Vec<u32>);

impl Terms {
    /// The set of these words.
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w String>) -> Self {
        let set: BTreeSet<u32> = words.into_iter().map(|w| term(w)).collect();
        Self(set.into_iter().collect())
    }

    pub(crate) fn packed(&self) -> Vec<u8> {
        self.0.iter().flat_map(|t| t.to_le_bytes()).collect()
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Self {
        Self(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied()
    }

    /// How many words both have.
    pub(crate) fn shared(&self, other: &Self) -> usize {
        self.0.iter().filter(|t| other.0.binary_search(t).is_ok()).count()
    }

    /// Share of the smaller set that is in the other; 0 when one is empty.
    pub(crate) fn overlap(&self, other: &Self) -> f64 {
        let least = self.len().min(other.len());
        if least == 0 { 0.0 } else { self.shared(other) as f64 / least as f64 }
    }
}

/// A word as a number.
pub(crate) fn term(word: &str) -> u32 {
    (crate::words::hash(word.as_bytes()) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_meet_as_their_words_do() {
        let of = |words: &[&str]| Terms::of(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let (a, b) = (of(&["kerrin", "halcyon", "varland"]), of(&["halcyon", "hask"]));
        assert_eq!((a.shared(&b), a.overlap(&b)), (1, 0.5));
        assert_eq!(Terms::unpack(&a.packed()), a);
        assert_eq!(a.overlap(&Terms::default()), 0.0);
    }
}
