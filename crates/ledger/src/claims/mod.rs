//! What is claimed over many articles: propositions merged, their sources told apart, contradictions found.
//!
//! | step | where |
//! |---|---|
//! | what an article reports: figures with their slot, events, denials, deadlines | [`figure`], [`slot`], [`event`], [`denial`], [`read_record`] |
//! | what it is about, by its names | [`setting`] |
//! | who says so, through whom; who is a source of his own | [`source`] |
//! | whether two reports are of one thing, and what it means when they differ | [`rival`], [`bounds`] |
//! | kept, looked up by index, taken out again | [`store`] |
//!
//! Reports of one thing make a claim. What does not agree is kept as pairs of reports ([`Rivalry`]): a conflict, a
//! denial, an update of a
//! running count, a revision by the same source. Nothing is averaged, and no side is called the true one. Verdicts
//! depend on the two reports
//! alone; articles are found by index, never by going through the ledger.

mod bounds;
mod days;
mod denial;
mod event;
mod figure;
mod party;
mod read_record;
mod report;
mod rival;
mod setting;
mod slot;
mod source;
mod store;
mod terms;
mod text;

pub use bounds::Bounds;
pub use event::Stance;
pub use party::Party;
pub use report::ClaimKind;
pub(crate) use report::{Report, event_keys};
pub use rival::Rivalry;
pub(crate) use rival::same_sides;
pub use slot::{Course, Slot};
pub use source::{Chain, Link, Standing, independent};
pub(crate) use store::{copied, load_one};

use crate::write::ArticleId;
use dunlin_record::Record;
use rusqlite::{Result, Transaction};

/// Compares a new article, or one whose record or corrections changed, with what the ledger has. `record` has people's
/// corrections applied.
///
/// # Errors
/// When the ledger cannot be read or written.
pub(crate) fn take_in(tx: &Transaction<'_>, article: ArticleId, record: &Record) -> Result<()> {
    store::take_in(tx, article, record)
}

/// Takes out what was made of an article, before its rows are made anew.
///
/// # Errors
/// When the ledger cannot be read or written.
pub(crate) fn take_out(tx: &Transaction<'_>, article: ArticleId) -> Result<()> {
    store::take_out(tx, article)
}
