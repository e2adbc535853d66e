//! Upper tails of the normal distribution, and of chi-squared with a whole number of degrees of freedom.
//!
//! The complementary error function is computed here and not by `statrs`, whose is good to ten digits only.

/// The probability that chi-squared on `freedom` degrees exceeds the value; 1 below nought or without a degree.
///
/// A finite sum of positive terms (Abramowitz and Stegun 26.4.4 and 26.4.5), so it is accurate relative to its size,
/// also when it is very small.
pub(crate) fn chi_squared_tail(value: f64, freedom: u32) -> f64 {
    if freedom == 0 || value.is_nan() || value <= 0.0 {
        return 1.0;
    }
    let half = value / 2.0;
    // Term j is (x/2)ʲ e^(−x/2) / Γ(j + 1), over j = 0, 1, … for an even and 1/2, 3/2, … for an odd number of degrees.
    // It is built up from its logarithm where e^(−x/2) alone would vanish.
    let odd = freedom % 2 == 1;
    let (mut order, mut sum) = if odd { (0.5, erfc(half.sqrt())) } else { (0.0, 0.0) };
    let first = if odd { half.ln() / 2.0 - std::f64::consts::PI.sqrt().ln() + std::f64::consts::LN_2 } else { 0.0 };
    let mut log_factor = 0.0;
    let mut factor = 1.0_f64;
    for _ in 0..freedom / 2 {
        sum += factor * (first + log_factor - half).exp();
        order += 1.0;
        factor *= half / order;
        if !(1e-100..1e100).contains(&factor) {
            log_factor += factor.ln();
            factor = 1.0;
        }
    }
    sum.min(1.0)
}

/// The probability that a standard normal variable exceeds the value, to 14 digits of its size.
pub(crate) fn normal_upper(value: f64) -> f64 {
    erfc(value / std::f64::consts::SQRT_2) / 2.0
}

/// The complementary error function.
fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        2.0 - erfc(-x)
    } else if x < 0.5 {
        1.0 - erf_series(x)
    } else if x < 27.5 {
        erfc_trapezoidal(x)
    } else if x.is_nan() {
        x
    } else {
        0.0
    }
}

/// erf x = 2/√π Σ (−1)ⁿ x^(2n + 1) / (n! (2n + 1)), for small x.
fn erf_series(x: f64) -> f64 {
    let mut power = x;
    let mut sum = x;
    for n in 1..=14 {
        let n = f64::from(n);
        power *= -x * x / n;
        sum += power / (2.0 * n + 1.0);
    }
    std::f64::consts::FRAC_2_SQRT_PI * sum
}

/// erfc x = 2x e^(−x²)/π ∫₀^∞ e^(−t²)/(t² + x²) dt by the trapezoidal rule with step h = 1/2, whose error is the
/// residue at the pole t = ix, 2/(e^(2πx/h) − 1), and beyond that below e^(−π²/h²) ≈ 7e-18 (Chiarella and Reichel 1968,
/// Mathematics of Computation 22, 137–143).
fn erfc_trapezoidal(x: f64) -> f64 {
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
    let square = x * x;
    // What the rounding of x² has cost: e^(−x²) would lose a digit for each factor of ten in x² without it.
    let lost = x.mul_add(x, -square);
    let inner: f64 = NODES.iter().map(|(t_square, weight)| weight / (t_square + square)).sum();
    let sum = 0.5 / square + inner;
    let rule = 2.0 * STEP * x / std::f64::consts::PI * (-square).exp() * (1.0 - lost) * sum;
    // From x = π/h on the pole lies outside the strip that the error comes from.
    if x < std::f64::consts::PI / STEP { rule - 2.0 / (std::f64::consts::TAU * x / STEP).exp_m1() } else { rule }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Truth to 20 digits from an arbitrary-precision incomplete gamma function.
    #[test]
    fn tails_agree_with_arbitrary_precision() {
        let table = [
            (0.25, 1, 0.617_075_077_451_973_8),
            (3.841_458_820_694_124, 1, 0.050_000_000_000_000_06),
            (94.49, 1, 2.463_337_051_879_270_6e-22),
            (12.0, 2, 0.002_478_752_176_666_358_5),
            (14.3, 5, 0.013_811_986_722_350_315),
            (0.7, 6, 0.994_491_066_615_534_3),
            (60.0, 11, 9.272_161_502_836_428e-09),
            (900.0, 40, 8.168_029_978_662_965e-163),
            (250.0, 201, 0.010_663_859_138_751_909),
            (3000.0, 2000, 2.204_698_611_388_996e-43),
        ];
        for (value, freedom, expected) in table {
            let tail = chi_squared_tail(value, freedom);
            let relative = 1e-14 * (1.0 + f64::ln(expected).abs());
            assert!((tail - expected).abs() <= relative * expected, "{value} on {freedom}: {tail:e}, not {expected:e}");
        }
    }

    #[test]
    fn nothing_beyond_the_ends() {
        for value in [f64::NAN, -1.0, 0.0] {
            assert_eq!(chi_squared_tail(value, 3).to_bits(), 1.0_f64.to_bits());
        }
        assert_eq!(chi_squared_tail(1.0, 0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(chi_squared_tail(f64::INFINITY, 1).to_bits(), 0.0_f64.to_bits());
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
            // Dividing the value by √2 costs half a digit of it, which the tail multiplies with its square.
            let relative = 5e-16 * (1.0 + value * value / 4.0);
            assert!((tail - expected).abs() <= relative * expected, "{value}: {tail:e}, not {expected:e}");
        }
        assert_eq!(normal_upper(f64::INFINITY).to_bits(), 0.0_f64.to_bits());
        assert_eq!(normal_upper(f64::NEG_INFINITY).to_bits(), 1.0_f64.to_bits());
    }
}
