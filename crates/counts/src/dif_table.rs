//! Answers to one item by group and total: all that differential item functioning needs to know.

use std::fmt;

use survey::Points;

use crate::bounds::{MAX_PERSONS, NO_ANSWER};
use crate::error::{CountError, MergeError, RetractError, ShapeError};
use crate::shape::ScaleShape;

/// The most groups one table can compare.
pub const MAX_GROUPS: usize = 1024;

/// Whether the total that persons are matched on contains the studied item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The studied item and the anchors: what the Mantel–Haenszel procedures require if the item obeys a Rasch model
    /// (Holland and Thayer 1988), and what R `difR` and sum-score matching in general do.
    Including,
    /// The anchors without the studied item, the rest score.
    Excluding,
}

/// What a table counts: one item of a scale against the total of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifDesign {
    shape: ScaleShape,
    item: usize,
    /// Which items are added up for the total.
    matched: Vec<bool>,
}

impl DifDesign {
    /// Studies an item against the anchors (one entry per item). `matching` alone decides whether the studied item is
    /// in the total, whatever its own entry says.
    pub fn new(shape: &ScaleShape, item: usize, anchors: &[bool], matching: Matching) -> Result<Self, ShapeError> {
        if item >= shape.items() {
            return Err(ShapeError::UnknownItem { position: item });
        }
        if anchors.len() != shape.items() {
            return Err(ShapeError::UnknownItem { position: anchors.len() });
        }
        let own = matching == Matching::Including;
        let matched: Vec<bool> =
            anchors.iter().enumerate().map(|(position, &anchor)| if position == item { own } else { anchor }).collect();
        let others = matched.iter().enumerate().any(|(position, &matched)| matched && position != item);
        if others { Ok(Self { shape: shape.clone(), item, matched }) } else { Err(ShapeError::NoItems) }
    }

    /// The studied item's answer and the total of one complete row, both oriented; nothing when an answer is missing.
    ///
    /// Completeness is asked of every item of the scale, so that all items, and all choices of anchors, are studied on
    /// the same persons.
    fn answer(&self, row: impl Iterator<Item = u8>) -> Option<(u8, u32)> {
        let points = self.shape.points();
        let (mut own, mut total) = (None, 0_u32);
        let items = self.shape.reversed().iter().zip(&self.matched).enumerate();
        for ((position, (&reversed, &matched)), code) in items.zip(row) {
            if code == NO_ANSWER {
                return None;
            }
            let oriented = if reversed { points.reverse(code) } else { code };
            if matched {
                total = total.saturating_add(u32::from(oriented));
            }
            if position == self.item {
                own = Some(oriented);
            }
        }
        own.map(|own| (own, total))
    }

    /// The lowest and the highest total.
    fn totals(&self) -> (u32, u32) {
        let items = self.matched.iter().filter(|matched| **matched).count();
        let items = u32::try_from(items).unwrap_or(u32::MAX);
        let points = self.shape.points();
        (u32::from(points.min()).saturating_mul(items), u32::from(points.max()).saturating_mul(items))
    }
}

/// Persons per group, total and answer to the studied item. Exact, and mergeable like every count.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, NO_ANSWER, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 3).unwrap(), vec![false; 3], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 3], Matching::Including).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// // Totals 6 and 6 in group 1; the row of group 0 is not complete.
/// table.add_columns(&[1, 1, 0], &[&[3, 1, 2], &[1, 2, NO_ANSWER], &[2, 3, 2]]).unwrap();
/// assert_eq!((table.n(), table.answers(1, 6)), (2, Some(&[1, 0, 1][..])));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DifTable {
    design: DifDesign,
    groups: usize,
    n: u64,
    /// Groups by totals by points, rows of equal length.
    cells: Vec<u64>,
}

impl DifTable {
    /// An empty table for this many groups.
    pub fn new(design: &DifDesign, groups: usize) -> Result<Self, ShapeError> {
        if groups > MAX_GROUPS {
            return Err(ShapeError::TooManyGroups { groups });
        }
        let mut table = Self { design: design.clone(), groups, n: 0, cells: Vec::new() };
        table.cells = vec![0; groups.saturating_mul(table.group_row())];
        Ok(table)
    }

    /// Counts rows: row r belongs to group `groups[r]` and answered `columns[i][r]` to item i, [`NO_ANSWER`] where
    /// there is none. Rows that miss an answer to any item are passed over. Counted whole or refused whole.
    pub fn add_columns(&mut self, groups: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
        self.check(groups, columns)?;
        let answer = |row: usize| self.design.answer(columns.iter().filter_map(|column| column.get(row).copied()));
        // Two passes over the rows, so that a batch is refused before anything of it is counted.
        let complete = (0..groups.len()).filter(|&row| answer(row).is_some()).count();
        let complete = u64::try_from(complete).map_err(|_| CountError::TooManyPersons)?;
        self.n = self.n.checked_add(complete).filter(|&n| n <= MAX_PERSONS).ok_or(CountError::TooManyPersons)?;
        let design = self.design.clone();
        for (row, &group) in groups.iter().enumerate() {
            let codes = columns.iter().filter_map(|column| column.get(row).copied());
            let Some((answer, total)) = design.answer(codes) else { continue };
            let position = self.position(group, total, answer);
            if let Some(cell) = position.and_then(|position| self.cells.get_mut(position)) {
                // No cell passes n.
                *cell = cell.saturating_add(1);
            }
        }
        Ok(())
    }

    fn check(&self, groups: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
        let shape = &self.design.shape;
        if columns.len() != shape.items() {
            return Err(CountError::WrongItems { expected: shape.items(), given: columns.len() });
        }
        for (item, column) in columns.iter().enumerate() {
            if column.len() != groups.len() {
                return Err(CountError::WrongRows { item, expected: groups.len(), given: column.len() });
            }
            if !column.iter().all(|&code| shape.admits(code)) {
                return Err(CountError::OutsideScale { item });
            }
        }
        let outside = |group: &&u32| usize::try_from(**group).map_or(true, |group| group >= self.groups);
        match groups.iter().find(outside) {
            Some(&cell) => Err(CountError::UnknownCell { cell, cells: self.groups }),
            None => Ok(()),
        }
    }

    /// Adds another table of the same design to this one.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.design != other.design || self.groups != other.groups {
            return Err(MergeError::DifferentShape);
        }
        self.n = self.n.checked_add(other.n).filter(|&n| n <= MAX_PERSONS).ok_or(MergeError::TooManyPersons)?;
        // No cell passes n.
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine = mine.saturating_add(*theirs);
        }
        Ok(())
    }

    /// Takes a table out again that was merged before.
    pub fn retract(&mut self, other: &Self) -> Result<(), RetractError> {
        if self.design != other.design || self.groups != other.groups {
            return Err(RetractError::DifferentShape);
        }
        if self.cells.iter().zip(&other.cells).any(|(mine, theirs)| mine < theirs) {
            return Err(RetractError::NeverCounted);
        }
        self.n = self.n.saturating_sub(other.n);
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine = mine.saturating_sub(*theirs);
        }
        Ok(())
    }

    /// Persons counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Groups compared.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The points of the studied item.
    #[must_use]
    pub fn points(&self) -> Points {
        self.design.shape.points()
    }

    /// Every total there can be, in ascending order.
    pub fn totals(&self) -> impl Iterator<Item = u32> + use<> {
        let (low, high) = self.design.totals();
        low..=high
    }

    /// Persons of a group with this total per answer to the studied item, from the lowest point up.
    #[must_use]
    pub fn answers(&self, group: usize, total: u32) -> Option<&[u64]> {
        if group >= self.groups {
            return None;
        }
        let stratum = usize::try_from(total.checked_sub(self.design.totals().0)?).ok()?;
        let row = self.cells.chunks(self.group_row()).nth(group)?;
        row.chunks(usize::from(self.points().count())).nth(stratum)
    }

    /// Cells of one group.
    fn group_row(&self) -> usize {
        let (low, high) = self.design.totals();
        let totals = usize::try_from(high.saturating_sub(low)).unwrap_or(usize::MAX).saturating_add(1);
        totals.saturating_mul(usize::from(self.points().count()))
    }

    fn position(&self, group: u32, total: u32, answer: u8) -> Option<usize> {
        let points = self.points();
        let stratum = usize::try_from(total.checked_sub(self.design.totals().0)?).ok()?;
        let before = usize::try_from(group).ok()?.checked_mul(self.group_row())?;
        let within = stratum.checked_mul(usize::from(points.count()))?;
        before.checked_add(within)?.checked_add(usize::from(answer.checked_sub(points.min())?))
    }
}

/// Shows the shape only: a cell of a table is as personal as its rows.
impl fmt::Debug for DifTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DifTable").field("groups", &self.groups).finish_non_exhaustive()
    }
}
