//! How well one scale measures, over all units of an organisation.

use std::fmt;

use counts::ScaleCounts;
use survey::{Points, Scale};

use crate::aggregation::{GroupMoments, UnitSize, one_way};
use crate::agreement::{NullDistribution, rwg_j};
use crate::estimate::{Estimate, Why};
use crate::ratio::Ratio;
use crate::reliability::{cronbach_alpha, cronbach_alpha_standardised};

/// Reliability, agreement and aggregation of one scale. Not to be shown, see [`crate::ScaleFinding`].
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::ScaleQuality;
/// use survey::{MissingRule, Points};
///
/// let points = Points::new(1, 5)?;
/// let shape = ScaleShape::new(points, vec![false], MissingRule::Complete)?;
/// let unit = |answers: [u8; 2]| -> Result<ScaleCounts, counts::CountError> {
///     let mut counts = ScaleCounts::new(&shape);
///     answers.iter().try_for_each(|&answer| counts.add(&[answer]))?;
///     Ok(counts)
/// };
/// let (low, high) = (unit([1, 3])?, unit([3, 5])?);
/// let mut total = low.clone();
/// total.merge(&high)?;
/// let quality = ScaleQuality::with_points(&total, &[&low, &high], points);
/// // Means 2 and 4 around 3: MSB 4, MSW 2, k 2, so (4 − 2) / (4 + 2) and (4 − 2) / 4.
/// assert_eq!((quality.icc1.value(), quality.icc2.value()), (Some(1.0 / 3.0), Some(0.5)));
/// // One item has no alpha; in both units the variance 2 is that of the null distribution, so agreement is nought.
/// assert_eq!((quality.alpha.value(), quality.rwg_j_median), (None, Some(0.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct ScaleQuality {
    /// Persons with a score.
    pub n: u64,
    /// Units where somebody has a score.
    pub units: u64,
    /// Cronbach's alpha over everybody's complete answers.
    pub alpha: Estimate,
    /// Alpha of the standardised items.
    pub alpha_standardised: Estimate,
    /// ICC(1) with the mean unit size.
    pub icc1: Estimate,
    /// ICC(2).
    pub icc2: Estimate,
    /// Median r_wg(j) over the units with two or more complete answers, uniform null distribution.
    pub rwg_j_median: Option<f64>,
    /// Share of those units whose r_wg(j) is at least 0.70, compared exactly.
    pub rwg_j_share_above_070: Option<f64>,
}

impl ScaleQuality {
    /// The quality of a scale from the counts of everybody and of each unit.
    #[must_use]
    pub fn of(total: &ScaleCounts, per_unit: &[&ScaleCounts], scale: &Scale) -> Self {
        Self::with_points(total, per_unit, scale.points())
    }

    /// The same for a scale that is known by its counts and points only.
    #[must_use]
    pub fn with_points(total: &ScaleCounts, per_unit: &[&ScaleCounts], points: Points) -> Self {
        let moments = total.moments();
        let groups: Result<Vec<GroupMoments>, Why> = per_unit.iter().map(|counts| GroupMoments::of(counts)).collect();
        let divisor = u64::from(total.shape().lcm());
        let anova = groups.and_then(|groups| one_way(&groups, divisor));
        let mut agreements: Vec<Ratio> = per_unit
            .iter()
            .filter_map(|counts| rwg_j(&counts.moments(), points, NullDistribution::Uniform).ok())
            .map(|agreement| agreement.exact())
            .collect();
        agreements.sort_unstable();
        Self {
            n: total.n(),
            units: per_unit.iter().fold(0, |units, counts| units + u64::from(counts.n() > 0)),
            alpha: cronbach_alpha(&moments),
            alpha_standardised: cronbach_alpha_standardised(&moments),
            icc1: anova.map_or_else(Estimate::Unknown, |anova| anova.icc1(UnitSize::Mean)),
            icc2: anova.map_or_else(Estimate::Unknown, |anova| anova.icc2()),
            rwg_j_median: median(&agreements),
            rwg_j_share_above_070: share(&agreements, |agreement| agreement.cmp_decimal(70, 2).is_ge()),
        }
    }
}

/// The middle of sorted values, or the mean of the two in the middle.
fn median(sorted: &[Ratio]) -> Option<f64> {
    let upper = sorted.get(sorted.len() / 2)?.to_f64();
    let lower = sorted.get(sorted.len().checked_sub(1)? / 2)?.to_f64();
    Some(f64::midpoint(lower, upper))
}

fn share(values: &[Ratio], holds: impl Fn(&Ratio) -> bool) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let hits = values.iter().filter(|value| holds(value)).count();
    Some(hits as f64 / values.len() as f64)
}

/// Reveals nothing.
impl fmt::Debug for ScaleQuality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScaleQuality(..)")
    }
}
