//! Findings meet the plans: every indicator, for every group.

use std::collections::BTreeMap;

use disclosure::{Basis, DraftBenchmark, GroupIndex};
use indices::ScaleFinding;
use plan::{Indicator, Measure, Placement, Plan};
use survey::{Instrument, ScaleId};

use crate::absence::AbsenceGroups;
use crate::error::AnalysisError;
use crate::groups::Groups;

/// Places every group on every indicator; an indicator that nothing here measures has no placement.
pub(crate) fn benchmarks(
    plans: &[Plan],
    groups: &Groups<'_>,
    scores: &BTreeMap<(ScaleId, GroupIndex), ScaleFinding>,
    absence: &AbsenceGroups,
    instrument: &Instrument,
) -> Result<Vec<DraftBenchmark>, AnalysisError> {
    let mut benchmarks = Vec::new();
    for (plan, found) in plans.iter().enumerate() {
        for (position, indicator) in found.indicators().iter().enumerate() {
            for group in (0..groups.list().len()).map(GroupIndex::new) {
                let (basis, placement) = match indicator.measure() {
                    // What the wave did not ask is measured nowhere here, and a cube names only scales it holds.
                    Measure::ScaleMean(scale) if instrument.scale(scale).is_none() => (Basis::External, None),
                    Measure::ScaleMean(scale) => {
                        // A scale with other answer points is another measure, whatever it is called.
                        let fits = instrument.scale(scale).is_some_and(|scale| indicator.fits(scale));
                        let finding = scores.get(&(scale.clone(), group)).filter(|_| fits);
                        let placed = finding.map(|finding| plan::benchmark(indicator, finding)).transpose()?;
                        (Basis::Scale(scale.clone()), placed.flatten())
                    }
                    Measure::SicknessAbsenceRate => (Basis::Absence, absence_placement(indicator, absence, group)?),
                    Measure::External { .. } => (Basis::External, None),
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
