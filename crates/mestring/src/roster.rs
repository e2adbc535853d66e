//! The roster: how many are invited from each unit and former municipality. It holds no person.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use archive::Invited;
use intake::Place;
use survey::{Date, FileError, FileErrors, FormerMunicipalityId, Organisation, Register, Row, Table, UnitId};

use crate::files::NamedText;

/// Reads a roster; every unit and former municipality must be in the organisation at the date.
pub(crate) fn read(file: &Path, register: &Register, date: Date) -> Result<Vec<Invited>> {
    let text = NamedText::read(file)?;
    let table = Table::read(text.source(), &["unit", "former_municipality", "invited"])?;
    let organisation = register.at(date)?;
    let mut errors = Vec::new();
    let mut roster = Vec::<Invited>::new();
    let mut places = BTreeSet::new();
    for row in table.rows() {
        match invited(&row, &organisation, date) {
            Ok(invited) if !places.insert((invited.unit.clone(), invited.former_municipality.clone())) => {
                let problem = format!("{} has a row for {} already", invited.unit, invited.former_municipality);
                errors.push(row.error("unit", problem, "keep one row with the sum"));
            }
            Ok(invited) => roster.push(invited),
            Err(error) => errors.push(error),
        }
    }
    FileErrors::unless_empty(errors)?;
    if roster.iter().all(|row| row.invited == 0) {
        return Err(FileError::new(
            text.source().file,
            None,
            "invited",
            "nobody is invited",
            "add a row for each unit",
        )
        .into());
    }
    Ok(roster)
}

/// One place for every invited person.
pub(crate) fn places(file: &Path, register: &Register, date: Date) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    for row in read(file, register, date)? {
        for _ in 0..row.invited {
            places.push(Place { unit: row.unit.clone(), former_municipality: row.former_municipality.clone() });
        }
    }
    Ok(places)
}

fn invited(row: &Row<'_>, organisation: &Organisation, date: Date) -> Result<Invited, FileError> {
    let unit: UnitId = row.parse("unit", "write the unit's id as in units.csv")?;
    if organisation.index_of(&unit).is_none() {
        let problem = format!("{unit} is not in the organisation at {date}");
        return Err(row.error("unit", problem, "add it to units.csv, or correct the id"));
    }
    let former_municipality: FormerMunicipalityId =
        row.parse("former_municipality", "write the id as in former_municipalities.csv")?;
    if organisation.former_municipality_index(&former_municipality).is_none() {
        let problem = format!("{former_municipality} is not known");
        return Err(row.error(
            "former_municipality",
            problem,
            "add it to former_municipalities.csv, or correct the id",
        ));
    }
    let invited = row.parse("invited", "write how many are invited, as a whole number")?;
    Ok(Invited { unit, former_municipality, invited })
}
