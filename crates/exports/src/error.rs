//! Why a file was not written.

use std::error::Error;
use std::io;

use crate::Format;

/// Why a file was not written. The first five say what to ask for instead; nothing has been written then.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is nothing to write.
    #[error("there is no table to write: name one view at least")]
    NoTable,
    /// A format of one table was given several.
    #[error("{} holds one table, and {found} were given: name one view, or take xlsx, package or ddi", format.name())]
    OneTable {
        /// The format.
        format: Format,
        /// How many were given.
        found: usize,
    },
    /// Two tables or two columns have one name.
    #[error("two {of} are called {name}: give each a name of its own")]
    SameName {
        /// Tables, or columns of which table.
        of: String,
        /// The name.
        name: String,
    },
    /// More than a worksheet holds.
    #[error(
        "{table} has {found} {what}, and Excel holds {most} at most: choose fewer, or take parquet, csv or sav, which have no such limit"
    )]
    ExcelLimit {
        /// The table.
        table: String,
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much Excel holds.
        most: usize,
    },
    /// A text that is longer than a cell holds.
    #[error(
        "row {row} of {table}, column {column}, is a text of {found} characters, and a cell of Excel holds 32767: take csv, parquet or json for this table"
    )]
    ExcelText {
        /// The table.
        table: String,
        /// The row, from 1, without the header.
        row: usize,
        /// The column.
        column: String,
        /// Its length.
        found: usize,
    },
    /// What is written to does not take it.
    #[error("the file could not be written: {0}")]
    Io(#[from] io::Error),
    /// A library could not write what it was given: our fault.
    #[error("the {} file could not be made: {problem}", format.name())]
    Fault {
        /// The format.
        format: Format,
        /// What the library says.
        problem: Box<dyn Error + Send + Sync>,
    },
}

impl ExportError {
    /// What a library says, or the failed writing that it passes on.
    pub(crate) fn of(format: Format, problem: impl Error + Send + Sync + 'static) -> ExportError {
        ExportError::Fault { format, problem: Box::new(problem) }
    }
}
