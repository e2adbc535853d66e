//! Measurement invariance step by step.

use std::fmt;

use super::chi_square::Test;
use super::difference::difference_test;
use super::fit::OrderedFit;
use super::model::{Invariance, OrderedModel};
use super::sample::OrderedSample;
use crate::estimate::Why;

/// One step: a level of invariance, its fit, and what the step cost.
#[derive(Clone, PartialEq)]
pub struct LadderStep {
    /// What is held equal.
    pub invariance: Invariance,
    /// The fit, or why there is none.
    pub fit: Result<OrderedFit, Why>,
    /// The scaled test against the step before; nothing for the first.
    pub difference: Option<Result<Test, Why>>,
}

/// Fits every level of invariance and tests each against the one before.
///
/// Formula:  [`OrderedSample::fit`] and [`difference_test`].
/// Shapes:   two groups or more.
/// Units:    χ².
/// Unknown:  per step. A step that restricts nothing has no test: with three points per item common thresholds fit
///           exactly as well as different ones. After a step without a fit the next one has no test either.
/// Rounding: that of the fits.
/// Source:   Wu and Estabrook (2016), Psychometrika 81, 1014–1045.
///
/// ```
/// use counts::{OrderedShape, Patterns};
/// use indices::Why;
/// use indices::ordered::{OrderedModel, OrderedSample, invariance_ladder};
/// use survey::Points;
///
/// let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(0, 2)?, 3)?);
/// for (a, b, c) in (0..27).map(|k| (k % 3, k / 3 % 3, k / 9)) {
///     for _ in 0..1 + 2 * u8::from(a == b) + 2 * u8::from(b == c) + u8::from(a == c) {
///         patterns.add_columns(&[&[a], &[b], &[c]])?;
///     }
/// }
/// let sample = OrderedSample::of(&[patterns.clone(), patterns]).unwrap();
/// let model = OrderedModel { factors: vec![("climate".to_owned(), vec![0, 1, 2])] };
/// let ladder = invariance_ladder(&sample, &model);
/// let freedom = ladder.each_ref().map(|step| step.fit.as_ref().unwrap().test.degrees_of_freedom);
/// // Common loadings restrict two, common intercepts three less the one factor mean they free.
/// assert_eq!(freedom, [0, 0, 2, 4]);
/// assert_eq!(ladder[1].difference.unwrap().unwrap_err(), Why::NotIdentified);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn invariance_ladder(sample: &OrderedSample, model: &OrderedModel) -> [LadderStep; 4] {
    let mut before: Option<Result<OrderedFit, Why>> = None;
    [Invariance::Configural, Invariance::Thresholds, Invariance::Loadings, Invariance::Intercepts].map(|invariance| {
        let fit = sample.fit(model, invariance);
        let difference = before.take().map(|before| match (&before, &fit) {
            (Ok(before), Ok(fit)) => difference_test(sample, before, fit),
            (Err(why), _) | (_, Err(why)) => Err(*why),
        });
        before = Some(fit.clone());
        LadderStep { invariance, fit, difference }
    })
}

/// Shows the level only.
impl fmt::Debug for LadderStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LadderStep").field("invariance", &self.invariance).finish_non_exhaustive()
    }
}
