//! Reliability, agreement and aggregation of scales that somebody names on the command line.

mod record;
mod text;

use std::path::Path;

use counts::{ItemTotals, OrderedItem, OrderedShape, PairMoments, Patterns, ScaleShape};
use disclosure::HolderReport;

use super::{Answers, RowsError, ScaleRequest, Scales, held};
use crate::table::{Labels, Table};
use record::Counted;
pub use record::{
    Aggregation, Agreement, AgreementSummary, Climate, Components, CrossProducts, Guttman, Lme, LmerMl, LmerReml,
    Matrix, MinresOmega, Mixed, OneFactor, Reliability, ScaleStatistics, Statistics, UnitMeans,
};
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
    every_scale(&Table::open(file, &columns)?, unit, scales, asked)
}

/// The same of rows that are in memory already.
///
/// # Errors
/// As [`of_file`]; the message names row and column.
pub fn of_table(
    table: &Table,
    unit: &str,
    scales: &[ScaleRequest],
    reversed: &[String],
) -> Result<HolderReport<Statistics>, RowsError> {
    every_scale(table, unit, scales, Scales::new(scales, reversed)?)
}

fn every_scale(
    table: &Table,
    unit: &str,
    scales: &[ScaleRequest],
    asked: Scales<'_>,
) -> Result<HolderReport<Statistics>, RowsError> {
    let units = table.labels(unit)?;
    let mut statistics = Statistics::default();
    for scale in scales {
        let counted = count(&asked.answers(scale, table)?, table, &units)?;
        statistics.scales.insert(scale.name().to_owned(), ScaleStatistics::of(scale, &units.labels, &counted));
    }
    Ok(held(statistics))
}

fn count(answers: &Answers, table: &Table, units: &Labels) -> Result<Counted, RowsError> {
    let everybody = vec![0; table.rows()];
    let (mut pairs, mut totals) = (vec![PairMoments::new(&answers.shape)], vec![ItemTotals::new(&answers.shape)]);
    let (name, columns) = (&answers.name, answers.columns());
    let declined = |reason| RowsError::Count { name: name.clone(), reason };
    PairMoments::add_columns(&mut pairs, &everybody, &columns).map_err(declined)?;
    ItemTotals::add_columns(&mut totals, &everybody, &columns).map_err(declined)?;
    let per_unit = answers.count(&units.of_row, units.labels.len())?;
    let patterns = patterns(&answers.shape, &columns);
    let one = |shape: &ScaleShape| (PairMoments::new(shape), ItemTotals::new(shape));
    let (pairs, totals) = pairs.pop().zip(totals.pop()).unwrap_or_else(|| one(&answers.shape));
    Ok(Counted { rows: table.rows(), per_unit, pairs, totals, patterns })
}

/// The complete answers by what they are; nothing where there are more items or persons than patterns are kept for.
fn patterns(shape: &ScaleShape, columns: &[&[u8]]) -> Option<Patterns> {
    let item = |reversed: &bool| OrderedItem { points: shape.points(), reversed: *reversed };
    let mut patterns = Patterns::new(&OrderedShape::new(shape.reversed().iter().map(item).collect()).ok()?);
    patterns.add_columns(columns).ok()?;
    Some(patterns)
}
