//! Values as people read them.

use survey::Language;
use views::Value;

/// The most decimals shown on a page; files have them all.
const DECIMALS: usize = 3;

/// A value in a cell of a table. Nothing is an empty cell, and its status says why.
pub(super) fn shown(value: &Value, language: Language) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Code(code, _) => code.label.get(language).to_owned(),
        Value::Whole(whole) => whole.to_string().replace('-', "−"),
        Value::Number(number) => decimal(*number, language),
    }
}

fn decimal(number: f64, language: Language) -> String {
    let text = format!("{number:.DECIMALS$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    let text = text.replace('-', "−");
    match language {
        Language::Nb | Language::Nn => text.replace('.', ","),
        Language::En => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        for (number, nb, en) in [
            (3.25, "3,25", "3.25"),
            (-0.125, "−0,125", "−0.125"),
            (4.0, "4", "4"),
            (-0.0001, "0", "0"),
            (1200.0, "1200", "1200"),
            (0.123_456, "0,123", "0.123"),
        ] {
            assert_eq!(decimal(number, Language::Nb), nb);
            assert_eq!(decimal(number, Language::En), en);
        }
        assert_eq!(shown(&Value::Nothing, Language::Nb), "");
    }
}
