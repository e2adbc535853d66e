//! Scale scores of a group: mean, spread, favourable share, distribution of answers.

use counts::{ScaleCounts, ScoreTotal};

use crate::confidence::wald;
use crate::distribution::normal_quantile;
use crate::estimate::{Estimate, Interval, LEVEL, Why};
use crate::ratio::Ratio;

/// The mean of the persons' scores, with Student's interval.
///
/// Formula:  m = Σ scores / n, interval m ± t(n − 1) · s / √n.
/// Shapes:   n persons with a score; a score is the mean of the answered items.
/// Units:    score points; the interval may pass the ends of the scale and is not clamped.
/// Unknown:  nobody has a score. The interval is missing for one person, and when all scores are alike: then the
///           counts say nothing about what might have been.
/// Rounding: m is an exact fraction rounded once; the ends carry a few roundings more.
/// Source:   Student (1908), Biometrika 6, 1–25; base R `t.test`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [2, 4, 3] {
///     counts.add(&[answer])?;
/// }
/// let mean = indices::score::mean(&counts);
/// assert_eq!(mean.value(), Some(3.0));
/// // s = 1, t(2) = 4.3027, so the half width is 4.3027 / √3 = 2.4841.
/// assert!((mean.interval().unwrap().high - 5.4841).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mean(counts: &ScaleCounts) -> Estimate {
    let Some(ratio) = mean_ratio(counts) else {
        return Estimate::Unknown(Why::NoAnswers);
    };
    let n = counts.n();
    let value = ratio.to_f64();
    Estimate::known(value, n, mean_interval(&counts.score_total(), value))
}

fn mean_interval(total: &ScoreTotal, mean: f64) -> Option<Interval> {
    let variance = variance_ratio(total).filter(|variance| variance.numerator() > 0)?;
    let n = total.persons as f64;
    wald(mean, (variance.to_f64() / n).sqrt(), Some(n - 1.0), LEVEL)
}

/// The mean of a whole staff, from those of it who answered: [`mean`] with the correction for a finite population.
///
/// Formula:  m ± t(n − 1) · s / √n · √(1 − n / N).
/// Shapes:   n persons with a score out of a staff of N.
/// Units:    score points.
/// Unknown:  as [`mean`]; also when fewer are on the staff than have a score. When everybody answered the interval is the
///           mean itself: nothing is left to be uncertain about *this staff*. It is no statement about the unit as a place
///           to work, whose next year's staff will answer differently; for that, use [`mean`].
/// Rounding: as [`mean`], and one root more.
/// Source:   Cochran (1977), Sampling Techniques, 3rd edition, section 2.6; R `survey::svymean` with `fpc`, but for t
///           instead of z.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [2, 4, 3] {
///     counts.add(&[answer])?;
/// }
/// // Three of four: half the width of [`mean`], because √(1 − 3/4) = 1/2.
/// let interval = indices::score::mean_of_staff(&counts, 4).interval().unwrap();
/// assert!((interval.high - (3.0 + 2.4841 / 2.0)).abs() < 1e-4);
/// assert_eq!(indices::score::mean_of_staff(&counts, 3).interval().unwrap().high, 3.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mean_of_staff(counts: &ScaleCounts, staff: u64) -> Estimate {
    let Some(unanswered) = staff.checked_sub(counts.n()) else {
        return Estimate::Unknown(Why::OutsideDomain);
    };
    let Estimate::Known(mut known) = mean(counts) else { return mean(counts) };
    let correction = (unanswered as f64 / staff as f64).sqrt();
    known.interval = known.interval.map(|Interval { low, high, level }| {
        let end = |end: f64| known.value + (end - known.value) * correction;
        Interval { low: end(low), high: end(high), level }
    });
    Estimate::Known(known)
}

/// The mean of the persons' scores as an exact fraction; nothing when nobody has a score.
///
/// Formula:  Σ y / (n · lcm), y a score times the common denominator of all scores.
/// Shapes:   n persons with a score.
/// Units:    score points.
/// Unknown:  nobody has a score.
/// Rounding: none.
/// Source:   [`ScaleCounts::score_total`].
///
/// ```
/// use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 3], MissingRule::AtLeast(2))?;
/// let mut counts = ScaleCounts::new(&shape);
/// counts.add(&[1, 1, 2])?;         // 4/3
/// counts.add(&[1, 2, NO_ANSWER])?; // 3/2
/// let mean = indices::score::mean_ratio(&counts).unwrap();
/// assert_eq!((mean.numerator(), mean.denominator()), (17, 12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mean_ratio(counts: &ScaleCounts) -> Option<Ratio> {
    let total = counts.score_total();
    let denominator = u128::from(total.persons).checked_mul(u128::from(total.lcm))?;
    Ratio::of_unsigned(u128::from(total.sum), denominator)
}

/// The standard deviation of the persons' scores.
///
/// Formula:  s = √((n Σy² − (Σy)²) / (n(n − 1) lcm²)).
/// Shapes:   n persons with a score.
/// Units:    score points, divisor n − 1.
/// Unknown:  fewer than two persons have a score. Nought when all scores are alike.
/// Rounding: the variance is an exact fraction; one rounding and one root.
/// Source:   base R `sd`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [1, 5, 3, 3] {
///     counts.add(&[answer])?;
/// }
/// // Deviations −2, 2, 0, 0: variance 8/3.
/// assert_eq!(indices::score::sd(&counts).value(), Some((8.0_f64 / 3.0).sqrt()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn sd(counts: &ScaleCounts) -> Estimate {
    match counts.n() {
        0 => Estimate::Unknown(Why::NoAnswers),
        1 => Estimate::Unknown(Why::TooFewAnswers { needed: 2 }),
        n => variance_ratio(&counts.score_total())
            .map_or(Estimate::Unknown(Why::TooLarge), |variance| Estimate::known(variance.to_f64().sqrt(), n, None)),
    }
}

/// The variance of the scores, divisor n − 1; nothing for fewer than two persons.
fn variance_ratio(total: &ScoreTotal) -> Option<Ratio> {
    let n = u128::from(total.persons);
    let sum = u128::from(total.sum);
    let lcm = u128::from(total.lcm);
    let scaled = n.checked_mul(total.squares)?.checked_sub(sum.checked_mul(sum)?)?;
    let pairs = n.checked_mul(n.checked_sub(1)?)?;
    Ratio::of_unsigned(scaled, pairs.checked_mul(lcm.checked_mul(lcm)?)?)
}

/// The share of persons whose score is at least `cut`, with Wilson's interval.
///
/// Formula:  p = k / n; the ends solve |p − π| = z √(π(1 − π) / n) for π.
/// Shapes:   k of n persons with a score.
/// Units:    a share from 0 to 1.
/// Unknown:  nobody has a score.
/// Rounding: p is an exact fraction rounded once. The ends are computed without subtraction, so that they are exactly
///           0 for k = 0 and exactly 1 for k = n.
/// Source:   Wilson (1927), J. American Statistical Association 22, 209–212; base R `prop.test(correct = FALSE)`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[4, 4], [3, 4], [5, 3], [2, 1]] {
///     counts.add(&answers)?; // scores 4, 3.5, 4 and 1.5
/// }
/// let share = indices::score::favourable_share(&counts, 4);
/// assert_eq!(share.value(), Some(0.5));
/// // With z² = 3.8415: (k + z²/2)/(n + z²) ± z √(k(n − k)/n + z²/4)/(n + z²) = 0.5 ± 0.35.
/// let interval = share.interval().unwrap();
/// assert!((interval.low - 0.1500).abs() < 1e-4 && (interval.high - 0.8500).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn favourable_share(counts: &ScaleCounts, cut: u8) -> Estimate {
    let (k, n) = (counts.at_or_above(cut), counts.n());
    match Ratio::of_unsigned(u128::from(k), u128::from(n)) {
        Some(share) => Estimate::known(share.to_f64(), n, wilson_interval(k, n, LEVEL)),
        None => Estimate::Unknown(Why::NoAnswers),
    }
}

/// Wilson's interval for k of n; nothing for n = 0, k > n or a level outside (0, 1). See [`favourable_share`].
///
/// ```
/// // Nobody of one: from 0 to z²/(1 + z²) = 3.8415/4.8415.
/// let interval = indices::score::wilson_interval(0, 1, 0.95).unwrap();
/// assert!(interval.low == 0.0 && (interval.high - 0.7935).abs() < 1e-4);
/// ```
#[must_use]
pub fn wilson_interval(k: u64, n: u64, level: f64) -> Option<Interval> {
    let rest = n.checked_sub(k).filter(|_| n > 0)?;
    let z = normal_quantile(f64::midpoint(1.0, level)).filter(|z| *z > 0.0)?;
    let (k, n, rest) = (k as f64, n as f64, rest as f64);
    // The larger root is a sum; the smaller one follows from the product of both, k² / (n (n + z²)).
    let width = z * (z * z + 4.0 * (k * rest / n)).sqrt();
    let larger = |k: f64| (2.0 * k + z * z + width) / (2.0 * (n + z * z));
    let smaller = |k: f64| k * (k / n) / ((n + z * z) * larger(k));
    let high = if 2.0 * k > n { 1.0 - smaller(rest) } else { larger(k) };
    Some(Interval { low: smaller(k), high, level })
}

/// The answers of all respondents to all items together, per point from the lowest; nothing when nobody answered.
///
/// Formula:  Σ over items of the item histograms.
/// Shapes:   one entry per point.
/// Units:    answers (not persons).
/// Unknown:  nobody has a score.
/// Rounding: none.
/// Source:   [`ScaleCounts::item_histogram`].
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(0, 2)?, vec![false, true], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// counts.add(&[2, 0])?; // the second item is reversed, so 2 and 2
/// counts.add(&[0, 1])?; // 0 and 1
/// assert_eq!(indices::score::answer_distribution(&counts), Some(vec![(0, 1), (1, 1), (2, 2)]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn answer_distribution(counts: &ScaleCounts) -> Option<Vec<(u8, u64)>> {
    if counts.n() == 0 {
        return None;
    }
    let points = counts.shape().points();
    let mut pooled: Vec<(u8, u64)> = (points.min()..=points.max()).map(|point| (point, 0)).collect();
    for histogram in (0..counts.shape().items()).filter_map(|item| counts.item_histogram(item)) {
        for ((_, total), answers) in pooled.iter_mut().zip(histogram) {
            *total = total.checked_add(*answers)?;
        }
    }
    Some(pooled)
}
