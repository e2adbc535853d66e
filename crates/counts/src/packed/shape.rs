//! What packed rows look like to someone who only counts.

use std::sync::Arc;

use super::table::Table;
use crate::error::ShapeError;
use crate::moments::triangle;
use crate::shape::ScaleShape;

/// The most patterns that are kept in a table; a scale with more is counted row by row.
pub(super) const PATTERNS_MAX: usize = 65_535;
/// Bits of one item.
pub(super) const ITEM_BITS: u32 = 4;

/// What is counted beside scores and items; both cost more than they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Sums and cross products of complete answers.
    pub moments: bool,
    /// Sums and cross products of every pair of items over those who answered both.
    pub pairs: bool,
}

/// A scale and where its items stand in a packed row, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedScale {
    /// Points, reversed items and missing rule.
    pub shape: ScaleShape,
    /// The position of each item.
    pub positions: Vec<usize>,
}

/// The shape of packed rows: how wide they are, which scales are in them, and what is counted.
///
/// Cheap to clone; all cells share it.
#[derive(Clone, Debug)]
pub struct PackedShape {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) items: usize,
    pub(super) width: usize,
    pub(super) asked: Asked,
    pub(super) scales: Vec<Reading>,
    /// Counters of one cell.
    pub(super) counters: usize,
}

/// How one scale is read from a row and where its counters stand in a cell.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) shape: ScaleShape,
    pub(super) positions: Vec<usize>,
    pub(super) table: Option<Table>,
    pub(super) scores: usize,
    pub(super) answers: usize,
    pub(super) moments: Option<usize>,
    pub(super) pairs: Option<usize>,
}

impl PackedShape {
    /// Rows of `items` items, four bits each, an even item in the lower half of its byte, with these scales.
    ///
    /// # Errors
    /// A scale that names an item the rows do not have, or not one position per item.
    pub fn new(items: usize, scales: Vec<PackedScale>, asked: Asked) -> Result<Self, ShapeError> {
        if items == 0 {
            return Err(ShapeError::NoItems);
        }
        let mut counters = 0_usize;
        let mut readings = Vec::with_capacity(scales.len());
        for PackedScale { shape, positions } in scales {
            if let Some(&position) = positions.iter().find(|&&position| position >= items) {
                return Err(ShapeError::UnknownItem { position });
            }
            if positions.len() != shape.items() {
                return Err(ShapeError::UnknownItem { position: positions.len() });
            }
            let mut take = |wanted: usize| {
                let place = counters;
                counters = counters.saturating_add(wanted);
                place
            };
            let k = shape.items();
            let triangle = triangle(k);
            let scores = take(shape.score_counters());
            let answers = take(k.saturating_mul(usize::from(shape.points().count())));
            let moments = asked.moments.then(|| take(k.saturating_add(triangle)));
            let pairs = asked.pairs.then(|| take(triangle.saturating_mul(6)));
            let table = Table::of(&shape, &positions);
            readings.push(Reading { shape, positions, table, scores, answers, moments, pairs });
        }
        Ok(Self { inner: Arc::new(Inner { items, width: items.div_ceil(2), asked, scales: readings, counters }) })
    }

    /// Items of one row.
    #[must_use]
    pub fn items(&self) -> usize {
        self.inner.items
    }

    /// Bytes of one row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.inner.width
    }

    /// How many scales are counted.
    #[must_use]
    pub fn scales(&self) -> usize {
        self.inner.scales.len()
    }

    /// What is counted beside scores and items.
    #[must_use]
    pub fn asked(&self) -> Asked {
        self.inner.asked
    }

    /// Bytes that the counters of one cell take.
    #[must_use]
    pub fn cell_bytes(&self) -> usize {
        self.inner.counters.saturating_add(1).saturating_mul(size_of::<u64>())
    }

    /// Bytes of the shape itself: what every pattern of every scale means. All cells and counters share it.
    #[must_use]
    pub fn table_bytes(&self) -> usize {
        let tables = self.inner.scales.iter().filter_map(|scale| scale.table.as_ref());
        tables.fold(0, |sum, table| sum.saturating_add(table.size()))
    }

    /// Bytes that one [`super::PackedCounter`] takes, whatever the number of rows and cells.
    #[must_use]
    pub fn counter_bytes(&self) -> usize {
        super::counter::bytes(&self.inner)
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
            || (self.inner.width == other.inner.width
                && self.inner.asked == other.inner.asked
                && self.inner.scales.len() == other.inner.scales.len()
                && self
                    .inner
                    .scales
                    .iter()
                    .zip(&other.inner.scales)
                    .all(|(mine, theirs)| mine.shape == theirs.shape && mine.positions == theirs.positions))
    }
}
