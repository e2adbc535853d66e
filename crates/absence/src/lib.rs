//! Sickness absence: from spells to unit sums of lost and agreed working days, and the rates they give.
//!
//! What it is: exact working days ([`PersonDays`]), one row per unit, former municipality and month ([`AbsenceRow`]),
//! the table they are read into ([`AbsenceTable`]) and the sums they are rolled up to ([`AbsenceSum`]); and the way there
//! from spells and positions ([`SickLeave`], [`unit_sums`]), by rules that have names ([`Rules`]). Lost days are absence
//! days times position share times grade of absence; agreed days are the days of the position's calendar, scaled by
//! its share. The rate is lost over agreed days, both summed first.
//!
//! What it is not: a file reader; it is handed text. And no register of persons: what is read of employees can be counted
//! and nothing else.
//!
//! Invariant: no I/O, no floats; a spell never leaves this crate, only unit sums do. How many threads work is an argument, and
//! no result depends on it.

mod band;
mod calendar;
mod cells;
mod counting;
mod details;
mod details_columns;
mod employer_period;
mod largest;
mod merging;
mod period;
mod person_days;
mod reading;
mod row;
mod rules;
mod sick_leave;
mod side_by_side;
mod sum;
mod table;
mod unit_sums;

pub use band::{Band, Banded, Kind};
pub use calendar::{Cycle, Roster, WorkCalendar, easter_sunday, is_public_holiday, public_holidays};
pub use details::{Details, EmployerPeriodSum, EmployerPeriods};
pub use details_columns::DETAIL_COLUMNS;
pub use employer_period::EMPLOYER_PERIOD_DAYS;
pub use largest::{Largest, LargestByKind, LargestOfGroup};
pub use period::{Months, MonthsError, Period, PeriodError};
pub use person_days::{PersonDays, PersonDaysError};
pub use reading::{
    HOLIDAY_COLUMNS, POSITION_COLUMNS, POSITION_COLUMNS_OPTIONAL, ROSTER_COLUMNS, SPELL_COLUMNS,
    SPELL_COLUMNS_OPTIONAL, SickLeaveFiles,
};
pub use row::{AbsenceRow, AbsenceRowError};
pub use rules::{Denominator, Exactly16, Rules, SeveralNotes};
pub use sick_leave::SickLeave;
pub use sum::{AbsenceSum, AbsenceSumError};
pub use table::{AbsenceTable, AbsenceTableError, COLUMNS};
pub use unit_sums::{UnitSumsError, unit_sums};
