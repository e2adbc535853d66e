//! How the answers spread over the points.

use disclosure::{PublishedScore, Reason, Released, View as Seen};

use super::{Visible, measure};
use crate::{Table, Value, codes};

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    for scale in visible.cube.scales() {
        for place in &visible.places {
            let score = visible.cube.score(&scale.id, place.group);
            for point in scale.points.min()..=scale.points.max() {
                let share = share(score, point);
                let row = [
                    Value::Whole(point.into()),
                    share.ok().map(|(n, _)| n).into(),
                    share.ok().map(|(_, share)| share).into(),
                    codes::status(share.err()),
                ];
                let names = measure(visible.cube, &scale.id);
                table.push(place.columns().into_iter().chain(names).chain(row));
            }
        }
    }
}

/// The people behind the score, and the share of their answers at a point.
fn share(score: &Released<PublishedScore>, point: u8) -> Result<(u64, f64), Reason> {
    let score = match score.view() {
        Seen::Shown(score) => score,
        Seen::Withheld(reason) => return Err(reason),
    };
    match score.distribution().view() {
        Seen::Withheld(reason) => Err(reason),
        Seen::Shown(shares) => {
            let share = shares.iter().find(|share| share.point() == point);
            Ok((score.n(), share.map_or(0.0, |share| share.share())))
        }
    }
}
