//! Rows as JSON objects. Numbers are written so that they are read back exactly; nothing is `null`.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use views::{Table, Values};

use crate::select::Field;

/// Some rows of a table, with some of its columns.
pub(super) struct RowsOf<'t> {
    pub(super) table: &'t Table,
    pub(super) fields: &'t [Field],
    pub(super) rows: &'t [usize],
}

/// One of them.
pub(super) struct RowOf<'t> {
    pub(super) table: &'t Table,
    pub(super) fields: &'t [Field],
    pub(super) row: usize,
}

impl Serialize for RowsOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in self.rows {
            list.serialize_element(&RowOf { table: self.table, fields: self.fields, row: *row })?;
        }
        list.end()
    }
}

impl Serialize for RowOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.fields.len()))?;
        self.write_into(&mut object)?;
        object.end()
    }
}

impl RowOf<'_> {
    /// Writes the fields into an object that holds others as well.
    pub(super) fn write_into<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        for field in self.fields {
            object.serialize_key(field.name(self.table))?;
            match field {
                Field::Row => object.serialize_value(&self.row.saturating_add(1))?,
                Field::Column(column) => write_value(object, self.table, *column, self.row)?,
            }
        }
        Ok(())
    }
}

fn write_value<M: SerializeMap>(object: &mut M, table: &Table, column: usize, row: usize) -> Result<(), M::Error> {
    match table.columns().get(column).map(|column| &column.values) {
        Some(Values::Text(values)) => object.serialize_value(&values.get(row).and_then(Option::as_deref)),
        Some(Values::Code(codes, values)) => {
            let position = values.get(row).copied().flatten();
            object
                .serialize_value(&position.and_then(|position| codes.get(usize::from(position))).map(|code| code.word))
        }
        Some(Values::Whole(values)) => object.serialize_value(&values.get(row).copied().flatten()),
        Some(Values::Number(values)) => object.serialize_value(&values.get(row).copied().flatten()),
        None => object.serialize_value(&()),
    }
}

/// JSON text of a value that has no way to fail; empty should it ever.
pub(super) fn text(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
