//! Sickness absence: unit sums of lost and agreed working days.
//!
//! What it is: exact working days ([`PersonDays`]), one row per unit, former municipality and month ([`AbsenceRow`]),
//! the table they are read into ([`AbsenceTable`]) and the sums they are rolled up to ([`AbsenceSum`]). Lost days are
//! absence days times position share times grade of absence; agreed days are Monday to Friday less public holidays,
//! scaled by position. The rate is lost over agreed days, both summed first.
//!
//! What it is not: a register of spells or persons, and not a file reader: it is handed text.
//!
//! Invariant: no I/O, no floats, and nothing about one person; only unit sums enter and leave.

mod person_days;
mod row;
mod sum;
mod table;

pub use person_days::{PersonDays, PersonDaysError};
pub use row::{AbsenceRow, AbsenceRowError};
pub use sum::{AbsenceSum, AbsenceSumError};
pub use table::{AbsenceTable, AbsenceTableError, COLUMNS};
