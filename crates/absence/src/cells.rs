//! What is summed for each place and month while employees are counted.
//!
//! What it is: whole numbers, one cell per place and month.
//!
//! What it is not: published. A cell becomes an [`AbsenceRow`], which is checked.
//!
//! Invariant: adding cells is addition of whole numbers, in any order.

use crate::{
    AbsenceRow, AbsenceTable, Band, Banded, Details, EmployerPeriods, Exactly16, Kind, LargestByKind, PersonDays,
    SickLeave, UnitSumsError, largest,
};
use std::collections::BTreeMap;
use survey::{Date, Month};

/// The sums of one place in one month; days in millionths.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cell {
    pub(crate) agreed: u64,
    pub(crate) holiday: u64,
    pub(crate) employees: u32,
    pub(crate) absent: u32,
    pub(crate) lost: Banded<u64>,
    pub(crate) spells: Banded<u32>,
    pub(crate) periods: u32,
    pub(crate) inside: u32,
    pub(crate) after: u32,
    /// The largest parts in the month, and in the year up to it.
    pub(crate) largest: LargestByKind,
    pub(crate) largest_of_year: LargestByKind,
    /// The number of the employee who was counted last, so that nobody is counted twice.
    last_employee: u32,
    last_absent: u32,
}

impl Cell {
    pub(crate) const fn see_employee(&mut self, number: u32) {
        if self.last_employee != number {
            self.last_employee = number;
            self.employees += 1;
        }
    }

    pub(crate) const fn see_absent(&mut self, number: u32) {
        if self.last_absent != number {
            self.last_absent = number;
            self.absent += 1;
        }
    }

    fn add(&mut self, other: &Cell) {
        self.agreed += other.agreed;
        self.holiday += other.holiday;
        self.employees += other.employees;
        self.absent += other.absent;
        for (kind, band, lost) in other.lost.iter() {
            *self.lost.get_mut(kind, band) += lost;
        }
        for (kind, band, spells) in other.spells.iter() {
            *self.spells.get_mut(kind, band) += spells;
        }
        self.periods += other.periods;
        self.inside += other.inside;
        self.after += other.after;
        self.largest = self.largest.beside(other.largest);
        self.largest_of_year = self.largest_of_year.beside(other.largest_of_year);
    }
}

/// A place, a month, a kind and a band.
type Where = (usize, Kind, Band);

/// All cells.
pub(crate) struct Cells {
    months: usize,
    cells: Vec<Cell>,
    /// Days that are a fraction of a millionth, by denominator.
    fractions: BTreeMap<Where, BTreeMap<u32, u64>>,
}

impl Cells {
    pub(crate) fn new(places: usize, months: usize) -> Self {
        Self { months, cells: vec![Cell::default(); places.saturating_mul(months)], fractions: BTreeMap::new() }
    }

    const fn at(&self, place: usize, month: usize) -> usize {
        place.saturating_mul(self.months).saturating_add(month)
    }

    pub(crate) fn change(&mut self, place: usize, month: usize, change: impl FnOnce(&mut Cell)) {
        let at = self.at(place, month);
        if let Some(cell) = self.cells.get_mut(at) {
            change(cell);
        }
    }

    /// Adds `lost / of` millionths of a day.
    pub(crate) fn lose(&mut self, (place, month): (usize, usize), (kind, band): (Kind, Band), (lost, of): (u64, u32)) {
        if of == 1 {
            self.change(place, month, |cell| *cell.lost.get_mut(kind, band) += lost);
        } else {
            let at = (self.at(place, month), kind, band);
            *self.fractions.entry(at).or_default().entry(of).or_default() += lost;
        }
    }

    pub(crate) fn add(&mut self, other: &Cells) {
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            cell.add(more);
        }
        for (at, fractions) in &other.fractions {
            for (of, lost) in fractions {
                *self.fractions.entry(*at).or_default().entry(*of).or_default() += lost;
            }
        }
    }

    /// Rows for the cells in which a day was agreed.
    pub(crate) fn into_table(
        mut self,
        sick_leave: &SickLeave,
        months: &[Month],
        (exactly_16, vintage): (Exactly16, Date),
    ) -> Result<AbsenceTable, UnitSumsError> {
        for ((at, kind, band), fractions) in std::mem::take(&mut self.fractions) {
            if let Some(cell) = self.cells.get_mut(at) {
                *cell.lost.get_mut(kind, band) += rounded(&fractions);
            }
        }
        let mut rows = Vec::new();
        for (place, (unit, former)) in sick_leave.places.iter().enumerate() {
            for (month, name) in months.iter().enumerate() {
                let Some(cell) = self.cells.get(self.at(place, month)).filter(|cell| cell.agreed > 0) else { continue };
                let lost =
                    |kind| PersonDays::from_millionths(Band::ALL.map(|band| cell.lost.get(kind, band)).iter().sum());
                let days = [lost(Kind::SelfCertified), lost(Kind::Certified), PersonDays::from_millionths(cell.agreed)];
                let details = Details {
                    lost: Some(cell.lost.map(PersonDays::from_millionths)),
                    spells: Some(cell.spells),
                    employees_absent: Some(cell.absent),
                    holiday: sick_leave.holidays_are_known.then(|| PersonDays::from_millionths(cell.holiday)),
                    employer_periods: Some(EmployerPeriods {
                        begun: cell.periods,
                        days_inside: cell.inside,
                        days_after: cell.after,
                        exactly_16,
                    }),
                    largest: Some(cell.largest.rounded_up()),
                    largest_12_months: (month + 1 >= largest::YEAR).then(|| cell.largest_of_year.rounded_up()),
                    vintage: Some(vintage),
                };
                let row = AbsenceRow::new(unit.clone(), former.clone(), *name, cell.employees, days)
                    .and_then(|row| row.with(details));
                rows.push(row.map_err(|problem| UnitSumsError::new((unit.clone(), former.clone()), *name, problem))?);
            }
        }
        // Each place and month is one cell, so no row can be there twice.
        Ok(AbsenceTable::from_rows(rows).unwrap_or_default())
    }
}

/// A sum of fractions, to the nearest whole.
fn rounded(fractions: &BTreeMap<u32, u64>) -> u64 {
    let mut whole = 0;
    // What is left of each fraction, in units so small that hundreds of denominators cannot move the rounding.
    let mut rest: u128 = 0;
    for (of, lost) in fractions {
        let of = u64::from((*of).max(1));
        whole += lost / of;
        rest += (u128::from(lost % of) << 64) / u128::from(of);
    }
    let half = 1_u128 << 63;
    whole + u64::try_from((rest + half) >> 64).unwrap_or(0)
}
