//! Arrow in its two forms: the stream and Parquet. Labels of columns and codes are in the metadata of each field, and once more, all of them,
//! under the key `mestring`.

mod batches;
mod schema;

use std::io::{BufWriter, Write};
use std::sync::Arc;

use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use views::{Kind, Table};

use crate::{Context, ExportError, Format};
use batches::Batches;

/// Rows of one record batch; fewer where there are many columns, so that a batch takes no more memory.
const BATCH: usize = 65_536;
/// Cells of one record batch, unless its columns are so many that this would be less than a thousand rows.
const CELLS: usize = 4_194_304;
/// Rows of one row group of Parquet, and its bytes before the last batch.
const ROW_GROUP: usize = 1_048_576;
const ROW_GROUP_BYTES: usize = 134_217_728;

fn batch_rows(table: &Table) -> usize {
    (CELLS / table.columns().len().max(1)).clamp(1_000, BATCH)
}

/// A schema, batches of at most 65,536 rows, an end.
pub(crate) fn write_stream(table: &Table, context: &Context, out: impl Write) -> Result<(), ExportError> {
    let fault = |error| match error {
        ArrowError::IoError(_, error) => ExportError::Io(error),
        other => ExportError::of(Format::Arrow, other),
    };
    let schema = Arc::new(schema::of(table, context));
    let mut writer = StreamWriter::try_new(BufWriter::new(out), &schema).map_err(fault)?;
    for batch in Batches::of(table, &schema, batch_rows(table)) {
        writer.write(&batch.map_err(fault)?).map_err(fault)?;
    }
    writer.finish().map_err(fault)
}

/// Row groups of at most 1,048,576 rows, zstd. Texts and codes are dictionaries; numbers are not, since each column would keep its own in memory.
pub(crate) fn write_parquet(table: &Table, context: &Context, out: crate::Out<'_>) -> Result<(), ExportError> {
    let fault = |error| match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => ExportError::Io(*error),
            Err(error) => ExportError::Fault { format: Format::Parquet, problem: error },
        },
        other => ExportError::of(Format::Parquet, other),
    };
    let schema = Arc::new(schema::of(table, context));
    let about = schema.metadata().get(schema::KEY).cloned();
    let mut properties = WriterProperties::builder()
        .set_created_by("mestring".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(fault)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
        .set_key_value_metadata(about.map(|about| vec![KeyValue::new(schema::KEY.to_owned(), about)]));
    for column in table.columns().iter().filter(|column| column.description.kind == Kind::Number) {
        let path = ColumnPath::new(vec![column.description.name.to_string()]);
        properties = properties.set_column_dictionary_enabled(path, false);
    }
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties.build())).map_err(fault)?;
    for batch in Batches::of(table, &schema, batch_rows(table)) {
        let batch = batch.map_err(|error| ExportError::of(Format::Parquet, error))?;
        writer.write(&batch).map_err(fault)?;
    }
    writer.close().map_err(fault)?;
    Ok(())
}
