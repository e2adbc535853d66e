//! The column kernel of pair tables: per block of rows and pair of items one loop without branches.
//!
//! Answers become categories first, "no answer" being one category more. A pair of categories then is one byte, four
//! bits each, which addresses a table of 256 counters that stays in the nearest cache; its margin of missing answers is
//! dropped when the block is added up. Two such tables take turns, so that a counter is not waited for when neighbours
//! in the column answered alike.

use crate::bounds::{BLOCK, MAX_POINT};
use crate::ordered_shape::OrderedShape;
use crate::pair_tables::{Cases, PairTables, pairs};

/// Bits of one category in the address of a counter.
const BITS: u32 = 4;

// A category, missing included, fits in its bits: a scale from 0 to MAX_POINT has MAX_POINT + 1 points.
const _: () = assert!((MAX_POINT as u32) + 1 < 1 << BITS);
// A block's hits fit in 32 bits.
const _: () = assert!(BLOCK <= u32::MAX as usize);

/// Counts a batch that has been checked.
pub(crate) fn add_columns(tables: &mut PairTables, columns: &[&[u8]]) {
    let shape = tables.shape().clone();
    let rows = columns.first().map_or(0, |column| column.len());
    let mut start = 0_usize;
    while start < rows {
        let end = start.saturating_add(BLOCK).min(rows);
        let parts: Vec<&[u8]> = columns.iter().filter_map(|column| column.get(start..end)).collect();
        add_block(tables, &shape, &parts);
        start = end;
    }
}

fn add_block(tables: &mut PairTables, shape: &OrderedShape, columns: &[&[u8]]) {
    let mut categories: Vec<Vec<u8>> = columns
        .iter()
        .zip(shape.items())
        .map(|(column, item)| column.iter().map(|&code| item.category(code)).collect())
        .collect();
    let answered = answered(shape, &categories);
    let whole = u8::try_from(shape.items().len()).unwrap_or(u8::MAX);
    let counted = |&&answered: &&u8| match tables.cases() {
        Cases::Pairwise => answered > 0,
        Cases::Complete => answered == whole,
    };
    let persons = answered.iter().filter(counted).fold(0_u64, |persons, _| persons.wrapping_add(1));
    if tables.cases() == Cases::Complete {
        for (column, item) in categories.iter_mut().zip(shape.items()) {
            for (category, &answered) in column.iter_mut().zip(&answered) {
                *category = if answered == whole { *category } else { item.points.count() };
            }
        }
    }
    tables.add_persons(persons);
    for (item, column) in categories.iter().enumerate() {
        let mut hits = [0_u64; 1 << BITS];
        for &category in column {
            if let Some(hits) = hits.get_mut(usize::from(category)) {
                *hits = hits.wrapping_add(1);
            }
        }
        tables.add_histogram(item, hits.into_iter());
    }
    for (pair, (i, j)) in pairs(shape.items().len()).enumerate() {
        if let (Some(a), Some(b), Some(item)) = (categories.get(i), categories.get(j), shape.items().get(j)) {
            let hits = joint(a, b);
            let at = |a: usize, b: usize| hits.get((a << BITS) | b).map_or(0, |&hits| u64::from(hits));
            tables.add_table(pair, item.count(), at);
        }
    }
}

/// Items answered, per row. At most [`crate::MAX_ITEMS`], which is below 256.
fn answered(shape: &OrderedShape, categories: &[Vec<u8>]) -> Vec<u8> {
    let mut answered = vec![0_u8; categories.first().map_or(0, Vec::len)];
    for (column, item) in categories.iter().zip(shape.items()) {
        for (answered, &category) in answered.iter_mut().zip(column) {
            *answered = answered.wrapping_add(u8::from(category < item.points.count()));
        }
    }
    answered
}

/// How often each pair of categories stands in the same row of two columns.
fn joint(a: &[u8], b: &[u8]) -> [u32; 256] {
    let mut even = [0_u32; 256];
    let mut odd = [0_u32; 256];
    let count = |hits: &mut [u32; 256], a: u8, b: u8| {
        if let Some(hits) = hits.get_mut(usize::from((a << BITS) | b)) {
            *hits = hits.wrapping_add(1);
        }
    };
    for (a, b) in a.chunks(2).zip(b.chunks(2)) {
        match (a, b) {
            ([a0, a1], [b0, b1]) => {
                count(&mut even, *a0, *b0);
                count(&mut odd, *a1, *b1);
            }
            ([a0], [b0]) => count(&mut even, *a0, *b0),
            _ => {}
        }
    }
    even.iter_mut().zip(odd).for_each(|(even, odd)| *even = even.wrapping_add(odd));
    even
}
