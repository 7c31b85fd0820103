//! The module `dunlin._dunlin`: plain functions over batches, and the engine. What is convenient in Python is added there.

use crate::documents::{self, Documents, Source};
use crate::fault::Fault;
use crate::{code, copies, flat, input, rows, shape};
use arrow_array::RecordBatch;
use arrow_pyarrow::{FromPyArrow, ToPyArrow};
use arrow_schema::Schema;
use dunlin::petrarch::Dictionaries;
use dunlin::{Body, Dunlin, Given, OwnDictionaries, RawDocument, Weights};
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyFileNotFoundError, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

create_exception!(
    dunlin,
    PageError,
    PyValueError,
    "A page that cannot be read; the message names cause and remedy."
);
create_exception!(
    dunlin,
    OpenError,
    PyException,
    "Weights or a lexicon that cannot be opened; the message names the place."
);

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Batch(_) => PyValueError::new_err(fault.to_string()),
            Fault::Program(_) => PyRuntimeError::new_err(fault.to_string()),
        }
    }
}

/// Does the work with Python's lock given back; a panic in it is an ordinary exception.
fn apart<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Fault> + Send) -> PyResult<T> {
    let done = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    match done {
        Ok(result) => Ok(result?),
        Err(_) => {
            Err(Fault::Program("the program broke off inside, as said on standard error".to_owned()).into())
        }
    }
}

fn batch_of(batch: &Bound<'_, PyAny>) -> PyResult<RecordBatch> {
    RecordBatch::from_pyarrow_bound(batch)
}

fn threads_of(threads: usize) -> usize {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}

/// A language model and a lexicon, opened once.
#[pyclass(frozen)]
struct Engine {
    dunlin: Dunlin,
    /// Lines of the user's dictionaries that could not be used.
    odd: usize,
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (model, weights=None, lexicon=None, petrarch=Vec::new(), petrarch_alone=false, min_confidence=None))]
    fn new(
        py: Python<'_>,
        model: &str,
        weights: Option<PathBuf>,
        lexicon: Option<PathBuf>,
        petrarch: Vec<PathBuf>,
        petrarch_alone: bool,
        min_confidence: Option<f32>,
    ) -> PyResult<Self> {
        if let Some(least) = min_confidence.filter(|least| !(0.0..=1.0).contains(least)) {
            return Err(PyValueError::new_err(format!(
                "min_confidence is {least}; give a number from 0 to 1"
            )));
        }
        let weights = match (model, &weights) {
            (_, Some(file)) => Weights::File(file),
            ("accurate", None) => Weights::Accurate,
            ("fast", None) => Weights::Fast,
            (other, None) => {
                let message = format!("there is no model {other:?}; there are \"accurate\" and \"fast\"");
                return Err(PyValueError::new_err(message));
            }
        };
        let open = || {
            let mut dunlin =
                Dunlin::with_weights(weights, lexicon.as_deref()).map_err(|error| error.to_string())?;
            if let Some(least) = min_confidence {
                dunlin = dunlin.with_least_confidence(least);
            }
            if petrarch.is_empty() {
                return Ok((dunlin, 0));
            }
            let own = Dictionaries::open_to_code(&petrarch).map_err(|error| error.to_string())?;
            let odd = own.faults().len();
            Ok((dunlin.with_dictionaries(OwnDictionaries::new(own, petrarch_alone)), odd))
        };
        let opened: Result<Result<_, String>, _> = py.detach(|| catch_unwind(AssertUnwindSafe(open)));
        match opened {
            Ok(Ok((dunlin, odd))) => Ok(Self { dunlin, odd }),
            Ok(Err(error)) => Err(OpenError::new_err(error)),
            Err(_) => Err(Fault::Program("opening the model broke off".to_owned()).into()),
        }
    }

    /// Version, weights and lexicon, as every record names them.
    fn made_by(&self) -> (String, String, String) {
        let made = self.dunlin.made_by().clone();
        (made.dunlin, made.weights, made.lexicon)
    }

    /// Lines of the user's dictionaries that could not be used.
    fn odd_lines(&self) -> usize {
        self.odd
    }

    /// Codes a batch; several come back when one would be too large.
    fn batch<'py>(
        &self,
        py: Python<'py>,
        batch: &Bound<'py, PyAny>,
        given: Told,
        threads: usize,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let batch = batch_of(batch)?;
        let coded = apart(py, || {
            let rows = input::rows(&batch, &given.0)?;
            code::rows(&self.dunlin, rows, threads_of(threads))
        })?;
        coded.iter().map(|batch| batch.to_pyarrow(py)).collect()
    }

    /// Codes one document into its line of JSON.
    #[pyo3(signature = (text, html, page, given))]
    fn line(
        &self,
        py: Python<'_>,
        text: Option<String>,
        html: Option<Page>,
        page: Option<Page>,
        given: Told,
    ) -> PyResult<String> {
        let mut given = given.0;
        let body = match (text, html, page) {
            (Some(text), None, None) => Body::Text(text),
            (None, Some(html), None) => {
                given.content_type = Some(match html {
                    Page::Text(_) => "text/html; charset=utf-8".to_owned(),
                    Page::Bytes(_) => given.content_type.unwrap_or_else(|| "text/html".to_owned()),
                });
                Body::Page(html.into_bytes())
            }
            (None, None, Some(page)) => Body::Page(page.into_bytes()),
            _ => return Err(PyValueError::new_err("give one of text, html and page")),
        };
        let place = given.id.clone().or_else(|| given.url.clone()).unwrap_or_else(|| "the page".to_owned());
        let document = RawDocument { place, given, body };
        apart(py, || Ok(self.dunlin.code_to_json(&document)))?
            .map_err(|error| PageError::new_err(error.to_string()))
    }
}

/// A page as Python has it.
#[derive(FromPyObject)]
enum Page {
    Text(String),
    Bytes(Vec<u8>),
}

impl Page {
    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// What is told about documents: id, url, outlet, title, published, byline, content type.
struct Told(Given);

impl<'a, 'py> FromPyObject<'a, 'py> for Told {
    type Error = PyErr;

    fn extract(told: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let field = |name: &str| told.get_item(name)?.extract::<Option<String>>();
        Ok(Self(Given {
            id: field("id")?,
            url: field("url")?,
            outlet: field("outlet")?,
            title: field("title")?,
            published: field("published")?,
            published_from: None,
            byline: field("byline")?,
            content_type: field("content_type")?,
        }))
    }
}

/// Batches of a file's documents.
#[pyclass(frozen, name = "Documents")]
struct PyDocuments {
    documents: Documents,
}

#[pymethods]
impl PyDocuments {
    #[new]
    #[pyo3(signature = (path, content, name, given, rows))]
    fn new(
        path: Option<PathBuf>,
        content: Option<Vec<u8>>,
        name: String,
        given: Told,
        rows: usize,
    ) -> PyResult<Self> {
        let source = match (path, content) {
            (Some(path), None) => Source::File(path),
            (None, Some(content)) => Source::Bytes(content, name.clone()),
            _ => return Err(PyValueError::new_err("give a path or bytes")),
        };
        match Documents::open(source, given.0, rows) {
            Ok(documents) => Ok(Self { documents }),
            Err(error) => {
                let message = format!("{name}: {error}; check the name and that you may read it");
                Err(match error.kind() {
                    std::io::ErrorKind::NotFound => PyFileNotFoundError::new_err(message),
                    _ => PyOSError::new_err(message),
                })
            }
        }
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = apart(py, || self.documents.next().transpose())?;
        next.map(|batch| batch.to_pyarrow(py)).transpose()
    }
}

/// The schema of a kind of rows: `coded`, `documents`, `sketches`, or the name of a flat table.
#[pyfunction]
fn schema<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let schema: Schema = match name {
        "coded" => shape::arrow_schema(&shape::row()?),
        "documents" => documents::schema(),
        "sketches" => copies::schema(),
        table => shape::arrow_schema(&flat::columns(flat::table(table)?)),
    };
    schema.to_pyarrow(py)
}

/// The same as Spark's DDL.
#[pyfunction]
fn ddl(name: &str) -> PyResult<String> {
    Ok(match name {
        "coded" => shape::ddl(&shape::row()?),
        "documents" => documents::ddl(),
        "sketches" => copies::DDL.to_owned(),
        table => shape::ddl(&flat::columns(flat::table(table)?)),
    })
}

/// The names of the flat tables.
#[pyfunction]
fn tables() -> Vec<&'static str> {
    dunlin_export::TABLES.iter().map(|table| table.name).collect()
}

/// One flat table of a batch of coded rows.
#[pyfunction]
fn flatten<'py>(py: Python<'py>, batch: &Bound<'py, PyAny>, table: &str) -> PyResult<Bound<'py, PyAny>> {
    let table = flat::table(table)?;
    let batch = batch_of(batch)?;
    apart(py, || flat::flatten(&batch, table))?.to_pyarrow(py)
}

/// The lines of JSON of coded rows; `None` for rows without a record.
#[pyfunction]
fn lines(py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Vec<Option<String>>> {
    let batch = batch_of(batch)?;
    apart(py, || rows::lines(&batch))
}

/// Samples and packed words of a text.
#[pyfunction]
fn sketch(py: Python<'_>, text: &str) -> PyResult<(Vec<u32>, Vec<u8>)> {
    let sketch = apart(py, || Ok(copies::of_text(text)))?;
    Ok((sketch.samples, copies::packed(&sketch.words)))
}

/// The sketches of coded rows.
#[pyfunction]
fn sketches<'py>(py: Python<'py>, batch: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let batch = batch_of(batch)?;
    apart(py, || copies::sketches(&batch))?.to_pyarrow(py)
}

/// Relation and shares of two articles by their packed words; `None` when neither repeats the other.
#[pyfunction]
fn compare(py: Python<'_>, first: &[u8], second: &[u8]) -> PyResult<Option<(&'static str, f64, f64)>> {
    let likeness = apart(py, || copies::likeness(first, second))?;
    Ok(likeness.map(|likeness| (likeness.relation.name(), likeness.of_first, likeness.of_second)))
}

#[pymodule]
fn _dunlin(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("PageError", module.py().get_type::<PageError>())?;
    module.add("OpenError", module.py().get_type::<OpenError>())?;
    module.add_class::<Engine>()?;
    module.add_class::<PyDocuments>()?;
    module.add_function(wrap_pyfunction!(schema, module)?)?;
    module.add_function(wrap_pyfunction!(ddl, module)?)?;
    module.add_function(wrap_pyfunction!(tables, module)?)?;
    module.add_function(wrap_pyfunction!(flatten, module)?)?;
    module.add_function(wrap_pyfunction!(lines, module)?)?;
    module.add_function(wrap_pyfunction!(sketch, module)?)?;
    module.add_function(wrap_pyfunction!(sketches, module)?)?;
    module.add_function(wrap_pyfunction!(compare, module)?)?;
    Ok(())
}
