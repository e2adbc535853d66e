//! Whom a row is about.

use disclosure::{Group, GroupIndex, GroupKind, Sealed};

use crate::{Value, codes};

/// Everybody.
const ALL: &str = "*";

/// A group with the columns that name it.
pub(super) struct Place {
    pub(super) group: GroupIndex,
    is_wide: bool,
    columns: [Value; 7],
}

impl Place {
    pub(super) fn of(cube: &Sealed, group: GroupIndex) -> Option<Place> {
        let found = cube.group(group)?;
        let (unit, former) = unit_and_former(cube, found)?;
        let columns = [
            Value::text(cube.header().wave.as_str()),
            Value::text(&unit),
            Value::text(&found.name),
            codes::group_kind(found.kind),
            found.service_area.as_deref().map_or(Value::Nothing, Value::text),
            Value::text(&former),
            Value::text(ALL),
        ];
        Some(Place { group, is_wide: !matches!(found.kind, GroupKind::Unit { .. }), columns })
    }

    /// Whether it is no single unit.
    pub(super) const fn is_wide(&self) -> bool {
        self.is_wide
    }

    /// The columns wave, unit, name, group_kind, service_area, former_municipality and role.
    pub(super) fn columns(&self) -> [Value; 7] {
        self.columns.clone()
    }
}

/// Unit or area, and former municipality; `*` for all.
fn unit_and_former(cube: &Sealed, found: &Group) -> Option<(String, String)> {
    let id = |group: &Group| group.id.strip_prefix("former_municipality:").unwrap_or(&group.id).to_owned();
    match (found.kind, found.former_municipality) {
        (GroupKind::Total, None) => Some((ALL.to_owned(), ALL.to_owned())),
        (GroupKind::FormerMunicipality, _) => Some((ALL.to_owned(), id(found))),
        (_, None) => Some((found.id.clone(), ALL.to_owned())),
        // A group that crosses a unit with a former municipality stands below that unit.
        (_, Some(position)) => {
            let of = |group: &&Group| {
                group.kind == GroupKind::FormerMunicipality && group.former_municipality == Some(position)
            };
            let former = cube.groups().iter().find(of)?;
            let above = cube.group(found.parent?)?;
            let unit = if above.kind == GroupKind::Total { ALL } else { above.id.as_str() };
            Some((unit.to_owned(), id(former)))
        }
    }
}
