//! Determinants of matrices that are factorised anyway.

use nalgebra::{Cholesky, Dyn};

/// The logarithm of the determinant of a positive definite matrix: twice that of the pivots' product.
pub(crate) fn ln_determinant(factorised: &Cholesky<f64, Dyn>) -> f64 {
    2.0 * factorised.l_dirty().diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>()
}
