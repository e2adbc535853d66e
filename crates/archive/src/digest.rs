//! SHA-256 digests of files and of their content.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Digest([u8; 32]);

/// Why a text is not a digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 digest is 64 lower-case hexadecimal digits")]
pub struct DigestError;

impl Sha256Digest {
    /// No digest of anything known: what the first line of a chain follows.
    pub(crate) const ZERO: Sha256Digest = Sha256Digest([0; 32]);

    /// The digest of some bytes.
    ///
    /// ```
    /// let digest = archive::Sha256Digest::of(b"abc").to_string();
    /// assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// Anything else is refused.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let mut bytes = [0_u8; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(DigestError);
        }
        for (byte, &[high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = nibble(high)? << 4 | nibble(low)?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, DigestError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(DigestError),
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl TryFrom<String> for Sha256Digest {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, DigestError> {
        Self::parse(&text)
    }
}

impl From<Sha256Digest> for String {
    fn from(digest: Sha256Digest) -> Self {
        digest.to_string()
    }
}

/// The digest of a file, fed piece by piece.
pub(crate) struct FileDigest(Sha256);

impl FileDigest {
    pub(crate) fn begin() -> Self {
        Self(Sha256::new())
    }

    pub(crate) fn piece(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn end(self) -> Sha256Digest {
        Sha256Digest(self.0.finalize().into())
    }
}

/// A digest fed field by field. Every field is preceded by its length, so that no two contents feed the same bytes.
#[derive(Clone)]
pub(crate) struct ContentDigest(Sha256);

impl ContentDigest {
    /// Begins a digest; the subject keeps digests of different things apart.
    pub(crate) fn begin(subject: &str) -> Self {
        let mut digest = Self(Sha256::new());
        digest.field(subject.as_bytes());
        digest
    }

    pub(crate) fn field(&mut self, bytes: &[u8]) {
        // usize is at most 64 bits wide on every platform Rust supports.
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_le_bytes());
        self.0.update(bytes);
    }

    pub(crate) fn end(self) -> Sha256Digest {
        Sha256Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_lower_case_digits_are_a_digest() {
        let good = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Sha256Digest::parse(good).unwrap(), Sha256Digest::of(b"abc"));
        for bad in ["", &good[1..], &good.to_uppercase(), &format!("{good}0"), &good.replace('b', "g"), "æ"] {
            assert_eq!(Sha256Digest::parse(bad), Err(DigestError), "{bad}");
        }
    }

    #[test]
    fn field_boundaries_are_part_of_the_content() {
        let digest = |fields: &[&str]| {
            let mut digest = ContentDigest::begin("test");
            fields.iter().for_each(|field| digest.field(field.as_bytes()));
            digest.end()
        };
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["abc"]), digest(&["abc", ""]));
        assert_ne!(ContentDigest::begin("a").end(), ContentDigest::begin("b").end());
    }
}
