//! Published values as the exact fractions they were made of.

use indices::Ratio;

/// A published mean is the rounded quotient of two whole numbers; up to this denominator the quotient tells the upper one.
const DENOMINATOR_MAX: u64 = 1 << 50;

/// The exact mean of a scale.
///
/// A person's score is a sum of points divided by the statements answered, so n people's scores add up to whole parts of
/// the least common multiple L of 1 to `items`, and the mean is a whole number divided by n · L. Its published value is
/// that quotient rounded once, and times n · L it lies far nearer to that whole number than to the next.
#[expect(clippy::cast_possible_truncation, reason = "the product is a whole number below 2^50 times the largest point")]
#[expect(clippy::cast_precision_loss, reason = "the denominator is below 2^50")]
pub(super) fn mean(mean: f64, n: u64, items: u64) -> Option<Ratio> {
    let parts = (1..=items).try_fold(1_u64, least_common_multiple)?;
    let denominator = n.checked_mul(parts).filter(|denominator| (1..=DENOMINATOR_MAX).contains(denominator))?;
    let numerator = (mean * denominator as f64).round();
    numerator.is_finite().then_some(())?;
    Ratio::new(numerator as i128, i128::from(denominator))
}

/// A share of n people, as an exact percentage.
pub(super) fn percent(share: f64, n: u64) -> Option<Ratio> {
    let people = mean(share, n, 1)?;
    Ratio::new(people.numerator().checked_mul(100)?, people.denominator())
}

fn least_common_multiple(a: u64, b: u64) -> Option<u64> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_mean_gives_its_fraction_back() {
        for items in [1_u64, 3, 4, 7, 9, 12] {
            let parts = (1..=items).try_fold(1, least_common_multiple).unwrap();
            for n in [5_u64, 7, 10, 333, 5_999] {
                for step in 0..50 {
                    let bottom = n * parts;
                    let top = bottom + step * 4 * bottom / 49;
                    let exact = Ratio::new(top.into(), bottom.into()).unwrap();
                    assert_eq!(mean(exact.to_f64(), n, items), Some(exact), "{top}/{bottom}");
                }
            }
        }
        // 4.2 has no binary form, and is 21/5 all the same.
        assert_eq!(mean(4.2, 5, 4), Ratio::new(21, 5));
        assert_eq!(percent(1.0 / 3.0, 21), Ratio::new(100, 3));
        assert_eq!(mean(4.0, 0, 4), None);
        assert_eq!(mean(f64::NAN, 5, 4), None);
        assert_eq!(mean(4.0, 1 << 40, 20), None, "too large to tell");
    }
}
