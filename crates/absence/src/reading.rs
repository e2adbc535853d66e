//! Positions, spells, holidays and rosters from their files.
//!
//! What it is: the reader of the four files, which names every wrong line and the rule it breaks.
//!
//! What it is not: a place where an employee's key is kept. Keys join the files while they are read, and are then gone;
//! no message holds one.
//!
//! Invariant: all errors of all files, or everything.

use crate::sick_leave::Employee;
use crate::{Months, SickLeave};
use absences::Absences;
use names::Names;
use positions::Positions;
use rosters::Rosters;
use std::num::NonZeroUsize;
use survey::{FileErrors, Register, Source};

mod absences;
mod keys;
mod names;
mod positions;
mod rosters;

pub use absences::{HOLIDAY_COLUMNS, SPELL_COLUMNS, SPELL_COLUMNS_OPTIONAL};
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

impl SickLeave {
    /// Reads the files, the large ones in as many parts as there are threads; what is read does not depend on how many. Only
    /// the months that will be counted have to be covered by the rosters.
    ///
    /// # Errors
    /// Everything that is wrong in any of them, each with file, line, field and the rule it breaks.
    pub fn from_csv(
        files: &SickLeaveFiles<'_>,
        register: &Register,
        months: Months,
        threads: NonZeroUsize,
    ) -> Result<Self, FileErrors> {
        let mut errors = Vec::new();
        let names = Names::of(register);
        let rosters = Rosters::read(files.rosters, &mut errors);
        let context = positions::Context { names: &names, rosters: &rosters, months };
        let known = Positions::read(files.positions, context, threads, &mut errors);
        let absences = Absences { known: &known, names: &names, threads };
        let notes = absences.spells(files.spells, &mut errors);
        let holidays = files.holidays.map(|source| absences.holidays(source, &mut errors));
        FileErrors::unless_empty(errors)?;

        let (positions, places) = known.into_held();
        let holidays_are_known = holidays.is_some();
        let mut employees: Vec<Employee> =
            positions.map(|positions| Employee { positions, ..Employee::default() }).collect();
        employees.iter_mut().zip(notes).for_each(|(employee, notes)| employee.notes = notes);
        employees.iter_mut().zip(holidays.into_iter().flatten()).for_each(|(employee, days)| employee.holidays = days);
        Ok(Self {
            places: places.into_iter().filter_map(|place| names.ids(place)).collect(),
            calendars: rosters.into_calendars(),
            employees,
            holidays_are_known,
        })
    }
}
