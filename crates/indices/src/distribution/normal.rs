//! The standard normal distribution: density, both tails and quantiles, to the last digits of doubles.
//!
//! The complementary error function of `statrs` is good to ten digits only, so none of this rests on it.

use statrs::distribution::{ContinuousCDF, Normal};

/// The standard normal density.
pub(crate) fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt()
}

/// The probability that a standard normal variable is at most the value; ±∞ allowed.
pub(crate) fn normal_lower(value: f64) -> f64 {
    normal_upper(-value)
}

/// The probability that a standard normal variable exceeds the value; ±∞ allowed. Accurate relative to its size.
pub(crate) fn normal_upper(value: f64) -> f64 {
    if value < 0.0 {
        1.0 - normal_upper(-value)
    } else if value < 0.7 {
        0.5 - middle(value)
    } else if value < 38.9 {
        trapezoidal_tail(value)
    } else if value.is_nan() {
        value
    } else {
        0.0
    }
}

/// The probability between nought and a small x, φ(x)(x + x³/3 + x⁵/(3 · 5) + …), whose terms all have one sign.
fn middle(x: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term > sum * f64::EPSILON / 4.0 {
        odd += 2.0;
        term *= x * x / odd;
        sum += term;
    }
    normal_density(x) * sum
}

/// The upper tail as erfc(z)/2 with z = x/√2, where erfc z = 2z e^(−z²)/π ∫₀^∞ e^(−t²)/(t² + z²) dt by the trapezoidal
/// rule with step h = 1/2, whose error is the residue at the pole t = iz, 2/(e^(2πz/h) − 1), and beyond that below
/// e^(−π²/h²) ≈ 7e-18 (Chiarella and Reichel 1968, Mathematics of Computation 22, 137–143).
fn trapezoidal_tail(x: f64) -> f64 {
    const STEP: f64 = 0.5;
    /// t² and e^(−t²) at t = h, 2h, …
    const NODES: [(f64, f64); 13] = [
        (0.25, 0.778_800_783_071_404_9),
        (1.0, 0.367_879_441_171_442_33),
        (2.25, 0.105_399_224_561_864_33),
        (4.0, 0.018_315_638_888_734_18),
        (6.25, 0.001_930_454_136_227_709_3),
        (9.0, 0.000_123_409_804_086_679_56),
        (12.25, 4.785_117_392_129_009e-06),
        (16.0, 1.125_351_747_192_591_2e-07),
        (20.25, 1.605_228_055_185_611_6e-09),
        (25.0, 1.388_794_386_496_402_1e-11),
        (30.25, 7.287_724_095_819_692e-14),
        (36.0, 2.319_522_830_243_569_6e-16),
        (42.25, 4.477_732_441_718_301_5e-19),
    ];
    let z = x / std::f64::consts::SQRT_2;
    let square = x * x / 2.0;
    // What the rounding of x² has cost: e^(−x²/2) would lose a digit for each factor of ten in x² without it.
    let lost = x.mul_add(x, -(x * x)) / 2.0;
    let inner: f64 = NODES.iter().map(|(t_square, weight)| weight / (t_square + square)).sum();
    let sum = 0.5 / square + inner;
    let rule = STEP * z / std::f64::consts::PI * (-square).exp() * (1.0 - lost) * sum;
    // From z = π/h on the pole lies outside the strip that the error comes from.
    if z < std::f64::consts::PI / STEP { rule - 1.0 / (std::f64::consts::TAU * z / STEP).exp_m1() } else { rule }
}

/// The value below which a standard normal variable falls with this probability; nothing outside (0, 1).
pub(crate) fn normal_quantile(probability: f64) -> Option<f64> {
    if !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    Some(Normal::standard().inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Truth to 20 digits from arbitrary precision.
    #[test]
    fn the_normal_distribution_is_accurate_relative_to_its_tail() {
        let table = [
            (-0.1, 0.460172162722971),
            (-1.0, 0.15865525393145705),
            (-1.96, 0.024997895148220435),
            (-2.4, 0.008197535924596131),
            (-2.49, 0.006387154764943173),
            (-2.5, 0.006209665325776135),
            (-2.6, 0.004661188023718749),
            (-4.0, 3.1671241833119924e-05),
            (-8.0, 6.220960574271784e-16),
            (-20.0, 2.7536241186062337e-89),
        ];
        for (x, expected) in table {
            let value = normal_lower(x);
            assert!(
                (value - expected).abs() <= 3e-15 * expected * (1.0 + x * x),
                "Φ({x}) = {value:e}, not {expected:e}"
            );
            assert!((normal_lower(-x) - (1.0 - expected)).abs() < 2e-16);
        }
        assert_eq!(normal_lower(0.0).to_bits(), 0.5_f64.to_bits());
        assert_eq!(normal_lower(f64::NEG_INFINITY).to_bits(), 0.0_f64.to_bits());
        assert_eq!(normal_lower(f64::INFINITY).to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn quantiles_are_found_again() {
        let halves = (1..=2000).map(|step| f64::from(step) / 4000.0);
        let tails = (4..300).map(|exponent| 10.0_f64.powi(-exponent));
        for probability in halves.chain(tails) {
            let value = normal_quantile(probability).unwrap();
            let difference = (normal_lower(value) - probability).abs();
            // One rounding of the quantile is worth its square in the tail.
            assert!(difference <= 2e-15 * (1.0 + value * value) * probability, "{probability}: {difference:e}");
        }
    }

    #[test]
    fn normal_tails_agree_with_arbitrary_precision() {
        let table = [
            (-40.0, 1.0),
            (-3.0, 0.998_650_101_968_369_9),
            (-0.5, 0.691_462_461_274_013_1),
            (0.0, 0.5),
            (0.1, 0.460_172_162_722_971),
            (0.6, 0.274_253_117_750_073_6),
            (0.71, 0.238_852_068_089_986_74),
            (1.0, 0.158_655_253_931_457_05),
            (1.644_853_626_951_472_2, 0.050_000_000_000_000_05),
            (1.959_963_984_540_054, 0.025_000_000_000_000_012),
            (3.3, 0.000_483_424_142_383_777_5),
            (6.0, 9.865_876_450_376_98e-10),
            (10.0, 7.619_853_024_160_525e-24),
            (20.0, 2.753_624_118_606_233_7e-89),
            (37.0, 5.725_571_222_524_577e-300),
        ];
        for (value, expected) in table {
            let tail = normal_upper(value);
            assert!((tail - expected).abs() <= 1e-15 * expected, "{value}: {tail:e}, not {expected:e}");
        }
        assert_eq!(normal_upper(f64::INFINITY).to_bits(), 0.0_f64.to_bits());
        assert_eq!(normal_upper(f64::NEG_INFINITY).to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn quantiles_agree_with_published_tables() {
        for (probability, expected) in [(0.975, 1.959_963_984_540_054_2), (0.995, 2.575_829_303_548_901)] {
            assert!((normal_quantile(probability).unwrap() - expected).abs() <= 1e-15 * expected);
        }
        for probability in [f64::NAN, -0.1, 0.0, 1.0, 1.1] {
            assert!(normal_quantile(probability).is_none());
        }
    }
}
