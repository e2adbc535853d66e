//! How far a model is from fitting, whatever statistic says so: the formulas of CFI, TLI and RMSEA.

use std::fmt;

use crate::distribution::{chi_squared_upper, noncentral_lower, noncentral_upper, noncentrality};
use crate::estimate::{Estimate, Interval, Why};

/// The confidence level of intervals for RMSEA: both tests of close fit at 5 % can be read off its ends.
pub const RMSEA_LEVEL: f64 = 0.90;

/// The RMSEA up to which a fit is called close (Browne & Cudeck 1993).
const CLOSE: f64 = 0.05;

/// The RMSEA from which on a fit is no longer called reasonable (MacCallum, Browne & Sugawara 1996).
const NOT_CLOSE: f64 = 0.08;

/// CFI, TLI and RMSEA, all from the chi-square of a model and of its baseline.
#[derive(Clone, Copy, PartialEq)]
pub struct ApproximateFit {
    /// Comparative fit index: 1 − misfit over the misfit of the model without any correlation.
    pub cfi: Estimate,
    /// Tucker-Lewis index: the same per degree of freedom; not bounded to 0 and 1.
    pub tli: Estimate,
    /// Root mean square error of approximation with its 90 % interval.
    pub rmsea: Estimate,
    /// The probability of so great a chi-square, or a greater one, if RMSEA were 0.05.
    pub close_fit_p: Estimate,
    /// The probability of so small a chi-square, or a smaller one, if RMSEA were 0.08.
    pub not_close_fit_p: Estimate,
}

impl ApproximateFit {
    /// Those of a statistic and its baseline; RMSEA and its tests from `rmsea`, which for most is the model's.
    pub(crate) fn of(model: &Approximation, baseline: &Approximation, rmsea: &Approximation) -> Self {
        if !(model.is_sound() && baseline.is_sound() && rmsea.is_sound()) {
            return Self::unknown(Why::NotIdentified);
        }
        Self {
            cfi: model.cfi(baseline),
            tli: model.tli(baseline),
            rmsea: rmsea.rmsea(),
            close_fit_p: rmsea.close_fit_p(),
            not_close_fit_p: rmsea.not_close_fit_p(),
        }
    }

    /// All unknown for one reason.
    pub(crate) fn unknown(why: Why) -> Self {
        let unknown = Estimate::Unknown(why);
        Self { cfi: unknown, tli: unknown, rmsea: unknown, close_fit_p: unknown, not_close_fit_p: unknown }
    }
}

/// A chi-square beside its degrees of freedom: how far from fitting.
///
/// A scaled chi-square T = X/c comes with its factor c. CFI, TLI and RMSEA then use X − cd, which estimates the distance
/// in the population that X − d estimates under normality (Brosseau-Liard & Savalei 2014).
#[derive(Clone, Copy)]
pub(crate) struct Approximation {
    /// T, whose distribution is taken for noncentral chi-square.
    pub(crate) chi_square: f64,
    /// d.
    pub(crate) df: f64,
    /// c, which is 1 for an unscaled one.
    pub(crate) factor: f64,
    /// Persons.
    pub(crate) persons: u64,
    /// N, or N − G.
    pub(crate) n: f64,
    /// G.
    pub(crate) groups: f64,
}

impl Approximation {
    /// The unscaled statistic X = cT, taken for chi-square on cd degrees of freedom, a fraction.
    pub(crate) fn unscaled(self) -> Self {
        Self { chi_square: self.chi_square * self.factor, df: self.df * self.factor, factor: 1.0, ..self }
    }

    /// Whether this is a statistic at all; a negative factor would turn misfit into fit.
    fn is_sound(&self) -> bool {
        self.chi_square.is_finite() && self.factor.is_finite() && self.factor > 0.0
    }

    pub(crate) fn p(&self) -> Estimate {
        self.estimate(chi_squared_upper(self.chi_square, self.df))
    }

    /// c(T − d).
    fn distance(&self) -> f64 {
        self.factor * (self.chi_square - self.df)
    }

    pub(crate) fn cfi(&self, baseline: &Self) -> Estimate {
        let distance = self.distance().max(0.0);
        let greatest = baseline.distance().max(distance);
        let value = if greatest > 0.0 { 1.0 - distance / greatest } else { 1.0 };
        Estimate::known(value, self.persons, None)
    }

    pub(crate) fn tli(&self, baseline: &Self) -> Estimate {
        let independent = baseline.distance() / baseline.df;
        if independent.is_nan() || independent <= 0.0 {
            return Estimate::Unknown(Why::OutsideDomain);
        }
        self.estimate(1.0 - self.distance() / self.df / independent)
    }

    /// RMSEA that belongs to a noncentrality.
    fn of_noncentrality(&self, noncentrality: f64) -> f64 {
        (self.factor * noncentrality.max(0.0) * self.groups / (self.df * self.n)).sqrt()
    }

    pub(crate) fn rmsea(&self) -> Estimate {
        if self.df <= 0.0 {
            return Estimate::Unknown(Why::NotIdentified);
        }
        let beyond = (1.0 - RMSEA_LEVEL) / 2.0;
        let end = |probability| {
            let noncentrality = noncentrality(self.chi_square, self.df, probability);
            self.of_noncentrality(noncentrality.unwrap_or_default())
        };
        let interval = Interval { low: end(1.0 - beyond), high: end(beyond), level: RMSEA_LEVEL };
        Estimate::known(self.of_noncentrality(self.chi_square - self.df), self.persons, Some(interval))
    }

    pub(crate) fn close_fit_p(&self) -> Estimate {
        self.estimate(noncentral_upper(self.chi_square, self.df, self.noncentrality_of(CLOSE)))
    }

    pub(crate) fn not_close_fit_p(&self) -> Estimate {
        self.estimate(noncentral_lower(self.chi_square, self.df, self.noncentrality_of(NOT_CLOSE)))
    }

    /// The noncentrality that belongs to an RMSEA.
    fn noncentrality_of(&self, rmsea: f64) -> f64 {
        rmsea * rmsea * self.df * self.n / (self.factor * self.groups)
    }

    fn estimate(&self, value: f64) -> Estimate {
        if self.df <= 0.0 {
            return Estimate::Unknown(Why::NotIdentified);
        }
        Estimate::known(value, self.persons, None)
    }
}

/// Reveals nothing.
impl fmt::Debug for ApproximateFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApproximateFit(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(chi_square: f64, df: f64, factor: f64) -> Approximation {
        Approximation { chi_square, df, factor, persons: 100, n: 100.0, groups: 1.0 }
    }

    fn check(estimate: Estimate, expected: f64) {
        assert!((estimate.value().unwrap() - expected).abs() < 1e-15, "not {expected}");
    }

    /// χ² = 10 on 4 degrees beside 106 on 6: six too many of a hundred.
    #[test]
    fn indices_by_hand() {
        let model = with(10.0, 4.0, 1.0);
        let fit = ApproximateFit::of(&model, &with(106.0, 6.0, 1.0), &model);
        check(fit.cfi, 0.94);
        check(fit.tli, 0.91);
        check(fit.rmsea, 6.0_f64.sqrt() / 20.0);
        // With T = 5 and c = 2 the same X = 10 has 2 · 4 to be measured by.
        let scaled = with(5.0, 4.0, 2.0);
        check(scaled.rmsea(), 2.0_f64.sqrt() / 20.0);
        check(scaled.unscaled().rmsea(), 2.0_f64.sqrt() / 800.0_f64.sqrt());
    }

    #[test]
    fn without_degrees_of_freedom_or_a_statistic_nothing_fits() {
        let (saturated, baseline) = (with(0.0, 0.0, 1.0), with(106.0, 6.0, 1.0));
        let fit = ApproximateFit::of(&saturated, &baseline, &saturated);
        for unknown in [fit.tli, fit.rmsea, fit.close_fit_p, fit.not_close_fit_p] {
            assert_eq!(unknown.why(), Some(Why::NotIdentified));
        }
        for bad in [with(f64::NAN, 4.0, 1.0), with(10.0, 4.0, -1.0), with(10.0, 4.0, f64::INFINITY)] {
            assert_eq!(ApproximateFit::of(&bad, &baseline, &bad).cfi.why(), Some(Why::NotIdentified));
        }
        let model = with(3.0, 4.0, 1.0);
        let independent = ApproximateFit::of(&model, &with(5.0, 6.0, 1.0), &model);
        assert_eq!(independent.tli.why(), Some(Why::OutsideDomain), "even independence fits");
    }
}
