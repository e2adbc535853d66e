//! Difference in differences: did those who were treated change more than those who were not?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::change::Change;
use super::unit_wave::{UnitWave, added, merge, scatter};
use crate::aggregation::GroupMoments;
use crate::association::{Coefficient, coefficients};
use crate::estimate::Why;
use crate::exact_sum::ExactSum;

/// The scores before and after, of those who were treated and of those who were not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TwoByTwo {
    /// Not treated, before.
    pub control_before: GroupMoments,
    /// Not treated, after.
    pub control_after: GroupMoments,
    /// To be treated, before.
    pub treated_before: GroupMoments,
    /// Treated, after.
    pub treated_after: GroupMoments,
}

/// The regression on treated, after and both, in closed form.
#[derive(Clone, PartialEq)]
pub struct DifferenceInDifferences {
    /// Intercept, after, treated, and the difference in differences, with the standard errors of least squares: equal
    /// variances, independent persons.
    pub classical: Vec<Coefficient>,
    /// The same estimates with standard errors that allow unequal variances (HC1); still independent persons.
    pub robust: Vec<Coefficient>,
}

impl TwoByTwo {
    /// Adds up the cells of units; units without a place in `treated` are the others, waves from `first_after` on are
    /// after.
    ///
    /// Unknown:  sums beyond 128 bits.
    pub fn of_units(cells: &[UnitWave], treated: &BTreeSet<usize>, first_after: usize) -> Result<Self, Why> {
        let nobody = GroupMoments { n: 0, sum: 0, squares: 0 };
        let mut own =
            Self { control_before: nobody, control_after: nobody, treated_before: nobody, treated_after: nobody };
        for cell in cells {
            let total = match (treated.contains(&cell.unit), cell.wave >= first_after) {
                (false, false) => &mut own.control_before,
                (false, true) => &mut own.control_after,
                (true, false) => &mut own.treated_before,
                (true, true) => &mut own.treated_after,
            };
            *total = added(total, &cell.scores).ok_or(Why::TooLarge)?;
        }
        Ok(own)
    }

    fn cells(&self) -> [&GroupMoments; 4] {
        [&self.control_before, &self.control_after, &self.treated_before, &self.treated_after]
    }
}

/// How each coefficient is made of the four means, in the order of `TwoByTwo::cells`.
const CONTRASTS: [(&str, [i128; 4]); 4] = [
    ("(Intercept)", [1, 0, 0, 0]),
    ("after", [-1, 1, 0, 0]),
    ("treated", [-1, 0, 1, 0]),
    ("after:treated", [1, -1, -1, 1]),
];

/// Difference in differences of four groups of different persons.
///
/// Formula:  (ȳ treated after − ȳ treated before) − (ȳ control after − ȳ control before). Classical variance s² Σ 1/n, s²
///           the pooled variance on N − 4; robust variance N/(N − 4) Σ over cells of Σ (y − ȳ)²/n².
/// Shapes:   four cells; `divisor` is the common denominator of the scores.
/// Units:    score points.
/// Unknown:  a cell without anybody (`EmptyCell`); fewer than five persons (`TooFewAnswers`); everybody alike within cells
///           (`NoVariance`); sums beyond 128 bits.
/// Rounding: each contrast of means is summed exactly to 64 binary places; the scatter of a cell is an integer.
/// Source:   Card and Krueger (1994), American Economic Review 84, 772–793; R `lm(y ~ after * treated)`, `sandwich`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::trend::{TwoByTwo, difference_in_differences};
///
/// let pair = |low: i128, high: i128| GroupMoments { n: 2, sum: low + high, squares: low * low + high * high };
/// // From 2 to 3 without, from 2 to 5 with: a difference of 2. Each cell has variance 2.
/// let cells = TwoByTwo {
///     control_before: pair(1, 3),
///     control_after: pair(2, 4),
///     treated_before: pair(1, 3),
///     treated_after: pair(4, 6),
/// };
/// let did = difference_in_differences(&cells, 1).unwrap();
/// assert_eq!((did.classical[3].estimate, did.classical[3].standard_error), (2.0, 2.0));
/// // 8/4 · 4 · 2/4.
/// assert_eq!(did.robust[3].standard_error, 2.0);
/// ```
pub fn difference_in_differences(cells: &TwoByTwo, divisor: u64) -> Result<DifferenceInDifferences, Why> {
    if divisor == 0 {
        return Err(Why::OutsideDomain);
    }
    let groups = cells.cells();
    if groups.iter().any(|group| group.n == 0) {
        return Err(Why::EmptyCell);
    }
    let persons = groups.iter().try_fold(0_u64, |n, group| n.checked_add(group.n)).ok_or(Why::TooLarge)?;
    let freedom = persons.checked_sub(4).filter(|freedom| *freedom > 0).ok_or(Why::TooFewAnswers { needed: 5 })?;
    let scatters: Vec<f64> = groups.iter().map(|group| scatter(group)).collect::<Option<_>>().ok_or(Why::TooLarge)?;
    let (persons, freedom, divisor) = (persons as f64, freedom as f64, divisor as f64);
    let scale = divisor * divisor;
    let pooled = scatters.iter().sum::<f64>() / freedom / scale;
    if pooled <= 0.0 {
        return Err(Why::NoVariance);
    }
    let size = |group: &&GroupMoments| group.n as f64;
    let classical: Vec<f64> = groups.iter().map(|group| pooled / size(group)).collect();
    let unequal = |(group, scatter): (&&GroupMoments, &f64)| persons / freedom * scatter / size(group).powi(2) / scale;
    let robust: Vec<f64> = groups.iter().zip(&scatters).map(unequal).collect();
    let estimates = CONTRASTS
        .iter()
        .map(|(_, signs)| contrast(&groups, signs).map(|sum| sum.to_f64() / divisor).ok_or(Why::TooLarge))
        .collect::<Result<Vec<f64>, Why>>()?;
    Ok(DifferenceInDifferences {
        classical: named(&estimates, &classical, freedom)?,
        robust: named(&estimates, &robust, freedom)?,
    })
}

/// Σ ± T/n.
fn contrast(groups: &[&GroupMoments; 4], signs: &[i128; 4]) -> Option<ExactSum> {
    groups.iter().zip(signs).try_fold(ExactSum::ZERO, |total, (group, sign)| {
        total.add(ExactSum::of_fraction(group.sum.checked_mul(*sign)?, group.n)?)
    })
}

/// Coefficients from the variances of the four means.
fn named(estimates: &[f64], variances: &[f64], freedom: f64) -> Result<Vec<Coefficient>, Why> {
    let names: Vec<String> = CONTRASTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let variance = |(_, signs): &(&str, [i128; 4])| {
        signs.iter().zip(variances).filter(|(sign, _)| **sign != 0).map(|(_, variance)| variance).sum()
    };
    let diagonal = DMatrix::from_diagonal(&DVector::from_iterator(4, CONTRASTS.iter().map(variance)));
    coefficients(&names, &DVector::from_column_slice(estimates), &diagonal, Some(freedom))
}

/// Difference in differences with units as clusters: persons of a unit are alike, and a unit is treated as a whole.
///
/// Formula:  the estimate of [`difference_in_differences`]; variance K/(K − 1) (N − 1)/(N − 4) Σ z², z of a unit the sum over
///           the four cells of ± Σ (y − cell mean)/n over its persons; t on K − 1.
/// Shapes:   K units, N persons; cells of the same unit and wave are merged.
/// Units:    score points.
/// Unknown:  as [`difference_in_differences`]; fewer than two units among the treated or among the others (`SingleUnit`),
///           since then nothing says how much a unit moves on its own.
/// Rounding: floats after the exact estimate.
/// Source:   Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119, 249–275;
///           R `sandwich::vcovCL` (its default, HC1-like).
///
/// ```
/// use std::collections::BTreeSet;
/// use indices::aggregation::GroupMoments;
/// use indices::trend::{UnitWave, difference_in_differences_of_units};
///
/// let cell = |unit, wave, low: i128| UnitWave {
///     unit,
///     wave,
///     scores: GroupMoments { n: 2, sum: 2 * low + 2, squares: low * low + (low + 2) * (low + 2) },
/// };
/// // Units 0 and 1 rise by 1 and 3, units 2 and 3, which are treated, by 4 and 6.
/// let cells = [
///     cell(0, 1, 1), cell(0, 2, 2), cell(1, 1, 1), cell(1, 2, 4),
///     cell(2, 1, 1), cell(2, 2, 5), cell(3, 1, 1), cell(3, 2, 7),
/// ];
/// let did = difference_in_differences_of_units(&cells, 1, &BTreeSet::from([2, 3]), 2).unwrap();
/// assert_eq!(did.value, 3.0);
/// // Each unit is half a point off its side's mean, so Σ z² is 1; times 4/3 and 15/12.
/// assert!((did.standard_error - (4.0 / 3.0 * 15.0 / 12.0_f64).sqrt()).abs() < 1e-14);
/// ```
pub fn difference_in_differences_of_units(
    cells: &[UnitWave],
    divisor: u64,
    treated: &BTreeSet<usize>,
    first_after: usize,
) -> Result<Change, Why> {
    let merged = merge(cells)?;
    let cells: Vec<UnitWave> =
        merged.into_iter().map(|((unit, wave), scores)| UnitWave { unit, wave, scores }).collect();
    let groups = TwoByTwo::of_units(&cells, treated, first_after)?;
    let own = difference_in_differences(&groups, divisor)?;
    let units: BTreeSet<usize> = cells.iter().map(|cell| cell.unit).collect();
    let count = |with: bool| units.iter().filter(|unit| treated.contains(*unit) == with).count();
    if count(true) < 2 || count(false) < 2 {
        return Err(Why::SingleUnit);
    }
    let mut parts: BTreeMap<usize, f64> = BTreeMap::new();
    for cell in &cells {
        let (group, sign) = match (treated.contains(&cell.unit), cell.wave >= first_after) {
            (false, false) => (&groups.control_before, 1.0),
            (false, true) => (&groups.control_after, -1.0),
            (true, false) => (&groups.treated_before, -1.0),
            (true, true) => (&groups.treated_after, 1.0),
        };
        let n = group.n as f64;
        let deviation = cell.scores.sum as f64 - cell.scores.n as f64 * (group.sum as f64 / n);
        *parts.entry(cell.unit).or_default() += sign * deviation / n;
    }
    let persons: f64 = groups.cells().iter().map(|group| group.n as f64).sum();
    let clusters = units.len() as f64;
    let squares: f64 = parts.values().map(|part| part * part).sum();
    let variance = clusters / (clusters - 1.0) * (persons - 1.0) / (persons - 4.0) * squares;
    let value = own.classical.last().ok_or(Why::NoAnswers)?.estimate;
    Ok(Change {
        value,
        standard_error: variance.sqrt() / divisor as f64,
        units: u64::try_from(units.len()).map_err(|_| Why::TooLarge)?,
        freedom: Some(clusters - 1.0),
    })
}

/// Reveals nothing.
impl fmt::Debug for TwoByTwo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TwoByTwo(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for DifferenceInDifferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DifferenceInDifferences(..)")
    }
}
