//! Why a pass ends without counts.

use std::path::PathBuf;

use archive::ArchiveError;
use counts::{CountError, MergeError, ShapeError};

/// What stops a pass. Nothing of what was counted is handed out then.
#[derive(Debug, thiserror::Error)]
pub enum TabulationError {
    /// A file cannot be opened or read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A scale that cannot be counted.
    #[error("the instrument cannot be counted: {0}")]
    Shape(#[from] ShapeError),
    /// Rows that hold what no settled file holds.
    #[error("{}, row group {row_group}: {problem}; restore the file from a backup", path.display())]
    Rows {
        /// The file.
        path: PathBuf,
        /// The row group, counted from 0.
        row_group: usize,
        /// What is wrong.
        problem: CountError,
    },
    /// More cells than were stated.
    #[error(
        "{}: there are more than the {cells_max} cells that memory was set aside for; allow more, or walk through them one \
         at a time",
        path.display()
    )]
    TooManyCells {
        /// The file in which the limit was passed.
        path: PathBuf,
        /// The limit.
        cells_max: usize,
    },
    /// Rows that are not sorted by place, so no cell is known to be over.
    #[error(
        "{}, row group {row_group}: the rows are not sorted by unit, former municipality and kind of work, so cells cannot be \
         walked through one at a time; count them into a table instead",
        path.display()
    )]
    Unsorted {
        /// The file.
        path: PathBuf,
        /// The row group, counted from 0.
        row_group: usize,
    },
    /// More rows or fewer than the file states.
    #[error("{}: {found} rows instead of {expected}; restore the file from a backup", path.display())]
    RowCount {
        /// The file.
        path: PathBuf,
        /// Rows it states.
        expected: u64,
        /// Rows it has.
        found: u64,
    },
    /// A cell with more persons than can be counted.
    #[error("two counts of one cell cannot be added: {0}")]
    Merge(#[from] MergeError),
    /// The folder of kept counts cannot be looked through.
    #[error("{}: kept counts cannot be listed or removed: {source}", path.display())]
    Kept {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A thread stopped in the midst of its work.
    #[error("a counting thread ended early; this is a defect in the program")]
    Thread,
}

impl TabulationError {
    /// Whether what was given or found is at fault, and not the disk or the program.
    #[must_use]
    pub const fn is_about_input(&self) -> bool {
        match self {
            Self::Archive(error) => error.is_about_input(),
            Self::Thread | Self::Kept { .. } => false,
            _ => true,
        }
    }
}
