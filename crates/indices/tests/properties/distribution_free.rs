//! The interval of alpha without each person in turn: leaving each out by hand, what does not show, and no interval.

use counts::{OrderedItem, OrderedShape, Patterns};
use indices::Why;
use indices::reliability::{alpha_distribution_free, cronbach_alpha};
use proptest::prelude::*;

use crate::drawing::{answers, close, counted, points};

fn patterns(rows: &[Vec<u8>], reversed: bool) -> Patterns {
    let items = rows.first().map_or(2, Vec::len);
    let item = OrderedItem { points: points(), reversed };
    let mut patterns = Patterns::new(&OrderedShape::new(vec![item; items]).unwrap());
    let columns: Vec<Vec<u8>> = (0..items).map(|item| rows.iter().map(|row| row[item]).collect()).collect();
    patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    patterns
}

fn alpha(rows: &[Vec<u8>]) -> Option<f64> {
    cronbach_alpha(&counted(rows, false).moments()).value()
}

proptest! {
    #[test]
    fn each_person_left_out_by_hand(rows in answers(2..=6, 30)) {
        let found = alpha_distribution_free(&patterns(&rows, false));
        let without = |person: usize| {
            let others: Vec<Vec<u8>> =
                rows.iter().enumerate().filter(|(at, _)| *at != person).map(|(_, row)| row.clone()).collect();
            alpha(&others)
        };
        let each: Option<Vec<f64>> = (0..rows.len()).map(without).collect();
        let (Some(value), Some(each), true) = (alpha(&rows), each, rows.len() > 2) else {
            prop_assert!(found.is_err());
            return Ok(());
        };
        let (found, n) = (found.unwrap(), rows.len() as f64);
        let mean = each.iter().sum::<f64>() / n;
        let scatter: f64 = each.iter().map(|own| (own - mean).powi(2)).sum();
        prop_assert!(close(found.alpha.value().unwrap(), value));
        prop_assert!((found.standard_error - ((n - 1.0) / n * scatter).sqrt()).abs() <= 1e-9 * (1.0 + found.standard_error));
        let interval = found.alpha.interval().unwrap();
        prop_assert!(interval.low <= value && value <= interval.high && interval.high <= 1.0);
    }

    #[test]
    fn the_order_of_people_and_items_and_their_direction_do_not_show(rows in answers(2..=6, 30), turn in 0_usize..30) {
        let plain = alpha_distribution_free(&patterns(&rows, false)).map(|found| found.standard_error);
        let mut moved: Vec<Vec<u8>> = rows.iter().map(|row| row.iter().rev().copied().collect()).collect();
        let by = turn % moved.len().max(1);
        moved.rotate_left(by);
        let moved = alpha_distribution_free(&patterns(&moved, true)).map(|found| found.standard_error);
        match (plain, moved) {
            (Ok(plain), Ok(moved)) => prop_assert!((plain - moved).abs() <= 1e-12 * (1.0 + plain)),
            (plain, moved) => prop_assert_eq!(plain.err(), moved.err()),
        }
    }
}

#[test]
fn reasons_for_having_none() {
    let why = |rows: &[&[u8]]| {
        let rows: Vec<Vec<u8>> = rows.iter().map(|row| row.to_vec()).collect();
        alpha_distribution_free(&patterns(&rows, false)).err()
    };
    assert_eq!(why(&[]), Some(Why::NoAnswers));
    assert_eq!(why(&[&[1, 2]]), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(why(&[&[1, 2], &[2, 4]]), Some(Why::TooFewAnswers { needed: 3 }));
    assert_eq!(why(&[&[1], &[2], &[4]]), Some(Why::SingleItem));
    assert_eq!(why(&[&[2, 2], &[2, 2], &[2, 2]]), Some(Why::NoVariance));
    // Without the third nobody differs.
    assert_eq!(why(&[&[2, 2], &[2, 2], &[4, 5]]), Some(Why::NoVariance));
    // Answers that agree in everything have an alpha of 1 whoever is left out.
    let alike: Vec<Vec<u8>> = [1, 2, 4, 5].iter().map(|point| vec![*point; 3]).collect();
    let found = alpha_distribution_free(&patterns(&alike, false)).unwrap();
    let ends = found.alpha.interval().map(|ends| (ends.low, ends.high));
    assert_eq!((found.standard_error, ends), (0.0, Some((1.0, 1.0))));
}
