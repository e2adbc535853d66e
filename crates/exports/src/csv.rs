//! Comma-separated text, as RFC 4180 has it.

use std::io::Write;

use csv::{Terminator, WriterBuilder};
use views::{Table, Value};

use crate::{ExportError, Format};

/// How numbers and columns are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Comma between columns, point in numbers.
    Plain,
    /// What Excel opens by itself where Windows is Norwegian: semicolon between columns, comma in numbers, a byte-order mark.
    Norwegian,
}

/// What makes a spreadsheet take a text for a formula.
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a header and one line for each row; what is not there is empty. Numbers are written in full: read back they are the same.
pub(crate) fn write(table: &Table, dialect: Dialect, mut out: impl Write) -> Result<(), ExportError> {
    let mut builder = WriterBuilder::new();
    if dialect == Dialect::Norwegian {
        out.write_all("\u{feff}".as_bytes())?;
        builder.delimiter(b';').terminator(Terminator::CRLF);
    }
    let mut writer = builder.from_writer(out);
    let fault = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Io(error),
        other => ExportError::of(Format::Csv, csv_fault(&other)),
    };
    writer.write_record(table.columns().iter().map(|column| column.description.name.as_ref())).map_err(fault)?;
    let mut field = String::new();
    for row in 0..table.rows() {
        for column in table.columns() {
            field.clear();
            fill(&mut field, &column.values.get(row), dialect);
            writer.write_field(&field).map_err(fault)?;
        }
        writer.write_record(None::<&[u8]>).map_err(fault)?;
    }
    writer.flush()?;
    Ok(())
}

fn csv_fault(kind: &csv::ErrorKind) -> std::io::Error {
    std::io::Error::other(format!("{kind:?}"))
}

fn fill(field: &mut String, value: &Value, dialect: Dialect) {
    match value {
        Value::Nothing => {}
        Value::Text(text) => {
            if dialect == Dialect::Norwegian && text.starts_with(BEGINS_A_FORMULA) {
                field.push('\'');
            }
            field.push_str(text);
        }
        Value::Code(code, _) => field.push_str(code.word),
        Value::Whole(whole) => field.push_str(&whole.to_string()),
        Value::Number(number) => {
            let digits = number.to_string();
            match dialect {
                Dialect::Plain => field.push_str(&digits),
                Dialect::Norwegian => field.push_str(&digits.replace('.', ",")),
            }
        }
    }
}
