//! Instruments, answers and random bytes for the tests.

use custody::Place;
use sha2::{Digest, Sha256};
use survey::{Answer, FormerMunicipalityId, Instrument, Response, UnitId, WaveId};

pub(crate) const THREE_ITEMS: &str = include_str!("../fixtures/three-items.toml");

pub(crate) fn three_items() -> Instrument {
    Instrument::from_toml("three-items.toml", THREE_ITEMS).unwrap()
}

/// An instrument with so many items, all like those of the small one, a hundred to a scale.
pub(crate) fn instrument_of(items: usize) -> Instrument {
    let (scale, item) =
        (THREE_ITEMS.find("[[module.scale]]").unwrap(), THREE_ITEMS.find("[[module.scale.item]]").unwrap());
    let mut toml = THREE_ITEMS[..scale].to_owned();
    for number in 0..items {
        if number % 100 == 0 {
            toml.push_str(&THREE_ITEMS[scale..item].replace("\"calm\"", &format!("\"s{number}\"")));
        }
        toml.push_str(&format!(
            "[[module.scale.item]]\nid = \"q{number}\"\ntext = {{ nb = \"Spørsmål {number}?\", nn = \"Spørsmål \
             {number}?\", en = \"Question {number}?\" }}\n"
        ));
    }
    Instrument::from_toml("long.toml", &toml).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn wave(id: &str) -> WaveId {
    WaveId::new(id).unwrap()
}

pub(crate) fn place_of(unit: &str, former_municipality: &str) -> Place {
    Place {
        unit: UnitId::new(unit).unwrap(),
        former_municipality: FormerMunicipalityId::new(former_municipality).unwrap(),
        role: None,
    }
}

pub(crate) fn place() -> Place {
    place_of("A-1", "hurum")
}

/// An answer whose pattern follows from the seed: every kind of answer occurs.
pub(crate) fn response(instrument: &Instrument, seed: usize) -> Response {
    let answers = (0..instrument.items().len())
        .map(|item| match (item + seed) % 7 {
            0 => Answer::Missing,
            1 => Answer::NotRelevant,
            other => Answer::Point(u8::try_from(other - 1).unwrap()),
        })
        .collect();
    Response::from_answers(instrument, answers).unwrap()
}

/// Bytes that follow from a seed: SHA-256 of seed and block number.
pub(crate) fn random(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut block: u64 = 0;
    let mut left: Vec<u8> = Vec::new();
    move |bytes: &mut [u8]| {
        for byte in bytes {
            if left.is_empty() {
                left = Sha256::new()
                    .chain_update(seed.to_le_bytes())
                    .chain_update(block.to_le_bytes())
                    .finalize()
                    .to_vec();
                block += 1;
            }
            *byte = left.pop().unwrap();
        }
    }
}

/// A source that gives exactly these bytes, once.
pub(crate) fn exactly(bytes: Vec<u8>) -> impl FnMut(&mut [u8]) {
    let mut bytes = Some(bytes);
    move |asked: &mut [u8]| asked.copy_from_slice(&bytes.take().expect("asked for random bytes a second time"))
}

pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len()).step_by(2).map(|start| u8::from_str_radix(&text[start..start + 2], 16).unwrap()).collect()
}
