//! The rehearsal: test answers open and say what they should, and nothing else does.

use std::collections::BTreeSet;

use custody::{OpenError, WaveKey, canaries, check_canaries};
use survey::Answer;

use crate::fixture::{instrument_of, place, random, response, three_items, wave};

#[test]
fn canaries_open_in_any_order_and_try_every_answer_to_every_item() {
    for instrument in [survey::mestring().unwrap(), three_items(), instrument_of(500)] {
        let mut random = random(1);
        let key = WaveKey::draw(&mut random);
        let sealed = canaries(&key.sealing_key(), &wave("2021-host"), &instrument, &mut random).unwrap();
        let mut bodies: Vec<Vec<u8>> = sealed.into_iter().map(custody::Envelope::into_bytes).collect();
        bodies.sort();
        assert_eq!(check_canaries(&key, &wave("2021-host"), &instrument, &bodies), Ok(bodies.len()));
        bodies.reverse();
        assert_eq!(check_canaries(&key, &wave("2021-host"), &instrument, &bodies), Ok(bodies.len()));

        let records: Vec<_> =
            bodies.iter().map(|body| key.open(&wave("2021-host"), &instrument, body).unwrap()).collect();
        for (position, item) in instrument.items().iter().enumerate() {
            let tried: BTreeSet<Answer> = records.iter().map(|record| record.response.answers()[position]).collect();
            let allowed = 1 + usize::from(item.answer_scale().not_relevant().is_some());
            assert_eq!(tried.len(), allowed + usize::from(item.answer_scale().points().count()));
        }
    }
}

#[test]
fn a_rehearsal_that_proves_nothing_fails() {
    let instrument = three_items();
    let mut random = random(2);
    let key = WaveKey::draw(&mut random);
    let sealed = canaries(&key.sealing_key(), &wave("2021-host"), &instrument, &mut random).unwrap();
    let bodies: Vec<Vec<u8>> = sealed.into_iter().map(custody::Envelope::into_bytes).collect();
    let expected = bodies.len();
    assert_eq!(expected, 7, "none, not relevant, and five points");
    let check = |key: &WaveKey, id: &str, bodies: &[Vec<u8>]| check_canaries(key, &wave(id), &instrument, bodies);

    assert_eq!(check(&key, "2021-host", &[]), Err(OpenError::Canaries { expected, found: 0 }));
    assert_eq!(check(&key, "2021-host", &bodies[1..]), Err(OpenError::Canaries { expected, found: expected - 1 }));
    let twice = [&bodies[..], &bodies[..1]].concat();
    assert_eq!(check(&key, "2021-host", &twice), Err(OpenError::Canaries { expected, found: expected }));
    let swapped = [&bodies[1..], &bodies[1..2]].concat();
    assert_eq!(check(&key, "2021-host", &swapped), Err(OpenError::Canaries { expected, found: expected - 1 }));
    assert_eq!(check(&key, "2023-host", &bodies), Err(OpenError::Seal));
    let other = WaveKey::draw(&mut random);
    assert_eq!(check(&other, "2021-host", &bodies), Err(OpenError::Seal));
    let mut damaged = bodies.clone();
    damaged[3][200] ^= 1;
    assert_eq!(check(&key, "2021-host", &damaged), Err(OpenError::Seal));

    // A true answer among them is not a canary, however well it opens.
    let answer = key.sealing_key().seal(&wave("2021-host"), &place(), &response(&instrument, 1), &mut random);
    let mut mixed = bodies;
    mixed[0] = answer.unwrap().into_bytes();
    assert_eq!(check(&key, "2021-host", &mixed), Err(OpenError::Canaries { expected, found: expected - 1 }));
}
