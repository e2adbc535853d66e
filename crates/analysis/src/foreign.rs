//! Responses of another tool: a table of answers becomes records, checked like every other answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use survey::{
    AnswerError, FormerMunicipalityId, Instrument, ItemId, NOT_RELEVANT, Record, Response, RoleClass, UnitId,
};
use thiserror::Error;

use crate::table::{Table, TableError, is_missing};

/// Which column of a foreign table holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The column with the unit id.
    pub unit: String,
    /// The column with the former municipality's id.
    pub former_municipality: String,
    /// The column with the kind of work, where there is one; an empty field says nothing of it.
    pub role_class: Option<String>,
    /// For each item that was asked, its column. Items left out were not answered.
    pub items: BTreeMap<ItemId, String>,
    /// Codes that mean "not relevant", as written in the file; `6` is also `6.0`.
    pub not_relevant: Vec<String>,
    /// Codes that mean "no answer", besides an empty field and `NA`.
    pub no_answer: Vec<String>,
}

/// Why a foreign table does not become records.
#[derive(Debug, Error)]
pub enum ForeignError {
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The mapping names an item that the instrument does not have.
    #[error("the mapping names item {item}, which instrument {instrument} does not have; correct the [items] table")]
    UnknownItem {
        /// The item.
        item: String,
        /// The instrument.
        instrument: String,
    },
    /// A unit or former municipality that is no id, or a kind of work that is none.
    #[error("{}, line {line}, field {column}: {reason}", file.display())]
    BadId {
        /// The file.
        file: PathBuf,
        /// Line in the file.
        line: usize,
        /// The column.
        column: String,
        /// What is wrong, and what may stand there.
        reason: String,
    },
    /// An answer that the instrument does not allow.
    #[error("{}, line {line}, field {column}: {reason}; correct the field or the mapping", file.display())]
    BadAnswer {
        /// The file.
        file: PathBuf,
        /// Line in the file.
        line: usize,
        /// The column.
        column: String,
        /// What is wrong.
        reason: AnswerError,
    },
}

/// Reads every row as one record.
///
/// # Errors
/// At the first row that is not a valid response, naming file, line and column; nothing is kept of the others.
pub fn records(file: &Path, columns: &Columns, instrument: &Instrument) -> Result<Vec<Record>, ForeignError> {
    if let Some(item) = columns.items.keys().find(|item| instrument.item_position(item).is_none()) {
        return Err(ForeignError::UnknownItem { item: item.to_string(), instrument: instrument.id().to_string() });
    }
    let mut wanted = vec![columns.unit.as_str(), columns.former_municipality.as_str()];
    wanted.extend(columns.role_class.as_deref());
    wanted.extend(columns.items.values().map(String::as_str));
    let table = Table::open(file, &wanted)?;
    let units = ids(file, &table, &columns.unit, |text| UnitId::new(text).map_err(|error| error.to_string()))?;
    let former = ids(file, &table, &columns.former_municipality, |text| {
        FormerMunicipalityId::new(text).map_err(|error| error.to_string())
    })?;
    let roles = match &columns.role_class {
        Some(column) => ids(file, &table, column, role)?,
        None => vec![None; table.rows()],
    };
    let mut answers: Vec<Vec<String>> = vec![Vec::with_capacity(columns.items.len()); table.rows()];
    for column in columns.items.values() {
        let mut rows = answers.iter_mut();
        table.for_each(column, |_, text| {
            if let Some(row) = rows.next() {
                row.push(columns.own_code(text).to_owned());
            }
            Ok::<(), TableError>(())
        })?;
    }
    let mut records = Vec::with_capacity(table.rows());
    let places = units.into_iter().zip(former).zip(roles);
    for ((line, answers), ((unit, former_municipality), role)) in (2..).zip(&answers).zip(places) {
        let given = columns.items.keys().map(ItemId::as_str).zip(answers.iter().map(String::as_str));
        let response = Response::parse(instrument, given).map_err(|errors| columns.bad_answer(file, line, &errors))?;
        records.push(Record { unit, former_municipality, role, response });
    }
    Ok(records)
}

impl Columns {
    fn own_code<'a>(&self, text: &'a str) -> &'a str {
        // Programs that hold codes as floats write 4.0, and 9.0 for a 9 that means no answer.
        let whole = text.strip_suffix(".0").unwrap_or(text);
        let is_among = |codes: &[String]| codes.iter().any(|code| code == text || code == whole);
        if is_missing(text) || is_among(&self.no_answer) {
            ""
        } else if is_among(&self.not_relevant) {
            NOT_RELEVANT
        } else {
            whole
        }
    }

    fn bad_answer(&self, file: &Path, line: usize, errors: &[AnswerError]) -> ForeignError {
        let reason = errors.first().cloned().unwrap_or(AnswerError::UnknownItem { item: String::new() });
        let column = reason
            .item()
            .and_then(|wrong| self.items.iter().find(|(item, _)| item.as_str() == wrong))
            .map(|(_, column)| column.clone())
            .unwrap_or_default();
        ForeignError::BadAnswer { file: file.into(), line, column, reason }
    }
}

/// A kind of work, or nothing.
fn role(text: &str) -> Result<Option<RoleClass>, String> {
    if is_missing(text) {
        return Ok(None);
    }
    let read = text.parse().map(Some);
    read.map_err(|error: survey::UnknownRoleClass| format!("{error}; write one of them, or leave it empty"))
}

fn ids<T>(
    file: &Path,
    table: &Table,
    column: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, ForeignError> {
    let mut ids = Vec::with_capacity(table.rows());
    table.for_each(column, |line, text| {
        ids.push(parse(text).map_err(|reason| ForeignError::BadId {
            file: file.into(),
            line,
            column: column.to_owned(),
            reason,
        })?);
        Ok::<(), ForeignError>(())
    })?;
    Ok(ids)
}
