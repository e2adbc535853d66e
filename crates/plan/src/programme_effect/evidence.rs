//! What the waves can say about the programme.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indices::trend::{Change, Comparison, PreTrends, UnitWave, staggered_effects};
use indices::{Interval, Why};
use serde::{Deserialize, Serialize};
use survey::Date;

/// Fewer units on one side of a comparison say nothing that may be shown.
pub const SIDE_MIN: u64 = 20;

/// Units over the waves, and when each began.
#[derive(Clone, PartialEq)]
pub struct Panel {
    /// The scores of every unit in every wave; the wave is a position in `waves`.
    pub cells: Vec<UnitWave>,
    /// The common denominator of the scores.
    pub divisor: u64,
    /// The days of the waves, oldest first.
    pub waves: Vec<Date>,
    /// The day of the first module of each unit that has one.
    pub began: BTreeMap<usize, Date>,
}

/// Why the design carries no statement about the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// No unit has taken a module by the last wave.
    NobodyBegan,
    /// There is a single wave.
    SingleWave,
    /// Every unit that began had done so by the first wave: nobody was seen before.
    NoWaveBefore,
    /// Whenever a unit was seen after its beginning, all others had begun as well.
    NobodyLeftToCompare,
    /// Fewer than [`SIDE_MIN`] units on one side.
    TooFewUnits,
    /// The numbers have no solution.
    NotComputable,
}

/// Units that began between the same two waves, and their mean in every wave.
#[derive(Clone, PartialEq)]
pub struct StartCourse {
    /// The first wave that they had begun by, as a position; nothing for those that had not by the last.
    pub first_wave: Option<usize>,
    /// Units.
    pub units: u64,
    /// The mean of the units' means by wave; nothing where fewer than two of them answered.
    pub means: Vec<Option<StartMean>>,
}

/// The mean over units that began together.
#[derive(Clone, Copy, PartialEq)]
pub struct StartMean {
    /// Units that answered.
    pub units: u64,
    /// The mean of their means.
    pub mean: f64,
    /// Its interval: ± t · s/√units.
    pub interval: Option<Interval>,
}

/// What goes with the beginning of the programme.
#[derive(Clone, PartialEq)]
pub struct Finding {
    /// Over all units and waves after their beginning.
    pub overall: Change,
    /// By waves since the beginning, from 0; negative before it.
    pub steps: Vec<(i64, Change)>,
    /// Whether cohorts moved alike before they began; why not, where it cannot be checked.
    pub before: Result<PreTrends, Why>,
}

/// What the waves say.
#[derive(Clone, PartialEq)]
pub struct Evidence {
    /// Units with answers in any wave.
    pub units: u64,
    /// The courses by beginning.
    pub courses: Vec<StartCourse>,
    /// The finding, or what stands in its way.
    pub finding: Result<Finding, Obstacle>,
    /// How much more those who began after the first wave changed until the second than those who had begun before it:
    /// a contrast of doses that stands in where nobody is left to compare. It is no effect, for both sides took part.
    pub late_against_early: Option<Change>,
}

/// What the waves say about the programme.
///
/// Formula:  group-time effects against units that have not begun yet, [`staggered_effects`]; a unit is treated in a wave if
///           its first module lies on or before the wave's day. Overall, each unit and treated wave counts once. The contrast
///           late against early is the difference of the two sides' mean changes from the first wave to the second.
/// Shapes:   unit means, every unit counting once; units are the clusters.
/// Units:    score points.
/// Unknown:  an [`Obstacle`]; fewer than [`SIDE_MIN`] units on either side is one.
/// Meaning:  parallel courses without the programme are assumed and can only be checked before the beginning. Merger and
///           pandemic lie between the waves and need not have hit early and late units alike.
/// Source:   Callaway and Sant'Anna (2021), Journal of Econometrics 225, 200–230.
#[must_use]
pub fn evidence(panel: &Panel) -> Evidence {
    let units: BTreeSet<usize> = panel.cells.iter().filter(|cell| cell.scores.n > 0).map(|cell| cell.unit).collect();
    let first_wave = |unit: &usize| {
        let began = panel.began.get(unit)?;
        panel.waves.iter().position(|wave| wave >= began)
    };
    let adoption: BTreeMap<usize, usize> = units.iter().filter_map(|unit| Some((*unit, first_wave(unit)?))).collect();
    Evidence {
        units: u64::try_from(units.len()).unwrap_or(u64::MAX),
        courses: courses(panel, &units, &adoption),
        finding: finding(panel, &units, &adoption),
        late_against_early: late_against_early(panel, &adoption),
    }
}

fn finding(panel: &Panel, units: &BTreeSet<usize>, adoption: &BTreeMap<usize, usize>) -> Result<Finding, Obstacle> {
    if panel.waves.len() < 2 {
        return Err(Obstacle::SingleWave);
    }
    if adoption.is_empty() {
        return Err(Obstacle::NobodyBegan);
    }
    let later: BTreeMap<&usize, &usize> = adoption.iter().filter(|(_, wave)| **wave > 0).collect();
    let Some(earliest) = later.values().min() else { return Err(Obstacle::NoWaveBefore) };
    // Who may serve as comparison for somebody: not begun when the earliest cohort is first seen after its beginning.
    let waiting = units.iter().filter(|unit| adoption.get(unit).is_none_or(|wave| wave > *earliest)).count();
    let enough = |count: usize| u64::try_from(count).is_ok_and(|count| count >= SIDE_MIN);
    match (waiting, enough(waiting), enough(later.len())) {
        (0, ..) => return Err(Obstacle::NobodyLeftToCompare),
        (_, true, true) => {}
        _ => return Err(Obstacle::TooFewUnits),
    }
    let effects = staggered_effects(&panel.cells, panel.divisor, adoption, Comparison::NotYetTreated);
    let effects = effects.map_err(|why| match why {
        Why::NotIdentified => Obstacle::NobodyLeftToCompare,
        _ => Obstacle::NotComputable,
    })?;
    let overall = effects.overall().map_err(|_| Obstacle::NotComputable)?;
    let step = |time: i64| Some((time, effects.at_event_time(time).ok()?));
    let steps = effects.event_times().into_iter().filter_map(step).collect();
    Ok(Finding { overall, steps, before: effects.pre_trends() })
}

fn courses(panel: &Panel, units: &BTreeSet<usize>, adoption: &BTreeMap<usize, usize>) -> Vec<StartCourse> {
    let mut groups: BTreeMap<Option<usize>, BTreeSet<usize>> = BTreeMap::new();
    for unit in units {
        groups.entry(adoption.get(unit).copied()).or_default().insert(*unit);
    }
    // Those that had not begun come last.
    let not_begun = groups.remove(&None).map(|members| (None, members));
    let groups = groups.into_iter().chain(not_begun);
    let course = |(first_wave, members): (Option<usize>, BTreeSet<usize>)| StartCourse {
        first_wave,
        units: u64::try_from(members.len()).unwrap_or(u64::MAX),
        means: (0..panel.waves.len()).map(|wave| start_mean(panel, &members, wave)).collect(),
    };
    groups.map(course).collect()
}

fn start_mean(panel: &Panel, members: &BTreeSet<usize>, wave: usize) -> Option<StartMean> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for cell in panel.cells.iter().filter(|cell| cell.wave == wave && members.contains(&cell.unit)) {
        let sum = sums.entry(cell.unit).or_default();
        *sum = (sum.0 + cell.scores.n as f64, sum.1 + cell.scores.sum as f64);
    }
    let means: Vec<f64> =
        sums.values().filter(|(n, _)| *n > 0.0).map(|(n, sum)| sum / n / panel.divisor as f64).collect();
    let units = u64::try_from(means.len()).ok().filter(|units| *units > 1)?;
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let change = Change { value: mean, standard_error: (variance / n).sqrt(), units, freedom: Some(n - 1.0) };
    Some(StartMean { units, mean, interval: change.interval() })
}

/// Early units stand in the place of those never treated; nothing where either side has fewer than [`SIDE_MIN`].
fn late_against_early(panel: &Panel, adoption: &BTreeMap<usize, usize>) -> Option<Change> {
    let began_by = |wave: usize| -> BTreeSet<usize> {
        adoption.iter().filter(|(_, first)| **first == wave).map(|(unit, _)| *unit).collect()
    };
    let (early, late) = (began_by(0), began_by(1));
    let in_both = |side: &BTreeSet<usize>| {
        let answered = |unit: &&usize, wave: usize| {
            panel.cells.iter().any(|cell| cell.unit == **unit && cell.wave == wave && cell.scores.n > 0)
        };
        let units = side.iter().filter(|unit| answered(unit, 0) && answered(unit, 1)).count();
        u64::try_from(units).is_ok_and(|units| units >= SIDE_MIN)
    };
    if !in_both(&early) || !in_both(&late) {
        return None;
    }
    let chosen = |cell: &&UnitWave| cell.wave < 2 && (early.contains(&cell.unit) || late.contains(&cell.unit));
    let cells: Vec<UnitWave> = panel.cells.iter().filter(chosen).copied().collect();
    let late = late.into_iter().map(|unit| (unit, 1)).collect();
    staggered_effects(&cells, panel.divisor, &late, Comparison::NeverTreated).and_then(|found| found.overall()).ok()
}

/// Reveals nothing.
impl fmt::Debug for Panel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Panel(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Evidence(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Finding(..)")
    }
}
