//! Raking: a table of counts brought to known margins by iterative proportional fitting.

use std::collections::BTreeMap;
use std::fmt;

use crate::estimate::Why;

/// The known totals of one grouping, by code.
pub type Margin = BTreeMap<usize, f64>;

/// When the rounds of raking end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounds {
    /// The largest change of a cell in a whole round that counts as none, as a share of the whole table.
    pub tolerance: f64,
    /// Rounds before raking is given up.
    pub limit: u32,
}

impl Rounds {
    /// To the last digits: what two programs should agree on.
    pub const TIGHT: Self = Self { tolerance: 1e-14, limit: 1000 };

    /// Until no cell changes by more than this many persons, within so many rounds. `Rounds::loose(1.0, 10, N)` is the
    /// default of R `survey::rake`, which stops about five digits before the solution.
    #[must_use]
    pub fn loose(persons: f64, limit: u32, total: f64) -> Self {
        Self { tolerance: persons / total, limit }
    }
}

/// A table brought to its margins.
#[derive(Clone, PartialEq)]
pub struct Raked {
    /// The cells, in the order given.
    pub cells: Vec<f64>,
    /// Whole rounds that were taken.
    pub rounds: u32,
    /// The largest difference left between a margin and its known total, in persons.
    pub remaining: f64,
}

/// A known total is the same in two margins if it differs by no more than this share.
const SAME_TOTAL: f64 = 1e-9;

/// Iterative proportional fitting.
///
/// Formula:  for each margin in turn, every cell times known total / present total of its group.
/// Shapes:   one key per cell, with a code for each margin; the first margin is fitted first, so the last one is met
///           exactly and the others as well as the rounds allow.
/// Units:    persons.
/// Unknown:  no cells; a known total of a group without anybody (`EmptyCell`); a cell of a group without a known total,
///           negative or infinite totals, margins that do not sum to the same, all `OutsideDomain`; `NotConverged`,
///           as where zero cells make the margins impossible.
/// Rounding: to [`Rounds`]; what is left is in [`Raked::remaining`].
/// Source:   Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427–444; R `survey::rake`.
///
/// ```
/// use std::collections::BTreeMap;
/// use indices::weighting::{Rounds, rake};
///
/// // Independent from the start, so one round is enough and the second sees no change: 12 · 1/4 · 1/3 and so on.
/// let keys = [vec![0, 0], vec![0, 1], vec![1, 0], vec![1, 1]];
/// let margins = [BTreeMap::from([(0, 3.0), (1, 9.0)]), BTreeMap::from([(0, 4.0), (1, 8.0)])];
/// let raked = rake(&keys, &[1.0; 4], &margins, Rounds::TIGHT).unwrap();
/// assert_eq!(raked.cells, [1.0, 2.0, 3.0, 6.0]);
/// ```
pub fn rake(keys: &[Vec<usize>], counts: &[f64], margins: &[Margin], rounds: Rounds) -> Result<Raked, Why> {
    check(keys, counts, margins)?;
    let total: f64 = margins.first().map_or(0.0, |margin| margin.values().sum());
    let mut cells = counts.to_vec();
    for round in 1..=rounds.limit {
        let before = cells.clone();
        for (position, margin) in margins.iter().enumerate() {
            fit(&mut cells, keys, position, margin)?;
        }
        let moved = cells.iter().zip(&before).map(|(now, then)| (now - then).abs()).fold(0.0, f64::max);
        let remaining = remaining(&cells, keys, margins);
        // Margins that zero cells make impossible bring the rounds to a standstill too, but not to the margins.
        let met = remaining <= (10.0 * rounds.tolerance).max(SAME_TOTAL) * total;
        if moved < rounds.tolerance * total && met {
            return Ok(Raked { cells, rounds: round, remaining });
        }
    }
    Err(Why::NotConverged { steps: rounds.limit })
}

fn check(keys: &[Vec<usize>], counts: &[f64], margins: &[Margin]) -> Result<(), Why> {
    if keys.is_empty() || margins.is_empty() {
        return Err(Why::NoAnswers);
    }
    let sound = |value: &f64| *value >= 0.0 && value.is_finite();
    let keyed = keys.len() == counts.len() && keys.iter().all(|key| key.len() == margins.len());
    if !keyed || !counts.iter().all(sound) || !margins.iter().flat_map(BTreeMap::values).all(sound) {
        return Err(Why::OutsideDomain);
    }
    let totals: Vec<f64> = margins.iter().map(|margin| margin.values().sum()).collect();
    let first = totals.first().copied().unwrap_or(0.0);
    let same = totals.iter().all(|total| (total - first).abs() <= SAME_TOTAL * first);
    if first > 0.0 && same { Ok(()) } else { Err(Why::OutsideDomain) }
}

/// The present totals of one grouping.
fn totals(cells: &[f64], keys: &[Vec<usize>], position: usize) -> Margin {
    let mut totals = Margin::new();
    for (cell, code) in cells.iter().zip(keys.iter().filter_map(|key| key.get(position))) {
        *totals.entry(*code).or_default() += cell;
    }
    totals
}

fn fit(cells: &mut [f64], keys: &[Vec<usize>], position: usize, margin: &Margin) -> Result<(), Why> {
    let present = totals(cells, keys, position);
    for (code, known) in margin {
        if *known > 0.0 && present.get(code).is_none_or(|present| *present <= 0.0) {
            return Err(Why::EmptyCell);
        }
    }
    for (cell, code) in cells.iter_mut().zip(keys.iter().filter_map(|key| key.get(position))) {
        let known = margin.get(code).ok_or(Why::OutsideDomain)?;
        let present = present.get(code).copied().unwrap_or(0.0);
        if present > 0.0 {
            *cell *= known / present;
        }
    }
    Ok(())
}

fn remaining(cells: &[f64], keys: &[Vec<usize>], margins: &[Margin]) -> f64 {
    let of_margin = |(position, margin): (usize, &Margin)| {
        let present = totals(cells, keys, position);
        let difference = |(code, known): (&usize, &f64)| (known - present.get(code).unwrap_or(&0.0)).abs();
        margin.iter().map(difference).fold(0.0, f64::max)
    };
    margins.iter().enumerate().map(of_margin).fold(0.0, f64::max)
}

/// Reveals nothing.
impl fmt::Debug for Raked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raked(..)")
    }
}
