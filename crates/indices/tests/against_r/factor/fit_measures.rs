//! Every index of fit of the records.

use indices::factor::{Coefficient, Equality, Fit, Level, Likelihood, MeanStructure, Settings, fit};
use serde_json::Value;

use super::data::{LEVELS, bfi, holzinger_swineford, lq2002};
use crate::reading::{check, folder, statistics};

/// Chi-square and all that follows in closed form. lavaan's minimum lies up to 2e-10 above ours; CFI and TLI are
/// fractions of small distances.
const FROM_CHI_SQUARE: f64 = 2e-9;

/// lavaan's root finder leaves 1e-4 of the noncentrality.
const FROM_ROOTS: f64 = 1e-5;

/// A probability moves with chi-square; lavaan takes it from 1 and sums noncentral terms to 1e-12, and so leaves 5e-13.
pub(crate) fn check_p(what: &str, value: Option<f64>, expected: &Value, relative: f64) {
    let (value, expected) = (value.unwrap(), expected.as_f64().unwrap());
    assert!((value - expected).abs() <= 5e-13 + relative * expected, "{what}: p {value:e} instead of {expected:e}");
}

pub(crate) fn check_indices(what: &str, fit: &Fit, expected: &Value) {
    let indices = fit.indices();
    let count = |field: &str| usize::try_from(expected[field].as_u64().unwrap()).unwrap();
    assert_eq!(
        (indices.parameters, indices.df, indices.baseline_df),
        (count("npar"), count("df"), count("baseline.df")),
        "{what}"
    );
    for (field, value) in [
        ("chisq", Some(indices.chi_square)),
        ("cfi", indices.cfi.value()),
        ("tli", indices.tli.value()),
        ("rmsea", indices.rmsea.value()),
    ] {
        check(&format!("{what} {field}"), value, &expected[field], FROM_CHI_SQUARE);
    }
    for (field, value) in [
        ("baseline.chisq", indices.baseline_chi_square),
        ("logl", indices.log_likelihood),
        ("unrestricted.logl", indices.saturated_log_likelihood),
        ("aic", indices.aic),
        ("bic", indices.bic),
    ] {
        check(&format!("{what} {field}"), Some(value), &expected[field], 2e-11);
    }
    // The residuals move with the estimates.
    check(&format!("{what} srmr"), Some(indices.srmr), &expected["srmr"], 2e-5);
    let interval = indices.rmsea.interval().unwrap();
    check(&format!("{what} low"), Some(interval.low), &expected["rmsea.ci.lower"], FROM_ROOTS);
    check(&format!("{what} high"), Some(interval.high), &expected["rmsea.ci.upper"], FROM_ROOTS);
    check_p(what, indices.p.value(), &expected["pvalue"], 1e-7);
    check_p(what, indices.close_fit_p.value(), &expected["rmsea.pvalue"], 1e-7);
}

#[test]
fn indices_at_five_levels() {
    let Some(folder) = folder("fit indices of HolzingerSwineford1939 by school and bfi by gender") else { return };
    for (file, record, data) in [
        ("HolzingerSwineford1939.json", "invariance.school.ML", holzinger_swineford(&folder, Some("school"))),
        ("bfi.json", "invariance.gender.A_C_N.ML", bfi(&folder)),
    ] {
        let expected = &statistics(&folder, file)[record]["value"]["fit"];
        for (name, level) in LEVELS {
            let fit = fit(&data.model, &data.moments(), &Equality::full(level), Settings::default()).unwrap();
            check_indices(&format!("{record} {name}"), &fit, &expected[name]);
        }
    }
}

#[test]
fn indices_of_one_group_without_mean_structure() {
    let Some(folder) = folder("fit indices of HolzingerSwineford1939 and lq2002 in one group") else { return };
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    for (file, record, part, data) in [
        ("HolzingerSwineford1939.json", "cfa.single_group", "fit", holzinger_swineford(&folder, None)),
        ("lq2002.json", "cfa.3factor", "ml", lq2002(&folder)),
    ] {
        let expected = &statistics(&folder, file)[record]["value"][part];
        let fit = fit(&data.model, &data.moments(), &Equality::full(Level::Configural), settings).unwrap();
        check_indices(record, &fit, expected);
    }
}

#[test]
fn groups_and_likelihoods() {
    let Some(folder) = folder("chi-square by group and the Wishart likelihood") else { return };
    let expected = statistics(&folder, "HolzingerSwineford1939.json");
    let data = holzinger_swineford(&folder, Some("school"));
    let configural = Equality::full(Level::Configural);
    let normal = fit(&data.model, &data.moments(), &configural, Settings::default()).unwrap();
    for (position, chi_square) in normal.chi_square_by_group().into_iter().enumerate() {
        let expected = &expected["configural.per_group_chisq"]["value"][position];
        check("chi-square of a group", Some(chi_square), expected, FROM_CHI_SQUARE);
    }
    let settings = Settings { likelihood: Likelihood::Wishart, ..Settings::default() };
    let wishart = fit(&data.model, &data.moments(), &configural, settings).unwrap().indices();
    let expected = &expected["configural.mimic_Mplus_EQS"]["value"];
    check("chi-square", Some(wishart.chi_square), &expected["chisq_wishart"], FROM_CHI_SQUARE);
    check("CFI", wishart.cfi.value(), &expected["cfi"], FROM_CHI_SQUARE);
    check("RMSEA", wishart.rmsea.value(), &expected["rmsea"], FROM_CHI_SQUARE);
}

#[test]
fn two_intercepts_released() {
    let Some(folder) = folder("partial scalar invariance") else { return };
    let expected = statistics(&folder, "HolzingerSwineford1939.json");
    let data = holzinger_swineford(&folder, Some("school"));
    let released = vec![Coefficient::Intercept { item: 2 }, Coefficient::Intercept { item: 6 }];
    let equality = Equality { level: Level::Scalar, released };
    let fit = fit(&data.model, &data.moments(), &equality, Settings::default()).unwrap();
    check_indices("partial", &fit, &expected["partial_scalar.x3_x7"]["value"]);
}
