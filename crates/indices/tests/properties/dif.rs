//! Differential item functioning: the tests against each other, symmetries, purification, and the reasons for having
//! none.

use counts::{DifDesign, DifRows, DifTable, Matching, ScaleShape};
use indices::dif::{
    DifClass, EtsRule, GroupPair, LogisticTest, PolytomousRule, PseudoRSquared, Purification, RSquaredRule, Screen,
    generalised_mantel_haenszel, mantel, mantel_haenszel, ordinal_logistic, purify,
};
use indices::{Estimate, Why};
use proptest::prelude::*;
use survey::{MissingRule, Points};

use crate::drawing::close;

fn shape(points: u8, reversed: &[bool]) -> ScaleShape {
    ScaleShape::new(Points::new(1, points).unwrap(), reversed.to_vec(), MissingRule::Complete).unwrap()
}

/// The first item against the second, which stands for the total.
fn table(shape: &ScaleShape, rows: &[(u32, u8, u8)]) -> DifTable {
    let design = DifDesign::new(shape, 0, &[true; 2], Matching::Excluding).unwrap();
    let mut table = DifTable::new(&design, 3).unwrap();
    let groups: Vec<u32> = rows.iter().map(|row| row.0).collect();
    let (item, other): (Vec<u8>, Vec<u8>) = rows.iter().map(|row| (row.1, row.2)).unzip();
    table.add_columns(&groups, &[&item, &other]).unwrap();
    table
}

fn rows(points: u8) -> impl Strategy<Value = Vec<(u32, u8, u8)>> {
    prop::collection::vec((0_u32..2, 1..=points, 1..=points), 20..80)
}

/// Both known and alike, or both unknown.
fn agree(one: Option<f64>, other: Option<f64>, alike: impl Fn(f64, f64) -> bool) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => alike(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

const SWAPPED: GroupPair = GroupPair { reference: 1, focal: 0 };

proptest! {
    #[test]
    fn with_two_answers_three_tests_are_one(rows in rows(2)) {
        let table = table(&shape(2, &[false; 2]), &rows);
        let pair = GroupPair::default();
        let (Ok(ordered), Ok(two)) = (mantel(&table, pair), mantel_haenszel(&table, pair)) else { return Ok(()) };
        let nominal = generalised_mantel_haenszel(&table).unwrap();
        prop_assert!(close(ordered.chi_squared(), two.chi_squared(false)));
        prop_assert!(close(ordered.chi_squared(), nominal.chi_squared()));
        prop_assert!(close(ordered.p(), nominal.p()));
        prop_assert!(two.chi_squared(true) <= two.chi_squared(false));
        // The other way round the odds ratio is its inverse.
        let other = mantel_haenszel(&table, SWAPPED).unwrap();
        match (two.odds_ratio().value(), other.odds_ratio().value()) {
            (Some(one), Some(other)) => prop_assert!(close(one, 1.0 / other)),
            (one, other) => prop_assert_eq!(one, other),
        }
    }

    #[test]
    fn swapped_groups_and_reversed_items_turn_the_sign_and_nothing_else(rows in rows(4)) {
        let plain = table(&shape(4, &[false; 2]), &rows);
        let reversed = table(&shape(4, &[true; 2]), &rows);
        let pair = GroupPair::default();
        if let Ok(test) = mantel(&plain, pair) {
            for other in [mantel(&plain, SWAPPED).unwrap(), mantel(&reversed, pair).unwrap()] {
                prop_assert!(close(test.chi_squared(), other.chi_squared()));
            }
            let turned = mantel(&reversed, pair).unwrap().standardised_mean_difference();
            prop_assert!(close(test.standardised_mean_difference(), -turned));
        }
        if let Ok(models) = ordinal_logistic(&plain, pair) {
            for other in [ordinal_logistic(&plain, SWAPPED).unwrap(), ordinal_logistic(&reversed, pair).unwrap()] {
                for (one, other) in models.log_likelihoods().into_iter().zip(other.log_likelihoods()) {
                    prop_assert!(agree(one.value(), other.value(), close), "{one:?} and {other:?}");
                }
                let (one, other) = (models.group_effect().value(), other.group_effect().value());
                prop_assert!(agree(one, other, |a, b| (a + b).abs() < 1e-8 * (1.0 + a.abs())), "{one:?}, {other:?}");
            }
            let logs: Vec<f64> = models.log_likelihoods().iter().filter_map(Estimate::value).collect();
            prop_assert!(logs.is_sorted_by(|a, b| *a <= b + 1e-9));
            for kind in [PseudoRSquared::McFadden, PseudoRSquared::CoxSnell, PseudoRSquared::Nagelkerke] {
                let known = models.r_squared(kind);
                prop_assert!(known.iter().filter_map(Estimate::value).all(|r| (-1e-12..=1.0).contains(&r)));
            }
        }
    }

    #[test]
    fn the_order_of_rows_cannot_show(rows in rows(4)) {
        let mut other_order = rows.clone();
        other_order.reverse();
        let shape = shape(4, &[false; 2]);
        let (one, other) = (table(&shape, &rows), table(&shape, &other_order));
        prop_assert!(mantel(&one, GroupPair::default()) == mantel(&other, GroupPair::default()));
        prop_assert!(generalised_mantel_haenszel(&one) == generalised_mantel_haenszel(&other));
        prop_assert!(ordinal_logistic(&one, GroupPair::default()) == ordinal_logistic(&other, GroupPair::default()));
    }

    #[test]
    fn every_table_has_numbers_or_reasons(rows in prop::collection::vec((0_u32..3, 1_u8..=3, 1_u8..=3), 0..12)) {
        let table = table(&shape(3, &[false; 2]), &rows);
        let pair = GroupPair::default();
        if let Ok(test) = mantel(&table, pair) {
            prop_assert!(test.chi_squared().is_finite() && (0.0..=1.0).contains(&test.p()));
        }
        if let Ok(test) = generalised_mantel_haenszel(&table) {
            prop_assert!(test.chi_squared().is_finite() && (0.0..=1.0).contains(&test.p()));
        }
        if let Ok(models) = ordinal_logistic(&table, pair) {
            let known = models.log_likelihoods();
            prop_assert!(known.iter().filter_map(Estimate::value).all(|log| log.is_finite() && log < 0.0));
            prop_assert!(models.group_standard_error().value().is_none_or(f64::is_finite));
        }
    }
}

#[test]
fn without_a_stratum_to_stand_in_everything_is_unknown() {
    let shape = shape(2, &[false; 2]);
    let all = |rows: &[(u32, u8, u8)]| {
        let table = table(&shape, rows);
        let pair = GroupPair::default();
        (
            mantel(&table, pair).err(),
            mantel_haenszel(&table, pair).err(),
            generalised_mantel_haenszel(&table).err(),
            ordinal_logistic(&table, pair).map_or_else(Some, |models| models.group_effect().why()),
        )
    };
    let same = |why| (Some(why), Some(why), Some(why), Some(why));
    assert_eq!(all(&[]), same(Why::NoAnswers));
    assert_eq!(all(&[(0, 1, 1), (0, 2, 1)]), same(Why::SingleGroup));
    let apart = all(&[(0, 1, 1), (0, 2, 1), (1, 1, 2), (1, 2, 2)]);
    assert_eq!(apart.0, Some(Why::EmptyCell), "no total in common");
    assert_eq!((apart.1, apart.2), (Some(Why::EmptyCell), Some(Why::EmptyCell)));
    assert_eq!(apart.3, Some(Why::NotIdentified), "group and total are one");
    let alike = all(&[(0, 1, 1), (0, 1, 2), (1, 1, 1), (1, 1, 2)]);
    assert_eq!((alike.0, alike.1), (Some(Why::NoVariance), Some(Why::NoVariance)));
    assert_eq!(alike.3, Some(Why::NoVariance));
    let one_total = all(&[(0, 1, 1), (0, 2, 1), (1, 1, 1), (1, 2, 1)]);
    assert_eq!(one_total, (None, None, None, Some(Why::NotIdentified)));
    let told_apart = all(&[(0, 1, 1), (0, 1, 2), (0, 1, 1), (1, 2, 1), (1, 2, 2), (1, 2, 2)]);
    assert_eq!(told_apart.3, Some(Why::Separation), "the group decides the answer");
    // Everybody of the focal group has one total: a uniform test, but no product to be told from the group.
    let narrow = table(&shape, &[(0, 1, 1), (0, 2, 2), (0, 1, 2), (0, 2, 1), (1, 2, 1), (1, 1, 1), (1, 2, 1)]);
    let models = ordinal_logistic(&narrow, GroupPair::default()).unwrap();
    assert!(models.chi_squared(LogisticTest::Uniform).value().is_some());
    assert_eq!(models.chi_squared(LogisticTest::NonUniform).why(), Some(Why::NotIdentified));
    assert_eq!(models.p(LogisticTest::Total).why(), Some(Why::NotIdentified));
    let table = table(&shape, &[(0, 1, 1), (0, 1, 1), (1, 2, 1), (1, 2, 1)]);
    let test = mantel_haenszel(&table, GroupPair::default()).unwrap();
    assert_eq!(test.odds_ratio().why(), Some(Why::Separation));
    assert_eq!(EtsRule::STANDARD.classify(&test), Err(Why::Separation));
    let three = self::table(&self::shape(3, &[false; 2]), &[(0, 1, 1), (1, 2, 1)]);
    assert_eq!(mantel_haenszel(&three, GroupPair::default()).err(), Some(Why::OutsideDomain), "three points");
    let same_group = GroupPair { reference: 1, focal: 1 };
    assert_eq!(mantel(&three, same_group).err(), Some(Why::SingleGroup));
    assert_eq!(mantel(&three, GroupPair { reference: 0, focal: 9 }).err(), Some(Why::SingleGroup));
}

/// A sequence of numbers in [0, 1) that is the same every time (Knuth's 64-bit linear congruences, upper bits).
fn numbers() -> impl Iterator<Item = f64> {
    let step =
        |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    std::iter::successors(Some(20_u64), step).map(|state| (state >> 40) as f64 / (1_u64 << 24) as f64)
}

/// Six items on 1 to 4, persons of two groups alike; the focal group answers the last item up to `shift` points higher.
fn six_items(persons: usize, shift: f64) -> (Vec<u32>, Vec<Vec<u8>>) {
    let mut numbers = numbers();
    let mut next = || numbers.next().unwrap();
    let groups: Vec<u32> = [0, 1].into_iter().cycle().take(persons).collect();
    let mut columns = vec![Vec::new(); 6];
    for &group in &groups {
        let level = 3.0 * next();
        for (item, column) in columns.iter_mut().enumerate() {
            let more = if item == 5 { shift * f64::from(group) } else { 0.0 };
            let felt = 1.0 + level + more + 1.6 * (next() - 0.5);
            column.push([1.5, 2.5, 3.5].iter().fold(1, |point, threshold| point + u8::from(felt >= *threshold)));
        }
    }
    (groups, columns)
}

fn purified(groups: &[u32], columns: &[Vec<u8>], settings: &Purification) -> Result<Vec<bool>, Why> {
    let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
    let rows = DifRows::new(&shape(4, &[false; 6]), 2, groups, &columns).unwrap();
    purify(&rows, GroupPair::default(), settings).map(|purified| purified.anchors().to_vec())
}

#[test]
fn purification_finds_the_item_that_differs() {
    let (groups, columns) = six_items(800, 0.6);
    for screen in [Screen::Mantel, Screen::Logistic(LogisticTest::Uniform), Screen::Logistic(LogisticTest::Total)] {
        for matching in [Matching::Including, Matching::Excluding] {
            let settings = Purification { screen, significance: 0.001, matching, rounds_max: 10 };
            let anchors = purified(&groups, &columns, &settings);
            assert_eq!(anchors, Ok(vec![true, true, true, true, true, false]), "{screen:?}, {matching:?}");
            let mut turned = columns.clone();
            turned.rotate_right(1);
            assert_eq!(purified(&groups, &turned, &settings), Ok(vec![false, true, true, true, true, true]));
            let none = Purification { rounds_max: 1, ..settings };
            assert_eq!(purified(&groups, &columns, &none), Err(Why::NotConverged { steps: 1 }));
        }
    }
    let settings =
        Purification { screen: Screen::Mantel, significance: 0.001, matching: Matching::Including, rounds_max: 10 };
    assert_eq!(purified(&[0; 800], &columns, &settings), Err(Why::SingleGroup));
    assert_eq!(purified(&groups, &columns, &Purification { significance: 0.0, ..settings }), Err(Why::OutsideDomain));
    let (groups, columns) = six_items(800, 0.0);
    assert_eq!(purified(&groups, &columns, &settings), Ok(vec![true; 6]), "nothing differs");
}

#[test]
fn large_differences_are_large_by_every_rule() {
    for (shift, polytomous, r_squared) in
        [(0.0, DifClass::Negligible, DifClass::Negligible), (1.2, DifClass::Large, DifClass::Large)]
    {
        let (groups, columns) = six_items(800, shift);
        let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
        let rows = DifRows::new(&shape(4, &[false; 6]), 2, &groups, &columns).unwrap();
        let table = rows.table(5, &[true; 6], Matching::Excluding).unwrap();
        let test = mantel(&table, GroupPair::default()).unwrap();
        assert_eq!(PolytomousRule::STANDARD.classify(&test), Ok(polytomous), "{shift}");
        let models = ordinal_logistic(&table, GroupPair::default()).unwrap();
        assert_eq!(RSquaredRule::JODOIN_GIERL.classify(&models), Ok(r_squared), "{shift}");
        assert!(RSquaredRule::ZUMBO_THOMAS.classify(&models).unwrap() <= r_squared);
    }
}

#[test]
fn nothing_shows_in_debug() {
    let table = table(&shape(2, &[false; 2]), &[(0, 1, 1), (0, 2, 1), (1, 2, 1), (1, 2, 1)]);
    let test = mantel(&table, GroupPair::default()).unwrap();
    assert_eq!(format!("{test:?}"), "Mantel(..)");
    let test = mantel_haenszel(&table, GroupPair::default()).unwrap();
    assert_eq!(format!("{test:?}"), "MantelHaenszel(..)");
}
