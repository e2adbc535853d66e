//! What one person answered, and every way in which an answer can be refused.

use std::collections::BTreeMap;
use std::fmt;

use crate::ids::ID_LENGTH_MAX;
use crate::{FormerMunicipalityId, Instrument, Item, ItemId, Language, RoleClass, UnitId};

/// The word that stands for "not relevant" in every submission and file.
pub const NOT_RELEVANT: &str = "not_relevant";

/// The answer to one item, as given; reversed items are not mirrored here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Nothing was answered.
    Missing,
    /// The question does not apply to this person.
    NotRelevant,
    /// One of the item's points.
    Point(u8),
}

impl Answer {
    /// The point, if one was chosen.
    #[must_use]
    pub const fn point(self) -> Option<u8> {
        match self {
            Self::Point(point) => Some(point),
            Self::Missing | Self::NotRelevant => None,
        }
    }
}

/// All answers of one person: exactly one per item of an instrument, each of them allowed by it.
///
/// Its `Debug` form tells only how many items there are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Response(Vec<Answer>);

impl Response {
    /// Reads a submission of item ids with `"4"`, `"not_relevant"` or `""`. Items that are not mentioned are missing.
    ///
    /// All problems are returned at once, in the order of the submission, so that a form can show them together.
    pub fn parse<'a>(
        instrument: &Instrument,
        submission: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<AnswerError>> {
        let items = instrument.items();
        let mut index = None;
        let mut answers: Vec<Option<Answer>> = vec![None; items.len()];
        let mut errors = Vec::new();
        for (expected, (id, given)) in submission.into_iter().enumerate() {
            // Answers mostly come in the order of the items; only when they do not are they looked up.
            let in_order = items.get(expected).filter(|item| item.id().as_str() == id).map(|item| (expected, item));
            let found = in_order.or_else(|| index.get_or_insert_with(|| by_id(items)).get(id).copied());
            let Some((position, item)) = found else {
                errors.push(AnswerError::UnknownItem { item: shortened(id) });
                continue;
            };
            let Some(slot) = answers.get_mut(position) else { continue };
            if slot.is_some() {
                errors.push(AnswerError::AnsweredTwice { item: item.id().clone() });
                continue;
            }
            *slot = Some(read(item, given).unwrap_or_else(|error| {
                errors.push(error);
                Answer::Missing
            }));
        }
        if errors.is_empty() {
            Ok(Self(answers.into_iter().map(|answer| answer.unwrap_or(Answer::Missing)).collect()))
        } else {
            Err(errors)
        }
    }

    /// Takes one answer per item, in the order of the instrument.
    pub fn from_answers(instrument: &Instrument, answers: Vec<Answer>) -> Result<Self, Vec<AnswerError>> {
        let expected = instrument.items().len();
        if answers.len() != expected {
            return Err(vec![AnswerError::WrongLength { expected, given: answers.len() }]);
        }
        let errors: Vec<AnswerError> =
            instrument.items().iter().zip(&answers).filter_map(|(item, &answer)| check(item, answer).err()).collect();
        if errors.is_empty() { Ok(Self(answers)) } else { Err(errors) }
    }

    /// The answers, in the order of the instrument's items.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        &self.0
    }

    /// Whether no item has a point; such a response tells nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|answer| answer.point().is_none())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Response({} items)", self.0.len())
    }
}

fn read(item: &Item, given: &str) -> Result<Answer, AnswerError> {
    let given = given.trim();
    let answer = match given {
        "" => Answer::Missing,
        NOT_RELEVANT => Answer::NotRelevant,
        _ => {
            let digits = given.strip_prefix('-').unwrap_or(given);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(AnswerError::NotAPoint { item: item.id().clone(), given: shortened(given) });
            }
            match given.parse() {
                Ok(point) => Answer::Point(point),
                Err(_) => return Err(outside(item, given)),
            }
        }
    };
    check(item, answer)?;
    Ok(answer)
}

fn check(item: &Item, answer: Answer) -> Result<(), AnswerError> {
    let scale = item.answer_scale();
    match answer {
        Answer::Point(point) if !scale.points().contains(point) => Err(outside(item, &point.to_string())),
        Answer::NotRelevant if scale.not_relevant().is_none() => {
            Err(AnswerError::NotRelevantNotOffered { item: item.id().clone() })
        }
        Answer::Missing | Answer::NotRelevant | Answer::Point(_) => Ok(()),
    }
}

fn outside(item: &Item, given: &str) -> AnswerError {
    let points = item.answer_scale().points();
    AnswerError::OutsideScale { item: item.id().clone(), given: shortened(given), min: points.min(), max: points.max() }
}

/// Every item with its position.
fn by_id(items: &[Item]) -> BTreeMap<&str, (usize, &Item)> {
    items.iter().enumerate().map(|(position, item)| (item.id().as_str(), (position, item))).collect()
}

/// What was given, short enough for a message.
fn shortened(text: &str) -> String {
    text.chars().take(ID_LENGTH_MAX).collect()
}

/// Why an answer is refused.
///
/// The `Display` form is for logs and does not repeat what was given; [`AnswerError::message`] is for the person who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// The instrument has no such item.
    UnknownItem {
        /// What was given as an item, cut to 64 characters.
        item: String,
    },
    /// A whole number that is not one of the item's points.
    OutsideScale {
        /// The item.
        item: ItemId,
        /// What was given, cut to 64 characters.
        given: String,
        /// The lowest point.
        min: u8,
        /// The highest point.
        max: u8,
    },
    /// Something that is not a whole number.
    NotAPoint {
        /// The item.
        item: ItemId,
        /// What was given, cut to 64 characters.
        given: String,
    },
    /// "Not relevant" for an item that does not offer it.
    NotRelevantNotOffered {
        /// The item.
        item: ItemId,
    },
    /// More than one answer to one item.
    AnsweredTwice {
        /// The item.
        item: ItemId,
    },
    /// Not one answer per item.
    WrongLength {
        /// How many items the instrument has.
        expected: usize,
        /// How many answers were given.
        given: usize,
    },
}

impl AnswerError {
    /// The item it is about, where it is about one.
    #[must_use]
    pub fn item(&self) -> Option<&str> {
        match self {
            Self::UnknownItem { item } => Some(item),
            Self::OutsideScale { item, .. }
            | Self::NotAPoint { item, .. }
            | Self::NotRelevantNotOffered { item }
            | Self::AnsweredTwice { item } => Some(item.as_str()),
            Self::WrongLength { .. } => None,
        }
    }

    /// What is wrong and what to do, in plain words for the person who answered.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        use Language::{En, Nb, Nn};
        match (self, language) {
            (Self::UnknownItem { .. }, Nb) => {
                "Dette spørsmålet finnes ikke i undersøkelsen. Last siden på nytt.".into()
            }
            (Self::UnknownItem { .. }, Nn) => "Dette spørsmålet finst ikkje i undersøkinga. Last sida på nytt.".into(),
            (Self::UnknownItem { .. }, En) => "This question is not in the survey. Load the page again.".into(),
            (Self::OutsideScale { given, min, max, .. }, Nb) => {
                format!("{given} er ikke et av svarene. Velg et tall fra {min} til {max}.")
            }
            (Self::OutsideScale { given, min, max, .. }, Nn) => {
                format!("{given} er ikkje eit av svara. Vel eit tal frå {min} til {max}.")
            }
            (Self::OutsideScale { given, min, max, .. }, En) => {
                format!("{given} is not one of the answers. Choose a number from {min} to {max}.")
            }
            (Self::NotAPoint { given, .. }, Nb) => format!("«{given}» er ikke et helt tall. Velg et av svarene."),
            (Self::NotAPoint { given, .. }, Nn) => format!("«{given}» er ikkje eit heilt tal. Vel eit av svara."),
            (Self::NotAPoint { given, .. }, En) => {
                format!("“{given}” is not a whole number. Choose one of the answers.")
            }
            (Self::NotRelevantNotOffered { .. }, Nb) => {
                "Her kan du ikke svare «ikke aktuelt». Velg et av svarene, eller la det stå åpent.".into()
            }
            (Self::NotRelevantNotOffered { .. }, Nn) => {
                "Her kan du ikkje svare «ikkje aktuelt». Vel eit av svara, eller la det stå ope.".into()
            }
            (Self::NotRelevantNotOffered { .. }, En) => {
                "You cannot answer “not relevant” here. Choose one of the answers, or leave it open.".into()
            }
            (Self::AnsweredTwice { .. }, Nb) => "Du har svart to ganger på dette spørsmålet. Velg ett svar.".into(),
            (Self::AnsweredTwice { .. }, Nn) => "Du har svart to gonger på dette spørsmålet. Vel eitt svar.".into(),
            (Self::AnsweredTwice { .. }, En) => "You answered this question twice. Choose one answer.".into(),
            (Self::WrongLength { expected, given }, Nb) => {
                format!("Undersøkelsen har {expected} spørsmål, men det kom {given} svar. Last siden på nytt.")
            }
            (Self::WrongLength { expected, given }, Nn) => {
                format!("Undersøkinga har {expected} spørsmål, men det kom {given} svar. Last sida på nytt.")
            }
            (Self::WrongLength { expected, given }, En) => {
                format!("The survey has {expected} questions, but {given} answers came. Load the page again.")
            }
        }
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownItem { item } => write!(out, "there is no item {item:?} in the instrument"),
            Self::OutsideScale { item, min, max, .. } => {
                write!(out, "item `{item}`: the answer is not one of the points {min} to {max}")
            }
            Self::NotAPoint { item, .. } => write!(out, "item `{item}`: the answer is not a whole number"),
            Self::NotRelevantNotOffered { item } => write!(out, "item `{item}`: \"{NOT_RELEVANT}\" is not offered"),
            Self::AnsweredTwice { item } => write!(out, "item `{item}`: there is more than one answer"),
            Self::WrongLength { expected, given } => write!(out, "{given} answers for {expected} items"),
        }
    }
}

impl std::error::Error for AnswerError {}

/// One settled answer: where the person works, where from before the merger, what kind of work it is, and what was answered. No
/// name, no time.
///
/// The order is the canonical order of content, by unit, former municipality, kind of work (none first, then in the order of
/// [`RoleClass::ALL`]) and answers; missing answers come first. Records sorted this way tell nothing about the order in which
/// they arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// The unit of the invitation.
    pub unit: UnitId,
    /// The former municipality of the invitation.
    pub former_municipality: FormerMunicipalityId,
    /// The kind of work of the invitation; none where the roster did not say.
    pub role: Option<RoleClass>,
    /// The answers.
    pub response: Response,
}
