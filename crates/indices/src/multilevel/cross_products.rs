//! Sums and cross products of several variables in one unit.

use std::fmt;

use crate::estimate::Why;
use crate::exact_sum::ExactSum;

/// Sums and cross products of some variables over the persons of one unit; the last variable is the outcome.
#[derive(Clone, PartialEq, Eq)]
pub struct CrossProducts {
    pub(super) n: u64,
    sums: Vec<i128>,
    /// All pairs, row by row.
    products: Vec<i128>,
}

impl CrossProducts {
    /// Nobody yet, for this many predictors and an outcome.
    #[must_use]
    pub fn new(predictors: usize) -> Self {
        let variables = predictors.saturating_add(1);
        Self { n: 0, sums: vec![0; variables], products: vec![0; variables.saturating_mul(variables)] }
    }

    /// Counts a person: the predictors and then the outcome, each on the denominator of its variable.
    pub fn add(&mut self, values: &[i128]) -> Result<(), Why> {
        if values.len() != self.sums.len() {
            return Err(Why::OutsideDomain);
        }
        let mut after = self.clone();
        after.n = after.n.checked_add(1).ok_or(Why::TooLarge)?;
        for (sum, value) in after.sums.iter_mut().zip(values) {
            *sum = sum.checked_add(*value).ok_or(Why::TooLarge)?;
        }
        let pairs = values.iter().flat_map(|a| values.iter().map(move |b| (a, b)));
        for (product, (a, b)) in after.products.iter_mut().zip(pairs) {
            *product = a.checked_mul(*b).and_then(|ab| product.checked_add(ab)).ok_or(Why::TooLarge)?;
        }
        *self = after;
        Ok(())
    }

    pub(super) fn variables(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn sum(&self, variable: usize) -> i128 {
        self.sums.get(variable).copied().unwrap_or_default()
    }

    fn product(&self, a: usize, b: usize) -> i128 {
        self.products.chunks(self.sums.len().max(1)).nth(a).and_then(|row| row.get(b)).copied().unwrap_or_default()
    }
}

/// Σ over the units of Σ (a − ā)(b − b̄).
pub(super) fn scatter_within(units: &[&CrossProducts], a: usize, b: usize) -> Option<ExactSum> {
    units.iter().try_fold(ExactSum::ZERO, |sum, unit| {
        let scatter = i128::from(unit.n).checked_mul(unit.product(a, b))?;
        let scatter = scatter.checked_sub(unit.sum(a).checked_mul(unit.sum(b))?)?;
        sum.add(ExactSum::of_fraction(scatter, unit.n)?)
    })
}

/// Reveals nothing.
impl fmt::Debug for CrossProducts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CrossProducts(..)")
    }
}
