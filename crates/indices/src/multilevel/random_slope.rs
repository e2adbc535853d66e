//! A model in which the effect of one predictor differs from unit to unit, as the intercept does.

use std::f64::consts::TAU;
use std::fmt;

use nalgebra::{DMatrix, DVector, Matrix2, MatrixXx2, Vector3};

use super::cross_products::{CrossProducts, answered};
use super::descent::minimum;
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
/// Rounding: the gradient is exact, so variances are good to about 11 digits where they are not nought.
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
    let start = Vector3::new(0.3, 0.0, 0.1);
    let lambda = minimum(|lambda| likelihood.deviance(lambda), |lambda| likelihood.slope_at(lambda), start)?;
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

    /// The derivatives of the deviance by the entries of Λ. β is where the residual is smallest, so it does not count.
    fn slope_at(&self, lambda: &Vector3<f64>) -> Option<Vector3<f64>> {
        let (equations, _) = self.at(lambda)?;
        let factor = self.factor(lambda);
        let inverse = equations.cholesky.inverse();
        let predictors = inverse.nrows();
        // y − Xβ as a sum of the variables.
        let residual = DVector::from_fn(predictors + 1, |row, _| equations.beta.get(row).map_or(1.0, |beta| -beta));
        let mut slope = Vector3::zeros();
        for products in &self.products {
            let with_z = MatrixXx2::from_columns(&[products.column(0), products.column(self.slope)]);
            let z = Matrix2::from_rows(&[with_z.row(0), with_z.row(self.slope)]);
            let shrunk = (Matrix2::identity() + factor.transpose() * z * factor).try_inverse()? * factor.transpose();
            // Z'(y − Xβ), and what X'V⁻¹X loses by a change of Ω = Λ(I + Λ'Z'ZΛ)⁻¹Λ'.
            let of_residual = with_z.tr_mul(&residual);
            let with_x = with_z.rows(0, predictors);
            let lost = of_residual * of_residual.transpose() * (self.freedom / equations.residual)
                + if self.restricted { with_x.tr_mul(&(&inverse * with_x)) } else { Matrix2::zeros() };
            let left = Matrix2::identity() - factor * shrunk * z;
            slope += Vector3::from_fn(|entry, _| {
                let by = self.factor(&Vector3::ith(entry, 1.0));
                // dΩ = (I − ΩZ'Z) dΛ (I + Λ'Z'ZΛ)⁻¹Λ' and its transpose; tr(dΩ G) is twice the half.
                2.0 * ((shrunk * z * by).trace() - (left * by * shrunk * lost).trace())
            });
        }
        Some(slope)
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

/// Reveals nothing.
impl fmt::Debug for RandomSlope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomSlope(..)")
    }
}
