//! The columns of a regression made orthonormal, from exact sums and cross products.

use nalgebra::{DMatrix, DVector, DVectorView};

use super::cluster_products::RegressionCluster;
use crate::estimate::Why;

/// Share of a predictor's variance that the other predictors must leave unexplained.
const TOLERANCE: f64 = 1e-11;

/// The predictors of a regression as orthonormal columns Q: the constant 1/√N, and the predictors around their means,
/// scaled to length 1 and whitened. The outcome is centred and scaled to length 1 as well.
pub(super) struct Orthonormal<'a> {
    all: &'a RegressionCluster,
    divisors: Vec<f64>,
    /// √Σ(x − x̄)², times the divisor.
    lengths: Vec<f64>,
    /// L⁻¹, where LL' is the correlation matrix of the predictors.
    whitening: DMatrix<f64>,
}

impl<'a> Orthonormal<'a> {
    pub(super) fn of(all: &'a RegressionCluster, divisors: Vec<f64>) -> Result<Self, Why> {
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

    /// All units together.
    pub(super) fn all(&self) -> &RegressionCluster {
        self.all
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
    pub(super) fn products_of(&self, cluster: &RegressionCluster) -> Result<DMatrix<f64>, Why> {
        let size = self.all.columns().saturating_add(1);
        let predictors = self.whitening.nrows();
        let mut turn = DMatrix::identity(size, size);
        turn.view_mut((1, 1), (predictors, predictors)).copy_from(&self.whitening);
        Ok(&turn * self.products(cluster)? * turn.transpose())
    }

    /// The length of the outcome, in points.
    fn outcome(&self) -> f64 {
        self.length(self.all.columns().saturating_sub(1)) / self.divisors.last().copied().unwrap_or(1.0)
    }

    /// The mean of a column, in points.
    pub(super) fn mean(&self, column: usize) -> f64 {
        let divisor = self.divisors.get(column).copied().unwrap_or(1.0);
        self.all.sum(column) as f64 / self.all.n() as f64 / divisor
    }

    /// For each coefficient, the intercept first, the vector whose product with Q'y it is. Outcome in points.
    pub(super) fn contrasts(&self) -> Vec<DVector<f64>> {
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
