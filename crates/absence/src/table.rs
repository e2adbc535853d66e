//! The absence file: one row per unit, former municipality and month.

use crate::{AbsenceRow, AbsenceRowError, PersonDays};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use survey::{FileError, FileErrors, FormerMunicipalityId, Month, Source, UnitId};

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
        let mut reader = Reader { file: source.file, errors: Vec::new() };
        let rows = reader.rows(source.text);
        FileErrors::unless_empty(reader.errors)?;
        Self::from_rows(rows).map_err(|error| {
            FileError::new(source.file, None, "unit", error.to_string(), "keep one of the rows").into()
        })
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

/// Reads one file and remembers what is wrong with it.
struct Reader<'a> {
    file: &'a str,
    errors: Vec<FileError>,
}

impl Reader<'_> {
    fn note(&mut self, line: u64, field: &str, problem: impl Into<String>, remedy: &str) {
        self.errors.push(FileError::new(self.file, Some(line), field, problem, remedy));
    }

    fn rows(&mut self, text: &str) -> Vec<AbsenceRow> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut records = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes())
            .into_records();
        let places = match records.next() {
            Some(Ok(header)) => self.places(&header),
            Some(Err(error)) => {
                self.note(1, "header", error.to_string(), "save the file as comma-separated text in UTF-8");
                None
            }
            None => {
                self.note(1, "header", "the file is empty", &format!("begin it with the line {}", COLUMNS.join(",")));
                None
            }
        };
        let Some(places) = places else { return Vec::new() };
        let mut rows = Vec::new();
        let mut first_lines: BTreeMap<(Month, UnitId, FormerMunicipalityId), u64> = BTreeMap::new();
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    self.note(line, "row", error.to_string(), "save the file as comma-separated text in UTF-8");
                    continue;
                }
            };
            let line = record.position().map_or(1, csv::Position::line);
            let Some(row) = self.row(line, &record, &places) else { continue };
            let key = (row.month(), row.unit().clone(), row.former_municipality().clone());
            if let Some(first) = first_lines.get(&key) {
                let (month, unit, former) = key;
                let problem = format!("unit {unit}, former municipality {former} already has {month} on line {first}");
                self.note(line, "month", problem, "keep one of the two rows");
                continue;
            }
            first_lines.insert(key, line);
            rows.push(row);
        }
        rows
    }

    /// Where each of [`COLUMNS`] stands in the file.
    fn places(&mut self, header: &csv::StringRecord) -> Option<[usize; 7]> {
        let before = self.errors.len();
        if header.len() == 1 && header.iter().any(|name| name.contains(';')) {
            let remedy = "save it with commas between the columns and points as decimal marks";
            self.note(1, "header", "the columns are separated by semicolons", remedy);
            return None;
        }
        for (position, name) in header.iter().enumerate() {
            if !COLUMNS.contains(&name) {
                let remedy = format!("the columns are {}", COLUMNS.join(","));
                self.note(1, name, "there is no such column in an absence file", &remedy);
            } else if header.iter().take(position).any(|earlier| earlier == name) {
                self.note(1, name, "the column stands in the file twice", "keep one of the two columns");
            }
        }
        let mut places = [0; 7];
        for (place, name) in places.iter_mut().zip(COLUMNS) {
            match header.iter().position(|found| found == name) {
                Some(position) => *place = position,
                None => self.note(1, name, "the column is missing", "add the column"),
            }
        }
        (self.errors.len() == before).then_some(places)
    }

    fn row(&mut self, line: u64, record: &csv::StringRecord, places: &[usize; 7]) -> Option<AbsenceRow> {
        if record.len() != COLUMNS.len() {
            let problem = format!("the row has {} values, the header {}", record.len(), COLUMNS.len());
            let [.., own, certified, agreed] = COLUMNS;
            let (field, remedy) = if record.iter().any(|value| value.contains(';')) {
                ("row".to_owned(), "put commas between the values")
            } else if record.len() > COLUMNS.len() {
                (format!("{own}, {certified} or {agreed}"), "write decimals with a point, as in 12.5")
            } else {
                ("row".to_owned(), "give every column a value")
            };
            self.note(line, &field, problem, remedy);
            return None;
        }
        let values = places.map(|place| record.get(place).unwrap_or_default());
        let [unit, former, month, employees, days @ ..] = values;
        let [unit_column, former_column, month_column, employees_column, day_columns @ ..] = COLUMNS;

        let unit = UnitId::new(unit).map_err(|error| self.note(line, unit_column, error.to_string(), "correct the id"));
        let former = FormerMunicipalityId::new(former)
            .map_err(|error| self.note(line, former_column, error.to_string(), "correct the id"));
        let month = Month::parse(month)
            .map_err(|error| self.note(line, month_column, error.to_string(), "write year and month as in 2023-01"));
        let employees = employees.parse::<u32>().map_err(|_| {
            let problem = format!("\"{employees}\" is not a whole number of employees");
            self.note(line, employees_column, problem, "write digits only");
        });
        let mut parsed = [Some(PersonDays::ZERO); 3];
        for ((slot, text), column) in parsed.iter_mut().zip(days).zip(day_columns) {
            *slot = PersonDays::parse(text)
                .map_err(|error| self.note(line, column, error.to_string(), "correct the number of days"))
                .ok();
        }
        let [Some(own), Some(certified), Some(agreed)] = parsed else { return None };
        let (unit, former, month, employees) = (unit.ok()?, former.ok()?, month.ok()?, employees.ok()?);
        match AbsenceRow::new(unit, former, month, employees, [own, certified, agreed]) {
            Ok(row) => Some(row),
            Err(error) => {
                let field = match error {
                    AbsenceRowError::NoEmployees { .. } => employees_column,
                    _ => "agreed_days",
                };
                self.note(line, field, error.to_string(), "check the figures against the payroll system");
                None
            }
        }
    }
}
