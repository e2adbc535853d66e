//! Days of absence in thirty units and four quarters: counts with staff days as exposure.

use std::collections::BTreeMap;

use indices::association::{
    Coefficient, Counted, Design, Frame, Stop, negative_binomial, overdispersion, poisson, quasi_poisson,
    random_intercept_poisson, unit_correlation,
};
use serde_json::Value;

use super::data::{absence, check_coefficients, expected, lead_by_unit, persons};
use crate::reading::{check, names};

/// Estimates at the end of Newton's steps; R takes standard errors from the step before the last.
const FITTED: f64 = 1e-9;

/// lme4 takes standard errors from second differences of the likelihood.
const DIFFERENCES: f64 = 1e-3;

pub(crate) fn quarters() -> (Design, Counted, Vec<usize>) {
    let table = absence();
    let numbers = |name: &str| table.column(name).into_iter().map(|cell| cell.parse().unwrap()).collect::<Vec<f64>>();
    let mut frame = Frame::new();
    frame.number("climate", &numbers("climate")).unwrap();
    frame.factor("municipality", &table.column("municipality")).unwrap();
    let days: Vec<u64> = table.column("days").into_iter().map(|days| days.parse().unwrap()).collect();
    let units = table.column("unit").into_iter().map(|unit| unit[1..].parse().unwrap()).collect();
    let counted = Counted::with_exposure(&days, &numbers("staff_days")).unwrap();
    (frame.design(&[&["climate"], &["municipality"]]).unwrap(), counted, units)
}

fn check_model(what: &str, own: &[Coefficient], expected: &Value, tolerance: f64) {
    let names_of_r = names(&expected["name"]);
    assert!(own.iter().map(|coefficient| &coefficient.name).eq(&names_of_r), "{what}");
    let triples = own.iter().map(|own| (own.name.as_str(), own.estimate, own.standard_error));
    check_coefficients(what, triples, expected, tolerance);
    for (position, own) in own.iter().enumerate() {
        // A tail moves with the square of its statistic.
        let bound = 10.0 * tolerance * (1.0 + own.statistic().unwrap().powi(2));
        check(&format!("{what} {} p", own.name), own.p(), &expected["p"][position], bound);
    }
}

#[test]
fn poisson_and_quasi_poisson() {
    let ((design, counted, _), expected) = (quarters(), expected("association"));
    let (plain, theirs) = (poisson(&design, &counted, Stop::Standstill).unwrap(), &expected["poisson"]);
    check_model("Poisson", &plain.coefficients, &theirs["coefficients"], FITTED);
    check("deviance", Some(plain.deviance), &theirs["deviance"], FITTED);
    check("null deviance", Some(plain.null_deviance), &theirs["null_deviance"], FITTED);
    check("AIC", plain.aic, &theirs["aic"], FITTED);
    check("Pearson", plain.pearson_dispersion, &theirs["pearson"], FITTED);
    let (excess, theirs) = (overdispersion(&plain, &counted).unwrap(), &expected["overdispersion"]);
    check("overdispersion", Some(excess.alpha), &theirs["alpha"], FITTED);
    check("its z", Some(excess.z), &theirs["z"], FITTED);
    let quasi = quasi_poisson(&design, &counted, Stop::Standstill).unwrap();
    check_model("quasi", &quasi.coefficients, &expected["quasi_poisson"]["coefficients"], FITTED);
}

#[test]
fn more_variance_than_poisson() {
    let ((design, counted, _), expected) = (quarters(), expected("association"));
    let (model, theirs) = (negative_binomial(&design, &counted).unwrap(), &expected["negative_binomial"]);
    check_model("negative binomial", &model.coefficients, &theirs["coefficients"], 1e-6);
    check("theta", Some(model.theta), &theirs["theta"], 1e-6);
    check("its error", Some(model.theta_standard_error), &theirs["theta_se"], 1e-4);
    check("likelihood", Some(model.two_log_likelihood), &theirs["twologlik"], 1e-11);
    check("AIC", Some(model.aic), &theirs["aic"], 1e-11);
    check("deviance", Some(model.deviance), &theirs["deviance"], 1e-6);
    check("null deviance", Some(model.null_deviance), &theirs["null_deviance"], 1e-6);
    check("Pearson", model.pearson_dispersion, &theirs["pearson"], 1e-6);
}

#[test]
fn units_with_a_level_of_their_own() {
    let ((design, counted, units), expected) = (quarters(), expected("association"));
    for (points, field, tau2) in
        [(1, "mixed_laplace", &expected["mixed_laplace"]["tau2"]), (15, "mixed_quadrature", &expected["mixed_tau2"])]
    {
        let model = random_intercept_poisson(&design, &counted, &units, points).unwrap();
        check_model(field, &model.coefficients, &expected[field]["coefficients"], DIFFERENCES);
        check(field, Some(model.tau2), tau2, DIFFERENCES);
    }
    let laplace = random_intercept_poisson(&design, &counted, &units, 1).unwrap();
    check("likelihood", Some(laplace.log_likelihood), &expected["mixed_laplace"]["loglik"], 1e-8);
}

#[test]
fn rate_of_absence_and_climate() {
    let (table, persons, expected) = (absence(), persons(), expected("association"));
    let mut rates: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (row, unit) in table.column("unit").into_iter().enumerate() {
        let number = |name: &str| table.column(name)[row].parse::<f64>().unwrap();
        let (days, exposure) = rates.entry(unit).or_default();
        *days += number("days");
        *exposure += number("staff_days");
    }
    let rates: Vec<f64> = rates.values().map(|(days, exposure)| days / exposure).collect();
    let printed: BTreeMap<&str, f64> = table
        .column("unit")
        .into_iter()
        .zip(table.column("climate"))
        .map(|(unit, climate)| (unit, climate.parse().unwrap()))
        .collect();
    assert!(printed.keys().eq(lead_by_unit(&persons).keys()));
    let climate: Vec<f64> = printed.into_values().collect();
    let found = unit_correlation(&climate, &rates);
    check("r", found.value(), &expected["correlation"]["r"], 1e-12);
    check("low", found.interval().map(|ends| ends.low), &expected["correlation"]["interval"][0], 1e-12);
    check("high", found.interval().map(|ends| ends.high), &expected["correlation"]["interval"][1], 1e-12);
}
