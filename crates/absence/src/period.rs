//! Which time is counted: months, quarters and what they make up.
//!
//! What it is: a span of whole months, and the stretches of time a rate is stated for.
//!
//! What it is not: a clock. Somebody always says which months.
//!
//! Invariant: a span has at least one month; every period is a whole number of months.

use std::fmt;
use std::str::FromStr;
use survey::{Day, Month};

/// Whole months from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    first: Month,
    last: Month,
}

/// Why two months are no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the last month, {last}, is before the first, {first}")]
pub struct MonthsError {
    first: Month,
    last: Month,
}

impl Months {
    /// The months from one to another.
    ///
    /// # Errors
    /// When the last is before the first.
    pub fn new(first: Month, last: Month) -> Result<Self, MonthsError> {
        if last < first { Err(MonthsError { first, last }) } else { Ok(Self { first, last }) }
    }

    /// Each month, in order.
    pub fn iter(self) -> impl Iterator<Item = Month> {
        let next = move |month: &Month| (*month < self.last).then(|| month.next());
        std::iter::successors(Some(self.first), next)
    }

    /// The first day of the first month.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::first_of(self.first)
    }

    /// The last day of the last month.
    #[must_use]
    pub fn last_day(self) -> Day {
        Day::last_of(self.last)
    }
}

/// What a rate is stated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// A quarter, 1 to 4, of a year.
    Quarter(i32, u8),
    /// The four quarters that end with this one.
    FourQuarters(i32, u8),
    /// A calendar year.
    Year(i32),
}

impl Period {
    /// The quarter a month is in.
    #[must_use]
    pub const fn quarter_of(month: Month) -> Period {
        Period::Quarter(month.year(), month.month().div_ceil(3))
    }

    /// The months it is made of, in order; none where the calendar has no such months.
    #[must_use]
    pub fn months(self) -> Vec<Month> {
        let (year, last, length) = match self {
            Period::Quarter(year, quarter) => (year, quarter.saturating_mul(3), 3),
            Period::FourQuarters(year, quarter) => (year, quarter.saturating_mul(3), 12),
            Period::Year(year) => (year, 12, 12),
        };
        let end = i64::from(year) * 12 + i64::from(last) - 1;
        let month = |at: i64| {
            let number = u8::try_from(at.rem_euclid(12) + 1).ok()?;
            Month::new(i32::try_from(at.div_euclid(12)).ok()?, number).ok()
        };
        let months: Option<Vec<Month>> = (end - length + 1..=end).map(month).collect();
        months.unwrap_or_default()
    }

    /// The same stretch of the year before: a quarter is compared with the same quarter, for seasons differ.
    #[must_use]
    pub const fn year_before(self) -> Period {
        match self {
            Period::Quarter(year, quarter) => Period::Quarter(year - 1, quarter),
            Period::FourQuarters(year, quarter) => Period::FourQuarters(year - 1, quarter),
            Period::Year(year) => Period::Year(year - 1),
        }
    }
}

impl fmt::Display for Period {
    /// `2023-Q1`, `2022-Q2..2023-Q1`, `2023`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Period::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            Period::FourQuarters(year, 4) => write!(f, "{year}-Q1..{year}-Q4"),
            Period::FourQuarters(year, quarter) => write!(f, "{}-Q{}..{year}-Q{quarter}", year - 1, quarter + 1),
            Period::Year(year) => write!(f, "{year}"),
        }
    }
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no quarter, no four quarters and no year")]
pub struct PeriodError(String);

impl FromStr for Period {
    type Err = PeriodError;

    /// Reads what is written.
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError(text.chars().take(30).collect());
        let quarter = |text: &str| {
            let (year, quarter) = text.split_once("-Q")?;
            let quarter = quarter.parse::<u8>().ok().filter(|quarter| (1..=4).contains(quarter))?;
            Some((year.parse::<i32>().ok()?, quarter))
        };
        let period = match text.split_once("..") {
            Some((_, last)) => quarter(last).map(|(year, quarter)| Period::FourQuarters(year, quarter)),
            None if text.contains('Q') => quarter(text).map(|(year, quarter)| Period::Quarter(year, quarter)),
            None => text.parse().ok().map(Period::Year),
        };
        // What is not written again the same was something else.
        period.filter(|period| !period.months().is_empty() && period.to_string() == text).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(period: Period) -> Vec<String> {
        period.months().into_iter().map(|month| month.to_string()).collect()
    }

    #[test]
    fn a_period_is_its_months() {
        assert_eq!(months(Period::Quarter(2023, 1)), ["2023-01", "2023-02", "2023-03"]);
        let rolling = months(Period::FourQuarters(2023, 1));
        assert_eq!((rolling.len(), rolling[0].as_str(), rolling[11].as_str()), (12, "2022-04", "2023-03"));
        assert_eq!(months(Period::Year(2023)), months(Period::FourQuarters(2023, 4)));
        assert_eq!(Period::quarter_of(Month::new(2023, 10).unwrap()), Period::Quarter(2023, 4));
        assert_eq!(Period::quarter_of(Month::new(2023, 9).unwrap()), Period::Quarter(2023, 3));
        assert_eq!(Period::Quarter(0, 1).months(), Vec::<Month>::new());
    }

    #[test]
    fn names_say_where_a_period_begins_and_ends() {
        assert_eq!(Period::Quarter(2023, 1).to_string(), "2023-Q1");
        assert_eq!(Period::FourQuarters(2023, 1).to_string(), "2022-Q2..2023-Q1");
        assert_eq!(Period::FourQuarters(2023, 4).to_string(), "2023-Q1..2023-Q4");
        assert_eq!(Period::FourQuarters(2023, 1).year_before(), Period::FourQuarters(2022, 1));
    }

    #[test]
    fn a_name_reads_back_and_nothing_else_does() {
        for text in ["2023-Q1", "2022-Q2..2023-Q1", "2023-Q1..2023-Q4", "2023"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in ["2023-Q5", "2023-Q0", "2023-Q1..2023-Q1", "Q1", "x", "", "02023", "-1"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_needs_a_month() {
        let month = |number| Month::new(2023, number).unwrap();
        assert_eq!(Months::new(month(11), month(11)).unwrap().iter().count(), 1);
        assert_eq!(
            Months::new(month(2), month(1)).unwrap_err().to_string(),
            "the last month, 2023-01, is before the first, 2023-02"
        );
    }
}
