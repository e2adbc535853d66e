//! Numbers, dates and shares as people write them in each language.

use survey::{Date, Language, Month};

/// The sign that stands where a number cannot be computed.
pub(crate) const NO_NUMBER: &str = "–";
/// Between thousands in Norwegian, and before the percent sign: narrow and never broken.
const NARROW_SPACE: char = '\u{202f}';
/// A real minus, as wide as a plus.
const MINUS: char = '\u{2212}';

const MONTHS_NORWEGIAN: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];
const MONTHS_ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes numbers in one language.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    language: Language,
}

impl Numbers {
    /// A writer of one language.
    #[must_use]
    pub const fn new(language: Language) -> Numbers {
        Numbers { language }
    }

    /// A number with a fixed count of decimals: `4,16` or `4.16`, with a real minus and never a negative zero.
    #[must_use]
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return NO_NUMBER.to_owned();
        }
        let digits = format!("{:.decimals$}", value.abs());
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::new();
        if value < 0.0 && !is_zero {
            text.push(MINUS);
        }
        text.push_str(&self.grouped(whole));
        if !fraction.is_empty() {
            text.push(if self.language == Language::En { '.' } else { ',' });
            text.push_str(fraction);
        }
        text
    }

    /// A count: `6 012` in Norwegian, `6,012` in English.
    #[must_use]
    pub fn whole(self, value: u64) -> String {
        self.grouped(&value.to_string())
    }

    /// A percentage that is already one: `7,3 %`.
    pub(crate) fn percent(self, value: f64, decimals: usize) -> String {
        format!("{}{NARROW_SPACE}%", self.decimal(value, decimals))
    }

    /// A whole percentage.
    pub(crate) fn whole_percent(self, percent: u128) -> String {
        format!("{percent}{NARROW_SPACE}%")
    }

    /// A share from 0 to 1 as a whole percentage.
    pub(crate) fn share(self, share: f64) -> String {
        self.percent(share * 100.0, 0)
    }

    /// A range: `4,02–4,30`.
    #[must_use]
    pub fn range(self, low: f64, high: f64, decimals: usize) -> String {
        format!("{}–{}", self.decimal(low, decimals), self.decimal(high, decimals))
    }

    /// A day in words: `1. oktober 2023` or `1 October 2023`.
    pub(crate) fn date(self, date: Date) -> String {
        let month = self.month_name(date.month());
        match self.language {
            Language::En => format!("{} {month} {}", date.day(), date.year()),
            Language::Nb | Language::Nn => format!("{}. {month} {}", date.day(), date.year()),
        }
    }

    /// A month in words: `oktober 2023`.
    pub(crate) fn month(self, month: Month) -> String {
        format!("{} {}", self.month_name(month.month()), month.year())
    }

    /// The first three letters of a month.
    pub(crate) fn month_short(self, month: Month) -> String {
        self.month_name(month.month()).chars().take(3).collect()
    }

    fn month_name(self, month: u8) -> &'static str {
        let names = if self.language == Language::En { &MONTHS_ENGLISH } else { &MONTHS_NORWEGIAN };
        names.get(usize::from(month).saturating_sub(1)).copied().unwrap_or(NO_NUMBER)
    }

    fn grouped(self, digits: &str) -> String {
        let separator = if self.language == Language::En { ',' } else { NARROW_SPACE };
        let mut text = String::new();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && digits.len().saturating_sub(position).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let (nb, en) = (Numbers::new(Language::Nb), Numbers::new(Language::En));
        for (written, expect) in [
            (nb.decimal(4.163, 2), "4,16"),
            (en.decimal(4.163, 2), "4.16"),
            (nb.decimal(-0.4, 1), "\u{2212}0,4"),
            (nb.decimal(-0.04, 1), "0,0"),
            (nb.decimal(12345.6, 1), "12\u{202f}345,6"),
            (nb.decimal(f64::NAN, 1), "–"),
            (nb.decimal(f64::INFINITY, 1), "–"),
            (nb.whole(999), "999"),
            (nb.whole(6012), "6\u{202f}012"),
            (nb.whole(1_000_000), "1\u{202f}000\u{202f}000"),
            (en.whole(6012), "6,012"),
            (nb.percent(7.3, 1), "7,3\u{202f}%"),
            (nb.share(0.694), "69\u{202f}%"),
            (nb.range(4.02, 4.3, 2), "4,02–4,30"),
        ] {
            assert_eq!(written, expect);
        }
    }

    #[test]
    fn days_and_months_are_words() {
        let day = Date::new(2023, 10, 1).unwrap();
        assert_eq!(Numbers::new(Language::Nn).date(day), "1. oktober 2023");
        assert_eq!(Numbers::new(Language::En).date(day), "1 October 2023");
        assert_eq!(Numbers::new(Language::Nb).month(day.month_of()), "oktober 2023");
        assert_eq!(Numbers::new(Language::Nb).month_short(day.month_of()), "okt");
    }
}
