//! The only source of chance in this crate: one seeded stream of numbers per purpose.

use crate::normal;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Words fetched from the generator at a time.
const WORDS_PER_FETCH: usize = 1024;

/// A stream of draws. The same seed and stream always give the same draws; streams do not disturb one another.
pub(crate) struct Draws {
    generator: ChaCha8Rng,
    words: Vec<u32>,
}

impl Draws {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self { generator, words: Vec::with_capacity(WORDS_PER_FETCH) }
    }

    /// A number strictly between 0 and 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        (f64::from(self.word()) + 0.5) / 4_294_967_296.0
    }

    /// A standard normal number.
    pub(crate) fn normal(&mut self) -> f64 {
        normal::quantile(self.uniform())
    }

    /// So many standard normal numbers.
    pub(crate) fn normals(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.normal()).collect()
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    fn word(&mut self) -> u32 {
        if let Some(word) = self.words.pop() {
            return word;
        }
        let mut bytes = [0; WORDS_PER_FETCH * 4];
        self.generator.fill_bytes(&mut bytes);
        let (words, _) = bytes.as_chunks::<4>();
        self.words.extend(words.iter().rev().copied().map(u32::from_le_bytes));
        self.words.pop().unwrap_or_default()
    }
}

/// A number in 0..1 that depends on a text and a purpose only, so that what is derived from a name stays the same for
/// every seed.
pub(crate) fn fraction(text: &str, purpose: &str) -> f64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in purpose.bytes().chain([0]).chain(text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // Spreads every bit over the upper half, which is the part that is kept.
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let upper = u32::try_from((hash ^ (hash >> 31)) >> 32).unwrap_or_default();
    f64::from(upper) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_repeatable_and_apart() {
        let draw = |seed, stream| Draws::new(seed, stream).normals(3000);
        assert_eq!(draw(1, 1), draw(1, 1));
        assert_ne!(draw(1, 1), draw(1, 2));
        assert_ne!(draw(1, 1), draw(2, 1));
    }

    #[test]
    fn normals_have_mean_zero_and_variance_one() {
        let draws = Draws::new(7, 0).normals(40_000);
        let mean = draws.iter().sum::<f64>() / 40_000.0;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 39_999.0;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn fractions_spread_over_the_whole_range() {
        let fractions: Vec<f64> = (0..1000).map(|i| fraction(&format!("item_{i}"), "loading")).collect();
        for tenth in 0..10 {
            let low = f64::from(tenth) / 10.0;
            let inside = fractions.iter().filter(|x| (low..low + 0.1).contains(*x)).count();
            assert!((60..=145).contains(&inside), "{inside} of 1000 fractions in the tenth from {low}");
        }
        assert!((fraction("a", "x") - fraction("a", "y")).abs() > 1e-6);
    }
}
