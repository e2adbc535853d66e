//! `mestring compare`, `dif` and `invariance` against R, and what they say of input that is none.

use std::path::Path;

use serde_json::Value;

use crate::binary::run;
use crate::reference::{Bound, compare_with, reference, statistics, within, within_of_one};

const A: &str = "A1,A2,A3,A4,A5";
const N: &str = "N1,N2,N3,N4,N5";

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&run(arguments).well().stdout).expect("JSON on standard output")
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

#[test]
fn comparing_two_groups_gives_rs_effect_sizes() {
    let Some(reference) = reference("`compare` was not compared with R's bfi values") else { return };
    let file = reference.join("data/bfi.csv");
    let scale = format!("A={A}:1-6");
    let ours = json(&[
        "compare",
        path(&file),
        "--unit",
        "age",
        "--group",
        "gender",
        "--scale",
        &scale,
        "--reverse",
        "A1",
        "--format",
        "json",
    ]);
    let pair = &ours["scales"]["A"]["pairs"][0];
    let theirs = &statistics(&reference, "bfi.json")["gender_effect.A_mean"]["value"];
    let number = |value: &Value| value.as_f64().unwrap();
    for (ours, theirs, digits) in [
        (&pair["cohens_d"], &theirs["d"], 1e-12),
        (&pair["hedges_g"], &theirs["g"], 1e-12),
        (&pair["welch_t"], &theirs["t"], 1e-12),
        // effectsize searches its interval with a tolerance of its own.
        (&pair["d_ci"]["lower"], &theirs["ci"][0], 1e-6),
        (&pair["d_ci"]["upper"], &theirs["ci"][1], 1e-6),
    ] {
        assert!((number(ours) - number(theirs)).abs() <= digits * number(theirs).abs(), "{ours} is not R's {theirs}");
    }
    assert_eq!(pair["n"], theirs["n"]);
    // People of one age are a little alike, and letting them be so cannot make the comparison surer in general.
    assert!(number(&pair["se_CR2_clubSandwich"]) > number(&pair["se_CR0_HC0"]));
    assert_eq!(ours["scales"]["A"]["units"].as_array().unwrap().len(), 63);
}

#[test]
fn items_that_work_differently_are_rs() {
    let Some(reference) = reference("`dif` was not compared with R's bfi values") else { return };
    let file = reference.join("data/bfi.csv");
    let theirs = statistics(&reference, "bfi.json");
    let mut compared = 0;
    for (items, reversed) in [(A, "A1"), (N, "")] {
        let items = format!("{items}:1-6");
        let mut arguments = vec!["dif", path(&file), "--group", "gender", "--items", &items, "--format", "json"];
        if !reversed.is_empty() {
            arguments.extend(["--reverse", reversed]);
        }
        let ours = json(&arguments);
        for item in ours["items"].as_array().unwrap() {
            let item = item.as_str().unwrap();
            let own = &ours["comparisons"][0]["items"][item];
            // Proportional odds are fitted; ordinal::clm stops its own search at about a ten-millionth.
            let logistic = &theirs[format!("DIF.ordinal_logistic.{item}")]["value"];
            compared += compare_with(&own["ordinal_logistic"], logistic, item, &|_| within(1e-6));
            let mut mantel = theirs[format!("DIF.mantel.{item}")]["value"].clone();
            mantel["focal"] = "2".into();
            compared += compare_with(&own["mantel"], &mantel, item, &|_| within(1e-10));
            if item == "A1" {
                compared +=
                    compare_with(&ours["GMH"][item], &theirs["GMH.nominal.A1"]["value"], item, &|_| within(1e-10));
            }
        }
    }
    assert!(compared > 270, "only {compared} numbers were compared");
}

/// lavaan stops its search where χ² no longer moves; estimates near nought are then good to a hundred-thousandth.
fn of_lavaan(path: &str) -> Bound {
    if path.contains("pvalue") || path.contains("Pr(") {
        within_of_one(1e-6)
    } else if path.contains("estimates") {
        within_of_one(5e-5)
    } else {
        within_of_one(1e-6)
    }
}

#[test]
fn the_sequence_of_invariance_is_lavaans() {
    let Some(reference) = reference("`invariance` was not compared with lavaan") else { return };
    let model = "visual=x1,x2,x3;textual=x4,x5,x6;speed=x7,x8,x9";
    let file = reference.join("data/HolzingerSwineford1939.csv");
    let ours = json(&["invariance", path(&file), "--group", "school", "--model", model, "--format", "json"]);
    let theirs = statistics(&reference, "HolzingerSwineford1939.json");
    let mut record = theirs["invariance.school.ML"]["value"].clone();
    record["model"] = model.into();
    assert!(compare_with(&ours, &record, "school", &of_lavaan) > 500);
    // The order is that of the file, not of the alphabet: the first group is the one whose means are nought.
    let told = run(&["invariance", path(&file), "--group", "school", "--model", model, "--format", "json"]).well();
    assert!(told.stdout.find("Pasteur").unwrap() < told.stdout.find("Grant-White").unwrap());
    let partial = &ours["partial"]["scalar"];
    assert_eq!(partial["released"], serde_json::json!(["x3 ~1", "x7 ~1"]));
    assert!(compare_with(&partial["fit"], &theirs["partial_scalar.x3_x7"]["value"], "partial", &of_lavaan) > 15);
}

#[test]
fn ordered_answers_are_lavaans_wlsmv() {
    let Some(reference) = reference("`invariance --ordered` was not compared with lavaan") else { return };
    let (file, model) = (reference.join("data/bfi.csv"), format!("A={A}"));
    let ours =
        json(&["invariance", path(&file), "--group", "gender", "--model", &model, "--ordered", "--format", "json"]);
    let theirs = &statistics(&reference, "bfi.json")["ordinal_WLSMV.A.invariance_gender"]["value"];
    assert_eq!(compare_with(&ours["fit"], theirs, "ordered", &|_| within(1e-6)), 21);
}

#[test]
fn the_text_forms_keep_to_eighty_columns_and_say_what_may_be_compared() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two groups.csv");
    let mut rows = String::from("unit,former,q1,q2,q3,q4\n");
    let mut state = 1_u64;
    let mut dice = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 3
    };
    for person in 0..400 {
        let former = if person % 2 == 0 { "a municipality with a very long name" } else { "Hurum" };
        let mood = dice();
        let answers: Vec<String> = (0..4).map(|_| (1 + mood + dice()).to_string()).collect();
        rows.push_str(&format!("U{},{former},{}\n", person % 8, answers.join(",")));
    }
    std::fs::write(&file, rows).unwrap();
    let items = "q1,q2,q3,q4:1-5";
    for arguments in [
        vec!["compare", path(&file), "--unit", "unit", "--group", "former", "--scale", "S=q1,q2,q3,q4:1-5"],
        vec!["dif", path(&file), "--group", "former", "--items", items],
        vec!["invariance", path(&file), "--group", "former", "--model", "f=q1,q2,q3,q4"],
        vec!["invariance", path(&file), "--group", "former", "--model", "f=q1,q2,q3,q4", "--ordered"],
    ] {
        let told = run(&arguments).well().stdout;
        assert!(told.contains("Hurum"), "{told}");
        for line in told.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        file
    };
    let alone = write("alone.csv", "u,g,a,b,c\n1,x,1,2,3\n2,x,2,3,4\n");
    let decimal = write("decimal.csv", "u,g,a,b,c\n1,x,1,2.5,3\n2,y,2,3,4\n");
    let text = write("text.csv", "u,g,a,b,c\n1,x,1,often,3\n2,y,2,3,4\n");
    let blank = write("blank.csv", "u,g,a,b,c\n1,,1,2,3\n2,y,2,3,4\n");
    let cases: [(Vec<&str>, &[&str]); 8] = [
        (
            vec!["compare", path(&alone), "--unit", "u", "--group", "g", "--scale", "S=a,b,c:1-5"],
            &["--group g", "`x`", "two groups"],
        ),
        (vec!["dif", path(&alone), "--group", "g", "--items", "a,b,c"], &["--group g", "two groups"]),
        (vec!["dif", path(&decimal), "--group", "g", "--items", "a,b,c"], &["line 2", "field b", "2.5"]),
        (vec!["dif", path(&alone), "--group", "g", "--items", "a,b,c", "--reverse", "a"], &["--reverse", ":MIN-MAX"]),
        (vec!["dif", path(&blank), "--group", "g", "--items", "a,b,c:1-5"], &["line 2", "field g", "empty"]),
        (
            vec!["invariance", path(&text), "--group", "g", "--model", "f=a,b,c"],
            &["line 2", "field b", "`often` is not a number"],
        ),
        (vec!["invariance", path(&alone), "--group", "g", "--model", "f=a,b"], &["--model", "three items"]),
        (vec!["invariance", path(&alone), "--group", "g", "--model", "f=a,b,zz"], &["alone.csv", "no column zz"]),
    ];
    for (arguments, parts) in cases {
        let told = run(&arguments).refusal();
        for part in parts {
            assert!(told.contains(part), "{arguments:?}: {told}");
        }
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    }
}

/// A fit that cannot be had is no error of the caller's: the reason stands in the result.
#[test]
fn a_fit_that_cannot_be_had_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("few.csv");
    let mut rows = String::from("g,a,b,c\n");
    for person in 0..40_u32 {
        // In the second group nobody chose point 3 of item a, and item c is the sum of nothing new.
        let (group, a) = if person < 20 { ("x", 1 + person % 3) } else { ("y", 1 + person % 2) };
        rows.push_str(&format!("{group},{a},{},{}\n", 1 + (person / 3) % 3, 1 + (person / 3) % 3));
    }
    std::fs::write(&file, rows).unwrap();
    let model = ["--group", "g", "--model", "f=a,b,c", "--format", "json"];
    let ours = json(&[&["invariance", path(&file)], &model[..]].concat());
    assert_eq!(ours["fit"], serde_json::json!({}));
    assert!(ours["unknown"]["fit"].as_str().unwrap().contains("a sum of others"), "{ours}");
    let ours = json(&[&["invariance", path(&file), "--ordered"], &model[..]].concat());
    assert!(ours["unknown"]["fit"].as_str().unwrap().contains("nobody in one of the groups chose"), "{ours}");
}
