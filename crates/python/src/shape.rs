//! The layout of a record as columns, read from the JSON Schema of the record's types: one definition for JSON, Arrow and
//! Spark.
//!
//! Objects become structs, arrays lists, ranges (pairs of numbers) structs of `start` and `end`. Every column may be null, as
//! Spark has it.

use crate::fault::Fault;
use arrow_schema::{DataType, Field, Fields, Schema};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::sync::Arc;

/// The order of the columns; what the record has beside these follows in the order of its name.
const ORDER: &[&str] = &[
    "id",
    "url",
    "outlet",
    "section",
    "headline",
    "byline",
    "dateline",
    "published",
    "published_basis",
    "published_from",
    "published_at",
    "modified",
    "language",
    "source",
    "text",
    "blocks",
    "furniture",
    "entities",
    "attributions",
    "times",
    "amounts",
    "places",
    "events",
    "deadlines",
    "forecasts",
    "precedents",
    "notes",
    "made_by",
];

/// The column of a row without a record that says why there is none.
pub(crate) const ERROR: &str = "error";

/// The column of a row that stands for no article but says what a container held beside its articles.
pub(crate) const LEFT_OUT: &str = "left_out";

/// Most levels that a layout may have; a schema that refers to itself would have no end.
const DEPTH: usize = 16;

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// UTF-8 text.
    Text,
    /// A 64-bit integer.
    Int,
    /// A 32-bit float.
    Single,
    /// A 64-bit float.
    Double,
    /// True or false.
    Bool,
    /// A range `[start, end)`; in JSON a pair of numbers.
    Range,
    /// Any number of one thing.
    List(Box<Shape>),
    /// Named things.
    Struct(Vec<(String, Shape)>),
}

/// The columns of a record, without `error` and `left_out`.
///
/// # Errors
/// When the record's types have grown something that has no place in columns: a fault of the program.
pub(crate) fn record() -> Result<Vec<(String, Shape)>, Fault> {
    let schema = dunlin::record::json_schema();
    let none = Map::new();
    let defs = schema.get("$defs").and_then(Value::as_object).unwrap_or(&none);
    let Shape::Struct(mut columns) = of(&schema, defs, 0)? else {
        return Err(Fault::Program("the record's schema is no object".to_owned()));
    };
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    columns.sort_by(|a, b| (place(&a.0), &a.0).cmp(&(place(&b.0), &b.0)));
    Ok(columns)
}

/// The columns of a coded row: the record's, then `error` and `left_out`.
///
/// # Errors
/// As [`record`].
pub(crate) fn row() -> Result<Vec<(String, Shape)>, Fault> {
    let mut columns = record()?;
    columns.extend([ERROR, LEFT_OUT].map(|name| (name.to_owned(), Shape::Text)));
    Ok(columns)
}

/// The shape that a JSON Schema describes.
fn of(schema: &Value, defs: &Map<String, Value>, depth: usize) -> Result<Shape, Fault> {
    let unknown = || Fault::Program(format!("no column holds what this schema describes: {schema}"));
    if depth > DEPTH {
        return Err(unknown());
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.strip_prefix("#/$defs/").unwrap_or(name);
        return of(defs.get(name).ok_or_else(unknown)?, defs, depth + 1);
    }
    if let Some(Value::Array(options)) = schema.get("anyOf").or_else(|| schema.get("oneOf")) {
        let null = |option: &&Value| option.get("type").and_then(Value::as_str) != Some("null");
        let mut shapes = options.iter().filter(null).map(|option| of(option, defs, depth + 1));
        let first = shapes.next().ok_or_else(unknown)??;
        for other in shapes {
            if other? != first {
                return Err(unknown());
            }
        }
        return Ok(first);
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").ok_or_else(unknown)?
        }
        _ => return Err(unknown()),
    };
    match kind {
        "string" => Ok(Shape::Text),
        "boolean" => Ok(Shape::Bool),
        "integer" => Ok(Shape::Int),
        "number" if schema.get("format").and_then(Value::as_str) == Some("float") => Ok(Shape::Single),
        "number" => Ok(Shape::Double),
        "array" => {
            let item = of(schema.get("items").ok_or_else(unknown)?, defs, depth + 1)?;
            match schema.get("maxItems").and_then(Value::as_u64) {
                None => Ok(Shape::List(Box::new(item))),
                Some(2) if item == Shape::Int => Ok(Shape::Range),
                Some(_) => Err(unknown()),
            }
        }
        "object" => {
            let fields = schema.get("properties").and_then(Value::as_object).ok_or_else(unknown)?;
            let mut out = Vec::new();
            for (name, field) in fields {
                out.push((name.clone(), of(field, defs, depth + 1)?));
            }
            // An id stands first; the others in the order of their names.
            out.sort_by(|a, b| (a.0 != "id", &a.0).cmp(&(b.0 != "id", &b.0)));
            Ok(Shape::Struct(out))
        }
        _ => Err(unknown()),
    }
}

impl Shape {
    /// Its Arrow type.
    pub(crate) fn arrow(&self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Int => DataType::Int64,
            Self::Single => DataType::Float32,
            Self::Double => DataType::Float64,
            Self::Bool => DataType::Boolean,
            Self::Range => DataType::Struct(Fields::from(vec![
                Field::new("start", DataType::Int64, true),
                Field::new("end", DataType::Int64, true),
            ])),
            Self::List(item) => DataType::List(Arc::new(Field::new("element", item.arrow(), true))),
            Self::Struct(fields) => DataType::Struct(arrow_fields(fields)),
        }
    }

    /// Its type in Spark's DDL.
    fn ddl(&self) -> String {
        match self {
            Self::Text => "STRING".to_owned(),
            Self::Int => "BIGINT".to_owned(),
            Self::Single => "FLOAT".to_owned(),
            Self::Double => "DOUBLE".to_owned(),
            Self::Bool => "BOOLEAN".to_owned(),
            Self::Range => "STRUCT<`start`: BIGINT, `end`: BIGINT>".to_owned(),
            Self::List(item) => format!("ARRAY<{}>", item.ddl()),
            Self::Struct(fields) => {
                let mut out = "STRUCT<".to_owned();
                for (at, (name, shape)) in fields.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    // Writing to a string cannot fail.
                    let _ = write!(out, "{comma}`{name}`: {}", shape.ddl());
                }
                out + ">"
            }
        }
    }
}

/// Columns as Arrow's fields.
pub(crate) fn arrow_fields(columns: &[(String, Shape)]) -> Fields {
    columns.iter().map(|(name, shape)| Field::new(name, shape.arrow(), true)).collect()
}

/// Columns as an Arrow schema.
pub(crate) fn arrow_schema(columns: &[(String, Shape)]) -> Schema {
    Schema::new(arrow_fields(columns))
}

/// Columns as Spark's DDL: `` `id` STRING, … ``.
pub(crate) fn ddl(columns: &[(String, Shape)]) -> String {
    columns.iter().map(|(name, shape)| format!("`{name}` {}", shape.ddl())).collect::<Vec<_>>().join(", ")
}
