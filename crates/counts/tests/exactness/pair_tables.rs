//! Pair tables and patterns against counting by hand.

use counts::{Cases, CountError, MAX_ITEMS, MergeError, NO_ANSWER, OrderedItem, OrderedShape, PairTables, Patterns};
use counts::{RetractError, ShapeError};
use proptest::prelude::*;
use survey::Points;

/// Sets of up to five items, each with points of its own.
fn shapes() -> impl Strategy<Value = OrderedShape> {
    let item = (0_u8..=1, 1_u8..=10, any::<bool>())
        .prop_map(|(min, steps, reversed)| OrderedItem { points: Points::new(min, min + steps).unwrap(), reversed });
    prop::collection::vec(item, 1..=5).prop_map(|items| OrderedShape::new(items).unwrap())
}

/// Rows of answers, about one in eight missing.
fn answers(shape: &OrderedShape, rows: usize) -> impl Strategy<Value = Vec<Vec<u8>>> + use<> {
    let codes: Vec<_> = shape.items().iter().map(|item| item.points).collect();
    let row: Vec<_> = codes
        .into_iter()
        .map(|points| prop_oneof![7 => points.min()..=points.max(), 1 => Just(NO_ANSWER)].boxed())
        .collect();
    prop::collection::vec(row, 0..=rows)
}

fn columns(items: usize, rows: &[Vec<u8>]) -> Vec<Vec<u8>> {
    (0..items).map(|item| rows.iter().map(|row| row[item]).collect()).collect()
}

fn tables(shape: &OrderedShape, cases: Cases, rows: &[Vec<u8>]) -> PairTables {
    let mut tables = PairTables::new(shape, cases);
    let columns = columns(shape.items().len(), rows);
    tables.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    tables
}

fn patterns(shape: &OrderedShape, rows: &[Vec<u8>]) -> Patterns {
    let mut patterns = Patterns::new(shape);
    let columns = columns(shape.items().len(), rows);
    patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    patterns
}

/// The point from the lowest, once a reversed item is turned round.
fn category(item: &OrderedItem, code: u8) -> Option<usize> {
    let position = item.points.all().position(|point| point == code)?;
    Some(if item.reversed { item.points.all().count() - 1 - position } else { position })
}

/// Row by row, pair by pair.
fn check(shape: &OrderedShape, cases: Cases, rows: &[Vec<u8>], counted: &PairTables) {
    let items = shape.items();
    let complete = |row: &&Vec<u8>| row.iter().all(|&code| code != NO_ANSWER);
    let anything = |row: &&Vec<u8>| row.iter().any(|&code| code != NO_ANSWER);
    let used: Vec<&Vec<u8>> = match cases {
        Cases::Pairwise => rows.iter().filter(anything).collect(),
        Cases::Complete => rows.iter().filter(complete).collect(),
    };
    assert_eq!(counted.persons(), used.len() as u64);
    for i in 0..items.len() {
        let mut histogram = vec![0_u64; items[i].points.all().count()];
        used.iter().filter_map(|row| category(&items[i], row[i])).for_each(|a| histogram[a] += 1);
        assert_eq!(counted.histogram(i), Some(histogram.as_slice()));
        for j in 0..items.len() {
            let width = items[j].points.all().count();
            let mut table = vec![0_u64; histogram.len() * width];
            for row in &used {
                if let (Some(a), Some(b)) = (category(&items[i], row[i]), category(&items[j], row[j])) {
                    table[a * width + b] += 1;
                }
            }
            assert_eq!(counted.table(i, j), (i < j).then_some(table.as_slice()));
        }
    }
    assert_eq!(counted.histogram(items.len()), None);
}

proptest! {
    #[test]
    fn the_kernel_counts_what_a_hand_would(
        (shape, rows) in shapes().prop_flat_map(|shape| { let rows = answers(&shape, 40); (Just(shape), rows) })
    ) {
        for cases in [Cases::Pairwise, Cases::Complete] {
            check(&shape, cases, &rows, &tables(&shape, cases, &rows));
        }
        prop_assert_eq!(patterns(&shape, &rows).pair_tables(), tables(&shape, Cases::Complete, &rows));
    }

    #[test]
    fn parts_make_the_whole_and_can_be_taken_out_again(
        (shape, rows, cut) in shapes().prop_flat_map(|shape| {
            let rows = answers(&shape, 40);
            (Just(shape), rows, 0_usize..=40)
        })
    ) {
        let (left, right) = rows.split_at(cut.min(rows.len()));
        for cases in [Cases::Pairwise, Cases::Complete] {
            let mut merged = tables(&shape, cases, right);
            merged.merge(&tables(&shape, cases, left)).unwrap();
            prop_assert_eq!(&merged, &tables(&shape, cases, &rows));
            merged.retract(&tables(&shape, cases, right)).unwrap();
            prop_assert_eq!(&merged, &tables(&shape, cases, left));
        }
        let mut merged = patterns(&shape, right);
        merged.merge(&patterns(&shape, left)).unwrap();
        prop_assert_eq!(&merged, &patterns(&shape, &rows));
        merged.retract(&patterns(&shape, right)).unwrap();
        prop_assert_eq!(&merged, &patterns(&shape, left));
    }
}

/// More rows than two blocks of the kernel, drawn without a generator.
#[test]
fn blocks_join_without_a_seam() {
    let shape = OrderedShape::uniform(Points::new(1, 5).unwrap(), 3).unwrap();
    let rows: Vec<Vec<u8>> = (0_u32..9_001)
        .map(|row| {
            let code = |factor: u32, steps: u32| match (row * factor) % steps {
                rest if rest < 5 => u8::try_from(rest).unwrap() + 1,
                _ => NO_ANSWER,
            };
            vec![code(7, 6), code(11, 5), code(5, 7)]
        })
        .collect();
    for cases in [Cases::Pairwise, Cases::Complete] {
        check(&shape, cases, &rows, &tables(&shape, cases, &rows));
    }
}

#[test]
fn what_cannot_be_counted_is_refused_by_name_and_whole() {
    let points = Points::new(1, 5).unwrap();
    assert_eq!(OrderedShape::uniform(points, 0), Err(ShapeError::NoItems));
    assert_eq!(OrderedShape::uniform(points, MAX_ITEMS + 1), Err(ShapeError::TooManyItems { items: MAX_ITEMS + 1 }));
    let shape = OrderedShape::uniform(points, 2).unwrap();
    let mut counted = tables(&shape, Cases::Pairwise, &[vec![1, 2]]);
    let before = counted.clone();
    assert_eq!(counted.add_columns(&[&[1]]), Err(CountError::WrongItems { expected: 2, given: 1 }));
    assert_eq!(counted.add_columns(&[&[1], &[]]), Err(CountError::WrongRows { item: 1, expected: 1, given: 0 }));
    assert_eq!(counted.add_columns(&[&[1, 2], &[1, 6]]), Err(CountError::OutsideScale { item: 1 }));
    assert_eq!(counted, before);
    let other = PairTables::new(&OrderedShape::uniform(points, 3).unwrap(), Cases::Pairwise);
    assert_eq!(counted.merge(&other), Err(MergeError::DifferentShape));
    assert_eq!(counted.merge(&PairTables::new(&shape, Cases::Complete)), Err(MergeError::DifferentShape));
    assert_eq!(counted.retract(&tables(&shape, Cases::Pairwise, &[vec![2, 1]])), Err(RetractError::NeverCounted));
    assert_eq!(counted, before);
    let mut few = patterns(&shape, &[vec![1, 2]]);
    assert_eq!(few.retract(&patterns(&shape, &[vec![2, 2]])), Err(RetractError::NeverCounted));
    assert_eq!(few.merge(&Patterns::new(other.shape())), Err(MergeError::DifferentShape));
    assert_eq!(format!("{counted:?} {few:?}"), "PairTables { items: 2, .. } Patterns { items: 2, .. }");
}
