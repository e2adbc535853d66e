//! Two correlated normal variables cut at thresholds: the probability of each cell and how it moves.

use nalgebra::DMatrix;

use crate::distribution::{bivariate_normal_density, bivariate_normal_lower, normal_density, normal_lower};

/// The plane cut into cells: `rows` and `columns` hold the thresholds with −∞ before and ∞ after them.
#[derive(Clone, Copy)]
pub(crate) struct CutPlane<'a> {
    pub(crate) rows: &'a [f64],
    pub(crate) columns: &'a [f64],
    /// Strictly between −1 and 1.
    pub(crate) correlation: f64,
}

impl CutPlane<'_> {
    /// The probability of each cell. One whose corners cancel to the last digit is as small as can be told.
    pub(crate) fn probabilities(self) -> DMatrix<f64> {
        let corners = self.corners(|h, k| bivariate_normal_lower(h, k, self.correlation));
        differences(&corners).map(|probability| probability.max(LEAST))
    }

    /// The derivative of each probability by the correlation: corners of the density.
    pub(crate) fn slopes(self) -> DMatrix<f64> {
        differences(&self.corners(|h, k| bivariate_normal_density(h, k, self.correlation)))
    }

    /// The second derivative by the correlation.
    pub(crate) fn curvatures(self) -> DMatrix<f64> {
        let rho = self.correlation;
        let rest = (1.0 - rho) * (1.0 + rho);
        let by_correlation = |h: f64, k: f64| {
            if h.is_infinite() || k.is_infinite() {
                return 0.0;
            }
            let bend = (h * k * (1.0 + rho * rho) - rho * (h * h + k * k)) / rest;
            bivariate_normal_density(h, k, rho) * (rho + bend) / rest
        };
        differences(&self.corners(by_correlation))
    }

    /// Per inner row threshold t and column b, how fast the cell (t, b) gains what the cell (t + 1, b) loses when the
    /// threshold rises: φ(h) (Φ(z(b + 1)) − Φ(z(b))) with z(k) = (k − ρh)/√(1 − ρ²).
    pub(crate) fn row_gains(self) -> DMatrix<f64> {
        let rest = ((1.0 - self.correlation) * (1.0 + self.correlation)).sqrt();
        let below = |h: f64, k: f64| normal_density(h) * normal_lower((k - self.correlation * h) / rest);
        let inner = self.rows.len().saturating_sub(2);
        DMatrix::from_fn(inner, self.columns.len().saturating_sub(1), |t, b| {
            let h = self.rows.get(t + 1).copied().unwrap_or_default();
            let at = |column: usize| self.columns.get(column).map_or(0.0, |&k| below(h, k));
            at(b + 1) - at(b)
        })
    }

    /// The same plane with rows and columns exchanged.
    pub(crate) fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows, correlation: self.correlation }
    }

    fn corners(self, at: impl Fn(f64, f64) -> f64) -> DMatrix<f64> {
        let values: Vec<f64> =
            self.columns.iter().flat_map(|&k| self.rows.iter().map(move |&h| (h, k))).map(|(h, k)| at(h, k)).collect();
        DMatrix::from_vec(self.rows.len(), self.columns.len(), values)
    }
}

/// Below the rounding of a probability, so that no logarithm or quotient of a cell runs away.
const LEAST: f64 = 1e-17;

/// What each cell holds, from what lies below and left of its corners.
fn differences(corners: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(corners.nrows().saturating_sub(1), corners.ncols().saturating_sub(1), |a, b| {
        (corners[(a + 1, b + 1)] - corners[(a, b + 1)]) - (corners[(a + 1, b)] - corners[(a, b)])
    })
}
