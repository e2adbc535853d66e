//! Published references beside the repository, and comparing a record of ours with one of theirs.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of published references, or a line that says what went unchecked.
pub(crate) fn reference(unchecked: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    if folder.join("lq2002.json").exists() {
        return Some(folder);
    }
    eprintln!("NOT CHECKED: {} is not here, so {unchecked}", folder.display());
    None
}

/// The statistics of one reference file.
pub(crate) fn statistics(folder: &Path, file: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["statistics"].take()
}

/// `LEAD01,LEAD02,…`
pub(crate) fn columns(stem: &str, count: usize) -> String {
    (1..=count).map(|item| format!("{stem}{item:02}")).collect::<Vec<_>>().join(",")
}

/// Both sides sum doubles of the same numbers.
pub(crate) const EXACT: f64 = 1e-12;

/// How far a number may be from R's, by the path of field names that leads to it.
pub(crate) type Tolerance<'a> = &'a dyn Fn(&str) -> Bound;

/// Relative to R's number, or to `floor` where that is larger.
#[derive(Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) relative: f64,
    pub(crate) floor: f64,
}

/// A relative bound.
pub(crate) fn within(relative: f64) -> Bound {
    Bound { relative, floor: 0.0 }
}

/// A bound that is absolute for numbers below one.
pub(crate) fn within_of_one(relative: f64) -> Bound {
    Bound { relative, floor: 1.0 }
}

/// Compares every number of ours with the number of the same name in the reference, and counts them.
pub(crate) fn compare_with(ours: &Value, theirs: &Value, path: &str, tolerance: Tolerance<'_>) -> usize {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => {
            let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            let Bound { relative, floor } = tolerance(path);
            let bound = relative * theirs.abs().max(floor);
            assert!((ours - theirs).abs() <= bound, "{path}: {ours:e} is not R's {theirs:e}");
            1
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => (0..)
            .zip(ours.iter().zip(theirs))
            .map(|(i, (a, b))| compare_with(a, b, &format!("{path}[{i}]"), tolerance))
            .sum(),
        (Value::Object(ours), Value::Object(theirs)) => ours
            .iter()
            .filter_map(|(name, value)| {
                let other = theirs.get(name)?;
                Some(compare_with(value, other, &format!("{path}.{name}"), tolerance))
            })
            .sum(),
        (Value::String(ours), Value::String(theirs)) => {
            assert_eq!(ours, theirs, "{path}");
            0
        }
        (Value::Bool(ours), Value::Bool(theirs)) => {
            assert_eq!(ours, theirs, "{path}");
            0
        }
        (Value::Null, Value::Null) => 0,
        // R writes a lone number for a vector of one.
        (ours, Value::Array(theirs)) if theirs.len() == 1 => compare_with(ours, &theirs[0], path, tolerance),
        (ours, theirs) => panic!("{path}: ours is {ours}, R's is {theirs}"),
    }
}

/// The same with one relative tolerance.
pub(crate) fn compare(ours: &Value, theirs: &Value, path: &str, digits: f64) -> usize {
    compare_with(ours, theirs, path, &|_| within(digits))
}

/// Every field of theirs that ours lacks, so that none is left out in silence.
pub(crate) fn lacking(ours: &Value, theirs: &Value, path: &str) -> Vec<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => theirs
            .iter()
            .flat_map(|(name, value)| match ours.get(name) {
                Some(own) => lacking(own, value, &format!("{path}.{name}")),
                None => vec![format!("{path}.{name}")],
            })
            .collect(),
        _ => Vec::new(),
    }
}
