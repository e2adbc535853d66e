//! Which point of an answer scale each answer of a list becomes.

use survey::Points;

use super::foreign::{Choice, List};
use super::texts::Texts;

/// A list of answers as an answer scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PointsOf {
    /// Ascending, one after the other.
    pub(super) points: Vec<(u8, Choice)>,
    pub(super) not_relevant: Option<Choice>,
    /// Whether the points are the list's order and not its codes' numbers.
    pub(super) by_order: bool,
}

/// Codes that many questionnaires keep for "does not apply" and "don't know".
const SET_APART: [&str; 12] =
    ["-1", "97", "98", "99", "na", "n_a", "nr", "ikke_relevant", "vet_ikke", "ikke_aktuelt", "dk", "dont_know"];
/// How the label of such an answer begins.
const SET_APART_WORDS: [&str; 12] = [
    "ikke relevant",
    "ikkje relevant",
    "ikke aktuelt",
    "ikkje aktuelt",
    "vet ikke",
    "veit ikkje",
    "not relevant",
    "not applicable",
    "does not apply",
    "don't know",
    "don’t know",
    "do not know",
];

/// Gives every answer its point: the number its code ends in where those are consecutive from 0 or 1, and otherwise the order of
/// the list from 1. One answer that says "not relevant" is set apart.
pub(super) fn points_of(list: &List) -> Result<PointsOf, String> {
    let (apart, answers): (Vec<&Choice>, Vec<&Choice>) = list.choices.iter().partition(|choice| is_set_apart(choice));
    if let [one, other, ..] = apart.as_slice() {
        return Err(format!(
            "`{}` and `{}` both mean that there is no answer; we have one such answer",
            one.code, other.code
        ));
    }
    let count = u8::try_from(answers.len()).unwrap_or(u8::MAX);
    let numbers: Option<Vec<u8>> = answers.iter().map(|choice| number(&choice.code)).collect();
    let numbered = numbers.and_then(|numbers| {
        let mut sorted: Vec<(u8, Choice)> =
            numbers.into_iter().zip(answers.iter().map(|&choice| choice.clone())).collect();
        sorted.sort_by_key(|&(number, _)| number);
        let first = sorted.first().map(|&(number, _)| number).filter(|&first| first <= 1)?;
        sorted.iter().zip(first..).all(|((number, _), expected)| *number == expected).then_some(sorted)
    });
    let by_order = numbered.is_none();
    let points = numbered.unwrap_or_else(|| (1..).zip(answers.into_iter().cloned()).collect());
    let first = points.first().map_or(1, |&(first, _)| first);
    Points::new(first, first.saturating_add(count).saturating_sub(1))
        .map_err(|_| format!("{count} answers are not an answer scale, which has 2 to 11 points"))?;
    Ok(PointsOf { points, not_relevant: apart.first().map(|&choice| choice.clone()), by_order })
}

/// The number a code ends in: `3`, `A3`, `AO03`.
fn number(code: &str) -> Option<u8> {
    let letters = code.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = code.strip_prefix(letters)?;
    letters.chars().all(|character| character.is_alphabetic() || character == '_').then(|| digits.parse().ok())?
}

fn is_set_apart(choice: &Choice) -> bool {
    let code = choice.code.to_lowercase().replace(['-', ' '], "_");
    let says = |texts: &Texts| {
        survey::Language::ALL.into_iter().filter_map(|language| texts.get(language)).any(|label| {
            let label = label.to_lowercase();
            SET_APART_WORDS.iter().any(|words| label.starts_with(words))
        })
    };
    SET_APART.contains(&choice.code.as_str()) || SET_APART.contains(&code.as_str()) || says(&choice.label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(codes: &[&str]) -> List {
        let choice = |code: &&str| Choice { code: (*code).to_owned(), label: Texts::same(&format!("svar {code}")) };
        List { choices: codes.iter().map(choice).collect(), ..List::default() }
    }

    fn made(codes: &[&str]) -> (Vec<(u8, String)>, Option<String>, bool) {
        let made = points_of(&list(codes)).unwrap();
        let points = made.points.into_iter().map(|(point, choice)| (point, choice.code)).collect();
        (points, made.not_relevant.map(|choice| choice.code), made.by_order)
    }

    fn owned(points: &[(u8, &str)]) -> Vec<(u8, String)> {
        points.iter().map(|&(point, code)| (point, code.to_owned())).collect()
    }

    #[test]
    fn numbers_of_codes_are_points_and_other_codes_stand_in_order() {
        assert_eq!(made(&["1", "2", "3"]), (owned(&[(1, "1"), (2, "2"), (3, "3")]), None, false));
        assert_eq!(made(&["A1", "A2", "99"]), (owned(&[(1, "A1"), (2, "A2")]), Some("99".to_owned()), false));
        assert_eq!(made(&["5", "4", "3", "2", "1"]).0.first().unwrap(), &(1, "1".to_owned()), "turned round");
        assert_eq!(made(&["0", "1"]).0, owned(&[(0, "0"), (1, "1")]));
        assert_eq!(made(&["uenig", "enig"]), (owned(&[(1, "uenig"), (2, "enig")]), None, true));
        assert_eq!(made(&["10", "20"]), (owned(&[(1, "10"), (2, "20")]), None, true));
        assert_eq!(made(&["1", "3"]), (owned(&[(1, "1"), (2, "3")]), None, true), "a gap is no scale of numbers");
    }

    #[test]
    fn what_is_no_scale_says_why() {
        assert!(points_of(&list(&["1"])).unwrap_err().contains("2 to 11"));
        assert!(points_of(&list(&["1", "2", "98", "99"])).unwrap_err().contains("`98` and `99`"));
        let twelve: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        assert!(points_of(&list(&twelve.iter().map(String::as_str).collect::<Vec<_>>())).is_err());
    }
}
