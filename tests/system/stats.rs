//! `mestring stats` against R, on real people's answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::binary::run;

fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    if folder.join("lq2002.json").exists() {
        return Some(folder);
    }
    eprintln!("NOT CHECKED: {} is not here, so `stats` was not compared with R's lq2002 values", folder.display());
    None
}

fn columns(stem: &str, count: usize) -> String {
    (1..=count).map(|item| format!("{stem}{item:02}")).collect::<Vec<_>>().join(",")
}

/// Both sides sum doubles of the same numbers.
const EXACT: f64 = 1e-12;

/// Compares every number of ours with the number of the same name in the reference, and counts them.
fn compare(ours: &Value, theirs: &Value, path: &str, digits: f64) -> usize {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => {
            let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            let bound = digits * theirs.abs();
            assert!((ours - theirs).abs() <= bound, "{path}: {ours:e} is not R's {theirs:e}");
            1
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{path}");
            (0..).zip(ours.iter().zip(theirs)).map(|(i, (a, b))| compare(a, b, &format!("{path}[{i}]"), digits)).sum()
        }
        (Value::Object(ours), Value::Object(theirs)) => ours
            .iter()
            .filter_map(|(name, value)| {
                theirs.get(name).map(|other| compare(value, other, &format!("{path}.{name}"), digits))
            })
            .sum(),
        (Value::String(ours), Value::String(theirs)) => {
            assert_eq!(ours, theirs, "{path}");
            0
        }
        // R writes a lone number for a vector of one.
        (ours, Value::Array(theirs)) if theirs.len() == 1 => compare(ours, &theirs[0], path, digits),
        (ours, theirs) => panic!("{path}: ours is {ours}, R's is {theirs}"),
    }
}

/// R aggregated the scores that stand in the data set, which are printed to nine decimals; ours are exact fractions. (A
/// tail probability multiplies the difference.)
const PRINTED_SCORES: f64 = 1e-8;

#[test]
fn real_answers_give_rs_numbers_to_twelve_digits() {
    let Some(reference) = reference() else { return };
    let file = reference.join("data/lq2002.csv");
    let scales = [("LEAD", "LEAD", 11, "1-5"), ("TSIG", "TSIG", 3, "1-5"), ("HOSTILE", "HOSTIL", 5, "0-4")];
    let typed: Vec<String> =
        scales.iter().map(|(name, stem, items, points)| format!("{name}={}:{points}", columns(stem, *items))).collect();
    let mut arguments = vec!["stats", file.to_str().unwrap(), "--unit", "COMPID", "--format", "json"];
    for scale in &typed {
        arguments.extend(["--scale", scale]);
    }
    let told = run(&arguments).well();
    let ours: Value = serde_json::from_str(&told.stdout).expect("JSON on standard output");
    let text = std::fs::read_to_string(reference.join("lq2002.json")).unwrap();
    let theirs: Value = serde_json::from_str(&text).unwrap();
    let data = std::fs::read_to_string(&file).unwrap();
    for (name, stem, items, _) in &scales {
        let ours = &ours["scales"][name];
        let theirs = |part: &str| &theirs["statistics"][format!("{part}.{name}")]["value"];
        let mut compared = 0;
        for part in ["reliability", "agreement"] {
            compared += compare(&ours[part], theirs(part), &format!("{name}.{part}"), EXACT);
        }
        for part in ["aggregation", "unit_means"] {
            compared += compare(&ours[part], theirs(part), &format!("{name}.{part}"), PRINTED_SCORES);
        }
        assert!(compared > 400, "only {compared} numbers of {name} were compared");
        // What separates R's analysis of variance from ours is that rounding and nothing else.
        let printed = by_hand(&scores(&data, |row| row(name)));
        assert_eq!(compare(&printed, theirs("aggregation"), &format!("R on printed {name}"), EXACT), 7);
        let names: Vec<String> = columns(stem, *items).split(',').map(str::to_owned).collect();
        let exact = scores(&data, |row| names.iter().map(|item| row(item)).sum::<f64>() / names.len() as f64);
        assert_eq!(compare(&ours["aggregation"], &by_hand(&exact), &format!("ours of {name} by hand"), EXACT), 7);
        assert!(ours["reliability"]["alpha_raw_listwise"].is_number());
        assert_eq!(ours["agreement"]["rwgj_uniform"].as_array().unwrap().len(), 49);
    }
}

/// R on the whole-number sums of the items, where nothing was printed and read again: the sum of eleven items is eleven
/// times the score, so mean squares are 121 times ours and the intraclass correlations are the same.
#[test]
fn analysis_of_variance_is_rs_to_twelve_digits_on_exact_sums() {
    let Some(reference) = reference() else { return };
    let file = reference.join("data/lq2002.csv");
    let scale = format!("LEAD={}:1-5", columns("LEAD", 11));
    let told =
        run(&["stats", file.to_str().unwrap(), "--unit", "COMPID", "--format", "json", "--scale", &scale]).well();
    let ours: Value = serde_json::from_str(&told.stdout).expect("JSON on standard output");
    let ours = &ours["scales"]["LEAD"]["aggregation"];
    let text = std::fs::read_to_string(reference.join("exact_sufficient_statistics.json")).unwrap();
    let theirs: Value = serde_json::from_str(&text).unwrap();
    let theirs = &theirs["statistics"]["icc.from_unit_histogram_of_scale_sums"]["value"];
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
        ("nounit.csv", "unit,q1,q2\n,1,2\n", vec!["line 2", "field unit"]),
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
