//! The model that tells story from furniture: boosted decision trees over the features of a line, read from
//! `lines.tsv`. How they were grown is in `training/page/`.
//!
//! The file names its features, so that trees grown for other features are refused rather than misread.

use super::vectors::{self, WIDTH};
use std::sync::LazyLock;

/// A branch of a tree. Goes to `low` when the feature is at most `at`, else to `high`; a target below zero is a
/// leaf, the bitwise complement of its index.
#[derive(Debug, Clone, Copy)]
struct Branch {
    feature: u16,
    at: f32,
    low: i16,
    high: i16,
}

#[derive(Debug, Clone, Default)]
struct Tree {
    branches: Vec<Branch>,
    leaves: Vec<f32>,
}

/// After this tree a line may be given up.
const ENOUGH: usize = 39;
/// Log-odds below which it is.
const PLAINLY: f32 = -2.5;

/// The trees; their leaves add up to the log-odds that a line belongs to the story.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    trees: Vec<Tree>,
}

static LINES: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("lines.tsv")).unwrap_or_default());

impl Model {
    /// The model that the program carries.
    pub(super) fn lines() -> &'static Model {
        &LINES
    }

    /// Reads trees: a line `tree`, a line `branch <feature> <at> <low> <high>` for each branch, `leaf <value>` for
    /// each leaf; lines that begin with `#` say something to people.
    pub(super) fn read(file: &str) -> Result<Model, String> {
        let names = vectors::names();
        let mut model = Model::default();
        for (number, line) in file.lines().enumerate() {
            let fault = |what: &str| format!("line {}: {what}: {line}", number + 1);
            let mut parts = line.split('\t');
            match parts.next() {
                Some("tree") => model.trees.push(Tree::default()),
                Some("branch") => {
                    let name = parts.next().unwrap_or("");
                    let feature = names.iter().position(|known| known == name);
                    let feature = feature.ok_or_else(|| fault("no such feature"))? as u16;
                    let at = number_in(parts.next()).ok_or_else(|| fault("no number"))?;
                    let low = number_in::<i16>(parts.next()).ok_or_else(|| fault("no branch or leaf"))?;
                    let high = number_in::<i16>(parts.next()).ok_or_else(|| fault("no branch or leaf"))?;
                    let tree = model.trees.last_mut().ok_or_else(|| fault("not in a tree"))?;
                    tree.branches.push(Branch { feature, at, low, high });
                }
                Some("leaf") => {
                    let value = number_in(parts.next()).ok_or_else(|| fault("no number"))?;
                    model.trees.last_mut().ok_or_else(|| fault("not in a tree"))?.leaves.push(value);
                }
                Some(comment) if comment.is_empty() || comment.starts_with('#') => {}
                _ => return Err(fault("neither tree, branch nor leaf")),
            }
        }
        model
            .trees
            .iter()
            .all(Tree::is_sound)
            .then_some(model)
            .ok_or_else(|| "a tree that leads nowhere".into())
    }

    /// How likely a line with this row of features belongs to the story, 0 to 1.
    pub(super) fn likely(&self, row: &[f32]) -> f32 {
        let mut odds = 0.0f32;
        for (at, tree) in self.trees.iter().enumerate() {
            odds += tree.value(row);
            // Most lines of a page are plainly furniture, and the later trees only correct the earlier ones.
            if at == ENOUGH && odds < PLAINLY {
                break;
            }
        }
        1.0 / (1.0 + (-odds).exp())
    }
}

impl Tree {
    /// Every branch leads on: to a later branch, or to a leaf that is there.
    fn is_sound(&self) -> bool {
        let leads = |from: usize, to: i16| match usize::try_from(to) {
            Ok(branch) => branch > from && branch < self.branches.len(),
            Err(_) => usize::from(!to as u16) < self.leaves.len(),
        };
        !self.leaves.is_empty()
            && self.branches.iter().enumerate().all(|(at, branch)| {
                leads(at, branch.low) && leads(at, branch.high) && usize::from(branch.feature) < WIDTH
            })
    }

    fn value(&self, row: &[f32]) -> f32 {
        let mut at = if self.branches.is_empty() { !0 } else { 0i16 };
        while let Ok(index) = usize::try_from(at) {
            let Some(branch) = self.branches.get(index) else { return 0.0 };
            let x = row.get(usize::from(branch.feature)).copied().unwrap_or(0.0);
            at = if x <= branch.at { branch.low } else { branch.high };
        }
        self.leaves.get(usize::from(!at as u16)).copied().unwrap_or(0.0)
    }
}

fn number_in<T: std::str::FromStr>(part: Option<&str>) -> Option<T> {
    part.and_then(|part| part.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_of_these_features() {
        let model = Model::read(include_str!("lines.tsv")).unwrap();
        assert!(model.trees.len() >= 50);
        assert_eq!(vectors::names().len(), WIDTH);
    }

    #[test]
    fn trees_are_walked() {
        let model =
            Model::read("tree\nbranch\twords\t2\t-1\t1\nbranch\tink\t5\t-2\t-3\nleaf\t-9\nleaf\t0\nleaf\t9")
                .unwrap();
        let likely = |words, ink| (model.likely(&[words, ink]) * 100.0).round();
        assert_eq!([likely(1.0, 9.0), likely(3.0, 5.0), likely(3.0, 6.0)], [0.0, 50.0, 100.0]);
        assert!(Model::read("branch\twords\t2\t-1\t1").is_err());
        assert!(Model::read("tree\nbranch\tno such\t2\t-1\t1\nleaf\t1").is_err());
        assert!(Model::read("tree\nbranch\twords\t2\t0\t-1\nleaf\t1").is_err());
    }
}
