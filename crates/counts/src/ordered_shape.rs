//! What a set of ordered items looks like to someone who counts pairs and patterns.

use std::sync::Arc;

use survey::Points;

use crate::bounds::{MAX_ITEMS, NO_ANSWER};
use crate::error::{CountError, ShapeError};

/// Points and orientation of each item of a set. The items need not share their points, and there is no missing rule:
/// nobody gets a score here.
///
/// Cheap to clone; all counters of one set share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedShape {
    items: Arc<[OrderedItem]>,
}

/// One item of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderedItem {
    /// The points people can choose.
    pub points: Points,
    /// Whether a high code means little; such an item is counted as min + max − code.
    pub reversed: bool,
}

impl OrderedShape {
    /// The shape of a set of these items.
    pub fn new(items: Vec<OrderedItem>) -> Result<Self, ShapeError> {
        match items.len() {
            0 => Err(ShapeError::NoItems),
            count if count > MAX_ITEMS => Err(ShapeError::TooManyItems { items: count }),
            _ => Ok(Self { items: items.into() }),
        }
    }

    /// A set of this many items with the same points, none reversed.
    pub fn uniform(points: Points, items: usize) -> Result<Self, ShapeError> {
        Self::new(vec![OrderedItem { points, reversed: false }; items])
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &[OrderedItem] {
        &self.items
    }

    /// Columns of equal length, one per item, that hold points and "no answer" only; the number of rows.
    pub(crate) fn check(&self, columns: &[&[u8]]) -> Result<usize, CountError> {
        if columns.len() != self.items.len() {
            return Err(CountError::WrongItems { expected: self.items.len(), given: columns.len() });
        }
        let rows = columns.first().map_or(0, |column| column.len());
        for (item, (column, of)) in columns.iter().zip(self.items.iter()).enumerate() {
            if column.len() != rows {
                return Err(CountError::WrongRows { item, expected: rows, given: column.len() });
            }
            if !column.iter().all(|&code| code == NO_ANSWER || of.points.contains(code)) {
                return Err(CountError::OutsideScale { item });
            }
        }
        Ok(rows)
    }
}

impl OrderedItem {
    /// How many points there are.
    pub(crate) fn count(&self) -> usize {
        usize::from(self.points.count())
    }

    /// Which point from the lowest a code means, or the number of points for "no answer".
    pub(crate) fn category(&self, code: u8) -> u8 {
        if code == NO_ANSWER {
            self.points.count()
        } else if self.reversed {
            self.points.max().wrapping_sub(code)
        } else {
            code.wrapping_sub(self.points.min())
        }
    }
}
