//! Two-way tables from packed rows: what the column kernel counts of the same answers, and what one counts by hand.

use counts::{Cases, CountError, MAX_ITEMS, NO_ANSWER, OrderedItem, OrderedShape, PairCounter, PairTables, ShapeError};
use proptest::prelude::*;
use survey::Points;

/// Four bits an item: the point from the lowest, counted from 1. An answer that is missing is now and then "not relevant".
fn packed(items: &[OrderedItem], rows: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut packed = vec![0_u8; items.len().div_ceil(2)];
        for (position, (&code, item)) in row.iter().zip(items).enumerate() {
            let four = match code {
                NO_ANSWER if (number + position).is_multiple_of(2) => 15,
                NO_ANSWER => 0,
                code => code - item.points.min() + 1,
            };
            packed[position / 2] |= if position.is_multiple_of(2) { four } else { four << 4 };
        }
        bytes.extend(packed);
    }
    bytes
}

/// The tables of packed rows, taken in so many at a time.
fn counted(items: &[OrderedItem], rows: &[Vec<u8>], batch: usize) -> PairTables {
    let mut counter = PairCounter::new(items.to_vec()).unwrap();
    rows.chunks(batch).for_each(|rows| counter.add(&packed(items, rows)).unwrap());
    counter.finish().unwrap()
}

/// The tables of the readable columns.
fn of_columns(items: &[OrderedItem], rows: &[Vec<u8>]) -> PairTables {
    let columns: Vec<Vec<u8>> = (0..items.len()).map(|item| rows.iter().map(|row| row[item]).collect()).collect();
    let mut tables = PairTables::new(&OrderedShape::new(items.to_vec()).unwrap(), Cases::Pairwise);
    tables.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    tables
}

/// Up to nine items, each with points of its own, and rows of answers, about one in five missing.
fn samples() -> impl Strategy<Value = (Vec<OrderedItem>, Vec<Vec<u8>>)> {
    let item = (0_u8..=1, 1_u8..=10, any::<bool>())
        .prop_map(|(min, steps, reversed)| OrderedItem { points: Points::new(min, min + steps).unwrap(), reversed });
    prop::collection::vec(item, 1..=9).prop_flat_map(|items| {
        let code =
            |item: &OrderedItem| prop_oneof![4 => item.points.min()..=item.points.max(), 1 => Just(NO_ANSWER)].boxed();
        let row: Vec<_> = items.iter().map(code).collect();
        (Just(items), prop::collection::vec(row, 0..=80))
    })
}

proptest! {
    #[test]
    fn packed_rows_make_the_tables_of_readable_columns((items, rows) in samples(), batch in 1_usize..=80) {
        prop_assert_eq!(counted(&items, &rows, batch), of_columns(&items, &rows));
    }
}

#[test]
fn three_items_by_hand() {
    let item = |max, reversed| OrderedItem { points: Points::new(1, max).unwrap(), reversed };
    // Two points, three, and two points turned round.
    let items = [item(2, false), item(3, false), item(2, true)];
    // (1, 3, 1), (1, 3, -), (2, not relevant, 2), nothing, (2, 1, 1), in two bytes each.
    let rows = [0x31, 0x01, 0x31, 0x00, 0xf2, 0x02, 0x00, 0x0f, 0x12, 0x01];
    let mut counter = PairCounter::new(items.to_vec()).unwrap();
    counter.add(&rows).unwrap();
    let tables = counter.finish().unwrap();
    assert_eq!((tables.persons(), tables.cases()), (4, Cases::Pairwise));
    assert_eq!(tables.histogram(0), Some([2, 2].as_slice()));
    assert_eq!(tables.histogram(1), Some([1, 0, 2].as_slice()));
    assert_eq!(tables.histogram(2), Some([1, 2].as_slice()));
    assert_eq!(tables.table(0, 1), Some([0, 0, 2, 1, 0, 0].as_slice()));
    assert_eq!(tables.table(0, 2), Some([0, 1, 1, 1].as_slice()));
    assert_eq!(tables.table(1, 2), Some([0, 1, 0, 0, 0, 1].as_slice()));
    assert_eq!(tables.table(1, 0), None);
}

/// More rows than two blocks, taken in so that some fill a block and some wait.
#[test]
fn blocks_join_without_a_seam() {
    let item = |max, reversed| OrderedItem { points: Points::new(1, max).unwrap(), reversed };
    let items = [item(5, false), item(5, true), item(7, false), item(11, false), item(2, true)];
    let rows: Vec<Vec<u8>> = (0_u32..20_000)
        .map(|row| {
            let code = |(factor, item): (u32, &OrderedItem)| {
                let points = u32::from(item.points.max());
                match (row * factor + row / 97) % (points + 1) {
                    rest if rest < points => u8::try_from(rest).unwrap() + 1,
                    _ => NO_ANSWER,
                }
            };
            (3..).step_by(4).zip(&items).map(code).collect()
        })
        .collect();
    let expected = of_columns(&items, &rows);
    for batch in [1_000, 8_192, 9_001, 20_000] {
        assert!(counted(&items, &rows, batch) == expected, "{batch} rows at a time");
    }
    let (left, right) = rows.split_at(8_500);
    let mut merged = counted(&items, left, 700);
    merged.merge(&counted(&items, right, 700)).unwrap();
    assert!(merged == expected);
}

#[test]
fn what_cannot_be_tabulated_is_refused() {
    let item = OrderedItem { points: Points::new(1, 5).unwrap(), reversed: false };
    let refused = |items: usize| PairCounter::new(vec![item; items]).map(|_| ()).unwrap_err();
    assert_eq!(refused(0), ShapeError::NoItems);
    assert_eq!(refused(MAX_ITEMS + 1), ShapeError::TooManyItems { items: MAX_ITEMS + 1 });
    assert!(PairCounter::bytes(&[item; 4]) < PairCounter::bytes(&[item; 5]));
    let mut counter = PairCounter::new(vec![item; 3]).unwrap();
    assert_eq!(counter.add(&[0x11; 5]), Err(CountError::WrongRows { item: 0, expected: 3, given: 2 }));
    counter.add(&[0x11, 0x01, 0x11, 0x06]).unwrap();
    assert_eq!(counter.finish().unwrap_err(), CountError::OutsideScale { item: 2 });
    let mut counter = PairCounter::new(vec![item; 3]).unwrap();
    assert_eq!(counter.add(&[0x66; 20_000]), Err(CountError::OutsideScale { item: 0 }));
}
