//! An Excel workbook that needs no cleaning: a sheet for each table with one header row, and sheets that explain.
//!
//! Headers are the columns' technical names, so that pivots and queries outlive a change of language. Beside each column of codes stands one with
//! what the codes mean.

mod explained;
mod limits;
mod looks;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use views::{Table, View};

use crate::{Context, ExportError, Format, Out};
use explained::Words;
use looks::Looks;

/// Deflate's level: higher ones take much more time for a few percent.
const COMPRESSION: u8 = 1;

/// One sheet for each table, then the codebook, the method, and why cells are hidden.
pub(crate) fn write(tables: &[Table], context: &Context, out: Out<'_>) -> Result<(), ExportError> {
    tables.iter().try_for_each(limits::check)?;
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    workbook.set_properties(&properties(context).map_err(fault)?);
    let looks = Looks::new();
    for (position, table) in tables.iter().filter(|table| !is_codebook(table)).enumerate() {
        let name = sheet::name(table.name(), position);
        sheet::write(&mut workbook, &name, table, context.language, &looks).map_err(fault)?;
    }
    let codebook = tables.iter().find(|table| is_codebook(table)).unwrap_or(&context.codebook);
    let words = Words::of(context.language);
    sheet::write(&mut workbook, words.codebook, codebook, context.language, &looks).map_err(fault)?;
    explained::write_method(&mut workbook, &words, context, &looks).map_err(fault)?;
    explained::write_reasons(&mut workbook, &words, context.language, &looks).map_err(fault)?;
    workbook.save_to_writer(out).map_err(fault)
}

fn is_codebook(table: &Table) -> bool {
    table.name() == View::Codebook.name()
}

/// Title, producer and the day it counts as made on; never a clock.
fn properties(context: &Context) -> Result<DocProperties, XlsxError> {
    let date = context.date;
    let day = ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(1900), date.month(), date.day())?;
    let properties = DocProperties::new().set_title(&context.title).set_company(&context.producer);
    Ok(properties.set_creation_datetime(&day))
}

fn fault(error: XlsxError) -> ExportError {
    match error {
        XlsxError::IoError(error) => ExportError::Io(error),
        other => ExportError::of(Format::Xlsx, other),
    }
}
