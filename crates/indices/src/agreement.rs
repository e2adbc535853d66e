//! Whether the people of one unit agree: without agreement a mean is no climate.

use std::fmt;

use counts::Moments;
use survey::Points;

use crate::covariance::Covariances;
use crate::estimate::Why;
use crate::ratio::Ratio;

/// What answers without any agreement would look like; only their variance enters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NullDistribution {
    /// Every point equally likely: (A² − 1) / 12 for A points, exactly.
    Uniform,
    /// Slightly skewed.
    SlightSkew,
    /// Moderately skewed.
    ModerateSkew,
    /// Heavily skewed.
    HeavySkew,
    /// Triangular. The tabulated 1.32 for five points, not the 4/3 of weights 1 2 3 2 1.
    Triangular,
    /// Approximately normal.
    Normal,
    /// A variance of one's own.
    Custom(Ratio),
}

impl NullDistribution {
    /// The variance of one item without agreement.
    ///
    /// Formula:  (A² − 1) / 12 for the uniform one; the others as tabulated for 5 and 6 points.
    /// Unknown:  a tabulated distribution for another number of points, or a custom variance that is not positive.
    /// Rounding: none; the tabulated values are the published two decimals.
    /// Source:   LeBreton and Senter (2008), Organizational Research Methods 11, 815–852.
    ///
    /// ```
    /// use indices::NullDistribution;
    ///
    /// let points = survey::Points::new(1, 5)?;
    /// assert_eq!(NullDistribution::Uniform.variance(points).unwrap().to_f64(), 2.0);
    /// assert_eq!(NullDistribution::HeavySkew.variance(points).unwrap().to_f64(), 0.44);
    /// # Ok::<(), survey::PointsError>(())
    /// ```
    pub fn variance(self, points: Points) -> Result<Ratio, Why> {
        let count = i128::from(points.count());
        let hundredths = |five: i128, six: i128| match count {
            5 => Ratio::new(five, 100),
            6 => Ratio::new(six, 100),
            _ => None,
        };
        let variance = match self {
            Self::Uniform => Ratio::new(count * count - 1, 12),
            Self::SlightSkew => hundredths(134, 185),
            Self::ModerateSkew => hundredths(90, 126),
            Self::HeavySkew => hundredths(44, 69),
            Self::Triangular => hundredths(132, 145),
            Self::Normal => hundredths(104, 125),
            Self::Custom(variance) => Some(variance),
        };
        variance.filter(|variance| variance.numerator() > 0).ok_or(Why::NoNullVariance)
    }
}

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

/// Reveals nothing of a custom variance.
impl fmt::Debug for NullDistribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NullDistribution(..)")
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
