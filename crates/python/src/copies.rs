//! The ledger's sketches for joins elsewhere: articles that share samples are looked at word by word.

use crate::fault::Fault;
use crate::rows::object;
use crate::shape::{self, Shape};
use arrow_array::builder::{BinaryBuilder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use dunlin::ledger::copies::{Likeness, Sketch, compare};
use dunlin::record::Article;
use serde_json::Value;
use std::sync::Arc;

/// The columns of a row's sketch: the article's id, its samples, and its words' fingerprints for [`likeness`].
pub(crate) fn schema() -> Schema {
    let samples = DataType::List(Arc::new(Field::new("element", DataType::Int64, true)));
    Schema::new(vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("samples", samples, true),
        Field::new("words", DataType::Binary, true),
    ])
}

/// The same as Spark's DDL.
pub(crate) const DDL: &str = "`id` STRING, `samples` ARRAY<BIGINT>, `words` BINARY";

/// The sketch of a text of plain paragraphs.
pub(crate) fn of_text(text: &str) -> Sketch {
    Sketch::of(&Article::of_paragraphs(text.to_owned()))
}

/// Fingerprints of words as bytes, two a word, little-endian.
pub(crate) fn packed(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// How alike two articles are, by their packed words.
///
/// # Errors
/// When one of them is not what [`packed`] makes.
pub(crate) fn likeness(first: &[u8], second: &[u8]) -> Result<Option<Likeness>, Fault> {
    let words = |bytes: &[u8]| {
        if !bytes.len().is_multiple_of(2) {
            return Err(Fault::Batch(format!(
                "{} bytes are no words of a sketch: two are one word",
                bytes.len()
            )));
        }
        Ok(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>())
    };
    Ok(compare(&words(first)?, &words(second)?))
}

/// The sketches of coded rows, of which `id`, `text` and `blocks` are needed; rows without an article give none.
///
/// # Errors
/// When one of the three is missing or not what `dunlin.code` gave.
pub(crate) fn sketches(batch: &RecordBatch) -> Result<RecordBatch, Fault> {
    const NEEDED: [&str; 3] = ["id", "text", "blocks"];
    if let Some(missing) = NEEDED.iter().find(|name| batch.column_by_name(name).is_none()) {
        return Err(Fault::Batch(format!(
            "sketches need the columns id, text and blocks; {missing} is missing"
        )));
    }
    let columns: Vec<(String, Shape)> =
        shape::record()?.into_iter().filter(|(name, _)| NEEDED.contains(&name.as_str())).collect();
    let mut ids = StringBuilder::new();
    let field = Field::new("element", DataType::Int64, true);
    let mut samples = ListBuilder::new(Int64Builder::new()).with_field(Arc::new(field));
    let mut words = BinaryBuilder::new();
    for row in 0..batch.num_rows() {
        let cells = object(batch, &columns, row)?;
        let text = cells.get("text").and_then(Value::as_str);
        let (Some(id), Some(text)) = (cells.get("id").and_then(Value::as_str), text) else { continue };
        let blocks = cells.get("blocks").cloned().unwrap_or_default();
        let article = article(text, blocks).map_err(|cause| {
            Fault::Batch(format!("row {row}: its blocks are not those of its text ({cause})"))
        })?;
        let sketch = Sketch::of(&article);
        ids.append_value(id);
        samples.values().extend(sketch.samples.iter().map(|&sample| Some(i64::from(sample))));
        samples.append(true);
        words.append_value(packed(&sketch.words));
    }
    let arrays: Vec<ArrayRef> =
        vec![Arc::new(ids.finish()), Arc::new(samples.finish()), Arc::new(words.finish())];
    debug_assert!(arrays.iter().all(|array| array.len() == arrays[0].len()));
    Ok(RecordBatch::try_new(Arc::new(schema()), arrays)?)
}

/// An article of the text and its blocks, whose spans are characters as in a record's JSON.
fn article(text: &str, blocks: Value) -> Result<Article, String> {
    use dunlin::record::{MadeBy, Record};
    let empty = Record { made_by: MadeBy::default(), ..Record::default() };
    let mut value = empty.to_value().map_err(|error| error.to_string())?;
    value["text"] = text.into();
    value["blocks"] = blocks;
    Record::from_value(value).map(|record| record.article).map_err(|error| error.to_string())
}
