//! Which units became which, so that answers from before a reorganisation can be compared with those after it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Organisation, UnitId, UnitIndex};

/// Why some steps from old units to new ones are not a lineage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineageError {
    /// A unit is said to become itself.
    #[error("unit `{0}` is said to become itself")]
    Itself(UnitId),
    /// The same step is there twice.
    #[error("it is said twice that `{old}` became `{new}`")]
    Twice {
        /// The old unit.
        old: UnitId,
        /// The new unit.
        new: UnitId,
    },
    /// A unit becomes, over several steps, one that it came from.
    #[error("`{new}` became `{old}`, over one or more steps, so `{old}` cannot become `{new}`")]
    Cycle {
        /// The old unit of the step that closes the circle.
        old: UnitId,
        /// The new unit of that step.
        new: UnitId,
    },
}

/// Which units became which. No unit ever becomes one that it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    successors: BTreeMap<UnitId, Vec<UnitId>>,
}

impl Lineage {
    /// Takes steps from an old unit to a new one. Several steps from one unit mean that it was split, several steps to one
    /// unit that it was merged.
    pub fn new(steps: impl IntoIterator<Item = (UnitId, UnitId)>) -> Result<Self, LineageError> {
        let mut lineage = Self::default();
        for (old, new) in steps {
            lineage.add(old, new)?;
        }
        Ok(lineage)
    }

    /// Adds one step if the lineage stays one.
    pub(crate) fn add(&mut self, old: UnitId, new: UnitId) -> Result<(), LineageError> {
        if old == new {
            return Err(LineageError::Itself(old));
        }
        if self.successors(&old).contains(&new) {
            return Err(LineageError::Twice { old, new });
        }
        if self.leads_to(&new, &old) {
            return Err(LineageError::Cycle { old, new });
        }
        self.successors.entry(old).or_default().push(new);
        Ok(())
    }

    /// The units that it became, in the order of the file; none if it is not known to have become anything.
    #[must_use]
    pub fn successors(&self, old: &UnitId) -> &[UnitId] {
        self.successors.get(old).map(Vec::as_slice).unwrap_or_default()
    }

    fn leads_to(&self, from: &UnitId, to: &UnitId) -> bool {
        let mut seen: BTreeSet<&UnitId> = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(unit) = waiting.pop() {
            if unit == to {
                return true;
            }
            if seen.insert(unit) {
                waiting.extend(self.successors(unit));
            }
        }
        false
    }

    /// Where a unit's answers belong in an organisation: the unit itself if it is there, or else what it became.
    ///
    /// After a split, answers belong to the lowest unit that all the parts are below, for nobody knows which part a person went
    /// to. A part that no longer exists and did not become anything is left out; if nothing is left, there is no target.
    #[must_use]
    pub fn target(&self, unit: &UnitId, organisation: &Organisation) -> Option<UnitIndex> {
        let mut seen: BTreeSet<&UnitId> = BTreeSet::new();
        let mut waiting = vec![unit];
        let mut target: Option<UnitIndex> = None;
        while let Some(unit) = waiting.pop() {
            if !seen.insert(unit) {
                continue;
            }
            match organisation.index_of(unit) {
                Some(found) => {
                    target = Some(target.map_or(found, |so_far| organisation.lowest_common_ancestor(so_far, found)))
                }
                None => waiting.extend(self.successors(unit)),
            }
        }
        target
    }
}
