//! A workbook: each sheet with the name of a view is that view.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};
use survey::FileErrors;

use super::views::{Value, View, release};
use super::{Context, Reader, damaged};
use crate::release::Release;

/// Reads a workbook.
#[derive(Clone, Copy, Debug)]
pub struct Workbook<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for Workbook<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let wrong = |error: &dyn std::fmt::Display| {
            damaged(file, error, "give the workbook as it was exported, not one that was saved again in another format")
        };
        let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
        let mut views = Vec::new();
        for name in workbook.sheet_names() {
            let sheet = workbook.worksheet_range(&name).map_err(|error| wrong(&error))?;
            views.push(view(name, &sheet));
        }
        release(self.context, file, &views)
    }
}

fn view(name: String, sheet: &Range<Data>) -> View {
    let mut rows = sheet.rows();
    let header = rows.next().into_iter().flatten().map(ToString::to_string).collect();
    View { name, header, rows: rows.map(|row| row.iter().map(value).collect()).collect() }
}

fn value(data: &Data) -> Value {
    match data {
        Data::Float(number) => Value::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "Excel has no other numbers than these")]
        Data::Int(number) => Value::Number(*number as f64),
        other => Value::Text(other.to_string()),
    }
}
