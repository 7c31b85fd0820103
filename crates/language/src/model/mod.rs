//! The models. The accurate one: one transformer encoder, read once a window of up to 256 word pieces, and small heads on
//! top of it for everything that an [`crate::Analysis`] says.
//!
//! The encoder is BERT's (Devlin et al., 2019) in the size of MiniLM-L6 (Wang et al., 2020), with an added embedding
//! for the case of a word. Dependencies are a deep biaffine attention (Dozat and Manning, 2017) under a
//! maximum spanning tree. Weights are 8-bit integers; `training/` says how they are made. The [`fast`] one has a smaller
//! network under the same heads.
//!
//! | where | what |
//! |---|---|
//! | `file.rs` | the weights file: shapes, label lists, errors |
//! | [`kernel`] | the arithmetic, for each instruction set |
//! | `encoder.rs` | word pieces to word vectors |
//! | [`fast`] | the fast model's way from words to word vectors |
//! | `heads.rs` | word vectors to scores |
//! | [`decode`] | scores to labels, trees and spans |
//! | [`vocabulary`] | a word to what a network reads of it |
//! | `window.rs` | an article's words to windows |

pub mod decode;
mod encoder;
pub mod fast;
mod file;
mod heads;
pub mod kernel;
#[cfg(test)]
pub(crate) mod random;
pub mod vocabulary;
pub mod window;

pub use encoder::{Encoder, Window, Workspace};
pub use file::{Config, Labels, Model, ModelError, Network};
pub use heads::{Heads, Pointer, Relations, Scores};
