//! A Parquet file of one view. Which view it is, is seen from its columns.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int16Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use survey::{FileError, FileErrors};

use super::views::{Value, View, release};
use super::{Context, Reader};
use crate::release::Release;

/// Reads a Parquet file.
#[derive(Clone, Copy, Debug)]
pub struct Parquet<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for Parquet<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let wrong = |error: &dyn std::fmt::Display| {
            let remedy = "give the file as it was exported";
            FileErrors::from(FileError::new(file, None, "", error.to_string(), remedy))
        };
        let bytes = bytes::Bytes::copy_from_slice(bytes);
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|error| wrong(&error))?;
        if let Some(field) = reader.schema().fields().iter().find(|field| !is_known(field.data_type())) {
            let problem = format!("the column {} is of type {}, which no view has", field.name(), field.data_type());
            return Err(wrong(&problem));
        }
        let header: Vec<String> = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
        let mut rows = Vec::new();
        for batch in reader.build().map_err(|error| wrong(&error))? {
            add(&mut rows, &batch.map_err(|error| wrong(&error))?);
        }
        release(self.context, file, &[View { name: name(&header), header, rows }])
    }
}

/// Whether columns of views are of this type: text, whole numbers, numbers, words of a list.
fn is_known(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::Int64 | DataType::Float64 => true,
        DataType::Dictionary(key, value) => (key.as_ref(), value.as_ref()) == (&DataType::Int16, &DataType::Utf8),
        _ => false,
    }
}

/// The view that has these columns.
fn name(header: &[String]) -> String {
    let has = |name: &str| header.iter().any(|column| column == name);
    let found = [("statistic", "indices"), ("point", "distributions"), ("stretch", "absence")];
    found.iter().find(|(column, _)| has(column)).map_or("of other columns", |(_, name)| name).to_owned()
}

fn add(rows: &mut Vec<Vec<Value>>, batch: &RecordBatch) {
    for row in 0..batch.num_rows() {
        rows.push(batch.columns().iter().map(|column| value(column.as_ref(), row)).collect());
    }
}

fn value(column: &dyn Array, row: usize) -> Value {
    let nothing = Value::Text(String::new());
    if column.is_null(row) {
        return nothing;
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return Value::Number(numbers.value(row));
    }
    if let Some(wholes) = column.as_primitive_opt::<Int64Type>() {
        #[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
        return Value::Number(wholes.value(row) as f64);
    }
    if let Some(texts) = column.as_string_opt::<i32>() {
        return Value::Text(texts.value(row).to_owned());
    }
    let Some(codes) = column.as_dictionary_opt::<Int16Type>() else { return nothing };
    let word = codes.key(row).and_then(|key| Some(codes.values().as_string_opt::<i32>()?.value(key).to_owned()));
    word.map_or(nothing, Value::Text)
}
