//! The best tree without crossing arcs, by the algorithm of Eisner (1996).
//!
//! English sentences hardly ever have crossing arcs (one in seventy in the treebanks), while arcs that are scored one by one
//! cross in one sentence of ten, mostly where one of the two is wrong.

/// Whether an arc crosses another, or covers the word under the root.
pub fn crosses(heads: &[Option<usize>]) -> bool {
    heads.iter().enumerate().any(|(word, head)| {
        let Some(head) = *head else { return false };
        let (left, right) = (word.min(head), word.max(head));
        heads.get(left + 1..right).is_some_and(|inside| {
            inside.iter().any(|&head| head.is_none_or(|head| head < left || head > right))
        })
    })
}

/// Whether an arc from `word` to `head` would cross one that another word has, or cover the word under the root.
pub fn would_cross(heads: &[Option<usize>], word: usize, head: usize) -> bool {
    let (left, right) = (word.min(head), word.max(head));
    heads.iter().enumerate().filter(|&(other, _)| other != word).any(|(other, to)| {
        let inside = |at: usize| left < at && at < right;
        let outside = |at: usize| at < left || at > right;
        match *to {
            None => inside(other),
            Some(to) => inside(other) && outside(to) || outside(other) && inside(to),
        }
    })
}

/// A table of stretches of words: the best sum of each, and where it is put together.
///
/// A row holds what begins at a word, or for a table that is `by_end` what ends at it: each table is read along rows.
struct Table {
    words: usize,
    by_end: bool,
    sums: Vec<f32>,
    splits: Vec<u16>,
}

impl Table {
    fn new(words: usize, by_end: bool) -> Self {
        Self { words, by_end, sums: vec![0.0; words * words], splits: vec![0; words * words] }
    }

    fn at(&self, from: usize, to: usize) -> usize {
        if self.by_end { to * self.words + from } else { from * self.words + to }
    }

    /// The sums of the stretches at `word` that end, or `by_end` begin, from `first` to `last`.
    fn row(&self, word: usize, first: usize, last: usize) -> &[f32] {
        &self.sums[word * self.words + first..=word * self.words + last]
    }

    fn set(&mut self, from: usize, to: usize, sum: f32, split: usize) {
        let at = self.at(from, to);
        self.sums[at] = sum;
        self.splits[at] = split as u16;
    }

    fn split(&self, from: usize, to: usize) -> usize {
        usize::from(self.splits[self.at(from, to)])
    }
}

/// The highest sum of two rows, with its place, the first of equals.
fn highest(a: &[f32], b: &[f32]) -> (f32, usize) {
    let mut best = (f32::NEG_INFINITY, 0);
    for (at, (a, b)) in a.iter().zip(b).enumerate() {
        if a + b > best.0 {
            best = (a + b, at);
        }
    }
    best
}

/// Longer sentences are not read (windows are shorter); for them there is no answer.
const MOST_WORDS: usize = 512;

/// The heads of the best tree without crossing arcs, with one word under the root; arguments as for [`super::tree::tree`].
/// `None` for a sentence of more than 512 words.
pub fn projective(words: usize, scores: impl Fn(usize, usize) -> f32) -> Option<Vec<Option<usize>>> {
    if words > MOST_WORDS {
        return None;
    }
    let score = |dependent: usize, candidate: usize| {
        let score = scores(dependent, candidate);
        if score.is_nan() { -1e9 } else { score.clamp(-1e9, 1e9) }
    };
    // All of a head's right side, of its left side; from a head to a dependent on its right, on its left, whose far side
    // is still lacking. Each as the sums below read it.
    let mut right = Table::new(words, false);
    let mut left_by_end = Table::new(words, true);
    let mut right_by_end = Table::new(words, true);
    let mut left = Table::new(words, false);
    let mut to_right = Table::new(words, false);
    let mut to_left = Table::new(words, true);
    for length in 1..words {
        for from in 0..words - length {
            let to = from + length;
            let (sum, at) = highest(right.row(from, from, to - 1), left_by_end.row(to, from + 1, to));
            to_right.set(from, to, sum + score(to, from + 1), from + at);
            to_left.set(from, to, sum + score(from, to + 1), from + at);
            let (sum, at) = highest(to_right.row(from, from + 1, to), right_by_end.row(to, from + 1, to));
            right.set(from, to, sum, from + 1 + at);
            right_by_end.set(from, to, sum, 0);
            let (sum, at) = highest(left.row(from, from, to - 1), to_left.row(to, from, to - 1));
            left.set(from, to, sum, from + at);
            left_by_end.set(from, to, sum, 0);
        }
    }
    let mut heads = vec![None; words];
    let Some(last) = words.checked_sub(1) else { return Some(heads) };
    let roots: Vec<f32> = (0..words).map(|top| right_by_end.row(last, top, top)[0] + score(top, 0)).collect();
    let (_, root) = highest(left.row(0, 0, last), &roots);
    // Stretches to take apart: whether the top is on the left, and whether its side is whole.
    let mut stack = vec![(0, root, false, true), (root, last, true, true)];
    while let Some((from, to, rightwards, whole)) = stack.pop() {
        if from == to {
            continue;
        }
        match (rightwards, whole) {
            (true, true) => {
                let at = right.split(from, to);
                stack.extend([(from, at, true, false), (at, to, true, true)]);
            }
            (false, true) => {
                let at = left.split(from, to);
                stack.extend([(from, at, false, true), (at, to, false, false)]);
            }
            (_, false) => {
                let (dependent, head) = if rightwards { (to, from) } else { (from, to) };
                heads[dependent] = Some(head);
                let at = to_right.split(from, to);
                stack.extend([(from, at, true, true), (at + 1, to, false, true)]);
            }
        }
    }
    Some(heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decode::tree::tests::is_tree;
    use proptest::prelude::*;

    fn sum(heads: &[Option<usize>], scores: &dyn Fn(usize, usize) -> f32) -> f64 {
        heads.iter().enumerate().map(|(word, head)| f64::from(scores(word, head.map_or(0, |h| h + 1)))).sum()
    }

    /// The largest sum of any tree with one root and no crossing arcs, by trying all choices of heads.
    fn best_by_trying(words: usize, scores: &dyn Fn(usize, usize) -> f32) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for mut choice in 0..(words + 1).pow(words as u32) {
            let mut heads = vec![None; words];
            for head in &mut heads {
                *head = (choice % (words + 1)).checked_sub(1);
                choice /= words + 1;
            }
            if is_tree(&heads) && !crosses(&heads) {
                best = best.max(sum(&heads, scores));
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_tree_without_crossing_arcs_is_better(
            words in 1usize..6,
            numbers in prop::collection::vec(-20i8..20, 30),
        ) {
            let scores = |dependent: usize, head: usize| f32::from(numbers[(dependent * (words + 1) + head) % 30]);
            let heads = projective(words, scores).unwrap();
            prop_assert!(is_tree(&heads) && !crosses(&heads), "{:?}", heads);
            prop_assert_eq!(sum(&heads, &scores), best_by_trying(words, &scores));
        }

        #[test]
        fn wild_scores_give_trees(
            words in 1usize..50,
            numbers in prop::collection::vec(prop_oneof![8 => any::<f32>(), 1 => Just(f32::NAN)], 97),
        ) {
            let heads = projective(words, |dependent, head| numbers[(dependent * 31 + head * 7) % 97]).unwrap();
            prop_assert!(is_tree(&heads) && !crosses(&heads), "{:?}", heads);
        }

        /// An arc that is said not to cross can be put into a tree that has no crossing arcs, and that stays so.
        #[test]
        fn one_arc_is_judged_as_all_are(
            words in 2usize..12,
            numbers in prop::collection::vec(-20i8..20, 97),
            word in 0usize..12,
            head in 0usize..12,
        ) {
            let (word, head) = (word % words, head % words);
            let mut heads = projective(words, |dependent, head| f32::from(numbers[(dependent * 31 + head * 7) % 97])).unwrap();
            prop_assume!(word != head && heads[word].is_some());
            let judged = would_cross(&heads, word, head);
            heads[word] = Some(head);
            prop_assert!(!is_tree(&heads) || judged == crosses(&heads));
        }
    }

    #[test]
    fn crossing_arcs_are_seen() {
        // "A hearing is scheduled on the issue today": "on the issue" hangs on "hearing", across the root.
        let heads = [Some(1), Some(3), Some(3), None, Some(6), Some(6), Some(1), Some(3)];
        assert!(crosses(&heads));
        let mut flat = heads;
        flat[6] = Some(3);
        assert!(!crosses(&flat));
        assert!(would_cross(&flat, 6, 1));
        assert!(!would_cross(&flat, 0, 3));
        assert_eq!(projective(0, |_, _| 0.0), Some(vec![]));
        assert_eq!(projective(1, |_, _| f32::NEG_INFINITY), Some(vec![None]));
        assert_eq!(projective(513, |_, _| 0.0), None);
    }
}
