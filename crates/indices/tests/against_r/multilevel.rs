//! R's numbers for the one-way random model and kin, and cases small enough to be worked by hand.

use std::collections::BTreeMap;
use std::path::Path;

use indices::aggregation::{GroupMoments, UnitSize, one_way};
use indices::multilevel::{
    CrossProducts, Method, PairedScores, RandomIntercept, bartlett_test, between_within, corrected_for_unreliability,
    kruskal_wallis_test, random_intercept, random_intercept_regression, random_slope_regression, unit_correlation,
    welch_test,
};
use nalgebra::{DMatrix, Matrix2, MatrixXx2};
use serde_json::Value;

use crate::published::lq2002;
use crate::reading::{Table, check, folder, moments, names, statistics};

/// R's own profile likelihood, whose root is good to the last digits.
const PROFILE: f64 = 1e-10;
/// lme4 stops at a relative 10⁻⁶ and moves τ² by its root; nlme stops earlier.
const LMER: f64 = 1e-5;
/// nlme with `opt = "optim"`, which `mult.icc` calls, stops early where τ² is small: 1.04·10⁻⁴ off for HOSTIL02.
const NLME: f64 = 2e-4;
const EXACT: f64 = 1e-12;

/// Scores as printed, as integers per unit in rising order of the unit's number.
struct Scores {
    by_unit: BTreeMap<u32, Vec<i128>>,
    divisor: u64,
}

impl Scores {
    fn read(folder: &Path, file: &str, group: &str, score: &str) -> Self {
        let table = Table::read(&folder.join(format!("data/{file}.csv")));
        let mut by_unit: BTreeMap<u32, Vec<i128>> = BTreeMap::new();
        for (unit, value) in table.column(group).into_iter().zip(table.scaled(score, 10)) {
            by_unit.entry(unit.parse().unwrap()).or_default().push(value);
        }
        Self { by_unit, divisor: 10_000_000_000 }
    }

    fn moments(&self) -> Vec<GroupMoments> {
        self.by_unit.values().map(|scores| moments(scores)).collect()
    }

    fn fit(&self, method: Method) -> RandomIntercept {
        random_intercept(&self.moments(), self.divisor, method).unwrap()
    }
}

fn pairs(x: &Scores, y: &Scores) -> Vec<PairedScores> {
    let pair = |(x, y): (&Vec<i128>, &Vec<i128>)| {
        let (of_x, of_y) = (moments(x), moments(y));
        let products = x.iter().zip(y).map(|(x, y)| x * y).sum();
        let (n, squares_x, squares_y) = (of_x.n, of_x.squares, of_y.squares);
        PairedScores { n, sum_x: of_x.sum, sum_y: of_y.sum, squares_x, squares_y, products }
    };
    x.by_unit.values().zip(y.by_unit.values()).map(pair).collect()
}

const SCALES: [(&str, &str, &[&str]); 2] =
    [("lq2002", "COMPID", &["LEAD", "TSIG", "HOSTILE"]), ("bh1996", "GRP", &["COHES", "LEAD", "HRS", "WBEING"])];

#[test]
fn both_likelihoods_of_seven_scores() {
    let Some(folder) = folder("REML and ML of lq2002 and bh1996") else { return };
    for (file, group, scores) in SCALES {
        let records = statistics(&folder, &format!("{file}.json"));
        for score in scores {
            let expected = &records[format!("aggregation.{score}")]["value"];
            let scores = Scores::read(&folder, file, group, score);
            let (reml, ml) = (scores.fit(Method::Reml), scores.fit(Method::Ml));
            check_profile(&format!("{score} REML"), &reml, &expected["profile_REML"]);
            check_profile(&format!("{score} ML"), &ml, &expected["profile_ML"]);
            check_lmer(score, &reml, &expected["lmer_REML"]);
            check_lmer(score, &ml, &expected["lmer_ML"]);
            let lme = &expected["lme_REML"];
            check_lmer(score, &reml, lme);
            check(score, Some(reml.log_likelihood()), &lme["logLik"], 1e-10);
            check(score, Some(reml.criterion()), &expected["lmer_REML"]["REMLcrit"], PROFILE);
            check(score, reml.icc1().value(), &expected["lmer_REML"]["ICC1"], LMER);
            check(score, reml.icc2().value(), &expected["lmer_REML"]["ICC2_kmean"], LMER);
            check(score, Some(ml.log_likelihood()), &expected["lmer_ML"]["logLik"], PROFILE);
            check(score, Some(ml.aic()), &expected["lmer_ML"]["AIC"], PROFILE);
            check(score, Some(ml.bic()), &expected["lmer_ML"]["BIC"], PROFILE);
            check(score, Some(reml.design_effect()), &expected["design_effect_kish_kmean"], LMER);
            let unequal = reml.design_effect_of_unequal_sizes();
            check(score, Some(unequal), &expected["design_effect_unequal_sum_n2"], LMER);
        }
    }
}

fn check_profile(what: &str, fit: &RandomIntercept, expected: &Value) {
    for (field, value) in [
        ("theta", fit.theta()),
        ("tau2", fit.tau2()),
        ("sigma2", fit.sigma2()),
        ("mu", fit.mu()),
        ("se_mu", fit.se_mu()),
        ("ICC1", fit.icc1().value().unwrap()),
        ("logLik", fit.log_likelihood()),
    ] {
        check(&format!("{what} {field}"), Some(value), &expected[field], PROFILE);
    }
}

fn check_lmer(what: &str, fit: &RandomIntercept, expected: &Value) {
    let fields = [("tau2", fit.tau2()), ("sigma2", fit.sigma2()), ("intercept", fit.mu()), ("se", fit.se_mu())];
    for (field, value) in fields {
        check(&format!("{what} {field}"), Some(value), &expected[field], LMER);
    }
}

#[test]
fn unit_means_of_seven_scores_raw_and_shrunken() {
    let Some(folder) = folder("unit means of lq2002 and bh1996") else { return };
    for (file, group, scores) in SCALES {
        let records = statistics(&folder, &format!("{file}.json"));
        for score in scores {
            let expected = &records[format!("unit_means.{score}")]["value"];
            let scores = Scores::read(&folder, file, group, score);
            let fit = scores.fit(Method::Reml);
            check(score, Some(fit.mu()), &expected["grand_intercept"], LMER);
            let moments = scores.moments();
            assert_eq!(names(&expected["unit"]), scores.by_unit.keys().map(u32::to_string).collect::<Vec<_>>());
            for (position, group) in moments.iter().enumerate() {
                let unit = fit.unit_mean(group).unwrap();
                let field = |field: &str| &expected[field][position];
                let what = format!("{score}, unit {position}");
                assert_eq!(field("n").as_u64(), Some(unit.n));
                check(&what, unit.raw_mean.value(), field("raw_mean"), EXACT);
                check(&what, unit.raw_sd.value(), field("raw_sd"), EXACT);
                check(&what, unit.eb_mean.value(), field("eb_mean"), 1e-6);
                // A unit close to μ has a small difference of two means that lmer knows to six digits.
                let blup = field("blup").as_f64().unwrap();
                assert!((unit.blup - blup).abs() < 2e-6, "{what}: {} and {blup}", unit.blup);
                check(&what, Some(unit.lambda), field("lambda"), LMER);
                check(&what, Some(unit.conditional_sd), field("blup_cond_sd"), LMER);
                assert!(unit.prediction_sd > unit.conditional_sd);
            }
        }
    }
}

#[test]
fn reliabilities_of_unit_means_as_multilevel_has_them() {
    let Some(folder) = folder("mult.icc, ICC1, ICC2 and gmeanrel of bh1996") else { return };
    let records = statistics(&folder, "bh1996.json");
    let wellbeing = Scores::read(&folder, "bh1996", "GRP", "WBEING");
    let anova = one_way(&wellbeing.moments(), wellbeing.divisor).unwrap();
    check("ICC1", anova.icc1(UnitSize::Mean).value(), &records["ICC1.multilevel.WBEING"]["value"], EXACT);
    check("ICC2", anova.icc2().value(), &records["ICC2.multilevel.WBEING"]["value"], EXACT);
    let all = &records["mult.icc.all"]["value"];
    for (position, score) in names(&all["Variable"]).iter().enumerate() {
        let fit = Scores::read(&folder, "bh1996", "GRP", score).fit(Method::Reml);
        check(score, fit.icc1().value(), &all["ICC1"][position], LMER);
        check(score, fit.icc2().value(), &all["ICC2"][position], LMER);
    }
    let fit = wellbeing.fit(Method::Reml);
    let lambdas = records["gmeanrel.WBEING.lambda"]["value"].as_array().unwrap();
    for (group, lambda) in wellbeing.moments().iter().zip(lambdas) {
        check("lambda", Some(fit.unit_mean(group).unwrap().lambda), lambda, LMER);
    }
    let mean = lambdas.iter().map(|lambda| lambda.as_f64().unwrap()).sum::<f64>() / lambdas.len() as f64;
    assert!((fit.mean_lambda() / mean - 1.0).abs() < LMER);
    // As published for psychometric::ICC2.lme.
    assert!((fit.mean_lambda() - 0.733_521_1).abs() < 2e-7);
    let boundary = fit.boundary_test();
    let expected = &records["icc_test.LR_boundary"]["value"];
    check("LR", Some(boundary.statistic), &expected["LR"], 1e-9);
    check("p", Some(boundary.p), &expected["p_half_mixture"], 1e-7);
    check("p of one degree", Some(boundary.p_chi_square), &expected["p_chi2_1"], 1e-7);
}

#[test]
fn intraclass_correlations_of_nineteen_items() {
    let Some(folder) = folder("mult.icc of the items of lq2002") else { return };
    let expected = &statistics(&folder, "lq2002.json")["item_icc.all"]["value"];
    let mut position = 0;
    for (_, counted) in lq2002(&folder) {
        for item in 0..counted.total.shape().items() {
            let groups: Vec<GroupMoments> = counted
                .units
                .values()
                .map(|unit| {
                    let moments = unit.moments();
                    let squares = moments.product(item, item).unwrap().into();
                    GroupMoments { n: moments.n(), sum: moments.sums()[item].into(), squares }
                })
                .collect();
            let fit = random_intercept(&groups, 1, Method::Reml).unwrap();
            let what = expected["Variable"][position].as_str().unwrap();
            check(what, fit.icc1().value(), &expected["ICC1"][position], NLME);
            check(what, fit.icc2().value(), &expected["ICC2"][position], NLME);
            position += 1;
        }
    }
    assert_eq!(position, 19);
}

#[test]
fn reml_of_raw_sums() {
    let Some(folder) = folder("REML of lq2002 from score sums") else { return };
    let expected = &statistics(&folder, "exact_sufficient_statistics.json")["reml.from_unit_histogram"]["value"];
    let lead = &lq2002(&folder)[0].1;
    let fit = random_intercept(&lead.moments(), 1, Method::Reml).unwrap();
    // R minimised the deviance, which is flat at its lowest place: θ is good to the root of the machine precision.
    check("tau2", Some(fit.tau2()), &expected["tau2"], 1e-7);
    check("sigma2", Some(fit.sigma2()), &expected["sigma2"], 1e-8);
    check("mu", Some(fit.mu()), &expected["mu"], 1e-9);
    check("tau2 of lmer", Some(fit.tau2()), &expected["lmer_tau2"], LMER);
    check("sigma2 of lmer", Some(fit.sigma2()), &expected["lmer_sigma2"], LMER);
    check("mu of lmer", Some(fit.mu()), &expected["lmer_mu"], LMER);
}

#[test]
fn two_scores_taken_apart_between_and_within_units() {
    let Some(folder) = folder("waba of lq2002 and bh1996") else { return };
    for (file, group, x, y) in [("lq2002", "COMPID", "LEAD", "HOSTILE"), ("bh1996", "GRP", "HRS", "WBEING")] {
        let expected = &statistics(&folder, &format!("{file}.json"))[format!("waba.{x}_{y}")]["value"];
        let read = |score| Scores::read(&folder, file, group, score);
        let parts = between_within(&pairs(&read(x), &read(y))).unwrap();
        assert_eq!((expected["n.obs"].as_u64(), expected["n.grps"].as_u64()), (Some(parts.n), Some(parts.units)));
        for (field, value) in [
            ("RawCorr", parts.r_total),
            ("EtaBx", parts.eta_between_x),
            ("EtaBy", parts.eta_between_y),
            ("CorrB", parts.r_between),
            ("EtaWx", parts.eta_within_x),
            ("EtaWy", parts.eta_within_y),
            ("CorrW", parts.r_within),
        ] {
            check(field, value.value(), &expected["Cov.Theorem"][field], EXACT);
        }
        let whole = parts.between_component.value().unwrap() + parts.within_component.value().unwrap();
        assert!((whole - parts.r_total.value().unwrap()).abs() < 1e-15);
    }
}

#[test]
fn correlations_of_unit_means() {
    let Some(folder) = folder("unit-level correlations of bh1996") else { return };
    let expected = &statistics(&folder, "bh1996.json")["correlation.unit_level_HRS_WBEING"]["value"];
    let read = |score| Scores::read(&folder, "bh1996", "GRP", score);
    let found = unit_correlation(&pairs(&read("HRS"), &read("WBEING"))).unwrap();
    check("r", found.pearson.value(), &expected["r_unweighted"], EXACT);
    check("low", found.pearson.interval().map(|i| i.low), &expected["ci95_fisher"][0], EXACT);
    check("high", found.pearson.interval().map(|i| i.high), &expected["ci95_fisher"][1], EXACT);
    check("t", found.t.value(), &expected["t"], EXACT);
    check("p", found.p.value(), &expected["p"], 1e-11);
    check("size-weighted r", found.size_weighted.value(), &expected["r_size_weighted"], EXACT);
    check("Spearman", found.spearman.value(), &expected["spearman"], EXACT);
    check("Kendall", found.kendall.value(), &expected["kendall"], EXACT);
    let corrected = corrected_for_unreliability(&found.pearson, 0.919_673_195_379_089, 0.771_712_875_540_423_2);
    assert!((corrected.value().unwrap() - -0.667_082_640_369_941_2 / 0.709_723_651_f64.sqrt()).abs() < 1e-8);
}

#[test]
fn units_compared_without_equal_variances_and_by_ranks() {
    let Some(folder) = folder("Welch, Kruskal-Wallis and Bartlett of bh1996") else { return };
    let expected = &statistics(&folder, "bh1996.json")["anova_variants.WBEING"]["value"];
    let scores = Scores::read(&folder, "bh1996", "GRP", "WBEING");
    let welch = welch_test(&scores.moments()).unwrap();
    check("Welch's F", Some(welch.statistic), &expected["welch_F"], EXACT);
    check("df1", Some(welch.df), &expected["welch_df"][0], EXACT);
    check("df2", welch.df_denominator, &expected["welch_df"][1], EXACT);
    check("p", Some(welch.p), &expected["welch_p"], 1e-10);
    check("Bartlett", Some(bartlett_test(&scores.moments()).unwrap().statistic), &expected["bartlett"], EXACT);
    let units: Vec<Vec<(i128, u64)>> =
        scores.by_unit.values().map(|scores| scores.iter().map(|score| (*score, 1)).collect()).collect();
    let kruskal = kruskal_wallis_test(&units).unwrap();
    check("H", Some(kruskal.statistic), &expected["kruskal_H"], EXACT);
    check("df", Some(kruskal.df), &expected["kruskal_df"], EXACT);
    check("p", Some(kruskal.p), &expected["kruskal_p"], 1e-10);
}

/// Cross products of some scores of bh1996 per group, the outcome last.
pub(crate) fn bh1996(folder: &Path, columns: [&str; 4]) -> Vec<CrossProducts> {
    let columns = columns.map(|score| Scores::read(folder, "bh1996", "GRP", score));
    let of_unit = |unit: &u32| {
        let mut products = CrossProducts::new(3);
        for person in 0..columns[0].by_unit[unit].len() {
            let values: Vec<i128> = columns.iter().map(|column| column.by_unit[unit][person]).collect();
            products.add(&values).unwrap();
        }
        products
    };
    columns[0].by_unit.keys().map(of_unit).collect()
}

#[test]
fn a_mixed_model_with_three_predictors() {
    let Some(folder) = folder("lmer of bh1996 with predictors") else { return };
    let expected = &statistics(&folder, "bh1996.json")["lmer.WBEING~HRS+LEAD+G.HRS"]["value"];
    let units = bh1996(&folder, ["HRS", "G.HRS", "LEAD", "WBEING"]);
    let fit = random_intercept_regression(&units, &[10_000_000_000; 4], Method::Reml).unwrap();
    check("tau2", Some(fit.tau2), &expected["vcov"][0], LMER);
    check("sigma2", Some(fit.sigma2), &expected["vcov"][1], LMER);
    check("logLik", Some(fit.log_likelihood), &expected["logLik"], 1e-10);
    for (position, effect) in fit.coefficients.iter().enumerate() {
        check("estimate", Some(effect.estimate), &expected["coef"]["Estimate"][position], 1e-6);
        check("se", Some(effect.se), &expected["coef"]["Std. Error"][position], 1e-6);
        check("t", Some(effect.t), &expected["coef"]["t value"][position], 1e-6);
    }
}

/// The restricted log-likelihood of y = Xβ + u₀ + u₁ z + e written out, with the covariance matrix of every unit.
fn dense(units: &[DMatrix<f64>], slope: usize, effects: Matrix2<f64>, sigma2: f64) -> f64 {
    let columns = units[0].ncols();
    let (mut all, mut log_det, mut n) = (DMatrix::zeros(columns, columns), 0.0, 0.0);
    for unit in units {
        let z = MatrixXx2::from_columns(&[unit.column(0), unit.column(slope)]);
        let v = &z * effects * z.transpose() + DMatrix::identity(unit.nrows(), unit.nrows()) * sigma2;
        let cholesky = v.cholesky().unwrap();
        log_det += 2.0 * cholesky.l().diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>();
        all += unit.transpose() * cholesky.solve(unit);
        n += unit.nrows() as f64;
    }
    let x = all.view((0, 0), (columns - 1, columns - 1)).into_owned();
    let cross = all.view((0, columns - 1), (columns - 1, 1)).into_owned();
    let residual =
        all[(columns - 1, columns - 1)] - (cross.transpose() * x.clone().cholesky().unwrap().solve(&cross)).sum();
    let freedom = n - (columns - 1) as f64;
    -0.5 * (freedom * std::f64::consts::TAU.ln() + log_det + residual + x.determinant().ln())
}

/// nlme with `opt = "optim"` stops early here, 0.004 below the largest log-likelihood. So its numbers are met as far as
/// they go, and the largest likelihood is shown with the covariance matrices themselves.
#[test]
fn a_mixed_model_in_which_a_slope_differs() {
    let Some(folder) = folder("lme of bh1996 with a random slope") else { return };
    let expected = &statistics(&folder, "bh1996.json")["lme.WBEING~HRS+LEAD+G.HRS"]["value"];
    let columns = ["HRS", "LEAD", "G.HRS", "WBEING"];
    let fit = random_slope_regression(&bh1996(&folder, columns), &[10_000_000_000; 4], 1, Method::Reml).unwrap();
    let scores = columns.map(|score| Scores::read(&folder, "bh1996", "GRP", score));
    let units: Vec<DMatrix<f64>> = scores[0]
        .by_unit
        .iter()
        .map(|(unit, persons)| {
            let value = |person: usize, column: usize| match column {
                0 => 1.0,
                _ => scores[column - 1].by_unit[unit][person] as f64 / 1e10,
            };
            DMatrix::from_fn(persons.len(), 5, value)
        })
        .collect();
    let at = |intercept: f64, slope: f64, covariance: f64, sigma2: f64| {
        dense(&units, 2, Matrix2::new(intercept, covariance, covariance, slope), sigma2)
    };
    let best = at(fit.intercept_variance, fit.slope_variance, fit.covariance, fit.sigma2);
    assert!((fit.log_likelihood - best).abs() < 1e-7, "{} {best}", fit.log_likelihood);
    for change in [0.98, 0.999, 1.001, 1.02] {
        let (a, b, c, s) = (fit.intercept_variance, fit.slope_variance, fit.covariance, fit.sigma2);
        for other in
            [at(a * change, b, c, s), at(a, b * change, c, s), at(a, b, c * change, s), at(a, b, c, s * change)]
        {
            assert!(other < best);
        }
    }
    let variance = |position: usize| expected["varcorr"]["var"][position].as_f64().unwrap();
    let of_lme = |r: f64| at(variance(0), variance(1), r * (variance(0) * variance(1)).sqrt(), variance(2));
    let printed = expected["logLik"].as_f64().unwrap();
    // Its correlation is printed as −0.97, and its log-likelihood is that of a correlation which rounds to this.
    assert!(of_lme(-0.97) > printed && of_lme(-0.9725) < printed && printed < best);
    check("sigma2", Some(fit.sigma2), &expected["varcorr"]["var"][2], 1e-5);
    check("intercept variance", Some(fit.intercept_variance), &expected["varcorr"]["var"][0], 0.03);
    check("slope variance", Some(fit.slope_variance), &expected["varcorr"]["var"][1], 0.03);
    let correlation = fit.covariance / (fit.intercept_variance * fit.slope_variance).sqrt();
    assert!((correlation - expected["varcorr"]["corr"][1].as_f64().unwrap()).abs() < 0.005, "{correlation}");
    for (position, effect) in fit.coefficients.iter().enumerate() {
        check("estimate", Some(effect.estimate), &expected["coef"]["Value"][position], 1e-3);
        check("se", Some(effect.se), &expected["coef"]["Std.Error"][position], 5e-3);
        check("t", Some(effect.t), &expected["coef"]["t-value"][position], 6e-3);
    }
}
