//! From a number of days to a date.

use survey::Date;

/// The last day that a [`Date`] can be: 31 December 9999.
const LAST: u64 = 2_932_896;

/// Days in 400 years, after which the calendar repeats itself.
const DAYS_IN_ERA: u64 = 146_097;

/// The day this many days after the first of January 1970; a day beyond the calendar is its last one.
///
/// Years are counted from March, so that a leap day comes last; the arithmetic is exact.
#[expect(clippy::expect_used, reason = "the calendar gives days that exist, as the test over all of them shows")]
pub(crate) fn day(days: u64) -> Date {
    // From the first of March of the year 0.
    let days = days.min(LAST) + 719_468;
    let (era, day_of_era) = (days / DAYS_IN_ERA, days % DAYS_IN_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = 400 * era + year_of_era + u64::from(month <= 2);
    i32::try_from(year)
        .ok()
        .zip(u8::try_from(month).ok())
        .zip(u8::try_from(day).ok())
        .and_then(|((year, month), day)| Date::new(year, month, day).ok())
        .expect("a day that exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, written) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (19_723, "2024-01-01"),
            (19_782, "2024-02-29"),
            (20_779, "2026-11-22"),
            (LAST, "9999-12-31"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(day(days).to_string(), written);
        }
    }

    #[test]
    fn every_day_is_followed_by_the_next_one() {
        for days in 0..LAST {
            let (today, tomorrow) = (day(days), day(days + 1));
            let last_in_month = today.month_of() != tomorrow.month_of();
            let expected = if last_in_month {
                tomorrow.month_of().first_day()
            } else {
                Date::new(today.year(), today.month(), today.day() + 1).unwrap()
            };
            assert!(tomorrow > today && tomorrow == expected, "{today} {tomorrow}");
        }
    }
}
