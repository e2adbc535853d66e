//! Who works where, and who was away when: what is held in memory while unit sums are made.
//!
//! What it is: employees without a name or key, each with positions, notes and holidays.
//!
//! What it is not: anything that leaves this crate. There is no way to serialise it, its `Debug` says how much there is and
//! nothing else, and nothing in it can be asked for; [`unit_sums`](crate::unit_sums) is the one way out.
//!
//! Invariant: everything in it passed the reader: positions of one employee are never more than a whole one, every note
//! meets a position, every stretch ends on or after the day it begins.

use crate::{Kind, WorkCalendar};
use std::fmt;
use survey::{Day, FormerMunicipalityId, UnitId};

/// Positions and spells of absence, read and checked.
pub struct SickLeave {
    pub(crate) places: Vec<(UnitId, FormerMunicipalityId)>,
    pub(crate) calendars: Vec<WorkCalendar>,
    pub(crate) employees: Vec<Employee>,
    /// Whether holidays were told; if not, nobody knows how many there were.
    pub(crate) holidays_are_known: bool,
}

/// One employee, whoever it is.
#[derive(Default)]
pub(crate) struct Employee {
    pub(crate) positions: Vec<Position>,
    /// In order of their first days.
    pub(crate) notes: Vec<Note>,
    pub(crate) holidays: Vec<Stretch>,
}

/// Days from one to another, both included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stretch {
    pub(crate) from: Day,
    pub(crate) to: Day,
}

impl Stretch {
    /// The days that are in both.
    pub(crate) fn and(self, other: Stretch) -> Option<Stretch> {
        let both = Stretch { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }

    pub(crate) fn holds(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// Calendar days.
    pub(crate) fn length(self) -> u32 {
        u32::try_from(self.to.since(self.from)).map_or(0, |days| days.saturating_add(1))
    }
}

/// A position, or a part of one.
pub(crate) struct Position {
    pub(crate) place: usize,
    pub(crate) unit: u32,
    /// In ten-thousandths of a whole position.
    pub(crate) share: u16,
    pub(crate) days: Stretch,
    pub(crate) calendar: usize,
}

/// What somebody handed in: away from one day to another, at this grade.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Note {
    pub(crate) days: Stretch,
    /// Away from the positions in this unit; from all positions where it says none.
    pub(crate) unit: Option<u32>,
    /// In percent.
    pub(crate) grade: u8,
    pub(crate) kind: Kind,
}

impl Note {
    pub(crate) fn concerns(&self, unit: u32) -> bool {
        self.unit.is_none_or(|of| of == unit)
    }
}

impl SickLeave {
    /// How many employees there are.
    #[must_use]
    pub fn employees(&self) -> usize {
        self.employees.len()
    }

    /// How many positions they have.
    #[must_use]
    pub fn positions(&self) -> usize {
        self.employees.iter().map(|employee| employee.positions.len()).sum()
    }

    /// How many spells were read.
    #[must_use]
    pub fn spells(&self) -> usize {
        self.employees.iter().map(|employee| employee.notes.len()).sum()
    }
}

/// How much there is, never what it says.
impl fmt::Debug for SickLeave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SickLeave").field("employees", &self.employees.len()).finish_non_exhaustive()
    }
}
