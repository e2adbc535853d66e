//! What calibration leaves of an influence: its residual from what the known totals explain.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use crate::association::least_squares;
use crate::estimate::Why;

/// The known totals of one calibration, and the weights before and after it.
#[derive(Clone, PartialEq)]
pub(super) struct Residuals {
    pub(super) known: Known,
    pub(super) before: DVector<f64>,
    pub(super) after: DVector<f64>,
}

/// Of what the totals were known.
#[derive(Clone, PartialEq)]
pub(super) enum Known {
    /// Groupings, each with a code per row.
    Margins(Vec<Vec<usize>>),
    /// Columns of numbers.
    Columns(DMatrix<f64>),
}

/// Rounds of taking out one grouping after the other.
const ROUNDS: u32 = 1000;

impl Residuals {
    /// Replaces each weighted influence wz by we, e the residual of z from a regression on the known quantities, weighted
    /// as before the calibration (Deville and Särndal 1992, Journal of the American Statistical Association 87, 376–382).
    pub(super) fn of(&self, influences: &mut DMatrix<f64>) -> Result<(), Why> {
        // A weight that came out as nought takes its person out of the sample, and out of the regression.
        let counts = self.after.map(|weight| f64::from(u8::from(weight.abs() >= f64::MIN_POSITIVE)));
        let before = self.before.component_mul(&counts);
        for mut column in influences.column_iter_mut() {
            let values = column.zip_zip_map(
                &self.after,
                &counts,
                |influence, weight, counted| {
                    if counted > 0.0 { influence / weight } else { 0.0 }
                },
            );
            let residuals = match &self.known {
                Known::Margins(margins) => without_margins(values, &before, margins)?,
                Known::Columns(columns) => {
                    let fit = least_squares(columns, &values, &before)?;
                    values - columns * fit.coefficients
                }
            };
            column.copy_from(&residuals.component_mul(&self.after));
        }
        Ok(())
    }
}

/// Takes the group means of one grouping out after the other until nothing is left of them; a single grouping needs a
/// single round.
fn without_margins(
    mut values: DVector<f64>,
    weights: &DVector<f64>,
    margins: &[Vec<usize>],
) -> Result<DVector<f64>, Why> {
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        for margin in margins {
            let means = group_means(&values, weights, margin);
            for (value, code) in values.iter_mut().zip(margin) {
                let mean = means.get(code).copied().unwrap_or(0.0);
                moved = moved.max(mean.abs());
                *value -= mean;
            }
        }
        if moved <= 1e-14 * values.amax() || margins.len() == 1 {
            return Ok(values);
        }
    }
    Err(Why::NotConverged { steps: ROUNDS })
}

fn group_means(values: &DVector<f64>, weights: &DVector<f64>, margin: &[usize]) -> BTreeMap<usize, f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for ((value, weight), code) in values.iter().zip(weights.iter()).zip(margin) {
        let sum = sums.entry(*code).or_default();
        *sum = (sum.0 + weight * value, sum.1 + weight);
    }
    let mean = |(code, (sum, weight)): (usize, (f64, f64))| (code, if weight > 0.0 { sum / weight } else { 0.0 });
    sums.into_iter().map(mean).collect()
}
