//! The organisation on one day: one tree, proven to be one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Date, FormerMunicipality, FormerMunicipalityId, ServiceArea, Unit, UnitId};

/// Where a unit stands in the [`Organisation`] that gave the index. It means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitIndex(u32);

impl UnitIndex {
    /// The position in [`Organisation::units`].
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// Where a former municipality stands in its file, which is also the order it is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormerMunicipalityIndex(u8);

impl FormerMunicipalityIndex {
    /// The position in [`Organisation::former_municipalities`].
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// Why the units of one day are not an organisation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationError {
    /// No unit is valid.
    #[error("no unit is valid on {date}")]
    NoUnits {
        /// The day.
        date: Date,
    },
    /// Two rows of one unit are valid at once.
    #[error("unit `{unit}` is valid in two rows on {date}")]
    Overlap {
        /// The unit.
        unit: UnitId,
        /// The day.
        date: Date,
    },
    /// Two units have no parent.
    #[error("units `{first}` and `{second}` both have no parent on {date}, so there are two roots")]
    TwoRoots {
        /// The root that stands first in the file.
        first: UnitId,
        /// Another one.
        second: UnitId,
        /// The day.
        date: Date,
    },
    /// A parent is not valid on a day its child is.
    #[error("unit `{unit}` is valid on {date}, but its parent `{parent}` is not")]
    ParentNotValid {
        /// The child.
        unit: UnitId,
        /// Its parent.
        parent: UnitId,
        /// The day.
        date: Date,
    },
    /// A unit is part of itself, over one or more steps.
    #[error("units are part of each other in a circle on {date}: {}", circle(units))]
    Cycle {
        /// The units of the circle, each followed by its parent.
        units: Vec<UnitId>,
        /// The day.
        date: Date,
    },
    /// There are more units than an index can count.
    #[error("there are more units than {} on {date}", u32::MAX)]
    TooMany {
        /// The day.
        date: Date,
    },
}

fn circle(units: &[UnitId]) -> String {
    units.iter().chain(units.first()).map(UnitId::as_str).collect::<Vec<_>>().join(" -> ")
}

/// The organisation on one day.
///
/// There is exactly one root, every other unit hangs below it, and no unit is below itself: this is proven when the value is
/// made, which only [`Register::at`](crate::Register::at) does. Units stand in pre-order: a parent comes before its children, a
/// unit's descendants follow it without a gap, and siblings have the order of the file.
///
/// Methods that take an index panic if it comes from another organisation that is larger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    units: Vec<Unit>,
    places: Vec<Place>,
    by_id: BTreeMap<UnitId, UnitIndex>,
    former_municipalities: Arc<[FormerMunicipality]>,
}

/// Where a unit hangs in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    parent: Option<UnitIndex>,
    children: Vec<UnitIndex>,
    depth: usize,
}

impl Organisation {
    /// Builds the tree of the units that are valid on a day, given in the order of the file.
    pub(crate) fn build(
        date: Date,
        valid: &[&Unit],
        former_municipalities: Arc<[FormerMunicipality]>,
    ) -> Result<Self, OrganisationError> {
        if u32::try_from(valid.len()).is_err() {
            return Err(OrganisationError::TooMany { date });
        }
        let mut by_id: BTreeMap<&UnitId, &Unit> = BTreeMap::new();
        for unit in valid {
            if by_id.insert(&unit.id, unit).is_some() {
                return Err(OrganisationError::Overlap { unit: unit.id.clone(), date });
            }
        }
        let mut root: Option<&Unit> = None;
        let mut children: BTreeMap<&UnitId, Vec<&Unit>> = BTreeMap::new();
        for unit in valid {
            match (&unit.parent, root) {
                (Some(parent), _) if by_id.contains_key(parent) => children.entry(parent).or_default().push(unit),
                (Some(parent), _) => {
                    return Err(OrganisationError::ParentNotValid {
                        unit: unit.id.clone(),
                        parent: parent.clone(),
                        date,
                    });
                }
                (None, None) => root = Some(unit),
                (None, Some(first)) => {
                    return Err(OrganisationError::TwoRoots { first: first.id.clone(), second: unit.id.clone(), date });
                }
            }
        }
        let mut organisation =
            Self { units: Vec::new(), places: Vec::new(), by_id: BTreeMap::new(), former_municipalities };
        organisation.hang(root, &children);
        match valid.iter().find(|unit| !organisation.by_id.contains_key(&unit.id)) {
            Some(lost) => Err(OrganisationError::Cycle { units: circle_above(lost, &by_id), date }),
            None if valid.is_empty() => Err(OrganisationError::NoUnits { date }),
            None => Ok(organisation),
        }
    }

    /// Hangs everything below the root, parents first.
    fn hang(&mut self, root: Option<&Unit>, children: &BTreeMap<&UnitId, Vec<&Unit>>) {
        let mut waiting: Vec<(&Unit, Option<UnitIndex>)> = root.map(|root| (root, None)).into_iter().collect();
        while let Some((unit, parent)) = waiting.pop() {
            let Ok(position) = u32::try_from(self.units.len()) else { return };
            let index = UnitIndex(position);
            let above = parent.and_then(|parent| self.places.get_mut(parent.get()));
            let depth = above.map_or(0, |above| {
                above.children.push(index);
                above.depth + 1
            });
            self.units.push(unit.clone());
            self.places.push(Place { parent, children: Vec::new(), depth });
            self.by_id.insert(unit.id.clone(), index);
            let below = children.get(&unit.id).map(Vec::as_slice).unwrap_or_default();
            waiting.extend(below.iter().rev().map(|child| (*child, Some(index))));
        }
    }

    /// Every unit, parents before their children.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Every index, in the order of [`Organisation::units`].
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = UnitIndex> + '_ {
        let count = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        (0..count).map(UnitIndex)
    }

    /// The unit at this index.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "an index is only made by the organisation, for a unit it has")]
    pub fn unit(&self, index: UnitIndex) -> &Unit {
        &self.units[index.get()]
    }

    #[expect(clippy::indexing_slicing, reason = "an index is only made by the organisation, for a unit it has")]
    fn place(&self, index: UnitIndex) -> &Place {
        &self.places[index.get()]
    }

    /// Where the unit with this id stands, if it is valid on the day.
    #[must_use]
    pub fn index_of(&self, id: &UnitId) -> Option<UnitIndex> {
        self.by_id.get(id).copied()
    }

    /// The unit that all others are below.
    #[must_use]
    pub fn root(&self) -> UnitIndex {
        UnitIndex(0)
    }

    /// The unit it is directly below; none for the root.
    #[must_use]
    pub fn parent(&self, index: UnitIndex) -> Option<UnitIndex> {
        self.place(index).parent
    }

    /// The units directly below it, in the order of the file.
    #[must_use]
    pub fn children(&self, index: UnitIndex) -> &[UnitIndex] {
        &self.place(index).children
    }

    /// How many steps it is below the root.
    #[must_use]
    pub fn depth(&self, index: UnitIndex) -> usize {
        self.place(index).depth
    }

    /// The units it is below, nearest first, the root last.
    pub fn ancestors(&self, index: UnitIndex) -> impl Iterator<Item = UnitIndex> + '_ {
        std::iter::successors(self.parent(index), |&above| self.parent(above))
    }

    /// The nearest unit that both are, or are below.
    #[must_use]
    pub fn lowest_common_ancestor(&self, a: UnitIndex, b: UnitIndex) -> UnitIndex {
        let above_b: Vec<UnitIndex> = std::iter::once(b).chain(self.ancestors(b)).collect();
        let mut above_a = std::iter::once(a).chain(self.ancestors(a));
        above_a.find(|unit| above_b.contains(unit)).unwrap_or_else(|| self.root())
    }

    /// The service area of a unit: its own, or else that of the nearest unit above that has one.
    #[must_use]
    pub fn service_area(&self, index: UnitIndex) -> Option<&ServiceArea> {
        std::iter::once(index).chain(self.ancestors(index)).find_map(|unit| self.unit(unit).service_area())
    }

    /// Every service area, in the order of first appearance among [`Organisation::units`].
    #[must_use]
    pub fn service_areas(&self) -> Vec<&ServiceArea> {
        let mut areas: Vec<&ServiceArea> = Vec::new();
        for area in self.units.iter().filter_map(Unit::service_area) {
            if !areas.contains(&area) {
                areas.push(area);
            }
        }
        areas
    }

    /// Every former municipality, in the order of its file.
    #[must_use]
    pub fn former_municipalities(&self) -> &[FormerMunicipality] {
        &self.former_municipalities
    }

    /// Where the former municipality with this id stands.
    #[must_use]
    pub fn former_municipality_index(&self, id: &FormerMunicipalityId) -> Option<FormerMunicipalityIndex> {
        let position = self.former_municipalities.iter().position(|former| former.id == *id)?;
        u8::try_from(position).ok().map(FormerMunicipalityIndex)
    }

    /// The former municipality at this index.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "an index is only made by the organisation, for one it has")]
    pub fn former_municipality(&self, index: FormerMunicipalityIndex) -> &FormerMunicipality {
        &self.former_municipalities[index.get()]
    }
}

/// The circle that one meets when one walks up from a unit that does not hang below the root.
fn circle_above(lost: &Unit, by_id: &BTreeMap<&UnitId, &Unit>) -> Vec<UnitId> {
    let mut walked: Vec<UnitId> = Vec::new();
    let mut at = Some(&lost.id);
    while let Some(id) = at {
        if let Some(start) = walked.iter().position(|seen| seen == id) {
            return walked.split_off(start);
        }
        walked.push(id.clone());
        at = by_id.get(id).and_then(|unit| unit.parent.as_ref());
    }
    walked
}
