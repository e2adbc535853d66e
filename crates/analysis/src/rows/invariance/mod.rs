//! Whether groups may be compared at all: does a scale measure the same in each of them?

mod continuous;
mod names;
mod ordered;
mod text;

use std::path::Path;

use disclosure::HolderReport;
use indices::factor::Model;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{RowsError, held};
use crate::table::{Labels, Table};
pub use continuous::{Continuous, Delta, Estimates, FitRecord, LikelihoodRatio, Partial, Scores};
pub use ordered::{Ordered, OrderedDelta, OrderedFitRecord};
pub use text::text;

/// What was found, by how the answers were taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Invariance {
    /// As numbers.
    Continuous(Box<Continuous>),
    /// As ordered categories.
    Ordered(Box<Ordered>),
}

/// Entries that keep their order when they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InOrder<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, entry) in &self.0 {
            map.serialize_entry(name, entry)?;
        }
        map.end()
    }
}

/// Fits a factor model to every group of a file, with more and more held equal.
///
/// Groups stand in the order in which they first appear in the file; the first is the one whose latent means are nought.
/// Persons who left an item of the model out are left out.
///
/// # Errors
/// When the file, a column, a field or the model is not what was promised; the message names file, line and column.
pub fn of_file(file: &Path, group: &str, model: &str, ordered: bool) -> Result<HolderReport<Invariance>, RowsError> {
    let (names, parsed) = read(model)?;
    let columns: Vec<&str> = [group].into_iter().chain(names.iter().map(String::as_str)).collect();
    every_level(&Table::open(file, &columns)?, group, (model, parsed), ordered)
}

/// The same of rows that are in memory already.
///
/// # Errors
/// As [`of_file`]; the message names row and column.
pub fn of_table(table: &Table, group: &str, model: &str, ordered: bool) -> Result<HolderReport<Invariance>, RowsError> {
    every_level(table, group, (model, read(model)?.1), ordered)
}

fn every_level(
    table: &Table,
    group: &str,
    (typed, model): (&str, Model),
    ordered: bool,
) -> Result<HolderReport<Invariance>, RowsError> {
    let groups = super::groups(table, group)?.by_appearance();
    let study = Study { typed: typed.to_owned(), model, group: group.to_owned(), groups };
    Ok(held(if ordered {
        Invariance::Ordered(Box::new(Ordered::of(&study, table)?))
    } else {
        Invariance::Continuous(Box::new(Continuous::of(&study, table)?))
    }))
}

/// A typed model, and the columns that it names.
fn read(model: &str) -> Result<(Vec<String>, Model), RowsError> {
    let names = items(model);
    let parsed =
        Model::parse(model, &names.iter().map(String::as_str).collect::<Vec<_>>()).map_err(RowsError::Model)?;
    Ok((names, parsed))
}

/// What is asked.
struct Study {
    typed: String,
    model: Model,
    group: String,
    groups: Labels,
}

impl Study {
    /// Rows of each group for which `complete` holds.
    fn rows_of_groups(&self, complete: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.groups.labels.len()];
        for (row, group) in self.groups.of_row.iter().enumerate() {
            let of_group = usize::try_from(*group).ok().and_then(|group| rows.get_mut(group));
            if let Some(of_group) = of_group.filter(|_| complete(row)) {
                of_group.push(row);
            }
        }
        rows
    }

    /// How many persons of each group are in it.
    fn sizes(&self, rows: &[Vec<usize>]) -> InOrder<usize> {
        InOrder(self.groups.labels.iter().cloned().zip(rows.iter().map(Vec::len)).collect())
    }
}

/// The columns that a model names: whatever stands behind an equals sign, once, in the order typed. What is no model is left to the parser.
#[must_use]
pub fn items(model: &str) -> Vec<String> {
    let mut names = Vec::<String>::new();
    let lists = model.split(';').filter_map(|part| Some(part.split_once('=')?.1));
    for name in lists.flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
