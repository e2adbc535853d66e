//! Which coefficients are fixed, which are free, and which are shared between groups.

use nalgebra::DVector;

use super::model::Model;

/// One coefficient of the model; items and factors by their position in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coefficient {
    /// By how much the item rises with the factor, λ.
    Loading {
        /// The item.
        item: usize,
        /// The factor.
        factor: usize,
    },
    /// The variance of what only this item measures, θ.
    ResidualVariance {
        /// The item.
        item: usize,
    },
    /// The variance of a factor.
    FactorVariance {
        /// The factor.
        factor: usize,
    },
    /// The covariance of two factors.
    FactorCovariance {
        /// The earlier one.
        first: usize,
        /// The later one.
        second: usize,
    },
    /// The expected answer of a person whose factors are at nought, ν.
    Intercept {
        /// The item.
        item: usize,
    },
    /// The mean of a factor, α.
    LatentMean {
        /// The factor.
        factor: usize,
    },
}

/// What must be equal in all groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Only the pattern: the same items measure the same factors.
    Configural,
    /// The loadings too: a step on the factor means the same number of points everywhere.
    Metric,
    /// The intercepts too: groups may be compared by their means. Latent means are nought in the first group and free
    /// in the others.
    Scalar,
    /// The residual variances too.
    Strict,
    /// Loadings, intercepts and latent means, but not residual variances.
    Means,
}

impl Level {
    pub(super) fn loadings(self) -> bool {
        self != Self::Configural
    }

    pub(super) fn intercepts(self) -> bool {
        matches!(self, Self::Scalar | Self::Strict | Self::Means)
    }

    pub(super) fn residuals(self) -> bool {
        self == Self::Strict
    }

    fn free_means(self) -> bool {
        matches!(self, Self::Scalar | Self::Strict)
    }
}

/// How the unit of each factor is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaling {
    /// The loading of the factor's first item is 1.
    Marker,
    /// The factor's variance is 1; in later groups it is free as soon as loadings are equal.
    UnitVariance,
}

/// Whether the means of the items are part of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeanStructure {
    /// Intercepts and latent means are parameters.
    Modelled,
    /// Only covariances are modelled; what is known of means is not counted.
    Left,
}

/// What must be equal, except for the coefficients that are released by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equality {
    /// What must be equal.
    pub level: Level,
    /// Loadings, intercepts or residual variances that may differ nevertheless: partial invariance.
    pub released: Vec<Coefficient>,
}

impl Equality {
    /// Everything that the level asks for.
    #[must_use]
    pub fn full(level: Level) -> Self {
        Self { level, released: Vec::new() }
    }

    fn shares(&self, coefficient: Coefficient) -> bool {
        let asked = match coefficient {
            Coefficient::Loading { .. } => self.level.loadings(),
            Coefficient::Intercept { .. } => self.level.intercepts(),
            Coefficient::ResidualVariance { .. } => self.level.residuals(),
            _ => false,
        };
        asked && !self.released.contains(&coefficient)
    }
}

/// Where a coefficient takes its value from.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Value {
    Fixed(f64),
    /// The position among the free parameters.
    Free(usize),
}

impl Value {
    /// The position among the free parameters; nothing where the value is fixed.
    pub(super) fn parameter(self) -> Option<usize> {
        match self {
            Self::Fixed(_) => None,
            Self::Free(index) => Some(index),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) coefficient: Coefficient,
    pub(super) value: Value,
}

/// All coefficients of all groups.
#[derive(Clone)]
pub(super) struct Specification {
    pub(super) items: usize,
    pub(super) factors: usize,
    /// Per group the same coefficients in the same order.
    pub(super) groups: Vec<Vec<Entry>>,
    /// Number of free parameters.
    pub(super) free: usize,
    pub(super) means: MeanStructure,
}

impl Specification {
    pub(super) fn new(
        model: &Model,
        equality: &Equality,
        scaling: Scaling,
        means: MeanStructure,
        sample_means: &[&DVector<f64>],
    ) -> Self {
        let coefficients = coefficients(model);
        let mut free = 0;
        let mut groups: Vec<Vec<Entry>> = Vec::new();
        for (group, sample_mean) in sample_means.iter().enumerate() {
            let entries = coefficients.iter().enumerate().map(|(position, coefficient)| {
                let fixed = fixed_value(model, *coefficient, group, equality.level, scaling, means, sample_mean);
                let shared = groups.first().and_then(|first| first.get(position)).map(|entry| entry.value);
                let value = match (fixed, shared) {
                    (Some(value), _) => Value::Fixed(value),
                    (None, Some(Value::Free(index))) if equality.shares(*coefficient) => Value::Free(index),
                    _ => {
                        free += 1;
                        Value::Free(free - 1)
                    }
                };
                Entry { coefficient: *coefficient, value }
            });
            let entries = entries.collect();
            groups.push(entries);
        }
        Self { items: model.items().len(), factors: model.factors().len(), groups, free, means }
    }

    /// Means, variances and covariances that the sample offers.
    pub(super) fn moments(&self) -> usize {
        let covariances = self.items * (self.items + 1) / 2;
        let means = if self.means == MeanStructure::Modelled { self.items } else { 0 };
        (covariances + means) * self.groups.len()
    }
}

fn fixed_value(
    model: &Model,
    coefficient: Coefficient,
    group: usize,
    level: Level,
    scaling: Scaling,
    means: MeanStructure,
    sample_mean: &DVector<f64>,
) -> Option<f64> {
    match coefficient {
        Coefficient::Loading { item, factor } if scaling == Scaling::Marker => {
            let marker = model.factors().get(factor).and_then(|factor| factor.items().first().copied());
            (marker == Some(item)).then_some(1.0)
        }
        Coefficient::FactorVariance { .. } if scaling == Scaling::UnitVariance => {
            (group == 0 || !level.loadings()).then_some(1.0)
        }
        Coefficient::Intercept { item } if means == MeanStructure::Left => Some(sample_mean[item]),
        Coefficient::LatentMean { .. } => (group == 0 || !level.free_means()).then_some(0.0),
        _ => None,
    }
}

/// Loadings, residual variances, factor variances and covariances, intercepts, latent means.
fn coefficients(model: &Model) -> Vec<Coefficient> {
    let (items, factors) = (model.items().len(), model.factors().len());
    let loadings = model.factors().iter().enumerate().flat_map(|(factor, content)| {
        content.items().iter().map(move |item| Coefficient::Loading { item: *item, factor })
    });
    let covariances = (0..factors)
        .flat_map(|first| (first + 1..factors).map(move |second| Coefficient::FactorCovariance { first, second }));
    loadings
        .chain((0..items).map(|item| Coefficient::ResidualVariance { item }))
        .chain((0..factors).map(|factor| Coefficient::FactorVariance { factor }))
        .chain(covariances)
        .chain((0..items).map(|item| Coefficient::Intercept { item }))
        .chain((0..factors).map(|factor| Coefficient::LatentMean { factor }))
        .collect()
}
