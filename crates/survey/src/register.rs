//! All units over time, read from three files and proven to be one organisation on every day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::lineage::LineageError;
use crate::unit::{NAME_LENGTH_MAX, name};
use crate::{
    Date, FileError, FileErrors, FormerMunicipality, Lineage, Organisation, OrganisationError, Row, Source, Table,
    Unit, UnitId,
};

/// All units over time.
///
/// On every day on which any unit is valid, the valid ones are an [`Organisation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    units: Vec<Unit>,
    former_municipalities: Arc<[FormerMunicipality]>,
    lineage: Lineage,
}

/// The columns of the file with units.
const UNIT_COLUMNS: [&str; 8] =
    ["unit", "name", "parent", "service_area", "unit_type", "former_municipality", "valid_from", "valid_to"];
/// The columns of the file with former municipalities.
const FORMER_COLUMNS: [&str; 3] = ["id", "name", "merged"];
/// The columns of the file with lineage.
const LINEAGE_COLUMNS: [&str; 2] = ["old_unit", "new_unit"];
/// The column of that file that may be left out.
const LINEAGE_SHARE: &str = "share";

impl Register {
    /// Reads the three files that describe an organisation, comma-separated and with these headers:
    ///
    /// - units: `unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to`. A unit that was renamed or
    ///   moved has one row for each time. The root has no parent; `valid_to` is the first day the row no longer holds, or empty;
    ///   `service_area` and `former_municipality` may be empty.
    /// - former municipalities: `id,name,merged`, in the order they are shown in; `merged` is `true`, or `false` for those
    ///   who were employed after the merger.
    /// - lineage: `old_unit,new_unit`, and `share` if wanted; several rows for one old unit mean that it was split. A share is
    ///   the part of the old unit's people that went to the new one, such as `0.64` or `64 %`: given for all rows of a unit or
    ///   for none, and adding up to exactly 1 (100 %).
    ///
    /// Every problem that can be found is returned, not only the first.
    pub fn from_csv(units: Source<'_>, former: Source<'_>, lineage: Source<'_>) -> Result<Self, FileErrors> {
        let mut errors = Vec::new();
        let mut keep = |found: FileErrors| errors.extend(found.into_vec());
        let former = read_former(former).map_err(&mut keep).ok();
        let rows = read_units(units, former.as_deref()).map_err(&mut keep).ok();
        if let Some(rows) = &rows {
            prove(units.file, rows, former.as_ref().unwrap_or(&Arc::from([]))).unwrap_or_else(&mut keep);
        }
        let lineage = read_lineage(lineage, rows.as_deref()).map_err(&mut keep).ok();
        match (rows, former, lineage, FileErrors::unless_empty(errors)) {
            (_, _, _, Err(errors)) => Err(errors),
            (Some(rows), Some(former_municipalities), Some(lineage), Ok(())) => {
                let units = rows.into_iter().map(|(_, unit)| unit).collect();
                Ok(Self { units, former_municipalities, lineage })
            }
            // A file that gave nothing gave an error, so there is no other case; an empty list is still an answer.
            (_, _, _, Ok(())) => {
                Err(FileError::new(units.file, None, "", "the organisation cannot be read", "").into())
            }
        }
    }

    /// The organisation on one day.
    pub fn at(&self, date: Date) -> Result<Organisation, OrganisationError> {
        let valid: Vec<&Unit> = self.units.iter().filter(|unit| unit.is_valid_on(date)).collect();
        Organisation::build(date, &valid, Arc::clone(&self.former_municipalities))
    }

    /// Every row of the file with units, in its order.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Every former municipality, in the order of its file.
    #[must_use]
    pub fn former_municipalities(&self) -> &[FormerMunicipality] {
        &self.former_municipalities
    }

    /// Which units became which.
    #[must_use]
    pub fn lineage(&self) -> &Lineage {
        &self.lineage
    }
}

fn read_former(source: Source<'_>) -> Result<Arc<[FormerMunicipality]>, FileErrors> {
    let table = Table::read(source, &FORMER_COLUMNS)?;
    let mut errors = Vec::new();
    let mut found: Vec<FormerMunicipality> = Vec::new();
    for row in table.rows() {
        match former(&row) {
            Ok(former) if found.iter().any(|known| known.id == former.id) => {
                errors.push(row.error("id", format!("`{}` is there twice", former.id), "give each its own id"));
            }
            Ok(former) => found.push(former),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() && found.is_empty() {
        let remedy = "add a row for each, one for an organisation that was never merged";
        errors.push(FileError::new(source.file, None, "", "there are no former municipalities", remedy));
    }
    if found.len() > usize::from(u8::MAX) {
        let problem = "there are more than 255 former municipalities";
        errors.push(FileError::new(source.file, None, "", problem, "keep those that are compared"));
    }
    FileErrors::unless_empty(errors)?;
    Ok(Arc::from(found))
}

fn former(row: &Row<'_>) -> Result<FormerMunicipality, FileError> {
    let merged = match row.value("merged") {
        "true" => true,
        "false" => false,
        other => {
            let problem = format!("{other:?} is neither true nor false");
            return Err(row.error("merged", problem, "write true, or false for those employed after the merger"));
        }
    };
    Ok(FormerMunicipality { id: row.parse("id", "write an id such as asker")?, name: read_name(row)?, merged })
}

fn read_name(row: &Row<'_>) -> Result<String, FileError> {
    name("name", NAME_LENGTH_MAX, row.value("name"))
        .map_err(|error| row.error("name", error.to_string(), "write a name on one line, at most 200 characters"))
}

type Rows = Vec<(u64, Unit)>;

fn read_units(source: Source<'_>, former: Option<&[FormerMunicipality]>) -> Result<Rows, FileErrors> {
    let table = Table::read(source, &UNIT_COLUMNS)?;
    let mut errors = Vec::new();
    let mut rows = Rows::new();
    for row in table.rows() {
        match unit(&row, former) {
            Ok(unit) => rows.push((row.line(), unit)),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() && rows.is_empty() {
        errors.push(FileError::new(source.file, None, "", "there are no units", "add a row for each unit"));
    }
    FileErrors::unless_empty(errors)?;
    Ok(rows)
}

fn unit(row: &Row<'_>, former: Option<&[FormerMunicipality]>) -> Result<Unit, FileError> {
    let date = "write the date as year-month-day, such as 2020-01-31";
    let unit = Unit {
        id: row.parse("unit", "write a short code")?,
        name: read_name(row)?,
        parent: row.parse_optional("parent", "write the code of a unit, or nothing for the root")?,
        service_area: row.parse_optional("service_area", "write a name on one line, at most 80 characters")?,
        unit_type: row.parse("unit_type", "write what kind of place it is, at most 80 characters")?,
        former_municipality: row
            .parse_optional("former_municipality", "write an id from the file of former municipalities")?,
        valid_from: row.parse("valid_from", date)?,
        valid_to: row.parse_optional("valid_to", date)?,
    };
    if unit.valid_to.is_some_and(|end| end <= unit.valid_from) {
        let remedy = "write the first day after it, or nothing if the row still holds";
        return Err(row.error("valid_to", format!("the row ends before it begins on {}", unit.valid_from), remedy));
    }
    if let (Some(id), Some(former)) = (&unit.former_municipality, former)
        && !former.iter().any(|known| known.id == *id)
    {
        let known: Vec<&str> = former.iter().map(|known| known.id.as_str()).collect();
        let problem = format!("there is no former municipality `{id}`");
        return Err(row.error(
            "former_municipality",
            problem,
            format!("write one of {}, or nothing", known.join(", ")),
        ));
    }
    Ok(unit)
}

/// Proves that the rows are one organisation on every day. The set of valid rows only changes on days on which a row begins or
/// ends, so those days stand for all others.
fn prove(file: &str, rows: &[(u64, Unit)], former: &Arc<[FormerMunicipality]>) -> Result<(), FileErrors> {
    let known: BTreeSet<&UnitId> = rows.iter().map(|(_, unit)| &unit.id).collect();
    let mut errors: Vec<FileError> = Vec::new();
    for (line, unit) in rows {
        if let Some(parent) = unit.parent.as_ref().filter(|parent| !known.contains(parent)) {
            let problem = format!("unit `{}` has parent `{parent}`, which is not in the file", unit.id);
            errors.push(FileError::new(file, Some(*line), "parent", problem, "add the parent or correct its code"));
        }
    }
    FileErrors::unless_empty(errors)?;

    let days: BTreeSet<Date> =
        rows.iter().flat_map(|(_, unit)| [Some(unit.valid_from), unit.valid_to]).flatten().collect();
    let mut found: BTreeMap<(Option<u64>, &str), FileError> = BTreeMap::new();
    for day in days {
        let valid: Vec<&Unit> = rows.iter().map(|(_, unit)| unit).filter(|unit| unit.is_valid_on(day)).collect();
        let Err(error) = Organisation::build(day, &valid, Arc::clone(former)) else { continue };
        let Some((at, field, remedy)) = whereabouts(&error) else { continue };
        let valid_lines =
            rows.iter().filter(|(_, unit)| unit.id == *at && unit.is_valid_on(day)).map(|(line, _)| *line);
        let line = valid_lines.max();
        found.entry((line, field)).or_insert_with(|| FileError::new(file, line, field, error.to_string(), remedy));
    }
    FileErrors::unless_empty(found.into_values().collect())
}

/// The unit, the column and the remedy of an error. A day without any unit is not an error: nothing existed then.
fn whereabouts(error: &OrganisationError) -> Option<(&UnitId, &'static str, &'static str)> {
    match error {
        OrganisationError::NoUnits { .. } | OrganisationError::TooMany { .. } => None,
        OrganisationError::Overlap { unit, .. } => Some((unit, "valid_from", "let one row end before the next begins")),
        OrganisationError::TwoRoots { second, .. } => Some((second, "parent", "give every unit but one a parent")),
        OrganisationError::ParentNotValid { unit, .. } => {
            Some((unit, "parent", "let the parent be valid as long as its units are, or end this row with it"))
        }
        OrganisationError::Cycle { units, .. } => {
            units.first().map(|unit| (unit, "parent", "let one of them have a parent outside the circle"))
        }
    }
}

fn read_lineage(source: Source<'_>, units: Option<&[(u64, Unit)]>) -> Result<Lineage, FileErrors> {
    let table = Table::read_with(source, &LINEAGE_COLUMNS, &[LINEAGE_SHARE])?;
    let known: Option<BTreeSet<&UnitId>> = units.map(|rows| rows.iter().map(|(_, unit)| &unit.id).collect());
    let mut lineage = Lineage::default();
    let mut errors = Vec::new();
    for row in table.rows() {
        if let Err(error) = step(&row, known.as_ref(), &mut lineage) {
            errors.push(error);
        }
    }
    // A row that was refused leaves its unit's shares short, which is no error of its own.
    if errors.is_empty() {
        errors.extend(lineage.share_faults().iter().map(|fault| of_shares(&table, fault)));
    }
    FileErrors::unless_empty(errors)?;
    Ok(lineage)
}

fn step(row: &Row<'_>, known: Option<&BTreeSet<&UnitId>>, lineage: &mut Lineage) -> Result<(), FileError> {
    let read = |column: &str| -> Result<UnitId, FileError> {
        let unit: UnitId = row.parse(column, "write the code of a unit")?;
        if known.is_some_and(|known| !known.contains(&unit)) {
            let problem = format!("there is no unit `{unit}` in the file of units");
            return Err(row.error(column, problem, "add the unit, with the days it was valid, or correct its code"));
        }
        Ok(unit)
    };
    let (old, new) = (read("old_unit")?, read("new_unit")?);
    let share =
        row.parse_optional(LINEAGE_SHARE, "write the part of the old unit's people that went to the new one")?;
    lineage.add(old, new, share).map_err(|error| {
        let remedy = match error {
            LineageError::Itself(_) => "remove the row; a unit that goes on needs none",
            LineageError::Twice { .. } => "remove the row",
            LineageError::Cycle { .. } => "turn the row round or remove it",
            LineageError::SharesIncomplete { .. } | LineageError::SharesDoNotAddUp { .. } => "correct the shares",
        };
        row.error("new_unit", error.to_string(), remedy)
    })
}

/// A fault of a unit's shares at the first of its rows that is at fault; the message names all its lines.
fn of_shares(table: &Table, fault: &LineageError) -> FileError {
    let (old, incomplete) = match fault {
        LineageError::SharesIncomplete { old } => (old.as_str(), true),
        LineageError::SharesDoNotAddUp { old, .. } => (old.as_str(), false),
        _ => ("", false),
    };
    let rows: Vec<Row<'_>> = table.rows().filter(|row| row.value("old_unit") == old).collect();
    let lines: Vec<String> = rows.iter().map(|row| row.line().to_string()).collect();
    let at_fault = rows.iter().find(|row| !incomplete || row.value(LINEAGE_SHARE).is_empty()).or(rows.first());
    let problem = format!("{fault} (lines {})", lines.join(", "));
    let remedy = if incomplete {
        "give every row of the unit a share, or none of them"
    } else {
        "let the shares of the unit's rows add up to exactly 1 (100 %)"
    };
    match at_fault {
        Some(row) => row.error(LINEAGE_SHARE, problem, remedy),
        None => FileError::new("", None, LINEAGE_SHARE, problem, remedy),
    }
}
