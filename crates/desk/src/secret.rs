//! Secrets that are drawn, shown once, and then only known by their digest.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Where random bytes come from: the binary's source, or a seeded one in tests.
#[derive(Clone)]
pub struct Random(Arc<Mutex<Fill>>);

/// What fills slices.
type Fill = dyn FnMut(&mut [u8]) + Send;

impl Random {
    /// A source that fills the slices it is given.
    pub fn new(fill: impl FnMut(&mut [u8]) + Send + 'static) -> Random {
        Random(Arc::new(Mutex::new(fill)))
    }

    /// Fills the slice.
    pub fn fill(&self, bytes: &mut [u8]) {
        let mut fill = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (*fill)(bytes);
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Random(…)")
    }
}

/// 256 random bits, as 43 characters of base 64 for addresses and headers.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Draws one.
    #[must_use]
    pub fn draw(random: &Random) -> Secret {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut_slice());
        Secret(Zeroizing::new(Base64UrlUnpadded::encode_string(bytes.as_slice())))
    }

    /// The text, for whoever it is meant for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// SHA-256 of a secret with 256 random bits: there is nothing to guess, so it needs no salt and no slow hash, and looking it up tells
/// no more than whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a text.
    #[must_use]
    pub fn of(text: &str) -> Fingerprint {
        Fingerprint(Sha256::digest(text).into())
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Fingerprint> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Fingerprint(bytes))
    }
}

/// Hexadecimal digits of bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_256_bits_and_its_fingerprint_is_sha_256_of_its_text() {
        let secret = Secret::draw(&Random::new(|bytes| bytes.fill(0xfb)));
        assert_eq!(secret.reveal(), "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s");
        // printf abc | sha256sum
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Fingerprint::of("abc").hex(), known);
        assert_eq!(Fingerprint::parse(known), Some(Fingerprint::of("abc")));
        for wrong in ["", "ba78", &known.replace('b', "g"), &format!("{known}0")] {
            assert_eq!(Fingerprint::parse(wrong), None);
        }
        assert!(!format!("{secret:?}").contains("-_v7"));
    }
}
