//! The random-intercept model with predictors, from each unit's sums and cross products.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fmt;

use nalgebra::DMatrix;

use super::cross_products::{Centring, CrossProducts, answered};
use super::normal_equations::{FixedEffect, INDEPENDENT, NormalEquations, identified};
use super::profile::{self, Profile};
use super::random_intercept::Method;
use crate::estimate::Why;

/// The fitted model y = Xβ + u + e.
#[derive(Clone, PartialEq)]
pub struct Regression {
    /// The intercept, then the predictors in their order.
    pub coefficients: Vec<FixedEffect>,
    /// Variance between units, τ².
    pub tau2: f64,
    /// Variance within units, σ².
    pub sigma2: f64,
    /// Logarithm of the (restricted) likelihood, with the constants of R `lme4::lmer`.
    pub log_likelihood: f64,
    /// Persons.
    pub n: u64,
    /// Units with answers.
    pub units: u64,
}

/// The random-intercept model with predictors; `divisors` are the denominators of the variables, the outcome's last.
///
/// Formula:  V = I + θ J within a unit, so X'V⁻¹X = W + Σ w z z', W the cross products within units, z a unit's means
///           and w = n/(1 + nθ). β solves the weighted normal equations, Q is their residual, σ² = Q/q, q = N − p − 1
///           (REML) or N (ML); θ minimises q ln Q + Σ ln(1 + nθ) + [REML: ln |X'V⁻¹X|].
/// Shapes:   K units with the same variables, the empty ones left out; N persons; p predictors and the intercept. A
///           predictor that is constant within units is one of the unit.
/// Units:    those of the variables.
/// Unknown:  nobody, a single unit, no more persons than coefficients, unlike numbers of variables, a denominator of
///           nought; a predictor that is constant or a sum of others; an outcome that the predictors and units explain
///           wholly; sums beyond 128 bits.
/// Rounding: cross products within units and differences from the means are exact before their one rounding.
/// Source:   Bates, Mächler, Bolker and Walker (2015), J. Statistical Software 67(1); R `lmer(y ~ x + (1 | unit))`.
///
/// ```
/// use indices::multilevel::{CrossProducts, Method, random_intercept_regression};
///
/// // Two units whose persons follow y = 2x + their own intercept ± 1.
/// let mut units = [CrossProducts::new(1), CrossProducts::new(1)];
/// for (unit, own) in units.iter_mut().zip([0, 3]) {
///     for (x, e) in [(0, 1), (1, -1), (2, -1), (3, 1)] {
///         unit.add(&[x, 2 * x + own + e]).unwrap();
///     }
/// }
/// let fit = random_intercept_regression(&units, &[1, 1], Method::Reml).unwrap();
/// assert!((fit.coefficients[1].estimate - 2.0).abs() < 1e-12);
/// ```
pub fn random_intercept_regression(
    units: &[CrossProducts],
    divisors: &[u64],
    method: Method,
) -> Result<Regression, Why> {
    let (answered, centring) = answered(units, divisors)?;
    let sums = Sums::of(&answered, &centring).ok_or(Why::TooLarge)?;
    let coefficients = divisors.len() as f64;
    let freedom = if method == Method::Reml { sums.n - coefficients } else { sums.n };
    let likelihood = Likelihood { sums, freedom, restricted: method == Method::Reml };
    if !identified(&likelihood.sums.weighted(1.0, |n| n)) {
        return Err(Why::NotPositiveDefinite);
    }
    if !likelihood.sums.varies_within() {
        return Err(Why::NoVariance);
    }
    let theta = profile::minimum(&likelihood, likelihood.sums.n / answered.len() as f64)?;
    likelihood.regression(theta, &answered).ok_or(Why::NotPositiveDefinite)
}

/// What the likelihood needs: variables in the order intercept, predictors, outcome, measured from their means.
#[derive(Clone)]
struct Sums {
    n: f64,
    means: Vec<f64>,
    /// Cross products within units; nought for the intercept.
    within: DMatrix<f64>,
    /// For each size of unit: the size, how many units, and the sum of z z' over them.
    by_size: Vec<(f64, f64, DMatrix<f64>)>,
}

#[derive(Clone)]
struct Likelihood {
    sums: Sums,
    freedom: f64,
    restricted: bool,
}

impl Sums {
    fn of(units: &[&CrossProducts], centring: &Centring) -> Option<Self> {
        let variables = centring.variables();
        let mut by_size: BTreeMap<u64, (f64, DMatrix<f64>)> = BTreeMap::new();
        for unit in units {
            let empty = || (0.0, DMatrix::zeros(variables + 1, variables + 1));
            let (count, squares) = by_size.entry(unit.n).or_insert_with(empty);
            let z = centring.means_of(unit)?;
            *count += 1.0;
            squares.ger(1.0, &z, &z, 1.0);
        }
        Some(Self {
            n: centring.n(),
            means: centring.means(),
            within: centring.scatter(units)?,
            by_size: by_size.into_iter().map(|(n, (units, squares))| (n as f64, units, squares)).collect(),
        })
    }

    /// W + Σ f(n) z z'.
    fn weighted(&self, within: f64, weight: impl Fn(f64) -> f64) -> DMatrix<f64> {
        let start = &self.within * within;
        self.by_size.iter().fold(start, |sum, (n, _, squares)| sum + squares * weight(*n))
    }

    /// Whether the outcome varies within units beyond what the predictors explain.
    fn varies_within(&self) -> bool {
        let outcome = self.within.nrows().saturating_sub(1);
        let predictors = outcome.saturating_sub(1);
        let w = self.within.view((1, 1), (predictors, predictors)).into_owned();
        let cross = self.within.view((1, outcome), (predictors, 1)).into_owned();
        let own = self.within.view((outcome, outcome), (1, 1)).sum();
        // Predictors of units have no variance within them, so the inverse is that of what there is.
        let explained =
            w.pseudo_inverse(INDEPENDENT * self.within.amax()).map(|w| (cross.transpose() * w * &cross).sum());
        own > 0.0 && explained.is_ok_and(|explained| own - explained > INDEPENDENT * own)
    }
}

/// The solved normal equations at one θ.
struct Solution {
    equations: NormalEquations,
    /// Σ ln(1 + nθ).
    log_shrinkage: f64,
}

impl Likelihood {
    fn at(&self, theta: f64) -> Option<Solution> {
        let equations = NormalEquations::solved(&self.sums.weighted(1.0, |n| n / (1.0 + n * theta)))?;
        let log_shrinkage = self.sums.by_size.iter().map(|(n, units, _)| units * (n * theta).ln_1p()).sum();
        Some(Solution { equations, log_shrinkage })
    }

    fn regression(&self, theta: f64, units: &[&CrossProducts]) -> Option<Regression> {
        let found = self.at(theta)?;
        let sigma2 = found.equations.residual / self.freedom;
        let restriction = if self.restricted { found.equations.log_determinant } else { 0.0 };
        let criterion = self.freedom * (TAU * sigma2).ln() + found.log_shrinkage + self.freedom + restriction;
        Some(Regression {
            coefficients: found.equations.coefficients(sigma2, &self.sums.means)?,
            tau2: theta * sigma2,
            sigma2,
            log_likelihood: -0.5 * criterion,
            n: units.iter().map(|unit| unit.n).sum(),
            units: u64::try_from(units.len()).ok()?,
        })
    }
}

impl Profile for Likelihood {
    fn deviance(&self, theta: f64) -> f64 {
        self.at(theta).map_or(f64::INFINITY, |found| {
            let restriction = if self.restricted { found.equations.log_determinant } else { 0.0 };
            self.freedom * found.equations.residual.ln() + found.log_shrinkage + restriction
        })
    }

    fn score(&self, theta: f64) -> f64 {
        let weight = |n: f64| n / (1.0 + n * theta);
        self.at(theta).map_or(f64::INFINITY, |found| {
            // The weights fall with θ by their own squares.
            let falling = self.sums.weighted(0.0, |n| weight(n) * weight(n));
            let equations = &found.equations;
            let predictors = equations.beta.len();
            let contrast = equations.beta.map(|b| -b).insert_row(predictors, 1.0);
            let scatter = contrast.dot(&(&falling * &contrast));
            let shrinkage: f64 = self.sums.by_size.iter().map(|(n, units, _)| units * weight(*n)).sum();
            let fixed = falling.view((0, 0), (predictors, predictors)).into_owned();
            let restriction = if self.restricted { equations.cholesky.solve(&fixed).trace() } else { 0.0 };
            shrinkage - self.freedom * scatter / equations.residual - restriction
        })
    }
}

/// Reveals nothing.
impl fmt::Debug for Regression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Regression(..)")
    }
}
