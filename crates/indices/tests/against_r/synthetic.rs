//! Our own synthetic answers: every index that R computed for them by plain formulas, see data-samples/vectors.

use std::path::{Path, PathBuf};

use counts::{ScaleCounts, ScaleShape};
use indices::aggregation::{UnitSize, one_way};
use indices::agreement::{NullDistribution, rwg_j};
use indices::{Estimate, Ratio, ScaleFinding, ScaleQuality, Why, reliability};
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::reading::{Counted, Table, check, json, names};

/// R sums a few hundred doubles in order: a few hundred half units in the last place, and so are its two-pass variances.
const EXACT: f64 = 1e-12;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/vectors")
}

fn small(value: &Value) -> u8 {
    u8::try_from(value.as_u64().unwrap()).unwrap()
}

/// One scale of the file: its expectations and its counts.
fn scales() -> Vec<(String, Value, Counted)> {
    let table = Table::read(&folder().join("answers.csv"));
    let units: Vec<String> = table.column("unit").into_iter().map(str::to_owned).collect();
    let expected = json(&folder().join("vectors.json"));
    let scales = expected["scales"].as_object().unwrap().clone();
    scales
        .into_iter()
        .map(|(name, scale)| {
            let reversed = scale["reversed"].as_array().unwrap().iter().map(|flag| flag.as_bool().unwrap()).collect();
            let points = Points::new(small(&scale["low"]), small(&scale["high"])).unwrap();
            let shape = ScaleShape::new(points, reversed, MissingRule::AtLeast(small(&scale["at_least"]))).unwrap();
            let counted = table.counted(&shape, &names(&scale["columns"]), &units);
            (name, scale, counted)
        })
        .collect()
}

fn check_mean(what: &str, finding: &ScaleFinding, expected: &Value) {
    check(&format!("{what} mean"), finding.mean.value(), &expected["mean"], EXACT);
    // The middle of an interval loses what its half width cancels; these intervals are nowhere near nought.
    check(&format!("{what} low"), finding.mean.interval().map(|i| i.low), &expected["t_low"], EXACT);
    check(&format!("{what} high"), finding.mean.interval().map(|i| i.high), &expected["t_high"], EXACT);
    check(&format!("{what} sd"), finding.sd.value(), &expected["sd"], EXACT);
    assert_eq!(finding.n, expected["n"].as_u64().unwrap(), "{what}");
}

fn check_share(what: &str, share: &Estimate, expected: &Value) {
    check(&format!("{what} share"), share.value(), &expected["share"], EXACT);
    let interval = share.interval().unwrap();
    // The script subtracts, so its ends near 0 and 1 are good to a unit in the last place of 1 only.
    for (end, name) in [(interval.low, "wilson_low"), (interval.high, "wilson_high")] {
        assert!((end - expected[name].as_f64().unwrap()).abs() < 1e-15, "{what} {name}");
    }
}

#[test]
fn scores_of_everybody_and_of_every_unit() {
    for (name, scale, counted) in scales() {
        let cut = small(&scale["cut"]);
        let total = ScaleFinding::with_cut(&counted.total, cut);
        check_mean(&name, &total, &scale["persons"]);
        check_share(&name, &total.favourable, &scale["favourable"]);
        let answers: Vec<u64> = scale["distribution"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        assert_eq!(total.distribution.iter().map(|(_, answers)| *answers).collect::<Vec<u64>>(), answers, "{name}");
        let units = scale["units"].as_array().unwrap();
        assert_eq!(units.len(), counted.units.len());
        for unit in units {
            let id = unit["unit"].as_str().unwrap();
            let what = format!("{name} of {id}");
            let finding = ScaleFinding::with_cut(&counted.units[id], cut);
            if unit["n"] == 0 {
                assert_eq!(finding.mean.why(), Some(Why::NoAnswers), "{what}");
            } else {
                check_mean(&what, &finding, unit);
                check_share(&what, &finding.favourable, unit);
            }
        }
    }
}

#[test]
fn reliability_and_item_statistics() {
    for (name, scale, counted) in scales() {
        let (moments, expected) = (counted.total.moments(), &scale["reliability"]);
        assert_eq!(moments.n(), expected["n"].as_u64().unwrap());
        let alpha = reliability::cronbach_alpha(&moments);
        check(&name, alpha.value(), &expected["alpha"], EXACT);
        check(&name, alpha.interval().map(|i| i.low), &expected["feldt_low"], EXACT);
        check(&name, alpha.interval().map(|i| i.high), &expected["feldt_high"], EXACT);
        let standardised = reliability::cronbach_alpha_standardised(&moments);
        check(&name, standardised.value(), &expected["alpha_standardised"], EXACT);
        for (item, statistics) in reliability::item_statistics(&moments).iter().enumerate() {
            let what = format!("{name}, item {item}");
            check(&what, statistics.mean.value(), &expected["item_mean"][item], EXACT);
            check(&what, statistics.sd.value(), &expected["item_sd"][item], EXACT);
            check(&what, statistics.item_total.value(), &expected["item_total"][item], EXACT);
            check(&what, statistics.item_rest.value(), &expected["item_rest"][item], EXACT);
            check(&what, statistics.alpha_if_dropped.value(), &expected["alpha_if_dropped"][item], EXACT);
        }
    }
}

#[test]
fn agreement_of_every_unit() {
    for (name, scale, counted) in scales() {
        let points = counted.total.shape().points();
        let hundredths = Ratio::new(44, 100).unwrap();
        for (null, field) in
            [(NullDistribution::Uniform, "uniform"), (NullDistribution::Custom(hundredths), "heavy_skew")]
        {
            for unit in scale["units"].as_array().unwrap().iter().filter(|unit| unit["n"] != 0) {
                let (id, expected) = (unit["unit"].as_str().unwrap(), &unit[field]);
                let what = format!("{name} of {id}, {field}");
                let agreement = rwg_j(&counted.units[id].moments(), points, null).ok();
                check(&what, agreement.map(|a| a.value), &expected["rwg_j"], EXACT);
                check(&what, agreement.and_then(|a| a.untruncated), &expected["rwg_j_untruncated"], EXACT);
                check(&what, agreement.map(|a| a.mean_item_variance), &expected["mean_item_variance"], EXACT);
                // 1 − v, where v may be close to 1: absolute, as R subtracts rounded numbers.
                if let (Some(agreement), Some(r_star)) = (agreement, expected["r_star"].as_f64()) {
                    assert!((agreement.r_star - r_star).abs() < EXACT, "{what}");
                }
            }
        }
    }
}

#[test]
fn analysis_of_variance_and_the_quality_of_the_scale() {
    for (name, scale, counted) in scales() {
        let expected = &scale["one_way"];
        let anova = one_way(&counted.moments(), u64::from(counted.total.shape().lcm())).unwrap();
        assert_eq!(anova.n(), expected["n"].as_u64().unwrap());
        assert_eq!(anova.units(), expected["units"].as_u64().unwrap());
        let low = |estimate: Estimate| estimate.interval().map(|interval| interval.low);
        let high = |estimate: Estimate| estimate.interval().map(|interval| interval.high);
        for (field, value) in [
            ("ssb", Some(anova.ssb())),
            ("ssw", Some(anova.ssw())),
            ("msb", Some(anova.msb())),
            ("msw", Some(anova.msw())),
            ("f", anova.f().value()),
            ("k_mean", Some(anova.unit_size(UnitSize::Mean))),
            ("k_unbiased", Some(anova.unit_size(UnitSize::Unbiased))),
            ("k_harmonic", Some(anova.unit_size(UnitSize::Harmonic))),
            ("icc1_mean", anova.icc1(UnitSize::Mean).value()),
            ("icc1_unbiased", anova.icc1(UnitSize::Unbiased).value()),
            ("icc1_harmonic", anova.icc1(UnitSize::Harmonic).value()),
            ("icc2", anova.icc2().value()),
            ("icc1_mean_low", low(anova.icc1(UnitSize::Mean))),
            ("icc1_mean_high", high(anova.icc1(UnitSize::Mean))),
            ("icc2_low", low(anova.icc2())),
            ("icc2_high", high(anova.icc2())),
            ("tau2", Some(anova.tau2())),
            ("eta2", anova.eta2().value()),
            ("omega2", anova.omega2().value()),
            ("epsilon2", anova.epsilon2().value()),
        ] {
            check(&format!("{name} {field}"), value, &expected[field], EXACT);
        }
        check(&format!("{name} f_p"), anova.f_p().value(), &expected["f_p"], 1e-11);

        let units: Vec<&ScaleCounts> = counted.units.values().collect();
        let quality = ScaleQuality::with_points(&counted.total, &units, counted.total.shape().points());
        assert_eq!((quality.n, quality.units), (anova.n(), anova.units()));
        check(&name, quality.alpha.value(), &scale["reliability"]["alpha"], EXACT);
        check(&name, quality.icc1.value(), &expected["icc1_mean"], EXACT);
        check(&name, quality.icc2.value(), &expected["icc2"], EXACT);
        check(&name, quality.rwg_j_median, &scale["rwg_j_median"], EXACT);
        check(&name, quality.rwg_j_share_above_070, &scale["rwg_j_share_above_070"], EXACT);
    }
}
