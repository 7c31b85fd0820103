//! Scores to labels: the tree, names and roles as whole spans, lemmas.

mod irregular;
pub mod lemma;
pub mod tags;
pub mod tree;
