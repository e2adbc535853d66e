//! How a table names a group: its unit or area, its former municipality and its kind of work.

use crate::{Group, GroupIndex, GroupKind, Sealed};

/// Everybody.
const ALL: &str = "*";

/// The names of a group in the columns of a table; `*` for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceName {
    /// The unit or area.
    pub unit: String,
    /// The former municipality.
    pub former_municipality: String,
    /// The kind of work.
    pub role: String,
}

impl Sealed {
    /// How tables name a group; nothing for a group that is not there. A group that crosses a place stands below that place.
    #[must_use]
    pub fn place(&self, group: GroupIndex) -> Option<PlaceName> {
        of_group(&self.groups, group)
    }
}

/// How tables name a group of a list.
pub(crate) fn of_group(groups: &[Group], group: GroupIndex) -> Option<PlaceName> {
    let found = groups.get(group.get())?;
    let former = match (found.kind, found.former_municipality) {
        (GroupKind::FormerMunicipality, _) => id_of_former(found),
        (_, None) => ALL,
        (_, Some(position)) => {
            let is_it = |group: &&Group| {
                group.kind == GroupKind::FormerMunicipality && group.former_municipality == Some(position)
            };
            id_of_former(groups.iter().find(is_it)?)
        }
    };
    let unit = match found.kind {
        GroupKind::Total | GroupKind::FormerMunicipality | GroupKind::RoleClass => ALL,
        GroupKind::Crossed => id_of_place(groups, found.parent?)?,
        _ if found.former_municipality.is_some() => id_of_place(groups, found.parent?)?,
        _ => &found.id,
    };
    Some(PlaceName {
        unit: unit.to_owned(),
        former_municipality: former.to_owned(),
        role: found.role.map_or(ALL, |role| role.as_str()).to_owned(),
    })
}

fn id_of_former(group: &Group) -> &str {
    group.id.strip_prefix("former_municipality:").unwrap_or(&group.id)
}

fn id_of_place(groups: &[Group], place: GroupIndex) -> Option<&str> {
    let found = groups.get(place.get())?;
    Some(if found.kind == GroupKind::Total { ALL } else { &found.id })
}
