//! A table of a view as an Arrow record batch.
//!
//! Codes are dictionaries of their words, numbered in 16 bits with a sign, which every library takes. Labels stand in the metadata of each field under `label:nb`, `label:nn` and `label:en`, as in
//! exported Parquet files.

use std::sync::Arc;

use arrow_array::types::Int16Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int16Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Metadata, Schema};
use survey::Language;
use views::{Code, Column, Table, Values};

/// All rows of a table.
pub(crate) fn record_batch(table: &Table) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for column in table.columns() {
        let array = array(&column.values)?;
        fields.push(field(column, array.data_type().clone()));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

fn field(column: &Column, of: DataType) -> Field {
    let field = Field::new(column.description.name.as_ref(), of, true);
    let Some(label) = column.description.label else { return field };
    let labels = Language::ALL.map(|language| (format!("label:{}", language.code()), label.get(language).to_owned()));
    field.with_metadata(labels.into_iter().collect::<Metadata>())
}

fn array(values: &Values) -> Result<ArrayRef, ArrowError> {
    Ok(match values {
        Values::Text(texts) => Arc::new(texts.iter().map(Option::as_deref).collect::<StringArray>()),
        Values::Whole(numbers) => Arc::new(numbers.iter().copied().collect::<Int64Array>()),
        Values::Number(numbers) => Arc::new(numbers.iter().copied().collect::<Float64Array>()),
        Values::Code(codes, positions) => Arc::new(DictionaryArray::<Int16Type>::try_new(
            positions.iter().map(|position| position.map(i16::from)).collect::<Int16Array>(),
            Arc::new(StringArray::from_iter_values(codes.iter().map(|code: &Code| code.word))),
        )?),
    })
}
