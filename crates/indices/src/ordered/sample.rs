//! The groups of a study: what their factor models are fitted to.

use std::fmt;

use counts::{PairTables, Patterns};
use nalgebra::{DMatrix, DVector};

use super::asymptotic::GroupStatistics;
use super::fit::{self, OrderedFit};
use super::matrix::pair_position;
use super::model::{Invariance, OrderedModel};
use super::thresholds::Thresholds;
use crate::approximate_fit::Approximation;
use crate::confidence::fisher_interval;
use crate::estimate::{Estimate, Why};

/// Thresholds, polychoric correlations and their asymptotic covariance matrix in each of some groups.
///
/// Making it is the expensive part; any number of models can then be fitted to it.
#[derive(Clone)]
pub struct OrderedSample {
    groups: Vec<GroupStatistics>,
}

impl OrderedSample {
    /// The statistics of one or more groups.
    ///
    /// Formula:  two-step thresholds and polychoric correlations (one empty cell of a two by two table gets half a
    ///           person, as in lavaan), and Γ, n times their asymptotic covariance matrix, from products of scores.
    /// Shapes:   the complete response patterns of each group; the first group is the one others are compared with.
    /// Units:    standard deviations of the underlying variables; correlations.
    /// Unknown:  no group; sets of different items; a point that is used in one group and not in another, since groups
    ///           with different points have different thresholds (a point nobody used anywhere is left out); whatever
    ///           makes a threshold or a correlation unknown.
    /// Rounding: that of the correlations; Γ is a sum of squares over patterns.
    /// Source:   Muthén (1984), Psychometrika 49, 115–132; R `lavaan`, `lavInspect(fit, c("sampstat", "gamma"))`.
    ///
    /// ```
    /// use counts::{OrderedShape, Patterns};
    /// use indices::ordered::OrderedSample;
    /// use survey::Points;
    ///
    /// let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(0, 1)?, 2)?);
    /// patterns.add_columns(&[&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 0, 1, 1]])?;
    /// let sample = OrderedSample::of(&[patterns]).unwrap();
    /// assert!((sample.correlation(0, 0, 1).unwrap().value().unwrap() - 0.5).abs() < 1e-14);
    /// assert_eq!(sample.n(), 6);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(groups: &[Patterns]) -> Result<Self, Why> {
        let first = groups.first().ok_or(Why::NoAnswers)?;
        if groups.iter().any(|group| group.shape() != first.shape()) {
            return Err(Why::OutsideDomain);
        }
        let tables: Vec<PairTables> = groups.iter().map(Patterns::pair_tables).collect();
        if tables.iter().any(|group| group.persons() == 0) {
            return Err(Why::NoAnswers);
        }
        if tables.windows(2).any(|two| matches!(two, [a, b] if used_points(a) != used_points(b))) {
            return Err(Why::EmptyCategory);
        }
        let groups = groups.iter().zip(&tables).map(|(patterns, tables)| GroupStatistics::of(patterns, tables));
        let groups = groups.collect::<Result<Vec<_>, Why>>()?;
        Ok(Self { groups })
    }

    /// Fits a factor model by diagonally weighted least squares; see [`OrderedFit`].
    pub fn fit(&self, model: &OrderedModel, invariance: Invariance) -> Result<OrderedFit, Why> {
        fit::fit(self, model, invariance)
    }

    /// Persons in all groups.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.groups.iter().map(|group| group.n).fold(0, u64::saturating_add)
    }

    /// A χ² beside its degrees of freedom, divided by its factor; as lavaan does with limited information, N counts a
    /// person less in each group.
    pub(super) fn approximation(&self, chi_square: f64, df: usize, factor: f64) -> Approximation {
        let (persons, groups) = (self.n(), self.groups.len() as f64);
        Approximation { chi_square, df: df as f64, factor, persons, n: persons as f64 - groups, groups }
    }

    /// Persons per group.
    #[must_use]
    pub fn group_sizes(&self) -> Vec<u64> {
        self.groups.iter().map(|group| group.n).collect()
    }

    /// The thresholds of an item in a group.
    #[must_use]
    pub fn thresholds(&self, group: usize, item: usize) -> Option<&Thresholds> {
        self.groups.get(group)?.thresholds.get(item)
    }

    /// The polychoric correlation of two different items in a group, with its interval.
    ///
    /// Formula:  tanh(atanh ρ ± z · se/(1 − ρ²)), se = √(Γᵣᵣ/(n − 1)): Fisher's transformation keeps it inside (−1, 1).
    /// Shapes:   items in either order; nothing for an item with itself or one the set does not have.
    /// Units:    a correlation.
    /// Unknown:  never; a sample without it could not be made.
    /// Rounding: that of the correlation.
    /// Source:   Muthén (1984), Psychometrika 49, 115–132; the standard error is that of R `lavaan`.
    ///
    /// ```
    /// use counts::{OrderedShape, Patterns};
    /// use indices::ordered::OrderedSample;
    /// use survey::Points;
    ///
    /// // Unrelated items cut at the median: the variance of the tetrachoric correlation is (π/2)²/n.
    /// let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(0, 1)?, 2)?);
    /// for _ in 0..25 {
    ///     patterns.add_columns(&[&[0, 0, 1, 1], &[0, 1, 0, 1]])?;
    /// }
    /// let correlation = OrderedSample::of(&[patterns]).unwrap().correlation(0, 1, 0).unwrap();
    /// let reach = 1.959_963_984_540_054 * std::f64::consts::FRAC_PI_2 / 99.0_f64.sqrt();
    /// assert!((correlation.interval().unwrap().high - reach.tanh()).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn correlation(&self, group: usize, i: usize, j: usize) -> Option<Estimate> {
        let group = self.groups.get(group)?;
        let pair = pair_position(self.items(), i.min(j), i.max(j))?;
        let value = *group.correlations.get((i, j))?;
        let thresholds: usize = group.thresholds.iter().map(|of| of.values().len()).sum();
        let variance = group.gamma.get((thresholds + pair, thresholds + pair))? / (group.n as f64 - 1.0);
        Some(Estimate::known(value, group.n, fisher_interval(value, variance.sqrt() / (1.0 - value * value))))
    }

    pub(crate) fn groups(&self) -> &[GroupStatistics] {
        &self.groups
    }

    pub(crate) fn items(&self) -> usize {
        self.groups.first().map_or(0, |group| group.thresholds.len())
    }

    /// All persons, and each group's share of them.
    pub(crate) fn total_and_shares(&self) -> (f64, Vec<f64>) {
        let total = self.n() as f64;
        (total, self.groups.iter().map(|group| group.n as f64 / total).collect())
    }

    /// The statistics of all groups, one below the other.
    pub(crate) fn observed(&self) -> DVector<f64> {
        let values: Vec<f64> = self.groups.iter().flat_map(|group| group.observed.iter().copied()).collect();
        DVector::from_vec(values)
    }

    /// The weight of each statistic in the asymptotics: its group's share over its asymptotic variance.
    pub(crate) fn weights(&self) -> DVector<f64> {
        let (_, shares) = self.total_and_shares();
        self.over_variances(shares.into_iter())
    }

    /// The weight of each statistic in the sum that is minimised and becomes χ². The tradition of generalised least
    /// squares, in which lavaan stands, counts a group of n as n − 1 here and as n in the asymptotics.
    pub(crate) fn weights_of_test(&self) -> DVector<f64> {
        self.over_variances(self.groups.iter().map(|group| group.n as f64 - 1.0))
    }

    fn over_variances(&self, of_groups: impl Iterator<Item = f64>) -> DVector<f64> {
        let variances = self.groups.iter().zip(of_groups).map(|(group, weight)| (group.gamma.diagonal(), weight));
        let values = variances
            .flat_map(|(variances, weight)| variances.iter().map(|variance| weight / variance).collect::<Vec<f64>>());
        DVector::from_vec(values.collect())
    }

    /// Γ of all groups, block by block, each over its group's share; with [`Self::weights`] this is one big group.
    pub(crate) fn gamma(&self) -> DMatrix<f64> {
        let (_, shares) = self.total_and_shares();
        let size = self.groups.iter().map(|group| group.gamma.nrows()).sum();
        let mut gamma = DMatrix::zeros(size, size);
        let mut start = 0;
        for (group, share) in self.groups.iter().zip(shares) {
            let rows = group.gamma.nrows();
            gamma.view_mut((start, start), (rows, rows)).copy_from(&(&group.gamma / share));
            start += rows;
        }
        gamma
    }

    /// Where the correlations stand among the statistics of all groups.
    pub(crate) fn correlation_positions(&self) -> Vec<usize> {
        let mut positions = Vec::new();
        let mut start = 0;
        for group in &self.groups {
            let thresholds: usize = group.thresholds.iter().map(|of| of.values().len()).sum();
            positions.extend(start + thresholds..start + group.observed.len());
            start += group.observed.len();
        }
        positions
    }
}

/// Per item, which points somebody chose.
fn used_points(tables: &PairTables) -> Vec<Vec<bool>> {
    let histograms = (0..tables.shape().items().len()).filter_map(|item| tables.histogram(item));
    histograms.map(|answers| answers.iter().map(|&answers| answers > 0).collect()).collect()
}

/// Shows the shape only.
impl fmt::Debug for OrderedSample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderedSample").field("groups", &self.groups.len()).finish_non_exhaustive()
    }
}
