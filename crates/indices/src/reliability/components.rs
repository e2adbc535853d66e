//! The largest principal components of correlations.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::estimate::Why;

/// Steps of the eigenvalue decomposition; a few per item suffice.
const STEPS_MAX: u32 = 10_000;

/// Loadings smaller than this have no sign to speak of, and eigenvalues closer than this are one and the same.
pub(super) const NOUGHT: f64 = 1e-9;

/// Loadings (items × components) on the largest components, each turned so that its sum is not negative.
///
/// Of two equally large components neither comes first: where the last one wanted and the next one are, there is no
/// answer.
pub(super) fn largest_components(correlations: &DMatrix<f64>, count: usize) -> Result<DMatrix<f64>, Why> {
    let steps = usize::try_from(STEPS_MAX).unwrap_or(usize::MAX);
    let eigen = SymmetricEigen::try_new(correlations.clone(), f64::EPSILON, steps);
    let eigen = eigen.ok_or(Why::NotConverged { steps: STEPS_MAX })?;
    let vectors = eigen.eigenvectors.column_iter().map(DVector::from);
    let mut components: Vec<(f64, DVector<f64>)> = eigen.eigenvalues.iter().copied().zip(vectors).collect();
    components.sort_by(|a, b| b.0.total_cmp(&a.0));
    let next = components.get(count).map_or(0.0, |(value, _)| *value);
    let last = components.get(..count).and_then(|kept| kept.last()).map_or(0.0, |(value, _)| *value);
    if last <= next.max(0.0) + NOUGHT {
        return Err(Why::NotIdentified);
    }
    let columns: Vec<DVector<f64>> =
        components.into_iter().take(count).map(|(value, vector)| vector * value.sqrt()).collect();
    Ok(oriented(DMatrix::from_columns(&columns)))
}

/// Turns the factors whose loadings have a negative sum; where the loadings cancel, the first one decides.
pub(super) fn oriented(mut loadings: DMatrix<f64>) -> DMatrix<f64> {
    for mut column in loadings.column_iter_mut() {
        let sum = column.sum();
        let first = column.iter().copied().find(|loading| loading.abs() > NOUGHT);
        let leading = if sum.abs() > NOUGHT { Some(sum) } else { first };
        if leading.is_some_and(|leading| leading < 0.0) {
            column.neg_mut();
        }
    }
    loadings
}
