//! From positions and spells to unit sums: lost and agreed working days per unit, former municipality and month.
//!
//! What it is: the one way out of [`SickLeave`]. Employees are counted side by side on several threads; every figure is a
//! sum of whole numbers, so neither their order nor the number of threads matters.
//!
//! What it is not: a rounding. A share in ten-thousandths times a grade in percent is whole millionths of a day. Only the
//! mean grade of several notes can be a fraction; such days are summed as fractions and rounded once for each unit, month,
//! kind and band.
//!
//! Invariant: what comes out is a sum over the employees of a place in a month, and holds no trace of which they were.

use crate::cells::Cells;
use crate::counting::{Counter, WorkedDays};
use crate::side_by_side::side_by_side;
use crate::{AbsenceRowError, AbsenceTable, Months, Rules, SickLeave};
use std::num::NonZeroUsize;
use survey::{Date, FormerMunicipalityId, Month, UnitId};

/// Why spells did not become unit sums.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unit {unit}, former municipality {former_municipality}, {month}: {problem}")]
pub struct UnitSumsError {
    unit: UnitId,
    former_municipality: FormerMunicipalityId,
    month: Month,
    problem: AbsenceRowError,
}

/// Counts every place and month.
///
/// Formula:  agreed = Σ working days of the position's calendar × share; lost = Σ working days of the spell × share ×
/// grade; with holidays, the agreed days that were holiday and not absence are told apart.
/// Shapes:   one row per unit, former municipality and month in which a day was agreed.
/// Units:    working days in millionths; spells and employees as whole numbers; employer periods in calendar days.
/// Errors:   a sum that cannot be held; it does not happen to an organisation of people.
/// Rounding: none, but for the mean grade of several notes: to the nearest millionth of a day, once per sum.
/// Source:   the official definition of the sickness absence percentage; forskrift 1997-03-25-272 for the bands.
///
/// # Errors
/// When a sum cannot be a row.
pub fn unit_sums(
    sick_leave: &SickLeave,
    months: Months,
    rules: &Rules,
    vintage: Date,
    threads: NonZeroUsize,
) -> Result<AbsenceTable, UnitSumsError> {
    let worked = WorkedDays::of(&sick_leave.calendars, months);
    let share = sick_leave.employees.len().div_ceil(threads.get()).max(1);
    let counted = side_by_side(sick_leave.employees.chunks(share), |employees| {
        let mut counter = Counter::new(sick_leave, &worked, rules);
        counter.count(employees);
        counter.into_cells()
    });
    let mut cells = Cells::new(sick_leave.places.len(), worked.months().len());
    counted.iter().for_each(|more| cells.add(more));
    cells.into_table(sick_leave, worked.months(), (rules.exactly_16, vintage))
}

impl UnitSumsError {
    pub(crate) fn new(
        (unit, former_municipality): (UnitId, FormerMunicipalityId),
        month: Month,
        problem: AbsenceRowError,
    ) -> Self {
        Self { unit, former_municipality, month, problem }
    }
}
