//! Findings meet the plans: every indicator, for every group.

use std::collections::BTreeMap;

use disclosure::{Basis, DraftBenchmark, GroupIndex};
use indices::ScaleFinding;
use plan::{Indicator, Measure, Placement, Plan};
use survey::{Instrument, ScaleId};

use crate::absence::AbsenceGroups;
use crate::error::AnalysisError;
use crate::groups::Groups;

/// Places every group that plans are held against on every indicator; an indicator that nothing here measures has no placement.
pub(crate) fn benchmarks(
    plans: &[Plan],
    groups: &Groups<'_>,
    scores: &BTreeMap<(ScaleId, GroupIndex), ScaleFinding>,
    absence: &AbsenceGroups,
    instrument: &Instrument,
) -> Result<Vec<DraftBenchmark>, AnalysisError> {
    let is_asked = |scale: &ScaleId| instrument.scale(scale).is_some();
    let mut benchmarks = Vec::new();
    for (plan, found) in plans.iter().enumerate() {
        for (position, indicator) in found.indicators().iter().enumerate() {
            for group in groups.placed() {
                let (basis, placement) = match indicator.measure() {
                    // What the wave did not ask is measured nowhere here, and a cube names only scales it holds; a scale
                    // with other answer points is another measure, whatever it is called.
                    measure if measure.scale().is_some_and(|scale| !is_asked(scale)) => (Basis::External, None),
                    measure @ (Measure::ScaleMean(scale) | Measure::FavourableShare(scale)) => {
                        let fits = instrument.scale(scale).is_some_and(|scale| indicator.fits(scale));
                        let finding = scores.get(&(scale.clone(), group)).filter(|_| fits);
                        let placed = finding.map(|finding| plan::benchmark(indicator, finding)).transpose()?;
                        (Basis::of(measure), placed.flatten())
                    }
                    measure @ (Measure::SicknessAbsenceRate | Measure::PresenceRate) => {
                        (Basis::of(measure), absence_placement(indicator, absence, group)?)
                    }
                    // What rests on published values is placed when they are.
                    measure => (Basis::of(measure), None),
                };
                benchmarks.push(DraftBenchmark { plan, indicator: position, group, basis, placement });
            }
        }
    }
    Ok(benchmarks)
}

fn absence_placement(
    indicator: &Indicator,
    absence: &AbsenceGroups,
    group: GroupIndex,
) -> Result<Option<Placement>, AnalysisError> {
    let (Some(year), Some(months)) = (absence.year.get(&group), absence.year_by_month.get(&group)) else {
        return Ok(None);
    };
    let (lost, agreed) =
        months.iter().fold((0_u128, 0_u128), |(lost, agreed), month| (lost + month.0, agreed + month.1));
    let employees = year.employee_months / u64::from(year.months.max(1));
    Ok(plan::benchmark_absence(indicator, lost, agreed, plan::interval_between_months(months), employees)?)
}
