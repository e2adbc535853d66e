//! How well a model fits, on scales that do not grow with the number of persons.

use std::fmt;

use crate::approximate_fit::Approximation;
use crate::estimate::{Estimate, Why};

/// Indices of approximate fit, all from the χ² of the model and of its baseline.
#[derive(Clone, Copy, PartialEq)]
pub struct FitIndices {
    /// Comparative fit index: 1 − misfit over the misfit of the model without any correlation.
    pub cfi: Estimate,
    /// Tucker-Lewis index: the same per degree of freedom; not bounded to 0 and 1.
    pub tli: Estimate,
    /// Root mean square error of approximation, with its interval of 90 percent.
    pub rmsea: Estimate,
    /// The probability of a χ² so large if the RMSEA were 0.05.
    pub close_fit: Estimate,
    /// The probability of a χ² so small if the RMSEA were 0.08.
    pub not_close_fit: Estimate,
}

impl FitIndices {
    /// Those of a statistic and its baseline, both with their factors.
    pub(crate) fn of(model: &Approximation, baseline: &Approximation) -> Self {
        let sound = |of: &Approximation| of.chi_square.is_finite() && of.factor.is_finite() && of.factor > 0.0;
        if !(sound(model) && sound(baseline)) {
            return Self::unknown(Why::NotIdentified);
        }
        Self {
            cfi: model.cfi(baseline),
            tli: model.tli(baseline),
            rmsea: model.rmsea(),
            close_fit: model.close_fit_p(),
            not_close_fit: model.not_close_fit_p(),
        }
    }

    /// All unknown for one reason.
    pub(crate) fn unknown(why: Why) -> Self {
        let unknown = Estimate::Unknown(why);
        Self { cfi: unknown, tli: unknown, rmsea: unknown, close_fit: unknown, not_close_fit: unknown }
    }
}

/// Reveals nothing.
impl fmt::Debug for FitIndices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FitIndices(..)")
    }
}
