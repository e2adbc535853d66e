//! The noncentral χ² distribution: how far a model misses, from how large its χ² is.

use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur, ln_gamma};

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

/// The noncentrality with which the value is exceeded with this probability; nothing where none is large enough, which
/// is to say where the value is small already for a model without misfit.
pub(crate) fn noncentrality_for(value: f64, freedom: f64, exceeded: f64) -> Option<f64> {
    if chi_square_upper(value, freedom, 0.0) >= exceeded {
        return None;
    }
    let (mut low, mut high) = (0.0, value.max(1.0));
    while chi_square_upper(value, freedom, high) < exceeded {
        (low, high) = (high, high * 2.0);
        if high > NONCENTRALITY_MAX {
            return None;
        }
    }
    while high - low > f64::EPSILON * 4.0 * high {
        let middle = f64::midpoint(low, high);
        if chi_square_upper(value, freedom, middle) < exceeded {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Far more than any survey's χ²; the sums stay short below it.
const NONCENTRALITY_MAX: f64 = 1e9;

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
