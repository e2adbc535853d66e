//! The roster: how many are invited from each unit and former municipality. It holds no person.

use std::path::Path;

use anyhow::Result;
use archive::Invited;
use intake::Place;
use survey::{Date, FormerMunicipalityId, Register, UnitId};

use crate::exit::Refusal;
use crate::project::read_text;

const COLUMNS: &str = "unit,former_municipality,invited";

/// Reads a roster; every unit and former municipality must be in the organisation at the date.
pub(crate) fn read(file: &Path, register: &Register, date: Date) -> Result<Vec<Invited>> {
    let text = read_text(file)?;
    let organisation = register.at(date)?;
    let refuse = |line: usize, problem: String| Refusal(format!("{}, line {line}, {problem}", file.display()));
    let mut lines = text.lines().enumerate();
    let header = lines.next().map(|(_, header)| header.trim_start_matches('\u{feff}').trim()).unwrap_or_default();
    if header != COLUMNS {
        return Err(refuse(1, format!("the header is `{header}`; it must be `{COLUMNS}`, with commas")).into());
    }
    let mut roster = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let line_number = number + 1;
        let mut fields = line.split(',').map(str::trim);
        let (Some(unit), Some(former), Some(invited), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(refuse(line_number, format!("`{line}` does not have the three fields {COLUMNS}")).into());
        };
        let unit = UnitId::new(unit).map_err(|error| refuse(line_number, format!("field unit: {error}")))?;
        let former_municipality = FormerMunicipalityId::new(former)
            .map_err(|error| refuse(line_number, format!("field former_municipality: {error}")))?;
        if organisation.index_of(&unit).is_none() {
            return Err(refuse(
                line_number,
                format!("field unit: {unit} is not in the organisation at {date}; add it to units.csv"),
            )
            .into());
        }
        if organisation.former_municipality_index(&former_municipality).is_none() {
            return Err(refuse(
                line_number,
                format!(
                    "field former_municipality: {former_municipality} is not known; add it to former_municipalities.csv"
                ),
            )
            .into());
        }
        let invited = invited
            .parse()
            .map_err(|_| refuse(line_number, format!("field invited: `{invited}` is not a whole number")))?;
        roster.push(Invited { unit, former_municipality, invited });
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
