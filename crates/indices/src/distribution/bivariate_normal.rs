//! The distribution of two correlated normal variables, to about 15 digits.

use std::f64::consts::TAU;

use super::gauss_legendre::gauss_legendre;
use super::normal::normal_lower;

/// The density of two standard normal variables with this correlation, |ρ| < 1; nought where an argument is ±∞.
pub(crate) fn bivariate_normal_density(h: f64, k: f64, correlation: f64) -> f64 {
    if h.is_infinite() || k.is_infinite() {
        return 0.0;
    }
    let rest = (1.0 - correlation) * (1.0 + correlation);
    let distance = (h - k) * (h - k) + 2.0 * h * k * (1.0 - correlation);
    (-0.5 * distance / rest).exp() / (TAU * rest.sqrt())
}

/// The probability that two standard normal variables with this correlation, |ρ| < 1, are at most h and k.
///
/// Its derivative by ρ is the density (Plackett 1954), so it is the product of the margins plus an integral over the
/// correlation, which is smooth once ρ = sin θ. Towards ±1, where it no longer is, the integral runs from the limit
/// inwards, with the part that is not smooth taken out in closed form (Drezner and Wesolowsky 1990; Genz 2004).
pub(crate) fn bivariate_normal_lower(h: f64, k: f64, correlation: f64) -> f64 {
    let least = h.min(k);
    let greatest = h.max(k);
    if least.is_infinite() || greatest.is_infinite() {
        return if least < 0.0 && least.is_infinite() { 0.0 } else { normal_lower(least) };
    }
    let probability = if correlation.abs() <= SMOOTH {
        let angle = correlation.asin();
        let density = |theta: f64| {
            let (sin, cos) = theta.sin_cos();
            (-((h - k) * (h - k) + 2.0 * h * k * (1.0 - sin)) / (2.0 * cos * cos)).exp()
        };
        normal_lower(h) * normal_lower(k) + gauss_legendre(0.0, angle, density) / TAU
    } else if correlation > 0.0 {
        normal_lower(least) - missing_from_equal(h, k, correlation) / TAU
    } else {
        // P(X ≤ h, Y ≤ k) = P(X ≤ h) − P(X ≤ h, −Y < −k); at ρ = −1 that is P(−k ≤ X ≤ h), computed in the lower tail.
        let equal = if h > -k { interval(-k, h) } else { 0.0 };
        equal + missing_from_equal(h, -k, -correlation) / TAU
    };
    probability.clamp(0.0, 1.0)
}

/// Up to this correlation twenty nodes integrate the density over the whole angle.
const SMOOTH: f64 = 0.925;

/// P(a < X ≤ b), from the tail in which it is small.
fn interval(a: f64, b: f64) -> f64 {
    if a > 0.0 { normal_lower(-a) - normal_lower(-b) } else { normal_lower(b) - normal_lower(a) }
}

/// 2π times what P(X ≤ h, Y ≤ k) lacks at a high positive correlation compared with ρ = 1:
/// ∫₀ᵃ exp(−b²/2x²) g(x) dx with a = √(1 − ρ²), b = |h − k| and g(x) = exp(−hk/(1 + √(1 − x²)))/√(1 − x²).
fn missing_from_equal(h: f64, k: f64, correlation: f64) -> f64 {
    let a = ((1.0 - correlation) * (1.0 + correlation)).sqrt();
    let b = (h - k).abs();
    let hk = h * k;
    let exponent = (b / a) * (b / a) / 2.0;
    if exponent + hk / 2.0 > UNDERFLOW {
        return 0.0;
    }
    // g(x) = exp(−hk/2) (1 + cx² + cdx⁴ + …), and the integrals of xⁿ exp(−b²/2x²) follow from one another by parts.
    let (c, d) = ((4.0 - hk) / 8.0, (12.0 - hk) / 16.0);
    let at_end = (-exponent).exp();
    let order0 = a * at_end - b * TAU.sqrt() * normal_lower(-b / a);
    let order2 = (a.powi(3) * at_end - b * b * order0) / 3.0;
    let order4 = (a.powi(5) * at_end - b * b * order2) / 5.0;
    let rest = |x: f64| {
        let root = (1.0 - x * x).sqrt();
        let exact = (-hk / (1.0 + root)).exp() / root;
        let series = (-hk / 2.0).exp() * (1.0 + c * x * x * (1.0 + d * x * x));
        (-(b / x) * (b / x) / 2.0).exp() * (exact - series)
    };
    (-hk / 2.0).exp() * (order0 + c * order2 + c * d * order4) + gauss_legendre(0.0, a, rest)
}

/// Beyond this exponent the exponential is nought.
const UNDERFLOW: f64 = 700.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// Truth to 20 digits: the normal density times the conditional distribution, integrated to arbitrary precision.
    #[test]
    fn agrees_with_arbitrary_precision() {
        let table = [
            (-1.0, -1.0, 0.5, 0.062_514_094_709_663_83),
            (0.3, -0.7, 0.3, 0.184_298_341_624_523_88),
            (-2.1, 1.9, -0.6, 0.012_453_619_239_961_324),
            (1.2, 1.3, 0.93, 0.865_915_712_764_387_2),
            (0.5, 0.5, 0.97, 0.656_993_649_170_929),
            (-1.5, 0.25, 0.99, 0.066_807_201_268_858_07),
            (2.0, -2.0, -0.95, 0.006_725_648_243_912_676),
            (-0.4, 0.9, -0.999, 0.160_518_133_042_916_34),
            (-3.0, -3.2, 0.8, 0.000_246_149_713_882_151_6),
            (-1.893_253_958_294_781, 0.4852, 0.40888, 0.027_344_623_930_905_854),
            (3.5, 3.4, -0.96, 0.999_430_441_655_287_6),
            (-2.5, 2.4, -0.98, 0.000_774_751_954_144_802_5),
            (0.1, 0.100_000_1, 0.9999, 0.537_588_273_734_483_4),
        ];
        for (h, k, correlation, expected) in table {
            let value = bivariate_normal_lower(h, k, correlation);
            assert!((value - expected).abs() < 3e-16, "({h}, {k}, {correlation}): {value:e}, not {expected:e}");
            assert_eq!(value.to_bits(), bivariate_normal_lower(k, h, correlation).to_bits());
        }
    }

    /// Sheppard's theorem: both below the median with probability 1/4 + asin(ρ)/2π.
    #[test]
    fn the_median_quadrant_is_sheppards() {
        for step in -999..=999 {
            let correlation = f64::from(step) / 1000.0;
            let expected = 0.25 + correlation.asin() / TAU;
            let value = bivariate_normal_lower(0.0, 0.0, correlation);
            assert!((value - expected).abs() < 3e-16, "{correlation}: {value:e}, not {expected:e}");
        }
    }

    #[test]
    fn the_four_quadrants_sum_to_one_and_the_limits_are_margins() {
        for correlation in [-0.99, -0.93, -0.92, -0.3, 0.0, 0.5, 0.92, 0.93, 0.999] {
            for (h, k) in [(0.3, 0.4), (-1.0, 2.0), (2.5, -2.5), (1.0, 1.0), (-6.0, -5.0)] {
                let quadrant = |h, k, correlation| bivariate_normal_lower(h, k, correlation);
                let sum = quadrant(h, k, correlation)
                    + quadrant(-h, k, -correlation)
                    + quadrant(h, -k, -correlation)
                    + quadrant(-h, -k, correlation);
                assert!((sum - 1.0).abs() < 1e-15, "({h}, {k}, {correlation}): {sum:e}");
            }
            let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
            assert_eq!(bivariate_normal_lower(low, 0.3, correlation).to_bits(), 0.0_f64.to_bits());
            assert_eq!(bivariate_normal_lower(high, low, correlation).to_bits(), 0.0_f64.to_bits());
            assert_eq!(bivariate_normal_lower(high, 0.3, correlation).to_bits(), normal_lower(0.3).to_bits());
            assert_eq!(bivariate_normal_lower(high, high, correlation).to_bits(), 1.0_f64.to_bits());
            assert!((bivariate_normal_lower(-37.0, 37.0, correlation)).abs() < 1e-200);
            assert!((bivariate_normal_lower(37.0, 37.0, correlation) - 1.0).abs() < 1e-15);
        }
    }
}
