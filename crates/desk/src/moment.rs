//! Time as it is told to the desk: whole seconds since 1970, in universal time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// Where the desk learns what time it is. Only the binary reads a real clock.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

const DAY: u64 = 86_400;

impl Moment {
    /// So many seconds after 1970 began.
    #[must_use]
    pub const fn from_unix(seconds: u64) -> Moment {
        Moment(seconds)
    }

    /// Seconds since 1970 began.
    #[must_use]
    pub const fn unix(self) -> u64 {
        self.0
    }

    /// How long ago an earlier moment was; nothing for a later one.
    #[must_use]
    pub const fn since(self, earlier: Moment) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }

    /// Year, month and day of the Gregorian calendar. The era of 400 years has 146,097 days; years begin in March, so that the leap
    /// day is the last.
    const fn day(self) -> (u64, u64, u64) {
        let days = self.0 / DAY + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (era * 400 + year_of_era + (month <= 2) as u64, month, day)
    }
}

/// As RFC 3339 writes it: `2026-11-29T04:45:10Z`.
impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.day();
        let (hour, minute, second) = (self.0 % DAY / 3_600, self.0 % 3_600 / 60, self.0 % 60);
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `date -u -d @SECONDS +%FT%TZ` says.
    #[test]
    fn moments_are_written_as_the_calendar_has_them() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_609_459_199, "2020-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Moment::from_unix(seconds).to_string(), text);
        }
    }
}
