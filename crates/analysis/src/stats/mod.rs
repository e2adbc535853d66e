//! Statistics of any table: reliability, agreement and aggregation of scales that somebody names on the command line.
//!
//! The caller holds the rows, so nothing is withheld: the result leaves through [`disclosure::HolderReport`], the
//! explicit door for that case, and must never be published.

mod findings;
mod request;
mod text;

use std::path::Path;

use counts::{ScaleCounts, ScaleShape};
use disclosure::{Acknowledgement, HolderReport};
use survey::MissingRule;
use thiserror::Error;

use crate::table::{Table, TableError, Units};
pub use findings::{
    Aggregation, Agreement, AgreementSummary, Bounds, Reliability, ScaleStatistics, Statistics, UnitMeans,
};
pub use request::{RequestError, ScaleRequest};
pub use text::text;

/// Why there are no statistics.
#[derive(Debug, Error)]
pub enum StatsError {
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
    /// Two scales of one name.
    #[error("two scales are called {0}; give each its own name")]
    SameName(String),
}

/// Computes the statistics of every requested scale.
///
/// Persons with a missing answer in a scale are left out of that scale (listwise deletion), before they are grouped.
///
/// # Errors
/// When the file, a column or a field is not what was promised; the message names file, line and column.
pub fn of_file(
    file: &Path,
    unit: &str,
    scales: &[ScaleRequest],
    reversed: &[String],
) -> Result<HolderReport<Statistics>, StatsError> {
    check(scales, reversed)?;
    let mut columns = vec![unit];
    columns.extend(scales.iter().flat_map(ScaleRequest::columns).map(String::as_str));
    let table = Table::open(file, &columns)?;
    let units = table.units(unit)?;
    let mut statistics = Statistics::default();
    for scale in scales {
        let per_unit = count(&table, &units, scale, reversed)?;
        let found = ScaleStatistics::of(scale, table.rows(), &units.labels, &per_unit);
        statistics.scales.insert(scale.name().to_owned(), found);
    }
    Ok(HolderReport::new(statistics, Acknowledgement::reader_holds_the_rows()))
}

fn check(scales: &[ScaleRequest], reversed: &[String]) -> Result<(), StatsError> {
    for (position, scale) in scales.iter().enumerate() {
        if scales.iter().skip(position + 1).any(|other| other.name() == scale.name()) {
            return Err(StatsError::SameName(scale.name().to_owned()));
        }
    }
    let unused = reversed.iter().find(|column| !scales.iter().any(|scale| scale.columns().contains(column)));
    unused.map_or(Ok(()), |column| Err(StatsError::ReversedNowhere(column.clone())))
}

fn count(
    table: &Table,
    units: &Units,
    scale: &ScaleRequest,
    reversed: &[String],
) -> Result<Vec<ScaleCounts>, StatsError> {
    let name = || scale.name().to_owned();
    let keys = scale.columns().iter().map(|column| reversed.contains(column)).collect();
    let shape = ScaleShape::new(scale.points(), keys, MissingRule::Complete)
        .map_err(|reason| StatsError::Shape { name: name(), reason })?;
    let codes: Result<Vec<Vec<u8>>, TableError> =
        scale.columns().iter().map(|column| table.codes(column, scale.points())).collect();
    let codes = codes?;
    let columns: Vec<&[u8]> = codes.iter().map(Vec::as_slice).collect();
    let mut per_unit: Vec<ScaleCounts> = units.labels.iter().map(|_| ScaleCounts::new(&shape)).collect();
    ScaleCounts::add_columns(&mut per_unit, &units.of_row, &columns)
        .map_err(|reason| StatsError::Count { name: name(), reason })?;
    Ok(per_unit)
}
