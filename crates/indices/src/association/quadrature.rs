//! Gauss–Hermite quadrature for the standard normal distribution.

use nalgebra::{DMatrix, SymmetricEigen};

/// Nodes and weights with which Σ w f(z) is the mean of f(Z) for every polynomial f of degree below 2 × points.
///
/// The nodes are the eigenvalues of the matrix of the recurrence of the Hermite polynomials, the weights the squares of
/// the first components of its eigenvectors (Golub and Welsch 1969, Mathematics of Computation 23, 221–230).
pub(crate) fn gauss_hermite(points: usize) -> Vec<(f64, f64)> {
    let recurrence =
        DMatrix::from_fn(
            points,
            points,
            |row, column| {
                if row.abs_diff(column) == 1 { (row.max(column) as f64).sqrt() } else { 0.0 }
            },
        );
    let eigen = SymmetricEigen::new(recurrence);
    let first = eigen.eigenvectors.row(0);
    let mut nodes: Vec<(f64, f64)> =
        eigen.eigenvalues.iter().zip(first.iter()).map(|(node, component)| (*node, component * component)).collect();
    nodes.sort_by(|a, b| a.0.total_cmp(&b.0));
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_the_normal_distribution() {
        for points in [1, 2, 7, 25] {
            let nodes = gauss_hermite(points);
            let moment = |power: i32| nodes.iter().map(|(node, weight)| weight * node.powi(power)).sum::<f64>();
            let expected = [1.0, 0.0, 1.0, 0.0, 3.0, 0.0, 15.0];
            for (power, expected) in (0..).zip(expected).take(2 * points) {
                assert!((moment(power) - expected).abs() < 1e-12, "{points} points, power {power}");
            }
        }
    }
}
