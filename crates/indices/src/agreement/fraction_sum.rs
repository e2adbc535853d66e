//! Sums of fractions whose denominators differ, because every item has answers of its own.

use crate::exact_sum::ExactSum;
use crate::ratio::Ratio;

/// The sum of fractions (numerator, denominator): exact while the common denominator stays below 2⁶⁴; beyond that each
/// fraction is cut after 64 binary places, which is at most 2⁻⁶⁴ per fraction too little.
pub(super) fn sum_of_fractions(fractions: &[(i128, u64)]) -> Option<Ratio> {
    over_common_denominator(fractions).or_else(|| {
        let add = |sum: ExactSum, &(numerator, denominator): &(i128, u64)| {
            sum.add(ExactSum::of_fraction(numerator, denominator)?)
        };
        fractions.iter().try_fold(ExactSum::ZERO, add)?.to_ratio()
    })
}

fn over_common_denominator(fractions: &[(i128, u64)]) -> Option<Ratio> {
    let mut sum = 0_i128;
    let mut common = 1_u64;
    for &(numerator, denominator) in fractions {
        let wider = common.checked_mul(denominator.checked_div(greatest_common_divisor(common, denominator))?)?;
        let raise = |value: i128, from: u64| value.checked_mul(i128::from(wider.checked_div(from)?));
        sum = raise(sum, common)?.checked_add(raise(numerator, denominator)?)?;
        common = wider;
    }
    Ratio::new(sum, i128::from(common))
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    match a.checked_rem(b) {
        Some(rest) => greatest_common_divisor(b, rest),
        None => a,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_add_up_exactly() {
        assert_eq!(sum_of_fractions(&[(1, 2), (1, 3), (1, 6)]), Ratio::new(1, 1));
        assert_eq!(sum_of_fractions(&[(-1, 4), (1, 6)]), Ratio::new(-1, 12));
        assert_eq!(sum_of_fractions(&[]), Ratio::new(0, 1));
        assert_eq!(sum_of_fractions(&[(1, 0)]), None);
    }

    #[test]
    fn denominators_without_a_common_one_still_add_up() {
        // Primes close to 2³²: a common denominator would need 96 bits.
        let primes = [4_294_967_291_u64, 4_294_967_279, 4_294_967_231];
        let thirds: Vec<(i128, u64)> = primes.iter().map(|&prime| (i128::from(prime) / 3, prime)).collect();
        let exact = 1.0 - (2.0 / 3.0 / 4_294_967_291.0 + 2.0 / 3.0 / 4_294_967_279.0 + 2.0 / 3.0 / 4_294_967_231.0);
        assert!((sum_of_fractions(&thirds).unwrap().to_f64() - exact).abs() < 1e-15);
    }
}
