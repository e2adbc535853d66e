//! A table of cells: one row for each cell of the cube, shown or not.

use survey::{FileError, FileErrors, Row, Source, Table};

use super::{Context, Reader, printed, sum_of_mean, text};
use crate::release::{Cell, Mark, Measure, Release, State, WHOLE};

/// The columns of a table of cells.
pub const COLUMNS: [&str; 10] =
    ["wave", "unit", "former_municipality", "role", "measure", "n", "value", "lower", "upper", "status"];

/// Reads a table of cells. `*` stands for everybody; `status` is `shown` or a mark.
#[derive(Clone, Copy, Debug)]
pub struct Csv<'c> {
    /// The units the rows name.
    pub context: &'c Context,
}

impl Reader for Csv<'_> {
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Release, FileErrors> {
        let table = Table::read(Source { file, text: text(file, bytes)? }, &COLUMNS)?;
        let mut errors = Vec::new();
        let mut release = self.context.empty(file);
        for row in table.rows() {
            release.cells.extend(self.cell(row, &mut errors));
        }
        FileErrors::unless_empty(errors)?;
        Ok(release)
    }
}

impl Csv<'_> {
    /// One row as a cell; what is wrong with it is added to the errors.
    fn cell(&self, row: Row<'_>, errors: &mut Vec<FileError>) -> Option<Cell> {
        let before = errors.len();
        let class = |column| if row.value(column).is_empty() { WHOLE } else { row.value(column) }.to_owned();
        let place = self.context.tree.find(&class("unit"));
        if place.is_none() {
            let problem = format!("there is no unit or area {:?} in the cube beside this table", row.value("unit"));
            errors.push(row.error("unit", problem, "give the cube of the same wave, or correct the id"));
        }
        if row.value("measure").is_empty() {
            errors.push(row.error("measure", "there is no measure", "write what the number is about"));
        }
        let measure = Measure { wave: row.value("wave").to_owned(), name: row.value("measure").to_owned() };
        let state = if row.value("status") == "shown" {
            let n = row.parse_optional("n", "write digits only").unwrap_or_else(|error| {
                errors.push(error);
                None
            });
            let value = printed(row.value("value"));
            if value.is_none() {
                let problem = format!("{:?} is not a number, and the status says it is shown", row.value("value"));
                errors.push(row.error("value", problem, "write digits with a decimal point"));
            }
            value.map(|value| State::Shown { n, value, sum: sum_of_mean(&measure, n, value) })
        } else {
            let mark = mark(row.value("status"));
            if mark.is_none() {
                let problem = format!("{:?} is no status", row.value("status"));
                errors.push(row.error(
                    "status",
                    problem,
                    format!("write shown or one of {}", MARKS.map(|(word, _)| word).join(", ")),
                ));
            }
            if !row.value("value").is_empty() {
                errors.push(row.error(
                    "value",
                    "a hidden cell has a value",
                    "this file must not leave: it shows what it hides",
                ));
            }
            mark.map(State::Hidden)
        };
        if errors.len() > before {
            return None;
        }
        Some(Cell { place: place?, former: class("former_municipality"), role: class("role"), measure, state: state? })
    }
}

const MARKS: [(&str, Mark); 6] = [
    ("too_few", Mark::TooFew),
    ("too_few_employees", Mark::TooFew),
    ("protects_another", Mark::ProtectsAnother),
    ("withheld", Mark::Withheld),
    ("not_asked", Mark::Absent),
    ("not_measured", Mark::Absent),
];

/// The mark a word of the cube or of a table stands for.
pub(super) fn mark(word: &str) -> Option<Mark> {
    MARKS.iter().find(|(known, _)| *known == word).map(|(_, mark)| *mark)
}
