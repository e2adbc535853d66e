//! Every scale and the absence of the year, for every group.

use disclosure::{GroupKind, PublishedEstimate, PublishedQuality, PublishedScore, Reason, Released, View as Seen};
use survey::ScaleId;

use super::{Number, Place, Visible, absence_measure, cells, measure, seen};
use crate::codes::STATISTIC;
use crate::{Table, Value};

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    for scale in visible.cube.scales() {
        for place in &visible.places {
            for (statistic, found) in of_score(visible.cube.score(&scale.id, place.group)) {
                push(table, visible, place, &scale.id, statistic, found);
            }
        }
        let everybody = visible.places.iter().find(|place| is_total(visible, place));
        if let Some(everybody) = everybody {
            for (statistic, found) in of_quality(visible.cube.quality(&scale.id)) {
                push(table, visible, everybody, &scale.id, statistic, found);
            }
        }
    }
    for place in &visible.places {
        let rate = seen(visible.cube.absence_year(place.group), |absence| Number {
            n: Some(absence.employees()),
            value: absence.percent(),
            interval: None,
        });
        let names = absence_measure().into_iter().chain([Value::word(&STATISTIC, "rate")]);
        table.push(place.columns().into_iter().chain(names).chain(cells(rate)));
    }
}

fn is_total(visible: &Visible<'_>, place: &Place) -> bool {
    visible.cube.group(place.group).is_some_and(|group| group.kind == GroupKind::Total)
}

fn push(
    table: &mut Table,
    visible: &Visible<'_>,
    place: &Place,
    scale: &ScaleId,
    statistic: &str,
    found: Result<Number, Reason>,
) {
    let names = measure(visible.cube, scale).into_iter().chain([Value::word(&STATISTIC, statistic)]);
    table.push(place.columns().into_iter().chain(names).chain(cells(found)));
}

fn of_score(score: &Released<PublishedScore>) -> [(&'static str, Result<Number, Reason>); 4] {
    let score = match score.view() {
        Seen::Shown(score) => score,
        Seen::Withheld(reason) => {
            return ["mean", "sd", "favourable", "rwg_j"].map(|statistic| (statistic, Err(reason)));
        }
    };
    let n = score.n();
    let mean = Number { n: Some(n), value: score.mean(), interval: score.interval() };
    [
        ("mean", Ok(mean)),
        ("sd", seen(score.sd(), |sd| Number::plain(n, *sd))),
        ("favourable", seen(score.favourable(), |share| estimate(n, *share))),
        ("rwg_j", seen(score.rwg_j(), |agreement| Number::plain(n, *agreement))),
    ]
}

fn of_quality(quality: &Released<PublishedQuality>) -> [(&'static str, Result<Number, Reason>); 3] {
    let quality = match quality.view() {
        Seen::Shown(quality) => quality,
        Seen::Withheld(reason) => return ["alpha", "icc1", "icc2"].map(|statistic| (statistic, Err(reason))),
    };
    let of = |cell: &Released<PublishedEstimate>| seen(cell, |found| estimate(quality.n(), *found));
    [("alpha", of(quality.alpha())), ("icc1", of(quality.icc1())), ("icc2", of(quality.icc2()))]
}

const fn estimate(n: u64, found: PublishedEstimate) -> Number {
    Number { n: Some(n), value: found.value(), interval: found.interval() }
}
