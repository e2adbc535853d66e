//! Columns and codebook: what the writing and the reading side agree on.

use crate::response::any_answers;
use crate::sample::{day, instrument};
use proptest::prelude::*;
use survey::{Answer, Codebook, Column, Language, Layout, Response, Wave, WaveId};

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
    assert_eq!(Layout::VERSION, 1);
    let layout = Layout::of(&instrument());
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
