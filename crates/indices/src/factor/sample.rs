//! The data of a fit: per group its saturated moments, and one block per pattern of answered items.

#![expect(clippy::indexing_slicing, reason = "items, factors and parameters are positions in matrices made for them")]

use nalgebra::{DMatrix, DVector};

use super::model::Model;
use super::moments::SampleMoments;
use crate::determinant::ln_determinant;
use crate::estimate::Why;

/// Which normal likelihood is maximised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likelihood {
    /// The likelihood of the answers: covariances with divisor n, chi-square N times the minimum. Mplus; lavaan's default.
    Normal,
    /// The likelihood of the unbiased covariance matrix: divisor n − 1, chi-square N − G times the minimum. EQS, AMOS.
    Wishart,
}

/// Persons who answered the same items.
#[derive(Clone)]
pub(super) struct Block {
    /// By how many persons the block counts: n, or n − 1 in the Wishart likelihood.
    pub(super) weight: f64,
    /// The answered items, ascending.
    pub(super) observed: Vec<usize>,
    /// Means of the answered items.
    pub(super) means: DVector<f64>,
    /// Covariance matrix of the answered items.
    pub(super) covariance: DMatrix<f64>,
}

#[derive(Clone)]
pub(super) struct Group {
    pub(super) n: u64,
    pub(super) weight: f64,
    /// Means and covariances without a model.
    pub(super) means: DVector<f64>,
    pub(super) covariance: DMatrix<f64>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Clone)]
pub(super) struct Sample {
    pub(super) groups: Vec<Group>,
}

impl Sample {
    /// The items of the model, complete in every group.
    pub(super) fn complete(model: &Model, moments: &[SampleMoments], likelihood: Likelihood) -> Result<Self, Why> {
        if moments.is_empty() {
            return Err(Why::NoAnswers);
        }
        let groups = moments.iter().map(|group| Group::complete(&group.select(model.positions())?, likelihood));
        Ok(Self { groups: groups.collect::<Result<_, _>>()? })
    }

    /// Persons.
    pub(super) fn n(&self) -> u64 {
        self.groups.iter().map(|group| group.n).fold(0, u64::saturating_add)
    }

    /// Persons as the likelihood counts them: N, or N − G.
    pub(super) fn weight(&self) -> f64 {
        self.groups.iter().map(|group| group.weight).sum()
    }

    pub(super) fn means(&self) -> Vec<&DVector<f64>> {
        self.groups.iter().map(|group| &group.means).collect()
    }

    /// Half the deviance of the saturated model, without the constant of the normal density.
    pub(super) fn saturated_objective(&self) -> Result<f64, Why> {
        let parts = self.groups.iter().map(|group| objective(group, &group.means, &group.covariance));
        parts.sum::<Option<f64>>().ok_or(Why::NotPositiveDefinite)
    }

    /// The same of the model in which no item is related to another; with missing answers each item counts those who
    /// answered it.
    pub(super) fn independent_objective(&self) -> f64 {
        self.groups.iter().map(Group::independent_objective).sum()
    }

    /// Answers given, each counted once: what the constant of the normal density is multiplied with.
    pub(super) fn answers(&self) -> f64 {
        let blocks = self.groups.iter().flat_map(|group| &group.blocks);
        blocks.map(|block| block.weight * block.observed.len() as f64).sum()
    }
}

impl Group {
    fn complete(moments: &SampleMoments, likelihood: Likelihood) -> Result<Self, Why> {
        let n = moments.n() as f64;
        let weight = match likelihood {
            Likelihood::Normal => n,
            Likelihood::Wishart => n - 1.0,
        };
        if weight <= 0.0 {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        let means = moments.mean_vector().clone();
        let covariance = moments.covariance_matrix() * (n / weight);
        let observed = (0..moments.items()).collect();
        let block = Block { weight, observed, means: means.clone(), covariance: covariance.clone() };
        Ok(Self { n: moments.n(), weight, means, covariance, blocks: vec![block] })
    }

    fn independent_objective(&self) -> f64 {
        (0..self.means.len()).map(|item| self.one_item_objective(item)).sum()
    }

    /// ½ n (ln s² + 1), with mean and variance over everybody who answered the item.
    fn one_item_objective(&self, item: usize) -> f64 {
        let answered = || {
            self.blocks.iter().filter_map(move |block| {
                let position = block.observed.iter().position(|observed| *observed == item)?;
                Some((block.weight, block.means[position], block.covariance[(position, position)]))
            })
        };
        let n: f64 = answered().map(|(weight, ..)| weight).sum();
        let mean = answered().map(|(weight, mean, _)| weight * mean).sum::<f64>() / n;
        let spread = |(weight, own_mean, variance): (f64, f64, f64)| weight * (variance + (own_mean - mean).powi(2));
        let variance = answered().map(spread).sum::<f64>() / n;
        n / 2.0 * (variance.ln() + 1.0)
    }
}

/// ½ Σ w (ln |Σ| + tr(Σ⁻¹S) + (m − μ)'Σ⁻¹(m − μ)) over the blocks of a group.
pub(super) fn objective(group: &Group, means: &DVector<f64>, covariance: &DMatrix<f64>) -> Option<f64> {
    group.blocks.iter().map(|block| block.objective(means, covariance)).sum()
}

impl Block {
    pub(super) fn objective(&self, means: &DVector<f64>, covariance: &DMatrix<f64>) -> Option<f64> {
        let expected = covariance.select_rows(&self.observed).select_columns(&self.observed);
        let distance = &self.means - means.select_rows(&self.observed);
        let cholesky = expected.cholesky()?;
        let log_determinant = ln_determinant(&cholesky);
        let spread = &self.covariance + &distance * distance.transpose();
        Some(self.weight / 2.0 * (log_determinant + cholesky.solve(&spread).trace()))
    }
}
