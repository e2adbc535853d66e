//! The covariance matrix of the items of a scale, wherever it comes from.

use std::fmt;

use counts::{Moments, PairMoments};
use nalgebra::{DMatrix, DVector};

use super::pairwise::PairCovariances;
use crate::covariance::Covariances;
use crate::estimate::Why;

/// Differences between the two halves of a matrix up to this part of its standard deviations are rounding.
const SYMMETRIC: f64 = 1e-9;

/// A symmetric matrix of item covariances (or correlations), divisor n − 1, and how many persons it rests on.
///
/// Formula:  entries c(i, j) with c(i, j) = c(j, i) and c(i, i) ≥ 0.
/// Shapes:   J × J for J items.
/// Units:    products of the items' units.
/// Unknown:  no items, fewer than two persons, a matrix that is not square, finite and symmetric, a negative variance.
/// Rounding: from counts each entry is a fraction of integers rounded once.
/// Source:   R `cov(use = "complete.obs")` and `cov(use = "pairwise")`.
///
/// ```
/// use indices::reliability::{ItemCovariances, alpha_of_covariances};
///
/// let matrix = ItemCovariances::from_rows(&[vec![1.0, 0.5], vec![0.5, 1.0]], 30)?;
/// // Two items with a correlation of 1/2: 2 · 0.5 / 1.5.
/// assert_eq!(alpha_of_covariances(&matrix).value(), Some(2.0 / 3.0));
/// # Ok::<(), indices::Why>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct ItemCovariances {
    matrix: DMatrix<f64>,
    persons: u64,
}

impl ItemCovariances {
    /// Over complete answers: exact integers, each entry rounded once.
    pub fn of_moments(moments: &Moments) -> Result<Self, Why> {
        let covariances = Covariances::of(moments)?;
        let items = covariances.items();
        let entry = |i, j| covariances.variance(covariances.between(i, j)).map(|ratio| ratio.to_f64());
        Self::checked(matrix(items, entry)?, covariances.n())
    }

    /// Each entry over the persons who answered both items; the persons are everybody counted, as R's psych has it.
    ///
    /// Such a matrix need not be positive definite: no group of persons has it. Whatever needs that says so.
    pub fn of_pairs(pairs: &PairMoments) -> Result<Self, Why> {
        let covariances = PairCovariances::of(pairs)?;
        let matrix = matrix(pairs.items(), |i, j| covariances.covariance(i, j))?;
        Self::checked(matrix, pairs.persons())
    }

    /// Correlations, each over the persons who answered both items, with the standard deviations of these very persons:
    /// R's `cor(use = "pairwise")`, which psych standardises with. Where answers are missing they differ from
    /// [`Self::correlations`] of [`Self::of_pairs`], where every item has one standard deviation, over all its answers.
    pub fn correlations_of_pairs(pairs: &PairMoments) -> Result<Self, Why> {
        let covariances = PairCovariances::of(pairs)?;
        let items = pairs.items();
        let entry = |i: usize, j: usize| if i == j { Ok(1.0) } else { covariances.correlation(pairs, i, j) };
        let entries: Result<Vec<f64>, Why> =
            (0..items * items).map(|at| entry((at / items).min(at % items), (at / items).max(at % items))).collect();
        Self::checked(DMatrix::from_vec(items, items, entries?), pairs.persons())
    }

    /// Of decimal scores, one column per item; a row with a missing score is left out.
    pub fn of_columns(columns: &[&[Option<f64>]]) -> Result<Self, Why> {
        let rows = columns.first().map_or(0, |column| column.len());
        if columns.iter().any(|column| column.len() != rows) {
            return Err(Why::OutsideDomain);
        }
        let complete: Vec<Vec<f64>> =
            (0..rows).filter_map(|row| columns.iter().map(|column| *column.get(row)?).collect()).collect();
        let n = complete.len() as f64;
        match complete.len() {
            0 => return Err(Why::NoAnswers),
            1 => return Err(Why::TooFewAnswers { needed: 2 }),
            _ => {}
        }
        let scores = DMatrix::from_row_iterator(complete.len(), columns.len(), complete.iter().flatten().copied());
        let mut centred = scores;
        for mut column in centred.column_iter_mut() {
            let mean = column.sum() / n;
            column.iter_mut().for_each(|score| *score -= mean);
        }
        let matrix = centred.tr_mul(&centred) / (n - 1.0);
        Self::checked(matrix, complete.len() as u64)
    }

    /// A matrix given row by row: printed covariances, correlations, polychoric correlations.
    pub fn from_rows(rows: &[Vec<f64>], persons: u64) -> Result<Self, Why> {
        if rows.iter().any(|row| row.len() != rows.len()) {
            return Err(Why::OutsideDomain);
        }
        let entries = rows.iter().flatten().copied();
        Self::checked(DMatrix::from_row_iterator(rows.len(), rows.len(), entries), persons)
    }

    fn checked(matrix: DMatrix<f64>, persons: u64) -> Result<Self, Why> {
        match persons {
            _ if matrix.is_empty() => return Err(Why::NoAnswers),
            0 => return Err(Why::NoAnswers),
            1 => return Err(Why::TooFewAnswers { needed: 2 }),
            _ => {}
        }
        let entry = |i: usize, j: usize| matrix.get((i, j)).copied().unwrap_or(f64::NAN);
        let sound = |i: usize, j: usize| {
            let (own, other) = (entry(i, i), entry(j, j));
            let difference = (entry(i, j) - entry(j, i)).abs();
            entry(i, j).is_finite() && own >= 0.0 && difference <= SYMMETRIC * own.sqrt() * other.sqrt()
        };
        let items = matrix.nrows();
        if (0..items).all(|i| (0..items).all(|j| sound(i, j))) {
            Ok(Self { matrix, persons })
        } else {
            Err(Why::OutsideDomain)
        }
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.matrix.nrows()
    }

    /// Persons it rests on.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// The covariance of two items; nothing for an item there is not.
    #[must_use]
    pub fn between(&self, i: usize, j: usize) -> Option<f64> {
        self.matrix.get((i, j)).copied()
    }

    /// The same with every item divided by its standard deviation: R's `cov2cor`.
    pub fn correlations(&self) -> Result<Self, Why> {
        let sds = self.sds()?;
        let entry = |i: usize, j: usize| {
            if i == j { Some(1.0) } else { Some(self.between(i, j)? / (sds.get(i)? * sds.get(j)?)) }
        };
        Ok(Self { matrix: matrix(self.items(), entry)?, persons: self.persons })
    }

    /// The same with some items turned round, as somebody has decided: one entry per item.
    pub fn turned(&self, reversed: &[bool]) -> Result<Self, Why> {
        if reversed.len() != self.items() {
            return Err(Why::OutsideDomain);
        }
        let signs = reversed.iter().map(|&reversed| if reversed { -1.0 } else { 1.0 });
        let signs = DMatrix::from_diagonal(&DVector::from_iterator(self.items(), signs));
        Ok(Self { matrix: &signs * &self.matrix * &signs, persons: self.persons })
    }

    /// Standard deviations; none of them nought.
    pub(super) fn sds(&self) -> Result<Vec<f64>, Why> {
        let sds: Vec<f64> = self.matrix.diagonal().iter().map(|variance| variance.sqrt()).collect();
        if sds.iter().all(|sd| *sd > 0.0) { Ok(sds) } else { Err(Why::NoVariance) }
    }

    pub(super) fn matrix(&self) -> &DMatrix<f64> {
        &self.matrix
    }
}

/// A symmetric matrix from its entries i ≤ j.
fn matrix(items: usize, entry: impl Fn(usize, usize) -> Option<f64>) -> Result<DMatrix<f64>, Why> {
    let pairs = (0..items).flat_map(|i| (0..items).map(move |j| (i.min(j), i.max(j))));
    let entries: Option<Vec<f64>> = pairs.map(|(i, j)| entry(i, j)).collect();
    Ok(DMatrix::from_vec(items, items, entries.ok_or(Why::TooLarge)?))
}

/// Shows the shape only.
impl fmt::Debug for ItemCovariances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemCovariances").field("items", &self.items()).finish_non_exhaustive()
    }
}
