//! How well a model fits, on scales that do not grow with the number of persons.

use std::fmt;

use super::noncentrality::{chi_square_lower, chi_square_upper, noncentrality_for};
use crate::estimate::{Estimate, Interval, Known, Why};

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

/// A statistic whose mean without misfit is `factor` times its degrees of freedom.
#[derive(Clone, Copy)]
pub(crate) struct Statistic {
    pub(crate) value: f64,
    pub(crate) freedom: f64,
    pub(crate) factor: f64,
}

impl Statistic {
    fn misfit(self) -> f64 {
        self.value - self.factor * self.freedom
    }
}

/// The interval's level; the RMSEA's is 90 percent by custom, so that its lower end tests fit at 5 percent.
const RMSEA_LEVEL: f64 = 0.90;

impl FitIndices {
    /// Formula:  with d = χ² − c df, c = 1 but for the robust indices: CFI = 1 − max(d, 0)/max(d, d₀, 0);
    ///           TLI = 1 − (d/df)/(d₀/df₀); RMSEA = √(G max(d, 0)/(m df)), m = N − G persons in G groups. The interval
    ///           comes from the noncentralities under which χ²/c is the 95th and the 5th percentile.
    pub(crate) fn of(model: Statistic, baseline: Statistic, n: u64, groups: usize) -> Self {
        let known = |value: f64| match value.is_finite() {
            true => Ok(Known { value, n, interval: None }),
            false => Err(Why::NotIdentified),
        };
        let (misfit, of_baseline) = (model.misfit(), baseline.misfit());
        let worst = misfit.max(of_baseline).max(0.0);
        let cfi = if worst > 0.0 { 1.0 - misfit.max(0.0) / worst } else { 1.0 };
        let saturated = model.freedom < 0.5;
        let per_freedom = (misfit / model.freedom) / (of_baseline / baseline.freedom);
        let tli = if saturated { 1.0 } else { 1.0 - per_freedom };
        let of_freedom = |estimate: &dyn Fn() -> Result<Known, Why>| -> Estimate {
            if saturated { Estimate::Unknown(Why::NotIdentified) } else { estimate().into() }
        };
        let persons = n as f64 - groups as f64;
        let rmsea = |misfit: f64| (groups as f64 * misfit.max(0.0) / (persons * model.freedom)).sqrt();
        let unscaled = model.value / model.factor;
        let end = |exceeded: f64| {
            let noncentrality = noncentrality_for(unscaled, model.freedom, exceeded);
            noncentrality.map_or(0.0, |noncentrality| rmsea(noncentrality * model.factor))
        };
        let beyond = (1.0 - RMSEA_LEVEL) / 2.0;
        // The noncentrality at which the RMSEA has this value.
        let at = |rmsea: f64| persons * model.freedom * rmsea * rmsea / (model.factor * groups as f64);
        Self {
            cfi: known(cfi).into(),
            tli: known(tli).into(),
            rmsea: of_freedom(&|| {
                let interval = Interval { low: end(beyond), high: end(1.0 - beyond), level: RMSEA_LEVEL };
                known(rmsea(misfit)).map(|known| Known { interval: Some(interval), ..known })
            }),
            close_fit: of_freedom(&|| known(chi_square_upper(unscaled, model.freedom, at(0.05)))),
            not_close_fit: of_freedom(&|| known(chi_square_lower(unscaled, model.freedom, at(0.08)))),
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
