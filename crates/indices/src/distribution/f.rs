//! The F and t distributions, to about 13 digits at every size.
//!
//! The F distribution is computed here and not by `statrs`: its incomplete beta function loses a digit for each factor
//! of ten in the degrees of freedom (it subtracts logarithms of gamma functions), and stops after 140 terms, which is
//! too early for a municipality. Here the density comes from deviances (Loader 2000), in which nothing large cancels,
//! and the continued fraction runs until it stands still. The tests compare both where `statrs` is good.

use super::deviance::{deviance, stirling_rest};
use super::normal::normal_quantile;

/// The value below which Student's t falls with this probability, 1/2 ≤ probability < 1: its square is F on 1 and
/// `freedom` degrees.
pub(crate) fn t_quantile(probability: f64, freedom: f64) -> Option<f64> {
    if !(0.5..1.0).contains(&probability) {
        return None;
    }
    let beyond = 2.0 * (1.0 - probability);
    if beyond >= 1.0 {
        return Some(0.0);
    }
    let guess =
        if freedom >= FREEDOM_OF_EXPANSION { 2.0 * expanded(normal_quantile(probability)?, freedom).ln() } else { 0.0 };
    let guess = if guess.is_finite() { guess } else { 0.0 };
    f_quantile_upper_from(guess, beyond, 1.0, freedom).map(f64::sqrt)
}

/// Student's t from the normal quantile of the same probability, to about 1/freedom³ (Fisher and Cornish 1960,
/// Technometrics 2, 209–225).
fn expanded(z: f64, freedom: f64) -> f64 {
    let square = z * z;
    let first = z * (square + 1.0) / (4.0 * freedom);
    let second = z * ((5.0 * square + 16.0) * square + 3.0) / (96.0 * freedom * freedom);
    z + first + second
}

/// Below this the expansion is no help.
const FREEDOM_OF_EXPANSION: f64 = 3.0;

/// A step of Newton's method on ln f leaves its square times the curvature of the tail, which is about the root of the
/// degrees of freedom: after a step as short as this one, less than the last digit.
const LAST_STEP: f64 = 1e-10;

/// The probability that F on these degrees of freedom exceeds the value.
pub(crate) fn f_upper(value: f64, freedom1: f64, freedom2: f64) -> f64 {
    Beta::of_f(value, freedom1, freedom2).upper()
}

/// The value below which F falls with this probability.
pub(crate) fn f_quantile(probability: f64, freedom1: f64, freedom2: f64) -> Option<f64> {
    if probability <= 0.5 {
        // P(F ≤ f) = P(1/F ≥ 1/f), and 1/F is F with the degrees of freedom exchanged.
        f_quantile_upper(probability, freedom2, freedom1).map(f64::recip)
    } else {
        f_quantile_upper(1.0 - probability, freedom1, freedom2)
    }
}

/// The value that F exceeds with this probability: Newton's method on ln f, kept between two bounds by halving.
fn f_quantile_upper(beyond: f64, freedom1: f64, freedom2: f64) -> Option<f64> {
    f_quantile_upper_from(0.0, beyond, freedom1, freedom2)
}

/// The same from a guess of ln f, which decides how long it takes and nothing else.
fn f_quantile_upper_from(guess: f64, beyond: f64, freedom1: f64, freedom2: f64) -> Option<f64> {
    let sound = beyond > 0.0 && beyond < 1.0 && freedom1 > 0.0 && freedom2 > 0.0;
    if !(sound && freedom1.is_finite() && freedom2.is_finite()) {
        return None;
    }
    let (mut low, mut high) = (-700.0_f64, 700.0_f64);
    let mut log_f = guess;
    for _ in 0..200 {
        let beta = Beta::of_f(log_f.exp(), freedom1, freedom2);
        let excess = beta.upper() - beyond;
        if excess > 0.0 {
            low = log_f;
        } else {
            high = log_f;
        }
        // The derivative of the upper tail by ln f is −xᵃyᵇ/B(a, b).
        let step = excess / beta.weight();
        let newton = log_f + step;
        let inside = newton > low && newton < high;
        if inside && step.abs() <= LAST_STEP {
            return Some(newton.exp());
        }
        let next = if inside { newton } else { f64::midpoint(low, high) };
        if (next - log_f).abs() <= f64::EPSILON / 4.0 * log_f.abs().max(1.0) {
            return Some(next.exp());
        }
        log_f = next;
    }
    Some(log_f.exp())
}

/// The beta distribution with parameters a and b at x = 1 − y.
#[derive(Clone, Copy)]
struct Beta {
    a: f64,
    b: f64,
    x: f64,
    y: f64,
    /// a − (a + b)x: how far x lies below the mean, times a + b.
    below_mean: f64,
}

impl Beta {
    /// The beta variable that an F variable is a function of. With x = af / (af + b) all of x, y and the distance from
    /// the mean follow without a subtraction, apart from 1 − f, which is exact where it is small.
    fn of_f(f: f64, freedom1: f64, freedom2: f64) -> Self {
        let (a, b) = (freedom1 / 2.0, freedom2 / 2.0);
        let sum = a * f + b;
        if sum.is_infinite() {
            return Self { a, b, x: 1.0, y: 0.0, below_mean: -b };
        }
        Self { a, b, x: a * f / sum, y: b / sum, below_mean: a * (b / sum) * (1.0 - f) }
    }

    fn mirrored(self) -> Self {
        Self { a: self.b, b: self.a, x: self.y, y: self.x, below_mean: -self.below_mean }
    }

    /// P(X > x). Computed from the side of the mean on which x lies, so a small tail is accurate relative to its size.
    fn upper(self) -> f64 {
        if self.x <= 0.0 {
            1.0
        } else if self.y <= 0.0 {
            0.0
        } else if self.below_mean >= 0.0 {
            1.0 - self.weight() * self.continued_fraction()
        } else {
            self.weight() * self.mirrored().continued_fraction()
        }
    }

    /// xᵃyᵇ / B(a, b), the same for x and y exchanged, as ab/(a + b) times the binomial density of a among a + b at x (Loader 2000).
    fn weight(self) -> f64 {
        let Self { a, b, x, y, below_mean } = self;
        if x <= 0.0 || y <= 0.0 {
            return 0.0;
        }
        let n = a + b;
        let deviances = deviance(a, n * x, below_mean) + deviance(b, n * y, -below_mean);
        let log = stirling_rest(n) - stirling_rest(a) - stirling_rest(b) - deviances;
        (a * (b / n) / std::f64::consts::TAU).sqrt() * log.exp()
    }

    /// P(X ≤ x) over the weight, for x below the mean: the continued fraction 1/(β₀ + α₁/(β₁ + α₂/(β₂ + …))) of
    /// DiDonato and Morris (1992), ACM Trans. Math. Software 18, 360–373, evaluated forwards. It needs about √max(a, b)
    /// terms.
    fn continued_fraction(self) -> f64 {
        let Self { a, b, x, y, below_mean } = self;
        let nonzero = |value: f64| if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value };
        let term = |m: f64| {
            let even = m * (b - m) * x / (a + 2.0 * m - 1.0);
            let odd = (a + m) * (below_mean + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0);
            if m > 0.0 { m + even + odd } else { odd }
        };
        let first = nonzero(term(0.0));
        let mut value = first;
        let mut above = first;
        let mut below = 0.0;
        let mut m = 0.0_f64;
        while m < TERMS_MAX {
            m += 1.0;
            let spread = a + 2.0 * m - 1.0;
            let alpha = (a + m - 1.0) / spread * ((a + b + m - 1.0) / spread) * m * (b - m) * x * x;
            let beta = term(m);
            below = 1.0 / nonzero(beta + alpha * below);
            above = nonzero(beta + alpha / above);
            let change = above * below;
            value *= change;
            if (change - 1.0).abs() <= f64::EPSILON {
                break;
            }
        }
        1.0 / value
    }
}

/// Far more terms than the largest admissible counts need.
const TERMS_MAX: f64 = 1e7;

#[cfg(test)]
mod tests {
    use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

    use super::*;

    fn check(value: f64, expected: f64, relative: f64) {
        assert!((value - expected).abs() <= relative * expected.abs(), "{value:e} instead of {expected:e}");
    }

    /// Truth to 20 digits from arbitrary-precision root finding on the incomplete beta function.
    #[test]
    fn f_quantiles_agree_with_arbitrary_precision() {
        let table = [
            (0.975, 2041.0, 20_410.0, 1.065_564_026_610_158_6),
            (0.025, 2041.0, 20_410.0, 0.936_859_514_543_087_8),
            (0.975, 48.0, 1993.0, 1.446_263_161_151_323_4),
            (0.975, 3.0, 9.0, 5.078_118_652_228_713),
            (0.025, 1.0, 4.0, 0.001_111_625_781_276_542_9),
            (0.975, 1.0, 1.0, 647.789_011_477_845_3),
            (0.025, 5999.0, 35_994.0, 0.961_820_270_922_420_7),
        ];
        for (probability, freedom1, freedom2, expected) in table {
            check(f_quantile(probability, freedom1, freedom2).unwrap(), expected, 2e-14);
        }
    }

    #[test]
    fn f_tails_are_accurate_relative_to_their_size() {
        check(f_upper(5.018_930_729_505_035, 48.0, 1993.0), 1.355_653_996_080_221_3e-25, 1e-12);
        check(f_upper(1.5, 3.0, 9.0), 0.279_698_253_491_379_8, 1e-14);
        check(f_upper(12.449_144_525_533_317, 98.0, 7283.0), 4.089_196_109_533_937e-176, 1e-12);
        assert_eq!(f_upper(0.0, 3.0, 9.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(f_upper(f64::INFINITY, 3.0, 9.0).to_bits(), 0.0_f64.to_bits());
    }

    /// Truth to 20 digits as above. A tail p carries about ln(1/p) times the rounding of its exponent.
    #[test]
    fn f_tails_stay_accurate_up_to_a_million_degrees_of_freedom() {
        let table = [
            (1.02, 1.0, 1e6, 0.312_519_253_513_501_6),
            (3.5, 2.0, 1e6, 0.030_197_753_340_804_886),
            (40.0, 3.0, 1e4, 1.096_439_593_912_289_5e-25),
            (0.05, 8.0, 1e4, 0.999_943_098_610_251_7),
            (1.02, 48.0, 1e6, 0.434_344_990_094_641_06),
            (3.5, 999.0, 1e4, 9.892_323_322_885_229e-220),
            (0.7, 1e5, 1.0, 0.767_999_441_910_703_3),
            (1.02, 1e5, 500.0, 0.385_774_983_212_142_64),
        ];
        for (value, freedom1, freedom2, expected) in table {
            let exponent = 1.0 + f64::ln(expected).abs();
            check(f_upper(value, freedom1, freedom2), expected, 1e-14 * exponent);
        }
    }

    #[test]
    fn t_quantiles_agree_with_published_tables() {
        let table = [
            (1.0, 12.706_204_736_174_7),
            (2.0, 4.302_652_729_749_462),
            (10.0, 2.228_138_851_986_274),
            (100.0, 1.983_971_518_523_552),
            (1e4, 1.960_201_239_890_626),
            (1e7, 1.959_964_221_767_205),
        ];
        for (freedom, expected) in table {
            check(t_quantile(0.975, freedom).unwrap(), expected, 5e-14);
        }
    }

    #[test]
    fn our_tails_and_those_of_statrs_agree_where_both_are_meant_to_work() {
        for (freedom1, freedom2) in [(1.0, 1.0), (2.0, 7.0), (5.0, 30.0), (24.0, 96.0)] {
            let theirs = FisherSnedecor::new(freedom1, freedom2).unwrap();
            for value in [0.01, 0.3, 0.9, 1.0, 1.7, 4.0, 25.0] {
                check(f_upper(value, freedom1, freedom2), theirs.sf(value), 1e-11);
            }
            for probability in [0.025, 0.5, 0.9, 0.975] {
                let value = f_quantile(probability, freedom1, freedom2).unwrap();
                check(theirs.cdf(value), probability, 1e-11);
            }
        }
        check(t_quantile(0.975, 7.0).unwrap(), StudentsT::new(0.0, 1.0, 7.0).unwrap().inverse_cdf(0.975), 1e-9);
    }

    #[test]
    fn nothing_outside_the_probabilities_has_a_quantile() {
        for probability in [f64::NAN, -0.1, 0.0, 1.0, 1.1] {
            assert!(f_quantile(probability, 3.0, 3.0).is_none());
            assert!(t_quantile(probability, 3.0).is_none());
        }
        assert!(f_quantile(0.5, 0.0, 3.0).is_none());
        assert!(f_quantile(0.5, f64::NAN, 3.0).is_none());
    }
}
