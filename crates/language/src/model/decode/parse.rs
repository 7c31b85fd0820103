//! A sentence's heads and relations, chosen together.
//!
//! An arc that no relation fits is worth little: each likely head of a word counts with the word's best relation to it (the
//! logarithms of both probabilities are summed). A tree without crossing arcs is taken where one is nearly as good.

use super::projective::{crosses, projective};
use super::tree::tree;
use crate::labels::Deprel;

/// Heads of a lower log-probability (a fifth) are not asked for their relations.
const LIKELY: f32 = -1.6;

/// What the best relation to a head that was not asked counts: about as much as that to an uncertain head does.
const NOT_ASKED: f32 = -0.5;

/// How much more likely (a natural logarithm) a tree with crossing arcs must be to be taken: 150 times. Right ones, as that of
/// a relative clause put off behind the verb, mostly are.
const CROSSING: f32 = 5.0;

/// A word and the head that it may have: `None` is the root.
pub type Pair = (usize, Option<usize>);

/// What the model says of the arcs and relations of one sentence. Words count from its first.
pub struct Beliefs<'a, A> {
    labels: &'a [Deprel],
    /// Of each label.
    sides: Vec<Side>,
    words: usize,
    /// Log-probabilities of heads, a row a word: the root, then each word.
    arcs: Vec<f32>,
    /// The pairs that were asked, by word, and the log-probabilities of their relations, a row a pair.
    pairs: Vec<Pair>,
    relations: Vec<f32>,
    /// The best relation of each pair that fits, and its log-probability.
    best: Vec<Option<(usize, f32)>>,
    ask: A,
}

/// A tree in the making.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parse {
    /// The head of each word.
    pub heads: Vec<Option<usize>>,
    /// Its relation to it.
    pub relations: Vec<Deprel>,
}

impl Parse {
    /// Whether `word` stands below `top`, or is it.
    pub fn below(&self, word: usize, top: usize) -> bool {
        let mut at = word;
        for _ in 0..=self.heads.len() {
            if at == top {
                return true;
            }
            match self.heads.get(at).copied().flatten() {
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    }
}

/// Where a relation's head may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Root,
    Before,
    Behind,
    Either,
}

/// Where a relation's head stands (UD): the first of coordinated, fixed, flat and listed words is the others' head, an
/// apposition follows what it explains, and what is mended precedes its mending.
fn side(label: Deprel) -> Side {
    match label {
        Deprel::Root => Side::Root,
        Deprel::Conj | Deprel::Fixed | Deprel::Flat | Deprel::Goeswith | Deprel::Appos | Deprel::List => {
            Side::Before
        }
        Deprel::Acl | Deprel::AclRelcl => Side::Before,
        Deprel::Cc | Deprel::CcPreconj | Deprel::Mark | Deprel::Reparandum => Side::Behind,
        _ => Side::Either,
    }
}

/// Whether relations of that side fit a word and its head.
fn fits(side: Side, word: usize, head: Option<usize>) -> bool {
    match (side, head) {
        (Side::Root, head) => head.is_none(),
        (_, None) => false,
        (Side::Before, Some(head)) => head < word,
        (Side::Behind, Some(head)) => head > word,
        (Side::Either, Some(_)) => true,
    }
}

impl<'a, A: FnMut(&[Pair]) -> Vec<f32>> Beliefs<'a, A> {
    /// `arcs`: log-probabilities, `words + 1` a row. `ask` gives log-probabilities of `labels`, a row a pair.
    pub fn new(labels: &'a [Deprel], words: usize, arcs: Vec<f32>, mut ask: A) -> Self {
        let mut pairs: Vec<Pair> = Vec::with_capacity(words + words / 2);
        for (word, row) in arcs.chunks_exact(words + 1).enumerate() {
            let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let least = best.min(LIKELY);
            let likely = row.iter().enumerate().filter(|&(column, &log)| log >= least && column != word + 1);
            pairs.extend(likely.map(|(column, _)| (word, column.checked_sub(1))));
        }
        let relations = ask(&pairs);
        let sides: Vec<Side> = labels.iter().map(|&label| side(label)).collect();
        let rows = pairs.iter().zip(relations.chunks_exact(labels.len().max(1)));
        let best = rows.map(|(&pair, row)| best_of(&sides, row, pair)).collect();
        Self { labels, sides, words, arcs, pairs, relations, best, ask }
    }

    /// The best tree, each word with its best relation.
    pub fn parse(&mut self) -> Parse {
        let width = self.words + 1;
        let mut sums: Vec<f32> = self.arcs.iter().map(|log| log + NOT_ASKED).collect();
        for (&(word, head), best) in self.pairs.iter().zip(&self.best) {
            let at = word * width + head.map_or(0, |head| head + 1);
            if let (Some((_, best)), Some(arc), Some(sum)) = (best, self.arcs.get(at), sums.get_mut(at)) {
                *sum = arc + best;
            }
        }
        let sum = |word: usize, column: usize| sums.get(word * width + column).copied().unwrap_or(-1e9);
        let mut heads = tree(self.words, sum);
        if crosses(&heads) {
            let total = |heads: &[Option<usize>]| -> f32 {
                heads.iter().enumerate().map(|(word, head)| sum(word, head.map_or(0, |head| head + 1))).sum()
            };
            if let Some(apart) = projective(self.words, sum)
                && total(&heads) - total(&apart) < CROSSING
            {
                heads = apart;
            }
        }
        self.ask_for(&heads);
        let relations = heads.iter().enumerate().map(|(word, &head)| self.relation(word, head)).collect();
        Parse { heads, relations }
    }

    /// Asks for the relations of words to heads that were not asked yet.
    pub fn ask_for(&mut self, heads: &[Option<usize>]) {
        let missing: Vec<Pair> = heads
            .iter()
            .copied()
            .enumerate()
            .filter(|pair| self.pairs.binary_search(pair).is_err())
            .collect();
        if missing.is_empty() {
            return;
        }
        let kinds = self.labels.len();
        let more = (self.ask)(&missing);
        for (pair, row) in missing.into_iter().zip(more.chunks_exact(kinds.max(1))) {
            let at = self.pairs.partition_point(|other| *other < pair);
            self.pairs.insert(at, pair);
            self.best.insert(at.min(self.best.len()), best_of(&self.sides, row, pair));
            let at = (at * kinds).min(self.relations.len());
            self.relations.splice(at..at, row.iter().copied());
        }
    }

    /// The log-probability of a head.
    pub fn arc(&self, word: usize, head: Option<usize>) -> f32 {
        let at = word * (self.words + 1) + head.map_or(0, |head| head + 1);
        self.arcs.get(at).copied().unwrap_or(-1e9)
    }

    /// The log-probabilities of the relations of `word` to `head`, if they were asked.
    fn row(&self, word: usize, head: Option<usize>) -> Option<&[f32]> {
        let at = self.pairs.binary_search(&(word, head)).ok()? * self.labels.len();
        self.relations.get(at..at + self.labels.len())
    }

    /// The best relation of `word` to `head`.
    fn relation(&self, word: usize, head: Option<usize>) -> Deprel {
        let plain = if head.is_none() { Deprel::Root } else { Deprel::Dep };
        let best = self.pairs.binary_search(&(word, head)).ok().and_then(|at| *self.best.get(at)?);
        best.and_then(|(at, _)| self.labels.get(at)).copied().unwrap_or(plain)
    }

    /// The heads that `word` was asked for, with all relations that are allowed to them and the log-probability of both.
    pub fn choices(&self, word: usize) -> impl Iterator<Item = (Option<usize>, Deprel, f32)> + '_ {
        let from = self.pairs.partition_point(|&(other, _)| other < word);
        let pairs =
            self.pairs.get(from..).unwrap_or(&[]).iter().take_while(move |&&(other, _)| other == word);
        pairs.flat_map(move |&(_, head)| {
            let row = self.row(word, head).unwrap_or(&[]);
            let arc = self.arc(word, head);
            let labels = self.labels.iter().zip(&self.sides).zip(row);
            let labels = labels.filter(move |&((_, &side), _)| fits(side, word, head));
            labels.map(move |((&label, _), log)| (head, label, arc + log))
        })
    }

    /// The log-probability of a head together with a relation; a relation that the model does not have counts as sure.
    pub fn log(&self, word: usize, head: Option<usize>, label: Deprel) -> f32 {
        let at = self.labels.iter().position(|&other| other == label);
        let relation = at.and_then(|at| self.row(word, head)?.get(at)).copied().unwrap_or(0.0);
        self.arc(word, head) + relation
    }
}

/// The best relation that fits, the first of equals, and its log-probability.
fn best_of(sides: &[Side], row: &[f32], (word, head): Pair) -> Option<(usize, f32)> {
    let (mut best, mut high) = (None, f32::NEG_INFINITY);
    for (at, (&side, &log)) in sides.iter().zip(row).enumerate() {
        if log > high && fits(side, word, head) {
            (best, high) = (Some((at, log)), log);
        }
    }
    best
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::decode::tree::tests::is_tree;
    use proptest::prelude::*;

    /// Beliefs in which every word is sure of a head and a relation, but for what `unsure` adds: word, head, relation,
    /// log-probability.
    pub(in super::super) fn beliefs(
        sure: &[(Option<usize>, Deprel)],
        unsure: &[(usize, Option<usize>, Deprel, f32)],
    ) -> Beliefs<'static, impl FnMut(&[Pair]) -> Vec<f32> + use<>> {
        let width = sure.len() + 1;
        let mut arcs = vec![-12.0; sure.len() * width];
        let column = |head: Option<usize>| head.map_or(0, |head| head + 1);
        for (word, &(head, _)) in sure.iter().enumerate() {
            arcs[word * width + column(head)] = -0.5;
        }
        for &(word, head, _, log) in unsure {
            let arc: &mut f32 = &mut arcs[word * width + column(head)];
            *arc = arc.max(log);
        }
        let (sure, unsure) = (sure.to_vec(), unsure.to_vec());
        let ask = move |pairs: &[Pair]| {
            let mut rows = vec![-9.0; pairs.len() * Deprel::ALL.len()];
            for (&(word, head), row) in pairs.iter().zip(rows.chunks_exact_mut(Deprel::ALL.len())) {
                let place = |label: Deprel| Deprel::ALL.iter().position(|&other| other == label).unwrap();
                if sure[word].0 == head {
                    row[place(sure[word].1)] = -0.1;
                }
                for &(_, _, label, log) in unsure.iter().filter(|u| (u.0, u.1) == (word, head)) {
                    row[place(label)] = if sure[word].0 == head { log } else { -0.1 };
                }
            }
            rows
        };
        Beliefs::new(Deprel::ALL, sure_len(&arcs), arcs, ask)
    }

    /// `n` of a table of `n * (n + 1)` numbers.
    fn sure_len(arcs: &[f32]) -> usize {
        (0..).find(|n| n * (n + 1) == arcs.len()).unwrap()
    }

    #[test]
    fn a_head_that_no_relation_fits_gives_way() {
        use Deprel::{Appos, Nsubj, Obj, Root};
        // "Storms hit ports": the arc from "Storms" to "ports" is a little likelier, but would be an apposition backwards.
        let mut storms =
            beliefs(&[(Some(2), Appos), (None, Root), (Some(1), Obj)], &[(0, Some(1), Nsubj, -0.9)]);
        let parse = storms.parse();
        assert_eq!(parse.heads, [Some(1), None, Some(1)]);
        assert_eq!(parse.relations, [Nsubj, Root, Obj]);
        assert!((storms.log(0, Some(1), Nsubj) + 1.0).abs() < 1e-6);
    }

    #[test]
    fn arcs_cross_only_where_they_are_far_likelier() {
        use Deprel::{Det, Nmod, Nsubj, Obl, Root};
        // "A storm came ashore with hail": "hail" (say, as the model's second best) describes the storm, over the verb.
        let words = [(Some(1), Det), (Some(2), Nsubj), (None, Root), (Some(2), Nmod), (Some(1), Nmod)];
        for (log, head) in [(-3.0, Some(2)), (-9.0, Some(1))] {
            let parse = beliefs(&words, &[(4, Some(2), Obl, log)]).parse();
            assert_eq!(parse.heads, [Some(1), Some(2), None, Some(2), head], "{log}");
        }
    }

    proptest! {
        #[test]
        fn any_scores_give_a_tree(
            words in 1usize..20,
            numbers in prop::collection::vec(prop_oneof![9 => -20f32..0.0, 1 => Just(f32::NAN)], 97),
        ) {
            let arcs = (0..words * (words + 1)).map(|at| numbers[at * 7 % 97]).collect();
            let ask = |pairs: &[Pair]| {
                let cell = |at: usize| numbers[at * 5 % 89];
                (0..pairs.len() * Deprel::ALL.len()).map(cell).collect()
            };
            let parse = Beliefs::new(Deprel::ALL, words, arcs, ask).parse();
            prop_assert!(is_tree(&parse.heads), "{:?}", parse);
            prop_assert_eq!(parse.relations.len(), words);
            for (word, (&head, &label)) in parse.heads.iter().zip(&parse.relations).enumerate() {
                prop_assert!(fits(side(label), word, head));
            }
        }
    }
}
