//! Whether units differ where their variances do too, or where only the order of the answers counts.

use std::collections::BTreeMap;
use std::fmt;

use super::sizes::Centre;
use crate::aggregation::GroupMoments;
use crate::distribution::{chi_squared_upper, f_upper};
use crate::estimate::Why;

/// A test of a difference between units.
#[derive(Clone, Copy, PartialEq)]
pub struct UnitTest {
    /// F or χ².
    pub statistic: f64,
    /// Degrees of freedom (of the numerator).
    pub df: f64,
    /// Degrees of freedom of the denominator, for an F.
    pub df_denominator: Option<f64>,
    /// How likely chance gives as large a statistic.
    pub p: f64,
}

/// Welch's test of equal unit means without equal variances.
///
/// Formula:  w = n/s², m = Σ w ȳ / Σ w, Λ = Σ (1 − w/Σw)²/(n − 1) / (K² − 1);
///           F = Σ w (ȳ − m)² / ((K − 1)(1 + 2(K − 2)Λ)) on K − 1 and 1/(3Λ) degrees.
/// Shapes:   K units; the statistic does not depend on the denominator of the scores.
/// Unknown:  nobody, a single unit, a unit with one person, or a unit whose persons are alike: it would weigh
///           infinitely. R gives NaN there.
/// Rounding: means are measured from the mean of all before rounding.
/// Source:   Welch (1951), Biometrika 38, 330–336; R `oneway.test`.
///
/// ```
/// use indices::aggregation::GroupMoments;
///
/// // Answers 1, 3 and 4, 6: variances 2 and 2, w 1 and 1, means 2 and 5, F = 4.5. Λ = (1/4 + 1/4)/3, so 2 degrees.
/// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
/// let test = indices::multilevel::welch_test(&units).unwrap();
/// assert!((test.statistic - 4.5).abs() < 1e-14 && (test.df_denominator.unwrap() - 2.0).abs() < 1e-14);
/// ```
pub fn welch_test(groups: &[GroupMoments]) -> Result<UnitTest, Why> {
    let units = Unit::all(groups)?;
    let k = units.len() as f64;
    let sum = |f: &dyn Fn(&Unit) -> f64| units.iter().map(f).sum::<f64>();
    let weight = |unit: &Unit| unit.n / unit.variance;
    let weights = sum(&weight);
    let mean = sum(&|unit| weight(unit) * unit.mean) / weights;
    let spread = sum(&|unit| (1.0 - weight(unit) / weights).powi(2) / (unit.n - 1.0)) / (k * k - 1.0);
    let between = sum(&|unit| weight(unit) * (unit.mean - mean).powi(2));
    let statistic = between / ((k - 1.0) * (1.0 + 2.0 * (k - 2.0) * spread));
    let (df, denominator) = (k - 1.0, 1.0 / (3.0 * spread));
    Ok(UnitTest { statistic, df, df_denominator: Some(denominator), p: f_upper(statistic, df, denominator) })
}

/// Bartlett's test of equal variances within units.
///
/// Formula:  ((N − K) ln s² − Σ (n − 1) ln sⱼ²) / (1 + (Σ 1/(n − 1) − 1/(N − K)) / (3(K − 1))), s² pooled; χ² on K − 1.
/// Trap:     it answers to skewness as much as to unequal variances.
/// Unknown:  as [`welch_test`].
/// Source:   Bartlett (1937), Proc. Royal Society A 160, 268–282; R `bartlett.test`.
///
/// ```
/// use indices::aggregation::GroupMoments;
///
/// // Variances 2 and 8 of two persons each, pooled 5: (2 ln 5 − ln 2 − ln 8) / (1 + (2 − 1/2)/3).
/// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 58 }];
/// let test = indices::multilevel::bartlett_test(&units).unwrap();
/// assert!((test.statistic - (25.0_f64 / 16.0).ln() / 1.5).abs() < 1e-14);
/// ```
pub fn bartlett_test(groups: &[GroupMoments]) -> Result<UnitTest, Why> {
    let units = Unit::all(groups)?;
    let sum = |f: &dyn Fn(&Unit) -> f64| units.iter().map(f).sum::<f64>();
    let freedom = sum(&|unit| unit.n - 1.0);
    let pooled = sum(&|unit| (unit.n - 1.0) * unit.variance) / freedom;
    let df = units.len() as f64 - 1.0;
    let logs = sum(&|unit| (unit.n - 1.0) * (pooled / unit.variance).ln());
    let correction = 1.0 + (sum(&|unit| 1.0 / (unit.n - 1.0)) - 1.0 / freedom) / (3.0 * df);
    chi_square_test((logs / correction).max(0.0), df)
}

/// The Kruskal–Wallis test: whether units differ in the ranks of their persons' scores.
///
/// Formula:  H = 12/(N(N + 1)) Σ (R − n(N + 1)/2)² / n / (1 − Σ (t³ − t)/(N³ − N)), R a unit's sum of mean ranks, t the
///           number of persons at one score; χ² on K − 1.
/// Shapes:   for each unit its scores, as integers on one denominator, with the number of persons at each.
/// Unknown:  nobody, a single unit, everybody alike, or counts beyond 128 bits.
/// Rounding: ranks are integers (doubled); each unit's term rounds twice.
/// Source:   Kruskal and Wallis (1952), J. American Statistical Association 47, 583–621; R `kruskal.test`.
///
/// ```
/// // 1, 2 against 3, 4: rank sums 3 and 7 around 5: 12/20 · (4/2 + 4/2) = 2.4.
/// let units = [vec![(1, 1), (2, 1)], vec![(3, 1), (4, 1)]];
/// let test = indices::multilevel::kruskal_wallis_test(&units).unwrap();
/// assert!((test.statistic - 2.4).abs() < 1e-15);
/// ```
pub fn kruskal_wallis_test(units: &[Vec<(i128, u64)>]) -> Result<UnitTest, Why> {
    let size = |unit: &[(i128, u64)]| unit.iter().map(|(_, persons)| i128::from(*persons)).sum::<i128>();
    let answered: Vec<&[(i128, u64)]> = units.iter().map(Vec::as_slice).filter(|unit| size(unit) > 0).collect();
    match answered.len() {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::SingleUnit),
        _ => {}
    }
    let ranks = doubled_ranks(&answered);
    let n: i128 = answered.iter().map(|unit| size(unit)).sum();
    let cubes = |t: i128| t.checked_mul(t)?.checked_sub(1)?.checked_mul(t);
    let tied = ranks.values().try_fold(0_i128, |sum, (persons, _)| sum.checked_add(cubes(*persons)?));
    let (tied, all) = tied.zip(cubes(n)).ok_or(Why::TooLarge)?;
    if all <= tied {
        return Err(Why::NoVariance);
    }
    let mut between = 0.0;
    for unit in &answered {
        let rank = |score: &i128| ranks.get(score).map_or(0, |(_, doubled)| *doubled);
        let sum: i128 = unit.iter().map(|(score, persons)| rank(score) * i128::from(*persons)).sum();
        let persons = size(unit);
        let difference = (sum - persons * (n + 1)) as f64;
        between += difference * difference / persons as f64;
    }
    // The ranks are doubled, so their squares are four times too large.
    let h = 3.0 * between / (n as f64 * (n + 1) as f64);
    chi_square_test(h * all as f64 / (all - tied) as f64, answered.len() as f64 - 1.0)
}

/// For every score, the persons at it and twice its mean rank.
fn doubled_ranks(units: &[&[(i128, u64)]]) -> BTreeMap<i128, (i128, i128)> {
    let mut ranks: BTreeMap<i128, (i128, i128)> = BTreeMap::new();
    for (score, persons) in units.iter().flat_map(|unit| unit.iter()) {
        ranks.entry(*score).or_default().0 += i128::from(*persons);
    }
    let mut before = 0_i128;
    for (persons, doubled) in ranks.values_mut() {
        *doubled = 2 * before + *persons + 1;
        before += *persons;
    }
    ranks
}

fn chi_square_test(statistic: f64, df: f64) -> Result<UnitTest, Why> {
    if !statistic.is_finite() {
        return Err(Why::TooLarge);
    }
    Ok(UnitTest { statistic, df, df_denominator: None, p: chi_squared_upper(statistic, df) })
}

/// One unit with differences inside.
struct Unit {
    n: f64,
    /// Less the mean of all persons.
    mean: f64,
    variance: f64,
}

impl Unit {
    fn all(groups: &[GroupMoments]) -> Result<Vec<Self>, Why> {
        let answered: Vec<&GroupMoments> = groups.iter().filter(|group| group.n > 0).collect();
        match answered.len() {
            0 => return Err(Why::NoAnswers),
            1 => return Err(Why::SingleUnit),
            _ => {}
        }
        if answered.iter().any(|group| group.n < 2) {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        let centre = Centre::of(groups, 1).ok_or(Why::TooLarge)?;
        let units = answered.into_iter().map(|group| Self::of(group, &centre)).collect::<Option<Vec<Self>>>();
        let units = units.ok_or(Why::TooLarge)?;
        if units.iter().any(|unit| unit.variance <= 0.0) { Err(Why::NoVariance) } else { Ok(units) }
    }

    fn of(group: &GroupMoments, centre: &Centre) -> Option<Self> {
        let n = i128::from(group.n);
        let scatter = n.checked_mul(group.squares)?.checked_sub(group.sum.checked_mul(group.sum)?)?;
        let variance = scatter as f64 / n.checked_mul(n - 1)? as f64;
        Some(Self { n: n as f64, mean: centre.offset(group.sum, n)?, variance })
    }
}

/// Reveals nothing.
impl fmt::Debug for UnitTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitTest(..)")
    }
}
