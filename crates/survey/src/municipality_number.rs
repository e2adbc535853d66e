//! The numbers of municipalities in public statistics change; series about the same place follow them.
//!
//! The table holds the changes that touch Asker. It is data with a source, not a register of all municipalities.

use std::fmt;
use std::str::FromStr;

use crate::Date;

/// A municipality's number: four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityNumber(u16);

/// A text that is no municipality number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a municipality number has four digits, such as 3203")]
pub struct MunicipalityNumberError;

/// From one day on, what was counted under one number is counted under another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberChange {
    /// The number that ended.
    pub old: MunicipalityNumber,
    /// The number that took its place.
    pub new: MunicipalityNumber,
    /// The first day of the new number: year, month, day.
    from: (i32, u8, u8),
    /// Where the change is written down.
    pub source: &'static str,
}

/// The changes of numbers behind Asker.
const CHANGES: [NumberChange; 4] = [
    merged(220, "Asker"),
    merged(627, "Røyken"),
    merged(628, "Hurum"),
    NumberChange {
        old: MunicipalityNumber(3025),
        new: MunicipalityNumber(3203),
        from: (2024, 1, 1),
        source: "Statistics Norway, Klass 131, version of 1 January 2024: 3025 becomes 3203 when Viken is divided",
    },
];

const fn merged(old: u16, name: &'static str) -> NumberChange {
    NumberChange {
        old: MunicipalityNumber(old),
        new: MunicipalityNumber(3025),
        from: (2020, 1, 1),
        source: match name.as_bytes() {
            b"Asker" => "Statistics Norway, Klass 131, version of 1 January 2020: 0220 becomes 3025",
            b"Hurum" => "Statistics Norway, Klass 131, version of 1 January 2020: 0628 becomes 3025",
            _ => "Statistics Norway, Klass 131, version of 1 January 2020: 0627 becomes 3025",
        },
    }
}

impl NumberChange {
    /// The first day of the new number.
    #[must_use]
    pub fn from(&self) -> Option<Date> {
        let (year, month, day) = self.from;
        Date::new(year, month, day).ok()
    }

    /// Every change that is known, oldest first.
    #[must_use]
    pub const fn all() -> &'static [NumberChange] {
        &CHANGES
    }
}

impl MunicipalityNumber {
    /// The number that a series under this one goes on under, on a day.
    ///
    /// ```
    /// use survey::{Date, MunicipalityNumber};
    ///
    /// let hurum: MunicipalityNumber = "0628".parse().unwrap();
    /// let on = |year| hurum.on(Date::new(year, 6, 30).unwrap()).to_string();
    /// assert_eq!((on(2019), on(2021), on(2024)), ("0628".into(), "3025".into(), "3203".into()));
    /// ```
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        let next = |number: Self| {
            CHANGES.iter().find(|change| change.old == number && change.from().is_some_and(|from| from <= day))
        };
        let mut number = self;
        // No chain of changes is longer than the table.
        for _ in 0..CHANGES.len() {
            number = next(number).map_or(number, |change| change.new);
        }
        number
    }

    /// All numbers whose series make up the one that this number's series ends in, in ascending order, itself included.
    ///
    /// A total before the merger is the sum over its members that were in use on that day.
    #[must_use]
    pub fn series(self) -> Vec<Self> {
        let last = |number: Self| {
            CHANGES.iter().fold(number, |number, change| if change.old == number { change.new } else { number })
        };
        let end = last(self);
        let mut numbers: Vec<Self> =
            CHANGES.iter().map(|change| change.old).filter(|old| last(*old) == end).chain([self, end]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

impl FromStr for MunicipalityNumber {
    type Err = MunicipalityNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_number = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            text.parse().map(Self).map_err(|_| MunicipalityNumberError)
        } else {
            Err(MunicipalityNumberError)
        }
    }
}

impl fmt::Display for MunicipalityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_of_asker_is_joined_from_five_numbers() {
        let numbers = |text: &str| -> Vec<String> {
            text.parse::<MunicipalityNumber>().unwrap().series().iter().map(ToString::to_string).collect()
        };
        for member in ["0220", "0627", "0628", "3025", "3203"] {
            assert_eq!(numbers(member), ["0220", "0627", "0628", "3025", "3203"], "{member}");
        }
        assert_eq!(numbers("0301"), ["0301"], "a number that never changed is its own series");
    }

    #[test]
    fn a_change_holds_from_its_first_day() {
        let asker: MunicipalityNumber = "0220".parse().unwrap();
        let on = |year, month, day| asker.on(Date::new(year, month, day).unwrap()).to_string();
        assert_eq!(on(2019, 12, 31), "0220");
        assert_eq!(on(2020, 1, 1), "3025");
        assert_eq!(on(2023, 12, 31), "3025");
        assert_eq!(on(2024, 1, 1), "3203");
        assert!(NumberChange::all().iter().all(|change| change.source.contains(&change.old.to_string())));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "220", "02200", "O220", "02 0"] {
            assert_eq!(text.parse::<MunicipalityNumber>(), Err(MunicipalityNumberError), "{text:?}");
        }
    }
}
