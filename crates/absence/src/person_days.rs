//! Working days as exact fixed-point numbers.

use std::fmt;

/// A number of working days, exact, in millionths of a day.
///
/// One employee in a full position who is away for one whole working day loses `1`; half a position away at grade
/// 50 % loses `0.25`. A millionth is what a share with two decimals of a percent times a grade in whole percent needs,
/// as in 33.33 % of a position at grade 47 %: `0.156651`. The largest value is far beyond any country's working days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonDays(u64);

/// Why a text is not a number of working days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonDaysError {
    /// There is nothing to read.
    #[error("the number of days is missing")]
    Empty,
    /// A comma stands where a decimal point should be.
    #[error("\"{given}\" has a decimal comma; write a decimal point, as in {hint}")]
    DecimalComma {
        /// The text as it was given.
        given: String,
        /// The same text with a point.
        hint: String,
    },
    /// The text starts with a minus sign.
    #[error("\"{given}\" is negative; days are zero or more")]
    Negative {
        /// The text as it was given.
        given: String,
    },
    /// More than six digits after the point.
    #[error("\"{given}\" has more than six decimals; round the days to six decimals or fewer")]
    TooManyDecimals {
        /// The text as it was given.
        given: String,
    },
    /// Something other than digits and one point.
    #[error("\"{given}\" is not a number of days; write digits with at most one decimal point, as in 12.5")]
    NotANumber {
        /// The text as it was given.
        given: String,
    },
    /// More days than can be held exactly.
    #[error("\"{given}\" is larger than any number of working days that can be held")]
    TooLarge {
        /// The text as it was given.
        given: String,
    },
}

impl PersonDays {
    /// No days.
    pub const ZERO: PersonDays = PersonDays(0);
    /// How many parts one working day has.
    pub const PARTS_PER_DAY: u64 = 1_000_000;

    /// Days from a count of millionths: `12_500_000` is 12.5 days.
    #[must_use]
    pub const fn from_millionths(parts: u64) -> Self {
        Self(parts)
    }

    /// Days from a count of ten-thousandths: `125_000` is 12.5 days. It stops at the most days that can be held.
    #[must_use]
    pub const fn from_ten_thousandths(parts: u64) -> Self {
        Self(parts.saturating_mul(100))
    }

    /// The days as a count of millionths.
    #[must_use]
    pub const fn millionths(self) -> u64 {
        self.0
    }

    /// Reads days written with digits and a decimal point: `12`, `12.5`, `0.0375`.
    ///
    /// # Errors
    /// Anything else is refused, a decimal comma with the hint to write a point.
    pub fn parse(text: &str) -> Result<Self, PersonDaysError> {
        let text = text.trim();
        let given = || text.to_owned();
        if text.is_empty() {
            return Err(PersonDaysError::Empty);
        }
        if text.contains(',') {
            return Err(PersonDaysError::DecimalComma { given: given(), hint: text.replace(',', ".") });
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(PersonDaysError::Negative { given: given() });
        }
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(PersonDaysError::NotANumber { given: given() }),
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return Err(PersonDaysError::NotANumber { given: given() });
        }
        if decimals.len() > 6 {
            return Err(PersonDaysError::TooManyDecimals { given: given() });
        }
        let too_large = || PersonDaysError::TooLarge { given: given() };
        let whole: u64 = whole.parse().map_err(|_| too_large())?;
        let fraction: u64 = format!("{decimals:0<6}").parse().map_err(|_| too_large())?;
        let parts = whole.checked_mul(Self::PARTS_PER_DAY).and_then(|parts| parts.checked_add(fraction));
        parts.map(Self).ok_or_else(too_large)
    }

    /// The difference, or nothing if there would be less than no days.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(parts) => Some(Self(parts)),
            None => None,
        }
    }

    /// The sum, or nothing if it cannot be held.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(parts) => Some(Self(parts)),
            None => None,
        }
    }
}

impl std::str::FromStr for PersonDays {
    type Err = PersonDaysError;

    fn from_str(text: &str) -> Result<Self, PersonDaysError> {
        Self::parse(text)
    }
}

impl fmt::Display for PersonDays {
    /// Writes the days with a point and no more decimals than needed; [`PersonDays::parse`] reads the same days back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / Self::PARTS_PER_DAY, self.0 % Self::PARTS_PER_DAY);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{fraction:06}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_exact_days() {
        for (text, parts) in [
            ("0", 0),
            ("12", 12_000_000),
            ("12.5", 12_500_000),
            ("0.000001", 1),
            (" 7.30 ", 7_300_000),
            ("007.3", 7_300_000),
        ] {
            assert_eq!(PersonDays::parse(text), Ok(PersonDays(parts)), "{text}");
        }
        assert_eq!(PersonDays::parse("18446744073709.551615"), Ok(PersonDays(u64::MAX)));
    }

    #[test]
    fn refuses_what_is_not_a_number_of_days() {
        let kind = |text: &str| PersonDays::parse(text).unwrap_err();
        assert_eq!(kind("  "), PersonDaysError::Empty);
        assert!(matches!(kind("12,5"), PersonDaysError::DecimalComma { hint, .. } if hint == "12.5"));
        assert!(matches!(kind("-1"), PersonDaysError::Negative { .. }));
        assert!(matches!(kind("\u{2212}1"), PersonDaysError::Negative { .. }));
        assert!(matches!(kind("1.0000001"), PersonDaysError::TooManyDecimals { .. }));
        for text in ["1.", ".5", "1.2.3", "1e3", "+1", "NaN", "1 000", "٣"] {
            assert!(matches!(kind(text), PersonDaysError::NotANumber { .. }), "{text}");
        }
        assert!(matches!(kind("18446744073709.551616"), PersonDaysError::TooLarge { .. }));
        assert!(matches!(kind("99999999999999999999999"), PersonDaysError::TooLarge { .. }));
    }

    #[test]
    fn addition_stops_at_the_bound() {
        assert_eq!(PersonDays(1).checked_add(PersonDays(2)), Some(PersonDays(3)));
        assert_eq!(PersonDays(u64::MAX).checked_add(PersonDays(1)), None);
        assert_eq!(PersonDays(2).checked_sub(PersonDays(3)), None);
        assert_eq!(PersonDays::from_ten_thousandths(125_000), PersonDays(12_500_000));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(parts in any::<u64>()) {
            let days = PersonDays::from_millionths(parts);
            prop_assert_eq!(PersonDays::parse(&days.to_string()), Ok(days));
        }
    }
}
