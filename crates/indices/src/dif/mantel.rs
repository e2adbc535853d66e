//! Mantel's test for ordered answers, and the standardised mean difference.

use std::fmt;

use counts::DifTable;

use super::strata::{GroupPair, Stratum, persons, power_sum, size, strata};
use crate::distribution::chi_squared_upper;
use crate::estimate::{Estimate, Why};
use crate::exact_sum::ExactSum;

/// Mantel's test and the standardised mean difference of one item.
#[derive(Clone, Copy, PartialEq)]
pub struct Mantel {
    n: u64,
    sum_f: i128,
    sum_e: f64,
    /// ΣF − ΣE, subtracted before anything was rounded.
    excess: f64,
    sum_v: f64,
    strata_used: u64,
    smd: f64,
    item_sd: f64,
}

/// Compares the answers of two groups within each total.
///
/// Formula:  χ² = (ΣF − ΣE)²/ΣV on 1 degree, without a correction for continuity. Per stratum with n persons, m of them
///           focal: F the focal group's sum of answers, E = mY/n, V = m(n − m)(nQ − Y²)/(n²(n − 1)), Y and Q the sums
///           of answers and squared answers of both groups.
/// Shapes:   strata with persons of both groups; the others cannot tell and are left out.
/// Units:    answers are points of the item as coded.
/// Unknown:  a single group, no stratum with both groups, or nobody differs within any stratum.
/// Rounding: ΣF − ΣE is exact but for 2⁻⁶⁴ per stratum; V is rounded once per stratum.
/// Source:   Mantel (1963), Journal of the American Statistical Association 58, 690–700; Zwick, Donoghue and Grima
///           (1993), Journal of Educational Measurement 30, 233–251; equals R `mantelhaen.test(correct = FALSE)` for
///           two answers.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, ScaleShape};
/// use indices::dif::{GroupPair, mantel};
/// use survey::{MissingRule, Points};
///
/// // One stratum, total 3 of another item: the reference answered 1 and 2, the focal group 3 and 2.
/// let shape = ScaleShape::new(Points::new(1, 3).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 2], Matching::Excluding).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// table.add_columns(&[0, 0, 1, 1], &[&[1, 2, 3, 2], &[3, 3, 3, 3]]).unwrap();
/// let test = mantel(&table, GroupPair::default()).unwrap();
/// // F = 5, E = 2 · 8/4 = 4, V = 2 · 2 · (4 · 18 − 64)/(16 · 3) = 2/3; means 2.5 and 1.5.
/// assert_eq!((test.sum_f(), test.sum_e()), (5, 4.0));
/// assert!((test.chi_squared() - 1.5).abs() < 1e-15);
/// assert_eq!(test.standardised_mean_difference(), 1.0);
/// ```
pub fn mantel(table: &DifTable, pair: GroupPair) -> Result<Mantel, Why> {
    let strata = strata(table, pair)?;
    let mut sums = Sums::default();
    for stratum in strata.iter().filter(|stratum| stratum.is_shared()) {
        sums.add(table, stratum).ok_or(Why::TooLarge)?;
    }
    if sums.strata == 0 {
        return Err(Why::EmptyCell);
    }
    if sums.variance <= 0.0 {
        return Err(Why::NoVariance);
    }
    let (_, focal) = persons(&strata);
    let n = strata.iter().map(|s| size(s.reference) + size(s.focal)).sum::<i128>();
    Ok(Mantel {
        n: u64::try_from(n).map_err(|_| Why::TooLarge)?,
        sum_f: sums.focal,
        sum_e: sums.expected.to_f64(),
        excess: sums.excess.to_f64(),
        sum_v: sums.variance,
        strata_used: sums.strata,
        smd: sums.distance.to_f64() / focal as f64,
        item_sd: item_sd(table, &strata),
    })
}

/// Sums over the strata with both groups.
struct Sums {
    focal: i128,
    expected: ExactSum,
    excess: ExactSum,
    /// Σ m (focal mean − reference mean).
    distance: ExactSum,
    variance: f64,
    strata: u64,
}

impl Default for Sums {
    fn default() -> Self {
        let nought = ExactSum::ZERO;
        Self { focal: 0, expected: nought, excess: nought, distance: nought, variance: 0.0, strata: 0 }
    }
}

impl Sums {
    fn add(&mut self, table: &DifTable, stratum: &Stratum<'_>) -> Option<()> {
        let (reference, focal) = stratum.sizes();
        let n = u64::try_from(reference.checked_add(focal)?).ok()?;
        let sum = |power| (power_sum(table, stratum.reference, power), power_sum(table, stratum.focal, power));
        let ((reference_sum, focal_sum), (reference_squares, focal_squares)) = (sum(1), sum(2));
        let (all, squares) = (reference_sum.checked_add(focal_sum)?, reference_squares.checked_add(focal_squares)?);
        let expected = ExactSum::of_fraction(focal.checked_mul(all)?, n)?;
        let whole = ExactSum::of_fraction(focal_sum, 1)?;
        self.focal = self.focal.checked_add(focal_sum)?;
        self.expected = self.expected.add(expected)?;
        self.excess = self.excess.add(whole.subtract(expected)?)?;
        let matched = ExactSum::of_fraction(focal.checked_mul(reference_sum)?, u64::try_from(reference).ok()?)?;
        self.distance = self.distance.add(whole.subtract(matched)?)?;
        let scatter = i128::from(n).checked_mul(squares)?.checked_sub(all.checked_mul(all)?)?;
        let size = n as f64;
        self.variance += (reference as f64 / size) * (focal as f64 / size) * (scatter as f64 / (size - 1.0));
        self.strata = self.strata.checked_add(1)?;
        Some(())
    }
}

/// The standard deviation, divisor n − 1, of everybody's answers in both groups.
fn item_sd(table: &DifTable, strata: &[Stratum<'_>]) -> f64 {
    let sum = |power| -> i128 {
        strata.iter().map(|s| power_sum(table, s.reference, power) + power_sum(table, s.focal, power)).sum()
    };
    // At most 2³² answers up to 11: n Σy² stays below 2⁷².
    let (n, all, squares) = (sum(0), sum(1), sum(2));
    let scatter = n * squares - all * all;
    (scatter as f64 / (n as f64 * (n as f64 - 1.0))).sqrt()
}

impl Mantel {
    /// Persons of both groups, those in unused strata included.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// χ² on 1 degree of freedom (`mantel_chi2`).
    #[must_use]
    pub fn chi_squared(&self) -> f64 {
        self.excess * self.excess / self.sum_v
    }

    /// The probability of a larger χ² without a difference (`p`).
    #[must_use]
    pub fn p(&self) -> f64 {
        chi_squared_upper(self.chi_squared(), 1.0)
    }

    /// The focal group's sum of answers (`sum_F`).
    #[must_use]
    pub fn sum_f(&self) -> i128 {
        self.sum_f
    }

    /// What it would be without a difference (`sum_E`).
    #[must_use]
    pub fn sum_e(&self) -> f64 {
        self.sum_e
    }

    /// The variance of that (`sum_V`).
    #[must_use]
    pub fn sum_v(&self) -> f64 {
        self.sum_v
    }

    /// Strata with both groups (`strata_used`).
    #[must_use]
    pub fn strata_used(&self) -> u64 {
        self.strata_used
    }

    /// The standardised mean difference (`SMD_focal_weighted`): by how many points the focal group's answers pass those
    /// of reference persons with the same totals.
    ///
    /// Formula:  Σ m/M (focal mean − reference mean) per stratum with m of all M focal persons. A focal person in a
    ///           stratum without reference persons counts in M and adds nothing, as Dorans and Kulick's weights have
    ///           it.
    /// Source:   Dorans and Kulick (1986), Journal of Educational Measurement 23, 355–368; Zwick and Thayer (1996),
    ///           Journal of Educational and Behavioral Statistics 21, 187–201.
    #[must_use]
    pub fn standardised_mean_difference(&self) -> f64 {
        self.smd
    }

    /// The standardised mean difference in standard deviations of the item over both groups (divisor n − 1).
    ///
    /// Source:   Zwick, Thayer and Mazzeo (1997), Applied Measurement in Education 10, 321–344.
    #[must_use]
    pub fn effect(&self) -> Estimate {
        if self.item_sd > 0.0 {
            Estimate::known(self.smd / self.item_sd, self.n, None)
        } else {
            Estimate::Unknown(Why::NoVariance)
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for Mantel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mantel(..)")
    }
}
