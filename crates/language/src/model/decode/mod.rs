//! Scores to labels: the tree, names and roles as whole spans, lemmas.
//!
//! A sentence's tree is settled in steps, each of them a rule of Universal Dependencies that the scores of single arcs do not
//! know: [`parse`] chooses heads and relations together, [`projective`] prefers trees without crossing arcs, [`valency`]
//! gives a head one subject and one object, [`punctuation`] hangs marks where they belong.

mod irregular;
pub mod lemma;
pub mod parse;
pub mod projective;
pub mod punctuation;
pub mod tags;
pub mod tree;
pub mod valency;
