//! The normal likelihood of a model, with its gradient and its expected and observed information.

use nalgebra::{DMatrix, DVector};

use super::implied::{Matrices, Slope};
use super::sample::{Block, Group, Sample};
use super::specification::{Coefficient, Specification, Value};

/// Which second derivatives are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Information {
    /// Their expectation under the model.
    Expected,
    /// Those at the data.
    Observed,
}

/// The objective is minus the log-likelihood without its constant, ½ Σ w (ln |Σ| + tr(Σ⁻¹S) + (m − μ)'Σ⁻¹(m − μ)).
pub(super) struct Evaluation {
    pub(super) objective: f64,
    pub(super) gradient: DVector<f64>,
    pub(super) information: DMatrix<f64>,
}

/// One group at given parameters.
pub(super) struct GroupPoint {
    pub(super) matrices: Matrices,
    blocks: Vec<BlockPoint>,
}

/// Products of the columns V = [I, ΛΨ, Λ] in one block, with P = Σ⁻¹ on the answered items and nought elsewhere.
struct BlockPoint {
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

/// A coefficient that is a free parameter: its position, and how moments follow it.
pub(super) struct FreeSlope {
    pub(super) index: usize,
    pub(super) coefficient: Coefficient,
    pub(super) slope: Slope,
}

/// Minus the log-likelihood without its constant; nothing where an implied covariance matrix is not positive definite.
pub(super) fn objective(specification: &Specification, sample: &Sample, parameters: &DVector<f64>) -> Option<f64> {
    let groups = specification.groups.iter().zip(&sample.groups);
    groups
        .map(|(entries, group)| {
            let matrices = Matrices::new(specification, entries, parameters);
            super::sample::objective(group, &matrices.means(), &matrices.covariance())
        })
        .sum()
}

/// Objective, gradient and information; nothing where an implied covariance matrix is not positive definite.
pub(super) fn evaluate(
    specification: &Specification,
    sample: &Sample,
    parameters: &DVector<f64>,
    information: Information,
) -> Option<Evaluation> {
    let mut sum = Evaluation {
        objective: 0.0,
        gradient: DVector::zeros(specification.free),
        information: DMatrix::zeros(specification.free, specification.free),
    };
    for (entries, group) in specification.groups.iter().zip(&sample.groups) {
        let point = GroupPoint::new(Matrices::new(specification, entries, parameters), group)?;
        let slopes = free_slopes(entries, &point.matrices);
        sum.objective += point.objective();
        for (position, slope) in slopes.iter().enumerate() {
            sum.gradient[slope.index] += point.gradient(&slope.slope);
            for other in slopes.iter().take(position + 1) {
                let value = match information {
                    Information::Expected => point.expected(&slope.slope, &other.slope),
                    Information::Observed => point.observed(slope, other),
                };
                sum.information[(slope.index, other.index)] += value;
                if slope.index != other.index {
                    sum.information[(other.index, slope.index)] += value;
                }
            }
        }
    }
    Some(sum)
}

/// The slopes of the free coefficients of one group.
pub(super) fn free_slopes(entries: &[super::specification::Entry], matrices: &Matrices) -> Vec<FreeSlope> {
    let free = entries.iter().filter_map(|entry| match entry.value {
        Value::Fixed(_) => None,
        Value::Free(index) => {
            Some(FreeSlope { index, coefficient: entry.coefficient, slope: matrices.slope(entry.coefficient) })
        }
    });
    free.collect()
}

impl GroupPoint {
    pub(super) fn new(matrices: Matrices, group: &Group) -> Option<Self> {
        let (covariance, means, columns) = (matrices.covariance(), matrices.means(), matrices.columns());
        let blocks = group.blocks.iter().map(|block| BlockPoint::new(block, &covariance, &means, &columns));
        let blocks = blocks.collect::<Option<_>>()?;
        Some(Self { matrices, blocks })
    }

    pub(super) fn objective(&self) -> f64 {
        self.blocks.iter().map(|block| block.objective).sum()
    }

    /// PV and V'PV of a group whose answers are complete.
    pub(super) fn complete(&self) -> Option<(&DMatrix<f64>, &DMatrix<f64>)> {
        self.blocks.first().map(|block| (&block.weighted, &block.inner))
    }

    /// The derivative of the objective: w (½ tr((P − PWP) ∂Σ) − (m − μ)'P ∂μ).
    pub(super) fn gradient(&self, slope: &Slope) -> f64 {
        let part = |block: &BlockPoint| {
            let covariance =
                slope.covariance.map_or(0.0, |pair| pair.half_trace(&block.inner) - pair.half_trace(&block.spread));
            let mean = slope.mean.map_or(0.0, |mean| mean.weight * block.distance[mean.column]);
            block.weight * (covariance - mean)
        };
        self.blocks.iter().map(part).sum()
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
        self.blocks.iter().map(part).sum()
    }

    /// The second derivative at the data.
    fn observed(&self, a: &FreeSlope, b: &FreeSlope) -> f64 {
        let curvature = self.matrices.curvature(a.coefficient, b.coefficient);
        let (first, second) = (&a.slope, &b.slope);
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
        self.blocks.iter().map(part).sum::<f64>() + self.gradient(&curvature)
    }
}

impl BlockPoint {
    fn new(block: &Block, covariance: &DMatrix<f64>, means: &DVector<f64>, columns: &DMatrix<f64>) -> Option<Self> {
        let observed = &block.observed;
        let answered = covariance.select_rows(observed).select_columns(observed);
        let cholesky = answered.cholesky()?;
        let log_determinant = 2.0 * cholesky.l_dirty().diagonal().map(f64::ln).sum();
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
