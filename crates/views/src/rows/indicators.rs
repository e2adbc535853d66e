//! The plans' indicators.

use disclosure::{IndicatorText, PlanText, Sealed};
use survey::Language;

use super::TOLD_IN;
use crate::codes::DIRECTION;
use crate::{Table, Value};

pub(super) fn fill(table: &mut Table, cube: &Sealed) {
    for plan in cube.plans() {
        for indicator in &plan.indicators {
            let wave = Value::text(cube.header().wave.as_str());
            table.push([wave].into_iter().chain(columns(plan, indicator)));
        }
    }
}

fn columns(plan: &PlanText, indicator: &IndicatorText) -> [Value; 19] {
    let area = indicator.area.and_then(|area| plan.areas.get(area));
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or(Value::Nothing, Value::text);
    let direction = if indicator.higher_is_better { "higher" } else { "lower" };
    [
        Value::text(&plan.id),
        Value::text(plan.title.get(TOLD_IN)),
        area.map(|area| area.number).into(),
        text(area.map(|area| area.title.get(TOLD_IN))),
        Value::text(&indicator.code),
        Value::text(indicator.title.get(Language::Nb)),
        Value::text(indicator.title.get(Language::Nn)),
        Value::text(indicator.title.get(Language::En)),
        Value::text(indicator.unit.get(TOLD_IN)),
        Value::word(&DIRECTION, direction),
        text(Some(&indicator.printed_desired)),
        text(Some(&indicator.printed_lowest_accepted)),
        text(Some(&indicator.printed_not_approved)),
        Value::text(&indicator.zones_version),
        Value::Whole(indicator.valid_from.into()),
        Value::Whole(indicator.valid_to.into()),
        text(indicator.register.as_ref().map(|register| register.get(TOLD_IN))),
        Value::text(&indicator.source),
        text(indicator.note.as_ref().map(|note| note.get(TOLD_IN))),
    ]
}
