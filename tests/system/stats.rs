//! `mestring stats` against R, on real people's answers.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::binary::run;
use crate::reference::{
    Bound, EXACT, columns, compare, compare_with, lacking, reference, statistics, within, within_of_one,
};

/// R aggregated the scores that stand in the data set, which are printed to nine decimals; ours are exact fractions. (A
/// tail probability multiplies the difference.)
const PRINTED_SCORES: f64 = 1e-8;

/// R's programs for mixed models stop their search at about a millionth; ours is the root of the score.
const R_STOPS: f64 = 1e-5;

/// lavaan's and psych's searches for a factor stop at about a millionth, too.
const FACTOR: f64 = 5e-6;

fn tolerance(path: &str) -> Bound {
    let has = |part: &str| path.contains(part);
    if has("omega") {
        within_of_one(FACTOR)
    } else if has("score_at_root") {
        within_of_one(1e-9)
    } else if has("lme") || has("design_effect") || (has("unit_means") && !has("raw")) {
        within(R_STOPS)
    } else if has("profile") {
        within(1e-7)
    } else if has("aggregation") || has("unit_means") {
        within(PRINTED_SCORES)
    } else {
        within(EXACT)
    }
}

/// `mestring stats` on a file of the references.
fn told(file: &Path, unit: &str, scales: &[String], reversed: &[&str]) -> Value {
    let reversed = reversed.join(",");
    let mut arguments = vec!["stats", file.to_str().unwrap(), "--unit", unit, "--format", "json"];
    scales.iter().for_each(|scale| arguments.extend(["--scale", scale]));
    if !reversed.is_empty() {
        arguments.extend(["--reverse", &reversed]);
    }
    let mut told: Value = serde_json::from_str(&run(&arguments).well().stdout).expect("JSON on standard output");
    told["scales"].take()
}

#[test]
fn every_field_of_the_records_is_rs_number() {
    let Some(reference) = reference("`stats` was not compared with R's lq2002 values") else { return };
    let file = reference.join("data/lq2002.csv");
    let scales = [("LEAD", "LEAD", 11, "1-5"), ("TSIG", "TSIG", 3, "1-5"), ("HOSTILE", "HOSTIL", 5, "0-4")];
    let typed: Vec<String> =
        scales.iter().map(|(name, stem, items, points)| format!("{name}={}:{points}", columns(stem, *items))).collect();
    let ours = told(&file, "COMPID", &typed, &[]);
    let theirs = statistics(&reference, "lq2002.json");
    let data = std::fs::read_to_string(&file).unwrap();
    for (name, stem, items, _) in &scales {
        let ours = &ours[name];
        let mut compared = 0;
        for part in ["reliability", "agreement", "aggregation", "unit_means"] {
            let mut theirs = theirs[format!("{part}.{name}")]["value"].clone();
            assert_eq!(lacking(&ours[part], &theirs, part), [""; 0], "{name}");
            if *name == "HOSTILE" && part == "agreement" {
                // R was asked for a_wg on points 1 to 5 there, and the answers have points 0 to 4.
                theirs.as_object_mut().unwrap().remove("awg");
            }
            compared += compare_with(&ours[part], &theirs, &format!("{name}.{part}"), &tolerance);
        }
        assert!(compared > 1_600, "only {compared} numbers of {name} were compared");
        // What separates R's analysis of variance from ours is that rounding and nothing else.
        let printed = by_hand(&scores(&data, |row| row(name)));
        let aggregation = &theirs[format!("aggregation.{name}")]["value"];
        assert_eq!(compare(&printed, aggregation, &format!("R on printed {name}"), EXACT), 7);
        let names: Vec<String> = columns(stem, *items).split(',').map(str::to_owned).collect();
        let exact = scores(&data, |row| names.iter().map(|item| row(item)).sum::<f64>() / names.len() as f64);
        assert_eq!(compare(&ours["aggregation"], &by_hand(&exact), &format!("ours of {name} by hand"), EXACT), 7);
    }
}

#[test]
fn missing_answers_and_reversed_items_are_treated_as_psych_treats_them() {
    let Some(reference) = reference("`stats` was not compared with R's bfi values") else { return };
    let scale =
        |stem: char| format!("{stem}={}:1-6", (1..=5).map(|n| format!("{stem}{n}")).collect::<Vec<_>>().join(","));
    let scales: Vec<String> = "ACENO".chars().map(scale).collect();
    let reversed = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"];
    let ours = told(&reference.join("data/bfi.csv"), "age", &scales, &reversed);
    let theirs = statistics(&reference, "bfi.json");
    for stem in "ACENO".chars() {
        let theirs = &theirs[format!("reliability.{stem}_reversed")]["value"];
        let ours = &ours[stem.to_string()]["reliability"];
        assert_eq!(lacking(ours, theirs, "reliability"), [""; 0], "{stem}");
        assert!(compare_with(ours, theirs, &format!("{stem}.reliability"), &tolerance) > 70, "{stem}");
        assert_eq!(ours["opposed_items"], json!([]), "{stem}");
    }
    // The trap: without being told, nothing is turned round, and the item is named.
    let raw = told(&reference.join("data/bfi.csv"), "age", &scales[..1], &[]);
    assert_eq!(raw["A"]["reliability"]["opposed_items"], json!(["A1"]));
    assert!(raw["A"]["reliability"]["alpha_raw_pairwise_psych"].as_f64().unwrap() < 0.45);
}

/// R on the whole-number sums of the items, where nothing was printed and read again: the sum of eleven items is eleven
/// times the score, so mean squares are 121 times ours and the intraclass correlations are the same.
#[test]
fn analysis_of_variance_is_rs_to_twelve_digits_on_exact_sums() {
    let Some(reference) = reference("`stats` was not compared with R on exact sums") else { return };
    let file = reference.join("data/lq2002.csv");
    let scale = format!("LEAD={}:1-5", columns("LEAD", 11));
    let ours = &told(&file, "COMPID", &[scale], &[])["LEAD"]["aggregation"];
    let theirs =
        &statistics(&reference, "exact_sufficient_statistics.json")["icc.from_unit_histogram_of_scale_sums"]["value"];
    let number = |value: &Value| value.as_f64().expect("a number");
    let expected = json!({
        "MSB": number(&theirs["MSB"]) / 121.0,
        "MSW": number(&theirs["MSW"]) / 121.0,
        "ICC1_kmean": theirs["ICC1_multilevel"],
        "ICC2_aov": theirs["ICC2_multilevel"],
    });
    assert_eq!(compare(&expected, ours, "R on exact sums", EXACT), 4);
}

/// Each unit's scores, from the data set's own text.
fn scores(data: &str, score: impl Fn(&dyn Fn(&str) -> f64) -> f64) -> BTreeMap<String, Vec<f64>> {
    let mut lines = data.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut units = BTreeMap::<String, Vec<f64>>::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |column: &str| cells[header.iter().position(|name| *name == column).unwrap()];
        let number = |column: &str| cell(column).parse().unwrap();
        units.entry(cell("COMPID").to_owned()).or_default().push(score(&number));
    }
    units
}

/// One-way analysis of variance the long way: deviations from means, in floating point.
fn by_hand(units: &BTreeMap<String, Vec<f64>>) -> Value {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let all: Vec<f64> = units.values().flatten().copied().collect();
    let grand = mean(&all);
    let between: f64 = units.values().map(|unit| unit.len() as f64 * (mean(unit) - grand).powi(2)).sum();
    let within: f64 = units.values().flat_map(|unit| unit.iter().map(|score| (score - mean(unit)).powi(2))).sum();
    let (people, count) = (all.len() as f64, units.len() as f64);
    let (msb, msw, size) = (between / (count - 1.0), within / (people - count), people / count);
    json!({
        "N": all.len(), "K": units.len(), "MSB": msb, "MSW": msw, "F": msb / msw,
        "ICC1_kmean": (msb - msw) / (msb + (size - 1.0) * msw), "ICC2_aov": (msb - msw) / msb,
    })
}

#[test]
fn the_text_form_keeps_to_eighty_columns() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "unit,q1,q2\nNorth,1,2\nNorth,2,3\nSouth,4,4\nSouth,5,4\n").unwrap();
    let told = run(&["stats", file.to_str().unwrap(), "--unit", "unit", "--scale", "S=q1,q2:1-5"]).well();
    assert!(told.stdout.contains("Cronbach's alpha") && told.stdout.contains("North"), "{}", told.stdout);
    for line in told.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_wrong_table_is_refused_with_file_line_and_field() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("comma.csv", "unit,q1,q2\nA,1,2\nA,\"3,5\",2\n", vec!["line 3", "field q1", "decimal comma"]),
        ("outside.csv", "unit,q1,q2\nA,1,2\nA,2,9\n", vec!["line 3", "field q2", "9 is outside the scale 1-5"]),
        ("column.csv", "unit,q1,qq\nA,1,2\n", vec!["no column q2", "unit, q1, qq"]),
        ("semicolon.csv", "unit;q1;q2\nA;1;2\n", vec!["no column", "semicolons"]),
        ("nounit.csv", "unit,q1,q2\n,1,2\n", vec!["line 2", "field unit", "every row needs its unit"]),
        ("short.parquet", "PAR1 this is not Parquet", vec!["cut short or damaged"]),
        ("text.txt", "unit,q1,q2\nA,1,2\n", vec![".csv"]),
    ];
    for (name, content, parts) in cases {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        let told = run(&["stats", file.to_str().unwrap(), "--unit", "unit", "--scale", "S=q1,q2:1-5"]).refusal();
        assert!(told.contains(name), "{told}");
        for part in parts {
            assert!(told.contains(part), "{name}: {told}");
        }
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    }
}

/// A statistic that is not defined is `null`, and the record says why; never a number that is none.
#[test]
fn what_is_not_defined_has_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("odd.csv");
    std::fs::write(&file, "unit,q1,q2,q3\nA,3,3,3\nA,3,4,3\nB,3,2,3\nC,3,,3\n").unwrap();
    let ours = told(&file, "unit", &["S=q1,q2,q3:1-5".to_owned(), "ONE=q2:1-5".to_owned()], &[]);
    let reason = |scale: &str, part: &str, field: &str| ours[scale][part]["unknown"][field].as_str().map(str::to_owned);
    assert_eq!(ours["S"]["reliability"]["omega_cfa_1factor_ML"], Value::Null);
    let why = reason("S", "reliability", "omega_cfa_1factor_ML").unwrap();
    assert!(why.contains("constant") || why.contains("no differences"), "{why}");
    assert_eq!(reason("ONE", "reliability", "alpha_raw_listwise").as_deref(), Some("a single item"));
    assert_eq!(ours["S"]["agreement"]["unit"], json!(["A", "B"]), "C answered nothing whole");
    assert_eq!(ours["S"]["agreement"]["rwgj_uniform"][1], Value::Null);
    assert_eq!(ours["S"]["agreement"]["unknown"]["B"], json!("fewer than 2 answers"));
    let one_unit = folder.path().join("one.csv");
    std::fs::write(&one_unit, "unit,q1,q2\nA,1,2\nA,2,3\nA,4,4\n").unwrap();
    let ours = told(&one_unit, "unit", &["S=q1,q2:1-5".to_owned()], &[]);
    assert_eq!(ours["S"]["aggregation"]["MSB"], Value::Null);
    assert_eq!(ours["S"]["aggregation"]["unknown"]["MSB"], json!("a single unit"));
    assert_eq!(ours["S"]["unit_means"]["unknown"]["eb_mean"], json!("a single unit"));
}
