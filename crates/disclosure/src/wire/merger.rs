//! The merger, read back.

use plan::merger::{CultureCourse, GoesWith, Measurement};
use serde::Deserialize;
use survey::ScaleId;

use super::{Cell, CubeError, Estimate};
use crate::merger::{
    AbsenceOfScale, AdjustedFor, CourseOfScale, PublishedAssociation, PublishedCourse, PublishedCulture, PublishedGap,
    PublishedMerger, Reach, UnitReach,
};
use crate::{GroupIndex, PublishedEstimate, Sealed, WaveLabel};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merger {
    waves: Vec<WaveLabel>,
    origins: Vec<GroupIndex>,
    adjusted_for: AdjustedFor,
    cultures: Vec<Culture>,
    courses: Vec<CourseOnTheWire>,
    reach: Vec<UnitReach>,
    absence: Vec<AbsenceOnTheWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Culture {
    scale: ScaleId,
    wave: usize,
    measurement: Measurement,
    items_held: u64,
    gap: Cell<Gap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gap {
    n: u64,
    units: u64,
    share: Estimate,
    higher: GroupIndex,
    lower: GroupIndex,
    largest: Estimate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseOnTheWire {
    scale: ScaleId,
    first: usize,
    last: usize,
    course: Cell<Course>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Course {
    verdict: CultureCourse,
    change: Estimate,
    gap_change_at_most: f64,
    margin: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbsenceOnTheWire {
    scale: ScaleId,
    association: Cell<Association>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Association {
    ratio: Estimate,
    step: f64,
    units: u64,
    reliability: f64,
    goes_with: GoesWith,
}

impl From<Merger> for PublishedMerger {
    fn from(merger: Merger) -> Self {
        let culture = |culture: Culture| PublishedCulture {
            scale: culture.scale,
            wave: culture.wave,
            measurement: culture.measurement,
            items_held: culture.items_held,
            gap: culture.gap.map(|gap| PublishedGap {
                n: gap.n,
                units: gap.units,
                share: gap.share.into(),
                higher: gap.higher,
                lower: gap.lower,
                largest: gap.largest.into(),
            }),
        };
        let course = |of_scale: CourseOnTheWire| CourseOfScale {
            scale: of_scale.scale,
            first: of_scale.first,
            last: of_scale.last,
            course: of_scale.course.map(|course| PublishedCourse {
                verdict: course.verdict,
                change: course.change.into(),
                gap_change_at_most: course.gap_change_at_most,
                margin: course.margin,
            }),
        };
        let absence = |of_scale: AbsenceOnTheWire| AbsenceOfScale {
            scale: of_scale.scale,
            association: of_scale.association.map(|found| PublishedAssociation {
                ratio: found.ratio.into(),
                step: found.step,
                units: found.units,
                reliability: found.reliability,
                goes_with: found.goes_with,
            }),
        };
        Self {
            waves: merger.waves,
            origins: merger.origins,
            adjusted_for: merger.adjusted_for,
            cultures: merger.cultures.into_iter().map(culture).collect(),
            courses: merger.courses.into_iter().map(course).collect(),
            reach: merger.reach,
            absence: merger.absence.into_iter().map(absence).collect(),
        }
    }
}

/// Associations over fewer units than this are not made.
const UNITS_MIN: u64 = 30;

/// What a merger section read from disk must satisfy.
pub(super) fn check(sealed: &Sealed) -> Result<(), CubeError> {
    let Some(merger) = &sealed.merger else { return Ok(()) };
    let unknown = |what: &str| CubeError::Unknown { what: what.to_owned() };
    let is_group = |group: &GroupIndex| sealed.group(*group).is_some();
    let is_wave = |wave: usize| wave < merger.waves.len();
    let scales = (merger.cultures.iter().map(|found| &found.scale))
        .chain(merger.courses.iter().map(|found| &found.scale))
        .chain(merger.absence.iter().map(|found| &found.scale));
    if !scales.into_iter().all(|scale| sealed.scale(scale).is_some()) {
        return Err(unknown("a scale"));
    }
    let nearest = merger.reach.iter().filter_map(|found| match found.reach {
        Reach::OnlyAbove { nearest, .. } => Some(nearest),
        _ => None,
    });
    let groups: Vec<GroupIndex> =
        merger.origins.iter().copied().chain(merger.reach.iter().map(|found| found.group)).chain(nearest).collect();
    if !groups.iter().all(is_group) {
        return Err(unknown("a group"));
    }
    let waves = (merger.cultures.iter().map(|found| found.wave))
        .chain(merger.courses.iter().flat_map(|found| [found.first, found.last]))
        .chain(merger.reach.iter().map(|found| found.wave));
    if !waves.into_iter().all(is_wave) {
        return Err(unknown("a wave"));
    }
    merger.cultures.iter().try_for_each(|culture| check_culture(sealed, merger, culture))?;
    merger.courses.iter().try_for_each(|course| check_course(merger, course))?;
    for found in &merger.absence {
        let Some(association) = found.association.shown() else { continue };
        let what = || format!("climate and absence by scale {}", found.scale);
        if association.units < UNITS_MIN {
            return Err(CubeError::BelowRule { what: what(), group: "everybody".to_owned() });
        }
        let sound = is_sound(&association.ratio) && association.step > 0.0 && association.reliability.is_finite();
        require(sound, what())?;
    }
    Ok(())
}

fn check_culture(sealed: &Sealed, merger: &PublishedMerger, culture: &PublishedCulture) -> Result<(), CubeError> {
    let Some(gap) = culture.gap.shown() else { return Ok(()) };
    let what = || format!("the former municipalities on scale {}", culture.scale);
    let origins = u64::try_from(merger.origins.len()).unwrap_or(u64::MAX);
    let hidden = |origin: &GroupIndex| hidden(sealed, merger, &culture.scale, *origin, culture.wave);
    let below = gap.n < sealed.rule.quality_min().saturating_mul(origins) || merger.origins.iter().any(hidden);
    if below || !culture.measurement.shows_means() {
        return Err(CubeError::BelowRule { what: what(), group: "everybody".to_owned() });
    }
    let named = merger.origins.contains(&gap.higher) && merger.origins.contains(&gap.lower) && gap.higher != gap.lower;
    let sound = is_sound(&gap.share) && is_sound(&gap.largest) && (0.0..=1.0).contains(&gap.share.value);
    require(named && sound && gap.largest.value >= 0.0, what())
}

/// Whether the mean that a comparison rests on is hidden in the cube.
fn hidden(sealed: &Sealed, merger: &PublishedMerger, scale: &ScaleId, origin: GroupIndex, wave: usize) -> bool {
    let Some(label) = merger.waves.get(wave) else { return true };
    if label.id == sealed.header.wave {
        return sealed.score(scale, origin).shown().is_none();
    }
    let position = sealed.waves.iter().position(|known| known.id == label.id);
    position.is_none_or(|wave| sealed.trend_point(scale, origin, wave).shown().is_none())
}

fn check_course(merger: &PublishedMerger, found: &CourseOfScale) -> Result<(), CubeError> {
    let Some(course) = found.course.shown() else { return Ok(()) };
    let what = || format!("the course of scale {}", found.scale);
    let shown = |wave: usize| {
        merger.cultures_of(&found.scale).any(|culture| culture.wave == wave && culture.gap.shown().is_some())
    };
    if !shown(found.first) || !shown(found.last) {
        return Err(CubeError::BelowRule { what: what(), group: "everybody".to_owned() });
    }
    let sound = is_sound(&course.change) && course.gap_change_at_most >= 0.0 && course.margin > 0.0;
    require(sound && course.gap_change_at_most.is_finite() && course.margin.is_finite(), what())
}

pub(super) fn require(holds: bool, what: String) -> Result<(), CubeError> {
    if holds { Ok(()) } else { Err(CubeError::Impossible { what, group: "everybody".to_owned() }) }
}

pub(super) fn is_sound(estimate: &PublishedEstimate) -> bool {
    estimate.value.is_finite()
        && estimate.interval.is_none_or(|interval| {
            interval.low.is_finite() && interval.high.is_finite() && interval.low <= interval.high
        })
}
