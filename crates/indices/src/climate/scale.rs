//! Whether units may be compared on a scale at all.

use std::fmt;

use counts::ScaleCounts;

use super::settings::Settings;
use super::unit::{UnitClimate, UnitVerdict, agreement, judged};
use crate::aggregation::{GroupMoments, OneWay, one_way};
use crate::agreement::Agreement;
use crate::estimate::Why;
use crate::multilevel::{Method, RandomIntercept, random_intercept};
use crate::ratio::Ratio;

/// What may be said of a scale over all units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleVerdict {
    /// Units differ, their people agree, and their means are reliable.
    Comparable,
    /// Units differ, but agreement is only moderate or their means are not reliable: compare shrunken means, and groups
    /// of units rather than single ones.
    ComparableWithCare,
    /// Units do not differ, or their people do not agree: there is no climate of units to compare.
    NotComparable,
    /// Fewer than two units have enough answers, or the scores do not allow the question.
    TooFewToSay,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleReason {
    /// Fewer than two units have enough complete answers.
    FewUnits,
    /// Whether units differ is unknown.
    DifferenceUnknown(Why),
    /// F is significant: ICC(1) is above nought.
    UnitsDiffer,
    /// It is not.
    UnitsDoNotDiffer,
    /// The median r_wg(j) of the units reaches the cut-off.
    AgreementReached,
    /// It is moderate.
    AgreementModerate,
    /// It is below that.
    AgreementLacking,
    /// ICC(2) at the mean unit size reaches the cut-off.
    MeansReliable,
    /// It does not.
    MeansUnreliable,
}

/// The verdict on a scale. Not to be shown, see [`crate::ScaleQuality`].
#[derive(Clone, PartialEq)]
pub struct ScaleClimate {
    /// What may be said.
    pub verdict: ScaleVerdict,
    /// Why: difference, agreement, reliability.
    pub reasons: Vec<ScaleReason>,
    /// The verdict on each unit, in the order given.
    pub units: Vec<UnitClimate>,
    /// The random-intercept model behind λ and ICC(2), or why there is none.
    pub model: Result<RandomIntercept, Why>,
}

impl ScaleClimate {
    /// How many units have this verdict.
    #[must_use]
    pub fn count(&self, verdict: UnitVerdict) -> usize {
        self.units.iter().filter(|unit| unit.verdict == verdict).count()
    }
}

/// The verdict on a scale, and on every unit, from each unit's counts.
///
/// Formula:  comparable where F is significant, the median r_wg(j) of the units with enough answers reaches its cut-off,
///           and ICC(2) = k ICC(1) / (1 + (k − 1) ICC(1)) by REML at the mean size k reaches its own. With moderate
///           agreement or a lower ICC(2) only with care; without differences, or without agreement, not.
/// Trap:     agreement and reliability are different things. Units that all share one view agree and do not differ.
/// Shapes:   one entry per unit, all of one shape. Scores by the missing rule for F and ICC, complete answers for
///           r_wg(j).
/// Source:   Bliese (2000), in Klein and Kozlowski, Multilevel Theory, Research, and Methods in Organizations, 349–381;
///           LeBreton and Senter (2008); [`Settings`] for the cut-offs.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::climate::{ScaleReason, ScaleVerdict, Settings, UnitVerdict, scale_climate};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false], MissingRule::Complete)?;
/// let unit = |answers: [u8; 5]| -> Result<ScaleCounts, counts::CountError> {
///     let mut counts = ScaleCounts::new(&shape);
///     answers.iter().try_for_each(|&answer| counts.add(&[answer]))?;
///     Ok(counts)
/// };
/// let (low, high) = (unit([1, 2, 2, 2, 2])?, unit([4, 4, 4, 4, 5])?);
/// let climate = scale_climate(&[&low, &high], &Settings::default());
/// assert_eq!((climate.verdict, climate.count(UnitVerdict::SharedClimate)), (ScaleVerdict::Comparable, 2));
/// let same = scale_climate(&[&low, &low], &Settings::default());
/// assert_eq!((same.verdict, same.reasons[0]), (ScaleVerdict::NotComparable, ScaleReason::UnitsDoNotDiffer));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn scale_climate(units: &[&ScaleCounts], settings: &Settings) -> ScaleClimate {
    let groups: Result<Vec<GroupMoments>, Why> = units.iter().map(|counts| GroupMoments::of(counts)).collect();
    let first = units.first().map(|counts| counts.shape());
    let alike = units.iter().all(|counts| Some(counts.shape()) == first);
    let divisor = first.map_or(1, |shape| u64::from(shape.lcm()));
    let groups = if alike { groups } else { Err(Why::OutsideDomain) };
    let anova = groups.as_ref().map_err(|why| *why).and_then(|groups| one_way(groups, divisor));
    let model = groups.and_then(|groups| random_intercept(&groups, divisor, Method::Reml));
    let agreements: Vec<_> = units.iter().map(|counts| agreement(counts, settings)).collect();
    let (verdict, reasons) = verdict(&agreements, anova, &model, settings);
    let judged =
        |(counts, agreement): (&&ScaleCounts, &Option<_>)| judged(counts, agreement.as_ref(), &model, settings);
    let units = units.iter().zip(&agreements).map(judged).collect();
    ScaleClimate { verdict, reasons, units, model }
}

/// `agreements` has nothing for units without enough answers.
fn verdict(
    agreements: &[Option<Result<Agreement, Why>>],
    anova: Result<OneWay, Why>,
    model: &Result<RandomIntercept, Why>,
    settings: &Settings,
) -> (ScaleVerdict, Vec<ScaleReason>) {
    let enough: Vec<&Result<Agreement, Why>> = agreements.iter().flatten().collect();
    if enough.len() < 2 {
        return (ScaleVerdict::TooFewToSay, vec![ScaleReason::FewUnits]);
    }
    let p = anova.and_then(|anova| anova.f_p().value().ok_or(Why::NoVariance));
    let (p, model) = match (p, model.as_ref().map_err(|why| *why)) {
        (Ok(p), Ok(model)) => (p, model),
        (Err(why), _) | (_, Err(why)) => {
            return (ScaleVerdict::TooFewToSay, vec![ScaleReason::DifferenceUnknown(why)]);
        }
    };
    let difference = if p < settings.significance { ScaleReason::UnitsDiffer } else { ScaleReason::UnitsDoNotDiffer };
    let agreement = typical_agreement(&enough, settings);
    let reliable = model.icc2().value().is_some_and(|icc2| icc2 >= settings.reliability);
    let reliability = if reliable { ScaleReason::MeansReliable } else { ScaleReason::MeansUnreliable };
    let verdict = match (difference, agreement, reliability) {
        (ScaleReason::UnitsDoNotDiffer, _, _) | (_, ScaleReason::AgreementLacking, _) => ScaleVerdict::NotComparable,
        (_, ScaleReason::AgreementReached, ScaleReason::MeansReliable) => ScaleVerdict::Comparable,
        _ => ScaleVerdict::ComparableWithCare,
    };
    (verdict, vec![difference, agreement, reliability])
}

/// How the median r_wg(j) stands to the cut-offs: it reaches one where at least half of the units do.
fn typical_agreement(units: &[&Result<Agreement, Why>], settings: &Settings) -> ScaleReason {
    let agreements: Vec<Ratio> = units.iter().flat_map(|found| found.as_ref()).map(Agreement::exact).collect();
    let half_reach = |hundredths: u8| {
        let reached = |ratio: &&Ratio| ratio.cmp_decimal(i64::from(hundredths), 2).is_ge();
        !agreements.is_empty() && 2 * agreements.iter().filter(reached).count() >= agreements.len()
    };
    if half_reach(settings.agreement) {
        ScaleReason::AgreementReached
    } else if half_reach(settings.agreement_moderate) {
        ScaleReason::AgreementModerate
    } else {
        ScaleReason::AgreementLacking
    }
}

/// Reveals nothing.
impl fmt::Debug for ScaleClimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScaleClimate(..)")
    }
}
