//! Rows of columns back into records: the way out of [`crate::column`].
//!
//! What other programs did to a batch on its way (Parquet, Spark, Polars) may have made its strings and lists large or
//! views; both are read. Columns are found by their names.

use crate::fault::Fault;
use crate::shape::{self, ERROR, LEFT_OUT, Shape};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use dunlin::Record;
use serde_json::{Map, Number, Value};

/// The records of coded rows, in their order; none for rows that say why there is no record.
///
/// # Errors
/// When a column of the record is missing, or holds something else.
pub(crate) fn records(batch: &RecordBatch) -> Result<Vec<Option<Record>>, Fault> {
    let columns = shape::record()?;
    let missing: Vec<&str> = columns
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| batch.column_by_name(name).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(Fault::Batch(format!(
            "the batch lacks {} of the columns that dunlin.code gives: {}; pass its rows on whole",
            missing.len(),
            missing.join(", ")
        )));
    }
    (0..batch.num_rows())
        .map(|row| {
            let told = |name: &str| batch.column_by_name(name).is_some_and(|column| !column.is_null(row));
            if told(ERROR) || told(LEFT_OUT) {
                return Ok(None);
            }
            let record = Record::from_value(object(batch, &columns, row)?).map_err(|error| {
                Fault::Batch(format!("row {row} holds no record of this version: {error}"))
            })?;
            Ok(Some(record))
        })
        .collect()
}

/// The lines that `dunlin code` writes for the same documents; none for rows without a record.
///
/// # Errors
/// As [`records`].
pub(crate) fn lines(batch: &RecordBatch) -> Result<Vec<Option<String>>, Fault> {
    let line = |record: Record| record.to_json().map_err(|error| Fault::Program(error.to_string()));
    records(batch)?.into_iter().map(|record| record.map(line).transpose()).collect()
}

/// The `columns` of a row as an object; columns that the batch lacks are left out.
///
/// # Errors
/// When a column holds something else than its shape.
pub(crate) fn object(batch: &RecordBatch, columns: &[(String, Shape)], row: usize) -> Result<Value, Fault> {
    let mut object = Map::new();
    for (name, shape) in columns {
        if let Some(column) = batch.column_by_name(name) {
            let value = value(column, shape, row).map_err(|kind| {
                Fault::Batch(format!("column {name} holds {kind}, which is not what dunlin.code gave it"))
            })?;
            object.insert(name.clone(), value);
        }
    }
    Ok(Value::Object(object))
}

/// One cell; a column of another type is named.
fn value(column: &ArrayRef, shape: &Shape, row: usize) -> Result<Value, DataType> {
    let kind = column.data_type();
    let wrong = || kind.clone();
    if column.is_null(row) {
        // A list that Spark or Parquet gives as null held nothing.
        return Ok(if matches!(shape, Shape::List(_)) { Value::Array(Vec::new()) } else { Value::Null });
    }
    Ok(match shape {
        Shape::Text => Value::String(
            match kind {
                DataType::Utf8 => column.as_string::<i32>().value(row),
                DataType::LargeUtf8 => column.as_string::<i64>().value(row),
                DataType::Utf8View => column.as_string_view().value(row),
                _ => return Err(wrong()),
            }
            .to_owned(),
        ),
        Shape::Int => int(column, row).ok_or_else(wrong)?.into(),
        Shape::Single => {
            let single = column.as_primitive_opt::<Float32Type>().ok_or_else(wrong)?.value(row);
            Number::from_f64(f64::from(single)).map_or(Value::Null, Value::Number)
        }
        Shape::Double => {
            let double = column.as_primitive_opt::<Float64Type>().ok_or_else(wrong)?.value(row);
            Number::from_f64(double).map_or(Value::Null, Value::Number)
        }
        Shape::Bool => column.as_boolean_opt().ok_or_else(wrong)?.value(row).into(),
        Shape::Range => {
            let range = column.as_struct_opt().ok_or_else(wrong)?;
            let end = |name: &str| range.column_by_name(name).and_then(|end| int(end, row)).ok_or_else(wrong);
            Value::Array(vec![end("start")?.into(), end("end")?.into()])
        }
        Shape::List(item) => {
            let items = match kind {
                DataType::List(_) => column.as_list::<i32>().value(row),
                DataType::LargeList(_) => column.as_list::<i64>().value(row),
                _ => return Err(wrong()),
            };
            Value::Array((0..items.len()).map(|at| value(&items, item, at)).collect::<Result<_, _>>()?)
        }
        Shape::Struct(fields) => {
            let held = column.as_struct_opt().ok_or_else(wrong)?;
            let mut object = Map::new();
            for (name, shape) in fields {
                if let Some(field) = held.column_by_name(name) {
                    object.insert(name.clone(), value(field, shape, row)?);
                }
            }
            Value::Object(object)
        }
    })
}

fn int(column: &ArrayRef, row: usize) -> Option<i64> {
    column
        .as_primitive_opt::<Int64Type>()
        .filter(|column| column.is_valid(row))
        .map(|column| column.value(row))
}
