//! Reliability, agreement and aggregation of scales that somebody names on the command line.

mod findings;
mod text;

use std::path::Path;

use disclosure::HolderReport;

use super::{RowsError, ScaleRequest, Scales, held};
use crate::table::Table;
pub use findings::{Aggregation, Agreement, AgreementSummary, Reliability, ScaleStatistics, Statistics, UnitMeans};
pub use text::text;

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
) -> Result<HolderReport<Statistics>, RowsError> {
    let asked = Scales::new(scales, reversed)?;
    let columns: Vec<&str> = [unit].into_iter().chain(asked.columns()).collect();
    let table = Table::open(file, &columns)?;
    let units = table.labels(unit)?;
    let mut statistics = Statistics::default();
    for scale in scales {
        let per_unit = asked.count(scale, &table, &units.of_row, units.labels.len())?;
        let found = ScaleStatistics::of(scale, table.rows(), &units.labels, &per_unit);
        statistics.scales.insert(scale.name().to_owned(), found);
    }
    Ok(held(statistics))
}
