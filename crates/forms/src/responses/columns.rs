//! What each column of a table is used for.

use std::fmt;

use survey::{FileError, Instrument, ItemId};

use super::Tool;
use super::fields::Table;
use super::mapping::Mapping;
use crate::instrument_id::column_id;

/// The use of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Unit,
    FormerMunicipality,
    RoleClass,
    /// The position of an item in the instrument.
    Item(usize, ItemId),
    /// The tool's own: when, from where and by whom was answered.
    OfTheTool,
    LeftOut,
    /// Nothing was said about it.
    Unknown,
}

impl fmt::Display for Use {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => out.write_str("the unit"),
            Self::FormerMunicipality => out.write_str("the former municipality"),
            Self::RoleClass => out.write_str("the kind of work"),
            Self::Item(_, id) => write!(out, "item `{id}`"),
            Self::OfTheTool => out.write_str("not read: the tool's own, about who answered when and on what"),
            Self::LeftOut => out.write_str("not read: left out by the mapping"),
            Self::Unknown => out.write_str("UNKNOWN: neither an item nor left out by the mapping"),
        }
    }
}

/// LimeSurvey's own columns, in its CSV and in files it made for SPSS.
const LIMESURVEY: [&str; 11] = [
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "startdate",
    "datestamp",
    "ipaddr",
    "refurl",
    "token",
    "interviewtime",
];
/// KoboToolbox's own columns, and those of ODK.
const KOBO: [&str; 13] = [
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "subscriberid",
    "simserial",
    "audit",
    "email",
    "formhub/uuid",
    "meta/instanceID",
    "meta/instanceName",
];

fn is_of_the_tool(tool: Tool, heading: &str) -> bool {
    match tool {
        // Times per group and question end in `Time`.
        Tool::LimeSurvey | Tool::Sav => {
            LIMESURVEY.contains(&heading.to_ascii_lowercase().as_str()) || heading.ends_with("Time")
        }
        Tool::Kobo => {
            KOBO.contains(&heading)
                || heading.starts_with('_')
                || heading.starts_with("meta/")
                || heading.starts_with("formhub/")
        }
    }
}

/// How names of columns are compared: SPSS does not tell capital letters from small ones.
#[derive(Clone, Copy)]
struct Names(Tool);

impl Names {
    fn same(self, one: &str, other: &str) -> bool {
        if self.0 == Tool::Sav { one.to_lowercase() == other.to_lowercase() } else { one == other }
    }
}

/// Gives every column its use.
///
/// # Errors
/// When a column that is named is not there, or two columns would serve one item.
pub(super) fn uses(
    tool: Tool,
    table: &Table,
    mapping: &Mapping,
    instrument: &Instrument,
) -> Result<Vec<Use>, FileError> {
    let names = Names(tool);
    let mut uses = Vec::with_capacity(table.columns.len());
    for heading in &table.columns {
        let is = |known: &str| names.same(known, heading);
        uses.push(if is(&mapping.unit) {
            Use::Unit
        } else if is(&mapping.former_municipality) {
            Use::FormerMunicipality
        } else if mapping.role_class.as_deref().is_some_and(is) {
            Use::RoleClass
        } else if let Some(found) = item(heading, &is, mapping, instrument) {
            found
        } else if mapping.left_out.iter().any(|known| is(known)) {
            Use::LeftOut
        } else if is_of_the_tool(tool, heading) {
            Use::OfTheTool
        } else {
            Use::Unknown
        });
    }
    check(table, mapping, &uses, names)?;
    Ok(uses)
}

fn item(heading: &str, is: &impl Fn(&str) -> bool, mapping: &Mapping, instrument: &Instrument) -> Option<Use> {
    let id = if mapping.items.is_empty() {
        let id = column_id(heading);
        instrument.items().iter().map(survey::Item::id).find(|known| known.as_str() == id)?.clone()
    } else {
        mapping.items.iter().find(|(_, column)| is(column)).map(|(id, _)| id.clone())?
    };
    let position = instrument.item_position(&id)?;
    Some(Use::Item(position, id))
}

/// Everything that was named is there, once.
fn check(table: &Table, mapping: &Mapping, uses: &[Use], names: Names) -> Result<(), FileError> {
    let wanted = [&mapping.unit, &mapping.former_municipality]
        .into_iter()
        .chain(&mapping.role_class)
        .chain(mapping.items.values())
        .chain(&mapping.left_out);
    for heading in wanted {
        if !table.columns.iter().any(|known| names.same(known, heading)) {
            let problem = format!("there is no column `{heading}`; the columns are {}", table.columns.join(", "));
            return Err(table.fault(1, heading, problem, "correct the mapping, or give the file that has it"));
        }
    }
    for (position, one) in uses.iter().enumerate() {
        let Use::Item(..) = one else { continue };
        if let Some(other) = uses.iter().skip(position + 1).position(|other| other == one) {
            let headings: Vec<&str> = [position, position + 1 + other]
                .iter()
                .filter_map(|&column| table.columns.get(column).map(String::as_str))
                .collect();
            let problem = format!("the columns {} both become {one}", headings.join(" and "));
            return Err(table.fault(1, "", problem, "name the items' columns under [items] in the mapping"));
        }
    }
    if !uses.iter().any(|one| matches!(one, Use::Item(..))) {
        let problem = "no column is an item of this wave";
        return Err(table.fault(1, "", problem, "name the items' columns under [items] in the mapping"));
    }
    Ok(())
}
