//! Reading a ledger: plain data out, every question answered from an index.
//!
//! | question | function |
//! |---|---|
//! | which articles, by words, names, speakers, event types, places, days, outlets | [`Ledger::articles`] |
//! | one article: its record, with or without corrections, its versions, its source bytes | [`Ledger::record`], [`Ledger::corrected`], [`Ledger::versions`], [`Ledger::source`] |
//! | who is known, where is he spoken of, which offices does he hold | [`Ledger::find_names`], [`Ledger::mentions`], [`Ledger::offices`] |
//! | who said what | [`Ledger::quotes`] |
//! | who did what to whom | [`Ledger::events`]; to draw many, [`Ledger::dated_events`]; to cite one, [`Ledger::cited_event`] |
//! | how many, over time | [`Ledger::figures`] |
//! | what is due | [`Ledger::deadlines`] |
//! | what is claimed, under which sources, who was first | [`Ledger::claims`], [`Ledger::claim`] |
//! | what does not agree: conflicts, denials, updates, revisions | [`Ledger::conflicts`], [`Ledger::quantity`] |
//! | which articles are copies, and whose story it is | [`Ledger::story`], [`Ledger::copies`] |
//! | what pages say was wrong in them | [`Ledger::page_corrections`] |
//! | what there is in a period: sections, outlets, speakers, places, who acts toward whom | [`Ledger::sections`], [`Ledger::relations`], … |
//! | what happened when, and when it was said | [`Ledger::timeline`] |
//! | all about one name | [`Ledger::dossier`] |

mod article;
mod articles;
mod claims;
mod conflicts;
mod dossier;
mod events;
mod figures;
mod filter;
mod names;
mod outlook;
mod overview;
mod quotes;
mod timeline;
mod words;

pub use article::{SourceBytes, Version};
pub use articles::{ArticleRow, Found, Hit, Order};
pub use claims::{ClaimRow, ClaimsAsked, CopyPair, CopyRow, PageCorrection, ReportRow, Story};
pub use conflicts::{Conflict, ConflictsAsked, Side as ConflictSide};
pub use dossier::Dossier;
pub use events::{CitedEvent, DatedEvent, EventRow, EventsAsked, Side};
pub use figures::{Figure, FiguresAsked};
pub use filter::{Filter, Window};
pub use names::{Name, Named, Office};
pub use outlook::{DeadlineRow, ForecastRow};
pub use overview::{By, COUNTED_OVER, Counted, Period, Relation, Spot};
pub use quotes::{Quote, QuotesAsked};
pub use timeline::Moment;

use crate::error::{LedgerError, Result};
use crate::ledger::Ledger;
use crate::write::{ArticleId, unpacked_line};
use dunlin_record::Record;
use std::path::Path;

/// Unpacks and parses a kept record.
pub(crate) fn parse(path: &Path, article: ArticleId, packed: &[u8]) -> Result<Record> {
    let line = line(path, article, packed)?;
    Record::from_json(&line).map_err(|source| LedgerError::Record {
        place: format!("{}, article {article}", path.display()),
        source,
    })
}

pub(crate) fn line(path: &Path, article: ArticleId, packed: &[u8]) -> Result<String> {
    unpacked_line(packed).ok_or_else(|| LedgerError::Damaged {
        path: path.to_owned(),
        cause: format!("the kept record of article {article} cannot be unpacked"),
    })
}

impl Ledger {
    /// All rows of a query, in its order.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        use crate::error::At;
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_map(values, read)?.collect())
            .at(&self.path)
    }

    /// One row of a query, if there is one.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        use crate::error::At;
        use rusqlite::OptionalExtension;
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row(values, read).optional())
            .at(&self.path)
    }
}
