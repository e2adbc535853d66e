//! How many of the invited answered.

use disclosure::GroupKind;

use super::Visible;
use crate::{Table, Value, codes};

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    for place in &visible.places {
        let is_total = visible.cube.group(place.group).is_some_and(|group| group.kind == GroupKind::Total);
        let counts = visible.cube.response().shown().filter(|_| is_total);
        let band = visible.cube.participation(place.group);
        table.push(place.columns().into_iter().chain([
            counts.map(|counts| counts.invited()).into(),
            counts.map(|counts| counts.answered()).into(),
            band.shown().map_or(Value::Nothing, |band| codes::band(*band)),
            codes::status(band.withheld()),
        ]));
    }
}
