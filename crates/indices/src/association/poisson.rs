//! Poisson regression of rates, and the same with a dispersion that the counts themselves show.

use std::fmt;

use super::coefficient::{Coefficient, coefficients};
use super::counted::Counted;
use super::design::Design;
use super::scoring::{Scored, Stop, Variance, score};
use crate::distribution::ln_factorial;
use crate::estimate::Why;

/// A fitted Poisson or quasi-Poisson regression.
#[derive(Clone, PartialEq)]
pub struct PoissonModel {
    /// One coefficient per column of the design.
    pub coefficients: Vec<Coefficient>,
    /// Twice the logarithm of the likelihood ratio against a mean per row.
    pub deviance: f64,
    /// The deviance of the intercept alone.
    pub null_deviance: f64,
    /// Rows minus coefficients.
    pub freedom: u64,
    /// Logarithm of the likelihood; of the Poisson model also where the dispersion is estimated.
    pub log_likelihood: f64,
    /// Akaike's information criterion; nothing where the dispersion is estimated, since there is no likelihood then.
    pub aic: Option<f64>,
    /// Σ (count − mean)²/mean over the degrees of freedom: about 1 if the counts are Poisson. Nothing without freedom.
    pub pearson_dispersion: Option<f64>,
    /// By what the covariance is multiplied: 1, or the dispersion.
    pub dispersion: f64,
    /// Fitted means, one per row.
    pub fitted: Vec<f64>,
}

/// Poisson regression.
///
/// Formula:  log E(y) = log exposure + x′b, Var(y) = E(y); maximum likelihood by Fisher scoring.
/// Shapes:   one row per unit; the design has as many rows as there are counts.
/// Units:    coefficients are logarithms of rate ratios.
/// Unknown:  no rows or different numbers of rows; columns that are sums of others (`NotIdentified`); a group without a
///           single event, or no event at all, whose rate would be nought (`Separation`); `NotConverged`.
/// Rounding: steps until nothing moves; see [`Stop`].
/// Source:   McCullagh and Nelder (1989), Generalized Linear Models, chapter 6; R `glm(family = poisson)`.
///
/// ```
/// use indices::association::{Counted, Frame, Stop, poisson};
///
/// // Two units: 10 days in 100, and 30 in 150. The rates are 0.1 and 0.2, the rate ratio 2.
/// let mut frame = Frame::new();
/// frame.factor("Unit", &["A", "B"]).unwrap();
/// let counted = Counted::with_exposure(&[10, 30], &[100.0, 150.0]).unwrap();
/// let model = poisson(&frame.design(&[&["Unit"]]).unwrap(), &counted, Stop::Standstill).unwrap();
/// assert!((model.coefficients[1].estimate - 2.0_f64.ln()).abs() < 1e-14);
/// // The variance of the logarithm of a ratio of two counts is 1/10 + 1/30.
/// assert!((model.coefficients[1].standard_error - (1.0 / 10.0 + 1.0 / 30.0_f64).sqrt()).abs() < 1e-14);
/// ```
pub fn poisson(design: &Design, counted: &Counted, stop: Stop) -> Result<PoissonModel, Why> {
    let scored = score(design, counted, Variance::Poisson, stop)?;
    model(design, counted, &scored, 1.0, None)
}

/// Poisson regression whose standard errors are widened by the dispersion the counts show.
///
/// Formula:  Var(y) = φ E(y), φ = Σ (y − μ)²/μ / (rows − coefficients); estimates as [`poisson`]; tests by t.
/// Unknown:  as [`poisson`], and no degrees of freedom are left for φ (`NotIdentified`).
/// Source:   McCullagh and Nelder (1989), chapter 9; R `glm(family = quasipoisson)`.
///
/// ```
/// use indices::association::{Counted, Frame, Stop, quasi_poisson};
///
/// // Counts 1 and 3 around their mean 2: φ = (1/2 + 1/2) / 1 = 1.
/// let mut frame = Frame::new();
/// frame.number("one", &[0.0, 0.0]).unwrap();
/// let design = frame.design(&[]).unwrap();
/// let model = quasi_poisson(&design, &Counted::new(&[1, 3]).unwrap(), Stop::Standstill).unwrap();
/// assert!((model.dispersion - 1.0).abs() < 1e-14);
/// ```
pub fn quasi_poisson(design: &Design, counted: &Counted, stop: Stop) -> Result<PoissonModel, Why> {
    let scored = score(design, counted, Variance::Poisson, stop)?;
    let freedom = freedom(design) as f64;
    if freedom < 0.5 {
        return Err(Why::NotIdentified);
    }
    model(design, counted, &scored, scored.pearson_of_step / freedom, Some(freedom))
}

fn model(
    design: &Design,
    counted: &Counted,
    scored: &Scored,
    dispersion: f64,
    estimated: Option<f64>,
) -> Result<PoissonModel, Why> {
    let rows = counted.counts().iter().zip(counted.values().iter()).zip(scored.means.iter());
    let log_likelihood = rows.map(|((count, value), mean)| log_mass(*count, *value, *mean)).sum();
    let freedom = freedom(design);
    let parameters = design.width() as f64;
    Ok(PoissonModel {
        coefficients: coefficients(
            design.names(),
            &scored.coefficients,
            &(&scored.covariance * dispersion),
            estimated,
        )?,
        deviance: scored.deviance,
        null_deviance: null_deviance(counted),
        freedom,
        log_likelihood,
        aic: if estimated.is_none() { Some(2.0 * (parameters - log_likelihood)) } else { None },
        pearson_dispersion: if freedom > 0 { Some(scored.pearson / freedom as f64) } else { None },
        dispersion,
        fitted: scored.means.iter().copied().collect(),
    })
}

pub(crate) fn freedom(design: &Design) -> u64 {
    u64::try_from(design.rows().saturating_sub(design.width())).unwrap_or(u64::MAX)
}

fn log_mass(count: u64, value: f64, mean: f64) -> f64 {
    value * mean.ln() - mean - ln_factorial(count)
}

/// The deviance around one common rate, which is events over exposure.
fn null_deviance(counted: &Counted) -> f64 {
    let exposure = counted.offset().map(f64::exp);
    let rate = counted.values().sum() / exposure.sum();
    counted.values().zip_map(&exposure, |count, exposure| Variance::Poisson.deviance(count, rate * exposure)).sum()
}

/// Reveals nothing.
impl fmt::Debug for PoissonModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PoissonModel(..)")
    }
}
