//! The one way in: what holds for every format is checked here, before the first byte.

use std::collections::BTreeSet;
use std::io::Write;

use views::Table;

use crate::{Context, ExportError, Format, arrow, csv, ddi, json, package, xlsx};

/// Where a file goes. It is written from front to back.
pub type Out<'o> = &'o mut (dyn Write + Send);

/// Writes tables in a format.
///
/// The same tables, context and format give the same bytes. The memory needed does not grow with the rows.
///
/// # Errors
/// What the format has no room for, before anything is written; writing that fails.
pub fn write(format: Format, tables: &[Table], context: &Context, out: Out<'_>) -> Result<(), ExportError> {
    check_names(tables)?;
    match (format, tables) {
        (_, []) => Err(ExportError::NoTable),
        (Format::Xlsx, tables) => xlsx::write(tables, context, out),
        (Format::Package, tables) => package::write(tables, context, out),
        (Format::Ddi, tables) => ddi::write(tables, context, out),
        (Format::Csv, [table]) => csv::write(table, csv::Dialect::Plain, out),
        (Format::CsvExcel, [table]) => csv::write(table, csv::Dialect::Norwegian, out),
        (Format::Json, [table]) => json::write_array(table, out),
        (Format::Ndjson, [table]) => json::write_lines(table, out),
        (Format::Parquet, [table]) => arrow::write_parquet(table, context, out),
        (Format::Arrow, [table]) => arrow::write_stream(table, context, out),
        (format, tables) => Err(ExportError::OneTable { format, found: tables.len() }),
    }
}

/// Readers find columns by their names, so each needs one of its own.
fn check_names(tables: &[Table]) -> Result<(), ExportError> {
    unlike("tables", tables.iter().map(Table::name))?;
    for table in tables {
        let names = table.columns().iter().map(|column| column.description.name.as_ref());
        unlike(&format!("columns of {}", table.name()), names)?;
    }
    Ok(())
}

fn unlike<'n>(of: &str, names: impl Iterator<Item = &'n str>) -> Result<(), ExportError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(ExportError::SameName { of: of.to_owned(), name: name.to_owned() });
        }
    }
    Ok(())
}
