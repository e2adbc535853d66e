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
        if self.after.iter().any(|weight| weight.abs() < f64::MIN_POSITIVE) {
            return Err(Why::OutsideDomain);
        }
        for mut column in influences.column_iter_mut() {
            let values = column.component_div(&self.after);
            let residuals = match &self.known {
                Known::Margins(margins) => self.without_margins(values, margins)?,
                Known::Columns(columns) => {
                    let fit = least_squares(columns, &values, &self.before)?;
                    values - columns * fit.coefficients
                }
            };
            column.copy_from(&residuals.component_mul(&self.after));
        }
        Ok(())
    }

    /// Takes the group means of one grouping out after the other until nothing is left of them; a single grouping needs
    /// a single round.
    fn without_margins(&self, mut values: DVector<f64>, margins: &[Vec<usize>]) -> Result<DVector<f64>, Why> {
        let rounds = if margins.len() == 1 { 1 } else { ROUNDS };
        for _ in 0..rounds {
            let mut moved = 0.0_f64;
            for margin in margins {
                let means = self.group_means(&values, margin);
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

    fn group_means(&self, values: &DVector<f64>, margin: &[usize]) -> BTreeMap<usize, f64> {
        let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for ((value, weight), code) in values.iter().zip(self.before.iter()).zip(margin) {
            let sum = sums.entry(*code).or_default();
            *sum = (sum.0 + weight * value, sum.1 + weight);
        }
        sums.into_iter().map(|(code, (sum, weight))| (code, sum / weight)).collect()
    }
}
