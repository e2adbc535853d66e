//! Whether a more restricted model fits worse than chance allows.

use std::fmt;

use super::fit::{OrderedFit, Test};
use super::robust::{columns_scaled, inverse, rows_scaled, trace_of_square};
use super::sample::OrderedSample;
use crate::estimate::Why;

/// The scaled and shifted test of two nested fits.
#[derive(Clone, Copy, PartialEq)]
pub struct DifferenceTest {
    /// The test; its scaled values are the ones to read.
    pub test: Test,
}

/// Tests a more restricted fit against a less restricted one of the same sample.
///
/// The difference of two scaled χ² is **not** χ²-distributed and may even be negative; the difference of the unscaled
/// ones is scaled instead, by how it varies where the less restricted model holds.
///
/// Formula:  T = T₀ − T₁ with df₀ − df₁; scaled and shifted with the traces of U_dΓ, U_d = WJP⁻¹Aᵀ(AP⁻¹Aᵀ)⁻¹AP⁻¹JᵀW at the
///           less restricted estimates, P = JᵀWJ, and A the restrictions: what of the parameters the restricted model
///           cannot move (the delta method, from both Jacobians).
/// Shapes:   both fits are of this sample, and the second is the first with more held equal.
/// Units:    χ².
/// Unknown:  fits of other samples; no more degrees of freedom than before; restrictions that cannot be told apart.
/// Rounding: that of the fits.
/// Source:   Satorra (2000); Asparouhov and Muthén (2010); R `lavaan::lavTestLRT(method = "satorra.2000",
///           scaled.shifted = TRUE, A.method = "delta")`, its default for this test.
pub fn difference_test(
    sample: &OrderedSample,
    less_restricted: &OrderedFit,
    more_restricted: &OrderedFit,
) -> Result<DifferenceTest, Why> {
    let freedom = |fit: &OrderedFit| fit.test.degrees_of_freedom;
    let added = freedom(more_restricted).checked_sub(freedom(less_restricted)).filter(|&added| added > 0);
    let added = added.ok_or(Why::NotIdentified)?;
    if [less_restricted, more_restricted].iter().any(|fit| fit.state.observed != sample.observed()) {
        return Err(Why::OutsideDomain);
    }
    let (free, restricted) = (&less_restricted.state.jacobian, &more_restricted.state.jacobian);
    let weights = sample.weights();
    let weighted = rows_scaled(free, &weights);
    let inverse_information = inverse(&free.tr_mul(&weighted))?;
    // How the free parameters move with the restricted ones; A spans what is orthogonal to that.
    let moved = &inverse_information * weighted.tr_mul(restricted);
    let restrictions = orthogonal_rows(&moved, added)?;
    let spread = &restrictions * &inverse_information;
    let inner = inverse(&(&spread * restrictions.transpose()))?;
    let bread = &weighted * spread.transpose();
    // tr(U_dΓ) and tr((U_dΓ)²) from the small matrix (AP⁻¹Aᵀ)⁻¹ · breadᵀ Γ bread.
    let small = inner * bread.tr_mul(&(sample.gamma() * &bread));
    let chi_square = |fit: &OrderedFit| fit.test.chi_square.value().ok_or(Why::OutsideDomain);
    let difference = chi_square(more_restricted)? - chi_square(less_restricted)?;
    let test = Test::from_traces(sample.n(), difference, added, (small.trace(), trace_of_square(&small)));
    Ok(DifferenceTest { test })
}

/// As many orthonormal rows as asked for, orthogonal to the columns of a matrix that leaves just those: the eigenvectors
/// of its least eigenvalues, once every column has length 1.
fn orthogonal_rows(columns: &nalgebra::DMatrix<f64>, count: usize) -> Result<nalgebra::DMatrix<f64>, Why> {
    let lengths =
        nalgebra::DVector::from_iterator(columns.ncols(), columns.column_iter().map(|column| column.norm().recip()));
    if !lengths.iter().all(|length| length.is_finite()) || columns.nrows() != columns.ncols() + count {
        return Err(Why::NotIdentified);
    }
    let unit = columns_scaled(columns, &lengths);
    let eigen = (&unit * unit.transpose()).symmetric_eigen();
    let mut order: Vec<usize> = (0..columns.nrows()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[a].total_cmp(&eigen.eigenvalues[b]));
    order.truncate(count);
    Ok(eigen.eigenvectors.select_columns(&order).transpose())
}

/// Reveals nothing.
impl fmt::Debug for DifferenceTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DifferenceTest(..)")
    }
}
