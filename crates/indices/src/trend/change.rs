//! The change between two waves, with units as clusters: the persons are others, the units are the same.

use std::collections::BTreeMap;
use std::fmt;

use super::unit_wave::{UnitWave, merge};
use crate::aggregation::GroupMoments;
use crate::confidence::{two_sided, wald};
use crate::estimate::{Interval, LEVEL, Why};
use crate::exact_sum::ExactSum;

/// Of whom the change is the mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Every person counts once: the mean of everybody then and now. It moves also when large units grow.
    Persons,
    /// Every unit counts once, if it answered in both waves: the mean of the units' own changes.
    Units,
}

/// A change with its standard error.
#[derive(Clone, Copy, PartialEq)]
pub struct Change {
    /// Later minus earlier, in score points.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Units it rests on.
    pub units: u64,
    /// Degrees of freedom for t; nothing where the normal distribution is the reference.
    pub freedom: Option<f64>,
}

impl Change {
    /// The 95 % interval.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        wald(self.value, self.standard_error, self.freedom, LEVEL)
    }

    /// The smallest true change that a design like this one would have found in four of five cases: with less than this
    /// nothing found says little.
    ///
    /// Formula:  (t(0.975) + t(0.80)) · standard error, by the normal distribution without degrees of freedom.
    /// Unknown:  nothing without a standard error above nought.
    /// Source:   Bloom (1995), Evaluation Review 19, 547–556.
    ///
    /// ```
    /// use indices::trend::Change;
    ///
    /// let change = Change { value: 0.02, standard_error: 0.05, units: 300, freedom: None };
    /// assert!((change.detectable().unwrap() - 0.05 * (1.959_964 + 0.841_621)).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn detectable(&self) -> Option<f64> {
        if self.standard_error.is_nan() || self.standard_error <= 0.0 {
            return None;
        }
        // The ends of the intervals that leave 2.5 % and 20 % on either side of nought.
        let reach = |level| wald(0.0, self.standard_error, self.freedom, level).map(|interval| interval.high);
        Some(reach(LEVEL)? + reach(0.60)?)
    }

    /// The probability of a change at least this large, up or down, if nothing had changed; nothing without a standard
    /// error.
    #[must_use]
    pub fn p(&self) -> Option<f64> {
        if self.standard_error > 0.0 { Some(two_sided(self.value / self.standard_error, self.freedom)) } else { None }
    }
}

/// The change from one wave to another.
///
/// Formula:  persons: ȳ₂ − ȳ₁, variance K/(K − 1) Σ z², z of a unit its part of both deviations, Σ (y − ȳ₂)/N₂ −
///           Σ (y − ȳ₁)/N₁. Units: mean of the units' changes, variance s²/K.
/// Shapes:   cells of the same unit and wave are merged; `divisor` is the common denominator of the scores. For persons K
///           counts the units of either wave, for units those of both.
/// Units:    score points.
/// Unknown:  nobody in one of the waves, or no unit in both (`NoAnswers`); a single unit; sums beyond 128 bits.
/// Rounding: the deviations of each unit are integers until the last division.
/// Source:   Liang and Zeger (1986), Biometrika 73, 13–22; Kish (1965), Survey Sampling, chapter 12.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::trend::{Counting, UnitWave, change};
///
/// let cell = |unit, wave, scores: [i128; 2]| UnitWave {
///     unit,
///     wave,
///     scores: GroupMoments { n: 2, sum: scores.iter().sum(), squares: scores.iter().map(|y| y * y).sum() },
/// };
/// // Unit 0 goes from 2 to 3, unit 1 from 4 to 7: by 1 and by 3.
/// let cells = [cell(0, 1, [1, 3]), cell(1, 1, [4, 4]), cell(0, 2, [2, 4]), cell(1, 2, [6, 8])];
/// let units = change(&cells, 1, 1, 2, Counting::Units).unwrap();
/// assert_eq!((units.value, units.standard_error), (2.0, 1.0));
/// // With units of equal size it is the same for persons.
/// let persons = change(&cells, 1, 1, 2, Counting::Persons).unwrap();
/// assert_eq!((persons.value, persons.standard_error), (2.0, 1.0));
/// ```
pub fn change(cells: &[UnitWave], divisor: u64, from: usize, to: usize, counting: Counting) -> Result<Change, Why> {
    if divisor == 0 || from == to {
        return Err(Why::OutsideDomain);
    }
    let merged = merge(cells)?;
    let mut units: BTreeMap<usize, [Option<GroupMoments>; 2]> = BTreeMap::new();
    for ((unit, wave), scores) in merged {
        let [earlier, later] = units.entry(unit).or_default();
        if wave == from {
            *earlier = Some(scores);
        } else if wave == to {
            *later = Some(scores);
        }
    }
    let influences = match counting {
        Counting::Persons => of_persons(&units)?,
        Counting::Units => of_units(&units)?,
    };
    summary(&influences, divisor as f64)
}

/// The change, and the part each unit has in its deviation.
struct Influences {
    value: f64,
    units: Vec<f64>,
}

fn summary(influences: &Influences, divisor: f64) -> Result<Change, Why> {
    let units = influences.units.len() as f64;
    if influences.units.len() < 2 {
        return Err(Why::SingleUnit);
    }
    let squares: f64 = influences.units.iter().map(|part| part * part).sum();
    Ok(Change {
        value: influences.value / divisor,
        standard_error: (units / (units - 1.0) * squares).sqrt() / divisor,
        units: u64::try_from(influences.units.len()).map_err(|_| Why::TooLarge)?,
        freedom: Some(units - 1.0),
    })
}

/// Persons and sum of one wave.
fn totals<'a>(cells: impl Iterator<Item = &'a GroupMoments>) -> Result<(u64, i128), Why> {
    let (mut n, mut sum) = (0_u64, 0_i128);
    for scores in cells {
        n = n.checked_add(scores.n).ok_or(Why::TooLarge)?;
        sum = sum.checked_add(scores.sum).ok_or(Why::TooLarge)?;
    }
    if n == 0 { Err(Why::NoAnswers) } else { Ok((n, sum)) }
}

fn of_persons(units: &BTreeMap<usize, [Option<GroupMoments>; 2]>) -> Result<Influences, Why> {
    let (n_from, sum_from) = totals(units.values().filter_map(|[earlier, _]| earlier.as_ref()))?;
    let (n_to, sum_to) = totals(units.values().filter_map(|[_, later]| later.as_ref()))?;
    // (N T − n S) / N²: a unit's deviation from the mean of the wave, over the persons of the wave.
    let part = |scores: &Option<GroupMoments>, n: u64, sum: i128| {
        let Some(scores) = scores else { return Some(0.0) };
        let own = i128::from(n).checked_mul(scores.sum)?;
        let deviation = own.checked_sub(i128::from(scores.n).checked_mul(sum)?)?;
        Some(deviation as f64 / (n as f64 * n as f64))
    };
    let mut parts = Vec::new();
    for [earlier, later] in units.values().filter(|waves| waves.iter().any(Option::is_some)) {
        let now = part(later, n_to, sum_to).ok_or(Why::TooLarge)?;
        parts.push(now - part(earlier, n_from, sum_from).ok_or(Why::TooLarge)?);
    }
    let difference = ExactSum::of_fraction(sum_to, n_to)
        .zip(ExactSum::of_fraction(sum_from, n_from))
        .and_then(|(now, then)| now.subtract(then));
    Ok(Influences { value: difference.ok_or(Why::TooLarge)?.to_f64(), units: parts })
}

fn of_units(units: &BTreeMap<usize, [Option<GroupMoments>; 2]>) -> Result<Influences, Why> {
    let both = units.values().filter_map(|[earlier, later]| earlier.zip(*later));
    let own = |(earlier, later): (GroupMoments, GroupMoments)| {
        ExactSum::of_fraction(later.sum, later.n)?.subtract(ExactSum::of_fraction(earlier.sum, earlier.n)?)
    };
    let changes: Vec<f64> =
        both.map(|pair| own(pair).map(ExactSum::to_f64)).collect::<Option<_>>().ok_or(Why::TooLarge)?;
    if changes.is_empty() {
        return Err(Why::NoAnswers);
    }
    let units = changes.len() as f64;
    let mean = changes.iter().map(|change| change / units).sum::<f64>();
    Ok(Influences { value: mean, units: changes.iter().map(|change| (change - mean) / units).collect() })
}

/// Reveals nothing.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Change(..)")
    }
}
