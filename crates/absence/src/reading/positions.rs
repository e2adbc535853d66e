//! The file with positions: `employee,unit,former_municipality,share,from,to` and, for shift workers, `calendar`.

use super::keys::Keys;
use super::rosters::Rosters;
use super::{Names, unknown_unit};
use crate::Months;
use crate::sick_leave::{Position, Stretch};
use std::collections::{BTreeMap, BTreeSet};
use survey::{Date, Day, FileError, Row, Table};

/// The columns of the file with positions.
pub const POSITION_COLUMNS: [&str; 6] = ["employee", "unit", "former_municipality", "share", "from", "to"];
/// The column the file with positions can have beside them.
pub const POSITION_COLUMNS_OPTIONAL: [&str; 1] = ["calendar"];
/// A whole position.
const WHOLE: u32 = 10_000;

/// What the file with positions says.
pub(super) struct PositionRows<'t> {
    /// Each employee's positions with the lines they stand on.
    pub(super) positions: Vec<Vec<(u64, Position)>>,
    /// Unit and former municipality of each place, by their positions in the register.
    pub(super) places: Vec<(u32, usize)>,
    employees: Keys<'t>,
    /// Employees with a position that was refused: nothing more is said of them.
    refused: BTreeSet<usize>,
}

impl<'t> PositionRows<'t> {
    pub(super) fn read(
        table: &'t Table,
        names: &Names<'_>,
        rosters: &Rosters,
        months: Months,
        errors: &mut Vec<FileError>,
    ) -> Self {
        let mut rows =
            Self { positions: Vec::new(), places: Vec::new(), employees: Keys::default(), refused: BTreeSet::new() };
        let mut places: BTreeMap<(u32, usize), usize> = BTreeMap::new();
        for row in table.rows() {
            let Some(employee) = rows.intern(row, errors) else { continue };
            let Some((unit, former, mut position)) = position(row, names, (rosters, months), errors) else {
                rows.refused.insert(employee);
                continue;
            };
            let next = places.len();
            position.place = *places.entry((unit, former)).or_insert(next);
            if position.place == next {
                rows.places.push((unit, former));
            }
            if let Some(positions) = rows.positions.get_mut(employee) {
                positions.push((row.line(), position));
            }
        }
        let over_full = rows.positions.iter().filter_map(|positions| over_full(positions));
        let over_full: BTreeMap<u64, (String, Day)> =
            over_full.map(|(line, percent, day)| (line, (percent, day))).collect();
        for row in table.rows().filter(|_| !over_full.is_empty()) {
            errors.extend(over_full.get(&row.line()).map(|(percent, day)| {
                let problem = format!(
                    "from {} this employee's positions are {percent} percent together; nobody works more than 100 percent",
                    day.date()
                );
                row.error("share", problem, "correct the share, or end the earlier position the day before")
            }));
        }
        rows
    }

    pub(super) fn employee(&self, key: &str) -> Option<usize> {
        self.employees.get(key)
    }

    /// Whether a stretch meets a position, in the unit where one is named.
    pub(super) fn is_employed(&self, employee: usize, days: Stretch, unit: Option<u32>) -> bool {
        let meets = |(_, position): &(u64, Position)| {
            unit.is_none_or(|unit| unit == position.unit) && position.days.and(days).is_some()
        };
        self.refused.contains(&employee)
            || self.positions.get(employee).is_some_and(|positions| positions.iter().any(meets))
    }

    fn intern(&mut self, row: Row<'t>, errors: &mut Vec<FileError>) -> Option<usize> {
        let key = row.value("employee");
        if key.is_empty() {
            errors.push(row.error("employee", "the employee is missing", "write the pseudonymous key"));
            return None;
        }
        let next = self.positions.len();
        let employee = self.employees.number(key);
        if employee == next {
            self.positions.push(Vec::new());
        }
        Some(employee)
    }
}

fn position(
    row: Row<'_>,
    names: &Names<'_>,
    (rosters, months): (&Rosters, Months),
    errors: &mut Vec<FileError>,
) -> Option<(u32, usize, Position)> {
    let before = errors.len();
    let id = row.value("unit");
    let unit = names.units.get(id).copied();
    if unit.is_none() {
        errors.push(unknown_unit(row, id));
    }
    let id = row.value("former_municipality");
    let former = names.former.get(id).copied();
    if former.is_none() {
        let problem = format!("there is no former municipality {id}");
        let remedy = "add it to former_municipalities.csv, or correct the id";
        errors.push(row.error("former_municipality", problem, remedy));
    }
    let share = share(row).map_err(|error| errors.push(error)).ok();
    let remedy = "write a day as in 2023-01-31";
    let from = row.parse::<Date>("from", remedy).map_err(|error| errors.push(error)).ok().map(Day::of);
    let to = row.parse_optional::<Date>("to", remedy).map_err(|error| errors.push(error)).ok().flatten();
    let to = to.map_or(Day::last_of(survey::Month::LAST), Day::of);
    let days = Stretch { from: from?, to };
    if to < days.from {
        let problem = format!("it ends on {}, before it begins on {}", to.date(), days.from.date());
        errors.push(row.error("to", problem, "correct the days; the last day counts, and it is empty while it lasts"));
    }
    let calendar = calendar(row, rosters, days, months).map_err(|error| errors.push(error)).ok();
    if errors.len() > before {
        return None;
    }
    let (unit, former) = (unit?, former?);
    Some((unit, former, Position { place: 0, unit, share: share?, days, calendar: calendar? }))
}

/// Which calendar the position works by: 0 is Monday to Friday, the rosters follow in the order of their names.
fn calendar(row: Row<'_>, rosters: &Rosters, days: Stretch, months: Months) -> Result<usize, FileError> {
    let name = row.value("calendar");
    if name.is_empty() {
        return Ok(0);
    }
    let found = rosters.iter().position(|(known, _)| known == name);
    let (Some(at), Some(roster)) = (found, rosters.get(name)) else {
        let problem = format!("there is no roster {name}");
        return Err(row.error("calendar", problem, "add it to the file with rosters, or leave the calendar empty"));
    };
    let counted = days.and(Stretch { from: months.first_day(), to: months.last_day() });
    match counted.and_then(|days| roster.first_gap(days.from, days.to)) {
        None => Ok(at + 1),
        Some(day) => {
            let problem = format!("roster {name} says nothing about {}; it must cover the position", day.date());
            Err(row.error("calendar", problem, "add a row for that time to the file with rosters"))
        }
    }
}

/// The share in ten-thousandths of a whole position.
fn share(row: Row<'_>) -> Result<u16, FileError> {
    let text = row.value("share");
    let remedy = "write percent of a whole position with at most two decimals, as in 76.06";
    let wrong = || row.error("share", format!("\"{text}\" is not a share of a position"), remedy);
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
        return Err(wrong());
    }
    let whole: u32 = whole.parse().map_err(|_| wrong())?;
    let hundredths: u32 = format!("{decimals:0<2}").parse().map_err(|_| wrong())?;
    match whole.checked_mul(100).and_then(|share| share.checked_add(hundredths)) {
        Some(share @ 1..=WHOLE) => u16::try_from(share).map_err(|_| wrong()),
        _ => Err(row.error(
            "share",
            format!("a share of {text} percent cannot be; a position is more than 0 and at most 100 percent"),
            remedy,
        )),
    }
}

/// The line whose position first makes an employee's positions more than a whole one, how much they are and since when.
fn over_full(positions: &[(u64, Position)]) -> Option<(u64, String, Day)> {
    if positions.len() < 2 {
        return None;
    }
    let mut starts: Vec<(Day, u64)> = positions.iter().map(|(line, position)| (position.days.from, *line)).collect();
    starts.sort_unstable();
    for (day, line) in starts {
        let held = positions
            .iter()
            .filter(|(other, position)| position.days.holds(day) && (position.days.from < day || *other <= line));
        let together: u32 = held.map(|(_, position)| u32::from(position.share)).sum();
        if together > WHOLE {
            let percent = format!("{}.{:02}", together / 100, together % 100);
            return Some((line, percent.trim_end_matches('0').trim_end_matches('.').to_owned(), day));
        }
    }
    None
}
