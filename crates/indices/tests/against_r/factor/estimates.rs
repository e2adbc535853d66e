//! Every estimate, standard error and z of the records.

use indices::factor::{Equality, Fit, Level, MeanStructure, Settings, fit};
use serde_json::Value;

use super::data::{Data, LEVELS, bfi, coefficient, holzinger_swineford, lq2002};
use crate::reading::{check, folder, statistics};

/// lavaan stops when its objective stands still, which leaves six digits of the estimates.
const SEARCHED: f64 = 2e-6;

fn check_estimates(what: &str, fit: &Fit, expected: &Value) {
    for row in 0..expected["est"].as_array().unwrap().len() {
        let group = expected["group"][row].as_u64().map_or(0, |group| usize::try_from(group).unwrap() - 1);
        let coefficient = coefficient(fit.model(), expected, row);
        let estimate = fit.estimate(group, coefficient).unwrap();
        let what = format!("{what}, group {group}, {coefficient:?}");
        check(&what, Some(estimate.value), &expected["est"][row], SEARCHED);
        check(&what, estimate.standard_error.or(Some(0.0)), &expected["se"][row], SEARCHED);
        if expected["z"].is_array() {
            check(&what, estimate.z(), &expected["z"][row], SEARCHED);
        }
    }
}

fn check_levels(data: &Data, expected: &Value) {
    let moments = data.moments();
    for (name, level) in LEVELS {
        let fit = fit(&data.model, &moments, &Equality::full(level), Settings::default()).unwrap();
        let measures = &expected["fit"][name];
        assert_eq!(fit.free_parameters(), usize::try_from(measures["npar"].as_u64().unwrap()).unwrap());
        assert_eq!(fit.df(), usize::try_from(measures["df"].as_u64().unwrap()).unwrap());
        eprintln!("{name} {} {}", fit.chi_square(), fit.steps());
        check(name, Some(fit.chi_square()), &measures["chisq"], 1e-9);
        if expected["estimates"][name].is_object() {
            check_estimates(name, &fit, &expected["estimates"][name]);
        }
    }
}

#[test]
fn two_schools_at_five_levels() {
    let Some(folder) = folder("estimates of HolzingerSwineford1939 by school") else { return };
    let expected = statistics(&folder, "HolzingerSwineford1939.json");
    check_levels(&holzinger_swineford(&folder, Some("school")), &expected["invariance.school.ML"]["value"]);
}

#[test]
fn two_genders_at_five_levels() {
    let Some(folder) = folder("estimates of bfi by gender") else { return };
    let expected = statistics(&folder, "bfi.json");
    check_levels(&bfi(&folder), &expected["invariance.gender.A_C_N.ML"]["value"]);
}

#[test]
fn one_group_without_mean_structure() {
    let Some(folder) = folder("estimates of HolzingerSwineford1939 and lq2002 in one group") else { return };
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    for (file, record, data) in [
        ("HolzingerSwineford1939.json", "cfa.single_group", holzinger_swineford(&folder, None)),
        ("lq2002.json", "cfa.3factor", lq2002(&folder)),
    ] {
        let expected = &statistics(&folder, file)[record]["value"];
        let fit = fit(&data.model, &data.moments(), &Equality::full(Level::Configural), settings).unwrap();
        check_estimates(record, &fit, &expected["estimates"]);
    }
}
