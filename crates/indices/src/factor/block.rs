//! The blocks of persons at given parameters: what each adds to the likelihood and to its derivatives.

#![expect(clippy::indexing_slicing, reason = "items, factors and parameters are positions in matrices made for them")]

use nalgebra::{DMatrix, DVector};

use super::implied::Slope;
use super::sample::Block;
use crate::determinant::ln_determinant;

/// Some blocks whose moments follow the same coefficients.
pub(super) struct Blocks {
    points: Vec<BlockPoint>,
}

/// Products of the columns V = [I, ΛΨ, Λ] in one block, with P = Σ⁻¹ on the answered items and nought elsewhere.
pub(super) struct BlockPoint {
    weight: f64,
    objective: f64,
    /// PV.
    weighted: DMatrix<f64>,
    /// V'PV.
    inner: DMatrix<f64>,
    /// V'PWPV with W = S + (m − μ)(m − μ)'.
    spread: DMatrix<f64>,
    /// V'P(m − μ).
    distance: DVector<f64>,
}

impl Blocks {
    pub(super) fn new(points: Vec<BlockPoint>) -> Self {
        Self { points }
    }

    pub(super) fn objective(&self) -> f64 {
        self.points.iter().map(|block| block.objective).sum()
    }

    /// PV and V'PV of the first block, the only one where answers are complete.
    pub(super) fn complete(&self) -> Option<(&DMatrix<f64>, &DMatrix<f64>)> {
        self.points.first().map(|block| (&block.weighted, &block.inner))
    }

    /// The derivative of the objective: w (½ tr((P − PWP) ∂Σ) − (m − μ)'P ∂μ).
    pub(super) fn gradient(&self, slope: &Slope) -> f64 {
        let part = |block: &BlockPoint| {
            let covariance =
                slope.covariance.map_or(0.0, |pair| pair.half_trace(&block.inner) - pair.half_trace(&block.spread));
            let mean = slope.mean.map_or(0.0, |mean| mean.weight * block.distance[mean.column]);
            block.weight * (covariance - mean)
        };
        self.points.iter().map(part).sum()
    }

    /// The expected second derivative: w (½ tr(P ∂Σ P ∂Σ') + ∂μ'P ∂μ').
    pub(super) fn expected(&self, a: &Slope, b: &Slope) -> f64 {
        let part = |block: &BlockPoint| {
            let covariance = match (a.covariance, b.covariance) {
                (Some(first), Some(second)) => first.half_trace_with(second, &block.inner, &block.inner),
                _ => 0.0,
            };
            block.weight * (covariance + block.between_means(a, b))
        };
        self.points.iter().map(part).sum()
    }

    /// The second derivative at the data, given the second derivative of the moments.
    pub(super) fn observed(&self, first: &Slope, second: &Slope, curvature: &Slope) -> f64 {
        let part = |block: &BlockPoint| {
            let covariance = match (first.covariance, second.covariance) {
                // ½ tr(P ∂Σ PWP ∂Σ') stands there twice, once for each P whose derivative is taken.
                (Some(pair), Some(other)) => {
                    2.0 * pair.half_trace_with(other, &block.inner, &block.spread)
                        - pair.half_trace_with(other, &block.inner, &block.inner)
                }
                _ => 0.0,
            };
            let crossed = block.across(first, second) + block.across(second, first);
            block.weight * (covariance + crossed + block.between_means(first, second))
        };
        self.points.iter().map(part).sum::<f64>() + self.gradient(curvature)
    }
}

impl BlockPoint {
    pub(super) fn new(
        block: &Block,
        covariance: &DMatrix<f64>,
        means: &DVector<f64>,
        columns: &DMatrix<f64>,
    ) -> Option<Self> {
        let observed = &block.observed;
        let answered = covariance.select_rows(observed).select_columns(observed);
        let cholesky = answered.cholesky()?;
        let log_determinant = ln_determinant(&cholesky);
        let distance = &block.means - means.select_rows(observed);
        let spread = &block.covariance + &distance * distance.transpose();
        let answered_columns = columns.select_rows(observed);
        let weighted = cholesky.solve(&answered_columns);
        let trace = cholesky.solve(&spread).trace();
        Some(Self {
            weight: block.weight,
            objective: block.weight / 2.0 * (log_determinant + trace),
            inner: answered_columns.tr_mul(&weighted),
            spread: weighted.tr_mul(&(&spread * &weighted)),
            distance: weighted.tr_mul(&distance),
            weighted,
        })
    }

    /// ∂μ'P ∂μ'.
    fn between_means(&self, a: &Slope, b: &Slope) -> f64 {
        match (a.mean, b.mean) {
            (Some(first), Some(second)) => first.weight * second.weight * self.inner[(first.column, second.column)],
            _ => 0.0,
        }
    }

    /// (m − μ)'P ∂Σ P ∂μ'.
    fn across(&self, a: &Slope, b: &Slope) -> f64 {
        let (Some(pair), Some(mean)) = (a.covariance, b.mean) else { return 0.0 };
        let forward = self.distance[pair.first] * self.inner[(pair.second, mean.column)];
        let backward = self.distance[pair.second] * self.inner[(pair.first, mean.column)];
        pair.weight * mean.weight * (forward + backward)
    }
}
