//! The files that name employees: spells, `employee,from,to,grade,kind` and maybe `unit`; and holidays, `employee,from,to`.

use super::names::Names;
use super::positions::Positions;
use crate::Kind;
use crate::sick_leave::{Note, Stretch};
use crate::side_by_side::side_by_side;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use survey::{Date, Day, FileError, Row, Source, TableParts};

/// The columns of the file with spells.
pub const SPELL_COLUMNS: [&str; 5] = ["employee", "from", "to", "grade", "kind"];
/// The column the file with spells can have beside them.
pub const SPELL_COLUMNS_OPTIONAL: [&str; 1] = ["unit"];
/// The columns of the file with holidays.
pub const HOLIDAY_COLUMNS: [&str; 3] = ["employee", "from", "to"];

/// The reader of both files.
#[derive(Clone, Copy)]
pub(super) struct Absences<'a> {
    pub(super) known: &'a Positions,
    pub(super) names: &'a Names<'a>,
    pub(super) threads: NonZeroUsize,
}

/// What rows say of employees, with the lines they stand on, part by part.
struct Told<T>(Vec<Vec<(u32, u64, T)>>);

impl<T: Copy + Ord> Told<T> {
    fn iter(&self) -> impl Iterator<Item = &(u32, u64, T)> {
        self.0.iter().flatten()
    }

    /// What is told of each of so many employees, in order.
    fn of_each(&self, employees: usize) -> Vec<Vec<T>> {
        let at = |employee: u32| usize::try_from(employee).unwrap_or(usize::MAX);
        let mut counts = vec![0_usize; employees];
        for (employee, _, _) in self.iter() {
            if let Some(count) = counts.get_mut(at(*employee)) {
                *count += 1;
            }
        }
        let mut each: Vec<Vec<T>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (employee, _, told) in self.iter() {
            if let Some(each) = each.get_mut(at(*employee)) {
                each.push(*told);
            }
        }
        each.iter_mut().for_each(|told| told.sort_unstable());
        each
    }

    /// The lines that say of an employee what an earlier line said.
    fn repeated(&self) -> BTreeSet<u64> {
        let mut first: BTreeMap<(u32, T), u64> = BTreeMap::new();
        let is_repeated = |(employee, line, told): &(u32, u64, T)| {
            (*first.entry((*employee, *told)).or_insert(*line) != *line).then_some(*line)
        };
        self.iter().filter_map(is_repeated).collect()
    }
}

impl Absences<'_> {
    /// Each employee's spells.
    pub(super) fn spells(self, source: Source<'_>, errors: &mut Vec<FileError>) -> Vec<Vec<Note>> {
        let columns: (&[_], &[_]) = (&SPELL_COLUMNS, &SPELL_COLUMNS_OPTIONAL);
        let told = self.read(source, columns, errors, |row, errors| self.note(row, errors));
        let each = told.of_each(self.known.employees());
        let has_two_alike = |notes: &Vec<Note>| notes.iter().zip(notes.iter().skip(1)).any(|(one, next)| one == next);
        if each.iter().any(has_two_alike) {
            let problem = "the spell is there twice; a spell is counted once";
            let twice = |line| FileError::new(source.file, Some(line), "from", problem, "keep one of the two rows");
            errors.extend(told.repeated().into_iter().map(twice));
        }
        each
    }

    /// Each employee's holidays.
    pub(super) fn holidays(self, source: Source<'_>, errors: &mut Vec<FileError>) -> Vec<Vec<Stretch>> {
        let told = self.read(source, (&HOLIDAY_COLUMNS, &[]), errors, |row, errors| {
            let (employee, days) = (self.employee(row, errors), stretch(row, errors));
            Some((employee?, days?))
        });
        told.of_each(self.known.employees())
    }

    /// Reads a file in parts; what is wrong in them is told in the order of the file.
    fn read<T: Send>(
        self,
        source: Source<'_>,
        columns: (&[&'static str], &[&'static str]),
        errors: &mut Vec<FileError>,
        of_row: impl Fn(Row<'_>, &mut Vec<FileError>) -> Option<(u32, T)> + Sync,
    ) -> Told<T> {
        let table = match TableParts::of(source, columns, self.threads) {
            Ok(table) => table,
            Err(found) => {
                errors.extend(found.into_vec());
                return Told(Vec::new());
            }
        };
        let parts = side_by_side(table.parts(), |part| {
            let (mut told, mut errors) = (Vec::new(), Vec::new());
            part.read(|row| match row {
                Ok(row) => told.extend(of_row(row, &mut errors).map(|(employee, what)| (employee, row.line(), what))),
                Err(error) => errors.push(error),
            });
            (told, errors)
        });
        let told = parts.into_iter().map(|(told, found)| {
            errors.extend(found);
            told
        });
        Told(told.collect())
    }

    fn note(self, row: Row<'_>, errors: &mut Vec<FileError>) -> Option<(u32, Note)> {
        let employee = self.employee(row, errors);
        let days = stretch(row, errors);
        let kind = match row.value("kind") {
            "self_certified" => Some(Kind::SelfCertified),
            "certified" => Some(Kind::Certified),
            other => {
                let problem = format!("\"{other}\" is no kind of absence");
                errors.push(row.error("kind", problem, "write self_certified or certified"));
                None
            }
        };
        let grade = grade(row, kind).map_err(|error| errors.push(error)).ok();
        let unit = match row.value("unit") {
            "" => Some(None),
            _ => self.names.unit(row).map(Some).map_err(|error| errors.push(error)).ok(),
        };
        let note = Note { days: days?, unit: unit?, grade: grade?, kind: kind? };
        let employee = employee?;
        if !self.known.may_be_employed(employee, note.days, note.unit) {
            let problem = "the employee has no position there on any day of the spell; an absence is from a position";
            let field = if note.unit.is_some() { "unit" } else { "from" };
            errors.push(row.error(field, problem, "add the position, or correct employee, unit and days"));
            return None;
        }
        Some((employee, note))
    }

    /// The employee of a row. Nothing is said of one whose position was refused already, or may have been.
    fn employee(self, row: Row<'_>, errors: &mut Vec<FileError>) -> Option<u32> {
        let key = row.value("employee");
        if key.is_empty() {
            errors.push(row.error("employee", "the employee is missing", "write the pseudonymous key"));
            return None;
        }
        let employee = self.known.employee(key);
        if employee.is_none() && self.known.are_complete() {
            let problem = "this employee has no position; an absence is from a position";
            errors.push(row.error("employee", problem, "add the employee's positions to the file with positions"));
        }
        employee
    }
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
