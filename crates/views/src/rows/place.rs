//! Whom a row is about.

use disclosure::{GroupIndex, GroupKind, Sealed};

use crate::{Value, codes};

/// A group with the columns that name it.
pub(super) struct Place {
    pub(super) group: GroupIndex,
    is_wide: bool,
    columns: [Value; 7],
}

impl Place {
    pub(super) fn of(cube: &Sealed, group: GroupIndex) -> Option<Place> {
        let found = cube.group(group)?;
        let named = cube.place(group)?;
        let columns = [
            Value::text(cube.header().wave.as_str()),
            Value::text(&named.unit),
            Value::text(&found.name),
            codes::group_kind(found.kind),
            found.service_area.as_deref().map_or(Value::Nothing, Value::text),
            Value::text(&named.former_municipality),
            codes::role(found.role),
        ];
        Some(Place { group, is_wide: !matches!(found.kind, GroupKind::Unit { .. } | GroupKind::Crossed), columns })
    }

    /// Whether it is no single unit and no part of a unit or an area.
    pub(super) const fn is_wide(&self) -> bool {
        self.is_wide
    }

    /// The columns wave, unit, name, group_kind, service_area, former_municipality and role.
    pub(super) fn columns(&self) -> [Value; 7] {
        self.columns.clone()
    }
}
