//! What unequal weights cost.

use crate::estimate::{Estimate, Known, Why};

/// Kish's design effect of weighting: how many times the variance of a mean is what equal weights would give, if the
/// weights have nothing to do with the answers.
///
/// Formula:  n Σ w² / (Σ w)².
/// Shapes:   n weights.
/// Units:    dimensionless, at least 1; n divided by it is the effective number of persons.
/// Unknown:  nobody; weights that are negative, not finite or all nought are outside the domain.
/// Rounding: floats.
/// Source:   Kish (1965), Survey Sampling, section 11.7.
///
/// ```
/// use indices::weighting::kish_design_effect;
///
/// // 2 · (1 + 9) / 16.
/// assert!((kish_design_effect(&[1.0, 3.0]).value().unwrap() - 1.25).abs() < 1e-15);
/// ```
#[must_use]
pub fn kish_design_effect(weights: &[f64]) -> Estimate {
    let effect = || {
        let n = u64::try_from(weights.len()).map_err(|_| Why::TooLarge)?;
        if n == 0 {
            return Err(Why::NoAnswers);
        }
        let largest = weights.iter().copied().fold(0.0, f64::max);
        if largest <= 0.0 || !weights.iter().all(|weight| *weight >= 0.0 && weight.is_finite()) {
            return Err(Why::OutsideDomain);
        }
        // As shares of the largest, so that nothing overflows.
        let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), weight| {
            let share = weight / largest;
            (sum + share, squares + share * share)
        });
        Ok(Known { value: n as f64 * squares / (sum * sum), n, interval: None })
    };
    effect().into()
}
