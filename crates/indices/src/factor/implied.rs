//! The moments that a model implies, and their derivatives.
//!
//! Every derivative of Σ = ΛΨΛ' + Θ and of μ = ν + Λα is built from few columns: the unit vectors of the items, the
//! columns of B = ΛΨ and those of Λ. So a derivative is not a matrix here but the names of two columns and a weight, and
//! traces of products of derivatives are products of entries of one small matrix.

use nalgebra::{DMatrix, DVector};

use super::specification::{Coefficient, Entry, Specification, Value};

/// Λ, Ψ, the diagonal of Θ, ν and α of one group.
#[derive(Clone)]
pub(super) struct Matrices {
    pub(super) loadings: DMatrix<f64>,
    pub(super) factors: DMatrix<f64>,
    pub(super) residuals: DVector<f64>,
    pub(super) intercepts: DVector<f64>,
    pub(super) latent_means: DVector<f64>,
}

impl Matrices {
    pub(super) fn new(specification: &Specification, group: &[Entry], parameters: &DVector<f64>) -> Self {
        let (items, factors) = (specification.items, specification.factors);
        let mut matrices = Self {
            loadings: DMatrix::zeros(items, factors),
            factors: DMatrix::zeros(factors, factors),
            residuals: DVector::zeros(items),
            intercepts: DVector::zeros(items),
            latent_means: DVector::zeros(factors),
        };
        for entry in group {
            let value = match entry.value {
                Value::Fixed(value) => value,
                Value::Free(index) => parameters[index],
            };
            matrices.set(entry.coefficient, value);
        }
        matrices
    }

    fn set(&mut self, coefficient: Coefficient, value: f64) {
        match coefficient {
            Coefficient::Loading { item, factor } => self.loadings[(item, factor)] = value,
            Coefficient::ResidualVariance { item } => self.residuals[item] = value,
            Coefficient::FactorVariance { factor } => self.factors[(factor, factor)] = value,
            Coefficient::FactorCovariance { first, second } => {
                self.factors[(first, second)] = value;
                self.factors[(second, first)] = value;
            }
            Coefficient::Intercept { item } => self.intercepts[item] = value,
            Coefficient::LatentMean { factor } => self.latent_means[factor] = value,
        }
    }

    pub(super) fn get(&self, coefficient: Coefficient) -> f64 {
        match coefficient {
            Coefficient::Loading { item, factor } => self.loadings[(item, factor)],
            Coefficient::ResidualVariance { item } => self.residuals[item],
            Coefficient::FactorVariance { factor } => self.factors[(factor, factor)],
            Coefficient::FactorCovariance { first, second } => self.factors[(first, second)],
            Coefficient::Intercept { item } => self.intercepts[item],
            Coefficient::LatentMean { factor } => self.latent_means[factor],
        }
    }

    /// Σ = ΛΨΛ' + Θ.
    pub(super) fn covariance(&self) -> DMatrix<f64> {
        let mut covariance = &self.loadings * &self.factors * self.loadings.transpose();
        for (item, residual) in self.residuals.iter().enumerate() {
            covariance[(item, item)] += residual;
        }
        covariance
    }

    /// μ = ν + Λα.
    pub(super) fn means(&self) -> DVector<f64> {
        &self.intercepts + &self.loadings * &self.latent_means
    }

    /// The columns [I, ΛΨ, Λ] of which all derivatives are made.
    pub(super) fn columns(&self) -> DMatrix<f64> {
        let (items, factors) = self.loadings.shape();
        let mut columns = DMatrix::zeros(items, items + 2 * factors);
        columns.view_mut((0, 0), (items, items)).fill_with_identity();
        columns.view_mut((0, items), (items, factors)).copy_from(&(&self.loadings * &self.factors));
        columns.view_mut((0, items + factors), (items, factors)).copy_from(&self.loadings);
        columns
    }

    /// ∂Σ and ∂μ by one coefficient.
    pub(super) fn slope(&self, coefficient: Coefficient) -> Slope {
        let layout = self.layout();
        match coefficient {
            Coefficient::Loading { item, factor } => Slope {
                covariance: Some(Pair { first: item, second: layout.product(factor), weight: 1.0 }),
                mean: Some(Column { column: item, weight: self.latent_means[factor] }),
            },
            Coefficient::ResidualVariance { item } => Slope::covariance(item, item, 0.5),
            Coefficient::FactorVariance { factor } => {
                Slope::covariance(layout.loading(factor), layout.loading(factor), 0.5)
            }
            Coefficient::FactorCovariance { first, second } => {
                Slope::covariance(layout.loading(first), layout.loading(second), 1.0)
            }
            Coefficient::Intercept { item } => Slope::mean(item),
            Coefficient::LatentMean { factor } => Slope::mean(layout.loading(factor)),
        }
    }

    /// ∂²Σ and ∂²μ by two coefficients: nought unless at least one is a loading.
    pub(super) fn curvature(&self, a: Coefficient, b: Coefficient) -> Slope {
        let layout = self.layout();
        let Coefficient::Loading { item, factor } = a else {
            return if matches!(b, Coefficient::Loading { .. }) { self.curvature(b, a) } else { Slope::NONE };
        };
        match b {
            Coefficient::Loading { item: other, factor: its } => {
                Slope::covariance(item, other, self.factors[(factor, its)])
            }
            Coefficient::FactorVariance { factor: its } if its == factor => {
                Slope::covariance(item, layout.loading(factor), 1.0)
            }
            Coefficient::FactorCovariance { first, second } if first == factor => {
                Slope::covariance(item, layout.loading(second), 1.0)
            }
            Coefficient::FactorCovariance { first, second } if second == factor => {
                Slope::covariance(item, layout.loading(first), 1.0)
            }
            Coefficient::LatentMean { factor: its } if its == factor => Slope::mean(item),
            _ => Slope::NONE,
        }
    }

    fn layout(&self) -> Layout {
        Layout { items: self.loadings.nrows(), factors: self.loadings.ncols() }
    }
}

/// Where the columns of [I, ΛΨ, Λ] stand.
#[derive(Clone, Copy)]
struct Layout {
    items: usize,
    factors: usize,
}

impl Layout {
    fn product(self, factor: usize) -> usize {
        self.items + factor
    }

    fn loading(self, factor: usize) -> usize {
        self.items + self.factors + factor
    }
}

/// weight · (uv' + vu') of two columns u and v.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) weight: f64,
}

/// weight · u of one column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) column: usize,
    pub(super) weight: f64,
}

/// A derivative of Σ and of μ.
#[derive(Clone, Copy)]
pub(super) struct Slope {
    pub(super) covariance: Option<Pair>,
    pub(super) mean: Option<Column>,
}

impl Slope {
    const NONE: Self = Self { covariance: None, mean: None };

    fn covariance(first: usize, second: usize, weight: f64) -> Self {
        Self { covariance: Some(Pair { first, second, weight }), mean: None }
    }

    fn mean(column: usize) -> Self {
        Self { covariance: None, mean: Some(Column { column, weight: 1.0 }) }
    }
}

impl Pair {
    /// ½ tr(M ∂Σ) for the symmetric matrix V'MV of the columns.
    pub(super) fn half_trace(self, matrix: &DMatrix<f64>) -> f64 {
        self.weight * matrix[(self.first, self.second)]
    }

    /// ½ tr(K ∂Σ L ∂Σ') for V'KV and V'LV.
    pub(super) fn half_trace_with(self, other: Self, k: &DMatrix<f64>, l: &DMatrix<f64>) -> f64 {
        let (u, v, x, y) = (self.first, self.second, other.first, other.second);
        let crossed = k[(y, u)] * l[(v, x)] + k[(y, v)] * l[(u, x)] + k[(x, u)] * l[(v, y)] + k[(x, v)] * l[(u, y)];
        self.weight * other.weight * crossed / 2.0
    }
}
