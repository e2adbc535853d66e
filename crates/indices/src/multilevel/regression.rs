//! The random-intercept model with predictors, from each unit's sums and cross products.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fmt;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::cross_products::{CrossProducts, scatter_within};
use super::profile::{self, Profile};
use super::random_intercept::Method;
use crate::estimate::Why;

/// One coefficient.
#[derive(Clone, Copy, PartialEq)]
pub struct FixedEffect {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, as if θ were known.
    pub se: f64,
    /// Their quotient. How many degrees of freedom it has is not settled, so there is no p-value here.
    pub t: f64,
}

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
    let answered: Vec<&CrossProducts> = units.iter().filter(|unit| unit.n > 0).collect();
    let variables = divisors.len();
    match answered.len() {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::SingleUnit),
        _ => {}
    }
    let alike = variables > 0 && answered.iter().all(|unit| unit.variables() == variables);
    if !alike || divisors.contains(&0) {
        return Err(Why::OutsideDomain);
    }
    let sums = Sums::of(&answered, divisors).ok_or(Why::TooLarge)?;
    let coefficients = variables as f64;
    if sums.n <= coefficients {
        return Err(Why::TooFewAnswers { needed: u64::try_from(variables).map_or(u64::MAX, |v| v.saturating_add(1)) });
    }
    let freedom = if method == Method::Reml { sums.n - coefficients } else { sums.n };
    let likelihood = Likelihood { sums, freedom, restricted: method == Method::Reml };
    if !likelihood.sums.identified() {
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
    fn of(units: &[&CrossProducts], divisors: &[u64]) -> Option<Self> {
        let variables = divisors.len();
        let n = units.iter().try_fold(0_i128, |n, unit| n.checked_add(i128::from(unit.n)))?;
        let total = |variable: usize| units.iter().try_fold(0_i128, |sum, unit| sum.checked_add(unit.sum(variable)));
        let totals = (0..variables).map(total).collect::<Option<Vec<i128>>>()?;
        let scales: Vec<f64> = divisors.iter().map(|divisor| *divisor as f64).collect();
        let pairs = (0..variables).flat_map(|a| (0..variables).map(move |b| (a, b)));
        let scatter = pairs.map(|(a, b)| Some(scatter_within(units, a, b)?.to_f64()));
        let scatter = DMatrix::from_row_slice(variables, variables, &scatter.collect::<Option<Vec<f64>>>()?);
        let to_units =
            DMatrix::from_diagonal(&DVector::from_iterator(variables, scales.iter().map(|scale| scale.recip())));
        let within = (&to_units * scatter * &to_units).insert_row(0, 0.0).insert_column(0, 0.0);
        let mut by_size: BTreeMap<u64, (f64, DMatrix<f64>)> = BTreeMap::new();
        for unit in units {
            let empty = || (0.0, DMatrix::zeros(variables + 1, variables + 1));
            let (count, squares) = by_size.entry(unit.n).or_insert_with(empty);
            let size = i128::from(unit.n);
            let offset = |(variable, (total, scale)): (usize, (&i128, &f64))| {
                let apart = unit.sum(variable).checked_mul(n)?.checked_sub(total.checked_mul(size)?)?;
                Some(apart as f64 / (n.checked_mul(size)? as f64 * scale))
            };
            let offsets = totals.iter().zip(&scales).enumerate().map(offset).collect::<Option<Vec<f64>>>()?;
            let z = DVector::from_vec(offsets).insert_row(0, 1.0);
            *count += 1.0;
            squares.ger(1.0, &z, &z, 1.0);
        }
        Some(Self {
            n: n as f64,
            means: totals.iter().zip(&scales).map(|(total, scale)| *total as f64 / (n as f64 * scale)).collect(),
            within,
            by_size: by_size.into_iter().map(|(n, (units, squares))| (n as f64, units, squares)).collect(),
        })
    }

    /// W + Σ f(n) z z'.
    fn weighted(&self, within: f64, weight: impl Fn(f64) -> f64) -> DMatrix<f64> {
        let start = &self.within * within;
        self.by_size.iter().fold(start, |sum, (n, _, squares)| sum + squares * weight(*n))
    }

    /// Whether no predictor is constant or a sum of others: each keeps some of its variance beside those before it.
    fn identified(&self) -> bool {
        let all = self.weighted(1.0, |n| n);
        let predictors = all.nrows().saturating_sub(1);
        let predictors = all.view((0, 0), (predictors, predictors)).into_owned();
        let own = predictors.diagonal();
        Cholesky::new(predictors).is_some_and(|cholesky| {
            let left = cholesky.l().diagonal();
            left.iter().zip(own.iter()).all(|(left, own)| left * left > INDEPENDENT * own)
        })
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

/// A share of its variance below which a variable counts as explained by others.
const INDEPENDENT: f64 = 1e-11;

/// The solved normal equations at one θ.
struct Solution {
    /// Of X'V⁻¹X.
    cholesky: Cholesky<f64, Dyn>,
    beta: DVector<f64>,
    /// Q.
    residual: f64,
    log_determinant: f64,
    /// Σ ln(1 + nθ).
    log_shrinkage: f64,
}

impl Likelihood {
    fn at(&self, theta: f64) -> Option<Solution> {
        let all = self.sums.weighted(1.0, |n| n / (1.0 + n * theta));
        let outcome = all.nrows().checked_sub(1)?;
        let cholesky = Cholesky::new(all.view((0, 0), (outcome, outcome)).into_owned())?;
        let cross = all.view((0, outcome), (outcome, 1)).into_owned();
        // |L⁻¹ X'V⁻¹y|² is what the predictors explain.
        let explained = cholesky.l_dirty().solve_lower_triangular(&cross)?;
        let residual = all.view((outcome, outcome), (1, 1)).sum() - explained.norm_squared();
        let beta = cholesky.solve(&cross).column(0).into_owned();
        let logs = cholesky.l_dirty().diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>();
        let shrinkage = self.sums.by_size.iter().map(|(n, units, _)| units * (n * theta).ln_1p()).sum();
        Some(Solution { cholesky, beta, residual, log_determinant: 2.0 * logs, log_shrinkage: shrinkage })
    }

    fn regression(&self, theta: f64, units: &[&CrossProducts]) -> Option<Regression> {
        let found = self.at(theta)?;
        let sigma2 = found.residual / self.freedom;
        let inverse = found.cholesky.inverse();
        let (outcome, predictors) = self.sums.means.split_last()?;
        // From variables measured from their means back to the variables themselves: only the intercept moves.
        let mut back = DVector::from_element(predictors.len() + 1, 1.0);
        back.iter_mut().skip(1).zip(predictors).for_each(|(entry, mean)| *entry = -mean);
        let effect = |estimate: f64, variance: f64| {
            let se = (sigma2 * variance).sqrt();
            FixedEffect { estimate, se, t: estimate / se }
        };
        let intercept = effect(outcome + found.beta.dot(&back), (back.transpose() * &inverse * &back).sum());
        let variances = inverse.diagonal();
        let slopes = found.beta.iter().zip(variances.iter()).skip(1).map(|(b, v)| effect(*b, *v));
        let restriction = if self.restricted { found.log_determinant } else { 0.0 };
        let criterion = self.freedom * (TAU * sigma2).ln() + found.log_shrinkage + self.freedom + restriction;
        Some(Regression {
            coefficients: std::iter::once(intercept).chain(slopes).collect(),
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
            let restriction = if self.restricted { found.log_determinant } else { 0.0 };
            self.freedom * found.residual.ln() + found.log_shrinkage + restriction
        })
    }

    fn score(&self, theta: f64) -> f64 {
        let weight = |n: f64| n / (1.0 + n * theta);
        self.at(theta).map_or(f64::INFINITY, |found| {
            // The weights fall with θ by their own squares.
            let falling = self.sums.weighted(0.0, |n| weight(n) * weight(n));
            let predictors = found.beta.len();
            let contrast = found.beta.map(|b| -b).insert_row(predictors, 1.0);
            let scatter = contrast.dot(&(&falling * &contrast));
            let shrinkage: f64 = self.sums.by_size.iter().map(|(n, units, _)| units * weight(*n)).sum();
            let fixed = falling.view((0, 0), (predictors, predictors)).into_owned();
            let restriction = if self.restricted { found.cholesky.solve(&fixed).trace() } else { 0.0 };
            shrinkage - self.freedom * scatter / found.residual - restriction
        })
    }
}

/// Reveals nothing.
impl fmt::Debug for FixedEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FixedEffect(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Regression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Regression(..)")
    }
}
