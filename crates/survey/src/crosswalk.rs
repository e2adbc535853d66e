//! What of today's organisation can be compared with an earlier one, unit by unit.
//!
//! This is about places, not answers: it says where earlier answers belong and how far back a unit reaches. Whole units
//! are added up; a unit that was divided is only ever divided on paper, by the shares that lineage.csv states, and whoever
//! uses those says that the parts were taken to be alike.
//!
//! **Invariant:** the share of every earlier unit that reaches today's root is everything, unless a part of it ended.

use std::collections::BTreeMap;

use crate::{Lineage, Organisation, Share, UnitIndex};

/// How far one of today's units can be compared with the earlier organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparable {
    /// One earlier unit, whole: the same place, perhaps renamed or moved.
    Fully,
    /// Several earlier units, all whole: comparable with their sum.
    ThroughMerger,
    /// A part of an earlier unit that was divided. Only the nearest unit above that holds all its parts can be compared.
    OnlyAbove {
        /// That unit.
        nearest: UnitIndex,
        /// Whether the shares are stated, so that unit-level numbers can be carried over by share.
        shares_known: bool,
    },
    /// Nothing became this unit.
    Not,
}

/// An earlier unit that became this one, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The unit, in the earlier organisation.
    pub then: UnitIndex,
    /// The share of it that came here or below; nothing where it was divided and no shares are stated.
    pub share: Option<Share>,
}

/// Today's units and the earlier units that they came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    comparable: Vec<Comparable>,
    origins: Vec<Vec<Origin>>,
}

impl Crosswalk {
    /// The crosswalk between two days' organisations.
    #[must_use]
    pub fn between(then: &Organisation, now: &Organisation, lineage: &Lineage) -> Self {
        let mut reached: Vec<BTreeMap<UnitIndex, Reached>> = vec![BTreeMap::new(); now.units().len()];
        for old in then.indices() {
            let destinations = lineage.destinations(then.unit(old).id(), now);
            for (unit, share) in &destinations {
                for above in std::iter::once(*unit).chain(now.ancestors(*unit)) {
                    if let Some(of_unit) = reached.get_mut(above.get()) {
                        of_unit.entry(old).or_default().add(*share);
                    }
                }
            }
            let all = destinations.len();
            reached.iter_mut().filter_map(|of_unit| of_unit.get_mut(&old)).for_each(|reached| reached.close(all));
        }
        let comparable = now.indices().map(|unit| comparable(unit, &reached, then, now)).collect();
        let origins = reached.iter().map(origins).collect();
        Self { comparable, origins }
    }

    /// How far a unit of today can be compared.
    #[must_use]
    pub fn comparable(&self, unit: UnitIndex) -> Comparable {
        self.comparable.get(unit.get()).copied().unwrap_or(Comparable::Not)
    }

    /// The earlier units that became this one or something below it, in the order of the earlier organisation.
    #[must_use]
    pub fn origins(&self, unit: UnitIndex) -> &[Origin] {
        self.origins.get(unit.get()).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What of one earlier unit reached one of today's units.
#[derive(Clone, Copy, Default)]
struct Reached {
    parts: usize,
    share: Option<Share>,
    shares_lost: bool,
    whole: bool,
}

impl Reached {
    fn add(&mut self, share: Option<Share>) {
        self.parts = self.parts.saturating_add(1);
        self.share = match (self.share, share) {
            (None, Some(share)) => Some(share),
            (Some(so_far), Some(share)) => so_far.and(share),
            (_, None) => None,
        };
        self.shares_lost |= self.share.is_none();
    }

    /// All parts of the earlier unit have been added.
    fn close(&mut self, parts: usize) {
        self.whole = self.parts == parts;
        if self.whole {
            self.share = Some(Share::ALL);
        } else if self.shares_lost {
            self.share = None;
        }
    }
}

fn origins(reached: &BTreeMap<UnitIndex, Reached>) -> Vec<Origin> {
    reached.iter().map(|(then, reached)| Origin { then: *then, share: reached.share }).collect()
}

fn comparable(
    unit: UnitIndex,
    reached: &[BTreeMap<UnitIndex, Reached>],
    then: &Organisation,
    now: &Organisation,
) -> Comparable {
    let Some(own) = reached.get(unit.get()).filter(|own| !own.is_empty()) else { return Comparable::Not };
    let is_whole = |unit: &UnitIndex| {
        reached.get(unit.get()).is_some_and(|own| !own.is_empty() && own.values().all(|reached| reached.whole))
    };
    if !is_whole(&unit) {
        let nearest = now.ancestors(unit).find(is_whole).unwrap_or_else(|| now.root());
        return Comparable::OnlyAbove { nearest, shares_known: own.values().all(|reached| reached.share.is_some()) };
    }
    // A unit and what was below it count as one: the uppermost stand for them.
    let uppermost = own.keys().filter(|old| then.parent(**old).is_none_or(|above| !own.contains_key(&above)));
    if uppermost.count() == 1 { Comparable::Fully } else { Comparable::ThroughMerger }
}
