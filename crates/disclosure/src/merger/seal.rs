//! What of the merger may be shown.

use indices::convergence::{Between, Course, LargestGap};
use indices::{Interval, Why};
use plan::merger::Association;
use survey::ScaleId;

use super::{
    AbsenceOfScale, CourseOfScale, DraftCourse, DraftCulture, DraftMerger, PublishedAssociation, PublishedCourse,
    PublishedCulture, PublishedGap, PublishedMerger,
};
use crate::{GroupIndex, PublishedEstimate, PublishedInterval, Reason, Released, Rule};

impl DraftMerger {
    /// Seals. `shown` says why the mean of a scale in a group and wave is hidden, if it is.
    pub(crate) fn seal(
        &self,
        rule: Rule,
        hidden: impl Fn(&ScaleId, GroupIndex, usize) -> Option<Reason>,
    ) -> PublishedMerger {
        let gap = |scale: &ScaleId, wave: usize, culture: &DraftCulture| -> Result<(Between, LargestGap), Reason> {
            if let Some(reason) = self.origins.iter().find_map(|origin| hidden(scale, *origin, wave)) {
                return Err(reason);
            }
            let few = culture.persons.len() != self.origins.len()
                || culture.persons.iter().any(|persons| *persons < rule.quality_min());
            if few { Err(Reason::TooFew) } else { culture.gap.ok_or(Reason::NotMeasured) }
        };
        let of_wave = |scale: &ScaleId, wave: usize| match self.cultures.get(&(scale.clone(), wave)) {
            Some(culture) => gap(scale, wave, culture).map(drop),
            None => Err(Reason::NotAsked),
        };
        let cultures = self.cultures.iter().map(|((scale, wave), culture)| PublishedCulture {
            scale: scale.clone(),
            wave: *wave,
            measurement: culture.measurement,
            items_held: culture.items_held,
            gap: match gap(scale, *wave, culture).and_then(|found| published_gap(&found, culture, &self.origins)) {
                Ok(gap) => Released::show(gap),
                Err(reason) => Released::withhold(reason),
            },
        });
        let courses = self.courses.iter().map(|(scale, found)| {
            let allowed = of_wave(scale, found.first).and(of_wave(scale, found.last));
            let course = match allowed.and_then(|()| published_course(found)) {
                Ok(course) => Released::show(course),
                Err(reason) => Released::withhold(reason),
            };
            CourseOfScale { scale: scale.clone(), first: found.first, last: found.last, course }
        });
        let absence = self.absence.iter().map(|(scale, found)| AbsenceOfScale {
            scale: scale.clone(),
            association: match published_association(found) {
                Ok(association) => Released::show(association),
                Err(reason) => Released::withhold(reason),
            },
        });
        PublishedMerger {
            cultures: cultures.collect(),
            courses: courses.collect(),
            absence: absence.collect(),
            waves: self.waves.clone(),
            origins: self.origins.clone(),
            adjusted_for: self.adjusted_for,
            reach: self.reach.clone(),
        }
    }
}

fn published_gap(
    (between, largest): &(Between, LargestGap),
    culture: &DraftCulture,
    origins: &[GroupIndex],
) -> Result<PublishedGap, Reason> {
    let origin = |position: usize| origins.get(position).copied().ok_or(Reason::NotMeasured);
    Ok(PublishedGap {
        n: culture.persons.iter().fold(0, |sum: u64, own| sum.saturating_add(*own)),
        units: culture.units,
        share: estimate(between.share, between.interval)?,
        higher: origin(largest.higher)?,
        lower: origin(largest.lower)?,
        largest: estimate(largest.value, Some(largest.interval))?,
    })
}

fn published_course(found: &DraftCourse) -> Result<PublishedCourse, Reason> {
    let Course { drift, change, interval, gap_change_at_most, margin } = found.course.ok_or(Reason::NotMeasured)?;
    if !gap_change_at_most.is_finite() {
        return Err(Reason::NotMeasured);
    }
    Ok(PublishedCourse { verdict: drift.into(), change: estimate(change, Some(interval))?, gap_change_at_most, margin })
}

/// A ratio over fewer units than it needs is no number at all, so there is nothing more to withhold.
fn published_association(found: &Result<Association, Why>) -> Result<PublishedAssociation, Reason> {
    let found = found.as_ref().map_err(|why| match why {
        Why::TooFewAnswers { .. } => Reason::TooFew,
        _ => Reason::NotMeasured,
    })?;
    Ok(PublishedAssociation {
        ratio: estimate(found.ratio, Some(found.interval))?,
        step: found.step,
        units: found.units,
        reliability: found.reliability,
        goes_with: found.reading.into(),
    })
}

/// A value with its interval, where both are numbers.
pub(crate) fn estimate(value: f64, interval: Option<Interval>) -> Result<PublishedEstimate, Reason> {
    let interval = interval.map(|own| PublishedInterval { low: own.low, high: own.high, level: own.level });
    let sound = value.is_finite() && interval.is_none_or(|own| own.low.is_finite() && own.high.is_finite());
    if sound { Ok(PublishedEstimate { value, interval }) } else { Err(Reason::NotMeasured) }
}
