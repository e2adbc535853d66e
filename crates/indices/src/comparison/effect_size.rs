//! Differences of two means in standard deviations: Cohen's d, Hedges' g and Glass's delta.

use super::sample::{Sample, freedom, pooled_variance};
use crate::aggregation::GroupMoments;
use crate::distribution::{mean_correction, noncentralities};
use crate::estimate::{Estimate, Interval, Known, LEVEL, Why};

/// How Hedges' g takes the bias out of Cohen's d.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// J(ν) = Γ(ν/2) / (√(ν/2) Γ((ν − 1)/2)), with which g is unbiased for normal scores; R `effectsize`.
    Exact,
    /// The usual approximation 1 − 3/(4ν − 1), about 0.1 per cent off at ν = 6.
    Approximate,
}

/// Cohen's d: the difference of two means in units of their pooled standard deviation.
///
/// Formula:  (ȳ₁ − ȳ₂)/s, s² = (SS₁ + SS₂)/(n₁ + n₂ − 2). Interval: the noncentralities δ under which the observed
///           t = d/√(1/n₁ + 1/n₂) has 2.5 per cent on either side, times √(1/n₁ + 1/n₂).
/// Shapes:   two groups of independent persons with a common variance. The divisor of the scores cancels.
/// Units:    standard deviations.
/// Unknown:  fewer than three persons, an empty group, nobody differs from the own group, or sums beyond 128 bits.
/// Rounding: difference and sums of squares are exact and rounded once; the interval to about 1e-12. R `effectsize`
///           finds the noncentralities with a general minimiser that stops near 1e-9.
/// Source:   Cohen (1988), Statistical Power Analysis for the Behavioral Sciences; Steiger and Fouladi (1997); R
///           `effectsize::cohens_d`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::comparison::cohens_d;
///
/// // Answers 1, 2, 3 and 4, 6, 8: −4 over √(10/4).
/// let first = GroupMoments { n: 3, sum: 6, squares: 14 };
/// let second = GroupMoments { n: 3, sum: 18, squares: 116 };
/// let d = cohens_d(&first, &second);
/// assert!((d.value().unwrap() + 4.0 / 2.5_f64.sqrt()).abs() < 1e-15);
/// ```
#[must_use]
pub fn cohens_d(first: &GroupMoments, second: &GroupMoments) -> Estimate {
    standardised(first, second, |first, second| Ok((pooled_variance(first, second)?, freedom(first, second)?, 1.0)))
}

/// Hedges' g: Cohen's d without its upward bias in small samples.
///
/// Formula:  J(ν) d with ν = n₁ + n₂ − 2; the interval of d times J(ν).
/// Shapes:   as [`cohens_d`].
/// Units:    standard deviations.
/// Unknown:  as [`cohens_d`], and fewer than four persons for [`Correction::Exact`].
/// Rounding: as [`cohens_d`]; J to the last digit.
/// Source:   Hedges (1981), Journal of Educational Statistics 6, 107–128; R `effectsize::hedges_g`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::comparison::{Correction, cohens_d, hedges_g};
///
/// let first = GroupMoments { n: 3, sum: 6, squares: 14 };
/// let second = GroupMoments { n: 3, sum: 18, squares: 116 };
/// let d = cohens_d(&first, &second).value().unwrap();
/// // ν = 4: J = Γ(2)/(√2 Γ(3/2)) = √(2/π); approximately 1 − 3/15.
/// let exact = hedges_g(&first, &second, Correction::Exact).value().unwrap();
/// assert!((exact / d - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-15);
/// let approximate = hedges_g(&first, &second, Correction::Approximate).value().unwrap();
/// assert!((approximate / d - 0.8).abs() < 1e-15);
/// ```
#[must_use]
pub fn hedges_g(first: &GroupMoments, second: &GroupMoments, correction: Correction) -> Estimate {
    standardised(first, second, |first, second| {
        let freedom = freedom(first, second)?;
        let factor = match correction {
            Correction::Exact => mean_correction(freedom).ok_or(Why::TooFewAnswers { needed: 4 })?,
            Correction::Approximate => 1.0 - 3.0 / (4.0 * freedom - 1.0),
        };
        Ok((pooled_variance(first, second)?, freedom, factor))
    })
}

/// Glass's delta: the difference of two means in units of the standard deviation of the second group.
///
/// The trap: which group lends its standard deviation. It is the second here and in R `effectsize`; the group that
/// nothing was done to goes second.
///
/// Formula:  (ȳ₁ − ȳ₂)/s₂. Interval as for [`cohens_d`] with n₂ − 1 degrees; exact where both groups share a variance.
/// Shapes:   two groups of independent persons. The divisor of the scores cancels.
/// Units:    standard deviations of the second group.
/// Unknown:  an empty first group, a second without two answers or without differences, or sums beyond 128 bits.
/// Rounding: the difference is exact and rounded once.
/// Source:   Glass (1976), Educational Researcher 5, 3–8; Hedges (1981); R `effectsize::glass_delta`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::comparison::glass_delta;
///
/// // Answers 1, 2, 3 and 4, 6, 8, whose standard deviation is 2.
/// let first = GroupMoments { n: 3, sum: 6, squares: 14 };
/// let second = GroupMoments { n: 3, sum: 18, squares: 116 };
/// assert_eq!(glass_delta(&first, &second).value(), Some(-2.0));
/// assert_eq!(glass_delta(&second, &first).value(), Some(4.0));
/// ```
#[must_use]
pub fn glass_delta(first: &GroupMoments, second: &GroupMoments) -> Estimate {
    standardised(first, second, |_, second| Ok((second.variance()?, second.size() - 1.0, 1.0)))
}

/// The difference over a standard deviation, times a factor, with its interval. `unit` gives the variance, its degrees
/// of freedom, and the factor.
fn standardised(
    first: &GroupMoments,
    second: &GroupMoments,
    unit: impl Fn(&Sample, &Sample) -> Result<(f64, f64, f64), Why>,
) -> Estimate {
    let estimate = || {
        let (first, second) = (Sample::of(first)?, Sample::of(second)?);
        let (variance, freedom, factor) = unit(&first, &second)?;
        if variance <= 0.0 {
            return Err(Why::NoVariance);
        }
        let d = first.mean_above(&second)? / variance.sqrt();
        let per_t = (first.size().recip() + second.size().recip()).sqrt();
        let interval = noncentralities(d / per_t, freedom, LEVEL).map(|(low, high)| {
            let end = |noncentrality: f64| noncentrality * per_t * factor;
            Interval { low: end(low), high: end(high), level: LEVEL }
        });
        let n = first.n.checked_add(second.n).ok_or(Why::TooLarge)?;
        Ok(Known { value: d * factor, n, interval })
    };
    estimate().into()
}
