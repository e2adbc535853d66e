//! Formats 2 and 3 against figures that were made once, by programs that share no code with ours.

use std::collections::BTreeMap;

use custody::{OpenError, Place, Share, WaveKey};
use survey::{Answer, Record, Response, RoleClass};

use crate::fixture::{exactly, from_hex, place, three_items, wave};

/// The lines of `name value` that `tests/fixtures/version-2.py` printed.
fn golden() -> BTreeMap<&'static str, &'static str> {
    lines(include_str!("../fixtures/version-2.txt"))
}

/// The envelopes that `tests/fixtures/version-3.py` printed, by kind of work.
fn golden_3() -> BTreeMap<&'static str, &'static str> {
    lines(include_str!("../fixtures/version-3.txt"))
}

fn lines(file: &'static str) -> BTreeMap<&'static str, &'static str> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap()).collect()
}

/// Every kind of work with its word in the fixture.
fn kinds_of_work() -> [(&'static str, Option<RoleClass>); 6] {
    [
        ("none", None),
        ("leader", Some(RoleClass::Leader)),
        ("professional", Some(RoleClass::Professional)),
        ("skilled", Some(RoleClass::Skilled)),
        ("assistant", Some(RoleClass::Assistant)),
        ("office", Some(RoleClass::Office)),
    ]
}

fn key() -> WaveKey {
    WaveKey::draw(&mut exactly(from_hex(golden()["wave-key-seed"])))
}

fn response() -> Response {
    Response::from_answers(&three_items(), vec![Answer::Point(4), Answer::NotRelevant, Answer::Missing]).unwrap()
}

#[test]
fn the_golden_envelopes_open_for_ever() {
    let open = |envelope: &str| key().open(&wave("2021-host"), &three_items(), &from_hex(envelope)).unwrap();
    let expected = |role| {
        let Place { unit, former_municipality, .. } = place();
        Record { unit, former_municipality, role, response: response() }
    };
    assert_eq!(open(golden()["envelope"]), expected(None), "format 2 says nothing of the kind of work");
    for (word, role) in kinds_of_work() {
        assert_eq!(open(golden_3()[word]), expected(role), "{word}");
    }
}

#[test]
fn sealing_with_the_same_random_bytes_gives_the_golden_envelopes_of_the_newest_format() {
    assert_eq!(golden_3()["wave-key-seed"], golden()["wave-key-seed"]);
    for (word, role) in kinds_of_work() {
        let (place, mut random) = (Place { role, ..place() }, exactly(from_hex(golden_3()["envelope-seed"])));
        let envelope = key().sealing_key().seal(&wave("2021-host"), &place, &response(), &mut random).unwrap();
        assert_eq!(envelope.as_bytes(), from_hex(golden_3()[word]), "{word}");
    }
}

/// The version stands in the seal, too: an envelope of one format does not open as one of another.
#[test]
fn the_first_byte_cannot_be_changed_into_that_of_another_format() {
    for (envelope, other) in [(golden()["envelope"], 3), (golden_3()["leader"], 2)] {
        let mut bytes = from_hex(envelope);
        bytes[0] = other;
        assert_eq!(key().open(&wave("2021-host"), &three_items(), &bytes), Err(OpenError::Seal));
    }
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
