//! An SPSS system file: numbers as numbers, codes as numbers with labels, in one language.
//!
//! A code is its position in its list, counted from 1. What is hidden is system-missing, and the status stands beside it.

use std::io::{BufWriter, Write};

use spss::{
    Cell, Dictionary, FileDay, Label, Measure, Names, Numeric, Textual, ValueLabel, Variable, VariableLabel,
    WriteError, Writer,
};
use survey::Language;
use views::{Code, Column, Description, Kind, Table, Value, Values};

use crate::{Context, ExportError, Format, method};

/// The longest text of a column, in bytes.
const WIDEST: usize = Textual::WIDTH_MAX as usize;

/// Writes the description of the columns, and a row for each row.
pub(crate) fn write(table: &Table, context: &Context, out: impl Write) -> Result<(), ExportError> {
    let dictionary = dictionary(table, context)?;
    let fault = |error| match error {
        WriteError::Io(error) => ExportError::Io(error),
        other => ExportError::of(Format::Sav, other),
    };
    let rows = u64::try_from(table.rows()).map_err(|error| ExportError::of(Format::Sav, error))?;
    let mut writer = Writer::new(BufWriter::new(out), &dictionary, rows).map_err(fault)?;
    let mut cells = Vec::with_capacity(table.columns().len());
    for row in 0..table.rows() {
        cells.clear();
        cells.extend(table.columns().iter().map(|column| cell(&column.values, row)));
        writer.write_row(&cells).map_err(fault)?;
    }
    writer.finish().map_err(fault)?;
    Ok(())
}

fn cell(values: &Values, row: usize) -> Cell<'_> {
    if let Values::Text(texts) = values {
        return texts.get(row).and_then(Option::as_deref).map_or(Cell::Missing, Cell::Text);
    }
    match values.get(row) {
        Value::Number(number) => Cell::Number(number),
        #[expect(clippy::cast_precision_loss, reason = "SPSS has no other numbers than these")]
        Value::Whole(whole) => Cell::Number(whole as f64),
        Value::Code(_, position) => Cell::Number(f64::from(position) + 1.0),
        Value::Nothing | Value::Text(_) => Cell::Missing,
    }
}

fn dictionary(table: &Table, context: &Context) -> Result<Dictionary, ExportError> {
    let mut names = Names::default();
    let mut variables = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        let name = names.made_from(&column.description.name);
        let variable = match column.description.kind {
            Kind::Text => Variable::new(name, texts(table, column)?),
            Kind::Code(codes) => Variable::new(name, coded(codes, context.language)?),
            Kind::Whole => Variable::new(name, numbers(0)?).with_measure(Measure::Scale),
            Kind::Number => Variable::new(name, numbers(4)?).with_measure(Measure::Scale),
        };
        variables.push(labelled(variable, &column.description, context.language));
    }
    let mut dictionary = Dictionary::new(variables).map_err(fault)?;
    let date = context.date;
    let year = u16::try_from(date.year()).map_err(fault)?;
    dictionary = dictionary.with_day(FileDay::new(year, date.month(), date.day()).map_err(fault)?);
    dictionary = dictionary.with_title(Label::shortened(&context.title));
    let notes = method::notes(context.rule, context.language);
    Ok(notes.iter().fold(dictionary, |so_far, note| so_far.with_note(&note.text)))
}

fn labelled(variable: Variable, description: &Description, language: Language) -> Variable {
    match description.label {
        Some(label) => variable.with_label(VariableLabel::shortened(label.get(language))),
        None => variable,
    }
}

fn numbers(decimals: u8) -> Result<Numeric, ExportError> {
    Numeric::decimal(12, decimals).map_err(fault)
}

fn coded(codes: &[Code], language: Language) -> Result<Numeric, ExportError> {
    let mut numeric = Numeric::whole(3).map_err(fault)?;
    let mut number = 0.0;
    for code in codes {
        number += 1.0;
        numeric = numeric.labelled(number, ValueLabel::shortened(code.label.get(language))).map_err(fault)?;
    }
    Ok(numeric)
}

/// As wide as the longest text.
fn texts(table: &Table, column: &Column) -> Result<Textual, ExportError> {
    let Values::Text(texts) = &column.values else { return Textual::of_width(1).map_err(fault) };
    let lengths = texts.iter().map(|text| text.as_deref().map_or(0, str::len));
    let longest = lengths.zip(1..).max_by_key(|(length, _)| *length);
    let (length, row) = longest.unwrap_or((1, 1));
    match u16::try_from(length) {
        Ok(width) if length <= WIDEST => Textual::of_width(width.max(1)).map_err(fault),
        _ => {
            let (table, column) = (table.name().to_owned(), column.description.name.to_string());
            Err(ExportError::SpssText { table, row, column, found: length })
        }
    }
}

fn fault(error: impl std::error::Error + Send + Sync + 'static) -> ExportError {
    ExportError::of(Format::Sav, error)
}
