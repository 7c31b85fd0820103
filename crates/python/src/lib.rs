//! Record batches of pages in, record batches of records out: what the Python package `dunlin` is made of.
//!
//! ```text
//! RecordBatch ──input──▶ RawDocument ──Dunlin::code──▶ Record ──column──▶ RecordBatch
//! ```
//!
//! The nested layout is the record's own: `shape` reads it from the JSON Schema that `dunlin-record` makes of its types, and
//! gives it as Arrow schema and as Spark's DDL. What goes in by `column` comes out by `rows` as the same line of JSON that
//! `dunlin code` writes. The flat tables are those of `dunlin-export`. `module` hands all of it to Python; the tests are
//! in Python too (`tests/`), over the wheel as users have it.
//!
//! Everything stands behind the feature `module`; without it the crate is empty.

#[cfg(feature = "module")]
mod code;
#[cfg(feature = "module")]
mod column;
#[cfg(feature = "module")]
mod copies;
#[cfg(feature = "module")]
mod documents;
#[cfg(feature = "module")]
mod fault;
#[cfg(feature = "module")]
mod flat;
#[cfg(feature = "module")]
mod input;
#[cfg(feature = "module")]
mod module;
#[cfg(feature = "module")]
mod rows;
#[cfg(feature = "module")]
mod shape;
