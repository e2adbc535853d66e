//! What the journal holds of one answer: a closed envelope.
//!
//! # Bytes, version 3
//!
//! | bytes | what |
//! |---|---|
//! | 1 | version, `3` |
//! | 32 | the encapsulated key: an X25519 public key drawn for this envelope alone |
//! | 512, 2048 or 8192 | the content below, encrypted |
//! | 16 | the tag: whoever changes, cuts, swaps or moves a byte is found out |
//!
//! So an envelope has 561, 2097 or 8241 bytes. The content:
//!
//! | bytes | what |
//! |---|---|
//! | 1 + *u* | length of the unit's id, then the id |
//! | 1 + *f* | length of the former municipality's id, then the id |
//! | 1 | the kind of work: `0` not said, `1` leader, `2` professional, `3` skilled, `4` assistant, `5` office |
//! | 1 per item | in instrument order: `255` no answer, `254` not relevant, otherwise the point itself (0 to 11) |
//! | the rest | zeros |
//!
//! The size is the first one that has room for two ids of 64 bytes, the kind of work and all items. It follows from the instrument, never
//! from what was answered or by whom, so all envelopes of a wave have one size.
//!
//! The encryption is HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20Poly1305:
//!
//! ```text
//! info = "mestring envelope 3"      associated data = the wave's id      sequence number = 0
//! ```
//!
//! An envelope therefore opens only as one of its own wave. There is no time, no number, no code and no address in it,
//! and the same answer sealed twice has nothing in common but the version and the size.
//!
//! Version 2 had no byte for the kind of work and the digit 2 in both places; it is still opened, and nothing is sealed in it any more. Version
//! 1 was not encrypted and is not read.

use std::fmt;

use survey::Instrument;
use thiserror::Error;

use crate::plaintext::{SIZES, size_for};
use crate::sealing::{KEY_LENGTH, TAG_LENGTH};

/// A version of the bytes that is opened; the newest is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Without the kind of work.
    Two,
    /// With it.
    Three,
}

impl Format {
    /// The one that is sealed.
    pub(crate) const NEWEST: Format = Format::Three;

    /// The first byte of an envelope.
    pub(crate) const fn version(self) -> u8 {
        match self {
            Format::Two => 2,
            Format::Three => 3,
        }
    }

    /// The text that keeps envelopes of this version apart from those of another, and from every other use of HPKE.
    pub(crate) const fn info(self) -> &'static [u8] {
        match self {
            Format::Two => b"mestring envelope 2",
            Format::Three => b"mestring envelope 3",
        }
    }

    fn of(version: u8) -> Option<Format> {
        [Format::Two, Format::Three].into_iter().find(|format| format.version() == version)
    }
}

/// What an envelope has beside its content.
pub(crate) const AROUND: usize = 1 + KEY_LENGTH + TAG_LENGTH;

/// The sizes that envelopes have, in bytes, the smallest first.
pub const ENVELOPE_SIZES: [usize; 3] = {
    let [small, middle, large] = SIZES;
    [small + AROUND, middle + AROUND, large + AROUND]
};

/// One closed answer. `Debug` tells only its size.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope(Vec<u8>);

/// Why an answer cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// The instrument is longer than the largest envelope.
    #[error("{items} items do not fit in an envelope, which holds {most}; ask in fewer modules")]
    TooManyItems {
        /// How many items there are.
        items: usize,
        /// How many the largest envelope holds.
        most: usize,
    },
    /// An id is too long; ids that `survey` accepts never are.
    #[error("an id is too long for an envelope")]
    LongId,
    /// The encryption refused the key; keys that [`crate::SealingKey::from_bytes`] accepts are never refused.
    #[error("nothing can be sealed to this key")]
    Key,
}

/// Why bytes are not an envelope of this wave and key. The messages contain no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Written by another version, or not an envelope.
    #[error("version {found} of the envelope is unknown, this program reads versions 2 and 3")]
    Version {
        /// The first byte.
        found: u8,
    },
    /// No envelope has this size.
    #[error("no envelope has {found} bytes")]
    Size {
        /// The number of bytes.
        found: usize,
    },
    /// Sealed to another key or for another wave, or changed since.
    #[error("the envelope was sealed to another key or for another wave, or it is damaged")]
    Seal,
    /// The unit's or the municipality's id breaks the rules for ids.
    #[error("the envelope holds an id that is none")]
    Id,
    /// The byte of the kind of work is none of those that mean one.
    #[error("the envelope holds a kind of work that is none")]
    Role,
    /// The answers do not fit the instrument of the wave.
    #[error("the envelope's answers do not fit the wave's instrument")]
    Answers,
    /// The test answers are not the ones that this wave should have.
    #[error("{found} of {expected} test answers are as they should be")]
    Canaries {
        /// How many there should be.
        expected: usize,
        /// How many of them were there.
        found: usize,
    },
}

/// Whether every answer to the instrument fits in an envelope.
///
/// # Errors
/// [`SealError::TooManyItems`] when it does not.
pub fn fits(instrument: &Instrument) -> Result<(), SealError> {
    size_for(Format::NEWEST, instrument.items().len()).map(|_| ())
}

impl Envelope {
    /// Puts the parts together.
    pub(crate) fn of_parts(format: Format, encapsulated: &[u8; KEY_LENGTH], sealed: &[u8]) -> Envelope {
        let mut bytes = Vec::with_capacity(1 + KEY_LENGTH + sealed.len());
        bytes.push(format.version());
        bytes.extend_from_slice(encapsulated);
        bytes.extend_from_slice(sealed);
        Envelope(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store, given away.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Envelope({} bytes)", self.0.len())
    }
}

/// Takes stored bytes apart: the version, the encapsulated key, and content with tag.
pub(crate) fn parts(bytes: &[u8]) -> Result<(Format, &[u8; KEY_LENGTH], &[u8]), OpenError> {
    let found = bytes.len();
    let (version, rest) = bytes.split_first().ok_or(OpenError::Size { found })?;
    let format = Format::of(*version).ok_or(OpenError::Version { found: *version })?;
    if !ENVELOPE_SIZES.contains(&found) {
        return Err(OpenError::Size { found });
    }
    let (encapsulated, sealed) = rest.split_first_chunk().ok_or(OpenError::Size { found })?;
    Ok((format, encapsulated, sealed))
}
