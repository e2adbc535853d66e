//! R's numbers for counts with exposure, and correlations between unit means.

use std::path::Path;

use indices::association::{
    Coefficient, Counted, Design, Frame, Stop, negative_binomial, poisson, quasi_poisson,
    random_intercept_negative_binomial, random_intercept_poisson,
};
use serde_json::Value;

use crate::reading::{Table, check, folder, statistics};

/// The children of the study as a frame, and their days of absence.
pub(crate) fn quine(folder: &Path) -> (Frame, Counted) {
    let table = Table::read(&folder.join("data/quine.csv"));
    let mut frame = Frame::new();
    for factor in ["Eth", "Sex", "Age", "Lrn"] {
        frame.factor(factor, &table.column(factor)).unwrap();
    }
    let days: Vec<u64> = table.column("Days").into_iter().map(|days| days.parse().unwrap()).collect();
    (frame, Counted::new(&days).unwrap())
}

pub(crate) fn main_effects(frame: &Frame) -> Design {
    frame.design(&[&["Eth"], &["Sex"], &["Age"], &["Lrn"]]).unwrap()
}

/// The model of MASS's own example.
pub(crate) fn nested_effects(frame: &Frame) -> Design {
    let nested: &[&[&str]] = &[&["Sex"], &["Sex", "Age"], &["Sex", "Eth"], &["Sex", "Lrn"], &["Sex", "Eth", "Lrn"]];
    frame.design(nested).unwrap()
}

/// The cell of each child: background, sex, age group and learner status together.
pub(crate) fn cells_of_children(folder: &Path) -> Vec<usize> {
    let table = Table::read(&folder.join("data/quine.csv"));
    let factors = ["Eth", "Sex", "Age", "Lrn"].map(|factor| table.column(factor));
    let labels: Vec<String> = (0..factors[0].len()).map(|row| factors.each_ref().map(|f| f[row]).concat()).collect();
    let mut names = labels.clone();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 28);
    labels.iter().map(|label| names.binary_search(label).unwrap()).collect()
}

/// How far estimates, and what follows from their standard errors, may be from R's.
struct Tolerance {
    estimates: f64,
    errors: f64,
    tails: f64,
}

fn check_coefficients(what: &str, own: &[Coefficient], expected: &Value, tail: &str, tolerance: &Tolerance) {
    let column = |name: &str| expected[name].as_array().unwrap().clone();
    let statistic = if tail == "Pr(>|t|)" { "t value" } else { "z value" };
    assert_eq!(own.len(), column("Estimate").len());
    for (position, coefficient) in own.iter().enumerate() {
        let what = format!("{what} {}", coefficient.name);
        check(&what, Some(coefficient.estimate), &column("Estimate")[position], tolerance.estimates);
        check(&what, Some(coefficient.standard_error), &column("Std. Error")[position], tolerance.errors);
        check(&what, coefficient.statistic(), &column(statistic)[position], tolerance.tails);
        // A tail moves with the square of its statistic.
        let expected = &column(tail)[position];
        let square = 1.0 + coefficient.statistic().unwrap().powi(2);
        check(&what, coefficient.p(), expected, tolerance.tails * square);
    }
}

#[test]
fn poisson_regression_of_days_of_absence() {
    let Some(folder) = folder("Poisson and quasi-Poisson regression of quine") else { return };
    let (frame, counted) = quine(&folder);
    let design = main_effects(&frame);
    let all = statistics(&folder, "quine.json");
    let expected = &all["poisson"]["value"];
    // R stops when the deviance hardly moves; stopping where R does gives R's digits.
    let model = poisson(&design, &counted, Stop::Deviance).unwrap();
    let strict = Tolerance { estimates: 1e-12, errors: 1e-12, tails: 1e-12 };
    check_coefficients("poisson", &model.coefficients, &expected["coef"], "Pr(>|z|)", &strict);
    check("deviance", Some(model.deviance), &expected["deviance"], 1e-12);
    check("null deviance", Some(model.null_deviance), &expected["null_deviance"], 1e-12);
    check("AIC", model.aic, &expected["aic"], 1e-12);
    check("Pearson", model.pearson_dispersion, &expected["pearson_dispersion"], 1e-12);
    let quasi = quasi_poisson(&design, &counted, Stop::Deviance).unwrap();
    let expected = &all["quasipoisson"]["value"];
    check_coefficients("quasi", &quasi.coefficients, &expected["coef"], "Pr(>|t|)", &strict);
    check("dispersion", Some(quasi.dispersion), &expected["dispersion"], 1e-12);
    // And the solution itself is where R was heading.
    let settled = poisson(&design, &counted, Stop::Standstill).unwrap();
    let loose = Tolerance { estimates: 1e-8, errors: 1e-5, tails: 1e-5 };
    check_coefficients("settled", &settled.coefficients, &all["poisson"]["value"]["coef"], "Pr(>|z|)", &loose);
}

#[test]
fn negative_binomial_regression_of_days_of_absence() {
    let Some(folder) = folder("negative binomial regression of quine") else { return };
    let (frame, counted) = quine(&folder);
    let all = statistics(&folder, "quine.json");
    let designs = [("negbin", main_effects(&frame)), ("negbin.MASS_example_Sex/(Age+Eth*Lrn)", nested_effects(&frame))];
    for (record, design) in designs {
        let expected = &all[record]["value"];
        let model = negative_binomial(&design, &counted).unwrap();
        let tolerance = Tolerance { estimates: 1e-6, errors: 1e-6, tails: 1e-6 };
        check_coefficients(record, &model.coefficients, &expected["coef"], "Pr(>|z|)", &tolerance);
        check("theta", Some(model.theta), &expected["theta"], 1e-6);
        // R takes the information about θ one Newton step before its last.
        check("its error", Some(model.theta_standard_error), &expected["se_theta"], 5e-5);
        check("likelihood", Some(model.two_log_likelihood), &expected["twologlik"], 1e-11);
        if let Some(aic) = expected.get("aic") {
            check("AIC", Some(model.aic), aic, 1e-11);
            check("deviance", Some(model.deviance), &expected["deviance"], 1e-6);
        }
    }
}

#[test]
fn columns_are_named_as_r_names_them() {
    let mut frame = Frame::new();
    frame.factor("Sex", &["F", "M", "F", "M"]).unwrap();
    frame.factor("Age", &["F0", "F1", "F2", "F0"]).unwrap();
    frame.factor("Eth", &["A", "N", "A", "A"]).unwrap();
    let design = frame.design(&[&["Sex"], &["Sex", "Age"], &["Sex", "Eth"]]).unwrap();
    let expected =
        ["(Intercept)", "SexM", "SexF:AgeF1", "SexM:AgeF1", "SexF:AgeF2", "SexM:AgeF2", "SexF:EthN", "SexM:EthN"];
    assert_eq!(design.names(), expected);
}

#[test]
fn random_intercepts_of_cells_of_children() {
    let Some(folder) = folder("random-intercept models of quine") else { return };
    let (frame, counted) = quine(&folder);
    let design = frame.design(&[&["Eth"], &["Sex"]]).unwrap();
    let cells = cells_of_children(&folder);
    let all = statistics(&folder, "quine.json");
    // With Laplace's approximation lme4 finds the modes of the cells to about 1e-5 only: its likelihood is that much below the one at its own
    // estimates, and its second differences, over steps of 1e-4, are good to two or three digits.
    let loose = Tolerance { estimates: 5e-4, errors: 5e-3, tails: 5e-3 };
    let close = Tolerance { estimates: 2e-5, errors: 5e-5, tails: 5e-5 };
    for (record, points, tolerance, variance) in
        [("glmer.poisson_random_cell", 1, loose, 5e-4), ("glmer.poisson_AGQ25", 25, close, 2e-5)]
    {
        let expected = &all[record]["value"];
        let model = random_intercept_poisson(&design, &counted, &cells, points).unwrap();
        check_coefficients(record, &model.coefficients, &expected["coef"], "Pr(>|z|)", &tolerance);
        check("variance of cells", Some(model.tau2), &expected["tau2"], variance);
        if let Some(likelihood) = expected.get("logLik") {
            check("likelihood", Some(model.log_likelihood), likelihood, 2e-8);
            assert!(model.log_likelihood > likelihood.as_f64().unwrap(), "ours is the higher one");
        }
    }
    // The maximum of Laplace's likelihood, computed once more outside of this program by Newton's method.
    let laplace = random_intercept_poisson(&design, &counted, &cells, 1).unwrap();
    let close = |value: f64, expected: f64| assert!((value / expected - 1.0).abs() < 1e-8, "{value} {expected}");
    close(laplace.tau2, 0.521_027_385_622_5);
    close(laplace.log_likelihood, -943.592_988_432_778);
    for (own, estimate) in laplace.coefficients.iter().zip([2.543_974_595_71, -0.311_604_583_61, 0.239_991_455_17]) {
        close(own.estimate, estimate);
    }
    let expected = &all["glmmTMB.nbinom2_random_cell"]["value"];
    // glmmTMB differentiates automatically, so its standard errors can be held to more digits.
    let tolerance = Tolerance { estimates: 1e-4, errors: 1e-5, tails: 1e-4 };
    let model = random_intercept_negative_binomial(&design, &counted, &cells, 1).unwrap();
    check_coefficients("glmmTMB", &model.coefficients, &expected["coef"], "Pr(>|z|)", &tolerance);
    check("variance of cells", Some(model.tau2), &expected["tau2"], 1e-4);
    check("theta", model.theta, &expected["theta"], 1e-4);
    check("likelihood", Some(model.log_likelihood), &expected["logLik"], 1e-9);
}
