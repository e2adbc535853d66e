//! Which units became which, so that answers from before a reorganisation can be compared with those after it.

use std::collections::{BTreeMap, BTreeSet};

use crate::share::in_decimals;
use crate::{Organisation, Share, UnitId, UnitIndex};

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
    /// Some steps of a divided unit have a share and others none.
    #[error("`{old}` has a share in some of its rows and none in others")]
    SharesIncomplete {
        /// The unit that was divided.
        old: UnitId,
    },
    /// The shares of a unit are less or more than the whole of it.
    #[error("the shares of `{old}` add up to {}, not to 1", in_decimals(*.millionths))]
    SharesDoNotAddUp {
        /// The unit that was divided.
        old: UnitId,
        /// What they add up to, in millionths.
        millionths: u64,
    },
}

/// Which units became which, and where it is known, which share of a divided unit's people went where.
///
/// No unit ever becomes one that it came from. The shares of a unit are stated for all its steps or for none, and add up
/// to exactly the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    successors: BTreeMap<UnitId, Vec<UnitId>>,
    shares: BTreeMap<UnitId, Vec<Option<Share>>>,
}

impl Lineage {
    /// Takes steps from an old unit to a new one. Several steps from one unit mean that it was split, several steps to one
    /// unit that it was merged.
    pub fn new(steps: impl IntoIterator<Item = (UnitId, UnitId)>) -> Result<Self, LineageError> {
        Self::with_shares(steps.into_iter().map(|(old, new)| (old, new, None)))
    }

    /// The same, with the share of the old unit's people that went to the new one where it is known.
    pub fn with_shares(steps: impl IntoIterator<Item = (UnitId, UnitId, Option<Share>)>) -> Result<Self, LineageError> {
        let mut lineage = Self::default();
        for (old, new, share) in steps {
            lineage.add(old, new, share)?;
        }
        lineage.share_faults().into_iter().next().map_or(Ok(lineage), Err)
    }

    /// Adds one step if the lineage stays one. Whether shares add up is known when all steps are there.
    pub(crate) fn add(&mut self, old: UnitId, new: UnitId, share: Option<Share>) -> Result<(), LineageError> {
        if old == new {
            return Err(LineageError::Itself(old));
        }
        if self.successors(&old).contains(&new) {
            return Err(LineageError::Twice { old, new });
        }
        if self.leads_to(&new, &old) {
            return Err(LineageError::Cycle { old, new });
        }
        self.shares.entry(old.clone()).or_default().push(share);
        self.successors.entry(old).or_default().push(new);
        Ok(())
    }

    /// What is wrong with the shares, unit by unit.
    pub(crate) fn share_faults(&self) -> Vec<LineageError> {
        let fault = |(old, shares): (&UnitId, &Vec<Option<Share>>)| {
            let stated: Vec<Share> = shares.iter().flatten().copied().collect();
            let millionths = stated.iter().map(|share| share.millionths()).fold(0, u64::saturating_add);
            match (stated.len(), millionths) {
                (0, _) => None,
                (some, _) if some < shares.len() => Some(LineageError::SharesIncomplete { old: old.clone() }),
                (_, 1_000_000) => None,
                (_, millionths) => Some(LineageError::SharesDoNotAddUp { old: old.clone(), millionths }),
            }
        };
        self.shares.iter().filter_map(fault).collect()
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

    /// What a unit is in an organisation: itself if it is there, or else the units that it became, each with the share of
    /// its people that went there. A unit with a single successor became it whole; a divided one has shares only where
    /// they are stated for every step on the way.
    ///
    /// A part that no longer exists and did not become anything is left out.
    #[must_use]
    pub fn destinations(&self, unit: &UnitId, organisation: &Organisation) -> BTreeMap<UnitIndex, Option<Share>> {
        let mut reached: BTreeMap<&UnitId, Option<Share>> = BTreeMap::from([(unit, Some(Share::ALL))]);
        let mut found = BTreeMap::new();
        for unit in self.in_order(unit, organisation) {
            let Some(share) = reached.get(unit).copied() else { continue };
            if let Some(index) = organisation.index_of(unit) {
                found.insert(index, share);
                continue;
            }
            for (next, part) in self.parts(unit) {
                let added = share.zip(part).and_then(|(share, part)| share.of(part));
                let together = |so_far: &mut Option<Share>| *so_far = so_far.zip(added).and_then(|(a, b)| a.and(b));
                reached.entry(next).and_modify(together).or_insert(added);
            }
        }
        found
    }

    /// The successors of a unit with their shares; a single one is the whole.
    fn parts(&self, unit: &UnitId) -> impl Iterator<Item = (&UnitId, Option<Share>)> {
        let successors = self.successors(unit);
        let shares = self.shares.get(unit).map(Vec::as_slice).unwrap_or_default();
        let alone = successors.len() == 1;
        let known = move |share: &Option<Share>| if alone { Some(Share::ALL) } else { *share };
        successors.iter().zip(shares.iter().map(known))
    }

    /// The unit and all it leads to, none before what leads to it; not beyond units of the organisation.
    fn in_order<'a>(&'a self, unit: &'a UnitId, organisation: &Organisation) -> Vec<&'a UnitId> {
        let mut seen: BTreeSet<&UnitId> = BTreeSet::new();
        let mut done: Vec<&UnitId> = Vec::new();
        // A unit is put down once before its successors, and once behind them.
        let mut waiting = vec![(unit, false)];
        while let Some((unit, behind)) = waiting.pop() {
            if behind {
                done.push(unit);
            } else if seen.insert(unit) {
                waiting.push((unit, true));
                if organisation.index_of(unit).is_none() {
                    waiting.extend(self.successors(unit).iter().map(|next| (next, false)));
                }
            }
        }
        done.reverse();
        done
    }
}
