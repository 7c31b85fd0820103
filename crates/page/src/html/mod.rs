//! A page in HTML: from its text to the article, with the place of every word.

mod dom;
mod tag;
mod tokens;
mod tree;

pub use dom::{Bounded, Dom, NodeId};
pub use tag::Tag;
