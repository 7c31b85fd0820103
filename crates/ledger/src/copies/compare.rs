//! Two articles, word by word: how much of each stands in the other, and what that makes of them.

use super::sketch::RUN;
use crate::words::mix;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A gap of so many words between shared runs still belongs to them: a word replaced, a name spelt out.
const GAP: usize = 2;

/// From this share of its words on, an article has nothing of weight of its own.
const NOTHING_OWN: f64 = 0.8;

/// So much of the other must be in it to be its edition, rather than an excerpt of it.
const EDITION: f64 = 0.4;

/// A run of so many words that the other has not, two sentences or so, is a passage of its own: reporting of its
/// own, or another
/// article's.
const PASSAGE: usize = 30;

/// From this share on (and [`FEWEST`] words), a text is partly a reprint: a stock phrase or two is none.
const PART: f64 = 0.2;
const FEWEST: usize = 40;

/// What two articles are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same words; typography and breaks may differ.
    Same,
    /// One is the other, edited or shortened.
    Edited,
    /// One holds parts of the other: a reprinted passage among own text, or an excerpt.
    Partial,
}

impl Relation {
    /// The word it is kept as.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Edited => "edited",
            Self::Partial => "partial",
        }
    }

    /// Whether it makes the two one story. A partial reprint stands between stories.
    pub fn joins(self) -> bool {
        self != Self::Partial
    }
}

/// How alike two articles are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// What they are to each other.
    pub relation: Relation,
    /// Share of the first one's words that stand in the second, 0 to 1.
    pub of_first: f64,
    /// Share of the second one's words that stand in the first.
    pub of_second: f64,
}

/// Compares the words of two articles (as [`super::Sketch::words`]); `None` when neither repeats the other. Turned
/// round it gives
/// the same relation with the shares turned round.
pub fn compare(first: &[u16], second: &[u16]) -> Option<Likeness> {
    if first.len() < RUN || second.len() < RUN {
        return None;
    }
    if first == second {
        return Some(Likeness { relation: Relation::Same, of_first: 1.0, of_second: 1.0 });
    }
    let (from_second, from_first) = (Cover::of(first, second), Cover::of(second, first));
    let (of_first, of_second) = (from_second.share(), from_first.share());
    let (more, less) = (of_first.max(of_second), of_first.min(of_second));
    // The one with less of its own is the edition of the other.
    let passage = if of_first >= of_second { from_second.longest_gap() } else { from_first.longest_gap() };
    let relation = if less >= 0.995 {
        Relation::Same
    } else if more >= NOTHING_OWN && less >= EDITION && passage < PASSAGE {
        Relation::Edited
    } else if more >= PART && from_second.words().max(from_first.words()) >= FEWEST {
        Relation::Partial
    } else {
        return None;
    };
    Some(Likeness { relation, of_first, of_second })
}

/// Whether parts that cover these shares of an article can cover it together.
pub(crate) fn can_be_put_together(shares: impl IntoIterator<Item = f64>) -> bool {
    shares.into_iter().sum::<f64>() >= NOTHING_OWN
}

/// Whether an article has nothing of its own but what it took from two or more of these others, none of which
/// covers it alone:
/// a text put together from several.
pub(crate) fn put_together(words: &[u16], others: &[Vec<u16>]) -> bool {
    let covers: Vec<Cover> = others.iter().map(|other| Cover::of(words, other)).collect();
    let mut all = Cover(vec![false; words.len()]);
    for cover in &covers {
        all.0.iter_mut().zip(&cover.0).for_each(|(sum, &one)| *sum |= one);
    }
    let alone = |cover: &Cover| cover.share() >= NOTHING_OWN && cover.longest_gap() < PASSAGE;
    all.share() >= NOTHING_OWN && all.longest_gap() < PASSAGE && !covers.iter().any(alone)
}

/// Spreads the number that a run of words is. Whoever writes a text so that its runs meet gains nothing: each is looked
/// up in one other article.
#[derive(Default)]
struct RunHasher(u64);

impl Hasher for RunHasher {
    fn write_u64(&mut self, run: u64) {
        self.0 = mix(run);
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = mix(self.0 ^ u64::from(byte)));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Which words of one article stand in runs that another has too.
struct Cover(Vec<bool>);

impl Cover {
    fn of(words: &[u16], other: &[u16]) -> Self {
        let key = |run: &[u16]| run.iter().fold(0u64, |key, &word| key << 16 | u64::from(word));
        let runs: HashSet<u64, BuildHasherDefault<RunHasher>> = other.windows(RUN).map(key).collect();
        let mut covered = vec![false; words.len()];
        let mut end = None;
        for (start, run) in words.windows(RUN).enumerate() {
            if runs.contains(&key(run)) {
                let from = end.filter(|&end| start <= end + GAP).unwrap_or(start);
                covered[from.min(start)..start + RUN].fill(true);
                end = Some(start + RUN);
            }
        }
        Self(covered)
    }

    fn words(&self) -> usize {
        self.0.iter().filter(|&&c| c).count()
    }

    fn share(&self) -> f64 {
        self.words() as f64 / self.0.len().max(1) as f64
    }

    /// The longest run of words that the other has not.
    fn longest_gap(&self) -> usize {
        self.0.split(|&c| c).map(<[bool]>::len).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: u16, n: u16) -> Vec<u16> {
        (0..n).map(|i| (i * 31 + seed).wrapping_mul(2657)).collect()
    }

    #[test]
    fn words_replaced_here_and_there_leave_an_edition() {
        let original = text(1, 300);
        let mut edited = original.clone();
        for at in (7..300).step_by(13) {
            edited[at] = 9;
        }
        edited.truncate(220);
        let found = compare(&original, &edited).unwrap();
        assert_eq!(found.relation, Relation::Edited);
        assert!(found.of_second > 0.95 && found.of_first < 0.75, "{found:?}");
    }

    #[test]
    fn a_text_put_together_from_two_is_partly_a_reprint_of_both() {
        let (a, b) = (text(1, 300), text(20_000, 300));
        let mixed: Vec<u16> = a[..200].iter().chain(&b[200..]).copied().collect();
        assert_eq!(compare(&mixed, &a).unwrap().relation, Relation::Partial);
        assert_eq!(compare(&mixed, &b).unwrap().relation, Relation::Partial);
        assert_eq!(compare(&a, &b), None);
    }

    #[test]
    fn it_takes_two_to_put_a_text_together() {
        let (a, b) = (text(1, 300), text(20_000, 300));
        let mixed: Vec<u16> = a[..200].iter().chain(&b[200..]).copied().collect();
        assert!(put_together(&mixed, &[a.clone(), b.clone()]));
        assert!(!put_together(&mixed, std::slice::from_ref(&a)), "a third is left over");
        assert!(!put_together(&a, &[mixed, b]), "so it is here");
        assert!(!put_together(&a, &[a.clone(), text(1, 100)]), "one covers it alone: a copy");
    }

    #[test]
    fn a_quoted_sentence_is_no_reprint() {
        let (a, mut b) = (text(1, 300), text(20_000, 300));
        b.splice(50..70, a[10..30].iter().copied());
        assert_eq!(compare(&a, &b), None);
    }

    #[test]
    fn it_is_the_same_from_both_sides() {
        let (a, b) = (text(1, 300), text(1, 180));
        let (one, two) = (compare(&a, &b).unwrap(), compare(&b, &a).unwrap());
        assert_eq!((one.relation, one.of_first, one.of_second), (two.relation, two.of_second, two.of_first));
    }
}
