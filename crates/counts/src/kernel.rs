//! The column kernel: answers of many rows into the counters of many cells.
//!
//! It works in three plain loops over blocks of rows. *Orient* turns reversed items round and finds, per row, how many
//! items were answered and their sum. *Mask* blanks the rows without a score and, for the cross products, the rows that
//! are not complete. *Count* walks runs of rows of the same cell: one increment per row for the score, and per item and
//! pair of items loops without branches over bytes, which the compiler turns into vector instructions. Settled files
//! are sorted by unit, so runs are long; a block that is not sorted by cell is sorted first.
//!
//! The additions are written as wrapping ones because `bounds` proves that none can wrap.

use std::ops::Range;

use crate::bounds::{BLOCK, HIT_RUN, NO_ANSWER, PRODUCT_RUN};
use crate::error::CountError;
use crate::scale_counts::ScaleCounts;
use crate::shape::ScaleShape;

/// Counters of one cell that a batch of rows can be counted into.
pub(crate) trait Cell {
    /// The shape of the scale they are for.
    fn shape(&self) -> &ScaleShape;

    /// Whether a batch of this many rows keeps the cell within its bound.
    fn has_room_for(&self, rows: usize) -> bool;
}

/// Counts a batch, or refuses it whole.
pub(crate) fn add_columns(counts: &mut [ScaleCounts], cells: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
    in_blocks(counts, cells, columns, Block::new, |block, shape, counts, cells, parts| {
        block.fill(shape, parts);
        for (cell, rows) in runs(cells) {
            if let Some(counts) = counts.get_mut(cell) {
                block.count_run(counts, rows);
            }
        }
    })
}

/// Checks a batch and hands it on block by block, the rows of a block sorted by cell: `make` reserves the working
/// columns for so many rows, `count` counts a block with them.
pub(crate) fn in_blocks<C: Cell, B>(
    counts: &mut [C],
    cells: &[u32],
    columns: &[&[u8]],
    make: impl Fn(&ScaleShape, usize) -> B,
    count: impl Fn(&mut B, &ScaleShape, &mut [C], &[u32], &[&[u8]]),
) -> Result<(), CountError> {
    let Some(shape) = counts.first().map(|first| first.shape().clone()) else {
        return cells.first().map_or(Ok(()), |&cell| Err(CountError::UnknownCell { cell, cells: 0 }));
    };
    check(&shape, counts, cells, columns)?;
    let mut block = make(&shape, cells.len().min(BLOCK));
    let mut start = 0_usize;
    for block_cells in cells.chunks(BLOCK) {
        let end = start.saturating_add(block_cells.len());
        let parts: Vec<&[u8]> = columns.iter().filter_map(|column| column.get(start..end)).collect();
        if block_cells.is_sorted() {
            count(&mut block, &shape, counts, block_cells, &parts);
        } else {
            let mut order: Vec<usize> = (0..block_cells.len()).collect();
            order.sort_by_key(|&row| block_cells.get(row).copied());
            let sorted_cells = gather(block_cells, &order);
            let sorted: Vec<Vec<u8>> = parts.iter().map(|part| gather(part, &order)).collect();
            let sorted: Vec<&[u8]> = sorted.iter().map(Vec::as_slice).collect();
            count(&mut block, &shape, counts, &sorted_cells, &sorted);
        }
        start = end;
    }
    Ok(())
}

/// The runs of rows of the same cell, with the cell's position.
pub(crate) fn runs(cells: &[u32]) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut start = 0_usize;
    cells.chunk_by(|a, b| a == b).filter_map(move |run| {
        let rows = start..start.saturating_add(run.len());
        start = rows.end;
        Some((usize::try_from(*run.first()?).ok()?, rows))
    })
}

fn gather<T: Copy>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|&row| values.get(row).copied()).collect()
}

/// Everything that could be wrong with a batch, before anything of it is counted.
fn check<C: Cell>(shape: &ScaleShape, counts: &[C], cells: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
    if columns.len() != shape.items() {
        return Err(CountError::WrongItems { expected: shape.items(), given: columns.len() });
    }
    if counts.iter().any(|cell| cell.shape() != shape) {
        return Err(CountError::MixedShapes);
    }
    let highest = cells.iter().copied().max();
    if let Some(cell) = highest.filter(|&cell| usize::try_from(cell).is_ok_and(|cell| cell >= counts.len())) {
        return Err(CountError::UnknownCell { cell, cells: counts.len() });
    }
    if counts.iter().any(|cell| !cell.has_room_for(cells.len())) {
        return Err(CountError::TooManyPersons);
    }
    let (low, span) = (shape.points().min(), shape.points().max().wrapping_sub(shape.points().min()));
    for (item, column) in columns.iter().enumerate() {
        if column.len() != cells.len() {
            return Err(CountError::WrongRows { item, expected: cells.len(), given: column.len() });
        }
        // Every row of a block is looked at, without a branch: that is what vector instructions are for.
        let outside = |code: u8| (code.wrapping_sub(low) > span) & (code != NO_ANSWER);
        let any_outside = |block: &[u8]| block.iter().fold(false, |any, &code| any | outside(code));
        if column.chunks(BLOCK).any(any_outside) {
            return Err(CountError::OutsideScale { item });
        }
    }
    Ok(())
}

/// The working columns of one block of rows.
struct Block {
    answers_min: u8,
    /// Items answered, per row.
    answered: Vec<u8>,
    /// Sum of the oriented codes, per row.
    sum: Vec<u16>,
    /// Per item: the oriented code, or [`NO_ANSWER`] where there is none or the person has no score.
    scored: Vec<Vec<u8>>,
    /// Per item: the oriented code, or 0 where the person did not answer every item.
    complete: Vec<Vec<u8>>,
}

impl Block {
    fn new(shape: &ScaleShape, rows: usize) -> Self {
        let column = || vec![0_u8; rows];
        Self {
            answers_min: shape.answers_min(),
            answered: column(),
            sum: vec![0_u16; rows],
            scored: (0..shape.items()).map(|_| column()).collect(),
            complete: (0..shape.items()).map(|_| column()).collect(),
        }
    }

    /// Orients and masks the rows of a block.
    fn fill(&mut self, shape: &ScaleShape, columns: &[&[u8]]) {
        self.answered.fill(0);
        self.sum.fill(0);
        let mirror = shape.points().min().wrapping_add(shape.points().max());
        for ((column, scored), &reversed) in columns.iter().zip(&mut self.scored).zip(shape.reversed()) {
            let rows = column.iter().zip(scored).zip(self.answered.iter_mut().zip(&mut self.sum));
            for ((&code, oriented), (answered, sum)) in rows {
                let given = code != NO_ANSWER;
                let turned = if reversed { mirror.wrapping_sub(code) } else { code };
                *oriented = if given { turned } else { NO_ANSWER };
                *answered = answered.wrapping_add(u8::from(given));
                *sum = sum.wrapping_add(if given { u16::from(turned) } else { 0 });
            }
        }
        let (answers_min, answers_max) = (self.answers_min, shape.answers_max());
        for (scored, complete) in self.scored.iter_mut().zip(&mut self.complete) {
            for ((scored, complete), &answered) in scored.iter_mut().zip(complete).zip(&self.answered) {
                *complete = if answered == answers_max { *scored } else { 0 };
                *scored = if answered >= answers_min { *scored } else { NO_ANSWER };
            }
        }
    }

    /// Adds a run of rows of the same cell.
    fn count_run(&self, counts: &mut ScaleCounts, rows: Range<usize>) {
        let answered = self.answered.get(rows.clone()).unwrap_or_default();
        let sums = self.sum.get(rows.clone()).unwrap_or_default();
        for (&answered, &sum) in answered.iter().zip(sums) {
            counts.add_score(answered, sum);
        }
        for (item, scored) in self.scored.iter().enumerate() {
            let codes = scored.get(rows.clone()).unwrap_or_default();
            counts.add_item(item, |point| hits(codes, point));
        }
        let complete = |item: usize| self.complete.get(item).and_then(|column| column.get(rows.clone()));
        counts.add_moments(
            |item| total(complete(item).unwrap_or_default()),
            |a, b| product(complete(a).unwrap_or_default(), complete(b).unwrap_or_default()),
        );
    }
}

/// How many of the codes are this one.
fn hits(codes: &[u8], code: u8) -> u64 {
    let run = |codes: &[u8]| codes.iter().fold(0_u8, |hits, &given| hits.wrapping_add(u8::from(given == code)));
    codes.chunks(HIT_RUN).fold(0_u64, |hits, codes| hits.wrapping_add(u64::from(run(codes))))
}

/// Σ x over at most a block.
fn total(codes: &[u8]) -> u64 {
    u64::from(codes.iter().fold(0_u32, |total, &code| total.wrapping_add(u32::from(code))))
}

/// Σ xy over at most a block.
pub(crate) fn product(a: &[u8], b: &[u8]) -> u64 {
    let run = |a: &[u8], b: &[u8]| {
        a.iter().zip(b).fold(0_u16, |sum, (&x, &y)| sum.wrapping_add(u16::from(x).wrapping_mul(u16::from(y))))
    };
    let runs = a.chunks(PRODUCT_RUN).zip(b.chunks(PRODUCT_RUN));
    runs.fold(0_u64, |sum, (a, b)| sum.wrapping_add(u64::from(run(a, b))))
}
