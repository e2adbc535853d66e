//! The file with rosters: `calendar,from,to,cycle,public_holidays`.

use crate::{Cycle, Roster, WorkCalendar};
use std::collections::BTreeMap;
use survey::{Date, Day, FileError, Row, Source, Table};

/// The columns of the file with rosters.
pub const ROSTER_COLUMNS: [&str; 5] = ["calendar", "from", "to", "cycle", "public_holidays"];
/// The longest cycle: a year and a day.
const CYCLE_MAX: usize = 366;

/// Rosters by name; none for one of which a row was refused, so that nothing more is said of it.
pub(super) struct Rosters {
    named: BTreeMap<String, Option<Roster>>,
    /// Whether the file could be read at all.
    complete: bool,
}

/// What is known of a name.
pub(super) enum Named<'a> {
    /// The roster and its number among the calendars.
    Roster(usize, &'a Roster),
    /// It is there or may be, and was refused already.
    Refused,
    /// There is no such roster.
    Unknown,
}

impl Rosters {
    pub(super) fn read(source: Option<Source<'_>>, errors: &mut Vec<FileError>) -> Self {
        let none = |complete| Self { named: BTreeMap::new(), complete };
        let Some(source) = source else { return none(true) };
        match Table::read(source, &ROSTER_COLUMNS) {
            Ok(table) => Self { named: named(&table, errors), complete: true },
            Err(found) => {
                errors.extend(found.into_vec());
                none(false)
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Named<'_> {
        match self.named.get(name) {
            Some(Some(roster)) => {
                // Number 0 is Monday to Friday; the rosters follow in the order of their names.
                let before = self.named.keys().position(|known| known == name);
                before.map_or(Named::Refused, |before| Named::Roster(before + 1, roster))
            }
            Some(None) => Named::Refused,
            None if self.complete => Named::Unknown,
            None => Named::Refused,
        }
    }

    /// The calendars that positions name by number.
    pub(super) fn into_calendars(self) -> Vec<WorkCalendar> {
        let rosters = self.named.into_values().map(Option::unwrap_or_default).map(WorkCalendar::Roster);
        std::iter::once(WorkCalendar::Weekdays).chain(rosters).collect()
    }
}

fn named(table: &Table, errors: &mut Vec<FileError>) -> BTreeMap<String, Option<Roster>> {
    let mut rows: BTreeMap<String, Vec<Option<(Cycle, Row<'_>)>>> = BTreeMap::new();
    for row in table.rows() {
        let name = row.value("calendar");
        if name.is_empty() {
            errors.push(row.error("calendar", "the roster has no name", "write the name that positions use"));
        }
        rows.entry(name.to_owned()).or_default().push(cycle(row, errors).map(|cycle| (cycle, row)));
    }
    let mut named = BTreeMap::new();
    for (name, cycles) in rows {
        let roster = roster(&name, cycles, errors);
        named.insert(name, roster);
    }
    named
}

/// The roster of some cycles; none where one of them was refused, or two hold at a time.
fn roster(name: &str, cycles: Vec<Option<(Cycle, Row<'_>)>>, errors: &mut Vec<FileError>) -> Option<Roster> {
    let all = cycles.len();
    let mut cycles: Vec<(Cycle, Row<'_>)> = cycles.into_iter().flatten().collect();
    cycles.sort_by_key(|(cycle, _)| cycle.from);
    match Roster::new(cycles.iter().map(|(cycle, _)| cycle.clone()).collect()) {
        Ok(roster) => (cycles.len() == all).then_some(roster),
        Err(at) => {
            if let Some((cycle, row)) = cycles.get(at) {
                let problem =
                    format!("roster {name} already has a cycle on {}; one holds at a time", cycle.from.date());
                errors.push(row.error("from", problem, "end the earlier cycle the day before"));
            }
            None
        }
    }
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
