//! Columns and codebook: what the writing and the reading side agree on.

use crate::response::any_answers;
use crate::sample::{day, instrument};
use proptest::prelude::*;
use survey::{Answer, Codebook, Column, ItemId, Language, Layout, LayoutVersion, Response, Wave, WaveId};

fn wave() -> Wave {
    let instrument = instrument();
    Wave {
        id: WaveId::new("2021-host").unwrap(),
        title: instrument.title().clone(),
        reference_date: day("2021-10-01"),
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: Vec::new(),
    }
}

#[test]
fn the_columns_of_layout_1_never_change() {
    let layout = Layout::in_version(&instrument(), LayoutVersion::One);
    let names: Vec<_> = layout.columns().iter().map(Column::name).collect();
    assert_eq!(
        names,
        [
            "unit",
            "former_municipality",
            "mastery_1",
            "mastery_2",
            "support_1",
            "trouble_1",
            "trouble_2",
            "not_relevant"
        ]
    );
    assert!(matches!(layout.columns()[4], Column::Item { position: 2, .. }));
    assert_eq!(layout.columns()[7], Column::NotRelevant { bytes: 1 });
}

#[test]
fn the_columns_of_layout_2_are_those_of_layout_1_and_the_packed_answers() {
    let of = |version| Layout::in_version(&instrument(), version);
    let (one, two) = (of(LayoutVersion::One), of(LayoutVersion::Two));
    let (last, rest) = two.columns().split_last().unwrap();
    assert_eq!(rest, one.columns());
    assert_eq!((last.name(), last), ("packed-answers", &Column::Packed { bytes: 3 }));
    assert!(ItemId::new(last.name()).is_err(), "no item can have the name");
}

#[test]
fn the_columns_of_layout_3_are_those_of_layout_2_with_the_kind_of_work_before_the_items() {
    assert_eq!(Layout::VERSION.number(), 3);
    let (two, three) = (Layout::in_version(&instrument(), LayoutVersion::Two), Layout::of(&instrument()));
    let mut columns = three.columns().to_vec();
    assert_eq!((columns.remove(2), Column::RoleClass.name()), (Column::RoleClass, "role_class"));
    assert_eq!(columns, two.columns());
    assert!(Layout::OTHER_COLUMNS.contains(&"role_class"), "no item can have the name");
}

#[test]
fn item_i_is_packed_in_half_a_byte() {
    let instrument = instrument();
    let mut answers = vec![Answer::Missing; instrument.items().len()];
    answers[0] = Answer::Point(instrument.items()[0].answer_scale().points().min());
    answers[3] = Answer::Point(instrument.items()[3].answer_scale().points().max());
    let lapses = instrument.items().iter().position(|item| item.answer_scale().not_relevant().is_some()).unwrap();
    answers[lapses] = Answer::NotRelevant;
    let mut bytes = Vec::new();
    Layout::pack(&instrument, &Response::from_answers(&instrument, answers.clone()).unwrap(), &mut bytes);
    assert_eq!(bytes.len(), 3);
    for (item, answer) in answers.iter().enumerate() {
        let four = if item % 2 == 0 { bytes[item / 2] & 15 } else { bytes[item / 2] >> 4 };
        let expected = match answer {
            Answer::Missing => 0,
            Answer::NotRelevant => 15,
            Answer::Point(point) => point - instrument.items()[item].answer_scale().points().min() + 1,
        };
        assert_eq!(four, expected, "item {item}");
    }
}

#[test]
fn the_bit_of_item_i_is_bit_i_modulo_8_of_byte_i_divided_by_8() {
    let shipped = survey::mestring().unwrap();
    let layout = Layout::of(&shipped);
    assert_eq!(layout.not_relevant_bytes(), shipped.items().len().div_ceil(8));
    let offered: Vec<usize> = (0..shipped.items().len())
        .filter(|&position| shipped.items()[position].answer_scale().not_relevant().is_some())
        .collect();
    assert!(offered.len() > 8, "the shipped instrument offers it on more items than a byte has bits");
    for position in offered {
        let mut answers = vec![Answer::Missing; shipped.items().len()];
        answers[position] = Answer::NotRelevant;
        let bits = layout.not_relevant_bits(&Response::from_answers(&shipped, answers).unwrap());
        let mut expect = vec![0u8; layout.not_relevant_bytes()];
        expect[position / 8] = 1 << (position % 8);
        assert_eq!(bits, expect, "item {position}");
    }
}

#[test]
fn the_codebook_explains_every_column_in_every_language() {
    let instrument = instrument();
    let codebook = Codebook::of(&instrument, &wave());
    let layout = Layout::of(&instrument);
    for column in layout.columns() {
        let other = codebook.columns.iter().find(|known| known.name == column.name()).map(|known| &known.meaning);
        let item = codebook.items.iter().find(|item| item.id.as_str() == column.name()).map(|item| &item.wording);
        let text = other.or(item).unwrap_or_else(|| panic!("{} is not explained", column.name()));
        assert!(Language::ALL.into_iter().all(|language| !text.get(language).is_empty()));
    }
    let item = &codebook.items[1];
    assert!(item.reversed);
    assert_eq!(item.values.iter().map(|value| value.value).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(item.not_relevant.as_ref().unwrap().get(Language::En), "Not relevant");
    let both = codebook.scales.last().unwrap();
    assert_eq!(both.parts.len(), 2);
    assert_eq!(
        both.items.iter().map(|item| item.as_str()).collect::<Vec<_>>(),
        ["support_1", "mastery_1", "mastery_2"]
    );
}

#[test]
fn the_codebook_survives_json() {
    let codebook = Codebook::of(&instrument(), &wave());
    let text = serde_json::to_string(&codebook).unwrap();
    assert_eq!(serde_json::from_str::<Codebook>(&text).unwrap(), codebook);
    assert!(
        serde_json::from_str::<Codebook>(&text.replace("\"Sample\"", "\"\"")).is_err(),
        "texts go through their door"
    );
}

proptest! {
    #[test]
    fn what_is_laid_out_can_be_read_back(answers in any_answers()) {
        let instrument = instrument();
        let layout = Layout::of(&instrument);
        let response = Response::from_answers(&instrument, answers.clone()).unwrap();
        let bits = layout.not_relevant_bits(&response);
        let read: Vec<Answer> = answers.iter().enumerate()
            .map(|(position, answer)| Layout::answer(position, answer.point(), &bits)).collect();
        prop_assert_eq!(read, answers);
    }
}
