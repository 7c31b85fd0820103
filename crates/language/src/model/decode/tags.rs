//! The best sequence of BIO or BIOES tags (Ramshaw and Marcus, 1995; Ratinov and Roth, 2009) that spells whole spans,
//! by Viterbi's algorithm over the tags' probabilities.

use crate::model::kernel::float::exp;
use std::ops::Range;

/// A tag of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag<T> {
    /// In no span.
    Outside,
    /// First word of a span; with BIOES of at least two.
    Begin(T),
    /// A further word; with BIOES not the last.
    Inside(T),
    /// Last word of at least two.
    End(T),
    /// A span of one word.
    Single(T),
}

/// How spans are written in tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Begin, inside, outside: a span ends where the next tag does not continue it.
    Bio,
    /// Begin, inside, outside, end, single: a span says where it ends.
    Bioes,
}

/// A span of words with a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged<T> {
    /// What it is.
    pub label: T,
    /// Its words.
    pub words: Range<usize>,
    /// The geometric mean of its tags' probabilities.
    pub score: f32,
}

impl<T: Copy + PartialEq> Tag<T> {
    /// Reads `O` or `B-PER` and the like; `known` reads the label.
    pub fn parse(text: &str, known: impl Fn(&str) -> Option<T>) -> Option<Self> {
        if text == "O" {
            return Some(Self::Outside);
        }
        let (kind, label) = text.split_once('-')?;
        let label = known(label)?;
        match kind {
            "B" => Some(Self::Begin(label)),
            "I" => Some(Self::Inside(label)),
            "E" => Some(Self::End(label)),
            "S" => Some(Self::Single(label)),
            _ => None,
        }
    }

    /// The label of the span that the tag continues.
    fn continues(self) -> Option<T> {
        match self {
            Self::Inside(label) | Self::End(label) => Some(label),
            _ => None,
        }
    }

    /// The label of the span that goes on after the tag, or may.
    fn open(self) -> Option<T> {
        match self {
            Self::Begin(label) | Self::Inside(label) => Some(label),
            _ => None,
        }
    }
}

impl Scheme {
    /// Whether `tag` may follow `before`; `None` is the edge of the text, on either side.
    fn allows<T: Copy + PartialEq>(self, before: Option<Tag<T>>, tag: Option<Tag<T>>) -> bool {
        let open = before.and_then(Tag::open);
        match (tag.and_then(Tag::continues), open) {
            (Some(label), open) => open == Some(label),
            (None, Some(_)) => self == Self::Bio,
            (None, None) => true,
        }
    }
}

/// The spans of the best sequence of `tags`, given the tags' log-probabilities, `tags.len()` numbers a word.
pub fn spans<T: Copy + PartialEq>(scheme: Scheme, tags: &[Tag<T>], rows: &[f32]) -> Vec<Tagged<T>> {
    let rows: Vec<&[f32]> = rows.chunks_exact(tags.len().max(1)).collect();
    let path = best_path(scheme, tags, &rows);
    let mut spans: Vec<Tagged<T>> = Vec::new();
    let mut open = false;
    for (word, (&tag, row)) in path.iter().zip(&rows).enumerate() {
        let Some(&kind) = tags.get(tag) else { continue };
        let log = row.get(tag).copied().unwrap_or(0.0);
        match (kind, spans.last_mut()) {
            (Tag::Inside(_) | Tag::End(_), Some(span)) if open => {
                span.words.end = word + 1;
                span.score += log;
            }
            (Tag::Begin(label) | Tag::Single(label) | Tag::Inside(label) | Tag::End(label), _) => {
                spans.push(Tagged { label, words: word..word + 1, score: log });
            }
            (Tag::Outside, _) => {}
        }
        open = kind.open().is_some();
    }
    for span in &mut spans {
        span.score = exp(span.score / span.words.len() as f32).min(1.0);
    }
    spans
}

/// The best tag of each word by itself, if together they are allowed: then no sequence is better.
fn best_tags<T: Copy + PartialEq>(scheme: Scheme, tags: &[Tag<T>], rows: &[&[f32]]) -> Option<Vec<usize>> {
    let mut path = Vec::with_capacity(rows.len());
    let mut before = None;
    for row in rows {
        let mut best = (f32::NEG_INFINITY, 0);
        for (tag, &log) in row.iter().enumerate().take(tags.len()) {
            if log > best.0 {
                best = (log, tag);
            }
        }
        let tag =
            tags.get(best.1).copied().filter(|&tag| best.0 > -1e4 && scheme.allows(before, Some(tag)))?;
        before = Some(tag);
        path.push(best.1);
    }
    scheme.allows(before, None).then_some(path)
}

/// The tag of each word, as an index of `tags`.
fn best_path<T: Copy + PartialEq>(scheme: Scheme, tags: &[Tag<T>], rows: &[&[f32]]) -> Vec<usize> {
    // Far below any sum of log-probabilities, and itself small enough to be summed.
    const NEVER: f64 = -1e15;
    let score = |row: &[f32], tag: usize| {
        let log = f64::from(row.get(tag).copied().unwrap_or(-1e4));
        if log.is_nan() { -1e4 } else { log.max(-1e4) }
    };
    let allowed: Vec<bool> = tags
        .iter()
        .flat_map(|&before| tags.iter().map(move |&tag| scheme.allows(Some(before), Some(tag))))
        .collect();
    if let Some(path) = best_tags(scheme, tags, rows) {
        return path;
    }
    let Some((first, rest)) = rows.split_first() else { return Vec::new() };
    let mut sums: Vec<f64> = (0..tags.len())
        .map(|tag| if scheme.allows(None, Some(tags[tag])) { score(first, tag) } else { NEVER })
        .collect();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(rest.len());
    for row in rest {
        let mut next = Vec::with_capacity(tags.len());
        let mut from = Vec::with_capacity(tags.len());
        for tag in 0..tags.len() {
            let mut best = (f64::NEG_INFINITY, 0);
            for before in 0..tags.len() {
                let sum = if allowed[before * tags.len() + tag] { sums[before] } else { NEVER };
                if sum > best.0 {
                    best = (sum, before);
                }
            }
            next.push(best.0 + score(row, tag));
            from.push(best.1);
        }
        sums = next;
        back.push(from);
    }
    let mut best = (f64::NEG_INFINITY, 0);
    for (tag, &sum) in sums.iter().enumerate() {
        if scheme.allows(Some(tags[tag]), None) && sum > best.0 {
            best = (sum, tag);
        }
    }
    let mut path = vec![best.1];
    for from in back.iter().rev() {
        let last = path.last().copied().unwrap_or(0);
        path.push(from.get(last).copied().unwrap_or(0));
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(labels: &[&str]) -> Vec<Tag<char>> {
        labels.iter().map(|label| Tag::parse(label, |text| text.chars().next()).unwrap()).collect()
    }

    #[test]
    fn a_begin_without_an_end_is_repaired_as_a_whole() {
        let tags = tags(&["O", "B-p", "I-p", "E-p", "S-p"]);
        // Word by word the best tags are B, O: not a span. Together S, O is the best that is.
        let rows = [-4.0, -0.5, -9.0, -9.0, -1.0, -0.1, -9.0, -9.0, -3.0, -9.0];
        let spans = spans(Scheme::Bioes, &tags, &rows);
        assert_eq!(spans.len(), 1);
        assert_eq!((spans[0].label, spans[0].words.clone()), ('p', 0..1));
        assert!((spans[0].score - (-1.0f32).exp()).abs() < 1e-6);
    }

    #[test]
    fn two_spans_can_touch() {
        let tags = tags(&["O", "B-s", "I-s", "B-c", "I-c"]);
        let favour = |tag: usize| (0..5).map(|t| if t == tag { 0.0 } else { -9.0 }).collect::<Vec<f32>>();
        let rows: Vec<f32> = [1, 2, 1, 3, 4, 0].map(favour).concat();
        let found: Vec<_> =
            spans(Scheme::Bio, &tags, &rows).into_iter().map(|s| (s.label, s.words)).collect();
        assert_eq!(found, [('s', 0..2), ('s', 2..3), ('c', 3..5)]);
    }

    proptest! {
        /// Whatever the scores: spans in order, apart, and no sequence of tags that is allowed sums higher.
        #[test]
        fn the_path_is_the_best_allowed(
            bioes in any::<bool>(),
            rows in prop::collection::vec(prop::collection::vec(-8i8..0, 5), 1..5),
        ) {
            let scheme = if bioes { Scheme::Bioes } else { Scheme::Bio };
            let tags = if bioes { tags(&["O", "B-p", "I-p", "E-p", "S-p"]) } else {
                tags(&["O", "B-p", "I-p", "B-q", "I-q"])
            };
            let rows: Vec<Vec<f32>> =
                rows.into_iter().map(|row| row.into_iter().map(f32::from).collect()).collect();
            let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
            let value = |path: &[usize]| path.iter().zip(&rows).map(|(&tag, row)| row[tag]).sum::<f32>();
            let sound = |path: &[usize]| {
                let of = |i: Option<&usize>| i.map(|&i| tags[i]);
                (0..=path.len()).all(|i| scheme.allows(of(i.checked_sub(1).and_then(|i| path.get(i))), of(path.get(i))))
            };
            let found = best_path(scheme, &tags, &rows);
            prop_assert!(sound(&found));
            let mut best = f32::NEG_INFINITY;
            for mut choice in 0..5usize.pow(rows.len() as u32) {
                let path: Vec<usize> = rows.iter().map(|_| { let tag = choice % 5; choice /= 5; tag }).collect();
                if sound(&path) {
                    best = best.max(value(&path));
                }
            }
            prop_assert_eq!(value(&found), best);
        }
    }
}
