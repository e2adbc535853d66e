//! Counts since the server started, in memory only.
//!
//! They replace a log: an operator sees that something goes wrong and what kind, and nobody sees a request. What is told
//! is not the count but the step below it in 10, 20, 50, 100, 200, 500, … Somebody who asks every second could otherwise
//! watch each answer arrive and set it against who was at the screen; with steps, ten answers in ten thousand can be seen
//! to arrive at all.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What has happened since the server started.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    stored: AtomicU64,
    repeated: AtomicU64,
    dropped: AtomicU64,
    delayed: AtomicU64,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    failed: Mutex<BTreeMap<&'static str, u64>>,
}

/// What may be told of [`Counters`]: each number is at least what it says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct AtLeast {
    /// Answers stored.
    pub(crate) stored: u64,
    /// Answers sent again and answered with the receipt they had.
    pub(crate) repeated: u64,
    /// Connections ended by the server before they had sent a request.
    pub(crate) dropped: u64,
    /// Checks of a code that waited because somebody was guessing.
    pub(crate) delayed: u64,
    /// Refusals of every kind.
    pub(crate) refusals: u64,
    /// Failures of every kind.
    pub(crate) failures: u64,
    /// Refusals by kind.
    pub(crate) refused: BTreeMap<&'static str, u64>,
    /// Failures by kind.
    pub(crate) failed: BTreeMap<&'static str, u64>,
}

impl Counters {
    pub(crate) fn stored(&self, repeated: bool) {
        count(if repeated { &self.repeated } else { &self.stored });
    }

    pub(crate) fn dropped(&self) {
        count(&self.dropped);
    }

    pub(crate) fn delayed(&self) {
        count(&self.delayed);
    }

    pub(crate) fn refused(&self, kind: &'static str) {
        count_kind(&self.refused, kind);
    }

    pub(crate) fn failed(&self, kind: &'static str) {
        count_kind(&self.failed, kind);
    }

    /// What may be told.
    pub(crate) fn at_least(&self) -> AtLeast {
        let step = |counter: &AtomicU64| step_below(counter.load(Ordering::Relaxed));
        AtLeast {
            stored: step(&self.stored),
            repeated: step(&self.repeated),
            dropped: step(&self.dropped),
            delayed: step(&self.delayed),
            refusals: total(&self.refused),
            failures: total(&self.failed),
            refused: steps(&self.refused),
            failed: steps(&self.failed),
        }
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

fn count_kind(kinds: &Mutex<BTreeMap<&'static str, u64>>, kind: &'static str) {
    let mut kinds = kinds.lock().unwrap_or_else(PoisonError::into_inner);
    let counter = kinds.entry(kind).or_default();
    *counter = counter.saturating_add(1);
}

/// A kind that has been seen fewer than ten times is not told at all: that it is there would tell of one request.
fn steps(kinds: &Mutex<BTreeMap<&'static str, u64>>) -> BTreeMap<&'static str, u64> {
    let kinds = kinds.lock().unwrap_or_else(PoisonError::into_inner);
    kinds.iter().map(|(kind, count)| (*kind, step_below(*count))).filter(|(_, count)| *count > 0).collect()
}

fn total(kinds: &Mutex<BTreeMap<&'static str, u64>>) -> u64 {
    step_below(kinds.lock().unwrap_or_else(PoisonError::into_inner).values().sum())
}

/// The greatest of 0, 10, 20, 50, 100, 200, 500, … that is not more than the count.
fn step_below(count: u64) -> u64 {
    let mut step = 0;
    let mut decade: u64 = 10;
    while decade <= count {
        for times in [1, 2, 5] {
            step = decade.checked_mul(times).filter(|next| *next <= count).unwrap_or(step);
        }
        let Some(larger) = decade.checked_mul(10) else { break };
        decade = larger;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_in_steps_that_hide_a_single_arrival() {
        for (count, step) in [
            (0, 0),
            (1, 0),
            (9, 0),
            (10, 10),
            (19, 10),
            (20, 20),
            (49, 20),
            (50, 50),
            (99, 50),
            (4_188, 2_000),
            (5_000, 5_000),
            (u64::MAX, 10_000_000_000_000_000_000),
        ] {
            assert_eq!(step_below(count), step, "{count}");
        }
    }

    #[test]
    fn a_kind_is_told_from_ten_on() {
        let counters = Counters::default();
        for _ in 0..9 {
            counters.refused("code");
            counters.stored(false);
        }
        assert_eq!(counters.at_least(), AtLeast::default());
        counters.refused("code");
        counters.failed("busy");
        counters.stored(false);
        counters.stored(true);
        let told = counters.at_least();
        assert_eq!((told.stored, told.repeated, told.refusals, told.failures), (10, 0, 10, 0));
        assert_eq!(told.refused, BTreeMap::from([("code", 10)]));
        assert!(told.failed.is_empty());
    }
}
