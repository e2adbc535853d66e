//! What of the programme may be shown: computed from the units that are shown themselves.

use indices::trend::Change;
use plan::programme_effect::{Evidence, Panel, SIDE_MIN, StartCourse, evidence};
use survey::ScaleId;

use super::{
    DraftProgramme, ProgrammeOfScale, PublishedDifference, PublishedEvidence, PublishedProgramme, PublishedStart,
    PublishedStep,
};
use crate::merger::estimate;
use crate::{GroupIndex, Reason, Released, Rule};

impl DraftProgramme {
    /// Seals. `shown` says whether the mean of a scale in a unit is shown in the draft's own wave; in earlier waves a unit
    /// counts where it has as many answers as a mean needs.
    pub(crate) fn seal(&self, rule: Rule, shown: impl Fn(&ScaleId, GroupIndex) -> bool) -> PublishedProgramme {
        let last = self.waves.len().saturating_sub(1);
        let scales = self.panels.iter().map(|(scale, panel)| {
            let mut panel = panel.clone();
            panel.cells.retain(|cell| {
                let group = self.units.get(&cell.unit);
                let enough = cell.scores.n >= rule.answers_min();
                enough && group.is_some_and(|group| cell.wave != last || shown(scale, *group))
            });
            ProgrammeOfScale { evidence: published(&panel), scale: scale.clone() }
        });
        PublishedProgramme { scales: scales.collect(), doses: self.doses.clone(), waves: self.waves.clone() }
    }
}

fn published(panel: &Panel) -> Released<PublishedEvidence> {
    let found: Evidence = evidence(panel);
    if found.units < SIDE_MIN {
        return Released::withhold(Reason::TooFew);
    }
    let finding = found.finding.as_ref().ok();
    let step = |(waves_since, change): &(i64, Change)| {
        Some(PublishedStep { waves_since: *waves_since, difference: difference(change)? })
    };
    Released::show(PublishedEvidence {
        units: found.units,
        courses: found.courses.iter().map(start).collect(),
        obstacle: found.finding.as_ref().err().copied(),
        overall: finding.and_then(|finding| difference(&finding.overall)),
        steps: finding.map(|finding| finding.steps.iter().filter_map(step).collect()).unwrap_or_default(),
        alike_before: finding.and_then(|finding| finding.before.ok()).map(|before| before.p).filter(|p| p.is_finite()),
        late_against_early: found.late_against_early.as_ref().and_then(difference),
    })
}

fn start(course: &StartCourse) -> PublishedStart {
    let mean = |mean: &Option<plan::programme_effect::StartMean>| match mean {
        None => Released::withhold(Reason::NotAsked),
        Some(mean) if mean.units < SIDE_MIN => Released::withhold(Reason::TooFew),
        Some(mean) => match estimate(mean.mean, mean.interval) {
            Ok(mean) => Released::show(mean),
            Err(reason) => Released::withhold(reason),
        },
    };
    PublishedStart {
        first_wave: course.first_wave,
        units: course.units,
        means: course.means.iter().map(mean).collect(),
    }
}

/// A difference over enough units, with what it could have found.
fn difference(change: &Change) -> Option<PublishedDifference> {
    let detectable = change.detectable().filter(|detectable| detectable.is_finite())?;
    let estimate = estimate(change.value, change.interval()).ok()?;
    (change.units >= 2 * SIDE_MIN).then_some(PublishedDifference { estimate, units: change.units, detectable })
}
