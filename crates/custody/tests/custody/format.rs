//! Format version 2 against figures that were made once, by a program that shares no code with ours.

use std::collections::BTreeMap;

use custody::{Share, WaveKey};
use survey::{Answer, Record, Response};

use crate::fixture::{exactly, from_hex, place, three_items, wave};

/// The lines of `name value` that `tests/fixtures/version-2.py` printed.
fn golden() -> BTreeMap<&'static str, &'static str> {
    include_str!("../fixtures/version-2.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(' ').unwrap())
        .collect()
}

fn key() -> WaveKey {
    WaveKey::draw(&mut exactly(from_hex(golden()["wave-key-seed"])))
}

fn response() -> Response {
    Response::from_answers(&three_items(), vec![Answer::Point(4), Answer::NotRelevant, Answer::Missing]).unwrap()
}

#[test]
fn the_golden_envelope_opens_for_ever() {
    let record = key().open(&wave("2021-host"), &three_items(), &from_hex(golden()["envelope"])).unwrap();
    let unit = place().unit;
    assert_eq!(record, Record { unit, former_municipality: place().former_municipality, response: response() });
}

#[test]
fn sealing_with_the_same_random_bytes_gives_the_golden_envelope() {
    let mut random = exactly(from_hex(golden()["envelope-seed"]));
    let envelope = key().sealing_key().seal(&wave("2021-host"), &place(), &response(), &mut random).unwrap();
    assert_eq!(envelope.as_bytes(), from_hex(golden()["envelope"]));
}

#[test]
fn the_golden_key_file_is_read_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("golden.key");
    std::fs::write(&path, from_hex(golden()["key-file"])).unwrap();
    assert_eq!(WaveKey::load(&path).unwrap().sealing_key(), key().sealing_key());
    let ours = folder.path().join("ours.key");
    key().store(&ours).unwrap();
    assert_eq!(std::fs::read(&ours).unwrap(), from_hex(golden()["key-file"]));
    assert_eq!(key().sealing_key().to_bytes(), from_hex(golden()["key-file"])[32..]);
    assert_eq!(key().sealing_key().fingerprint(), golden()["fingerprint"]);
}

#[test]
fn the_golden_shares_are_read_and_printed() {
    let ours = key().split(&mut exactly(from_hex(golden()["coefficients"])));
    for (share, name) in ours.iter().zip(["share-1", "share-2", "share-3"]) {
        assert_eq!(share.to_string(), golden()[name]);
        let read = Share::parse(golden()[name]).unwrap();
        assert_eq!(read.number(), share.number());
        assert_eq!(read.fingerprint(), golden()["fingerprint"]);
    }
    for pair in [["share-1", "share-2"], ["share-3", "share-1"], ["share-2", "share-3"]] {
        let joined = WaveKey::join(&pair.map(|name| Share::parse(golden()[name]).unwrap())).unwrap();
        assert_eq!(joined.sealing_key(), key().sealing_key(), "{pair:?}");
    }
}
