//! Cronbach's alpha over complete answers, raw and standardised, and Feldt's interval.

use counts::Moments;

use crate::covariance::{Covariances, correlation};
use crate::distribution::f_quantile;
use crate::estimate::{Estimate, Interval, Known, LEVEL, Why};
use crate::ratio::Ratio;

/// Cronbach's alpha over complete answers, with Feldt's interval.
///
/// Formula:  J/(J − 1) · (1 − Σ s²ᵢ / s²ₜ) = J (ΣD − ΣDᵢᵢ) / ((J − 1) ΣD), D(i, j) = n Σxᵢxⱼ − Σxᵢ Σxⱼ.
/// Shapes:   J items × n complete answers (listwise); reversed items are already turned round.
/// Units:    dimensionless; at most 1, and negative when the items pull against each other. Never clamped.
/// Unknown:  one item; fewer than two complete answers; a total that does not vary. A single constant item among
///           varying ones is counted as it stands, as base R does.
/// Rounding: a fraction of integers, rounded once.
/// Source:   Cronbach (1951), Psychometrika 16, 297–334; R `multilevel::cronbach`.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[1, 1], [2, 3], [3, 2]] {
///     counts.add(&answers)?;
/// }
/// // Item variances 1 and 1, total variance 3: 2/1 · (1 − 2/3) = 2/3.
/// let alpha = indices::reliability::cronbach_alpha(&counts.moments());
/// assert_eq!(alpha.value(), Some(2.0 / 3.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn cronbach_alpha(moments: &Moments) -> Estimate {
    alpha_ratio(moments).and_then(|alpha| with_feldt(alpha.to_f64(), moments)).into()
}

/// Cronbach's alpha as an exact fraction; formula and reasons as in [`cronbach_alpha`].
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[1, 1], [2, 3], [3, 2]] {
///     counts.add(&answers)?;
/// }
/// let alpha = indices::reliability::alpha_ratio(&counts.moments()).unwrap();
/// assert_eq!((alpha.numerator(), alpha.denominator()), (2, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn alpha_ratio(moments: &Moments) -> Result<Ratio, Why> {
    if moments.items() == 1 {
        return Err(Why::SingleItem);
    }
    let covariances = Covariances::of(moments)?;
    alpha_of(covariances.items(), covariances.total(), covariances.trace())
}

/// Alpha from D of the total with itself and the sum of the items' own D, see [`Covariances`].
pub(super) fn alpha_of(items: usize, total: i128, trace: i128) -> Result<Ratio, Why> {
    if total <= 0 {
        return Err(Why::NoVariance);
    }
    let items = i128::try_from(items).map_err(|_| Why::TooLarge)?;
    let fraction = || {
        let above = total.checked_sub(trace)?.checked_mul(items)?;
        Ratio::new(above, total.checked_mul(items.checked_sub(1)?)?)
    };
    fraction().ok_or(Why::TooLarge)
}

fn with_feldt(alpha: f64, moments: &Moments) -> Result<Known, Why> {
    let interval = feldt_interval(alpha, moments.n(), moments.items(), LEVEL);
    Ok(Known { value: alpha, n: moments.n(), interval })
}

/// Alpha of the standardised items: what alpha would be if all items had the same variance.
///
/// Formula:  J/(J − 1) · (1 − J / Σ rᵢⱼ), the sum over all pairs, the diagonal included.
/// Shapes:   J items × n complete answers.
/// Units:    dimensionless.
/// Unknown:  one item; fewer than two complete answers; an item everybody answered alike; correlations that cancel.
/// Rounding: variances and covariances are exact integers; each correlation rounds a few times.
/// Source:   R `psych::alpha`, column `std.alpha`, on complete answers. No interval: Feldt's is for raw alpha.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[1, 1], [2, 5], [3, 3]] {
///     counts.add(&answers)?;
/// }
/// // Correlation 1/2, so 2 · 0.5 / (1 + 0.5) = 2/3.
/// let alpha = indices::reliability::cronbach_alpha_standardised(&counts.moments());
/// assert!((alpha.value().unwrap() - 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn cronbach_alpha_standardised(moments: &Moments) -> Estimate {
    if moments.items() == 1 {
        return Estimate::Unknown(Why::SingleItem);
    }
    let covariances = match Covariances::of(moments) {
        Ok(covariances) => covariances,
        Err(why) => return Estimate::Unknown(why),
    };
    let items = covariances.items();
    let pairs = (0..items).flat_map(|i| ((i + 1)..items).map(move |j| (i, j)));
    let off_diagonal: Option<f64> = pairs
        .map(|(i, j)| correlation(covariances.between(i, j), covariances.own(i), covariances.own(j)))
        .sum::<Option<f64>>()
        .map(|sum| 2.0 * sum);
    let j = items as f64;
    match off_diagonal {
        // What is left where correlations cancel is rounding.
        Some(sum) if j + sum > 1e-12 * j => Estimate::known(j / (j - 1.0) * (sum / (j + sum)), covariances.n(), None),
        _ => Estimate::Unknown(Why::NoVariance),
    }
}

/// Feldt's interval for alpha.
///
/// Formula:  1 − (1 − α) F(1 − a/2), 1 − (1 − α) F(a/2), F on n − 1 and (n − 1)(J − 1) degrees of freedom, a = 1 − level.
/// Shapes:   α from n persons and J items.
/// Units:    those of alpha.
/// Unknown:  fewer than two persons or items, a level outside (0, 1).
/// Rounding: F to about 13 digits.
/// Source:   Feldt, Woodruff and Salih (1987), Applied Psychological Measurement 11, 93–103; R `psych::alpha.ci`.
///
/// ```
/// // F(0.975; 3, 3) = 15.4392 and F(0.025; 3, 3) = 1/15.4392.
/// let interval = indices::reliability::feldt_interval(0.8, 4, 2, 0.95).unwrap();
/// assert!((interval.low - (1.0 - 0.2 * 15.4392)).abs() < 1e-4);
/// assert!((interval.high - (1.0 - 0.2 / 15.4392)).abs() < 1e-4);
/// ```
#[must_use]
pub fn feldt_interval(alpha: f64, n: u64, items: usize, level: f64) -> Option<Interval> {
    if n < 2 || items < 2 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let freedom1 = n as f64 - 1.0;
    let freedom2 = freedom1 * (items as f64 - 1.0);
    let beyond = (1.0 - level) / 2.0;
    let end = |probability: f64| Some(1.0 - (1.0 - alpha) * f_quantile(probability, freedom1, freedom2)?);
    Some(Interval { low: end(1.0 - beyond)?, high: end(beyond)?, level })
}
