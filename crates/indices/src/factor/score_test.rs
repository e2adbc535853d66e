//! Which equality between groups the data would rather be without.

use std::cmp::Ordering;
use std::fmt;

use nalgebra::DVector;

use super::fit::Fit;
use super::likelihood::{FreeSlope, GroupPoint, free_slopes};
use super::specification::Coefficient;
use crate::distribution::chi_squared_upper;

/// The score test (Lagrange multiplier) of one coefficient of one group that is held equal to that of the first.
#[derive(Clone, Copy, PartialEq)]
pub struct ScoreTest {
    /// The coefficient.
    pub coefficient: Coefficient,
    /// The group that would have its own; never the first.
    pub group: usize,
    /// By how much chi-square is expected to fall.
    pub chi_square: f64,
    /// Its probability, on one degree of freedom, if the coefficient is equal.
    pub p: f64,
    /// By how much the group's coefficient is expected to differ from that of the others.
    pub expected_change: f64,
}

impl Fit {
    /// The score test of every equality between groups, in the order of [`Fit::estimates`] and then of the groups.
    ///
    /// Formula:  X² = s²/v with the group's own score s = ∂ℓ/∂θ and v = i − c'I⁻¹c, the information about the group's
    ///           own coefficient beside all free parameters; expected change s/v.
    /// Shapes:   one test per shared coefficient and later group.
    /// Units:    chi-square; the units of the coefficient.
    /// Unknown:  an equality whose release is not identified is left out.
    /// Rounding: that of the fit.
    /// Source:   Sörbom (1989), Psychometrika 54, 371–384; lavaan `lavTestScore`, univariate, expected information.
    ///
    /// ```
    /// use indices::factor::{Coefficient, Equality, Level, Model, SampleMoments, Settings, fit};
    ///
    /// // Both groups alike, but that the second answers item `d` one point higher.
    /// let covariance = [2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0];
    /// let first = SampleMoments::given(100, &[3.0; 4], &covariance).unwrap();
    /// let second = SampleMoments::given(100, &[3.0, 3.0, 3.0, 4.0], &covariance).unwrap();
    /// let model = Model::parse("f=a,b,c,d", &["a", "b", "c", "d"]).unwrap();
    /// let scalar = Equality::full(Level::Scalar);
    /// let fit = fit(&model, &[first, second], &scalar, Settings::default()).unwrap();
    /// let worst = fit.score_tests_by_size()[0];
    /// assert_eq!((worst.coefficient, worst.group), (Coefficient::Intercept { item: 3 }, 1));
    /// ```
    #[must_use]
    pub fn score_tests(&self) -> Vec<ScoreTest> {
        let mut tests: Vec<(usize, ScoreTest)> = Vec::new();
        let groups = self.specification.groups.iter().zip(self.matrices()).zip(&self.sample.groups).enumerate();
        for (position, ((entries, matrices), group)) in groups.skip(1) {
            let Some(point) = GroupPoint::new(matrices, group) else { continue };
            let slopes = free_slopes(entries, &point.matrices);
            for (order, slope) in slopes.iter().enumerate().filter(|(_, slope)| self.shared(slope.index)) {
                tests.extend(self.score_test(&point, &slopes, slope, position).map(|test| (order, test)));
            }
        }
        // By coefficient first; the sort is stable, so groups keep their order.
        tests.sort_by_key(|(order, _)| *order);
        tests.into_iter().map(|(_, test)| test).collect()
    }

    /// The same tests, the greatest chi-square first; equal ones keep the order of [`Fit::score_tests`].
    #[must_use]
    pub fn score_tests_by_size(&self) -> Vec<ScoreTest> {
        let mut tests = self.score_tests();
        tests.sort_by(|a, b| b.chi_square.partial_cmp(&a.chi_square).unwrap_or(Ordering::Equal));
        tests
    }

    /// Whether the first group has this parameter too.
    fn shared(&self, index: usize) -> bool {
        let first = self.specification.groups.first();
        first.is_some_and(|entries| entries.iter().any(|entry| entry.value.parameter() == Some(index)))
    }

    fn score_test(
        &self,
        point: &GroupPoint,
        slopes: &[FreeSlope],
        released: &FreeSlope,
        group: usize,
    ) -> Option<ScoreTest> {
        let score = -point.gradient(&released.slope);
        let mut crossed = DVector::zeros(self.specification.free);
        for slope in slopes {
            crossed[slope.index] += point.expected(&released.slope, &slope.slope);
        }
        let own = point.expected(&released.slope, &released.slope);
        let rest = own - crossed.dot(&(&self.precision * &crossed));
        // What the other parameters already explain leaves nothing but rounding.
        if rest <= 1e-9 * own {
            return None;
        }
        let chi_square = score * score / rest;
        Some(ScoreTest {
            coefficient: released.coefficient,
            group,
            chi_square,
            p: chi_squared_upper(chi_square, 1.0),
            expected_change: score / rest,
        })
    }
}

/// Reveals nothing but what is tested.
impl fmt::Debug for ScoreTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut f.debug_struct("ScoreTest");
        shown.field("coefficient", &self.coefficient).field("group", &self.group).finish_non_exhaustive()
    }
}
