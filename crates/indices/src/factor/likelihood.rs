//! The normal likelihood of a model, with its gradient and its expected and observed information.

#![expect(clippy::indexing_slicing, reason = "items, factors and parameters are positions in matrices made for them")]

use nalgebra::{DMatrix, DVector};

use super::block::{BlockPoint, Blocks};
use super::implied::{Matrices, Slope};
use super::sample::{Group, Sample};
use super::specification::{Coefficient, Entry, Specification, Value};

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

/// What can be searched for its minimum.
pub(super) trait Surface {
    /// Minus the log-likelihood without its constant; nothing where an implied covariance matrix is not positive
    /// definite.
    fn objective(&self, parameters: &DVector<f64>) -> Option<f64>;

    /// Objective, gradient and information; nothing in the same case.
    fn evaluate(&self, parameters: &DVector<f64>, information: Information) -> Option<Evaluation>;
}

/// The likelihood of a model in one or several groups.
#[derive(Clone, Copy)]
pub(super) struct MultiGroup<'a> {
    pub(super) specification: &'a Specification,
    pub(super) sample: &'a Sample,
}

/// One group at given parameters.
pub(super) struct GroupPoint {
    pub(super) matrices: Matrices,
    pub(super) blocks: Blocks,
}

/// A coefficient that is a free parameter: its position, and how moments follow it.
pub(super) struct FreeSlope {
    pub(super) index: usize,
    pub(super) coefficient: Coefficient,
    pub(super) slope: Slope,
}

impl Surface for MultiGroup<'_> {
    fn objective(&self, parameters: &DVector<f64>) -> Option<f64> {
        let groups = self.specification.groups.iter().zip(&self.sample.groups);
        let parts = groups.map(|(entries, group)| {
            let matrices = Matrices::new(self.specification, entries, parameters);
            super::sample::objective(group, &matrices.means(), &matrices.covariance())
        });
        parts.sum()
    }

    fn evaluate(&self, parameters: &DVector<f64>, information: Information) -> Option<Evaluation> {
        let mut sum = Evaluation::nought(self.specification.free);
        for (entries, group) in self.specification.groups.iter().zip(&self.sample.groups) {
            let point = GroupPoint::new(Matrices::new(self.specification, entries, parameters), group)?;
            let slopes = free_slopes(entries, &point.matrices);
            let curvature = |a: &FreeSlope, b: &FreeSlope| point.matrices.curvature(a.coefficient, b.coefficient);
            sum.add(&point.blocks, &slopes, information, curvature);
        }
        Some(sum)
    }
}

impl Evaluation {
    pub(super) fn nought(free: usize) -> Self {
        Self { objective: 0.0, gradient: DVector::zeros(free), information: DMatrix::zeros(free, free) }
    }

    /// Adds some blocks; the slopes are of different parameters.
    pub(super) fn add(
        &mut self,
        blocks: &Blocks,
        slopes: &[FreeSlope],
        information: Information,
        curvature: impl Fn(&FreeSlope, &FreeSlope) -> Slope,
    ) {
        self.objective += blocks.objective();
        for (position, slope) in slopes.iter().enumerate() {
            self.gradient[slope.index] += blocks.gradient(&slope.slope);
            for other in slopes.iter().take(position + 1) {
                let value = match information {
                    Information::Expected => blocks.expected(&slope.slope, &other.slope),
                    Information::Observed => blocks.observed(&slope.slope, &other.slope, &curvature(slope, other)),
                };
                self.information[(slope.index, other.index)] += value;
                if slope.index != other.index {
                    self.information[(other.index, slope.index)] += value;
                }
            }
        }
    }
}

/// The slopes of the free coefficients of one group.
pub(super) fn free_slopes(entries: &[Entry], matrices: &Matrices) -> Vec<FreeSlope> {
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
        let points = group.blocks.iter().map(|block| BlockPoint::new(block, &covariance, &means, &columns));
        let blocks = Blocks::new(points.collect::<Option<_>>()?);
        Some(Self { matrices, blocks })
    }
}
