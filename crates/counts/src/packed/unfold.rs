//! From persons per pattern to the counters of a cell.
//!
//! A table is a cube with one axis per item. Its margins are the histograms of the items: the last axis is added up in blocks,
//! then folded away, until no axis is left. All of it are additions of neighbours, a few per pattern.

use super::cell::PackedCounts;
use super::shape::Reading;
use super::table::{Table, oriented};

/// Patterns that are looked at together for whether any of them occurred.
const GROUP: usize = 8;

/// What a table holds goes to its cell, and the table is empty again. `scratch` is as long as the table.
pub(super) fn unfold(reading: &Reading, held: &mut [u32], scratch: &mut [u32], counts: &mut PackedCounts) {
    let Some(table) = &reading.table else { return };
    if reading.moments.is_some() || reading.pairs.is_some() {
        let items = reading.shape.items();
        for ((persons, &score), digits) in held.iter_mut().zip(&table.scores).zip(table.digits.chunks_exact(items)) {
            if *persons > 0 {
                counts.add(reading, score, digits, u64::from(*persons));
                *persons = 0;
            }
        }
        return;
    }
    let (scores, answers) = counts.scores_and_answers(reading);
    for ((held, places), (scratch, scored)) in held
        .chunks_mut(GROUP)
        .zip(table.scores.chunks(GROUP))
        .zip(scratch.chunks_mut(GROUP).zip(table.scored.chunks(GROUP)))
    {
        let any = held.iter().fold(0, |any, persons| any | persons);
        for ((held, scratch), scored) in held.iter().zip(scratch).zip(scored) {
            *scratch = held & scored;
        }
        if any > 0 {
            for (persons, &place) in held.iter().zip(places) {
                if let Some(counter) = scores.get_mut(usize::from(place)) {
                    *counter = counter.wrapping_add(u64::from(*persons));
                }
            }
            held.fill(0);
        }
    }
    margins(reading, table, scratch, answers);
}

/// Adds the margins of a cube of patterns to the answers, from the last item to the first. The cube is used up.
fn margins(reading: &Reading, table: &Table, cube: &mut [u32], answers: &mut [u64]) {
    let (base, points) = (usize::from(table.base), reading.shape.points().count());
    let mut cube = cube;
    for (histogram, &reversed) in answers.chunks_exact_mut(usize::from(points)).zip(reading.shape.reversed()).rev() {
        let block = cube.len().checked_div(base).unwrap_or_default();
        let Some((first, others)) = cube.split_at_mut_checked(block) else { return };
        for (digit, others) in (1_u8..).zip(others.chunks_exact_mut(block.max(1))) {
            // Persons in a table fit in 32 bits, and so does any sum of them.
            let persons = others.iter().fold(0_u32, |sum, persons| sum.wrapping_add(*persons));
            let point = usize::from(oriented(digit, reversed, points)).checked_sub(1);
            if let Some(counter) = point.and_then(|point| histogram.get_mut(point)) {
                *counter = counter.wrapping_add(u64::from(persons));
            }
            for (sum, persons) in first.iter_mut().zip(others) {
                *sum = sum.wrapping_add(*persons);
            }
        }
        cube = first;
    }
}
