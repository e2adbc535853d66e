//! The generalised Mantel–Haenszel test: any number of groups, answers without an order.

use std::fmt;

use counts::DifTable;
use nalgebra::{DMatrix, DVector};

use super::strata::size;
use crate::distribution::chi_squared_upper;
use crate::estimate::Why;
use crate::exact_sum::ExactSum;

/// The generalised Mantel–Haenszel test of general association.
#[derive(Clone, Copy, PartialEq)]
pub struct GeneralisedMantelHaenszel {
    chi_squared: f64,
    freedom: u32,
}

/// Compares which answers the groups choose within each total, whatever their order.
///
/// Formula:  χ² = d'V⁻¹d on (I − 1)(J − 1) degrees for I groups and J answers: d the sums over strata of counts minus
///           expected counts RC/n, V those of their covariances R(nδ − R')C(nδ − C')/(n²(n − 1)), R and C the margins;
///           the last group and answer follow from the others and are left out.
/// Shapes:   all groups of the table; strata with persons of one group only cannot tell and are left out. Groups and
///           answers that do not occur in the strata left are not counted in I and J.
/// Unknown:  no stratum with two groups, everybody answered alike, or groups and answers that the strata do not
///           connect.
/// Rounding: d is exact but for 2⁻⁶⁴ per stratum; V is rounded once per stratum; a Cholesky factor.
/// Source:   Landis, Heyman and Koch (1978), International Statistical Review 46, 237–254; Zwick, Donoghue and Grima
///           (1993); R `mantelhaen.test` for tables larger than 2 by 2.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, ScaleShape};
/// use indices::dif::generalised_mantel_haenszel;
/// use survey::{MissingRule, Points};
///
/// // One stratum, two answers, 2 of 3 against 1 of 3: (n − 1)/n times Pearson's χ², which is
/// // 5/6 · 6 · (2 · 2 − 1 · 1)²/3⁴ = 5/9.
/// let shape = ScaleShape::new(Points::new(0, 1).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 2], Matching::Excluding).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// table.add_columns(&[0, 0, 0, 1, 1, 1], &[&[1, 1, 0, 1, 0, 0], &[1; 6]]).unwrap();
/// let test = generalised_mantel_haenszel(&table).unwrap();
/// assert!((test.chi_squared() - 5.0 / 9.0).abs() < 1e-15);
/// assert_eq!(test.freedom(), 1);
/// ```
pub fn generalised_mantel_haenszel(table: &DifTable) -> Result<GeneralisedMantelHaenszel, Why> {
    let strata = shared_strata(table)?;
    let groups = occurring(table.groups(), |group| strata.iter().any(|s| s.row_sum(group) > 0));
    let answers = occurring(usize::from(table.points().count()), |j| strata.iter().any(|s| s.column_sum(j) > 0));
    let (Some((_, groups)), Some((_, answers))) = (groups.split_last(), answers.split_last()) else {
        return Err(Why::NoAnswers);
    };
    if answers.is_empty() {
        return Err(Why::NoVariance);
    }
    let cells: Vec<(usize, usize)> = groups.iter().flat_map(|&i| answers.iter().map(move |&j| (i, j))).collect();
    let mut excess = vec![ExactSum::ZERO; cells.len()];
    let mut covariance = DMatrix::zeros(cells.len(), cells.len());
    for stratum in &strata {
        for (sum, &cell) in excess.iter_mut().zip(&cells) {
            *sum = stratum.excess(cell).and_then(|excess| sum.add(excess)).ok_or(Why::TooLarge)?;
        }
        let pairs = cells.iter().flat_map(|&one| cells.iter().map(move |&other| (one, other)));
        let own = pairs.map(|(one, other)| stratum.covariance(one, other));
        covariance += DMatrix::from_iterator(cells.len(), cells.len(), own);
    }
    let excess = DVector::from_iterator(cells.len(), excess.into_iter().map(ExactSum::to_f64));
    let solved = solve(&covariance, &excess).ok_or(Why::NotIdentified)?;
    let freedom = u32::try_from(cells.len()).map_err(|_| Why::TooLarge)?;
    Ok(GeneralisedMantelHaenszel { chi_squared: excess.dot(&solved), freedom })
}

/// V⁻¹d, by a Cholesky factor of the correlations; nothing when one variable is nought or a sum of others.
fn solve(covariance: &DMatrix<f64>, excess: &DVector<f64>) -> Option<DVector<f64>> {
    let scale = covariance.diagonal().map(f64::sqrt);
    if scale.iter().any(|sd| *sd <= 0.0) {
        return None;
    }
    let inverse = DMatrix::from_diagonal(&scale.map(f64::recip));
    let correlation = &inverse * covariance * &inverse;
    let factor = correlation.cholesky()?;
    if factor.l_dirty().diagonal().iter().any(|entry| entry * entry < 1e-12) {
        return None;
    }
    Some(factor.solve(&excess.component_div(&scale)).component_div(&scale))
}

fn occurring(all: usize, occurs: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..all).filter(|&position| occurs(position)).collect()
}

/// Persons with one total: groups by answers.
struct Stratum<'a> {
    rows: Vec<&'a [u64]>,
    n: u64,
}

/// The strata with persons of two groups or more.
fn shared_strata(table: &DifTable) -> Result<Vec<Stratum<'_>>, Why> {
    let stratum = |total| {
        let rows: Vec<&[u64]> = (0..table.groups()).filter_map(|group| table.answers(group, total)).collect();
        let n = u64::try_from(rows.iter().map(|row| size(row)).sum::<i128>()).ok()?;
        Some(Stratum { rows, n })
    };
    let strata: Vec<Stratum<'_>> = table.totals().filter_map(stratum).collect();
    let groups = (0..table.groups()).filter(|&group| strata.iter().any(|s| s.row_sum(group) > 0)).count();
    match groups {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::SingleGroup),
        _ => {}
    }
    let shared: Vec<Stratum<'_>> = strata.into_iter().filter(Stratum::is_shared).collect();
    if shared.is_empty() { Err(Why::EmptyCell) } else { Ok(shared) }
}

impl Stratum<'_> {
    fn is_shared(&self) -> bool {
        self.rows.iter().filter(|row| size(row) > 0).count() > 1
    }

    fn row_sum(&self, group: usize) -> i128 {
        self.rows.get(group).map_or(0, |row| size(row))
    }

    fn column_sum(&self, answer: usize) -> i128 {
        self.rows.iter().filter_map(|row| row.get(answer)).copied().map(i128::from).sum()
    }

    /// Count minus RC/n.
    fn excess(&self, (group, answer): (usize, usize)) -> Option<ExactSum> {
        let count = i128::from(*self.rows.get(group)?.get(answer)?);
        let margins = self.row_sum(group).checked_mul(self.column_sum(answer))?;
        ExactSum::of_fraction(count.checked_mul(i128::from(self.n))?.checked_sub(margins)?, self.n)
    }

    fn covariance(&self, one: (usize, usize), other: (usize, usize)) -> f64 {
        let n = self.n as f64;
        // M(nδ − M') is nM − M² on the diagonal and −MM' off it; at most 2⁶⁴.
        let factor = |first: i128, second: i128, same: bool| {
            let whole = if same { i128::from(self.n) * first } else { 0 };
            (whole - first * second) as f64
        };
        let rows = factor(self.row_sum(one.0), self.row_sum(other.0), one.0 == other.0);
        let columns = factor(self.column_sum(one.1), self.column_sum(other.1), one.1 == other.1);
        (rows / n) * (columns / n) / (n - 1.0)
    }
}

impl GeneralisedMantelHaenszel {
    /// χ² (`M2`).
    #[must_use]
    pub fn chi_squared(&self) -> f64 {
        self.chi_squared
    }

    /// Degrees of freedom (`df`).
    #[must_use]
    pub fn freedom(&self) -> u32 {
        self.freedom
    }

    /// The probability of a larger χ² without a difference (`p`).
    #[must_use]
    pub fn p(&self) -> f64 {
        chi_squared_upper(self.chi_squared, f64::from(self.freedom))
    }
}

/// Reveals nothing.
impl fmt::Debug for GeneralisedMantelHaenszel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GeneralisedMantelHaenszel(..)")
    }
}
