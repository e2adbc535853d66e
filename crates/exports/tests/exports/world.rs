//! The tables of a small municipality, and what each cell of them should be in a file.

use std::sync::OnceLock;

use disclosure::Sealed;
use exports::{Context, ExportError, Format};
use survey::{Date, Language};
use views::{Table, Value, View};

/// A cell, whatever file it is in. Codes are their words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(f64),
}

/// A header and rows of cells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// What a file of a table should hold.
    pub(crate) fn of(table: &Table) -> Grid {
        let cell = |row, column| match table.value(row, column) {
            Value::Nothing => Cell::Empty,
            Value::Text(text) => Cell::Text(text.to_string()),
            Value::Code(code, _) => Cell::Text(code.word.to_owned()),
            Value::Whole(whole) => Cell::Number(whole as f64),
            Value::Number(number) => Cell::Number(number),
        };
        let columns = 0..table.columns().len();
        Grid {
            header: table.columns().iter().map(|column| column.description.name.to_string()).collect(),
            rows: (0..table.rows()).map(|row| columns.clone().map(|column| cell(row, column)).collect()).collect(),
        }
    }

    /// The cells of a column.
    pub(crate) fn column(&self, name: &str) -> Vec<&Cell> {
        let at = self.header.iter().position(|header| header == name).unwrap();
        self.rows.iter().map(|row| &row[at]).collect()
    }
}

pub(crate) fn cube() -> &'static Sealed {
    static CUBE: OnceLock<Sealed> = OnceLock::new();
    CUBE.get_or_init(|| crate::municipality::sealed(600))
}

pub(crate) fn table(view: View) -> Table {
    Table::of(view, &[cube()], &|_, _| true)
}

pub(crate) fn tables() -> Vec<Table> {
    View::ALL.map(table).into()
}

pub(crate) fn context(language: Language) -> Context {
    let mut context = Context::of(&[cube()], language, Date::parse("2026-11-29").unwrap());
    context.licence = Some("CC-BY-4.0".to_owned());
    context
}

pub(crate) fn written(format: Format, tables: &[Table]) -> Vec<u8> {
    try_written(format, tables).unwrap()
}

pub(crate) fn try_written(format: Format, tables: &[Table]) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    exports::write(format, tables, &context(Language::Nb), &mut bytes)?;
    Ok(bytes)
}
