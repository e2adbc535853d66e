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

use crate::envelope::{Envelope, Format, SealError};
use crate::plaintext::{self, Place};
use crate::recipient::{Recipient, TowardsRecipient};
use crate::written;

type Suite = X25519HkdfSha256;
pub(crate) type PrivateKey = <Suite as Kem>::PrivateKey;

/// The length of every key of the suite, in bytes.
pub(crate) const KEY_LENGTH: usize = 32;
/// What the encryption adds at the end, in bytes.
pub(crate) const TAG_LENGTH: usize = 16;
/// What the fingerprint is a digest of, in front of the key.
const FINGERPRINT_LABEL: &[u8] = b"mestring wave key\0";
/// The bytes of a fingerprint: 80 bits, out of reach for whoever looks for a second key with the same one.
pub(crate) const FINGERPRINT_LENGTH: usize = 10;

/// The public half of a wave's key: it seals and cannot open.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey {
    key: Recipient,
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
    /// The public half of a private key.
    pub(crate) fn of(private: &PrivateKey) -> SealingKey {
        SealingKey { key: Recipient::of(private) }
    }

    /// Takes a key that was kept somewhere.
    ///
    /// # Errors
    /// [`SealingKeyError`] for another length, and for bytes that no private key leads to: points of small order, with
    /// which anybody could open what was sealed, and points or numbers with which nobody could.
    pub fn from_bytes(bytes: &[u8]) -> Result<SealingKey, SealingKeyError> {
        if bytes.len() != KEY_LENGTH {
            return Err(SealingKeyError::Length { found: bytes.len() });
        }
        Recipient::from_bytes(bytes).map(|key| SealingKey { key }).map_err(|_| SealingKeyError::NotAKey)
    }

    /// The 32 bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; KEY_LENGTH] {
        *self.key.as_bytes()
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
        self.seal_content(Format::NEWEST, wave, &content, random)
    }

    /// Seals content that is written in a format.
    pub(crate) fn seal_content(
        &self,
        format: Format,
        wave: &WaveId,
        content: &[u8],
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Envelope, SealError> {
        let (encapsulated, sealed) =
            seal(&self.key, format.info(), wave.as_str().as_bytes(), content, random).map_err(|_| SealError::Key)?;
        Ok(Envelope::of_parts(format, &encapsulated, &sealed))
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

/// Seals to a public key; the encapsulated key, and content with tag.
pub(crate) fn seal(
    key: &Recipient,
    info: &[u8],
    associated: &[u8],
    content: &[u8],
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<([u8; KEY_LENGTH], Vec<u8>), HpkeError> {
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, TowardsRecipient>(
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

/// Draws a private key.
pub(crate) fn draw(random: &mut dyn FnMut(&mut [u8])) -> PrivateKey {
    Suite::gen_keypair_with_rng(&mut Draws(random)).0
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        let bytes: Vec<u8> =
            (0..text.len()).step_by(2).map(|start| u8::from_str_radix(&text[start..start + 2], 16).unwrap()).collect();
        bytes.try_into().unwrap()
    }

    // RFC 9180, appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence number 0.
    const RFC_INFO: &str = "4f6465206f6e2061204772656369616e2055726e";
    const RFC_IKM_E: &str = "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b";
    const RFC_PK_E: &str = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
    const RFC_IKM_R: &str = "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df";
    const RFC_PK_R: &str = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a";
    const RFC_SK_R: &str = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb";
    const RFC_ASSOCIATED: &str = "436f756e742d30";
    const RFC_CONTENT: &str = "4265617574792069732074727574682c20747275746820626561757479";
    const RFC_SEALED: &str =
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";

    #[test]
    fn the_test_vector_of_the_rfc_opens() {
        let key = PrivateKey::from_bytes(&hex::<32>(RFC_SK_R)).unwrap();
        assert_eq!(SealingKey::of(&key).to_bytes(), hex::<32>(RFC_PK_R));
        let opened =
            open(&key, &hex::<20>(RFC_INFO), &hex::<7>(RFC_ASSOCIATED), &hex(RFC_PK_E), &hex::<45>(RFC_SEALED));
        assert_eq!(opened.unwrap().as_slice(), hex::<29>(RFC_CONTENT));
    }

    #[test]
    fn sealing_gives_the_test_vector_of_the_rfc() {
        let key = SealingKey::from_bytes(&hex::<32>(RFC_PK_R)).unwrap();
        let (encapsulated, sealed) = seal(
            &key.key,
            &hex::<20>(RFC_INFO),
            &hex::<7>(RFC_ASSOCIATED),
            &hex::<29>(RFC_CONTENT),
            &mut |bytes: &mut [u8]| bytes.copy_from_slice(&hex::<32>(RFC_IKM_E)),
        )
        .unwrap();
        assert_eq!(encapsulated, hex::<32>(RFC_PK_E));
        assert_eq!(sealed, hex::<45>(RFC_SEALED));
    }

    #[test]
    fn drawing_is_the_derivation_of_the_rfc() {
        let private = draw(&mut |bytes: &mut [u8]| bytes.copy_from_slice(&hex::<32>(RFC_IKM_R)));
        let mut secret = [0; 32];
        private.write_exact(&mut secret);
        // The RFC prints the number before the bits are fixed that the curve ignores: the lowest three, the highest two.
        let mut printed: [u8; 32] = hex(RFC_SK_R);
        printed[0] &= 0b1111_1000;
        printed[31] = (printed[31] & 0b0111_1111) | 0b0100_0000;
        assert_eq!(secret, printed);
        assert_eq!(SealingKey::of(&private).to_bytes(), hex::<32>(RFC_PK_R));
    }
}
