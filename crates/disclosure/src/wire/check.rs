//! What a cube read from disk must satisfy.

use std::collections::BTreeSet;

use survey::ScaleId;

use super::CubeError;
use crate::{
    Basis, GroupIndex, PublishedAbsence, PublishedEstimate, PublishedInterval, PublishedMean, PublishedScore, Sealed,
};

/// Counts are whole; half a one absorbs the rounding of shares. A cell is as good as unanimous when two answers or fewer deviate.
const DEVIATING_BELOW: f64 = 2.5;

/// No list of cells names a cell twice: a map would silently keep the last.
pub(super) fn cells_are_unique(sealed: &Sealed, listed: [usize; 7]) -> Result<(), CubeError> {
    let kept = [
        sealed.participation.len(),
        sealed.scores.len(),
        sealed.quality.len(),
        sealed.trend.len(),
        sealed.absence_year.len(),
        sealed.absence_months.len(),
        sealed.figures.len(),
    ];
    if kept == listed { Ok(()) } else { Err(CubeError::Unknown { what: "a cell".to_owned() }) }
}

pub(super) fn cube(sealed: &Sealed) -> Result<(), CubeError> {
    names(sealed)?;
    for ((scale, group), cell) in &sealed.scores {
        if let Some(score) = cell.shown() {
            check_score(sealed, scale, *group, score)?;
        }
    }
    for ((scale, group, _), cell) in &sealed.trend {
        if let Some(mean) = cell.shown() {
            check_mean(sealed, scale, *group, *mean)?;
        }
    }
    for (scale, cell) in &sealed.quality {
        let what = || format!("the quality of scale {scale}");
        if let Some(quality) = cell.shown() {
            require(quality.n >= sealed.rule.quality_min(), || below(what(), "everybody"))?;
            let estimates = [&quality.alpha, &quality.icc1, &quality.icc2];
            let sound = estimates.into_iter().filter_map(|cell| cell.shown()).all(is_sound);
            require(sound, || impossible(what(), "everybody"))?;
        }
    }
    let year = sealed.absence_year.iter().map(|(group, cell)| (*group, cell));
    let months = sealed.absence_months.iter().map(|((group, _), cell)| (*group, cell));
    for (group, cell) in year.chain(months) {
        if let Some(absence) = cell.shown() {
            check_absence(sealed, group, absence)?;
        }
    }
    if let Some(response) = sealed.response.shown() {
        require(response.invited >= sealed.rule.quality_min(), || below("the response".to_owned(), "everybody"))?;
        require(response.answered <= response.invited, || impossible("the response".to_owned(), "everybody"))?;
    }
    benchmarks(sealed)?;
    super::absence_course::check(sealed)?;
    remainders(sealed)
}

pub(super) fn require(holds: bool, error: impl FnOnce() -> CubeError) -> Result<(), CubeError> {
    if holds { Ok(()) } else { Err(error()) }
}

pub(super) fn below(what: String, group: &str) -> CubeError {
    CubeError::BelowRule { what, group: group.to_owned() }
}

pub(super) fn impossible(what: String, group: &str) -> CubeError {
    CubeError::Impossible { what, group: group.to_owned() }
}

pub(super) fn id_of(sealed: &Sealed, group: GroupIndex) -> &str {
    sealed.group(group).map_or("", |group| group.id.as_str())
}

/// Everything that is named exists, once.
fn names(sealed: &Sealed) -> Result<(), CubeError> {
    let unknown = |what: &str| CubeError::Unknown { what: what.to_owned() };
    let ids: BTreeSet<&str> = sealed.groups.iter().map(|group| group.id.as_str()).collect();
    require(ids.len() == sealed.groups.len(), || unknown("a group"))?;
    let stray = sealed.groups.iter().find(|group| !group.fits(&sealed.groups));
    require(stray.is_none(), || CubeError::StrayGroup {
        group: stray.map(|group| group.id.clone()).unwrap_or_default(),
    })?;
    let scales: BTreeSet<&ScaleId> = sealed.scales.iter().map(|scale| &scale.id).collect();
    require(scales.len() == sealed.scales.len(), || unknown("a scale"))?;
    let mut groups = (sealed.groups.iter().filter_map(|group| group.parent))
        .chain(sealed.families.iter().flat_map(|family| family.members.iter().copied().chain([family.parent])))
        .chain(sealed.participation.keys().copied())
        .chain(sealed.scores.keys().map(|(_, group)| *group))
        .chain(sealed.trend.keys().map(|(_, group, _)| *group))
        .chain(sealed.absence_year.keys().copied())
        .chain(sealed.absence_months.keys().map(|(group, _)| *group))
        .chain(sealed.benchmarks.iter().map(|benchmark| benchmark.group));
    require(groups.all(|group| sealed.group(group).is_some()), || unknown("a group"))?;
    let mut named_scales = (sealed.scores.keys().map(|(scale, _)| scale))
        .chain(sealed.trend.keys().map(|(scale, _, _)| scale))
        .chain(sealed.quality.keys());
    require(named_scales.all(|scale| scales.contains(scale)), || unknown("a scale"))?;
    require(sealed.trend.keys().all(|(_, _, wave)| *wave < sealed.waves.len()), || unknown("a wave"))?;
    let has_indicator =
        |plan: usize, indicator: usize| sealed.plans.get(plan).is_some_and(|plan| indicator < plan.indicators.len());
    let known = sealed.benchmarks.iter().all(|benchmark| has_indicator(benchmark.plan, benchmark.indicator));
    require(known, || unknown("an indicator"))
}

#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
fn check_mean(sealed: &Sealed, scale: &ScaleId, group: GroupIndex, mean: PublishedMean) -> Result<(), CubeError> {
    let what = || format!("the mean of scale {scale}");
    let id = id_of(sealed, group);
    require(mean.n >= sealed.rule.answers_min(), || below(what(), id))?;
    let Some(text) = sealed.scale(scale) else { return Err(CubeError::Unknown { what: "a scale".to_owned() }) };
    let (low, high) = (f64::from(text.points.min()), f64::from(text.points.max()));
    let inside = (low..=high).contains(&mean.mean) && mean.interval.is_none_or(is_interval);
    require(inside, || impossible(what(), id))?;
    let points = mean.n as f64 * text.items as f64 * (mean.mean - low).min(high - mean.mean);
    require(text.items == 0 || points >= DEVIATING_BELOW, || below(what(), id))
}

#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
fn check_score(sealed: &Sealed, scale: &ScaleId, group: GroupIndex, score: &PublishedScore) -> Result<(), CubeError> {
    let mean = PublishedMean { n: score.n, mean: score.mean, interval: score.interval };
    check_mean(sealed, scale, group, mean)?;
    let id = id_of(sealed, group);
    let what = |what: &str| format!("{what} of scale {scale}");
    let enough = score.n >= sealed.rule.distribution_min();
    let people = score.n as f64;
    for (name, cell) in [("the standard deviation", &score.sd), ("the agreement", &score.rwg_j)] {
        if let Some(value) = cell.shown() {
            require(enough, || below(what(name), id))?;
            require(value.is_finite(), || impossible(what(name), id))?;
        }
    }
    if let Some(favourable) = score.favourable.shown() {
        let name = "the favourable share";
        let sides = people * favourable.value.min(1.0 - favourable.value);
        require(enough && sides >= DEVIATING_BELOW, || below(what(name), id))?;
        require(is_sound(favourable), || impossible(what(name), id))?;
    }
    if let Some(distribution) = score.distribution.shown() {
        let name = "the distribution";
        let points = sealed.scale(scale).map(|text| (text.points, text.items as f64));
        let Some((points, items)) = points else { return Err(CubeError::Unknown { what: "a scale".to_owned() }) };
        let shares = distribution.iter().map(|share| share.share);
        let most = shares.clone().fold(0.0, f64::max);
        let alike = items > 0.0 && people * items * (1.0 - most) < DEVIATING_BELOW;
        require(enough && !alike, || below(what(name), id))?;
        let sound = shares.clone().all(|share| (0.0..=1.0).contains(&share))
            && (shares.sum::<f64>() - 1.0).abs() < 1e-9
            && distribution.iter().all(|share| points.contains(share.point));
        require(sound, || impossible(what(name), id))?;
    }
    Ok(())
}

fn check_absence(sealed: &Sealed, group: GroupIndex, absence: &PublishedAbsence) -> Result<(), CubeError> {
    let what = || "the absence".to_owned();
    let id = id_of(sealed, group);
    require(absence.employees >= sealed.rule.employees_min(), || below(what(), id))?;
    let percents = [absence.percent, absence.percent_self_certified, absence.percent_certified];
    let sound = absence.months > 0
        && absence.lost <= absence.agreed
        && percents.iter().all(|percent| (0.0..=100.0).contains(percent));
    require(sound, || impossible(what(), id))
}

/// A placement is shown only where its basis is.
fn benchmarks(sealed: &Sealed) -> Result<(), CubeError> {
    for benchmark in &sealed.benchmarks {
        let Some(placement) = benchmark.placement.shown() else { continue };
        let id = id_of(sealed, benchmark.group);
        let (shown, spread) = match &benchmark.basis {
            Basis::Scale(scale) => {
                let score = sealed.score(scale, benchmark.group).shown();
                (score.is_some(), score.is_some_and(|score| score.distribution.shown().is_some()))
            }
            Basis::Favourable(scale) => {
                let score = sealed.score(scale, benchmark.group).shown();
                (score.is_some_and(|score| score.favourable.shown().is_some()), true)
            }
            Basis::Absence | Basis::Presence => (sealed.absence_year(benchmark.group).shown().is_some(), true),
            // These are held against the cells they are made of.
            Basis::Targets | Basis::Register(_) | Basis::Change { .. } => (true, true),
            Basis::External => (false, false),
        };
        require(shown, || below("a placement".to_owned(), id))?;
        let probability = placement.probability.shown();
        require(spread || probability.is_none(), || below("the probability of a placement".to_owned(), id))?;
        let sound = placement.value.is_finite()
            && placement.interval.is_none_or(is_interval)
            && probability.is_none_or(|shares| shares.iter().all(|share| (0.0..=1.0 + 1e-9).contains(share)));
        require(sound, || impossible("a placement".to_owned(), id))?;
    }
    Ok(())
}

/// Of what is shown, no parent minus its members leaves one to a few people over.
fn remainders(sealed: &Sealed) -> Result<(), CubeError> {
    let minimum = sealed.rule.answers_min();
    let scales = || sealed.scales.iter().map(|scale| &scale.id);
    for scale in scales() {
        let size = |group: GroupIndex| sealed.score(scale, group).shown().map(PublishedScore::n);
        remainder(sealed, &format!("the means of scale {scale} around"), minimum, size)?;
        for wave in 0..sealed.waves.len() {
            let size = |group: GroupIndex| sealed.trend_point(scale, group, wave).shown().map(PublishedMean::n);
            remainder(sealed, &format!("the trend of scale {scale} around"), minimum, size)?;
        }
        let minimum = sealed.rule.distribution_min();
        let size = |group: GroupIndex| {
            sealed
                .score(scale, group)
                .shown()
                .filter(|score| score.distribution.shown().is_some())
                .map(PublishedScore::n)
        };
        remainder(sealed, &format!("the distributions of scale {scale} around"), minimum, size)?;
    }
    let months: BTreeSet<_> = sealed.absence_months.keys().map(|(_, month)| *month).collect();
    for month in months {
        let cell = |group: GroupIndex| sealed.absence_months.get(&(group, month)).and_then(|cell| cell.shown());
        let size = |group: GroupIndex| cell(group).map(|absence| absence.employees / u64::from(absence.months.max(1)));
        remainder(sealed, &format!("the absence in {month} around"), sealed.rule.employees_min(), size)?;
    }
    Ok(())
}

pub(super) fn remainder(
    sealed: &Sealed,
    what: &str,
    minimum: u64,
    size: impl Fn(GroupIndex) -> Option<u64>,
) -> Result<(), CubeError> {
    for family in &sealed.families {
        let Some(whole) = size(family.parent) else { continue };
        let parts = family.members.iter().filter_map(|member| size(*member)).fold(0, u64::saturating_add);
        let id = id_of(sealed, family.parent);
        let Some(left) = whole.checked_sub(parts) else { return Err(impossible(what.to_owned(), id)) };
        require(left == 0 || left >= minimum, || below(what.to_owned(), id))?;
    }
    Ok(())
}

fn is_sound(estimate: &PublishedEstimate) -> bool {
    estimate.value.is_finite() && estimate.interval.is_none_or(is_interval)
}

fn is_interval(interval: PublishedInterval) -> bool {
    interval.low.is_finite()
        && interval.high.is_finite()
        && interval.low <= interval.high
        && (0.0..=1.0).contains(&interval.level)
}
