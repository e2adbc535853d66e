//! The parameters of a fitted model, named.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::layout::{Layout, Slot, triangle};

/// One quantity of the model in one group.
#[derive(Clone, Copy, PartialEq)]
pub struct Parameter {
    /// What it is.
    pub kind: ParameterKind,
    /// The group, by its position.
    pub group: usize,
    /// The position of its free parameter, the same for quantities held equal; nothing where it is fixed.
    pub free: Option<usize>,
    /// The estimate, or the value it is fixed to.
    pub value: f64,
    /// Robust standard error; nothing where it is fixed.
    pub standard_error: Option<f64>,
}

/// What a parameter is; items and factors by their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Of an item on its factor.
    Loading {
        /// The item.
        item: usize,
        /// Its factor.
        factor: usize,
    },
    /// The k-th threshold of an item, from 0.
    Threshold {
        /// The item.
        item: usize,
        /// Which of its thresholds.
        threshold: usize,
    },
    /// Of the variable underlying an item.
    Intercept {
        /// The item.
        item: usize,
    },
    /// One over the standard deviation of the variable underlying an item.
    Scale {
        /// The item.
        item: usize,
    },
    /// Of two factors, or the variance of one.
    Covariance {
        /// One.
        a: usize,
        /// The other, a ≤ b.
        b: usize,
    },
    /// Of a factor.
    Mean {
        /// The factor.
        factor: usize,
    },
}

/// Every quantity of every group, group by group.
pub(crate) fn parameters(layout: &Layout, values: &DVector<f64>, covariance: &DMatrix<f64>) -> Vec<Parameter> {
    let mut all = Vec::new();
    for (group, of) in layout.groups.iter().enumerate() {
        let mut push = |kind, slot: &Slot| {
            let free = match slot {
                Slot::Free(position) => Some(*position),
                Slot::Fixed(_) => None,
            };
            let standard_error = free.and_then(|at| covariance.get((at, at))).map(|variance| variance.max(0.0).sqrt());
            all.push(Parameter { kind, group, free, value: slot.value(values), standard_error });
        };
        for (item, (slot, &factor)) in of.loadings.iter().zip(&layout.factor_of_items).enumerate() {
            push(ParameterKind::Loading { item, factor }, slot);
        }
        for (item, slots) in of.thresholds.iter().enumerate() {
            slots
                .iter()
                .enumerate()
                .for_each(|(threshold, slot)| push(ParameterKind::Threshold { item, threshold }, slot));
        }
        of.intercepts.iter().enumerate().for_each(|(item, slot)| push(ParameterKind::Intercept { item }, slot));
        of.scales.iter().enumerate().for_each(|(item, slot)| push(ParameterKind::Scale { item }, slot));
        for ((a, b), slot) in triangle(of.means.len()).zip(&of.covariances) {
            push(ParameterKind::Covariance { a, b }, slot);
        }
        of.means.iter().enumerate().for_each(|(factor, slot)| push(ParameterKind::Mean { factor }, slot));
    }
    all
}

/// Shows what it is and not how large.
impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameter").field("kind", &self.kind).field("group", &self.group).finish_non_exhaustive()
    }
}
