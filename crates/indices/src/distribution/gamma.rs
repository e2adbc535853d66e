//! Logarithms of rising factorials and their derivatives, for counts: Γ(x + y)/Γ(x) with y a count.
//!
//! Differences of logarithms of gamma functions lose digits where x is large. For small counts the product is taken
//! factor by factor, where nothing cancels; for large ones the series of Stirling's formula is subtracted term by term.

use statrs::function::gamma::ln_gamma;

use super::deviance::stirling_rest;

/// Up to this count the sum is taken factor by factor.
const FACTORS_MAX: u64 = 256;

/// ln (x (x + 1) … (x + y − 1)) for positive x.
pub(crate) fn ln_rising(x: f64, y: u64) -> f64 {
    if y <= FACTORS_MAX {
        return factors(x, y).map(f64::ln).sum();
    }
    let end = x + y as f64;
    if x < 16.0 {
        return ln_gamma(end) - ln_gamma(x);
    }
    // Stirling at both ends; (x − 1/2) ln(end / x) by ln_1p where the two are close.
    (x - 0.5) * (y as f64 / x).ln_1p() + y as f64 * (end.ln() - 1.0) + stirling_rest(end) - stirling_rest(x)
}

/// The derivative of [`ln_rising`] by x: Σ 1/(x + k).
pub(crate) fn digamma_rising(x: f64, y: u64) -> f64 {
    if y <= FACTORS_MAX {
        return factors(x, y).map(f64::recip).sum();
    }
    digamma(x + y as f64) - digamma(x)
}

/// Minus the second derivative of [`ln_rising`] by x: Σ 1/(x + k)².
pub(crate) fn trigamma_rising(x: f64, y: u64) -> f64 {
    if y <= FACTORS_MAX {
        return factors(x, y).map(|factor| (factor * factor).recip()).sum();
    }
    trigamma(x) - trigamma(x + y as f64)
}

/// ln y!.
pub(crate) fn ln_factorial(y: u64) -> f64 {
    ln_rising(1.0, y)
}

fn factors(x: f64, y: u64) -> impl Iterator<Item = f64> {
    (0..y).map(move |step| x + step as f64)
}

/// ψ(x) for positive x: upwards by ψ(x) = ψ(x + 1) − 1/x, then the asymptotic series.
fn digamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < 16.0 {
        below += x.recip();
        x += 1.0;
    }
    let square = (x * x).recip();
    let series = [691.0 / 32_760.0, -1.0 / 132.0, 1.0 / 240.0, -1.0 / 252.0, 1.0 / 120.0, -1.0 / 12.0]
        .iter()
        .fold(0.0, |sum, coefficient| sum * square + coefficient);
    x.ln() - 0.5 / x + series * square - below
}

/// ψ′(x) for positive x, likewise.
fn trigamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < 16.0 {
        below += (x * x).recip();
        x += 1.0;
    }
    let square = (x * x).recip();
    let series = [-691.0 / 2730.0, 5.0 / 66.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 1.0 / 6.0]
        .iter()
        .fold(0.0, |sum, coefficient| sum * square + coefficient);
    x.recip() + 0.5 * square + series * square / x + below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64, relative: f64) {
        assert!((value - expected).abs() <= relative * expected.abs(), "{value:e} instead of {expected:e}");
    }

    #[test]
    fn values_of_tables() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        close(digamma(1.0), -EULER, 1e-14);
        close(digamma(0.5), -EULER - 2.0 * std::f64::consts::LN_2, 1e-14);
        close(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0, 1e-14);
        close(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0, 1e-14);
        close(ln_factorial(5), 120.0_f64.ln(), 1e-15);
        // ln 1000! to 20 digits.
        close(ln_factorial(1000), 5_912.128_178_488_163, 1e-14);
    }

    #[test]
    fn long_products_equal_their_factors() {
        for x in [0.3, 2.0, 40.0, 1e5] {
            for y in [FACTORS_MAX + 1, 5000] {
                close(ln_rising(x, y), factors(x, y).map(f64::ln).sum(), 1e-13);
                close(digamma_rising(x, y), factors(x, y).map(f64::recip).sum(), 1e-12);
                close(trigamma_rising(x, y), factors(x, y).map(|f| (f * f).recip()).sum(), 1e-11);
            }
        }
    }
}
