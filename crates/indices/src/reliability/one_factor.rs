//! One factor behind all items of a scale, by maximum likelihood.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::components::largest_components;
use super::item_covariances::ItemCovariances;
use super::likelihood::{Factor, estimate_covariances, maximise};
use super::minres::minres_factors;
use super::omega::{average_variance_extracted, omega_of_model, omega_of_observed};
use crate::confidence::normal_interval;
use crate::determinant::ln_determinant;
use crate::estimate::{Estimate, Interval, Known, Why};

/// The one-factor model of a scale: what each item owes to the factor, what it has of its own, and how well it fits.
#[derive(Clone, PartialEq)]
pub struct OneFactor {
    persons: u64,
    loadings: Vec<f64>,
    own_variances: Vec<f64>,
    /// Σ of the observed covariances, divisor n.
    observed_total: f64,
    discrepancy: f64,
    /// The discrepancy of unrelated items.
    baseline: f64,
    srmr: f64,
    /// Standard error of omega total.
    omega_error: Option<f64>,
}

/// Fits one factor to the items of a scale by maximum likelihood.
///
/// Formula:  Σ = λλ′ + diag θ, minimising ln|Σ| − ln|S| + tr(SΣ⁻¹) − J with S the covariances with divisor n. The factor
///           has variance 1; loadings are turned so that their sum is not negative.
/// Shapes:   J ≥ 3 items. Three fit any covariances that admit it; the fit is then perfect and says nothing.
/// Units:    λ in score points, θ in their squares.
/// Unknown:  one item; two (not identified); a constant item; covariances that are not positive definite; a Heywood
///           case, where the best θ of an item is nought or negative (R reports it and warns); items so little related
///           that there is no factor; no rest after 200 steps.
/// Rounding: Newton's method with exact second derivatives, on correlations, to about 1e-12; begun from the first component,
///           and from the minimum-residual factor where that ends in a Heywood case.
/// Source:   Jöreskog (1967), Psychometrika 32, 443–482; R `lavaan::cfa(std.lv = TRUE)`, `likelihood = "normal"`.
///
/// ```
/// use indices::reliability::{ItemCovariances, one_factor};
///
/// // Loadings 0.8, 0.6 and 0.5 on items of variance 1 leave 0.36, 0.64 and 0.75.
/// let rows = [vec![1.0, 0.48, 0.40], vec![0.48, 1.0, 0.30], vec![0.40, 0.30, 1.0]];
/// let factor = one_factor(&ItemCovariances::from_rows(&rows, 1_000_000)?)?;
/// assert!((factor.loadings()[0] - 0.8).abs() < 1e-6 && (factor.own_variances()[2] - 0.75).abs() < 1e-6);
/// // (0.8 + 0.6 + 0.5)² / (1.9² + 0.36 + 0.64 + 0.75)
/// assert!((factor.omega_total().value().unwrap() - 3.61 / 5.36).abs() < 1e-12);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn one_factor(covariances: &ItemCovariances) -> Result<OneFactor, Why> {
    match covariances.items() {
        1 => return Err(Why::SingleItem),
        2 => return Err(Why::NotIdentified),
        _ => {}
    }
    let n = covariances.persons() as f64;
    let scale: Vec<f64> = covariances.sds()?.iter().map(|sd| sd * ((n - 1.0) / n).sqrt()).collect();
    let standardised = covariances.correlations()?;
    let correlations = standardised.matrix();
    let log_determinant = ln_determinant(&correlations.clone().cholesky().ok_or(Why::NotPositiveDefinite)?);
    let (factor, discrepancy) = admissible(correlations, component_start(correlations)?)
        .or_else(|why| admissible(correlations, residual_start(correlations).ok_or(why)?).map_err(|_| why))?;
    let sign = if factor.loadings.sum() < 0.0 { -1.0 } else { 1.0 };
    Ok(OneFactor {
        persons: covariances.persons(),
        loadings: factor.loadings.iter().zip(&scale).map(|(loading, sd)| sign * loading * sd).collect(),
        own_variances: factor.own.iter().zip(&scale).map(|(own, sd)| own * sd * sd).collect(),
        observed_total: covariances.matrix().sum() * (n - 1.0) / n,
        discrepancy,
        baseline: -log_determinant,
        srmr: srmr(correlations, &factor.implied()),
        omega_error: omega_error(&factor, correlations, &scale, n),
    })
}

/// The greatest likelihood that is found from here, if it leaves every item something of its own.
fn admissible(correlations: &DMatrix<f64>, start: Factor) -> Result<(Factor, f64), Why> {
    let (factor, discrepancy) = maximise(correlations, start)?;
    if factor.own.iter().any(|own| *own <= 0.0) { Err(Why::HeywoodCase) } else { Ok((factor, discrepancy)) }
}

/// Where the steps begin: the first principal component, taken as the factor but for a tenth of each item at least.
fn component_start(correlations: &DMatrix<f64>) -> Result<Factor, Why> {
    let component = largest_components(correlations, 1)?.column(0).into_owned();
    let loadings = component.map(|loading| loading.clamp(-0.9, 0.9));
    let own = loadings.map(|loading| (1.0 - loading * loading).max(0.1));
    Ok(Factor { loadings, own })
}

/// Where they begin again. A few items with small loadings have a component far from their factor, and the way from it can
/// end where an item has nothing of its own although a better place has; the factor of least residuals lies near that.
fn residual_start(correlations: &DMatrix<f64>) -> Option<Factor> {
    let loadings = minres_factors(correlations, 1).ok()?.column(0).into_owned();
    let own = loadings.map(|loading| 1.0 - loading * loading);
    own.iter().all(|own| *own > 0.0).then_some(Factor { loadings, own })
}

/// The standard error of omega total by the delta method: its slopes by every λ and θ in score points, carried over to
/// items of variance 1, whose divisors are constants.
fn omega_error(factor: &Factor, correlations: &DMatrix<f64>, scale: &[f64], n: f64) -> Option<f64> {
    let covariances = estimate_covariances(factor, correlations, n)?;
    let scale = DVector::from_column_slice(scale);
    let (sum, own) = (scale.dot(&factor.loadings), scale.component_mul(&scale).dot(&factor.own));
    let whole = sum * sum + own;
    let by_loading = scale.map(|sd| sd * 2.0 * sum * own / (whole * whole));
    let by_own = scale.map(|sd| -(sd * sd * sum * sum) / (whole * whole));
    let slopes = DVector::from_iterator(2 * scale.len(), by_loading.iter().chain(by_own.iter()).copied());
    let variance = slopes.dot(&(covariances * &slopes));
    (variance >= 0.0).then(|| variance.sqrt())
}

/// An interval for a share with this standard error, on the scale of its log odds, so that it stays a share.
fn log_odds_interval(share: f64, error: f64) -> Option<Interval> {
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    let (centre, odds_error) = ((share / (1.0 - share)).ln(), error / (share * (1.0 - share)));
    let of_log_odds = normal_interval(centre, odds_error)?;
    let end = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    Some(Interval { low: end(of_log_odds.low), high: end(of_log_odds.high), ..of_log_odds })
}

/// √(mean of squared residual correlations), over all pairs and the diagonal.
fn srmr(correlations: &DMatrix<f64>, implied: &DMatrix<f64>) -> f64 {
    let items = correlations.nrows();
    let pairs = (0..items).flat_map(|i| (0..=i).map(move |j| (i, j)));
    let squares: f64 = pairs.map(|pair| (correlations[pair] - implied[pair]).powi(2)).sum();
    let count = items as f64 * (items as f64 + 1.0) / 2.0;
    (squares / count).sqrt()
}

impl OneFactor {
    /// Persons the covariances rest on.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// λ per item, in score points.
    #[must_use]
    pub fn loadings(&self) -> &[f64] {
        &self.loadings
    }

    /// θ per item: the variance it shares with no other item.
    #[must_use]
    pub fn own_variances(&self) -> &[f64] {
        &self.own_variances
    }

    /// n times the discrepancy.
    #[must_use]
    pub fn chi_square(&self) -> f64 {
        self.persons as f64 * self.discrepancy
    }

    /// J(J + 1)/2 − 2J.
    #[must_use]
    pub fn degrees_of_freedom(&self) -> usize {
        let items = self.loadings.len();
        (items * (items + 1) / 2).saturating_sub(2 * items)
    }

    /// Comparative fit: 1 − misfit over the misfit of unrelated items, each χ² less its degrees of freedom.
    #[must_use]
    pub fn cfi(&self) -> f64 {
        let items = self.loadings.len() as f64;
        let misfit = self.excess();
        let unrelated = (self.persons as f64 * self.baseline - items * (items - 1.0) / 2.0).max(misfit);
        if unrelated > 0.0 { 1.0 - misfit / unrelated } else { 1.0 }
    }

    /// Root mean square error of approximation, √(max(χ² − df, 0) / (df n)); nought without degrees of freedom.
    #[must_use]
    pub fn rmsea(&self) -> f64 {
        let freedom = self.degrees_of_freedom() as f64;
        if freedom > 0.0 { (self.excess() / (freedom * self.persons as f64)).sqrt() } else { 0.0 }
    }

    /// Standardised root mean square residual, without means.
    #[must_use]
    pub fn srmr(&self) -> f64 {
        self.srmr
    }

    /// Omega total: the share of the *implied* variance of the sum that the factor accounts for, [`omega_of_model`].
    ///
    /// Its interval comes from the information of the fit by the delta method, on the scale of log odds (Raykov 2002,
    /// Multivariate Behavioral Research 37, 89–103; Kelley and Pornprasertmanit 2016, Psychological Methods 21, 69–92).
    /// It supposes normal answers and a factor that fits.
    #[must_use]
    pub fn omega_total(&self) -> Estimate {
        let omega = omega_of_model(&self.loadings, &self.own_variances);
        let with_interval = |value: f64| {
            let interval = self.omega_error.and_then(|error| log_odds_interval(value, error));
            Known { value, n: self.persons, interval }
        };
        omega.map(with_interval).into()
    }

    /// Omega with the *observed* variance of the sum below the line, [`omega_of_observed`]. It falls short of
    /// [`Self::omega_total`] or passes it where one factor does not account for all covariances.
    #[must_use]
    pub fn omega_observed(&self) -> Estimate {
        self.known(omega_of_observed(&self.loadings, self.observed_total))
    }

    /// The average share of an item's variance that the factor accounts for, [`average_variance_extracted`].
    #[must_use]
    pub fn average_variance_extracted(&self) -> Estimate {
        self.known(average_variance_extracted(&self.loadings, &self.own_variances))
    }

    fn known(&self, value: Result<f64, Why>) -> Estimate {
        value.map(|value| Known { value, n: self.persons, interval: None }).into()
    }

    /// χ² less its degrees of freedom, or nought.
    fn excess(&self) -> f64 {
        (self.chi_square() - self.degrees_of_freedom() as f64).max(0.0)
    }
}

/// Reveals nothing.
impl fmt::Debug for OneFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneFactor(..)")
    }
}
