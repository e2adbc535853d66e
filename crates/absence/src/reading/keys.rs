//! Employees' keys while the files are joined.
//!
//! Invariant: keys are looked up and never listed, so no order of theirs can show.

#![expect(clippy::disallowed_types, reason = "keys are looked up and never listed, so their order cannot show")]

use std::collections::HashMap;

/// A number for each key, in order of first appearance.
#[derive(Default)]
pub(super) struct Keys<'t>(HashMap<&'t str, usize>);

impl<'t> Keys<'t> {
    /// The number of a key; a new key gets the next.
    pub(super) fn number(&mut self, key: &'t str) -> usize {
        let next = self.0.len();
        *self.0.entry(key).or_insert(next)
    }

    /// The number of a key that is known.
    pub(super) fn get(&self, key: &str) -> Option<usize> {
        self.0.get(key).copied()
    }
}
