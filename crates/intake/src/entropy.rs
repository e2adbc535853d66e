//! Random bytes: a seed from the operating system, stretched with HMAC-SHA-256, and forgotten with every draw.
//!
//! Each draw makes its bytes and the next key from the present key, and the present key is then overwritten ("fast key
//! erasure"). Whoever reads the memory of the process later finds a key that leads to later bytes and to none before:
//! the one-time keys of answers that were sealed earlier cannot be computed again.
//!
//! Asking the operating system can fail, so it is asked for a seed when the server or a command starts; after that
//! drawing cannot fail. A long-lived source may be freshened, so that a copy of a running machine and its original do not
//! go on drawing the same bytes. Tests give a seed of their own.

use std::fmt;

use hmac::digest::{FixedOutput, Output};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::fault::Fault;

/// What the three uses of a key begin with, so that none gives what another does.
const BYTES: u8 = 0;
const NEXT_KEY: u8 = 1;
const FRESH_KEY: u8 = 2;

/// A source of random bytes.
pub struct Entropy {
    key: Zeroizing<[u8; 32]>,
    from_system: bool,
}

impl Entropy {
    /// Seeds a source from the operating system.
    ///
    /// # Errors
    /// [`Fault::Entropy`] when the operating system gives no random bytes.
    pub fn from_system() -> Result<Entropy, Fault> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|source| Fault::Entropy { source })?;
        Ok(Entropy { key, from_system: true })
    }

    /// A source whose bytes follow from the seed alone.
    pub fn from_seed(seed: [u8; 32]) -> Entropy {
        Entropy { key: Zeroizing::new(seed), from_system: false }
    }

    /// Fills the slice with the next bytes, and forgets the key they were made with.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        let stream = keyed(&self.key);
        let mut block = Zeroizing::new([0; 32]);
        let mut counter: u64 = 0;
        for part in bytes.chunks_mut(32) {
            finish(stream.clone().chain_update([BYTES]).chain_update(counter.to_le_bytes()), &mut block);
            counter = counter.wrapping_add(1);
            for (byte, random) in part.iter_mut().zip(block.iter()) {
                *byte = *random;
            }
        }
        finish(stream.chain_update([NEXT_KEY]), &mut self.key);
    }

    /// A second source for another thread. Neither leads to the other.
    pub fn branch(&mut self) -> Entropy {
        let mut key = Zeroizing::new([0; 32]);
        self.fill(key.as_mut_slice());
        Entropy { key, from_system: self.from_system }
    }

    /// Mixes new bytes from the operating system in, if this source came from there and there are any; what is drawn
    /// afterwards is never weaker than before.
    pub(crate) fn freshen(&mut self) {
        if !self.from_system {
            return;
        }
        let mut fresh = Zeroizing::new([0; 32]);
        if getrandom::fill(fresh.as_mut_slice()).is_ok() {
            let mixed = keyed(&self.key).chain_update([FRESH_KEY]).chain_update(fresh.as_slice());
            finish(mixed, &mut self.key);
        }
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Entropy(…)")
    }
}

/// Writes the code where it belongs, without a copy on the way.
fn finish(mac: Hmac<Sha256>, into: &mut Zeroizing<[u8; 32]>) {
    let place: &mut [u8; 32] = into;
    let place: &mut Output<Hmac<Sha256>> = place.into();
    mac.finalize_into(place);
}

/// HMAC-SHA-256 under a key of 32 bytes.
///
/// Built from the fixed-size constructor, which cannot fail.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC fills a short key with zeros up to the block of 64 bytes; the fixed-size constructor wants it filled.
    let mut block = Zeroizing::new([0; 64]);
    for (place, byte) in block.iter_mut().zip(key) {
        *place = *byte;
    }
    let block: &[u8; 64] = &block;
    Hmac::new(block.into())
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

    /// Whoever has the source after a draw can compute what comes, and nothing of what was: the key it was drawn with is
    /// gone from the source, and so is everything that it was made from.
    #[test]
    fn a_drawn_key_is_gone_from_the_source() {
        let seed = [9; 32];
        let mut source = Entropy::from_seed(seed);
        let mut keys = vec![seed];
        for _ in 0..100 {
            source.fill(&mut [0; 32]);
            assert!(!keys.contains(&source.key), "a key came back");
            keys.push(*source.key);
        }
        // Each key is a one-way function of the one before, not a counter beside a key that stays.
        let mut expected = [0; 32];
        let mut mac = keyed(&keys[7]);
        mac.update(&[NEXT_KEY]);
        expected.copy_from_slice(&mac.finalize().into_bytes());
        assert_eq!(keys[8], expected);
    }

    #[test]
    fn a_long_draw_repeats_no_block_and_none_is_the_next_key() {
        let mut source = Entropy::from_seed([4; 32]);
        let mut bytes = vec![0; 32 * 64 + 5];
        source.fill(&mut bytes);
        let mut blocks: Vec<&[u8]> = bytes.chunks_exact(32).collect();
        blocks.push(source.key.as_slice());
        let all = blocks.len();
        blocks.sort_unstable();
        blocks.dedup();
        assert_eq!(blocks.len(), all);
    }

    #[test]
    fn branches_and_their_source_go_different_ways() {
        let mut source = Entropy::from_seed([1; 32]);
        let mut branch = source.branch();
        let mut draws = [[0; 16]; 2];
        source.fill(&mut draws[0]);
        branch.fill(&mut draws[1]);
        assert_ne!(draws[0], draws[1]);
        // A copy of a running source and its original part as soon as they are freshened.
        let mut original = Entropy { key: Zeroizing::new([7; 32]), from_system: true };
        let mut copy = Entropy { key: Zeroizing::new([7; 32]), from_system: true };
        original.freshen();
        copy.freshen();
        assert_ne!(original.key, copy.key);
        let mut seeded = Entropy::from_seed([7; 32]);
        seeded.freshen();
        assert_eq!(*seeded.key, [7; 32], "a seeded source must stay what its seed says");
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
