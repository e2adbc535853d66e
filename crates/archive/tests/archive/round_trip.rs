//! What is settled is what is read back, through files and through their description.

use crate::fixture::{folder, instrument, invited, record, records, settle_here, wave};
use archive::{Manifest, read_metadata, read_records, settle, wave_folder};
use proptest::prelude::*;
use std::fs;
use survey::{Answer, Codebook, Instrument, Language, Layout, Record};

fn check_round_trip(mut records: Vec<Record>, rows_per_part: usize) {
    let root = folder();
    let manifest = settle_here(root.path(), records.clone(), rows_per_part).unwrap();
    let path = wave_folder(root.path(), &wave("w1").id);
    records.sort();
    assert_eq!(read_records(&path, &instrument()).unwrap(), records);
    assert_eq!(Manifest::read(&path).unwrap(), manifest);
    manifest.verify(&path).unwrap();

    let by_part: Vec<Record> =
        manifest.parts().iter().flat_map(|part| read_records(&path.join(&part.file), &instrument()).unwrap()).collect();
    assert_eq!(by_part, records, "each part can be read alone");
    let rows: Vec<u64> = manifest.parts().iter().map(|part| part.rows).collect();
    let (last, full) = rows.split_last().unwrap();
    assert!(full.iter().all(|rows| *rows == rows_per_part as u64) && *last <= rows_per_part as u64, "{rows:?}");
}

#[test]
fn records_come_back_at_every_edge_of_a_part() {
    for (count, rows_per_part) in [(0, 10), (1, 10), (9, 10), (10, 10), (11, 10), (20, 10), (20, 1), (500, 499)] {
        check_round_trip(records(5, count), rows_per_part);
    }
}

#[test]
fn records_come_back_across_batches() {
    check_round_trip(records(5, 20_000), 18_000);
}

#[test]
fn a_wave_without_answers_still_says_what_was_asked() {
    let root = folder();
    let manifest = settle_here(root.path(), Vec::new(), 10).unwrap();
    assert_eq!((manifest.rows(), manifest.parts().len()), (0, 1));
    let part = wave_folder(root.path(), &wave("w1").id).join("part-00000.parquet");
    assert!(read_metadata(&part).unwrap().contains_key(Layout::KEY_CODEBOOK));
}

/// Any answer the instrument of the fixture allows: five items from 0 to 4 with "not relevant", four from 1 to 7 without.
fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let first = prop_oneof![Just(Answer::Missing), Just(Answer::NotRelevant), (0_u8..=4).prop_map(Answer::Point)];
    let second = prop_oneof![Just(Answer::Missing), (1_u8..=7).prop_map(Answer::Point)];
    (prop::collection::vec(first, 5), prop::collection::vec(second, 4)).prop_map(|(one, two)| [one, two].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_records_come_back(
        drawn in prop::collection::vec(("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "[a-z0-9][a-z0-9-]{0,63}", answers()), 0..40),
        rows_per_part in 1_usize..50,
    ) {
        let records = drawn.into_iter().map(|(unit, former, answers)| record(&unit, &former, answers)).collect();
        check_round_trip(records, rows_per_part);
    }
}

#[test]
fn the_manifest_tells_what_was_settled() {
    let root = folder();
    let manifest = settle_here(root.path(), records(1, 90), 40).unwrap();
    assert_eq!(manifest.layout_version(), Layout::VERSION.number());
    assert_eq!(*manifest.wave(), wave("w1"));
    assert_eq!((manifest.instrument().as_str(), manifest.instrument_version()), ("layout-fixture", "1.0.0"));
    let mut sorted = invited();
    sorted.sort();
    assert_ne!(sorted, invited());
    assert_eq!(manifest.invited(), sorted, "in one order, whatever order they were given in");
}

#[test]
fn wording_and_value_labels_stand_in_every_part_and_beside_them_in_three_languages() {
    let root = folder();
    let manifest = settle_here(root.path(), records(1, 90), 40).unwrap();
    let path = wave_folder(root.path(), &wave("w1").id);
    let (instrument, wave) = (instrument(), wave("w1"));
    let expected = Codebook::of(&instrument, &wave);
    assert_eq!(manifest.parts().len(), 3);
    for part in manifest.parts() {
        let metadata = read_metadata(&path.join(&part.file)).unwrap();
        let value = |key: &str| metadata.get(key).map(String::as_str);
        assert_eq!(value("mestring.layout_version"), Some("3"));
        assert_eq!(value("mestring.instrument"), Some("layout-fixture"));
        assert_eq!(value("mestring.instrument_version"), Some("1.0.0"));
        assert_eq!(value("mestring.wave"), Some("w1"));
        let codebook = value("mestring.codebook").unwrap();
        assert_eq!(serde_json::from_str::<Codebook>(codebook).unwrap(), expected);
        for label in ["Av og til", "Ikkje i det heile", "Does not apply to me", "Kommunen medarbeideren kom fra"] {
            assert!(codebook.contains(label), "{label}");
        }
    }
    let beside = fs::read_to_string(path.join("codebook.json")).unwrap();
    let beside: Codebook = serde_json::from_str(&beside).unwrap();
    assert_eq!(beside, expected);
    for language in Language::ALL {
        for (item, asked) in beside.items.iter().zip(instrument.items()) {
            assert_eq!(item.wording.get(language), asked.wording().get(language));
            let labels = item.values.iter().map(|value| value.label.get(language));
            assert!(labels.eq(asked.answer_scale().labels().iter().map(|label| label.get(language))));
        }
    }
}

#[test]
fn a_wave_that_asks_only_some_modules_has_only_their_columns() {
    let whole = instrument();
    let mut wave = wave("part");
    wave.modules = vec![whole.modules()[1].id().clone()];
    let asked = wave.questions(&whole).unwrap();
    let answered = [Answer::Point(1), Answer::Missing, Answer::Point(7), Answer::Point(4)];
    let mut one = record("u", "asker", vec![Answer::Missing; 9]);
    one.response = survey::Response::from_answers(&asked, answered.to_vec()).unwrap();
    let root = folder();
    settle(root.path(), &wave, &asked, vec![one.clone()], &[], 10, &mut |_| Ok(())).unwrap();
    let path = wave_folder(root.path(), &wave.id);
    assert_eq!(read_records(&path, &asked).unwrap(), [one]);
    assert!(read_records(&path, &whole).is_err(), "the whole instrument has other columns");
}

#[test]
fn the_shipped_instrument_settles() {
    let instrument: Instrument = survey::mestring().unwrap();
    let mut wave = wave("shipped");
    wave.instrument = instrument.id().clone();
    wave.instrument_version = instrument.version().to_owned();
    let answers = instrument.items().iter().map(|item| Answer::Point(item.answer_scale().points().max())).collect();
    let mut one = record("u", "asker", vec![Answer::Missing; 9]);
    one.response = survey::Response::from_answers(&instrument, answers).unwrap();
    let root = folder();
    settle(root.path(), &wave, &instrument, vec![one.clone(); 3], &[], 10, &mut |_| Ok(())).unwrap();
    assert_eq!(read_records(&wave_folder(root.path(), &wave.id), &instrument).unwrap(), vec![one; 3]);
}
