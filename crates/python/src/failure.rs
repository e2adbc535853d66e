//! What a call raises that does not end well.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use analysis::rows::RowsError;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::{PyErr, PyResult, create_exception};

create_exception!(
    mestring,
    Refused,
    PyValueError,
    "Something is wrong with what was given; the message says what, where, and what to do."
);
create_exception!(mestring, Fault, PyRuntimeError, "Something is wrong with Mestring itself; please report it.");

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No file or folder of this name.
    #[error("{}: there is no such file or folder; check the path", .0.display())]
    NotThere(PathBuf),
    /// A file that cannot be read.
    #[error("{}: cannot be read ({reason}); check the rights, and that it is a text file", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A folder without a release.
    #[error(
        "{}: nothing is released here; name the folder of a project after `mestring release`, or a cube.json",
        .0.display()
    )]
    NothingReleased(PathBuf),
    /// The ledger of releases is not as it was written.
    #[error(transparent)]
    Ledger(#[from] archive::LedgerError),
    /// The same, told by a reader of the ledger alone.
    #[error(transparent)]
    Files(#[from] survey::FileErrors),
    /// A file that is no cube.
    #[error("{}, line {line}: not a sealed cube of this version ({reason}); release the wave again with this program", file.display())]
    NoCube {
        /// The file.
        file: PathBuf,
        /// The line.
        line: usize,
        /// Why.
        reason: String,
    },
    /// A view that is not there.
    #[error(transparent)]
    View(#[from] views::UnknownView),
    /// A request that the cubes cannot answer.
    #[error(transparent)]
    Request(#[from] query::RequestRefusal),
    /// A statement that is no question.
    #[error(transparent)]
    Sql(#[from] query::SqlRefusal),
    /// A scale that is none.
    #[error(transparent)]
    Scale(#[from] analysis::rows::RequestError),
    /// Statistics that cannot be computed.
    #[error(transparent)]
    Rows(#[from] analysis::rows::RowsError),
    /// Something else about what was given, in a sentence.
    #[error("{0}")]
    Given(String),
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> PyErr {
        match failure {
            Failure::Rows(error) => Refused::new_err(of_rows(&error)),
            Failure::Ledger(error) if !error.is_about_input() => Fault::new_err(error.to_string()),
            other => Refused::new_err(other.to_string()),
        }
    }
}

/// What the command line says of its options, said of the arguments of the same names.
fn of_rows(error: &RowsError) -> String {
    match error {
        RowsError::ReversedNowhere(column) => {
            format!("reverse names column {column}, which no scale uses; add it to a scale or leave it out")
        }
        RowsError::ReversedWithoutPoints => {
            "reverse needs the answer points of the items; give them as points=(1, 5)".to_owned()
        }
        RowsError::Model(reason) => format!("model: {reason}"),
        RowsError::OneGroup { column, only } => {
            format!("group {column}: every row says `{only}`; a comparison needs a column with two groups or more")
        }
        RowsError::TooManyGroups { column, found, most } => {
            format!("group {column} holds {found} groups; at most {most} can be compared")
        }
        other => other.to_string(),
    }
}

/// Does the work; a panic in it is a fault of ours, which Python can catch like any other error.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Ok(done?),
        Err(_) => {
            Err(Fault::new_err("Mestring came to a place it should never reach; nothing was changed, please report it"))
        }
    }
}
