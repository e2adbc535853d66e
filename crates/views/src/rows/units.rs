//! The groups.

use disclosure::GroupKind;

use super::Visible;
use crate::{Table, Value};

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    let cube = visible.cube;
    for place in &visible.places {
        let Some(group) = cube.group(place.group) else { continue };
        let text = |text: Option<&str>| text.map_or(Value::Nothing, Value::text);
        let depth = match group.kind {
            GroupKind::Unit { depth } => Value::Whole(depth.into()),
            _ => Value::Nothing,
        };
        table.push(place.columns().into_iter().chain([
            Value::text(&group.id),
            text(group.parent.and_then(|parent| cube.group(parent)).map(|parent| parent.id.as_str())),
            depth,
            text(group.unit_type.as_deref()),
        ]));
    }
}
