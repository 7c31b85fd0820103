//! The tables as Parquet files: flat, Snappy-compressed, every column optional, one row group a hundred thousand rows.

use crate::tables::{Cell, Kind, TABLES, Table, rows};
use crate::writer::{ExportError, Folder};
use dunlin_record::Record;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::fs::File;
use std::sync::Arc;

/// Cells that a table may hold before they are written as one row group: bounds the memory of a long run.
const CELLS: usize = 1 << 20;
/// Bytes of text likewise.
const BYTES: usize = 32 << 20;

/// One open file a table.
pub(crate) struct Tables {
    files: Vec<Open>,
}

struct Open {
    table: &'static Table,
    writer: SerializedFileWriter<File>,
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that are present, and for every row whether one is.
struct Values {
    present: Vec<i16>,
    texts: Vec<ByteArray>,
    ints: Vec<i64>,
    floats: Vec<f64>,
    bools: Vec<bool>,
}

impl Values {
    fn new() -> Self {
        Self { present: vec![], texts: vec![], ints: vec![], floats: vec![], bools: vec![] }
    }

    fn push(&mut self, cell: Cell<'_>) {
        self.present.push(i16::from(cell != Cell::Null));
        match cell {
            Cell::Null => {}
            Cell::Text(text) => self.texts.push(ByteArray::from(text.into_owned().into_bytes())),
            Cell::Int(n) => self.ints.push(n),
            Cell::Float(x) => self.floats.push(x),
            Cell::Bool(b) => self.bools.push(b),
        }
    }
}

impl Tables {
    /// Makes the files, each with its schema.
    pub(crate) fn open(folder: &mut Folder) -> Result<Self, ExportError> {
        let mut files = Vec::new();
        for table in TABLES {
            let name = file_name(table);
            let failed = |path: String| move |source| ExportError::Parquet { path, source };
            let schema = schema(table).map_err(failed(folder.name(&name)))?;
            // The program's version stands in each article's row; a bare name here keeps the bytes the same for it.
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by("dunlin".to_owned())
                .build();
            let file = folder.create(&name)?;
            let writer = SerializedFileWriter::new(file, schema, Arc::new(properties))
                .map_err(failed(folder.name(&name)))?;
            let columns = table.columns.iter().map(|_| Values::new()).collect();
            files.push(Open { table, writer, columns, rows: 0, bytes: 0 });
        }
        Ok(Self { files })
    }

    /// Takes the rows of one record; writes the tables that are full.
    pub(crate) fn write(&mut self, record: &Record, folder: &Folder) -> Result<(), ExportError> {
        rows(record, &mut |table, cells| {
            if let Some(open) = self.files.iter_mut().find(|open| open.table.name == table.name) {
                open.rows += 1;
                for (values, cell) in open.columns.iter_mut().zip(cells) {
                    open.bytes += if let Cell::Text(text) = &cell { text.len() } else { 8 };
                    values.push(cell);
                }
            }
        });
        for open in &mut self.files {
            if open.rows * open.columns.len() >= CELLS || open.bytes >= BYTES {
                open.flush().map_err(|source| ExportError::Parquet {
                    path: folder.name(&file_name(open.table)),
                    source,
                })?;
            }
        }
        Ok(())
    }

    /// Writes what is left and the footers.
    pub(crate) fn finish(self, folder: &mut Folder) -> Result<(), ExportError> {
        for mut open in self.files {
            let path = folder.name(&file_name(open.table));
            open.flush()
                .and_then(|()| open.writer.close().map(|_| ()))
                .map_err(|source| ExportError::Parquet { path, source })?;
        }
        Ok(())
    }
}

impl Open {
    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (values, column) in self.columns.iter_mut().zip(self.table.columns) {
            let values = std::mem::replace(values, Values::new());
            match column.kind {
                Kind::Text => write::<ByteArrayType>(&mut group, &values.texts, &values.present),
                Kind::Int => write::<Int64Type>(&mut group, &values.ints, &values.present),
                Kind::Float => write::<DoubleType>(&mut group, &values.floats, &values.present),
                Kind::Bool => write::<BoolType>(&mut group, &values.bools, &values.present),
            }?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

/// Writes the next column of a row group.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[T::T],
    present: &[i16],
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, Some(present), None)?;
        column.close()?;
    }
    Ok(())
}

fn file_name(table: &Table) -> String {
    format!("{}.parquet", table.name)
}

/// The table's schema: a flat group of optional columns.
fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = table
        .columns
        .iter()
        .map(|column| {
            let (physical, logical) = match column.kind {
                Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Kind::Int => (Physical::INT64, None),
                Kind::Float => (Physical::DOUBLE, None),
                Kind::Bool => (Physical::BOOLEAN, None),
            };
            let field = Type::primitive_type_builder(column.name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .build()?;
            Ok(Arc::new(field))
        })
        .collect();
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(fields?).build()?))
}
