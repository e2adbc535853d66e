//! Levels of invariance: plain, corrected, with an item released, and the score tests that name it.

use indices::factor::{
    Correction, Equality, Fit, Level, Likelihood, Model, RobustFit, SampleMoments, Scaling, Settings, fit, fit_robust,
};
use serde_json::Value;

use super::factor::{compare_estimates, compare_fit, compare_scaled};
use super::ledger::{Field, Ledger, synthetic};
use crate::models::factor::{slices, three};
use crate::models::invariance::{LEVELS, OTHERWISE_ANSWERED, groups, moments};

/// Every level that R was asked for, with its estimates where they are written down; and the changes between them.
pub(super) fn compare_levels(
    ledger: &mut Ledger,
    model: &Model,
    moments: &[SampleMoments],
    levels: &[(&str, Level)],
    expected: &Value,
) {
    let fits: Vec<Fit> = levels
        .iter()
        .map(|(_, level)| fit(model, moments, &Equality::full(*level), Settings::default()).unwrap())
        .collect();
    for ((name, _), fit) in levels.iter().zip(&fits) {
        let step = &expected["steps"][name];
        compare_fit(ledger, name, fit, &step["fit"]);
        let find = |group, coefficient| fit.estimate(group, coefficient);
        compare_estimates(ledger, name, model, &find, &step["estimates"]);
    }
    for (row, pair) in fits.windows(2).take(3).enumerate() {
        let change = pair[1].change_from(&pair[0]).unwrap();
        compare_change(ledger, &expected["change"], row, (change.df, change.chi_square, change.p.value()));
    }
}

/// The same with a correction.
pub(super) fn compare_corrected(
    ledger: &mut Ledger,
    model: &Model,
    groups: &[Vec<&[f64]>],
    (levels, correction): (&[(&str, Level)], Correction),
    expected: &Value,
) {
    let fits: Vec<RobustFit> = levels
        .iter()
        .map(|(_, level)| fit_robust(model, groups, &Equality::full(*level), Scaling::Marker, correction).unwrap())
        .collect();
    for ((name, _), fit) in levels.iter().zip(&fits) {
        compare_scaled(ledger, &format!("{correction:?} {name}"), fit, &expected["steps"][name]["fit"]);
    }
    for (row, pair) in fits.windows(2).take(3).enumerate() {
        let change = pair[1].change_from(&pair[0]).unwrap();
        compare_change(ledger, &expected["change"], row, (change.df, change.chi_square, Some(change.p)));
    }
}

fn compare_change(ledger: &mut Ledger, theirs: &Value, row: usize, (df, chi_square, p): (usize, f64, Option<f64>)) {
    assert_eq!(theirs["df"][row].as_u64(), Some(df as u64));
    ledger.compare(Field::ChiSquare, &format!("change {row}"), chi_square, &theirs["chisq"][row]);
    ledger.compare(Field::Tail, &format!("change {row}"), p, &theirs["p"][row]);
}

/// Score tests of every equality.
pub(super) fn compare_score_tests(ledger: &mut Ledger, scalar: &Fit, expected: &Value) {
    let tests = scalar.score_tests();
    assert_eq!(tests.len(), expected["x2"].as_array().unwrap().len());
    for (row, test) in tests.iter().enumerate() {
        let what = format!("score test of {:?}", test.coefficient);
        ledger.compare(Field::ChiSquare, &what, test.chi_square, &expected["x2"][row]);
        ledger.compare(Field::Tail, &what, test.p, &expected["p"][row]);
    }
}

#[test]
fn four_levels_and_two_corrections() {
    let expected = synthetic("factor");
    let (groups, model) = (groups(&expected), three());
    let mut ledger = Ledger::new("invariance");
    compare_levels(&mut ledger, &model, &moments(&groups), &LEVELS, &expected["ml"]);
    let columns: Vec<Vec<&[f64]>> = groups.iter().map(|columns| slices(columns)).collect();
    for (field, correction) in [("mlr", Correction::YuanBentler), ("mlm", Correction::SatorraBentler)] {
        compare_corrected(&mut ledger, &model, &columns, (&LEVELS, correction), &expected[field]);
    }
    ledger.judge(900);
}

#[test]
fn the_item_that_stands_in_the_way() {
    let expected = synthetic("factor");
    let (moments, model) = (moments(&groups(&expected)), three());
    let scalar = fit(&model, &moments, &Equality::full(Level::Scalar), Settings::default()).unwrap();
    let mut ledger = Ledger::new("score tests");
    compare_score_tests(&mut ledger, &scalar, &expected["score_tests"]);
    let equality = Equality { level: Level::Scalar, released: vec![OTHERWISE_ANSWERED] };
    let partial = fit(&model, &moments, &equality, Settings::default()).unwrap();
    compare_fit(&mut ledger, "partial", &partial, &expected["partial"]["fit"]);
    let find = |group, coefficient| partial.estimate(group, coefficient);
    compare_estimates(&mut ledger, "partial", &model, &find, &expected["partial"]["estimates"]);
    ledger.judge(200);
}

/// The Wishart likelihood has the same estimates and another chi-square.
#[test]
fn wishart() {
    let expected = synthetic("factor");
    let (moments, model) = (moments(&groups(&expected)), three());
    let settings = Settings { likelihood: Likelihood::Wishart, ..Settings::default() };
    let fit = fit(&model, &moments, &Equality::full(Level::Configural), settings).unwrap();
    let mut ledger = Ledger::new("Wishart");
    ledger.compare(Field::ChiSquare, "configural", fit.chi_square(), &expected["wishart"]["fit"]["chisq"]);
    ledger.judge(1);
}
