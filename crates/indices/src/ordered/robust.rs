//! What sampling error does to estimates and tests when the weights are not the inverse of its covariance matrix.

use nalgebra::{DMatrix, DVector};

use super::sample::OrderedSample;
use crate::estimate::Why;

/// The sandwich of a fit: the information H = JᵀWJ, and how the estimates and the sum of squares really vary.
pub(crate) struct Sandwich {
    pub(crate) inverse_information: DMatrix<f64>,
    /// Covariance matrix of the parameters.
    pub(crate) covariance: DMatrix<f64>,
    /// tr(UΓ) with U = W − WJH⁻¹JᵀW, the mean of the test statistic.
    pub(crate) trace: f64,
    /// tr((UΓ)²), half its variance.
    pub(crate) trace_squared: f64,
}

impl Sandwich {
    pub(crate) fn of(sample: &OrderedSample, jacobian: &DMatrix<f64>) -> Result<Self, Why> {
        let (total, _) = sample.total_and_shares();
        let (weights, gamma) = (sample.weights(), sample.gamma());
        let inverse_information = inverse(&jacobian.tr_mul(&rows_scaled(jacobian, &weights)))?;
        let gamma_weighted = columns_scaled(&gamma, &weights);
        // JᵀWΓW: parameters × statistics.
        let bread = rows_scaled(jacobian, &weights).tr_mul(&gamma_weighted);
        let meat = &bread * jacobian;
        let covariance = &inverse_information * meat * &inverse_information / (total - sample.groups().len() as f64);
        let explained = (jacobian * &inverse_information) * &bread;
        let u_gamma = gamma_weighted - explained;
        let (trace, trace_squared) = (u_gamma.trace(), trace_of_square(&u_gamma));
        Ok(Self { inverse_information, covariance, trace, trace_squared })
    }
}

/// tr(A²).
pub(crate) fn trace_of_square(matrix: &DMatrix<f64>) -> f64 {
    matrix.iter().zip(matrix.transpose().iter()).map(|(a, b)| a * b).sum()
}

/// The inverse of a positive definite matrix, or the finding that the parameters cannot be told apart. Pivots are judged
/// after every parameter has been put on the scale on which its own information is 1.
pub(crate) fn inverse(information: &DMatrix<f64>) -> Result<DMatrix<f64>, Why> {
    let scale = information.diagonal().map(|own| own.sqrt().recip());
    if !scale.iter().all(|scale| scale.is_finite()) {
        return Err(Why::NotIdentified);
    }
    let unit = rows_scaled(&columns_scaled(information, &scale), &scale);
    let factor = unit.cholesky().ok_or(Why::NotIdentified)?;
    if factor.l_dirty().diagonal().iter().any(|pivot| *pivot < PIVOT_LEAST) {
        return Err(Why::NotIdentified);
    }
    Ok(rows_scaled(&columns_scaled(&factor.inverse(), &scale), &scale))
}

/// Square root of the smallest share of a parameter's information that must be its own.
const PIVOT_LEAST: f64 = 1e-6;

pub(crate) fn rows_scaled(matrix: &DMatrix<f64>, by: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |row, column| by[row] * matrix[(row, column)])
}

pub(crate) fn columns_scaled(matrix: &DMatrix<f64>, by: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |row, column| by[column] * matrix[(row, column)])
}
