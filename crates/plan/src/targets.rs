//! The units' own targets for their sickness absence: one row per unit and year.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use survey::{FileError, FileErrors, Register, Row, Source, Table, UnitId};

use crate::decimal::Decimal;
use crate::figures::{Places, year};

/// The columns of the file, in the order in which they are written.
pub const TARGET_COLUMNS: [&str; 3] = ["unit", "year", "target"];

/// What each unit set itself as its highest absence rate, in percent, year by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetTable {
    targets: BTreeMap<(UnitId, i32), Decimal>,
}

impl TargetTable {
    /// Reads the file; `target` is a percentage with a decimal point, as in 7.3.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do.
    pub fn from_csv(source: Source<'_>, register: &Register) -> Result<TargetTable, FileErrors> {
        let table = Table::read(source, &TARGET_COLUMNS)?;
        let places = Places::of(register);
        let mut errors = Vec::new();
        let mut targets = BTreeMap::new();
        let mut first_lines: BTreeMap<(UnitId, i32), u64> = BTreeMap::new();
        for line in table.rows() {
            let unit = places.unit(line).map_err(|error| errors.push(error));
            let year = year(line).map_err(|error| errors.push(error));
            let target = target(line).map_err(|error| errors.push(error));
            let (Ok(unit), Ok(year), Ok(target)) = (unit, year, target) else { continue };
            let key = (unit, year);
            if let Some(first) = first_lines.get(&key) {
                let problem = format!("unit {} already has a target for {} on line {first}", key.0, key.1);
                errors.push(line.error("year", problem, "keep one of the two rows"));
                continue;
            }
            first_lines.insert(key.clone(), line.line());
            targets.insert(key, target);
        }
        FileErrors::unless_empty(errors)?;
        Ok(TargetTable { targets })
    }

    /// The targets of one year.
    pub fn in_year(&self, year: i32) -> impl Iterator<Item = (&UnitId, Decimal)> {
        self.targets.iter().filter(move |((_, of), _)| *of == year).map(|((unit, _), target)| (unit, *target))
    }

    /// How many targets there are, over all years.
    #[must_use]
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The table as the text of a file, which [`TargetTable::from_csv`] reads back the same.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = TARGET_COLUMNS.join(",");
        text.push('\n');
        for ((unit, year), target) in &self.targets {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{unit},{year},{target}");
        }
        text
    }
}

fn target(line: Row<'_>) -> Result<Decimal, FileError> {
    let wrong = |problem: String| line.error("target", problem, "write a percentage from 0 to 100, as in 7.3");
    let target = Decimal::parse(line.value("target")).map_err(|error| wrong(error.to_string()))?;
    let percent = target.to_f64();
    if (0.0..=100.0).contains(&percent) { Ok(target) } else { Err(wrong(format!("{target} is not a percentage"))) }
}
