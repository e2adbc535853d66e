//! Questions about rows that the reader holds: the statistics behind `mestring stats`, `compare`, `dif` and `invariance`.
//!
//! The caller names a file that they can open, so nothing is withheld: each result leaves through
//! [`disclosure::HolderReport`], the explicit door for that case, and must never be published.

mod asked;
pub mod compare;
pub mod dif;
mod figures;
pub mod invariance;
mod request;
pub mod stats;
mod told;

pub use counts::Matching;
use counts::ScaleCounts;
use disclosure::{Acknowledgement, HolderReport};
use serde::Serialize;
use thiserror::Error;

use crate::table::{Labels, Table, TableError};
use asked::{Answers, Scales};
pub use request::{ItemsRequest, RequestError, ScaleRequest};
pub use told::{Bounds, Unknown};

/// Why there are no statistics of the rows.
#[derive(Debug, Error)]
pub enum RowsError {
    /// The table cannot be read, or a field is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A scale that cannot be counted.
    #[error("scale {name}: {reason}")]
    Shape {
        /// The scale.
        name: String,
        /// Why.
        reason: counts::ShapeError,
    },
    /// Counting was declined.
    #[error("scale {name}: {reason}")]
    Count {
        /// The scale.
        name: String,
        /// Why.
        reason: counts::CountError,
    },
    /// `--reverse` names a column that no scale uses.
    #[error("--reverse names column {0}, which no --scale uses; add it to a scale or leave it out")]
    ReversedNowhere(String),
    /// Items are turned round on points that nobody declared.
    #[error("--reverse needs the answer points of --items; end them with :MIN-MAX, as A1,A2,A3:1-6")]
    ReversedWithoutPoints,
    /// The typed model is none.
    #[error("--model: {0}")]
    Model(indices::factor::ModelError),
    /// Two groups are needed.
    #[error("--group {column}: every row says `{only}`; a comparison needs a column with two groups or more")]
    OneGroup {
        /// The column.
        column: String,
        /// The only group.
        only: String,
    },
    /// More groups than anybody can compare.
    #[error("--group {column} holds {found} groups; at most {most} can be compared")]
    TooManyGroups {
        /// The column.
        column: String,
        /// How many it holds.
        found: usize,
        /// How many can be compared.
        most: usize,
    },
    /// Two scales of one name.
    #[error("two scales are called {0}; give each its own name")]
    SameName(String),
}

/// The groups of a column, two at least.
fn groups(table: &Table, column: &str) -> Result<Labels, RowsError> {
    let groups = table.labels(column)?;
    match groups.labels.as_slice() {
        [only] => Err(RowsError::OneGroup { column: column.to_owned(), only: only.clone() }),
        labels if labels.len() > counts::MAX_GROUPS => {
            Err(RowsError::TooManyGroups { column: column.to_owned(), found: labels.len(), most: counts::MAX_GROUPS })
        }
        _ => Ok(groups),
    }
}

/// Counts of several cells together. They have one shape, so merging cannot be refused.
fn together<'a>(cells: impl IntoIterator<Item = &'a ScaleCounts>) -> Option<ScaleCounts> {
    let mut cells = cells.into_iter();
    let mut sum = cells.next()?.clone();
    for counts in cells {
        sum.merge(counts).ok()?;
    }
    Some(sum)
}

/// Hands a result to whoever holds the rows.
fn held<T: Serialize>(statistics: T) -> HolderReport<T> {
    HolderReport::new(statistics, Acknowledgement::reader_holds_the_rows())
}
