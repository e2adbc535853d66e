//! What maximum likelihood needs of persons in units: one covariance matrix within, and per size of unit the means.

#![expect(clippy::indexing_slicing, reason = "items are positions in matrices made for them")]

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use crate::estimate::Why;
use crate::factor::moments::{means_and_covariance, positive_definite};
use crate::factor::sample::Block;

/// Persons in units.
#[derive(Clone)]
pub(super) struct UnitSample {
    pub(super) persons: u64,
    pub(super) units: u64,
    /// The pooled covariance matrix within units, which says nothing of what is between them.
    pub(super) within: Block,
    /// Per size s of a unit the distribution of √s times the unit means.
    pub(super) between: Vec<SizedBlock>,
    /// Means of the unit means.
    pub(super) means: DVector<f64>,
    /// A first guess at the covariance matrix between units; it need not be positive definite.
    pub(super) between_guess: DMatrix<f64>,
}

/// Units of one size.
#[derive(Clone)]
pub(super) struct SizedBlock {
    pub(super) size: f64,
    pub(super) block: Block,
}

impl UnitSample {
    /// Answers by item, and the unit of each person.
    pub(super) fn new(columns: &[&[f64]], units: &[u64]) -> Result<Self, Why> {
        if columns.is_empty() || units.is_empty() {
            return Err(Why::NoAnswers);
        }
        let sound = |column: &&[f64]| column.len() == units.len() && column.iter().all(|answer| answer.is_finite());
        if !columns.iter().all(sound) {
            return Err(Why::OutsideDomain);
        }
        let items = columns.len();
        let members = members(columns, units);
        let (persons, number) = (units.len() as f64, members.len() as f64);
        let mut scatter = DMatrix::zeros(items, items);
        let mut by_size: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
        for columns in members.values() {
            let size = columns.first().map_or(0, Vec::len);
            let (means, covariance) = means_and_covariance(columns);
            scatter += covariance * size as f64;
            let of_size = by_size.entry(size).or_insert_with(|| vec![Vec::new(); items]);
            of_size.iter_mut().zip(means.iter()).for_each(|(column, mean)| column.push(*mean));
        }
        if members.len() < 2 {
            return Err(Why::SingleUnit);
        }
        if members.len() == units.len() {
            return Err(Why::TooFewAnswers {
                needed: u64::try_from(units.len()).unwrap_or(u64::MAX).saturating_add(1),
            });
        }
        let pooled = scatter / (persons - number);
        if !positive_definite(&pooled) {
            return Err(Why::NotPositiveDefinite);
        }
        let all: Vec<Vec<f64>> = (0..items)
            .map(|item| by_size.values().flat_map(|columns| columns[item].iter().copied()).collect())
            .collect();
        let (means, of_means) = means_and_covariance(&all);
        let typical = persons / number;
        Ok(Self {
            persons: u64::try_from(units.len()).map_err(|_| Why::TooLarge)?,
            units: u64::try_from(members.len()).map_err(|_| Why::TooLarge)?,
            between_guess: of_means - &pooled / typical,
            within: block(persons - number, DVector::zeros(items), pooled),
            between: by_size.iter().map(|(size, columns)| sized(*size as f64, columns)).collect(),
            means,
        })
    }
}

/// The answers of each unit, item by item.
fn members(columns: &[&[f64]], units: &[u64]) -> BTreeMap<u64, Vec<Vec<f64>>> {
    let mut members: BTreeMap<u64, Vec<Vec<f64>>> = BTreeMap::new();
    for (row, unit) in units.iter().enumerate() {
        let own = members.entry(*unit).or_insert_with(|| vec![Vec::new(); columns.len()]);
        for (own, column) in own.iter_mut().zip(columns) {
            own.extend(column.get(row));
        }
    }
    members
}

fn sized(size: f64, columns: &[Vec<f64>]) -> SizedBlock {
    let units = columns.first().map_or(0, Vec::len) as f64;
    let (means, covariance) = means_and_covariance(columns);
    SizedBlock { size, block: block(units, means * size.sqrt(), covariance * size) }
}

fn block(weight: f64, means: DVector<f64>, covariance: DMatrix<f64>) -> Block {
    Block { weight, observed: (0..means.len()).collect(), means, covariance }
}
