//! Robust indices: the misfit that maximum likelihood would see in the polychoric matrices.

#![expect(clippy::indexing_slicing, reason = "matrix elements only, at positions made from the matrix's own size")]

use nalgebra::DMatrix;

use super::estimation::Minimum;
use super::matrix::pairs;
use super::robust::{Sandwich, columns_scaled};
use super::sample::OrderedSample;
use crate::approximate_fit::ApproximateFit;
use crate::determinant::ln_determinant;
use crate::estimate::Why;

/// CFI, TLI and RMSEA of Savalei (2021), Multivariate Behavioral Research 56, 390–407.
///
/// The diagonally weighted sum of squares weighs misfit by sampling error, so its CFI and RMSEA estimate nothing that
/// would be the same for other answers of the same people. Here the misfit is that of maximum likelihood,
/// ln|Σ| − ln|R| + tr(RΣ⁻¹) − J, at the estimates one has; its mean without misfit is not df but k = tr(PᵀVPΓ), P what
/// the fit leaves of the correlations and V the weights of normal theory; and the same for the baseline.
pub(crate) fn robust_indices(
    sample: &OrderedSample,
    minimum: &Minimum,
    sandwich: &Sandwich,
    degrees_of_freedom: usize,
) -> Result<ApproximateFit, Why> {
    let (total, shares) = sample.total_and_shares();
    let positions = sample.correlation_positions();
    let at = |position: usize| positions.get(position).copied().unwrap_or_default();
    let (size, items) = (positions.len(), sample.items());
    let per_group = items * items.saturating_sub(1) / 2;
    let (mut model, mut baseline) = (0.0, 0.0);
    let mut normal_theory = DMatrix::zeros(size, size);
    for ((group, share), start) in sample.groups().iter().zip(shares).zip((0..).step_by(per_group.max(1))) {
        let observed = &group.correlations;
        let mut implied = observed.clone();
        for (position, (i, j)) in pairs(items).enumerate() {
            let value = observed[(i, j)] - minimum.residuals[at(start + position)];
            implied[(i, j)] = value;
            implied[(j, i)] = value;
        }
        let log_observed = log_determinant(observed)?;
        let inverse = implied.clone().cholesky().ok_or(Why::NotPositiveDefinite)?.inverse();
        let distance = log_determinant(&implied)? - log_observed + (observed * &inverse).trace() - items as f64;
        model += share * distance;
        baseline -= share * log_observed;
        for (a, (i, j)) in pairs(items).enumerate() {
            for (b, (k, l)) in pairs(items).enumerate() {
                let weight = inverse[(i, k)] * inverse[(j, l)] + inverse[(i, l)] * inverse[(j, k)];
                normal_theory[(start + a, start + b)] = share * weight;
            }
        }
    }
    let jacobian = minimum.jacobian.select_rows(&positions);
    let (weights, gamma) = (sample.weights().select_rows(&positions), sample.gamma().select_rows(&positions));
    let gamma = gamma.select_columns(&positions);
    let explained = &jacobian * &sandwich.inverse_information * columns_scaled(&jacobian.transpose(), &weights);
    let left = DMatrix::identity(size, size) - explained;
    let mean = (left.tr_mul(&normal_theory) * &left * &gamma).trace();
    // Without correlations, normal theory weighs every correlation by its group's share, which cancels the share in Γ.
    // lavaan 0.6 keeps the latter, so its robust CFI of several groups is another number; of one group it is this one.
    let baseline_mean: f64 = sample
        .groups()
        .iter()
        .map(|group| group.gamma.diagonal().rows_range(group.gamma.nrows() - per_group..).sum())
        .sum();
    // Divided by its mean without misfit, per degree of freedom.
    let approximation = |value: f64, df: usize, mean: f64| {
        let factor = mean / df as f64;
        sample.approximation(total * value / factor, df, factor)
    };
    if degrees_of_freedom == 0 {
        return Err(Why::NotIdentified);
    }
    let model = approximation(model, degrees_of_freedom, mean);
    Ok(ApproximateFit::of(&model, &approximation(baseline, size, baseline_mean), &model))
}

fn log_determinant(matrix: &DMatrix<f64>) -> Result<f64, Why> {
    Ok(ln_determinant(&matrix.clone().cholesky().ok_or(Why::NotPositiveDefinite)?))
}
