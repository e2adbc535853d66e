//! Restated months: which file becomes the month, and which is kept beside it.
//!
//! What it is: a decision from what a month holds and what arrives. A later extraction takes the month's place and the
//! earlier one is kept in `vintages/`; an earlier one that arrives late goes there at once.
//!
//! What it is not: a history of rows. A month is kept as a whole.
//!
//! Invariant: figures of a known vintage are never lost to another vintage, and never replaced by figures that do not say when
//! they were extracted.

use crate::fault::{ArchiveError, Refusal};
use absence::{AbsenceRow, Details};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use survey::{Date, FormerMunicipalityId, Month, UnitId};

/// What an arriving month changed. Figures themselves are not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was no such month.
    New,
    /// It took the place of what was there, and these units have other figures now.
    Replaced(BTreeSet<UnitId>),
    /// It took the place of an earlier extraction, which is kept, and these units have other figures now.
    Restated {
        /// The day of the earlier extraction.
        earlier: Date,
        /// The units that have other figures.
        units: BTreeSet<UnitId>,
    },
    /// The month holds a later extraction already: what arrived was put beside it.
    KeptBeside {
        /// The day of the later extraction.
        later: Date,
    },
}

impl Change {
    /// What came of an arriving month, beside what is held of it.
    pub(super) fn of(arrival: Arrival, held: Option<&[AbsenceRow]>, arriving: &[AbsenceRow]) -> Self {
        let Some(held) = held else { return Change::New };
        match arrival {
            Arrival::Replaces => Change::Replaced(differing(held, arriving)),
            Arrival::Restates(earlier) => Change::Restated { earlier, units: differing(held, arriving) },
            Arrival::IsEarlier { later, .. } => Change::KeptBeside { later },
        }
    }
}

/// The units of which two extractions of one month say different things; when they were extracted is no difference, and what was
/// lost in other months is none of this one.
fn differing(held: &[AbsenceRow], arriving: &[AbsenceRow]) -> BTreeSet<UnitId> {
    let figures = |rows: &[AbsenceRow]| -> BTreeMap<(UnitId, FormerMunicipalityId), AbsenceRow> {
        let undated = |row: &AbsenceRow| {
            let details = Details { vintage: None, largest_12_months: None, ..row.details().clone() };
            // What was true beside the row still is.
            row.clone().with(details).unwrap_or_else(|_| row.clone())
        };
        rows.iter().map(|row| ((row.unit().clone(), row.former_municipality().clone()), undated(row))).collect()
    };
    let (held, arriving) = (figures(held), figures(arriving));
    let places = held.keys().chain(arriving.keys());
    places.filter(|place| held.get(place) != arriving.get(place)).map(|(unit, _)| unit.clone()).collect()
}

/// Where an arriving month goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// In the month's place; what stood there is replaced.
    Replaces,
    /// In the month's place; what stood there is kept with its vintage.
    Restates(Date),
    /// Beside the month, which holds later figures.
    IsEarlier {
        /// The vintage that arrives.
        arriving: Date,
        /// The vintage that is held.
        later: Date,
    },
}

/// Decides for one month.
pub(super) fn arrival(
    path: &Path,
    held: Option<Option<Date>>,
    arriving: Option<Date>,
) -> Result<Arrival, ArchiveError> {
    match (held, arriving) {
        (Some(Some(held)), None) => {
            Err(Refusal::VintageMissing { path: path.to_owned(), held: held.to_string() }.into())
        }
        (Some(Some(held)), Some(arriving)) => Ok(match arriving.cmp(&held) {
            Ordering::Less => Arrival::IsEarlier { arriving, later: held },
            Ordering::Equal => Arrival::Replaces,
            Ordering::Greater => Arrival::Restates(held),
        }),
        (None | Some(None), _) => Ok(Arrival::Replaces),
    }
}

pub(super) fn file_name(month: Month, vintage: Date) -> String {
    format!("month={month}.vintage={vintage}.parquet")
}

pub(super) fn of_name(name: &str) -> Option<(Month, Date)> {
    let (month, vintage) = name.strip_prefix("month=")?.strip_suffix(".parquet")?.split_once(".vintage=")?;
    Some((Month::parse(month).ok()?, Date::parse(vintage).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_month_and_vintage() {
        let (month, vintage) = (Month::parse("2020-01").unwrap(), Date::parse("2020-03-05").unwrap());
        assert_eq!(of_name(&file_name(month, vintage)), Some((month, vintage)));
        for other in
            ["month=2020-01.parquet", "month=2020-01.vintage=2020-02-30.parquet", "month=2020-01.vintage=.parquet"]
        {
            assert_eq!(of_name(other), None, "{other}");
        }
    }

    #[test]
    fn later_figures_take_the_place_and_known_ones_are_never_lost() {
        let day = |text: &str| Date::parse(text).unwrap();
        let decided = |held, arriving| arrival(Path::new("x"), held, arriving).ok();
        let (march, june) = (day("2020-03-05"), day("2020-06-05"));
        assert_eq!(decided(None, None), Some(Arrival::Replaces));
        assert_eq!(decided(None, Some(march)), Some(Arrival::Replaces));
        assert_eq!(decided(Some(None), None), Some(Arrival::Replaces));
        assert_eq!(decided(Some(None), Some(march)), Some(Arrival::Replaces));
        assert_eq!(decided(Some(Some(march)), Some(march)), Some(Arrival::Replaces));
        assert_eq!(decided(Some(Some(march)), Some(june)), Some(Arrival::Restates(march)));
        assert_eq!(decided(Some(Some(june)), Some(march)), Some(Arrival::IsEarlier { arriving: march, later: june }));
        assert_eq!(decided(Some(Some(march)), None), None);
    }
}
