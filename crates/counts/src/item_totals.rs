//! Sums of every item with the total of the items a person answered: what correlates an item with a mean score.

use std::fmt;

use crate::bounds::{MAX_PERSONS, NO_ANSWER};
use crate::error::{CountError, MergeError, RetractError};
use crate::kernel;
use crate::scale_counts::room_for;
use crate::shape::ScaleShape;

/// For every item, and for every number of items a person answered, the integers that relate the item's code x to the
/// person's sum s over all answered items, this one included.
///
/// With missing answers a person's total is the mean s / a over the a items answered. Its moments are no function of
/// pairs of items, but they are one of these: people are kept apart by a, and within a group s / a is s on one scale.
///
/// ```
/// use counts::{ItemTotals, NO_ANSWER, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut cells = [ItemTotals::new(&shape)];
/// ItemTotals::add_columns(&mut cells, &[0, 0], &[&[2, 3], &[5, NO_ANSWER]])?;
/// let groups: Vec<_> = cells[0].groups(0).collect();
/// let (answered, one) = groups[0];
/// assert_eq!((answered, one.n, one.sum, one.totals, one.product), (1, 1, 3, 3, 9));
/// let (answered, both) = groups[1];
/// assert_eq!((answered, both.n, both.sum, both.totals, both.product), (2, 1, 2, 7, 14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ItemTotals {
    shape: ScaleShape,
    /// Rows counted, answered or not.
    persons: u64,
    /// n, Σx, Σx², Σs, Σs² and Σxs per item (rows) and number of items answered from 1 (columns).
    groups: Vec<[u64; 6]>,
}

/// One item's code x and the sum s of all answered items, over the persons who answered the item and equally many items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TotalSums {
    /// Persons.
    pub n: u64,
    /// Σ x.
    pub sum: u64,
    /// Σ x².
    pub squares: u64,
    /// Σ s.
    pub totals: u64,
    /// Σ s².
    pub total_squares: u64,
    /// Σ xs.
    pub product: u64,
}

impl ItemTotals {
    /// Empty counters for a scale of this shape.
    #[must_use]
    pub fn new(shape: &ScaleShape) -> Self {
        let items = shape.items();
        Self { shape: shape.clone(), persons: 0, groups: vec![[0; 6]; items.saturating_mul(items)] }
    }

    /// The shape these counters are for.
    #[must_use]
    pub fn shape(&self) -> &ScaleShape {
        &self.shape
    }

    /// Everybody counted, also who answered nothing.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Counts many persons in many cells at once, as [`crate::ScaleCounts::add_columns`] does.
    pub fn add_columns(counts: &mut [Self], cells: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
        kernel::in_blocks(counts, cells, columns, Block::new, |block, shape, counts, cells, parts| {
            block.fill(shape, parts);
            for (cell, rows) in kernel::runs(cells) {
                let Some(counts) = counts.get_mut(cell) else { continue };
                counts.persons = counts.persons.wrapping_add(u64::try_from(rows.len()).unwrap_or_default());
                let answered = block.answered.get(rows.clone()).unwrap_or_default();
                let sums = block.sums.get(rows.clone()).unwrap_or_default();
                for (codes, groups) in block.codes.iter().zip(counts.groups.chunks_mut(shape.items())) {
                    count_run(codes.get(rows.clone()).unwrap_or_default(), answered, sums, groups);
                }
            }
        })
    }

    /// Adds another cell's counts to these.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.shape != other.shape {
            return Err(MergeError::DifferentShape);
        }
        let persons = self.persons.checked_add(other.persons).filter(|&persons| persons <= MAX_PERSONS);
        self.persons = persons.ok_or(MergeError::TooManyPersons)?;
        for (mine, theirs) in self.groups.as_flattened_mut().iter_mut().zip(other.groups.as_flattened()) {
            *mine = mine.wrapping_add(*theirs);
        }
        Ok(())
    }

    /// Takes counts out again that were merged before.
    pub fn retract(&mut self, other: &Self) -> Result<(), RetractError> {
        if self.shape != other.shape {
            return Err(RetractError::DifferentShape);
        }
        let persons = self.persons.checked_sub(other.persons).ok_or(RetractError::NeverCounted)?;
        let mut counters = self.groups.as_flattened().iter().zip(other.groups.as_flattened());
        if counters.any(|(mine, theirs)| mine < theirs) {
            return Err(RetractError::NeverCounted);
        }
        self.persons = persons;
        for (mine, theirs) in self.groups.as_flattened_mut().iter_mut().zip(other.groups.as_flattened()) {
            *mine = mine.wrapping_sub(*theirs);
        }
        Ok(())
    }

    /// One item's sums per number of items answered; only what occurred, in rising order.
    pub fn groups(&self, item: usize) -> impl Iterator<Item = (u8, TotalSums)> {
        let groups = self.groups.chunks(self.shape.items()).nth(item).unwrap_or_default();
        (1_u8..).zip(groups).filter_map(|(answered, &[n, sum, squares, totals, total_squares, product])| {
            (n > 0).then_some((answered, TotalSums { n, sum, squares, totals, total_squares, product }))
        })
    }
}

impl kernel::Cell for ItemTotals {
    fn shape(&self) -> &ScaleShape {
        &self.shape
    }

    fn has_room_for(&self, rows: usize) -> bool {
        room_for(self.persons, rows)
    }
}

/// The working columns of one block of rows.
struct Block {
    /// Items answered, per row.
    answered: Vec<u8>,
    /// Sum of the oriented codes, per row.
    sums: Vec<u16>,
    /// Per item: the oriented code, or [`NO_ANSWER`].
    codes: Vec<Vec<u8>>,
}

impl Block {
    fn new(shape: &ScaleShape, rows: usize) -> Self {
        let column = || vec![0_u8; rows];
        Self { answered: column(), sums: vec![0; rows], codes: (0..shape.items()).map(|_| column()).collect() }
    }

    fn fill(&mut self, shape: &ScaleShape, columns: &[&[u8]]) {
        self.answered.fill(0);
        self.sums.fill(0);
        let mirror = shape.points().min().wrapping_add(shape.points().max());
        for ((column, codes), &reversed) in columns.iter().zip(&mut self.codes).zip(shape.reversed()) {
            for ((&code, oriented), answered) in column.iter().zip(&mut *codes).zip(&mut self.answered) {
                let turned = if reversed { mirror.wrapping_sub(code) } else { code };
                *oriented = if code == NO_ANSWER { NO_ANSWER } else { turned };
                *answered = answered.wrapping_add(u8::from(code != NO_ANSWER));
            }
            for (&code, sum) in codes.iter().zip(&mut self.sums) {
                *sum = sum.wrapping_add(if code == NO_ANSWER { 0 } else { u16::from(code) });
            }
        }
    }
}

/// Adds one item's rows to its groups.
fn count_run(codes: &[u8], answered: &[u8], totals: &[u16], groups: &mut [[u64; 6]]) {
    for ((&code, &answered), &total) in codes.iter().zip(answered).zip(totals) {
        let group = usize::from(answered).checked_sub(1).and_then(|group| groups.get_mut(group));
        let Some(group) = group.filter(|_| code != NO_ANSWER) else { continue };
        let (x, s) = (u64::from(code), u64::from(total));
        let sums = [1, x, x.wrapping_mul(x), s, s.wrapping_mul(s), x.wrapping_mul(s)];
        for (counter, sum) in group.iter_mut().zip(sums) {
            *counter = counter.wrapping_add(sum);
        }
    }
}

/// Shows the shape only.
impl fmt::Debug for ItemTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemTotals").field("items", &self.shape.items()).finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for TotalSums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TotalSums").finish_non_exhaustive()
    }
}
