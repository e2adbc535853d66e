//! The likelihood of a model of two levels.
//!
//! An orthogonal turn of the answers of a unit of size s leaves s − 1 vectors with covariance Σ within, which know
//! nothing of the unit, and √s times the unit's mean, with covariance Σ within + s Σ between. So the likelihood is that
//! of several groups: one for the pooled covariance matrix within, and one for each size.

use nalgebra::{DMatrix, DVector};

use super::sample::UnitSample;
use crate::factor::block::{BlockPoint, Blocks};
use crate::factor::implied::{Matrices, Slope};
use crate::factor::likelihood::{Evaluation, FreeSlope, Information, Surface, free_slopes};
use crate::factor::sample::Block;
use crate::factor::specification::{Coefficient, Entry, Specification};

/// The coefficients of both levels; the parameters of the upper one follow those of the lower one.
#[derive(Clone)]
pub(super) struct TwoLevels {
    pub(super) within: Specification,
    pub(super) between: Specification,
}

/// A sample seen through a model.
#[derive(Clone, Copy)]
pub(super) struct TwoLevelSurface<'a> {
    pub(super) levels: &'a TwoLevels,
    pub(super) sample: &'a UnitSample,
}

impl TwoLevels {
    pub(super) fn free(&self) -> usize {
        self.within.free + self.between.free
    }

    pub(super) fn within_entries(&self) -> &[Entry] {
        self.within.groups.first().map_or(&[], Vec::as_slice)
    }

    pub(super) fn between_entries(&self) -> &[Entry] {
        self.between.groups.first().map_or(&[], Vec::as_slice)
    }

    pub(super) fn matrices(&self, parameters: &DVector<f64>) -> [Matrices; 2] {
        [
            Matrices::new(&self.within, self.within_entries(), parameters),
            Matrices::new(&self.between, self.between_entries(), parameters),
        ]
    }
}

/// The moments of a block of both levels.
struct Implied {
    within: DMatrix<f64>,
    between: DMatrix<f64>,
    means: DVector<f64>,
}

impl Implied {
    fn new([within, between]: &[Matrices; 2]) -> Self {
        Self { within: within.covariance(), between: between.covariance(), means: between.means() }
    }

    /// Mean and covariance of √s times the means of units of size s; size nought is what is within.
    fn of_size(&self, size: f64) -> (DVector<f64>, DMatrix<f64>) {
        (&self.means * size.sqrt(), &self.within + &self.between * size)
    }
}

impl TwoLevelSurface<'_> {
    fn blocks(&self) -> impl Iterator<Item = (f64, &Block)> {
        let sized = self.sample.between.iter().map(|sized| (sized.size, &sized.block));
        std::iter::once((0.0, &self.sample.within)).chain(sized)
    }
}

impl Surface for TwoLevelSurface<'_> {
    fn objective(&self, parameters: &DVector<f64>) -> Option<f64> {
        let implied = Implied::new(&self.levels.matrices(parameters));
        let parts = self.blocks().map(|(size, block)| {
            let (means, covariance) = implied.of_size(size);
            block.objective(&means, &covariance)
        });
        parts.sum()
    }

    fn evaluate(&self, parameters: &DVector<f64>, information: Information) -> Option<Evaluation> {
        let matrices = self.levels.matrices(parameters);
        let implied = Implied::new(&matrices);
        let [within, between] = &matrices;
        let (lower, upper) = (within.columns(), between.columns());
        let offset = lower.ncols();
        let points = self.blocks().map(|(size, block)| {
            let (means, covariance) = implied.of_size(size);
            let mut columns = DMatrix::zeros(lower.nrows(), offset + upper.ncols());
            columns.columns_mut(0, offset).copy_from(&lower);
            columns.columns_mut(offset, upper.ncols()).copy_from(&(&upper * size.sqrt()));
            BlockPoint::new(block, &covariance, &means, &columns)
        });
        let blocks = Blocks::new(points.collect::<Option<_>>()?);
        let mut slopes = free_slopes(self.levels.within_entries(), within);
        let upper_slopes = free_slopes(self.levels.between_entries(), between).into_iter();
        slopes.extend(upper_slopes.map(|slope| FreeSlope { slope: slope.slope.shifted(offset), ..slope }));
        let is_within = |slope: &FreeSlope| slope.index < self.levels.within.free;
        let curvature = |a: &FreeSlope, b: &FreeSlope| match (is_within(a), is_within(b)) {
            (true, true) => within.curvature(a.coefficient, b.coefficient),
            (false, false) => between.curvature(a.coefficient, b.coefficient).shifted(offset),
            _ => Slope::NONE,
        };
        let mut sum = Evaluation::nought(self.levels.free());
        sum.add(&blocks, &slopes, information, curvature);
        Some(sum)
    }
}

/// Whether the covariances of factors may be drawn towards nought to begin with.
pub(super) fn is_factor_covariance(coefficient: Coefficient) -> bool {
    matches!(coefficient, Coefficient::FactorCovariance { .. })
}
