//! Exact fractions of integers, and the one rounding that turns them into a float.

use std::cmp::Ordering;
use std::fmt;

/// The exact value numerator / denominator, in lowest terms with a positive denominator.
///
/// ```
/// use std::cmp::Ordering;
/// use indices::Ratio;
///
/// let third = Ratio::new(-2, -6).unwrap();
/// assert_eq!((third.numerator(), third.denominator()), (1, 3));
/// assert_eq!(third.to_f64(), 1.0 / 3.0);
/// assert_eq!(third.cmp_decimal(3333, 4), Ordering::Greater);
/// assert_eq!(Ratio::new(21, 5).unwrap().cmp_decimal(420, 2), Ordering::Equal);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// Binary places that a rounded quotient is computed to before the rounding: more than the 53 of an `f64`.
const QUOTIENT_FLOOR: u128 = 1 << 64;

/// Every whole number up to this one is an `f64`.
const EXACT_AS_FLOAT: u128 = 1 << 53;

impl Ratio {
    /// The fraction in lowest terms; nothing when the denominator is nought or the fraction does not fit.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        let common = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let lowest = |value: i128| i128::try_from(value.unsigned_abs().checked_div(common)?).ok();
        let (numerator_abs, denominator_abs) = (lowest(numerator)?, lowest(denominator)?);
        if denominator_abs == 0 {
            return None;
        }
        let negative = (numerator < 0) != (denominator < 0);
        let numerator = if negative { -numerator_abs } else { numerator_abs };
        Some(Self { numerator, denominator: denominator_abs })
    }

    /// A fraction of two counts.
    pub(crate) fn of_unsigned(numerator: u128, denominator: u128) -> Option<Self> {
        Self::new(i128::try_from(numerator).ok()?, i128::try_from(denominator).ok()?)
    }

    /// The numerator in lowest terms; it carries the sign.
    #[must_use]
    pub fn numerator(&self) -> i128 {
        self.numerator
    }

    /// The denominator in lowest terms; always positive.
    #[must_use]
    pub fn denominator(&self) -> i128 {
        self.denominator
    }

    /// The nearest `f64`, ties to even: one rounding, whatever the size of numerator and denominator.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let (dividend, divisor) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        if dividend <= EXACT_AS_FLOAT && divisor <= EXACT_AS_FLOAT {
            // Both are exact as floats, and a division of floats rounds once.
            return self.numerator as f64 / self.denominator as f64;
        }
        let mut quotient = dividend / divisor;
        let mut rest = dividend % divisor;
        let mut scale = 1.0_f64;
        // Long division in base 2 until the quotient has more than 64 binary digits. The divisor is below 2^127, so
        // the doubled rest fits; halving `scale` is exact, since a fraction of two i128 is at least 2^-127.
        while quotient != 0 || rest != 0 {
            if quotient >= QUOTIENT_FLOOR {
                break;
            }
            rest <<= 1;
            quotient = (quotient << 1) | u128::from(rest >= divisor);
            if rest >= divisor {
                rest -= divisor;
            }
            scale /= 2.0;
        }
        // What is left below the last digit only matters for telling ties from near ties.
        let magnitude = (quotient | u128::from(rest != 0)) as f64 * scale;
        if self.numerator < 0 { -magnitude } else { magnitude }
    }

    /// Compares with a decimal number, mantissa / 10^decimals, exactly.
    #[must_use]
    pub fn cmp_decimal(&self, mantissa: i64, decimals: u8) -> Ordering {
        let mantissa = i128::from(mantissa);
        match self.numerator.signum().cmp(&mantissa.signum()) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        let ordering = cmp_magnitude(
            self.numerator.unsigned_abs(),
            self.denominator.unsigned_abs(),
            mantissa.unsigned_abs(),
            decimals,
        );
        if self.numerator < 0 { ordering.reverse() } else { ordering }
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.numerator.signum().cmp(&other.numerator.signum()) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        let magnitude = |ratio: &Self| (ratio.numerator.unsigned_abs(), ratio.denominator.unsigned_abs());
        let ordering = cmp_fractions(magnitude(self), magnitude(other));
        if self.numerator < 0 { ordering.reverse() } else { ordering }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Powers of ten up to this one fit in a `u128`.
const DECIMALS_EXACT: u8 = 38;

/// Compares numerator / denominator with mantissa / 10^decimals, all positive or the numerators both nought.
fn cmp_magnitude(mut numerator: u128, denominator: u128, mantissa: u128, decimals: u8) -> Ordering {
    // More decimals than a power of ten can hold: move them to the other side one by one. There the decimal is below
    // 10^19 / 10^38, so a fraction that reaches 1 is greater.
    for _ in DECIMALS_EXACT..decimals {
        if numerator > denominator / 10 {
            return Ordering::Greater;
        }
        numerator *= 10;
    }
    let power = 10_u128.pow(u32::from(decimals.min(DECIMALS_EXACT)));
    cmp_fractions((numerator, denominator), (mantissa, power))
}

/// Compares a/b with c/d by their continued fractions, so that nothing has to be multiplied.
fn cmp_fractions((a, b): (u128, u128), (c, d): (u128, u128)) -> Ordering {
    match (b, d) {
        // A divisor of nought stands for the infinite quotient at the end of a continued fraction.
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Greater,
        (_, 0) => Ordering::Less,
        _ => match (a / b).cmp(&(c / d)) {
            Ordering::Equal => cmp_fractions((d, c % d), (b, a % b)),
            unequal => unequal,
        },
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(short_a), Ok(short_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(of_short(short_a, short_b));
        }
        (a, b) = (b, a % b);
    }
    a
}

/// The same in the processor's own words: a division of 128 bits is a call of a function.
fn of_short(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Reveals nothing: an exact mean of a small cell is as personal as its answers.
impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ratio(..)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_fraction_without_a_denominator() {
        assert!(Ratio::new(1, 0).is_none());
        assert!(Ratio::new(0, 0).is_none());
        assert!(Ratio::new(i128::MIN, 1).is_none(), "its magnitude does not fit");
        assert_eq!(Ratio::new(i128::MIN, 2).unwrap().numerator(), i128::MIN / 2);
        assert_eq!(Ratio::new(0, -7), Ratio::new(0, 1));
    }

    #[test]
    fn rounding_is_to_nearest_even_at_every_size() {
        let table: [(i128, i128, f64); 7] = [
            (0, 5, 0.0),
            (1, 10, 0.1),
            (-2, 3, -2.0 / 3.0),
            ((1 << 53) + 1, 1, 9_007_199_254_740_992.0),
            ((1 << 54) + 3, 2, 9_007_199_254_740_994.0),
            (i128::MAX, 1, 170_141_183_460_469_231_731_687_303_715_884_105_728.0),
            (1, i128::MAX, 5.877_471_754_111_438e-39),
        ];
        for (numerator, denominator, expected) in table {
            let value = Ratio::new(numerator, denominator).unwrap().to_f64();
            assert_eq!(value.to_bits(), expected.to_bits(), "{numerator}/{denominator}");
        }
        // 2^53 + 1 lies between two floats; one part in 2^40 above it, rounding twice would go down to the even one.
        let above_tie = Ratio::new((((1_i128 << 53) + 1) << 40) + 1, 1 << 40).unwrap().to_f64();
        assert_eq!(above_tie.to_bits(), 9_007_199_254_740_994.0_f64.to_bits());
    }

    #[test]
    fn decimals_beyond_any_power_of_ten_are_still_compared_exactly() {
        let tiny = Ratio::new(1, i128::MAX).unwrap();
        assert_eq!(tiny.cmp_decimal(1, 255), Ordering::Greater);
        assert_eq!(tiny.cmp_decimal(-1, 255), Ordering::Greater);
        assert_eq!(tiny.cmp_decimal(5_877_471_754_111_437_540, 57), Ordering::Less);
        assert_eq!(tiny.cmp_decimal(5_877_471_754_111_437_539, 57), Ordering::Greater);
        assert_eq!(Ratio::new(0, 1).unwrap().cmp_decimal(0, 200), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn small_fractions_round_as_the_processor_does(a in -(1_i64 << 53)..(1_i64 << 53), b in 1_i64..(1 << 53)) {
            // Both are exact as f64, and the processor's division rounds once.
            let ratio = Ratio::new(i128::from(a), i128::from(b)).unwrap();
            prop_assert_eq!(ratio.to_f64().to_bits(), ((a as f64) / (b as f64) + 0.0).to_bits());
        }

        #[test]
        fn comparing_is_cross_multiplying(a in any::<i32>(), b in 1_i32.., mantissa in any::<i32>(), decimals in 0_u8..9) {
            let ratio = Ratio::new(i128::from(a), i128::from(b)).unwrap();
            let crossed = (i128::from(a) * 10_i128.pow(u32::from(decimals))).cmp(&(i128::from(mantissa) * i128::from(b)));
            prop_assert_eq!(ratio.cmp_decimal(i64::from(mantissa), decimals), crossed);
            let decimal = Ratio::new(i128::from(mantissa), 10_i128.pow(u32::from(decimals))).unwrap();
            prop_assert_eq!(ratio.cmp(&decimal), crossed);
        }

        #[test]
        fn the_rounded_value_is_within_half_a_step(a in 1_i128..i128::MAX, b in 1_i128..i128::MAX) {
            // value · b is within half a unit of a: checked with neighbours, in exact integers, for quotients near 1.
            let ratio = Ratio::new(a, b).unwrap();
            let value = ratio.to_f64();
            let back = Ratio::new(b, a).unwrap().to_f64();
            prop_assert!((value * back - 1.0).abs() <= 4.0 * f64::EPSILON);
        }
    }
}
