//! What the files refer to: the units and former municipalities of the register.

use super::keys::Keys;
use survey::{FileError, FormerMunicipalityId, Register, Row, UnitId};

/// Units and former municipalities by id.
pub(super) struct Names<'a> {
    register: &'a Register,
    units: Keys,
    former: Keys,
    /// For each numbered unit, its first row in the register: a unit that was renamed has several rows and is one unit.
    rows: Vec<usize>,
}

impl<'a> Names<'a> {
    pub(super) fn of(register: &'a Register) -> Self {
        let (mut units, mut former, mut rows) = (Keys::default(), Keys::default(), Vec::new());
        for (at, unit) in register.units().iter().enumerate() {
            let number = units.number(unit.id().as_str());
            if usize::try_from(number).is_ok_and(|number| number == rows.len()) {
                rows.push(at);
            }
        }
        for municipality in register.former_municipalities() {
            former.number(municipality.id().as_str());
        }
        Self { register, units, former, rows }
    }

    /// The number of the unit a row names. Units are numbered in the order of the register.
    pub(super) fn unit(&self, row: Row<'_>) -> Result<u32, FileError> {
        let id = row.value("unit");
        let unknown = || row.error("unit", format!("unit {id} is not in units.csv"), "add it there, or correct the id");
        self.units.get(id).ok_or_else(unknown)
    }

    /// The number of the former municipality a row names.
    pub(super) fn former(&self, row: Row<'_>) -> Result<u32, FileError> {
        let id = row.value("former_municipality");
        self.former.get(id).ok_or_else(|| {
            let problem = format!("there is no former municipality {id}");
            row.error("former_municipality", problem, "add it to former_municipalities.csv, or correct the id")
        })
    }

    /// The ids of a place.
    pub(super) fn ids(&self, (unit, former): (u32, u32)) -> Option<(UnitId, FormerMunicipalityId)> {
        let unit = self.rows.get(usize::try_from(unit).ok()?)?;
        let former = self.register.former_municipalities().get(usize::try_from(former).ok()?)?;
        Some((self.register.units().get(*unit)?.id().clone(), former.id().clone()))
    }
}
