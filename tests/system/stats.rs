//! `mestring stats` against R, on real people's answers.

use std::path::{Path, PathBuf};

use serde_json::Value;

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

/// Compares every number of ours with the number of the same name in the reference, and counts them.
fn compare(ours: &Value, theirs: &Value, path: &str) -> usize {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => {
            let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            let bound = 1e-12 * theirs.abs();
            assert!((ours - theirs).abs() <= bound, "{path}: {ours:e} is not R's {theirs:e}");
            1
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{path}");
            (0..).zip(ours.iter().zip(theirs)).map(|(i, (a, b))| compare(a, b, &format!("{path}[{i}]"))).sum()
        }
        (Value::Object(ours), Value::Object(theirs)) => ours
            .iter()
            .filter_map(|(name, value)| theirs.get(name).map(|other| compare(value, other, &format!("{path}.{name}"))))
            .sum(),
        (Value::String(ours), Value::String(theirs)) => {
            assert_eq!(ours, theirs, "{path}");
            0
        }
        // R writes a lone number for a vector of one.
        (ours, Value::Array(theirs)) if theirs.len() == 1 => compare(ours, &theirs[0], path),
        (ours, theirs) => panic!("{path}: ours is {ours}, R's is {theirs}"),
    }
}

/// Fields where R's own numbers carry less than twelve digits, or that R computes with another estimator.
const R_IS_LOOSER: [&str; 3] = ["F_p", "raw_mean", "raw_sd"];

#[test]
fn real_answers_give_rs_numbers_to_twelve_digits() {
    let Some(reference) = reference() else { return };
    let file = reference.join("data/lq2002.csv");
    let scales = [("LEAD", columns("LEAD", 11), "1-5"), ("TSIG", columns("TSIG", 3), "1-5"), ("HOSTILE", columns("HOSTIL", 5), "0-4")];
    let typed: Vec<String> = scales.iter().map(|(name, items, points)| format!("{name}={items}:{points}")).collect();
    let mut arguments = vec!["stats", file.to_str().unwrap(), "--unit", "COMPID", "--format", "json"];
    for scale in &typed {
        arguments.extend(["--scale", scale]);
    }
    let told = run(&arguments).well();
    let ours: Value = serde_json::from_str(&told.stdout).expect("JSON on standard output");
    let text = std::fs::read_to_string(reference.join("lq2002.json")).unwrap();
    let theirs: Value = serde_json::from_str(&text).unwrap();
    for (name, _, _) in &scales {
        let mut compared = 0;
        for part in ["reliability", "agreement", "aggregation", "unit_means"] {
            let mut ours = ours["scales"][name][part].clone();
            for field in R_IS_LOOSER {
                ours.as_object_mut().unwrap().remove(field);
            }
            compared += compare(&ours, &theirs["statistics"][format!("{part}.{name}")]["value"], &format!("{name}.{part}"));
        }
        assert!(compared > 400, "only {compared} numbers of {name} were compared");
        for must in ["alpha_raw_listwise"] {
            assert!(ours["scales"][name]["reliability"][must].is_number(), "{must}");
        }
        for must in ["MSB", "MSW", "ICC1_kmean", "ICC2_aov"] {
            assert!(ours["scales"][name]["aggregation"][must].is_number(), "{must}");
        }
        assert_eq!(ours["scales"][name]["agreement"]["rwgj_uniform"].as_array().unwrap().len(), 49);
    }
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
