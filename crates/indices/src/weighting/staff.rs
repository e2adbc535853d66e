//! Post-stratification without rows: cells of known size, and what those who answered add up to.
//!
//! A cell is a unit crossed with a former municipality, say. Everything stays an integer or an exact sum of fractions
//! until the last step.

use std::fmt;

use counts::ScaleCounts;

use super::design_estimate::DesignEstimate;
use super::statement::Statement;
use crate::aggregation::GroupMoments;
use crate::estimate::Why;
use crate::exact_sum::ExactSum;

/// A cell of the staff: how many there are, and the scores of those who answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StaffCell {
    /// N_h: everybody in the cell.
    pub staff: u64,
    /// n_h, Σ y and Σ y² of those who answered.
    pub answered: GroupMoments,
}

impl StaffCell {
    /// The cell of a scale's counts, with its staff; the scores are those of [`ScaleCounts::score_total`], on the common
    /// denominator `lcm`.
    ///
    /// Unknown:  sums beyond 128 bits.
    ///
    /// ```
    /// use counts::{ScaleCounts, ScaleShape};
    /// use indices::weighting::{StaffCell, Statement, staff_mean};
    /// use survey::{MissingRule, Points};
    ///
    /// let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
    /// let mut counts = ScaleCounts::new(&shape);
    /// counts.add(&[1, 2]).unwrap();
    /// counts.add(&[3, 4]).unwrap();
    /// let cell = StaffCell::of_counts(&counts, 5).unwrap();
    /// let mean = staff_mean(&[cell], counts.score_total().lcm.into(), Statement::FiniteStaff).unwrap();
    /// // Scores 3/2 and 7/2 of five people.
    /// assert_eq!(mean.value, 2.5);
    /// ```
    pub fn of_counts(counts: &ScaleCounts, staff: u64) -> Result<Self, Why> {
        Ok(Self { staff, answered: GroupMoments::of(counts)? })
    }
}

/// The mean of the whole staff, each cell counting as its staff and not as its answers.
///
/// Formula:  ȳ = Σ N_h ȳ_h / N; variance Σ (N_h/N)² s_h²/n_h, times 1 − n_h/N_h for a statement about the finite staff.
/// Shapes:   cells without staff are left out; N = Σ N_h; `divisor` is the common denominator of the scores.
/// Units:    score points.
/// Unknown:  no staff, or none who answered (`NoAnswers`); staff of whom nobody answered (`EmptyCell`): merge that cell with
///           a similar one first; a cell with a single answer whose variance is needed (`TooFewAnswers`); more answers
///           than staff is outside the domain; sums beyond 128 bits.
/// Rounding: the mean is summed exactly to 64 binary places and rounded once; so is the variance, once per cell.
/// Source:   Cochran (1977), Sampling Techniques, chapters 5 and 5A; R `survey::postStratify` on a stratified design.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::weighting::{StaffCell, Statement, staff_mean};
///
/// // Six people of whom 1, 2, 3 answered; two people who both answered 5.
/// let six = StaffCell { staff: 6, answered: GroupMoments { n: 3, sum: 6, squares: 14 } };
/// let two = StaffCell { staff: 2, answered: GroupMoments { n: 2, sum: 10, squares: 50 } };
/// let mean = staff_mean(&[six, two], 1, Statement::FiniteStaff).unwrap();
/// assert_eq!(mean.value, (6.0 * 2.0 + 2.0 * 5.0) / 8.0);
/// // (6/8)² · (1 − 3/6) · 1/3.
/// assert!((mean.standard_error - (36.0 / 64.0 * 0.5 / 3.0_f64).sqrt()).abs() < 1e-15);
/// // Of the second cell everybody answered: about this very staff nothing is left to be unsure about.
/// assert_eq!(staff_mean(&[two], 1, Statement::FiniteStaff).unwrap().standard_error, 0.0);
/// ```
pub fn staff_mean(cells: &[StaffCell], divisor: u64, statement: Statement) -> Result<DesignEstimate, Why> {
    let cells = answered(cells)?;
    let (staff, persons) = sizes(&cells)?;
    let scale = scale(staff, divisor)?;
    let mean = exact(&cells, |answered| answered.sum)?.to_f64() / scale;
    let mut variance = 0.0;
    for cell in &cells {
        variance += cell_variance(cell, statement)?;
    }
    DesignEstimate::new(mean, variance / (scale * scale), persons, statement)
}

/// The variance of scores in the whole staff, around its mean.
///
/// Formula:  Σ N_h (Σ y²)_h/n_h / N − ȳ².
/// Shapes:   as [`staff_mean`].
/// Units:    squared score points.
/// Unknown:  as [`staff_mean`], but a cell with a single answer is enough.
/// Rounding: both terms are summed exactly and subtracted before the last rounding.
/// Source:   Cochran (1977), chapter 5A.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::weighting::{StaffCell, staff_variance};
///
/// // Three people at 1, one at 5: mean 2, variance (3 · 1 + 9) / 4.
/// let three = StaffCell { staff: 3, answered: GroupMoments { n: 1, sum: 1, squares: 1 } };
/// let one = StaffCell { staff: 1, answered: GroupMoments { n: 1, sum: 5, squares: 25 } };
/// assert_eq!(staff_variance(&[three, one], 1).unwrap(), 3.0);
/// ```
pub fn staff_variance(cells: &[StaffCell], divisor: u64) -> Result<f64, Why> {
    let cells = answered(cells)?;
    let (staff, _) = sizes(&cells)?;
    let scale = scale(staff, divisor)?;
    let sum = exact(&cells, |answered| answered.sum)?;
    // Around a whole number near the mean, so that little is left to cancel.
    let answers = cells.iter().try_fold((0_i128, 0_i128), |(sum, n), cell| {
        Some((sum.checked_add(cell.answered.sum)?, n.checked_add(i128::from(cell.answered.n))?))
    });
    let centre = answers.and_then(|(sum, n)| sum.checked_div(n)).ok_or(Why::TooLarge)?;
    let about = |answered: &GroupMoments| {
        let cross = centre.checked_mul(2)?.checked_mul(answered.sum)?;
        let square = centre.checked_mul(centre)?.checked_mul(i128::from(answered.n))?;
        answered.squares.checked_sub(cross)?.checked_add(square)
    };
    let squares = cells.iter().try_fold(ExactSum::ZERO, |total, cell| {
        total.add(ExactSum::of_fraction(about(&cell.answered)?.checked_mul(i128::from(cell.staff))?, cell.answered.n)?)
    });
    let squares = squares.ok_or(Why::TooLarge)?.to_f64() / staff as f64;
    let whole = centre.checked_mul(i128::from(staff)).ok_or(Why::TooLarge)?;
    let whole = ExactSum::of_fraction(whole, 1).ok_or(Why::TooLarge)?;
    let left = sum.subtract(whole).ok_or(Why::TooLarge)?.to_f64() / staff as f64;
    let divisor = scale / staff as f64;
    Ok(((squares - left * left) / (divisor * divisor)).max(0.0))
}

/// The share of the whole staff at each point of the scale.
///
/// Formula:  Σ N_h c_hk/n_h / N for point k, c_hk those of cell h who chose it.
/// Shapes:   one histogram per cell, all of the same length; n_h is the sum of the histogram.
/// Units:    shares of the staff that sum to 1.
/// Unknown:  as [`staff_variance`]; histograms of different lengths are outside the domain.
/// Rounding: each share is summed exactly and rounded once.
/// Source:   Cochran (1977), chapter 5A.
///
/// ```
/// use indices::weighting::staff_distribution;
///
/// // Six people of whom one chose the first and one the second point; two people who chose the second.
/// let shares = staff_distribution(&[(6, vec![1, 1]), (2, vec![0, 2])]).unwrap();
/// assert_eq!(shares, [3.0 / 8.0, 5.0 / 8.0]);
/// ```
pub fn staff_distribution(cells: &[(u64, Vec<u64>)]) -> Result<Vec<f64>, Why> {
    let points = cells.first().map_or(0, |(_, histogram)| histogram.len());
    if cells.iter().any(|(_, histogram)| histogram.len() != points) {
        return Err(Why::OutsideDomain);
    }
    let share = |point: usize| {
        let of_cell = |(staff, histogram): &(u64, Vec<u64>)| {
            let n = histogram.iter().try_fold(0_u64, |n, count| n.checked_add(*count))?;
            let chose = i128::from(*histogram.get(point)?);
            Some(StaffCell { staff: *staff, answered: GroupMoments { n, sum: chose, squares: chose } })
        };
        let cells: Vec<StaffCell> = cells.iter().map(of_cell).collect::<Option<_>>().ok_or(Why::TooLarge)?;
        let cells = answered(&cells)?;
        let (staff, _) = sizes(&cells)?;
        Ok(exact(&cells, |answered| answered.sum)?.to_f64() / staff as f64)
    };
    if points == 0 { Err(Why::NoAnswers) } else { (0..points).map(share).collect() }
}

/// The cells with staff, all of which must have answers.
fn answered(cells: &[StaffCell]) -> Result<Vec<StaffCell>, Why> {
    if cells.iter().any(|cell| cell.answered.n > cell.staff) {
        return Err(Why::OutsideDomain);
    }
    let staffed: Vec<StaffCell> = cells.iter().copied().filter(|cell| cell.staff > 0).collect();
    if staffed.iter().all(|cell| cell.answered.n == 0) {
        return Err(Why::NoAnswers);
    }
    if staffed.iter().any(|cell| cell.answered.n == 0) { Err(Why::EmptyCell) } else { Ok(staffed) }
}

/// Everybody, and everybody who answered.
fn sizes(cells: &[StaffCell]) -> Result<(u64, u64), Why> {
    let sum = |size: fn(&StaffCell) -> u64| cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(size(cell)));
    sum(|cell| cell.staff).zip(sum(|cell| cell.answered.n)).ok_or(Why::TooLarge)
}

fn scale(staff: u64, divisor: u64) -> Result<f64, Why> {
    if divisor == 0 { Err(Why::OutsideDomain) } else { Ok(staff as f64 * divisor as f64) }
}

/// Σ N_h T_h / n_h.
fn exact(cells: &[StaffCell], total: impl Fn(&GroupMoments) -> i128) -> Result<ExactSum, Why> {
    let sum = cells.iter().try_fold(ExactSum::ZERO, |sum, cell| {
        let weighted = total(&cell.answered).checked_mul(i128::from(cell.staff))?;
        sum.add(ExactSum::of_fraction(weighted, cell.answered.n)?)
    });
    sum.ok_or(Why::TooLarge)
}

/// N_h² s_h²/n_h of one cell, s_h² = (n Σ y² − (Σ y)²) / (n (n − 1)).
fn cell_variance(cell: &StaffCell, statement: Statement) -> Result<f64, Why> {
    let StaffCell { staff, answered } = *cell;
    let left = match statement {
        Statement::FiniteStaff => staff.saturating_sub(answered.n) as f64 / staff as f64,
        Statement::Process => 1.0,
    };
    if left <= 0.0 {
        return Ok(0.0);
    }
    let rest = answered.n.checked_sub(1).filter(|rest| *rest > 0).ok_or(Why::TooFewAnswers { needed: 2 })?;
    let n = i128::from(answered.n);
    let product = n.checked_mul(answered.squares).zip(answered.sum.checked_mul(answered.sum));
    let scatter = product.and_then(|(whole, square)| whole.checked_sub(square)).ok_or(Why::TooLarge)?;
    let n = answered.n as f64;
    let (staff, variance) = (staff as f64, scatter as f64 / (n * rest as f64));
    Ok(staff * staff * variance / n * left)
}

/// Reveals nothing.
impl fmt::Debug for StaffCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffCell(..)")
    }
}
