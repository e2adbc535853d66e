//! Differences of two means: Welch's and Student's t tests.

use super::contrast::Contrast;
use super::sample::{Sample, freedom, pooled_variance, unit_of};
use crate::aggregation::GroupMoments;
use crate::estimate::Why;

/// The difference of two means whose groups may have different variances: Welch's t test.
///
/// Formula:  ȳ₁ − ȳ₂, SE² = s₁²/n₁ + s₂²/n₂, ν = SE⁴ / ((s₁²/n₁)²/(n₁ − 1) + (s₂²/n₂)²/(n₂ − 1)), s² with n − 1.
/// Shapes:   two groups of independent persons; `divisor` is the common denominator of the scores.
/// Units:    score points.
/// Unknown:  a group without two answers, both groups without differences, or sums beyond 128 bits.
/// Rounding: the difference is exact and rounded once; each variance is a fraction of exact integers.
/// Source:   Welch (1938), Biometrika 29, 350–362; Satterthwaite (1946), Biometrics Bulletin 2, 110–114; R `t.test`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::comparison::welch;
///
/// // Answers 1, 2, 3 (variance 1) and 4, 6, 8 (variance 4): −4 ± t · √(1/3 + 4/3), ν = (5/3)² / (1/18 + 16/18).
/// let first = GroupMoments { n: 3, sum: 6, squares: 14 };
/// let second = GroupMoments { n: 3, sum: 18, squares: 116 };
/// let test = welch(&first, &second, 1).unwrap();
/// assert_eq!(test.estimate().value(), Some(-4.0));
/// assert!((test.standard_error() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
/// assert!((test.freedom() - 50.0 / 17.0).abs() < 1e-14);
/// ```
pub fn welch(first: &GroupMoments, second: &GroupMoments, divisor: u64) -> Result<Contrast, Why> {
    let (first, second) = (Sample::of(first)?, Sample::of(second)?);
    let error1 = first.variance()? / first.size();
    let error2 = second.variance()? / second.size();
    let square = error1 + error2;
    let spread = error1 * error1 / (first.size() - 1.0) + error2 * error2 / (second.size() - 1.0);
    of_samples(&first, &second, divisor, square, square * square / spread)
}

/// The difference of two means whose groups share one variance: Student's t test.
///
/// Formula:  ȳ₁ − ȳ₂, SE² = s²(1/n₁ + 1/n₂), s² = (SS₁ + SS₂)/(n₁ + n₂ − 2), ν = n₁ + n₂ − 2.
/// Shapes:   two groups of independent persons, one of which may be a single person.
/// Units:    score points.
/// Unknown:  fewer than three persons, nobody differs from the own group, or sums beyond 128 bits.
/// Rounding: difference and sums of squares are exact until they are rounded once each.
/// Source:   Student (1908), Biometrika 6, 1–25; R `t.test(var.equal = TRUE)`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::comparison::student;
///
/// // Answers 1, 2, 3 and 4, 6, 8: sums of squares 2 and 8 on 4 degrees, SE² = 10/4 · 2/3.
/// let first = GroupMoments { n: 3, sum: 6, squares: 14 };
/// let second = GroupMoments { n: 3, sum: 18, squares: 116 };
/// let test = student(&first, &second, 1).unwrap();
/// assert_eq!(test.freedom(), 4.0);
/// assert!((test.t() + 4.0 / (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
/// ```
pub fn student(first: &GroupMoments, second: &GroupMoments, divisor: u64) -> Result<Contrast, Why> {
    let (first, second) = (Sample::of(first)?, Sample::of(second)?);
    let square = pooled_variance(&first, &second)? * (first.size().recip() + second.size().recip());
    of_samples(&first, &second, divisor, square, freedom(&first, &second)?)
}

/// From a squared standard error on the scale of the undivided sums.
fn of_samples(first: &Sample, second: &Sample, divisor: u64, square: f64, freedom: f64) -> Result<Contrast, Why> {
    let unit = unit_of(divisor)?;
    let n = first.n.checked_add(second.n).ok_or(Why::TooLarge)?;
    Contrast::of(n, first.mean_above(second)? / unit, square.sqrt() / unit, freedom)
}
