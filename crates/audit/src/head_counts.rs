//! What the attacker knows beside the files: how many people of each kind there are in each unit.

use survey::{FileError, FileErrors, Source, Table};

use crate::release::WHOLE;

/// The columns of a file of head counts.
const COLUMNS: [&str; 4] = ["unit", "former_municipality", "role", "n"];

/// People by unit, former municipality and role: those who work in the unit itself, not below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadCounts {
    rows: Vec<(String, String, String, u64)>,
}

impl HeadCounts {
    /// Counts from rows of unit, former municipality, role and people.
    #[must_use]
    pub fn from_rows(rows: Vec<(String, String, String, u64)>) -> HeadCounts {
        HeadCounts { rows }
    }

    /// Reads `unit,former_municipality,role,n`. An empty former municipality or role, or `*`, means that it is not told apart.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do.
    pub fn from_csv(source: Source<'_>) -> Result<HeadCounts, FileErrors> {
        let table = Table::read(source, &COLUMNS)?;
        let mut errors: Vec<FileError> = Vec::new();
        let mut rows = Vec::new();
        for row in table.rows() {
            let class = |column| if row.value(column).is_empty() { WHOLE } else { row.value(column) }.to_owned();
            if row.value("unit").is_empty() {
                errors.push(row.error("unit", "there is no unit", "write the unit's id"));
            }
            match row.value("n").parse() {
                Ok(n) => rows.push((row.value("unit").to_owned(), class("former_municipality"), class("role"), n)),
                Err(_) => {
                    let problem = format!("{:?} is not a number of people", row.value("n"));
                    errors.push(row.error("n", problem, "write digits only"));
                }
            }
        }
        FileErrors::unless_empty(errors)?;
        Ok(HeadCounts { rows })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, &str, &str, u64)> {
        self.rows.iter().map(|(unit, former, role, n)| (unit.as_str(), former.as_str(), role.as_str(), *n))
    }
}
