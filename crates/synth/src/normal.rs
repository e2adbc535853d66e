//! The standard normal distribution: its curve, its quantiles, and averages over it.

/// Φ(x), to about 1.5e-7 (Abramowitz and Stegun 1964, formula 7.1.26 for the error function).
pub(crate) fn cdf(x: f64) -> f64 {
    let half_tail = {
        let z = x.abs() / std::f64::consts::SQRT_2;
        let t = 1.0 / (1.0 + 0.327_591_1 * z);
        let polynomial = horner(t, &[1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592, 0.0]);
        0.5 * polynomial * (-z * z).exp()
    };
    if x < 0.0 { half_tail } else { 1.0 - half_tail }
}

/// Φ⁻¹(p) for 0 < p < 1, to about 1e-9 (Acklam's rational approximation).
pub(crate) fn quantile(p: f64) -> f64 {
    const TAIL: f64 = 0.024_25;
    if p < TAIL {
        return tail(p);
    }
    if p > 1.0 - TAIL {
        return -tail(1.0 - p);
    }
    let q = p - 0.5;
    let r = q * q;
    let above = horner(
        r,
        &[
            -39.696_830_286_653_76,
            220.946_098_424_520_5,
            -275.928_510_446_968_7,
            138.357_751_867_269,
            -30.664_798_066_147_16,
            2.506_628_277_459_239,
        ],
    );
    let below = horner(
        r,
        &[
            -54.476_098_798_224_06,
            161.585_836_858_040_9,
            -155.698_979_859_886_6,
            66.801_311_887_719_72,
            -13.280_681_552_885_72,
            1.0,
        ],
    );
    q * above / below
}

/// The quantile in the lower tail.
fn tail(p: f64) -> f64 {
    let q = (-2.0 * p.ln()).sqrt();
    let above = horner(
        q,
        &[
            -0.007_784_894_002_430_293,
            -0.322_396_458_041_136_5,
            -2.400_758_277_161_838,
            -2.549_732_539_343_734,
            4.374_664_141_464_968,
            2.938_163_982_698_783,
        ],
    );
    let below = horner(
        q,
        &[0.007_784_695_709_041_462, 0.322_467_129_070_039_8, 2.445_134_137_142_996, 3.754_408_661_907_416, 1.0],
    );
    above / below
}

/// A polynomial at `x`, highest power first.
fn horner(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Points and weights for averages over a standard normal variable: Σ weight·f(point) ≈ E f(Z).
///
/// Equal steps from -7 to 7; for smooth functions the trapezoid rule is then exact to far more digits than are used.
pub(crate) fn grid() -> Vec<(f64, f64)> {
    const STEP: f64 = 0.25;
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-28..=28).map(|step| f64::from(step) * STEP).map(|z| (z, density(z) * STEP)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points_of_the_curve() {
        for (x, p) in [(0.0, 0.5), (1.0, 0.841_344_746), (-1.959_963_985, 0.025), (3.0, 0.998_650_102)] {
            assert!((cdf(x) - p).abs() < 2e-7, "{x}");
        }
    }

    #[test]
    fn quantile_undoes_the_curve() {
        for step in 1..1000 {
            let p = f64::from(step) / 1000.0;
            assert!((cdf(quantile(p)) - p).abs() < 3e-7, "{p}");
        }
        assert!((quantile(0.001) + 3.090_232_306).abs() < 1e-7);
    }

    #[test]
    fn the_grid_averages_like_the_normal() {
        let mean = |f: &dyn Fn(f64) -> f64| grid().iter().map(|(z, w)| w * f(*z)).sum::<f64>();
        assert!((mean(&|_| 1.0) - 1.0).abs() < 1e-9);
        assert!((mean(&|z| z * z) - 1.0).abs() < 1e-8);
        // Two standard normals with correlation 1/2 are both positive with probability 1/3.
        let both = mean(&|z| cdf(z).powi(2));
        assert!((both - 1.0 / 3.0).abs() < 1e-6, "{both}");
    }
}
