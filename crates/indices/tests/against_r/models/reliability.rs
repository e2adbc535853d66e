//! Alpha, lambda and omega by psych, multilevel and lavaan.

use indices::reliability::{
    ItemCovariances, alpha_of_correlations, alpha_pairwise, alpha_standard_error, average_correlation, cronbach_alpha,
    guttman, hierarchical_omega, item_statistics_pairwise, minres_omega, one_factor,
};
use serde_json::Value;

use super::data::{EXACT, NINE, check_near, expected, people};
use crate::reading::{check, names};
use crate::reliability::Scale;

/// lavaan's estimates are good to half the digits of its minimum.
const ESTIMATES: f64 = 5e-6;

/// psych stops its search for the smallest residuals early, and its rotation earlier.
const MINRES: f64 = 1e-5;
const ROTATED: f64 = 1e-4;

pub(crate) fn scale(items: &[String], reversed: &[&str]) -> Scale {
    Scale::read(&people(), items.to_vec(), (1, 5), reversed)
}

fn check_scale(name: &str, expected: &Value) {
    let scale = scale(&names(&expected["items"]), &[]);
    let correlations = ItemCovariances::correlations_of_pairs(&scale.pairs).unwrap();
    let pairwise = alpha_pairwise(&scale.pairs);
    let listwise = ItemCovariances::of_moments(&scale.complete.moments()).unwrap();
    let (bounds, factor) = (guttman(&listwise), one_factor(&listwise).unwrap());
    let ends = pairwise.interval().unwrap();
    let error = alpha_standard_error(&ItemCovariances::of_pairs(&scale.pairs).unwrap());
    for (field, value, expected) in [
        ("alpha", cronbach_alpha(&scale.complete.moments()).value(), &expected["alpha"]),
        ("pairwise", pairwise.value(), &expected["alpha_pairwise"]),
        ("low", Some(ends.low), &expected["feldt"][0]),
        ("high", Some(ends.high), &expected["feldt"][1]),
        ("standardised", alpha_of_correlations(&correlations).value(), &expected["alpha_standardised_pairwise"]),
        ("average", average_correlation(&correlations).value(), &expected["average_r"]),
        ("standard error", error.value(), &expected["ase"]),
        ("lambda 2", bounds.lambda2.value(), &expected["lambda2"]),
        ("lambda 6", bounds.lambda6.value(), &expected["lambda6"]),
    ] {
        check(&format!("{name} {field}"), value, expected, EXACT);
    }
    for (item, own) in item_statistics_pairwise(&scale.pairs, &scale.totals).iter().enumerate() {
        let what = format!("{name}, item {item}");
        check(&what, own.item_total.value(), &expected["item_total"][item], EXACT);
        check(&what, own.item_rest.value(), &expected["item_rest"][item], EXACT);
        check(&what, own.alpha_if_dropped.value(), &expected["alpha_if_dropped"][item], EXACT);
        check(&what, Some(factor.loadings()[item]), &expected["loadings"][item], ESTIMATES);
        check(&what, Some(factor.own_variances()[item]), &expected["own"][item], ESTIMATES);
    }
    check(name, factor.omega_total().value(), &expected["omega_model"], ESTIMATES);
    check(name, factor.omega_observed().value(), &expected["omega_observed"], ESTIMATES);
    check(name, minres_omega(&listwise).unwrap().total.value(), &expected["omega_minres"], MINRES);
    let fit = &expected["fit"];
    assert_eq!(fit["df"].as_u64(), Some(factor.degrees_of_freedom() as u64));
    check_near(name, factor.chi_square(), &fit["chisq"], 1e-8);
    check_near(name, factor.cfi(), &fit["cfi"], 1e-9);
    check_near(name, factor.rmsea(), &fit["rmsea"], 1e-8);
    check_near(name, factor.srmr(), &fit["srmr"], 1e-7);
}

#[test]
fn three_scales_with_missing_answers() {
    for (name, expected) in expected("reliability").as_object().unwrap() {
        check_scale(name, expected);
    }
}

#[test]
fn a_general_factor_above_three() {
    let expected = expected("hierarchical_omega");
    let reversed: Vec<&str> = NINE.into_iter().filter(|item| item.starts_with("demand")).collect();
    let scale = scale(&NINE.map(str::to_owned), &reversed);
    let covariances = ItemCovariances::of_moments(&scale.complete.moments()).unwrap();
    let omega = hierarchical_omega(&covariances, 3).unwrap();
    check("alpha", alpha_of_correlations(&covariances).value(), &expected["alpha"], EXACT);
    check("omega_h", omega.hierarchical.value(), &expected["omega_h"], ROTATED);
    check("omega_tot", omega.total.value(), &expected["omega_tot"], ROTATED);
    check("omega_lim", omega.limit.value(), &expected["omega_lim"], ROTATED);
}
