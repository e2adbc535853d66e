//! Decimal numbers as they are printed in a plan, kept exactly.

use std::cmp::Ordering;
use std::fmt;

/// The largest number of decimals a plan may print.
const DECIMALS_MAX: u8 = 9;
/// The largest mantissa, so that two decimals can always be compared exactly.
const MANTISSA_MAX: i64 = 1_000_000_000_000_000;

/// A decimal number, exactly as printed: the mantissa divided by ten to the power of the decimals.
///
/// Two decimals are equal when their values are, however many zeros were printed: 4.2 equals 4.20.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i64,
    decimals: u8,
}

/// Why a text is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// There is nothing, or nothing but a sign or a point.
    #[error("there is no number here")]
    Empty,
    /// The decimals come after a comma.
    #[error("\"{given}\" has a decimal comma; write a decimal point, as in 4.2")]
    DecimalComma {
        /// The text as given.
        given: String,
    },
    /// Something else than digits, one point and a sign.
    #[error("\"{given}\" is not a decimal number; write digits and at most one decimal point, as in 4.2")]
    NotANumber {
        /// The text as given.
        given: String,
    },
    /// More digits than can be compared exactly.
    #[error("\"{given}\" has too many digits; at most 9 decimals and 15 digits in all")]
    TooLong {
        /// The text as given.
        given: String,
    },
}

impl Decimal {
    /// Reads a decimal number such as `4.2`, `-0.5` or `80`.
    pub fn parse(text: &str) -> Result<Decimal, DecimalError> {
        let text = text.trim();
        let given = || text.chars().take(40).collect::<String>();
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        if unsigned.is_empty() {
            return Err(DecimalError::Empty);
        }
        if unsigned.contains(',') {
            return Err(DecimalError::DecimalComma { given: given() });
        }
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(DecimalError::NotANumber { given: given() }),
            None => (unsigned, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::NotANumber { given: given() });
        }
        let decimals = u8::try_from(fraction.len()).ok().filter(|decimals| *decimals <= DECIMALS_MAX);
        let magnitude = format!("{whole}{fraction}").parse::<i64>().ok().filter(|value| *value < MANTISSA_MAX);
        match (decimals, magnitude) {
            (Some(decimals), Some(magnitude)) => {
                let mantissa = if text.starts_with('-') { -magnitude } else { magnitude };
                Ok(Decimal { mantissa, decimals })
            }
            _ => Err(DecimalError::TooLong { given: given() }),
        }
    }

    /// The digits without the point.
    #[must_use]
    pub fn mantissa(&self) -> i64 {
        self.mantissa
    }

    /// How many digits stand after the point.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The nearest binary number.
    ///
    /// Rounding: once. The mantissa is below 2^53 and the power of ten below 10^22, so both are exact, and their
    /// quotient is the correctly rounded value.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(i32::from(self.decimals))
    }

    /// The number as people read it, with the given decimal mark and a real minus.
    #[must_use]
    pub fn with_mark(&self, mark: char) -> String {
        self.to_string().replace('.', mark.encode_utf8(&mut [0; 4])).replace('-', "\u{2212}")
    }

    /// The value in units of the smallest decimal that can be printed; below 10^24, so it always fits.
    fn scaled(self) -> i128 {
        let steps = u32::from(DECIMALS_MAX.saturating_sub(self.decimals));
        i128::from(self.mantissa) * 10_i128.pow(steps)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.scaled().cmp(&other.scaled())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0width$}", self.mantissa.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_a_plan_prints() {
        for (text, mantissa, decimals) in
            [("7.3", 73, 1), ("3.75", 375, 2), ("80", 80, 0), ("-0.5", -5, 1), ("0", 0, 0), (" 4.20 ", 420, 2)]
        {
            let decimal = Decimal::parse(text).unwrap();
            assert_eq!((decimal.mantissa(), decimal.decimals()), (mantissa, decimals), "{text}");
            assert_eq!(decimal.to_string(), text.trim());
        }
    }

    #[test]
    fn refuses_what_is_not_a_decimal_number() {
        let given = |text: &str| text.to_owned();
        for (text, error) in [
            ("", DecimalError::Empty),
            ("-", DecimalError::Empty),
            ("7,3", DecimalError::DecimalComma { given: given("7,3") }),
            ("7.", DecimalError::NotANumber { given: given("7.") }),
            (".5", DecimalError::NotANumber { given: given(".5") }),
            ("1.2.3", DecimalError::NotANumber { given: given("1.2.3") }),
            ("1e3", DecimalError::NotANumber { given: given("1e3") }),
            ("--1", DecimalError::NotANumber { given: given("--1") }),
            ("1 000", DecimalError::NotANumber { given: given("1 000") }),
            ("0.1234567890", DecimalError::TooLong { given: given("0.1234567890") }),
            ("99999999999999999999", DecimalError::TooLong { given: given("99999999999999999999") }),
        ] {
            assert_eq!(Decimal::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn zeros_at_the_end_change_nothing() {
        assert_eq!(Decimal::parse("4.2").unwrap(), Decimal::parse("4.20").unwrap());
        assert!(Decimal::parse("4.1").unwrap() < Decimal::parse("4.15").unwrap());
        assert!(Decimal::parse("-1").unwrap() < Decimal::parse("-0.999").unwrap());
    }

    #[test]
    fn people_read_a_comma_and_a_real_minus() {
        assert_eq!(Decimal::parse("-0.5").unwrap().with_mark(','), "\u{2212}0,5");
        assert_eq!(Decimal::parse("80").unwrap().with_mark(','), "80");
    }

    proptest! {
        #[test]
        fn the_binary_value_is_the_one_the_text_means(mantissa in -999_999_999_i64..999_999_999, decimals in 0_u8..=9) {
            let decimal = Decimal { mantissa, decimals };
            let read_by_the_standard_library: f64 = decimal.to_string().parse().unwrap();
            prop_assert_eq!(decimal.to_f64().to_bits() << 1, read_by_the_standard_library.to_bits() << 1);
        }
    }
}
