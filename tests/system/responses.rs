//! `mestring synth responses`: a wave of very many responses, or nothing.

use std::fs;
use std::process::{Command, Stdio};

use archive::{Manifest, read_records};

use crate::binary::{self, run};

fn asked() -> survey::Instrument {
    synth::response_wave(&survey::mestring().unwrap()).unwrap().1
}

#[test]
fn a_wave_of_responses_is_whole_sorted_and_the_same_for_the_same_seed() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("wave");
    let arguments = |out: &std::path::Path, seed: &str| {
        let out = out.display().to_string();
        ["synth", "responses", "--rows", "3000", "--units", "40", "--seed", seed, "--out", &out].map(str::to_owned)
    };
    let go = |out: &std::path::Path, seed: &str| {
        let arguments = arguments(out, seed);
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let told = go(&out, "7").well().stdout;
    assert!(told.contains("3000 responses of 40 units in 1 parts"), "{told}");
    let manifest = Manifest::read(&out).unwrap();
    manifest.verify(&out).unwrap();
    assert_eq!((manifest.rows(), manifest.layout_version()), (3_000, 3));
    let records = read_records(&out, &asked()).unwrap();
    assert!(records.is_sorted());
    assert_eq!(records.iter().map(|record| &record.unit).collect::<std::collections::BTreeSet<_>>().len(), 40);

    let again = root.path().join("again");
    go(&again, "7").well();
    assert_eq!(fs::read(out.join("manifest.json")).unwrap(), fs::read(again.join("manifest.json")).unwrap());
    let other = root.path().join("other");
    go(&other, "8").well();
    assert_ne!(fs::read(out.join("manifest.json")).unwrap(), fs::read(other.join("manifest.json")).unwrap());

    // What is there already is left alone.
    let refused = go(&out, "9").refusal();
    assert!(refused.contains("it exists already; name a folder that does not, or remove this one"), "{refused}");
    assert_eq!(Manifest::read(&out).unwrap(), manifest);
}

#[test]
fn what_cannot_be_drawn_is_refused_in_one_sentence_and_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("wave");
    let folder = out.display().to_string();
    for (rows, units, missing, expect) in [
        ("0", "3", "0.02", "0 rows; ask for at least 1"),
        ("3", "0", "0.02", "0 units; ask for at least 1"),
        ("3", "4", "0.02", "more units than rows"),
        ("3", "1", "0.6", "not a number from 0 to 0.5"),
        ("3", "1", "NaN", "not a number from 0 to 0.5"),
        ("9000000", "4", "0", "ask for at least 5 units"),
        ("200000000000", "1000000", "0", "choose at least 1 row and at most 100000 parts"),
    ] {
        let arguments =
            ["synth", "responses", "--rows", rows, "--units", units, "--missing", missing, "--out", &folder];
        let refused = run(&arguments).refusal();
        assert!(refused.contains(expect) && refused.lines().count() == 1, "{refused}");
        assert!(!out.exists());
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_takes_back_what_it_wrote() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("wave");
    let mut child = Command::new(binary::path())
        .args(["synth", "responses", "--rows", "40000000", "--units", "400", "--out"])
        .arg(&out)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !out.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it wrote");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("interrupted before this was done"), "{said}");
    assert!(!out.exists());
}
