//! What is inside an envelope: where somebody works, at what, and what they answered, filled up to a fixed size.

use survey::{Answer, FormerMunicipalityId, ID_LENGTH_MAX, Instrument, Record, Response, RoleClass, UnitId};
use zeroize::Zeroizing;

use crate::envelope::{Format, OpenError, SealError};

const MISSING: u8 = 255;
const NOT_RELEVANT: u8 = 254;

/// The sizes that what is inside is filled up to, in bytes.
pub(crate) const SIZES: [usize; 3] = [512, 2048, 8192];

/// What the two longest ids take, each with its length in front.
const IDS_MAX: usize = 2 * (1 + ID_LENGTH_MAX);

/// The byte of a kind of work that nobody said.
const NO_ROLE: u8 = 0;

/// Where an invited employee belongs: all that an answer keeps about its person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The unit that the employee works in.
    pub unit: UnitId,
    /// The municipality that employed them before the merger, or the group for those employed later.
    pub former_municipality: FormerMunicipalityId,
    /// The kind of work they do; none where the roster did not say.
    pub role: Option<RoleClass>,
}

/// The size for so many items: it leaves room for the longest ids, so that it follows from format and instrument alone.
///
/// # Errors
/// [`SealError::TooManyItems`] when even the largest size is too small.
pub(crate) fn size_for(format: Format, items: usize) -> Result<usize, SealError> {
    let place_max = match format {
        Format::Two => IDS_MAX,
        Format::Three => IDS_MAX + 1,
    };
    let room = |size: usize| size.saturating_sub(place_max);
    let most = SIZES.into_iter().max().map_or(0, room);
    SIZES.into_iter().find(|size| items <= room(*size)).ok_or(SealError::TooManyItems { items, most })
}

/// One byte for a kind of work: 0 where nobody said it, otherwise a number that it keeps for ever.
const fn role_byte(role: Option<RoleClass>) -> u8 {
    match role {
        None => NO_ROLE,
        Some(RoleClass::Leader) => 1,
        Some(RoleClass::Professional) => 2,
        Some(RoleClass::Skilled) => 3,
        Some(RoleClass::Assistant) => 4,
        Some(RoleClass::Office) => 5,
    }
}

fn role_of(byte: u8) -> Result<Option<RoleClass>, OpenError> {
    if byte == NO_ROLE {
        return Ok(None);
    }
    RoleClass::ALL.into_iter().find(|role| role_byte(Some(*role)) == byte).map(Some).ok_or(OpenError::Role)
}

/// Writes down one answer in the newest format and fills it up with zeros.
pub(crate) fn write(place: &Place, response: &Response) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let answers = response.answers();
    let size = size_for(Format::NEWEST, answers.len())?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    for id in [place.unit.as_str(), place.former_municipality.as_str()] {
        bytes.push(u8::try_from(id.len()).map_err(|_| SealError::LongId)?);
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.push(role_byte(place.role));
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
pub(crate) fn read(format: Format, instrument: &Instrument, bytes: &[u8]) -> Result<Record, OpenError> {
    let (unit, rest) = take_text(bytes)?;
    let (former_municipality, rest) = take_text(rest)?;
    let (role, rest) = match format {
        Format::Two => (None, rest),
        Format::Three => {
            let (role, rest) = rest.split_first().ok_or(OpenError::Role)?;
            (role_of(*role)?, rest)
        }
    };
    let (answers, filling) = rest.split_at_checked(instrument.items().len()).ok_or(OpenError::Answers)?;
    if size_for(format, answers.len()) != Ok(bytes.len()) || filling.iter().any(|byte| *byte != 0) {
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
        role,
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

    /// `3 A-1 5 hurum`, the kind of work, answers, filling.
    fn content(role: u8, answers: [u8; 3]) -> Vec<u8> {
        let mut bytes = b"\x03A-1\x05hurum".to_vec();
        bytes.push(role);
        bytes.extend(answers);
        bytes.resize(512, 0);
        bytes
    }

    #[test]
    fn content_is_read_as_the_table_says() {
        let roles = [
            (0, None),
            (1, Some(RoleClass::Leader)),
            (2, Some(RoleClass::Professional)),
            (3, Some(RoleClass::Skilled)),
            (4, Some(RoleClass::Assistant)),
            (5, Some(RoleClass::Office)),
        ];
        for (byte, role) in roles {
            let content = content(byte, [1, NOT_RELEVANT, MISSING]);
            let record = read(Format::Three, &instrument(), &content).unwrap();
            assert_eq!((record.unit.as_str(), record.former_municipality.as_str()), ("A-1", "hurum"));
            assert_eq!(record.role, role);
            assert_eq!(record.response.answers(), [Answer::Point(1), Answer::NotRelevant, Answer::Missing]);
            let place = Place { unit: record.unit, former_municipality: record.former_municipality, role };
            assert_eq!(write(&place, &record.response).unwrap().as_slice(), content);
        }
        for byte in 6..=255 {
            assert_eq!(read(Format::Three, &instrument(), &content(byte, [1, 1, 1])), Err(OpenError::Role), "{byte}");
        }
    }

    /// Format 2 has no byte for the kind of work: the answers begin where it stands in format 3.
    #[test]
    fn content_of_format_2_names_no_kind_of_work() {
        let mut content = b"\x03A-1\x05hurum\x02\xfe\xff".to_vec();
        content.resize(512, 0);
        let record = read(Format::Two, &instrument(), &content).unwrap();
        assert_eq!((record.unit.as_str(), record.role), ("A-1", None));
        assert_eq!(record.response.answers(), [Answer::Point(2), Answer::NotRelevant, Answer::Missing]);
        // Read as format 3, the first point would be a kind of work, and an answer would be missing at the end.
        assert_eq!(read(Format::Three, &instrument(), &content), Err(OpenError::Answers));
        assert_eq!(size_for(Format::Two, 382), Ok(512));
        assert_eq!(size_for(Format::Three, 382), Ok(2048));
    }

    /// Whoever has the public key can seal anything, so what is inside is checked as well.
    #[test]
    fn content_that_makes_no_sense_is_refused() {
        let refusal = |bytes: &[u8]| read(Format::Three, &instrument(), bytes).unwrap_err();
        let content = |answers| content(2, answers);
        for answers in [[0, 1, 1], [6, 1, 1], [1, 1, 253], [1, 1, 12]] {
            assert_eq!(refusal(&content(answers)), OpenError::Answers, "{answers:?}");
        }
        let mut filled = content([1, 1, 1]);
        filled[14] = 1;
        assert_eq!(refusal(&filled), OpenError::Answers, "a fourth answer");
        filled[14] = 0;
        filled[511] = 1;
        assert_eq!(refusal(&filled), OpenError::Answers, "the last byte");
        let mut larger = content([1, 1, 1]);
        larger.resize(2048, 0);
        assert_eq!(refusal(&larger), OpenError::Answers, "another size than the instrument has");
        for (bytes, what) in [
            (b"".as_slice(), "nothing"),
            (b"\xffA-1", "a text that goes on after the end"),
            (b"\x03A-1", "no municipality"),
            (b"\x03A-1\x05hurum", "no kind of work"),
            (b"\x00\x05hurum", "an empty id"),
            (b"\x03A 1\x05hurum\x02\x01\x01\x01", "a space in an id"),
            (b"\x03\xff\xfe\xfd\x05hurum\x02\x01\x01\x01", "not text"),
        ] {
            assert!(read(Format::Three, &instrument(), bytes).is_err(), "{what}");
            let mut filled = bytes.to_vec();
            filled.resize(512, 0);
            assert!(read(Format::Three, &instrument(), &filled).is_err(), "{what}, filled up");
        }
    }
}
