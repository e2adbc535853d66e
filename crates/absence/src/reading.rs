//! Positions, spells, holidays and rosters from their files.
//!
//! What it is: the reader of the four files, which names every wrong line and the rule it breaks.
//!
//! What it is not: a place where an employee's key is kept. Keys join the files while they are read, and are then gone;
//! no message holds one.
//!
//! Invariant: all errors of all files, or everything.

use crate::reading::positions::PositionRows;
use crate::{Kind, Months, SickLeave, WorkCalendar, sick_leave};
use sick_leave::{Employee, Note, Position, Stretch};
use std::collections::{BTreeMap, BTreeSet};
use survey::{Date, Day, FileError, FileErrors, Register, Row, Source, Table};

mod keys;
mod positions;
mod rosters;

/// The columns of the file with spells.
pub const SPELL_COLUMNS: [&str; 5] = ["employee", "from", "to", "grade", "kind"];
/// The column the file with spells can have beside them.
pub const SPELL_COLUMNS_OPTIONAL: [&str; 1] = ["unit"];
/// The columns of the file with holidays.
pub const HOLIDAY_COLUMNS: [&str; 3] = ["employee", "from", "to"];
pub use positions::{POSITION_COLUMNS, POSITION_COLUMNS_OPTIONAL};
pub use rosters::ROSTER_COLUMNS;

/// The files of a register of sick leave.
#[derive(Clone, Copy, Debug)]
pub struct SickLeaveFiles<'a> {
    /// Who works where.
    pub positions: Source<'a>,
    /// Who is away when.
    pub spells: Source<'a>,
    /// Who is on holiday when, if that is to be known.
    pub holidays: Option<Source<'a>>,
    /// The rosters that positions name, if any do.
    pub rosters: Option<Source<'a>>,
}

/// What the files refer to.
struct Names<'a> {
    units: BTreeMap<&'a str, u32>,
    former: BTreeMap<&'a str, usize>,
}

impl SickLeave {
    /// Reads the files. Only the months that will be counted have to be covered by the rosters.
    ///
    /// # Errors
    /// Everything that is wrong in any of them, each with file, line, field and the rule it breaks.
    pub fn from_csv(files: &SickLeaveFiles<'_>, register: &Register, months: Months) -> Result<Self, FileErrors> {
        let (positions, spells) = tables(files);
        let mut errors = Vec::new();
        let positions = kept(positions, &mut errors);
        let spells = kept(spells, &mut errors);
        let holidays = files.holidays.and_then(|source| kept(Table::read(source, &HOLIDAY_COLUMNS), &mut errors));
        let rosters = files.rosters.and_then(|source| kept(Table::read(source, &ROSTER_COLUMNS), &mut errors));
        let (Some(positions), Some(spells)) = (positions, spells) else { return Err(not_empty(errors, files)) };
        let names = Names::of(register);
        let rosters = rosters.map(|table| rosters::read(&table, &mut errors)).unwrap_or_default();
        let known = PositionRows::read(&positions, &names, &rosters, months, &mut errors);
        let mut readers = Readers { known: &known, names: &names, errors };
        let notes = readers.notes(&spells);
        let on_holiday = holidays.as_ref().map(|table| readers.holidays(table));
        FileErrors::unless_empty(readers.errors)?;

        let holidays_are_known = on_holiday.is_some();
        let PositionRows { positions, places, .. } = known;
        let (places, order) = in_order(places);
        let employee = |positions: Vec<(u64, Position)>| {
            let placed = |(_, position): (u64, Position)| {
                let place = order.get(position.place).copied().unwrap_or(position.place);
                Position { place, ..position }
            };
            Employee { positions: positions.into_iter().map(placed).collect(), ..Employee::default() }
        };
        let mut employees: Vec<Employee> = positions.into_iter().map(employee).collect();
        for (employee, note) in notes {
            if let Some(employee) = employees.get_mut(employee) {
                employee.notes.push(note);
            }
        }
        for (employee, days) in on_holiday.into_iter().flatten() {
            if let Some(employee) = employees.get_mut(employee) {
                employee.holidays.push(days);
            }
        }
        for employee in &mut employees {
            employee.notes.sort_unstable();
            employee.holidays.sort_unstable();
        }
        let of_register = |(unit, former): (u32, usize)| {
            let unit = usize::try_from(unit).ok().and_then(|unit| register.units().get(unit))?;
            Some((unit.id().clone(), register.former_municipalities().get(former)?.id().clone()))
        };
        let calendars = std::iter::once(WorkCalendar::Weekdays);
        Ok(Self {
            places: places.into_iter().filter_map(of_register).collect(),
            calendars: calendars.chain(rosters.into_values().map(WorkCalendar::Roster)).collect(),
            employees,
            holidays_are_known,
        })
    }
}

/// Places in the order of the register, and where each of them went, so that no order of rows is left.
fn in_order(places: Vec<(u32, usize)>) -> (Vec<(u32, usize)>, Vec<usize>) {
    let mut sorted = places.clone();
    sorted.sort_unstable();
    let order = places.iter().map(|place| sorted.binary_search(place).unwrap_or_default()).collect();
    (sorted, order)
}

/// The two large files, read side by side.
fn tables(files: &SickLeaveFiles<'_>) -> (Result<Table, FileErrors>, Result<Table, FileErrors>) {
    let positions = || Table::read_with(files.positions, &POSITION_COLUMNS, &POSITION_COLUMNS_OPTIONAL);
    let spells = Table::read_with;
    std::thread::scope(|scope| {
        let beside = scope.spawn(positions);
        let spells = spells(files.spells, &SPELL_COLUMNS, &SPELL_COLUMNS_OPTIONAL);
        // A thread that could not finish is done again here, where its fault shows.
        (beside.join().unwrap_or_else(|_| positions()), spells)
    })
}

fn kept(table: Result<Table, FileErrors>, errors: &mut Vec<FileError>) -> Option<Table> {
    table.map_err(|found| errors.extend(found.into_vec())).ok()
}

fn not_empty(errors: Vec<FileError>, files: &SickLeaveFiles<'_>) -> FileErrors {
    let unread = || FileError::new(files.positions.file, None, "", "the file cannot be read", "").into();
    FileErrors::unless_empty(errors).err().unwrap_or_else(unread)
}

impl<'a> Names<'a> {
    fn of(register: &'a Register) -> Self {
        let mut units = BTreeMap::new();
        for (at, unit) in (0..).zip(register.units()) {
            // A unit that was renamed has several rows and is one unit.
            units.entry(unit.id().as_str()).or_insert(at);
        }
        let former = register.former_municipalities().iter().enumerate();
        Self { units, former: former.map(|(at, former)| (former.id().as_str(), at)).collect() }
    }
}

/// The readers of the files that name employees.
struct Readers<'a, 't> {
    known: &'a PositionRows<'t>,
    names: &'a Names<'a>,
    errors: Vec<FileError>,
}

impl Readers<'_, '_> {
    fn notes(&mut self, table: &Table) -> Vec<(usize, Note)> {
        let mut notes = Vec::with_capacity(table.rows().len());
        for row in table.rows() {
            notes.extend(self.note(row).map(|(employee, note)| (employee, note, row.line())));
        }
        notes.sort_unstable();
        let alike = notes.iter().zip(notes.iter().skip(1)).filter(|(one, next)| (one.0, one.1) == (next.0, next.1));
        let twice: BTreeSet<u64> = alike.map(|(_, (_, _, line))| *line).collect();
        for row in table.rows().filter(|row| !twice.is_empty() && twice.contains(&row.line())) {
            let problem = "the spell is there twice; a spell is counted once";
            self.errors.push(row.error("from", problem, "keep one of the two rows"));
        }
        notes.into_iter().map(|(employee, note, _)| (employee, note)).collect()
    }

    fn note(&mut self, row: Row<'_>) -> Option<(usize, Note)> {
        let employee = self.employee(row);
        let days = stretch(row, &mut self.errors);
        let kind = match row.value("kind") {
            "self_certified" => Some(Kind::SelfCertified),
            "certified" => Some(Kind::Certified),
            other => {
                let problem = format!("\"{other}\" is no kind of absence");
                self.errors.push(row.error("kind", problem, "write self_certified or certified"));
                None
            }
        };
        let grade = grade(row, kind).map_err(|error| self.errors.push(error)).ok();
        let unit = match row.value("unit") {
            "" => Some(None),
            id => match self.names.units.get(id) {
                Some(unit) => Some(Some(*unit)),
                None => {
                    self.errors.push(unknown_unit(row, id));
                    None
                }
            },
        };
        let note = Note { days: days?, unit: unit?, grade: grade?, kind: kind? };
        let employee = employee?;
        if !self.known.is_employed(employee, note.days, note.unit) {
            let problem = "the employee has no position there on any day of the spell; an absence is from a position";
            let field = if note.unit.is_some() { "unit" } else { "from" };
            self.errors.push(row.error(field, problem, "add the position, or correct employee, unit and days"));
            return None;
        }
        Some((employee, note))
    }

    fn holidays(&mut self, table: &Table) -> Vec<(usize, Stretch)> {
        let mut holidays = Vec::with_capacity(table.rows().len());
        for row in table.rows() {
            let (employee, days) = (self.employee(row), stretch(row, &mut self.errors));
            if let (Some(employee), Some(days)) = (employee, days) {
                holidays.push((employee, days));
            }
        }
        holidays
    }

    /// The employee of a row. Nothing is said of one whose position was refused already.
    fn employee(&mut self, row: Row<'_>) -> Option<usize> {
        let key = row.value("employee");
        if key.is_empty() {
            self.errors.push(row.error("employee", "the employee is missing", "write the pseudonymous key"));
            return None;
        }
        let employee = self.known.employee(key);
        if employee.is_none() {
            let problem = "this employee has no position; an absence is from a position";
            self.errors.push(row.error("employee", problem, "add the employee's positions to the file with positions"));
        }
        employee
    }
}

fn unknown_unit(row: Row<'_>, id: &str) -> FileError {
    row.error("unit", format!("unit {id} is not in units.csv"), "add it there, or correct the id")
}

fn grade(row: Row<'_>, kind: Option<Kind>) -> Result<u8, FileError> {
    let text = row.value("grade");
    let remedy = "write a whole number of percent from 20 to 100";
    let wrong = |problem: String| row.error("grade", problem, remedy);
    let grade: u32 = text.parse().map_err(|_| wrong(format!("\"{text}\" is not a grade")))?;
    match u8::try_from(grade) {
        Ok(grade @ 20..=99) if kind == Some(Kind::SelfCertified) => {
            let problem = format!("a self-certified absence is never graded, and this one is {grade} percent");
            Err(row.error("grade", problem, "write 100, or certified as the kind"))
        }
        Ok(grade @ 20..=100) => Ok(grade),
        _ => Err(wrong(format!("a grade of {grade} percent cannot be; absence is graded from 20 to 100 percent"))),
    }
}

/// First and last day.
fn stretch(row: Row<'_>, errors: &mut Vec<FileError>) -> Option<Stretch> {
    let mut day = |column| match row.parse::<Date>(column, "write a day as in 2023-01-31") {
        Ok(date) => Some(Day::of(date)),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let (from, to) = (day("from"), day("to"));
    let (from, to) = (from?, to?);
    if to < from {
        let problem = format!("it ends on {}, before it begins on {}", to.date(), from.date());
        errors.push(row.error("to", problem, "correct the days; the last day counts"));
        return None;
    }
    Some(Stretch { from, to })
}
