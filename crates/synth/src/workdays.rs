//! Working days in Norway: Monday to Friday less public holidays.

use survey::Month;

/// Working days in a month.
pub(crate) fn working_days(month: Month) -> u32 {
    let year = month.year();
    let holidays = public_holidays(year);
    let first = days_since_1970(year, month.month(), 1);
    let last = first + i64::from(month.days()) - 1;
    let working = (first..=last).filter(|day| weekday(*day) < 5 && !holidays.contains(day)).count();
    u32::try_from(working).unwrap_or(u32::MAX)
}

/// The days of a year that are public holidays, as days since 1970-01-01. Sundays that are always Sundays are left out.
fn public_holidays(year: i32) -> [i64; 10] {
    let easter = easter_sunday(year);
    let fixed = |month, day| days_since_1970(year, month, day);
    [
        fixed(1, 1),
        easter - 3,  // Maundy Thursday
        easter - 2,  // Good Friday
        easter + 1,  // Easter Monday
        fixed(5, 1), // Labour Day
        fixed(5, 17),
        easter + 39, // Ascension Day
        easter + 50, // Whit Monday
        fixed(12, 25),
        fixed(12, 26),
    ]
}

/// Easter Sunday of the Gregorian calendar, from the golden number and the epact.
fn easter_sunday(year: i32) -> i64 {
    let century = year / 100 + 1;
    let golden = year % 19 + 1;
    let dropped_leap_years = 3 * century / 4 - 12;
    let moon_correction = (8 * century + 5) / 25 - 5;
    let epact = (11 * golden + 20 + moon_correction - dropped_leap_years).rem_euclid(30);
    let epact = if epact == 24 || (epact == 25 && golden > 11) { epact + 1 } else { epact };
    let full_moon_in_march = if epact > 23 { 74 - epact } else { 44 - epact };
    let full_moon = days_since_1970(year, 3, 1) + i64::from(full_moon_in_march) - 1;
    // The Sunday after the full moon.
    full_moon + 7 - (weekday(full_moon) + 1) % 7
}

/// Monday is 0, Sunday is 6. The first of January 1970 was a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// Days from 1970-01-01, counted in years that begin in March so that the leap day comes last.
fn days_since_1970(year: i32, month: u8, day: u8) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * months_since_march + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_church_calendar_says() {
        for (year, month, day) in [
            (1943, 4, 25),
            (2000, 4, 23),
            (2018, 4, 1),
            (2019, 4, 21),
            (2020, 4, 12),
            (2021, 4, 4),
            (2022, 4, 17),
            (2023, 4, 9),
            (2024, 3, 31),
            (2038, 4, 25),
            (2285, 3, 22),
        ] {
            assert_eq!(easter_sunday(year), days_since_1970(year, month, day), "{year}");
            assert_eq!(weekday(easter_sunday(year)), 6, "{year}");
        }
    }

    #[test]
    fn days_and_weekdays_are_counted_right() {
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(2000, 3, 1), 11_017);
        assert_eq!(weekday(days_since_1970(2024, 2, 29)), 3);
    }

    #[test]
    fn months_have_the_working_days_of_a_wall_calendar() {
        for (year, month, days) in [
            (2019, 1, 22),
            (2019, 4, 19),
            (2019, 5, 20),
            (2019, 6, 19),
            (2019, 12, 20),
            (2020, 4, 19),
            (2020, 2, 20),
            (2021, 4, 19),
            (2021, 5, 18),
            (2022, 5, 20),
            (2023, 4, 17),
            (2023, 5, 19),
            (2023, 12, 19),
            (2024, 3, 19),
        ] {
            assert_eq!(working_days(Month::new(year, month).unwrap()), days, "{year}-{month}");
        }
    }
}
