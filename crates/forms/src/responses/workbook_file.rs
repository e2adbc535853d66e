//! KoboToolbox's workbook: the first sheet has one row per submission.

use calamine::Data;
use survey::FileError;

use super::damage::Damage;
use super::fields::{Field, Row, RowsAre, Table};
use crate::sheets::{Workbook, text};

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Table, FileError> {
    let mut workbook = Workbook::open(file, bytes)?;
    let sheets = workbook.sheets();
    let first = match sheets.first() {
        Some(name) => workbook.sheet(name)?.map(|sheet| (name.clone(), sheet)),
        None => None,
    };
    let Some((name, sheet)) = first else {
        return Err(FileError::new(file, None, "", "the workbook has no sheet", "export it again"));
    };
    let mut rows = sheet.rows.into_iter();
    let columns = rows.next().map(|(_, headings)| headings.iter().map(text).collect()).unwrap_or_default();
    let rows = rows
        .map(|(number, cells)| Row { number, fields: cells.iter().map(field).collect() })
        .filter(|row| row.fields.iter().any(|field| *field != Field::Empty));
    let mut table = Table {
        file: file.to_owned(),
        rows_are: RowsAre::RowsOfSheet(name),
        columns,
        rows: rows.collect(),
        notes: Vec::new(),
    };
    if sheets.len() > 1 {
        let others = sheets.get(1..).unwrap_or_default().join(", ");
        table.notes.push(format!("other sheets are not read (repeats have sheets of their own): {others}"));
    }
    table.check_headings()?;
    Ok(table)
}

fn field(cell: &Data) -> Field {
    match cell {
        Data::DateTime(_) => Field::Damaged { shown: text(cell), damage: Damage::Date },
        Data::Error(_) => Field::Damaged { shown: text(cell), damage: Damage::FormulaError },
        Data::Int(_)
        | Data::Float(_)
        | Data::String(_)
        | Data::Bool(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_)
        | Data::Empty => Field::of(&text(cell)),
    }
}
