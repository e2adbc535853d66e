//! r_wg, r_wg(j) and r*_wg(j): the variance of the answers against that of a null distribution.

use std::fmt;

use counts::{Moments, ScaleCounts};
use survey::Points;

use super::fraction_sum::sum_of_fractions;
use super::null_distribution::NullDistribution;
use crate::covariance::Covariances;
use crate::estimate::{Estimate, Why};
use crate::ratio::Ratio;

/// Within-unit agreement of one scale in one unit.
#[derive(Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Complete answers.
    pub n: u64,
    /// r_wg(j), the number to report: 0 where the items vary more than the null distribution.
    pub value: f64,
    /// What the formula gives without that: above 1 or below 0 where `truncated`, nothing at its pole.
    pub untruncated: Option<f64>,
    /// Lindell's r*_wg(j) = 1 − v; never truncated, so a polarised unit is below 0.
    pub r_star: f64,
    /// Mean variance of the items, divisor n − 1.
    pub mean_item_variance: f64,
    /// Whether the items varied more than the null distribution, so that `value` was set to 0.
    pub truncated: bool,
    exact: Ratio,
}

impl Agreement {
    /// r_wg(j) before the rounding, for comparing with a threshold: 0.6999 does not count as 0.70.
    #[must_use]
    pub fn exact(&self) -> Ratio {
        self.exact
    }
}

/// Reveals nothing.
impl fmt::Debug for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Agreement(..)")
    }
}

/// Within-unit agreement r_wg(j), truncated and not, and Lindell's r*_wg(j).
///
/// Formula:  J(1 − v) / (J(1 − v) + v), v = mean item variance / null variance; r* = 1 − v.
/// Shapes:   J items × n complete answers of a single unit; for J = 1 this is r_wg.
/// Units:    dimensionless; variances in squared score points, divisor n − 1.
/// Unknown:  fewer than two complete answers; a null distribution without a variance for these points.
/// Clamping: v > 1 gives 0 and says so in `truncated`; the formula itself would climb past 1 there, with a pole at
///           v = J/(J − 1). A unit without any variance gives 1.
/// Rounding: every field is a fraction of integers, rounded once.
/// Source:   James, Demaree and Wolf (1984), J. Applied Psychology 69, 85–98; Lindell, Brandt and Whitney (1999),
///           Applied Psychological Measurement 23, 127–135; R `multilevel::rwg.j(listwise = TRUE)`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::NullDistribution;
/// use indices::agreement::rwg_j;
/// use survey::{MissingRule, Points};
///
/// let points = Points::new(1, 5)?;
/// let shape = ScaleShape::new(points, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[4, 3], [4, 4], [4, 5]] {
///     counts.add(&answers)?;
/// }
/// // Item variances 0 and 1, mean 1/2; v = 1/4; 2 · 3/4 / (2 · 3/4 + 1/4) = 6/7.
/// let agreement = rwg_j(&counts.moments(), points, NullDistribution::Uniform).unwrap();
/// assert_eq!((agreement.value, agreement.r_star), (6.0 / 7.0, 0.75));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rwg_j(moments: &Moments, points: Points, null: NullDistribution) -> Result<Agreement, Why> {
    let null_variance = null.variance(points)?;
    let covariances = Covariances::of(moments)?;
    let items = i128::try_from(covariances.items()).map_err(|_| Why::TooLarge)?;
    let variance = covariances.variance(covariances.trace()).ok_or(Why::TooLarge)?;
    agreement(moments.n(), items, variance, null_variance).ok_or(Why::TooLarge)
}

/// r_wg(j) in which every item keeps all its answers: the default of R `multilevel::rwg.j`.
///
/// Formula:  as [`rwg_j`], with each item's variance over those who answered it.
/// Shapes:   the item histograms of one unit: whoever has a score by the missing rule. R's very numbers need the rule
///           "at least one item"; with "every item" this is [`rwg_j`].
/// Unknown:  nobody answered; an item with a single answer, on which R stops with "missing value where TRUE/FALSE
///           needed"; a null distribution without a variance.
/// Rounding: every field is a fraction of integers, rounded once (item variances are cut after 64 binary places where
///           they have no common denominator below 2⁶⁴).
/// Source:   James, Demaree and Wolf (1984); R `multilevel::rwg.j(listwise = FALSE)`.
///
/// ```
/// use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
/// use indices::NullDistribution;
/// use indices::agreement::{rwg_j, rwg_j_pairwise};
/// use survey::{MissingRule, Points};
///
/// let points = Points::new(1, 5)?;
/// let shape = ScaleShape::new(points, vec![false; 2], MissingRule::AtLeast(1))?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[4, 3], [4, 5], [1, NO_ANSWER]] {
///     counts.add(&answers)?;
/// }
/// // All answers: variances 3 and 2, mean 5/2 over 2. Complete ones: variances 0 and 2, mean 1.
/// let pairwise = rwg_j_pairwise(&counts, NullDistribution::Uniform).unwrap();
/// let listwise = rwg_j(&counts.moments(), points, NullDistribution::Uniform).unwrap();
/// assert_eq!((pairwise.r_star, listwise.r_star), (-0.25, 0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rwg_j_pairwise(counts: &ScaleCounts, null: NullDistribution) -> Result<Agreement, Why> {
    let null_variance = null.variance(counts.shape().points())?;
    if counts.n() == 0 {
        return Err(Why::NoAnswers);
    }
    let items = counts.shape().items();
    let variances = (0..items).map(|item| histogram_variance(counts.item_histogram(item).unwrap_or_default()));
    let variances = variances.collect::<Result<Vec<(i128, u64)>, Why>>()?;
    let sum = sum_of_fractions(&variances).ok_or(Why::TooLarge)?;
    let items = i128::try_from(items).map_err(|_| Why::TooLarge)?;
    agreement(counts.n(), items, sum, null_variance).ok_or(Why::TooLarge)
}

/// r_wg of one item, from how many chose each point.
///
/// Formula:  1 − s² / σ², s² with divisor n − 1; 0 where that is negative, as in R `multilevel::rwg`. The number that R
///           `WGA::RWG` keeps below nought is `r_star`.
/// Unknown:  fewer than two answers; a null distribution without a variance for these points.
/// Rounding: every field is a fraction of integers, rounded once.
/// Source:   James, Demaree and Wolf (1984).
///
/// ```
/// use indices::{NullDistribution, agreement::rwg};
///
/// // Answers 2, 3 and 4 on five points: variance 1 over 2.
/// let agreement = rwg(&[0, 1, 1, 1, 0], survey::Points::new(1, 5)?, NullDistribution::Uniform).unwrap();
/// assert_eq!(agreement.value, 0.5);
/// # Ok::<(), survey::PointsError>(())
/// ```
pub fn rwg(histogram: &[u64], points: Points, null: NullDistribution) -> Result<Agreement, Why> {
    let null_variance = null.variance(points)?;
    let (scatter, denominator) = histogram_variance(histogram)?;
    let variance = Ratio::new(scatter, i128::from(denominator)).ok_or(Why::TooLarge)?;
    agreement(histogram.iter().sum(), 1, variance, null_variance).ok_or(Why::TooLarge)
}

/// r_wg of the scale mean: the scores taken as one item. Not r_wg(j), and not to be held against the same threshold: a
/// mean of several items varies less than an item, so against an item's null variance it always looks more agreed.
///
/// Formula:  1 − s² / σ², s² the variance of the scores with divisor n − 1; 0 where that is negative.
/// Unknown:  fewer than two scores; a null distribution without a variance for these points.
/// Rounding: every field is a fraction of integers, rounded once.
/// Source:   R `multilevel::rwg` of a scale score.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::{NullDistribution, agreement::rwg_of_scale_mean};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// counts.add(&[2, 4])?;
/// counts.add(&[4, 4])?;
/// // Scores 3 and 4: variance 1/2 over 2.
/// assert_eq!(rwg_of_scale_mean(&counts, NullDistribution::Uniform).unwrap().value, 0.75);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rwg_of_scale_mean(counts: &ScaleCounts, null: NullDistribution) -> Result<Agreement, Why> {
    let null_variance = null.variance(counts.shape().points())?;
    let total = counts.score_total();
    match total.persons {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::TooFewAnswers { needed: 2 }),
        _ => {}
    }
    let (n, sum) = (i128::from(total.persons), i128::from(total.sum));
    let scale = i128::from(total.lcm) * i128::from(total.lcm);
    let variance = || {
        let scatter = n.checked_mul(i128::try_from(total.squares).ok()?)?.checked_sub(sum.checked_mul(sum)?)?;
        Ratio::new(scatter, n.checked_mul(n - 1)?.checked_mul(scale)?)
    };
    let found = variance().and_then(|variance| agreement(total.persons, 1, variance, null_variance));
    found.ok_or(Why::TooLarge)
}

/// r*_wg(j) against the most dissent that n people can show: 0 when every item is split as evenly as n allows.
///
/// Formula:  1 − S / σ²ₘ, S the mean item variance with divisor n − 1, σ²ₘ the largest such variance: (A − 1)² / 4 ·
///           n/(n − 1) for even n, (A − 1)² / 4 · (n + 1)/n for odd n.
/// Trap:     without the factor (`rwg_j` with [`NullDistribution::MaximumDissensus`]) a split unit falls below 0, since
///           S has divisor n − 1; and with n/(n − 1) for an odd n, 0 would be out of reach.
/// Shapes:   J items × n complete answers of a single unit.
/// Units:    dimensionless, 0 to 1.
/// Unknown:  fewer than two complete answers.
/// Rounding: a fraction of integers, rounded once.
/// Source:   Lindell, Brandt and Whitney (1999), equation for maximum dissensus.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let points = Points::new(1, 5)?;
/// let shape = ScaleShape::new(points, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [1, 5, 5] {
///     counts.add(&[answer])?;
/// }
/// // Three people cannot disagree more: variance 16/3 = 4 · 4/3.
/// assert_eq!(indices::agreement::r_star_of_dissensus(&counts.moments(), points).value(), Some(0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn r_star_of_dissensus(moments: &Moments, points: Points) -> Estimate {
    let exact = || {
        let covariances = Covariances::of(moments)?;
        let (n, range) = (i128::from(covariances.n()), i128::from(points.count()) - 1);
        // Times n(n − 1): the largest scatter of one item is range² · n²/4, or range² · (n² − 1)/4 for odd n.
        let items = i128::try_from(covariances.items()).map_err(|_| Why::TooLarge)?;
        let largest = n.checked_mul(n).map(|square| square / 4 * range * range);
        let largest = largest.and_then(|largest| largest.checked_mul(items)).ok_or(Why::TooLarge)?;
        let agreed = largest.checked_sub(covariances.trace()).ok_or(Why::TooLarge)?;
        let value = Ratio::new(agreed, largest).ok_or(Why::TooLarge)?;
        Ok((covariances.n(), value.to_f64()))
    };
    match exact() {
        Ok((n, value)) => Estimate::known(value, n, None),
        Err(why) => Estimate::Unknown(why),
    }
}

/// The variance with divisor n − 1 as a fraction, from how many chose each point; points may count from 0.
fn histogram_variance(histogram: &[u64]) -> Result<(i128, u64), Why> {
    let moment = |power: u32| -> Option<i128> {
        (0_i128..).zip(histogram).try_fold(0_i128, |sum, (point, &persons)| {
            sum.checked_add(point.checked_pow(power)?.checked_mul(i128::from(persons))?)
        })
    };
    let (n, sum, squares) = match (moment(0), moment(1), moment(2)) {
        (Some(n), Some(sum), Some(squares)) => (n, sum, squares),
        _ => return Err(Why::TooLarge),
    };
    match n {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::TooFewAnswers { needed: 2 }),
        _ => {}
    }
    let fraction = || {
        let scatter = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
        Some((scatter, u64::try_from(n.checked_mul(n - 1)?).ok()?))
    };
    fraction().ok_or(Why::TooLarge)
}

/// The same from the sum of the item variances, in fractions.
fn agreement(n: u64, items: i128, variance_sum: Ratio, null_variance: Ratio) -> Option<Agreement> {
    let mean_variance = Ratio::new(variance_sum.numerator(), variance_sum.denominator().checked_mul(items)?)?;
    // v = (p b) / (q a) with p/q the mean variance and a/b the null variance.
    let observed = mean_variance.numerator().checked_mul(null_variance.denominator())?;
    let possible = mean_variance.denominator().checked_mul(null_variance.numerator())?;
    let agreed = possible.checked_sub(observed)?;
    let weighted = items.checked_mul(agreed)?;
    let untruncated = Ratio::new(weighted, weighted.checked_add(observed)?);
    let truncated = agreed < 0;
    let exact = if truncated { Ratio::new(0, 1)? } else { untruncated? };
    Some(Agreement {
        n,
        value: exact.to_f64(),
        untruncated: untruncated.map(|ratio| ratio.to_f64()),
        r_star: Ratio::new(agreed, possible)?.to_f64(),
        mean_item_variance: mean_variance.to_f64(),
        truncated,
        exact,
    })
}
