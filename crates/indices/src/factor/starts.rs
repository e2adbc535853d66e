//! Where the search begins: each factor's items on their own, by principal axes, then factors from the covariances
//! between their items.

use nalgebra::{DMatrix, DVector};

use super::implied::Matrices;
use super::model::Model;
use super::sample::{Group, Sample};
use super::specification::{Coefficient, Scaling, Specification, Value};

/// Rounds of principal axes: enough for two digits, which is all that a start needs.
const ROUNDS: u32 = 15;

/// No item starts with less or more than these shares of its variance explained.
const SHARES: (f64, f64) = (0.05, 0.95);

/// Starting values of all free parameters; where groups share one, their mean weighted by size.
pub(super) fn starts(model: &Model, specification: &Specification, sample: &Sample, scaling: Scaling) -> DVector<f64> {
    let mut sum = DVector::<f64>::zeros(specification.free);
    let mut weights = DVector::<f64>::zeros(specification.free);
    let first = sample.groups.first().map(|group| &group.means);
    for (entries, group) in specification.groups.iter().zip(&sample.groups) {
        let matrices = group_start(model, group, first.unwrap_or(&group.means), scaling);
        for entry in entries {
            if let Value::Free(index) = entry.value {
                sum[index] += group.weight * matrices.get(entry.coefficient);
                weights[index] += group.weight;
            }
        }
    }
    let start = sum.component_div(&weights);
    // Covariances of factors that cannot be: draw them towards nought until every group has a likelihood.
    let shrunk = [1.0, 0.7, 0.4, 0.0].iter().map(|share| shrink(specification, &start, *share));
    let possible =
        |parameters: &DVector<f64>| super::likelihood::objective(specification, sample, parameters).is_some();
    shrunk.clone().find(possible).unwrap_or(start)
}

fn shrink(specification: &Specification, start: &DVector<f64>, share: f64) -> DVector<f64> {
    let mut shrunk = start.clone();
    for entry in specification.groups.iter().flatten() {
        if let (Coefficient::FactorCovariance { .. }, Value::Free(index)) = (entry.coefficient, entry.value) {
            shrunk[index] = start[index] * share;
        }
    }
    shrunk
}

fn group_start(model: &Model, group: &Group, first_means: &DVector<f64>, scaling: Scaling) -> Matrices {
    let (items, factors) = (model.items().len(), model.factors().len());
    let covariance = &group.covariance;
    let mut loadings = DMatrix::zeros(items, factors);
    let mut psi = DMatrix::zeros(factors, factors);
    for (position, factor) in model.factors().iter().enumerate() {
        let axis = principal_axis(covariance, factor.items());
        // In units of the marker, or of the factor's own standard deviation.
        let unit = if scaling == Scaling::Marker { axis[0] } else { axis[0].signum() };
        for (item, value) in factor.items().iter().zip(&axis) {
            loadings[(*item, position)] = value / unit;
        }
        psi[(position, position)] = unit * unit;
    }
    for first in 0..factors {
        for second in first + 1..factors {
            let value = between(&loadings, covariance, first, second);
            let bound = 0.9 * (psi[(first, first)] * psi[(second, second)]).sqrt();
            psi[(first, second)] = value.clamp(-bound, bound);
            psi[(second, first)] = psi[(first, second)];
        }
    }
    let explained = (&loadings * &psi * loadings.transpose()).diagonal();
    let residuals = DVector::from_fn(items, |item, _| {
        let variance = covariance[(item, item)];
        variance - explained[item].clamp(SHARES.0 * variance, SHARES.1 * variance)
    });
    let shift = &group.means - first_means;
    let latent_means = DVector::from_fn(factors, |factor, _| {
        let column = loadings.column(factor);
        column.dot(&shift) / column.norm_squared()
    });
    Matrices { loadings, factors: psi, residuals, intercepts: group.means.clone(), latent_means }
}

/// The loadings of some items on the one factor they have in common, in units of its standard deviation.
fn principal_axis(covariance: &DMatrix<f64>, items: &[usize]) -> DVector<f64> {
    let block = covariance.select_rows(items).select_columns(items);
    let deviations = block.diagonal().map(f64::sqrt);
    let correlations =
        DMatrix::from_fn(items.len(), items.len(), |i, j| block[(i, j)] / (deviations[i] * deviations[j]));
    let mut reduced = correlations.clone();
    for i in 0..items.len() {
        let others = (0..items.len()).filter(|j| *j != i).map(|j| correlations[(i, j)].abs());
        reduced[(i, i)] = others.fold(0.0, f64::max);
    }
    let strongest = (0..items.len()).max_by(|a, b| {
        let size = |column: &usize| reduced.column(*column).norm_squared();
        size(a).total_cmp(&size(b))
    });
    let mut axis: DVector<f64> = reduced.column(strongest.unwrap_or_default()).into_owned();
    for _ in 0..ROUNDS {
        let length = axis.norm();
        if length <= f64::MIN_POSITIVE {
            break;
        }
        let turned = &reduced * (axis / length);
        axis = &turned / turned.norm().sqrt().max(f64::MIN_POSITIVE);
        for i in 0..items.len() {
            reduced[(i, i)] = (axis[i] * axis[i]).clamp(SHARES.0, SHARES.1);
        }
    }
    // A marker that hardly belongs to its factor still gives it a unit.
    let least = SHARES.0.sqrt();
    let floored = axis.map(|value| {
        let size = value.abs().clamp(0.0, SHARES.1.sqrt());
        if value < 0.0 { -size } else { size }
    });
    let mut scaled = floored.component_mul(&deviations);
    let bound = least * deviations[0];
    if scaled[0].abs() < bound {
        scaled[0] = if scaled[0] < 0.0 { -bound } else { bound };
    }
    scaled
}

/// The covariance of two factors that fits the covariances between their items best: Σ λᵢκⱼsᵢⱼ / (Σλᵢ² Σκⱼ²).
fn between(loadings: &DMatrix<f64>, covariance: &DMatrix<f64>, first: usize, second: usize) -> f64 {
    let (one, other) = (loadings.column(first), loadings.column(second));
    // An item of both factors says nothing about their covariance.
    let own = |a: &DVector<f64>, b: &DVector<f64>| a.zip_map(b, |x, y| if y == 0.0 { x } else { 0.0 });
    let (one, other) = (one.into_owned(), other.into_owned());
    let (a, b) = (own(&one, &other), own(&other, &one));
    let size = a.norm_squared() * b.norm_squared();
    if size > 0.0 { a.dot(&(covariance * &b)) / size } else { 0.0 }
}
