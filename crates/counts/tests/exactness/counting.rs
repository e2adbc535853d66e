//! The kernel against a counter that works as one would by hand, at every order, chunk size and block edge.

use crate::naive::{CELLS, Naive, columns, counted, shaped_rows};
use counts::{CountError, NO_ANSWER, ScaleCounts, ScaleShape};
use proptest::prelude::*;
use survey::{MissingRule, Points};

/// Runs the column kernel over the rows in batches of the given size.
fn kernel(shape: &ScaleShape, cells: &[u32], rows: &[Vec<u8>], batch: usize) -> Vec<ScaleCounts> {
    let mut counts = vec![ScaleCounts::new(shape); CELLS];
    for (cells, rows) in cells.chunks(batch).zip(rows.chunks(batch)) {
        let columns = columns(shape, rows);
        let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
        ScaleCounts::add_columns(&mut counts, cells, &columns).unwrap();
    }
    counts
}

proptest! {
    #[test]
    fn kernel_and_hand_count_the_same((shape, rows, cells) in shaped_rows(), batch in 1_usize..80) {
        let counts = kernel(&shape, &cells, &rows, batch);
        for (cell, counts) in (0_u32..).zip(&counts) {
            let of_cell = rows.iter().zip(&cells).filter(|(_, of)| **of == cell).map(|(row, _)| row);
            Naive::of(&shape, of_cell).check(counts);
        }
    }

    #[test]
    fn row_order_and_batches_do_not_show(
        (shape, rows, cells) in shaped_rows(), one in 1_usize..80, other in 1_usize..80, seed in any::<u64>(),
    ) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&row| (row as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let shuffled: Vec<Vec<u8>> = order.iter().map(|&row| rows[row].clone()).collect();
        let shuffled_cells: Vec<u32> = order.iter().map(|&row| cells[row]).collect();
        let in_order = kernel(&shape, &cells, &rows, one);
        prop_assert!(in_order == kernel(&shape, &shuffled_cells, &shuffled, other));
        let by_row: Vec<ScaleCounts> = (0..u32::try_from(CELLS).unwrap())
            .map(|cell| counted(&shape, rows.iter().zip(&cells).filter(|(_, of)| **of == cell).map(|(row, _)| row)))
            .collect();
        prop_assert!(in_order == by_row);
    }

    #[test]
    fn a_reversed_item_is_the_item_answered_from_the_other_end((shape, rows, _) in shaped_rows()) {
        let points = shape.points();
        let straight = ScaleShape::new(points, vec![false; shape.items()], MissingRule::AtLeast(shape.answers_min()));
        let straight = straight.unwrap();
        let turned: Vec<Vec<u8>> = rows
            .iter()
            .map(|row| {
                let turn = |(&code, &reversed): (&u8, &bool)| {
                    if reversed && code != NO_ANSWER { points.reverse(code) } else { code }
                };
                row.iter().zip(shape.reversed()).map(turn).collect()
            })
            .collect();
        let (reversed, straight) = (counted(&shape, &rows), counted(&straight, &turned));
        prop_assert!(reversed.moments() == straight.moments());
        prop_assert!(reversed.score_total() == straight.score_total());
        for item in 0..shape.items() {
            prop_assert_eq!(reversed.item_histogram(item), straight.item_histogram(item));
        }
    }
}

/// More rows than a block, at the highest codes there are, so that any of the narrow sums would overflow if it could.
#[test]
fn long_runs_of_the_highest_codes_do_not_wrap() {
    let shape = ScaleShape::new(Points::new(1, 11).unwrap(), vec![false; 64], MissingRule::Complete).unwrap();
    for rows in [255, 256, 511, 512, 513, 4095, 4096, 4097, 10_000] {
        let column = vec![11_u8; rows];
        let columns = vec![column.as_slice(); 64];
        let mut counts = [ScaleCounts::new(&shape)];
        ScaleCounts::add_columns(&mut counts, &vec![0; rows], &columns).unwrap();
        let n = rows as u64;
        assert_eq!(counts[0].n(), n);
        assert_eq!(counts[0].item_histogram(63).unwrap()[10], n);
        assert!(counts[0].moments().sums().iter().all(|&sum| sum == 11 * n));
        assert!(counts[0].moments().products().iter().all(|&product| product == 121 * n));
        assert!(counts[0].score_histogram().all(|cell| (cell.sum, cell.persons) == (64 * 11, n)));
    }
}

/// Sorted and unsorted cells over several blocks, against the hand count.
#[test]
fn blocks_and_runs_meet_without_a_seam() {
    let shape = ScaleShape::new(Points::new(0, 4).unwrap(), vec![false, true, false], MissingRule::AtLeast(2)).unwrap();
    let mut state = 20_200_101_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let rows: Vec<Vec<u8>> = (0..9_001)
        .map(|_| (0..3).map(|_| u8::try_from(draw(6)).unwrap()).map(|x| if x == 5 { NO_ANSWER } else { x }).collect())
        .collect();
    let unsorted: Vec<u32> = (0..rows.len()).map(|_| u32::try_from(draw(4)).unwrap()).collect();
    let mut sorted = unsorted.clone();
    sorted.sort_unstable();
    for cells in [unsorted, sorted] {
        for (cell, counts) in (0_u32..).zip(kernel(&shape, &cells, &rows, rows.len())) {
            let of_cell = rows.iter().zip(&cells).filter(|(_, of)| **of == cell).map(|(row, _)| row);
            Naive::of(&shape, of_cell).check(&counts);
        }
    }
}

#[test]
fn a_batch_is_counted_whole_or_not_at_all() {
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false, false], MissingRule::Complete).unwrap();
    let other = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false, true], MissingRule::Complete).unwrap();
    let empty = || vec![ScaleCounts::new(&shape); 2];
    let check = |mut counts: Vec<ScaleCounts>, cells: &[u32], columns: &[&[u8]], expected: CountError| {
        let before = counts.clone();
        assert_eq!(ScaleCounts::add_columns(&mut counts, cells, columns), Err(expected));
        assert!(counts == before, "nothing was counted");
    };
    check(empty(), &[0], &[&[1]], CountError::WrongItems { expected: 2, given: 1 });
    check(empty(), &[0, 1], &[&[1, 2], &[1]], CountError::WrongRows { item: 1, expected: 2, given: 1 });
    check(empty(), &[0, 0], &[&[1, 2], &[1, 6]], CountError::OutsideScale { item: 1 });
    check(empty(), &[0, 0], &[&[0, 2], &[1, 5]], CountError::OutsideScale { item: 0 });
    check(empty(), &[0, 2], &[&[1, 2], &[1, 2]], CountError::UnknownCell { cell: 2, cells: 2 });
    check(vec![], &[0], &[&[1], &[1]], CountError::UnknownCell { cell: 0, cells: 0 });
    check(vec![ScaleCounts::new(&shape), ScaleCounts::new(&other)], &[0], &[&[1], &[1]], CountError::MixedShapes);
    assert_eq!(ScaleCounts::add_columns(&mut [], &[], &[]), Ok(()));
}

#[test]
fn debug_shows_shapes_and_no_counts() {
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false, false], MissingRule::Complete).unwrap();
    let rows = vec![vec![3, 4]; 77];
    let counts = counted(&shape, &rows);
    for text in [
        format!("{counts:?}"),
        format!("{:?}", counts.moments()),
        format!("{:?}", counts.score_total()),
        format!("{:?}", counts.score_histogram().collect::<Vec<_>>()),
    ] {
        assert!(!text.contains('7') && !text.contains('3'), "{text}");
    }
}
