//! A model in which the effect of one predictor differs from unit to unit, as the intercept does.

use std::f64::consts::TAU;
use std::fmt;

use nalgebra::{DMatrix, Matrix2, Matrix3, MatrixXx2, Vector3};

use super::cross_products::{CrossProducts, answered};
use super::normal_equations::{FixedEffect, NormalEquations, identified};
use super::random_intercept::Method;
use crate::estimate::Why;

/// The fitted model y = Xβ + u₀ + u₁ x + e.
#[derive(Clone, PartialEq)]
pub struct RandomSlope {
    /// The intercept, then the predictors in their order.
    pub coefficients: Vec<FixedEffect>,
    /// Variance of the units' intercepts, where x is nought.
    pub intercept_variance: f64,
    /// Variance of the units' slopes.
    pub slope_variance: f64,
    /// Covariance of the two. It depends on where x is nought.
    pub covariance: f64,
    /// Variance within units, σ².
    pub sigma2: f64,
    /// Logarithm of the (restricted) likelihood, with the constants of R `nlme::lme`.
    pub log_likelihood: f64,
    /// Persons.
    pub n: u64,
    /// Units with answers.
    pub units: u64,
}

/// The model with a random intercept and the random slope of one predictor (`slope` counts predictors from 0);
/// `divisors` are the denominators of the variables, the outcome's last.
///
/// Formula:  V = I + Z Λ Λ' Z' within a unit, Z = (1, x), Λ lower triangular; the covariance of the effects is σ² Λ Λ'.
///           β, Q and σ² as in [`super::random_intercept_regression`]; Λ minimises
///           q ln Q + Σ ln |I + Λ'Z'ZΛ| + [REML: ln |X'V⁻¹X|], by Newton's method.
/// Shapes:   as there. Variables are measured from their means while fitting, which changes no likelihood, and the
///           covariance is brought back to x as it is.
/// Unknown:  as there; a predictor that does not exist; no minimum after a hundred steps, as where nobody differs from
///           the line of the own unit.
/// Rounding: derivatives are differences of fourth order, so variances are good to about 8 digits.
/// Source:   Pinheiro and Bates (2000), Mixed-Effects Models in S and S-PLUS, chapter 2; R `lme(random = ~ x | unit)`.
///
/// ```
/// use indices::multilevel::{CrossProducts, Method, random_slope_regression};
///
/// // Three units on lines of slope 1, 2 and 3, each person ±1 away.
/// let mut units = [1, 2, 3].map(|_| CrossProducts::new(1));
/// for (unit, slope) in units.iter_mut().zip(1..) {
///     for (x, e) in [(-3, 1), (-1, -1), (1, -1), (3, 1)] {
///         unit.add(&[x, slope * x + e]).unwrap();
///     }
/// }
/// let fit = random_slope_regression(&units, &[1, 1], 0, Method::Reml).unwrap();
/// // Residuals 12 on 6 degrees, and the intercepts do not differ: 0 on 2 more. Slopes 1, 2 and 3 vary by
/// // 1 = slope variance + σ² / Σx².
/// assert!((fit.sigma2 - 12.0 / 8.0).abs() < 1e-6 && (fit.coefficients[1].estimate - 2.0).abs() < 1e-9);
/// assert!((fit.slope_variance - (1.0 - 1.5 / 20.0)).abs() < 1e-6);
/// ```
pub fn random_slope_regression(
    units: &[CrossProducts],
    divisors: &[u64],
    slope: usize,
    method: Method,
) -> Result<RandomSlope, Why> {
    let (answered, centring) = answered(units, divisors)?;
    let variables = centring.variables();
    if slope.checked_add(1).is_none_or(|after| after >= variables) {
        return Err(Why::OutsideDomain);
    }
    if answered.iter().all(|unit| unit.n < 2) {
        return Err(Why::NotIdentified);
    }
    let mut within = 0.0;
    let products = answered.iter().map(|unit| {
        let z = centring.means_of(unit)?;
        let scatter = centring.scatter(&[*unit])?;
        within += scatter.diagonal().iter().next_back().copied().unwrap_or_default();
        Some(scatter + (&z * z.transpose()) * unit.n as f64)
    });
    let products = products.collect::<Option<Vec<DMatrix<f64>>>>().ok_or(Why::TooLarge)?;
    let all = products.iter().fold(DMatrix::zeros(variables + 1, variables + 1), |sum, unit| sum + unit);
    if !identified(&all) {
        return Err(Why::NotPositiveDefinite);
    }
    // Nobody differs from the own unit: σ² would be nought, and the likelihood without bound.
    let of_outcome = all.diagonal().iter().next_back().copied().unwrap_or_default();
    if within <= f64::EPSILON * of_outcome {
        return Err(Why::NoVariance);
    }
    let restricted = method == Method::Reml;
    let freedom = centring.n() - if restricted { variables as f64 } else { 0.0 };
    // The predictor in units of its own spread, so that the entries of Λ are of one size.
    let spread = (all.view((slope + 1, slope + 1), (1, 1)).sum() / centring.n()).sqrt();
    let likelihood = Likelihood { products, slope: slope + 1, spread, freedom, restricted };
    let lambda = minimum(|lambda| likelihood.deviance(lambda), Vector3::new(0.3, 0.0, 0.1))?;
    let persons = answered.iter().map(|unit| unit.n).sum();
    likelihood.fitted(&lambda, &centring.means(), persons).ok_or(Why::NotPositiveDefinite)
}

struct Likelihood {
    /// For each unit the cross products of intercept, predictors and outcome.
    products: Vec<DMatrix<f64>>,
    /// Where the predictor with the random slope stands in them.
    slope: usize,
    spread: f64,
    freedom: f64,
    restricted: bool,
}

impl Likelihood {
    /// Λ for the predictor as it is measured, from the three entries for the predictor over its spread.
    fn factor(&self, lambda: &Vector3<f64>) -> Matrix2<f64> {
        Matrix2::new(lambda.x, 0.0, lambda.y / self.spread, lambda.z / self.spread)
    }

    /// The normal equations and Σ ln |I + Λ'Z'ZΛ|.
    fn at(&self, lambda: &Vector3<f64>) -> Option<(NormalEquations, f64)> {
        let factor = self.factor(lambda);
        let mut all: Option<DMatrix<f64>> = None;
        let mut log_shrinkage = 0.0;
        for products in &self.products {
            let with_z = MatrixXx2::from_columns(&[products.column(0), products.column(self.slope)]);
            let z = Matrix2::from_rows(&[with_z.row(0), with_z.row(self.slope)]);
            let shrinkage = Matrix2::identity() + factor.transpose() * z * factor;
            let with_effects = with_z * factor;
            let weighted = products - &with_effects * shrinkage.try_inverse()? * with_effects.transpose();
            log_shrinkage += shrinkage.determinant().ln();
            all = Some(match all {
                Some(sum) => sum + weighted,
                None => weighted,
            });
        }
        Some((NormalEquations::solved(&all?)?, log_shrinkage))
    }

    fn deviance(&self, lambda: &Vector3<f64>) -> f64 {
        let deviance = self.at(lambda).map(|(equations, log_shrinkage)| {
            let restriction = if self.restricted { equations.log_determinant } else { 0.0 };
            self.freedom * equations.residual.ln() + log_shrinkage + restriction
        });
        deviance.filter(|deviance| deviance.is_finite()).unwrap_or(f64::INFINITY)
    }

    fn fitted(&self, lambda: &Vector3<f64>, means: &[f64], n: u64) -> Option<RandomSlope> {
        let (equations, log_shrinkage) = self.at(lambda)?;
        let sigma2 = equations.residual / self.freedom;
        let restriction = if self.restricted { equations.log_determinant } else { 0.0 };
        let criterion = self.freedom * (TAU * sigma2).ln() + log_shrinkage + self.freedom + restriction;
        // u₀ + u₁ (x − mean) has its intercept at u₀ − mean · u₁.
        let mean = *means.get(self.slope.checked_sub(1)?)?;
        let back = Matrix2::new(1.0, -mean, 0.0, 1.0) * self.factor(lambda);
        let covariance = back * back.transpose() * sigma2;
        Some(RandomSlope {
            coefficients: equations.coefficients(sigma2, means)?,
            intercept_variance: covariance.m11,
            slope_variance: covariance.m22,
            covariance: covariance.m21,
            sigma2,
            log_likelihood: -0.5 * criterion,
            n,
            units: u64::try_from(self.products.len()).ok()?,
        })
    }
}

/// Steps after which there is no hope.
const STEPS: u32 = 100;
/// A step below this share of the parameters' size is none.
const REST: f64 = 1e-9;
/// A step below this share is none if it leads to nothing lower.
const STANDSTILL: f64 = 1e-4;
/// Width of the differences that stand for derivatives.
const WIDTH: f64 = 2e-3;

/// Where a smooth function of three numbers is smallest: Newton's method with shortened steps, and a ridge on the
/// curvature where it does not point down.
fn minimum(f: impl Fn(&Vector3<f64>) -> f64, start: Vector3<f64>) -> Result<Vector3<f64>, Why> {
    let mut at = start;
    let mut value = f(&at);
    for _ in 0..STEPS {
        let (gradient, curvature) = derivatives(&f, &at);
        let step = newton_step(&gradient, curvature).ok_or(Why::NotConverged { steps: STEPS })?;
        if step.norm() <= REST * at.norm().max(1.0) {
            return if value.is_finite() { Ok(at) } else { Err(Why::NoVariance) };
        }
        let shortened = (0..30).map(|halvings| at + step * 0.5_f64.powi(halvings));
        let lower = shortened.map(|next| (next, f(&next))).find(|(_, reached)| *reached < value);
        match lower {
            Some((next, reached)) => (at, value) = (next, reached),
            // No lower place on a short way: the last digits of the function are all that moves.
            None if step.norm() <= STANDSTILL * at.norm().max(1.0) => return Ok(at),
            None => return Err(Why::NotConverged { steps: STEPS }),
        }
    }
    Err(Why::NotConverged { steps: STEPS })
}

fn newton_step(gradient: &Vector3<f64>, curvature: Matrix3<f64>) -> Option<Vector3<f64>> {
    let scale = curvature.amax();
    (-1..=12).find_map(|power| {
        let ridge = if power < 0 { 0.0 } else { scale * 10.0_f64.powi(power - 8) };
        let downhill = (curvature + Matrix3::identity() * ridge).cholesky()?;
        Some(-downhill.solve(gradient)).filter(|step| step.iter().all(|entry| entry.is_finite()))
    })
}

/// Gradient and curvature by central differences of fourth and second order.
fn derivatives(f: impl Fn(&Vector3<f64>) -> f64, at: &Vector3<f64>) -> (Vector3<f64>, Matrix3<f64>) {
    let moved = |i: usize, steps_i: f64, j: usize, steps_j: f64| {
        let unit = |axis: usize| Vector3::from_fn(|row, _| f64::from(u8::from(row == axis)));
        f(&(at + unit(i) * (steps_i * WIDTH) + unit(j) * (steps_j * WIDTH)))
    };
    let gradient = Vector3::from_fn(|i, _| {
        let near = moved(i, 1.0, i, 0.0) - moved(i, -1.0, i, 0.0);
        let far = moved(i, 2.0, i, 0.0) - moved(i, -2.0, i, 0.0);
        (8.0 * near - far) / (12.0 * WIDTH)
    });
    let lower = Matrix3::from_fn(|i, j| {
        if i < j {
            return 0.0;
        }
        let same = moved(i, 1.0, j, 1.0) + moved(i, -1.0, j, -1.0);
        let opposite = moved(i, 1.0, j, -1.0) + moved(i, -1.0, j, 1.0);
        (same - opposite) / (4.0 * WIDTH * WIDTH)
    });
    let curvature = lower + lower.transpose() - Matrix3::from_diagonal(&lower.diagonal());
    (gradient, curvature)
}

/// Reveals nothing.
impl fmt::Debug for RandomSlope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomSlope(..)")
    }
}
