//! What a fit of two levels says.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::surface::TwoLevels;
use crate::approximate_fit::Approximation;
use crate::estimate::Estimate;
use crate::factor::fit::Estimated;
use crate::factor::specification::Entry;

/// A factor model of two levels, fitted by maximum likelihood.
#[derive(Clone)]
pub struct TwoLevelFit {
    pub(super) levels: TwoLevels,
    pub(super) persons: u64,
    pub(super) units: u64,
    pub(super) parameters: DVector<f64>,
    /// The covariance matrix of the estimates.
    pub(super) precision: DMatrix<f64>,
    pub(super) log_likelihood: f64,
    pub(super) saturated_log_likelihood: f64,
    pub(super) baseline_log_likelihood: f64,
    /// Per item the share of the variance that lies between units, without a model.
    pub(super) intraclass: Vec<f64>,
}

impl TwoLevelFit {
    /// Persons.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.persons
    }

    /// Units.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units
    }

    /// Number of free parameters.
    #[must_use]
    pub fn free_parameters(&self) -> usize {
        self.levels.free()
    }

    /// Means, and variances and covariances at both levels, beyond the free parameters.
    #[must_use]
    pub fn df(&self) -> usize {
        let items = self.levels.within.items;
        (items * (items + 1) + items).saturating_sub(self.free_parameters())
    }

    /// Log-likelihood of the model.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Likelihood ratio against the saturated model.
    #[must_use]
    pub fn chi_square(&self) -> f64 {
        (2.0 * (self.saturated_log_likelihood - self.log_likelihood)).max(0.0)
    }

    fn approximation(&self) -> Approximation {
        self.approximation_of(self.chi_square(), self.df())
    }

    fn approximation_of(&self, chi_square: f64, df: usize) -> Approximation {
        let persons = self.persons;
        Approximation { chi_square, df: df as f64, factor: 1.0, persons, n: persons as f64, groups: 1.0 }
    }

    /// The probability of so great a chi-square under the model; unknown without degrees of freedom.
    #[must_use]
    pub fn p(&self) -> Estimate {
        self.approximation().p()
    }

    /// Root mean square error of approximation with its 90 % interval; unknown without degrees of freedom.
    #[must_use]
    pub fn rmsea(&self) -> Estimate {
        self.approximation().rmsea()
    }

    /// Comparative fit index against independence at both levels.
    #[must_use]
    pub fn cfi(&self) -> Estimate {
        let items = self.levels.within.items;
        let chi_square = 2.0 * (self.saturated_log_likelihood - self.baseline_log_likelihood);
        let baseline = self.approximation_of(chi_square, items * items.saturating_sub(1));
        self.approximation().cfi(&baseline)
    }

    /// The coefficients within units, as in [`crate::factor::Fit::estimates`].
    #[must_use]
    pub fn within(&self) -> Vec<Estimated> {
        self.estimates(self.levels.within_entries())
    }

    /// The coefficients between units; items are in the order of the model within.
    #[must_use]
    pub fn between(&self) -> Vec<Estimated> {
        self.estimates(self.levels.between_entries())
    }

    /// The share of an item's variance that lies between units, ICC(1) by maximum likelihood, without a factor model.
    #[must_use]
    pub fn intraclass_correlation(&self, item: usize) -> Option<f64> {
        self.intraclass.get(item).copied()
    }

    fn estimates(&self, entries: &[Entry]) -> Vec<Estimated> {
        entries.iter().map(|entry| Estimated::of(0, entry, &self.parameters, &self.precision)).collect()
    }
}

/// Shows the shape only.
impl fmt::Debug for TwoLevelFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwoLevelFit").field("df", &self.df()).finish_non_exhaustive()
    }
}
