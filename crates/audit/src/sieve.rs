//! Numbers that may be there twice, told from most of those that are there once, without sorting them.

/// Two bits for each of many slots: a number fell here, and another one did. Numbers are drawn at random, so their last bits are slots enough.
pub(crate) struct Sieve {
    once: Vec<u64>,
    twice: Vec<u64>,
    mask: u64,
}

/// Slots for each number: one in so many numbers shares a slot by chance.
const SLOTS_EACH: usize = 8;
const BITS: usize = 64;

impl Sieve {
    /// Room for so many numbers.
    pub(crate) fn for_numbers(count: usize) -> Sieve {
        let words = count.saturating_mul(SLOTS_EACH).div_ceil(BITS).next_power_of_two();
        let mask = u64::try_from(words.saturating_mul(BITS) - 1).unwrap_or(u64::MAX);
        Sieve { once: vec![0; words], twice: vec![0; words], mask }
    }

    /// Forgets every number.
    pub(crate) fn clear(&mut self) {
        self.once.fill(0);
        self.twice.fill(0);
    }

    pub(crate) fn see(&mut self, number: u64) {
        let (word, bit) = self.slot(number);
        if let (Some(once), Some(twice)) = (self.once.get_mut(word), self.twice.get_mut(word)) {
            *twice |= *once & bit;
            *once |= bit;
        }
    }

    /// Whether a number that was seen may have been seen twice. It is always so if it was.
    pub(crate) fn may_be_twice(&self, number: u64) -> bool {
        let (word, bit) = self.slot(number);
        self.twice.get(word).is_some_and(|twice| twice & bit != 0)
    }

    fn slot(&self, number: u64) -> (usize, u64) {
        let slot = number & self.mask;
        (usize::try_from(slot / 64).unwrap_or(usize::MAX), 1 << (slot % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prime::Draws;

    #[test]
    fn what_is_there_twice_is_kept_and_little_else() {
        let mut draws = Draws::new(5);
        let numbers: Vec<u64> = (0..10_000).map(|_| draws.next()).collect();
        let mut sieve = Sieve::for_numbers(numbers.len());
        // Every tenth comes again.
        let again = || numbers.iter().step_by(10);
        numbers.iter().chain(again()).for_each(|number| sieve.see(*number));
        assert!(again().all(|number| sieve.may_be_twice(*number)));
        let kept = numbers.iter().filter(|number| sieve.may_be_twice(**number)).count();
        assert!((1_000..3_000).contains(&kept), "{kept}");
        sieve.clear();
        assert!(!numbers.iter().any(|number| sieve.may_be_twice(*number)));
    }
}
