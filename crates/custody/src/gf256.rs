//! Arithmetic in the field of 256 elements, on secret bytes.
//!
//! The field is that of polynomials over {0, 1} modulo x⁸ + x⁴ + x³ + x + 1, the one of AES (FIPS 197, section 4).
//! Adding is `^`. There are no tables and no branches on a value, so time and memory access tell nothing about it.

/// What x⁸ is replaced with: x⁴ + x³ + x + 1.
const REDUCTION: u8 = 0x1b;

/// The product of two elements.
pub(crate) fn multiply(left: u8, right: u8) -> u8 {
    let mut product = 0;
    let mut shifted = left;
    for bit in 0..8 {
        product ^= shifted & all_if(right >> bit);
        shifted = (shifted << 1) ^ (REDUCTION & all_if(shifted >> 7));
    }
    product
}

/// What gives 1 when multiplied with the element; 0 has no inverse and gives 0.
///
/// The other 255 elements form a group under multiplication, so the 254th power is the inverse.
pub(crate) fn inverse(element: u8) -> u8 {
    let mut power = element;
    // 254 is seven ones and a zero: multiply at each of the first six steps, only square at the last.
    for _ in 0..6 {
        power = multiply(multiply(power, power), element);
    }
    multiply(power, power)
}

/// Eight ones when the lowest bit is one, otherwise zeros.
const fn all_if(bit: u8) -> u8 {
    0_u8.wrapping_sub(bit & 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multiplication as it is taught: the product of the polynomials, then long division by the modulus.
    fn by_long_division(left: u8, right: u8) -> u8 {
        let mut product: u32 = 0;
        for bit in 0..8 {
            if right & (1 << bit) != 0 {
                product ^= u32::from(left) << bit;
            }
        }
        for degree in (8..16).rev() {
            if product & (1 << degree) != 0 {
                product ^= 0x11b << (degree - 8);
            }
        }
        u8::try_from(product).unwrap()
    }

    #[test]
    fn every_product_is_that_of_long_division() {
        for left in 0..=255 {
            for right in 0..=255 {
                assert_eq!(multiply(left, right), by_long_division(left, right), "{left} times {right}");
            }
        }
    }

    /// FIPS 197, section 4.2: {57} times {83} is {c1}, and {57} times {13} is {fe}.
    #[test]
    fn the_products_printed_in_the_standard() {
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert_eq!(multiply(0x57, 0x13), 0xfe);
    }

    #[test]
    fn it_is_a_field() {
        for a in 0..=255 {
            assert_eq!(multiply(a, 1), a);
            assert_eq!(multiply(a, 0), 0);
            for b in 0..=255 {
                assert_eq!(multiply(a, b), multiply(b, a));
                for c in [0, 1, 2, 3, 0x53, 0x80, 0xca, 0xff] {
                    assert_eq!(multiply(multiply(a, b), c), multiply(a, multiply(b, c)));
                    assert_eq!(multiply(a ^ b, c), multiply(a, c) ^ multiply(b, c));
                }
            }
        }
    }

    #[test]
    fn every_element_but_zero_has_an_inverse() {
        assert_eq!(inverse(0), 0);
        for element in 1..=255 {
            assert_eq!(by_long_division(element, inverse(element)), 1, "{element}");
        }
    }
}
