//! Where a measured value falls in a plan's zones, and how sure that is.

use std::fmt;

use indices::{Interval, LEVEL, Ratio, ScaleFinding};
use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::indicator::Indicator;
use crate::measure::Measure;
use crate::normal;
use crate::zones::{Zone, Zones};

/// From this probability on, a zone is called clear.
const CLEAR_FROM: f64 = 0.95;
/// With fewer answers (or employees) than this, nothing is said about how sure a zone is.
const N_MIN: u64 = 5;
/// With fewer months than this, the spread between them says too little.
const MONTHS_MIN: usize = 6;

/// How sure a placement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The zone has a probability of at least 0.95.
    Clear,
    /// Another zone is not unlikely.
    MayBeChance,
    /// Fewer than five answers, or no interval.
    TooFew,
}

/// A value in its zone, never without its certainty.
///
/// It is a finding: it does not serialise, and its `Debug` does not tell the value.
#[derive(Clone, Copy, PartialEq)]
pub struct Placement {
    /// The zone of the exact value.
    pub zone: Zone,
    /// How sure the zone is.
    pub certainty: Certainty,
    /// The probability of each zone: desired, accepted, not approved. They sum to one; without an interval nothing is
    /// known, and each has a third.
    pub probability: [f64; 3],
    /// The value, in the indicator's unit.
    pub value: f64,
    /// Its interval, in the same unit.
    pub interval: Option<Interval>,
    /// How many persons the value rests on.
    pub n: u64,
}

impl fmt::Debug for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Placement").finish_non_exhaustive()
    }
}

/// Why a value cannot be placed at all. The value itself is not in the message: it may belong to a small group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The value lies outside the values the indicator can take.
    #[error(
        "the value for indicator {code} lies outside {lowest} to {highest}; check that the figures were made on that scale"
    )]
    OutsideScale {
        /// The indicator's code.
        code: String,
        /// The lowest possible value.
        lowest: Decimal,
        /// The highest possible value.
        highest: Decimal,
    },
    /// The sums are larger than any municipality's.
    #[error("the working days for indicator {code} are too many to be divided exactly; check the absence figures")]
    TooLarge {
        /// The indicator's code.
        code: String,
    },
}

/// Places the mean of a scale.
///
/// Formula:  the zone of the exact mean by [`Zones::place`]; the probability of each zone from a normal distribution
///           around the mean whose standard error is that of the mean's interval (half width / normal half width at
///           the interval's level, so a wider t interval for few answers stays as wide here).
/// Unknown:  `None` if the indicator is not about a scale, has no zones, or nobody has a score ("not measured").
/// Rounding: the zone is exact; the probabilities are f64.
pub fn benchmark(indicator: &Indicator, finding: &ScaleFinding) -> Result<Option<Placement>, PlaceError> {
    if !matches!(indicator.measure, Measure::ScaleMean(_)) {
        return Ok(None);
    }
    let Some(ratio) = finding.mean_ratio.as_ref() else { return Ok(None) };
    place(indicator, ratio, finding.mean.interval(), finding.n)
}

/// Places a sickness absence rate, given lost and agreed working days in any common unit, already summed.
///
/// Formula:  100 · lost / agreed percent, exact; certainty as in [`benchmark`], from the interval the caller brings
///           (see [`interval_between_months`]) and the number of employees.
/// Unknown:  `None` if the indicator is not about sickness absence, has no zones, or nothing was agreed.
/// Rounding: the zone is exact; the probabilities are f64.
pub fn benchmark_absence(
    indicator: &Indicator,
    lost: u128,
    agreed: u128,
    interval: Option<Interval>,
    employees: u64,
) -> Result<Option<Placement>, PlaceError> {
    if indicator.measure != Measure::SicknessAbsenceRate || agreed == 0 {
        return Ok(None);
    }
    let too_large = || PlaceError::TooLarge { code: indicator.code.clone() };
    let percent = lost.checked_mul(100).and_then(|lost| i128::try_from(lost).ok()).ok_or_else(too_large)?;
    let agreed = i128::try_from(agreed).map_err(|_| too_large())?;
    let ratio = Ratio::new(percent, agreed).ok_or_else(too_large)?;
    place(indicator, &ratio, interval, employees)
}

/// An interval for an absence rate in percent, from how much the months differ from each other.
///
/// Formula:  r = Σ lost / Σ agreed; e = lost − r · agreed in each of M months;
///           standard error = √(M / (M − 1) · Σ e²) / Σ agreed; r ± t(M − 1) · standard error, times 100, not below 0.
/// Shapes:   one pair of lost and agreed working days per month.
/// Unknown:  fewer than six months, or nothing agreed.
/// Meaning:  what months like these could have given. The season makes it wider; spells that last over several months
///           make it narrower than it should be. It is a guide, not a test.
/// Rounding: f64; the t quantile by expansion in 1 / (M − 1), relative error below 0.001 from six months on.
/// Source:   Cochran (1977), Sampling Techniques, ch. 6 (ratio estimator); Abramowitz and Stegun 26.7.5 (expansion).
#[must_use]
pub fn interval_between_months(months: &[(u128, u128)]) -> Option<Interval> {
    let count = u32::try_from(months.len()).ok().filter(|_| months.len() >= MONTHS_MIN)?;
    let months_as_f64 = || months.iter().map(|&(lost, agreed)| (lost as f64, agreed as f64));
    let lost: f64 = months_as_f64().map(|(lost, _)| lost).sum();
    let agreed: f64 = months_as_f64().map(|(_, agreed)| agreed).sum();
    if agreed <= 0.0 {
        return None;
    }
    let rate = lost / agreed;
    let squares: f64 = months_as_f64().map(|(lost, agreed)| (lost - rate * agreed).powi(2)).sum();
    let freedom = f64::from(count - 1);
    let standard_error = (f64::from(count) / freedom * squares).sqrt() / agreed;
    let half = t_half_width(normal::half_width(LEVEL)?, freedom) * standard_error;
    Some(Interval { low: 100.0 * (rate - half).max(0.0), high: 100.0 * (rate + half), level: LEVEL })
}

/// Student's quantile from the normal one.
fn t_half_width(z: f64, freedom: f64) -> f64 {
    let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
    z + (z3 + z) / (4.0 * freedom)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * freedom.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * freedom.powi(3))
}

fn place(
    indicator: &Indicator,
    ratio: &Ratio,
    interval: Option<Interval>,
    n: u64,
) -> Result<Option<Placement>, PlaceError> {
    if let Some(range) = indicator.range.filter(|range| !range.contains(ratio)) {
        return Err(PlaceError::OutsideScale {
            code: indicator.code.clone(),
            lowest: range.lowest,
            highest: range.highest,
        });
    }
    let Some(zones) = indicator.zones else { return Ok(None) };
    let zone = zones.place(ratio);
    let value = ratio.to_f64();
    let known = interval.and_then(|interval| probabilities(&zones, zone, value, interval));
    let probability = known.unwrap_or([1.0 / 3.0; 3]);
    let of_this_zone = match zone {
        Zone::Desired => probability[0],
        Zone::Accepted => probability[1],
        Zone::NotApproved => probability[2],
    };
    let certainty = match known {
        Some(_) if n >= N_MIN && of_this_zone >= CLEAR_FROM => Certainty::Clear,
        Some(_) if n >= N_MIN => Certainty::MayBeChance,
        _ => Certainty::TooFew,
    };
    Ok(Some(Placement { zone, certainty, probability, value, interval, n }))
}

/// The probability of each zone; `None` if the interval is not one around the value.
fn probabilities(zones: &Zones, zone: Zone, value: f64, interval: Interval) -> Option<[f64; 3]> {
    let half = (interval.high - value).max(value - interval.low);
    let standard_error = half / normal::half_width(interval.level)?;
    if !standard_error.is_finite() || standard_error < 0.0 {
        return None;
    }
    if standard_error <= 0.0 {
        return Some(Zone::ALL.map(|other| if other == zone { 1.0 } else { 0.0 }));
    }
    let below = |bound: Decimal| normal::probability_below((bound.to_f64() - value) / standard_error);
    let (desired, not_approved) = match zones.direction() {
        survey::Direction::HigherIsBetter => {
            (1.0 - below(zones.desired().bound()), below(zones.not_approved().bound()))
        }
        survey::Direction::LowerIsBetter => (below(zones.desired().bound()), 1.0 - below(zones.not_approved().bound())),
    };
    Some([desired, (1.0 - desired - not_approved).max(0.0), not_approved])
}
