//! Indicators of the plans in their zones.

use std::collections::BTreeMap;

use disclosure::benchmarks::{BenchmarkRow, Benchmarking, By, rows, yearly};
use disclosure::{GroupIndex, GroupKind};

use super::{Place, TOLD_IN, Visible};
use crate::codes::{STEP, TOWARDS, VERDICT};
use crate::{Table, Value, codes};

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    let cube = visible.cube;
    let places: BTreeMap<GroupIndex, &Place> = visible.places.iter().map(|place| (place.group, place)).collect();
    let benchmarking = Benchmarking::of(cube);
    for (number, plan) in cube.plans().iter().enumerate() {
        for row in now(&benchmarking, number).into_iter().chain(yearly(&benchmarking, number)) {
            let Some(place) = places.get(&row.index) else { continue };
            let title = plan.indicators.get(row.place).map(|indicator| indicator.title.get(TOLD_IN));
            table.push(place.columns().into_iter().chain(columns(&row, title)));
        }
    }
}

/// The wave's own rows: everybody once, then units, areas, types and former municipalities.
fn now(benchmarking: &Benchmarking<'_>, plan: usize) -> Vec<BenchmarkRow> {
    let is_total =
        |row: &BenchmarkRow| benchmarking.cube().group(row.index).is_some_and(|group| group.kind == GroupKind::Total);
    let mut all = rows(benchmarking, plan, By::Unit);
    for by in [By::ServiceArea, By::UnitType, By::FormerMunicipality] {
        all.extend(rows(benchmarking, plan, by).into_iter().filter(|row| !is_total(row)));
    }
    all
}

fn columns(row: &BenchmarkRow, title: Option<&str>) -> [Value; 25] {
    let [desired, accepted, not_approved] = row.probability.map_or([None; 3], |shares| shares.map(Some));
    let text = |text: Option<&str>| text.map_or(Value::Nothing, Value::text);
    [
        Value::text(&row.plan),
        Value::text(&row.indicator),
        text(title),
        row.year.map_or(Value::Nothing, |year| Value::Whole(year.into())),
        text(row.period.as_deref()),
        row.n.into(),
        row.value.into(),
        row.low.into(),
        row.high.into(),
        row.zone.map_or(Value::Nothing, codes::zone),
        row.certainty.map_or(Value::Nothing, codes::certainty),
        desired.into(),
        accepted.into(),
        not_approved.into(),
        row.flip_steps.into(),
        row.flip_step.map_or(Value::Nothing, |word| Value::word(&STEP, word)),
        row.flip_towards.map_or(Value::Nothing, |word| Value::word(&TOWARDS, word)),
        row.flip_zone.map_or(Value::Nothing, codes::zone),
        row.against_type.into(),
        row.against_type_low.into(),
        row.against_type_high.into(),
        row.against_type_verdict.map_or(Value::Nothing, |word| Value::word(&VERDICT, word)),
        row.funnel.map_or(Value::Nothing, codes::reach),
        text(Some(row.sources.join("; ").as_str()).filter(|sources| !sources.is_empty())),
        codes::status(row.withheld),
    ]
}
