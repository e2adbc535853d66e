//! Random primes of 61 bits, arithmetic modulo one of them, and the seeded draws everything random here comes from.

/// A seeded stream of 64-bit numbers (splitmix64): the same seed draws the same primes and vectors on every machine.
#[derive(Clone, Debug)]
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) const fn new(seed: u64) -> Draws {
        Draws(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, nearly uniform; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.next().checked_rem(bound).unwrap_or(0)).unwrap_or(0)
    }
}

/// Arithmetic modulo one prime between 2^60 and 2^61. Elements are kept below the prime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    prime: u64,
    /// 2^122 over the prime, rounded down: below 2^62.
    reciprocal: u64,
}

impl Field {
    /// The field of a random prime.
    pub(crate) fn draw(draws: &mut Draws) -> Field {
        loop {
            let candidate = (1 << 60) | (draws.next() >> 4) | 1;
            if is_prime(candidate) {
                let reciprocal = u64::try_from((1_u128 << 122) / u128::from(candidate)).unwrap_or(0);
                return Field { prime: candidate, reciprocal };
            }
        }
    }

    pub(crate) const fn prime(self) -> u64 {
        self.prime
    }

    pub(crate) const fn add(self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.prime { sum - self.prime } else { sum }
    }

    pub(crate) const fn negate(self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.prime - a }
    }

    pub(crate) const fn subtract(self, a: u64, b: u64) -> u64 {
        self.add(a, self.negate(b))
    }

    pub(crate) fn multiply(self, a: u64, b: u64) -> u64 {
        self.reduce(u128::from(a) * u128::from(b))
    }

    /// The sum of up to four products.
    pub(crate) fn products<const N: usize>(self, a: [u64; N], b: [u64; N]) -> u64 {
        const { assert!(N <= 4, "more products than a reduction has room for") }
        self.reduce(a.into_iter().zip(b).map(|(a, b)| u128::from(a) * u128::from(b)).sum())
    }

    /// A number below 2^124 modulo the prime.
    ///
    /// Formula:  x less q times the prime, q being x over 2^60, rounded down, times the reciprocal, over 2^62, rounded down. What is left is
    ///           below six times the prime: rounding x takes away less than 2, rounding the reciprocal less than 4 below 2^124.
    /// Source:   Barrett (1986), Advances in Cryptology, CRYPTO '86, 311-323.
    #[expect(clippy::cast_possible_truncation, reason = "both quotients are below 2^64, and so is what is left")]
    const fn reduce(self, number: u128) -> u64 {
        let quotient = (((number >> 60) as u64 as u128 * self.reciprocal as u128) >> 62) as u64;
        let mut left = (number as u64).wrapping_sub(quotient.wrapping_mul(self.prime));
        while left >= self.prime {
            left -= self.prime;
        }
        left
    }

    /// The number that gives 1 when multiplied with `a`; 0 for 0.
    pub(crate) fn invert(self, a: u64) -> u64 {
        let (mut result, mut square, mut left) = (1, a, self.prime - 2);
        while left > 0 {
            if left & 1 == 1 {
                result = self.multiply(result, square);
            }
            square = self.multiply(square, square);
            left >>= 1;
        }
        result
    }

    /// A small whole number as an element.
    pub(crate) fn element(self, whole: i64) -> u64 {
        let size = whole.unsigned_abs() % self.prime;
        if whole < 0 { self.negate(size) } else { size }
    }

    pub(crate) const fn random(self, draws: &mut Draws) -> u64 {
        draws.next() % self.prime
    }
}

fn modulo_product(a: u64, b: u64, modulus: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(modulus);
    u64::try_from(product).unwrap_or(0)
}

fn power(base: u64, exponent: u64, modulus: u64) -> u64 {
    let (mut result, mut square, mut left) = (1, base % modulus, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = modulo_product(result, square, modulus);
        }
        square = modulo_product(square, square, modulus);
        left >>= 1;
    }
    result
}

/// Whether a number is prime: Miller and Rabin's test with the first twelve primes as bases, which is exact below 2^64.
///
/// Source: Sorenson and Webster (2017), Mathematics of Computation 86, 985-1003.
fn is_prime(candidate: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if candidate < 2 {
        return false;
    }
    if let Some(divisor) = BASES.iter().find(|&&base| candidate.is_multiple_of(base)) {
        return candidate == *divisor;
    }
    let twos = (candidate - 1).trailing_zeros();
    let odd = (candidate - 1) >> twos;
    BASES.iter().all(|&base| {
        let mut witness = power(base, odd, candidate);
        if witness == 1 || witness == candidate - 1 {
            return true;
        }
        (1..twos).any(|_| {
            witness = modulo_product(witness, witness, candidate);
            witness == candidate - 1
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_are_told_from_products() {
        let primes: Vec<u64> = (0..60).filter(|&number| is_prime(number)).collect();
        assert_eq!(primes, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]);
        assert!(is_prime((1 << 61) - 1));
        for composite in [561, 3_215_031_751, 2_147_483_647 * 2_147_483_629, 3_825_123_056_546_413_051] {
            assert!(!is_prime(composite), "{composite}");
        }
    }

    #[test]
    fn arithmetic_closes_on_itself() {
        let mut draws = Draws::new(7);
        for _ in 0..200 {
            let field = Field::draw(&mut draws);
            assert!((1 << 60..1 << 61).contains(&field.prime()));
            let (a, b) = (field.random(&mut draws), field.random(&mut draws));
            assert_eq!(field.multiply(a, field.invert(a)), 1);
            assert_eq!(field.add(field.subtract(a, b), b), a);
            assert_eq!(field.add(field.element(-3), 3), 0);
        }
    }

    #[test]
    fn products_are_what_whole_numbers_leave() {
        let mut draws = Draws::new(11);
        for _ in 0..200 {
            let field = Field::draw(&mut draws);
            let last = field.prime() - 1;
            let mut numbers = vec![0, 1, 2, last / 2, last - 1, last];
            numbers.extend((0..4).map(|_| field.random(&mut draws)));
            let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
            for (&a, &b) in numbers.iter().flat_map(|a| numbers.iter().map(move |b| (a, b))) {
                let modulo = |number: u128| u64::try_from(number % u128::from(field.prime())).unwrap();
                assert_eq!(field.multiply(a, b), modulo(wide(a, b)), "{a} times {b} modulo {}", field.prime());
                let four = wide(a, b) + wide(last, b) + wide(a, last) + wide(last, last);
                assert_eq!(field.products([a, last, a, last], [b, b, last, last]), modulo(four));
            }
        }
    }
}
