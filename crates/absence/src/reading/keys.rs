//! Names while the files are joined: employees' keys, and the ids of units and former municipalities.
//!
//! Invariant: keys are looked up and never listed, so no order of theirs can show.

#![expect(clippy::disallowed_types, reason = "keys are looked up and never listed, so their order cannot show")]

use std::collections::HashMap;

/// A number for each key, in order of first appearance.
#[derive(Default)]
pub(super) struct Keys(HashMap<Box<str>, u32>);

impl Keys {
    /// The number of a key; a new key gets the next.
    pub(super) fn number(&mut self, key: &str) -> u32 {
        if let Some(number) = self.get(key) {
            return number;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(key.into(), next);
        next
    }

    /// The number of a key that is known.
    pub(super) fn get(&self, key: &str) -> Option<u32> {
        self.0.get(key).copied()
    }

    /// Takes up the keys of another, and says which number each of its numbers has here.
    pub(super) fn take_up(&mut self, other: Keys) -> Vec<u32> {
        let mut keys: Vec<(u32, Box<str>)> = other.0.into_iter().map(|(key, number)| (number, key)).collect();
        keys.sort_unstable_by_key(|(number, _)| *number);
        keys.into_iter().map(|(_, key)| self.number(&key)).collect()
    }
}
