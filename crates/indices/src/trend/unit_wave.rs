//! The answers of one unit in one wave, which is all that anonymous waves leave: how many, their sum and squares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::aggregation::GroupMoments;
use crate::estimate::Why;

/// The scores of one unit in one wave.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnitWave {
    /// The unit's code, the same in all waves.
    pub unit: usize,
    /// The wave's number; later waves have larger numbers.
    pub wave: usize,
    /// Persons, sum and squares of their scores.
    pub scores: GroupMoments,
}

/// One cell in score points.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) n: f64,
    pub(super) log_n: f64,
    pub(super) persons: u64,
    pub(super) mean: f64,
    /// The place of the cell's wave among all waves.
    pub(super) place: usize,
}

impl Cell {
    /// 1 / (τ_v² + 1/n), over σ².
    pub(super) fn weight(&self, movements: f64) -> f64 {
        self.n / (1.0 + movements * self.n)
    }
}

/// Cells by unit and wave, and the scatter within them.
pub(super) struct Cells {
    pub(super) units: BTreeMap<usize, BTreeMap<usize, Cell>>,
    /// The same cells, unit by unit.
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) waves: Vec<usize>,
    pub(super) persons: u64,
    /// Σ (y − own cell's mean)².
    pub(super) within: f64,
}

impl Cells {
    /// Merges the cells of the same unit and wave, leaves empty ones out, and divides by the common denominator.
    pub(super) fn new(cells: &[UnitWave], divisor: u64) -> Result<Self, Why> {
        let merged = merge(cells)?;
        if merged.is_empty() {
            return Err(Why::NoAnswers);
        }
        if divisor == 0 {
            return Err(Why::OutsideDomain);
        }
        let divisor = divisor as f64;
        let waves: BTreeSet<usize> = merged.keys().map(|(_, wave)| *wave).collect();
        let waves: Vec<usize> = waves.into_iter().collect();
        let mut units: BTreeMap<usize, BTreeMap<usize, Cell>> = BTreeMap::new();
        let (mut persons, mut within) = (0_u64, 0.0);
        for ((unit, wave), scores) in &merged {
            let n = scores.n as f64;
            let mean = scores.sum as f64 / n / divisor;
            let place = waves.partition_point(|other| other < wave);
            let cell = Cell { n, log_n: n.ln(), persons: scores.n, mean, place };
            units.entry(*unit).or_default().insert(*wave, cell);
            persons = persons.checked_add(scores.n).ok_or(Why::TooLarge)?;
            within += scatter(scores).ok_or(Why::TooLarge)? / (divisor * divisor);
        }
        let rows = units.values().map(|waves| waves.values().copied().collect()).collect();
        Ok(Self { units, rows, waves, persons, within })
    }
}

/// The cells by unit and wave.
pub(super) fn merge(cells: &[UnitWave]) -> Result<BTreeMap<(usize, usize), GroupMoments>, Why> {
    let mut merged: BTreeMap<(usize, usize), GroupMoments> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.scores.n > 0) {
        let key = (cell.unit, cell.wave);
        let sum = match merged.get(&key) {
            None => cell.scores,
            Some(present) => added(present, &cell.scores).ok_or(Why::TooLarge)?,
        };
        merged.insert(key, sum);
    }
    Ok(merged)
}

/// The scores of two groups together.
pub(super) fn added(a: &GroupMoments, b: &GroupMoments) -> Option<GroupMoments> {
    Some(GroupMoments {
        n: a.n.checked_add(b.n)?,
        sum: a.sum.checked_add(b.sum)?,
        squares: a.squares.checked_add(b.squares)?,
    })
}

/// Σ (y − ȳ)² of one group, subtracted as integers: (n Σ y² − (Σ y)²) / n.
pub(super) fn scatter(scores: &GroupMoments) -> Option<f64> {
    let whole = i128::from(scores.n).checked_mul(scores.squares)?;
    let rest = whole.checked_sub(scores.sum.checked_mul(scores.sum)?)?;
    Some(rest.max(0) as f64 / scores.n as f64)
}

/// Reveals nothing.
impl fmt::Debug for UnitWave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitWave(..)")
    }
}
