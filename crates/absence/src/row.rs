//! One unit's absence in one month.

use crate::PersonDays;
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
        Ok(Self { unit, former_municipality, month, employees, lost_self_certified, lost_certified, agreed })
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
