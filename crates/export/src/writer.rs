//! Where the rows go: one file, or a folder with one file a table or a document.

use crate::{brat, gdelt, parquet, petrarch, plover, polecat, tables, tsv};
use dunlin_record::Record;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A layout that records can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A folder of comma-separated tables with headers, one a kind of record.
    Csv,
    /// A folder of Parquet tables with the same columns.
    Parquet,
    /// A folder with GDELT 2.0 `events.export.CSV`, `events.mentions.CSV` and GKG 2.1 `articles.gkg.csv` (tab-separated, no header).
    Gdelt,
    /// PLOVER's JSON, one event a line.
    Plover,
    /// POLECAT's 40 tab-separated columns, with header.
    Polecat,
    /// PETRARCH's tab-separated lines, without header.
    Petrarch,
    /// A folder of brat stand-off: a `.txt` and an `.ann` a document, and `annotation.conf`.
    Brat,
}

impl Format {
    /// Whether the output is a folder of several files.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet | Self::Gdelt | Self::Brat)
    }
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file could not be made or written.
    #[error(
        "{path}: cannot be written ({source}); check that the folder exists, is yours to write in and is not full"
    )]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder format was asked for over an existing file, or a folder that holds other things.
    #[error("{0}")]
    Target(String),
    /// The Parquet writer refused a table.
    #[error("{path}: {source}")]
    Parquet {
        /// The file.
        path: String,
        /// What it says.
        source: ::parquet::errors::ParquetError,
    },
    /// A record whose spans do not lie in its text.
    #[error("{id}: {source}")]
    Record {
        /// The article.
        id: String,
        /// What is wrong.
        source: dunlin_record::RecordError,
    },
}

/// What a layout could not hold: reason to number of things.
pub type LeftOut = BTreeMap<&'static str, u64>;

/// Counts one more thing left out.
pub(crate) fn leave_out(left_out: &mut LeftOut, why: &'static str) {
    *left_out.entry(why).or_default() += 1;
}

/// Writes records in one layout.
pub struct Exporter {
    out: Out,
    left_out: LeftOut,
    count: u64,
}

enum Out {
    Tables { folder: Folder, format: Format },
    Parquet { folder: Folder, tables: parquet::Tables },
    Brat { folder: Folder, names: BTreeMap<String, u64> },
    Lines { name: String, writer: Box<dyn Write + Send>, format: Format },
}

impl Exporter {
    /// An exporter into the folder `path`, for the formats that are folders ([`Format::is_folder`]). The folder is made if
    /// need be. Files get their names when [`Exporter::finish`] is called; until then they end in `.part`.
    ///
    /// # Errors
    /// When the folder cannot be made or written, or `path` is a file.
    pub fn folder(format: Format, path: &Path) -> Result<Self, ExportError> {
        if path.is_file() {
            return Err(ExportError::Target(format!(
                "{}: is a file, and this format is a folder of several files; name a folder",
                path.display()
            )));
        }
        std::fs::create_dir_all(path)
            .map_err(|source| ExportError::Write { path: path.display().to_string(), source })?;
        let mut folder = Folder { path: path.to_owned(), open: BTreeMap::new(), done: false };
        let out = match format {
            Format::Csv => {
                for table in tables::TABLES {
                    let header = tsv::csv_line(table.columns.iter().map(|column| column.name));
                    folder.write(&format!("{}.csv", table.name), header.as_bytes())?;
                }
                Out::Tables { folder, format }
            }
            Format::Gdelt => {
                for name in gdelt::FILES {
                    folder.write(name, b"")?;
                }
                Out::Tables { folder, format }
            }
            Format::Parquet => Out::Parquet { tables: parquet::Tables::open(&mut folder)?, folder },
            Format::Brat => {
                folder.write("annotation.conf", brat::ANNOTATION_CONF.as_bytes())?;
                Out::Brat { folder, names: BTreeMap::new() }
            }
            Format::Plover | Format::Polecat | Format::Petrarch => {
                return Err(ExportError::Target("this format is one file, not a folder".to_owned()));
            }
        };
        Ok(Self { out, left_out: LeftOut::new(), count: 0 })
    }

    /// An exporter into one stream, for the formats that are no folders. `name` is for error messages.
    ///
    /// # Errors
    /// When the header cannot be written, or the format is a folder.
    pub fn stream(
        format: Format,
        name: &str,
        mut writer: Box<dyn Write + Send>,
    ) -> Result<Self, ExportError> {
        if format.is_folder() {
            return Err(ExportError::Target(
                "this format is a folder of several files; name one with -o FOLDER".to_owned(),
            ));
        }
        if format == Format::Polecat {
            writer
                .write_all(polecat::header().as_bytes())
                .map_err(|source| ExportError::Write { path: name.to_owned(), source })?;
        }
        Ok(Self {
            out: Out::Lines { name: name.to_owned(), writer, format },
            left_out: LeftOut::new(),
            count: 0,
        })
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When a file cannot be written, or the record's spans are no ranges of its text.
    pub fn write(&mut self, record: &Record) -> Result<(), ExportError> {
        self.count += 1;
        let left_out = &mut self.left_out;
        match &mut self.out {
            Out::Tables { folder, format: Format::Gdelt } => {
                for (name, lines) in gdelt::FILES.iter().zip(gdelt::lines(record, self.count, left_out)) {
                    folder.write(name, lines.as_bytes())?;
                }
            }
            Out::Tables { folder, .. } => {
                let mut text: BTreeMap<&str, String> = BTreeMap::new();
                tables::rows(record, &mut |table, cells| {
                    let line = tsv::csv_line(cells.iter().map(tables::Cell::to_text));
                    text.entry(table.name).or_default().push_str(&line);
                });
                for (table, lines) in text {
                    folder.write(&format!("{table}.csv"), lines.as_bytes())?;
                }
            }
            Out::Parquet { folder, tables } => tables.write(record, folder)?,
            Out::Brat { folder, names } => {
                let name = brat::file_name(&record.article.id, names);
                folder.write(&format!("{name}.txt"), record.article.text.as_bytes())?;
                folder.write(&format!("{name}.ann"), brat::annotations(record).as_bytes())?;
                folder.close(&format!("{name}.txt"))?;
                folder.close(&format!("{name}.ann"))?;
            }
            Out::Lines { name, writer, format } => {
                let lines = match format {
                    Format::Plover => plover::lines(record),
                    Format::Polecat => polecat::lines(record, left_out),
                    _ => petrarch::lines(record, left_out),
                };
                writer
                    .write_all(lines.as_bytes())
                    .map_err(|source| ExportError::Write { path: name.clone(), source })?;
            }
        }
        Ok(())
    }

    /// Completes the output, gives the files of a folder their names, and says what was left out.
    ///
    /// # Errors
    /// When a file cannot be completed or renamed.
    pub fn finish(self) -> Result<LeftOut, ExportError> {
        match self.out {
            Out::Tables { folder, .. } | Out::Brat { folder, .. } => folder.finish()?,
            Out::Parquet { mut folder, tables } => {
                tables.finish(&mut folder)?;
                folder.finish()?;
            }
            Out::Lines { name, mut writer, .. } => {
                writer.flush().map_err(|source| ExportError::Write { path: name, source })?;
            }
        }
        Ok(self.left_out)
    }
}

/// A folder whose files end in `.part` until all are complete, and are removed when the run fails.
pub(crate) struct Folder {
    path: PathBuf,
    open: BTreeMap<String, Option<BufWriter<File>>>,
    done: bool,
}

impl Folder {
    fn part(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.part"))
    }

    fn error(&self, name: &str, source: std::io::Error) -> ExportError {
        ExportError::Write { path: self.path.join(name).display().to_string(), source }
    }

    /// A new file for a writer of its own; it takes part in the renaming.
    pub(crate) fn create(&mut self, name: &str) -> Result<File, ExportError> {
        let file = File::create(self.part(name)).map_err(|e| self.error(name, e))?;
        self.open.insert(name.to_owned(), None);
        Ok(file)
    }

    /// The path of a file, for messages.
    pub(crate) fn name(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        if !self.open.contains_key(name) {
            let file = self.create(name)?;
            self.open.insert(name.to_owned(), Some(BufWriter::new(file)));
        }
        match self.open.get_mut(name) {
            Some(Some(writer)) => writer.write_all(bytes).map_err(|source| ExportError::Write {
                path: self.path.join(name).display().to_string(),
                source,
            }),
            _ => Ok(()),
        }
    }

    /// Writes a file out and closes it, so that a run over many documents does not hold them all open.
    fn close(&mut self, name: &str) -> Result<(), ExportError> {
        let closed = match self.open.get_mut(name) {
            Some(slot) => slot.take().map_or(Ok(()), |mut writer| writer.flush()),
            None => Ok(()),
        };
        closed.map_err(|e| self.error(name, e))
    }

    fn finish(mut self) -> Result<(), ExportError> {
        let names: Vec<String> = self.open.keys().cloned().collect();
        for name in &names {
            self.close(name)?;
        }
        for name in &names {
            std::fs::rename(self.part(name), self.path.join(name)).map_err(|e| self.error(name, e))?;
        }
        self.done = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.done {
            for name in self.open.keys() {
                // The run failed and has said why; what cannot be removed is named after what it is.
                let _ = std::fs::remove_file(self.part(name));
            }
        }
    }
}
