//! Keeps records over many pages in one SQLite file.
//!
//! ```text
//! (bytes, record) ──Packed::new──▶ Packed ──Batch::add──▶ source, page, version, record + one table a layer
//! ```
//!
//! [`Ledger`] is one connection. Documents go in through a [`Batch`], one transaction; records come out through the read
//! functions ([`read`]) as plain data. The record is kept whole, as the machine made it ([`Ledger::record`]); the tables
//! are made from it with people's corrections ([`correct`]) laid over, and can be made again at any time. Every table,
//! column and view is described in `docs/ledger.md`.

mod address;
pub mod claims;
pub mod comment;
pub mod copies;
pub mod correct;
mod day;
pub mod difference;
mod error;
mod ledger;
mod moment;
pub mod names;
mod pack;
mod page;
pub mod read;
mod recode;
pub mod watch;
mod word_note;
mod words;
mod write;

pub use address::AddressSeen;
pub use correct::{Action, Correction, Layer, Wanted};
pub use day::days;
pub use difference::Difference;
pub use error::{LedgerError, Result};
pub use ledger::{Ledger, today};
pub use pack::{Arriving, Form, Packed};
pub use word_note::WordNote;
pub use write::{Added, ArticleId, Batch};
