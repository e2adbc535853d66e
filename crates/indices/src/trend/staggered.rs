//! Treatment that begins in different waves in different units: effects by cohort and wave.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::{GroupTimeEffect, StaggeredEffects};
use super::unit_wave::{Cells, UnitWave};
use crate::estimate::Why;

/// Who says what would have happened without treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Units that are never treated.
    NeverTreated,
    /// Units that are not treated yet, those that never are among them.
    NotYetTreated,
}

/// Effects by cohort and wave, where treatment begins in different waves.
///
/// Formula:  ATT(g, t) = mean over the units of cohort g of (ȳ_t − ȳ_b) − the same mean over the units of the comparison, b the
///           wave before g. Before g the same differences show whether cohort and comparison moved alike (pre-trends).
///           Standard errors from the units' influences, those of a group of n units widened by √(n/(n − 1)).
/// Shapes:   unit means, every unit counting once; `adoption` holds the first treated wave of each treated unit. A wave
///           without a survey is no wave: cohorts begin with the first surveyed wave of treatment. A unit has a part in
///           ATT(g, t) if it answered in both waves.
/// Units:    score points.
/// Unknown:  nobody; no cohort that was observed before its treatment and has a comparison (`NotIdentified`). Units that
///           were treated from the first wave on cannot be used and are counted. The standard error of an effect is
///           unknown if its cohort or its comparison is a single unit (`SingleUnit`).
/// Rounding: floats.
/// Source:   Callaway and Sant'Anna (2021), Journal of Econometrics 225, 200–230, without covariates; R `did::att_gt`
///           with a universal base period (which divides by n where we divide by n − 1).
///
/// ```
/// use std::collections::BTreeMap;
/// use indices::aggregation::GroupMoments;
/// use indices::trend::{Comparison, UnitWave, staggered_effects};
///
/// let mut cells = Vec::new();
/// // Means in waves 1 to 3; the first two are never treated, the last two from wave 3 on.
/// for (unit, means) in [[1, 2, 3], [3, 4, 5], [2, 3, 7], [4, 5, 11]].into_iter().enumerate() {
///     for (wave, mean) in (1..).zip(means) {
///         cells.push(UnitWave { unit, wave, scores: GroupMoments { n: 1, sum: mean, squares: mean * mean } });
///     }
/// }
/// let effects = staggered_effects(&cells, 1, &BTreeMap::from([(2, 3), (3, 3)]), Comparison::NeverTreated).unwrap();
/// // They rose by 4 and 6 instead of 1 each: effects 3 and 5, variance 2 among two.
/// let effect = effects.overall().unwrap();
/// assert_eq!((effect.value, effect.standard_error), (4.0, 1.0));
/// assert_eq!(effects.at_event_time(-2).unwrap().value, 0.0, "and nothing before");
/// ```
pub fn staggered_effects(
    cells: &[UnitWave],
    divisor: u64,
    adoption: &BTreeMap<usize, usize>,
    comparison: Comparison,
) -> Result<StaggeredEffects, Why> {
    let panel = Panel::new(&Cells::new(cells, divisor)?, adoption);
    if panel.units.len() < 2 {
        return Err(Why::SingleUnit);
    }
    let cohorts: BTreeSet<usize> = panel.units.values().filter_map(|unit| unit.cohort).filter(|c| *c > 0).collect();
    let mut effects = Vec::new();
    for cohort in &cohorts {
        for wave in (0..panel.waves.len()).filter(|wave| wave + 1 != *cohort) {
            effects.extend(panel.effect(*cohort, wave, comparison));
        }
    }
    if effects.iter().all(|effect| effect.wave < effect.cohort) {
        return Err(Why::NotIdentified);
    }
    let sizes = cohorts.iter().map(|cohort| (*cohort, panel.members(*cohort))).collect();
    Ok(StaggeredEffects::new(effects, sizes, panel.waves, panel.always_treated))
}

/// Unit means by wave, and the cohort of each unit; waves are counted from nought.
struct Panel {
    units: BTreeMap<usize, Unit>,
    waves: Vec<usize>,
    always_treated: u64,
}

struct Unit {
    means: BTreeMap<usize, f64>,
    /// The first treated wave; nothing for a unit that is never treated.
    cohort: Option<usize>,
}

impl Panel {
    fn new(cells: &Cells, adoption: &BTreeMap<usize, usize>) -> Self {
        let waves = &cells.waves;
        let place = |wave: &usize| waves.partition_point(|other| other < wave);
        let mut units = BTreeMap::new();
        let mut always_treated = 0;
        for (code, own) in &cells.units {
            // A unit treated after the last wave is not treated as far as anybody has seen.
            let cohort = adoption.get(code).map(place).filter(|cohort| *cohort < waves.len());
            if cohort == Some(0) {
                always_treated += 1;
                continue;
            }
            let means = own.iter().map(|(wave, cell)| (place(wave), cell.mean)).collect();
            units.insert(*code, Unit { means, cohort });
        }
        Self { units, waves: waves.clone(), always_treated }
    }

    fn members(&self, cohort: usize) -> Vec<usize> {
        let own = self.units.iter().filter(|(_, unit)| unit.cohort == Some(cohort));
        own.map(|(code, _)| *code).collect()
    }

    /// The changes since the base wave of the units that fulfil a condition and answered in both waves.
    fn changes(&self, base: usize, wave: usize, holds: impl Fn(Option<usize>) -> bool) -> Vec<(usize, f64)> {
        let chosen = self.units.iter().filter(|(_, unit)| holds(unit.cohort));
        chosen.filter_map(|(code, unit)| Some((*code, unit.means.get(&wave)? - unit.means.get(&base)?))).collect()
    }

    /// ATT(g, t), if anybody of the cohort and of the comparison answered in both waves.
    fn effect(&self, cohort: usize, wave: usize, comparison: Comparison) -> Option<GroupTimeEffect> {
        let base = cohort.checked_sub(1)?;
        let treated = self.changes(base, wave, |own| own == Some(cohort));
        let untreated = self.changes(base, wave, |own| match (own, comparison) {
            (None, _) => true,
            (Some(_), Comparison::NeverTreated) => false,
            (Some(own), Comparison::NotYetTreated) => own > wave.max(base) && own != cohort,
        });
        let (value, other) = (mean(&treated)?, mean(&untreated)?);
        let mut influences = BTreeMap::new();
        add_influences(&mut influences, &treated, value, 1.0);
        add_influences(&mut influences, &untreated, other, -1.0);
        Some(GroupTimeEffect {
            cohort,
            wave,
            value: value - other,
            influences,
            measurable: treated.len() > 1 && untreated.len() > 1,
        })
    }
}

fn mean(changes: &[(usize, f64)]) -> Option<f64> {
    let n = changes.len() as f64;
    if changes.is_empty() { None } else { Some(changes.iter().map(|(_, change)| change / n).sum()) }
}

/// ± (change − mean)/n √(n/(n − 1)) for each unit of one side.
fn add_influences(influences: &mut BTreeMap<usize, f64>, changes: &[(usize, f64)], mean: f64, sign: f64) {
    let n = changes.len() as f64;
    if changes.len() < 2 {
        return;
    }
    let factor = sign / n * (n / (n - 1.0)).sqrt();
    for (unit, change) in changes {
        *influences.entry(*unit).or_default() += factor * (change - mean);
    }
}
