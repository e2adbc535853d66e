//! What chance alone would agree: worked by hand, published critical values, and one way of computing against the other.

use indices::Why;
use indices::agreement::{
    ChanceAgreement, Computation, Index, NullDistribution, chance_agreement, chance_agreement_by_size,
    chance_agreement_of_correlated_items,
};
use survey::{MissingRule, Points};

use crate::agreement::{counted, covariance, one_to_five};
use crate::published::lq2002;
use crate::reading::folder;

/// Three people on three equally likely points: 27 outcomes, worked out by hand.
#[test]
fn chance_agreement_of_three_people_on_three_points() {
    let points = Points::new(1, 3).unwrap();
    let exact = |index| chance_agreement(3, 1, &[1, 1, 1], index, Computation::default()).unwrap();
    let unit =
        |answers: [u8; 3]| counted(&[&answers[..1], &answers[1..2], &answers[2..]], points, MissingRule::Complete);
    // All alike 3 ways. Two alike and one a point away 4 · 3 ways. 1, 2, 3 in 6 ways. Two alike and one two away 6 ways.
    for (index, answers, ways) in [
        (Index::RwgJ, [2, 2, 2], 3.0),
        (Index::RwgJ, [2, 2, 3], 15.0),
        (Index::RwgJ, [1, 2, 3], 21.0),
        (Index::RwgJ, [1, 3, 3], 27.0),
        // Around the mean: 0, 4/9, 2/3, 8/9. Around the median: 0, 1/3, 2/3, 2/3.
        (Index::AdMean, [2, 1, 1], 15.0),
        (Index::AdMean, [3, 2, 1], 21.0),
        (Index::AdMedian, [1, 1, 2], 15.0),
        (Index::AdMedian, [1, 2, 3], 27.0),
        (Index::AdMedian, [1, 1, 3], 27.0),
    ] {
        let p = exact(index).p_value(&unit(answers)).value().unwrap();
        assert!((p - ways / 27.0).abs() < 1e-15, "{index:?} {answers:?}: {p}");
    }
    let chance = exact(Index::RwgJ);
    assert!(chance.is_exact());
    // 3/27 is rarer than 15 %, and 15/27 than 60 %: variance 1/3 over 2/3.
    assert_eq!(chance.critical_value(0.85).value(), Some(1.0));
    assert_eq!(chance.critical_value(0.4).value(), Some(0.5));
    assert_eq!(chance.critical_value(0.95).why(), Some(Why::TooFewAnswers { needed: 4 }));
    let deviation = exact(Index::AdMean).critical_value(0.4).value().unwrap();
    assert!((deviation - 4.0 / 9.0).abs() < 1e-15);
}

/// Ten people on five points, from the papers that the R package `multilevel` cites in its examples.
#[test]
fn published_critical_values() {
    // Dunlap, Burke and Smith-Crowe (2003), table 2: one item, 0.53.
    let single = chance_agreement(10, 1, &[1; 5], Index::RwgJ, Computation::default()).unwrap();
    let critical = single.critical_value(0.95).value().unwrap();
    assert!(single.is_exact() && (critical - 0.53).abs() < 0.005, "{critical}");
    // Cohen and colleagues (2006): three items correlated as TSIG of lq2002, 0.61.
    let Some(folder) = folder("the critical value of three correlated items") else { return };
    let moments = lq2002(&folder)[1].1.total.moments();
    let r = |i: usize, j: usize| {
        covariance(&moments, i, j) / (covariance(&moments, i, i).sqrt() * covariance(&moments, j, j).sqrt())
    };
    let correlations: Vec<f64> = (0..3).flat_map(|i| (0..3).map(move |j| (i, j))).map(|(i, j)| r(i, j)).collect();
    let computation = Computation { draws: 40_000, seed: 2006, ..Computation::default() };
    let chance = chance_agreement_of_correlated_items(10, &correlations, &[1; 5], Index::RwgJ, computation).unwrap();
    let critical = chance.critical_value(0.95).value().unwrap();
    assert!((critical - 0.61).abs() < 0.015, "{critical}");
}

#[test]
fn items_that_do_not_go_together_are_independent() {
    let weights = NullDistribution::ModerateSkew.weights(one_to_five()).unwrap();
    let computation = Computation { draws: 40_000, seed: 5, ..Computation::default() };
    for index in [Index::RwgJ, Index::AdMean, Index::AdMedian] {
        let alone = chance_agreement(7, 2, &weights, index, computation).unwrap();
        let apart =
            chance_agreement_of_correlated_items(7, &[1.0, 0.0, 0.0, 1.0], &weights, index, computation).unwrap();
        let unit = counted(
            &[&[3, 4], &[4, 4], &[4, 5], &[3, 4], &[5, 5], &[4, 3], &[4, 4]],
            one_to_five(),
            MissingRule::Complete,
        );
        let (p, near) = (alone.p_value(&unit).value().unwrap(), apart.p_value(&unit).value().unwrap());
        assert!(
            alone.is_exact() && (p - near).abs() < 4.0 * (p * (1.0 - p) / 40_000.0).sqrt(),
            "{index:?}: {p} and {near}"
        );
    }
    let why = |correlations: &[f64]| {
        chance_agreement_of_correlated_items(7, correlations, &weights, Index::RwgJ, computation).err()
    };
    assert_eq!(why(&[]), Some(Why::OutsideDomain));
    assert_eq!(why(&[1.0, 0.5]), Some(Why::OutsideDomain));
    assert_eq!(why(&[1.0, 0.5, 0.4, 1.0]), Some(Why::OutsideDomain));
    assert_eq!(why(&[2.0, 0.5, 0.5, 1.0]), Some(Why::OutsideDomain));
    assert_eq!(why(&[1.0, f64::NAN, f64::NAN, 1.0]), Some(Why::OutsideDomain));
    assert_eq!(why(&[1.0, 1.5, 1.5, 1.0]), Some(Why::NotPositiveDefinite));
}

#[test]
fn two_items_are_the_convolution_of_one() {
    // Two people, two points: per item alike (0) or not (1), each half the time. Two items: 1/4, 1/2, 1/4.
    let points = Points::new(0, 1).unwrap();
    let chance = chance_agreement(2, 2, &[1, 1], Index::RwgJ, Computation::default()).unwrap();
    for (rows, p) in [([[0, 0], [0, 0]], 0.25), ([[0, 1], [0, 0]], 0.75), ([[0, 1], [1, 0]], 1.0)] {
        let unit = counted(&[&rows[0], &rows[1]], points, MissingRule::Complete);
        let found = chance.p_value(&unit).value().unwrap();
        assert!((found - p).abs() < 1e-15, "{rows:?}: {found}");
    }
}

#[test]
fn simulation_approaches_the_exact_distribution_and_depends_on_nothing_but_its_seed() {
    let weights = NullDistribution::SlightSkew.weights(one_to_five()).unwrap();
    let rows: Vec<[u8; 2]> = (0..9).map(|person| [3 + person % 2, 4]).collect();
    let rows: Vec<&[u8]> = rows.iter().map(<[u8; 2]>::as_slice).collect();
    let unit = counted(&rows, one_to_five(), MissingRule::Complete);
    let spread = counted(
        &[&[1, 2], &[2, 4], &[3, 3], &[4, 5], &[3, 5], &[4, 4], &[5, 3], &[4, 4], &[5, 2]],
        one_to_five(),
        MissingRule::Complete,
    );
    for index in [Index::RwgJ, Index::AdMean, Index::AdMedian] {
        let exact = chance_agreement(9, 2, &weights, index, Computation::default()).unwrap();
        let simulate = |seed| {
            let computation = Computation { exact_steps: 0, draws: 40_000, seed };
            chance_agreement(9, 2, &weights, index, computation).unwrap()
        };
        let simulated = simulate(7);
        assert!(exact.is_exact() && !simulated.is_exact());
        assert!(simulated == simulate(7) && simulated != simulate(8));
        let (p, near) = (exact.p_value(&spread).value().unwrap(), simulated.p_value(&spread).value().unwrap());
        // Four standard errors.
        assert!((p - near).abs() < 4.0 * (p * (1.0 - p) / 40_000.0).sqrt(), "{index:?}: {p} and {near}");
        assert!(exact.p_value(&unit).value().unwrap() < 0.01 && simulated.p_value(&unit).value().unwrap() > 0.0);
        let critical = |chance: &ChanceAgreement| chance.critical_value(0.95).value().unwrap();
        assert!((critical(&exact) - critical(&simulated)).abs() < 0.02);
        let by_size = chance_agreement_by_size(
            &[9, 4, 9],
            2,
            &weights,
            index,
            Computation { exact_steps: 0, draws: 40_000, seed: 7 },
        );
        assert!(by_size.len() == 2 && by_size[&9].as_ref().ok() == Some(&simulated));
    }
}

#[test]
fn chance_agreement_says_why_it_is_unknown() {
    let why =
        |n, items, weights: &[u64]| chance_agreement(n, items, weights, Index::RwgJ, Computation::default()).err();
    assert_eq!(why(1, 1, &[1, 1]), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(why(5, 0, &[1, 1]), Some(Why::OutsideDomain));
    assert_eq!(why(5, 65, &[1, 1]), Some(Why::OutsideDomain));
    assert_eq!(why(5, 1, &[1]), Some(Why::OutsideDomain));
    assert_eq!(why(5, 1, &[1; 12]), Some(Why::OutsideDomain));
    assert_eq!(why(5, 1, &[0, 4, 0]), Some(Why::NoNullVariance));
    assert_eq!(why(5, 1, &[0, 0]), Some(Why::NoNullVariance));
    assert_eq!(why(5, 1, &[u64::MAX, 1]), Some(Why::TooLarge));
    assert_eq!(why(1 << 32, 64, &[1, 1]), Some(Why::TooLarge));
    let chance = chance_agreement(2, 1, &[1, 1, 1, 1, 1], Index::RwgJ, Computation::default()).unwrap();
    let three = counted(&[&[1], &[2], &[3]], one_to_five(), MissingRule::Complete);
    assert_eq!(chance.p_value(&three).why(), Some(Why::OutsideDomain));
    assert_eq!(chance.critical_value(f64::NAN).why(), Some(Why::OutsideDomain));
}
