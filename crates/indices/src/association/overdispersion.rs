//! Whether counts differ more than Poisson counts would.

use std::fmt;

use nalgebra::DVector;

use super::counted::Counted;
use super::poisson::PoissonModel;
use crate::distribution::normal_upper;
use crate::estimate::Why;

/// The test of Cameron and Trivedi against Var(y) = μ + αμ².
#[derive(Clone, Copy, PartialEq)]
pub struct Overdispersion {
    /// α, which would be 1/θ of a negative binomial distribution.
    pub alpha: f64,
    /// α over its standard error; standard normal if the counts are Poisson counts.
    pub z: f64,
    /// The probability of a larger z then: one-sided, since only more than chance is asked about.
    pub p: f64,
}

/// Tests whether the counts differ more than the fitted Poisson model lets them.
///
/// Formula:  regression through the origin of ((y − μ)² − y)/μ on μ; z is the slope over its standard error.
/// Shapes:   as many rows as the model was fitted to.
/// Unknown:  fewer than two rows; a model of other rows is outside the domain; a fit without any residual (`NoVariance`).
/// Source:   Cameron and Trivedi (1990), Journal of Econometrics 46, 347–364; R `AER::dispersiontest(trafo = 2)`.
///
/// ```
/// use indices::association::{Counted, Frame, Stop, overdispersion, poisson};
///
/// // Around the mean 4: 16 − 0, 9 − 1, 1 − 3 and 64 − 12, each over 4, are 4, 2, −1/2 and 13; over 4 again, on average.
/// let mut frame = Frame::new();
/// frame.number("one", &[0.0; 4]).unwrap();
/// let counted = Counted::new(&[0, 1, 3, 12]).unwrap();
/// let model = poisson(&frame.design(&[]).unwrap(), &counted, Stop::Standstill).unwrap();
/// let test = overdispersion(&model, &counted).unwrap();
/// assert!((test.alpha - 18.5 / 16.0).abs() < 1e-12);
/// ```
pub fn overdispersion(model: &PoissonModel, counted: &Counted) -> Result<Overdispersion, Why> {
    let rows = counted.rows();
    if model.fitted.len() != rows {
        return Err(Why::OutsideDomain);
    }
    if rows < 2 {
        return Err(Why::TooFewAnswers { needed: 2 });
    }
    let means = DVector::from_column_slice(&model.fitted);
    let excess = counted.values().zip_map(&means, |count, mean| ((count - mean).powi(2) - count) / mean);
    let squares = means.norm_squared();
    let alpha = means.dot(&excess) / squares;
    let residuals = &excess - &means * alpha;
    let variance = residuals.norm_squared() / (rows as f64 - 1.0) / squares;
    if variance.is_nan() || variance <= 0.0 {
        return Err(Why::NoVariance);
    }
    let z = alpha / variance.sqrt();
    Ok(Overdispersion { alpha, z, p: normal_upper(z) })
}

/// Reveals nothing.
impl fmt::Debug for Overdispersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Overdispersion(..)")
    }
}
