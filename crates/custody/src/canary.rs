//! Test answers for the rehearsal: sealed by the running program, opened by the people who hold the key.
//!
//! Canary number *k* answers item number *i* with the answer that stands *i* + *k* places into the row of all answers the item
//! allows: none, "not relevant" where it is offered, then each point. There are as many canaries as the longest such row, so every answer to
//! every item is tried at least once. They come from units that no organisation has to have, `canary-1` and so on.

use survey::{Answer, FormerMunicipalityId, Instrument, Item, Record, Response, UnitId, WaveId};

use crate::envelope::{Envelope, OpenError, SealError};
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
            let place = Place { unit: record.unit, former_municipality: record.former_municipality };
            key.seal(wave, &place, &record.response, random)
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
