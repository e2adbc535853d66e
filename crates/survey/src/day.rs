//! Days as numbers, for arithmetic on the calendar.
//!
//! What it is: a [`Day`] counts the days since 1970-01-01, so that lengths, gaps and weekdays are integer arithmetic.
//!
//! What it is not: a clock or a work calendar; which days are worked is not known here.
//!
//! Invariant: integers only; every [`Date`] has one [`Day`] and back.

use crate::{Date, Month};

/// A day as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The number of the first day that can be written, 0001-01-01.
const FIRST: i32 = -719_162;
/// The number of the last one, 9999-12-31.
const LAST: i32 = 2_932_896;

impl Day {
    /// The day of a date.
    ///
    /// Years are counted from March, so that the leap day comes last.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let (month, day) = (i32::from(date.month()), i32::from(date.day()));
        let year = if month <= 2 { date.year() - 1 } else { date.year() };
        let months_since_march = (month + 9) % 12;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Self(365 * year + leap_days + (153 * months_since_march + 2) / 5 + day - 1 - 719_468)
    }

    /// The first day of a month.
    #[must_use]
    pub fn first_of(month: Month) -> Self {
        Self::of(month.first_day())
    }

    /// The last day of a month.
    #[must_use]
    pub fn last_of(month: Month) -> Self {
        Self::first_of(month).plus(i32::from(month.days()) - 1)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// So many days later, or earlier; it stops at the first and the last day that can be written.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(FIRST, LAST))
    }

    /// How many days this day is after another one; negative when it is before.
    #[must_use]
    pub const fn since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// Monday is 0 and Sunday is 6. The first of January 1970 was a Thursday.
    #[must_use]
    pub const fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7)
    }

    /// The date.
    #[must_use]
    pub fn date(self) -> Date {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months_since_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * months_since_march + 2) / 5 + 1;
        let month = if months_since_march < 10 { months_since_march + 3 } else { months_since_march - 9 };
        let year = year_of_era + 400 * era + i32::from(month <= 2);
        // A day between the first and the last is always a date, so nothing is ever clamped.
        let small = |number: i32| u8::try_from(number).unwrap_or(1);
        Date::clamped(year, small(month), small(day))
    }

    /// The month the day is in.
    #[must_use]
    pub fn month(self) -> Month {
        self.date().month_of()
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::of(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::of(Date::parse(text).unwrap())
    }

    #[test]
    fn days_and_weekdays_are_those_of_a_wall_calendar() {
        for (text, number, weekday) in [
            ("1970-01-01", 0, 3),
            ("2000-03-01", 11_017, 2),
            ("2024-02-29", 19_782, 3),
            ("2020-01-01", 18_262, 2),
            ("1969-12-31", -1, 2),
            ("0001-01-01", FIRST, 0),
            ("9999-12-31", LAST, 4),
        ] {
            assert_eq!((day(text).number(), day(text).weekday()), (number, weekday), "{text}");
        }
        assert_eq!(Day::last_of(Month::new(2024, 2).unwrap()), day("2024-02-29"));
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(day("9999-12-31").plus(1), day("9999-12-31"));
        assert_eq!(day("0001-01-01").plus(i32::MIN), day("0001-01-01"));
    }

    proptest! {
        #[test]
        fn a_day_and_its_date_are_two_forms_of_one(number in FIRST..=LAST) {
            prop_assert_eq!(Day::of(Day(number).date()), Day(number));
        }

        #[test]
        fn tomorrow_is_the_next_day_of_the_month_or_the_first_of_the_next(number in FIRST..LAST) {
            let (today, tomorrow) = (Day(number).date(), Day(number).plus(1).date());
            let expected = if today.day() < today.month_of().days() {
                Date::new(today.year(), today.month(), today.day() + 1).unwrap()
            } else {
                today.month_of().next().first_day()
            };
            prop_assert_eq!(tomorrow, expected);
        }
    }
}
