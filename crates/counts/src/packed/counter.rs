//! The walk over runs of rows of one cell.

use super::cell::PackedCounts;
use super::shape::{Inner, PackedShape, Reading};
use super::table::{Lanes, NO_SCORE, Table, score_position};
use super::unfold::unfold;
use super::window::oriented_digit;
use crate::bounds::HIT_RUN;
use crate::error::CountError;

/// Rows that all scales are read from before the next rows are looked at; they stay in the nearest cache meanwhile.
const BLOCK: usize = 512;
/// Rows of one cell in a batch from which on patterns are counted first: unfolding a table costs about as much as counting
/// so many rows one by one.
const RUN_MIN: usize = 512;
/// Rows that are looked at as one run at most.
const RUN_MAX: usize = 1 << 20;
/// Persons that a table of patterns may hold before it is unfolded, so that no counter wraps.
const TABLE_PERSONS_MAX: usize = 1 << 31;

// A run on top of a full table still fits in a counter.
const _: () = assert!(TABLE_PERSONS_MAX + RUN_MAX <= u32::MAX as usize);

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
    /// Per scale with a table, persons of the open cell per pattern.
    tables: Vec<Vec<u32>>,
    /// The cell whose patterns are in the tables, and how many persons.
    open: Option<(u32, usize)>,
    /// The patterns of one scale in one block.
    patterns: Vec<u32>,
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
            tables: scales.iter().map(|scale| vec![0; patterns(scale)]).collect(),
            scratch: vec![0; scales.iter().map(patterns).max().unwrap_or_default()],
            patterns: Vec::with_capacity(BLOCK),
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
        let mut rest = rows;
        for run in runs {
            let (now, later) = rest.split_at_checked(run.rows.saturating_mul(width)).unwrap_or_default();
            for rows in now.chunks(RUN_MAX.saturating_mul(width)) {
                let rows_in_run = rows.len().checked_div(width).unwrap_or_default();
                self.run(rows, Run { rows: rows_in_run, ..*run }, store)?;
            }
            rest = later;
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

    fn run(&mut self, rows: &[u8], run: Run, store: &mut dyn CellStore) -> Result<(), CountError> {
        let goes_on = self.open.filter(|&(open, held)| open == run.cell && held < TABLE_PERSONS_MAX);
        if goes_on.is_none() {
            self.finish(store)?;
        }
        let counts = store.cell(run.cell).ok_or(CountError::UnknownCell { cell: run.cell, cells: 0 })?;
        if !counts.has_room_for(run.rows) {
            return Err(CountError::TooManyPersons);
        }
        counts.add_persons(run.rows);
        let in_tables = goes_on.is_some() || run.rows >= RUN_MIN;
        if in_tables {
            self.open = Some((run.cell, goes_on.map_or(0, |(_, held)| held).saturating_add(run.rows)));
        }
        let inner = self.shape.inner();
        for rows in rows.chunks(BLOCK.saturating_mul(inner.width)) {
            for (reading, held) in inner.scales.iter().zip(&mut self.tables) {
                let right = match &reading.table {
                    None => wide(inner, reading, rows, counts, &mut self.digits),
                    Some(table) if in_tables => into_table(table, inner.width, rows, held),
                    Some(table) => {
                        self.patterns.clear();
                        table.window.patterns(&table.bytes, inner.width, rows, |pattern| self.patterns.push(pattern));
                        one_by_one(reading, table, &self.patterns, counts)
                    }
                };
                if !right {
                    return Err(CountError::OutsideScale { item: 0 });
                }
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
    let counted = patterns.saturating_add(largest).saturating_mul(size_of::<u32>());
    counted.saturating_add(BLOCK.saturating_mul(size_of::<u32>()))
}

/// Counts patterns. Whether all of them are of the scale.
fn into_table(table: &Table, width: usize, rows: &[u8], held: &mut [u32]) -> bool {
    let mut right = true;
    table.window.patterns(&table.bytes, width, rows, |pattern| match held.get_mut(place(pattern)) {
        Some(persons) => *persons = persons.wrapping_add(1),
        None => right = false,
    });
    right
}

/// A pattern as a place in a table.
fn place(pattern: u32) -> usize {
    usize::try_from(pattern).unwrap_or(usize::MAX)
}

fn one_by_one(reading: &Reading, table: &Table, patterns: &[u32], counts: &mut PackedCounts) -> bool {
    let asked = reading.moments.is_some() || reading.pairs.is_some();
    match &table.lanes {
        Lanes::Narrow(lanes) if !asked => side_by_side(reading, table, lanes, patterns, counts),
        Lanes::Wide(lanes) if !asked => side_by_side(reading, table, lanes, patterns, counts),
        _ => patterns.iter().fold(true, |right, &pattern| {
            let (pattern, items) = (place(pattern), reading.shape.items());
            let digits = table.digits.get(pattern.saturating_mul(items)..).and_then(|rest| rest.get(..items));
            match (table.scores.get(pattern), digits) {
                (Some(&score), Some(digits)) => {
                    counts.add(reading, score, digits, 1);
                    right
                }
                _ => false,
            }
        }),
    }
}

/// Adds what every pattern adds, all answer counters at a time, a byte each for as long as a byte holds them.
fn side_by_side<const N: usize>(
    reading: &Reading,
    table: &Table,
    lanes: &[[u8; N]],
    patterns: &[u32],
    counts: &mut PackedCounts,
) -> bool {
    let (scores, answers) = counts.scores_and_answers(reading);
    let mut right = true;
    for patterns in patterns.chunks(HIT_RUN) {
        let mut sums = [0_u8; N];
        for &pattern in patterns {
            match lanes.get(place(pattern)) {
                Some(lanes) => sums = std::array::from_fn(|at| add(&sums, lanes, at)),
                None => right = false,
            }
        }
        for &pattern in patterns {
            let place = table.scores.get(place(pattern)).copied().unwrap_or(NO_SCORE);
            if let Some(counter) = scores.get_mut(usize::from(place)) {
                *counter = counter.wrapping_add(1);
            }
        }
        for (counter, &sum) in answers.iter_mut().zip(&sums) {
            *counter = counter.wrapping_add(u64::from(sum));
        }
    }
    right
}

#[expect(clippy::indexing_slicing, reason = "the position is that of the array made from these two")]
fn add<const N: usize>(sums: &[u8; N], lanes: &[u8; N], at: usize) -> u8 {
    sums[at].wrapping_add(lanes[at])
}

/// A scale with too many patterns, row by row.
fn wide(inner: &Inner, reading: &Reading, rows: &[u8], counts: &mut PackedCounts, digits: &mut Vec<u8>) -> bool {
    let points = reading.shape.points().count();
    for row in rows.chunks_exact(inner.width) {
        digits.clear();
        let items = reading.positions.iter().zip(reading.shape.reversed());
        digits.extend(items.map_while(|(&position, &reversed)| oriented_digit(row, position, reversed, points)));
        if digits.len() != reading.positions.len() {
            return false;
        }
        let score = score_position(&reading.shape, digits).and_then(|place| u16::try_from(place).ok());
        counts.add(reading, score.unwrap_or(NO_SCORE), digits, 1);
    }
    true
}
