//! From a finding to what may be published of it, once the plan has decided.

use absence::PersonDays;
use indices::{Estimate, Interval, LEVEL, ScaleFinding, ScaleQuality, absence_percent};
use plan::{Certainty, Placement, Zone};

use crate::{
    AbsenceFinding, AnswerShare, IndicatorText, PublishedAbsence, PublishedEstimate, PublishedInterval, PublishedMean,
    PublishedPlacement, PublishedQuality, PublishedScore, Reason, Released, Rule, ZoneBounds, absence_tables,
};

/// So few deviating answers, or fewer, make a group as good as unanimous.
const DEVIATING_MAX: u64 = 2;

/// So much of a scale's length is near an end.
const NEAR_AN_END: f64 = 0.125;
/// How far off a mean may be through floating numbers alone.
const ROUNDING: f64 = 1e-9;

/// The people behind every number of a finding.
pub(crate) fn people(finding: &ScaleFinding) -> u64 {
    finding.n
}

/// Whether all answers, or all but two, share a point.
pub(crate) fn are_nearly_alike(finding: &ScaleFinding) -> bool {
    let answers = finding.distribution.iter().map(|(_, count)| *count).fold(0, u64::saturating_add);
    let most = finding.distribution.iter().map(|(_, count)| *count).max().unwrap_or(0);
    finding.n > 0 && answers.saturating_sub(most) <= DEVIATING_MAX
}

/// Whether the answers together lie within two points of the lowest or highest possible: then the mean alone proves that they are nearly alike.
pub(crate) fn is_near_an_end(finding: &ScaleFinding) -> bool {
    let Some(low) = finding.distribution.iter().map(|(point, _)| *point).min() else { return finding.n > 0 };
    let high = finding.distribution.iter().map(|(point, _)| *point).max().unwrap_or(low);
    let away = |end: u8| {
        let distance = |(point, count): &(u8, u64)| count.saturating_mul(u64::from(point.abs_diff(end)));
        finding.distribution.iter().map(distance).fold(0, u64::saturating_add)
    };
    finding.n > 0 && (away(low) <= DEVIATING_MAX || away(high) <= DEVIATING_MAX)
}

/// Whether fewer people than a distribution needs have a mean within an eighth of the scale of either end: beyond 1.5 and 4.5 of 1 to 5, where more than
/// half of all answers are then the end itself.
pub(crate) fn are_few_near_an_end(finding: &ScaleFinding, distribution_min: u64) -> bool {
    if finding.n == 0 || finding.n >= distribution_min {
        return false;
    }
    let points = || finding.distribution.iter().map(|(point, _)| *point);
    let (Some(mean), Some(low), Some(high)) = (value(&finding.mean), points().min(), points().max()) else {
        return false;
    };
    let (low, high) = (f64::from(low), f64::from(high));
    let edge = (high - low) * NEAR_AN_END;
    mean < low + edge - ROUNDING || mean > high - edge + ROUNDING
}

/// The sum of all people's scores; none where nobody has one.
#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
pub(crate) fn sum(finding: &ScaleFinding) -> Option<f64> {
    value(&finding.mean).map(|mean| mean * finding.n as f64)
}

/// How many people are favourable; none where nobody has a score.
#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
pub(crate) fn favourable_people(finding: &ScaleFinding) -> Option<f64> {
    value(&finding.favourable).map(|share| share * finding.n as f64)
}

/// Whether all people, or all but two, are on the same side of the favourable cut.
#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
pub(crate) fn is_one_sided(finding: &ScaleFinding) -> bool {
    let Some(favourable) = favourable_people(finding) else { return false };
    // Counts are whole: half a person absorbs the rounding of the share.
    favourable.min(finding.n as f64 - favourable) < DEVIATING_MAX as f64 + 0.5
}

fn value(estimate: &Estimate) -> Option<f64> {
    estimate.value().filter(|value| value.is_finite())
}

fn interval(interval: Option<&Interval>) -> Option<PublishedInterval> {
    interval
        .map(|interval| PublishedInterval { low: interval.low, high: interval.high, level: interval.level })
        .filter(|interval| interval.low.is_finite() && interval.high.is_finite())
}

fn interval_of(estimate: &Estimate) -> Option<PublishedInterval> {
    match estimate {
        Estimate::Known(known) => interval(known.interval.as_ref()),
        Estimate::Unknown(_) => None,
    }
}

fn number(estimate: Option<f64>) -> Released<f64> {
    match estimate.filter(|value| value.is_finite()) {
        Some(value) => Released::show(value),
        None => Released::withhold(Reason::NotMeasured),
    }
}

fn estimate(estimate: &Estimate) -> Released<PublishedEstimate> {
    match value(estimate) {
        Some(value) => Released::show(PublishedEstimate { value, interval: interval_of(estimate) }),
        None => Released::withhold(Reason::NotMeasured),
    }
}

/// How much people differ, as far as an interval may tell it.
#[derive(Clone, Copy)]
pub(crate) enum Spread {
    /// The group's own: its distribution is shown.
    Own,
    /// That of everybody, where it is known. An interval from the group's own spread would give the spread away, and with it in a small group the answers.
    Everybodys(Option<f64>),
}

/// Half the width of a 95 % interval of the standard normal distribution.
const NORMAL_HALF_WIDTH: f64 = 1.959_963_984_540_054;

#[expect(clippy::cast_precision_loss, reason = "far more people than a municipality has stay exact")]
fn interval_of_mean(finding: &ScaleFinding, mean: f64, spread: Spread) -> Option<PublishedInterval> {
    let sd = match spread {
        Spread::Own => return interval_of(&finding.mean),
        Spread::Everybodys(sd) => sd?,
    };
    let half = NORMAL_HALF_WIDTH * sd / (finding.n as f64).sqrt();
    half.is_finite().then_some(PublishedInterval { low: mean - half, high: mean + half, level: LEVEL })
}

/// The standard deviation between people, where it is defined.
pub(crate) fn spread(finding: &ScaleFinding) -> Option<f64> {
    value(&finding.sd)
}

/// The mean of a cell that may be shown.
pub(crate) fn mean(finding: &ScaleFinding, spread: Spread) -> Released<PublishedMean> {
    match value(&finding.mean) {
        Some(mean) => {
            let interval = interval_of_mean(finding, mean, spread);
            Released::show(PublishedMean { n: finding.n, mean, interval })
        }
        None => Released::withhold(Reason::NotMeasured),
    }
}

/// The score of a cell that may be shown; why its distribution and its favourable share may not, if so.
pub(crate) fn score(
    finding: &ScaleFinding,
    no_distribution: Option<Reason>,
    no_favourable: Option<Reason>,
    spread: Spread,
    rule: Rule,
) -> Released<PublishedScore> {
    let Some(mean) = value(&finding.mean) else { return Released::withhold(Reason::NotMeasured) };
    Released::show(PublishedScore {
        n: finding.n,
        mean,
        interval: interval_of_mean(finding, mean, spread),
        sd: no_distribution.map_or_else(|| number(value(&finding.sd)), Released::withhold),
        favourable: no_favourable.map_or_else(|| estimate(&finding.favourable), Released::withhold),
        distribution: no_distribution.map_or_else(|| Released::show(shares(&finding.distribution)), Released::withhold),
        rwg_j: no_distribution.map_or_else(|| agreement(finding, rule), Released::withhold),
    })
}

/// Agreement rests on complete answers only, which may be fewer people than the score.
fn agreement(finding: &ScaleFinding, rule: Rule) -> Released<f64> {
    match &finding.agreement {
        Some(agreement) if agreement.n < rule.distribution_min() => Released::withhold(Reason::TooFew),
        Some(agreement) => number(Some(agreement.value)),
        None => Released::withhold(Reason::NotMeasured),
    }
}

#[expect(clippy::cast_precision_loss, reason = "far more answers than a municipality gives stay exact")]
fn shares(distribution: &[(u8, u64)]) -> Vec<AnswerShare> {
    let answers = distribution.iter().map(|(_, count)| *count).fold(0, u64::saturating_add).max(1);
    let share = |(point, count): &(u8, u64)| AnswerShare { point: *point, share: *count as f64 / answers as f64 };
    distribution.iter().map(share).collect()
}

/// The quality of a scale, if enough people answered it.
pub(crate) fn quality(finding: &ScaleQuality, rule: Rule) -> Released<PublishedQuality> {
    if finding.n < rule.quality_min() {
        return Released::withhold(Reason::TooFew);
    }
    // Each estimate says how many people it rests on: alpha leaves out whoever skipped a statement.
    let estimate = |of: &Estimate| match of.as_known() {
        Some(known) if known.n < rule.quality_min() => Released::withhold(Reason::TooFew),
        _ => estimate(of),
    };
    // The median over few units is, or nearly is, the agreement of one of them.
    let over_units = |value: Option<f64>| {
        if finding.units < rule.answers_min() { Released::withhold(Reason::TooFew) } else { number(value) }
    };
    Released::show(PublishedQuality {
        n: finding.n,
        units: finding.units,
        alpha: estimate(&finding.alpha),
        icc1: estimate(&finding.icc1),
        icc2: estimate(&finding.icc2),
        rwg_j_median: over_units(finding.rwg_j_median),
        rwg_j_share_above_070: over_units(finding.rwg_j_share_above_070),
    })
}

/// The absence of a cell that may be shown; none where nobody was to work, or the days do not add up.
pub(crate) fn absence(finding: &AbsenceFinding) -> Option<PublishedAbsence> {
    let lost = finding.lost_self_certified.checked_add(finding.lost_certified)?;
    let agreed = u128::from(finding.agreed.millionths());
    let percent = |days: PersonDays| absence_percent(days.millionths().into(), agreed).map(|rate| rate.to_f64());
    Some(PublishedAbsence {
        months: finding.months,
        employees: absence_tables::employees(finding),
        percent: percent(lost)?,
        percent_self_certified: percent(finding.lost_self_certified)?,
        percent_certified: percent(finding.lost_certified)?,
        lost,
        agreed: finding.agreed,
    })
}

/// A placement that may be shown as it was made.
pub(crate) fn placement(placement: &Placement) -> Option<PublishedPlacement> {
    let sound = placement.value.is_finite() && placement.probability.iter().all(|share| share.is_finite());
    sound.then(|| PublishedPlacement {
        zone: placement.zone,
        certainty: placement.certainty,
        probability: Released::show(placement.probability),
        value: placement.value,
        interval: interval(placement.interval.as_ref()),
    })
}

/// A placement of a group whose own spread is withheld: zone and value stand, and how sure it is follows from the interval that is shown.
pub(crate) fn placement_within(
    placement: &Placement,
    interval: Option<PublishedInterval>,
    indicator: Option<&IndicatorText>,
    reason: Reason,
) -> Option<PublishedPlacement> {
    let bounds = indicator.and_then(|indicator| Some((indicator.zones.as_ref()?, indicator.higher_is_better)));
    let certainty = match (interval, bounds) {
        (Some(interval), Some((zones, higher_is_better))) => {
            let within = |end: f64| zone_at(zones, higher_is_better, end) == placement.zone;
            if within(interval.low) && within(interval.high) { Certainty::Clear } else { Certainty::MayBeChance }
        }
        _ => Certainty::TooFew,
    };
    placement.value.is_finite().then(|| PublishedPlacement {
        zone: placement.zone,
        certainty,
        probability: Released::withhold(reason),
        value: placement.value,
        interval,
    })
}

/// The zone of an interval's end. Whether a bound itself belongs to one side or the other does not matter here.
fn zone_at(zones: &ZoneBounds, higher_is_better: bool, value: f64) -> Zone {
    let beyond = |bound: f64| if higher_is_better { value - bound } else { bound - value };
    if beyond(zones.desired.value) >= 0.0 {
        Zone::Desired
    } else if beyond(zones.not_approved.value) <= 0.0 {
        Zone::NotApproved
    } else {
        Zone::Accepted
    }
}
