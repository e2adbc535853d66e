//! How much is proved, and where chance comes from: the only place that reads the two settings.
//!
//! `MESTRING_PROOF=full` runs every proof in full; anything else gives the short form. `MESTRING_PROOF_SEED=<number>`
//! repeats the choices of an earlier run; the moments at which threads meet are not repeated by it.

use std::io::Write;

/// Whether every proof is run in full.
pub(crate) fn full() -> bool {
    std::env::var_os("MESTRING_PROOF").is_some_and(|value| value == "full")
}

/// The first number in the short form, the second in the full one.
pub(crate) fn scaled(short: usize, long: usize) -> usize {
    if full() { long } else { short }
}

/// Says a figure even when the test harness keeps what passing tests print.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// A source of choices that a number repeats (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of one proof. Its seed is printed, so that a failure can be looked at again.
    pub(crate) fn of(proof: &str) -> Dice {
        let given = std::env::var_os("MESTRING_PROOF_SEED").and_then(|text| text.to_str()?.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut bytes = [0; 4];
            intake::Entropy::from_system().unwrap().fill(&mut bytes);
            u64::from(u32::from_le_bytes(bytes))
        });
        say(&format!("{proof}: seed {seed}"));
        Dice(seed)
    }

    /// Dice where the choices do not matter.
    pub(crate) fn of_number(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Dice of their own for somebody else, which follow from these.
    pub(crate) fn split(&mut self) -> Dice {
        Dice(self.next())
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    /// True once in so many.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
