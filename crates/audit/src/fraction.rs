//! Exact fractions: a number modulo a prime becomes the small fraction it stands for, and a combination is confirmed in whole numbers.

use std::fmt;

use crate::prime::Field;

/// A fraction in lowest terms, the denominator above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: i64,
    denominator: i64,
}

impl Fraction {
    /// A whole number.
    #[must_use]
    pub const fn whole(number: i64) -> Fraction {
        Fraction { numerator: number, denominator: 1 }
    }

    /// The part above the line.
    #[must_use]
    pub const fn numerator(self) -> i64 {
        self.numerator
    }

    /// The part below the line.
    #[must_use]
    pub const fn denominator(self) -> i64 {
        self.denominator
    }

    /// The nearest floating number.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "both parts are below 2^31")]
    pub fn approximately(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The one fraction with both parts below 2^29.5 that equals `element` modulo the prime, if there is one.
    ///
    /// Formula:  the first remainder below sqrt(p / 2) of Euclid's algorithm on p and the element, over its cofactor.
    /// Unknown:  no such fraction.
    /// Source:   Wang, Guy and Davenport (1982), ACM SIGSAM Bulletin 16(2), 2-3.
    pub(crate) fn from_element(element: u64, field: Field) -> Option<Fraction> {
        let bound = i128::from((field.prime() / 2).isqrt());
        let (mut above, mut remainder) = (i128::from(field.prime()), i128::from(element));
        let (mut before, mut cofactor) = (0_i128, 1_i128);
        while remainder > bound {
            let quotient = above / remainder;
            (above, remainder) = (remainder, above - quotient * remainder);
            (before, cofactor) = (cofactor, before - quotient * cofactor);
        }
        if cofactor == 0 || cofactor.abs() > bound {
            return None;
        }
        let sign = cofactor.signum();
        let numerator = i64::try_from(sign * remainder).ok()?;
        let denominator = i64::try_from(sign * cofactor).ok()?;
        (greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs()) == 1)
            .then_some(Fraction { numerator, denominator })
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.numerator)?;
        if self.denominator == 1 { Ok(()) } else { write!(f, "/{}", self.denominator) }
    }
}

const fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Whether the weighted sum of rows of ones is exactly the target, in whole numbers over the common denominator.
///
/// Shapes:   rows as sorted lists of columns; the target as columns with their coefficients.
/// Unknown:  `false` also when the common denominator passes 127 bits, so that nothing is confirmed by overflow.
pub(crate) fn confirms<'a>(
    width: usize,
    weighted: impl Iterator<Item = (Fraction, &'a [u32])> + Clone,
    target: impl Iterator<Item = (u32, i64)>,
) -> bool {
    let mut denominators = weighted.clone().map(|(weight, _)| i128::from(weight.denominator));
    let Some(common) = denominators.try_fold(1_i128, least_common) else {
        return false;
    };
    let scaled = |weight: Fraction| i128::from(weight.numerator).checked_mul(common / i128::from(weight.denominator));
    let mut sums = vec![0_i128; width];
    let mut add = |column: u32, weight: i128| {
        let place = usize::try_from(column).ok().and_then(|column| sums.get_mut(column));
        place.and_then(|sum| sum.checked_add(weight).map(|total| *sum = total)).is_some()
    };
    let added = weighted.into_iter().all(|(weight, columns)| {
        scaled(weight).is_some_and(|weight| columns.iter().all(|&column| add(column, weight)))
    });
    let taken = target
        .into_iter()
        .all(|(column, weight)| common.checked_mul(i128::from(weight)).is_some_and(|weight| add(column, -weight)));
    added && taken && sums.iter().all(|&sum| sum == 0)
}

fn least_common(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    (a / x.max(1)).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prime::Draws;

    #[test]
    fn small_fractions_come_back_and_random_elements_are_refused() {
        let field = Field::draw(&mut Draws::new(3));
        for (numerator, denominator) in [(0, 1), (1, 1), (-1, 1), (3, 4), (-22, 7), (500_000_003, 499_999_993)] {
            let element = field.multiply(field.element(numerator), field.invert(field.element(denominator)));
            assert_eq!(Fraction::from_element(element, field), Some(Fraction { numerator, denominator }));
        }
        // About 2 bound^2 (6 / pi^2) of p elements are fractions of small parts, so a random one often is: only the sum confirms.
        let mut draws = Draws::new(4);
        let refused = (0..1000).filter(|_| Fraction::from_element(field.random(&mut draws), field).is_none()).count();
        assert!((200..600).contains(&refused), "{refused}");
    }

    #[test]
    fn a_combination_is_confirmed_in_whole_numbers() {
        let half = Fraction { numerator: 1, denominator: 2 };
        let rows: [&[u32]; 3] = [&[0, 1], &[1, 2], &[0, 2]];
        let weights = [half, Fraction { numerator: -1, denominator: 2 }, half];
        let target = |column| [(column, 1)];
        let weighted = || weights.into_iter().zip(rows);
        assert!(confirms(3, weighted(), target(0).into_iter()));
        assert!(!confirms(3, weighted(), target(1).into_iter()));
        assert!(!confirms(3, weighted().take(2), target(0).into_iter()));
    }
}
