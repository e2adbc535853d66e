//! Lists of invited people: who is to get a code, whose code is to be replaced, and plain counts for imports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use archive::Invited;
use intake::{Code, Place};
use letters::Channel;
use survey::{
    Date, FileError, FileErrors, FormerMunicipalityId, Organisation, Register, RoleClass, Row, Table, UnitId, UnitIndex,
};

use crate::files::NamedText;

/// The longest id that the owner of a mailing may give somebody.
const ID_MAX: usize = 100;

/// One person as the owner of the mailing lists them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    /// The unit they work in, for the mail-merge table only.
    pub(crate) unit: UnitId,
    /// Where their answer counts, a leader's in the unit above the one they lead, and by which kind of work.
    pub(crate) place: Place,
    /// Whether the roster says that they lead a unit.
    pub(crate) leads: bool,
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

/// Reads a roster of people, who may have a kind of work each; every unit and former municipality must be in the organisation at the date, and every id
/// stands once. That somebody leads a unit is used here, for the place, and told to nobody.
pub(crate) fn people(file: &Path, register: &Register, date: Date) -> Result<Vec<Person>> {
    let text = NamedText::read(file)?;
    let columns = ["id", "unit", "former_municipality", "channel"];
    let table = Table::read_with(text.source(), &columns, &["role_class", "leads"])?;
    let organisation = register.at(date)?;
    let mut ids = BTreeMap::new();
    let rows = table.rows().map(|row| {
        let works = place(&row, &organisation, date)?;
        Ok(Person {
            id: id(&row, &mut ids)?,
            unit: works.unit.clone(),
            place: Place {
                role: row.parse_optional("role_class", "write one of them, or leave it empty")?,
                ..counted(&row, works, &organisation, date)?
            },
            leads: !row.value("leads").is_empty(),
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
        let Place { unit, former_municipality, .. } = place(&row, &organisation, date)?;
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

/// Where somebody's answer counts who works here: a leader's in the unit above the one they lead, so that nobody who knows the leader can take that answer
/// out of the unit's numbers, and the leader none of their own. Above the root there is none.
fn counted(row: &Row<'_>, works: Place, organisation: &Organisation, date: Date) -> Result<Place, FileError> {
    let remedy = "write the id of the unit that the person leads, or leave it empty";
    let Some(leads) = row.parse_optional::<UnitId>("leads", remedy)? else { return Ok(works) };
    let Some(led) = organisation.index_of(&leads) else {
        return Err(row.error("leads", format!("{leads} is not in the organisation at {date}"), remedy));
    };
    let above = organisation.parent(led);
    let own = organisation.index_of(&works.unit);
    let is_near = |own: UnitIndex| {
        own == led || Some(own) == above || organisation.ancestors(own).any(|ancestor| ancestor == led)
    };
    if !own.is_some_and(is_near) {
        let problem = format!(
            "whoever leads {leads} works in it, below it or in the unit right above it, and {} is none of these",
            works.unit
        );
        return Err(row.error("leads", problem, "correct the unit, or the one that the person leads"));
    }
    Ok(Place { unit: organisation.unit(above.unwrap_or(led)).id().clone(), ..works })
}

/// How many people are called leaders in the roster, which does not say what they lead.
pub(crate) fn leaders_in_their_own_unit(people: &[Person]) -> usize {
    let is_leader = |person: &&Person| person.place.role == Some(RoleClass::Leader);
    people.iter().filter(is_leader).filter(|person| !person.leads).count()
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
    Ok(Place { unit, former_municipality, role: None })
}
