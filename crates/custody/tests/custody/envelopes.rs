//! Envelopes: what opens, what does not, and what can be seen from outside.

use std::collections::BTreeSet;

use custody::{ENVELOPE_SIZES, OpenError, Place, SealError, SealingKey, SealingKeyError, WaveKey, fits};
use proptest::prelude::*;
use survey::{Record, RoleClass};

use crate::fixture::{instrument_of, place, place_of, random, response, three_items, wave};

#[test]
fn what_was_sealed_is_what_is_opened() {
    let instrument = survey::mestring().unwrap();
    let mut random = random(1);
    let key = WaveKey::draw(&mut random);
    for seed in 0..7 {
        let response = response(&instrument, seed);
        let place = Place { role: seed.checked_sub(1).and_then(|kind| RoleClass::ALL.get(kind).copied()), ..place() };
        let envelope = key.sealing_key().seal(&wave("2021-host"), &place, &response, &mut random).unwrap();
        let record = key.open(&wave("2021-host"), &instrument, envelope.as_bytes()).unwrap();
        let Place { unit, former_municipality, role } = place;
        assert_eq!(record, Record { unit, former_municipality, role, response });
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let instrument = three_items();
    let mut random = random(2);
    let key = WaveKey::draw(&mut random);
    let envelope =
        key.sealing_key().seal(&wave("2021-host"), &place(), &response(&instrument, 3), &mut random).unwrap();
    let bytes = envelope.as_bytes();
    assert!(key.open(&wave("2021-host"), &instrument, bytes).is_ok());
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.to_vec();
            changed[position] ^= 1 << bit;
            let expected = match changed[0] {
                // The other version that is opened has another text in its seal.
                2 | 3 => OpenError::Seal,
                found => OpenError::Version { found },
            };
            let refusal = key.open(&wave("2021-host"), &instrument, &changed);
            assert_eq!(refusal, Err(expected), "bit {bit} of byte {position} flipped");
        }
        let refusal = key.open(&wave("2021-host"), &instrument, &bytes[..position]);
        assert_eq!(refusal, Err(OpenError::Size { found: position }), "cut at {position}");
    }
    let longer = [bytes, &[0]].concat();
    assert_eq!(key.open(&wave("2021-host"), &instrument, &longer), Err(OpenError::Size { found: longer.len() }));
}

/// The middle of one envelope in the frame of another of the same size: everything but the seal is right.
#[test]
fn halves_of_two_envelopes_are_no_envelope() {
    let instrument = three_items();
    let mut random = random(3);
    let key = WaveKey::draw(&mut random);
    let mut sealed = |seed| {
        let response = response(&instrument, seed);
        key.sealing_key().seal(&wave("2021-host"), &place(), &response, &mut random).unwrap().into_bytes()
    };
    let (first, second) = (sealed(1), sealed(2));
    for cut in [1, 33, 100, 545] {
        let mixed = [&first[..cut], &second[cut..]].concat();
        let opened = key.open(&wave("2021-host"), &instrument, &mixed);
        assert_eq!(opened.is_ok(), cut == 1, "cut at {cut}: only the version byte may come from another envelope");
    }
}

#[test]
fn another_wave_another_key_and_another_instrument_are_refused() {
    let instrument = three_items();
    let mut random = random(4);
    let key = WaveKey::draw(&mut random);
    let other = WaveKey::draw(&mut random);
    let sealed = key
        .sealing_key()
        .seal(&wave("2021-host"), &place(), &response(&instrument, 3), &mut random)
        .unwrap()
        .into_bytes();
    for neighbour in ["2023-host", "2021-hos", "2021-host2"] {
        assert_eq!(key.open(&wave(neighbour), &instrument, &sealed), Err(OpenError::Seal), "{neighbour}");
    }
    assert_eq!(other.open(&wave("2021-host"), &instrument, &sealed), Err(OpenError::Seal));
    // More items than were answered: the filling would have to be answers. Fewer: answers would have to be filling.
    assert_eq!(key.open(&wave("2021-host"), &survey::mestring().unwrap(), &sealed), Err(OpenError::Answers));
    assert_eq!(key.open(&wave("2021-host"), &instrument_of(2), &sealed), Err(OpenError::Answers));
}

/// Whoever looks at the envelopes of a wave sees one size, whatever was answered by whom.
#[test]
fn an_instrument_has_one_size_and_there_are_three() {
    let longest = "a".repeat(64);
    let mut random = random(5);
    let key = WaveKey::draw(&mut random);
    let mut all = BTreeSet::new();
    // 131 bytes are kept for two ids and a kind of work, so 381, 1917 and 8061 items are the last of each size.
    for (items, expected) in [(1, 561), (3, 561), (381, 561), (382, 2097), (1917, 2097), (1918, 8241), (8061, 8241)] {
        let instrument = instrument_of(items);
        assert_eq!(fits(&instrument), Ok(()));
        let mut sizes = BTreeSet::new();
        let longest = Place { role: Some(RoleClass::Professional), ..place_of(&longest, &longest) };
        for place in [place_of("A", "h"), longest, place()] {
            for seed in 0..3 {
                let response = response(&instrument, seed);
                let envelope = key.sealing_key().seal(&wave("2021-host"), &place, &response, &mut random).unwrap();
                assert_eq!(key.open(&wave("2021-host"), &instrument, envelope.as_bytes()).unwrap().response, response);
                assert_eq!(format!("{envelope:?}"), format!("Envelope({expected} bytes)"));
                sizes.insert(envelope.as_bytes().len());
            }
        }
        assert_eq!(sizes, BTreeSet::from([expected]), "{items} items");
        all.append(&mut sizes);
    }
    assert_eq!(all, BTreeSet::from(ENVELOPE_SIZES));

    let instrument = instrument_of(8062);
    let refusal = SealError::TooManyItems { items: 8062, most: 8061 };
    assert_eq!(fits(&instrument), Err(refusal));
    let sealed = key.sealing_key().seal(&wave("w"), &place(), &response(&instrument, 0), &mut random);
    assert_eq!(sealed.err(), Some(refusal));
}

/// One answer sealed many times: after the version byte no byte stands still, no run repeats, and every value occurs.
#[test]
fn the_same_answer_looks_different_each_time() {
    let instrument = three_items();
    let mut random = random(6);
    let key = WaveKey::draw(&mut random).sealing_key();
    let response = response(&instrument, 1);
    let sealed: Vec<Vec<u8>> =
        (0..64).map(|_| key.seal(&wave("2021-host"), &place(), &response, &mut random).unwrap().into_bytes()).collect();
    assert!(sealed.iter().all(|bytes| bytes[0] == 3));
    for position in 1..sealed[0].len() {
        let values: BTreeSet<u8> = sealed.iter().map(|bytes| bytes[position]).collect();
        // 64 draws of 256 values give about 57 different ones. The curve's numbers leave the top bit of byte 32 empty.
        assert!(values.len() > 40, "byte {position} has only {} values", values.len());
    }
    let mut runs = BTreeSet::new();
    for bytes in &sealed {
        for run in bytes[1..].windows(8) {
            assert!(runs.insert(run), "a run of eight bytes occurs twice");
        }
    }
}

/// An answer in clear would be found: the ids, and the row of answers as it stands inside.
#[test]
fn nothing_of_the_answer_is_in_the_envelope() {
    let instrument = survey::mestring().unwrap();
    let mut random = random(7);
    let key = WaveKey::draw(&mut random).sealing_key();
    let place = place_of("hjemmetjenesten-nord", "nedre-eiker");
    let envelope = key.seal(&wave("2021-host"), &place, &response(&instrument, 1), &mut random).unwrap();
    let clear: Vec<u8> = (0..8_u8).map(|item| [254, 1, 2, 3, 4, 5, 255][usize::from(item) % 7]).collect();
    for secret in [b"hjemme".as_slice(), b"nord", b"eiker", b"2021", &clear, &[0; 8]] {
        assert!(!envelope.as_bytes().windows(secret.len()).any(|run| run == secret), "{secret:?}");
    }
}

#[test]
fn bytes_that_are_no_public_key_are_refused() {
    let key = WaveKey::draw(&mut random(8)).sealing_key();
    assert_eq!(SealingKey::from_bytes(&key.to_bytes()), Ok(key.clone()));
    assert_eq!(SealingKey::from_bytes(&[1; 31]), Err(SealingKeyError::Length { found: 31 }));
    assert_eq!(SealingKey::from_bytes(&[]), Err(SealingKeyError::Length { found: 0 }));
    let edge = |first: u8, last: u8| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    // Points of small order (RFC 7748, section 6.1; the list of libsodium), and numbers that are not reduced.
    let mut one = [0; 32];
    one[0] = 1;
    let eight = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
    let mut top_bit = key.to_bytes();
    top_bit[31] |= 0x80;
    for bytes in [
        [0; 32],
        one,
        crate::fixture::from_hex(eight).try_into().unwrap(),
        edge(0xec, 0x7f),
        edge(0xed, 0x7f),
        edge(0xee, 0x7f),
        edge(0xff, 0x7f),
        top_bit,
    ] {
        assert_eq!(SealingKey::from_bytes(&bytes), Err(SealingKeyError::NotAKey), "{bytes:?}");
    }
    // On the curve, but with a part of small order: reduced, and yet no private key leads to it.
    assert_eq!(SealingKey::from_bytes(&edge(0xeb, 0x7f)), Err(SealingKeyError::NotAKey));
}

proptest! {
    #[test]
    fn bytes_from_anywhere_are_refused_without_harm(
        version in prop_oneof![Just(2_u8), Just(3_u8), any::<u8>()],
        length in prop_oneof![0..100_usize, Just(560), Just(2096), Just(8240), 0..9_000_usize],
        seed in any::<u64>(),
    ) {
        let mut bytes = vec![0; length];
        random(seed)(&mut bytes);
        bytes.insert(0, version);
        let key = WaveKey::draw(&mut random(9));
        prop_assert!(key.open(&wave("2021-host"), &three_items(), &bytes).is_err());
    }
}
