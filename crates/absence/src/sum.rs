//! Absence rolled up over units and months.

use crate::{AbsenceRow, Banded, Denominator, EmployerPeriodSum, PersonDays};
use std::collections::{BTreeMap, BTreeSet};
use survey::{Date, Month};

/// Days summed over any set of rows, and the rate they give.
///
/// The parts of a sum must be disjoint: adding the same row twice counts it twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceSum {
    employee_months: u64,
    months: BTreeSet<Month>,
    lost_self_certified: PersonDays,
    lost_certified: PersonDays,
    agreed: PersonDays,
    known: Known,
}

/// What else is known; a row that does not know something makes the sum unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    lost: Option<Banded<PersonDays>>,
    spells: Option<Banded<u64>>,
    absent: Option<BTreeMap<Month, u64>>,
    holiday: Option<PersonDays>,
    employer_periods: Option<EmployerPeriodSum>,
    vintages: BTreeSet<Option<Date>>,
}

/// A sum of no rows: everything about it is known, and it is nothing.
impl Default for AbsenceSum {
    fn default() -> Self {
        Self {
            employee_months: 0,
            months: BTreeSet::new(),
            lost_self_certified: PersonDays::ZERO,
            lost_certified: PersonDays::ZERO,
            agreed: PersonDays::ZERO,
            known: Known {
                lost: Some(Banded::default()),
                spells: Some(Banded::default()),
                absent: Some(BTreeMap::new()),
                holiday: Some(PersonDays::ZERO),
                employer_periods: Some(EmployerPeriodSum::default()),
                vintages: BTreeSet::new(),
            },
        }
    }
}

/// Adds value by value; none when one sum cannot be held.
fn banded<T: Copy + Default>(
    one: Option<Banded<T>>,
    other: Option<Banded<T>>,
    add: impl Fn(T, T) -> Option<T>,
) -> Option<Banded<T>> {
    let (mut sum, other) = (one?, other?);
    for (kind, band, value) in other.iter() {
        let place = sum.get_mut(kind, band);
        *place = add(*place, value)?;
    }
    Some(sum)
}

impl Known {
    fn of(row: &AbsenceRow) -> Self {
        let details = row.details();
        Self {
            lost: details.lost,
            spells: details.spells.map(|spells| spells.map(u64::from)),
            absent: details.employees_absent.map(|absent| BTreeMap::from([(row.month(), u64::from(absent))])),
            holiday: details.holiday,
            employer_periods: details.employer_periods.map(EmployerPeriodSum::from),
            vintages: BTreeSet::from([details.vintage]),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.lost = banded(self.lost, other.lost, PersonDays::checked_add);
        self.spells = banded(self.spells, other.spells, u64::checked_add);
        self.absent = match (self.absent.take(), &other.absent) {
            (Some(mut absent), Some(more)) => {
                for (month, employees) in more {
                    let place = absent.entry(*month).or_default();
                    *place = place.saturating_add(*employees);
                }
                Some(absent)
            }
            _ => None,
        };
        self.holiday = self.holiday.zip(other.holiday).and_then(|(one, another)| one.checked_add(another));
        self.employer_periods =
            self.employer_periods.zip(other.employer_periods).and_then(|(one, another)| one.and(another));
        self.vintages.extend(&other.vintages);
    }
}

/// Why sums could not be put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbsenceSumError {
    /// The total is beyond what can be held exactly.
    #[error("the absence figures are too large to add exactly")]
    Overflow,
}

impl AbsenceSum {
    /// The sum of some rows.
    ///
    /// # Errors
    /// When a total is too large to hold exactly.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a AbsenceRow>) -> Result<Self, AbsenceSumError> {
        let mut sum = Self::default();
        for row in rows {
            sum.add(row)?;
        }
        Ok(sum)
    }

    /// Adds one row.
    ///
    /// # Errors
    /// When a total is too large to hold exactly; the sum is then unchanged.
    pub fn add(&mut self, row: &AbsenceRow) -> Result<(), AbsenceSumError> {
        self.merge(&Self {
            employee_months: u64::from(row.employees()),
            months: BTreeSet::from([row.month()]),
            lost_self_certified: row.lost_self_certified(),
            lost_certified: row.lost_certified(),
            agreed: row.agreed(),
            known: Known::of(row),
        })
    }

    /// Adds another sum over other rows.
    ///
    /// # Errors
    /// When a total is too large to hold exactly; the sum is then unchanged.
    pub fn merge(&mut self, other: &Self) -> Result<(), AbsenceSumError> {
        let days = |a: PersonDays, b: PersonDays| a.checked_add(b).ok_or(AbsenceSumError::Overflow);
        let employee_months =
            self.employee_months.checked_add(other.employee_months).ok_or(AbsenceSumError::Overflow)?;
        let lost_self_certified = days(self.lost_self_certified, other.lost_self_certified)?;
        let lost_certified = days(self.lost_certified, other.lost_certified)?;
        let agreed = days(self.agreed, other.agreed)?;
        days(lost_self_certified, lost_certified)?;
        self.employee_months = employee_months;
        self.lost_self_certified = lost_self_certified;
        self.lost_certified = lost_certified;
        self.agreed = agreed;
        self.months.extend(&other.months);
        self.known.merge(&other.known);
        Ok(())
    }

    /// The sickness absence rate as an exact fraction, or nothing when no day was agreed.
    ///
    /// Formula:  Σ lost / Σ agreed; both are summed over the rows before one is divided by the other.
    /// Shapes:   rows of any units and months, each counted once.
    /// Units:    a share; numerator and denominator in millionths of a working day.
    /// Unknown:  no agreed days.
    /// Rounding: exact; the fraction is not reduced.
    /// Source:   the official Norwegian definition of the sickness absence percentage.
    #[must_use]
    pub fn rate(&self) -> Option<(u128, u128)> {
        let agreed = u128::from(self.agreed.millionths());
        (agreed > 0).then(|| {
            let own = u128::from(self.lost_self_certified.millionths());
            (own + u128::from(self.lost_certified.millionths()), agreed)
        })
    }

    /// The agreed days a rate divides by, under a rule about holidays; none where holidays are not known.
    #[must_use]
    pub fn agreed_under(&self, rule: Denominator) -> Option<PersonDays> {
        match rule {
            Denominator::HolidaysKeptIn => Some(self.agreed),
            Denominator::HolidaysTakenOut => self.agreed.checked_sub(self.known.holiday?),
        }
    }

    /// Lost days by kind and band, where every row knows them.
    #[must_use]
    pub const fn lost_in_bands(&self) -> Option<&Banded<PersonDays>> {
        self.known.lost.as_ref()
    }

    /// Absences that began, by kind and band, where every row knows them.
    #[must_use]
    pub const fn spells(&self) -> Option<&Banded<u64>> {
        self.known.spells.as_ref()
    }

    /// Employees absent in the month with the most of them, where every row knows them: as many at least were absent in
    /// all. Months cannot be added, for the same people are absent in several.
    #[must_use]
    pub fn employees_absent_at_least(&self) -> Option<u64> {
        self.known.absent.as_ref().map(|absent| absent.values().copied().max().unwrap_or(0))
    }

    /// Employer periods, where every row knows them and all were counted by one rule.
    #[must_use]
    pub const fn employer_periods(&self) -> Option<EmployerPeriodSum> {
        self.known.employer_periods
    }

    /// When the rows were extracted; none stands for rows that do not say.
    #[must_use]
    pub const fn vintages(&self) -> &BTreeSet<Option<Date>> {
        &self.known.vintages
    }

    /// Employees summed over months: ten employees in three months are thirty.
    #[must_use]
    pub fn employee_months(&self) -> u64 {
        self.employee_months
    }

    /// The months that are in the sum.
    #[must_use]
    pub fn months(&self) -> &BTreeSet<Month> {
        &self.months
    }

    /// Mean number of employees per month in the sum, rounded down; zero for an empty sum.
    #[must_use]
    pub fn employees_mean(&self) -> u64 {
        u64::try_from(self.months.len()).ok().and_then(|months| self.employee_months.checked_div(months)).unwrap_or(0)
    }

    /// Days lost on the employees' own word.
    #[must_use]
    pub fn lost_self_certified(&self) -> PersonDays {
        self.lost_self_certified
    }

    /// Days lost on a doctor's word.
    #[must_use]
    pub fn lost_certified(&self) -> PersonDays {
        self.lost_certified
    }

    /// Days that were to be worked.
    #[must_use]
    pub fn agreed(&self) -> PersonDays {
        self.agreed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use survey::{FormerMunicipalityId, UnitId};

    fn row(unit: &str, month: u8, employees: u32, own: u64, certified: u64, agreed: u64) -> AbsenceRow {
        let days = [own, certified, agreed].map(PersonDays::from_millionths);
        let unit = UnitId::new(unit).unwrap();
        let former = FormerMunicipalityId::new("asker").unwrap();
        AbsenceRow::new(unit, former, Month::new(2023, month).unwrap(), employees, days).unwrap()
    }

    fn any_row() -> impl Strategy<Value = AbsenceRow> {
        (1..=12_u8, 1..500_u32, 0..1_000_000_u64, 0..1_000_000_u64, 0..9_000_000_u64).prop_map(
            |(month, employees, own, certified, rest)| {
                row("u", month, employees, own, certified, own + certified + rest)
            },
        )
    }

    #[test]
    fn the_rate_of_two_units_is_not_the_mean_of_their_rates() {
        // A small unit at 20 % and a large one at 5 %: the mean of the percentages is 12.5, the rate is 6.
        let small = row("a", 1, 10, 0, 40 * 10_000, 200 * 10_000);
        let large = row("b", 1, 140, 30 * 10_000, 110 * 10_000, 2_800 * 10_000);
        let sum = AbsenceSum::of([&small, &large]).unwrap();
        let (lost, agreed) = sum.rate().unwrap();
        assert_eq!((lost, agreed), (1_800_000, 30_000_000));
        assert_eq!(lost * 100, agreed * 6);
        assert_ne!(lost * 1_000, agreed * 125);
    }

    #[test]
    fn nothing_agreed_has_no_rate() {
        assert_eq!(AbsenceSum::default().rate(), None);
        assert_eq!(AbsenceSum::default().employees_mean(), 0);
        assert_eq!(AbsenceSum::of([&row("a", 7, 3, 0, 0, 0)]).unwrap().rate(), None);
    }

    #[test]
    fn employees_are_averaged_over_distinct_months() {
        let rows = [row("a", 1, 10, 0, 0, 1), row("b", 1, 20, 0, 0, 1), row("a", 2, 11, 0, 0, 1)];
        let sum = AbsenceSum::of(&rows).unwrap();
        assert_eq!((sum.employee_months(), sum.months().len(), sum.employees_mean()), (41, 2, 20));
    }

    #[test]
    fn a_sum_that_cannot_be_held_changes_nothing() {
        let mut sum = AbsenceSum::of([&row("a", 1, 1, 0, 5, u64::MAX - 3)]).unwrap();
        let before = sum.clone();
        assert_eq!(sum.add(&row("b", 2, 1, 0, 0, 4)), Err(AbsenceSumError::Overflow));
        assert_eq!(sum, before);
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_sum(rows in prop::collection::vec(any_row(), 0..40), cut in 0..40_usize) {
            let cut = cut.min(rows.len());
            let whole = AbsenceSum::of(&rows).unwrap();
            let (first, second) = (AbsenceSum::of(&rows[..cut]).unwrap(), AbsenceSum::of(&rows[cut..]).unwrap());
            let (mut ab, mut ba) = (first.clone(), second.clone());
            ab.merge(&second).unwrap();
            ba.merge(&first).unwrap();
            prop_assert_eq!(&ab, &whole);
            prop_assert_eq!(&ba, &whole);
            let lost: u64 = rows.iter()
                .map(|row| row.lost_self_certified().millionths() + row.lost_certified().millionths())
                .sum();
            let agreed: u64 = rows.iter().map(|row| row.agreed().millionths()).sum();
            prop_assert_eq!(whole.rate(), (agreed > 0).then(|| (u128::from(lost), u128::from(agreed))));
        }
    }
}
