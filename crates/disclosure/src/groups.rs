//! The groups numbers are shown for, and how they add up.

use std::fmt;

use serde::{Deserialize, Serialize};
use survey::RoleClass;

/// The position of a group in a cube's list of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupIndex(usize);

impl GroupIndex {
    /// The group at this position.
    #[must_use]
    pub const fn new(position: usize) -> GroupIndex {
        GroupIndex(position)
    }

    /// The position.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0
    }
}

impl fmt::Display for GroupIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What sort of group it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum GroupKind {
    /// Everybody.
    Total,
    /// A unit with everything below it.
    Unit {
        /// Steps below the root; the root itself is [`GroupKind::Total`].
        depth: u8,
    },
    /// All units of one service area.
    ServiceArea,
    /// All units of one type: schools, nursing homes.
    UnitType,
    /// Everybody who came from one former municipality.
    FormerMunicipality,
    /// Everybody who does one kind of work.
    RoleClass,
    /// Those of a place, its parent, who came from one former municipality or do one kind of work.
    Crossed,
}

/// One group of people: name and place, no numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// A stable identifier, unique in the cube.
    pub id: String,
    /// What sort of group it is.
    pub kind: GroupKind,
    /// Its name, as people know it.
    pub name: String,
    /// The next level up: where to look when this group is hidden.
    pub parent: Option<GroupIndex>,
    /// The type of unit, for comparison with the like.
    pub unit_type: Option<String>,
    /// The service area it belongs to.
    pub service_area: Option<String>,
    /// Which former municipality, counted from 0 in display order: the choice of hue and marker.
    pub former_municipality: Option<u8>,
    /// Which kind of work; none for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleClass>,
}

impl Group {
    /// Whether its labels fit its kind, in a list of groups.
    ///
    /// A kind of work is told apart for everybody and, crossed, for a service area or a unit right below the top: further down a kind of work may have
    /// one holder. What is crossed is crossed once.
    pub(crate) fn fits(&self, groups: &[Group]) -> bool {
        let above = self.parent.and_then(|parent| groups.get(parent.get())).map(|above| above.kind);
        match (self.kind, self.former_municipality.is_some(), self.role.is_some()) {
            (GroupKind::RoleClass, false, true) => true,
            (GroupKind::Crossed, false, true) => {
                matches!(above, Some(GroupKind::ServiceArea | GroupKind::Unit { depth: 1 }))
            }
            (GroupKind::Crossed, true, false) => {
                matches!(above, Some(GroupKind::ServiceArea | GroupKind::Unit { .. }))
            }
            (GroupKind::RoleClass | GroupKind::Crossed, _, _) | (_, _, true) => false,
            (_, _, false) => true,
        }
    }
}

/// One equation: the members are disjoint parts of the parent. People of the parent in no member are an unnamed part that is never published.
///
/// A group may stand in many families, as parent and as member. Declare every partition a reader could think of, nested pairs included (a
/// family with one member): what is not declared is not protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The whole.
    pub parent: GroupIndex,
    /// Its disjoint parts.
    pub members: Vec<GroupIndex>,
}
