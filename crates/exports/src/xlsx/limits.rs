//! What an Excel worksheet holds, checked before anything is written.

use views::{Table, Values};

use super::sheet;
use crate::ExportError;

const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;
/// Characters of a cell, as Excel counts them: in units of UTF-16.
const CHARACTERS: usize = 32_767;

/// Whether a table with its header and the labels of its codes fits into a sheet.
pub(super) fn check(table: &Table) -> Result<(), ExportError> {
    let over = |what, found, most| ExportError::ExcelLimit { table: table.name().to_owned(), what, found, most };
    let rows = table.rows() + 1;
    if rows > ROWS {
        return Err(over("rows with its header", rows, ROWS));
    }
    let columns = table.columns().iter().map(|column| sheet::width(column.description.kind)).sum();
    if columns > COLUMNS {
        return Err(over("columns with the labels of codes", columns, COLUMNS));
    }
    for column in table.columns() {
        let Values::Text(texts) = &column.values else { continue };
        for (row, text) in texts.iter().enumerate() {
            // A byte is never more than one unit of UTF-16, so short texts need no counting.
            let found = text.as_deref().filter(|text| text.len() > CHARACTERS).map(|text| text.encode_utf16().count());
            if let Some(found) = found.filter(|found| *found > CHARACTERS) {
                let (table, column) = (table.name().to_owned(), column.description.name.to_string());
                return Err(ExportError::ExcelText { table, row: row + 1, column, found });
            }
        }
    }
    Ok(())
}
