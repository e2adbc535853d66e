//! Parquet with nothing left to chance: every setting that reaches the bytes is stated here.

use crate::fault::Fault;
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// What every file says about its maker. It names the layout's author, never a host, a time or a library version, and
/// changes only when the same content would give other bytes.
const CREATED_BY: &str = "mestring archive, writer 1";
/// Rows in a row group: small enough to hold in memory many times over, large enough to compress well.
const ROW_GROUP_ROWS: usize = 131_072;
/// Rows handed over at a time, when writing and when reading.
pub(crate) const BATCH_ROWS: usize = 8_192;
const PAGE_BYTES: usize = 1_048_576;
const PAGE_ROWS: usize = 20_000;
const WRITE_BATCH_ROWS: usize = 1_024;
const ZSTD_LEVEL: i32 = 3;
const MAGIC: [u8; 4] = *b"PAR1";
/// A magic number at both ends and a four-byte footer length.
const SHORTEST_FILE: u64 = 12;

fn writer_properties(metadata: Vec<(String, String)>, sorted_by: usize) -> Result<WriterProperties, ParquetError> {
    let pairs = metadata.into_iter().map(|(key, value)| KeyValue::new(key, value)).collect();
    let sorting = (0..sorted_by).filter_map(|column| i32::try_from(column).ok());
    let sorting =
        sorting.map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: true }).collect();
    Ok(WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_dictionary_enabled(true)
        .set_dictionary_page_size_limit(PAGE_BYTES)
        .set_data_page_size_limit(PAGE_BYTES)
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(WRITE_BATCH_ROWS)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_max_row_group_bytes(None)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_write_page_header_statistics(false)
        .set_statistics_truncate_length(None)
        .set_offset_index_disabled(false)
        .set_bloom_filter_enabled(false)
        .set_coerce_types(false)
        .set_sorting_columns(Some(sorting))
        .set_key_value_metadata(Some(pairs))
        .build())
}

/// The bytes of a Parquet file: its rows sorted by the first `sorted_by` columns, its metadata in the order given.
pub(crate) fn encode(
    what: &str,
    schema: &SchemaRef,
    metadata: Vec<(String, String)>,
    sorted_by: usize,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<Vec<u8>, Fault> {
    let write = || -> Result<Vec<u8>, ParquetError> {
        let properties = writer_properties(metadata, sorted_by)?;
        let mut writer = ArrowWriter::try_new(Vec::new(), SchemaRef::clone(schema), Some(properties))?;
        for batch in batches {
            writer.write(&batch?)?;
        }
        writer.into_inner()
    };
    write().map_err(|error| Fault::Encoding { what: what.to_owned(), problem: error.to_string() })
}

/// A Parquet file whose footer has been read.
pub(crate) struct Opened {
    path: PathBuf,
    reader: ParquetRecordBatchReaderBuilder<File>,
}

impl Opened {
    /// Opens a file and reads its footer; a file that is cut short is told from one that is damaged otherwise.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        let disk = |source| Fault::disk("read the file", path, source);
        let mut file = match File::open(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Fault::Disk { action: "find the file", path: path.to_owned(), source: error });
            }
            opened => opened.map_err(disk)?,
        };
        let length = file.metadata().map_err(disk)?.len();
        let truncated = |problem: &str| Fault::Truncated { path: path.to_owned(), problem: problem.to_owned() };
        if length < SHORTEST_FILE {
            return Err(truncated("it is too short to be a Parquet file"));
        }
        let (mut first, mut last) = ([0_u8; 4], [0_u8; 4]);
        file.read_exact(&mut first).map_err(disk)?;
        file.seek(SeekFrom::End(-4)).map_err(disk)?;
        file.read_exact(&mut last).map_err(disk)?;
        file.rewind().map_err(disk)?;
        if first != MAGIC {
            let problem = "it does not begin as a Parquet file does".to_owned();
            return Err(Fault::Unreadable { path: path.to_owned(), problem });
        }
        if last != MAGIC {
            return Err(truncated("the footer that ends a Parquet file is missing"));
        }
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), reader })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        self.reader.schema()
    }

    /// Rows the footer states.
    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// The file's own metadata, without the schema that Arrow keeps there.
    pub(crate) fn metadata(&self) -> BTreeMap<String, String> {
        let pairs = self.reader.metadata().file_metadata().key_value_metadata();
        let pairs = pairs.into_iter().flatten().filter(|pair| pair.key != "ARROW:schema");
        pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect()
    }

    /// The rows, a batch at a time.
    pub(crate) fn batches(self) -> Result<impl Iterator<Item = Result<RecordBatch, Fault>>, Fault> {
        let path = self.path;
        let batches = self.reader.with_batch_size(BATCH_ROWS).build().map_err(|error| unreadable(&path, &error))?;
        Ok(batches.map(move |batch| batch.map_err(|error| unreadable(&path, &error))))
    }
}

fn unreadable(path: &Path, error: &dyn std::error::Error) -> Fault {
    Fault::Unreadable { path: path.to_owned(), problem: error.to_string() }
}
