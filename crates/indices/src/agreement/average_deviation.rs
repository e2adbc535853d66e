//! AD: by how many points people differ from the middle of their unit.

use std::fmt;

use counts::ScaleCounts;
use survey::Points;

use super::fraction_sum::sum_of_fractions;
use crate::estimate::Why;
use crate::ratio::Ratio;

/// Average deviation of the answers of one unit, in points of the scale: 0 is perfect agreement.
#[derive(Clone, Copy, PartialEq)]
pub struct AverageDeviation {
    /// Persons counted.
    pub n: u64,
    /// The mean deviation over all items.
    pub value: f64,
    exact: Ratio,
}

impl AverageDeviation {
    /// The average deviation before the rounding, for comparing with [`ad_cutoff`].
    #[must_use]
    pub fn exact(&self) -> Ratio {
        self.exact
    }
}

/// The largest average deviation that counts as agreement: a sixth of the number of points.
///
/// Formula:  A / 6.
/// Source:   Burke and Dunlap (2002), Organizational Research Methods 5, 159–172.
///
/// ```
/// let points = survey::Points::new(1, 5)?;
/// assert_eq!(indices::agreement::ad_cutoff(points), indices::Ratio::new(5, 6));
/// # Ok::<(), survey::PointsError>(())
/// ```
#[must_use]
pub fn ad_cutoff(points: Points) -> Option<Ratio> {
    Ratio::new(i128::from(points.count()), 6)
}

/// AD around the mean, AD_M(j).
///
/// Formula:  per item Σ |x − x̄| / n, divisor n; then the mean over the items.
/// Shapes:   the item histograms of one unit: whoever has a score by the missing rule, each item over those who
///           answered it. With a rule that asks for every item this is listwise, as in R.
/// Units:    points of the scale, 0 to half the range.
/// Unknown:  nobody answered, or an item with a single answer, which deviates from nothing.
/// Rounding: an exact fraction, rounded once (cut after 64 binary places where items have unlike numbers of answers and
///           no common denominator below 2⁶⁴).
/// Source:   Burke, Finkelstein and Dusig (1999), Organizational Research Methods 2, 49–68; R `multilevel::ad.m`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [1, 1, 4] {
///     counts.add(&[answer])?;
/// }
/// // Mean 2, deviations 1, 1 and 2.
/// assert_eq!(indices::agreement::ad_mean(&counts).unwrap().value, 4.0 / 3.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ad_mean(counts: &ScaleCounts) -> Result<AverageDeviation, Why> {
    over_items(counts, |histogram, n| {
        let sum = moment(histogram, |point| point)?;
        let deviation = |point: i128| n.checked_mul(point)?.checked_sub(sum).map(i128::abs);
        let scaled = (0_i128..).zip(histogram).try_fold(0_i128, |total, (point, &persons)| {
            total.checked_add(deviation(point)?.checked_mul(i128::from(persons))?)
        })?;
        Some((scaled, u64::try_from(n.checked_mul(n)?).ok()?))
    })
}

/// AD around the median, AD_Md(j): the same, and never larger than [`ad_mean`].
///
/// Formula:  per item Σ |x − median| / n; then the mean over the items. Between the two middle answers of an even
///           number every point gives the same sum, so it does not matter which is called the median.
/// Shapes, Units, Unknown, Rounding: as [`ad_mean`].
/// Source:   Burke, Finkelstein and Dusig (1999); R `multilevel::ad.m(type = "median")`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [1, 1, 4] {
///     counts.add(&[answer])?;
/// }
/// // Median 1, deviations 0, 0 and 3.
/// assert_eq!(indices::agreement::ad_median(&counts).unwrap().value, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ad_median(counts: &ScaleCounts) -> Result<AverageDeviation, Why> {
    over_items(counts, |histogram, n| {
        let median = lower_median(histogram, n);
        Some((moment(histogram, |point| (point - median).abs())?, u64::try_from(n).ok()?))
    })
}

/// The mean over all items of a deviation given as a fraction; points count from 0, which deviations do not feel.
fn over_items(
    counts: &ScaleCounts,
    deviation: impl Fn(&[u64], i128) -> Option<(i128, u64)>,
) -> Result<AverageDeviation, Why> {
    if counts.n() == 0 {
        return Err(Why::NoAnswers);
    }
    let items = counts.shape().items();
    let mut fractions = Vec::with_capacity(items);
    for item in 0..items {
        let histogram = counts.item_histogram(item).unwrap_or_default();
        let n: i128 = histogram.iter().map(|&persons| i128::from(persons)).sum();
        if n < 2 {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        fractions.push(deviation(histogram, n).ok_or(Why::TooLarge)?);
    }
    let sum = sum_of_fractions(&fractions).ok_or(Why::TooLarge)?;
    let mean = i128::try_from(items).ok().and_then(|items| sum.denominator().checked_mul(items));
    let exact = mean.and_then(|denominator| Ratio::new(sum.numerator(), denominator)).ok_or(Why::TooLarge)?;
    Ok(AverageDeviation { n: counts.n(), value: exact.to_f64(), exact })
}

/// Σ persons · f(point).
fn moment(histogram: &[u64], f: impl Fn(i128) -> i128) -> Option<i128> {
    (0_i128..)
        .zip(histogram)
        .try_fold(0_i128, |sum, (point, &persons)| sum.checked_add(f(point).checked_mul(i128::from(persons))?))
}

/// The lowest point that at least half of the answers do not exceed.
pub(super) fn lower_median(histogram: &[u64], n: i128) -> i128 {
    let mut below = 0_i128;
    for (point, &persons) in (0_i128..).zip(histogram) {
        below += i128::from(persons);
        if 2 * below >= n {
            return point;
        }
    }
    0
}

/// Reveals nothing.
impl fmt::Debug for AverageDeviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AverageDeviation(..)")
    }
}
