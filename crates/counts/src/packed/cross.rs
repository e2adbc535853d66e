//! Cross products of all items at once, whatever scales they are in: what a factor model of many items starts from.
//!
//! Rows in which every item is answered go side by side into a block of columns, two bytes an item. The product of two columns is a dot product of small integers, so
//! small that it fits in two bytes too: the machine does eight at a time.

use super::shape::ITEM_BITS;
use crate::error::{CountError, ShapeError};
use crate::moments::{Moments, triangle};

/// Rows of one block: its columns stay in the nearest caches.
const BLOCK: usize = 256;
/// Bytes of a row that are looked at together.
const WORD: usize = 8;
/// The largest digit of an answer; all four bits are "not relevant".
const DIGIT_MAX: usize = (1 << ITEM_BITS) - 2;

/// The answers to one item in a block.
type Column = [u16; BLOCK];

// The product of two columns fits in two bytes as well, so that nothing has to be widened on the way.
const _: () = assert!(DIGIT_MAX * DIGIT_MAX * BLOCK <= u16::MAX as usize);

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
    items: usize,
    /// Complete rows that wait for a whole block, as they were packed.
    rows: Vec<u8>,
    columns: Vec<Column>,
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
        // One column more where the last byte holds a single item.
        let columns = vec![[0; BLOCK]; items.next_multiple_of(2)];
        let rows = Vec::with_capacity(BLOCK.saturating_mul(items.div_ceil(2)));
        let (sums, products) = (vec![0; items], vec![0; triangle(items)]);
        Ok(Self { persons: 0, sums, products, items, rows, columns })
    }

    /// Takes in packed rows.
    ///
    /// # Errors
    /// Bytes that are no whole rows, or too many persons.
    pub fn add(&mut self, rows: &[u8]) -> Result<(), CountError> {
        let width = self.columns.len() / 2;
        let given = rows.len().checked_div(width).unwrap_or_default();
        if given.saturating_mul(width) != rows.len() {
            return Err(CountError::WrongRows { item: 0, expected: given.saturating_add(1), given });
        }
        if !crate::scale_counts::room_for(self.persons, given.saturating_add(BLOCK)) {
            return Err(CountError::TooManyPersons);
        }
        let pad = if self.items.is_multiple_of(2) { 0 } else { 1 << ITEM_BITS };
        for row in rows.chunks_exact(width).filter(|row| is_complete(row, pad)) {
            self.rows.extend_from_slice(row);
            if self.rows.len() == BLOCK.saturating_mul(width) {
                self.multiply();
            }
        }
        Ok(())
    }

    /// What was found in all rows.
    #[must_use]
    pub fn finish(mut self) -> Moments {
        self.columns.iter_mut().for_each(|column| column.fill(0));
        self.multiply();
        Moments::new(self.persons, self.sums, self.products)
    }

    /// Adds the products of the block, and empties it.
    fn multiply(&mut self) {
        let width = self.columns.len() / 2;
        for (byte, columns) in self.columns.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            let [lower, upper] = columns;
            let bytes = self.rows.get(byte..).unwrap_or_default().iter().step_by(width);
            for ((lower, upper), byte) in lower.iter_mut().zip(upper).zip(bytes) {
                (*lower, *upper) = (u16::from(byte & 15), u16::from(byte >> ITEM_BITS));
            }
        }
        let columns = self.columns.get(..self.items).unwrap_or_default();
        let mut products = self.products.iter_mut();
        for (place, (column, sum)) in columns.iter().zip(&mut self.sums).enumerate() {
            *sum = sum.wrapping_add(u64::from(column.iter().fold(0, |sum: u16, digit| sum.wrapping_add(*digit))));
            let dots = columns.iter().skip(place).map(|other| dot(column, other));
            for (dot, product) in dots.zip(products.by_ref()) {
                *product = product.wrapping_add(u64::from(dot));
            }
        }
        let persons = self.rows.len().checked_div(width).unwrap_or_default();
        self.persons = self.persons.wrapping_add(u64::try_from(persons).unwrap_or_default());
        self.rows.clear();
    }
}

/// The product of two columns.
fn dot(one: &Column, other: &Column) -> u16 {
    one.iter().zip(other).fold(0, |sum: u16, (one, other)| sum.wrapping_add(one.wrapping_mul(*other)))
}

/// Whether all four-bit numbers of a row are answers; `pad` fills the place behind the last item.
fn is_complete(row: &[u8], pad: u8) -> bool {
    let Some((last, others)) = row.split_last() else { return false };
    let (words, rest) = others.as_chunks::<WORD>();
    let mut left = [0x11; WORD];
    left.iter_mut().zip(rest.iter().chain([&(last | pad)])).for_each(|(left, byte)| *left = *byte);
    words.iter().chain([&left]).all(|word| all_answers(u64::from_le_bytes(*word)))
}

/// Whether none of sixteen four-bit numbers is 0 (no answer) or 15 ("not relevant").
const fn all_answers(word: u64) -> bool {
    const LOWER: u64 = 0x7777_7777_7777_7777;
    // The highest bit of each four is set where any of them is.
    const fn any(word: u64) -> u64 {
        (word & LOWER).wrapping_add(LOWER) | word
    }
    (any(word) & any(!word)) | LOWER == u64::MAX
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of a test are small")]
mod tests {
    use super::*;
    use crate::error::MergeError;

    /// Rows of digits, packed as settled files pack them.
    fn packed(rows: &[Vec<u8>]) -> Vec<u8> {
        let bytes = |row: &Vec<u8>| {
            row.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or(0) << 4).collect::<Vec<u8>>()
        };
        rows.iter().flat_map(bytes).collect()
    }

    /// Rows of so many items; one answer in `missing` is none, and one in as many "not relevant".
    fn drawn(items: usize, rows: usize, missing: u64) -> Vec<Vec<u8>> {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        let mut digit = || match next() % missing {
            0 => 0,
            1 => 15,
            _ => u8::try_from(1 + next() % 14).unwrap_or(1),
        };
        (0..rows).map(|_| (0..items).map(|_| digit()).collect()).collect()
    }

    #[test]
    fn products_are_those_of_paper_and_pencil() {
        for (items, rows, missing) in
            [(1, 10, 4), (2, 300, 5), (7, 1_000, 30), (16, 257, 60), (17, 256, 90), (36, 900, 100)]
        {
            let rows = drawn(items, rows, missing);
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
