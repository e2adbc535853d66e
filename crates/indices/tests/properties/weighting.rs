//! Laws of weights, and the reasons for having none.

use std::collections::BTreeMap;

use indices::Why;
use indices::aggregation::GroupMoments;
use indices::association::Frame;
use indices::weighting::{
    Margin, Rounds, Sample, StaffCell, Statement, kish_design_effect, rake, staff_distribution, staff_mean,
    staff_variance,
};
use proptest::prelude::*;

use crate::drawing::{close, variance};

/// Strata with at least two answers each, and how many more of the staff did not answer.
fn strata() -> impl Strategy<Value = Vec<(Vec<i64>, u64)>> {
    prop::collection::vec((prop::collection::vec(1_i64..=25, 2..7), 0_u64..9), 1..5)
}

fn cells(strata: &[(Vec<i64>, u64)]) -> Vec<StaffCell> {
    let cell = |(scores, silent): &(Vec<i64>, u64)| StaffCell {
        staff: scores.len() as u64 + silent,
        answered: GroupMoments {
            n: scores.len() as u64,
            sum: scores.iter().map(|y| i128::from(*y)).sum(),
            squares: scores.iter().map(|y| i128::from(y * y)).sum(),
        },
    };
    strata.iter().map(cell).collect()
}

/// The same people as rows.
fn rows(strata: &[(Vec<i64>, u64)]) -> (Sample, Vec<f64>) {
    let (mut weights, mut codes, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut sizes = BTreeMap::new();
    for (code, (scores, silent)) in strata.iter().enumerate() {
        let staff = scores.len() as u64 + silent;
        sizes.insert(code, staff);
        for score in scores {
            weights.push(staff as f64 / scores.len() as f64);
            codes.push(code);
            values.push(*score as f64);
        }
    }
    let sample = Sample::new(&weights).unwrap().with_strata(&codes).unwrap().with_population(&sizes).unwrap();
    (sample, values)
}

proptest! {
    #[test]
    fn counts_of_cells_say_what_a_stratified_sample_of_rows_says(strata in strata()) {
        let (sample, values) = rows(&strata);
        for (sample, statement) in
            [(sample.clone(), Statement::FiniteStaff), (sample.as_process(), Statement::Process)]
        {
            let by_rows = sample.mean(&values).unwrap();
            let by_cells = staff_mean(&cells(&strata), 1, statement).unwrap();
            prop_assert_eq!(by_rows.statement, statement);
            prop_assert!(close(by_rows.value, by_cells.value));
            prop_assert!((by_rows.standard_error - by_cells.standard_error).abs() < 1e-7);
        }
    }

    #[test]
    fn the_variance_of_the_staff_is_that_of_a_staff_in_which_answers_repeat(strata in strata()) {
        // Every answer stands for as many as there are answers of other cells, so that all weights are whole.
        let product: u64 = strata.iter().map(|(scores, _)| scores.len() as u64).product();
        let mut everybody = Vec::new();
        let mut cells = cells(&strata);
        for (cell, (scores, _)) in cells.iter_mut().zip(&strata) {
            cell.staff = product;
            let copies = product / scores.len() as u64;
            scores.iter().for_each(|y| (0..copies).for_each(|_| everybody.push(*y as f64)));
        }
        let n = everybody.len() as f64;
        let expected = variance(&everybody) * (n - 1.0) / n;
        prop_assert!((staff_variance(&cells, 1).unwrap() - expected).abs() < 1e-9);
        prop_assert!((staff_variance(&cells, 5).unwrap() - expected / 25.0).abs() < 1e-9);
    }

    #[test]
    fn rows_may_stand_in_any_order(strata in strata(), shift in 1_usize..20) {
        let (sample, values) = rows(&strata);
        let mean = sample.mean(&values).unwrap();
        let turn = shift % values.len();
        let turned = |values: &[f64]| [&values[turn..], &values[..turn]].concat();
        let codes: Vec<usize> =
            strata.iter().enumerate().flat_map(|(code, (scores, _))| vec![code; scores.len()]).collect();
        let sizes = strata.iter().enumerate().map(|(code, (scores, silent))| (code, scores.len() as u64 + silent));
        let again = Sample::new(&turned(sample.weights())).unwrap();
        let again = again.with_strata(&[&codes[turn..], &codes[..turn]].concat()).unwrap();
        let again = again.with_population(&sizes.collect()).unwrap().mean(&turned(&values)).unwrap();
        prop_assert!(close(mean.value, again.value) && close(mean.standard_error, again.standard_error));
    }

    #[test]
    fn raked_tables_keep_their_odds_and_meet_their_margins(
        table in prop::collection::vec(1_u32..40, 6),
        other in prop::collection::vec(1_u32..40, 6),
    ) {
        // The margins are those of another table, so a solution exists.
        let keys: Vec<Vec<usize>> = (0..6).map(|cell| vec![cell / 3, cell % 3]).collect();
        let counts: Vec<f64> = table.iter().map(|n| f64::from(*n)).collect();
        let margin = |position: usize| {
            let mut margin = Margin::new();
            for (key, n) in keys.iter().zip(&other) {
                *margin.entry(key[position]).or_default() += f64::from(*n);
            }
            margin
        };
        let raked = rake(&keys, &counts, &[margin(0), margin(1)], Rounds::TIGHT).unwrap();
        prop_assert!(raked.remaining < 1e-9);
        let odds = |cells: &[f64], column: usize| cells[0] * cells[3 + column] / (cells[column] * cells[3]);
        for column in [1, 2] {
            prop_assert!((odds(&raked.cells, column) / odds(&counts, column) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_panics_and_nothing_is_infinite(
        weights in prop::collection::vec(prop_oneof![Just(1.0), prop::num::f64::ANY, 0.5..2.0], 1..8),
        values in prop::collection::vec(prop_oneof![prop::num::f64::ANY, -5.0..5.0], 8),
        codes in prop::collection::vec(0_usize..3, 8),
        sizes in prop::collection::btree_map(0_usize..3, prop_oneof![prop::num::f64::ANY, 1.0..9.0], 0..4),
    ) {
        let rows = weights.len();
        let (values, codes) = (&values[..rows], &codes[..rows]);
        let Ok(sample) = Sample::new(&weights) else { return Ok(()) };
        let sound = |sample: &Sample| {
            [sample.mean(values), sample.total(values)].into_iter().flatten().all(|own| {
                own.value.is_finite() && own.standard_error.is_finite() && own.standard_error >= 0.0
            }) && sample.design_effect(values).value().is_none_or(f64::is_finite)
        };
        prop_assert!(sound(&sample));
        let grouped = [sample.clone().with_strata(codes), sample.clone().with_clusters(codes)];
        prop_assert!(grouped.iter().flatten().all(sound));
        if let Ok(post) = sample.post_stratify(codes, &sizes) {
            prop_assert!(sound(&post.sample));
        }
        let mut frame = Frame::new();
        if frame.number("x", values).is_ok() {
            let design = frame.design(&[&["x"]]).unwrap();
            if let Ok(calibrated) = sample.calibrate(&design, &[9.0, 4.0]) {
                prop_assert!(sound(&calibrated.sample));
            }
            if let Ok(model) = sample.linear_model(&design, values) {
                prop_assert!(model.iter().all(|own| own.estimate.is_finite() && own.standard_error.is_finite()));
            }
        }
        prop_assert!(kish_design_effect(&weights).value().is_none_or(|effect| effect >= 1.0 - 1e-12));
    }

    #[test]
    fn whatever_is_known_has_no_error_left(groups in prop::collection::vec(0_usize..3, 8..30)) {
        prop_assume!((0..3).all(|group| groups.contains(&group)));
        let sizes = Margin::from([(0, 50.0), (1, 30.0), (2, 20.0)]);
        let post = Sample::new(&vec![1.0; groups.len()]).unwrap().post_stratify(&groups, &sizes).unwrap();
        let first: Vec<f64> = groups.iter().map(|group| f64::from(u8::from(*group == 0))).collect();
        let share = post.sample.mean(&first).unwrap();
        prop_assert!(close(share.value, 0.5) && share.standard_error < 1e-12);
        prop_assert!(post.remaining < 1e-9);
    }
}

#[test]
fn linear_calibration_counts_the_weights_that_it_makes_negative() {
    let mut frame = Frame::new();
    frame.number("x", &[0.0, 1.0, 2.0]).unwrap();
    let design = frame.design(&[&["x"]]).unwrap();
    // Weights 1 + λ(x − 1) with mean x of 2.5 outside of what three equal persons reach: −1.25, 1, 3.25.
    let calibrated = Sample::new(&[1.0; 3]).unwrap().calibrate(&design, &[3.0, 7.5]).unwrap();
    assert_eq!(calibrated.negative_weights, 1);
    let expected = [-1.25, 1.0, 3.25];
    assert!(calibrated.sample.weights().iter().zip(expected).all(|(own, e)| (own - e).abs() < 1e-12));
}

#[test]
fn a_census_has_no_error_and_a_process_still_has() {
    let sizes = BTreeMap::from([(0, 3)]);
    let census = Sample::new(&[1.0; 3]).unwrap().with_population(&sizes).unwrap();
    let mean = census.mean(&[1.0, 2.0, 3.0]).unwrap();
    assert!(mean.standard_error == 0.0 && mean.statement == Statement::FiniteStaff);
    let process = census.as_process().mean(&[1.0, 2.0, 3.0]).unwrap();
    assert!(process.standard_error > 0.5 && process.statement == Statement::Process);
    assert!(Statement::FiniteStaff.to_string().contains("nothing is left to be unsure about"));
}

#[test]
fn weights_say_why_there_are_none() {
    let two = Why::TooFewAnswers { needed: 2 };
    assert_eq!(Sample::new(&[]).err(), Some(Why::NoAnswers));
    assert_eq!(Sample::new(&[1.0, -1.0]).err(), Some(Why::OutsideDomain));
    assert_eq!(Sample::new(&[1.0, f64::NAN]).err(), Some(Why::OutsideDomain));
    let sample = Sample::new(&[1.0; 3]).unwrap();
    assert_eq!(sample.mean(&[1.0]).err(), Some(Why::OutsideDomain));
    assert_eq!(sample.mean(&[1.0, 2.0, f64::INFINITY]).err(), Some(Why::OutsideDomain));
    assert_eq!(sample.domain_mean(&[1.0; 3], &[false; 3]).err(), Some(Why::NoAnswers));
    // A stratum with a single answer, unless that was everybody in it.
    let lonely = sample.clone().with_strata(&[0, 0, 1]).unwrap();
    assert_eq!(lonely.mean(&[1.0, 2.0, 3.0]).err(), Some(two));
    assert!(lonely.clone().with_population(&BTreeMap::from([(0, 5), (1, 1)])).unwrap().mean(&[1.0; 3]).is_ok());
    assert_eq!(lonely.with_population(&BTreeMap::from([(0, 5)])).err(), Some(Why::OutsideDomain));
    let few = sample.clone().with_population(&BTreeMap::from([(0, 2)]));
    assert_eq!(few.err(), Some(Why::OutsideDomain));
    // A group nobody answered from, one nobody knows the size of, and margins that contradict one another.
    let post = |sizes: Margin| sample.post_stratify(&[0, 0, 1], &sizes).err();
    assert_eq!(post(Margin::from([(0, 2.0), (1, 2.0), (2, 2.0)])), Some(Why::EmptyCell));
    assert_eq!(post(Margin::from([(0, 2.0)])), Some(Why::OutsideDomain));
    let (rows, columns) = (Margin::from([(0, 2.0), (1, 1.0)]), Margin::from([(0, 2.0), (1, 2.0)]));
    let raked = sample.rake(&[(&[0, 0, 1], &rows), (&[0, 1, 0], &columns)], Rounds::TIGHT);
    assert_eq!(raked.err(), Some(Why::OutsideDomain));
    // Zero cells that make the margins impossible.
    let keys = [vec![0, 0], vec![1, 1]];
    let margins = [Margin::from([(0, 1.0), (1, 3.0)]), Margin::from([(0, 3.0), (1, 1.0)])];
    let impossible = rake(&keys, &[1.0, 1.0], &margins, Rounds { tolerance: 1e-9, limit: 50 });
    assert_eq!(impossible.err(), Some(Why::NotConverged { steps: 50 }));
    assert_eq!(kish_design_effect(&[]).why(), Some(Why::NoAnswers));
    assert_eq!(kish_design_effect(&[0.0, 0.0]).why(), Some(Why::OutsideDomain));
}

#[test]
fn cells_of_the_staff_say_why_there_is_no_number() {
    let cell = |staff, n| StaffCell { staff, answered: GroupMoments { n, sum: 3 * i128::from(n), squares: 99 } };
    let mean = |cells: &[StaffCell]| staff_mean(cells, 1, Statement::FiniteStaff).err();
    assert_eq!(mean(&[]), Some(Why::NoAnswers));
    assert_eq!(mean(&[cell(4, 0)]), Some(Why::NoAnswers));
    assert_eq!(mean(&[cell(4, 2), cell(3, 0)]), Some(Why::EmptyCell));
    assert_eq!(mean(&[cell(1, 2)]), Some(Why::OutsideDomain));
    assert_eq!(mean(&[cell(4, 1)]), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(mean(&[cell(1, 1), cell(0, 0)]), None);
    let process = staff_mean(&[cell(1, 1)], 1, Statement::Process);
    assert_eq!(process.err(), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(staff_mean(&[cell(4, 2)], 0, Statement::Process).err(), Some(Why::OutsideDomain));
    assert_eq!(staff_distribution(&[(3, vec![1, 1]), (3, vec![1])]).err(), Some(Why::OutsideDomain));
    assert_eq!(staff_distribution(&[(3, vec![0, 0])]).err(), Some(Why::NoAnswers));
    let huge = StaffCell { staff: u64::MAX, answered: GroupMoments { n: 2, sum: i128::MAX / 2, squares: 1 } };
    assert_eq!(staff_variance(&[huge], 1).err(), Some(Why::TooLarge));
    assert_eq!(format!("{huge:?}"), "StaffCell(..)");
}
