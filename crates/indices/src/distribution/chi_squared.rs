//! The chi-square distribution, central and noncentral, to about 13 digits relative to the size of the tail.
//!
//! Both rest on one function: the Poisson density xᵃe⁻ˣ/Γ(a + 1), for any real a, from deviances (Loader 2000), in which
//! nothing large cancels. The noncentral distribution is a Poisson mixture of central ones; its terms are summed in the
//! direction in which the central probabilities only grow, so no digit is lost however far out the value lies.

use super::deviance::{deviance, stirling_rest};
use super::false_position::falling_root;

/// The probability that a chi-square variable exceeds the value; 1 at or below nought, or without a degree of freedom.
pub(crate) fn chi_squared_upper(value: f64, freedom: f64) -> f64 {
    if freedom > 0.0 { Gamma { shape: freedom / 2.0, x: value / 2.0 }.upper() } else { 1.0 }
}

/// e to the minus this is no double. Far from the mean, tails are below e⁻ᵗ for a known t (Birgé 2001, Lemma 8.1): where t
/// is beyond this, there is nothing to sum.
const NOTHING: f64 = 746.0;

/// The probability that a noncentral chi-square variable stays at or below the value.
pub(crate) fn noncentral_lower(value: f64, freedom: f64, noncentrality: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let below = freedom + noncentrality - value;
    if below > 0.0 && below * below / (4.0 * (freedom + 2.0 * noncentrality)) > NOTHING {
        return 0.0;
    }
    let mean = noncentrality / 2.0;
    let (x, half) = (value / 2.0, freedom / 2.0);
    // The terms beyond this are below 1e-17 of the largest: the central probabilities only fall with j.
    let mut j = (mean + 10.0 * mean.sqrt() + 45.0).floor();
    let mut central = Gamma { shape: half + j, x }.lower();
    let mut sum = 0.0;
    let mut before = 0.0;
    loop {
        let term = poisson_density(j, mean) * central;
        sum += term;
        let falling = term < before && term <= sum * f64::EPSILON / 16.0;
        if falling || j < 1.0 {
            return f64::min(sum, 1.0);
        }
        before = term;
        j -= 1.0;
        // P(a) = P(a + 1) + xᵃe⁻ˣ/Γ(a + 1).
        central += poisson_density(half + j, x);
    }
}

/// The probability that a noncentral chi-square variable exceeds the value.
pub(crate) fn noncentral_upper(value: f64, freedom: f64, noncentrality: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let (above, spread) = (value - freedom - noncentrality, freedom + 2.0 * noncentrality);
    if above > 0.0 && ((spread + 2.0 * above).sqrt() - spread.sqrt()).powi(2) / 4.0 > NOTHING {
        return 0.0;
    }
    let mean = noncentrality / 2.0;
    let (x, half) = (value / 2.0, freedom / 2.0);
    let mut j = (mean - 10.0 * mean.sqrt() - 45.0).floor().max(0.0);
    let mut central = Gamma { shape: half + j, x }.upper();
    let mut sum = 0.0;
    let mut before = 0.0;
    loop {
        let term = poisson_density(j, mean) * central;
        sum += term;
        let past = term < before && term <= sum * f64::EPSILON / 16.0;
        let hopeless = j > mean.max(x) + 60.0 * (mean.max(x).sqrt() + 1.0);
        if past || hopeless {
            return f64::min(sum, 1.0);
        }
        before = term;
        // Q(a + 1) = Q(a) + xᵃe⁻ˣ/Γ(a + 1).
        central += poisson_density(half + j, x);
        j += 1.0;
    }
}

/// The noncentrality with which a chi-square variable stays at or below the value with this probability; nothing where
/// even the central one does so less often.
pub(crate) fn noncentrality(value: f64, freedom: f64, probability: f64) -> Option<f64> {
    let sound = value.is_finite() && freedom > 0.0 && probability > 0.0 && probability < 1.0;
    if !sound {
        return None;
    }
    let excess = |lambda: f64| noncentral_lower(value, freedom, lambda) - probability;
    if excess(0.0) < 0.0 {
        return None;
    }
    let (mut low, mut high) = (0.0, f64::max(value, 1.0));
    while excess(high) > 0.0 {
        (low, high) = (high, high * 2.0);
    }
    Some(falling_root(excess, low, high))
}

/// xᵃe⁻ˣ / Γ(a + 1), for a ≥ 0 and x ≥ 0.
fn poisson_density(a: f64, x: f64) -> f64 {
    if a <= 0.0 {
        return (-x).exp();
    }
    if x <= 0.0 {
        return 0.0;
    }
    (-stirling_rest(a) - deviance(a, x, a - x)).exp() / (std::f64::consts::TAU * a).sqrt()
}

/// The gamma distribution with unit scale at x.
#[derive(Clone, Copy)]
struct Gamma {
    shape: f64,
    x: f64,
}

/// Far more terms than the largest admissible counts need.
const TERMS_MAX: f64 = 1e7;

impl Gamma {
    /// Also false for what is no number.
    fn positive(self) -> bool {
        self.x > 0.0
    }

    fn lower(self) -> f64 {
        if !self.positive() {
            0.0
        } else if self.x.is_infinite() {
            1.0
        } else if self.x < self.shape + 1.0 {
            self.series()
        } else {
            1.0 - self.continued_fraction()
        }
    }

    fn upper(self) -> f64 {
        if !self.positive() {
            1.0
        } else if self.x.is_infinite() {
            0.0
        } else if self.x < self.shape + 1.0 {
            1.0 - self.series()
        } else {
            self.continued_fraction()
        }
    }

    /// P(X ≤ x) = xᵃe⁻ˣ/Γ(a + 1) · (1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …), for x below the mean.
    fn series(self) -> f64 {
        let Self { shape, x } = self;
        let (mut term, mut sum, mut n) = (1.0, 1.0, 0.0);
        while term > sum * f64::EPSILON / 16.0 && n < TERMS_MAX {
            n += 1.0;
            term *= x / (shape + n);
            sum += term;
        }
        poisson_density(shape, x) * sum
    }

    /// P(X > x) by Legendre's continued fraction, evaluated forwards, for x above the mean.
    fn continued_fraction(self) -> f64 {
        let Self { shape, x } = self;
        let nonzero = |value: f64| if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value };
        let mut b = x + 1.0 - shape;
        let mut above = 1.0 / f64::MIN_POSITIVE;
        let mut below = 1.0 / nonzero(b);
        let mut value = below;
        let mut n = 0.0_f64;
        while n < TERMS_MAX {
            n += 1.0;
            let a = -n * (n - shape);
            b += 2.0;
            below = 1.0 / nonzero(b + a * below);
            above = nonzero(b + a / above);
            let change = above * below;
            value *= change;
            if (change - 1.0).abs() <= f64::EPSILON {
                break;
            }
        }
        // xᵃe⁻ˣ/Γ(a) is a times the density above.
        poisson_density(shape, x) * shape * value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, expected: f64, relative: f64) {
        assert!((value - expected).abs() <= relative * expected.abs(), "{value:e} instead of {expected:e}");
    }

    /// Truth to 20 digits from arbitrary-precision incomplete gamma functions.
    #[test]
    fn tails_agree_with_arbitrary_precision() {
        let table = [
            (0.25, 1.0, 0.617_075_077_451_973_8),
            (3.841_458_820_694_124, 1.0, 0.050_000_000_000_000_06),
            (94.49, 1.0, 2.463_337_051_879_270_6e-22),
            (12.0, 2.0, 0.002_478_752_176_666_358_5),
            (14.3, 5.0, 0.013_811_986_722_350_315),
            (0.7, 6.0, 0.994_491_066_615_534_3),
            (60.0, 11.0, 9.272_161_502_836_428e-09),
            (900.0, 40.0, 8.168_029_978_662_965e-163),
            (250.0, 201.0, 0.010_663_859_138_751_909),
            (3000.0, 2000.0, 2.204_698_611_388_996e-43),
            (3.84, 1.0, 0.050_043_521_248_705_106),
            (0.5, 1.0, 0.479_500_122_186_953_5),
            (2.0, 5.0, 0.849_145_036_084_609_7),
            (0.001, 3.0, 0.999_991_592_080_941_9),
            (115.85, 48.0, 1.545_920_110_672_545_5e-7),
            (700.0, 10.0, 6.280_146_699_235_95e-144),
            (1e4, 1e4, 0.498_119_365_966_182_67),
            (10_300.0, 1e4, 0.017_638_117_447_345_4),
        ];
        for (value, freedom, expected) in table {
            check(chi_squared_upper(value, freedom), expected, 2e-14 * (1.0 + f64::ln(expected).abs()));
        }
        assert_eq!(chi_squared_upper(3355.8, 149.0).to_bits(), 0.0_f64.to_bits(), "5.7e-599 is no double");
    }

    #[test]
    fn nothing_beyond_the_ends() {
        for value in [f64::NAN, -1.0, 0.0] {
            assert_eq!(chi_squared_upper(value, 3.0).to_bits(), 1.0_f64.to_bits());
        }
        assert_eq!(chi_squared_upper(1.0, 0.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(chi_squared_upper(f64::INFINITY, 1.0).to_bits(), 0.0_f64.to_bits());
    }

    /// With two degrees of freedom the tail is e^(−x/2).
    #[test]
    fn tails_are_exponential_with_two_degrees() {
        for value in [0.1, 1.0, 5.0, 50.0, 400.0] {
            check(chi_squared_upper(value, 2.0), (-value / 2.0_f64).exp(), 1e-14 * (1.0 + value / 2.0));
            check(noncentral_lower(value, 2.0, 0.0), -(-value / 2.0_f64).exp_m1(), 1e-14);
        }
    }

    #[test]
    fn noncentral_tails_agree_with_arbitrary_precision() {
        let table = [
            (115.85, 48.0, 45.5, 0.904_400_259_287_239_5, 0.095_599_740_712_760_45),
            (115.85, 48.0, 100.0, 0.066_968_011_717_170_62, 0.933_031_988_282_829_4),
            (60.0, 48.0, 200.0, 3.382_020_454_519_739_6e-18, 1.0),
            (3355.75, 149.0, 3000.0, 0.967_339_904_694_673_8, 0.032_660_095_305_326_21),
            (5.0, 3.0, 1.0, 0.707_460_489_888_361_7, 0.292_539_510_111_638_26),
            (10.0, 5.0, 4.0, 0.640_788_365_670_395_2, 0.359_211_634_329_604_8),
            (143.5, 5.0, 33.85, 0.999_999_998_450_681, 1.549_318_998_713_384_8e-9),
            (3.0, 1.0, 20.0, 0.003_071_163_194_335_790_6, 0.996_928_836_805_664_2),
            (700.0, 48.0, 500.0, 0.999_131_509_848_063_9, 0.000_868_490_151_936_101_8),
            (0.5, 3.0, 12.0, 0.000_345_799_480_396_929_6, 0.999_654_200_519_603_1),
            (1500.0, 594.0, 800.0, 0.942_941_314_919_860_4, 0.057_058_685_080_139_63),
            (10.0, 2.0, 500.0, 7.129_852_174_699_549e-83, 1.0),
        ];
        for (value, freedom, noncentrality, below, above) in table {
            check(noncentral_lower(value, freedom, noncentrality), below, 1e-14 * (1.0 + f64::ln(below).abs()));
            check(noncentral_upper(value, freedom, noncentrality), above, 5e-14);
        }
    }

    #[test]
    fn sums_stay_short_however_large_the_sample() {
        assert_eq!(noncentral_lower(500.0, 500.0, 1e10).to_bits(), 0.0_f64.to_bits());
        assert_eq!(noncentral_upper(1e10, 500.0, 500.0).to_bits(), 0.0_f64.to_bits());
        check(noncentral_upper(500.0, 500.0, 1e8), 1.0, 1e-12);
        check(noncentral_lower(1e10, 500.0, 500.0), 1.0, 1e-14);
        // Around the mean the distribution is almost normal, with the skewness that its cumulants give.
        check(noncentral_lower(1e8, 10.0, 1e8), 0.5, 1e-3);
    }

    #[test]
    fn without_noncentrality_both_distributions_are_one() {
        for (value, freedom) in [(0.3, 1.0), (7.0, 4.0), (90.0, 40.0), (1e3, 900.0)] {
            check(noncentral_upper(value, freedom, 0.0), chi_squared_upper(value, freedom), 1e-15);
            let both = noncentral_lower(value, freedom, 0.0) + noncentral_upper(value, freedom, 0.0);
            check(both, 1.0, 1e-14);
        }
    }

    #[test]
    fn the_noncentrality_is_found_from_its_probability() {
        let table = [
            (115.85, 48.0, 0.95, 40.099_588_128_747_42),
            (115.85, 48.0, 0.05, 103.302_002_977_543_57),
            (3355.75, 149.0, 0.05, 3_398.924_193_500_120_5),
            (9.0, 3.0, 0.05, 19.064_098_041_653_01),
        ];
        for (value, freedom, probability, expected) in table {
            check(noncentrality(value, freedom, probability).unwrap(), expected, 1e-12);
        }
        for (hidden, freedom) in [(0.5, 1.0), (10.0, 5.0), (300.0, 48.0), (20_000.0, 594.0)] {
            let value = freedom + hidden * 1.01;
            check(noncentrality(value, freedom, noncentral_lower(value, freedom, hidden)).unwrap(), hidden, 1e-10);
        }
        assert!(noncentrality(40.0, 48.0, 0.95).is_none(), "the central one is below 40 in less than 95 of 100");
        for bad in [f64::NAN, f64::INFINITY] {
            assert!(noncentrality(bad, 3.0, 0.05).is_none());
        }
    }
}
