//! The parameters that bring the model closest to the observed statistics.

use nalgebra::{DMatrix, DVector};

use super::layout::Layout;
use super::sample::OrderedSample;
use crate::estimate::Why;

/// A minimum: the parameters, and the derivatives of the implied statistics there.
pub(crate) struct Minimum {
    pub(crate) parameters: DVector<f64>,
    pub(crate) jacobian: DMatrix<f64>,
    /// Observed less implied.
    pub(crate) residuals: DVector<f64>,
    pub(crate) steps: u32,
}

/// Minimises Σ weight · (observed − implied)² by Levenberg and Marquardt's method. Far away its damping keeps steps
/// short; once a step could only change the last digits of the sum, undamped steps follow until they stand still.
pub(crate) fn minimise(sample: &OrderedSample, layout: &Layout) -> Result<Minimum, Why> {
    let (observed, weights) = (sample.observed(), sample.weights_of_test());
    let distance = |parameters: &DVector<f64>| {
        let residuals = &observed - layout.implied(parameters);
        let sum =
            residuals.iter().zip(weights.iter()).map(|(residual, weight)| weight * residual * residual).sum::<f64>();
        (residuals, sum)
    };
    let mut parameters = DVector::from_column_slice(&layout.start);
    let (mut residuals, mut sum) = distance(&parameters);
    let mut damping = 1e-3;
    for steps in 1..=STEPS_MAX {
        let jacobian = layout.jacobian(&parameters);
        let weighted =
            DMatrix::from_fn(jacobian.nrows(), jacobian.ncols(), |row, at| weights[row] * jacobian[(row, at)]);
        let information = jacobian.tr_mul(&weighted);
        let gradient = weighted.tr_mul(&residuals);
        let full = solve(&information, &gradient, 0.0);
        let close = full.as_ref().is_some_and(|full| gradient.dot(full) <= CLOSE * sum + f64::MIN_POSITIVE);
        if let (true, Some(full)) = (close, &full) {
            parameters += full;
            (residuals, sum) = distance(&parameters);
            if relative_size(full, &parameters) <= STILL {
                let jacobian = layout.jacobian(&parameters);
                return Ok(Minimum { parameters, jacobian, residuals, steps });
            }
            continue;
        }
        let step = solve(&information, &gradient, damping).ok_or(Why::NotIdentified)?;
        let candidate = &parameters + step;
        let (candidate_residuals, candidate_sum) = distance(&candidate);
        if candidate_sum < sum {
            (parameters, residuals, sum) = (candidate, candidate_residuals, candidate_sum);
            damping = (damping / 10.0).max(1e-12);
        } else {
            damping *= 10.0;
        }
    }
    Err(Why::NotConverged { steps: STEPS_MAX })
}

const STEPS_MAX: u32 = 500;

/// The sum can fall by no more than this share: its own value no longer tells which step is better.
const CLOSE: f64 = 1e-10;

/// A step this small relative to the parameters is rounding.
const STILL: f64 = 1e-12;

fn relative_size(step: &DVector<f64>, parameters: &DVector<f64>) -> f64 {
    step.iter().zip(parameters.iter()).map(|(step, value)| step.abs() / value.abs().max(1.0)).fold(0.0, f64::max)
}

/// The step for which (H + damping · diag H) step = gradient.
fn solve(information: &DMatrix<f64>, gradient: &DVector<f64>, damping: f64) -> Option<DVector<f64>> {
    let mut damped = information.clone();
    for at in 0..damped.nrows() {
        damped[(at, at)] *= 1.0 + damping;
    }
    damped.cholesky().map(|factor| factor.solve(gradient)).filter(|step| step.iter().all(|part| part.is_finite()))
}
