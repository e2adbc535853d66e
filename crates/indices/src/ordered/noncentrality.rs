//! The noncentral χ² distribution: how far a model misses, from how large its χ² is.

use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur, ln_gamma};

use crate::estimate::Why;

/// The probability that χ² with this many degrees of freedom and this noncentrality exceeds the value.
///
/// It is the central distribution with df + 2j degrees of freedom, averaged over a Poisson variable j with mean λ/2.
/// The upper tails of neighbouring j differ by a positive term, so they are added up from below and nothing cancels.
pub(crate) fn chi_square_upper(value: f64, freedom: f64, noncentrality: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let (shape, half, weights) = mixture(value, freedom, noncentrality);
    let mut tail = checked_gamma_ur(shape, half).unwrap_or_default();
    let mut term = first_term(shape, half);
    let mut sum = Average::default();
    for (step, weight) in weights.iter().enumerate() {
        sum.add(*weight, tail);
        tail = (tail + term).min(1.0);
        term *= half / (shape + step as f64 + 1.0);
    }
    sum.value()
}

/// The probability that it is at most the value; the terms run from above, since lower tails grow downwards.
pub(crate) fn chi_square_lower(value: f64, freedom: f64, noncentrality: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let (shape, half, weights) = mixture(value, freedom, noncentrality);
    let last = shape + weights.len() as f64 - 1.0;
    let mut tail = checked_gamma_lr(last, half).unwrap_or_default();
    let mut sum = Average::default();
    let mut term = first_term(last, half);
    for (step, weight) in weights.iter().rev().enumerate() {
        sum.add(*weight, tail);
        let shape = last - step as f64;
        term *= shape / half;
        tail = (tail + term).min(1.0);
    }
    sum.value()
}

/// The noncentrality with which the value is exceeded with this probability; nought where the value is small enough
/// for that without any.
pub(crate) fn noncentrality_for(value: f64, freedom: f64, exceeded: f64) -> Result<f64, Why> {
    if chi_square_upper(value, freedom, 0.0) >= exceeded {
        return Ok(0.0);
    }
    if value.is_nan() || value > VALUE_MAX {
        return Err(Why::TooLarge);
    }
    let (mut low, mut high) = (0.0, value.max(1.0));
    while chi_square_upper(value, freedom, high) < exceeded {
        (low, high) = (high, high * 2.0);
    }
    while high - low > f64::EPSILON * 4.0 * high {
        let middle = f64::midpoint(low, high);
        if chi_square_upper(value, freedom, middle) < exceeded {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(f64::midpoint(low, high))
}

/// More than any survey's χ²; the sums stay short below it.
const VALUE_MAX: f64 = 1e8;

/// The lowest shape, half the value, and the relative Poisson weights from there on.
fn mixture(value: f64, freedom: f64, noncentrality: f64) -> (f64, f64, Vec<f64>) {
    let mean = noncentrality.max(0.0) / 2.0;
    if mean <= 0.0 {
        return (freedom / 2.0, value / 2.0, vec![1.0]);
    }
    let mode = mean.floor();
    let reach = 10.0 * mean.sqrt() + 50.0;
    let mut below = Vec::new();
    let (mut weight, mut j) = (1.0, mode);
    while j > 0.0 && mode - j < reach {
        weight *= j / mean;
        j -= 1.0;
        below.push(weight);
    }
    let lowest = j;
    let mut weights: Vec<f64> = below.into_iter().rev().collect();
    (weight, j) = (1.0, mode);
    while j - mode <= reach {
        weights.push(weight);
        j += 1.0;
        weight *= mean / j;
    }
    (freedom / 2.0 + lowest, value / 2.0, weights)
}

/// yᵃ e⁻ʸ / Γ(a + 1): what the upper tail gains from shape a to a + 1.
fn first_term(shape: f64, half: f64) -> f64 {
    (shape * half.ln() - half - ln_gamma(shape + 1.0)).exp()
}

#[derive(Default)]
struct Average {
    sum: f64,
    weights: f64,
}

impl Average {
    fn add(&mut self, weight: f64, value: f64) {
        self.sum += weight * value;
        self.weights += weight;
    }

    fn value(&self) -> f64 {
        (self.sum / self.weights).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, expected: f64, relative: f64) {
        assert!((value - expected).abs() <= relative * expected.abs(), "{value:e} instead of {expected:e}");
    }

    /// With two degrees of freedom the central tail is exp(−x/2).
    #[test]
    fn central_tails_are_exponential_with_two_degrees() {
        for value in [0.1, 1.0, 5.0, 50.0, 400.0] {
            check(chi_square_upper(value, 2.0, 0.0), (-value / 2.0_f64).exp(), 1e-13);
            check(chi_square_lower(value, 2.0, 0.0), -(-value / 2.0_f64).exp_m1(), 1e-13);
        }
        check(chi_square_upper(0.0, 2.0, 3.0), 1.0, 0.0);
        check(chi_square_lower(-1.0, 2.0, 3.0), 0.0, 0.0);
    }

    /// Truth to 18 digits: the Poisson mixture in arbitrary precision.
    #[test]
    fn noncentral_tails_agree_with_arbitrary_precision() {
        let table = [
            (10.0, 5.0, 4.0, 0.359_211_634_329_604_8, 0.640_788_365_670_395_2),
            (143.5, 5.0, 33.85, 1.549_318_998_713_384_8e-9, 0.999_999_998_450_681),
            (3.0, 1.0, 20.0, 0.996_928_836_805_664_2, 0.003_071_163_194_335_790_6),
            (700.0, 48.0, 500.0, 0.000_868_490_151_936_101_8, 0.999_131_509_848_063_9),
            (0.5, 3.0, 12.0, 0.999_654_200_519_603_1, 0.000_345_799_480_396_929_6),
            (1500.0, 594.0, 800.0, 0.057_058_685_080_139_63, 0.942_941_314_919_860_4),
        ];
        for (value, freedom, noncentrality, upper, lower) in table {
            check(chi_square_upper(value, freedom, noncentrality), upper, 1e-11);
            check(chi_square_lower(value, freedom, noncentrality), lower, 1e-11);
        }
    }

    #[test]
    fn the_noncentrality_is_found_again() {
        for (noncentrality, freedom) in [(0.5, 1.0), (10.0, 5.0), (300.0, 48.0), (20_000.0, 594.0)] {
            for value in [freedom + noncentrality * 0.8, freedom + noncentrality * 1.3] {
                let exceeded = chi_square_upper(value, freedom, noncentrality);
                check(exceeded + chi_square_lower(value, freedom, noncentrality), 1.0, 1e-12);
                if exceeded > 1e-9 && exceeded < 1.0 - 1e-9 {
                    check(noncentrality_for(value, freedom, exceeded).unwrap(), noncentrality, 1e-6);
                }
            }
        }
        assert_eq!(noncentrality_for(1.0, 5.0, 0.05), Ok(0.0));
        assert_eq!(noncentrality_for(1e9, 5.0, 0.05), Err(Why::TooLarge));
    }
}
