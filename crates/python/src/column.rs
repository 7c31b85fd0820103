//! Values of JSON into columns of their shape.

use crate::fault::Fault;
use crate::shape::{Shape, arrow_schema};
use arrow_array::builder::{BooleanBuilder, Float32Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBufferBuilder};
use arrow_schema::DataType;
use serde_json::Value;
use std::sync::Arc;

/// A batch in the making.
pub(crate) struct Columns {
    shapes: Vec<(String, Shape)>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// One column in the making.
enum Column {
    Text(StringBuilder),
    Int(Int64Builder),
    Single(Float32Builder),
    Double(Float64Builder),
    Bool(BooleanBuilder),
    Range { start: Int64Builder, end: Int64Builder, valid: NullBufferBuilder },
    List { offsets: OffsetBufferBuilder<i32>, valid: NullBufferBuilder, items: Box<Column> },
    Struct { fields: Vec<(String, Column)>, valid: NullBufferBuilder },
}

impl Columns {
    /// Without rows.
    pub(crate) fn new(shapes: Vec<(String, Shape)>) -> Self {
        let columns = shapes.iter().map(|(_, shape)| Column::new(shape)).collect();
        Self { shapes, columns, rows: 0, bytes: 0 }
    }

    /// Rows put in since the last [`Columns::finish`].
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes of text put in since then: what most of a batch's size is.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a row: `cell` gives the value of each column by its name, none for null.
    ///
    /// # Errors
    /// When a value is not of its column's shape.
    pub(crate) fn push<'v>(&mut self, cell: impl Fn(&str) -> Option<&'v Value>) -> Result<(), Fault> {
        for ((name, _), column) in self.shapes.iter().zip(&mut self.columns) {
            column
                .push(cell(name), &mut self.bytes)
                .map_err(|value| Fault::Program(format!("column {name} cannot hold {value}")))?;
        }
        self.rows += 1;
        Ok(())
    }

    /// The rows as a batch; what is put in afterwards is another's.
    ///
    /// # Errors
    /// When Arrow refuses the columns: a fault of the program.
    pub(crate) fn finish(&mut self) -> Result<RecordBatch, Fault> {
        let schema = Arc::new(arrow_schema(&self.shapes));
        let arrays = self
            .shapes
            .iter()
            .zip(&mut self.columns)
            .map(|((_, shape), column)| std::mem::replace(column, Column::new(shape)).finish(&shape.arrow()))
            .collect::<Result<Vec<_>, _>>()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(RecordBatch::try_new(schema, arrays)?)
    }
}

impl Column {
    fn new(shape: &Shape) -> Self {
        match shape {
            Shape::Text => Self::Text(StringBuilder::new()),
            Shape::Int => Self::Int(Int64Builder::new()),
            Shape::Single => Self::Single(Float32Builder::new()),
            Shape::Double => Self::Double(Float64Builder::new()),
            Shape::Bool => Self::Bool(BooleanBuilder::new()),
            Shape::Range => Self::Range {
                start: Int64Builder::new(),
                end: Int64Builder::new(),
                valid: NullBufferBuilder::new(0),
            },
            Shape::List(item) => Self::List {
                offsets: OffsetBufferBuilder::new(0),
                valid: NullBufferBuilder::new(0),
                items: Box::new(Self::new(item)),
            },
            Shape::Struct(fields) => Self::Struct {
                fields: fields.iter().map(|(name, shape)| (name.clone(), Self::new(shape))).collect(),
                valid: NullBufferBuilder::new(0),
            },
        }
    }

    /// Adds a value, none and null alike; a value of another shape is handed back in words.
    fn push(&mut self, value: Option<&Value>, bytes: &mut usize) -> Result<(), String> {
        let value = value.filter(|value| !value.is_null());
        let wrong = || value.map(short).unwrap_or_default();
        match self {
            Self::Text(column) => match value {
                None => column.append_null(),
                Some(Value::String(text)) => {
                    *bytes += text.len();
                    column.append_value(text);
                }
                Some(_) => return Err(wrong()),
            },
            Self::Int(column) => {
                column.append_option(value.map(|value| value.as_i64().ok_or_else(wrong)).transpose()?);
            }
            Self::Single(column) => {
                let number = value.map(|value| value.as_f64().ok_or_else(wrong)).transpose()?;
                column.append_option(number.map(|number| number as f32));
            }
            Self::Double(column) => {
                column.append_option(value.map(|value| value.as_f64().ok_or_else(wrong)).transpose()?);
            }
            Self::Bool(column) => {
                column.append_option(value.map(|value| value.as_bool().ok_or_else(wrong)).transpose()?);
            }
            Self::Range { start, end, valid } => {
                let pair = match value {
                    None => None,
                    Some(value) => match value.as_array().map(Vec::as_slice) {
                        Some([from, to]) => {
                            Some((from.as_i64().ok_or_else(wrong)?, to.as_i64().ok_or_else(wrong)?))
                        }
                        _ => return Err(wrong()),
                    },
                };
                start.append_option(pair.map(|pair| pair.0));
                end.append_option(pair.map(|pair| pair.1));
                valid.append(pair.is_some());
            }
            Self::List { offsets, valid, items } => {
                let list = match value {
                    None => &[],
                    Some(Value::Array(list)) => list.as_slice(),
                    Some(_) => return Err(wrong()),
                };
                for item in list {
                    items.push(Some(item), bytes)?;
                }
                offsets.push_length(list.len());
                valid.append(value.is_some());
            }
            Self::Struct { fields, valid } => {
                if value.is_some_and(|value| !value.is_object()) {
                    return Err(wrong());
                }
                for (name, field) in fields {
                    field.push(value.and_then(|value| value.get(name.as_str())), bytes)?;
                }
                valid.append(value.is_some());
            }
        }
        *bytes += 8;
        Ok(())
    }

    fn finish(self, kind: &DataType) -> Result<ArrayRef, Fault> {
        Ok(match (self, kind) {
            (Self::Text(mut column), _) => Arc::new(column.finish()),
            (Self::Int(mut column), _) => Arc::new(column.finish()),
            (Self::Single(mut column), _) => Arc::new(column.finish()),
            (Self::Double(mut column), _) => Arc::new(column.finish()),
            (Self::Bool(mut column), _) => Arc::new(column.finish()),
            (Self::Range { mut start, mut end, mut valid }, DataType::Struct(fields)) => {
                let arrays: Vec<ArrayRef> = vec![Arc::new(start.finish()), Arc::new(end.finish())];
                Arc::new(StructArray::try_new(fields.clone(), arrays, valid.finish())?)
            }
            (Self::List { offsets, mut valid, items }, DataType::List(item)) => {
                let items = items.finish(item.data_type())?;
                Arc::new(ListArray::try_new(item.clone(), offsets.finish(), items, valid.finish())?)
            }
            (Self::Struct { fields, mut valid }, DataType::Struct(kinds)) => {
                let arrays = fields
                    .into_iter()
                    .zip(kinds)
                    .map(|((_, field), kind)| field.finish(kind.data_type()))
                    .collect::<Result<Vec<_>, _>>()?;
                debug_assert!(arrays.iter().all(|array| array.len() == arrays[0].len()));
                Arc::new(StructArray::try_new(kinds.clone(), arrays, valid.finish())?)
            }
            (_, kind) => {
                return Err(Fault::Program(format!("a column was begun as something else than {kind}")));
            }
        })
    }
}

/// A value's beginning, for messages.
fn short(value: &Value) -> String {
    let mut words: String = value.to_string().chars().take(60).collect();
    words.push('…');
    words
}
