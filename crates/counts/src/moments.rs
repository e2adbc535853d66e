//! Sums and cross products of complete answers: all that covariances, alpha and agreement need.

use std::fmt;

/// Sums and cross products of J items over n complete answers, oriented so that a high code means much of the scale.
///
/// Products are kept once per pair: the upper triangle by rows, (0,0) (0,1) … (0,J−1) (1,1) ….
#[derive(Clone, PartialEq, Eq)]
pub struct Moments {
    n: u64,
    sums: Vec<u64>,
    products: Vec<u64>,
}

impl Moments {
    pub(crate) fn new(n: u64, sums: Vec<u64>, products: Vec<u64>) -> Self {
        Self { n, sums, products }
    }

    /// Complete answers counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.sums.len()
    }

    /// Σ xᵢ per item.
    #[must_use]
    pub fn sums(&self) -> &[u64] {
        &self.sums
    }

    /// Σ xᵢxⱼ for i ≤ j, the upper triangle by rows.
    #[must_use]
    pub fn products(&self) -> &[u64] {
        &self.products
    }

    /// Σ xᵢxⱼ for any two items, in either order.
    #[must_use]
    pub fn product(&self, i: usize, j: usize) -> Option<u64> {
        let (row, column) = if i <= j { (i, j) } else { (j, i) };
        self.products.get(triangle_position(self.sums.len(), row, column)?).copied()
    }
}

/// Where the pair (row ≤ column) stands in an upper triangle by rows.
pub(crate) fn triangle_position(items: usize, row: usize, column: usize) -> Option<usize> {
    if row > column || column >= items {
        return None;
    }
    // Rows before this one hold items, items − 1, … pairs: row · (2 · items − row + 1) / 2 in all.
    let before = items.checked_mul(2)?.checked_sub(row)?.checked_add(1)?.checked_mul(row)?.checked_div(2)?;
    before.checked_add(column.checked_sub(row)?)
}

/// Shows the shape only: the sums of a small cell are as personal as its answers.
impl fmt::Debug for Moments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moments").field("items", &self.sums.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triangle_is_walked_by_rows() {
        for items in 1..=9 {
            let pairs = (0..items).flat_map(|row| (row..items).map(move |column| (row, column)));
            for (expected, (row, column)) in pairs.enumerate() {
                assert_eq!(triangle_position(items, row, column), Some(expected), "{items} items, ({row}, {column})");
            }
        }
        assert_eq!(triangle_position(3, 0, 3), None);
        assert_eq!(triangle_position(3, 2, 1), None);
    }
}
