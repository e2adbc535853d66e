//! Whole numbers modulo two primes at once, 2⁶¹ − 1 and 2³¹ − 1.
//!
//! A residue is nought only when it is nought modulo both. A pivot must have an inverse modulo both; then the rows solved so far have the same rank
//! modulo each prime as in the rational numbers, and every combination of the rows in the rationals is one modulo each prime too.

/// The large prime.
const LARGE: u64 = (1 << 61) - 1;
/// The small prime.
const SMALL: u64 = (1 << 31) - 1;

/// A whole number modulo 2⁶¹ − 1 alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Field(u64);

impl Field {
    pub(super) const ZERO: Field = Field(0);
    pub(super) const ONE: Field = Field(1);

    /// Any 64 bits, brought into the field.
    pub(super) const fn from_bits(bits: u64) -> Field {
        Field(bits % LARGE)
    }

    pub(super) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn plus(self, other: Field) -> Field {
        let sum = self.0 + other.0;
        Field(if sum >= LARGE { sum - LARGE } else { sum })
    }

    pub(super) const fn minus(self, other: Field) -> Field {
        self.plus(Field(LARGE - other.0))
    }

    /// 2⁶¹ is 1 modulo the prime, so the high half of a product is added to the low one.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a product of two numbers below 2⁶¹ has 122 bits: both halves fit 61"
    )]
    pub(super) const fn times(self, other: Field) -> Field {
        let product = self.0 as u128 * other.0 as u128;
        Field((product as u64) & LARGE).plus(Field((product >> 61) as u64))
    }

    /// By Fermat: to the power of the prime minus two. Nought gives nought.
    pub(super) const fn inverse(self) -> Field {
        let (mut base, mut exponent, mut result) = (self, LARGE - 2, Field::ONE);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result.times(base);
            }
            base = base.times(base);
            exponent >>= 1;
        }
        result
    }
}

/// A whole number modulo both primes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Residue {
    large: Field,
    small: u64,
}

impl Residue {
    pub(super) const ZERO: Residue = Residue { large: Field::ZERO, small: 0 };
    pub(super) const ONE: Residue = Residue { large: Field::ONE, small: 1 };

    /// A whole number as a residue.
    #[cfg(test)]
    pub(super) const fn of(number: u64) -> Residue {
        Residue { large: Field::from_bits(number), small: number % SMALL }
    }

    /// Modulo the large prime.
    pub(super) const fn large(self) -> Field {
        self.large
    }

    /// Nought modulo both primes.
    pub(super) const fn is_zero(self) -> bool {
        self.is_zero_in_large() && self.is_zero_in_small()
    }

    pub(super) const fn is_zero_in_large(self) -> bool {
        self.large.is_zero()
    }

    pub(super) const fn is_zero_in_small(self) -> bool {
        self.small == 0
    }

    /// Nought modulo one prime and not modulo the other: it can be neither dropped nor divided by.
    pub(super) const fn is_doubtful(self) -> bool {
        self.is_zero_in_large() != self.is_zero_in_small()
    }

    pub(super) const fn minus(self, other: Residue) -> Residue {
        Residue { large: self.large.minus(other.large), small: fold(self.small + SMALL - other.small) }
    }

    pub(super) const fn times(self, other: Residue) -> Residue {
        Residue { large: self.large.times(other.large), small: fold(self.small * other.small) }
    }

    /// None where either half is nought.
    pub(super) fn inverse(self) -> Option<Residue> {
        if self.is_zero_in_large() || self.is_zero_in_small() {
            return None;
        }
        let (mut base, mut exponent, mut small) = (self.small, SMALL - 2, 1);
        while exponent > 0 {
            if exponent & 1 == 1 {
                small = fold(small * base);
            }
            base = fold(base * base);
            exponent >>= 1;
        }
        Some(Residue { large: self.large.inverse(), small })
    }
}

/// Below 2⁶² in, below the small prime out.
const fn fold(number: u64) -> u64 {
    let once = (number & SMALL) + (number >> 31);
    let twice = (once & SMALL) + (once >> 31);
    if twice >= SMALL { twice - SMALL } else { twice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_are_those_of_whole_numbers() {
        let numbers = [0, 1, 2, 5, 1_000_003, SMALL - 1, SMALL, SMALL + 1, LARGE - 1, LARGE, u64::MAX];
        for (a, b) in numbers.iter().flat_map(|a| numbers.map(|b| (*a, b))) {
            let wide = u128::from(a) * u128::from(b);
            let product = Residue::of(a).times(Residue::of(b));
            assert_eq!(u128::from(product.large.0), wide % u128::from(LARGE), "{a} times {b}");
            assert_eq!(u128::from(product.small), wide % u128::from(SMALL), "{a} times {b}");
            let difference = Residue::of(a).minus(Residue::of(b));
            for (found, prime) in [(difference.large.0, LARGE), (difference.small, SMALL)] {
                assert_eq!(found, (a % prime + prime - b % prime) % prime, "{a} minus {b}");
            }
            let sum = Field::from_bits(a).plus(Field::from_bits(b));
            assert_eq!(u128::from(sum.0), (u128::from(a) + u128::from(b)) % u128::from(LARGE), "{a} plus {b}");
        }
    }

    #[test]
    fn every_number_times_its_inverse_is_one() {
        for number in [1, 2, 3, 5, 1_000_003, SMALL - 1, SMALL + 1, LARGE - 2] {
            assert_eq!(
                Residue::of(number).inverse().map(|inverse| inverse.times(Residue::of(number))),
                Some(Residue::ONE)
            );
        }
    }

    #[test]
    fn nought_modulo_one_prime_is_doubtful_and_has_no_inverse() {
        for (number, is_doubtful) in [(0, false), (1, false), (SMALL, true), (LARGE, true)] {
            assert_eq!(Residue::of(number).is_doubtful(), is_doubtful, "{number}");
        }
        assert_eq!(Residue::of(0).inverse(), None);
        assert_eq!(Residue::of(SMALL).inverse(), None);
        assert_eq!(Residue::of(LARGE).inverse(), None);
        assert!(!Residue::of(SMALL).is_zero() && !Residue::of(LARGE).is_zero() && Residue::of(0).is_zero());
    }
}
