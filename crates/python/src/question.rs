//! The words of a query as Python gives them.

use std::collections::BTreeMap;

use pyo3::prelude::*;

/// One text, or several.
#[derive(FromPyObject)]
pub(crate) enum Words {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// What a column must be: one value, or any of several.
#[derive(FromPyObject)]
pub(crate) enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Any of these.
    Any(Vec<String>),
}

/// Conditions as texts, or as what columns must be.
#[derive(FromPyObject)]
pub(crate) enum Conditions {
    /// As texts.
    Words(Words),
    /// As a dictionary.
    Equal(BTreeMap<String, Value>),
}

/// The texts; none where nothing was said.
pub(crate) fn listed(words: Option<Words>) -> Vec<String> {
    match words {
        None => Vec::new(),
        Some(Words::One(word)) => vec![word],
        Some(Words::Several(words)) => words,
    }
}

impl Conditions {
    /// Each as it is typed on a command line.
    pub(crate) fn into_list(self) -> Vec<String> {
        match self {
            Conditions::Words(words) => listed(Some(words)),
            Conditions::Equal(columns) => columns.into_iter().flat_map(equal).collect(),
        }
    }
}

fn equal((column, value): (String, Value)) -> Vec<String> {
    match value {
        Value::Text(text) => vec![format!("{column}={text}")],
        Value::Whole(number) => vec![format!("{column}={number}")],
        Value::Number(number) => vec![format!("{column}={number}")],
        Value::Any(texts) => texts.into_iter().map(|text| format!("{column}={text}")).collect(),
    }
}
