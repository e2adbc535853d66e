//! Which quantities of a model are free, shared between groups, or fixed.

use super::matrix::pairs;
use super::model::{Invariance, OrderedModel};
use super::sample::OrderedSample;
use crate::estimate::Why;

/// A quantity of the model: a number, or the position of the free parameter that holds it.
#[derive(Clone, Copy)]
pub(crate) enum Slot {
    Fixed(f64),
    Free(usize),
}

/// Every quantity of one group.
#[derive(Clone)]
pub(crate) struct GroupLayout {
    /// Per item.
    pub(crate) loadings: Vec<Slot>,
    /// Per item: one over the standard deviation of its underlying variable.
    pub(crate) scales: Vec<Slot>,
    /// Per item.
    pub(crate) intercepts: Vec<Slot>,
    /// Per item, its thresholds.
    pub(crate) thresholds: Vec<Vec<Slot>>,
    /// Per pair of factors a ≤ b, by rows.
    pub(crate) covariances: Vec<Slot>,
    /// Per factor.
    pub(crate) means: Vec<Slot>,
}

/// The quantities of all groups and where the search for the free ones begins.
pub(crate) struct Layout {
    pub(crate) factor_of_items: Vec<usize>,
    pub(crate) groups: Vec<GroupLayout>,
    pub(crate) start: Vec<f64>,
}

impl Layout {
    pub(crate) fn of(sample: &OrderedSample, model: &OrderedModel, invariance: Invariance) -> Result<Self, Why> {
        let items = sample.items();
        let factor_of_items = model.factor_of_items(items)?;
        if invariance > Invariance::Configural && sample.groups().len() < 2 {
            return Err(Why::SingleGroup);
        }
        let mut layout = Self { factor_of_items, groups: Vec::new(), start: Vec::new() };
        for group in 0..sample.groups().len() {
            let of_group = layout.group(sample, model, invariance, group);
            layout.groups.push(of_group);
        }
        Ok(layout)
    }

    fn group(&mut self, sample: &OrderedSample, model: &OrderedModel, level: Invariance, group: usize) -> GroupLayout {
        let first = self.groups.first().cloned();
        let later = first.is_some();
        let items = sample.items();
        let (loadings, variances) = starting_values(sample, model, group);
        let shared = first.as_ref().filter(|_| level >= Invariance::Loadings).map(|first| first.loadings.clone());
        let loadings = shared.unwrap_or_else(|| {
            let marker = |item| if model.is_marker(item) { Some(Slot::Fixed(1.0)) } else { None };
            loadings.iter().enumerate().map(|(item, &start)| marker(item).unwrap_or_else(|| self.free(start))).collect()
        });
        let shared = first.as_ref().filter(|_| level >= Invariance::Thresholds).map(|first| first.thresholds.clone());
        let thresholds = shared.unwrap_or_else(|| {
            let observed = |item| sample.thresholds(group, item).map(|of| of.values().to_vec()).unwrap_or_default();
            (0..items).map(|item| observed(item).into_iter().map(|start| self.free(start)).collect()).collect()
        });
        let mut each = |count: usize, free: bool, value: f64| -> Vec<Slot> {
            (0..count).map(|_| if free { self.free(value) } else { Slot::Fixed(value) }).collect()
        };
        let scales = each(items, later && level >= Invariance::Thresholds, 1.0);
        let intercepts = each(items, later && matches!(level, Invariance::Thresholds | Invariance::Loadings), 0.0);
        let means = each(variances.len(), later && level >= Invariance::Intercepts, 0.0);
        let on_diagonal = |a, b| if a == b { variances.get(a).copied().unwrap_or(0.5) } else { 0.0 };
        let triangle: Vec<f64> = triangle(variances.len()).map(|(a, b)| on_diagonal(a, b)).collect();
        let covariances = triangle.into_iter().map(|start| self.free(start)).collect();
        GroupLayout { loadings, scales, intercepts, thresholds, covariances, means }
    }

    fn free(&mut self, start: f64) -> Slot {
        self.start.push(start);
        Slot::Free(self.start.len() - 1)
    }
}

impl Slot {
    /// Its value, given the free parameters.
    pub(crate) fn value(self, parameters: &nalgebra::DVector<f64>) -> f64 {
        match self {
            Self::Fixed(value) => value,
            Self::Free(position) => parameters.get(position).copied().unwrap_or_default(),
        }
    }
}

/// All pairs of factors a ≤ b, by rows.
pub(crate) fn triangle(factors: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..factors).flat_map(move |a| (a..factors).map(move |b| (a, b)))
}

/// Where the pair of factors stands in that order.
pub(crate) fn triangle_position(factors: usize, a: usize, b: usize) -> usize {
    let (a, b) = (a.min(b), a.max(b));
    a * (2 * factors - a + 1) / 2 + (b - a)
}

/// Loadings per item and variances per factor from sums of correlations: an item loads relative to its marker as its
/// correlations with the rest of the factor stand to the marker's.
fn starting_values(sample: &OrderedSample, model: &OrderedModel, group: usize) -> (Vec<f64>, Vec<f64>) {
    let correlation = |i, j| sample.correlation(group, i, j).unwrap_or_default();
    let mut loadings = vec![1.0; sample.items()];
    let mut variances = Vec::with_capacity(model.factors.len());
    for (_, members) in &model.factors {
        let with_rest = |item: usize| {
            members.iter().filter(|&&other| other != item).map(|&other| correlation(item, other)).sum::<f64>()
        };
        let marker = members.first().map_or(0.0, |&marker| with_rest(marker));
        for &item in members {
            if let Some(loading) = loadings.get_mut(item) {
                let ratio = with_rest(item) / marker;
                *loading = if model.is_marker(item) || !ratio.is_finite() { 1.0 } else { ratio.clamp(-5.0, 5.0) };
            }
        }
        // Σ r over pairs is about ψ Σ λλ.
        let (mut above, mut below) = (0.0, 0.0);
        for (a, b) in pairs(members.len()) {
            if let (Some(&i), Some(&j)) = (members.get(a), members.get(b)) {
                let product = loadings.get(i).copied().unwrap_or(1.0) * loadings.get(j).copied().unwrap_or(1.0);
                above += correlation(i, j) * product;
                below += product * product;
            }
        }
        let variance = if below > 0.0 { above / below } else { 0.5 };
        variances.push(variance.clamp(0.05, 0.95));
    }
    (loadings, variances)
}
