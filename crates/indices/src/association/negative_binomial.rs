//! Negative binomial regression: counts that differ more than chance, with the parameter that says how much more.

use std::fmt;

use super::coefficient::{Coefficient, coefficients};
use super::counted::Counted;
use super::design::Design;
use super::poisson::PoissonModel;
use super::scoring::{Scored, Stop, Variance, score};
use crate::distribution::{digamma_rising, ln_factorial, ln_rising, normal_upper, trigamma_rising};
use crate::estimate::Why;

/// A fitted negative binomial regression.
#[derive(Clone, PartialEq)]
pub struct NegativeBinomialModel {
    /// One coefficient per column of the design. Their standard errors treat θ as known.
    pub coefficients: Vec<Coefficient>,
    /// θ: the variance is μ + μ²/θ. Other programs report α = 1/θ.
    pub theta: f64,
    /// Standard error of θ, from the observed information about θ alone.
    pub theta_standard_error: f64,
    /// Twice the logarithm of the likelihood.
    pub two_log_likelihood: f64,
    /// Akaike's information criterion; θ counts as a parameter.
    pub aic: f64,
    /// Twice the logarithm of the likelihood ratio against a mean per row, at this θ.
    pub deviance: f64,
    /// The deviance of the intercept alone, at this θ.
    pub null_deviance: f64,
    /// Σ (count − mean)²/variance over the degrees of freedom. Nothing without freedom.
    pub pearson_dispersion: Option<f64>,
    /// Fitted means, one per row.
    pub fitted: Vec<f64>,
}

impl NegativeBinomialModel {
    /// The likelihood ratio against the Poisson model of the same rows: twice the difference of the logarithms, and the
    /// probability of a larger one if the counts were Poisson counts. Nothing for a model of other rows, or one whose
    /// dispersion was estimated.
    ///
    /// Formula:  half the tail of chi-square on one degree, since θ is then at its boundary.
    /// Source:   Self and Liang (1987), Journal of the American Statistical Association 82, 605–610.
    ///
    /// ```
    /// use indices::association::{Counted, Frame, Stop, negative_binomial, poisson};
    ///
    /// let mut frame = Frame::new();
    /// frame.number("one", &[0.0; 4]).unwrap();
    /// let (design, counted) = (frame.design(&[]).unwrap(), Counted::new(&[0, 1, 3, 12]).unwrap());
    /// let rates = poisson(&design, &counted, Stop::Standstill).unwrap();
    /// let (ratio, p) = negative_binomial(&design, &counted).unwrap().against_poisson(&rates).unwrap();
    /// assert!(ratio > 8.0 && p < 0.0025, "χ² of 8 on one degree has a tail of 0.0047");
    /// ```
    #[must_use]
    pub fn against_poisson(&self, poisson: &PoissonModel) -> Option<(f64, f64)> {
        if poisson.aic.is_none() || poisson.fitted.len() != self.fitted.len() {
            return None;
        }
        let ratio = (self.two_log_likelihood - 2.0 * poisson.log_likelihood).max(0.0);
        Some((ratio, normal_upper(ratio.sqrt())))
    }
}

/// Steps between θ and the coefficients.
const ROUNDS: u32 = 200;
/// Newton steps for θ in one round.
const THETA_STEPS: u32 = 100;
/// Beyond this θ the counts cannot be told from Poisson counts.
const THETA_MAX: f64 = 1e9;

/// Negative binomial regression (NB2), θ by maximum likelihood.
///
/// Formula:  log E(y) = log exposure + x′b, Var(y) = μ + μ²/θ. In turn: coefficients by Fisher scoring at a given θ, and
///           θ by Newton's method at given means, until both stand still.
/// Shapes:   one row per unit.
/// Units:    coefficients are logarithms of rate ratios; θ has none.
/// Unknown:  as [`super::poisson`]; counts that differ no more than Poisson counts would leave θ infinite
///           (`NotIdentified`): use [`super::poisson`] then.
/// Rounding: θ and coefficients to about 1e-10; R stops earlier.
/// Source:   Lawless (1987), Canadian Journal of Statistics 15, 209–225; Venables and Ripley (2002), Modern Applied
///           Statistics with S, section 7.4; R `MASS::glm.nb`.
///
/// ```
/// use indices::association::{Counted, Frame, negative_binomial};
///
/// let mut frame = Frame::new();
/// frame.number("one", &[0.0; 4]).unwrap();
/// let design = frame.design(&[]).unwrap();
/// let model = negative_binomial(&design, &Counted::new(&[0, 1, 3, 12]).unwrap()).unwrap();
/// // With an intercept alone the mean is the mean of the counts, 4, whatever θ.
/// assert!((model.coefficients[0].estimate - 4.0_f64.ln()).abs() < 1e-10);
/// // And the variance of the estimate is (1/4 + 1/θ) / 4.
/// let variance = (0.25 + 1.0 / model.theta) / 4.0;
/// assert!((model.coefficients[0].standard_error - variance.sqrt()).abs() < 1e-9);
/// ```
pub fn negative_binomial(design: &Design, counted: &Counted) -> Result<NegativeBinomialModel, Why> {
    let mut scored = score(design, counted, Variance::Poisson, Stop::Standstill)?;
    let mut theta = theta_of_means(counted, &scored, moment_theta(counted, &scored))?;
    for _ in 0..ROUNDS {
        scored = score(design, counted, Variance::NegativeBinomial { theta }, Stop::Standstill)?;
        let next = theta_of_means(counted, &scored, theta)?;
        let moved = (next / theta - 1.0).abs();
        theta = next;
        if moved <= 1e-11 {
            return model(design, counted, &scored, theta);
        }
    }
    Err(Why::NotConverged { steps: ROUNDS })
}

fn model(design: &Design, counted: &Counted, scored: &Scored, theta: f64) -> Result<NegativeBinomialModel, Why> {
    let (_, information) = theta_score(counted, scored, theta);
    if information.is_nan() || information <= 0.0 {
        return Err(Why::NotIdentified);
    }
    let variance = Variance::NegativeBinomial { theta };
    let rows = counted.counts().iter().zip(counted.values().iter()).zip(scored.means.iter());
    let two_log_likelihood =
        2.0 * rows.map(|((count, value), mean)| log_mass(*count, *value, *mean, theta)).sum::<f64>();
    let parameters = design.width() as f64 + 1.0;
    let freedom = super::poisson::freedom(design);
    Ok(NegativeBinomialModel {
        coefficients: coefficients(design.names(), &scored.coefficients, &scored.covariance, None)?,
        theta,
        theta_standard_error: information.sqrt().recip(),
        two_log_likelihood,
        aic: 2.0 * parameters - two_log_likelihood,
        deviance: scored.deviance,
        null_deviance: score(&intercept(design)?, counted, variance, Stop::Standstill)?.deviance,
        pearson_dispersion: if freedom > 0 { Some(scored.pearson / freedom as f64) } else { None },
        fitted: scored.means.iter().copied().collect(),
    })
}

fn intercept(design: &Design) -> Result<Design, Why> {
    Design::from_columns(vec![(String::from("(Intercept)"), vec![1.0; design.rows()])])
}

/// ln P(y) of the negative binomial distribution with mean μ.
fn log_mass(count: u64, value: f64, mean: f64, theta: f64) -> f64 {
    let successes = if count == 0 { 0.0 } else { value * (mean / (theta + mean)).ln() };
    ln_rising(theta, count) - ln_factorial(count) - theta * (mean / theta).ln_1p() + successes
}

/// A first θ: rows over Σ (y/μ − 1)².
fn moment_theta(counted: &Counted, scored: &Scored) -> f64 {
    let scatter = counted.values().zip_map(&scored.means, |count, mean| (count / mean - 1.0).powi(2)).sum();
    if scatter > 0.0 { counted.rows() as f64 / scatter } else { THETA_MAX }
}

/// The derivative of the logarithm of the likelihood by θ, and minus the second.
fn theta_score(counted: &Counted, scored: &Scored, theta: f64) -> (f64, f64) {
    let rows = counted.counts().iter().zip(counted.values().iter()).zip(scored.means.iter());
    rows.fold((0.0, 0.0), |(first, second), ((count, value), mean)| {
        let both = mean + theta;
        let own = digamma_rising(theta, *count) - (mean / theta).ln_1p() + (mean - value) / both;
        let curvature = trigamma_rising(theta, *count) - mean / (theta * both) + (mean - value) / (both * both);
        (first + own, second + curvature)
    })
}

/// θ for given means: Newton's method on ln θ, halved where it would leave the hill.
fn theta_of_means(counted: &Counted, scored: &Scored, start: f64) -> Result<f64, Why> {
    let mut log_theta = start.clamp(1e-6, THETA_MAX).ln();
    for _ in 0..THETA_STEPS {
        let theta = log_theta.exp();
        if theta > THETA_MAX {
            return Err(Why::NotIdentified);
        }
        let (slope, information) = theta_score(counted, scored, theta);
        // By ln θ: slope θ, curvature θ² information − θ slope.
        let (slope, curvature) = (slope * theta, information * theta * theta - slope * theta);
        let step = if curvature > 0.0 { (slope / curvature).clamp(-2.0, 2.0) } else { slope.signum() };
        log_theta += step;
        if step.abs() <= 1e-13 {
            return Ok(log_theta.exp());
        }
    }
    // The last digits of the slope may rock to and fro; what matters is that the steps between the rounds end.
    if log_theta.is_finite() && log_theta < THETA_MAX.ln() { Ok(log_theta.exp()) } else { Err(Why::NotIdentified) }
}

/// Reveals nothing.
impl fmt::Debug for NegativeBinomialModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NegativeBinomialModel(..)")
    }
}
