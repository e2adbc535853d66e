//! Fisher scoring for counts with a logarithmic link: iteratively reweighted least squares.

use nalgebra::{DMatrix, DVector};

use super::counted::Counted;
use super::design::Design;
use super::least_squares::{LeastSquares, least_squares};
use crate::estimate::Why;

/// When the steps end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stop {
    /// When no linear predictor moves any more (by 1e-10). The standard errors are those of the solution itself.
    #[default]
    Standstill,
    /// When the deviance moves by less than 1e-8 of itself, as R `glm` does. The standard errors then belong to the
    /// step before the last; they differ in about the sixth digit.
    Deviance,
}

impl Stop {
    fn limit(self) -> u32 {
        match self {
            Self::Standstill => 200,
            Self::Deviance => 25,
        }
    }
}

/// How the variance of a count follows from its mean.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Variance {
    /// μ.
    Poisson,
    /// μ + μ²/θ.
    NegativeBinomial { theta: f64 },
}

impl Variance {
    fn of(self, mean: f64) -> f64 {
        match self {
            Self::Poisson => mean,
            Self::NegativeBinomial { theta } => mean + mean * mean / theta,
        }
    }

    /// Twice the logarithm of the likelihood ratio of the count itself against the mean.
    pub(crate) fn deviance(self, count: f64, mean: f64) -> f64 {
        let ratio = if count > 0.0 { count * (count / mean).ln() } else { 0.0 };
        match self {
            Self::Poisson => 2.0 * (ratio - (count - mean)),
            Self::NegativeBinomial { theta } => {
                2.0 * (ratio - (count + theta) * ((count - mean) / (mean + theta)).ln_1p())
            }
        }
    }
}

/// A fitted model of counts.
pub(crate) struct Scored {
    pub(crate) coefficients: DVector<f64>,
    /// (X′WX)⁻¹ with the weights of the last step.
    pub(crate) covariance: DMatrix<f64>,
    /// Fitted means.
    pub(crate) means: DVector<f64>,
    pub(crate) deviance: f64,
    /// Σ (count − mean)² / variance, with the weights of the last step.
    pub(crate) pearson_of_step: f64,
    /// The same with the fitted means.
    pub(crate) pearson: f64,
}

/// A row whose rate is this far below the largest rate, as a logarithm, and whose count is nought, is on its way to
/// minus infinity.
const SEPARATED: f64 = 15.0;

/// Fits log mean = offset + x′b.
pub(crate) fn score(design: &Design, counted: &Counted, variance: Variance, stop: Stop) -> Result<Scored, Why> {
    if design.rows() != counted.rows() {
        return Err(Why::OutsideDomain);
    }
    if counted.counts().iter().all(|count| *count == 0) {
        return Err(Why::Separation);
    }
    let values = counted.values();
    let mut predictor = start(values, variance).zip_map(counted.offset(), |mean, offset| mean.ln() - offset);
    let mut deviance = f64::INFINITY;
    for step in 0..stop.limit() {
        let (weights, working) = working_response(&predictor, counted, variance);
        let solved = least_squares(design.matrix(), &working, &weights)
            .map_err(|why| if is_separated(&predictor, values) { Why::Separation } else { why })?;
        let next = design.matrix() * &solved.coefficients;
        let next_deviance = total_deviance(&next, counted, variance);
        if !next_deviance.is_finite() {
            return Err(diverged(&predictor, values, step));
        }
        let moved = (&next - &predictor).amax();
        let settled = match stop {
            Stop::Standstill => step > 0 && moved <= 1e-10,
            Stop::Deviance => (next_deviance - deviance).abs() / (next_deviance.abs() + 0.1) < 1e-8,
        };
        predictor = next;
        deviance = next_deviance;
        if settled && is_separated(&predictor, values) {
            return Err(Why::Separation);
        }
        if settled {
            return match stop {
                Stop::Deviance => Ok(fitted(solved, &weights, &predictor, deviance, counted, variance)),
                Stop::Standstill => {
                    let (weights, working) = working_response(&predictor, counted, variance);
                    let solved = least_squares(design.matrix(), &working, &weights)?;
                    Ok(fitted(solved, &weights, &predictor, deviance, counted, variance))
                }
            };
        }
    }
    Err(diverged(&predictor, values, stop.limit()))
}

/// Means to begin with: a little above the counts.
fn start(values: &DVector<f64>, variance: Variance) -> DVector<f64> {
    values.map(|count| match variance {
        Variance::Poisson => count + 0.1,
        Variance::NegativeBinomial { .. } => count.max(1.0 / 6.0),
    })
}

/// The weights μ²/V and the response x′b + (y − μ)/μ of one step.
fn working_response(predictor: &DVector<f64>, counted: &Counted, variance: Variance) -> (DVector<f64>, DVector<f64>) {
    let means = (predictor + counted.offset()).map(f64::exp);
    let weights = means.map(|mean| mean * mean / variance.of(mean));
    let residuals = counted.values().zip_map(&means, |count, mean| (count - mean) / mean);
    (weights, predictor + residuals)
}

fn total_deviance(predictor: &DVector<f64>, counted: &Counted, variance: Variance) -> f64 {
    let means = (predictor + counted.offset()).map(f64::exp);
    counted.values().zip_map(&means, |count, mean| variance.deviance(count, mean)).sum()
}

fn is_separated(predictor: &DVector<f64>, values: &DVector<f64>) -> bool {
    let largest = predictor.max();
    predictor.iter().zip(values.iter()).any(|(rate, count)| *count < 0.5 && *rate < largest - SEPARATED)
}

fn diverged(predictor: &DVector<f64>, values: &DVector<f64>, steps: u32) -> Why {
    if is_separated(predictor, values) { Why::Separation } else { Why::NotConverged { steps } }
}

fn fitted(
    solved: LeastSquares,
    weights: &DVector<f64>,
    predictor: &DVector<f64>,
    deviance: f64,
    counted: &Counted,
    variance: Variance,
) -> Scored {
    let means = (predictor + counted.offset()).map(f64::exp);
    let relative = counted.values().zip_map(&means, |count, mean| (count - mean) / mean);
    let square = relative.component_mul(&relative);
    let own_weights = means.map(|mean| mean * mean / variance.of(mean));
    Scored {
        coefficients: solved.coefficients,
        covariance: solved.inverse,
        deviance,
        pearson_of_step: weights.dot(&square),
        pearson: own_weights.dot(&square),
        means,
    }
}
