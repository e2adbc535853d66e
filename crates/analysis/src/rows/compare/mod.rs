//! How groups differ on a scale, when their people work in units, and how each unit differs from the others.

mod findings;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use disclosure::HolderReport;

use super::{RowsError, ScaleRequest, Scales, held};
use crate::table::{Labels, Table};
pub use findings::{Comparisons, Group, Pair, ScaleComparison, UnitComparison};
pub use text::text;

/// Compares every two groups on every requested scale, and every unit with all others.
///
/// Persons with a missing answer in a scale are left out of that scale.
///
/// # Errors
/// When the file, a column or a field is not what was promised; the message names file, line and column.
pub fn of_file(
    file: &Path,
    unit: &str,
    group: &str,
    scales: &[ScaleRequest],
    reversed: &[String],
) -> Result<HolderReport<Comparisons>, RowsError> {
    let asked = Scales::new(scales, reversed)?;
    let columns: Vec<&str> = [unit, group].into_iter().chain(asked.columns()).collect();
    every_scale(&Table::open(file, &columns)?, [unit, group], scales, asked)
}

/// The same of rows that are in memory already.
///
/// # Errors
/// As [`of_file`]; the message names row and column.
pub fn of_table(
    table: &Table,
    unit: &str,
    group: &str,
    scales: &[ScaleRequest],
    reversed: &[String],
) -> Result<HolderReport<Comparisons>, RowsError> {
    every_scale(table, [unit, group], scales, Scales::new(scales, reversed)?)
}

fn every_scale(
    table: &Table,
    [unit, group]: [&str; 2],
    scales: &[ScaleRequest],
    asked: Scales<'_>,
) -> Result<HolderReport<Comparisons>, RowsError> {
    let (units, groups) = (table.labels(unit)?, super::groups(table, group)?);
    let cells = Cells::of(&units, &groups);
    let mut comparisons = Comparisons::default();
    for scale in scales {
        let counts = asked.answers(scale, table)?.count(&cells.of_row, cells.keys.len())?;
        let found = ScaleComparison::of(scale, &units.labels, &groups.labels, &cells.keys, &counts);
        comparisons.scales.insert(scale.name().to_owned(), found);
    }
    Ok(held(comparisons))
}

/// The people of one group in one unit, for every unit and group that occur together.
struct Cells {
    /// Unit and group of each cell.
    keys: Vec<(u32, u32)>,
    /// For each row its cell.
    of_row: Vec<u32>,
}

impl Cells {
    fn of(units: &Labels, groups: &Labels) -> Self {
        let pairs = || units.of_row.iter().copied().zip(groups.of_row.iter().copied());
        let mut position: BTreeMap<(u32, u32), u32> = pairs().map(|pair| (pair, 0)).collect();
        for (number, place) in (0..).zip(position.values_mut()) {
            *place = number;
        }
        let of_row = pairs().filter_map(|pair| position.get(&pair).copied()).collect();
        Self { keys: position.into_keys().collect(), of_row }
    }
}
