//! Records in the layouts of other tools: tables (CSV, Parquet), GDELT, PLOVER, POLECAT, PETRARCH, brat.
//!
//! An [`Exporter`] takes records one by one and writes them in a [`Format`]. Spans in every output count Unicode scalar
//! values of the record's `text`, as in the record's JSON. What a layout cannot hold is left out and counted: see
//! [`LeftOut`]. GDELT's, POLECAT's and PETRARCH's rows know no factuality, so that a denied or planned event would be
//! read there as one that happened; only events that happened or go on become rows.

mod brat;
mod cameo;
mod gdelt;
mod parquet;
mod petrarch;
mod plover;
mod polecat;
mod sides;
mod tables;
mod tsv;
mod writer;

pub use tables::{Cell, Column, Kind, TABLES, Table, rows};
pub use writer::{ExportError, Exporter, Format, LeftOut};
