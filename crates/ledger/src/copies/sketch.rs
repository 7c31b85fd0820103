//! What of an article's words is kept to find its copies: a sample of its word runs, and a fingerprint of each word.
//!
//! The sample is a MinHash with a threshold (Broder 1997; the "modulo" or scaled variant): of all runs of [`RUN`]
//! words, those
//! whose hash falls under a bound that depends on the length alone. A long text is sampled more thinly, and the
//! thinner sample is
//! part of the thicker one, so that texts of all lengths can be compared. A paragraph reprinted in another story
//! brings its share of the sample along, wherever it stands; paragraph breaks set elsewhere change nothing.

use crate::words::{hash, mix, words};
use dunlin_record::{Article, BlockRole};

/// Words in a run.
pub(crate) const RUN: usize = 4;

/// Words of an article that are kept for comparing; a longer one is compared by its beginning.
const MOST_WORDS: usize = 20_000;

/// Most of the samples one in this many runs is taken of a short article.
const SHORTEST_RATE: u64 = 8;

/// An article's words, as far as copies are found by them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    /// Sampled runs, ascending, each 31 bits of its hash. About 20 to 40, fewer for the shortest articles.
    pub samples: Vec<u32>,
    /// 16 bits of the hash of each word of the paragraphs, in order.
    pub words: Vec<u16>,
}

impl Sketch {
    /// The sketch of an article's running text: paragraphs, quotes, lists and tables.
    pub fn of(article: &Article) -> Self {
        let mut hashes = Vec::new();
        for block in &article.blocks {
            if matches!(
                block.role,
                BlockRole::Paragraph | BlockRole::Quote | BlockRole::List | BlockRole::Table
            ) {
                hashes.extend(words(block.span.of(&article.text)).map(|word| hash(word.as_bytes())));
            }
        }
        hashes.truncate(MOST_WORDS);
        let rate = rate(hashes.len());
        let mut samples: Vec<u32> = hashes
            .windows(RUN)
            .map(|run| run.iter().fold(0u64, |h, &word| mix(h.rotate_left(5) ^ word)))
            .filter(|h| h % rate == 0)
            .map(|h| (h >> 33) as u32)
            .collect();
        samples.sort_unstable();
        samples.dedup();
        Self { samples, words: hashes.iter().map(|h| (h >> 48) as u16).collect() }
    }

    /// The words' fingerprints as bytes, little-endian, for the file.
    pub(crate) fn packed(&self) -> Vec<u8> {
        self.words.iter().flat_map(|w| w.to_le_bytes()).collect()
    }

    /// Fingerprints that [`Sketch::packed`] wrote.
    pub(crate) fn unpack(bytes: &[u8]) -> Vec<u16> {
        bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()
    }
}

/// One run in how many is sampled of a text of so many words; doubles with the length.
fn rate(words: usize) -> u64 {
    let mut rate = SHORTEST_RATE;
    let mut most = 320;
    while words > most {
        rate *= 2;
        most *= 2;
    }
    rate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str) -> Article {
        Article::of_paragraphs(text.to_owned())
    }

    /// Sentences that differ from number to number.
    fn story(from: usize, to: usize) -> String {
        (from..to)
            .map(|i| format!("Gull {i} flew over harbour {} towards rock {} before noon.", i * 7, i * i))
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    #[test]
    fn breaks_and_quotation_marks_change_no_sketch() {
        let one = Sketch::of(&article("“We sail,” the harbour master said.\n\nNobody else spoke that day."));
        let two = Sketch::of(&article("\"We sail,\" the harbour master said. Nobody else spoke that day."));
        assert_eq!(one, two);
    }

    #[test]
    fn the_sample_grows_slowly_and_the_thin_one_is_part_of_the_thick() {
        let short = Sketch::of(&article(&story(0, 20)));
        let long = Sketch::of(&article(&story(0, 100)));
        assert!((10..60).contains(&short.samples.len()), "{}", short.samples.len());
        assert!((10..80).contains(&long.samples.len()), "{}", long.samples.len());
        let shared = short.samples.iter().filter(|s| long.samples.contains(s)).count();
        assert!(shared >= 2, "{shared}");
    }

    #[test]
    fn packing_loses_nothing() {
        let sketch = Sketch::of(&article(&story(0, 9)));
        assert_eq!(Sketch::unpack(&sketch.packed()), sketch.words);
    }
}
