//! Rows of pages into documents.

use crate::fault::Fault;
use crate::shape::{ERROR, LEFT_OUT};
use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::date32_to_datetime;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use dunlin::{Body, Given, RawDocument};

/// The column of a text that is taken as it is.
pub(crate) const TEXT: &str = "text";
/// The column of a page of HTML: a string, or bytes in whatever charset.
pub(crate) const HTML: &str = "html";
/// The column of a page's bytes whose kind is told from its content.
pub(crate) const PAGE: &str = "page";

/// What a row of the input comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// A document to code.
    Document(Box<RawDocument>),
    /// None, and why.
    Failed(Box<Given>, String),
    /// None, but what a container held beside its documents.
    LeftOut(String),
}

/// The rows of a batch as documents. Columns are found by their names, any but one of the three bodies may be missing, and
/// others are not looked at. `given` holds where a row says nothing.
///
/// # Errors
/// When no column holds pages, or one that is looked at is of a type that cannot be read.
pub(crate) fn rows(batch: &RecordBatch, given: &Given) -> Result<Vec<Row>, Fault> {
    let schema = batch.schema();
    if ![TEXT, HTML, PAGE].iter().any(|name| batch.column_by_name(name).is_some()) {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        return Err(Fault::Batch(format!(
            "no column holds the pages: the batch has {}; name the column \"text\" (text as it is), \"html\" (a page of \
             HTML) or \"page\" (bytes of any kind of page)",
            if names.is_empty() { "no columns".to_owned() } else { names.join(", ") }
        )));
    }
    let words = |name| Words::of(batch, name);
    let (text, html, page) = (words(TEXT)?, words(HTML)?, words(PAGE)?);
    let (id, url, outlet, title) = (words("id")?, words("url")?, words("outlet")?, words("title")?);
    let (published, published_from) = (words("published")?, words("published_from")?);
    let (byline, content_type, place) = (words("byline")?, words("content_type")?, words("place")?);
    let (error, left_out) = (words(ERROR)?, words(LEFT_OUT)?);
    let out = (0..batch.num_rows()).map(|row| {
        let own = Given {
            id: id.text(row),
            url: url.text(row),
            outlet: outlet.text(row),
            title: title.text(row),
            published: published.text(row),
            published_from: published_from.text(row),
            byline: byline.text(row),
            content_type: content_type.text(row),
        };
        let given = own.or(given);
        if let Some(words) = left_out.text(row) {
            return Row::LeftOut(words);
        }
        if let Some(words) = error.text(row) {
            return Row::Failed(Box::new(given), words);
        }
        // Messages are the same however the rows are parted: no row numbers in them.
        let place = place
            .text(row)
            .or_else(|| given.id.clone())
            .or_else(|| given.url.clone())
            .unwrap_or_else(|| "a row without id and url".to_owned());
        document(place, given, text.bytes(row), html.cell(row), page.bytes(row))
    });
    Ok(out.collect())
}

/// The document of a row's cells, as a line of JSONL would give it.
fn document(
    place: String,
    mut given: Given,
    text: Option<Vec<u8>>,
    html: Option<Cell>,
    page: Option<Vec<u8>>,
) -> Row {
    let failed = |given: Given, cause: &str| Row::Failed(Box::new(given), format!("{place}: {cause}"));
    let body = match (text, html, page) {
        (Some(text), None, None) => match String::from_utf8(text) {
            Ok(text) => Body::Text(text),
            Err(_) => {
                let cause =
                    "its \"text\" is not UTF-8; give bytes in another charset as \"html\" or \"page\"";
                return failed(given, cause);
            }
        },
        (None, Some(html), None) => {
            given.content_type = Some(match &html {
                // A string is text already: whatever charset the page names was undone by whoever made it.
                Cell::Text(_) => "text/html; charset=utf-8".to_owned(),
                Cell::Bytes(_) => given.content_type.unwrap_or_else(|| "text/html".to_owned()),
            });
            Body::Page(html.into_bytes())
        }
        (None, None, Some(page)) => Body::Page(page),
        (None, None, None) => {
            return failed(given, "it has no \"text\", \"html\" or \"page\"; give one of them");
        }
        _ => {
            let cause =
                "it has more than one of \"text\", \"html\" and \"page\"; keep the one that is to be read";
            return failed(given, cause);
        }
    };
    Row::Document(Box::new(RawDocument { place, given, body }))
}

/// A cell with words in it.
enum Cell {
    Text(Vec<u8>),
    Bytes(Vec<u8>),
}

impl Cell {
    fn into_bytes(self) -> Vec<u8> {
        let (Self::Text(bytes) | Self::Bytes(bytes)) = self;
        bytes
    }
}

/// A column of words, if the batch has one.
struct Words<'b>(Option<&'b ArrayRef>);

impl<'b> Words<'b> {
    fn of(batch: &'b RecordBatch, name: &str) -> Result<Self, Fault> {
        let Some(column) = batch.column_by_name(name) else { return Ok(Self(None)) };
        let body = [TEXT, HTML, PAGE].contains(&name);
        let (read, remedy) = match column.data_type() {
            DataType::Null => return Ok(Self(None)),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => (true, ""),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => (body, "decode it"),
            DataType::Int64 | DataType::Int32 => (name == "id", "cast it to string"),
            DataType::Date32 => (name == "published", "cast it to string"),
            DataType::Timestamp(..) => (false, "cast it to a date in the page's own time zone"),
            _ => (false, "cast it to string"),
        };
        if read {
            return Ok(Self(Some(column)));
        }
        Err(Fault::Batch(format!("column {name} is {}, which is not read; {remedy}", column.data_type())))
    }

    fn cell(&self, row: usize) -> Option<Cell> {
        let column = self.0.filter(|column| column.is_valid(row))?;
        Some(match column.data_type() {
            DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row).into()),
            DataType::LargeUtf8 => Cell::Text(column.as_string::<i64>().value(row).into()),
            DataType::Utf8View => Cell::Text(column.as_string_view().value(row).into()),
            DataType::Binary => Cell::Bytes(column.as_binary::<i32>().value(row).into()),
            DataType::LargeBinary => Cell::Bytes(column.as_binary::<i64>().value(row).into()),
            DataType::BinaryView => Cell::Bytes(column.as_binary_view().value(row).into()),
            DataType::Int64 => Cell::Text(column.as_primitive::<Int64Type>().value(row).to_string().into()),
            DataType::Int32 => Cell::Text(column.as_primitive::<Int32Type>().value(row).to_string().into()),
            DataType::Date32 => {
                let day = date32_to_datetime(column.as_primitive::<Date32Type>().value(row))?;
                Cell::Text(day.date().to_string().into())
            }
            _ => return None,
        })
    }

    fn bytes(&self, row: usize) -> Option<Vec<u8>> {
        self.cell(row).map(Cell::into_bytes)
    }

    fn text(&self, row: usize) -> Option<String> {
        self.bytes(row).and_then(|bytes| String::from_utf8(bytes).ok())
    }
}
