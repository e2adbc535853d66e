//! Sickness absence as a share of the agreed working days.

use crate::ratio::Ratio;

/// Lost days as a percentage of agreed days, exactly.
///
/// Formula:  100 · Σ lost / Σ agreed.
/// Shapes:   two sums over the same units and months, in the same fraction of a day.
/// Units:    percent, 0 to 100.
/// Unknown:  nothing was agreed, or the sums are beyond 128 bits.
/// Rounding: none; [`Ratio::to_f64`] rounds once.
/// Source:   the definition of Statistics Norway and KS: both sums before the division, never a mean of percentages.
///
/// ```
/// // 61 of 1000 days in one unit and 5 of 50 in another are 6.285… %, not (6.1 + 10) / 2.
/// let rate = indices::absence_percent(61 + 5, 1000 + 50).unwrap();
/// assert_eq!((rate.numerator(), rate.denominator()), (44, 7));
/// ```
#[must_use]
pub fn absence_percent(lost: u128, agreed: u128) -> Option<Ratio> {
    Ratio::of_unsigned(lost.checked_mul(100)?, agreed)
}
