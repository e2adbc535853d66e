//! Days and months as values. There is no clock here: a date is always given, never asked for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The years that a date can have; they are written with four digits.
pub const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// Why something is not a date or a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text does not have the form of a date.
    #[error("{0:?} is not a date of the form 2020-01-31")]
    NotADate(String),
    /// The text does not have the form of a month.
    #[error("{0:?} is not a month of the form 2020-01")]
    NotAMonth(String),
    /// The year is outside [`YEARS`].
    #[error("the year {0} is not between 1 and 9999")]
    Year(i32),
    /// There is no such month.
    #[error("there is no month number {0}")]
    Month(u8),
    /// The month has fewer days.
    #[error("{month} has no day number {day}")]
    Day {
        /// The month that was meant.
        month: Month,
        /// The day it does not have.
        day: u8,
    },
}

/// One month of the Gregorian calendar, written `2020-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    month: u8,
}

impl Month {
    /// January 1970, from which days are counted.
    pub const EPOCH: Month = Month { year: 1970, month: 1 };

    /// The last month that can be written.
    pub const LAST: Month = Month { year: 9999, month: 12 };

    /// The month with this number (1 to 12) in this year.
    pub fn new(year: i32, month: u8) -> Result<Self, CalendarError> {
        if !YEARS.contains(&year) {
            return Err(CalendarError::Year(year));
        }
        if !(1..=12).contains(&month) {
            return Err(CalendarError::Month(month));
        }
        Ok(Self { year, month })
    }

    /// Reads `2020-01`.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let not_a_month = || CalendarError::NotAMonth(shortened(text));
        let (year, month) = text.split_once('-').ok_or_else(not_a_month)?;
        let year = digits(year, 4).ok_or_else(not_a_month)?;
        let month = digits(month, 2).and_then(|month| u8::try_from(month).ok()).ok_or_else(not_a_month)?;
        Self::new(year, month)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The number of the month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The month after this one. The last month of all, 9999-12, stays where it is.
    #[must_use]
    pub const fn next(self) -> Self {
        match (self.year, self.month) {
            (9999, 12) => self,
            (year, 12) => Self { year: year + 1, month: 1 },
            (year, month) => Self { year, month: month + 1 },
        }
    }

    /// The month before this one. The first month of all stays where it is.
    #[must_use]
    pub const fn previous(self) -> Self {
        match (self.year, self.month) {
            (year, 1) if year == *YEARS.start() => self,
            (year, 1) => Self { year: year - 1, month: 12 },
            (year, month) => Self { year, month: month - 1 },
        }
    }

    /// How many days it has.
    #[must_use]
    pub const fn days(self) -> u8 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(self.year) => 29,
            2 => 28,
            _ => 31,
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        Date { month: self, day: 1 }
    }
}

/// One day of the Gregorian calendar, written `2020-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    month: Month,
    day: u8,
}

impl Date {
    /// The day with this number in this month.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, CalendarError> {
        let month = Month::new(year, month)?;
        if day == 0 || day > month.days() {
            return Err(CalendarError::Day { month, day });
        }
        Ok(Self { month, day })
    }

    /// The day with these numbers, each brought to the nearest there is.
    pub(crate) fn clamped(year: i32, month: u8, day: u8) -> Self {
        let month = Month { year: year.clamp(*YEARS.start(), *YEARS.end()), month: month.clamp(1, 12) };
        Self { month, day: day.clamp(1, month.days()) }
    }

    /// Reads `2020-01-31`.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let read = || {
            let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
            let (century, year) = (two_digits(y1, y2)?, two_digits(y3, y4)?);
            Some((i32::from(century) * 100 + i32::from(year), two_digits(m1, m2)?, two_digits(d1, d2)?))
        };
        let (year, month, day) = read().ok_or_else(|| CalendarError::NotADate(shortened(text)))?;
        Self::new(year, month, day)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.month.year
    }

    /// The number of the month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month.month
    }

    /// The number of the day in its month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The month this day is in.
    #[must_use]
    pub const fn month_of(self) -> Month {
        self.month
    }
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// A number written with exactly `width` digits.
fn digits(text: &str, width: usize) -> Option<i32> {
    let well_formed = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    if well_formed { text.parse().ok() } else { None }
}

/// The number that two digits make.
fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// What was given, short enough for a message.
fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{:02}", self.month, self.day)
    }
}

macro_rules! text_form {
    ($name:ident) => {
        impl FromStr for $name {
            type Err = CalendarError;
            fn from_str(text: &str) -> Result<Self, CalendarError> {
                Self::parse(text)
            }
        }
        impl TryFrom<String> for $name {
            type Error = CalendarError;
            fn try_from(text: String) -> Result<Self, CalendarError> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    };
}

text_form!(Month);
text_form!(Date);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for (text, exists) in [
            ("2020-01-01", true),
            ("2020-02-29", true),
            ("2019-02-29", false),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2020-04-31", false),
            ("2020-12-31", true),
            ("2020-13-01", false),
            ("2020-00-01", false),
            ("2020-01-00", false),
            ("0000-01-01", false),
            ("2020-1-1", false),
            ("01.01.2020", false),
            ("2020/01/01", false),
            ("2020-01-01T00:00", false),
            (" 2020-01-01", false),
            ("+020-01-01", false),
            ("", false),
            ("2020-01", false),
        ] {
            assert_eq!(Date::parse(text).is_ok(), exists, "{text:?}");
        }
    }

    #[test]
    fn the_message_says_what_is_wrong() {
        let message = |text| Date::parse(text).unwrap_err().to_string();
        assert_eq!(message("01.01.2020"), "\"01.01.2020\" is not a date of the form 2020-01-31");
        assert_eq!(message("2019-02-29"), "2019-02 has no day number 29");
        assert_eq!(message("2019-13-01"), "there is no month number 13");
    }

    proptest! {
        #[test]
        fn text_and_value_are_two_forms_of_one_date(year in YEARS, month in 1u8..=12, day in 1u8..=28) {
            let date = Date::new(year, month, day).unwrap();
            prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
            prop_assert_eq!(Month::parse(&date.month_of().to_string()), Ok(date.month_of()));
        }

        #[test]
        fn order_is_the_order_of_the_text(a in any_date(), b in any_date()) {
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn nothing_lies_between_a_month_and_the_next(year in 1i32..9999, month in 1u8..=12) {
            let this = Month::new(year, month).unwrap();
            let numbered = |month: Month| month.year() * 12 + i32::from(month.month());
            prop_assert_eq!(numbered(this.next()), numbered(this) + 1);
        }
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (YEARS, 1u8..=12, 1u8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
    }

    #[test]
    fn the_month_before_is_the_one_that_this_one_comes_next_to() {
        let month = |year, number| Month::new(year, number).unwrap();
        assert_eq!(month(2020, 1).previous(), month(2019, 12));
        assert_eq!(month(2020, 3).previous(), month(2020, 2));
        assert!((1..=12).all(|number| month(2020, number).previous().next() == month(2020, number)));
        let first = month(*YEARS.start(), 1);
        assert_eq!(first.previous(), first);
    }
}
