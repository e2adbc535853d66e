//! The house against its plan: the table in ARCHITECTURE.md is what cargo says, and every room is kept tidy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// What a crate may use: our crates, and others'.
#[derive(Debug, Default, PartialEq, Eq)]
struct Uses {
    ours: BTreeSet<String>,
    others: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn packages() -> Vec<Package> {
    let manifest = root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().other_options(vec!["--offline".to_owned()]).exec();
    metadata.expect("cargo metadata answers").packages
}

/// Rows of the form ``| `survey` | - | serde, toml | invariant |`` under the heading `## Rooms`.
fn table_in_architecture() -> BTreeMap<String, Uses> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rooms = text.split("\n## Rooms").nth(1).expect("a section `## Rooms`").split("\n## ").next().unwrap();
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && name != "-").collect()
    };
    rooms
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`').to_owned(), Uses { ours: names(cells[1]), others: names(cells[2]) })
        })
        .collect()
}

#[test]
fn the_dependency_table_is_what_cargo_says() {
    let packages = packages();
    let ours: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let mut found = BTreeMap::new();
    for package in packages.iter().filter(|package| package.manifest_path.as_str().contains("/crates/")) {
        let mut uses = Uses::default();
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
            let side = if ours.contains(&dependency.name) { &mut uses.ours } else { &mut uses.others };
            side.insert(dependency.name.clone());
        }
        found.insert(package.name.to_string(), uses);
    }
    let planned = table_in_architecture();
    assert_eq!(
        planned.keys().collect::<Vec<_>>().len(),
        found.len(),
        "rooms in the table {:?}, crates in the tree {:?}",
        planned.keys(),
        found.keys()
    );
    for (name, uses) in &found {
        let plan = planned.get(name).unwrap_or_else(|| panic!("`{name}` has no row in ARCHITECTURE.md"));
        assert_eq!(plan, uses, "`{name}`: left is ARCHITECTURE.md, right is its Cargo.toml");
    }
}

#[test]
fn heavy_libraries_stay_in_their_rooms() {
    let alone = [
        ("polars", &["analysis", "query"][..]),
        ("sqlparser", &["query"]),
        ("parquet", &["archive", "audit", "exports"]),
        ("rusqlite", &["intake"]),
        ("plotters", &["report"]),
        ("rust_xlsxwriter", &["exports"]),
        ("statrs", &["indices"]),
        ("rand", &["synth"]),
        ("hpke", &["custody"]),
        ("qrcode", &["letters"]),
        ("hyper", &["intake"]),
        ("tokio-rustls", &["intake"]),
        ("pyo3", &["python"]),
    ];
    for package in packages() {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
            for (library, rooms) in alone {
                assert!(
                    dependency.name != library || rooms.contains(&package.name.as_str()),
                    "`{}` uses {library}, which belongs in {rooms:?}",
                    package.name
                );
            }
        }
    }
}

/// The intake seals and cannot open: outside its tests it never names what opens an envelope.
#[test]
fn what_answers_http_never_names_a_key_that_opens() {
    let mut looked_at = 0;
    for file in rust_files(&root().join("crates/intake/src")) {
        if file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let served = text.split("#[cfg(test)]").next().unwrap();
        for opener in ["WaveKey", "custody::Share", "check_canaries"] {
            assert!(!served.contains(opener), "{} names {opener}", file.display());
        }
        looked_at += usize::from(served.contains("SealingKey"));
    }
    assert!(looked_at > 0, "nothing in the intake seals: the test looks in the wrong place");
}

#[test]
fn every_crate_inherits_the_lints_and_every_file_opens_with_its_purpose() {
    let mut longest = Vec::new();
    for package in packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "`{}` does not inherit the lints", package.name);
        for file in rust_files(package.manifest_path.parent().unwrap().as_std_path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            let compile_fail = file.components().any(|part| part.as_os_str() == "fail");
            assert!(compile_fail || text.starts_with("//!"), "{} does not say what it is for", file.display());
            for (number, line) in text.lines().enumerate() {
                let bare = line.trim_start().starts_with("matches!(") && line.trim_end().ends_with(");");
                assert!(!bare, "{}:{}: matches! without assert! checks nothing", file.display(), number + 1);
            }
            longest.push((text.lines().count(), file));
        }
    }
    longest.sort();
    let shown: Vec<String> =
        longest.iter().rev().take(5).map(|(lines, file)| format!("{lines} {}", file.display())).collect();
    println!("longest files:\n{}", shown.join("\n"));
    let (lines, file) = longest.last().unwrap();
    assert!(*lines <= 600, "{} has {lines} lines: two ideas in one file?", file.display());
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
