//! Answers: what is taken, what is refused, and the order of records.

use crate::sample::instrument;
use proptest::prelude::*;
use survey::{Answer, AnswerError, FormerMunicipalityId, ItemId, Language, Record, Response, RoleClass, UnitId};

fn item(id: &str) -> ItemId {
    ItemId::new(id).unwrap()
}

#[test]
fn answers_stand_in_the_order_of_the_instrument() {
    let instrument = instrument();
    let submission = [("trouble_1", "0"), ("mastery_2", " 5 "), ("support_1", "not_relevant"), ("mastery_1", "")];
    let response = Response::parse(&instrument, submission).unwrap();
    assert_eq!(
        response.answers(),
        [Answer::Missing, Answer::Point(5), Answer::NotRelevant, Answer::Point(0), Answer::Missing]
    );
    assert!(!response.is_blank());
    assert!(Response::parse(&instrument, []).unwrap().is_blank());
    assert!(Response::parse(&instrument, [("support_1", "not_relevant")]).unwrap().is_blank());
}

#[test]
fn each_wrong_answer_is_refused_by_its_own_error() {
    let instrument = instrument();
    let outside =
        |given: &str, min, max, id| AnswerError::OutsideScale { item: item(id), given: given.to_owned(), min, max };
    let not_a_point = |given: &str| AnswerError::NotAPoint { item: item("mastery_1"), given: given.to_owned() };
    let cases: Vec<(&[(&str, &str)], AnswerError)> = vec![
        (&[("mastery_9", "4")], AnswerError::UnknownItem { item: "mastery_9".to_owned() }),
        (&[("", "4")], AnswerError::UnknownItem { item: String::new() }),
        (&[("MASTERY_1", "4")], AnswerError::UnknownItem { item: "MASTERY_1".to_owned() }),
        (&[("mastery_1", "6")], outside("6", 1, 5, "mastery_1")),
        (&[("mastery_1", "0")], outside("0", 1, 5, "mastery_1")),
        (&[("mastery_1", "-1")], outside("-1", 1, 5, "mastery_1")),
        (&[("mastery_1", "255")], outside("255", 1, 5, "mastery_1")),
        (&[("mastery_1", "260")], outside("260", 1, 5, "mastery_1")), // 260 - 256 = 4 must not pass
        (&[("trouble_1", "2")], outside("2", 0, 1, "trouble_1")),
        (&[("mastery_1", "4.0")], not_a_point("4.0")),
        (&[("mastery_1", "4,5")], not_a_point("4,5")),
        (&[("mastery_1", "+4")], not_a_point("+4")),
        (&[("mastery_1", "four")], not_a_point("four")),
        (&[("mastery_1", "-")], not_a_point("-")),
        (&[("mastery_1", "٤")], not_a_point("٤")), // a digit, but not one of ours
        (&[("mastery_1", "NOT_RELEVANT")], not_a_point("NOT_RELEVANT")),
        (&[("trouble_1", "not_relevant")], AnswerError::NotRelevantNotOffered { item: item("trouble_1") }),
        (&[("mastery_1", "4"), ("mastery_1", "4")], AnswerError::AnsweredTwice { item: item("mastery_1") }),
        (&[("mastery_1", ""), ("mastery_1", "4")], AnswerError::AnsweredTwice { item: item("mastery_1") }),
    ];
    for (submission, expect) in cases {
        assert_eq!(Response::parse(&instrument, submission.iter().copied()), Err(vec![expect]), "{submission:?}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let submission = [("mastery_1", "9"), ("nothing", "1"), ("support_1", "4"), ("trouble_2", "x"), ("support_1", "4")];
    let errors = Response::parse(&instrument(), submission).unwrap_err();
    let items: Vec<_> = errors.iter().map(AnswerError::item).collect();
    assert_eq!(items, [Some("mastery_1"), Some("nothing"), Some("trouble_2"), Some("support_1")]);
}

#[test]
fn what_is_said_to_the_log_does_not_repeat_the_answer_and_what_is_said_to_the_person_is_short() {
    let long = "secret ".repeat(1000);
    let errors = Response::parse(&instrument(), [("mastery_1", long.as_str()), ("support_1", "77")]).unwrap_err();
    for error in &errors {
        let logged = error.to_string();
        assert!(!logged.contains("secret") && !logged.contains("77"), "{logged}");
        let messages: Vec<_> = Language::ALL.into_iter().map(|language| error.message(language)).collect();
        assert!(messages.iter().all(|message| message.len() < 250));
        assert!(messages[0] != messages[1] && messages[1] != messages[2], "each language has its own words");
    }
    let response = Response::parse(&instrument(), [("mastery_1", "4")]).unwrap();
    assert_eq!(format!("{response:?}"), "Response(5 items)");
}

#[test]
fn answers_from_a_file_go_through_the_same_checks() {
    let instrument = instrument();
    let mut answers = vec![Answer::Missing; 5];
    assert!(Response::from_answers(&instrument, answers.clone()).is_ok());
    assert_eq!(
        Response::from_answers(&instrument, answers[1..].to_vec()),
        Err(vec![AnswerError::WrongLength { expected: 5, given: 4 }])
    );
    answers[0] = Answer::Point(6);
    answers[3] = Answer::NotRelevant;
    assert_eq!(Response::from_answers(&instrument, answers).unwrap_err().len(), 2);
}

fn any_answer(points: std::ops::RangeInclusive<u8>, not_relevant: bool) -> BoxedStrategy<Answer> {
    let point = points.prop_map(Answer::Point);
    if not_relevant {
        prop_oneof![Just(Answer::Missing), Just(Answer::NotRelevant), point].boxed()
    } else {
        prop_oneof![Just(Answer::Missing), point].boxed()
    }
}

pub(crate) fn any_answers() -> impl Strategy<Value = Vec<Answer>> {
    let strategies = [(1..=5, true), (1..=5, true), (1..=5, true), (0..=1, false), (0..=1, false)];
    strategies.map(|(points, not_relevant)| any_answer(points, not_relevant)).to_vec()
}

fn written(answer: Answer) -> String {
    match answer {
        Answer::Missing => String::new(),
        Answer::NotRelevant => survey::NOT_RELEVANT.to_owned(),
        Answer::Point(point) => point.to_string(),
    }
}

proptest! {
    #[test]
    fn a_submission_in_any_order_is_the_same_response(answers in any_answers(), order in Just([0usize, 1, 2, 3, 4]).prop_shuffle()) {
        let instrument = instrument();
        let texts: Vec<String> = answers.iter().map(|&answer| written(answer)).collect();
        let submission = order.iter().map(|&position| (instrument.items()[position].id().as_str(), texts[position].as_str()));
        let parsed = Response::parse(&instrument, submission).unwrap();
        prop_assert_eq!(parsed.answers(), answers.as_slice());
        prop_assert_eq!(Response::from_answers(&instrument, answers).unwrap(), parsed);
    }

    #[test]
    fn only_the_points_are_points(given in "\\PC{0,6}") {
        let parsed = Response::parse(&instrument(), [("mastery_1", given.as_str())]);
        let trimmed = given.trim();
        let allowed = trimmed.is_empty() || trimmed == "not_relevant"
            || (trimmed.bytes().all(|byte| byte.is_ascii_digit()) && trimmed.parse::<u64>().is_ok_and(|point| (1..=5).contains(&point)));
        prop_assert_eq!(parsed.is_ok(), allowed);
    }

    #[test]
    fn records_are_ordered_by_unit_then_origin_then_work_then_answers_missing_first(
        mut content in prop::collection::vec((0u8..3, 0u8..2, 0usize..6, any_answers()), 0..20),
    ) {
        let instrument = instrument();
        let mut records: Vec<Record> = content.iter().map(|(unit, former, role, answers)| Record {
            unit: UnitId::new(format!("u{unit}")).unwrap(),
            former_municipality: FormerMunicipalityId::new(format!("f{former}")).unwrap(),
            // Nobody said it, then leader, professional, skilled, assistant, office.
            role: role.checked_sub(1).map(|position| RoleClass::ALL[position]),
            response: Response::from_answers(&instrument, answers.clone()).unwrap(),
        }).collect();
        records.sort();
        // The same order, written out with numbers: missing 0, not relevant 1, point p as p + 2.
        let rank = |answer: &Answer| match answer { Answer::Missing => 0, Answer::NotRelevant => 1, Answer::Point(point) => point + 2 };
        content.sort_by_key(|(unit, former, role, answers)| {
            (*unit, *former, *role, answers.iter().map(rank).collect::<Vec<_>>())
        });
        let sorted: Vec<_> = records.iter().map(|record| record.response.answers().to_vec()).collect();
        prop_assert_eq!(sorted, content.into_iter().map(|(.., answers)| answers).collect::<Vec<_>>());
    }
}
