//! Cross products of all items at once, whatever scales they are in: what a factor model of many items starts from.

use super::planes::{Multiplied, multiply};
use crate::error::{CountError, ShapeError};
use crate::moments::{Moments, triangle};

/// Multiplies packed rows: the [`Moments`] of the digits of every item over the persons who answered every item. The digit of an answer is 1 for the lowest
/// point of its scale, 2 for the next, as packed rows hold it; nothing is turned round. One for each thread and group; what they found is merged.
///
/// Formula:  Σ xᵢ and Σ xᵢ·xⱼ over the complete rows.
/// Shapes:   k items; k sums, and the k(k+1)/2 products of the upper triangle by rows.
/// Units:    digits, and persons.
/// Unknown:  rows with an item unanswered or "not relevant" are left out, and not among the persons.
/// Rounding: none; integers.
pub struct CrossCounter {
    persons: u64,
    sums: Vec<u64>,
    products: Vec<u64>,
    blocks: Multiplied,
}

impl CrossCounter {
    /// A counter for packed rows of so many items.
    ///
    /// # Errors
    /// No items.
    pub fn new(items: usize) -> Result<Self, ShapeError> {
        if items == 0 {
            return Err(ShapeError::NoItems);
        }
        let (sums, products) = (vec![0; items], vec![0; triangle(items)]);
        Ok(Self { persons: 0, sums, products, blocks: Multiplied::new(items) })
    }

    /// Bytes that a counter for so many items takes, with what it finds, whatever the number of rows.
    ///
    /// Formula: a block of rows, eight planes a byte of a row, and twice eight bytes for every sum and product.
    #[must_use]
    pub fn bytes(items: usize) -> usize {
        let counters = items.saturating_add(triangle(items)).saturating_mul(size_of::<[u64; 2]>());
        Multiplied::bytes(items).saturating_add(counters)
    }

    /// Takes in packed rows.
    ///
    /// # Errors
    /// Bytes that are no whole rows, or too many persons.
    pub fn add(&mut self, rows: &[u8]) -> Result<(), CountError> {
        let Self { persons, sums, products, blocks } = self;
        blocks.add(rows, |block, planes| {
            *persons = persons.wrapping_add(multiply(block, planes, sums, products));
            Ok(())
        })
    }

    /// What was found in all rows.
    #[must_use]
    pub fn finish(mut self) -> Moments {
        let (block, planes) = self.blocks.rest();
        let persons = self.persons.wrapping_add(multiply(block, planes, &mut self.sums, &mut self.products));
        Moments::new(persons, self.sums, self.products)
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawn::{drawn, packed};
    use super::*;
    use crate::error::MergeError;

    #[test]
    fn products_are_those_of_paper_and_pencil() {
        for (items, rows, missing) in
            [(1, 10, 4), (2, 300, 5), (7, 1_000, 30), (16, 257, 60), (17, 256, 90), (36, 900, 100)]
        {
            let rows = drawn(items, rows, 14, missing);
            let complete: Vec<&Vec<u8>> =
                rows.iter().filter(|row| row.iter().all(|digit| (1..15).contains(digit))).collect();
            assert!(!complete.is_empty() && complete.len() < rows.len(), "{items} items");
            let mut all = CrossCounter::new(items).unwrap().finish();
            // In three pieces, by two counters.
            for half in rows.chunks(rows.len().div_ceil(2)) {
                let mut counter = CrossCounter::new(items).unwrap();
                half.chunks(half.len().div_ceil(3)).for_each(|piece| counter.add(&packed(piece)).unwrap());
                all.merge(&counter.finish()).unwrap();
            }
            assert_eq!(all.n(), complete.len() as u64);
            for one in 0..items {
                let sum: u64 = complete.iter().map(|row| u64::from(row[one])).sum();
                assert_eq!(all.sums()[one], sum, "{items} items, {one}");
                for other in 0..items {
                    let product = complete.iter().map(|row| u64::from(row[one]) * u64::from(row[other])).sum();
                    assert_eq!(all.product(one, other), Some(product), "{items} items, {one} and {other}");
                }
                assert_eq!((all.product(one, items), all.product(items, one)), (None, None));
            }
        }
    }

    #[test]
    fn what_is_no_rows_is_refused() {
        assert!(matches!(CrossCounter::new(0), Err(ShapeError::NoItems)));
        let mut counter = CrossCounter::new(3).unwrap();
        assert!(matches!(counter.add(&[0x11; 5]), Err(CountError::WrongRows { .. })));
        let found = counter.finish();
        assert_eq!((found.n(), found.sums()), (0, [0, 0, 0].as_slice()));
        let error = CrossCounter::new(2).unwrap().finish().merge(&found);
        assert_eq!(error, Err(MergeError::DifferentShape));
    }
}
