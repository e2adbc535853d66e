//! Mixed models by lme4, polished on its own deviance.

use indices::aggregation::GroupMoments;
use indices::multilevel::{
    FixedEffect, Method, random_intercept, random_intercept_regression, random_slope_regression,
};
use indices::trend::trend_model;
use serde_json::Value;

use super::ledger::{Field, Ledger, published, synthetic};
use crate::models::data::{THIRDS, lead_by_unit, moments, persons};
use crate::models::multilevel::products;
use crate::models::trend::cells;
use crate::multilevel::bh1996;
use crate::published::lq2002;
use crate::reading::folder;

/// Variances by R's name of them, log-likelihood, and coefficients in R's order.
fn compare_model(
    ledger: &mut Ledger,
    what: &str,
    variances: &[(&str, f64)],
    log_likelihood: f64,
    effects: &[(f64, f64)],
    expected: &Value,
) {
    for (name, own) in variances {
        ledger.compare(Field::Estimate, &format!("{what} variance {name}"), *own, &expected["variances"][name]);
    }
    ledger.compare(Field::LogLikelihood, what, log_likelihood, &expected["loglik"]);
    let coefficients = &expected["coefficients"];
    assert_eq!(effects.len(), coefficients["estimate"].as_array().unwrap().len());
    for (position, (estimate, error)) in effects.iter().enumerate() {
        let what = format!("{what} coefficient {position}");
        ledger.compare(Field::Estimate, &what, *estimate, &coefficients["estimate"][position]);
        ledger.compare(Field::StandardError, &what, *error, &coefficients["se"][position]);
    }
}

fn pairs(effects: &[FixedEffect]) -> Vec<(f64, f64)> {
    effects.iter().map(|effect| (effect.estimate, effect.se)).collect()
}

#[test]
fn persons_in_thirty_units() {
    let (expected, persons) = (synthetic("multilevel"), persons());
    let mut ledger = Ledger::new("mixed models");
    let groups: Vec<GroupMoments> = lead_by_unit(&persons).values().map(|scores| moments(scores)).collect();
    for (field, method) in [("reml", Method::Reml), ("ml", Method::Ml)] {
        let fit = random_intercept(&groups, THIRDS, method).unwrap();
        let variances = [("unit", fit.tau2()), ("Residual", fit.sigma2())];
        let effects = [(fit.mu(), fit.se_mu())];
        compare_model(&mut ledger, field, &variances, fit.log_likelihood(), &effects, &expected[field]);
    }
    let units = products(&persons, true);
    for (field, method) in [("two_predictors_reml", Method::Reml), ("two_predictors_ml", Method::Ml)] {
        let fit = random_intercept_regression(&units, &[10, THIRDS, THIRDS], method).unwrap();
        let variances = [("unit", fit.tau2), ("Residual", fit.sigma2)];
        compare_model(&mut ledger, field, &variances, fit.log_likelihood, &pairs(&fit.coefficients), &expected[field]);
    }
    let fit = random_slope_regression(&products(&persons, false), &[10, THIRDS], 0, Method::Reml).unwrap();
    let variances = [
        ("unit", fit.intercept_variance),
        ("slope", fit.slope_variance),
        ("covariance", fit.covariance),
        ("Residual", fit.sigma2),
    ];
    compare_model(&mut ledger, "slope", &variances, fit.log_likelihood, &pairs(&fit.coefficients), &expected["slope"]);
    let model = trend_model(&cells(&persons), THIRDS).unwrap();
    let variances =
        [("unit", model.between_units), ("unit.wave", model.between_waves_of_a_unit), ("Residual", model.within)];
    let waves: Vec<(f64, f64)> = model.wave_means().values().map(|mean| (mean.mean, mean.standard_error)).collect();
    compare_model(&mut ledger, "waves", &variances, model.log_likelihood, &waves, &synthetic("trend"));
    ledger.judge(40);
}

#[test]
fn soldiers_in_companies() {
    let Some(folder) = folder("converged mixed models of bh1996 and lq2002") else { return };
    let expected = published("bh1996");
    let mut ledger = Ledger::new("mixed models, bh1996 and lq2002");
    let divisors = [10_000_000_000; 4];
    let units = bh1996(&folder, ["HRS", "G.HRS", "LEAD", "WBEING"]);
    let fit = random_intercept_regression(&units, &divisors, Method::Reml).unwrap();
    let variances = [("GRP", fit.tau2), ("Residual", fit.sigma2)];
    let theirs = &expected["lmer.WBEING"];
    compare_model(&mut ledger, "intercepts", &variances, fit.log_likelihood, &pairs(&fit.coefficients), theirs);
    let units = bh1996(&folder, ["HRS", "LEAD", "G.HRS", "WBEING"]);
    let fit = random_slope_regression(&units, &divisors, 1, Method::Reml).unwrap();
    let variances = [
        ("GRP", fit.intercept_variance),
        ("slope", fit.slope_variance),
        ("covariance", fit.covariance),
        ("Residual", fit.sigma2),
    ];
    let theirs = &expected["lme.WBEING"];
    compare_model(&mut ledger, "slopes", &variances, fit.log_likelihood, &pairs(&fit.coefficients), theirs);
    let shares = &published("lq2002")["item_icc.all"];
    let mut position = 0;
    for (_, counted) in lq2002(&folder) {
        for item in 0..counted.total.shape().items() {
            let of_unit = |unit: &counts::ScaleCounts| {
                let moments = unit.moments();
                let squares = moments.product(item, item).unwrap().into();
                GroupMoments { n: moments.n(), sum: moments.sums()[item].into(), squares }
            };
            let groups: Vec<GroupMoments> = counted.units.values().map(of_unit).collect();
            let own = random_intercept(&groups, 1, Method::Reml).unwrap().icc1().value();
            ledger.compare(Field::Estimate, &format!("ICC(1) of item {position}"), own, &shares[position]);
            position += 1;
        }
    }
    ledger.judge(40);
}
