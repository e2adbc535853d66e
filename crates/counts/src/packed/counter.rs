//! The walk over runs of rows of one cell.

use std::ops::Range;

use super::cell::PackedCounts;
use super::codes::{BLOCK, Codes, digit};
use super::shape::{Inner, PackedShape, Reading};
use super::table::{Lanes, NO_SCORE, Table, oriented, score_position};
use super::unfold::unfold;
use crate::bounds::HIT_RUN;
use crate::error::CountError;

/// Rows of one cell in a block from which on patterns are counted first: unfolding a table costs about as much as counting
/// so many rows one by one.
const RUN_MIN: usize = 512;
/// Persons that a table of patterns may hold before it is unfolded, so that no counter wraps.
const TABLE_PERSONS_MAX: usize = 1 << 31;

// A block on top of a full table still fits in a counter.
const _: () = assert!(TABLE_PERSONS_MAX + BLOCK <= u32::MAX as usize);

/// So many rows of one cell, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The cell, as the store knows it.
    pub cell: u32,
    /// How many rows.
    pub rows: usize,
}

/// Where the counters of a cell are kept.
///
/// A counter asks for the cells in the order of the runs and never returns to a cell before the run that names it again, so a
/// store that sees every cell once may hand out the same counters, emptied, for the next cell.
pub trait CellStore {
    /// The counters of a cell.
    fn cell(&mut self, cell: u32) -> Option<&mut PackedCounts>;
}

/// Cells by their position.
impl CellStore for Vec<PackedCounts> {
    fn cell(&mut self, cell: u32) -> Option<&mut PackedCounts> {
        usize::try_from(cell).ok().and_then(|cell| self.get_mut(cell))
    }
}

/// Counts packed rows into cells. One for each thread; what they counted is merged.
pub struct PackedCounter {
    shape: PackedShape,
    codes: Codes,
    /// Per scale with a table, persons of the open cell per pattern.
    tables: Vec<Vec<u32>>,
    /// The cell whose patterns are in the tables, and how many persons.
    open: Option<(u32, usize)>,
    /// As long as the longest table.
    scratch: Vec<u32>,
    digits: Vec<u8>,
}

impl PackedCounter {
    /// A counter for rows of this shape.
    #[must_use]
    pub fn new(shape: &PackedShape) -> Self {
        let patterns = |scale: &Reading| scale.table.as_ref().map_or(0, |table| table.scores.len());
        let scales = &shape.inner().scales;
        Self {
            shape: shape.clone(),
            codes: Codes::new(shape.inner()),
            tables: scales.iter().map(|scale| vec![0; patterns(scale)]).collect(),
            scratch: vec![0; scales.iter().map(patterns).max().unwrap_or_default()],
            open: None,
            digits: Vec::new(),
        }
    }

    /// Counts rows; the runs say to which cells they belong. What is counted is whole only after [`Self::finish`].
    ///
    /// # Errors
    /// Rows that are not those of the runs, a cell that the store does not have, too many persons, or a code that is no
    /// answer of its scale. The counts are of no use then.
    pub fn add(&mut self, rows: &[u8], runs: &[Run], store: &mut dyn CellStore) -> Result<(), CountError> {
        let width = self.shape.width();
        let expected = runs.iter().fold(0_usize, |sum, run| sum.saturating_add(run.rows));
        if rows.len() != expected.saturating_mul(width) {
            let given = rows.len().checked_div(width).unwrap_or_default();
            return Err(CountError::WrongRows { item: 0, expected, given });
        }
        let mut runs = runs.iter().copied();
        let mut run = runs.next();
        for block in rows.chunks(BLOCK.saturating_mul(width.max(1))) {
            self.codes.fill(self.shape.inner(), block).map_err(|_| CountError::OutsideScale { item: 0 })?;
            let count = block.len().checked_div(width).unwrap_or_default();
            let mut start = 0_usize;
            while let Some(current) = run.filter(|_| start < count) {
                let length = current.rows.min(count.saturating_sub(start));
                let end = start.saturating_add(length);
                self.run(block, start..end, current.cell, store)?;
                start = end;
                let left = current.rows.saturating_sub(length);
                run = if left > 0 { Some(Run { rows: left, ..current }) } else { runs.next() };
            }
        }
        Ok(())
    }

    /// Brings what is still in tables into its cell.
    pub fn finish(&mut self, store: &mut dyn CellStore) -> Result<(), CountError> {
        let Some((cell, _)) = self.open.take() else { return Ok(()) };
        let counts = store.cell(cell).ok_or(CountError::UnknownCell { cell, cells: 0 })?;
        for (reading, table) in self.shape.inner().scales.iter().zip(&mut self.tables) {
            let scratch = self.scratch.get_mut(..table.len()).unwrap_or_default();
            unfold(reading, table, scratch, counts);
        }
        Ok(())
    }

    fn run(
        &mut self,
        block: &[u8],
        rows: Range<usize>,
        cell: u32,
        store: &mut dyn CellStore,
    ) -> Result<(), CountError> {
        let goes_on = self.open.filter(|&(open, held)| open == cell && held < TABLE_PERSONS_MAX);
        if goes_on.is_none() {
            self.finish(store)?;
        }
        let counts = store.cell(cell).ok_or(CountError::UnknownCell { cell, cells: 0 })?;
        if !counts.has_room_for(rows.len()) {
            return Err(CountError::TooManyPersons);
        }
        counts.add_persons(rows.len());
        let in_tables = goes_on.is_some() || rows.len() >= RUN_MIN;
        if in_tables {
            self.open = Some((cell, goes_on.map_or(0, |(_, held)| held).saturating_add(rows.len())));
        }
        let inner = self.shape.inner();
        for ((reading, patterns), held) in inner.scales.iter().zip(&self.codes.patterns).zip(&mut self.tables) {
            let patterns = patterns.get(rows.clone()).unwrap_or_default();
            match &reading.table {
                Some(_) if in_tables => count(patterns, held),
                Some(table) => one_by_one(reading, table, patterns, counts),
                None => wide(inner, reading, block, rows.clone(), counts, &mut self.digits)?,
            }
        }
        Ok(())
    }
}

/// Bytes of one counter.
pub(super) fn bytes(inner: &Inner) -> usize {
    let tables = inner.scales.iter().filter_map(|scale| scale.table.as_ref());
    let patterns = tables.clone().fold(0_usize, |sum, table| sum.saturating_add(table.scores.len()));
    let largest = tables.map(|table| table.scores.len()).max().unwrap_or_default();
    Codes::bytes(inner).saturating_add(patterns.saturating_add(largest).saturating_mul(size_of::<u32>()))
}

fn count(patterns: &[u16], table: &mut [u32]) {
    for &pattern in patterns {
        if let Some(persons) = table.get_mut(usize::from(pattern)) {
            *persons = persons.wrapping_add(1);
        }
    }
}

fn one_by_one(reading: &Reading, table: &Table, patterns: &[u16], counts: &mut PackedCounts) {
    let asked = reading.moments.is_some() || reading.pairs.is_some();
    match &table.lanes {
        Lanes::Narrow(lanes) if !asked => side_by_side(reading, table, lanes, patterns, counts),
        Lanes::Wide(lanes) if !asked => side_by_side(reading, table, lanes, patterns, counts),
        _ => {
            let items = reading.shape.items();
            for &pattern in patterns {
                let pattern = usize::from(pattern);
                let digits = table.digits.get(pattern.saturating_mul(items)..).and_then(|rest| rest.get(..items));
                let score = table.scores.get(pattern).copied().unwrap_or(NO_SCORE);
                counts.add(reading, score, digits.unwrap_or_default(), 1);
            }
        }
    }
}

/// Adds what every pattern adds, all answer counters at a time, a byte each for as long as a byte holds them.
fn side_by_side<const N: usize>(
    reading: &Reading,
    table: &Table,
    lanes: &[[u8; N]],
    patterns: &[u16],
    counts: &mut PackedCounts,
) {
    let (scores, answers) = counts.scores_and_answers(reading);
    for patterns in patterns.chunks(HIT_RUN) {
        let mut sums = [0_u8; N];
        for &pattern in patterns {
            let pattern = usize::from(pattern);
            let (Some(lanes), Some(&place)) = (lanes.get(pattern), table.scores.get(pattern)) else { continue };
            for (sum, one) in sums.iter_mut().zip(lanes) {
                *sum = sum.wrapping_add(*one);
            }
            if let Some(counter) = scores.get_mut(usize::from(place)) {
                *counter = counter.wrapping_add(1);
            }
        }
        for (counter, &sum) in answers.iter_mut().zip(&sums) {
            *counter = counter.wrapping_add(u64::from(sum));
        }
    }
}

/// A scale with too many patterns, row by row.
fn wide(
    inner: &Inner,
    reading: &Reading,
    block: &[u8],
    rows: Range<usize>,
    counts: &mut PackedCounts,
    digits: &mut Vec<u8>,
) -> Result<(), CountError> {
    let points = reading.shape.points().count();
    let bytes = rows.start.saturating_mul(inner.width)..rows.end.saturating_mul(inner.width);
    for row in block.get(bytes).unwrap_or_default().chunks_exact(inner.width.max(1)) {
        digits.clear();
        for (item, (&position, &reversed)) in reading.positions.iter().zip(reading.shape.reversed()).enumerate() {
            let digit = digit(row, position);
            if digit > points {
                return Err(CountError::OutsideScale { item });
            }
            digits.push(oriented(digit, reversed, points));
        }
        let score = score_position(&reading.shape, digits).and_then(|place| u16::try_from(place).ok());
        counts.add(reading, score.unwrap_or(NO_SCORE), digits, 1);
    }
    Ok(())
}
