//! The command line itself: help a person can read, and exit codes that mean something.

use std::process::{Command, Output};

fn mestring(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_mestring")).args(arguments).output()
}

#[test]
fn every_verb_explains_itself_within_eighty_columns() {
    for verb in [
        "demo",
        "synth",
        "serve",
        "wave",
        "invite",
        "backup",
        "restore",
        "import",
        "analyse",
        "release",
        "audit",
        "cube",
        "report",
        "stats",
        "query",
        "sql",
        "describe",
        "completions",
    ] {
        let output = mestring(&[verb, "--help"]).unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{verb}");
        assert!(help.contains("Usage:"), "{verb}: {help}");
        let first = help.lines().next().unwrap_or_default();
        assert!(first.len() > 20, "{verb} opens with `{first}`");
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{verb}: {line}");
        }
    }
}

#[test]
fn a_mistyped_verb_is_exit_code_two() {
    assert_eq!(mestring(&["analyze"]).unwrap().status.code(), Some(2));
    assert_eq!(mestring(&["stats", "x.csv", "--unit", "u", "--scale", "LEAD"]).unwrap().status.code(), Some(2));
}

#[test]
fn a_missing_project_is_a_refusal_that_says_what_to_do() {
    let output = mestring(&["--project", "/nonexistent-project", "analyse"]).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("/nonexistent-project/mestring.toml") && told.contains("mestring synth"), "{told}");
}
