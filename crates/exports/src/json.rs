//! Objects, one for each row, in one array or one a line. What is not there is `null`.

use std::io::{BufWriter, Write};

use views::{Table, Value};

use crate::{ExportError, Format};

/// `[`, an object a line, `]`.
pub(crate) fn write_array(table: &Table, out: impl Write) -> Result<(), ExportError> {
    let mut out = BufWriter::new(out);
    out.write_all(b"[")?;
    rows(table, &mut out, |row| if row == 0 { b"\n" } else { b",\n" })?;
    out.write_all(b"\n]\n")?;
    Ok(out.flush()?)
}

/// An object a line, and nothing else.
pub(crate) fn write_lines(table: &Table, out: impl Write) -> Result<(), ExportError> {
    let mut out = BufWriter::new(out);
    rows(table, &mut out, |row| if row == 0 { b"" } else { b"\n" })?;
    if table.rows() > 0 {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn rows(table: &Table, out: &mut impl Write, before: impl Fn(usize) -> &'static [u8]) -> Result<(), ExportError> {
    let mut keys = Vec::with_capacity(table.columns().len());
    for (position, column) in table.columns().iter().enumerate() {
        let name = serde_json::to_string(column.description.name.as_ref());
        let name = name.map_err(|error| ExportError::of(Format::Json, error))?;
        keys.push(format!("{}{name}:", if position == 0 { "{" } else { "," }));
    }
    for row in 0..table.rows() {
        out.write_all(before(row))?;
        for (key, column) in keys.iter().zip(table.columns()) {
            out.write_all(key.as_bytes())?;
            value(out, &column.values.get(row))?;
        }
        out.write_all(if keys.is_empty() { b"{}" } else { b"}" })?;
    }
    Ok(())
}

/// Numbers are written with the fewest digits that give the same number back.
fn value(out: &mut impl Write, value: &Value) -> Result<(), ExportError> {
    let written = match value {
        Value::Nothing => serde_json::to_writer(out, &()),
        Value::Text(text) => serde_json::to_writer(out, text.as_ref()),
        Value::Code(code, _) => serde_json::to_writer(out, code.word),
        Value::Whole(whole) => serde_json::to_writer(out, whole),
        Value::Number(number) => serde_json::to_writer(out, number),
    };
    written.map_err(|error| match error.io_error_kind() {
        Some(kind) => ExportError::Io(kind.into()),
        None => ExportError::of(Format::Json, error),
    })
}
