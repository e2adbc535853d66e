//! Parquet with nothing left to chance: every setting that reaches the bytes is stated here.

use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault, Refusal};
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use survey::Layout;

/// What is particular to one kind of file.
pub(crate) struct Form {
    /// What the file says about its maker. It names the layout's author, never a host, a time or a library version, and
    /// changes only when the same content would give other bytes.
    pub(crate) created_by: &'static str,
    /// How many columns at the front the rows are sorted by, as the file states it.
    pub(crate) sorted_by: usize,
}

/// Rows in a row group: small enough to hold in memory many times over, large enough to compress well.
const ROW_GROUP_ROWS: usize = 131_072;
/// Rows handed over at a time, when writing and when reading.
pub(crate) const BATCH_ROWS: usize = 8_192;
const PAGE_BYTES: usize = 1_048_576;
const PAGE_ROWS: usize = 20_000;
const WRITE_BATCH_ROWS: usize = 1_024;
const ZSTD_LEVEL: i32 = 3;
/// Packed answers hold no repetitions worth seeking, only unequal frequencies of bytes: the quickest level makes them
/// smallest.
const ZSTD_LEVEL_PACKED: i32 = 1;
/// Metadata key of the digest of the whole file, taken while zeros stand in its place.
const FILE_DIGEST_KEY: &str = "mestring.file_sha256";
const UNSEALED: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const ARROW_SCHEMA_KEY: &str = "ARROW:schema";
const MAGIC: [u8; 4] = *b"PAR1";
/// A magic number at both ends and a four-byte footer length.
const SHORTEST_FILE: usize = 12;

pub(crate) fn writer_properties(
    metadata: Vec<(String, String)>,
    form: &Form,
) -> Result<WriterProperties, ParquetError> {
    let seal = (FILE_DIGEST_KEY.to_owned(), UNSEALED.to_owned());
    let pairs = metadata.into_iter().chain([seal]).map(|(key, value)| KeyValue::new(key, value)).collect();
    let sorting = (0..form.sorted_by).filter_map(|column| i32::try_from(column).ok());
    let sorting =
        sorting.map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: true }).collect();
    let packed = ColumnPath::from(Layout::PACKED);
    Ok(WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(form.created_by.to_owned())
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
        .set_column_compression(packed.clone(), Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL_PACKED)?))
        .set_column_dictionary_enabled(packed.clone(), false)
        .set_column_statistics_enabled(packed, EnabledStatistics::None)
        .set_sorting_columns(Some(sorting))
        .set_key_value_metadata(Some(pairs))
        .build())
}

/// The bytes of a Parquet file, its metadata in the order given.
pub(crate) fn encode(
    what: &str,
    schema: &SchemaRef,
    metadata: Vec<(String, String)>,
    form: &Form,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<Vec<u8>, Fault> {
    let write = || -> Result<Vec<u8>, ParquetError> {
        let properties = writer_properties(metadata, form)?;
        let mut writer = ArrowWriter::try_new(Vec::new(), SchemaRef::clone(schema), Some(properties))?;
        for batch in batches {
            writer.write(&batch?)?;
        }
        writer.into_inner()
    };
    let defect = |problem: String| Fault::Encoding { what: what.to_owned(), problem };
    let mut bytes = write().map_err(|error| defect(error.to_string()))?;
    seal(&mut bytes).ok_or_else(|| defect("its footer has no place for the digest".to_owned()))?;
    Ok(bytes)
}

/// Where a file's own digest stands: 64 digits in its footer, behind the key, a type byte and the length of the value.
fn seal_place(bytes: &[u8]) -> Option<Range<usize>> {
    let before_magic = bytes.len().checked_sub(MAGIC.len())?;
    let before_length = before_magic.checked_sub(4)?;
    let length = u32::from_le_bytes(bytes.get(before_length..before_magic)?.try_into().ok()?);
    let footer_start = before_length.checked_sub(usize::try_from(length).ok()?)?;
    let key = [FILE_DIGEST_KEY.as_bytes(), &[0x18, 64]].concat();
    let footer = bytes.get(footer_start..before_length)?;
    let found = footer.windows(key.len()).rposition(|window| window == key)?;
    let start = footer_start + found + key.len();
    (start + UNSEALED.len() <= before_length).then_some(start..start + UNSEALED.len())
}

/// Writes the digest of the bytes into them.
fn seal(bytes: &mut [u8]) -> Option<()> {
    let place = seal_place(bytes)?;
    let digest = Sha256Digest::of(bytes).to_string();
    bytes.get_mut(place)?.copy_from_slice(digest.as_bytes());
    Some(())
}

/// Compares a file with the digest it states, before anything in it is believed: the Parquet reader trusts lengths and
/// offsets it finds, and a single flipped bit can make it panic.
fn check_seal(path: &Path, mut bytes: Vec<u8>) -> Result<(), ArchiveError> {
    let unsealed = || Refusal::OtherLayout {
        path: path.to_owned(),
        place: FILE_DIGEST_KEY.to_owned(),
        problem: "the file does not state its digest, so it was not written by this program or its end has changed"
            .to_owned(),
    };
    let place = seal_place(&bytes).ok_or_else(unsealed)?;
    let stated = bytes.get_mut(place).ok_or_else(unsealed)?;
    let expected = str::from_utf8(stated).ok().and_then(|text| Sha256Digest::parse(text).ok()).ok_or_else(unsealed)?;
    stated.copy_from_slice(UNSEALED.as_bytes());
    let found = Sha256Digest::of(&bytes);
    if found != expected {
        return Err(Fault::DigestMismatch { path: path.to_owned(), expected, found }.into());
    }
    Ok(())
}

/// A Parquet file whose footer has been read.
pub(crate) struct Opened {
    path: PathBuf,
    reader: ParquetRecordBatchReaderBuilder<File>,
}

impl Opened {
    /// Opens a file whose digest is as it states; one that is cut short is told from one that is damaged otherwise.
    pub(crate) fn open(path: &Path) -> Result<Self, ArchiveError> {
        let disk = |source| Fault::disk("read the file", path, source);
        let truncated = |problem: &str| Fault::Truncated { path: path.to_owned(), problem: problem.to_owned() };
        let bytes = fs::read(path).map_err(disk)?;
        if bytes.len() < SHORTEST_FILE {
            return Err(truncated("it is too short to be a Parquet file").into());
        }
        if !bytes.starts_with(&MAGIC) {
            let problem = "it does not begin as a Parquet file does".to_owned();
            return Err(Fault::Unreadable { path: path.to_owned(), problem }.into());
        }
        if !bytes.ends_with(&MAGIC) {
            return Err(truncated("the footer that ends a Parquet file is missing").into());
        }
        check_seal(path, bytes)?;
        let file = File::open(path).map_err(disk)?;
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

    /// The file's own metadata, without the schema that Arrow keeps there and without the digest.
    pub(crate) fn metadata(&self) -> BTreeMap<String, String> {
        let pairs = self.reader.metadata().file_metadata().key_value_metadata();
        let pairs =
            pairs.into_iter().flatten().filter(|pair| pair.key != ARROW_SCHEMA_KEY && pair.key != FILE_DIGEST_KEY);
        pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect()
    }

    /// The rows, a batch at a time.
    pub(crate) fn batches(self) -> Result<impl Iterator<Item = Result<RecordBatch, Fault>>, Fault> {
        let path = self.path;
        let batches = self.reader.with_batch_size(BATCH_ROWS).build().map_err(|error| unreadable(&path, &error))?;
        Ok(batches.map(move |batch| batch.map_err(|error| unreadable(&path, &error))))
    }
}

pub(crate) fn unreadable(path: &Path, error: &dyn std::error::Error) -> Fault {
    Fault::Unreadable { path: path.to_owned(), problem: error.to_string() }
}
