//! What a model says the thresholds and correlations are, and how that moves with its parameters.

use nalgebra::{DMatrix, DVector};

use super::layout::{GroupLayout, Layout, Slot, triangle_position};
use super::matrix::pairs;

impl Layout {
    /// The thresholds and correlations the model implies, in the order of the observed ones.
    ///
    /// In the delta parameterisation, with D the scale of an item: threshold D (τ − ν − λκ), correlation
    /// DᵢDⱼ λᵢλⱼ ψ. The variance is 1/D² whatever the loadings, so residual variances are no parameters.
    pub(crate) fn implied(&self, parameters: &DVector<f64>) -> DVector<f64> {
        let mut values = Vec::new();
        for group in &self.groups {
            let items = self.items_of(group, parameters);
            for (item, thresholds) in items.iter().zip(&group.thresholds) {
                values.extend(thresholds.iter().map(|slot| item.threshold(slot.value(parameters))));
            }
            let factors = group.means.len();
            for (i, j) in pairs(items.len()) {
                if let (Some(a), Some(b)) = (items.get(i), items.get(j)) {
                    values.push(a.loading_scaled() * b.loading_scaled() * group.covariance(factors, a, b, parameters));
                }
            }
        }
        DVector::from_vec(values)
    }

    /// The derivative of every implied statistic by every free parameter.
    pub(crate) fn jacobian(&self, parameters: &DVector<f64>) -> DMatrix<f64> {
        let rows = self.implied(parameters).len();
        let mut jacobian = DMatrix::zeros(rows, parameters.len());
        let mut row = 0;
        for group in &self.groups {
            let items = self.items_of(group, parameters);
            for (item, thresholds) in items.iter().zip(&group.thresholds) {
                for &slot in thresholds {
                    item.threshold_derivatives(group, slot, parameters)
                        .into_iter()
                        .for_each(|(slot, slope)| add(&mut jacobian, row, slot, slope));
                    row += 1;
                }
            }
            let factors = group.means.len();
            for (i, j) in pairs(items.len()) {
                if let (Some(a), Some(b)) = (items.get(i), items.get(j)) {
                    let covariance = group.covariance(factors, a, b, parameters);
                    let position = triangle_position(factors, a.factor, b.factor);
                    let slots = [
                        (group.loadings.get(i), a.scale * b.loading_scaled() * covariance),
                        (group.loadings.get(j), b.scale * a.loading_scaled() * covariance),
                        (group.scales.get(i), a.loading * b.loading_scaled() * covariance),
                        (group.scales.get(j), b.loading * a.loading_scaled() * covariance),
                        (group.covariances.get(position), a.loading_scaled() * b.loading_scaled()),
                    ];
                    for (slot, slope) in slots {
                        add(&mut jacobian, row, slot.copied(), slope);
                    }
                    row += 1;
                }
            }
        }
        jacobian
    }

    fn items_of(&self, group: &GroupLayout, parameters: &DVector<f64>) -> Vec<Item> {
        let value = |slots: &[Slot], at: usize| slots.get(at).map_or(0.0, |slot| slot.value(parameters));
        self.factor_of_items
            .iter()
            .enumerate()
            .map(|(item, &factor)| Item {
                position: item,
                factor,
                loading: value(&group.loadings, item),
                scale: value(&group.scales, item),
                intercept: value(&group.intercepts, item),
                mean: value(&group.means, factor),
            })
            .collect()
    }
}

/// The values of one item's quantities in one group.
struct Item {
    position: usize,
    factor: usize,
    loading: f64,
    scale: f64,
    intercept: f64,
    /// Of its factor.
    mean: f64,
}

impl Item {
    fn loading_scaled(&self) -> f64 {
        self.loading * self.scale
    }

    fn threshold(&self, threshold: f64) -> f64 {
        self.scale * (threshold - self.intercept - self.loading * self.mean)
    }

    fn threshold_derivatives(
        &self,
        group: &GroupLayout,
        threshold: Slot,
        parameters: &DVector<f64>,
    ) -> [(Option<Slot>, f64); 5] {
        let unscaled = threshold.value(parameters) - self.intercept - self.loading * self.mean;
        [
            (Some(threshold), self.scale),
            (group.scales.get(self.position).copied(), unscaled),
            (group.intercepts.get(self.position).copied(), -self.scale),
            (group.loadings.get(self.position).copied(), -self.scale * self.mean),
            (group.means.get(self.factor).copied(), -self.loading_scaled()),
        ]
    }
}

impl GroupLayout {
    fn covariance(&self, factors: usize, a: &Item, b: &Item, parameters: &DVector<f64>) -> f64 {
        let position = triangle_position(factors, a.factor, b.factor);
        self.covariances.get(position).map_or(0.0, |slot| slot.value(parameters))
    }
}

fn add(jacobian: &mut DMatrix<f64>, row: usize, slot: Option<Slot>, slope: f64) {
    if let Some(Slot::Free(position)) = slot {
        jacobian[(row, position)] += slope;
    }
}
