//! The counts of many cells, and rolling them up into larger ones.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::MergeError;
use crate::scale_counts::ScaleCounts;

/// For every cell the counts of each scale, in the same order of scales everywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Tally<K: Ord> {
    cells: BTreeMap<K, Vec<ScaleCounts>>,
}

impl<K: Ord> Default for Tally<K> {
    fn default() -> Self {
        Self { cells: BTreeMap::new() }
    }
}

impl<K: Ord> Tally<K> {
    /// No cells yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A tally from what the column kernel fills: `scales[s][c]` are the counts of scale s in the cell `keys[c]`.
    pub fn from_scales(keys: Vec<K>, scales: Vec<Vec<ScaleCounts>>) -> Result<Self, MergeError> {
        if scales.iter().any(|counts| counts.len() != keys.len()) {
            return Err(MergeError::DifferentScales);
        }
        let mut columns: Vec<_> = scales.into_iter().map(Vec::into_iter).collect();
        let mut tally = Self::new();
        for key in keys {
            tally.add(key, columns.iter_mut().filter_map(Iterator::next).collect())?;
        }
        Ok(tally)
    }

    /// Adds counts to a cell, which need not exist yet.
    pub fn add(&mut self, key: K, counts: Vec<ScaleCounts>) -> Result<(), MergeError> {
        match self.cells.get_mut(&key) {
            Some(cell) => merge_cell(cell, &counts),
            None => {
                self.cells.insert(key, counts);
                Ok(())
            }
        }
    }

    /// Adds every cell of another tally. After a refusal cells that come earlier in order may have been merged.
    pub fn merge(&mut self, other: Self) -> Result<(), MergeError> {
        other.cells.into_iter().try_for_each(|(key, counts)| self.add(key, counts))
    }

    /// The cells merged into larger ones: `targets` says which larger cells a cell belongs to, and a cell may belong
    /// to none, one or several (its unit, that unit's parent, the total).
    pub fn roll_up<L: Ord>(&self, targets: impl Fn(&K) -> Vec<L>) -> Result<Tally<L>, MergeError> {
        let mut rolled = Tally::new();
        for (key, counts) in &self.cells {
            for target in targets(key) {
                rolled.add(target, counts.clone())?;
            }
        }
        Ok(rolled)
    }

    /// The counts of one cell, one entry per scale.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&[ScaleCounts]> {
        self.cells.get(key).map(Vec::as_slice)
    }

    /// Every cell in the order of the keys.
    pub fn cells(&self) -> impl Iterator<Item = (&K, &[ScaleCounts])> {
        self.cells.iter().map(|(key, counts)| (key, counts.as_slice()))
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// Merges cell into cell, all scales or none.
fn merge_cell(cell: &mut Vec<ScaleCounts>, counts: &[ScaleCounts]) -> Result<(), MergeError> {
    if cell.len() != counts.len() {
        return Err(MergeError::DifferentScales);
    }
    let mut merged = cell.clone();
    merged.iter_mut().zip(counts).try_for_each(|(mine, theirs)| mine.merge(theirs))?;
    *cell = merged;
    Ok(())
}

/// Shows how many cells there are and nothing of what they hold.
impl<K: Ord> fmt::Debug for Tally<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally").field("cells", &self.cells.len()).finish_non_exhaustive()
    }
}
