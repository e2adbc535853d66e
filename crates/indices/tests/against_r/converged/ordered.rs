//! Ordered answers: polychoric correlations at the maximum of their likelihood, and WLSMV on them.

use counts::{Cases, PairTables};
use indices::ordered::{
    EmptyCells, Invariance, OrderedFit, OrderedSample, ParameterKind, PolychoricMatrix, difference_test, ordinal_alpha,
};
use serde_json::Value;

use super::ledger::{Field, Ledger, published, synthetic};
use crate::models::data::NINE;
use crate::models::ordered::{LEVELS, municipalities_by_level, patterns, three};
use crate::ordered as bfi;
use crate::reading::folder;

fn compare_sample(ledger: &mut Ledger, sample: &OrderedSample, items: usize, expected: &Value) {
    let thresholds = (0..items).flat_map(|item| sample.thresholds(0, item).unwrap().values().to_vec());
    for (position, value) in thresholds.enumerate() {
        ledger.compare(Field::Estimate, "threshold", value, &expected["thresholds"][position]);
    }
    for i in 0..items {
        for j in (0..items).filter(|j| *j != i) {
            let own = sample.correlation(0, i, j).unwrap().value();
            let what = format!("polychoric correlation {i} {j}");
            ledger.compare(Field::Estimate, &what, own, &expected["polychoric"][i * items + j]);
        }
    }
}

fn compare_fit(ledger: &mut Ledger, what: &str, fit: &OrderedFit, expected: &Value) {
    assert_eq!(expected["npar"].as_u64(), Some(fit.free_parameters as u64), "{what}");
    assert_eq!(expected["df"].as_u64(), Some(fit.test.degrees_of_freedom as u64), "{what}");
    let (test, baseline) = (&fit.test, &fit.baseline);
    for (field, kind, own) in [
        ("chisq", Field::ChiSquare, test.chi_square),
        ("chisq.scaled", Field::ChiSquare, test.scaled_chi_square),
        ("baseline.chisq", Field::ChiSquare, baseline.chi_square),
        ("baseline.chisq.scaled", Field::ChiSquare, baseline.scaled_chi_square),
        ("chisq.scaling.factor", Field::ScalingFactor, test.scaling_factor),
        ("pvalue.scaled", Field::Tail, test.scaled_p_value),
        ("srmr", Field::FitIndex, fit.srmr),
        ("cfi", Field::FitIndex, fit.unscaled.cfi),
        ("tli", Field::FitIndex, fit.unscaled.tli),
        ("rmsea", Field::FitIndex, fit.unscaled.rmsea),
        ("cfi.scaled", Field::FitIndex, fit.scaled.cfi),
        ("tli.scaled", Field::FitIndex, fit.scaled.tli),
        ("rmsea.scaled", Field::FitIndex, fit.scaled.rmsea),
    ] {
        ledger.compare(kind, &format!("{what} {field}"), own.value(), &expected[field]);
    }
}

/// Loadings and thresholds come in the same order in both; the rest is looked up.
fn compare_estimates(ledger: &mut Ledger, fit: &OrderedFit, factors: &[&str], items: &[&str], table: &Value) {
    let mut parameters = fit.parameters.iter();
    for row in 0..table["est"].as_array().unwrap().len() {
        let text = |field: &str| table[field][row].as_str().unwrap();
        let what = format!("{} {} {}", text("lhs"), text("op"), text("rhs"));
        let factor = |name: &str| factors.iter().position(|own| *own == name);
        let own = match (text("op"), factor(text("lhs")), factor(text("rhs"))) {
            ("=~" | "|", ..) => parameters.next().unwrap(),
            ("~~", Some(a), Some(b)) => {
                let pair = [ParameterKind::Covariance { a, b }, ParameterKind::Covariance { a: b, b: a }];
                fit.parameters.iter().find(|own| pair.contains(&own.kind)).unwrap()
            }
            ("~~", None, None) => {
                let item = items.iter().position(|item| *item == text("lhs")).unwrap();
                ledger.compare(Field::Estimate, &what, fit.residual_variance(0, item), &table["est"][row]);
                continue;
            }
            _ => continue,
        };
        ledger.compare(Field::Estimate, &what, own.value, &table["est"][row]);
        ledger.compare(Field::StandardError, &what, own.standard_error.unwrap_or_default(), &table["se"][row]);
    }
}

#[test]
fn three_factors_in_one_group_and_in_three() {
    let expected = synthetic("ordered");
    let mut ledger = Ledger::new("WLSMV");
    let sample = OrderedSample::of(&[patterns(&|_| true)]).unwrap();
    compare_sample(&mut ledger, &sample, NINE.len(), &expected);
    let single = sample.fit(&three(), Invariance::Configural).unwrap();
    compare_fit(&mut ledger, "single", &single, &expected["single"]["fit"]);
    let factors = ["lead", "cohesion", "demand"];
    compare_estimates(&mut ledger, &single, &factors, &NINE, &expected["single"]["estimates"]);
    let (sample, fits) = municipalities_by_level(&expected);
    for ((name, _), fit) in LEVELS.iter().zip(&fits) {
        compare_fit(&mut ledger, name, fit, &expected["steps"][name]["fit"]);
    }
    for (row, pair) in fits.windows(2).enumerate() {
        let change = difference_test(&sample, &pair[0], &pair[1]).unwrap();
        let (own, theirs) = (change.scaled_chi_square.value(), &expected["change"]);
        ledger.compare(Field::ChiSquare, &format!("change {row}"), own, &theirs["chisq"][row]);
        ledger.compare(Field::Tail, &format!("change {row}"), change.scaled_p_value.value(), &theirs["p"][row]);
    }
    ledger.judge(290);
}

#[test]
fn one_factor_of_bfi() {
    let Some(folder) = folder("converged WLSMV and polychoric correlations of bfi") else { return };
    let expected = published("bfi");
    let mut ledger = Ledger::new("WLSMV, bfi");
    let all = bfi::columns(&folder, None);
    let sample = OrderedSample::of(&[bfi::patterns(&all)]).unwrap();
    let theirs = &expected["ordinal_WLSMV.A.single_group"];
    compare_sample(&mut ledger, &sample, 5, theirs);
    let fit = sample.fit(&bfi::one_factor(), Invariance::Configural).unwrap();
    compare_fit(&mut ledger, "single", &fit, &theirs["fit"]);
    compare_estimates(&mut ledger, &fit, &["A"], &["A1", "A2", "A3", "A4", "A5"], &theirs["estimates"]);
    let sample =
        OrderedSample::of(&["1", "2"].map(|gender| bfi::patterns(&bfi::columns(&folder, Some(gender))))).unwrap();
    for (level, name) in [
        (Invariance::Configural, "configural"),
        (Invariance::Thresholds, "thresholds"),
        (Invariance::Loadings, "thresholds_loadings"),
    ] {
        let fit = sample.fit(&bfi::one_factor(), level).unwrap();
        compare_fit(&mut ledger, name, &fit, &expected["ordinal_WLSMV.A.invariance_gender"][name]["fit"]);
    }
    let mut tables = PairTables::new(&bfi::shape(), Cases::Pairwise);
    tables.add_columns(&all.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let matrix = PolychoricMatrix::of(&tables, EmptyCells::AsCounted);
    for i in 0..5 {
        for j in (0..5).filter(|j| *j != i) {
            let own = matrix.correlation(i, j).unwrap().value();
            let what = format!("pairwise polychoric correlation {i} {j}");
            ledger.compare(Field::Estimate, &what, own, &expected["polychoric.psych.A"][i * 5 + j]);
        }
    }
    let alpha = ordinal_alpha(&matrix).value();
    ledger.compare(Field::Estimate, "ordinal alpha", alpha, &expected["alpha.ordinal_polychoric.A"]);
    ledger.judge(150);
}
