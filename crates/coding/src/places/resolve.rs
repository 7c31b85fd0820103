//! Which of the places that bear a name is meant.
//!
//! Every name of an article is a variable whose values are its candidates. What is likely beforehand (size, kind) is
//! weighed against what the article's other names make likely: a state or country that contains it, a place nearby,
//! the home of the outlet. All names are settled together by a few rounds of mean-field iteration, so that two
//! ambiguous names may support each other ("Paris" and "Powderly" are both near each other in Texas). The heuristics
//! are those of toponym resolution (Leidner 2007; Lieberman and Samet 2012): one sense per document, containment,
//! spatial minimality.

use super::gazetteer::{Candidate, contains, kilometres};
use dunlin_record::PlaceKind;

/// One name of the article with all that it may mean.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// The folded name.
    pub(super) key: String,
    /// The candidates.
    pub(super) candidates: Vec<Candidate>,
    /// What the outlet's address adds to the score of each candidate.
    pub(super) hints: Vec<f64>,
    /// How often it is named.
    pub(super) times: usize,
    /// Whether it is only named by an adjective, or as part of another name, which tells less of where the story is.
    pub(super) faint: bool,
}

/// Candidates of one name that are weighed; the least likely beyond are not.
const MOST: usize = 48;
/// Names of one article whose evidence is weighed against each other.
const NAMES: usize = 160;
const ROUNDS: usize = 4;
/// What a unit of weight is worth against support.
const PRIOR: f64 = 1.5;
const SUPPORT: f64 = 2.6;
/// Below this share of belief a name stays unresolved.
const DOUBT: f64 = 0.25;
/// The weight of what no table knows: a family, a ship, a hamlet. A town smaller than 6,000 people that nothing else
/// in the article speaks for is less likely.
const UNKNOWN: f64 = 3.8;

/// For every variable the index of the candidate meant, or `None` when in doubt.
pub(super) fn resolve(variables: &[Variable], home: Option<&Candidate>) -> Vec<Option<usize>> {
    let order: Vec<Vec<usize>> = variables.iter().map(|v| likeliest(&v.candidates)).collect();
    let candidate = |v: usize, c: usize| variables.get(v).and_then(|variable| variable.candidates.get(c));
    let prior: Vec<Vec<f64>> = order
        .iter()
        .enumerate()
        .map(|(v, list)| {
            let hint = |c: usize| variables.get(v).and_then(|v| v.hints.get(c)).copied().unwrap_or(0.0);
            let near =
                |c: &Candidate| home.map_or(0.0, |home| SUPPORT * (1.0 + 3.0 * affinity(home, c)).ln());
            list.iter()
                .filter_map(|&at| candidate(v, at).map(|c| PRIOR * c.weight + near(c) + hint(at)))
                .collect()
        })
        .collect();
    let mut belief: Vec<Vec<f64>> = prior.iter().map(|p| softmax(p)).collect();
    let names = variables.len().min(NAMES);
    let mut unknown = vec![false; variables.len()];
    for _ in 0..ROUNDS {
        let mut next = belief.clone();
        for (v, list) in order.iter().enumerate() {
            let mut score = prior.get(v).cloned().unwrap_or_default();
            for (slot, &c) in score.iter_mut().zip(list) {
                let Some(mine) = candidate(v, c) else { continue };
                let mut support = 0.0;
                for other in (0..names).filter(|&o| o != v) {
                    let Some(variable) = variables.get(other) else { continue };
                    let told: f64 = order
                        .get(other)
                        .into_iter()
                        .flatten()
                        .zip(belief.get(other).into_iter().flatten())
                        .filter(|(_, b)| **b > 0.02)
                        .filter_map(|(&c, b)| Some(b * affinity(candidate(other, c)?, mine)))
                        .sum();
                    let voice = if variable.faint { 0.6 } else { 1.0 };
                    support += told * voice * (1.0 + (variable.times as f64).ln() * 0.5);
                }
                *slot += SUPPORT * (1.0 + 2.0 * support).ln();
            }
            if let Some(slot) = unknown.get_mut(v) {
                *slot = score.iter().copied().fold(f64::MIN, f64::max) < PRIOR * UNKNOWN;
            }
            if let Some(slot) = next.get_mut(v) {
                *slot = softmax(&score);
            }
        }
        belief = next;
    }
    order
        .iter()
        .zip(&belief)
        .zip(&unknown)
        .map(|((list, belief), &unknown)| settled(list, belief).filter(|_| !unknown))
        .collect()
}

/// Indices of the likeliest candidates, the best first.
fn likeliest(candidates: &[Candidate]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let weight = |at: usize| candidates.get(at).map_or(f64::MIN, |c| c.weight);
    let source = |at: usize| candidates.get(at).map(|c| c.source);
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(source(a).cmp(&source(b))));
    order.truncate(MOST);
    order
}

fn settled(list: &[usize], belief: &[f64]) -> Option<usize> {
    let (mut best, mut most) = (None, 0.0);
    for (&c, &b) in list.iter().zip(belief) {
        if b > most {
            (best, most) = (Some(c), b);
        }
    }
    best.filter(|_| most >= DOUBT)
}

fn softmax(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::MIN, f64::max);
    let raised: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
    let sum: f64 = raised.iter().sum();
    raised.iter().map(|r| r / sum).collect()
}

/// How much naming `told` makes `mine` likely, 0 to about 1.
fn affinity(told: &Candidate, mine: &Candidate) -> f64 {
    // "Georgian" and "Georgia", the outlet's own town.
    if told.source == mine.source {
        return 1.0;
    }
    if contains(told, mine) {
        return match told.kind {
            PlaceKind::Country => 0.35,
            _ => 1.0,
        };
    }
    if contains(mine, told) {
        return match mine.kind {
            PlaceKind::Country => 0.35,
            _ => 0.8,
        };
    }
    if told.kind == PlaceKind::Region || mine.kind == PlaceKind::Region {
        return 0.0;
    }
    let same_state = told.state.is_some() && told.state == mine.state;
    let same_country = !told.country.is_empty() && told.country == mine.country;
    let base = if same_state {
        0.5
    } else if same_country {
        0.12
    } else {
        0.0
    };
    // States and countries are wide: how far their middles are from each other says little.
    let wide = |c: &Candidate| matches!(c.kind, PlaceKind::Country | PlaceKind::State);
    if wide(told) || wide(mine) {
        return base;
    }
    let far = kilometres((told.lat, told.lon), (mine.lat, mine.lon));
    let near = if far < 40.0 { 1.0 } else { (-(far - 40.0) / 90.0).exp() };
    base.max(near)
}
