//! a_wg: agreement against the most that people could disagree about the same mean.

use std::fmt;

use counts::Moments;
use survey::Points;

use crate::estimate::Why;

/// Agreement of one unit by a_wg(j).
#[derive(Clone, Copy, PartialEq)]
pub struct Awg {
    /// Complete answers.
    pub n: u64,
    /// Mean a_wg of the interpretable items: 1 is perfect agreement, −1 the most disagreement the mean allows.
    pub value: f64,
    /// Items whose mean is not so extreme that disagreement has no room.
    pub items_interpretable: usize,
    /// Items of the scale.
    pub items: usize,
    /// Whether there are at least A − 1 people, as its authors ask for A points. R does not look at this.
    pub enough_people: bool,
}

/// Within-unit agreement a_wg(j) of Brown and Hauenstein.
///
/// Formula:  per item 1 − 2 s² / (((H + L) x̄ − x̄² − HL) · n/(n − 1)), which is 1 − 2 (nQ − T²) / ((nH − T)(T − nL))
///           for sum T and square sum Q; 1 where all are at one end. Then the mean over the items.
/// Shapes:   J items × n complete answers of a single unit.
/// Units:    dimensionless, −1 to 1.
/// Limits:   an item counts where L(n − 1) + H ≤ T ≤ H(n − 1) + L: the mean is at least one person's whole range away
///           from either end. The others are left out, and `items_interpretable` says how many remain.
/// Unknown:  fewer than two complete answers, or not one interpretable item.
/// Rounding: each item is a fraction of integers, rounded once; so is their mean.
/// Source:   Brown and Hauenstein (2005), Organizational Research Methods 8, 165–184; R `multilevel::awg`, whose column
///           `avg.grp.var` is the mean of the whole covariance matrix and is not given here.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let points = Points::new(1, 5)?;
/// let shape = ScaleShape::new(points, vec![false], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answer in [2, 3, 4] {
///     counts.add(&[answer])?;
/// }
/// // n 3, T 9, Q 29: 1 − 2 (87 − 81) / ((15 − 9)(9 − 3)) = 1 − 12/36.
/// let awg = indices::agreement::awg(&counts.moments(), points).unwrap();
/// assert_eq!((awg.value, awg.enough_people), (2.0 / 3.0, false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn awg(moments: &Moments, points: Points) -> Result<Awg, Why> {
    let n = moments.n();
    match n {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::TooFewAnswers { needed: 2 }),
        _ => {}
    }
    let mut interpretable = Vec::with_capacity(moments.items());
    for (item, &sum) in moments.sums().iter().enumerate() {
        let squares = moments.product(item, item).unwrap_or_default();
        let of_item = item_awg(i128::from(n), i128::from(sum), i128::from(squares), points);
        interpretable.extend(of_item.ok_or(Why::TooLarge)?);
    }
    if interpretable.is_empty() {
        return Err(Why::OutsideDomain);
    }
    Ok(Awg {
        n,
        value: interpretable.iter().sum::<f64>() / interpretable.len() as f64,
        items_interpretable: interpretable.len(),
        items: moments.items(),
        enough_people: n >= u64::from(points.count().saturating_sub(1)),
    })
}

/// a_wg of one item; `Some(None)` where its mean is too extreme, nothing where an integer does not fit.
fn item_awg(n: i128, sum: i128, squares: i128, points: Points) -> Option<Option<f64>> {
    let (low, high) = (i128::from(points.min()), i128::from(points.max()));
    let (all_low, all_high) = (n.checked_mul(low)?, n.checked_mul(high)?);
    if sum == all_low || sum == all_high {
        return Some(Some(1.0));
    }
    let range = high - low;
    if sum < all_low.checked_add(range)? || sum > all_high.checked_sub(range)? {
        return Some(None);
    }
    let scatter = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    let room = all_high.checked_sub(sum)?.checked_mul(sum.checked_sub(all_low)?)?;
    let agreed = room.checked_sub(scatter.checked_mul(2)?)?;
    crate::ratio::Ratio::new(agreed, room).map(|ratio| Some(ratio.to_f64()))
}

/// Reveals nothing.
impl fmt::Debug for Awg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Awg(..)")
    }
}
