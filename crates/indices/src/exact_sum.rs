//! Sums of fractions in which nothing cancels: whole numbers with 64 binary places.

use crate::ratio::Ratio;

/// The value whole + places / 2⁶⁴. Each fraction that enters is cut after the 64th place, so a sum of K fractions is
/// at most K / 2⁶⁴ too small, however large the sum and however much of it is subtracted again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ExactSum {
    whole: i128,
    places: u64,
}

impl ExactSum {
    pub(crate) const ZERO: Self = Self { whole: 0, places: 0 };

    /// numerator / denominator; nothing without a denominator.
    pub(crate) fn of_fraction(numerator: i128, denominator: u64) -> Option<Self> {
        let divisor = i128::from(denominator);
        let whole = numerator.checked_div_euclid(divisor)?;
        let rest = u128::try_from(numerator.checked_rem_euclid(divisor)?).ok()?;
        // rest < denominator < 2^64, so the shift fits and the quotient is below 2^64.
        let places = u64::try_from((rest << 64).checked_div(u128::from(denominator))?).ok()?;
        Some(Self { whole, places })
    }

    pub(crate) fn add(self, other: Self) -> Option<Self> {
        let (places, carry) = self.places.overflowing_add(other.places);
        Some(Self { whole: self.whole.checked_add(other.whole)?.checked_add(i128::from(carry))?, places })
    }

    pub(crate) fn subtract(self, other: Self) -> Option<Self> {
        let (places, borrow) = self.places.overflowing_sub(other.places);
        Some(Self { whole: self.whole.checked_sub(other.whole)?.checked_sub(i128::from(borrow))?, places })
    }

    pub(crate) fn times(self, factor: u64) -> Option<Self> {
        let places = u128::from(self.places) * u128::from(factor);
        let carry = i128::try_from(places >> 64).ok()?;
        let places = u64::try_from(places & u128::from(u64::MAX)).ok()?;
        Some(Self { whole: self.whole.checked_mul(i128::from(factor))?.checked_add(carry)?, places })
    }

    /// The very value, whole · 2⁶⁴ + places over 2⁶⁴.
    pub(crate) fn to_ratio(self) -> Option<Ratio> {
        Ratio::new(self.whole.checked_mul(1 << 64)?.checked_add(i128::from(self.places))?, 1 << 64)
    }

    /// The nearest `f64`.
    pub(crate) fn to_f64(self) -> f64 {
        let place = 2.0_f64.powi(-64);
        match self.whole.checked_mul(1 << 64).and_then(|whole| whole.checked_add(i128::from(self.places))) {
            Some(value) => value as f64 * place,
            // Above 2^62 the places are far below half a unit in the last binary digit.
            None => self.whole as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(numerator: i128, denominator: u64) -> ExactSum {
        ExactSum::of_fraction(numerator, denominator).unwrap()
    }

    #[test]
    fn fractions_add_up_subtract_and_scale() {
        let table = [
            (sum(1, 2).add(sum(3, 4)), 1.25),
            (sum(-1, 2).add(sum(1, 4)), -0.25),
            (sum(1, 4).subtract(sum(3, 4)), -0.5),
            (sum(7, 4).times(8), 14.0),
            (sum(-7, 4).times(8), -14.0),
            (sum(i128::from(u64::MAX) * 4 + 3, 4).subtract(sum(i128::from(u64::MAX), 1)), 0.75),
        ];
        for (value, expected) in table {
            assert_eq!(value.unwrap().to_f64().to_bits(), f64::to_bits(expected));
        }
        assert_eq!(sum(1 << 100, 1).to_f64().to_bits(), 2.0_f64.powi(100).to_bits());
        assert!(ExactSum::of_fraction(1, 0).is_none());
        assert!(sum(i128::MAX, 1).add(sum(1, 1)).is_none());
    }

    #[test]
    fn a_small_difference_of_large_sums_survives() {
        // (10^30 + 1/3) − 10^30: in floats nothing is left.
        let large = sum(10_i128.pow(30) * 3 + 1, 3);
        let rest = large.subtract(sum(10_i128.pow(30), 1)).unwrap().to_f64();
        assert!((rest - 1.0 / 3.0).abs() < 2.0_f64.powi(-63));
    }
}
