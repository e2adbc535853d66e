//! The absence file: one row per unit, former municipality and month.

use crate::details_columns::{details, values};
use crate::{AbsenceRow, AbsenceRowError, DETAIL_COLUMNS, Details, PersonDays};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use survey::{Date, FileError, FileErrors, FormerMunicipalityId, Month, Row, Source, Table, UnitId};

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
    /// The rows of a month were extracted on different days.
    #[error("{month} has rows of different vintages; a month is extracted as a whole")]
    Vintages {
        /// The month.
        month: Month,
    },
}

impl AbsenceTable {
    /// A table of rows in any order.
    ///
    /// # Errors
    /// When two rows have the same unit, former municipality and month, or the rows of a month have different vintages.
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
            if row.month() == next.month() && row.details().vintage != next.details().vintage {
                return Err(AbsenceTableError::Vintages { month: row.month() });
            }
        }
        Ok(Self { rows })
    }

    /// The same rows, all extracted on one day.
    #[must_use]
    pub fn of_vintage(self, vintage: Date) -> Self {
        let stated = |row: AbsenceRow| {
            let details = Details { vintage: Some(vintage), ..row.details().clone() };
            // What was true beside the row still is.
            row.clone().with(details).unwrap_or(row)
        };
        Self { rows: self.rows.into_iter().map(stated).collect() }
    }

    /// Reads the absence file.
    ///
    /// Values are separated by commas and days are written with a decimal point and at most six decimals. The columns of
    /// [`DETAIL_COLUMNS`] need not be there; what they do not say is not known.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do.
    pub fn from_csv(source: Source<'_>) -> Result<Self, FileErrors> {
        let table = Table::read_with(source, &COLUMNS, &DETAIL_COLUMNS)?;
        let mut errors = Vec::new();
        let mut rows = Vec::new();
        let mut first_lines: BTreeMap<(Month, UnitId, FormerMunicipalityId), u64> = BTreeMap::new();
        let mut vintages: BTreeMap<Month, (Option<Date>, u64)> = BTreeMap::new();
        for line in table.rows() {
            let Some(row) = row(line, &mut errors) else { continue };
            let key = (row.month(), row.unit().clone(), row.former_municipality().clone());
            if let Some(first) = first_lines.get(&key) {
                let (month, unit, former) = key;
                let problem = format!("unit {unit}, former municipality {former} already has {month} on line {first}");
                errors.push(line.error("month", problem, "keep one of the two rows"));
                continue;
            }
            let (vintage, first) = *vintages.entry(row.month()).or_insert((row.details().vintage, line.line()));
            if vintage != row.details().vintage {
                let problem =
                    format!("{} has another vintage on line {first}; a month is extracted as a whole", row.month());
                errors.push(line.error("vintage", problem, "state the same day in every row of the month"));
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
        let knows_more = self.rows.iter().any(|row| *row.details() != Details::default());
        if knows_more {
            text.push(',');
            text.push_str(&DETAIL_COLUMNS.join(","));
        }
        text.push('\n');
        for row in &self.rows {
            let (unit, former, month) = (row.unit(), row.former_municipality(), row.month());
            let (employees, agreed) = (row.employees(), row.agreed());
            let (own, certified) = (row.lost_self_certified(), row.lost_certified());
            // Writing to a string cannot fail.
            let _ = write!(text, "{unit},{former},{month},{employees},{own},{certified},{agreed}");
            if knows_more {
                text.push(',');
                text.push_str(&values(row.details()).join(","));
            }
            text.push('\n');
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
    let details = details(line, errors);
    if errors.len() > before {
        return None;
    }
    let row = AbsenceRow::new(unit.ok()?, former.ok()?, month.ok()?, employees.ok()?, days);
    match row.and_then(|row| row.with(details)) {
        Ok(row) => Some(row),
        Err(error) => {
            let field = match error {
                AbsenceRowError::NoEmployees { .. } => employees_column,
                AbsenceRowError::LostExceedsAgreed { .. } | AbsenceRowError::LostOverflows => "agreed_days",
                AbsenceRowError::BandsDoNotAddUp { kind: "certified", .. } => "lost_days_certified",
                AbsenceRowError::BandsDoNotAddUp { .. } => "lost_days_self_certified",
                AbsenceRowError::MoreAbsentThanEmployed { .. } | AbsenceRowError::AbsentWithoutDays { .. } => {
                    "employees_absent"
                }
                AbsenceRowError::LargestIsNothing { kind: "certified", .. }
                | AbsenceRowError::LargestShrinks { kind: "certified", .. } => "largest_lost_days_certified",
                AbsenceRowError::LargestIsNothing { .. } | AbsenceRowError::LargestShrinks { .. } => {
                    "largest_lost_days_self_certified"
                }
                AbsenceRowError::TooMuchHoliday { .. } => "holiday_days",
            };
            errors.push(line.error(field, error.to_string(), "check the figures against the payroll system"));
            None
        }
    }
}
