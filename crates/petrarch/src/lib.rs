//! PETRARCH's dictionaries, read as they are: verbs, actors, agents, discards, issues. And coding with them.
//!
//! [`Dictionaries::open`] reads files or folders and names every line that cannot be used, with its cause and remedy;
//! [`code()`] codes sentences that come with their dependency trees. Files of TABARI, PETRARCH 1 and PETRARCH 2 are read;
//! coding goes by the rules of PETRARCH 1, along the line of words. Patterns that PETRARCH 2 would match along the tree are
//! matched by their words in order; its rules that make one event of two are named as not applied. Nothing here knows the
//! rest of Dunlin: plain data in, plain data out.

mod actors;
mod agents;
mod code;
mod compose;
mod dates;
mod discards;
mod explain;
mod fault;
mod issues;
mod linear;
mod lines;
mod names;
mod open;
mod pattern;
mod phrase;
mod text;
mod verbs;

pub use code::{Actor, Coded, Event, code};
pub use explain::{Tried, tried};
pub use fault::{Fault, Weight};
pub use open::{Dictionaries, Kind, OpenError, Source, kind_of};
pub use text::Word;
