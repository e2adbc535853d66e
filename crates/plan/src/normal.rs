//! The normal distribution, as far as a benchmark needs it.

/// Beyond this many standard deviations a probability is taken as nought or one; the error is below 10^-15.
const FAR: f64 = 8.0;

/// Newton's steps to a half width; the widest there is takes some tens, 0.95 takes six.
const NEWTON_MAX: u32 = 100;

/// The probability that a standard normal variable is at most `z`.
///
/// Formula:  1/2 + φ(z) · (z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …).
/// Units:    a share from 0 to 1.
/// Rounding: absolute error below 10^-14 (compared with tabulated values in the tests).
/// Source:   Marsaglia (2004), J. Statistical Software 11(4).
pub(crate) fn probability_below(z: f64) -> f64 {
    if z.is_nan() {
        return f64::NAN;
    }
    if z <= -FAR {
        return 0.0;
    }
    if z >= FAR {
        return 1.0;
    }
    let mut term = z;
    let mut sum = z;
    let mut divisor = 1.0;
    while term.abs() > sum.abs() * f64::EPSILON {
        divisor += 2.0;
        term *= z * z / divisor;
        sum += term;
    }
    (0.5 + density(z) * sum).clamp(0.0, 1.0)
}

/// How many standard deviations on either side hold the given share of a normal distribution, for shares between 0
/// and 1.
///
/// Formula:  the z ≥ 0 with [`probability_below`] z = (1 + share) / 2.
/// Rounding: Newton's method from nought. Above nought the distribution curves downwards, so no step goes too far, and the
///           steps end when one is lost in rounding.
pub(crate) fn half_width(share: f64) -> Option<f64> {
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    let below = f64::midpoint(1.0, share);
    let mut z = 0.0;
    for _ in 0..NEWTON_MAX {
        let step = (below - probability_below(z)) / density(z);
        z = (z + step).min(FAR);
        if step <= z * f64::EPSILON {
            break;
        }
    }
    Some(z)
}

fn density(z: f64) -> f64 {
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabulated_probabilities() {
        for (z, expected) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.0, 0.158_655_253_931_457_05),
            (1.96, 0.975_002_104_851_779_5),
            (-3.0, 0.001_349_898_031_630_094_6),
            (5.0, 0.999_999_713_348_428_1),
            (40.0, 1.0),
            (-40.0, 0.0),
        ] {
            assert!((probability_below(z) - expected).abs() < 1e-14, "{z}: {}", probability_below(z));
        }
        assert!(probability_below(f64::NAN).is_nan());
    }

    #[test]
    fn tabulated_half_widths() {
        for (share, expected) in [
            (0.95, 1.959_963_984_540_054),
            (0.90, 1.644_853_626_951_472_2),
            (0.99, 2.575_829_303_548_900_4),
            (0.5, 0.674_489_750_196_081_7),
        ] {
            let width = half_width(share).unwrap();
            assert!((width - expected).abs() < 1e-13, "{share}: {width}");
        }
        for share in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!(half_width(share), None);
        }
    }
}
