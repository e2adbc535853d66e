//! Choosing rows and columns of a table: which rows hold a condition, in which order, and a page of them at a time.
//!
//! One small language, that of OData's `$filter`, serves every door. A name that no column has and a comparison that makes no sense are
//! refused before a row is looked at, with the place in the text.

mod cursor;
mod field;
mod filter;
mod order;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use cursor::{Cursor, CursorError};
pub(crate) use field::Field;
pub(crate) use filter::Filter;
pub(crate) use order::Order;
pub(crate) use rows::Rows;

use views::Table;

/// A part of a request that cannot be carried out, in a sentence for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct SelectError(pub(crate) String);

/// The columns a list of names asks for; all of them, without the row number, when it is empty.
pub(crate) fn columns(table: &Table, names: &str) -> Result<Vec<Field>, SelectError> {
    if matches!(names.trim(), "" | "*") {
        return Ok(Field::all(table).collect());
    }
    let mut fields = Vec::new();
    for name in names.split(',').map(str::trim) {
        let field = Field::of(table, name)?;
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    Ok(fields)
}
