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
use views::Table;

use crate::{Context, ExportError, Format};
use batches::Batches;

/// Rows of one record batch.
const BATCH: usize = 65_536;
/// Rows of one row group of Parquet.
const ROW_GROUP: usize = 1_048_576;

/// A schema, batches of at most 65,536 rows, an end.
pub(crate) fn write_stream(table: &Table, context: &Context, out: impl Write) -> Result<(), ExportError> {
    let fault = |error| match error {
        ArrowError::IoError(_, error) => ExportError::Io(error),
        other => ExportError::of(Format::Arrow, other),
    };
    let schema = Arc::new(schema::of(table, context));
    let mut writer = StreamWriter::try_new(BufWriter::new(out), &schema).map_err(fault)?;
    for batch in Batches::of(table, &schema, BATCH) {
        writer.write(&batch.map_err(fault)?).map_err(fault)?;
    }
    writer.finish().map_err(fault)
}

/// Row groups of at most 1,048,576 rows, zstd.
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
    let properties = WriterProperties::builder()
        .set_created_by("mestring".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(fault)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_key_value_metadata(about.map(|about| vec![KeyValue::new(schema::KEY.to_owned(), about)]))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(fault)?;
    for batch in Batches::of(table, &schema, BATCH) {
        let batch = batch.map_err(|error| ExportError::of(Format::Parquet, error))?;
        writer.write(&batch).map_err(fault)?;
    }
    writer.close().map_err(fault)?;
    Ok(())
}
