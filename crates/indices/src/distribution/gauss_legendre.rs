//! Integrals of smooth functions.

/// The integral from one end to the other, by Gauss and Legendre's rule with twenty nodes: exact up to degree 39.
pub(super) fn gauss_legendre(from: f64, to: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (centre, radius) = (f64::midpoint(from, to), (to - from) / 2.0);
    let pair =
        |&(node, weight): &(f64, f64)| weight * (function(centre - radius * node) + function(centre + radius * node));
    NODES.iter().map(pair).sum::<f64>() * radius
}

/// The positive nodes and their weights; computed to 40 digits as roots of the Legendre polynomial.
const NODES: [(f64, f64); 10] = [
    (0.993_128_599_185_094_9, 0.017_614_007_139_152_118),
    (0.963_971_927_277_913_8, 0.040_601_429_800_386_94),
    (0.912_234_428_251_326, 0.062_672_048_334_109_06),
    (0.839_116_971_822_218_8, 0.083_276_741_576_704_75),
    (0.746_331_906_460_150_8, 0.101_930_119_817_240_44),
    (0.636_053_680_726_515, 0.118_194_531_961_518_42),
    (0.510_867_001_950_827_1, 0.131_688_638_449_176_63),
    (0.373_706_088_715_419_56, 0.142_096_109_318_382_05),
    (0.227_785_851_141_645_08, 0.149_172_986_472_603_75),
    (0.076_526_521_133_497_33, 0.152_753_387_130_725_85),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_and_exponentials_are_integrated_exactly() {
        for degree in [0, 1, 2, 10, 38, 39] {
            let exact = 2.0_f64.powi(degree + 1) / f64::from(degree + 1);
            assert!((gauss_legendre(0.0, 2.0, |x| x.powi(degree)) - exact).abs() <= 2e-15 * exact, "degree {degree}");
        }
        assert!((gauss_legendre(-1.0, 1.0, f64::exp) - 2.0 * 1.0_f64.sinh()).abs() < 1e-15);
        assert!((gauss_legendre(1.0, 0.0, |x| x) + 0.5).abs() < 1e-16, "backwards");
    }
}
