//! The documents of a file as rows: web archives, feeds, JSONL and whatever else `dunlin code` reads.

use crate::fault::Fault;
use crate::input::{PAGE, TEXT};
use crate::shape::{ERROR, LEFT_OUT};
use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use dunlin::{Body, Given, Limits, PageError, RawDocument, Weight};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Seek};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

/// The columns of words, in their order; `page` is bytes and stands behind them.
const WORDS: [&str; 12] = [
    "place",
    "id",
    "url",
    "outlet",
    "title",
    "published",
    "published_from",
    "byline",
    "content_type",
    TEXT,
    ERROR,
    LEFT_OUT,
];

/// A batch is closed when its documents have so many bytes.
const BYTES: usize = 8 << 20;

/// Where documents come from.
pub(crate) enum Source {
    /// A file.
    File(PathBuf),
    /// Bytes in memory, and what to call them in messages.
    Bytes(Vec<u8>, String),
}

/// The rows of documents: what `dunlin.code` takes.
pub(crate) fn schema() -> Schema {
    let mut fields: Vec<Field> = WORDS.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    fields.push(Field::new(PAGE, DataType::Binary, true));
    Schema::new(fields)
}

/// The same as Spark's DDL.
pub(crate) fn ddl() -> String {
    let words = WORDS.map(|name| format!("`{name}` STRING")).join(", ");
    format!("{words}, `{PAGE}` BINARY")
}

/// Batches of documents, read ahead by a thread of its own; at most two batches are held.
pub(crate) struct Documents {
    batches: Mutex<Receiver<Result<RecordBatch, Fault>>>,
}

impl Documents {
    /// Begins to read a source; a batch has at most so many rows.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(crate) fn open(source: Source, given: Given, rows: usize) -> Result<Self, std::io::Error> {
        let (sender, receiver) = sync_channel(1);
        match source {
            Source::File(path) => {
                let file = BufReader::with_capacity(1 << 16, File::open(&path)?);
                let name = path.display().to_string();
                std::thread::spawn(move || send(file, &name, &given, rows, &sender));
            }
            Source::Bytes(bytes, name) => {
                std::thread::spawn(move || send(Cursor::new(bytes), &name, &given, rows, &sender));
            }
        }
        Ok(Self { batches: Mutex::new(receiver) })
    }

    /// The next batch; none when all was read.
    ///
    /// # Errors
    /// When Arrow refuses the rows, or the reader broke off: faults of the program.
    pub(crate) fn next(&self) -> Option<Result<RecordBatch, Fault>> {
        self.batches.lock().ok()?.recv().ok()
    }
}

/// Reads all documents and sends them off in batches, until nobody takes them any more.
fn send(
    input: impl BufRead + Seek,
    name: &str,
    given: &Given,
    rows: usize,
    sender: &SyncSender<Result<RecordBatch, Fault>>,
) {
    let work = std::panic::AssertUnwindSafe(|| {
        let mut batch = Batch::default();
        for document in dunlin::documents_of_file(input, name, given, &Limits::default()) {
            batch.push(document);
            if (batch.rows >= rows.max(1) || batch.bytes >= BYTES) && sender.send(batch.finish()).is_err() {
                return;
            }
        }
        if batch.rows > 0 {
            // Nobody may be there to take it: then it is not wanted.
            let _ = sender.send(batch.finish());
        }
    });
    if std::panic::catch_unwind(work).is_err() {
        let _ = sender.send(Err(Fault::Program(format!("{name}: its reader broke off"))));
    }
}

#[derive(Default)]
struct Batch {
    words: [StringBuilder; WORDS.len()],
    pages: BinaryBuilder,
    rows: usize,
    bytes: usize,
}

impl Batch {
    fn push(&mut self, document: Result<RawDocument, PageError>) {
        let (mut text, mut page, mut error, mut left_out) = (None, None, None, None);
        let (place, given) = match document {
            Ok(document) => {
                match document.body {
                    Body::Text(words) => text = Some(words),
                    Body::Page(bytes) => page = Some(bytes),
                }
                (document.place, document.given)
            }
            Err(problem) => {
                let words = Some(problem.to_string());
                match problem.weight {
                    Weight::Failure => error = words,
                    Weight::Note => left_out = words,
                }
                (problem.place, Given::default())
            }
        };
        self.rows += 1;
        self.bytes += text.as_ref().map_or(0, String::len) + page.as_ref().map_or(0, Vec::len);
        self.pages.append_option(page);
        let cells = [
            Some(place),
            given.id,
            given.url,
            given.outlet,
            given.title,
            given.published,
            given.published_from,
            given.byline,
            given.content_type,
            text,
            error,
            left_out,
        ];
        self.words.iter_mut().zip(cells).for_each(|(column, cell)| column.append_option(cell));
    }

    fn finish(&mut self) -> Result<RecordBatch, Fault> {
        let mut arrays: Vec<ArrayRef> =
            self.words.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect();
        arrays.push(Arc::new(self.pages.finish()));
        (self.rows, self.bytes) = (0, 0);
        Ok(RecordBatch::try_new(Arc::new(schema()), arrays)?)
    }
}
