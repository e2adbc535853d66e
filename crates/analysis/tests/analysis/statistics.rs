//! The statistics of a table against what R computed for it.

use std::path::PathBuf;

use analysis::rows::RowsError;
use analysis::rows::stats::{ScaleStatistics, Statistics, of_file, text};
use polars::prelude::{LazyCsvReader, LazyFileListReader, ParquetWriter, PlRefPath};
use serde_json::Value;

use crate::fixture::{Folder, samples};
use crate::naive::{alpha, icc1};

/// R sums a few hundred doubles in order.
const EXACT: f64 = 1e-12;
const CLIMATE: &str = "climate=climate_1,climate_2,climate_3,climate_4,climate_5:1-5";
const WORKLOAD: &str = "workload=workload_1,workload_2,workload_3:0-4";
const CONTRARY: &str = "contrary=contrary_1,contrary_2:1-5";

fn answers() -> PathBuf {
    samples("vectors").join("answers.csv")
}

fn statistics(file: &std::path::Path, scales: &[&str], reversed: &[&str]) -> Result<Statistics, RowsError> {
    let scales: Vec<_> = scales.iter().map(|scale| scale.parse().unwrap()).collect();
    let reversed: Vec<String> = reversed.iter().map(|column| (*column).to_owned()).collect();
    of_file(file, "unit", &scales, &reversed).map(|report| report.statistics().clone())
}

fn found() -> Statistics {
    statistics(&answers(), &[CLIMATE, WORKLOAD, CONTRARY], &["climate_3"]).unwrap()
}

fn expected() -> Value {
    let text = std::fs::read_to_string(samples("vectors").join("vectors.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["scales"].clone()
}

fn check(what: &str, found: Option<f64>, expected: &Value) {
    match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => {
            let scale = found.abs().max(expected.abs());
            assert!((found - expected).abs() <= EXACT * scale, "{what}: {found}, R says {expected}");
        }
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

#[test]
fn reliability_is_what_r_computed_with_gaps_and_reversed_columns() {
    let (found, expected) = (found(), expected());
    assert_eq!(found.scales.len(), 3);
    for (name, scale) in &found.scales {
        let (found, expected) = (&scale.reliability, &expected[name]);
        let r = &expected["reliability"];
        assert_eq!(found.n_rows, 164);
        assert_eq!(found.n_listwise, r["n"].as_u64().unwrap(), "{name}");
        check(name, found.alpha_raw_listwise, &r["alpha"]);
        check(name, found.alpha_std_listwise, &r["alpha_standardised"]);
    }
    let rows = found.scales["climate"].reliability.n_listwise;
    assert!(rows < 164, "no row is incomplete, so nothing was tried");
}

/// R was asked listwise; with gaps psych's interval counts all rows, and its item statistics go pair by pair. In a table
/// without gaps they are the same.
#[test]
fn items_and_the_interval_of_alpha_are_what_r_computed_where_nothing_is_missing() {
    let (folder, expected) = (Folder::new(), expected());
    let csv = std::fs::read_to_string(answers()).unwrap();
    let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    for (name, request) in [("climate", CLIMATE), ("workload", WORKLOAD), ("contrary", CONTRARY)] {
        let of_scale = |column: &&str| column.starts_with(name);
        let is_whole = |line: &&str| {
            header
                .iter()
                .zip(line.split(','))
                .filter(|(column, _)| of_scale(column))
                .all(|(_, field)| !field.is_empty())
        };
        let whole: Vec<&str> = csv.lines().filter(is_whole).collect();
        let file = folder.root.path().join("whole.csv");
        std::fs::write(&file, whole.join("\n")).unwrap();
        let reversed: &[&str] = if name == "climate" { &["climate_3"] } else { &[] };
        let found = &statistics(&file, &[request], reversed).unwrap().scales[name].reliability;
        let r = &expected[name]["reliability"];
        assert_eq!((found.n_rows as u64, Some(found.n_listwise)), (found.n_listwise, r["n"].as_u64()), "{name}");
        for (position, column) in expected[name]["columns"].as_array().unwrap().iter().enumerate() {
            let column = column.as_str().unwrap();
            for (statistic, field) in [
                (&found.item_mean, "item_mean"),
                (&found.item_sd, "item_sd"),
                (&found.item_total_r, "item_total"),
                (&found.r_drop, "item_rest"),
                (&found.alpha_if_dropped_raw, "alpha_if_dropped"),
            ] {
                check(&format!("{name} {column} {field}"), statistic[column], &r[field][position]);
            }
        }
        check(name, found.alpha_feldt_ci95_psych.map(|bounds| bounds.lower), &r["feldt_low"]);
        check(name, found.alpha_feldt_ci95_psych.map(|bounds| bounds.upper), &r["feldt_high"]);
    }
}

/// The example worked by hand in docs/methods/stats.md, with one column the other way round and a row that has a gap.
#[test]
fn alpha_without_each_person_in_turn_is_what_was_worked_by_hand() {
    let folder = Folder::new();
    let file = folder.root.path().join("four.csv");
    std::fs::write(&file, "unit,a,b\nx,1,5\nx,2,3\ny,3,4\ny,2,4\ny,,1\n").unwrap();
    let found = &statistics(&file, &["S=a,b:1-5"], &["b"]).unwrap().scales["S"].reliability;
    assert_eq!(found.alpha_raw_listwise, Some(2.0 / 3.0));
    let (error, ends) = (6.0 * 6.0_f64.sqrt() / 7.0, found.alpha_distribution_free_ci95.unwrap());
    assert!((found.alpha_distribution_free_se.unwrap() - error).abs() < 1e-14);
    // Student's 97.5th percentile on 3 degrees is 3.182446; the upper end would be 7.3 and is cut.
    assert!((ends.lower - (2.0 / 3.0 - 3.182_446_305 * error)).abs() < 1e-8);
    assert_eq!(ends.upper.to_bits(), 1.0_f64.to_bits());
}

#[test]
fn agreement_of_every_unit_is_what_r_computed() {
    let (found, expected) = (found(), expected());
    for (name, scale) in &found.scales {
        let found = &scale.agreement;
        let units = expected[name]["units"].as_array().unwrap();
        let complete: Vec<&Value> =
            units.iter().filter(|unit| unit["uniform"]["n"].as_u64().unwrap_or(0) > 0).collect();
        let labels: Vec<&str> = complete.iter().map(|unit| unit["unit"].as_str().unwrap()).collect();
        assert_eq!(found.unit, labels, "{name}");
        for (position, unit) in complete.iter().enumerate() {
            let (what, r) = (format!("{name} of {}", labels[position]), &unit["uniform"]);
            assert_eq!(found.n[position], r["n"].as_u64().unwrap(), "{what}");
            check(&what, found.mean_item_var_n1[position], &r["mean_item_variance"]);
            check(&what, found.of_null("rwgj_uniform")[position], &r["rwg_j"]);
            check(&what, found.of_null("rwgj_untruncated_uniform")[position], &r["rwg_j_untruncated"]);
            // 1 - v where v may be close to 1: as good as R's subtraction, which is absolute.
            if let (Some(found), Some(r)) = (found.of_null("rwgj_lindell_uniform")[position], r["r_star"].as_f64()) {
                assert!((found - r).abs() <= EXACT, "{what}: {found}, R says {r}");
            }
        }
        check(name, found.summary.median, &expected[name]["rwg_j_median"]);
        check(name, found.summary.share_ge_070, &expected[name]["rwg_j_share_above_070"]);
    }
}

/// Only for scales whose score needs every item: the statistics delete listwise, and there so does the file.
#[test]
fn aggregation_is_what_r_computed() {
    let (found, expected) = (found(), expected());
    for name in ["workload", "contrary"] {
        let ScaleStatistics { aggregation: found, unit_means, .. } = &found.scales[name];
        let r = &expected[name]["one_way"];
        assert_eq!((found.N, found.K), (r["n"].as_u64(), r["units"].as_u64()));
        for (value, field) in [
            (found.SSB, "ssb"),
            (found.SSW, "ssw"),
            (found.MSB, "msb"),
            (found.MSW, "msw"),
            (found.F, "f"),
            (found.k_mean, "k_mean"),
            (found.k0, "k_unbiased"),
            (found.k_harmonic, "k_harmonic"),
            (found.ICC1_kmean, "icc1_mean"),
            (found.ICC1_k0, "icc1_unbiased"),
            (found.ICC1_kharm, "icc1_harmonic"),
            (found.ICC2_aov, "icc2"),
            (found.ICC1_kmean_ci95_F.map(|bounds| bounds.lower), "icc1_mean_low"),
            (found.ICC1_kmean_ci95_F.map(|bounds| bounds.upper), "icc1_mean_high"),
            (found.ICC2_ci95_F.map(|bounds| bounds.lower), "icc2_low"),
            (found.ICC2_ci95_F.map(|bounds| bounds.upper), "icc2_high"),
            (found.tau2_anova_k0, "tau2"),
            (found.eta2, "eta2"),
            (found.omega2, "omega2"),
            (found.epsilon2, "epsilon2"),
        ] {
            check(&format!("{name} {field}"), value, &r[field]);
        }
        let units: Vec<&Value> =
            expected[name]["units"].as_array().unwrap().iter().filter(|unit| unit["n"] != 0).collect();
        assert_eq!(unit_means.unit.len(), units.len());
        for (position, unit) in units.into_iter().enumerate() {
            let what = format!("{name} of {}", unit_means.unit[position]);
            assert_eq!(unit["unit"].as_str(), Some(unit_means.unit[position].as_str()));
            assert_eq!(unit["n"].as_u64(), Some(unit_means.n[position]), "{what}");
            check(&what, unit_means.raw_mean[position], &unit["mean"]);
            check(&what, unit_means.raw_sd[position], &unit["sd"]);
        }
    }
}

/// Complete answers to the climate columns by unit, the third turned round, read by the plainest means.
fn plain() -> std::collections::BTreeMap<String, Vec<Vec<f64>>> {
    let csv = std::fs::read_to_string(answers()).unwrap();
    let mut units = std::collections::BTreeMap::<String, Vec<Vec<f64>>>::new();
    for line in csv.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let Ok(mut row) = fields[1..6].iter().map(|field| field.parse::<f64>()).collect::<Result<Vec<f64>, _>>() else {
            continue;
        };
        row[2] = 6.0 - row[2];
        units.entry(fields[0].to_owned()).or_default().push(row);
    }
    units
}

#[test]
fn listwise_deletion_comes_before_grouping() {
    let (found, units) = (found(), plain());
    let found = &found.scales["climate"];
    let rows: Vec<Vec<f64>> = units.values().flatten().cloned().collect();
    let scores: Vec<Vec<f64>> =
        units.values().map(|rows| rows.iter().map(|row| row.iter().sum::<f64>() / 5.0).collect()).collect();
    let near = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-12 * expected.abs());
    near(found.reliability.alpha_raw_listwise, alpha(&rows));
    near(found.aggregation.ICC1_kmean, icc1(&scores));
    assert_eq!(found.aggregation.N, Some(rows.len() as u64));
    assert_eq!(found.aggregation.K, Some(scores.len() as u64));
}

#[test]
fn turning_a_column_matters_and_only_that_column() {
    let turned = found();
    let straight = statistics(&answers(), &[CLIMATE, WORKLOAD, CONTRARY], &[]).unwrap();
    let mean = |found: &Statistics, item: &str| found.scales["climate"].reliability.item_mean[item].unwrap();
    assert!((mean(&turned, "climate_3") - (6.0 - mean(&straight, "climate_3"))).abs() < 1e-12);
    assert_eq!(mean(&turned, "climate_2").to_bits(), mean(&straight, "climate_2").to_bits());
    assert_eq!(turned.scales["workload"], straight.scales["workload"]);
    assert_ne!(turned.scales["climate"].aggregation, straight.scales["climate"].aggregation);
}

#[test]
fn a_parquet_of_the_same_rows_gives_the_same_statistics() {
    let folder = Folder::new();
    let file = folder.root.path().join("answers.parquet");
    // Codes with gaps, as whole numbers.
    let mut frame =
        LazyCsvReader::new(PlRefPath::new(answers().to_str().unwrap())).finish().unwrap().collect().unwrap();
    ParquetWriter::new(std::fs::File::create(&file).unwrap()).finish(&mut frame).unwrap();
    assert_eq!(statistics(&file, &[CLIMATE, WORKLOAD, CONTRARY], &["climate_3"]).unwrap(), found());
}

#[test]
fn the_text_keeps_within_eighty_columns_and_says_what_the_numbers_say() {
    let scales: Vec<_> = [CLIMATE, WORKLOAD, CONTRARY].iter().map(|scale| scale.parse().unwrap()).collect();
    let report = of_file(&answers(), "unit", &scales, &["climate_3".to_owned()]).unwrap();
    let text = text(&report);
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    assert!(text.contains("135 of 164 rows answered all 5 items"), "{text}");
    assert!(text.contains("Cronbach's alpha       0.878"), "{text}");
}

#[test]
fn wrong_requests_and_fields_are_told() {
    let folder = Folder::new();
    let refused = |text: &str, scale: &str, reversed: &[&str]| {
        let file = folder.root.path().join("t.csv");
        std::fs::write(&file, text).unwrap();
        statistics(&file, &[scale], reversed).unwrap_err().to_string()
    };
    for (text, scale, reversed, part) in [
        ("unit,a,b\nx,1,2\nx,3,9\n", "S=a,b:1-5", &[][..], "t.csv, line 3, field b: 9 is outside the scale 1-5"),
        (
            "unit,a,b\nx,1,2\nx,\"2,5\",3\n",
            "S=a,b:1-5",
            &[],
            "line 3, field a: `2,5` is not a whole number; it has a decimal comma",
        ),
        ("unit,a,b\nx,1,2\n,3,4\n", "S=a,b:1-5", &[], "line 3, field unit: the field is empty"),
        ("unit,a,b\nx,1,2\n", "S=a,c:1-5", &[], "there is no column c; the columns are unit, a, b"),
        ("unit,a,b\nx,1,2\n", "S=a,b:1-5", &["c"], "--reverse names column c"),
        ("unit;a;b\nx;1;2\n", "S=a,b:1-5", &[], "semicolons"),
    ] {
        let message = refused(text, scale, reversed);
        assert!(message.contains(part) && !message.contains('\n'), "{message}");
    }
    let twice = statistics(&answers(), &[WORKLOAD, WORKLOAD], &[]);
    assert!(matches!(twice, Err(RowsError::SameName(name)) if name == "workload"));
}
