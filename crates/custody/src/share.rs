//! A key in three shares, any two of which make it again, and none of which tells anything.
//!
//! Shamir's scheme over the field of 256 elements, for each of the key's 32 bytes on its own: with the byte *s* and a
//! coefficient *a* drawn anew, share number *x* (1, 2 or 3) holds *s* + *a*·*x*. Two points give the line back:
//!
//! ```text
//! s = (y₁·x₂ + y₂·x₁) / (x₁ + x₂)
//! ```
//!
//! Each coefficient is one random byte as it comes, 0 included. For every *s*, every value of a share's byte then stands for
//! exactly one *a*: one share is a uniform byte whatever the key. (Leaving 0 out, as has been done elsewhere, would mean that
//! a share never holds the key's own byte: RUSTSEC-2024-0398.) Source: A. Shamir, "How to share a secret", CACM 22(11), 1979.
//!
//! # As printed
//!
//! 78 symbols of Crockford's base 32 in groups of four:
//!
//! | symbols | what |
//! |---|---|
//! | 1 | `M`, this format |
//! | 1 | number of the share: `1`, `2` or `3` |
//! | 2 | `23`: two are needed of three |
//! | 16 | the fingerprint of the key, the same on all shares and on the wave's page |
//! | 52 | the 32 bytes, five bits a symbol, and four zero bits |
//! | 6 | the check of all that (`written.rs`): any four slips are found |

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::gf256;
use crate::sealing::{FINGERPRINT_LENGTH, KEY_LENGTH, written_fingerprint};
use crate::wave_key::Secret;
use crate::written::{self, CHECK_LENGTH, GROUP};

/// How many shares there are of a key.
pub const SHARES: usize = 3;

/// How many shares make the key.
pub const SHARES_NEEDED: usize = 2;

const NUMBERS: [u8; SHARES] = [1, 2, 3];
/// `M` in Crockford's alphabet.
const FORMAT: u8 = 20;
const HEAD: usize = 4;
const FINGERPRINT_SYMBOLS: usize = written::values_for(FINGERPRINT_LENGTH);
const KEY_SYMBOLS: usize = written::values_for(KEY_LENGTH);
const SYMBOLS: usize = HEAD + FINGERPRINT_SYMBOLS + KEY_SYMBOLS + CHECK_LENGTH;

/// One share of a wave's key. `Debug` hides it; `Display` is what is printed and kept locked up.
pub struct Share {
    number: u8,
    fingerprint: [u8; FINGERPRINT_LENGTH],
    bytes: Secret,
}

/// Why a text is not a share, or shares do not make a key. The messages never repeat what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShareError {
    /// Too few or too many characters after spaces and dashes were taken out.
    #[error("a share has {SYMBOLS} letters and digits, here are {found}")]
    Length {
        /// How many letters and digits there were.
        found: usize,
    },
    /// A character that no share contains.
    #[error("character {position} is not used in shares")]
    Character {
        /// Counted from one, without spaces and dashes.
        position: usize,
    },
    /// Something was written down or typed wrong.
    #[error("there is a slip in the share{}", where_to_look(*group))]
    Slip {
        /// The group of four, counted from one, when the slip is a single one and must be there.
        group: Option<usize>,
    },
    /// Written rightly, but not in this format.
    #[error("this is not a share that this program reads")]
    Format,
    /// Fewer shares than make the key.
    #[error("a key needs {SHARES_NEEDED} shares, here are {given}")]
    TooFew {
        /// How many were given.
        given: usize,
    },
    /// One share is given twice, which is no more than once.
    #[error("share {number} is given twice")]
    Twice {
        /// Its number.
        number: u8,
    },
    /// The shares belong to different keys.
    #[error("the shares belong to different waves: their fingerprints differ")]
    OtherWave,
    /// The shares name one key and do not make it.
    #[error("the shares do not make the key whose fingerprint they bear")]
    NotTheKey,
}

fn where_to_look(group: Option<usize>) -> String {
    group.map(|group| format!("; look at group {group}")).unwrap_or_default()
}

impl Share {
    /// Its number: 1, 2 or 3.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.number
    }

    /// The fingerprint of the key that it is a share of, as [`crate::SealingKey::fingerprint`] writes it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        written_fingerprint(&self.fingerprint)
    }

    /// Reads a printed share the way people type it: case, spaces and dashes do not matter, I and L are read as 1, O as 0.
    ///
    /// # Errors
    /// [`ShareError`]; a slip is always found when no more than four characters are wrong.
    pub fn parse(typed: &str) -> Result<Share, ShareError> {
        let (values, found) =
            written::read(typed, SYMBOLS).map_err(|strange| ShareError::Character { position: strange.position })?;
        if found != SYMBOLS {
            return Err(ShareError::Length { found });
        }
        if !written::check_agrees(&values) {
            let group = written::only_slip(&values).map(|position| position / GROUP + 1);
            return Err(ShareError::Slip { group });
        }
        Share::of_values(&values).ok_or(ShareError::Format)
    }

    fn of_values(values: &[u8]) -> Option<Share> {
        let (head, rest) = values.split_first_chunk::<HEAD>()?;
        let (fingerprint, rest) = rest.split_at_checked(FINGERPRINT_SYMBOLS)?;
        let (key, _) = rest.split_at_checked(KEY_SYMBOLS)?;
        let number = NUMBERS.into_iter().find(|number| *head == head_of(*number))?;
        let mut share = Share { number, fingerprint: [0; FINGERPRINT_LENGTH], bytes: Secret::default() };
        written::take_bytes(fingerprint, &mut share.fingerprint)?;
        written::take_bytes(key, share.bytes.as_mut_slice())?;
        Some(share)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut values = Zeroizing::new(Vec::with_capacity(SYMBOLS));
        values.extend_from_slice(&head_of(self.number));
        written::push_bytes(&mut values, &self.fingerprint);
        written::push_bytes(&mut values, self.bytes.as_slice());
        written::push_check(&mut values);
        written::write(&values, out)
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(typed: &str) -> Result<Share, ShareError> {
        Share::parse(typed)
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Share(…)")
    }
}

const fn head_of(number: u8) -> [u8; HEAD] {
    [FORMAT, number, 2, 3]
}

/// Draws the coefficients and computes the shares.
pub(crate) fn split(
    secret: &Secret,
    fingerprint: [u8; FINGERPRINT_LENGTH],
    random: &mut dyn FnMut(&mut [u8]),
) -> [Share; SHARES] {
    let mut coefficients = Secret::default();
    random(coefficients.as_mut_slice());
    NUMBERS.map(|number| {
        let mut bytes = Secret::default();
        for ((place, byte), coefficient) in bytes.iter_mut().zip(secret.iter()).zip(coefficients.iter()) {
            *place = byte ^ gf256::multiply(*coefficient, number);
        }
        Share { number, fingerprint, bytes }
    })
}

/// The secret on the line through the shares, and the fingerprint they bear.
pub(crate) fn join(shares: &[Share]) -> Result<(Secret, [u8; FINGERPRINT_LENGTH]), ShareError> {
    let [first, second, others @ ..] = shares else { return Err(ShareError::TooFew { given: shares.len() }) };
    if shares.iter().any(|share| share.fingerprint != first.fingerprint) {
        return Err(ShareError::OtherWave);
    }
    for (position, share) in shares.iter().enumerate() {
        if shares.iter().skip(position + 1).any(|other| other.number == share.number) {
            return Err(ShareError::Twice { number: share.number });
        }
    }
    let secret = at(0, first, second);
    if others.iter().any(|other| at(other.number, first, second) != other.bytes) {
        return Err(ShareError::NotTheKey);
    }
    Ok((secret, first.fingerprint))
}

/// The value at `x` of the line through two shares with different numbers.
fn at(x: u8, first: &Share, second: &Share) -> Secret {
    let run = gf256::inverse(first.number ^ second.number);
    let of_first = gf256::multiply(x ^ second.number, run);
    let of_second = gf256::multiply(x ^ first.number, run);
    let mut value = Secret::default();
    for ((place, left), right) in value.iter_mut().zip(first.bytes.iter()).zip(second.bytes.iter()) {
        *place = gf256::multiply(*left, of_first) ^ gf256::multiply(*right, of_second);
    }
    value
}
