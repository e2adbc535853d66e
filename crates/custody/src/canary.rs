//! Test answers for the rehearsal: sealed by the running program, opened by the people who hold the key.
//!
//! Canary number *k* answers item number *i* with the answer that stands *i* + *k* places into the row of all answers the item
//! allows: none, "not relevant" where it is offered, then each point. There are as many canaries as the longest such row, so every answer to
//! every item is tried at least once. Their kinds of work take turns in the same way. They come from units that no organisation has to have, `canary-1` and so on.

use survey::{Answer, FormerMunicipalityId, Instrument, Item, Record, Response, RoleClass, UnitId, WaveId};

use crate::envelope::{Envelope, Format, OpenError, SealError};
use crate::plaintext::Place;
use crate::sealing::SealingKey;
use crate::wave_key::WaveKey;

/// Seals the test answers of a wave.
///
/// # Errors
/// [`SealError::TooManyItems`] when the instrument is too long for an envelope.
pub fn canaries(
    key: &SealingKey,
    wave: &WaveId,
    instrument: &Instrument,
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<Vec<Envelope>, SealError> {
    expected(instrument)
        .into_iter()
        .map(|record| {
            let Record { unit, former_municipality, role, response } = record;
            let place = Place { unit, former_municipality, role };
            key.seal(wave, &place, &response, random)
        })
        .collect()
}

/// Opens the test answers of a wave, in whatever order they were kept; every one must open and say what it should, and
/// none may be missing or there twice. Gives their number.
///
/// # Errors
/// [`OpenError`] of the first that does not open; [`OpenError::Canaries`] when what they say is not what it should be.
pub fn check_canaries(
    key: &WaveKey,
    wave: &WaveId,
    instrument: &Instrument,
    bodies: &[Vec<u8>],
) -> Result<usize, OpenError> {
    let mut opened =
        bodies.iter().map(|body| key.open(wave, instrument, body)).collect::<Result<Vec<Record>, OpenError>>()?;
    let mut expected = expected(instrument);
    if bodies.iter().all(|body| body.first() == Some(&Format::Two.version())) {
        // Sealed by a program that did not know kinds of work.
        expected.iter_mut().for_each(|record| record.role = None);
    }
    opened.sort();
    expected.sort();
    // A rehearsal of nothing proves nothing.
    if opened == expected && !expected.is_empty() {
        return Ok(expected.len());
    }
    let found = expected.iter().filter(|record| opened.contains(record)).count();
    Err(OpenError::Canaries { expected: expected.len(), found })
}

/// What the test answers say.
fn expected(instrument: &Instrument) -> Vec<Record> {
    let rows: Vec<Vec<Answer>> = instrument.items().iter().map(allowed).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let kinds_of_work = || std::iter::once(None).chain(RoleClass::ALL.into_iter().map(Some)).cycle();
    (0..count)
        .filter_map(|canary| {
            let answers = rows
                .iter()
                .enumerate()
                .map(|(item, row)| row.iter().cycle().nth((item + canary) % row.len().max(1)).copied())
                .map(|answer| answer.unwrap_or(Answer::Missing))
                .collect();
            Some(Record {
                unit: UnitId::new(format!("canary-{}", canary + 1)).ok()?,
                former_municipality: FormerMunicipalityId::new("canary").ok()?,
                role: kinds_of_work().nth(canary).flatten(),
                response: Response::from_answers(instrument, answers).ok()?,
            })
        })
        .collect()
}

/// Every answer that the item allows.
fn allowed(item: &Item) -> Vec<Answer> {
    let scale = item.answer_scale();
    let not_relevant = scale.not_relevant().map(|_| Answer::NotRelevant);
    let points = scale.points().all().map(Answer::Point);
    std::iter::once(Answer::Missing).chain(not_relevant).chain(points).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wave that was prepared by a program that sealed in format 2 can still be rehearsed.
    #[test]
    fn canaries_of_format_2_are_as_they_should_be_without_a_kind_of_work() {
        let toml = include_str!("../tests/fixtures/three-items.toml");
        let instrument = Instrument::from_toml("three-items.toml", toml).unwrap();
        let wave = WaveId::new("2021-host").unwrap();
        let mut number = 0_u8;
        let mut random = |bytes: &mut [u8]| {
            bytes.fill_with(|| {
                number = number.wrapping_mul(29).wrapping_add(7);
                number
            });
        };
        let key = WaveKey::draw(&mut random);
        let mut seal = |format| -> Vec<Vec<u8>> {
            let records = expected(&instrument).into_iter();
            let sealed = records.map(|Record { unit, former_municipality, role, response }| {
                // Two ids with their lengths, and in format 3 the kind of work; then the answers.
                let place = Place { unit, former_municipality, role };
                let mut content = crate::plaintext::write(&place, &response).unwrap().to_vec();
                if format == Format::Two {
                    content.remove(2 + place.unit.as_str().len() + place.former_municipality.as_str().len());
                    content.push(0);
                }
                key.sealing_key().seal_content(format, &wave, &content, &mut random).unwrap().into_bytes()
            });
            sealed.collect()
        };
        let (old, new) = (seal(Format::Two), seal(Format::Three));
        for bodies in [&old, &new] {
            assert_eq!(check_canaries(&key, &wave, &instrument, bodies), Ok(7));
        }
        let mixed: Vec<Vec<u8>> = old.iter().take(3).chain(new.iter().skip(3)).cloned().collect();
        assert!(check_canaries(&key, &wave, &instrument, &mixed).is_err());
    }
}
