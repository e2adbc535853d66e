//! Sums and cross products of several variables in one unit.

use std::fmt;

use nalgebra::{DMatrix, DVector};

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

    fn sum(&self, variable: usize) -> i128 {
        self.sums.get(variable).copied().unwrap_or_default()
    }

    fn product(&self, a: usize, b: usize) -> i128 {
        self.products.chunks(self.sums.len().max(1)).nth(a).and_then(|row| row.get(b)).copied().unwrap_or_default()
    }
}

/// The units with anybody in them, and how to centre them; or why there is nothing to fit.
pub(super) fn answered<'a>(
    units: &'a [CrossProducts],
    divisors: &[u64],
) -> Result<(Vec<&'a CrossProducts>, Centring), Why> {
    let answered: Vec<&CrossProducts> = units.iter().filter(|unit| unit.n > 0).collect();
    let variables = divisors.len();
    match answered.len() {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::SingleUnit),
        _ => {}
    }
    let alike = variables > 0 && answered.iter().all(|unit| unit.sums.len() == variables);
    if !alike || divisors.contains(&0) {
        return Err(Why::OutsideDomain);
    }
    let centring = Centring::of(&answered, divisors).ok_or(Why::TooLarge)?;
    let needed = u64::try_from(variables).map_or(u64::MAX, |variables| variables.saturating_add(1));
    if centring.n < i128::from(needed) {
        return Err(Why::TooFewAnswers { needed });
    }
    Ok((answered, centring))
}

/// The means of all persons as exact sums, and the denominators of the variables.
pub(super) struct Centring {
    n: i128,
    totals: Vec<i128>,
    scales: Vec<f64>,
}

impl Centring {
    fn of(units: &[&CrossProducts], divisors: &[u64]) -> Option<Self> {
        let n = units.iter().try_fold(0_i128, |n, unit| n.checked_add(i128::from(unit.n)))?;
        let total = |variable: usize| units.iter().try_fold(0_i128, |sum, unit| sum.checked_add(unit.sum(variable)));
        let totals = (0..divisors.len()).map(total).collect::<Option<Vec<i128>>>()?;
        Some(Self { n, totals, scales: divisors.iter().map(|divisor| *divisor as f64).collect() })
    }

    pub(super) fn n(&self) -> f64 {
        self.n as f64
    }

    pub(super) fn variables(&self) -> usize {
        self.scales.len()
    }

    pub(super) fn means(&self) -> Vec<f64> {
        self.totals.iter().zip(&self.scales).map(|(total, scale)| *total as f64 / (self.n as f64 * scale)).collect()
    }

    /// A one for the intercept, then the unit's means less those of all persons.
    pub(super) fn means_of(&self, unit: &CrossProducts) -> Option<DVector<f64>> {
        let size = i128::from(unit.n);
        let offset = |(variable, (total, scale)): (usize, (&i128, &f64))| {
            let apart = unit.sum(variable).checked_mul(self.n)?.checked_sub(total.checked_mul(size)?)?;
            Some(apart as f64 / (self.n.checked_mul(size)? as f64 * scale))
        };
        let offsets = self.totals.iter().zip(&self.scales).enumerate().map(offset).collect::<Option<Vec<f64>>>()?;
        Some(DVector::from_vec(offsets).insert_row(0, 1.0))
    }

    /// Cross products within these units; nought for the intercept.
    pub(super) fn scatter(&self, units: &[&CrossProducts]) -> Option<DMatrix<f64>> {
        let variables = self.variables();
        let pairs = (0..variables).flat_map(|a| (0..variables).map(move |b| (a, b)));
        let scatter = pairs.map(|(a, b)| Some(scatter_within(units, a, b)?.to_f64()));
        let scatter = DMatrix::from_row_slice(variables, variables, &scatter.collect::<Option<Vec<f64>>>()?);
        let to_units = DVector::from_iterator(variables, self.scales.iter().map(|scale| scale.recip()));
        let to_units = DMatrix::from_diagonal(&to_units);
        Some((&to_units * scatter * &to_units).insert_row(0, 0.0).insert_column(0, 0.0))
    }
}

/// Σ over the units of Σ (a − ā)(b − b̄).
fn scatter_within(units: &[&CrossProducts], a: usize, b: usize) -> Option<ExactSum> {
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
