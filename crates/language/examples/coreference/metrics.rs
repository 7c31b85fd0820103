//! The CoNLL-2012 measures: MUC (Vilain et al., 1995), B-cubed (Bagga and Baldwin, 1998), CEAF-e (Luo, 2005).

use super::Chains;
use std::collections::BTreeMap;
use std::fmt;

/// Sums over documents: numerator and denominator of precision and of recall.
#[derive(Debug, Default)]
struct Sums {
    precision: (f64, f64),
    recall: (f64, f64),
}

impl Sums {
    fn f1(&self) -> f64 {
        let (p, r) = (ratio(self.precision), ratio(self.recall));
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

fn ratio((part, whole): (f64, f64)) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p {:.3} r {:.3} f1 {:.3}", ratio(self.precision), ratio(self.recall), self.f1())
    }
}

/// The three measures over all documents.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    muc: Sums,
    b_cubed: Sums,
    ceaf: Sums,
}

impl Scores {
    /// Adds one document.
    pub(crate) fn add(&mut self, gold: &Chains, found: &Chains) {
        add(&mut self.muc.precision, muc(found, gold));
        add(&mut self.muc.recall, muc(gold, found));
        add(&mut self.b_cubed.precision, b_cubed(found, gold));
        add(&mut self.b_cubed.recall, b_cubed(gold, found));
        let similarity = ceaf(gold, found);
        add(&mut self.ceaf.precision, (similarity, found.len() as f64));
        add(&mut self.ceaf.recall, (similarity, gold.len() as f64));
    }
}

fn add(sum: &mut (f64, f64), more: (f64, f64)) {
    sum.0 += more.0;
    sum.1 += more.1;
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mean = (self.muc.f1() + self.b_cubed.f1() + self.ceaf.f1()) / 3.0;
        write!(f, "MUC     {}\nB-cubed {}\nCEAF-e  {}\nmean f1 {mean:.3}", self.muc, self.b_cubed, self.ceaf)
    }
}

/// The chain of each mention.
fn chain_of(chains: &Chains) -> BTreeMap<usize, usize> {
    chains.iter().enumerate().flat_map(|(at, chain)| chain.iter().map(move |&m| (m, at))).collect()
}

/// Links of `chains` that `other` keeps, and all links.
fn muc(chains: &Chains, other: &Chains) -> (f64, f64) {
    let of = chain_of(other);
    let mut sum = (0.0, 0.0);
    for chain in chains {
        let mut parts: Vec<Option<usize>> = chain.iter().map(|m| of.get(m).copied()).collect();
        let alone = parts.iter().filter(|part| part.is_none()).count();
        parts.retain(Option::is_some);
        parts.sort_unstable();
        parts.dedup();
        sum.0 += (chain.len() - alone - parts.len()) as f64;
        sum.1 += (chain.len() - 1) as f64;
    }
    sum
}

/// Share of each mention's chain that `other` puts with it, summed, and the number of mentions.
fn b_cubed(chains: &Chains, other: &Chains) -> (f64, f64) {
    let of = chain_of(other);
    let mut sum = (0.0, 0.0);
    for chain in chains {
        for mention in chain {
            let same = chain.iter().filter(|m| of.contains_key(m) && of.get(m) == of.get(mention)).count();
            sum.0 += same as f64 / chain.len() as f64;
            sum.1 += 1.0;
        }
    }
    sum
}

/// The best one-to-one match of chains by 2 |a ∩ b| / (|a| + |b|), summed.
fn ceaf(gold: &Chains, found: &Chains) -> f64 {
    let similar = |a: &Vec<usize>, b: &Vec<usize>| {
        let both = a.iter().filter(|m| b.contains(m)).count();
        2.0 * both as f64 / (a.len() + b.len()) as f64
    };
    let size = gold.len().max(found.len());
    let cost = |row: usize, column: usize| match (gold.get(row), found.get(column)) {
        (Some(a), Some(b)) => -similar(a, b),
        _ => 0.0,
    };
    -assign(size, cost)
}

/// The least cost of an assignment of rows to columns (Kuhn-Munkres with potentials).
fn assign(size: usize, cost: impl Fn(usize, usize) -> f64) -> f64 {
    let (mut u, mut v) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut row_of = vec![0; size + 1];
    for row in 1..=size {
        let mut way = vec![0; size + 1];
        let mut least = vec![f64::INFINITY; size + 1];
        let mut used = vec![false; size + 1];
        row_of[0] = row;
        let mut column = 0;
        loop {
            used[column] = true;
            let (here, mut delta, mut next) = (row_of[column], f64::INFINITY, 0);
            for j in 1..=size {
                if used[j] {
                    continue;
                }
                let reduced = cost(here - 1, j - 1) - u[here] - v[j];
                if reduced < least[j] {
                    least[j] = reduced;
                    way[j] = column;
                }
                if least[j] < delta {
                    delta = least[j];
                    next = j;
                }
            }
            for j in 0..=size {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
            if row_of[column] == 0 {
                break;
            }
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    (1..=size).map(|j| cost(row_of[j] - 1, j - 1)).sum()
}
