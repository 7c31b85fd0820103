//! Copies, stories, claims and conflicts: what is compared over articles.
//!
//! The writer calls in here inside its own transaction, after an article's rows are made and before they are taken out.

use crate::write::ArticleId;
use dunlin_record::Record;
use rusqlite::{Result, Transaction};

/// Compares a new article, or one whose record or corrections changed, with what the ledger has. `record` has people's
/// corrections applied.
///
/// # Errors
/// When the ledger cannot be read or written.
pub(crate) fn take_in(_tx: &Transaction<'_>, _article: ArticleId, _record: &Record) -> Result<()> {
    Ok(())
}

/// Takes out what was made of an article, before its rows are made anew.
///
/// # Errors
/// When the ledger cannot be read or written.
pub(crate) fn take_out(_tx: &Transaction<'_>, _article: ArticleId) -> Result<()> {
    Ok(())
}
