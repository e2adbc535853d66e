//! How a table names a group: its unit or area, and its former municipality.

use crate::{Group, GroupIndex, GroupKind, Sealed};

/// Everybody.
const ALL: &str = "*";

impl Sealed {
    /// The unit or area of a group and its former municipality, `*` for all of them; nothing for a group that is not there.
    ///
    /// A group that crosses a unit with a former municipality stands below that unit.
    #[must_use]
    pub fn place(&self, group: GroupIndex) -> Option<(String, String)> {
        let found = self.group(group)?;
        let id = |group: &Group| group.id.strip_prefix("former_municipality:").unwrap_or(&group.id).to_owned();
        match (found.kind, found.former_municipality) {
            (GroupKind::Total, None) => Some((ALL.to_owned(), ALL.to_owned())),
            (GroupKind::FormerMunicipality, _) => Some((ALL.to_owned(), id(found))),
            (_, None) => Some((found.id.clone(), ALL.to_owned())),
            (_, Some(position)) => {
                let of = |group: &&Group| {
                    group.kind == GroupKind::FormerMunicipality && group.former_municipality == Some(position)
                };
                let former = self.groups().iter().find(of)?;
                let above = self.group(found.parent?)?;
                let unit = if above.kind == GroupKind::Total { ALL } else { above.id.as_str() };
                Some((unit.to_owned(), id(former)))
            }
        }
    }
}
