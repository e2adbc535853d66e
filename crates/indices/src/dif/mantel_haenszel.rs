//! The Mantel–Haenszel procedure for items with two answers.

use std::fmt;

use counts::DifTable;

use super::strata::{GroupPair, Stratum, strata};
use crate::confidence::normal_interval;
use crate::distribution::chi_squared_upper;
use crate::estimate::{Estimate, Interval, Why};
use crate::exact_sum::ExactSum;

/// The Mantel–Haenszel test and common odds ratio of one item.
#[derive(Clone, Copy, PartialEq)]
pub struct MantelHaenszel {
    n: u64,
    /// |ΣA − ΣE|.
    distance: f64,
    variance: f64,
    /// Common odds ratio and the variance of its logarithm, where there is one.
    odds: Result<(f64, f64), Why>,
}

/// Compares the odds of the higher answer of two groups within each total.
///
/// Formula:  per stratum of T persons, A and B reference persons with the higher and the lower answer, C and D focal
///           ones: χ² = (|ΣA − ΣE| − c)²/ΣV on 1 degree with E = (A + B)(A + C)/T and
///           V = (A + B)(C + D)(A + C)(B + D)/(T²(T − 1)), c = 1/2 with correction for continuity and 0 without. Common
///           odds ratio α = Σ(AD/T)/Σ(BC/T).
/// Shapes:   an item with two points. Strata with one group add nothing.
/// Units:    α above 1 favours the reference group.
/// Unknown:  an item with more points, a single group, no stratum in which both groups and both answers occur.
/// Rounding: ΣA − ΣE and both sums of α are exact but for 2⁻⁶⁴ per stratum; V is rounded once per stratum.
/// Source:   Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719–748; Holland and Thayer
///           (1988); R `difR::mantelHaenszel`, which corrects for continuity unless told otherwise, and
///           `mantelhaen.test`.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, ScaleShape};
/// use indices::dif::{GroupPair, mantel_haenszel};
/// use survey::{MissingRule, Points};
///
/// // One stratum: 2 of 3 reference persons and 1 of 3 focal persons solved it.
/// let shape = ScaleShape::new(Points::new(0, 1).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 2], Matching::Excluding).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// table.add_columns(&[0, 0, 0, 1, 1, 1], &[&[1, 1, 0, 1, 0, 0], &[1; 6]]).unwrap();
/// let test = mantel_haenszel(&table, GroupPair::default()).unwrap();
/// // A − E = 2 − 3 · 3/6, V = 81/(36 · 5), α = 2 · 2/(1 · 1).
/// assert!((test.chi_squared(false) - 0.25 / 0.45).abs() < 1e-15);
/// assert_eq!(test.chi_squared(true), 0.0);
/// assert_eq!(test.odds_ratio().value(), Some(4.0));
/// ```
pub fn mantel_haenszel(table: &DifTable, pair: GroupPair) -> Result<MantelHaenszel, Why> {
    if table.points().count() != 2 {
        return Err(Why::OutsideDomain);
    }
    let strata = strata(table, pair)?;
    let fours: Vec<Four> = strata.iter().filter_map(Four::of).collect();
    let (mut n, mut distance, mut variance) = (0_u64, ExactSum::ZERO, 0.0);
    for four in &fours {
        n = n.checked_add(four.size).ok_or(Why::TooLarge)?;
        distance = four.excess().and_then(|excess| distance.add(excess)).ok_or(Why::TooLarge)?;
        variance += four.variance();
    }
    if !strata.iter().any(Stratum::is_shared) {
        return Err(Why::EmptyCell);
    }
    if variance <= 0.0 {
        return Err(Why::NoVariance);
    }
    Ok(MantelHaenszel { n, distance: distance.to_f64().abs(), variance, odds: odds(&fours) })
}

/// The four cells of one stratum.
struct Four {
    a: i128,
    b: i128,
    c: i128,
    d: i128,
    size: u64,
}

impl Four {
    fn of(stratum: &Stratum<'_>) -> Option<Self> {
        let (&[b, a], &[d, c]) = (stratum.reference, stratum.focal) else { return None };
        let size = a.checked_add(b)?.checked_add(c)?.checked_add(d)?;
        Some(Self { a: a.into(), b: b.into(), c: c.into(), d: d.into(), size })
    }

    /// A − E = (AD − BC)/T.
    fn excess(&self) -> Option<ExactSum> {
        let crossed = self.a.checked_mul(self.d)?.checked_sub(self.b.checked_mul(self.c)?)?;
        ExactSum::of_fraction(crossed, self.size)
    }

    fn variance(&self) -> f64 {
        if self.size < 2 {
            return 0.0;
        }
        let t = self.size as f64;
        let rows = ((self.a + self.b) as f64 / t) * ((self.c + self.d) as f64 / t);
        rows * (self.a + self.c) as f64 * ((self.b + self.d) as f64 / (t - 1.0))
    }
}

/// α and the variance of ln α after Phillips and Holland, Σ(AD + αBC)(A + D + α(B + C))/T² over 2(ΣAD/T)².
fn odds(fours: &[Four]) -> Result<(f64, f64), Why> {
    let sum = |product: fn(&Four) -> i128| {
        let fractions = fours.iter().map(|four| ExactSum::of_fraction(product(four), four.size));
        let sum = fractions.into_iter().try_fold(ExactSum::ZERO, |sum, fraction| sum.add(fraction?));
        sum.map(ExactSum::to_f64).ok_or(Why::TooLarge)
    };
    let (with, against) = (sum(|four| four.a * four.d)?, sum(|four| four.b * four.c)?);
    if with <= 0.0 || against <= 0.0 {
        return Err(Why::Separation);
    }
    let alpha = with / against;
    let term = |four: &Four| {
        let t = four.size as f64;
        let crossed = (four.a * four.d) as f64 + alpha * (four.b * four.c) as f64;
        crossed / t * (((four.a + four.d) as f64 + alpha * (four.b + four.c) as f64) / t)
    };
    Ok((alpha, fours.iter().map(term).sum::<f64>() / (2.0 * with * with)))
}

impl MantelHaenszel {
    /// Persons of both groups.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// χ² on 1 degree, with or without correction for continuity. The correction never passes the distance itself,
    /// where R `difR` would let a distance below 1/2 grow again.
    #[must_use]
    pub fn chi_squared(&self, corrected: bool) -> f64 {
        let distance = if corrected { (self.distance - 0.5).max(0.0) } else { self.distance };
        distance * distance / self.variance
    }

    /// The probability of a larger χ² without a difference.
    #[must_use]
    pub fn p(&self, corrected: bool) -> f64 {
        chi_squared_upper(self.chi_squared(corrected), 1.0)
    }

    /// The common odds ratio α, reference to focal, with an interval on the logarithm.
    ///
    /// Unknown:  in every stratum one of the crossed pairs of cells is empty, so that α or 1/α is infinite.
    /// Source:   the variance of ln α by Phillips and Holland (1987), Biometrics 43, 425–431.
    #[must_use]
    pub fn odds_ratio(&self) -> Estimate {
        self.of_log(|alpha| alpha, f64::exp)
    }

    /// The variance of ln α.
    #[must_use]
    pub fn log_odds_variance(&self) -> Estimate {
        match self.odds {
            Ok((_, variance)) => Estimate::known(variance, self.n, None),
            Err(why) => Estimate::Unknown(why),
        }
    }

    /// The difference on the delta scale of the Educational Testing Service, −2.35 ln α: below nought where the item is
    /// harder for the focal group than for reference persons with the same totals.
    ///
    /// Source:   Holland and Thayer (1988), in Wainer and Braun, Test Validity.
    #[must_use]
    pub fn delta(&self) -> Estimate {
        self.of_log(|alpha| -DELTA * alpha.ln(), |log| -DELTA * log)
    }

    /// That difference and its standard error.
    pub(super) fn delta_with_error(&self) -> Result<(f64, f64), Why> {
        self.odds.map(|(alpha, variance)| (-DELTA * alpha.ln(), DELTA * variance.sqrt()))
    }

    /// A value from α, with an interval whose ends are this monotone function of the ends for ln α.
    fn of_log(&self, value: impl Fn(f64) -> f64, function: impl Fn(f64) -> f64) -> Estimate {
        let (alpha, variance) = match self.odds {
            Ok(odds) => odds,
            Err(why) => return Estimate::Unknown(why),
        };
        let log = alpha.ln();
        let interval = normal_interval(log, variance.sqrt()).map(|of_log| {
            let ends = (function(of_log.low), function(of_log.high));
            Interval { low: ends.0.min(ends.1), high: ends.0.max(ends.1), ..of_log }
        });
        Estimate::known(value(alpha), self.n, interval)
    }
}

/// From logits to the delta scale: 4/1.7, rounded as the field rounds it.
const DELTA: f64 = 2.35;

/// Reveals nothing.
impl fmt::Debug for MantelHaenszel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MantelHaenszel(..)")
    }
}
