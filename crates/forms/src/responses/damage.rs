//! What a spreadsheet does to answers that it takes for dates and amounts, recognised by what it leaves behind.

use std::fmt;

/// A way in which a value has been changed by a program that opened and saved the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// `1-2` has become a date.
    Date,
    /// `1` has become `1,0`.
    DecimalComma,
    /// `123456789012` has become `1,23457E+11`.
    Scientific,
    /// A formula that failed.
    FormulaError,
    /// Letters of one encoding read as another.
    Letters,
    /// `0123` has become `123`.
    LostZeros,
}

/// How months begin in Norwegian and English.
const MONTHS: [&str; 15] =
    ["jan", "feb", "mar", "apr", "mai", "may", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "des", "dec"];
/// What `æ`, `ø` and `å` look like when UTF-8 is read as windows-1252.
const WRONG_LETTERS: [&str; 6] = ["Ã¦", "Ã¸", "Ã¥", "Ã†", "Ã˜", "Ã…"];
/// What formulas that failed show, in English and in Norwegian.
const FORMULA_ERRORS: [&str; 10] =
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#I/T", "#VERDI!", "#NAVN?"];

impl Damage {
    /// The damage that a value shows; none for values that tools write themselves.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if FORMULA_ERRORS.contains(&text) || (text.len() > 2 && text.bytes().all(|byte| byte == b'#')) {
            Some(Self::FormulaError)
        } else if WRONG_LETTERS.iter().any(|wrong| text.contains(wrong)) {
            Some(Self::Letters)
        } else if is_date(text) {
            Some(Self::Date)
        } else if is_scientific(text) {
            Some(Self::Scientific)
        } else if is_decimal_comma(text) {
            Some(Self::DecimalComma)
        } else {
            None
        }
    }

    /// What to do about any of them.
    pub(super) const REMEDY: &'static str =
        "export the file again and import it as it is, without opening and saving it in a spreadsheet";
}

impl fmt::Display for Damage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Date => "a spreadsheet has made a date of a code such as 1-2",
            Self::DecimalComma => "a spreadsheet has written the number with a decimal comma",
            Self::Scientific => "a spreadsheet has shortened a long code to a number with an exponent",
            Self::FormulaError => "a spreadsheet has taken the value for a formula",
            Self::Letters => "a spreadsheet has read the letters in another encoding",
            Self::LostZeros => "a spreadsheet has removed the zeros that the code began with",
        })
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `01.feb`, `1-Feb`, `feb.26`, `01.02.2026`, `2026-02-01 00:00:00`.
fn is_date(text: &str) -> bool {
    let day = text.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['.', '-', '/']).filter(|part| !part.is_empty()).collect();
    let is_month = |part: &str| {
        let part = part.to_lowercase();
        part.chars().all(char::is_alphabetic) && MONTHS.iter().any(|month| part.starts_with(month)) && part.len() <= 9
    };
    match parts.as_slice() {
        [one, other] => (is_month(one) && digits(other)) || (digits(one) && is_month(other)),
        [one, month, other] => {
            digits(one) && digits(other) && (digits(month) || is_month(month)) && one.len() + other.len() >= 3
        }
        _ => false,
    }
}

fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']);
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa).replace([',', '.'], "");
    digits(&mantissa) && exponent.is_some_and(digits)
}

fn is_decimal_comma(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    number.split_once(',').is_some_and(|(whole, decimals)| digits(whole) && digits(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_leaves_behind_is_recognised() {
        for (text, damage) in [
            ("01.feb", Damage::Date),
            ("1-Feb", Damage::Date),
            ("feb.26", Damage::Date),
            ("01.02.2026", Damage::Date),
            ("2026-02-01 00:00:00", Damage::Date),
            ("1,0", Damage::DecimalComma),
            ("-3,25", Damage::DecimalComma),
            ("1,23457E+11", Damage::Scientific),
            ("1.2E-5", Damage::Scientific),
            ("#N/A", Damage::FormulaError),
            ("#VERDI!", Damage::FormulaError),
            ("######", Damage::FormulaError),
            ("BlÃ¥klokka", Damage::Letters),
        ] {
            assert_eq!(Damage::of(text), Some(damage), "{text}");
        }
    }

    #[test]
    fn codes_and_labels_are_left_alone() {
        for text in [
            "1",
            "A1",
            "Helt enig",
            "1-2",
            "asker-adm-felles",
            "0301.12",
            "mai",
            "jun-01x",
            "E2",
            "1E2",
            "skole-1.2.3",
            "",
            "A,B",
        ] {
            assert_eq!(Damage::of(text), None, "{text}");
        }
    }
}
