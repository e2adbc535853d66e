//! Climate and absence: units' answers beside their sickness absence of the year before the wave.

use std::collections::BTreeMap;

use ::absence::PersonDays;
use disclosure::{GroupIndex, Rule};
use indices::Why;
use indices::aggregation::GroupMoments;
use plan::merger::{Association, UnitYear, climate_and_absence};
use survey::{Organisation, Scale, ScaleId, UnitIndex};

use super::MergerWave;
use crate::absence::AbsenceGroups;

/// The association on each house index, over units without units below them: what is a unit's own there is its sum.
pub(super) fn associations(
    wave: &MergerWave<'_>,
    organisation: &Organisation,
    absence: &AbsenceGroups,
    rule: Rule,
) -> BTreeMap<ScaleId, Result<Association, Why>> {
    let instrument = &wave.wave.instrument;
    let indices: Vec<&Scale> = instrument.mastery_climate().into_iter().chain(instrument.engagement()).collect();
    let mut found = BTreeMap::new();
    for index in indices {
        let Some(at) = instrument.scales().iter().position(|scale| scale.id() == index.id()) else { continue };
        let units = units(wave, at, organisation, absence, rule);
        let divisor = wave.cells.divisors.get(at).copied().unwrap_or(1);
        let step = 5.0 * plan::merger::margin(index.points());
        found.insert(index.id().clone(), climate_and_absence(&units, divisor, step));
    }
    found
}

fn units(
    wave: &MergerWave<'_>,
    scale: usize,
    organisation: &Organisation,
    absence: &AbsenceGroups,
    rule: Rule,
) -> Vec<UnitYear> {
    let mut scores: BTreeMap<UnitIndex, GroupMoments> = BTreeMap::new();
    let of_scale = wave.cells.scales.get(scale).map(Vec::as_slice).unwrap_or_default();
    for (cell, own) in wave.cells.cells.iter().zip(of_scale) {
        let sum = scores.entry(cell.now).or_insert(GroupMoments { n: 0, sum: 0, squares: 0 });
        *sum = GroupMoments {
            n: sum.n.saturating_add(own.whole.n),
            sum: sum.sum.saturating_add(own.whole.sum),
            squares: sum.squares.saturating_add(own.whole.squares),
        };
    }
    let of_unit = |(unit, scores): (UnitIndex, GroupMoments)| {
        let year = absence.year.get(&GroupIndex::new(unit.get()))?;
        let is_lowest = organisation.children(unit).is_empty() && scores.n >= rule.answers_min();
        let lost = year.lost_self_certified.checked_add(year.lost_certified)?;
        let area = organisation.service_area(unit).map(|area| area.as_str().to_owned()).unwrap_or_default();
        is_lowest.then(|| UnitYear { area, scores, lost: whole_days(lost), agreed: days(year.agreed) })
    };
    scores.into_iter().filter_map(of_unit).collect()
}

/// The nearest whole number of days.
fn whole_days(days: PersonDays) -> u64 {
    days.millionths().saturating_add(PersonDays::PARTS_PER_DAY / 2) / PersonDays::PARTS_PER_DAY
}

fn days(days: PersonDays) -> f64 {
    days.millionths() as f64 / PersonDays::PARTS_PER_DAY as f64
}
