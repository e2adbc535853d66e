//! Which part of a unit's people went to one of the units that it became: exact, so that shares can be added up.

use std::fmt;
use std::str::FromStr;

/// Decimals of a share that is written as a part of one; a percentage has two fewer.
const DECIMALS: usize = 6;
/// One, in the smallest part that can be written.
const WHOLE: u64 = 1_000_000;

/// A share of a whole: more than nothing, at most everything. It is a fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    parts: u64,
    whole: u64,
}

/// Why a text is not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// It is not a number with a decimal point, with or without a percent sign.
    #[error("it is not a share such as 0.64 or 64 %")]
    NotANumber,
    /// More decimals than are kept.
    #[error("it has more than {DECIMALS} decimals ({} in a percentage)", DECIMALS - 2)]
    TooManyDecimals,
    /// Nothing, or more than everything.
    #[error("a share is more than 0 and at most 1 (100 %)")]
    OutOfRange,
}

impl Share {
    /// Everything.
    pub const ALL: Self = Self { parts: 1, whole: 1 };

    /// So many parts of so many; nothing where that is no share.
    #[must_use]
    pub fn new(parts: u64, whole: u64) -> Option<Self> {
        if parts == 0 || parts > whole {
            return None;
        }
        let divisor = greatest_common_divisor(parts, whole);
        Some(Self { parts: parts.checked_div(divisor)?, whole: whole.checked_div(divisor)? })
    }

    /// Numerator and denominator, in lowest terms.
    #[must_use]
    pub const fn fraction(self) -> (u64, u64) {
        (self.parts, self.whole)
    }

    /// The share of a share; nothing where the fraction would be too long to hold.
    #[must_use]
    pub fn of(self, other: Self) -> Option<Self> {
        // Dividing across first keeps the products as small as they can be.
        let (left, right) =
            (greatest_common_divisor(self.parts, other.whole), greatest_common_divisor(other.parts, self.whole));
        let parts = self.parts.checked_div(left)?.checked_mul(other.parts.checked_div(right)?)?;
        let whole = self.whole.checked_div(right)?.checked_mul(other.whole.checked_div(left)?)?;
        Self::new(parts, whole)
    }

    /// Two shares of the same whole together; nothing where they are more than everything or too long to hold.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let divisor = greatest_common_divisor(self.whole, other.whole);
        let (mine, theirs) = (other.whole.checked_div(divisor)?, self.whole.checked_div(divisor)?);
        let parts = self.parts.checked_mul(mine)?.checked_add(other.parts.checked_mul(theirs)?)?;
        Self::new(parts, self.whole.checked_mul(mine)?)
    }

    /// In the smallest part that can be written; what was read always is a whole number of them.
    pub(crate) fn millionths(self) -> u64 {
        WHOLE.saturating_mul(self.parts).checked_div(self.whole).unwrap_or_default()
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or_default());
    }
    a.max(1)
}

impl FromStr for Share {
    type Err = ShareError;

    /// Reads `0.64`, `64 %` or `64%`.
    ///
    /// ```
    /// use survey::Share;
    ///
    /// let share: Share = "12.5 %".parse()?;
    /// assert_eq!((share.fraction(), share), ((1, 8), "0.125".parse()?));
    /// # Ok::<(), survey::ShareError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, ShareError> {
        let (number, decimals) = match text.strip_suffix('%') {
            Some(percentage) => (percentage.trim_end(), DECIMALS.saturating_sub(2)),
            None => (text, DECIMALS),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || number.ends_with('.') || !digits(whole) || !digits(fraction) {
            return Err(ShareError::NotANumber);
        }
        if fraction.len() > decimals {
            return Err(ShareError::TooManyDecimals);
        }
        let parts: u64 = format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| ShareError::OutOfRange)?;
        Self::new(parts, WHOLE).ok_or(ShareError::OutOfRange)
    }
}

/// As a part of one, with no more decimals than it needs.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_decimals(self.millionths()))
    }
}

/// Millionths as a decimal number.
pub(crate) fn in_decimals(millionths: u64) -> String {
    let (whole, rest) = (millionths / WHOLE, millionths % WHOLE);
    let text = format!("{whole}.{rest:0DECIMALS$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        for (text, parts, whole) in [
            ("1", 1, 1),
            ("0.64", 16, 25),
            ("64 %", 16, 25),
            ("0.333333", 333_333, 1_000_000),
            ("100%", 1, 1),
            ("0.0001 %", 1, 1_000_000),
        ] {
            assert_eq!(text.parse::<Share>().unwrap().fraction(), (parts, whole), "{text}");
        }
        assert_eq!("64 %".parse::<Share>().unwrap().to_string(), "0.64");
    }

    #[test]
    fn what_is_no_share_says_why() {
        for (text, why) in [
            ("", ShareError::NotANumber),
            ("0,64", ShareError::NotANumber),
            ("-0.5", ShareError::NotANumber),
            ("half", ShareError::NotANumber),
            ("1.", ShareError::NotANumber),
            ("0", ShareError::OutOfRange),
            ("64", ShareError::OutOfRange),
            ("100.0001 %", ShareError::OutOfRange),
            ("0.1234567", ShareError::TooManyDecimals),
            ("1.12345 %", ShareError::TooManyDecimals),
        ] {
            assert_eq!(text.parse::<Share>(), Err(why), "{text:?}");
        }
    }

    #[test]
    fn shares_of_shares_and_sums_are_exact() {
        let share = |parts, whole| Share::new(parts, whole).unwrap();
        assert_eq!(share(2, 3).of(share(3, 4)), Some(share(1, 2)));
        assert_eq!(share(1, 3).and(share(1, 6)), Some(share(1, 2)));
        assert_eq!(share(2, 3).and(share(1, 2)), None, "more than everything");
        assert_eq!(share(1, u64::MAX).of(share(1, 3)), None, "too long to hold");
    }
}
