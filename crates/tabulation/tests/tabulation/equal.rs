//! Every way of counting gives the same integers.

use std::collections::BTreeMap;
use std::num::NonZero;

use archive::{Places, read_records};
use counts::{Asked, Cases, NO_ANSWER, OrderedItem, OrderedShape, PairTables};
use survey::{Instrument, Item, Record};
use tabulation::{Pass, cross_products, pair_tables, tabulate, walk};

use crate::fixture::{ByName, Kept, asked, by_hand, open, wave};

const ALL: Asked = Asked { moments: true, pairs: true };

/// Rows, units, share missing and rows per part: few units and many, units over several parts, and units of one person.
const WAVES: [(u64, u64, f64, usize); 5] =
    [(6_000, 3, 0.02, 2_500), (6_000, 3, 0.0, 6_000), (3_000, 150, 0.3, 700), (500, 500, 0.02, 64), (1, 1, 0.5, 10)];

fn threads(threads: usize) -> NonZero<usize> {
    NonZero::new(threads).unwrap()
}

fn table(pass: &Pass<'_>) -> ByName {
    let cells = tabulate(pass, 10_000).unwrap();
    cells.iter().map(|(cell, counts)| (cell.name(), counts.clone())).collect()
}

fn walked(pass: &Pass<'_>) -> ByName {
    let mut all = ByName::new();
    for Kept(cells) in walk(pass, Kept::default).unwrap() {
        for (name, counts) in cells {
            assert!(all.insert(name.clone(), counts).is_none(), "{name:?} is shown twice");
        }
    }
    all
}

#[test]
fn a_table_holds_what_one_counts_by_hand() {
    let (_, instrument) = asked();
    for (rows, units, missing, rows_per_part) in WAVES {
        let (_root, folder, manifest) = wave(rows, units, missing, rows_per_part);
        let (parts, expected) = (open(&folder, &manifest), by_hand(&folder));
        let pass = Pass::new(&parts, &instrument, ALL, Places::WithRoleClass, threads(2)).unwrap();
        let found = table(&pass);
        assert!(found.keys().eq(expected.keys()));
        for (name, counts) in &found {
            for (scale, (by_hand, pairs)) in expected[name].iter().enumerate() {
                assert!(counts.scale_counts(scale).unwrap() == *by_hand, "{name:?}, scale {scale}");
                assert!(counts.pair_moments(scale).unwrap() == *pairs, "{name:?}, scale {scale}");
            }
        }
    }
}

#[test]
fn neither_threads_nor_the_way_of_counting_show() {
    let (_, instrument) = asked();
    for (rows, units, missing, rows_per_part) in WAVES {
        let (_root, folder, manifest) = wave(rows, units, missing, rows_per_part);
        let parts = open(&folder, &manifest);
        for places in [Places::Unit, Places::UnitAndFormerMunicipality, Places::WithRoleClass] {
            let pass = |count| Pass::new(&parts, &instrument, ALL, places, threads(count)).unwrap();
            let expected = table(&pass(1));
            assert_eq!(expected.values().map(counts::PackedCounts::persons).sum::<u64>(), rows);
            for count in 1..=4 {
                assert!(table(&pass(count)) == expected, "{rows} rows, {count} threads, a table");
                assert!(walked(&pass(count)) == expected, "{rows} rows, {count} threads, a walk");
            }
        }
    }
}

/// Persons who answered every item, and the sum of the products of two items' digits, by former municipality and from the readable columns.
fn crossed_by_hand(records: &[Record], items: usize) -> BTreeMap<String, (u64, Vec<u64>)> {
    let mut all = BTreeMap::<String, (u64, Vec<u64>)>::new();
    for Record { former_municipality, response, .. } in records {
        let (persons, products) =
            all.entry(former_municipality.to_string()).or_insert_with(|| (0, vec![0; items * items]));
        let digits: Option<Vec<u64>> = response.answers().iter().map(|answer| answer.point().map(u64::from)).collect();
        let Some(digits) = digits else { continue };
        *persons += 1;
        for (place, product) in products.iter_mut().enumerate() {
            *product += digits[place / items] * digits[place % items];
        }
    }
    all
}

#[test]
fn every_item_is_multiplied_by_every_other() {
    let (_, instrument) = asked();
    let items = instrument.items().len();
    for (rows, units, missing, rows_per_part) in [(6_000, 3, 0.02, 2_500), (3_000, 150, 0.01, 700), (600, 3, 0.0, 600)]
    {
        let (_root, folder, manifest) = wave(rows, units, missing, rows_per_part);
        let parts = open(&folder, &manifest);
        let expected = crossed_by_hand(&read_records(&folder, &instrument).unwrap(), items);
        assert!(expected.len() > 1 && expected.values().all(|(persons, _)| *persons > 0));
        for count in 1..=3 {
            let places = Places::UnitAndFormerMunicipality;
            let pass = Pass::new(&parts, &instrument, Asked::default(), places, threads(count)).unwrap();
            let found = cross_products(&pass).unwrap();
            assert!(found.iter().map(|(name, _)| name).eq(expected.keys()));
            for (name, found) in &found {
                let (persons, products) = &expected[name];
                assert_eq!(found.n(), *persons, "{name}");
                let all = (0..items * items).map(|place| found.product(place / items, place % items).unwrap());
                assert!(all.eq(products.iter().copied()), "{name}, {count} threads");
            }
        }
    }
}

/// Everybody's table of every two items by former municipality, from the readable columns.
fn paired_by_columns(records: &[Record], instrument: &Instrument) -> BTreeMap<String, PairTables> {
    let item = |item: &Item| OrderedItem { points: item.answer_scale().points(), reversed: item.is_reversed() };
    let items: Vec<OrderedItem> = instrument.items().iter().map(item).collect();
    let mut columns = BTreeMap::<String, Vec<Vec<u8>>>::new();
    for Record { former_municipality, response, .. } in records {
        let columns = columns.entry(former_municipality.to_string()).or_insert_with(|| vec![Vec::new(); items.len()]);
        for (column, answer) in columns.iter_mut().zip(response.answers()) {
            column.push(answer.point().unwrap_or(NO_ANSWER));
        }
    }
    let shape = OrderedShape::new(items).unwrap();
    let tables = |columns: Vec<Vec<u8>>| {
        let mut tables = PairTables::new(&shape, Cases::Pairwise);
        tables.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        tables
    };
    columns.into_iter().map(|(name, columns)| (name, tables(columns))).collect()
}

#[test]
fn every_two_items_have_the_table_of_their_readable_columns() {
    let (_, instrument) = asked();
    for (rows, units, missing, rows_per_part) in WAVES {
        let (_root, folder, manifest) = wave(rows, units, missing, rows_per_part);
        let parts = open(&folder, &manifest);
        let expected = paired_by_columns(&read_records(&folder, &instrument).unwrap(), &instrument);
        for count in 1..=3 {
            let pass = |places| Pass::new(&parts, &instrument, Asked::default(), places, threads(count)).unwrap();
            let found = pair_tables(&pass(Places::UnitAndFormerMunicipality)).unwrap();
            assert!(found.iter().map(|(name, _)| name).eq(expected.keys()));
            for (name, tables) in &found {
                assert!(tables == &expected[name], "{rows} rows, {name}, {count} threads");
            }
            // Whoever tells units apart only gets them all together.
            let all = pair_tables(&pass(Places::Unit)).unwrap();
            let mut sum = PairTables::new(all[0].1.shape(), Cases::Pairwise);
            expected.values().for_each(|tables| sum.merge(tables).unwrap());
            assert!(all.len() == 1 && all[0].0.is_empty() && all[0].1 == sum, "{rows} rows, {count} threads");
        }
    }
}

#[test]
fn what_is_not_asked_for_is_not_there() {
    let (_, instrument) = asked();
    let (_root, folder, manifest) = wave(200, 2, 0.02, 100);
    let parts = open(&folder, &manifest);
    let pass = Pass::new(&parts, &instrument, Asked::default(), Places::Unit, threads(1)).unwrap();
    let full = Pass::new(&parts, &instrument, ALL, Places::Unit, threads(1)).unwrap();
    assert!(pass.memory().cell < full.memory().cell);
    let (found, full) = (table(&pass), table(&full));
    for (name, counts) in &found {
        assert!(counts.scale_counts(0).is_none() && counts.pair_moments(0).is_none());
        assert_eq!(counts.scores(0), full[name].scores(0));
        assert_eq!(counts.answers(0), full[name].answers(0));
        assert_eq!((counts.scores(99), counts.answers(99)), (None, None));
    }
}
