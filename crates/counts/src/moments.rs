//! Sums and cross products of complete answers: all that covariances, alpha and agreement need.

use std::fmt;

use crate::bounds::MAX_PERSONS;
use crate::error::MergeError;

/// Sums and cross products of J items over n complete answers, oriented so that a high code means much of the scale; those of a
/// [`CrossCounter`](crate::CrossCounter), whose items are in many scales, are of digits as they stand.
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

    /// Adds those of others over the same items.
    ///
    /// # Errors
    /// Another number of items, or too many persons.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.sums.len() != other.sums.len() {
            return Err(MergeError::DifferentShape);
        }
        let n = self.n.checked_add(other.n).filter(|&n| n <= MAX_PERSONS);
        self.n = n.ok_or(MergeError::TooManyPersons)?;
        // Both are bounded by the persons, see `bounds`.
        let mine = self.sums.iter_mut().chain(&mut self.products);
        mine.zip(other.sums.iter().chain(&other.products))
            .for_each(|(mine, theirs)| *mine = mine.wrapping_add(*theirs));
        Ok(())
    }
}

/// Pairs of so many items, each with itself among them.
pub(crate) const fn triangle(items: usize) -> usize {
    items.saturating_mul(items.saturating_add(1)) / 2
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
