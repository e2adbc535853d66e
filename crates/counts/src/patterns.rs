//! How many persons gave each complete set of answers.

use std::collections::BTreeMap;
use std::fmt;

use crate::bounds::{MAX_PERSONS, NO_ANSWER};
use crate::error::{CountError, MergeError, RetractError};
use crate::ordered_shape::OrderedShape;
use crate::pair_tables::{Cases, PairTables};

/// The response patterns of those who answered every item of a set, with how many persons gave each.
///
/// A pattern holds one category per item, numbered from 0, the lowest oriented point. This is all that a model of
/// ordered answers needs, and nothing smaller will do where four items at a time enter, as they do in the uncertainty of
/// correlations.
#[derive(Clone, PartialEq, Eq)]
pub struct Patterns {
    shape: OrderedShape,
    persons: u64,
    counts: BTreeMap<Vec<u8>, u64>,
}

impl Patterns {
    /// Nobody yet.
    #[must_use]
    pub fn new(shape: &OrderedShape) -> Self {
        Self { shape: shape.clone(), persons: 0, counts: BTreeMap::new() }
    }

    /// Counts those of many persons who answered every item: person r answered `columns[i][r]` to item i,
    /// [`crate::NO_ANSWER`] where there is none. A batch is counted whole or refused whole.
    ///
    /// ```
    /// use counts::{NO_ANSWER, OrderedShape, Patterns};
    /// use survey::Points;
    ///
    /// let shape = OrderedShape::uniform(Points::new(1, 5)?, 2)?;
    /// let mut patterns = Patterns::new(&shape);
    /// patterns.add_columns(&[&[1, 5, 1, NO_ANSWER], &[3, 4, 3, 2]])?;
    /// let counted: Vec<(&[u8], u64)> = patterns.iter().collect();
    /// assert_eq!(counted, [([0, 2].as_slice(), 2), ([4, 3].as_slice(), 1)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_columns(&mut self, columns: &[&[u8]]) -> Result<(), CountError> {
        let rows = self.shape.check(columns)?;
        let persons = u64::try_from(rows).map_err(|_| CountError::TooManyPersons)?;
        self.persons.checked_add(persons).filter(|&n| n <= MAX_PERSONS).ok_or(CountError::TooManyPersons)?;
        for row in 0..rows {
            let codes = columns.iter().filter_map(|column| column.get(row).copied());
            if codes.clone().all(|code| code != NO_ANSWER) {
                let pattern = codes.zip(self.shape.items()).map(|(code, item)| item.category(code)).collect();
                self.count(pattern, 1);
            }
        }
        Ok(())
    }

    /// Adds another counter's patterns to these.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.shape != other.shape {
            return Err(MergeError::DifferentShape);
        }
        let persons = self.persons.checked_add(other.persons).filter(|&n| n <= MAX_PERSONS);
        persons.ok_or(MergeError::TooManyPersons)?;
        other.counts.iter().for_each(|(pattern, &persons)| self.count(pattern.clone(), persons));
        Ok(())
    }

    /// Takes patterns out again that were merged before.
    pub fn retract(&mut self, other: &Self) -> Result<(), RetractError> {
        if self.shape != other.shape {
            return Err(RetractError::DifferentShape);
        }
        let counted = |pattern| self.counts.get(pattern).copied().unwrap_or_default();
        if other.counts.iter().any(|(pattern, &theirs)| counted(pattern) < theirs) {
            return Err(RetractError::NeverCounted);
        }
        for (pattern, &theirs) in &other.counts {
            if let Some(mine) = self.counts.get_mut(pattern) {
                *mine = mine.wrapping_sub(theirs);
            }
        }
        self.counts.retain(|_, persons| *persons > 0);
        // No pattern was short of persons, so their sum is not.
        self.persons = self.persons.wrapping_sub(other.persons);
        Ok(())
    }

    /// The items counted.
    #[must_use]
    pub fn shape(&self) -> &OrderedShape {
        &self.shape
    }

    /// Persons counted: those who answered every item.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Every pattern that somebody gave, in the order of its categories, with how many gave it.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.counts.iter().map(|(pattern, &persons)| (pattern.as_slice(), persons))
    }

    /// The two-way tables of the same persons, those of [`Cases::Complete`].
    #[must_use]
    pub fn pair_tables(&self) -> PairTables {
        let mut tables = PairTables::new(&self.shape, Cases::Complete);
        tables.add_persons(self.persons);
        for (pattern, persons) in self.iter() {
            let once = |chosen: u8, category: usize| if usize::from(chosen) == category { persons } else { 0 };
            for (item, &category) in pattern.iter().enumerate() {
                tables.add_histogram(item, (0..=usize::from(category)).map(|at| once(category, at)));
            }
            for (pair, (i, j)) in crate::pair_tables::pairs(pattern.len()).enumerate() {
                if let (Some(&a), Some(&b)) = (pattern.get(i), pattern.get(j)) {
                    tables.add_cell(pair, self.shape.items().get(j).map_or(0, |item| item.count()), a, b, persons);
                }
            }
        }
        tables
    }

    /// Counts persons who gave one pattern.
    fn count(&mut self, pattern: Vec<u8>, persons: u64) {
        let counter = self.counts.entry(pattern).or_default();
        // Bounded by the number of persons, which was checked.
        *counter = counter.wrapping_add(persons);
        self.persons = self.persons.wrapping_add(persons);
    }
}

/// Shows the shape only: a pattern is a person's answers.
impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patterns").field("items", &self.shape.items().len()).finish_non_exhaustive()
    }
}
