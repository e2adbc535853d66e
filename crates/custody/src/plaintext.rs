//! What is inside an envelope: where somebody works and what they answered, filled up to a fixed size.

use survey::{Answer, FormerMunicipalityId, ID_LENGTH_MAX, Instrument, Record, Response, UnitId};
use zeroize::Zeroizing;

use crate::envelope::{OpenError, SealError};

const MISSING: u8 = 255;
const NOT_RELEVANT: u8 = 254;

/// The sizes that what is inside is filled up to, in bytes.
pub(crate) const SIZES: [usize; 3] = [512, 2048, 8192];

/// What the two longest ids take, each with its length in front.
const IDS_MAX: usize = 2 * (1 + ID_LENGTH_MAX);

/// Where an invited employee belongs: all that an answer keeps about its person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The unit that the employee works in.
    pub unit: UnitId,
    /// The municipality that employed them before the merger, or the group for those employed later.
    pub former_municipality: FormerMunicipalityId,
}

/// The size for so many items: it leaves room for the longest ids, so that it follows from the instrument alone.
///
/// # Errors
/// [`SealError::TooManyItems`] when even the largest size is too small.
pub(crate) fn size_for(items: usize) -> Result<usize, SealError> {
    SIZES
        .into_iter()
        .find(|size| items <= size - IDS_MAX)
        .ok_or(SealError::TooManyItems { items, most: SIZES.into_iter().max().unwrap_or(0).saturating_sub(IDS_MAX) })
}

/// Writes down one answer and fills it up with zeros.
pub(crate) fn write(place: &Place, response: &Response) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let answers = response.answers();
    let size = size_for(answers.len())?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    for id in [place.unit.as_str(), place.former_municipality.as_str()] {
        bytes.push(u8::try_from(id.len()).map_err(|_| SealError::LongId)?);
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.extend(answers.iter().map(|answer| match answer {
        Answer::Missing => MISSING,
        Answer::NotRelevant => NOT_RELEVANT,
        Answer::Point(point) => *point,
    }));
    if bytes.len() > size {
        return Err(SealError::LongId);
    }
    bytes.resize(size, 0);
    Ok(bytes)
}

/// Reads an answer back, as strictly as if it came from outside: whoever has the public key can seal anything.
pub(crate) fn read(instrument: &Instrument, bytes: &[u8]) -> Result<Record, OpenError> {
    let (unit, rest) = take_text(bytes)?;
    let (former_municipality, rest) = take_text(rest)?;
    let (answers, filling) = rest.split_at_checked(instrument.items().len()).ok_or(OpenError::Answers)?;
    if size_for(answers.len()) != Ok(bytes.len()) || filling.iter().any(|byte| *byte != 0) {
        return Err(OpenError::Answers);
    }
    let answers = answers
        .iter()
        .map(|byte| match *byte {
            MISSING => Answer::Missing,
            NOT_RELEVANT => Answer::NotRelevant,
            point => Answer::Point(point),
        })
        .collect();
    Ok(Record {
        unit: UnitId::new(unit).map_err(|_| OpenError::Id)?,
        former_municipality: FormerMunicipalityId::new(former_municipality).map_err(|_| OpenError::Id)?,
        response: Response::from_answers(instrument, answers).map_err(|_| OpenError::Answers)?,
    })
}

/// Splits off one text with its length in front.
fn take_text(bytes: &[u8]) -> Result<(&str, &[u8]), OpenError> {
    let (length, rest) = bytes.split_first().ok_or(OpenError::Id)?;
    let (text, rest) = rest.split_at_checked(usize::from(*length)).ok_or(OpenError::Id)?;
    Ok((std::str::from_utf8(text).map_err(|_| OpenError::Id)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instrument() -> Instrument {
        Instrument::from_toml("three-items.toml", include_str!("../tests/fixtures/three-items.toml")).unwrap()
    }

    /// `3 A-1 5 hurum`, answers, filling.
    fn content(answers: [u8; 3]) -> Vec<u8> {
        let mut bytes = b"\x03A-1\x05hurum".to_vec();
        bytes.extend(answers);
        bytes.resize(512, 0);
        bytes
    }

    #[test]
    fn content_is_read_as_the_table_says() {
        let record = read(&instrument(), &content([1, NOT_RELEVANT, MISSING])).unwrap();
        assert_eq!((record.unit.as_str(), record.former_municipality.as_str()), ("A-1", "hurum"));
        assert_eq!(record.response.answers(), [Answer::Point(1), Answer::NotRelevant, Answer::Missing]);
        let place = Place { unit: record.unit, former_municipality: record.former_municipality };
        assert_eq!(write(&place, &record.response).unwrap().as_slice(), content([1, NOT_RELEVANT, MISSING]));
    }

    /// Whoever has the public key can seal anything, so what is inside is checked as well.
    #[test]
    fn content_that_makes_no_sense_is_refused() {
        let refusal = |bytes: &[u8]| read(&instrument(), bytes).unwrap_err();
        for answers in [[0, 1, 1], [6, 1, 1], [1, 1, 253], [1, 1, 12]] {
            assert_eq!(refusal(&content(answers)), OpenError::Answers, "{answers:?}");
        }
        let mut filled = content([1, 1, 1]);
        filled[13] = 1;
        assert_eq!(refusal(&filled), OpenError::Answers, "a fourth answer");
        filled[13] = 0;
        filled[511] = 1;
        assert_eq!(refusal(&filled), OpenError::Answers, "the last byte");
        let mut larger = content([1, 1, 1]);
        larger.resize(2048, 0);
        assert_eq!(refusal(&larger), OpenError::Answers, "another size than the instrument has");
        for (bytes, what) in [
            (b"".as_slice(), "nothing"),
            (b"\xffA-1", "a text that goes on after the end"),
            (b"\x03A-1", "no municipality"),
            (b"\x00\x05hurum", "an empty id"),
            (b"\x03A 1\x05hurum\x01\x01\x01", "a space in an id"),
            (b"\x03\xff\xfe\xfd\x05hurum\x01\x01\x01", "not text"),
        ] {
            assert!(read(&instrument(), bytes).is_err(), "{what}");
            let mut filled = bytes.to_vec();
            filled.resize(512, 0);
            assert!(read(&instrument(), &filled).is_err(), "{what}, filled up");
        }
    }
}
