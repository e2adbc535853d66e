//! The absence file: one row per unit, former municipality and month.

use crate::{AbsenceRow, AbsenceRowError, PersonDays};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use survey::{FileError, FileErrors, FormerMunicipalityId, Month, Row, Source, Table, UnitId};

/// The columns of the absence file, in the order in which they are written. They may be read in any order.
pub const COLUMNS: [&str; 7] = [
    "unit",
    "former_municipality",
    "month",
    "employees",
    "lost_days_self_certified",
    "lost_days_certified",
    "agreed_days",
];

/// Every row of absence, sorted by month, unit and former municipality, at most one row for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbsenceTable {
    rows: Vec<AbsenceRow>,
}

/// Why rows do not make a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbsenceTableError {
    /// Two rows speak of the same people in the same month.
    #[error("unit {unit}, former municipality {former_municipality} has two rows for {month}")]
    Duplicate {
        /// The unit.
        unit: UnitId,
        /// The former municipality.
        former_municipality: FormerMunicipalityId,
        /// The month.
        month: Month,
    },
}

impl AbsenceTable {
    /// A table of rows in any order.
    ///
    /// # Errors
    /// When two rows have the same unit, former municipality and month.
    pub fn from_rows(mut rows: Vec<AbsenceRow>) -> Result<Self, AbsenceTableError> {
        rows.sort_by(|a, b| key(a).cmp(&key(b)));
        for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
            if key(row) == key(next) {
                return Err(AbsenceTableError::Duplicate {
                    unit: row.unit().clone(),
                    former_municipality: row.former_municipality().clone(),
                    month: row.month(),
                });
            }
        }
        Ok(Self { rows })
    }

    /// Reads the absence file.
    ///
    /// Values are separated by commas and days are written with a decimal point and at most four decimals.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do.
    pub fn from_csv(source: Source<'_>) -> Result<Self, FileErrors> {
        let table = Table::read(source, &COLUMNS)?;
        let mut errors = Vec::new();
        let mut rows = Vec::new();
        let mut first_lines: BTreeMap<(Month, UnitId, FormerMunicipalityId), u64> = BTreeMap::new();
        for line in table.rows() {
            let Some(row) = row(line, &mut errors) else { continue };
            let key = (row.month(), row.unit().clone(), row.former_municipality().clone());
            if let Some(first) = first_lines.get(&key) {
                let (month, unit, former) = key;
                let problem = format!("unit {unit}, former municipality {former} already has {month} on line {first}");
                errors.push(line.error("month", problem, "keep one of the two rows"));
                continue;
            }
            first_lines.insert(key, line.line());
            rows.push(row);
        }
        FileErrors::unless_empty(errors)?;
        Self::from_rows(rows)
            .map_err(|error| FileError::new(source.file, None, "month", error.to_string(), "keep one row").into())
    }

    /// The rows, sorted by month, unit and former municipality.
    #[must_use]
    pub fn rows(&self) -> &[AbsenceRow] {
        &self.rows
    }

    /// The table as the text of an absence file, which [`AbsenceTable::from_csv`] reads back the same.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = COLUMNS.join(",");
        text.push('\n');
        for row in &self.rows {
            let (unit, former, month) = (row.unit(), row.former_municipality(), row.month());
            let (employees, agreed) = (row.employees(), row.agreed());
            let (own, certified) = (row.lost_self_certified(), row.lost_certified());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{unit},{former},{month},{employees},{own},{certified},{agreed}");
        }
        text
    }
}

fn key(row: &AbsenceRow) -> (Month, &UnitId, &FormerMunicipalityId) {
    (row.month(), row.unit(), row.former_municipality())
}

/// One line as a row; what is wrong with it is added to the errors.
fn row(line: Row<'_>, errors: &mut Vec<FileError>) -> Option<AbsenceRow> {
    let [unit_column, former_column, month_column, employees_column, day_columns @ ..] = COLUMNS;
    let before = errors.len();
    let unit = line.parse(unit_column, "correct the id").map_err(|error| errors.push(error));
    let former = line.parse(former_column, "correct the id").map_err(|error| errors.push(error));
    let month = line.parse(month_column, "write year and month as in 2023-01").map_err(|error| errors.push(error));
    let employees = line.value(employees_column).parse().map_err(|_| {
        let problem = format!("\"{}\" is not a whole number of employees", line.value(employees_column));
        errors.push(line.error(employees_column, problem, "write digits only"));
    });
    let days = day_columns.map(|column| {
        let error = |error: crate::PersonDaysError| line.error(column, error.to_string(), "correct the number of days");
        PersonDays::parse(line.value(column)).map_err(error).unwrap_or_else(|error| {
            errors.push(error);
            PersonDays::ZERO
        })
    });
    if errors.len() > before {
        return None;
    }
    match AbsenceRow::new(unit.ok()?, former.ok()?, month.ok()?, employees.ok()?, days) {
        Ok(row) => Some(row),
        Err(error) => {
            let field = match error {
                AbsenceRowError::NoEmployees { .. } => employees_column,
                AbsenceRowError::LostExceedsAgreed { .. } | AbsenceRowError::LostOverflows => "agreed_days",
            };
            errors.push(line.error(field, error.to_string(), "check the figures against the payroll system"));
            None
        }
    }
}
