//! For every pair of items, how many persons chose each pair of points.

use std::fmt;

use crate::bounds::MAX_PERSONS;
use crate::error::{CountError, MergeError, RetractError};
use crate::ordered_shape::OrderedShape;
use crate::pair_kernel;

/// Who is counted in a table of two items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cases {
    /// Whoever answered the two, whatever else is missing; an item's histogram is over all who answered it.
    Pairwise,
    /// Only those who answered every item of the set.
    Complete,
}

/// The two-way tables of all pairs of a set of items, and the histogram of each item.
///
/// Categories are numbered from 0, the lowest oriented point: a reversed item counts as min + max − code. Polychoric
/// correlations, Spearman's and Kendall's correlations and contingency tests need nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct PairTables {
    shape: OrderedShape,
    cases: Cases,
    persons: u64,
    /// Per item, answers per category.
    histograms: Vec<Vec<u64>>,
    /// Per pair i < j in the order (0,1) (0,2) … (1,2) …, persons per (category of i, category of j), by rows.
    tables: Vec<Vec<u64>>,
}

impl PairTables {
    /// Empty tables.
    #[must_use]
    pub fn new(shape: &OrderedShape, cases: Cases) -> Self {
        let items = shape.items();
        let cells = |(i, j)| vec![0; count(shape, i).saturating_mul(count(shape, j))];
        Self {
            shape: shape.clone(),
            cases,
            persons: 0,
            histograms: items.iter().map(|item| vec![0; item.count()]).collect(),
            tables: pairs(items.len()).map(cells).collect(),
        }
    }

    /// Counts many persons: person r answered `columns[i][r]` to item i, [`crate::NO_ANSWER`] where there is none. A
    /// batch is counted whole or refused whole.
    ///
    /// ```
    /// use counts::{Cases, NO_ANSWER, OrderedShape, PairTables};
    /// use survey::Points;
    ///
    /// let shape = OrderedShape::uniform(Points::new(1, 2)?, 3)?;
    /// let mut tables = PairTables::new(&shape, Cases::Pairwise);
    /// tables.add_columns(&[&[1, 2, 2], &[1, 2, 1], &[2, NO_ANSWER, 2]])?;
    /// assert_eq!(tables.table(0, 1), Some([1, 0, 1, 1].as_slice()));
    /// assert_eq!(tables.table(1, 2), Some([0, 2, 0, 0].as_slice()));
    /// assert_eq!(tables.histogram(2), Some([0, 2].as_slice()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_columns(&mut self, columns: &[&[u8]]) -> Result<(), CountError> {
        let rows = self.shape.check(columns)?;
        let rows = u64::try_from(rows).map_err(|_| CountError::TooManyPersons)?;
        // Rows nobody answered are not counted as persons, but the bound is kept without looking.
        self.persons.checked_add(rows).filter(|&n| n <= MAX_PERSONS).ok_or(CountError::TooManyPersons)?;
        pair_kernel::add_columns(self, columns);
        Ok(())
    }

    /// Adds another counter's tables to these.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.shape != other.shape || self.cases != other.cases {
            return Err(MergeError::DifferentShape);
        }
        let persons = self.persons.checked_add(other.persons).filter(|&n| n <= MAX_PERSONS);
        self.persons = persons.ok_or(MergeError::TooManyPersons)?;
        // Every other counter is bounded by the number of persons.
        self.counters_mut().zip(other.counters()).for_each(|(mine, theirs)| *mine = mine.wrapping_add(*theirs));
        Ok(())
    }

    /// Takes tables out again that were merged before.
    pub fn retract(&mut self, other: &Self) -> Result<(), RetractError> {
        if self.shape != other.shape || self.cases != other.cases {
            return Err(RetractError::DifferentShape);
        }
        let persons = self.persons.checked_sub(other.persons).ok_or(RetractError::NeverCounted)?;
        if self.counters().zip(other.counters()).any(|(mine, theirs)| mine < theirs) {
            return Err(RetractError::NeverCounted);
        }
        self.persons = persons;
        self.counters_mut().zip(other.counters()).for_each(|(mine, theirs)| *mine = mine.wrapping_sub(*theirs));
        Ok(())
    }

    /// The items counted.
    #[must_use]
    pub fn shape(&self) -> &OrderedShape {
        &self.shape
    }

    /// Who is counted.
    #[must_use]
    pub fn cases(&self) -> Cases {
        self.cases
    }

    /// Persons counted: those who answered anything, or everything with [`Cases::Complete`].
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Answers to one item per category.
    #[must_use]
    pub fn histogram(&self, item: usize) -> Option<&[u64]> {
        self.histograms.get(item).map(Vec::as_slice)
    }

    /// Persons per (category of i, category of j), by rows; nothing unless i < j and both are items of the set.
    #[must_use]
    pub fn table(&self, i: usize, j: usize) -> Option<&[u64]> {
        self.tables.get(pair_position(self.histograms.len(), i, j)?).map(Vec::as_slice)
    }

    /// Counts answers to one item, `hits` times each category.
    pub(crate) fn add_histogram(&mut self, item: usize, hits: impl Iterator<Item = u64>) {
        let counters = self.histograms.get_mut(item).into_iter().flatten();
        counters.zip(hits).for_each(|(counter, hits)| *counter = counter.wrapping_add(hits));
    }

    /// Counts persons in one table; `hit(a, b)` of them chose the categories a and b.
    pub(crate) fn add_table(&mut self, pair: usize, columns: usize, hit: impl Fn(usize, usize) -> u64) {
        let table = self.tables.get_mut(pair).map(Vec::as_mut_slice).unwrap_or_default();
        for (a, row) in table.chunks_mut(columns.max(1)).enumerate() {
            for (b, counter) in row.iter_mut().enumerate() {
                *counter = counter.wrapping_add(hit(a, b));
            }
        }
    }

    /// Counts persons in one cell of one table.
    pub(crate) fn add_cell(&mut self, pair: usize, columns: usize, a: u8, b: u8, persons: u64) {
        let at = usize::from(a).saturating_mul(columns).saturating_add(usize::from(b));
        if let Some(counter) = self.tables.get_mut(pair).and_then(|table| table.get_mut(at)) {
            *counter = counter.wrapping_add(persons);
        }
    }

    pub(crate) fn add_persons(&mut self, persons: u64) {
        self.persons = self.persons.wrapping_add(persons);
    }

    fn counters(&self) -> impl Iterator<Item = &u64> {
        self.histograms.iter().chain(&self.tables).flatten()
    }

    fn counters_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.histograms.iter_mut().chain(&mut self.tables).flatten()
    }
}

/// All pairs i < j, by rows.
pub(crate) fn pairs(items: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..items).flat_map(move |i| (i.saturating_add(1)..items).map(move |j| (i, j)))
}

fn count(shape: &OrderedShape, item: usize) -> usize {
    shape.items().get(item).map_or(0, crate::ordered_shape::OrderedItem::count)
}

/// Where the pair i < j stands: rows before it hold items − 1, items − 2, … pairs, i · (2 · items − i − 1) / 2 in all.
fn pair_position(items: usize, i: usize, j: usize) -> Option<usize> {
    if i >= j || j >= items {
        return None;
    }
    let before = items.checked_mul(2)?.checked_sub(i)?.checked_sub(1)?.checked_mul(i)?.checked_div(2)?;
    before.checked_add(j.checked_sub(i)?.checked_sub(1)?)
}

/// Shows the shape only: a table of a small cell is as personal as its answers.
impl fmt::Debug for PairTables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PairTables").field("items", &self.histograms.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_are_walked_by_rows() {
        for items in 0..=9 {
            for (expected, (i, j)) in pairs(items).enumerate() {
                assert_eq!(pair_position(items, i, j), Some(expected), "{items} items, ({i}, {j})");
            }
        }
        assert_eq!(pair_position(3, 1, 1), None);
        assert_eq!(pair_position(3, 2, 1), None);
        assert_eq!(pair_position(3, 1, 3), None);
    }
}
