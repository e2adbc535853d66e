//! The sequence of levels, score tests, latent means and standardised estimates of the records.

use indices::factor::{
    CutOffs, Equality, Level, MeanStructure, Settings, Step, Verdict, fit, invariance, partial_invariance,
};
use indices::{Estimate, factor};
use serde_json::Value;

use super::data::{Data, bfi, coefficient, holzinger_swineford, lq2002};
use crate::reading::{check, folder, statistics};

fn school_and_gender(folder: &std::path::Path) -> [(&'static str, Value, Data); 2] {
    let record = |file: &str, record: &str| statistics(folder, file)[record]["value"].take();
    [
        (
            "school",
            record("HolzingerSwineford1939.json", "invariance.school.ML"),
            holzinger_swineford(folder, Some("school")),
        ),
        ("gender", record("bfi.json", "invariance.gender.A_C_N.ML"), bfi(folder)),
    ]
}

fn check_change(what: &str, step: &Step, delta: &Value, table: &Value, row: usize) {
    let change = step.change.as_ref().unwrap().as_ref().unwrap();
    let df = u64::try_from(change.df).unwrap();
    assert_eq!((Some(df), Some(df)), (delta["d_df"].as_u64(), table["Df diff"][row].as_u64()), "{what}");
    for expected in [&delta["d_chisq"], &table["Chisq diff"][row]] {
        // The difference of two minima that lavaan has to 4e-7.
        check(what, Some(change.chi_square), expected, 1e-7);
    }
    check(what, change.p.value(), &table["Pr(>Chisq)"][row], 2e-7);
    check(what, change.rmsea_of_difference.value(), &table["RMSEA"][row], 1e-6);
    for (value, field) in [(change.cfi, "d_cfi"), (change.rmsea, "d_rmsea"), (Some(change.srmr), "d_srmr")] {
        let difference = (value.unwrap() - delta[field].as_f64().unwrap()).abs();
        assert!(difference <= 1e-6, "{what} {field}: {difference:e} off");
    }
}

#[test]
fn changes_from_level_to_level() {
    let Some(folder) = folder("differences of fit between levels") else { return };
    for (what, expected, data) in school_and_gender(&folder) {
        let steps = invariance(&data.model, &data.moments(), Settings::default(), &CutOffs::CHEN).unwrap();
        for (row, level) in [(1, "metric"), (2, "scalar"), (3, "strict")] {
            let delta = &expected["delta_vs_previous"][level];
            check_change(&format!("{what} {level}"), &steps[row], delta, &expected["lavTestLRT"], row);
        }
        // By school CFI falls by .038 and SRMR rises by .011; by gender CFI falls by .016, and RMSEA and SRMR hardly move.
        let scalar = if what == "school" { Verdict::Fails } else { Verdict::Doubtful };
        let verdicts: Vec<Verdict> = steps.iter().filter_map(|step| step.verdict).take(3).collect();
        assert_eq!(verdicts, [Verdict::Holds, scalar, Verdict::Holds], "{what}");
    }
}

#[test]
fn score_tests_name_the_items_to_free() {
    let Some(folder) = folder("score tests of scalar invariance") else { return };
    let expected = &statistics(&folder, "HolzingerSwineford1939.json")["score_test_scalar_intercepts"]["value"];
    let data = holzinger_swineford(&folder, Some("school"));
    let scalar = Equality::full(Level::Scalar);
    let fit = fit(&data.model, &data.moments(), &scalar, Settings::default()).unwrap();
    let tests = fit.score_tests();
    assert_eq!(tests.len(), expected["X2"].as_array().unwrap().len());
    for (row, test) in tests.iter().enumerate() {
        let what = format!("{:?}", test.coefficient);
        // Scores are nought at the minimum, and lavaan is some 1e-5 standard errors away from it.
        let x2 = expected["X2"][row].as_f64().unwrap();
        assert!((test.chi_square - x2).abs() <= 1e-4 * x2.sqrt() + 1e-5 * x2, "{what}: {} {x2}", test.chi_square);
        let p = expected["p.value"][row].as_f64().unwrap();
        assert!((test.p - p).abs() <= 1e-4 * p, "{what}: {} {p}", test.p);
    }
    // x3 and x7, as the record of the partial model has them.
    let freed: Vec<_> = fit.score_tests_by_size().iter().take(2).map(|test| test.coefficient).collect();
    let named = [2, 6].map(|item| factor::Coefficient::Intercept { item });
    assert_eq!(freed, named);
    let cut_offs = CutOffs::CHEUNG_RENSVOLD;
    let partial =
        partial_invariance(&data.model, &data.moments(), Level::Scalar, Settings::default(), &cut_offs).unwrap();
    assert_eq!((partial.released.as_slice(), partial.verdict), (named.as_slice(), Verdict::Holds));
}

#[test]
fn latent_means_differ() {
    let Some(folder) = folder("latent mean differences") else { return };
    let expected = &statistics(&folder, "HolzingerSwineford1939.json")["effectsize_latent_mean.scalar"]["value"];
    let data = holzinger_swineford(&folder, Some("school"));
    let fit = fit(&data.model, &data.moments(), &Equality::full(Level::Scalar), Settings::default()).unwrap();
    for (row, difference) in fit.latent_mean_differences().unwrap().iter().enumerate() {
        let field = |field: &str| &expected[field][row + 3];
        let known = |estimate: &Estimate| *estimate.as_known().unwrap();
        let own = known(&difference.difference);
        check("difference", Some(own.value), field("est"), 2e-5);
        check("standard error", Some(difference.standard_error), field("se"), 2e-5);
        check("p", Some(difference.p), field("pvalue"), 2e-4);
        let bound = 2e-5 * difference.standard_error;
        assert!((own.interval.unwrap().low - field("ci.lower").as_f64().unwrap()).abs() <= bound);
        assert!((own.interval.unwrap().high - field("ci.upper").as_f64().unwrap()).abs() <= bound);
        assert_eq!(known(&difference.effect_size).value.signum().to_bits(), own.value.signum().to_bits());
    }
}

#[test]
fn standardised_estimates_of_one_group() {
    let Some(folder) = folder("standardised estimates") else { return };
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    for (file, record, data) in [
        ("HolzingerSwineford1939.json", "cfa.single_group", holzinger_swineford(&folder, None)),
        ("lq2002.json", "cfa.3factor", lq2002(&folder)),
    ] {
        let table = &statistics(&folder, file)[record]["value"]["std"];
        let fit = fit(&data.model, &data.moments(), &Equality::full(Level::Configural), settings).unwrap();
        let estimates = fit.standardised().unwrap();
        for row in 0..table["est.std"].as_array().unwrap().len() {
            let coefficient = coefficient(&data.model, table, row);
            let own = estimates.iter().find(|estimate| estimate.coefficient == coefficient).unwrap();
            let what = format!("{record} {coefficient:?}");
            check(&what, Some(own.value), &table["est.std"][row], 2e-5);
            if table["se"].is_array() {
                check(&what, own.standard_error.or(Some(0.0)), &table["se"][row], 2e-5);
            }
        }
    }
}
