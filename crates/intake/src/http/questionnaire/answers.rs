//! The answers of a form on their way, as one short string: one character per item, in the order of the instrument.
//!
//! `-` is no answer, `n` is not relevant, `0` to `9`, `a` and `b` are the points. Whatever a string holds, reading it
//! gives an answer or none for every item, and only answers that the instrument allows.

use std::fmt;

use survey::{Answer, Instrument, Item};

/// One answer or none for each item of an instrument, each allowed by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answers(Vec<Answer>);

/// A string of answers, read as far as it could be.
pub(crate) struct ReadAnswers {
    /// What could be read; everything else has no answer.
    pub(crate) answers: Answers,
    /// Whether the string was one that we could have written.
    pub(crate) whole: bool,
}

impl Answers {
    /// No answer to anything.
    pub(crate) fn none(instrument: &Instrument) -> Answers {
        Answers(vec![Answer::Missing; instrument.items().len()])
    }

    /// Reads a string from anywhere.
    pub(crate) fn read(instrument: &Instrument, text: &str) -> ReadAnswers {
        let mut marks = text.chars();
        let mut whole = true;
        let answers = instrument.items().iter().map(|item| match marks.next().and_then(|mark| answer_of(item, mark)) {
            Some(answer) => answer,
            None => {
                whole = false;
                Answer::Missing
            }
        });
        let answers = Answers(answers.collect());
        ReadAnswers { answers, whole: whole && marks.next().is_none() }
    }

    /// The answer at a position of the instrument; nothing is answered beyond it.
    pub(crate) fn get(&self, position: usize) -> Answer {
        self.0.get(position).copied().unwrap_or(Answer::Missing)
    }

    /// Notes one answer, or takes it back.
    pub(super) fn set(&mut self, position: usize, answer: Answer) {
        if let Some(place) = self.0.get_mut(position) {
            *place = answer;
        }
    }

    /// These answers, and where there is none, the others.
    pub(super) fn or(mut self, others: &Answers) -> Answers {
        for (own, other) in self.0.iter_mut().zip(&others.0).filter(|(own, _)| **own == Answer::Missing) {
            *own = *other;
        }
        self
    }

    /// How many items have an answer, "not relevant" included.
    pub(super) fn answered(&self) -> usize {
        self.0.iter().filter(|answer| **answer != Answer::Missing).count()
    }

    /// The first item without an answer.
    pub(super) fn first_gap(&self) -> Option<usize> {
        self.0.iter().position(|answer| *answer == Answer::Missing)
    }

    /// The answers to store; the instrument is the one they were read with.
    pub(super) fn into_list(self) -> Vec<Answer> {
        self.0
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|answer| fmt::Write::write_char(out, mark(*answer)))
    }
}

/// The character of one answer.
pub(super) fn mark(answer: Answer) -> char {
    match answer {
        Answer::Missing => '-',
        Answer::NotRelevant => 'n',
        Answer::Point(point) => char::from_digit(u32::from(point), 12).unwrap_or('-'),
    }
}

/// The answer that a character stands for, if the item allows it.
pub(super) fn answer_of(item: &Item, mark: char) -> Option<Answer> {
    let scale = item.answer_scale();
    match mark {
        '-' => Some(Answer::Missing),
        'n' => scale.not_relevant().map(|_| Answer::NotRelevant),
        'a'..='b' | '0'..='9' => {
            let point = u8::try_from(mark.to_digit(12)?).ok()?;
            scale.points().contains(point).then_some(Answer::Point(point))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use survey::Response;

    use super::*;

    fn instrument() -> Instrument {
        survey::Instrument::from_toml("three.toml", include_str!("../../../tests/fixtures/three-items.toml")).unwrap()
    }

    #[test]
    fn what_was_written_is_what_is_read() {
        let instrument = instrument();
        for text in ["---", "1n5", "n--", "444"] {
            let read = Answers::read(&instrument, text);
            assert!(read.whole, "{text}");
            assert_eq!(read.answers.to_string(), text);
            assert!(Response::from_answers(&instrument, read.answers.into_list()).is_ok());
        }
    }

    #[test]
    fn what_cannot_be_read_counts_as_no_answer_and_the_rest_is_kept() {
        let instrument = instrument();
        for (text, kept) in [
            ("", "---"),
            ("4", "4--"),
            ("4n", "4n-"),
            ("4n55", "4n5"),
            ("094", "--4"),
            ("6a5", "--5"),
            ("N45", "-45"),
            ("4é5", "4-5"),
            ("٤٤٤", "---"),
            (" 44", "-44"),
            ("A45", "-45"),
            ("\u{0}4\u{202e}", "-4-"),
        ] {
            let read = Answers::read(&instrument, text);
            assert!(!read.whole, "{text:?}");
            assert_eq!(read.answers.to_string(), kept, "{text:?}");
            assert!(Response::from_answers(&instrument, read.answers.into_list()).is_ok());
        }
    }

    #[test]
    fn every_point_a_scale_can_have_has_a_character() {
        for point in 0..=11 {
            assert_eq!(mark(Answer::Point(point)).to_digit(12), Some(u32::from(point)));
        }
    }

    #[test]
    fn gaps_are_filled_and_answers_stay() {
        let instrument = instrument();
        let read = |text| Answers::read(&instrument, text).answers;
        assert_eq!(read("-4n").or(&read("251")).to_string(), "24n");
        assert_eq!((read("-4n").answered(), read("-4n").first_gap(), read("111").first_gap()), (2, Some(0), None));
    }
}
