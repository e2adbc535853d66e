//! Weighted least squares by orthogonal triangles, with a named reason when the columns cannot be told apart.

#![expect(clippy::indexing_slicing, reason = "matrices and vectors are indexed within their own shape")]

use nalgebra::{DMatrix, DVector};

use crate::estimate::Why;

/// A column that keeps less than this share of its length once the columns before it are taken out is their sum.
const RANK_TOLERANCE: f64 = 1e-9;

/// The solution of one weighted least-squares problem.
pub(crate) struct LeastSquares {
    /// Coefficients, one per column.
    pub(crate) coefficients: DVector<f64>,
    /// (X′WX)⁻¹.
    pub(crate) inverse: DMatrix<f64>,
}

/// Minimises Σ w (y − x′b)². The weights are not negative.
///
/// Each column is first brought to length one, so that units of measurement have no say in what counts as singular.
pub(crate) fn least_squares(
    columns: &DMatrix<f64>,
    response: &DVector<f64>,
    weights: &DVector<f64>,
) -> Result<LeastSquares, Why> {
    let (rows, width) = columns.shape();
    if rows < width || width == 0 {
        return Err(Why::NotIdentified);
    }
    let roots = weights.map(f64::sqrt);
    let mut scaled = columns.clone();
    let mut lengths = DVector::zeros(width);
    for (column, mut values) in scaled.column_iter_mut().enumerate() {
        values.component_mul_assign(&roots);
        let length = values.norm();
        if !(length > 0.0 && length.is_finite()) {
            return Err(Why::NotIdentified);
        }
        values /= length;
        lengths[column] = length;
    }
    let qr = scaled.qr();
    let triangle = qr.r();
    if (0..width).any(|column| triangle[(column, column)].abs() < RANK_TOLERANCE) {
        return Err(Why::NotIdentified);
    }
    let rotated = qr.q().tr_mul(&response.component_mul(&roots));
    let mut coefficients = triangle.solve_upper_triangular(&rotated).ok_or(Why::NotIdentified)?;
    coefficients.component_div_assign(&lengths);
    let root = triangle.solve_upper_triangular(&DMatrix::identity(width, width)).ok_or(Why::NotIdentified)?;
    let mut inverse = &root * root.transpose();
    for row in 0..width {
        for column in 0..width {
            inverse[(row, column)] /= lengths[row] * lengths[column];
        }
    }
    if coefficients.iter().chain(inverse.iter()).all(|value| value.is_finite()) {
        Ok(LeastSquares { coefficients, inverse })
    } else {
        Err(Why::OutsideDomain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_three_points_by_hand() {
        // y = 1, 2, 4 at x = 0, 1, 2: slope 3/2, intercept 5/6; (X′X)⁻¹ = [5/6, −1/2; −1/2, 1/2].
        let columns = DMatrix::from_row_slice(3, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 2.0]);
        let response = DVector::from_column_slice(&[1.0, 2.0, 4.0]);
        let fit = least_squares(&columns, &response, &DVector::from_element(3, 1.0)).ok().unwrap();
        let expected = [5.0 / 6.0, 1.5];
        assert!(fit.coefficients.iter().zip(expected).all(|(b, e)| (b - e).abs() < 1e-14));
        let inverse = [5.0 / 6.0, -0.5, -0.5, 0.5];
        assert!(fit.inverse.iter().zip(inverse).all(|(b, e)| (b - e).abs() < 1e-14));
    }

    #[test]
    fn a_column_that_is_a_sum_of_others_is_named() {
        let columns = DMatrix::from_row_slice(3, 3, &[1.0, 1e6, 1e6 + 1.0, 1.0, 2e6, 2e6 + 1.0, 1.0, 5e6, 5e6 + 1.0]);
        let response = DVector::from_column_slice(&[1.0, 2.0, 4.0]);
        let why = least_squares(&columns, &response, &DVector::from_element(3, 1.0)).err();
        assert_eq!(why, Some(Why::NotIdentified));
    }
}
