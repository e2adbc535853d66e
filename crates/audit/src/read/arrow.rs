//! Arrow's record batches as the rows of one view, and the stream of them that is a file. Which view it is, is seen from its columns.

use std::io::Cursor;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int16Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{DataType, Schema};
use survey::FileErrors;

use super::views::{Value, View, release};
use super::{Context, Reader, damaged};
use crate::release::Release;

/// How every whole stream ends.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// Reads a stream of Arrow record batches.
#[derive(Clone, Copy, Debug)]
pub struct ArrowStream<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for ArrowStream<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let wrong = |error: &dyn std::fmt::Display| damaged(file, error, "give the file as it was exported");
        // A stream that ends between two batches would be read as a shorter one.
        if !bytes.ends_with(&END) {
            return Err(wrong(&"the stream of record batches is cut short"));
        }
        let stream = StreamReader::try_new(Cursor::new(bytes), None).map_err(|error| wrong(&error))?;
        let mut rows = Rows::under(&stream.schema()).map_err(|problem| wrong(&problem))?;
        for batch in stream {
            rows.add(&batch.map_err(|error| wrong(&error))?);
        }
        release(self.context, file, &[rows.view()])
    }
}

/// The rows of batches that have one schema.
pub(super) struct Rows {
    header: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    /// No rows yet; a column of a type that no view has is a problem.
    pub(super) fn under(schema: &Schema) -> Result<Rows, String> {
        if let Some(field) = schema.fields().iter().find(|field| !is_known(field.data_type())) {
            return Err(format!("the column {} is of type {}, which no view has", field.name(), field.data_type()));
        }
        Ok(Rows { header: schema.fields().iter().map(|field| field.name().clone()).collect(), rows: Vec::new() })
    }

    pub(super) fn add(&mut self, batch: &RecordBatch) {
        for row in 0..batch.num_rows() {
            self.rows.push(batch.columns().iter().map(|column| value(column.as_ref(), row)).collect());
        }
    }

    pub(super) fn view(self) -> View {
        View::unnamed(self.header, self.rows)
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
