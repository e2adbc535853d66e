//! Linear regression of persons in units, with standard errors that let persons of a unit resemble each other.
//!
//! Cross products per unit suffice, for CR2 too: with X = QR, Q'Q = I and Mᵤ = Qᵤ'Qᵤ = VΛV' (k by k), every power of
//! I − QᵤQᵤ' acts on Qᵤ through Λ alone, so Qᵤ'(I − Hᵤ)^(−1/2) eᵤ = V(I − Λ)^(−1/2)V' Qᵤ'eᵤ, and no matrix is as large
//! as a unit.

use std::fmt;

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::cluster_products::RegressionCluster;
use super::clustered::ClusterError;
use super::contrast::Contrast;
use super::orthonormal::Orthonormal;
use super::sample::unit_of;
use crate::estimate::Why;

/// Which standard error of a coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoefficientError {
    /// As if persons were independent and equally spread: σ̂² (X'X)⁻¹ with N − k degrees; R `lm`.
    Ordinary,
    /// Robust against everything that persons of a unit have in common.
    Clustered(ClusterError),
}

/// A fitted linear regression.
///
/// Everything is held in the coordinates of the orthonormal Q, whose first column is the constant 1/√N.
#[derive(Clone, PartialEq)]
pub struct Regression {
    n: u64,
    /// One per coefficient, the intercept first: its value, and the vector it is a product of with Q'y.
    coefficients: Vec<(f64, DVector<f64>)>,
    residual_variance: Result<f64, Why>,
    units: Vec<Unit>,
}

/// Mᵤ by its eigenvalues and eigenvectors, and Qᵤ'eᵤ.
#[derive(Clone, PartialEq)]
struct Unit {
    values: DVector<f64>,
    vectors: DMatrix<f64>,
    score: DVector<f64>,
}

/// From here on one unit alone decides about a direction of the predictors.
const ALONE: f64 = 1.0 - 1e-9;

/// Regresses an outcome on predictors and an intercept by ordinary least squares.
///
/// Formula:  b = (X'X)⁻¹X'y.
/// Shapes:   one entry per unit, all with the same predictors; `divisors` holds the common denominator of each
///           predictor and, last, of the outcome. Empty units are left out.
/// Units:    outcome points per predictor point.
/// Unknown:  no persons, a single unit, no more persons than coefficients, a constant outcome, a predictor that is
///           constant or a sum of others, or sums beyond 128 bits.
/// Rounding: cross products around the means are exact integers; what follows is a Cholesky factor of correlations.
/// Source:   R `lm`; for the standard errors see [`ClusterError`].
///
/// ```
/// use indices::comparison::{CoefficientError, RegressionCluster, regression};
///
/// // (x, y) = (0, 1), (1, 2) in one unit and (2, 2), (3, 5) in another: slope 6/5, intercept 7/10.
/// let mut units = vec![RegressionCluster::new(1), RegressionCluster::new(1)];
/// for (unit, x, y) in [(0, 0, 1), (0, 1, 2), (1, 2, 2), (1, 3, 5)] {
///     units[unit].add(&[x], y).unwrap();
/// }
/// let fit = regression(&units, &[1, 1]).unwrap();
/// let slope = fit.coefficient(1, CoefficientError::Ordinary).unwrap();
/// assert!((slope.estimate().value().unwrap() - 1.2).abs() < 1e-15);
/// // Residuals 0.3, 0.1, −1.1, 0.7: sum of squares 1.8 on 2 degrees, over 5.
/// assert!((slope.standard_error() - 0.18_f64.sqrt()).abs() < 1e-15);
/// ```
pub fn regression(clusters: &[RegressionCluster], divisors: &[u64]) -> Result<Regression, Why> {
    let clusters: Vec<&RegressionCluster> = clusters.iter().filter(|cluster| cluster.n() > 0).collect();
    let (Some(first), units) = (clusters.first(), clusters.len()) else { return Err(Why::NoAnswers) };
    if units == 1 {
        return Err(Why::SingleUnit);
    }
    let columns = first.columns();
    if divisors.len() != columns {
        return Err(Why::OutsideDomain);
    }
    let mut all = RegressionCluster::new(columns.saturating_sub(1));
    for cluster in &clusters {
        all.merge(cluster)?;
    }
    let needed = u64::try_from(columns).map_err(|_| Why::TooLarge)?.saturating_add(1);
    if all.n() < needed {
        return Err(Why::TooFewAnswers { needed });
    }
    let divisors = divisors.iter().map(|&divisor| unit_of(divisor)).collect::<Result<Vec<f64>, Why>>()?;
    let design = Orthonormal::of(&all, divisors)?;
    Regression::fit(&design, &clusters)
}

impl Regression {
    fn fit(design: &Orthonormal<'_>, clusters: &[&RegressionCluster]) -> Result<Self, Why> {
        let k = design.all().columns();
        let whole = design.products_of(design.all())?;
        // Q'y; y'y is 1, and the constant is orthogonal to the centred outcome.
        let fitted: DVector<f64> = whole.view((0, k), (k, 1)).column(0).into_owned();
        let freedom = design.all().n() as f64 - k as f64;
        let left = 1.0 - fitted.norm_squared();
        let residual_variance = if left > 1e-14 { Ok(left / freedom) } else { Err(Why::NoVariance) };
        let outcome_mean = design.mean(k.saturating_sub(1));
        let value = |(position, contrast): (usize, DVector<f64>)| {
            let value = contrast.dot(&fitted);
            (if position == 0 { value + outcome_mean } else { value }, contrast)
        };
        let coefficients = design.contrasts().into_iter().enumerate().map(value).collect();
        let unit = |cluster: &&RegressionCluster| {
            let own = design.products_of(cluster)?;
            let square: DMatrix<f64> = own.view((0, 0), (k, k)).into_owned();
            let score = own.view((0, k), (k, 1)).column(0) - &square * &fitted;
            let SymmetricEigen { eigenvalues, eigenvectors } =
                SymmetricEigen::try_new(square, f64::EPSILON, 1000).ok_or(Why::NotConverged { steps: 1000 })?;
            Ok(Unit { values: eigenvalues, vectors: eigenvectors, score })
        };
        let units = clusters.iter().map(unit).collect::<Result<Vec<Unit>, Why>>()?;
        Ok(Self { n: design.all().n(), coefficients, residual_variance, units })
    }

    /// Coefficients, the intercept included.
    #[must_use]
    pub fn coefficients(&self) -> usize {
        self.coefficients.len()
    }

    /// One coefficient, 0 being the intercept, with its standard error, t, p and interval.
    ///
    /// Unknown:  no such coefficient, residuals that are all nought or add up to nought in every unit, or, for
    ///           clustered errors, a coefficient that rests on a single unit: its residuals add up to nought there, and
    ///           the sandwich would call it certain.
    pub fn coefficient(&self, position: usize, error: CoefficientError) -> Result<Contrast, Why> {
        let (value, contrast) = self.coefficients.get(position).ok_or(Why::OutsideDomain)?;
        self.judged(*value, contrast, error)
    }

    /// One coefficient minus another, with its standard error, t, p and interval.
    ///
    /// Unknown:  as [`Regression::coefficient`]; the same coefficient twice.
    pub fn difference(&self, first: usize, second: usize, error: CoefficientError) -> Result<Contrast, Why> {
        let of = |position: usize| self.coefficients.get(position).ok_or(Why::OutsideDomain);
        let ((first_value, one), (second_value, other)) = (of(first)?, of(second)?);
        if first == second {
            return Err(Why::OutsideDomain);
        }
        self.judged(first_value - second_value, &(one - other), error)
    }

    /// The part that each unit has in the deviation of a coefficient, freed of the bias of fitting as CR2 does: their
    /// squares add up to the CR2 variance, and their products with those of another coefficient or another regression
    /// to the covariance. In the order of the units, the empty ones left out.
    ///
    /// Unknown:  as [`Regression::coefficient`].
    pub fn influences(&self, position: usize) -> Result<Vec<f64>, Why> {
        let (_, contrast) = self.coefficients.get(position).ok_or(Why::OutsideDomain)?;
        self.units.iter().map(|unit| unit.rests_elsewhere(contrast).map(|()| unit.freed_score(contrast))).collect()
    }

    fn judged(&self, value: f64, contrast: &DVector<f64>, error: CoefficientError) -> Result<Contrast, Why> {
        let residual_variance = self.residual_variance?;
        let k = self.coefficients.len() as f64;
        let units = self.units.len() as f64;
        let n = self.n as f64;
        let (variance, freedom) = match error {
            CoefficientError::Ordinary => (residual_variance * contrast.norm_squared(), n - k),
            CoefficientError::Clustered(ClusterError::Cr0) => (self.sandwich(contrast)?, units - 1.0),
            CoefficientError::Clustered(ClusterError::Cr1) => {
                (self.sandwich(contrast)? * (units / (units - 1.0)) * ((n - 1.0) / (n - k)), units - 1.0)
            }
            CoefficientError::Clustered(ClusterError::Cr2) => self.bias_reduced(contrast)?,
        };
        // Scores of a column of length 1 that are this small are rounding: every unit's residuals add up to nought.
        if variance <= 1e-28 * contrast.norm_squared() {
            return Err(Why::NoVariance);
        }
        Contrast::of(self.n, value, variance.sqrt(), freedom)
    }

    /// Σᵤ (c'Qᵤ'eᵤ)².
    fn sandwich(&self, contrast: &DVector<f64>) -> Result<f64, Why> {
        let mut sum = 0.0;
        for unit in &self.units {
            unit.rests_elsewhere(contrast)?;
            sum += contrast.dot(&unit.score).powi(2);
        }
        Ok(sum)
    }

    /// CR2 and its Satterthwaite degrees. With g = (I − Hᵤ)^(−1/2) Qᵤ c per unit, q = g'g and h = Qᵤ'g, the degrees are
    /// (Σ (q − h'h))² / (Σ q² − 2 Σ q h'h + ‖Σ hh'‖²).
    fn bias_reduced(&self, contrast: &DVector<f64>) -> Result<(f64, f64), Why> {
        let k = contrast.len();
        let (mut variance, mut trace, mut squares) = (0.0, 0.0, 0.0);
        let mut outer = DMatrix::zeros(k, k);
        for unit in &self.units {
            unit.rests_elsewhere(contrast)?;
            let freed = unit.freed();
            let turned = unit.vectors.tr_mul(contrast);
            variance += unit.freed_score(contrast).powi(2);
            let q = turned.component_mul(&turned).component_mul(&unit.values).dot(&freed.component_mul(&freed));
            let h = &unit.vectors * turned.component_mul(&unit.values).component_mul(&freed);
            let spread = h.norm_squared();
            trace += q - spread;
            squares += q * q - 2.0 * q * spread;
            outer += &h * h.transpose();
        }
        Ok((variance, trace * trace / (squares + outer.norm_squared())))
    }
}

impl Unit {
    /// (1 − λ)^(−1/2) for each eigenvalue.
    fn freed(&self) -> DVector<f64> {
        self.values.map(|value| if value < ALONE { (1.0 - value).sqrt().recip() } else { 0.0 })
    }

    /// c'Qᵤ'(I − Hᵤ)^(−1/2) eᵤ.
    fn freed_score(&self, contrast: &DVector<f64>) -> f64 {
        let turned = self.vectors.tr_mul(contrast);
        turned.component_mul(&self.freed()).dot(&self.vectors.tr_mul(&self.score))
    }

    /// Refuses a coefficient about which this unit alone decides.
    fn rests_elsewhere(&self, contrast: &DVector<f64>) -> Result<(), Why> {
        let turned = self.vectors.tr_mul(contrast);
        let share = |(value, part): (&f64, &f64)| *value >= ALONE && part.abs() > 1e-6 * contrast.norm();
        if self.values.iter().zip(turned.iter()).any(share) { Err(Why::SingleUnit) } else { Ok(()) }
    }
}

/// Shows the shape only.
impl fmt::Debug for Regression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Regression").field("coefficients", &self.coefficients.len()).finish_non_exhaustive()
    }
}
