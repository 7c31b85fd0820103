//! Documents into coded rows.

use crate::column::Columns;
use crate::fault::Fault;
use crate::input::Row;
use crate::shape::{self, ERROR, LEFT_OUT};
use arrow_array::RecordBatch;
use dunlin::{Dunlin, RawDocument};
use serde_json::{Map, Value};

/// A batch is closed when it holds so many bytes, whatever its rows: far under the two gigabytes that Arrow's ordinary
/// strings can have.
const BYTES: usize = 64 << 20;

/// Codes documents on so many threads into batches of rows, in their order. A document that gives no record is a row with
/// its reason.
///
/// # Errors
/// When a record does not fit the columns: a fault of the program.
pub(crate) fn rows(dunlin: &Dunlin, rows: Vec<Row>, threads: usize) -> Result<Vec<RecordBatch>, Fault> {
    let mut columns = Columns::new(shape::row()?);
    let mut batches = Vec::new();
    let put = |row: Map<String, Value>| {
        columns.push(|name| row.get(name))?;
        if columns.bytes() >= BYTES {
            batches.push(columns.finish()?);
        }
        Ok::<_, Fault>(())
    };
    if threads <= 1 {
        rows.into_iter().map(|row| row_of(dunlin, row)).try_for_each(put)?;
    } else {
        let weigh = |row: &Row| match row {
            Row::Document(document) => document.bytes(),
            Row::Failed(..) | Row::LeftOut(_) => 0,
        };
        dunlin::order::in_order(rows.into_iter(), threads, weigh, |row| row_of(dunlin, row), put)?;
    }
    if columns.rows() > 0 || batches.is_empty() {
        batches.push(columns.finish()?);
    }
    Ok(batches)
}

/// One row's cells.
fn row_of(dunlin: &Dunlin, row: Row) -> Map<String, Value> {
    let (given, error) = match row {
        Row::LeftOut(words) => return Map::from_iter([(LEFT_OUT.to_owned(), words.into())]),
        Row::Failed(given, error) => (*given, error),
        Row::Document(document) => match record(dunlin, &document) {
            Ok(record) => return record,
            Err(error) => (document.given, error),
        },
    };
    let mut cells = Map::from_iter([(ERROR.to_owned(), error.into())]);
    for (name, told) in [("id", given.id), ("url", given.url), ("outlet", given.outlet)] {
        if let Some(told) = told {
            cells.insert(name.to_owned(), told.into());
        }
    }
    cells
}

fn record(dunlin: &Dunlin, document: &RawDocument) -> Result<Map<String, Value>, String> {
    let record = dunlin.code(document).map_err(|error| error.to_string())?;
    match record.to_value() {
        Ok(Value::Object(cells)) => Ok(cells),
        Ok(_) => Err(format!("{}: its record is no object; please report it with the page", document.place)),
        Err(error) => Err(format!("{}: {error}; please report it with the page", document.place)),
    }
}
