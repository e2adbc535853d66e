//! What the journal holds of one answer.
//!
//! # Bytes, version 1
//!
//! | bytes | what |
//! |---|---|
//! | 1 | version, `1` |
//! | 1 + *u* | length of the unit's id, then the id |
//! | 1 + *f* | length of the former municipality's id, then the id |
//! | 1 per item | in instrument order: `255` no answer, `254` not relevant, otherwise the point itself (0 to 11) |
//! | 8 | the first bytes of SHA-256 over the wave's id, one zero byte, and everything above |
//!
//! There is no time, no number and no code in it. Two answers with the same content from the same unit have the same
//! bytes. The check at the end finds damage on the disk and an envelope that was moved to another wave; it is no seal:
//! **in this version whoever can read the database file can read the answers in it.** This type is the only place that
//! knows the bytes, so a version that closes envelopes to a key the server does not have is a change here.

use sha2::{Digest, Sha256};
use survey::{Answer, FormerMunicipalityId, Instrument, Record, Response, UnitId, WaveId};
use thiserror::Error;

const VERSION: u8 = 1;
const MISSING: u8 = 255;
const NOT_RELEVANT: u8 = 254;
const CHECK_LENGTH: usize = 8;

/// Where an invited employee belongs: all that an answer keeps about its person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The unit that the employee works in.
    pub unit: UnitId,
    /// The municipality that employed them before the merger, or the group for those employed later.
    pub former_municipality: FormerMunicipalityId,
}

/// One closed answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope(Vec<u8>);

/// Why bytes are not an envelope of this wave. The messages contain no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// Written by a newer version, or not an envelope.
    #[error("version {found} of the envelope is unknown, this program reads version {VERSION}")]
    Version {
        /// The first byte.
        found: u8,
    },
    /// The bytes end too early.
    #[error("the envelope ends too early")]
    Short,
    /// The bytes are not those that were written, or were written for another wave.
    #[error("the envelope's check does not agree with its content")]
    Check,
    /// The unit's or the municipality's id breaks the rules for ids.
    #[error("the envelope holds an id that is none")]
    Id,
    /// The answers do not fit the instrument of the wave.
    #[error("the envelope's answers do not fit the wave's instrument")]
    Answers,
    /// An id of more than 255 bytes cannot be written.
    #[error("an id of more than 255 bytes does not fit in an envelope")]
    LongId,
}

impl Envelope {
    /// Closes one answer.
    ///
    /// # Errors
    /// [`EnvelopeError::LongId`]; ids that `survey` accepts are never that long.
    pub fn close(wave: &WaveId, place: &Place, response: &Response) -> Result<Envelope, EnvelopeError> {
        let mut bytes = vec![VERSION];
        for id in [place.unit.as_str(), place.former_municipality.as_str()] {
            bytes.push(u8::try_from(id.len()).map_err(|_| EnvelopeError::LongId)?);
            bytes.extend_from_slice(id.as_bytes());
        }
        bytes.extend(response.answers().iter().map(|answer| match answer {
            Answer::Missing => MISSING,
            Answer::NotRelevant => NOT_RELEVANT,
            Answer::Point(point) => *point,
        }));
        let check = check(wave, &bytes);
        bytes.extend_from_slice(&check);
        Ok(Envelope(bytes))
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Opens stored bytes, and checks them as strictly as if they came from outside.
    ///
    /// # Errors
    /// [`EnvelopeError`] says what is wrong with the bytes.
    pub fn open(wave: &WaveId, instrument: &Instrument, bytes: &[u8]) -> Result<Record, EnvelopeError> {
        match bytes.first() {
            None => return Err(EnvelopeError::Short),
            Some(&VERSION) => {}
            Some(&found) => return Err(EnvelopeError::Version { found }),
        }
        let (content, stored) = bytes.split_last_chunk::<CHECK_LENGTH>().ok_or(EnvelopeError::Short)?;
        if check(wave, content) != *stored {
            return Err(EnvelopeError::Check);
        }
        let rest = content.get(1..).ok_or(EnvelopeError::Short)?;
        let (unit, rest) = take_text(rest)?;
        let (former_municipality, answers) = take_text(rest)?;
        let answers = answers
            .iter()
            .map(|byte| match *byte {
                MISSING => Answer::Missing,
                NOT_RELEVANT => Answer::NotRelevant,
                point => Answer::Point(point),
            })
            .collect();
        Ok(Record {
            unit: UnitId::new(unit).map_err(|_| EnvelopeError::Id)?,
            former_municipality: FormerMunicipalityId::new(former_municipality).map_err(|_| EnvelopeError::Id)?,
            response: Response::from_answers(instrument, answers).map_err(|_| EnvelopeError::Answers)?,
        })
    }
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Envelope({} bytes)", self.0.len())
    }
}

/// Splits off one text with its length in front.
fn take_text(bytes: &[u8]) -> Result<(&str, &[u8]), EnvelopeError> {
    let (length, rest) = bytes.split_first().ok_or(EnvelopeError::Short)?;
    let (text, rest) = rest.split_at_checked(usize::from(*length)).ok_or(EnvelopeError::Short)?;
    Ok((std::str::from_utf8(text).map_err(|_| EnvelopeError::Id)?, rest))
}

fn check(wave: &WaveId, content: &[u8]) -> [u8; CHECK_LENGTH] {
    let digest = Sha256::new().chain_update(wave.as_str()).chain_update([0]).chain_update(content).finalize();
    let mut start = [0; CHECK_LENGTH];
    for (place, byte) in start.iter_mut().zip(digest) {
        *place = byte;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave() -> WaveId {
        WaveId::new("2021-host").unwrap()
    }

    fn place() -> Place {
        Place { unit: UnitId::new("A-1").unwrap(), former_municipality: FormerMunicipalityId::new("hurum").unwrap() }
    }

    /// An answer whose pattern follows from the seed: every kind of answer occurs.
    fn response(instrument: &Instrument, seed: usize) -> Response {
        let answers = (0..instrument.items().len())
            .map(|item| match (item + seed) % 7 {
                0 => Answer::Missing,
                1 => Answer::NotRelevant,
                other => Answer::Point(u8::try_from(other - 1).unwrap()),
            })
            .collect();
        Response::from_answers(instrument, answers).unwrap()
    }

    #[test]
    fn what_was_closed_is_what_is_opened() {
        let instrument = survey::mestring().unwrap();
        for seed in 0..7 {
            let response = response(&instrument, seed);
            let envelope = Envelope::close(&wave(), &place(), &response).unwrap();
            let record = Envelope::open(&wave(), &instrument, envelope.as_bytes()).unwrap();
            assert_eq!(record.unit, place().unit);
            assert_eq!(record.former_municipality, place().former_municipality);
            assert_eq!(record.response.answers(), response.answers());
        }
    }

    /// Version 1 as it was first written, kept for ever: the bytes below must always be readable.
    #[test]
    fn version_1_is_still_written_and_read() {
        let toml = include_str!("../tests/fixtures/three-items.toml");
        let instrument = Instrument::from_toml("three-items.toml", toml).unwrap();
        let written: [u8; 22] = [
            1, 3, b'A', b'-', b'1', 5, b'h', b'u', b'r', b'u', b'm', 4, 254,
            255, // then the check, made with sha256sum
            0x4a, 0xea, 0xd5, 0x89, 0x1b, 0x42, 0x11, 0x20,
        ];
        let answers = vec![Answer::Point(4), Answer::NotRelevant, Answer::Missing];
        let response = Response::from_answers(&instrument, answers).unwrap();
        let envelope = Envelope::close(&wave(), &place(), &response).unwrap();
        assert_eq!(envelope.as_bytes(), written);
        let record = Envelope::open(&wave(), &instrument, &written).unwrap();
        assert_eq!(record, Record { unit: place().unit, former_municipality: place().former_municipality, response });
    }

    #[test]
    fn bytes_from_anywhere_are_refused_without_harm() {
        let instrument = survey::mestring().unwrap();
        let mut entropy = crate::entropy::Entropy::from_seed([6; 32]);
        for length in 0..2_000 {
            let mut bytes = vec![0; length % 200];
            entropy.fill(&mut bytes);
            if let Some(version) = bytes.first_mut() {
                *version = VERSION;
            }
            assert!(Envelope::open(&wave(), &instrument, &bytes).is_err());
            // With a check that agrees, what is inside must still be refused or make sense.
            let check = check(&wave(), &bytes);
            bytes.extend_from_slice(&check);
            if let Ok(record) = Envelope::open(&wave(), &instrument, &bytes) {
                assert_eq!(record.response.answers().len(), instrument.items().len());
            }
        }
    }

    #[test]
    fn any_changed_byte_any_cut_and_any_other_wave_is_found() {
        let instrument = survey::mestring().unwrap();
        let envelope = Envelope::close(&wave(), &place(), &response(&instrument, 3)).unwrap();
        let bytes = envelope.as_bytes();
        for position in 0..bytes.len() {
            let mut changed = bytes.to_vec();
            changed[position] ^= 1;
            assert!(Envelope::open(&wave(), &instrument, &changed).is_err(), "byte {position} changed");
            assert!(Envelope::open(&wave(), &instrument, &bytes[..position]).is_err(), "cut at {position}");
        }
        let other = WaveId::new("2023-host").unwrap();
        assert_eq!(Envelope::open(&other, &instrument, bytes), Err(EnvelopeError::Check));
    }
}
