//! The programme, read back.

use plan::programme_effect::{Obstacle, SIDE_MIN};
use serde::Deserialize;
use survey::ScaleId;

use super::merger::{is_sound, require};
use super::{Cell, CubeError, Estimate};
use crate::programme::{
    Doses, ProgrammeOfScale, PublishedDifference, PublishedEvidence, PublishedProgramme, PublishedStart, PublishedStep,
};
use crate::{PublishedEstimate, Sealed, WaveLabel};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Programme {
    waves: Vec<WaveLabel>,
    doses: Vec<Doses>,
    scales: Vec<OfScale>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfScale {
    scale: ScaleId,
    evidence: Cell<Evidence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    units: u64,
    courses: Vec<Start>,
    obstacle: Option<Obstacle>,
    overall: Option<Difference>,
    steps: Vec<Step>,
    alike_before: Option<f64>,
    late_against_early: Option<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    first_wave: Option<usize>,
    units: u64,
    means: Vec<Cell<Estimate>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    estimate: Estimate,
    units: u64,
    detectable: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    waves_since: i64,
    difference: Difference,
}

impl From<Difference> for PublishedDifference {
    fn from(found: Difference) -> Self {
        Self { estimate: found.estimate.into(), units: found.units, detectable: found.detectable }
    }
}

impl From<Evidence> for PublishedEvidence {
    fn from(found: Evidence) -> Self {
        let start = |start: Start| PublishedStart {
            first_wave: start.first_wave,
            units: start.units,
            means: start.means.into_iter().map(|mean| mean.map(PublishedEstimate::from)).collect(),
        };
        let step = |step: Step| PublishedStep { waves_since: step.waves_since, difference: step.difference.into() };
        Self {
            units: found.units,
            courses: found.courses.into_iter().map(start).collect(),
            obstacle: found.obstacle,
            overall: found.overall.map(PublishedDifference::from),
            steps: found.steps.into_iter().map(step).collect(),
            alike_before: found.alike_before,
            late_against_early: found.late_against_early.map(PublishedDifference::from),
        }
    }
}

impl From<Programme> for PublishedProgramme {
    fn from(programme: Programme) -> Self {
        let of_scale = |found: OfScale| ProgrammeOfScale {
            scale: found.scale,
            evidence: found.evidence.map(PublishedEvidence::from),
        };
        Self {
            waves: programme.waves,
            doses: programme.doses,
            scales: programme.scales.into_iter().map(of_scale).collect(),
        }
    }
}

/// What a programme section read from disk must satisfy.
pub(super) fn check(sealed: &Sealed) -> Result<(), CubeError> {
    let Some(programme) = &sealed.programme else { return Ok(()) };
    let unknown = |what: &str| CubeError::Unknown { what: what.to_owned() };
    if programme.doses.len() != programme.waves.len() {
        return Err(unknown("a wave"));
    }
    for found in &programme.scales {
        if sealed.scale(&found.scale).is_none() {
            return Err(unknown("a scale"));
        }
        let Some(evidence) = found.evidence.shown() else { continue };
        let what = format!("the programme on scale {}", found.scale);
        let few = |units: u64, least: u64| units < least;
        let differences = || {
            let steps = evidence.steps.iter().map(|step| &step.difference);
            evidence.overall.iter().chain(&evidence.late_against_early).chain(steps)
        };
        let shows = |start: &PublishedStart| start.means.iter().any(|mean| mean.shown().is_some());
        let below = few(evidence.units, SIDE_MIN)
            || evidence.courses.iter().any(|start| few(start.units, SIDE_MIN) && shows(start))
            || differences().any(|found| few(found.units, 2 * SIDE_MIN));
        if below {
            return Err(CubeError::BelowRule { what, group: "everybody".to_owned() });
        }
        let waves = programme.waves.len();
        let courses = evidence.courses.iter().all(|start| {
            let sound = start.means.iter().filter_map(|mean| mean.shown()).all(is_sound);
            sound && start.means.len() == waves && start.first_wave.is_none_or(|wave| wave < waves)
        });
        let sound = |found: &PublishedDifference| is_sound(&found.estimate) && found.detectable > 0.0;
        let either = evidence.obstacle.is_some() || evidence.overall.is_some();
        let likely = evidence.alike_before.is_none_or(|p| (0.0..=1.0).contains(&p));
        require(courses && differences().all(sound) && either && likely, what)?;
    }
    Ok(())
}
