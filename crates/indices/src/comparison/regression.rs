//! Linear regression of persons in units, with standard errors that let persons of a unit resemble each other.
//!
//! Cross products per unit suffice, for CR2 too: with X = QR, Q'Q = I and Mᵤ = Qᵤ'Qᵤ = VΛV' (k by k), every power of
//! I − QᵤQᵤ' acts on Qᵤ through Λ alone, so Qᵤ'(I − Hᵤ)^(−1/2) eᵤ = V(I − Λ)^(−1/2)V' Qᵤ'eᵤ, and no matrix is as large as a
//! unit.

use std::fmt;

use nalgebra::{DMatrix, DVector, DVectorView, SymmetricEigen};

use super::cluster_products::RegressionCluster;
use super::clustered::ClusterError;
use super::mean_difference::MeanDifference;
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

/// Share of a predictor's variance that the other predictors must leave unexplained.
const TOLERANCE: f64 = 1e-11;

/// From here on one unit alone decides about a direction of the predictors.
const ALONE: f64 = 1.0 - 1e-9;

/// Regresses an outcome on predictors and an intercept by ordinary least squares.
///
/// Formula:  b = (X'X)⁻¹X'y.
/// Shapes:   one entry per unit, all with the same predictors; `divisors` holds the common denominator of each predictor
///           and, last, of the outcome. Empty units are left out.
/// Units:    outcome points per predictor point.
/// Unknown:  no persons, a single unit, no more persons than coefficients, a constant outcome, a predictor that is constant
///           or a sum of others, or sums beyond 128 bits.
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
/// assert!((slope.difference().value().unwrap() - 1.2).abs() < 1e-15);
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
    let scaled = Scaled::of(&all, divisors)?;
    Regression::fit(&scaled, &clusters)
}

/// All rows around their means, every column scaled to length 1.
struct Scaled<'a> {
    all: &'a RegressionCluster,
    divisors: Vec<f64>,
    /// √Σ(x − x̄)², times the divisor.
    lengths: Vec<f64>,
    /// L⁻¹, where LL' is the correlation matrix of the predictors.
    whitening: DMatrix<f64>,
}

impl<'a> Scaled<'a> {
    fn of(all: &'a RegressionCluster, divisors: Vec<f64>) -> Result<Self, Why> {
        let predictors = all.columns().saturating_sub(1);
        let squares = |column| all.centred_product(all, column, column).ok_or(Why::TooLarge);
        let squares = (0..all.columns()).map(squares).collect::<Result<Vec<i128>, Why>>()?;
        if squares.last().is_none_or(|&outcome| outcome <= 0) {
            return Err(Why::NoVariance);
        }
        if squares.iter().any(|&square| square <= 0) {
            return Err(Why::NotPositiveDefinite);
        }
        let lengths = squares.iter().map(|&square| (square as f64).sqrt() / all.n() as f64).collect();
        let mut scaled = Self { all, divisors, lengths, whitening: DMatrix::zeros(0, 0) };
        let correlations = scaled.products(all)?.view((1, 1), (predictors, predictors)).into_owned();
        let factor = correlations.cholesky().ok_or(Why::NotPositiveDefinite)?.unpack();
        // A squared diagonal entry is the share of variance that the predictors before leave unexplained.
        if factor.diagonal().iter().any(|entry| entry * entry < TOLERANCE) {
            return Err(Why::NotPositiveDefinite);
        }
        let identity = DMatrix::identity(predictors, predictors);
        scaled.whitening = factor.solve_lower_triangular(&identity).ok_or(Why::NotPositiveDefinite)?;
        Ok(scaled)
    }

    fn length(&self, column: usize) -> f64 {
        self.lengths.get(column).copied().unwrap_or(1.0)
    }

    /// (1/√N, Z, y)'(1/√N, Z, y) of one unit's rows.
    fn products(&self, cluster: &RegressionCluster) -> Result<DMatrix<f64>, Why> {
        let size = self.all.columns().saturating_add(1);
        let pairs = (0..size).flat_map(|j| (0..size).map(move |k| (j, k)));
        let entries = pairs.map(|(j, k)| self.product(cluster, j.checked_sub(1), k.checked_sub(1)));
        Ok(DMatrix::from_vec(size, size, entries.collect::<Option<Vec<f64>>>().ok_or(Why::TooLarge)?))
    }

    /// The product of two columns over one unit's rows; nothing stands for the constant.
    fn product(&self, cluster: &RegressionCluster, j: Option<usize>, k: Option<usize>) -> Option<f64> {
        let whole = self.all.n() as f64;
        Some(match (j, k) {
            (None, None) => cluster.n() as f64 / whole,
            (Some(column), None) | (None, Some(column)) => {
                let sum = cluster.centred_sum(self.all, column)? as f64;
                sum / (whole * self.length(column)) / whole.sqrt()
            }
            (Some(j), Some(k)) => {
                let product = cluster.centred_product(self.all, j.min(k), j.max(k))? as f64;
                product / (whole * self.length(j.min(k))) / (whole * self.length(j.max(k)))
            }
        })
    }

    /// (Q, y)'(Q, y) of one unit's rows: the constant, the whitened predictors, and the outcome last.
    fn orthonormal(&self, cluster: &RegressionCluster) -> Result<DMatrix<f64>, Why> {
        let size = self.all.columns().saturating_add(1);
        let predictors = self.whitening.nrows();
        let mut turn = DMatrix::identity(size, size);
        turn.view_mut((1, 1), (predictors, predictors)).copy_from(&self.whitening);
        Ok(&turn * self.products(cluster)? * turn.transpose())
    }

    fn outcome(&self) -> f64 {
        self.length(self.all.columns().saturating_sub(1)) / self.divisors.last().copied().unwrap_or(1.0)
    }

    fn mean(&self, column: usize) -> f64 {
        let divisor = self.divisors.get(column).copied().unwrap_or(1.0);
        self.all.sum(column) as f64 / self.all.n() as f64 / divisor
    }

    /// For each coefficient, the intercept first, the vector whose product with Q'y it is. Outcome in points.
    fn contrasts(&self) -> Vec<DVector<f64>> {
        let vector = |constant: f64, predictors: &mut dyn Iterator<Item = f64>| {
            DVector::from_iterator(
                self.whitening.nrows().saturating_add(1),
                std::iter::once(constant).chain(predictors),
            )
        };
        let slope = |(predictor, column): (usize, DVectorView<'_, f64>)| {
            let divisor = self.divisors.get(predictor).copied().unwrap_or(1.0);
            let per_point = self.outcome() / self.length(predictor) * divisor;
            vector(0.0, &mut column.iter().map(|entry| entry * per_point))
        };
        let slopes: Vec<DVector<f64>> = self.whitening.column_iter().enumerate().map(slope).collect();
        let mean = self.outcome() / (self.all.n() as f64).sqrt();
        let mut intercept = vector(mean, &mut std::iter::repeat_n(0.0, self.whitening.nrows()));
        for (predictor, slope) in slopes.iter().enumerate() {
            intercept -= slope * self.mean(predictor);
        }
        [intercept].into_iter().chain(slopes).collect()
    }
}

impl Regression {
    fn fit(scaled: &Scaled<'_>, clusters: &[&RegressionCluster]) -> Result<Self, Why> {
        let k = scaled.all.columns();
        let whole = scaled.orthonormal(scaled.all)?;
        // Q'y; y'y is 1, and the constant is orthogonal to the centred outcome.
        let fitted: DVector<f64> = whole.view((0, k), (k, 1)).column(0).into_owned();
        let freedom = scaled.all.n() as f64 - k as f64;
        let left = 1.0 - fitted.norm_squared();
        let residual_variance = if left > 1e-14 { Ok(left / freedom) } else { Err(Why::NoVariance) };
        let outcome_mean = scaled.mean(k.saturating_sub(1));
        let value = |(position, contrast): (usize, DVector<f64>)| {
            let value = contrast.dot(&fitted);
            (if position == 0 { value + outcome_mean } else { value }, contrast)
        };
        let coefficients = scaled.contrasts().into_iter().enumerate().map(value).collect();
        let unit = |cluster: &&RegressionCluster| {
            let own = scaled.orthonormal(cluster)?;
            let square: DMatrix<f64> = own.view((0, 0), (k, k)).into_owned();
            let score = own.view((0, k), (k, 1)).column(0) - &square * &fitted;
            let SymmetricEigen { eigenvalues, eigenvectors } =
                SymmetricEigen::try_new(square, f64::EPSILON, 1000).ok_or(Why::NotConverged { steps: 1000 })?;
            Ok(Unit { values: eigenvalues, vectors: eigenvectors, score })
        };
        let units = clusters.iter().map(unit).collect::<Result<Vec<Unit>, Why>>()?;
        Ok(Self { n: scaled.all.n(), coefficients, residual_variance, units })
    }

    /// Coefficients, the intercept included.
    #[must_use]
    pub fn coefficients(&self) -> usize {
        self.coefficients.len()
    }

    /// One coefficient, 0 being the intercept, with its standard error, t, p and interval.
    ///
    /// Unknown:  no such coefficient, residuals that are all nought, or, for clustered errors, a coefficient that rests on
    ///           a single unit: its residuals add up to nought there, and the sandwich would call it certain.
    pub fn coefficient(&self, position: usize, error: CoefficientError) -> Result<MeanDifference, Why> {
        let (value, contrast) = self.coefficients.get(position).ok_or(Why::OutsideDomain)?;
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
        MeanDifference::of(self.n, *value, variance.sqrt(), freedom)
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
            let freed = unit.values.map(|value| if value < ALONE { (1.0 - value).sqrt().recip() } else { 0.0 });
            let turned = unit.vectors.tr_mul(contrast);
            let score = turned.component_mul(&freed).dot(&unit.vectors.tr_mul(&unit.score));
            variance += score * score;
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
