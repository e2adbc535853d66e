//! A table as record batches of so many rows.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::Int16Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int16Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, SchemaRef};
use views::{Column, Kind, Table, Values};

/// The batches of a table, made one at a time.
pub(super) struct Batches<'t> {
    table: &'t Table,
    schema: SchemaRef,
    /// The words of each column of codes; the same array in every batch, so that a stream holds it once.
    words: Vec<Option<ArrayRef>>,
    rows: usize,
    next: usize,
}

impl<'t> Batches<'t> {
    /// Batches of at most so many rows.
    pub(super) fn of(table: &'t Table, schema: &SchemaRef, rows: usize) -> Batches<'t> {
        let words = |column: &Column| match column.description.kind {
            Kind::Code(codes) => {
                Some(Arc::new(codes.iter().map(|code| Some(code.word)).collect::<StringArray>()) as ArrayRef)
            }
            _ => None,
        };
        let words = table.columns().iter().map(words).collect();
        Batches { table, schema: Arc::clone(schema), words, rows, next: 0 }
    }

    fn batch(&self, rows: Range<usize>) -> Result<RecordBatch, ArrowError> {
        let columns = self.table.columns().iter().zip(&self.words);
        let arrays: Result<Vec<ArrayRef>, ArrowError> =
            columns.map(|(column, words)| array(&column.values, words.as_ref(), rows.clone())).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays?)
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.next..self.table.rows().min(self.next + self.rows);
        if rows.is_empty() {
            return None;
        }
        self.next = rows.end;
        Some(self.batch(rows))
    }
}

fn array(values: &Values, words: Option<&ArrayRef>, rows: Range<usize>) -> Result<ArrayRef, ArrowError> {
    Ok(match (values, words) {
        (Values::Code(_, found), Some(words)) => {
            let keys: Int16Array = part(found, rows).iter().map(|position| position.map(i16::from)).collect();
            Arc::new(DictionaryArray::<Int16Type>::try_new(keys, Arc::clone(words))?)
        }
        (Values::Text(found), _) => Arc::new(part(found, rows).iter().map(Option::as_deref).collect::<StringArray>()),
        (Values::Whole(found), _) => Arc::new(part(found, rows).iter().copied().collect::<Int64Array>()),
        (Values::Number(found), _) => Arc::new(part(found, rows).iter().copied().collect::<Float64Array>()),
        (Values::Code(..), None) => return Err(ArrowError::SchemaError("codes without their words".to_owned())),
    })
}

/// The rows of a part; none beyond the end.
fn part<T>(values: &[T], rows: Range<usize>) -> &[T] {
    values.get(rows).unwrap_or_default()
}
