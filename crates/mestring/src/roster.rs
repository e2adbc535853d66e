//! Lists of invited people: who is to get a code, whose code is to be replaced, and plain counts for imports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use archive::Invited;
use intake::{Code, Place};
use letters::{Channel, RoleClass};
use survey::{Date, FileError, FileErrors, FormerMunicipalityId, Organisation, Register, Row, Table, UnitId};

use crate::files::NamedText;

/// The longest id that the owner of a mailing may give somebody.
const ID_MAX: usize = 100;

/// One person as the owner of the mailing lists them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) place: Place,
    /// For the mail-merge table only; it is not stored with the code.
    pub(crate) role_class: Option<RoleClass>,
    pub(crate) channel: Channel,
}

/// One invitation to replace.
#[derive(Debug)]
pub(crate) struct Replacement {
    pub(crate) id: String,
    pub(crate) channel: Channel,
    pub(crate) old: Code,
    /// Where it stands in the file, for messages.
    pub(crate) line: u64,
}

/// Reads a roster of people; every unit and former municipality must be in the organisation at the date, and every id
/// stands once.
pub(crate) fn people(file: &Path, register: &Register, date: Date) -> Result<Vec<Person>> {
    let text = NamedText::read(file)?;
    let table = Table::read(text.source(), &["id", "unit", "former_municipality", "role_class", "channel"])?;
    let organisation = register.at(date)?;
    let mut ids = BTreeMap::new();
    let rows = table.rows().map(|row| {
        Ok(Person {
            id: id(&row, &mut ids)?,
            place: place(&row, &organisation, date)?,
            role_class: row.parse_optional("role_class", "write one of them, or leave it empty")?,
            channel: row.parse("channel", "write one of them")?,
        })
    });
    all_or_every_error(&text, rows, "id", "nobody is invited", "add a row for each person")
}

/// Reads a list of invitations to replace, with the codes that the owner of the mailing still holds.
pub(crate) fn replacements(file: &Path) -> Result<Vec<Replacement>> {
    let text = NamedText::read(file)?;
    let table = Table::read(text.source(), &["id", "channel", "old_code"])?;
    let (mut ids, mut codes) = (BTreeMap::new(), BTreeMap::new());
    let rows = table.rows().map(|row| {
        let replacement = Replacement {
            id: id(&row, &mut ids)?,
            channel: row.parse("channel", "write one of them")?,
            old: row.parse("old_code", "copy it from the mail-merge table")?,
            line: row.line(),
        };
        match codes.insert(replacement.old.to_string(), row.line()) {
            Some(line) => {
                Err(row.error("old_code", format!("the same code is on line {line}"), "keep one row for each code"))
            }
            None => Ok(replacement),
        }
    });
    all_or_every_error(&text, rows, "id", "no invitation is listed", "add a row for each invitation to replace")
}

/// The rows, or what is wrong with every row that is wrong; a list of nobody is wrong too.
fn all_or_every_error<T>(
    text: &NamedText,
    rows: impl Iterator<Item = Result<T, FileError>>,
    field: &str,
    nobody: &str,
    remedy: &str,
) -> Result<Vec<T>> {
    let (mut good, mut errors) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Ok(row) => good.push(row),
            Err(error) => errors.push(error),
        }
    }
    FileErrors::unless_empty(errors)?;
    if good.is_empty() {
        return Err(FileError::new(text.source().file, None, field, nobody, remedy).into());
    }
    Ok(good)
}

/// What the owner of the mailing calls somebody: any short text, once.
fn id(row: &Row<'_>, seen: &mut BTreeMap<String, u64>) -> Result<String, FileError> {
    let id = row.value("id");
    let length = id.chars().count();
    if id.is_empty() || length > ID_MAX || id.chars().any(char::is_control) {
        let problem = format!("an id has 1 to {ID_MAX} characters on one line, here are {length}");
        return Err(row.error("id", problem, "write what you call the person in your own list"));
    }
    match seen.insert(id.to_owned(), row.line()) {
        Some(line) => Err(row.error("id", format!("the same id is on line {line}"), "keep one row for each person")),
        None => Ok(id.to_owned()),
    }
}

/// Reads how many are invited from each place; every place must be in the organisation at the date.
pub(crate) fn counts(file: &Path, register: &Register, date: Date) -> Result<Vec<Invited>> {
    let text = NamedText::read(file)?;
    let table = Table::read(text.source(), &["unit", "former_municipality", "invited"])?;
    let organisation = register.at(date)?;
    let mut places = BTreeSet::new();
    let rows = table.rows().map(|row| {
        let Place { unit, former_municipality } = place(&row, &organisation, date)?;
        let invited = row.parse("invited", "write how many are invited, as a whole number")?;
        if !places.insert((unit.clone(), former_municipality.clone())) {
            let problem = format!("{unit} has a row for {former_municipality} already");
            return Err(row.error("unit", problem, "keep one row with the sum"));
        }
        Ok(Invited { unit, former_municipality, invited })
    });
    let counts = all_or_every_error(&text, rows, "invited", "nobody is invited", "add a row for each unit")?;
    if counts.iter().all(|row| row.invited == 0) {
        let (problem, remedy) = ("nobody is invited", "add a row for each unit");
        return Err(FileError::new(text.source().file, None, "invited", problem, remedy).into());
    }
    Ok(counts)
}

fn place(row: &Row<'_>, organisation: &Organisation, date: Date) -> Result<Place, FileError> {
    let unit: UnitId = row.parse("unit", "write the unit's id as in units.csv")?;
    if organisation.index_of(&unit).is_none() {
        let problem = format!("{unit} is not in the organisation at {date}");
        return Err(row.error("unit", problem, "add it to units.csv, or correct the id"));
    }
    let former_municipality: FormerMunicipalityId =
        row.parse("former_municipality", "write the id as in former_municipalities.csv")?;
    if organisation.former_municipality_index(&former_municipality).is_none() {
        let problem = format!("{former_municipality} is not known");
        let remedy = "add it to former_municipalities.csv, or correct the id";
        return Err(row.error("former_municipality", problem, remedy));
    }
    Ok(Place { unit, former_municipality })
}
