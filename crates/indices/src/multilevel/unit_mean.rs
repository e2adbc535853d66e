//! The mean of one unit, raw and drawn towards all units by as much as it is unsure.

use std::fmt;

use super::random_intercept::RandomIntercept;
use crate::aggregation::GroupMoments;
use crate::estimate::{Estimate, Interval, LEVEL, Why};

/// What is known of one unit's mean.
#[derive(Clone, Copy, PartialEq)]
pub struct UnitMean {
    /// Persons with a score.
    pub n: u64,
    /// Mean of their scores; unknown for an empty unit.
    pub raw_mean: Estimate,
    /// Their standard deviation, divisor n − 1; unknown for fewer than two.
    pub raw_sd: Estimate,
    /// The reliability of the raw mean, λ = τ² / (τ² + σ²/n); 0 for an empty unit.
    pub lambda: f64,
    /// λ (raw mean − μ), the best linear unbiased prediction of the unit's deviation.
    pub blup: f64,
    /// The empirical Bayes mean μ + blup, with an interval of ± 1.96 `prediction_sd`.
    pub eb_mean: Estimate,
    /// √(τ² (1 − λ)): what R `lme4::ranef(condVar = TRUE)` gives, as if μ, τ² and σ² were known.
    pub conditional_sd: f64,
    /// √(τ² (1 − λ) + (1 − λ)² se(μ)²): the same with μ estimated, as it is.
    pub prediction_sd: f64,
}

impl RandomIntercept {
    /// The mean of a unit, raw and shrunken. The unit should be one of those the model was fitted to; an empty one gets
    /// the mean of all units.
    ///
    /// Formula:  μ + λ (ȳ − μ), λ = nθ / (1 + nθ), μ the mean of the model and not that of all persons.
    /// Units:    score points.
    /// Unknown:  sums beyond 128 bits.
    /// Rounding: ȳ − μ is subtracted from exact sums.
    /// Source:   Robinson (1991), Statistical Science 6, 15–32; R `lme4::ranef`.
    ///
    /// ```
    /// use indices::aggregation::GroupMoments;
    /// use indices::multilevel::{Method, random_intercept};
    ///
    /// // Answers 1, 3 and 4, 6: τ² 3.5, σ² 2, so λ = 3.5 / (3.5 + 2/2) = 7/9 and the means 2 and 5 move towards 3.5.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// let fit = random_intercept(&units, 1, Method::Reml).unwrap();
    /// let first = fit.unit_mean(&units[0]).unwrap();
    /// assert!((first.lambda - 7.0 / 9.0).abs() < 1e-13);
    /// assert!((first.eb_mean.value().unwrap() - (3.5 - 1.5 * 7.0 / 9.0)).abs() < 1e-13);
    /// ```
    pub fn unit_mean(&self, group: &GroupMoments) -> Result<UnitMean, Why> {
        let size = group.n as f64;
        let lambda = size * self.theta / (1.0 + size * self.theta);
        let offset = match group.n {
            0 => 0.0,
            n => self.centre.offset(group.sum, i128::from(n)).ok_or(Why::TooLarge)? - self.mu_offset,
        };
        let blup = lambda * offset;
        let conditional = self.tau2() * (1.0 - lambda);
        let mean_part = (1.0 - lambda) * self.se_mu;
        let prediction_sd = (conditional + mean_part * mean_part).sqrt();
        let eb_mean = self.mu() + blup;
        let interval = self.z.map(|z| Interval {
            low: eb_mean - z * prediction_sd,
            high: eb_mean + z * prediction_sd,
            level: LEVEL,
        });
        Ok(UnitMean {
            n: group.n,
            raw_mean: self.raw_mean(group),
            raw_sd: self.raw_sd(group).ok_or(Why::TooLarge)?,
            lambda,
            blup,
            eb_mean: Estimate::known(eb_mean, group.n, interval),
            conditional_sd: conditional.sqrt(),
            prediction_sd,
        })
    }

    fn raw_mean(&self, group: &GroupMoments) -> Estimate {
        if group.n == 0 {
            return Estimate::Unknown(Why::NoAnswers);
        }
        Estimate::known(group.sum as f64 / (group.n as f64 * self.centre.divisor as f64), group.n, None)
    }

    fn raw_sd(&self, group: &GroupMoments) -> Option<Estimate> {
        let n = i128::from(group.n);
        if n < 2 {
            return Some(Estimate::Unknown(Why::TooFewAnswers { needed: 2 }));
        }
        let scatter = n.checked_mul(group.squares)?.checked_sub(group.sum.checked_mul(group.sum)?)?;
        let variance = scatter as f64 / n.checked_mul(n - 1)? as f64;
        Some(Estimate::known(variance.max(0.0).sqrt() / self.centre.divisor as f64, group.n, None))
    }
}

/// Reveals nothing.
impl fmt::Debug for UnitMean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitMean(..)")
    }
}
