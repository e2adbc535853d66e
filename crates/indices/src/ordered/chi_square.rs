//! Tests of a model whose statistic is a weighted sum of χ² variables.

use std::fmt;

use nalgebra::DVector;

use super::robust::{rows_scaled, trace_of_square};
use super::sample::OrderedSample;
use crate::distribution::chi_squared_upper;
use crate::estimate::{Estimate, Why};

/// A χ² test, plain and adjusted in mean and variance.
#[derive(Clone, Copy, PartialEq)]
pub struct Test {
    /// Degrees of freedom of both.
    pub degrees_of_freedom: usize,
    /// The minimum of the weighted sum of squares. Not χ²-distributed.
    pub chi_square: Estimate,
    /// The probability of one so large if it were.
    pub p_value: Estimate,
    /// Scaled and shifted.
    pub scaled_chi_square: Estimate,
    /// The probability of one so large if the model holds.
    pub scaled_p_value: Estimate,
    /// What it was divided by.
    pub scaling_factor: Estimate,
    /// What was added then.
    pub shift: Estimate,
}

impl Test {
    pub(crate) fn of(
        sample: &OrderedSample,
        residuals: &DVector<f64>,
        degrees_of_freedom: usize,
        traces: (f64, f64),
    ) -> Self {
        let squares = residuals.component_mul(residuals);
        Self::from_traces(sample.n(), sample.weights_of_test().dot(&squares), degrees_of_freedom, traces)
    }

    /// Scales and shifts a statistic with mean tr and variance 2 tr₂ to mean df and variance 2 df.
    pub(crate) fn from_traces(
        n: u64,
        chi_square: f64,
        degrees_of_freedom: usize,
        (trace, squared): (f64, f64),
    ) -> Self {
        let known = |value: f64| Estimate::known(value, n, None);
        let freedom = degrees_of_freedom as f64;
        let scaling_factor = (squared / freedom).sqrt();
        if degrees_of_freedom == 0 || !scaling_factor.is_normal() {
            let unknown = Estimate::Unknown(Why::NotIdentified);
            return Self {
                degrees_of_freedom,
                chi_square: known(chi_square),
                p_value: unknown,
                scaled_chi_square: unknown,
                scaled_p_value: unknown,
                scaling_factor: unknown,
                shift: unknown,
            };
        }
        let shift = freedom - trace / scaling_factor;
        let scaled = chi_square / scaling_factor + shift;
        Self {
            degrees_of_freedom,
            chi_square: known(chi_square),
            p_value: known(chi_squared_upper(chi_square, freedom)),
            scaled_chi_square: known(scaled),
            scaled_p_value: known(chi_squared_upper(scaled, freedom)),
            scaling_factor: known(scaling_factor),
            shift: known(shift),
        }
    }
}

/// Free thresholds and no correlations: the thresholds fit, and U is W on the correlations.
pub(crate) fn baseline(sample: &OrderedSample) -> Test {
    let positions = sample.correlation_positions();
    let correlations = sample.observed().select_rows(&positions);
    let squares = correlations.component_mul(&correlations);
    let chi_square = sample.weights_of_test().select_rows(&positions).dot(&squares);
    let gamma = sample.gamma().select_rows(&positions).select_columns(&positions);
    let u_gamma = rows_scaled(&gamma, &sample.weights().select_rows(&positions));
    Test::from_traces(sample.n(), chi_square, positions.len(), (u_gamma.trace(), trace_of_square(&u_gamma)))
}

/// Reveals nothing.
impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Test(..)")
    }
}
