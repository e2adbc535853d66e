//! Whether each item of a scale works alike in two groups of equal standing.

mod findings;
mod text;

use std::path::Path;

use counts::{DifDesign, DifTable, Matching};
use disclosure::HolderReport;

use super::{Answers, ItemsRequest, RowsError, Scales, groups, held};
use crate::table::{Labels, Table};
pub use findings::{Comparison, Dif, Gmh, ItemDif, MantelTest, OrdinalLogisticTest};
pub use text::text;

/// Looks at every item: the first group, in the order of the labels, against each other one.
///
/// Persons are matched on the sum of all items, the studied one included or not; who left an item out is left out. Points
/// that are not declared are those that the answers use; reversed items need declared ones.
///
/// # Errors
/// When the file, a column or a field is not what was promised; the message names file, line and column.
pub fn of_file(
    file: &Path,
    group: &str,
    items: &ItemsRequest,
    reversed: &[String],
    matching: Matching,
) -> Result<HolderReport<Dif>, RowsError> {
    let columns: Vec<&str> = [group].into_iter().chain(names(items)).collect();
    asked_rightly(items, reversed)?;
    every_item(&Table::open(file, &columns)?, group, items, reversed, matching)
}

/// The same of rows that are in memory already.
///
/// # Errors
/// As [`of_file`]; the message names row and column.
pub fn of_table(
    table: &Table,
    group: &str,
    items: &ItemsRequest,
    reversed: &[String],
    matching: Matching,
) -> Result<HolderReport<Dif>, RowsError> {
    asked_rightly(items, reversed)?;
    every_item(table, group, items, reversed, matching)
}

fn names(items: &ItemsRequest) -> impl Iterator<Item = &str> {
    items.columns().iter().map(String::as_str)
}

/// Items cannot be turned round on points that nobody knows yet.
fn asked_rightly(items: &ItemsRequest, reversed: &[String]) -> Result<(), RowsError> {
    if items.points().is_none() && !reversed.is_empty() {
        return Err(RowsError::ReversedWithoutPoints);
    }
    Ok(())
}

fn every_item(
    table: &Table,
    group: &str,
    items: &ItemsRequest,
    reversed: &[String],
    matching: Matching,
) -> Result<HolderReport<Dif>, RowsError> {
    let names: Vec<&str> = names(items).collect();
    let scale = items.with(items.points().map_or_else(|| table.observed_points(&names), Ok)?);
    let asked = Scales::new(std::slice::from_ref(&scale), reversed)?;
    let labels = groups(table, group)?;
    let answers = asked.answers(&scale, table)?;
    let tables = (0..names.len()).map(|item| counted(&answers, &labels, item, matching));
    let tables = tables.collect::<Result<Vec<DifTable>, RowsError>>()?;
    Ok(held(Dif::of(group, &scale, &labels.labels, &tables, matching)))
}

fn counted(answers: &Answers, groups: &Labels, item: usize, matching: Matching) -> Result<DifTable, RowsError> {
    let refused = |reason| RowsError::Shape { name: answers.name.clone(), reason };
    let anchors = vec![true; answers.codes.len()];
    let design = DifDesign::new(&answers.shape, item, &anchors, matching).map_err(refused)?;
    let mut table = DifTable::new(&design, groups.labels.len()).map_err(refused)?;
    table
        .add_columns(&groups.of_row, &answers.columns())
        .map_err(|reason| RowsError::Count { name: answers.name.clone(), reason })?;
    Ok(table)
}
