//! One table as one sheet.

use rust_xlsxwriter::{ColNum, RowNum, Workbook, Worksheet, XlsxError};
use survey::Language;
use views::{Code, Column, Kind, Table, Value, Values};

use super::looks::Looks;

/// The longest name of a sheet.
const NAME: usize = 31;
/// What no name of a sheet may have in it.
const NOT_IN_NAMES: [char; 8] = ['[', ']', ':', '*', '?', '/', '\\', '\''];
/// The widest column, in characters; longer texts are read in the line above the sheet.
const WIDEST: usize = 44;
/// Rows that are looked at for the width of a column.
const LOOKED_AT: usize = 200;
/// The column that says whether a number is shown, and its word for that.
const STATUS: &str = "status";
const SHOWN: &str = "shown";

/// How many columns of the sheet a column of the table takes: codes have their labels beside them.
pub(super) const fn width(kind: Kind) -> usize {
    if matches!(kind, Kind::Code(_)) { 2 } else { 1 }
}

/// A table's name as that of a sheet: what Excel does not take is `_`, and what is too long ends in its number.
pub(super) fn name(table: &str, position: usize) -> String {
    let plain: String = table.chars().map(|c| if NOT_IN_NAMES.contains(&c) { '_' } else { c }).collect();
    if !plain.is_empty() && plain.chars().count() <= NAME {
        return plain;
    }
    let number = format!("_{}", position + 1);
    plain.chars().take(NAME - number.len()).collect::<String>() + &number
}

/// A column of the sheet.
struct Shown<'t> {
    at: ColNum,
    header: String,
    column: &'t Column,
    /// Whether it says what the codes mean, instead of the codes.
    is_label: bool,
}

/// Writes a table: a frozen header with filters, and a row for each row.
pub(super) fn write(
    workbook: &mut Workbook,
    name: &str,
    table: &Table,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    let columns = shown(table);
    for shown in &columns {
        sheet.set_column_width(shown.at, breadth(shown, language))?;
        if let Some(look) = looks.of(shown.column.description.kind) {
            sheet.set_column_format(shown.at, look)?;
        }
        sheet.write_string_with_format(0, shown.at, &shown.header, &looks.header)?;
    }
    let mut line: RowNum = 0;
    for row in 0..table.rows() {
        line += 1;
        for shown in &columns {
            write_cell(sheet, (line, shown.at), shown, row, language, looks)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(last) = columns.last() {
        sheet.autofilter(0, 0, line, last.at)?;
    }
    Ok(())
}

/// The columns of a sheet: those of the table, and after each of codes what they mean, under a name that is not taken.
fn shown(table: &Table) -> Vec<Shown<'_>> {
    let mut columns = Vec::new();
    let mut at = 0;
    for column in table.columns() {
        let name = &column.description.name;
        columns.push(Shown { at, header: name.to_string(), column, is_label: false });
        at += 1;
        if matches!(column.description.kind, Kind::Code(_)) {
            let mut header = format!("{name}_label");
            while table.column(&header).is_some() {
                header.push('_');
            }
            columns.push(Shown { at, header, column, is_label: true });
            at += 1;
        }
    }
    columns
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, at): (RowNum, ColNum),
    shown: &Shown<'_>,
    row: usize,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match shown.column.values.get(row) {
        Value::Nothing => {}
        Value::Text(text) => {
            sheet.write_string(line, at, text.as_ref())?;
        }
        Value::Code(code, _) => {
            let text = if shown.is_label { code.label.get(language) } else { code.word };
            if shown.column.description.name == STATUS && code.word != SHOWN {
                sheet.write_string_with_format(line, at, text, &looks.hidden)?;
            } else {
                sheet.write_string(line, at, text)?;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "Excel has no other numbers than these")]
        Value::Whole(whole) => {
            sheet.write_number(line, at, whole as f64)?;
        }
        Value::Number(number) => {
            sheet.write_number(line, at, number)?;
        }
    }
    Ok(())
}

/// Wide enough for the header and for the first rows.
fn breadth(shown: &Shown<'_>, language: Language) -> u32 {
    let longest = match &shown.column.values {
        Values::Text(texts) => {
            let lengths = texts.iter().take(LOOKED_AT).flatten().map(|text| text.chars().count());
            lengths.max().unwrap_or(0)
        }
        Values::Code(codes, _) => {
            let text = |code: &Code| if shown.is_label { code.label.get(language) } else { code.word };
            codes.iter().map(|code| text(code).chars().count()).max().unwrap_or(0)
        }
        Values::Whole(_) | Values::Number(_) => 10,
    };
    // The button of the filter takes three characters.
    let wanted = longest.max(shown.header.chars().count() + 3).min(WIDEST);
    u32::try_from(wanted).unwrap_or(10)
}
