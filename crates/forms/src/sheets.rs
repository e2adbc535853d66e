//! Workbooks: one sheet as rows of cells with their numbers.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use survey::FileError;

/// A workbook with its name.
pub(crate) struct Workbook<'a> {
    name: &'a str,
    inner: Xlsx<Cursor<&'a [u8]>>,
}

/// One sheet.
pub(crate) struct Sheet {
    /// The file and the sheet, as messages name them.
    pub(crate) place: String,
    /// Rows from the first one with anything in it, with their numbers in the sheet, counted from 1.
    pub(crate) rows: Vec<(u64, Vec<Data>)>,
}

impl<'a> Workbook<'a> {
    pub(crate) fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self, FileError> {
        let inner = Xlsx::new(Cursor::new(bytes)).map_err(|error| {
            let remedy = "give a workbook that Excel or the other tool saved as .xlsx, without a password";
            FileError::new(name, None, "", format!("it cannot be read as a workbook: {error}"), remedy)
        })?;
        Ok(Self { name, inner })
    }

    /// The names of its sheets.
    pub(crate) fn sheets(&self) -> Vec<String> {
        self.inner.sheet_names()
    }

    /// A sheet by its name, if there is one.
    pub(crate) fn sheet(&mut self, sheet: &str) -> Result<Option<Sheet>, FileError> {
        let place = format!("{}, sheet {sheet}", self.name);
        if !self.sheets().iter().any(|known| known == sheet) {
            return Ok(None);
        }
        let range = self.inner.worksheet_range(sheet).map_err(|error| {
            FileError::new(&place, None, "", format!("it cannot be read: {error}"), "save the workbook again in Excel")
        })?;
        let first = u64::from(range.start().map_or(0, |(row, _)| row)) + 1;
        let rows = (first..).zip(range.rows().map(<[Data]>::to_vec)).collect();
        Ok(Some(Sheet { place, rows }))
    }
}

/// A cell as text; whole numbers have no decimals.
pub(crate) fn text(cell: &Data) -> String {
    match cell {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(date) => date.to_string(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}
