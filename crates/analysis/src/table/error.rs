//! Why a file does not give the columns asked for.

use std::path::PathBuf;

use thiserror::Error;

use super::{Origin, Place};

/// Why a file does not give the columns asked for.
#[derive(Debug, Error)]
pub enum TableError {
    /// Neither `.csv` nor `.parquet`.
    #[error("{}: the name ends neither in .csv nor in .parquet; save the table as one of these", file.display())]
    UnknownFormat {
        /// The file.
        file: PathBuf,
    },
    /// The file cannot be opened.
    #[error("{}: cannot be opened ({source}); check the path and the rights", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what its name says.
    #[error("{}: cannot be read as a table ({reason}); the file may be cut short or damaged", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What the reader said, in one line.
        reason: String,
    },
    /// A row with more or fewer fields than the header.
    #[error("{}, line {line}: {found} fields where the header has {expected}; {remedy}", file.display())]
    Fields {
        /// The file.
        file: PathBuf,
        /// Line in the file.
        line: u64,
        /// Fields in the row.
        found: u64,
        /// Fields in the header.
        expected: u64,
        /// What to do.
        remedy: &'static str,
    },
    /// A column that is not there.
    #[error("{origin}: there is no column {column}; the columns are {found}{hint}")]
    NoColumn {
        /// The file or frame.
        origin: Origin,
        /// The column asked for.
        column: String,
        /// The columns found, the first twelve.
        found: String,
        /// A guess at the cause, or nothing.
        hint: &'static str,
    },
    /// A cell that is no answer code.
    #[error("{at}, field {column}: `{given}` is not a whole number; {remedy}")]
    NotACode {
        /// The row.
        at: Place,
        /// The column.
        column: String,
        /// What stands there.
        given: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A cell that is no number.
    #[error("{at}, field {column}: `{given}` is not a number; {remedy}")]
    NotANumber {
        /// The row.
        at: Place,
        /// The column.
        column: String,
        /// What stands there.
        given: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A code outside the declared points.
    #[error("{at}, field {column}: {given} is outside the scale {min}-{max}; correct it or declare other points")]
    OutsideScale {
        /// The row.
        at: Place,
        /// The column.
        column: String,
        /// The code.
        given: i64,
        /// Lowest point.
        min: u8,
        /// Highest point.
        max: u8,
    },
    /// A row without a unit or group.
    #[error("{at}, field {column}: the field is empty, and every row needs its unit or group")]
    NoLabel {
        /// The row.
        at: Place,
        /// The column.
        column: String,
    },
}
