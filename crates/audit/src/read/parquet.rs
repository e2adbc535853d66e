//! A Parquet file of one view.

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use survey::FileErrors;

use super::arrow::Rows;
use super::views::release;
use super::{Context, Reader, damaged};
use crate::release::Release;

/// Reads a Parquet file.
#[derive(Clone, Copy, Debug)]
pub struct Parquet<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for Parquet<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let wrong = |error: &dyn std::fmt::Display| damaged(file, error, "give the file as it was exported");
        let bytes = bytes::Bytes::copy_from_slice(bytes);
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|error| wrong(&error))?;
        let mut rows = Rows::under(reader.schema()).map_err(|problem| wrong(&problem))?;
        for batch in reader.build().map_err(|error| wrong(&error))? {
            rows.add(&batch.map_err(|error| wrong(&error))?);
        }
        release(self.context, file, &[rows.view()])
    }
}
