//! The fast model: for archives of millions of articles.
//!
//! A word is the sum of rows of four tables (its form, its first and last three characters, its shape); three-word convolutions with
//! gates (Dauphin et al., 2017) and one attention with keys for distances (Shaw et al., 2018) put it in its context.
//! The heads are the accurate model's. It learned from gold trees and from what the accurate model reads in raw text
//! (`training/fast`).
//!
//! | where | what |
//! |---|---|
//! | `features.rs` | words to rows of the tables |
//! | `network.rs` | rows to word vectors |
//! | `file.rs` | its part of the weights file |

mod features;
mod file;
mod network;

pub use features::Features;
pub(super) use file::FORMAT;
pub use network::Network;
pub(super) use network::Scratch;

/// Tables that a word has a row in.
pub const TABLES: usize = 4;
