//! The file with positions: `employee,unit,former_municipality,share,from,to` and, for shift workers, `calendar`.

use super::keys::Keys;
use super::names::Names;
use super::rosters::{Named, Rosters};
use crate::Months;
use crate::sick_leave::{Position, Stretch};
use crate::side_by_side::side_by_side;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use survey::{Date, Day, FileError, Part, Row, Source, TableParts};

/// The columns of the file with positions.
pub const POSITION_COLUMNS: [&str; 6] = ["employee", "unit", "former_municipality", "share", "from", "to"];
/// The column the file with positions can have beside them.
pub const POSITION_COLUMNS_OPTIONAL: [&str; 1] = ["calendar"];
/// A whole position.
const WHOLE: u32 = 10_000;

/// What the file with positions says.
pub(super) struct Positions {
    /// Each employee's positions with the lines they stand on.
    held: Vec<Vec<(u64, Position)>>,
    /// Unit and former municipality of each place, in the order of the register, so that no order of rows is left.
    places: Vec<(u32, u32)>,
    employees: Keys,
    /// Employees with a position that was refused: nothing more is said of them.
    refused: BTreeSet<u32>,
    /// Whether every row could be read. If not, nobody knows who else has a position.
    complete: bool,
}

/// What a part of the file says. Its employees have numbers of their own.
#[derive(Default)]
struct Read {
    employees: Keys,
    rows: Vec<(u32, u64, Option<Placed>)>,
    errors: Vec<FileError>,
    complete: bool,
}

/// A position whose place has no number yet: the unit is the position's, the former municipality stands beside it.
struct Placed {
    former: u32,
    position: Position,
}

/// What positions refer to, and the months their rosters have to cover.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) rosters: &'a Rosters,
    pub(super) months: Months,
}

impl Positions {
    pub(super) fn read(
        source: Source<'_>,
        context: Context<'_>,
        threads: NonZeroUsize,
        errors: &mut Vec<FileError>,
    ) -> Self {
        let read = match TableParts::of(source, (&POSITION_COLUMNS, &POSITION_COLUMNS_OPTIONAL), threads) {
            Ok(table) => side_by_side(table.parts(), |part| Read::of(part, context)),
            Err(found) => vec![Read { errors: found.into_vec(), ..Read::default() }],
        };
        let positions = Self::together(read, errors);
        let over_full = positions.held.iter().filter_map(|held| over_full(held));
        let over_full: BTreeMap<u64, (String, Day)> =
            over_full.map(|(line, percent, day)| (line, (percent, day))).collect();
        errors.extend(over_full.into_iter().map(|(line, (percent, day))| {
            let problem = format!(
                "from {} this employee's positions are {percent} percent together; nobody works more than 100 percent",
                day.date()
            );
            let remedy = "correct the share, or end the earlier position the day before";
            FileError::new(source.file, Some(line), "share", problem, remedy)
        }));
        positions
    }

    /// Puts parts together, in the order of the file.
    fn together(parts: Vec<Read>, errors: &mut Vec<FileError>) -> Self {
        let placed = parts.iter().flat_map(|part| &part.rows).filter_map(|(_, _, placed)| placed.as_ref());
        let places: BTreeSet<(u32, u32)> = placed.map(Placed::place).collect();
        let mut all = Self {
            held: Vec::new(),
            places: places.into_iter().collect(),
            employees: Keys::default(),
            refused: BTreeSet::new(),
            complete: parts.iter().all(|part| part.complete),
        };
        for Read { employees, rows, errors: found, .. } in parts {
            errors.extend(found);
            let numbers = all.employees.take_up(employees);
            for (employee, line, placed) in rows {
                let number = usize::try_from(employee).ok().and_then(|employee| numbers.get(employee));
                if let Some(number) = number {
                    all.add(*number, line, placed);
                }
            }
        }
        all
    }

    fn add(&mut self, employee: u32, line: u64, placed: Option<Placed>) {
        let at = usize::try_from(employee).unwrap_or(usize::MAX);
        if at == self.held.len() {
            self.held.push(Vec::new());
        }
        let Some(placed) = placed else {
            self.refused.insert(employee);
            return;
        };
        let place = self.places.binary_search(&placed.place()).unwrap_or_default();
        if let Some(held) = self.held.get_mut(at) {
            held.push((line, Position { place, ..placed.position }));
        }
    }

    /// How many employees have a position.
    pub(super) const fn employees(&self) -> usize {
        self.held.len()
    }

    /// Whether every row could be read.
    pub(super) const fn are_complete(&self) -> bool {
        self.complete
    }

    pub(super) fn employee(&self, key: &str) -> Option<u32> {
        self.employees.get(key)
    }

    /// Whether a stretch meets a position, in the unit where one is named; as far as anybody knows.
    pub(super) fn may_be_employed(&self, employee: u32, days: Stretch, unit: Option<u32>) -> bool {
        let meets = |(_, position): &(u64, Position)| {
            unit.is_none_or(|unit| unit == position.unit) && position.days.and(days).is_some()
        };
        let held = usize::try_from(employee).ok().and_then(|employee| self.held.get(employee));
        held.is_some_and(|positions| positions.iter().any(meets)) || !self.complete || self.refused.contains(&employee)
    }

    /// Each employee's positions, and the places they are in.
    pub(super) fn into_held(self) -> (impl Iterator<Item = Vec<Position>>, Vec<(u32, u32)>) {
        let positions = |held: Vec<(u64, Position)>| held.into_iter().map(|(_, position)| position).collect();
        (self.held.into_iter().map(positions), self.places)
    }
}

impl Placed {
    const fn place(&self) -> (u32, u32) {
        (self.position.unit, self.former)
    }
}

impl Read {
    fn of(part: Part<'_>, context: Context<'_>) -> Self {
        let mut read = Self { complete: true, ..Self::default() };
        part.read(|row| match row {
            Ok(row) => read.take(row, context),
            Err(error) => {
                read.complete = false;
                read.errors.push(error);
            }
        });
        read
    }

    fn take(&mut self, row: Row<'_>, context: Context<'_>) {
        let key = row.value("employee");
        if key.is_empty() {
            self.errors.push(row.error("employee", "the employee is missing", "write the pseudonymous key"));
            return;
        }
        let employee = self.employees.number(key);
        self.rows.push((employee, row.line(), placed(row, context, &mut self.errors)));
    }
}

fn placed(row: Row<'_>, context: Context<'_>, errors: &mut Vec<FileError>) -> Option<Placed> {
    let before = errors.len();
    let unit = context.names.unit(row).map_err(|error| errors.push(error)).ok();
    let former = context.names.former(row).map_err(|error| errors.push(error)).ok();
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
    let calendar = calendar(row, context, days).map_err(|error| errors.push(error)).ok();
    if errors.len() > before {
        return None;
    }
    let position = Position { place: 0, unit: unit?, share: share?, days, calendar: calendar?? };
    Some(Placed { former: former?, position })
}

/// The number of the calendar the position works by; none where its roster was refused already.
fn calendar(row: Row<'_>, context: Context<'_>, days: Stretch) -> Result<Option<usize>, FileError> {
    let name = row.value("calendar");
    if name.is_empty() {
        return Ok(Some(0));
    }
    let (number, roster) = match context.rosters.get(name) {
        Named::Roster(number, roster) => (number, roster),
        Named::Refused => return Ok(None),
        Named::Unknown => {
            let problem = format!("there is no roster {name}");
            return Err(row.error("calendar", problem, "add it to the file with rosters, or leave the calendar empty"));
        }
    };
    let counted = days.and(Stretch { from: context.months.first_day(), to: context.months.last_day() });
    match counted.and_then(|days| roster.first_gap(days.from, days.to)) {
        None => Ok(Some(number)),
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
