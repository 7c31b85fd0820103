//! Whether what a word says happened, by the text: happened, ongoing, planned, threatened, possible, conditional,
//! denied, not-happened, background.
//!
//! The reading starts from the word's own clause (tense, modal, negation) and climbs the tree: every operator met
//! on the way (`lexicon/factuality/`: "failed to", "threatened to", "if", "denied that") turns the reading of what
//! it governs, given how the operator itself reads ("did not fail to" undoes nothing). The climb ends where a source
//! takes over ("said that"): what is said stands as the source puts it, nested under the attribution that holds it.
//! The idea of composing operators along the path to the root is that of De Facto (Saurí & Pustejovsky 2012) and of
//! TruthTeller (Lotan et al. 2013).

mod climb;
mod operators;

pub use climb::of;
pub use operators::{Class, Effect, Operator, Operators, braced};
