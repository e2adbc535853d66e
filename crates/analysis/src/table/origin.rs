//! Where rows came from, in the words of a message.

use std::fmt;
use std::path::PathBuf;

/// Where the rows of a table came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// Memory.
    Memory,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    origin: Origin,
    /// Line in a CSV file; row, counted from 0, plus two elsewhere.
    line: usize,
}

impl Origin {
    pub(super) fn at(&self, line: usize) -> Place {
        Place { origin: self.clone(), line }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(file) => file.display().fmt(to),
            Origin::Memory => to.write_str("the frame"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            Origin::File(_) => write!(to, "{}, line {}", self.origin, self.line),
            // Frames count their rows from 0.
            Origin::Memory => write!(to, "{}, row {}", self.origin, self.line.saturating_sub(2)),
        }
    }
}
