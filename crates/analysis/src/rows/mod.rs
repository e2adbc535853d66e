//! Questions about rows that the reader holds: the statistics behind `mestring stats`, `compare`, `dif` and `invariance`.
//!
//! The caller names a file that they can open, so nothing is withheld: each result leaves through
//! [`disclosure::HolderReport`], the explicit door for that case, and must never be published.

pub mod compare;
pub mod dif;
mod figures;
pub mod invariance;
mod request;
pub mod stats;

use std::collections::BTreeMap;

pub use counts::Matching;
use counts::{ScaleCounts, ScaleShape, ScoreTotal};
use disclosure::{Acknowledgement, HolderReport};
use indices::aggregation::GroupMoments;
use indices::{Estimate, Interval, Why};
use serde::Serialize;
use survey::MissingRule;
use thiserror::Error;

use crate::table::{Labels, Table, TableError};
pub use request::{ItemsRequest, RequestError, ScaleRequest};

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

/// The scales asked for, with the columns that are turned round.
#[derive(Clone, Copy)]
pub struct Scales<'a> {
    scales: &'a [ScaleRequest],
    reversed: &'a [String],
}

impl<'a> Scales<'a> {
    /// Scales with names of their own, and reversed columns that one of them uses.
    ///
    /// # Errors
    /// [`RowsError::SameName`], [`RowsError::ReversedNowhere`].
    pub fn new(scales: &'a [ScaleRequest], reversed: &'a [String]) -> Result<Self, RowsError> {
        for (position, scale) in scales.iter().enumerate() {
            if scales.iter().skip(position + 1).any(|other| other.name() == scale.name()) {
                return Err(RowsError::SameName(scale.name().to_owned()));
            }
        }
        let unused = reversed.iter().find(|column| !scales.iter().any(|scale| scale.columns().contains(column)));
        unused.map_or(Ok(Self { scales, reversed }), |column| Err(RowsError::ReversedNowhere(column.clone())))
    }

    /// Every column that a scale needs.
    fn columns(&self) -> impl Iterator<Item = &'a str> {
        self.scales.iter().flat_map(ScaleRequest::columns).map(String::as_str)
    }

    /// The answers to one scale.
    fn answers(&self, scale: &ScaleRequest, table: &Table) -> Result<Answers, RowsError> {
        let name = scale.name().to_owned();
        let keys = scale.columns().iter().map(|column| self.reversed.contains(column)).collect();
        let shape = ScaleShape::new(scale.points(), keys, MissingRule::Complete)
            .map_err(|reason| RowsError::Shape { name: name.clone(), reason })?;
        let codes: Result<Vec<Vec<u8>>, TableError> =
            scale.columns().iter().map(|column| table.codes(column, scale.points())).collect();
        Ok(Answers { name, shape, codes: codes? })
    }
}

/// The answers to one scale, a column per item.
struct Answers {
    name: String,
    shape: ScaleShape,
    codes: Vec<Vec<u8>>,
}

impl Answers {
    fn columns(&self) -> Vec<&[u8]> {
        self.codes.iter().map(Vec::as_slice).collect()
    }

    /// The counts in every cell: row r belongs to cell `cells[r]`.
    fn count(&self, cells: &[u32], count: usize) -> Result<Vec<ScaleCounts>, RowsError> {
        let mut counts: Vec<ScaleCounts> = (0..count).map(|_| ScaleCounts::new(&self.shape)).collect();
        ScaleCounts::add_columns(&mut counts, cells, &self.columns())
            .map_err(|reason| RowsError::Count { name: self.name.clone(), reason })?;
        Ok(counts)
    }
}

/// The ends of a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl From<Interval> for Bounds {
    fn from(interval: Interval) -> Self {
        Self { lower: interval.low, upper: interval.high }
    }
}

/// Why fields are `null`: the field's name and the reason.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Unknown(BTreeMap<String, String>);

impl Unknown {
    /// The value of an estimate; its reason is kept under the field's name when there is none.
    fn value(&mut self, field: &str, estimate: &Estimate) -> Option<f64> {
        self.known(field, estimate.why().map_or(Ok(()), Err))?;
        estimate.value()
    }

    /// Keeps the reason of a field.
    fn keep(&mut self, field: &str, why: Why) {
        self.0.insert(field.to_owned(), why.to_string());
    }

    /// What a calculation gave; its reason is kept under the field's name when it gave nothing.
    fn known<T>(&mut self, field: &str, result: Result<T, Why>) -> Option<T> {
        result.map_err(|why| self.keep(field, why)).ok()
    }

    /// Fields and reasons, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, why)| (field.as_str(), why.as_str()))
    }

    /// Whether everything is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The scores of some people as the statistics of groups want them; none beyond 128 bits.
fn group_moments(total: &ScoreTotal) -> Result<GroupMoments, Why> {
    let squares = i128::try_from(total.squares).map_err(|_| Why::TooLarge)?;
    Ok(GroupMoments { n: total.persons, sum: i128::from(total.sum), squares })
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
