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
use std::cmp::Ordering;
use std::path::Path;
use survey::{Date, Month};

/// Where an arriving month goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// In the month's place; what stood there is replaced.
    Replaces,
    /// In the month's place; what stood there is kept with its vintage.
    Restates(Date),
    /// Beside the month, which holds later figures.
    IsEarlier(Date),
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
            Ordering::Less => Arrival::IsEarlier(arriving),
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
        assert_eq!(decided(Some(Some(june)), Some(march)), Some(Arrival::IsEarlier(march)));
        assert_eq!(decided(Some(Some(march)), None), None);
    }
}
