//! The file with rosters: `calendar,from,to,cycle,public_holidays`.

use crate::{Cycle, Roster};
use std::collections::BTreeMap;
use survey::{Date, Day, FileError, Row, Table};

/// The columns of the file with rosters.
pub const ROSTER_COLUMNS: [&str; 5] = ["calendar", "from", "to", "cycle", "public_holidays"];
/// The longest cycle: a year and a day.
const CYCLE_MAX: usize = 366;

/// Rosters by name, in the order in which positions number them.
pub(super) type Rosters = BTreeMap<String, Roster>;

pub(super) fn read(table: &Table, errors: &mut Vec<FileError>) -> Rosters {
    let mut rows: BTreeMap<String, Vec<(Cycle, Row<'_>)>> = BTreeMap::new();
    for row in table.rows() {
        let name = row.value("calendar");
        if name.is_empty() {
            errors.push(row.error("calendar", "the roster has no name", "write the name that positions use"));
        }
        if let Some(cycle) = cycle(row, errors) {
            rows.entry(name.to_owned()).or_default().push((cycle, row));
        }
    }
    let mut rosters = Rosters::new();
    for (name, mut cycles) in rows {
        cycles.sort_by_key(|(cycle, _)| cycle.from);
        match Roster::new(cycles.iter().map(|(cycle, _)| cycle.clone()).collect()) {
            Ok(roster) => {
                rosters.insert(name, roster);
            }
            Err(at) => {
                if let Some((cycle, row)) = cycles.get(at) {
                    let problem =
                        format!("roster {name} already has a cycle on {}; one holds at a time", cycle.from.date());
                    errors.push(row.error("from", problem, "end the earlier cycle the day before"));
                }
            }
        }
    }
    rosters
}

fn cycle(row: Row<'_>, errors: &mut Vec<FileError>) -> Option<Cycle> {
    let before = errors.len();
    let remedy = "write a day as in 2023-01-31";
    let from = row.parse::<Date>("from", remedy).map_err(|error| errors.push(error)).ok();
    let to = row.parse_optional::<Date>("to", remedy).map_err(|error| errors.push(error)).ok().flatten();
    let text = row.value("cycle");
    let works: Option<Vec<bool>> = text.chars().map(|day| matches!(day, '0' | '1').then_some(day == '1')).collect();
    let works = works.filter(|works| !works.is_empty() && works.len() <= CYCLE_MAX);
    if works.is_none() {
        let problem = "a cycle is written with 1 for a day that is worked and 0 for one that is not, at most 366 days";
        errors.push(row.error("cycle", problem, "write it as in 1111100 for Monday to Friday, begun on a Monday"));
    }
    let works_on_public_holidays = match row.value("public_holidays") {
        "work" => true,
        "off" => false,
        other => {
            let problem = format!("\"{other}\" does not say whether public holidays are worked");
            errors.push(row.error("public_holidays", problem, "write work or off"));
            false
        }
    };
    let (from, to) = (from.map(Day::of)?, to.map(Day::of));
    if to.is_some_and(|to| to < from) {
        errors.push(row.error("to", "the cycle ends before it begins", "correct the days; the last day counts"));
    }
    (errors.len() == before).then_some(Cycle { from, to, works: works?, works_on_public_holidays })
}
