//! The file of modules: `unit,module,date`.

use std::collections::{BTreeMap, BTreeSet};

use survey::{Date, FileError, FileErrors, Row, Source, Table, UnitId};

/// How many modules the programme has.
pub const MODULES: u8 = 4;
/// The columns of the file.
pub const MODULE_COLUMNS: [&str; 3] = ["unit", "module", "date"];

/// Which unit's leaders took which module on which day. No unit takes a module twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleCalendar {
    dates: BTreeMap<UnitId, BTreeMap<u8, Date>>,
}

impl ModuleCalendar {
    /// Reads the file, comma-separated and with the header `unit,module,date`: one row for each unit and module, the day
    /// being the first on which the unit's leaders had taken it. A unit is any that was ever in the organisation.
    ///
    /// Every problem is returned, not only the first.
    pub fn from_csv(source: Source<'_>, known: &BTreeSet<&UnitId>) -> Result<Self, FileErrors> {
        let table = Table::read(source, &MODULE_COLUMNS)?;
        let mut errors = Vec::new();
        let mut calendar = Self::default();
        let mut lines: BTreeMap<(UnitId, u8), u64> = BTreeMap::new();
        for row in table.rows() {
            match parsed(&row, known) {
                Err(found) => errors.extend(found),
                Ok((unit, module, date)) => match lines.insert((unit.clone(), module), row.line()) {
                    Some(earlier) => errors.push(row.error(
                        "module",
                        format!("unit `{unit}` has module {module} already, on line {earlier}"),
                        "keep the row with the first day and remove the other",
                    )),
                    None => drop(calendar.dates.entry(unit).or_default().insert(module, date)),
                },
            }
        }
        FileErrors::unless_empty(errors)?;
        Ok(calendar)
    }

    /// Units with any module.
    pub fn units(&self) -> impl Iterator<Item = &UnitId> {
        self.dates.keys()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty()
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.dates.values().map(BTreeMap::len).sum()
    }

    /// The day of each module that a unit has taken.
    pub fn of<'a>(&'a self, unit: &UnitId) -> impl Iterator<Item = (u8, Date)> + use<'a> {
        self.dates.get(unit).into_iter().flatten().map(|(module, date)| (*module, *date))
    }
}

/// All three values of a row, or all that is wrong with them.
fn parsed(row: &Row<'_>, known: &BTreeSet<&UnitId>) -> Result<(UnitId, u8, Date), Vec<FileError>> {
    let unit = row.parse("unit", "write the code of a unit").and_then(|unit: UnitId| {
        if known.contains(&unit) {
            return Ok(unit);
        }
        let problem = format!("there is no unit `{unit}` in units.csv");
        Err(row.error("unit", problem, "add the unit there, with the days it was valid, or correct its code"))
    });
    let module = match row.value("module").parse::<u8>() {
        Ok(module) if (1..=MODULES).contains(&module) => Ok(module),
        _ => {
            let problem = format!("{:?} is no module", row.value("module"));
            Err(row.error("module", problem, format!("write a whole number from 1 to {MODULES}")))
        }
    };
    let date = row.parse("date", "write the date as year-month-day, such as 2019-01-31");
    match (unit, module, date) {
        (Ok(unit), Ok(module), Ok(date)) => Ok((unit, module, date)),
        (unit, module, date) => Err([unit.err(), module.err(), date.err()].into_iter().flatten().collect()),
    }
}
