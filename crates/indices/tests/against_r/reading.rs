//! Reading tables and expected numbers, and comparing with them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use indices::aggregation::GroupMoments;
use serde_json::Value;

/// The folder of published references, or a loud line.
pub(crate) fn folder(unchecked: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    if folder.join("lq2002.json").is_file() {
        return Some(folder);
    }
    // Not `eprintln!`, which the test runner swallows when the test passes.
    let line = format!("\nNOT CHECKED: {unchecked}: no published references in {}\n", folder.display());
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

pub(crate) fn statistics(folder: &Path, file: &str) -> Value {
    json(&folder.join(file))["statistics"].take()
}

/// A comma-separated table without quotes.
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let split = |line: &str| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect();
        let mut lines = text.lines();
        Self { header: split(lines.next().unwrap()), rows: lines.map(split).collect() }
    }

    fn position(&self, column: &str) -> usize {
        self.header.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"))
    }

    pub(crate) fn column(&self, column: &str) -> Vec<&str> {
        let position = self.position(column);
        self.rows.iter().map(|row| row[position].as_str()).collect()
    }

    /// A column of decimal numbers as integers, each times ten to the power of `decimals`.
    pub(crate) fn scaled(&self, column: &str, decimals: usize) -> Vec<i128> {
        let scale = |text: &str| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            assert!(fraction.len() <= decimals, "{column} holds {text}");
            format!("{whole}{fraction:0<decimals$}").parse().unwrap()
        };
        self.column(column).into_iter().map(scale).collect()
    }

    /// The answers to some items, counted per group.
    pub(crate) fn counted(&self, shape: &ScaleShape, items: &[String], groups: &[String]) -> Counted {
        let columns: Vec<Vec<u8>> = items
            .iter()
            .map(|item| {
                let code = |text: &str| if text.is_empty() || text == "NA" { NO_ANSWER } else { text.parse().unwrap() };
                self.column(item).into_iter().map(code).collect()
            })
            .collect();
        let names: BTreeMap<&str, usize> = {
            let mut names: Vec<&str> = groups.iter().map(String::as_str).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().zip(0..).collect()
        };
        let cells: Vec<u32> = groups.iter().map(|group| u32::try_from(names[group.as_str()]).unwrap()).collect();
        let mut counts = vec![ScaleCounts::new(shape); names.len()];
        let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
        ScaleCounts::add_columns(&mut counts, &cells, &columns).unwrap();
        let mut total = ScaleCounts::new(shape);
        counts.iter().for_each(|unit| total.merge(unit).unwrap());
        Counted { total, units: names.into_keys().map(str::to_owned).zip(counts).collect() }
    }
}

/// One scale, counted for everybody and per unit.
pub(crate) struct Counted {
    pub(crate) total: ScaleCounts,
    pub(crate) units: BTreeMap<String, ScaleCounts>,
}

impl Counted {
    /// Moments of the score sums of each unit, on the common denominator of the shape.
    pub(crate) fn moments(&self) -> Vec<GroupMoments> {
        let of_unit = |unit: &ScaleCounts| {
            let total = unit.score_total();
            GroupMoments { n: total.persons, sum: total.sum.into(), squares: total.squares.try_into().unwrap() }
        };
        self.units.values().map(of_unit).collect()
    }
}

/// Moments of scores.
pub(crate) fn moments(scores: &[i128]) -> GroupMoments {
    GroupMoments {
        n: u64::try_from(scores.len()).unwrap(),
        sum: scores.iter().sum(),
        squares: scores.iter().map(|score| score * score).sum(),
    }
}

/// Names as published tables have them: a stem and two digits.
pub(crate) fn numbered(stem: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{stem}{number:02}")).collect()
}

/// Compares with R to a relative difference; `null` and NA mean unknown.
pub(crate) fn check(what: &str, value: Option<f64>, expected: &Value, relative: f64) {
    match (value, expected.as_f64()) {
        (None, None) => {}
        (Some(value), Some(expected)) => {
            let difference = (value - expected).abs();
            assert!(
                difference <= relative * expected.abs(),
                "{what}: {value:e} instead of {expected:e}, {:e} relative",
                difference / expected.abs()
            );
        }
        (value, expected) => panic!("{what}: {value:?} instead of {expected:?}"),
    }
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) fn names(expected: &Value) -> Vec<String> {
    expected.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}
