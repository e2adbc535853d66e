//! The search for the maximum: Fisher scoring with halved steps, and Newton's method at the end.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::likelihood::{Information, evaluate, objective};
use super::sample::Sample;
use super::specification::Specification;
use crate::estimate::Why;

/// Steps after which the search is given up.
const STEPS_MAX: u32 = 500;

/// How often a step is halved before it is given up.
const HALVINGS_MAX: u32 = 40;

/// The squared length of a step, in standard errors, after which Newton's method has nothing left to gain: the next one
/// would be 1e-14 standard errors long.
const AT_REST: f64 = 1e-14;

/// The squared length of a step below which Newton's method takes over from scoring.
const NEAR: f64 = 0.5;

/// A parameter of whose information less than this share is its own is not identified.
const OWN_SHARE_MIN: f64 = 1e-9;

/// Where the search came to rest.
pub(super) struct Maximum {
    pub(super) parameters: DVector<f64>,
    pub(super) steps: u32,
}

/// The parameters of greatest likelihood, from a start at which the likelihood exists.
pub(super) fn maximise(specification: &Specification, sample: &Sample, start: DVector<f64>) -> Result<Maximum, Why> {
    let mut parameters = start;
    let mut method = Information::Expected;
    for steps in 1..=STEPS_MAX {
        let mut at = evaluate(specification, sample, &parameters, method).ok_or(Why::NotPositiveDefinite)?;
        let mut decomposed = Decomposed::of(&at.information);
        if method == Information::Observed && decomposed.is_none() {
            method = Information::Expected;
            at = evaluate(specification, sample, &parameters, method).ok_or(Why::NotPositiveDefinite)?;
            decomposed = Decomposed::of(&at.information);
        }
        let decomposed = decomposed.or_else(|| Decomposed::ridged(&at.information)).ok_or(Why::NotIdentified)?;
        let step = decomposed.solve(&at.gradient);
        let length = step.dot(&at.gradient);
        if !length.is_finite() {
            return Err(Why::NotConverged { steps });
        }
        let next = descend(specification, sample, &parameters, &step, at.objective, length);
        let at_rest = length <= AT_REST && method == Information::Observed;
        match next {
            Some(next) => parameters = next,
            // No point below this one can be told from it.
            None if length <= AT_REST.sqrt() => return Ok(Maximum { parameters, steps }),
            None if method == Information::Observed => {
                method = Information::Expected;
                continue;
            }
            None => return Err(Why::NotConverged { steps }),
        }
        if at_rest {
            return Ok(Maximum { parameters, steps });
        }
        method = if length < NEAR { Information::Observed } else { Information::Expected };
    }
    Err(Why::NotConverged { steps: STEPS_MAX })
}

/// The longest of the halved steps that lowers the objective, up to what rounding can tell.
fn descend(
    specification: &Specification,
    sample: &Sample,
    parameters: &DVector<f64>,
    step: &DVector<f64>,
    before: f64,
    length: f64,
) -> Option<DVector<f64>> {
    let rounding = 32.0 * f64::EPSILON * before.abs();
    let mut share = 1.0;
    for _ in 0..HALVINGS_MAX {
        let next = parameters - step * share;
        let enough = before + rounding - 1e-4 * share * length;
        if objective(specification, sample, &next).is_some_and(|after| after <= enough) {
            return Some(next);
        }
        share /= 2.0;
    }
    None
}

/// A decomposed information matrix, each parameter in units of its own.
pub(super) struct Decomposed {
    units: DVector<f64>,
    cholesky: Cholesky<f64, Dyn>,
}

impl Decomposed {
    /// Nothing where the matrix is not positive definite.
    pub(super) fn of(information: &DMatrix<f64>) -> Option<Self> {
        Self::with_ridge(information, 0.0)
    }

    /// The same with a ridge, for matrices in which some direction is empty.
    fn ridged(information: &DMatrix<f64>) -> Option<Self> {
        [1e-8, 1e-5, 1e-2, 1.0].iter().find_map(|ridge| Self::with_ridge(information, *ridge))
    }

    fn with_ridge(information: &DMatrix<f64>, ridge: f64) -> Option<Self> {
        let units = information.diagonal().map(|value| if value > 0.0 { value.sqrt().recip() } else { 1.0 });
        let mut scaled = information.clone();
        for (column, unit) in units.iter().enumerate() {
            scaled.column_mut(column).component_mul_assign(&units);
            scaled.column_mut(column).scale_mut(*unit);
            scaled[(column, column)] += ridge;
        }
        let decomposed = Self { units, cholesky: scaled.cholesky()? };
        (ridge > 0.0 || decomposed.weakest() > f64::EPSILON).then_some(decomposed)
    }

    /// The smallest share of its information that a parameter has for itself.
    fn weakest(&self) -> f64 {
        self.cholesky.l_dirty().diagonal().iter().fold(f64::INFINITY, |least, pivot| least.min(pivot * pivot))
    }

    /// Whether every parameter has information of its own.
    pub(super) fn identified(&self) -> bool {
        self.weakest() > OWN_SHARE_MIN
    }

    pub(super) fn solve(&self, right: &DVector<f64>) -> DVector<f64> {
        self.cholesky.solve(&right.component_mul(&self.units)).component_mul(&self.units)
    }

    pub(super) fn inverse(&self) -> DMatrix<f64> {
        let mut inverse = self.cholesky.inverse();
        for (column, unit) in self.units.iter().enumerate() {
            inverse.column_mut(column).component_mul_assign(&self.units);
            inverse.column_mut(column).scale_mut(*unit);
        }
        inverse
    }
}
