//! A CSV file of one view: with commas and points, or as a Norwegian Excel wants it, with semicolons and decimal commas.

use csv::{ReaderBuilder, StringRecord};
use survey::{FileError, FileErrors};

use super::views::{TEXTS, Value, View, name_by, release};
use super::{Context, Reader, text};
use crate::release::Release;

/// Columns that stand in views and in nothing else that is published.
const OF_VIEWS: [&str; 4] = ["group_kind", "measure_name", "label_nb", "title_nb"];
/// What Excel's kind of CSV begins with.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// What a text that Excel would compute begins with; there an apostrophe stands before it.
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Reads a CSV file of one view.
#[derive(Clone, Copy, Debug)]
pub struct ViewCsv<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for ViewCsv<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        release(self.context, file, &[view(file, bytes, None)?])
    }
}

/// Whether the file's header is that of a view, and not of a table of cells.
pub(super) fn is_view(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let line = line.trim_start_matches(BYTE_ORDER_MARK);
    let header: Vec<String> = line.split([',', ';']).map(|name| name.trim().trim_matches('"').to_owned()).collect();
    name_by(&header).is_some() || header.iter().any(|name| OF_VIEWS.contains(&name.as_str()))
}

/// The view in a file. Its name is that of the file in a package; without one it is seen from the columns.
pub(super) fn view(file: &str, bytes: &[u8], name: Option<&str>) -> Result<View, FileErrors> {
    let text = text(file, bytes)?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let dialect = Dialect::of(text);
    let mut reader = ReaderBuilder::new().delimiter(dialect.delimiter()).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map(csv::Position::line);
        FileErrors::from(FileError::new(file, line, "", error.to_string(), "give the file as it was exported"))
    };
    let header: Vec<String> = reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
    let mut view = match name {
        Some(name) => View { name: name.to_owned(), header, rows: Vec::new() },
        None => View::unnamed(header, Vec::new()),
    };
    if !view.is_read() {
        return Ok(view);
    }
    let mut errors = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        match row(file, &view.header, &record, dialect) {
            Ok(row) => view.rows.push(row),
            Err(error) => errors.push(error),
        }
    }
    FileErrors::unless_empty(errors)?;
    Ok(view)
}

fn row(file: &str, header: &[String], record: &StringRecord, dialect: Dialect) -> Result<Vec<Value>, FileError> {
    let value = |(name, field): (&String, &str)| match field {
        "" => Ok(Value::Text(String::new())),
        text if TEXTS.contains(&name.as_str()) => Ok(Value::Text(dialect.text(text).to_owned())),
        digits => dialect.number(digits).map(Value::Number).ok_or_else(|| {
            let line = record.position().map(csv::Position::line);
            FileError::new(file, line, name, format!("{digits:?} is not a number"), "give the file as it was exported")
        }),
    };
    header.iter().zip(record).map(value).collect()
}

/// How fields are parted and numbers are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Plain,
    Norwegian,
}

impl Dialect {
    /// No name of a column has a semicolon.
    fn of(text: &str) -> Dialect {
        let header = text.lines().next().unwrap_or_default();
        if header.contains(';') { Dialect::Norwegian } else { Dialect::Plain }
    }

    const fn delimiter(self) -> u8 {
        match self {
            Dialect::Plain => b',',
            Dialect::Norwegian => b';',
        }
    }

    fn text(self, field: &str) -> &str {
        match field.strip_prefix('\'') {
            Some(text) if self == Dialect::Norwegian && text.starts_with(BEGINS_A_FORMULA) => text,
            _ => field,
        }
    }

    fn number(self, field: &str) -> Option<f64> {
        let number: f64 = match self {
            Dialect::Plain => field.parse().ok()?,
            Dialect::Norwegian => field.replace(',', ".").parse().ok()?,
        };
        number.is_finite().then_some(number)
    }
}
