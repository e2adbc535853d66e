//! Columns that somebody has read already.

use std::borrow::Cow;

use thiserror::Error;

/// One column in memory, a cell a row; nothing where there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Text.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Numbers; one that is not a number (NaN) is no answer.
    Number(Vec<Option<f64>>),
}

/// A column is longer or shorter than the others.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column {column} has {found} cells where others have {expected}")]
pub struct UnevenCells {
    /// The column.
    pub column: String,
    /// Its cells.
    pub found: usize,
    /// The cells of the others.
    pub expected: usize,
}

impl Cells {
    /// How many cells there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Cells::Text(cells) => cells.len(),
            Cells::Whole(cells) => cells.len(),
            Cells::Number(cells) => cells.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every cell as a file would have it: a whole number without decimals, and no text where there is no answer.
    pub(super) fn texts(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        match self {
            Cells::Text(cells) => {
                Box::new(cells.iter().map(|cell| cell.as_deref().map_or(Cow::Borrowed(""), Cow::Borrowed)))
            }
            Cells::Whole(cells) => Box::new(cells.iter().map(|cell| written(*cell))),
            Cells::Number(cells) => Box::new(cells.iter().map(|cell| written(*cell))),
        }
    }
}

fn written<'a>(cell: Option<impl ToString>) -> Cow<'a, str> {
    cell.map_or(Cow::Borrowed(""), |cell| Cow::Owned(cell.to_string()))
}
