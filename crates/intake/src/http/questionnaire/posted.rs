//! What a posted form says. Reading it cannot fail: what cannot be read is left out, and that something was is told.

use survey::Instrument;

use super::answers::{Answers, ReadAnswers, answer_of};
use super::flow::Go;
use crate::submission::SubmissionId;

/// The longest code that is read and shown again; a code with every kind of spacing is shorter.
const CODE_MAX: usize = 80;

/// A form as it came.
pub(crate) struct Posted {
    /// Which button sent it.
    pub(crate) go: Go,
    /// The answers, the one chosen on this page included.
    pub(crate) answers: Answers,
    /// Whether every answer in it could be read.
    pub(crate) whole: bool,
    /// The number of the form, if it carries one.
    pub(crate) submission: Option<SubmissionId>,
    /// The code that was typed on this page; empty when none was.
    pub(crate) code: String,
    /// Whose form it is: the name of the draft, which only the holder of the code was ever told.
    pub(crate) holder: String,
}

impl Posted {
    /// Reads the body of a form that shows the item at this position, or none.
    pub(crate) fn read(instrument: &Instrument, position: Option<usize>, body: &[u8]) -> Posted {
        let fields = fields(body);
        let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let ReadAnswers { mut answers, mut whole } = match field("answers") {
            Some(text) => Answers::read(instrument, text),
            None => ReadAnswers { answers: Answers::none(instrument), whole: true },
        };
        let go = field("go").map_or(Go::Next, Go::parse);
        let item = position.and_then(|position| instrument.items().get(position).map(|item| (position, item)));
        if let (Some((position, item)), Some(chosen)) = (item, field("answer").filter(|chosen| !chosen.is_empty())) {
            match only_character(chosen).and_then(|mark| answer_of(item, mark)) {
                Some(answer) => answers.set(position, answer),
                None => whole = false,
            }
        }
        if let (Go::Clear, Some((position, _))) = (go, item) {
            answers.set(position, survey::Answer::Missing);
        }
        Posted {
            go,
            answers,
            whole,
            submission: field("submission").and_then(|number| SubmissionId::parse(number).ok()),
            code: field("code").unwrap_or_default().chars().take(CODE_MAX).collect(),
            holder: field("holder").unwrap_or_default().to_owned(),
        }
    }
}

/// A code in the query of an address, to fill in for the reader: only characters that codes and their dashes are made of.
pub(super) fn code_in(query: &str) -> String {
    let given = query.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap_or_default();
    let kept = given.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-');
    kept.take(CODE_MAX).collect()
}

fn only_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The fields of `application/x-www-form-urlencoded` in the order they came. Every body is one.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    body.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(equals) => (pair.get(..equals), pair.get(equals.saturating_add(1)..)),
                None => (Some(pair), None),
            };
            (decoded(name.unwrap_or_default()), decoded(value.unwrap_or_default()))
        })
        .collect()
}

/// `+` is a space and `%E5` a byte; a percent sign that begins no byte is itself, and bytes that are no UTF-8 are shown
/// as the sign for that.
fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => match after.split_at_checked(2).and_then(|(digits, after)| Some((byte_of(digits)?, after))) {
                Some((byte, after)) => {
                    rest = after;
                    byte
                }
                None => b'%',
            },
            other => *other,
        });
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instrument() -> Instrument {
        survey::Instrument::from_toml("three.toml", include_str!("../../../tests/fixtures/three-items.toml")).unwrap()
    }

    #[test]
    fn any_bytes_are_fields() {
        let pairs = fields("a=1&b=%C3%A5+%2B&=&c&d=%&e=%4&f=%zz&g=%ff&&a=2&h=1=2&i=%+1".as_bytes());
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("a", "1"),
                ("b", "å +"),
                ("", ""),
                ("c", ""),
                ("d", "%"),
                ("e", "%4"),
                ("f", "%zz"),
                ("g", "\u{fffd}"),
                ("a", "2"),
                ("h", "1=2"),
                ("i", "% 1"),
            ]
        );
    }

    #[test]
    fn the_choice_of_the_page_is_one_of_the_answers() {
        let instrument = instrument();
        for (position, body, answers, whole) in [
            (Some(1), "answers=1-5&answer=4", "145", true),
            (Some(1), "answers=135&answer=n", "1n5", true),
            (Some(1), "answers=135", "135", true),
            (Some(1), "answers=135&answer=", "135", true),
            (Some(1), "answers=135&answer=9", "135", false),
            (Some(1), "answers=135&answer=44", "135", false),
            (Some(1), "answers=135&answer=2&go=clear", "1-5", true),
            (None, "answers=135&answer=2&go=clear", "135", true),
            (Some(7), "answers=135&answer=2", "135", true),
            (Some(0), "answer=2", "2--", true),
            (Some(0), "answers=&answer=2", "2--", false),
        ] {
            let posted = Posted::read(&instrument, position, body.as_bytes());
            assert_eq!((posted.answers.to_string().as_str(), posted.whole), (answers, whole), "{body}");
        }
    }

    #[test]
    fn bytes_from_anywhere_give_answers_that_can_be_stored_and_read_again() {
        let instrument = instrument();
        let mut entropy = crate::entropy::Entropy::from_seed([3; 32]);
        let signs = b"answers=&go%-n0123456789ab\xe5\xff+submission";
        for round in 0..20_000_usize {
            let mut body = vec![0; round % 60];
            entropy.fill(&mut body);
            let mut body: Vec<u8> = body.iter().map(|byte| signs[usize::from(*byte) % signs.len()]).collect();
            if round % 2 == 0 {
                body.splice(0..0, *b"answers=");
            }
            let posted = Posted::read(&instrument, Some(round % 4), &body);
            let text = posted.answers.to_string();
            let again = Answers::read(&instrument, &text);
            assert!(again.whole && again.answers == posted.answers, "{text}");
            assert!(survey::Response::from_answers(&instrument, posted.answers.into_list()).is_ok());
        }
    }

    #[test]
    fn a_code_in_an_address_is_cut_to_what_codes_are_made_of() {
        assert_eq!(code_in("lang=nb&code=7KQM-2D9X"), "7KQM-2D9X");
        assert_eq!(code_in("code=%22%3E<b>"), "223Eb");
        assert_eq!(code_in(&format!("code={}", "7".repeat(500))).len(), CODE_MAX);
    }
}
