//! Coded rows as the flat tables of `dunlin-export`.

use crate::column::Columns;
use crate::fault::Fault;
use crate::rows::records;
use crate::shape::Shape;
use arrow_array::RecordBatch;
use dunlin_export::{Cell, Kind, TABLES, Table};
use serde_json::Value;

/// The table of that name.
///
/// # Errors
/// When there is none; the message names those there are.
pub(crate) fn table(name: &str) -> Result<&'static Table, Fault> {
    TABLES.iter().find(|table| table.name == name).ok_or_else(|| {
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        Fault::Batch(format!("there is no table {name:?}; there are {}", names.join(", ")))
    })
}

/// A table's columns.
pub(crate) fn columns(table: &Table) -> Vec<(String, Shape)> {
    let shape = |kind| match kind {
        Kind::Text => Shape::Text,
        Kind::Int => Shape::Int,
        Kind::Float => Shape::Double,
        Kind::Bool => Shape::Bool,
    };
    table.columns.iter().map(|column| (column.name.to_owned(), shape(column.kind))).collect()
}

/// A table's rows of all records of a batch of coded rows.
///
/// # Errors
/// When the batch is not one of coded rows.
pub(crate) fn flatten(batch: &RecordBatch, table: &'static Table) -> Result<RecordBatch, Fault> {
    let mut out = Columns::new(columns(table));
    let mut failed = None;
    for record in records(batch)?.iter().flatten() {
        dunlin_export::rows(record, &mut |of, cells| {
            if of.name != table.name || failed.is_some() {
                return;
            }
            let cells: Vec<(&str, Value)> =
                table.columns.iter().map(|column| column.name).zip(cells.into_iter().map(value)).collect();
            let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map(|(_, value)| value);
            failed = out.push(cell).err();
        });
    }
    failed.map_or_else(|| out.finish(), Err)
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => text.into_owned().into(),
        Cell::Int(number) => number.into(),
        Cell::Float(number) => number.into(),
        Cell::Bool(bool) => bool.into(),
    }
}
