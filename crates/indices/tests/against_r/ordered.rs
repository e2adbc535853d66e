//! R's numbers for polychoric correlations and factor models of ordered answers.

use std::path::Path;

use counts::{Cases, NO_ANSWER, OrderedItem, OrderedShape, PairTables, Patterns};
use indices::Estimate;
use indices::ordered::{
    ApproximateFit, EmptyCells, Invariance, OrderedFit, OrderedModel, OrderedSample, ParameterKind, PolychoricMatrix,
    Test, ordinal_alpha,
};
use serde_json::Value;
use survey::Points;

use crate::reading::{Table, folder, statistics};

const ITEMS: usize = 5;

/// The answers to A1 to A5 of the bfi data, of all or of one gender.
pub(crate) fn columns(folder: &Path, gender: Option<&str>) -> Vec<Vec<u8>> {
    let table = Table::read(&folder.join("data/bfi.csv"));
    let genders = table.column("gender");
    let code = |text: &str| if text.is_empty() || text == "NA" { NO_ANSWER } else { text.parse().unwrap() };
    (1..=ITEMS)
        .map(|item| {
            let answers = table.column(&format!("A{item}")).into_iter().zip(&genders);
            answers.filter(|(_, of)| gender.is_none_or(|gender| **of == gender)).map(|(text, _)| code(text)).collect()
        })
        .collect()
}

/// R's numbers are with A1 turned round.
pub(crate) fn shape() -> OrderedShape {
    let item = |item| OrderedItem { points: Points::new(1, 6).unwrap(), reversed: item == 0 };
    OrderedShape::new((0..ITEMS).map(item).collect()).unwrap()
}

pub(crate) fn patterns(columns: &[Vec<u8>]) -> Patterns {
    let mut patterns = Patterns::new(&shape());
    patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    patterns
}

pub(crate) fn one_factor() -> OrderedModel {
    OrderedModel { factors: vec![("A".to_owned(), (0..ITEMS).collect())] }
}

/// Keeps the largest relative difference of a group of numbers, and states it when it is too large.
struct Comparison {
    what: &'static str,
    tolerance: f64,
    largest: f64,
}

impl Comparison {
    fn new(what: &'static str, tolerance: f64) -> Self {
        Self { what, tolerance, largest: 0.0 }
    }

    fn number(&mut self, name: &str, value: f64, expected: &Value) {
        let expected = expected.as_f64().unwrap();
        let difference = (value - expected).abs() / expected.abs().max(1e-10);
        self.largest = self.largest.max(difference);
        assert!(
            difference <= self.tolerance,
            "{} {name}: {value:e} instead of {expected:e}, {difference:e} relative",
            self.what
        );
    }

    fn estimate(&mut self, name: &str, value: Estimate, expected: &Value) {
        self.number(name, value.value().unwrap(), expected);
    }
}

/// Said aloud with `--nocapture`.
impl Drop for Comparison {
    fn drop(&mut self) {
        println!("{}: largest relative difference {:e}", self.what, self.largest);
    }
}

/// lavaan's thresholds are closed forms; its correlations come from a search that stops at about 1e-8.
fn check_sample(sample: &OrderedSample, expected: &Value) {
    let mut thresholds = Comparison::new("thresholds", 1e-12);
    let ours = (0..ITEMS).flat_map(|item| sample.thresholds(0, item).unwrap().values().to_vec());
    for (position, value) in ours.enumerate() {
        thresholds.number("", value, &expected["thresholds"][position]);
    }
    let mut correlations = Comparison::new("polychoric correlations", 1e-7);
    for i in 0..ITEMS {
        for j in (0..ITEMS).filter(|&j| j != i) {
            let theirs = &expected["polychoric"]["row_major"][i * ITEMS + j];
            correlations.estimate("", sample.correlation(0, i, j).unwrap(), theirs);
        }
    }
}

fn check_parameters(fit: &OrderedFit, expected: &Value) {
    let mut estimates = Comparison::new("WLSMV estimates", 1e-6);
    let mut errors = Comparison::new("WLSMV standard errors", 1e-6);
    let mut parameters = fit.parameters.iter();
    for row in 0..expected["est"].as_array().unwrap().len() {
        let operator = expected["op"][row].as_str().unwrap();
        let (left, right) = (expected["lhs"][row].as_str().unwrap(), expected["rhs"][row].as_str().unwrap());
        let name = format!("{left} {operator} {right}");
        match operator {
            "=~" | "|" => {
                let ours = parameters.next().unwrap();
                estimates.number(&name, ours.value, &expected["est"][row]);
                assert_eq!(ours.standard_error.is_none(), expected["se"][row].as_f64() == Some(0.0), "{name}");
                if let Some(error) = ours.standard_error {
                    errors.number(&name, error, &expected["se"][row]);
                }
            }
            "~~" if left == "A" => {
                let ours =
                    fit.parameters.iter().find(|of| of.kind == ParameterKind::Covariance { a: 0, b: 0 }).unwrap();
                estimates.number(&name, ours.value, &expected["est"][row]);
                errors.number(&name, ours.standard_error.unwrap(), &expected["se"][row]);
            }
            "~~" => {
                let item = left[1..].parse::<usize>().unwrap() - 1;
                estimates.number(&name, fit.residual_variance(0, item).unwrap(), &expected["est"][row]);
            }
            "~*~" | "~1" => {}
            other => panic!("{other}"),
        }
    }
}

fn check_test(test: &Test, prefix: &str, expected: &Value) {
    let field = |name: &str| &expected[format!("{prefix}{name}")];
    let mut statistics = Comparison::new("χ²", 1e-6);
    statistics.estimate("plain", test.chi_square, field("chisq"));
    statistics.estimate("scaled", test.scaled_chi_square, field("chisq.scaled"));
    statistics.estimate("factor", test.scaling_factor, field("chisq.scaling.factor"));
    assert_eq!(field("df").as_u64(), Some(test.degrees_of_freedom as u64));
    assert_eq!(field("df.scaled").as_u64(), Some(test.degrees_of_freedom as u64));
    // R subtracts from 1, so its tail has no digits below 1e-16.
    for (ours, name) in [(test.p_value, "pvalue"), (test.scaled_p_value, "pvalue.scaled")] {
        assert!((ours.value().unwrap() - field(name).as_f64().unwrap()).abs() < 3e-16, "{prefix}{name}");
    }
}

/// R finds the ends of the interval to an absolute 1e-4 in the noncentrality.
fn check_indices(indices: &ApproximateFit, suffix: &str, expected: &Value, tolerance: f64) {
    let field = |name: &str| &expected[format!("{name}{suffix}")];
    let mut values = Comparison::new("CFI, TLI, RMSEA", tolerance);
    values.estimate("cfi", indices.cfi, field("cfi"));
    values.estimate("tli", indices.tli, field("tli"));
    values.estimate("rmsea", indices.rmsea, field("rmsea"));
    let mut ends = Comparison::new("RMSEA interval", 1e-5);
    let interval = indices.rmsea.interval().unwrap();
    ends.number("lower", interval.low, field("rmsea.ci.lower"));
    ends.number("upper", interval.high, field("rmsea.ci.upper"));
    let mut tests = Comparison::new("RMSEA tests", 1e-5);
    tests.estimate("not close", indices.not_close_fit_p, field("rmsea.notclose.pvalue"));
    tests.estimate("close", indices.close_fit_p, field("rmsea.pvalue"));
}

#[test]
fn bfi_one_factor_by_wlsmv() {
    let Some(folder) = folder("WLSMV of the bfi data") else { return };
    let all = statistics(&folder, "bfi.json");
    let expected = &all["ordinal_WLSMV.A.single_group"]["value"];
    let sample = OrderedSample::of(&[patterns(&columns(&folder, None))]).unwrap();
    assert_eq!(sample.n(), 2709);
    check_sample(&sample, expected);
    let fit = sample.fit(&one_factor(), Invariance::Configural).unwrap();
    let theirs = &expected["fit"];
    assert_eq!(theirs["npar"].as_u64(), Some(fit.free_parameters as u64));
    check_parameters(&fit, &expected["est"]);
    check_test(&fit.test, "", theirs);
    check_test(&fit.baseline, "baseline.", theirs);
    check_indices(&fit.unscaled, "", theirs, 1e-6);
    check_indices(&fit.scaled, ".scaled", theirs, 1e-6);
    check_indices(&fit.robust, ".robust", theirs, 1e-6);
    let mut residual = Comparison::new("SRMR", 1e-6);
    residual.estimate("srmr", fit.srmr, &theirs["srmr"]);
}

#[test]
fn bfi_invariance_over_gender_by_wlsmv() {
    let Some(folder) = folder("WLSMV invariance of the bfi data") else { return };
    let all = statistics(&folder, "bfi.json");
    let expected = &all["ordinal_WLSMV.A.invariance_gender"]["value"];
    // The group of the first row comes first, as in lavaan.
    let groups = ["1", "2"].map(|gender| patterns(&columns(&folder, Some(gender))));
    let sample = OrderedSample::of(&groups).unwrap();
    let levels = [
        (Invariance::Configural, "configural"),
        (Invariance::Thresholds, "thresholds"),
        (Invariance::Loadings, "thresholds_loadings"),
    ];
    for (level, name) in levels {
        let fit = sample.fit(&one_factor(), level).unwrap();
        let theirs = &expected[name];
        println!("{name}: {} steps", fit.steps);
        assert_eq!(theirs["df"].as_u64(), Some(fit.test.degrees_of_freedom as u64), "{name}");
        let mut values = Comparison::new("invariance", 1e-6);
        values.estimate(name, fit.test.chi_square, &theirs["chisq"]);
        values.estimate(name, fit.test.scaled_chi_square, &theirs["chisq.scaled"]);
        values.estimate(name, fit.scaled.cfi, &theirs["cfi.scaled"]);
        values.estimate(name, fit.scaled.rmsea, &theirs["rmsea.scaled"]);
        values.estimate(name, fit.srmr, &theirs["srmr"]);
    }
}

/// psych searches with R's `optimize` at its default tolerance of 1.2e-4. The same search in double precision over the
/// same likelihood ends within 3e-12 of psych's digits, up to 1.8e-5 away from the maximum; ours is the maximum.
#[test]
fn bfi_polychoric_by_psych_and_ordinal_alpha() {
    let Some(folder) = folder("psych's polychoric correlations of the bfi data") else { return };
    let all = statistics(&folder, "bfi.json");
    let expected = &all["polychoric.psych.A"]["value"];
    let mut tables = PairTables::new(&shape(), Cases::Pairwise);
    let columns = columns(&folder, None);
    tables.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let matrix = PolychoricMatrix::of(&tables, EmptyCells::AsCounted);
    let mut thresholds = Comparison::new("psych thresholds", 1e-12);
    let mut correlations = Comparison::new("psych correlations", 1e-4);
    for i in 0..ITEMS {
        for (k, &value) in matrix.thresholds(i).unwrap().unwrap().values().iter().enumerate() {
            thresholds.number("", value, &expected["tau"]["row_major"][i * 5 + k]);
        }
        for j in (0..ITEMS).filter(|&j| j != i) {
            let ours = matrix.correlation(i, j).unwrap();
            correlations.estimate(&format!("{i} {j}"), ours, &expected["rho"]["row_major"][i * ITEMS + j]);
        }
    }
    let mut alpha = Comparison::new("ordinal alpha", 1e-5);
    alpha.estimate("", ordinal_alpha(&matrix), &all["alpha.ordinal_polychoric.A"]["value"]);
}
