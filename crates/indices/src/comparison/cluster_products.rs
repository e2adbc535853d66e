//! Sums and cross products of one unit's rows: all that a regression with cluster-robust errors needs of it.

use std::fmt;

use crate::aggregation::GroupMoments;
use crate::estimate::Why;

/// Rows of one unit, summed up: some predictors and an outcome, all integers on scales of their own.
#[derive(Clone, PartialEq, Eq)]
pub struct RegressionCluster {
    n: u64,
    /// Σ xⱼ, the outcome last.
    sums: Vec<i128>,
    /// Σ xⱼxₖ for j ≤ k, the upper triangle by rows, the outcome last.
    products: Vec<i128>,
}

impl RegressionCluster {
    /// No rows yet, for this many predictors.
    #[must_use]
    pub fn new(predictors: usize) -> Self {
        let columns = predictors.saturating_add(1);
        let pairs = columns.saturating_mul(columns.saturating_add(1)) / 2;
        Self { n: 0, sums: vec![0; columns], products: vec![0; pairs] }
    }

    /// Adds one person: the predictors, in the order that all rows share, and the outcome. Nothing is added when it
    /// fails.
    pub fn add(&mut self, predictors: &[i64], outcome: i64) -> Result<(), Why> {
        if predictors.len().checked_add(1) != Some(self.sums.len()) {
            return Err(Why::OutsideDomain);
        }
        let row = || predictors.iter().chain([&outcome]).map(|&value| i128::from(value));
        // Two factors of 64 bits always fit in one of 128.
        let products = || row().enumerate().flat_map(|(j, x)| row().skip(j).map(move |y| x.saturating_mul(y)));
        let n = self.n.checked_add(1).ok_or(Why::TooLarge)?;
        let fit = |(sum, value): (&i128, i128)| sum.checked_add(value).is_some();
        if !(self.sums.iter().zip(row()).all(fit) && self.products.iter().zip(products()).all(fit)) {
            return Err(Why::TooLarge);
        }
        let add = |(sum, value): (&mut i128, i128)| *sum = sum.saturating_add(value);
        self.sums.iter_mut().zip(row()).for_each(add);
        self.products.iter_mut().zip(products()).for_each(add);
        self.n = n;
        Ok(())
    }

    /// Adds several persons who share their predictors, by their number and the sum and squares of their outcomes.
    /// Nothing is added when it fails.
    ///
    /// ```
    /// use indices::aggregation::GroupMoments;
    /// use indices::comparison::RegressionCluster;
    ///
    /// let mut one_by_one = RegressionCluster::new(2);
    /// one_by_one.add(&[1, 3], 2).unwrap();
    /// one_by_one.add(&[1, 3], 5).unwrap();
    /// let mut together = RegressionCluster::new(2);
    /// together.add_cell(&[1, 3], &GroupMoments { n: 2, sum: 7, squares: 29 }).unwrap();
    /// assert!(one_by_one == together);
    /// ```
    pub fn add_cell(&mut self, predictors: &[i64], outcomes: &GroupMoments) -> Result<(), Why> {
        let mut cell = Self::new(predictors.len());
        let n = i128::from(outcomes.n);
        let times = |a: i128, b: i128| a.checked_mul(b).ok_or(Why::TooLarge);
        let values: Vec<i128> = predictors.iter().map(|&value| i128::from(value)).collect();
        let (mut sums, mut products) = (Vec::new(), Vec::new());
        for (position, x) in values.iter().enumerate() {
            sums.push(times(n, *x)?);
            for y in values.iter().skip(position) {
                products.push(times(n, times(*x, *y)?)?);
            }
            products.push(times(*x, outcomes.sum)?);
        }
        sums.push(outcomes.sum);
        products.push(outcomes.squares);
        (cell.n, cell.sums, cell.products) = (outcomes.n, sums, products);
        self.merge(&cell)
    }

    /// Adds another unit's rows to these. Nothing is added when it fails.
    pub fn merge(&mut self, other: &Self) -> Result<(), Why> {
        if self.sums.len() != other.sums.len() {
            return Err(Why::OutsideDomain);
        }
        let add = |mine: &[i128], theirs: &[i128]| {
            mine.iter().zip(theirs).map(|(a, b)| a.checked_add(*b)).collect::<Option<Vec<i128>>>().ok_or(Why::TooLarge)
        };
        let (sums, products) = (add(&self.sums, &other.sums)?, add(&self.products, &other.products)?);
        self.n = self.n.checked_add(other.n).ok_or(Why::TooLarge)?;
        (self.sums, self.products) = (sums, products);
        Ok(())
    }

    /// Persons.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Predictors and outcome.
    pub(super) fn columns(&self) -> usize {
        self.sums.len()
    }

    /// Σ xⱼ.
    pub(super) fn sum(&self, column: usize) -> i128 {
        self.sums.get(column).copied().unwrap_or_default()
    }

    /// N Σxⱼ − n Sⱼ, where N and S are those of all units: N times the sum of deviations from the overall mean.
    pub(super) fn centred_sum(&self, all: &Self, column: usize) -> Option<i128> {
        let (whole, own) = (i128::from(all.n), i128::from(self.n));
        whole.checked_mul(self.sum(column))?.checked_sub(own.checked_mul(all.sum(column))?)
    }

    /// N² Σ(xⱼ − Sⱼ/N)(xₖ − Sₖ/N) = N²Σxⱼxₖ − N SⱼΣxₖ − N SₖΣxⱼ + n SⱼSₖ, an integer.
    pub(super) fn centred_product(&self, all: &Self, j: usize, k: usize) -> Option<i128> {
        let whole = i128::from(all.n);
        // N (N Σxⱼxₖ − Sⱼ Σxₖ) − Sₖ (N Σxⱼ − n Sⱼ).
        let raw = whole.checked_mul(self.product(j, k)?)?.checked_sub(all.sum(j).checked_mul(self.sum(k))?)?;
        let shift = all.sum(k).checked_mul(self.centred_sum(all, j)?)?;
        whole.checked_mul(raw)?.checked_sub(shift)
    }

    fn product(&self, j: usize, k: usize) -> Option<i128> {
        let (row, column) = if j <= k { (j, k) } else { (k, j) };
        // Rows before this one hold columns, columns − 1, … pairs.
        let before = self.sums.len().checked_mul(2)?.checked_sub(row)?.checked_add(1)?.checked_mul(row)? / 2;
        self.products.get(before.checked_add(column.checked_sub(row)?)?).copied()
    }
}

/// Shows the shape only.
impl fmt::Debug for RegressionCluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegressionCluster").field("columns", &self.sums.len()).finish_non_exhaustive()
    }
}
