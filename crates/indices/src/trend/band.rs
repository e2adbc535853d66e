//! A band that holds the whole course of an effect at once, by reweighting the units at random.

use std::collections::BTreeMap;

use super::effects::StaggeredEffects;
use crate::estimate::{Interval, LEVEL, Why};
use crate::generator::scattered;

/// Fewer draws leave the quantile to chance.
const DRAWS_MIN: u32 = 100;
/// More draws change nothing that is shown.
const DRAWS_MAX: u32 = 100_000;

impl StaggeredEffects {
    /// Intervals for all event times which together hold the truth with a probability of 95 %, unlike the intervals of
    /// single effects, of which one in twenty misses.
    ///
    /// Formula:  effect ± c · standard error, c the 95 % quantile over draws of the largest of |Σ ± influence| / standard
    ///           error over the event times, the signs drawn for each unit (multiplier bootstrap).
    /// Shapes:   the event times with a known standard error above nought; 100 to 100,000 draws.
    /// Units:    score points.
    /// Unknown:  another number of draws is outside the domain; no such event time (`NotIdentified`).
    /// Rounding: the same seed gives the same band; two seeds differ by the noise of the draws.
    /// Source:   Callaway and Sant'Anna (2021), algorithm 1; signs by SplitMix64 (Steele, Lea and Flood 2014).
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use indices::aggregation::GroupMoments;
    /// use indices::trend::{Comparison, UnitWave, staggered_effects};
    ///
    /// let mut cells = Vec::new();
    /// for (unit, means) in [[1, 3], [3, 4], [2, 7], [4, 11]].into_iter().enumerate() {
    ///     for (wave, mean) in (1..).zip(means) {
    ///         cells.push(UnitWave { unit, wave, scores: GroupMoments { n: 1, sum: mean, squares: mean * mean } });
    ///     }
    /// }
    /// let effects = staggered_effects(&cells, 1, &BTreeMap::from([(2, 2), (3, 2)]), Comparison::NeverTreated).unwrap();
    /// // A single event time: the band is around its effect, and the seed settles the draws.
    /// let band = effects.uniform_band(500, 7).unwrap()[&0];
    /// assert!((band.low + band.high - 2.0 * effects.at_event_time(0).unwrap().value).abs() < 1e-12);
    /// assert!(effects.uniform_band(500, 7).unwrap()[&0] == band);
    /// ```
    pub fn uniform_band(&self, draws: u32, seed: u64) -> Result<BTreeMap<i64, Interval>, Why> {
        if !(DRAWS_MIN..=DRAWS_MAX).contains(&draws) {
            return Err(Why::OutsideDomain);
        }
        let times = self.event_times().into_iter().filter_map(|time| {
            let (effect, influences) = self.event_influences(time).ok()?;
            if effect.standard_error > 0.0 { Some((time, effect, influences)) } else { None }
        });
        let times: Vec<_> = times.collect();
        if times.is_empty() {
            return Err(Why::NotIdentified);
        }
        let mut largest: Vec<f64> = (0..draws)
            .map(|draw| {
                let of_time = times.iter().map(|(_, effect, influences)| {
                    let sum: f64 = influences.iter().map(|(unit, part)| sign(seed, draw, *unit) * part).sum();
                    sum.abs() / effect.standard_error
                });
                of_time.fold(0.0, f64::max)
            })
            .collect();
        largest.sort_by(f64::total_cmp);
        let below = largest.len() * 95 / 100;
        let critical = largest.get(below).copied().ok_or(Why::NotIdentified)?;
        let interval = |(time, effect, _): (i64, super::Change, BTreeMap<usize, f64>)| {
            let reach = critical * effect.standard_error;
            (time, Interval { low: effect.value - reach, high: effect.value + reach, level: LEVEL })
        };
        Ok(times.into_iter().map(interval).collect())
    }
}

/// Plus or minus one, from seed, draw and unit alone: the order of units does not matter.
fn sign(seed: u64, draw: u32, unit: usize) -> f64 {
    let mixed = scattered(scattered(seed ^ u64::from(draw)).wrapping_add(unit as u64));
    if mixed >> 63 == 0 { 1.0 } else { -1.0 }
}
