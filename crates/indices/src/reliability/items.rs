//! Every item against the rest of its scale, over complete answers.

use counts::Moments;

use super::alpha::alpha_of;
use crate::covariance::{Covariances, correlation};
use crate::estimate::{Estimate, Known, Why};
use crate::ratio::Ratio;

/// How one item stands to the rest of its scale.
#[derive(Clone, Copy, PartialEq)]
pub struct ItemStatistics {
    /// Mean of the item over complete answers.
    pub mean: Estimate,
    /// Standard deviation, divisor n − 1.
    pub sd: Estimate,
    /// Correlation with the total of all items, this one included.
    pub item_total: Estimate,
    /// Correlation with the total of the other items.
    pub item_rest: Estimate,
    /// Alpha of the scale without this item.
    pub alpha_if_dropped: Estimate,
}

/// Every item against the rest of its scale.
///
/// Formula:  r(i, total) = D(i, +) / √(D(i, i) D(+, +)); for the rest, the item's own part is taken out of both;
///           alpha without the item is [`super::cronbach_alpha`] of the other items.
/// Shapes:   J items × n complete answers, one result per item.
/// Units:    score points for mean and sd; correlations from −1 to 1.
/// Unknown:  per statistic: fewer than two complete answers, an item or a rest that does not vary, fewer than two items
///           left.
/// Rounding: integers up to the last fraction; correlations round a few times.
/// Source:   R `psych::alpha` columns `raw.r` and `r.drop`, `multilevel::item.total`, on complete answers.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 3], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[1, 1, 3], [2, 2, 1], [3, 3, 2]] {
///     counts.add(&answers)?;
/// }
/// let items = indices::reliability::item_statistics(&counts.moments());
/// // The first two items are equal: without the third, alpha is 1.
/// assert_eq!(items[2].alpha_if_dropped.value(), Some(1.0));
/// // Items 1 and 2 against the third: D = −3, own variances 6 and (for the sum) 24: −6/√(6 · 24) = −1/2.
/// assert!((items[2].item_rest.value().unwrap() + 0.5).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn item_statistics(moments: &Moments) -> Vec<ItemStatistics> {
    let n = moments.n();
    let covariances = Covariances::of(moments);
    let of_item = |(item, &sum): (usize, &u64)| {
        let mean = Ratio::of_unsigned(u128::from(sum), u128::from(n)).ok_or(Why::NoAnswers);
        let spread = |statistic: &dyn Fn(&Covariances) -> Result<f64, Why>| -> Estimate {
            let value = covariances.as_ref().map_err(|why| *why).and_then(statistic);
            value.map(|value| Known { value, n, interval: None }).into()
        };
        ItemStatistics {
            mean: mean.map(|mean| Known { value: mean.to_f64(), n, interval: None }).into(),
            sd: spread(&|c| Ok(c.variance(c.own(item)).ok_or(Why::TooLarge)?.to_f64().sqrt())),
            item_total: spread(&|c| correlation(c.with_total(item), c.own(item), c.total()).ok_or(Why::NoVariance)),
            item_rest: spread(&|c| {
                let with_rest = c.with_total(item) - c.own(item);
                if c.items() == 1 {
                    return Err(Why::SingleItem);
                }
                correlation(with_rest, c.own(item), rest_total(c, item)).ok_or(Why::NoVariance)
            }),
            alpha_if_dropped: spread(&|c| match c.items() {
                0..=2 => Err(Why::SingleItem),
                items => alpha_of(items - 1, rest_total(c, item), c.trace() - c.own(item)).map(|a| a.to_f64()),
            }),
        }
    };
    moments.sums().iter().enumerate().map(of_item).collect()
}

/// D of the total of all other items with itself.
fn rest_total(covariances: &Covariances, item: usize) -> i128 {
    covariances.total() - 2 * covariances.with_total(item) + covariances.own(item)
}

/// Reveals nothing.
impl std::fmt::Debug for ItemStatistics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ItemStatistics(..)")
    }
}
