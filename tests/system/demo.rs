//! `mestring demo --exit`: a whole wave from HTTP to the report, the same every time.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::run;
use crate::project::{Snapshot, differences, snapshot, text_of};

const WAVE: &str = "2023-host";

fn demo(folder: &Path) -> String {
    run(&["demo", "--exit", "--into", text_of(folder)]).well().stdout
}

fn json(file: &Path) -> Value {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What has to be the same for the same seed: settled answers, absence, and the sealed cube.
fn settled(folder: &Path) -> Snapshot {
    let mut all = snapshot(folder);
    all.retain(|name, _| {
        ["responses", "released/2023-host", "remembered", "absence"].iter().any(|part| name.starts_with(part))
    });
    all
}

fn number_before(told: &str, words: &str) -> u64 {
    let before = told.split(words).next().filter(|before| before.len() < told.len());
    let before = before.unwrap_or_else(|| panic!("no {words:?} in {told}"));
    before.split_whitespace().next_back().unwrap().parse().unwrap()
}

#[test]
fn the_demo_takes_every_acknowledged_answer_to_the_report_and_comes_out_the_same_again() {
    let beside = tempfile::tempdir().unwrap();
    let folder = beside.path().join("demo");
    let told = demo(&folder);

    let acknowledged = number_before(&told, " answers acknowledged on disk");
    assert!((3_500..=5_000).contains(&acknowledged), "{acknowledged} of some 4,000 answers");
    assert!(number_before(&told, " sent twice, none stored twice") > 50, "{told}");
    let manifest = json(&folder.join(format!("responses/wave={WAVE}/manifest.json")));
    assert_eq!(manifest["rows"], acknowledged);

    the_printed_table_speaks_of_zones_and_certainty(&told);
    the_truth_and_the_cube_are_there(&folder, acknowledged);
    the_pages_are_there_in_three_languages(&folder.join("report"));

    an_attack_finds_nothing_in_it(&folder);

    let first = settled(&folder);
    let marker = folder.join("left-by-the-first-run");
    fs::write(&marker, "").unwrap();
    demo(&folder);
    assert!(!marker.exists(), "the second demo replaces the first");
    assert_eq!(differences(&first, &settled(&folder)), Vec::<String>::new());
}

fn the_printed_table_speaks_of_zones_and_certainty(told: &str) {
    let benchmarks: Vec<&str> = told.lines().filter(|line| line.contains("Hele kommunen")).collect();
    let placed = benchmarks.iter().filter(|line| {
        let zone = ["ønsket", "akseptert", "ikke godkjent"].iter().any(|zone| line.contains(zone));
        let certainty = ["tydelig", "kan være tilfeldig", "for få"].iter().any(|word| line.contains(word));
        zone && certainty
    });
    assert!(placed.count() >= 5, "the benchmark table has a zone and its certainty on each line:\n{told}");
    for former in ["Asker", "Røyken", "Hurum", "Ansatt etter sammenslåingen"] {
        assert!(told.contains(former), "no {former} in {told}");
    }
    for line in told.lines().skip_while(|line| !line.contains("===")).filter(|line| !line.starts_with("Report")) {
        assert!(line.chars().count() <= 80, "wider than 80 columns: {line}");
    }
}

fn the_truth_and_the_cube_are_there(folder: &Path, acknowledged: u64) {
    assert!(json(&folder.join("truth.json")).as_object().is_some_and(|truth| !truth.is_empty()));
    let cube = json(&folder.join(format!("released/{WAVE}/cube.json")));
    assert_eq!(cube["header"]["wave"], WAVE);
    assert_eq!(cube["response"]["shown"]["answered"], acknowledged);
    let people = cube["scores"].as_array().unwrap().iter().filter_map(|score| score["cell"]["shown"]["n"].as_u64());
    assert!(people.clone().count() > 500, "many scores are shown");
    assert!(people.min().is_some_and(|fewest| fewest >= 5), "none of them on fewer than five people");
}

/// What protection costs, and what it is good for: most of the tree is shown, and neither a stranger nor two colleagues learn of a person.
fn an_attack_finds_nothing_in_it(folder: &Path) {
    let told = run(&["--project", text_of(folder), "release", WAVE]).well().stdout;
    assert!(told.contains("We found nothing") && told.contains("released already"), "{told}");
    for level in ["L1", "L2", "L3", "L4"] {
        assert!(told.contains(&format!("- {level} ran")), "{level} did not run: {told}");
    }
    let tenths = |words: &str| {
        let line =
            told.lines().find(|line| line.starts_with(words)).unwrap_or_else(|| panic!("no {words:?} in {told}"));
        let percent = line.split('(').nth(1).and_then(|rest| rest.split(' ').next());
        percent.and_then(|percent| percent.replace('.', "").parse::<u64>().ok()).unwrap_or_else(|| panic!("{line}"))
    };
    assert!(tenths("Means of units with enough answers") >= 920, "{told}");
    assert!(tenths("All cells with enough people") >= 700, "{told}");
    let shown = run(&["--project", text_of(folder), "report"]).well();
    assert!(!shown.stderr.contains("not released"), "{}", shown.stderr);
}

fn the_pages_are_there_in_three_languages(report: &Path) {
    let index = fs::read_to_string(report.join("index.html")).unwrap();
    assert!(index.contains("<svg") && index.contains("<table"), "charts, and tables behind them");
    for (language, word) in [("nb", "Sykefravær"), ("nn", "Sjukefråvær"), ("en", "Sickness absence")] {
        let page = fs::read_to_string(report.join(format!("index.{language}.html"))).unwrap();
        assert!(page.contains(&format!("lang=\"{language}\"")), "{language}");
        assert!(page.contains(word), "{language} has no {word}");
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let file = link.split('#').next().unwrap();
            assert!(file.is_empty() || report.join(file).is_file(), "{language} links to {link}, which is not there");
        }
    }
}

#[test]
fn the_demo_replaces_nothing_but_a_demo() {
    let beside = tempfile::tempdir().unwrap();
    let folder = beside.path().join("mine");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("thesis.txt"), "years of work").unwrap();
    let before = snapshot(beside.path());
    let told = run(&["demo", "--exit", "--into", text_of(&folder)]).refusal();
    assert!(told.contains(text_of(&folder)) && told.contains("--into"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert_eq!(differences(&before, &snapshot(beside.path())), Vec::<String>::new());
}

#[test]
fn a_seed_decides_everything_and_another_seed_gives_other_answers() {
    let beside = tempfile::tempdir().unwrap();
    let drawn: Vec<Snapshot> = ["11", "11", "12"]
        .iter()
        .enumerate()
        .map(|(run_number, seed)| {
            let folder = beside.path().join(run_number.to_string());
            run(&["synth", text_of(&folder), "--employees", "600", "--seed", seed]).well();
            snapshot(&folder)
        })
        .collect();
    assert_eq!(differences(&drawn[0], &drawn[1]), Vec::<String>::new());
    let answers = Path::new("responses/wave=2023-host/part-00000.parquet");
    assert_ne!(drawn[0][answers], drawn[2][answers]);
}
