//! HPKE as we use it, and the public half of a wave's key.
//!
//! Everything that knows the library is here: the suite, the mode, the fixed text. See `envelope.rs` for the bytes.

use std::convert::Infallible;
use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, HpkeError, Kem, OpModeR, OpModeS, Serializable};
use sha2::{Digest, Sha256};
use survey::{Response, WaveId};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::envelope::{Envelope, SealError};
use crate::plaintext::{self, Place};
use crate::written;

type Suite = X25519HkdfSha256;
pub(crate) type PublicKey = <Suite as Kem>::PublicKey;
pub(crate) type PrivateKey = <Suite as Kem>::PrivateKey;

/// The length of every key of the suite, in bytes.
pub(crate) const KEY_LENGTH: usize = 32;
/// What the encryption adds at the end, in bytes.
pub(crate) const TAG_LENGTH: usize = 16;
/// The text that keeps our envelopes apart from every other use of HPKE.
pub(crate) const INFO: &[u8] = b"mestring envelope 2";
/// What the fingerprint is a digest of, in front of the key.
const FINGERPRINT_LABEL: &[u8] = b"mestring wave key\0";
/// The bytes of a fingerprint: 80 bits, out of reach for whoever looks for a second key with the same one.
pub(crate) const FINGERPRINT_LENGTH: usize = 10;

/// The public half of a wave's key: it seals and cannot open.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey {
    key: PublicKey,
}

/// Why bytes are not a key that answers can be sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealingKeyError {
    /// Another number of bytes.
    #[error("a public key has {KEY_LENGTH} bytes, here are {found}")]
    Length {
        /// How many there were.
        found: usize,
    },
    /// Not the bytes of any wave's key: everybody could open what was sealed to it, or nobody could.
    #[error("these bytes are no wave's public key")]
    NotAKey,
}

impl SealingKey {
    pub(crate) fn of(key: PublicKey) -> SealingKey {
        SealingKey { key }
    }

    /// Takes a key that was kept somewhere.
    ///
    /// # Errors
    /// [`SealingKeyError`] for another length, and for bytes that no private key belongs to: points of small order, with
    /// which anybody could open what was sealed, and numbers that are not reduced, with which nobody could.
    pub fn from_bytes(bytes: &[u8]) -> Result<SealingKey, SealingKeyError> {
        let fixed = <[u8; KEY_LENGTH]>::try_from(bytes).map_err(|_| SealingKeyError::Length { found: bytes.len() })?;
        let key = PublicKey::from_bytes(&fixed).map_err(|_| SealingKeyError::NotAKey)?;
        // A point of small order gives the same result whatever it is multiplied with, so one trial decides.
        let sealed = seal(&key, INFO, &[], &[], &mut |bytes| bytes.fill(1));
        if is_reduced(&fixed) && sealed.is_ok() { Ok(SealingKey { key }) } else { Err(SealingKeyError::NotAKey) }
    }

    /// The 32 bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; KEY_LENGTH] {
        let mut bytes = [0; KEY_LENGTH];
        self.key.write_exact(&mut bytes);
        bytes
    }

    /// Sixteen letters and digits in groups of four that people can compare: the first 80 bits of SHA-256 over
    /// `"mestring wave key"`, one zero byte and the key, in Crockford's base 32.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        written_fingerprint(&self.fingerprint_bytes())
    }

    pub(crate) fn fingerprint_bytes(&self) -> [u8; FINGERPRINT_LENGTH] {
        let digest = Sha256::new().chain_update(FINGERPRINT_LABEL).chain_update(self.to_bytes()).finalize();
        let mut start = [0; FINGERPRINT_LENGTH];
        for (place, byte) in start.iter_mut().zip(digest) {
            *place = byte;
        }
        start
    }

    /// Seals one answer. `random` fills a slice with bytes that nobody can foresee or compute afterwards.
    ///
    /// # Errors
    /// [`SealError::TooManyItems`] when the instrument of the response is too long for an envelope ([`crate::fits`]).
    pub fn seal(
        &self,
        wave: &WaveId,
        place: &Place,
        response: &Response,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Envelope, SealError> {
        let content = plaintext::write(place, response)?;
        let (encapsulated, sealed) =
            seal(&self.key, INFO, wave.as_str().as_bytes(), &content, random).map_err(|_| SealError::Key)?;
        Ok(Envelope::of_parts(&encapsulated, &sealed))
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SealingKey({})", self.fingerprint())
    }
}

pub(crate) fn written_fingerprint(bytes: &[u8; FINGERPRINT_LENGTH]) -> String {
    let mut values = Vec::with_capacity(written::values_for(FINGERPRINT_LENGTH));
    written::push_bytes(&mut values, bytes);
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = written::write(&values, &mut text);
    text
}

/// Whether the number is below 2²⁵⁵ − 19, as every computed public key is.
fn is_reduced(bytes: &[u8; KEY_LENGTH]) -> bool {
    let [first, middle @ .., last] = bytes;
    *last < 0x7f || (*last == 0x7f && (*first < 0xed || middle.iter().any(|byte| *byte != 0xff)))
}

/// Seals to a public key; the encapsulated key, and content with tag.
pub(crate) fn seal(
    key: &PublicKey,
    info: &[u8],
    associated: &[u8],
    content: &[u8],
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<([u8; KEY_LENGTH], Vec<u8>), HpkeError> {
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Suite>(
        &OpModeS::Base,
        key,
        info,
        content,
        associated,
        &mut Draws(random),
    )?;
    let mut bytes = [0; KEY_LENGTH];
    encapsulated.write_exact(&mut bytes);
    Ok((bytes, sealed))
}

/// Opens what was sealed to the public half of a key.
pub(crate) fn open(
    key: &PrivateKey,
    info: &[u8],
    associated: &[u8],
    encapsulated: &[u8; KEY_LENGTH],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
    let encapsulated = <Suite as Kem>::EncappedKey::from_bytes(encapsulated)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Suite>(
        &OpModeR::Base,
        key,
        &encapsulated,
        info,
        sealed,
        associated,
    )
    .map(Zeroizing::new)
}

/// Draws a pair of keys.
pub(crate) fn draw(random: &mut dyn FnMut(&mut [u8])) -> (PrivateKey, PublicKey) {
    Suite::gen_keypair_with_rng(&mut Draws(random))
}

/// The public half of a private key.
pub(crate) fn public_half(key: &PrivateKey) -> PublicKey {
    Suite::sk_to_pk(key)
}

/// The caller's random bytes, in the shape that the library asks for.
struct Draws<'a>(&'a mut dyn FnMut(&mut [u8]));

impl TryRng for Draws<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        (self.0)(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        (self.0)(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        (self.0)(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Draws<'_> {}
