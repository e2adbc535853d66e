//! One-way analysis of variance of scores between and within units, from exact sums.

use std::fmt;

use super::GroupMoments;
use crate::distribution::f_upper;
use crate::estimate::{Estimate, Why};
use crate::exact_sum::ExactSum;

/// Which unit size stands for all of them where a formula has room for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitSize {
    /// The plain mean N / K, as in R `multilevel::ICC1`.
    Mean,
    /// The unbiased k₀ = (N − Σ n² / N) / (K − 1), as in Searle and in Shrout and Fleiss.
    Unbiased,
    /// The harmonic mean.
    Harmonic,
}

/// One-way analysis of variance of scores between and within units.
///
/// For all its numbers: N persons in K units, unit j with n persons, score sum T and square sum Q (times the divisor).
#[derive(Clone, Copy, PartialEq)]
pub struct OneWay {
    pub(super) n: u64,
    units: u64,
    k_mean: f64,
    pub(super) k_unbiased: f64,
    k_harmonic: f64,
    pub(super) between: f64,
    pub(super) within: f64,
    /// SSB · (N − K), which is MSB · (K − 1)(N − K).
    pub(super) between_scaled: f64,
    /// SSW · (K − 1), which is MSW · (K − 1)(N − K).
    pub(super) within_scaled: f64,
    /// The difference of the two, taken before anything was rounded.
    pub(super) difference: f64,
}

/// The analysis of variance of these units; `divisor` is the common denominator of the scores.
///
/// Formula:  SSB = Σ T²/n − (ΣT)²/N, SSW = Σ (nQ − T²)/n, each over divisor².
/// Shapes:   K units, the empty ones left out; N persons in all.
/// Units:    squared score points.
/// Unknown:  no persons, a single unit, no unit with two persons, a divisor of nought, or sums beyond 128 bits.
/// Rounding: every fraction is split into a whole number and 64 binary places, so that nothing cancels, however far the
///           scores are from nought; each sum of squares is then rounded once.
/// Source:   Fisher (1925), Statistical Methods for Research Workers; base R `aov`.
///
/// ```
/// use indices::aggregation::{GroupMoments, UnitSize, one_way};
///
/// // Unit A answered 1, 3; unit B 4, 6: means 2 and 5 around 3.5.
/// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
/// let anova = one_way(&units, 1).unwrap();
/// assert_eq!((anova.ssb(), anova.ssw()), (9.0, 4.0));
/// assert_eq!((anova.msb(), anova.msw(), anova.f().value()), (9.0, 2.0, Some(4.5)));
/// // (9 − 2) / (9 + (2 − 1) · 2) and (9 − 2) / 9.
/// assert_eq!(anova.icc1(UnitSize::Mean).value(), Some(7.0 / 11.0));
/// assert_eq!(anova.icc2().value(), Some(7.0 / 9.0));
/// ```
pub fn one_way(groups: &[GroupMoments], divisor: u64) -> Result<OneWay, Why> {
    if divisor == 0 {
        return Err(Why::OutsideDomain);
    }
    let answered: Vec<&GroupMoments> = groups.iter().filter(|group| group.n > 0).collect();
    let units = u64::try_from(answered.len()).map_err(|_| Why::TooLarge)?;
    match units {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::SingleUnit),
        _ => {}
    }
    let n = answered.iter().try_fold(0_u64, |n, group| n.checked_add(group.n)).ok_or(Why::TooLarge)?;
    if n == units {
        return Err(Why::TooFewAnswers { needed: units.saturating_add(1) });
    }
    exact_one_way(&answered, n, units, divisor).ok_or(Why::TooLarge)
}

fn exact_one_way(groups: &[&GroupMoments], n: u64, units: u64, divisor: u64) -> Option<OneWay> {
    let mut unit_squares = ExactSum::ZERO;
    let mut within = ExactSum::ZERO;
    let mut reciprocals = ExactSum::ZERO;
    let mut size_squares = 0_i128;
    let mut sum = 0_i128;
    for group in groups {
        let square = group.sum.checked_mul(group.sum)?;
        let size = i128::from(group.n);
        unit_squares = unit_squares.add(ExactSum::of_fraction(square, group.n)?)?;
        let scatter = size.checked_mul(group.squares)?.checked_sub(square)?;
        within = within.add(ExactSum::of_fraction(scatter, group.n)?)?;
        reciprocals = reciprocals.add(ExactSum::of_fraction(1, group.n)?)?;
        size_squares = size_squares.checked_add(size.checked_mul(size)?)?;
        sum = sum.checked_add(group.sum)?;
    }
    let between = if equal_means(groups, sum, n)? {
        ExactSum::ZERO
    } else {
        unit_squares.subtract(ExactSum::of_fraction(sum.checked_mul(sum)?, n)?)?
    };
    let (df1, df2) = (units.checked_sub(1)?, n.checked_sub(units)?);
    let (between_scaled, within_scaled) = (between.times(df2)?, within.times(df1)?);
    let difference = between_scaled.subtract(within_scaled)?;
    let scale = (divisor as f64) * (divisor as f64);
    let unequal = i128::from(n).checked_mul(i128::from(n))?.checked_sub(size_squares)?;
    Some(OneWay {
        n,
        units,
        k_mean: n as f64 / units as f64,
        k_unbiased: unequal as f64 / (n as f64 * df1 as f64),
        k_harmonic: units as f64 / reciprocals.to_f64(),
        between: between.to_f64() / scale,
        within: within.to_f64() / scale,
        between_scaled: between_scaled.to_f64() / scale,
        within_scaled: within_scaled.to_f64() / scale,
        difference: difference.to_f64() / scale,
    })
}

/// Whether all units have exactly the same mean; then the sum of squares between them is nought, not a last digit.
fn equal_means(groups: &[&GroupMoments], sum: i128, n: u64) -> Option<bool> {
    let mut equal = true;
    for group in groups {
        equal &= group.sum.checked_mul(i128::from(n))? == sum.checked_mul(i128::from(group.n))?;
    }
    Some(equal)
}

impl OneWay {
    /// Persons, N.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Units with answers, K.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units
    }

    /// Degrees of freedom between units, K − 1.
    #[must_use]
    pub fn df1(&self) -> u64 {
        self.units.saturating_sub(1)
    }

    /// Degrees of freedom within units, N − K.
    #[must_use]
    pub fn df2(&self) -> u64 {
        self.n.saturating_sub(self.units)
    }

    /// Sum of squares between units.
    #[must_use]
    pub fn ssb(&self) -> f64 {
        self.between
    }

    /// Sum of squares within units.
    #[must_use]
    pub fn ssw(&self) -> f64 {
        self.within
    }

    /// Mean square between units, SSB / (K − 1).
    #[must_use]
    pub fn msb(&self) -> f64 {
        self.between / self.freedom().0
    }

    /// Mean square within units, SSW / (N − K).
    #[must_use]
    pub fn msw(&self) -> f64 {
        self.within / self.freedom().1
    }

    /// The unit size used in a formula.
    #[must_use]
    pub fn unit_size(&self, size: UnitSize) -> f64 {
        match size {
            UnitSize::Mean => self.k_mean,
            UnitSize::Unbiased => self.k_unbiased,
            UnitSize::Harmonic => self.k_harmonic,
        }
    }

    /// F = MSB / MSW.
    ///
    /// Unknown:  nobody differs from the others of the own unit.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().f().value(), Some(9.0 / 2.0));
    /// ```
    #[must_use]
    pub fn f(&self) -> Estimate {
        self.quotient(self.between_scaled, self.within_scaled)
    }

    /// The probability of a larger F if units did not differ.
    ///
    /// Unknown:  as [`OneWay::f`].
    /// Rounding: accurate relative to its size, also when it is very small.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// // F on 1 and 2 degrees is t² on 2, and P(|t| > √F) = 1 − √(F / (F + 2)).
    /// let p = one_way(&units, 1).unwrap().f_p().value().unwrap();
    /// assert!((p - (1.0 - (4.5_f64 / 6.5).sqrt())).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn f_p(&self) -> Estimate {
        let (df1, df2) = self.freedom();
        self.map(self.f(), |f| f_upper(f, df1, df2))
    }

    pub(super) fn freedom(&self) -> (f64, f64) {
        (self.df1() as f64, self.df2() as f64)
    }

    pub(super) fn quotient(&self, numerator: f64, denominator: f64) -> Estimate {
        if denominator > 0.0 {
            Estimate::known(numerator / denominator, self.n, None)
        } else {
            Estimate::Unknown(Why::NoVariance)
        }
    }

    fn map(&self, estimate: Estimate, function: impl Fn(f64) -> f64) -> Estimate {
        match estimate {
            Estimate::Known(known) => Estimate::known(function(known.value), self.n, None),
            unknown @ Estimate::Unknown(_) => unknown,
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for OneWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneWay(..)")
    }
}
