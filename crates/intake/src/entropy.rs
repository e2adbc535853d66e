//! Random bytes: one seed from the operating system, stretched with HMAC-SHA-256 in counter mode.
//!
//! Asking the operating system can fail, and it is asked once, when the server or a command starts; after that drawing
//! cannot fail. Tests give a seed of their own.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::fault::Fault;

/// A source of random bytes.
pub struct Entropy {
    stream: Hmac<Sha256>,
    block: u64,
}

impl Entropy {
    /// Seeds a source from the operating system.
    ///
    /// # Errors
    /// [`Fault::Entropy`] when the operating system gives no random bytes.
    pub fn from_system() -> Result<Entropy, Fault> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|source| Fault::Entropy { source })?;
        Ok(Entropy::from_seed(seed))
    }

    /// A source whose bytes follow from the seed alone.
    pub fn from_seed(seed: [u8; 32]) -> Entropy {
        Entropy { stream: keyed(&seed), block: 0 }
    }

    /// Fills the slice with the next bytes of the stream.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let block = self.stream.clone().chain_update(self.block.to_le_bytes()).finalize().into_bytes();
            self.block = self.block.wrapping_add(1);
            for (byte, random) in part.iter_mut().zip(block) {
                *byte = random;
            }
        }
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Entropy(…)")
    }
}

/// HMAC-SHA-256 under a key of 32 bytes.
///
/// Built from the fixed-size constructor, which cannot fail.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC fills a short key with zeros up to the block of 64 bytes; the fixed-size constructor wants it filled.
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    for (place, byte) in block.iter_mut().zip(key) {
        *place = *byte;
    }
    Hmac::new(&block)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2 uses a short key; padded with zeros it must give the same code.
    #[test]
    fn padding_the_key_is_what_hmac_itself_does() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let code = keyed(&key).chain_update(b"what do ya want for nothing?").finalize().into_bytes();
        let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn two_draws_differ_and_a_seed_repeats() {
        let mut first = Entropy::from_seed([1; 32]);
        let mut again = Entropy::from_seed([1; 32]);
        let mut other = Entropy::from_seed([2; 32]);
        let mut draws = [[0; 40]; 4];
        first.fill(&mut draws[0]);
        first.fill(&mut draws[1]);
        again.fill(&mut draws[2]);
        other.fill(&mut draws[3]);
        assert_eq!(draws[0], draws[2]);
        assert_ne!(draws[0], draws[1]);
        assert_ne!(draws[0], draws[3]);
    }

    #[test]
    fn the_system_gives_different_bytes_each_time() {
        let draw = || {
            let mut bytes = [0; 16];
            Entropy::from_system().unwrap().fill(&mut bytes);
            bytes
        };
        assert_ne!(draw(), draw());
    }
}
