//! One unit's absence in one month.

use crate::{Band, Details, Kind, PersonDays};
use survey::{FormerMunicipalityId, Month, UnitId};

/// The absence of one unit's employees from one former municipality in one month.
///
/// Lost days never exceed agreed days, and days are only agreed with employees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceRow {
    unit: UnitId,
    former_municipality: FormerMunicipalityId,
    month: Month,
    employees: u32,
    lost_self_certified: PersonDays,
    lost_certified: PersonDays,
    agreed: PersonDays,
    details: Details,
}

/// Why a row of absence cannot be true.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbsenceRowError {
    /// More days lost than agreed.
    #[error("{lost} days are lost but only {agreed} agreed")]
    LostExceedsAgreed {
        /// Self-certified and certified days together.
        lost: PersonDays,
        /// The agreed days.
        agreed: PersonDays,
    },
    /// The days of the bands are not the lost days.
    #[error("the bands of {kind} days do not add up to {days}; every lost day is in one band")]
    BandsDoNotAddUp {
        /// Which kind.
        kind: &'static str,
        /// The lost days of that kind.
        days: PersonDays,
    },
    /// More employees absent than there are.
    #[error("{absent} employees are absent but there are only {employees}")]
    MoreAbsentThanEmployed {
        /// The absent.
        absent: u32,
        /// All employees.
        employees: u32,
    },
    /// Somebody is absent without losing a day, or days are lost by nobody.
    #[error("{absent} employees lost {lost} days; whoever is absent loses a part of a day, and nobody else does")]
    AbsentWithoutDays {
        /// The absent.
        absent: u32,
        /// The lost days.
        lost: PersonDays,
    },
    /// Days are lost, and nobody has a part in them.
    #[error("{days} {kind} days are lost, but the largest part of them is nothing")]
    LargestIsNothing {
        /// Which kind.
        kind: &'static str,
        /// The lost days of that kind.
        days: PersonDays,
    },
    /// Somebody lost more in the month than anybody in the twelve months that end with it.
    #[error("somebody lost {month} {kind} days in the month, but nobody more than {year} in the twelve up to it")]
    LargestShrinks {
        /// Which kind.
        kind: &'static str,
        /// The largest part in the month.
        month: PersonDays,
        /// The largest part in twelve months.
        year: PersonDays,
    },
    /// Holiday and lost days together are more than was agreed.
    #[error("{holiday} days of holiday and {lost} lost days are more than the {agreed} agreed; a day is one of them")]
    TooMuchHoliday {
        /// Days of holiday.
        holiday: PersonDays,
        /// The lost days.
        lost: PersonDays,
        /// The agreed days.
        agreed: PersonDays,
    },
    /// The lost days cannot be added.
    #[error("the lost days are too many to add")]
    LostOverflows,
    /// Days agreed with nobody.
    #[error("{agreed} days are agreed but there are no employees")]
    NoEmployees {
        /// The agreed days.
        agreed: PersonDays,
    },
}

impl AbsenceRow {
    /// A row, if its figures can be true.
    ///
    /// # Errors
    /// When more days are lost than agreed, or days are agreed with nobody.
    pub fn new(
        unit: UnitId,
        former_municipality: FormerMunicipalityId,
        month: Month,
        employees: u32,
        [lost_self_certified, lost_certified, agreed]: [PersonDays; 3],
    ) -> Result<Self, AbsenceRowError> {
        let lost = lost_self_certified.checked_add(lost_certified).ok_or(AbsenceRowError::LostOverflows)?;
        if lost > agreed {
            return Err(AbsenceRowError::LostExceedsAgreed { lost, agreed });
        }
        if employees == 0 && agreed > PersonDays::ZERO {
            return Err(AbsenceRowError::NoEmployees { agreed });
        }
        Ok(Self {
            unit,
            former_municipality,
            month,
            employees,
            lost_self_certified,
            lost_certified,
            agreed,
            details: Details::default(),
        })
    }

    /// The row with what else is known of it.
    ///
    /// # Errors
    /// When it contradicts the row.
    pub fn with(self, details: Details) -> Result<Self, AbsenceRowError> {
        let lost = self.lost_self_certified.checked_add(self.lost_certified).ok_or(AbsenceRowError::LostOverflows)?;
        if let Some(banded) = &details.lost {
            for (kind, days) in Kind::ALL.into_iter().zip([self.lost_self_certified, self.lost_certified]) {
                let in_bands = Band::ALL
                    .into_iter()
                    .try_fold(PersonDays::ZERO, |sum, band| sum.checked_add(banded.get(kind, band)));
                if in_bands != Some(days) {
                    return Err(AbsenceRowError::BandsDoNotAddUp { kind: kind.as_str(), days });
                }
            }
        }
        if let Some(absent) = details.employees_absent {
            if absent > self.employees {
                return Err(AbsenceRowError::MoreAbsentThanEmployed { absent, employees: self.employees });
            }
            if (absent == 0) != (lost == PersonDays::ZERO) {
                return Err(AbsenceRowError::AbsentWithoutDays { absent, lost });
            }
        }
        for (kind, days) in Kind::ALL.into_iter().zip([self.lost_self_certified, self.lost_certified]) {
            let known = [details.largest, details.largest_12_months];
            let [month, year] = known.map(|largest| largest.map(|largest| largest.get(kind).first()));
            if days > PersonDays::ZERO && (month == Some(PersonDays::ZERO) || year == Some(PersonDays::ZERO)) {
                return Err(AbsenceRowError::LargestIsNothing { kind: kind.as_str(), days });
            }
            if let Some((month, year)) = month.zip(year).filter(|(month, year)| month > year) {
                return Err(AbsenceRowError::LargestShrinks { kind: kind.as_str(), month, year });
            }
        }
        if let Some(holiday) = details.holiday {
            let room = self.agreed.checked_sub(lost);
            if room.is_none_or(|room| holiday > room) {
                return Err(AbsenceRowError::TooMuchHoliday { holiday, lost, agreed: self.agreed });
            }
        }
        Ok(Self { details, ..self })
    }

    /// What else is known.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// The unit.
    #[must_use]
    pub fn unit(&self) -> &UnitId {
        &self.unit
    }

    /// The former municipality of the employees.
    #[must_use]
    pub fn former_municipality(&self) -> &FormerMunicipalityId {
        &self.former_municipality
    }

    /// The month.
    #[must_use]
    pub fn month(&self) -> Month {
        self.month
    }

    /// How many employees the days were agreed with.
    #[must_use]
    pub fn employees(&self) -> u32 {
        self.employees
    }

    /// Days lost on the employee's own word.
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
