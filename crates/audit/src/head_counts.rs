//! What the attacker knows beside the files: how many people of each kind there are in each unit.

use std::collections::BTreeMap;

use survey::{FileError, FileErrors, Source, Table};

use crate::release::{Measure, WHOLE};

/// The columns a file of head counts must have.
const COLUMNS: [&str; 4] = ["unit", "former_municipality", "role", "n"];
/// The columns it may have: whose people a row counts. A row without them counts for everything.
const OF_MEASURE: [&str; 2] = ["wave", "measure"];

/// Unit, former municipality, role, people.
type Row = (String, String, String, u64);

/// People by unit, former municipality and role: those who work in the unit itself, not below it. Not everybody answers every
/// scale, so a measure may have counts of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadCounts {
    general: Option<Vec<Row>>,
    of: BTreeMap<(String, String), Vec<Row>>,
}

impl HeadCounts {
    /// Counts from rows of unit, former municipality, role and people, whatever is measured.
    #[must_use]
    pub fn from_rows(rows: Vec<Row>) -> HeadCounts {
        HeadCounts { general: Some(rows), of: BTreeMap::new() }
    }

    /// The same with the people of one measure: `scale` is the name before the first dot, as in [`Measure::scale`].
    #[must_use]
    pub fn with(mut self, wave: impl Into<String>, scale: impl Into<String>, rows: Vec<Row>) -> HeadCounts {
        self.of.entry((wave.into(), scale.into())).or_default().extend(rows);
        self
    }

    /// Reads `unit,former_municipality,role,n`, and `wave,measure` if wanted. An empty former municipality or role, or `*`, means
    /// that it is not told apart; an empty measure, that the row counts for all of them.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do.
    pub fn from_csv(source: Source<'_>) -> Result<HeadCounts, FileErrors> {
        let table = Table::read_with(source, &COLUMNS, &OF_MEASURE)?;
        let mut errors: Vec<FileError> = Vec::new();
        let mut counts = HeadCounts::default();
        for row in table.rows() {
            let class = |column| if row.value(column).is_empty() { WHOLE } else { row.value(column) }.to_owned();
            let (wave, measure) = (row.value("wave"), row.value("measure"));
            if row.value("unit").is_empty() {
                errors.push(row.error("unit", "there is no unit", "write the unit's id"));
            }
            if wave.is_empty() != measure.is_empty() {
                let field = if wave.is_empty() { "wave" } else { "measure" };
                errors.push(row.error(field, "wave and measure belong together", "write both or neither"));
            }
            match row.value("n").parse() {
                Ok(n) => {
                    let people = (row.value("unit").to_owned(), class("former_municipality"), class("role"), n);
                    if measure.is_empty() {
                        counts.general.get_or_insert_default().push(people);
                    } else {
                        counts.of.entry((wave.to_owned(), measure.to_owned())).or_default().push(people);
                    }
                }
                Err(_) => {
                    let problem = format!("{:?} is not a number of people", row.value("n"));
                    errors.push(row.error("n", problem, "write digits only"));
                }
            }
        }
        FileErrors::unless_empty(errors)?;
        Ok(counts)
    }

    /// The counts that are not about one measure. Employees are others than those who answered, so they tell nothing of these.
    pub(crate) fn general(&self) -> Option<&[Row]> {
        self.general.as_deref()
    }

    /// A measure's own counts.
    pub(crate) fn of(&self, measure: &Measure) -> Option<&[Row]> {
        self.of.get(&(measure.wave.clone(), measure.scale().to_owned())).map(Vec::as_slice)
    }
}
