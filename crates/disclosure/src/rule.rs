//! How many people a number needs before it may be shown.

use serde::Serialize;

/// The p of the p % rule: days of absence are withheld where what is left without the two largest parts is at most so many percent of
/// the largest.
pub const DOMINANCE_PERCENT: u64 = 15;

/// The thresholds of one release. They are fixed when a wave opens and can be stricter than the house rule, never weaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    answers_min: u64,
    distribution_min: u64,
    quality_min: u64,
    employees_min: u64,
}

/// Why thresholds were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A threshold is lower than the house allows.
    #[error("{field} is {given}, and may not be lower than {least}")]
    TooWeak {
        /// Which threshold.
        field: &'static str,
        /// What was asked for.
        given: u64,
        /// The house rule.
        least: u64,
    },
    /// A distribution says more than a mean, so it cannot need fewer people.
    #[error("distribution_min is {distribution_min}, and may not be lower than answers_min, {answers_min}")]
    DistributionBelowAnswers {
        /// What was asked for distributions.
        distribution_min: u64,
        /// What was asked for numbers.
        answers_min: u64,
    },
}

impl Rule {
    /// Five people for a number, ten for a distribution, a hundred for the quality of a scale, ten employees for absence.
    #[must_use]
    pub const fn house() -> Rule {
        Rule { answers_min: 5, distribution_min: 10, quality_min: 100, employees_min: 10 }
    }

    /// Thresholds that are as strict as the house rule, or stricter.
    ///
    /// # Errors
    /// When a threshold is weaker than the house rule, or a distribution would need fewer people than a mean.
    pub fn stricter(
        answers_min: u64,
        distribution_min: u64,
        quality_min: u64,
        employees_min: u64,
    ) -> Result<Rule, RuleError> {
        let house = Rule::house();
        let wanted = [
            ("answers_min", answers_min, house.answers_min),
            ("distribution_min", distribution_min, house.distribution_min),
            ("quality_min", quality_min, house.quality_min),
            ("employees_min", employees_min, house.employees_min),
        ];
        if let Some((field, given, least)) = wanted.into_iter().find(|(_, given, least)| given < least) {
            return Err(RuleError::TooWeak { field, given, least });
        }
        if distribution_min < answers_min {
            return Err(RuleError::DistributionBelowAnswers { distribution_min, answers_min });
        }
        Ok(Rule { answers_min, distribution_min, quality_min, employees_min })
    }

    /// The people a mean needs.
    #[must_use]
    pub const fn answers_min(self) -> u64 {
        self.answers_min
    }

    /// The people a distribution, a standard deviation, an agreement index or a favourable share needs; and the invited a response rate needs.
    #[must_use]
    pub const fn distribution_min(self) -> u64 {
        self.distribution_min
    }

    /// The people reliability and intraclass correlation need.
    #[must_use]
    pub const fn quality_min(self) -> u64 {
        self.quality_min
    }

    /// The employees an absence rate needs.
    #[must_use]
    pub const fn employees_min(self) -> u64 {
        self.employees_min
    }
}
