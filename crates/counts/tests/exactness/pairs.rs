//! Pairs of items, and items with totals, against a plain loop over persons.

use counts::{CountError, ItemTotals, NO_ANSWER, PairMoments, PairSums, RetractError, ScaleShape, TotalSums};
use proptest::prelude::*;
use survey::{MissingRule, Points};

use crate::naive::{CELLS, columns, shaped_rows};

/// The oriented codes of one person, nothing where there is no answer.
fn oriented(shape: &ScaleShape, row: &[u8]) -> Vec<Option<u64>> {
    let points = shape.points();
    let turn = |(&code, &reversed): (&u8, &bool)| {
        let turned = if reversed && code != NO_ANSWER { points.min() + points.max() - code } else { code };
        (code != NO_ANSWER).then_some(u64::from(turned))
    };
    row.iter().zip(shape.reversed()).map(turn).collect()
}

fn pair_by_hand(people: &[Vec<Option<u64>>], i: usize, j: usize) -> PairSums {
    let mut pair = PairSums { n: 0, sum_i: 0, sum_j: 0, squares_i: 0, squares_j: 0, product: 0 };
    for person in people {
        let (Some(x), Some(y)) = (person[i], person[j]) else { continue };
        pair.n += 1;
        pair.sum_i += x;
        pair.sum_j += y;
        pair.squares_i += x * x;
        pair.squares_j += y * y;
        pair.product += x * y;
    }
    pair
}

fn totals_by_hand(people: &[Vec<Option<u64>>], item: usize, answered: usize) -> TotalSums {
    let mut sums = TotalSums { n: 0, sum: 0, squares: 0, totals: 0, total_squares: 0, product: 0 };
    for person in people.iter().filter(|person| person.iter().flatten().count() == answered) {
        let Some(x) = person[item] else { continue };
        let s: u64 = person.iter().flatten().sum();
        sums.n += 1;
        sums.sum += x;
        sums.squares += x * x;
        sums.totals += s;
        sums.total_squares += s * s;
        sums.product += x * s;
    }
    sums
}

/// Runs both kernels over the rows and holds every integer against the plain loop.
fn check(shape: &ScaleShape, cells: &[u32], rows: &[Vec<u8>], batch: usize) {
    let mut pairs = vec![PairMoments::new(shape); CELLS];
    let mut totals = vec![ItemTotals::new(shape); CELLS];
    for (cells, rows) in cells.chunks(batch).zip(rows.chunks(batch)) {
        let columns = columns(shape, rows);
        let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
        PairMoments::add_columns(&mut pairs, cells, &columns).unwrap();
        ItemTotals::add_columns(&mut totals, cells, &columns).unwrap();
    }
    for (cell, (pairs, totals)) in (0_u32..).zip(pairs.iter().zip(&totals)) {
        let of_cell = rows.iter().zip(cells).filter(|(_, of)| **of == cell);
        let people: Vec<Vec<Option<u64>>> = of_cell.map(|(row, _)| oriented(shape, row)).collect();
        assert_eq!(pairs.persons(), people.len() as u64);
        assert_eq!(totals.persons(), people.len() as u64);
        for i in 0..shape.items() {
            for j in 0..shape.items() {
                assert!(pairs.pair(i, j) == Some(pair_by_hand(&people, i, j)), "items {i} and {j} of cell {cell}");
            }
            let by_hand: Vec<(u8, TotalSums)> = (1_u8..=shape.answers_max())
                .map(|answered| (answered, totals_by_hand(&people, i, usize::from(answered))))
                .filter(|(_, sums)| sums.n > 0)
                .collect();
            assert!(totals.groups(i).eq(by_hand), "item {i} of cell {cell} with its totals");
        }
        assert!(pairs.pair(0, shape.items()).is_none());
        assert_eq!(totals.groups(shape.items()).count(), 0);
    }
}

proptest! {
    #[test]
    fn kernels_and_plain_loops_count_the_same((shape, rows, cells) in shaped_rows(), batch in 1_usize..80) {
        check(&shape, &cells, &rows, batch);
    }

    #[test]
    fn the_whole_is_the_sum_of_its_parts_and_back_again((shape, rows, _) in shaped_rows(), cut in 0_usize..60) {
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let counted = |rows: &[Vec<u8>]| {
            let mut cells = ([PairMoments::new(&shape)], [ItemTotals::new(&shape)]);
            let columns = columns(&shape, rows);
            let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
            PairMoments::add_columns(&mut cells.0, &vec![0; rows.len()], &columns).unwrap();
            ItemTotals::add_columns(&mut cells.1, &vec![0; rows.len()], &columns).unwrap();
            let ([pairs], [totals]) = cells;
            (pairs, totals)
        };
        let (a, b, together) = (counted(first), counted(second), counted(&rows));
        let mut whole = b.clone();
        whole.0.merge(&a.0).unwrap();
        whole.1.merge(&a.1).unwrap();
        prop_assert!(whole == together);
        whole.0.retract(&b.0).unwrap();
        whole.1.retract(&b.1).unwrap();
        prop_assert!(whole == a);
        if b.0.persons() > a.0.persons() {
            prop_assert_eq!(whole.0.retract(&b.0), Err(RetractError::NeverCounted));
            prop_assert_eq!(whole.1.retract(&b.1), Err(RetractError::NeverCounted));
            prop_assert!(whole == a, "a refusal changes nothing");
        }
    }
}

/// More rows than a block, at the highest codes there are, so that any of the narrow sums would overflow if it could.
#[test]
fn long_runs_of_the_highest_codes_do_not_wrap() {
    let shape = ScaleShape::new(Points::new(1, 11).unwrap(), vec![false; 64], MissingRule::Complete).unwrap();
    for rows in [255, 256, 511, 512, 513, 4095, 4096, 4097] {
        let column = vec![11_u8; rows];
        let columns = vec![column.as_slice(); 64];
        let n = rows as u64;
        let mut pairs = [PairMoments::new(&shape)];
        PairMoments::add_columns(&mut pairs, &vec![0; rows], &columns).unwrap();
        let expected =
            PairSums { n, sum_i: 11 * n, sum_j: 11 * n, squares_i: 121 * n, squares_j: 121 * n, product: 121 * n };
        assert!((0..64).all(|i| pairs[0].pair(i, 63) == Some(expected)));
        let mut totals = [ItemTotals::new(&shape)];
        ItemTotals::add_columns(&mut totals, &vec![0; rows], &columns).unwrap();
        let (answered, sums) = totals[0].groups(63).next().unwrap();
        assert_eq!((answered, sums.totals, sums.total_squares), (64, 704 * n, 704 * 704 * n));
        assert_eq!(sums.product, 11 * 704 * n);
    }
}

#[test]
fn sorted_and_unsorted_cells_over_several_blocks() {
    let shape = ScaleShape::new(Points::new(0, 4).unwrap(), vec![false, true, false], MissingRule::AtLeast(2)).unwrap();
    let mut state = 20_200_101_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let code = |x: u64| if x == 5 { NO_ANSWER } else { u8::try_from(x).unwrap() };
    let rows: Vec<Vec<u8>> = (0..9_001).map(|_| (0..3).map(|_| code(draw(6))).collect()).collect();
    let unsorted: Vec<u32> = (0..rows.len()).map(|_| u32::try_from(draw(3)).unwrap()).collect();
    let mut sorted = unsorted.clone();
    sorted.sort_unstable();
    check(&shape, &unsorted, &rows, rows.len());
    check(&shape, &sorted, &rows, rows.len());
}

#[test]
fn a_batch_is_counted_whole_or_not_at_all_and_debug_reveals_nothing() {
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false, false], MissingRule::Complete).unwrap();
    let mut cells = [PairMoments::new(&shape)];
    cells[0].add(&[3, NO_ANSWER]).unwrap();
    let before = cells.clone();
    let refused = PairMoments::add_columns(&mut cells, &[0, 0], &[&[1, 2], &[1, 6]]);
    assert_eq!(refused, Err(CountError::OutsideScale { item: 1 }));
    assert_eq!(cells[0].add(&[3]), Err(CountError::WrongItems { expected: 2, given: 1 }));
    assert!(cells == before);
    assert_eq!(format!("{:?}", cells[0]), "PairMoments { items: 2, .. }");
    assert_eq!(format!("{:?}", cells[0].pair(0, 0).unwrap()), "PairSums { .. }");
    assert_eq!(format!("{:?}", ItemTotals::new(&shape)), "ItemTotals { items: 2, .. }");
}
