//! An SPSS system file of one view. Codes are numbers there: the position of a word in its list, counted from 1.

use spss::{Kind, Reader as Rows, Variable};
use survey::FileErrors;

use super::views::{Value, View, release};
use super::{Context, Reader, damaged};
use crate::release::Release;

/// The words that the attack reads, in the order that their numbers count. A position never changes, whatever is added behind it.
const LISTS: [(&str, &[&str]); 3] = [
    ("status", &["shown", "too_few", "too_few_employees", "protects_another", "not_asked", "not_measured"]),
    ("statistic", &["mean", "sd", "favourable", "rwg_j", "alpha", "icc1", "icc2", "rate", "value"]),
    ("role", &["*", "leader", "professional", "skilled", "assistant", "office"]),
];

/// Reads a system file.
#[derive(Clone, Copy, Debug)]
pub struct SystemFile<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for SystemFile<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let wrong = |error: &dyn std::fmt::Display| {
            damaged(file, error, "give the file as it was exported, not one that was saved again with other labels")
        };
        let rows = Rows::open(bytes).map_err(|error| wrong(&error))?;
        let variables: Vec<Variable> = rows.dictionary().variables().to_vec();
        let header: Vec<String> = variables.iter().map(|variable| variable.name().to_string()).collect();
        let mut view = View::unnamed(header, Vec::new());
        for (row, number) in rows.zip(1_u64..) {
            let cells = row.map_err(|error| wrong(&error))?.into_iter().zip(&variables);
            let cells: Result<Vec<Value>, String> = cells.map(|(found, variable)| value(found, variable)).collect();
            view.rows.push(cells.map_err(|problem| wrong(&format!("row {number}, {problem}")))?);
        }
        release(self.context, file, &[view])
    }
}

/// Numbers with labels are codes, and the rest is what it is.
fn value(found: spss::Value, variable: &Variable) -> Result<Value, String> {
    let is_code = matches!(variable.kind(), Kind::Number(numeric) if !numeric.labels().is_empty());
    Ok(match found {
        spss::Value::Missing => Value::Text(String::new()),
        spss::Value::Text(text) => Value::Text(text),
        spss::Value::Number(code) if is_code => Value::Text(word(code, variable.name().as_str())?),
        spss::Value::Number(number) => Value::Number(number),
    })
}

/// The word of a code; of a column that the attack does not read its number is as good.
fn word(code: f64, column: &str) -> Result<String, String> {
    let Some((_, words)) = LISTS.iter().find(|(name, _)| *name == column) else { return Ok(code.to_string()) };
    let found = words.iter().zip(1_u32..).find(|(_, position)| f64::from(*position).total_cmp(&code).is_eq());
    found.map(|(word, _)| (*word).to_owned()).ok_or_else(|| format!("variable {column}: {code} is no code of a view"))
}
