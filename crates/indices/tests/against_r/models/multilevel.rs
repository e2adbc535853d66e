//! Persons within units by lme4.

use std::collections::BTreeMap;

use indices::aggregation::GroupMoments;
use indices::multilevel::{
    CrossProducts, FixedEffect, Method, random_intercept, random_intercept_regression, random_slope_regression,
};
use serde_json::Value;

use super::data::{Person, THIRDS, check_coefficients, check_near, expected, lead_by_unit, moments, persons};
use crate::reading::{check, names};

/// The likelihood is flat at its top, so lme4 knows the ratio of variances to half the digits.
const VARIANCES: f64 = 1e-6;
const LIKELIHOOD: f64 = 1e-11;

#[test]
fn variance_between_and_within_units() {
    let (expected, persons) = (expected("multilevel"), persons());
    let groups: Vec<GroupMoments> = lead_by_unit(&persons).values().map(|scores| moments(scores)).collect();
    for (field, method) in [("reml", Method::Reml), ("ml", Method::Ml)] {
        let (fit, theirs) = (random_intercept(&groups, THIRDS, method).unwrap(), &expected[field]);
        check(field, Some(fit.tau2()), &theirs["variances"]["unit"], VARIANCES);
        check(field, Some(fit.sigma2()), &theirs["variances"]["Residual"], VARIANCES);
        check(field, Some(fit.log_likelihood()), &theirs["loglik"], LIKELIHOOD);
        check_coefficients(field, [("mean", fit.mu(), fit.se_mu())], &theirs["coefficients"], VARIANCES);
    }
    let boundary = random_intercept(&groups, THIRDS, Method::Reml).unwrap().boundary_test();
    check("no units at all", Some(boundary.statistic), &expected["boundary"]["statistic"], 1e-10);
    check("its p", Some(boundary.p), &expected["boundary"]["p"], 1e-8);
    let ml = random_intercept(&groups, THIRDS, Method::Ml).unwrap();
    check("AIC", Some(ml.aic()), &expected["ml"]["aic"], LIKELIHOOD);
    check("BIC", Some(ml.bic()), &expected["ml"]["bic"], LIKELIHOOD);
}

#[test]
fn shrunken_means_of_thirty_units() {
    let (expected, persons) = (expected("multilevel"), persons());
    let units = lead_by_unit(&persons);
    let groups: BTreeMap<&str, GroupMoments> = units.iter().map(|(unit, scores)| (*unit, moments(scores))).collect();
    let all: Vec<GroupMoments> = groups.values().copied().collect();
    let fit = random_intercept(&all, THIRDS, Method::Reml).unwrap();
    let expected = &expected["units"];
    for (position, unit) in names(&expected["unit"]).iter().enumerate() {
        let own = fit.unit_mean(&groups[unit.as_str()]).unwrap();
        check_near(unit, own.blup, &expected["blup"][position], 1e-6);
        check(unit, Some(own.conditional_sd), &expected["conditional_sd"][position], VARIANCES);
    }
}

/// Hours from 25 in tens, perhaps demand, and leadership.
pub(crate) fn products(persons: &[Person], with_demand: bool) -> Vec<CrossProducts> {
    let mut units: BTreeMap<&str, CrossProducts> = BTreeMap::new();
    for person in persons {
        let longer = person.hours - 25;
        let values = match (with_demand, person.demand) {
            (false, _) => vec![longer, person.lead],
            (true, Some(demand)) => vec![longer, demand, person.lead],
            (true, None) => continue,
        };
        units.entry(&person.unit).or_insert_with(|| CrossProducts::new(values.len() - 1)).add(&values).unwrap();
    }
    units.into_values().collect()
}

fn check_effects(what: &str, effects: &[FixedEffect], expected: &Value) {
    let names = ["intercept", "longer", "demand"];
    let own = effects.iter().zip(names).map(|(effect, name)| (name, effect.estimate, effect.se));
    check_coefficients(what, own, &expected["coefficients"], VARIANCES);
}

#[test]
fn leadership_on_hours_and_demand() {
    let (expected, persons) = (expected("multilevel"), persons());
    let units = products(&persons, true);
    for (field, method) in [("two_predictors_reml", Method::Reml), ("two_predictors_ml", Method::Ml)] {
        let theirs = &expected[field];
        let fit = random_intercept_regression(&units, &[10, THIRDS, THIRDS], method).unwrap();
        check(field, Some(fit.tau2), &theirs["variances"]["unit"], VARIANCES);
        check(field, Some(fit.sigma2), &theirs["variances"]["Residual"], VARIANCES);
        check(field, Some(fit.log_likelihood), &theirs["loglik"], LIKELIHOOD);
        check_effects(field, &fit.coefficients, theirs);
    }
}

#[test]
fn hours_matter_more_in_some_units() {
    let (expected, persons) = (expected("multilevel"), persons());
    let (units, theirs) = (products(&persons, false), &expected["slope"]);
    let fit = random_slope_regression(&units, &[10, THIRDS], 0, Method::Reml).unwrap();
    check("likelihood", Some(fit.log_likelihood), &theirs["loglik"], LIKELIHOOD);
    let variances = &theirs["variances"];
    check("intercepts", Some(fit.intercept_variance), &variances["unit"], 10.0 * VARIANCES);
    check("slopes", Some(fit.slope_variance), &variances["slope"], 10.0 * VARIANCES);
    check_near("covariance", fit.covariance, &variances["covariance"], VARIANCES);
    check("within", Some(fit.sigma2), &variances["Residual"], VARIANCES);
    let names = ["intercept", "longer"];
    let own = fit.coefficients.iter().zip(names).map(|(effect, name)| (name, effect.estimate, effect.se));
    check_coefficients("slope", own, &theirs["coefficients"], 10.0 * VARIANCES);
}
