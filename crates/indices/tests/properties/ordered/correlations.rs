//! Thresholds, polychoric correlations and ordinal alpha.

use counts::{Cases, NO_ANSWER, OrderedItem, OrderedShape, PairTables};
use indices::Why;
use indices::ordered::{EmptyCells, PolychoricMatrix, Thresholds, ordinal_alpha, polychoric};
use proptest::prelude::*;
use survey::Points;

#[test]
fn empty_cells_and_perfect_associations() {
    let item = Thresholds::of(&[60, 40]).unwrap();
    let rho = |table: &[u64], empty| polychoric(&item, &item, table, empty);
    // One empty cell: as counted the best correlation is 1; with half a person it is that of 59.5, 0.5, 0.5, 39.5.
    assert_eq!(rho(&[60, 0, 0, 40], EmptyCells::AsCounted).why(), Some(Why::Separation));
    assert_eq!(rho(&[60, 0, 0, 40], EmptyCells::HalfInTwoByTwo).why(), Some(Why::Separation));
    assert!(rho(&[60, 0, 0, 40], EmptyCells::HalfEverywhere).value().unwrap() < 1.0);
    let (less, more) = (Thresholds::of(&[60, 40]).unwrap(), Thresholds::of(&[70, 30]).unwrap());
    let nested = |empty| polychoric(&less, &more, &[60, 0, 10, 30], empty);
    assert_eq!(nested(EmptyCells::AsCounted).why(), Some(Why::Separation));
    // Margins kept: 59.5, 0.5, 10.5, 29.5, which doubled is a table of whole persons.
    let doubled = polychoric(&less, &more, &[119, 1, 21, 59], EmptyCells::AsCounted).value().unwrap();
    let half = nested(EmptyCells::HalfInTwoByTwo).value().unwrap();
    assert!((half - doubled).abs() < 1e-12);
    // A larger table with a diagonal alone, rising and falling.
    let three = Thresholds::of(&[3, 4, 3]).unwrap();
    for table in [[3, 0, 0, 0, 4, 0, 0, 0, 3], [0, 0, 3, 0, 4, 0, 3, 0, 0]] {
        assert_eq!(polychoric(&three, &three, &table, EmptyCells::HalfInTwoByTwo).why(), Some(Why::Separation));
    }
    // Half a person added to the empty cells of this table, doubled.
    let table = [3_u64, 1, 0, 1, 2, 1, 0, 0, 2];
    let filled: Vec<u64> = table.iter().map(|&n| if n == 0 { 1 } else { 2 * n }).collect();
    let (half, by_hand) = (
        polychoric(&three, &three, &table, EmptyCells::HalfEverywhere).value().unwrap(),
        polychoric(&three, &three, &filled, EmptyCells::AsCounted).value().unwrap(),
    );
    assert!((half - by_hand).abs() < 1e-12);
    assert_eq!(rho(&[0, 0, 0, 0], EmptyCells::AsCounted).why(), Some(Why::NoAnswers));
    assert_eq!(rho(&[1, 2, 3], EmptyCells::AsCounted).why(), Some(Why::OutsideDomain));
    let unused = Thresholds::of(&[60, 0, 40]).unwrap();
    assert_eq!(polychoric(&unused, &item, &[5, 1, 0, 1, 1, 5], EmptyCells::AsCounted).why(), Some(Why::OutsideDomain));
    let (with, without) = (
        polychoric(&unused, &item, &[5, 1, 0, 0, 1, 5], EmptyCells::AsCounted).value().unwrap(),
        rho(&[5, 1, 1, 5], EmptyCells::AsCounted).value().unwrap(),
    );
    assert_eq!(with.to_bits(), without.to_bits());
}

#[test]
fn thresholds_and_matrices_say_why_they_are_unknown() {
    assert_eq!(Thresholds::of(&[]).unwrap_err(), Why::NoAnswers);
    assert_eq!(Thresholds::of(&[0, 0]).unwrap_err(), Why::NoAnswers);
    assert_eq!(Thresholds::of(&[0, 7, 0]).unwrap_err(), Why::NoVariance);
    assert_eq!(Thresholds::of(&[u64::MAX, 1]).unwrap_err(), Why::TooLarge);
    assert_eq!(Thresholds::of(&[1 << 53, 1]).unwrap_err(), Why::TooLarge);
    let shape = OrderedShape::uniform(Points::new(1, 3).unwrap(), 3).unwrap();
    let mut tables = PairTables::new(&shape, Cases::Pairwise);
    assert_eq!(ordinal_alpha(&PolychoricMatrix::of(&tables, EmptyCells::AsCounted)).why(), Some(Why::NoAnswers));
    // The third item is constant: its pairs are unknown, the others are not.
    tables.add_columns(&[&[1, 2, 3, 1, 2, NO_ANSWER], &[1, 3, 2, 2, 2, 3], &[2; 6]]).unwrap();
    let matrix = PolychoricMatrix::of(&tables, EmptyCells::AsCounted);
    assert!(matrix.correlation(0, 1).unwrap().value().is_some());
    assert_eq!(matrix.correlation(0, 1).unwrap().as_known().unwrap().n, 5);
    assert_eq!(matrix.correlation(2, 0).unwrap().why(), Some(Why::NoVariance));
    assert!(matrix.correlation(1, 1).is_none() && matrix.correlation(1, 3).is_none());
    assert_eq!(ordinal_alpha(&matrix).why(), Some(Why::NoVariance));
    let one = PairTables::new(&OrderedShape::uniform(Points::new(1, 3).unwrap(), 1).unwrap(), Cases::Pairwise);
    assert_eq!(ordinal_alpha(&PolychoricMatrix::of(&one, EmptyCells::AsCounted)).why(), Some(Why::SingleItem));
}

fn matrix_of(columns: &[Vec<u8>], reversed: &[bool]) -> PolychoricMatrix {
    let points = Points::new(1, 4).unwrap();
    let items = reversed.iter().map(|&reversed| OrderedItem { points, reversed }).collect();
    let mut tables = PairTables::new(&OrderedShape::new(items).unwrap(), Cases::Pairwise);
    tables.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    PolychoricMatrix::of(&tables, EmptyCells::HalfEverywhere)
}

proptest! {
    /// Turning an item round turns its correlations round; the order of the persons and of the two items means nothing;
    /// and no table whatsoever makes a number that is no correlation.
    #[test]
    fn correlations_know_direction_but_no_order(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![6 => 1_u8..=4, 1 => Just(NO_ANSWER)], 3), 1..60)
    ) {
        let column = |item: usize| rows.iter().map(|row| row[item]).collect::<Vec<u8>>();
        let columns = [column(0), column(1), column(2)];
        let plain = matrix_of(&columns, &[false; 3]);
        let turned = matrix_of(&columns, &[true, false, false]);
        let backwards = columns.each_ref().map(|column| column.iter().rev().copied().collect::<Vec<u8>>());
        prop_assert!(matrix_of(&backwards, &[false; 3]) == plain);
        let swapped = matrix_of(&[column(1), column(0), column(2)], &[false; 3]);
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            let a = plain.correlation(i, j).unwrap();
            let b = turned.correlation(i, j).unwrap();
            let sign = if i == 0 { -1.0 } else { 1.0 };
            match (a.value(), b.value()) {
                (Some(a), Some(b)) => {
                    prop_assert!((a - sign * b).abs() < 1e-9, "{} {}", a, b);
                    prop_assert!(a.abs() < 1.0);
                }
                _ => prop_assert_eq!(a.why(), b.why()),
            }
        }
        let (a, b) = (plain.correlation(0, 1).unwrap(), swapped.correlation(0, 1).unwrap());
        match (a.value(), b.value()) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
            // Two items may lack different things, and one of the reasons is named.
            (a, b) => prop_assert_eq!(a, b),
        }
    }
}
