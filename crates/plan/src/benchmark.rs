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

/// Places the mean of a scale, or the share of people with a favourable score on it.
///
/// Formula:  the zone of the exact mean (or of 100 · favourable / n) by [`Zones::place`]; the probability of each zone
///           from a normal distribution around it whose standard error is that of its interval (half width / normal half
///           width at the interval's level, so a wider t interval for few answers stays as wide here).
/// Unknown:  `None` if the indicator is about something else, has no zones, or nobody has a score ("not measured").
/// Rounding: the zone is exact; the probabilities are f64.
pub fn benchmark(indicator: &Indicator, finding: &ScaleFinding) -> Result<Option<Placement>, PlaceError> {
    match indicator.measure {
        Measure::ScaleMean(_) => {
            let Some(ratio) = finding.mean_ratio.as_ref() else { return Ok(None) };
            place(indicator, ratio, finding.mean.interval(), finding.n)
        }
        Measure::FavourableShare(_) => {
            let Some(ratio) = favourable_percent(finding) else { return Ok(None) };
            let percent = |Interval { low, high, level }| Interval { low: 100.0 * low, high: 100.0 * high, level };
            place(indicator, &ratio, finding.favourable.interval().map(percent), finding.n)
        }
        _ => Ok(None),
    }
}

/// The favourable share in percent, exactly. The finding holds the rounded quotient of two whole numbers below 2^50, of
/// which the lower is known: the upper is the nearest whole number to their product.
#[expect(clippy::cast_possible_truncation, reason = "the product is a whole number of people")]
fn favourable_percent(finding: &ScaleFinding) -> Option<Ratio> {
    let share = finding.favourable.value()?;
    let favourable = (share * finding.n as f64).round();
    Ratio::new((favourable as i128).checked_mul(100)?, i128::from(finding.n))
}

/// Places a sickness absence rate, given lost and agreed working days in any common unit, already summed.
///
/// Formula:  100 · lost / agreed percent, exact (for presence 100 less that, and the interval turned); certainty as in [`benchmark`], from the interval the caller brings
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
    let is_presence = indicator.measure == Measure::PresenceRate;
    if (indicator.measure != Measure::SicknessAbsenceRate && !is_presence) || agreed == 0 {
        return Ok(None);
    }
    let too_large = || PlaceError::TooLarge { code: indicator.code.clone() };
    let counted = if is_presence { agreed.saturating_sub(lost) } else { lost };
    let percent = counted.checked_mul(100).and_then(|lost| i128::try_from(lost).ok()).ok_or_else(too_large)?;
    let agreed = i128::try_from(agreed).map_err(|_| too_large())?;
    let ratio = Ratio::new(percent, agreed).ok_or_else(too_large)?;
    let turned = |Interval { low, high, level }| Interval { low: 100.0 - high, high: 100.0 - low, level };
    place(indicator, &ratio, if is_presence { interval.map(turned) } else { interval }, employees)
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
    Ok(indicator.zones.map(|zones| zones.placement(ratio, interval, n)))
}

impl Zones {
    /// Places an exact value of any kind.
    ///
    /// Formula:  as [`benchmark`]: the zone of the exact value; the probabilities from a normal distribution around it
    ///           whose standard error is that of the interval.
    /// Shapes:   `n` people (or employees) behind the value; fewer than five are too few to say anything.
    /// Unknown:  without an interval, each zone has a third, and nothing is said about how sure the zone is.
    /// Rounding: the zone is exact; the probabilities are f64.
    #[must_use]
    pub fn placement(&self, exact: &Ratio, interval: Option<Interval>, n: u64) -> Placement {
        let zone = self.place(exact);
        let value = exact.to_f64();
        let known = interval.and_then(|interval| probabilities(self, zone, value, interval));
        let probability = known.unwrap_or([1.0 / 3.0; 3]);
        let certainty = match known {
            Some(_) if n >= N_MIN => Certainty::of(zone, probability),
            _ => Certainty::TooFew,
        };
        Placement { zone, certainty, probability, value, interval, n }
    }

    /// The probability of each zone (desired, accepted, not approved) where the value is spread around `mean` as a
    /// normal distribution with this standard deviation; none where either is not a number. A deviation of nought leaves
    /// the zone of the mean.
    ///
    /// Rounding: absolute error below 10^-14.
    #[must_use]
    pub fn probabilities(&self, mean: f64, sd: f64) -> Option<[f64; 3]> {
        if !mean.is_finite() || !sd.is_finite() || sd < 0.0 {
            return None;
        }
        if sd <= 0.0 {
            let zone = self.place_f64(mean);
            return Some(Zone::ALL.map(|other| if other == zone { 1.0 } else { 0.0 }));
        }
        let below = |bound: Decimal| normal::probability_below((bound.to_f64() - mean) / sd);
        let (desired, not_approved) = match self.direction() {
            survey::Direction::HigherIsBetter => {
                (1.0 - below(self.desired().bound()), below(self.not_approved().bound()))
            }
            survey::Direction::LowerIsBetter => {
                (below(self.desired().bound()), 1.0 - below(self.not_approved().bound()))
            }
        };
        Some([desired, (1.0 - desired - not_approved).max(0.0), not_approved])
    }
}

impl Certainty {
    /// How sure a zone is that has its part of these probabilities.
    #[must_use]
    pub fn of(zone: Zone, [desired, accepted, not_approved]: [f64; 3]) -> Certainty {
        let of_this_zone = match zone {
            Zone::Desired => desired,
            Zone::Accepted => accepted,
            Zone::NotApproved => not_approved,
        };
        if of_this_zone >= CLEAR_FROM { Certainty::Clear } else { Certainty::MayBeChance }
    }
}

/// The probability of each zone; `None` if the interval is not one around the value.
fn probabilities(zones: &Zones, zone: Zone, value: f64, interval: Interval) -> Option<[f64; 3]> {
    let standard_error = standard_error(value, interval)?;
    if standard_error <= 0.0 {
        return Some(Zone::ALL.map(|other| if other == zone { 1.0 } else { 0.0 }));
    }
    zones.probabilities(value, standard_error)
}

/// The standard error that an interval around a value was made of, as if it were a normal one; the longer side counts.
#[must_use]
pub fn standard_error(value: f64, interval: Interval) -> Option<f64> {
    let half = (interval.high - value).max(value - interval.low);
    let standard_error = half / normal::half_width(interval.level)?;
    (standard_error.is_finite() && standard_error >= 0.0).then_some(standard_error)
}
