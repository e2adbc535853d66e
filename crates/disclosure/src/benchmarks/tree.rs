//! Which groups hold which: the tree of units, and the wide groups beside it.

use crate::{GroupIndex, GroupKind, Sealed};

/// The unit and everything above it, itself first. A cube that names its groups in a circle ends after as many steps as it
/// has groups.
pub(super) fn line(cube: &Sealed, unit: GroupIndex) -> impl Iterator<Item = GroupIndex> {
    let above = |at: &GroupIndex| cube.group(*at).and_then(|group| group.parent);
    std::iter::successors(Some(unit), above).take(cube.groups().len())
}

/// Whether a unit lies within a group: within its subtree, or within one of the families that make the group up.
pub(super) fn holds(cube: &Sealed, group: GroupIndex, unit: GroupIndex) -> bool {
    match cube.group(group).map(|group| group.kind) {
        None => false,
        // A unit is no part of a former municipality or a role: only its people are.
        Some(GroupKind::FormerMunicipality | GroupKind::RoleClass | GroupKind::Crossed) => false,
        Some(GroupKind::Total) => true,
        Some(GroupKind::Unit { .. }) => line(cube, unit).any(|above| above == group),
        Some(GroupKind::ServiceArea | GroupKind::UnitType) => {
            let parts = cube.families().iter().filter(|family| family.parent == group);
            let parts: Vec<GroupIndex> = parts.flat_map(|family| family.members.iter().copied()).collect();
            line(cube, unit).any(|above| parts.contains(&above))
        }
    }
}
