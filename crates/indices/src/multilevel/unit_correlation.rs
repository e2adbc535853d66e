//! How the means of two scores go together from unit to unit.

use std::fmt;

use super::between_within::{PairedScores, between_within};
use super::sizes::Centre;
use crate::aggregation::GroupMoments;
use crate::confidence::{fisher_error, fisher_interval};
use crate::covariance::correlation;
use crate::distribution::f_upper;
use crate::estimate::{Estimate, Interval, Known, Why};
use crate::ratio::Ratio;

/// Correlations of the unit means of two scores. A correlation of units says nothing of persons.
#[derive(Clone, Copy, PartialEq)]
pub struct UnitCorrelation {
    /// Units with answers.
    pub units: u64,
    /// Pearson's r, every unit alike, with Fisher's interval (from four units up).
    pub pearson: Estimate,
    /// t of that r, on K − 2 degrees of freedom.
    pub t: Estimate,
    /// Two-sided p-value of that t.
    pub p: Estimate,
    /// Pearson's r, each unit as heavy as it has persons: WABA's r between.
    pub size_weighted: Estimate,
    /// Spearman's ρ, with mean ranks for ties.
    pub spearman: Estimate,
    /// Kendall's τ-b.
    pub kendall: Estimate,
}

/// The correlations of unit means of two scores that the same persons have.
///
/// For columns of other numbers of units see [`crate::association::unit_correlation`].
///
/// Formula:  Pearson's r of ȳ and x̄; z = artanh r ± 1.96 / √(K − 3); t = r √((K − 2)/(1 − r²)).
/// Shapes:   K units, the empty ones left out. `n` of each estimate is K.
/// Units:    dimensionless; the denominators of the scores do not matter.
/// Unknown:  nobody, a single unit; no differences between units; t and p for fewer than three units or |r| = 1;
///           the size-weighted r as in [`between_within`].
/// Rounding: means are compared and ranked as exact fractions, and measured from the mean of all before rounding.
/// Source:   Fisher (1921), Metron 1, 3–32; Kendall (1945), Biometrika 33, 239–251; R `cor.test`, `cor`, `cov.wt`.
///
/// ```
/// use indices::multilevel::{PairedScores, unit_correlation};
///
/// let unit = |x, y| PairedScores { n: 1, sum_x: x, sum_y: y, squares_x: x * x, squares_y: y * y, products: x * y };
/// // Means (1, 1), (2, 3), (3, 2): r = 1/2; of three pairs two are concordant and one is not: τ = 1/3.
/// let found = unit_correlation(&[unit(1, 1), unit(2, 3), unit(3, 2)]).unwrap();
/// let close = |found: indices::Estimate, expected: f64| (found.value().unwrap() - expected).abs() < 1e-15;
/// assert!(close(found.pearson, 0.5) && close(found.spearman, 0.5) && close(found.kendall, 1.0 / 3.0));
/// ```
pub fn unit_correlation(pairs: &[PairedScores]) -> Result<UnitCorrelation, Why> {
    let answered: Vec<PairedScores> = pairs.iter().filter(|pair| pair.n > 0).copied().collect();
    let units = u64::try_from(answered.len()).map_err(|_| Why::TooLarge)?;
    match units {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::SingleUnit),
        _ => {}
    }
    let x: Vec<GroupMoments> = answered.iter().map(PairedScores::x).collect();
    let y: Vec<GroupMoments> = answered.iter().map(PairedScores::y).collect();
    let (x_ranks, y_ranks) = (ranks(&x).ok_or(Why::TooLarge)?, ranks(&y).ok_or(Why::TooLarge)?);
    let varied = |value: Option<f64>| match value {
        Some(value) => Estimate::known(value, units, None),
        None => Estimate::Unknown(Why::NoVariance),
    };
    let tied = all_alike(&x_ranks) || all_alike(&y_ranks);
    let r = if tied { None } else { Some(pearson(&x, &y).ok_or(Why::TooLarge)?) };
    let degrees = (units as f64) - 2.0;
    let t = r.ok_or(Why::NoVariance).and_then(|r| {
        let t = r * (degrees / (1.0 - r * r)).sqrt();
        let defined = units > 2 && t.is_finite();
        if defined { Ok(Known { value: t, n: units, interval: None }) } else { Err(Why::TooFewAnswers { needed: 3 }) }
    });
    Ok(UnitCorrelation {
        units,
        pearson: r.map_or(Estimate::Unknown(Why::NoVariance), |r| {
            Estimate::known(r, units, fisher_error(units).and_then(|error| fisher_interval(r, error)))
        }),
        t: t.into(),
        p: t.map(|t| Known { value: f_upper(t.value * t.value, 1.0, degrees), ..t }).into(),
        size_weighted: between_within(&answered).map_or_else(Estimate::Unknown, |parts| parts.r_between),
        spearman: varied(spearman(&x_ranks, &y_ranks)),
        kendall: varied(kendall(&x_ranks, &y_ranks)),
    })
}

/// A correlation of unit means as it would be if the means were known without error: r / √(ICC(2) of x · ICC(2) of y).
///
/// Units:    dimensionless; above 1 in size where the reliabilities are too low for the r found, and then not cut.
/// Unknown:  as the correlation; a reliability outside (0, 1].
/// Source:   Bliese (1998), Organizational Research Methods 1, 355–373.
///
/// ```
/// use indices::Estimate;
/// use indices::multilevel::{PairedScores, corrected_for_unreliability, unit_correlation};
///
/// let unit = |x, y| PairedScores { n: 1, sum_x: x, sum_y: y, squares_x: x * x, squares_y: y * y, products: x * y };
/// let r = unit_correlation(&[unit(1, 1), unit(2, 3), unit(3, 2)]).unwrap().pearson;
/// // 1/2 over √(1 · 1/4).
/// assert!((corrected_for_unreliability(&r, 1.0, 0.25).value().unwrap() - 1.0).abs() < 1e-15);
/// assert!(corrected_for_unreliability(&r, 1.0, 0.0).value().is_none());
/// ```
#[must_use]
pub fn corrected_for_unreliability(r: &Estimate, icc2_x: f64, icc2_y: f64) -> Estimate {
    let reliable = |value: f64| value > 0.0 && value <= 1.0;
    let known = match r {
        Estimate::Known(known) => known,
        Estimate::Unknown(why) => return Estimate::Unknown(*why),
    };
    if !reliable(icc2_x) || !reliable(icc2_y) {
        return Estimate::Unknown(Why::OutsideDomain);
    }
    let factor = 1.0 / (icc2_x.sqrt() * icc2_y.sqrt());
    let interval = known.interval.map(|i| Interval { low: i.low * factor, high: i.high * factor, level: i.level });
    Estimate::known(known.value * factor, known.n, interval)
}

/// Pearson's r of unit means, both of which differ.
fn pearson(x: &[GroupMoments], y: &[GroupMoments]) -> Option<f64> {
    let offsets = |groups: &[GroupMoments]| {
        let centre = Centre::of(groups, 1)?;
        groups.iter().map(|group| centre.offset(group.sum, i128::from(group.n))).collect::<Option<Vec<f64>>>()
    };
    let centred = |values: Vec<f64>| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.into_iter().map(|value| value - mean).collect::<Vec<f64>>()
    };
    let (x, y) = (centred(offsets(x)?), centred(offsets(y)?));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    Some((product(&x, &y) / (product(&x, &x).sqrt() * product(&y, &y).sqrt())).clamp(-1.0, 1.0))
}

/// For each unit, how many distinct means lie below its own, and twice its mean rank.
struct Rank {
    below: usize,
    doubled: i128,
}

/// Ranks by exact comparison.
fn ranks(groups: &[GroupMoments]) -> Option<Vec<Rank>> {
    let means =
        groups.iter().map(|group| Ratio::new(group.sum, i128::from(group.n))).collect::<Option<Vec<Ratio>>>()?;
    let mut order: Vec<(usize, Ratio)> = means.into_iter().enumerate().collect();
    order.sort_by_key(|(_, mean)| *mean);
    let mut ranked: Vec<(usize, Rank)> = Vec::with_capacity(order.len());
    for (below, alike) in order.chunk_by(|(_, a), (_, b)| a == b).enumerate() {
        // Ranks p + 1 to p + t: twice their mean is 2p + t + 1.
        let (before, ties) = (i128::try_from(ranked.len()).ok()?, i128::try_from(alike.len()).ok()?);
        ranked.extend(alike.iter().map(|(unit, _)| (*unit, Rank { below, doubled: 2 * before + ties + 1 })));
    }
    ranked.sort_unstable_by_key(|(unit, _)| *unit);
    Some(ranked.into_iter().map(|(_, rank)| rank).collect())
}

fn all_alike(ranks: &[Rank]) -> bool {
    ranks.iter().all(|rank| rank.below == 0)
}

/// Pearson's r of the mean ranks, whose sums are integers.
fn spearman(x: &[Rank], y: &[Rank]) -> Option<f64> {
    let units = i128::try_from(x.len()).ok()?;
    let mean = units.checked_add(1)?;
    let product = |a: &[Rank], b: &[Rank]| -> i128 {
        a.iter().zip(b).map(|(a, b)| (a.doubled - mean) * (b.doubled - mean)).sum()
    };
    correlation(product(x, y), product(x, x), product(y, y))
}

/// τ-b: concordant less discordant pairs, over the geometric mean of the pairs untied in x and in y.
fn kendall(x: &[Rank], y: &[Rank]) -> Option<f64> {
    let mut units: Vec<(usize, usize)> = x.iter().zip(y).map(|(x, y)| (x.below, y.below)).collect();
    units.sort_unstable();
    let mut seen = CountsBelow::new(units.len());
    let mut surplus = 0_i128;
    let mut earlier = 0_i128;
    for alike in units.chunk_by(|(a, _), (b, _)| a == b) {
        for (_, y) in alike {
            surplus += seen.below(*y) - (earlier - seen.below(y + 1));
        }
        alike.iter().for_each(|(_, y)| seen.add(*y));
        earlier += i128::try_from(alike.len()).ok()?;
    }
    correlation(surplus, untied(x)?, untied(y)?)
}

/// Pairs of units whose ranks differ.
fn untied(ranks: &[Rank]) -> Option<i128> {
    let pairs = |count: i128| count * (count - 1) / 2;
    let mut sizes = vec![0_i128; ranks.len()];
    for rank in ranks {
        *sizes.get_mut(rank.below)? += 1;
    }
    Some(pairs(i128::try_from(ranks.len()).ok()?) - sizes.into_iter().map(pairs).sum::<i128>())
}

/// How many of the numbers added so far lie below a given one: a Fenwick tree.
struct CountsBelow {
    partial: Vec<i128>,
}

impl CountsBelow {
    fn new(numbers: usize) -> Self {
        Self { partial: vec![0; numbers + 1] }
    }

    fn add(&mut self, number: usize) {
        let mut position = number + 1;
        while let Some(count) = self.partial.get_mut(position) {
            *count += 1;
            position += position & position.wrapping_neg();
        }
    }

    fn below(&self, number: usize) -> i128 {
        let mut position = number;
        let mut count = 0;
        while position > 0 {
            count += self.partial.get(position).copied().unwrap_or_default();
            position &= position - 1;
        }
        count
    }
}

/// Reveals nothing.
impl fmt::Debug for UnitCorrelation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitCorrelation(..)")
    }
}
