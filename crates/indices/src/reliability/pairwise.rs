//! Alpha and item statistics over pairs of items, each pair with whoever answered both.

use std::collections::BTreeMap;

use counts::{ItemTotals, PairMoments, TotalSums};

use super::alpha::{alpha_of, feldt_interval};
use super::items::ItemStatistics;
use super::matrix_alpha::positive;
use crate::covariance::correlation;
use crate::estimate::{Estimate, Known, LEVEL, Why};
use crate::ratio::Ratio;

/// Cronbach's alpha from pairwise-complete covariances, with Feldt's interval.
///
/// Formula:  J/(J − 1) · (1 − Σ cᵢᵢ / Σ cᵢⱼ), cᵢⱼ the covariance over those who answered items i and j.
/// Shapes:   J items; each pair has its own n. The interval's n is everybody counted, also who answered nothing, since
///           psych counts rows. Where much is missing that is too narrow: [`feldt_interval`] takes a smaller n.
/// Units:    dimensionless; at most 1 where the matrix is that of some group of persons, never clamped.
/// Unknown:  one item; a pair that fewer than two persons answered; a total without variance, or, since pairs come from
///           different persons, with a negative one. A constant item is counted as it stands; psych drops it.
/// Rounding: an exact fraction where every pair has the same n; else covariances are gathered exactly per n, and each
///           gathering rounds once.
/// Source:   R `psych::alpha`, whose default is `use = "pairwise"`; `psych::alpha.ci`.
///
/// ```
/// use counts::{NO_ANSWER, PairMoments, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut pairs = PairMoments::new(&shape);
/// for answers in [[1, 1], [2, 3], [3, 2], [NO_ANSWER, 2]] {
///     pairs.add(&answers)?;
/// }
/// // Variances 1 (three answers) and 2/3 (four), covariance 1/2: 2 · (1 − (5/3) / (8/3)) = 3/4.
/// let alpha = indices::reliability::alpha_pairwise(&pairs);
/// assert!((alpha.value().unwrap() - 0.75).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn alpha_pairwise(pairs: &PairMoments) -> Estimate {
    let alpha = || {
        let value = PairCovariances::of(pairs)?.alpha(None)?;
        let interval = feldt_interval(value, pairs.persons(), pairs.items(), LEVEL);
        Ok(Known { value, n: pairs.persons(), interval })
    };
    alpha().into()
}

/// Every item against the rest of its scale, over pairs.
///
/// Formula:  mean and sd over the item's own answers; item-total the correlation with the mean of the items a person
///           answered, this one included; item-rest Σⱼ≠ᵢ cᵢⱼ / √(cᵢᵢ Σⱼₖ≠ᵢ cⱼₖ) and alpha without the item from pairwise
///           covariances.
/// Shapes:   J items, one result each; `pairs` and `totals` count the same answers.
/// Units:    score points for mean and sd; correlations from −1 to 1, except that item-rest may pass 1 where much is
///           missing, since its parts come from different persons.
/// Unknown:  per statistic: as in [`alpha_pairwise`] and [`super::item_statistics`]; different shapes.
/// Rounding: integers up to the last fraction; correlations with the mean add a rounded part per number of answers.
/// Source:   R `psych::alpha`, `raw.r`, `r.drop`, `mean`, `sd` and `alpha.drop`. psych's item-total is with the mean and
///           not the sum; without missing answers there is no difference.
///
/// ```
/// use counts::{ItemTotals, NO_ANSWER, PairMoments, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let (mut pairs, mut totals) = ([PairMoments::new(&shape)], [ItemTotals::new(&shape)]);
/// let columns: [&[u8]; 2] = [&[1, 2, 3], &[NO_ANSWER, 4, 5]];
/// PairMoments::add_columns(&mut pairs, &[0; 3], &columns)?;
/// ItemTotals::add_columns(&mut totals, &[0; 3], &columns)?;
/// let items = indices::reliability::item_statistics_pairwise(&pairs[0], &totals[0]);
/// // The first item is 1, 2, 3, its totals 1, 3, 4: covariance 3/2, variances 1 and 7/3.
/// let expected = 1.5 / (7.0_f64 / 3.0).sqrt();
/// assert!((items[0].item_total.value().unwrap() - expected).abs() < 1e-15);
/// assert_eq!(items[1].mean.value(), Some(4.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn item_statistics_pairwise(pairs: &PairMoments, totals: &ItemTotals) -> Vec<ItemStatistics> {
    let covariances = PairCovariances::of(pairs);
    let of_item = |item: usize| {
        let over_pairs = |statistic: &dyn Fn(&PairCovariances) -> Result<f64, Why>| -> Estimate {
            let value = covariances.as_ref().map_err(|why| *why).and_then(statistic);
            value.map(|value| Known { value, n: pairs.persons(), interval: None }).into()
        };
        let groups: Vec<(u8, TotalSums)> = totals.groups(item).collect();
        let item_total = if pairs.shape() == totals.shape() { with_mean(&groups) } else { Err(Why::OutsideDomain) };
        ItemStatistics {
            mean: own_mean(pairs, item).into(),
            sd: own_sd(pairs, item).into(),
            item_total: item_total.into(),
            item_rest: over_pairs(&|covariances| covariances.item_rest(item)),
            alpha_if_dropped: over_pairs(&|covariances| covariances.alpha(Some(item))),
        }
    };
    (0..pairs.items()).map(of_item).collect()
}

fn own_mean(pairs: &PairMoments, item: usize) -> Result<Known, Why> {
    let own = pairs.pair(item, item).ok_or(Why::NoAnswers)?;
    let mean = Ratio::of_unsigned(own.sum_i.into(), own.n.into()).ok_or(Why::NoAnswers)?;
    Ok(Known { value: mean.to_f64(), n: own.n, interval: None })
}

fn own_sd(pairs: &PairMoments, item: usize) -> Result<Known, Why> {
    let n = pairs.pair(item, item).map_or(0, |own| own.n);
    match n {
        0 => Err(Why::NoAnswers),
        1 => Err(Why::TooFewAnswers { needed: 2 }),
        _ => {
            let variance = scaled(pairs, item, item).and_then(|scaled| variance(n, scaled)).ok_or(Why::TooLarge)?;
            Ok(Known { value: variance.sqrt(), n, interval: None })
        }
    }
}

/// D(i, j) = n Σxᵢxⱼ − Σxᵢ Σxⱼ over those who answered both.
fn scaled(pairs: &PairMoments, i: usize, j: usize) -> Option<i128> {
    let pair = pairs.pair(i, j)?;
    let crossed = i128::from(pair.n).checked_mul(i128::from(pair.product))?;
    crossed.checked_sub(i128::from(pair.sum_i).checked_mul(i128::from(pair.sum_j))?)
}

/// D / (n(n − 1)), rounded once.
fn variance(n: u64, scaled: i128) -> Option<f64> {
    let n = i128::from(n);
    Ratio::new(scaled, n.checked_mul(n.checked_sub(1)?)?).map(|ratio| ratio.to_f64())
}

/// The correlation of an item with the mean of the items answered: sums of squares within the groups of people who
/// answered equally many items, which are fractions of integers, and between these groups. Nothing large is subtracted.
fn with_mean(groups: &[(u8, TotalSums)]) -> Result<Known, Why> {
    let n: u64 = groups.iter().map(|(_, sums)| sums.n).sum();
    match n {
        0 => return Err(Why::NoAnswers),
        1 => return Err(Why::TooFewAnswers { needed: 2 }),
        _ => {}
    }
    let ratio = |above: u64, below: u64| above as f64 / below as f64;
    let means: Vec<(f64, f64, f64)> = groups
        .iter()
        .map(|(answered, sums)| {
            (sums.n as f64, ratio(sums.sum, sums.n), ratio(sums.totals, sums.n * u64::from(*answered)))
        })
        .collect();
    let of_all =
        |of: &dyn Fn(&(f64, f64, f64)) -> f64| means.iter().map(|group| group.0 * of(group)).sum::<f64>() / n as f64;
    let (item_mean, total_mean) = (of_all(&|group| group.1), of_all(&|group| group.2));
    let (mut item, mut total, mut both) = (0.0, 0.0, 0.0);
    for ((answered, sums), (weight, x, t)) in groups.iter().zip(&means) {
        let within = |product: u64, a: u64, b: u64, divisor: u32| -> f64 {
            let scaled = i128::from(sums.n) * i128::from(product) - i128::from(a) * i128::from(b);
            scaled as f64 / (sums.n as f64 * f64::from(divisor))
        };
        let a = u32::from(*answered);
        item += within(sums.squares, sums.sum, sums.sum, 1) + weight * (x - item_mean) * (x - item_mean);
        total +=
            within(sums.total_squares, sums.totals, sums.totals, a * a) + weight * (t - total_mean) * (t - total_mean);
        both += within(sums.product, sums.sum, sums.totals, a) + weight * (x - item_mean) * (t - total_mean);
    }
    // Means that are the same but for a rounding do not vary: even one answer in 2³² that differs is far above this.
    let nought = n as f64 * 1e-24;
    if item <= nought || total <= nought {
        return Err(Why::NoVariance);
    }
    let value = (both / (item.sqrt() * total.sqrt())).clamp(-1.0, 1.0);
    Ok(Known { value, n, interval: None })
}

/// Covariances over pairs, as exact integers D with their n.
pub(super) struct PairCovariances {
    items: usize,
    /// n and D of all pairs, row by row.
    pairs: Vec<(u64, i128)>,
}

impl PairCovariances {
    pub(super) fn of(moments: &PairMoments) -> Result<Self, Why> {
        let items = moments.items();
        let positions = (0..items).flat_map(|i| (0..items).map(move |j| (i, j)));
        let pairs: Option<Vec<(u64, i128)>> =
            positions.map(|(i, j)| Some((moments.pair(i, j)?.n, scaled(moments, i, j)?))).collect();
        let pairs = pairs.ok_or(Why::TooLarge)?;
        if pairs.iter().all(|(n, _)| *n == 0) {
            return Err(Why::NoAnswers);
        }
        if pairs.iter().any(|(n, _)| *n < 2) {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        Ok(Self { items, pairs })
    }

    pub(super) fn covariance(&self, i: usize, j: usize) -> Option<f64> {
        let (n, scaled) = self.pairs.get(i * self.items + j)?;
        variance(*n, *scaled)
    }

    /// The correlation over those who answered both, with their own variances.
    pub(super) fn correlation(&self, moments: &PairMoments, i: usize, j: usize) -> Result<f64, Why> {
        let pair = moments.pair(i, j).ok_or(Why::NoAnswers)?;
        let own = |squares: u64, sum: u64| {
            i128::from(pair.n)
                .checked_mul(i128::from(squares))?
                .checked_sub(i128::from(sum).checked_mul(i128::from(sum))?)
        };
        let (Some(first), Some(second)) = (own(pair.squares_i, pair.sum_i), own(pair.squares_j, pair.sum_j)) else {
            return Err(Why::TooLarge);
        };
        let (_, scaled) = self.pairs.get(i * self.items + j).ok_or(Why::NoAnswers)?;
        correlation(*scaled, first, second).ok_or(Why::NoVariance)
    }

    /// Σ of the D of some pairs, gathered by n: all that have the same n have the same divisor.
    fn gathered(&self, keep: impl Fn(usize, usize) -> bool) -> BTreeMap<u64, i128> {
        let mut gathered = BTreeMap::new();
        for (position, (n, scaled)) in self.pairs.iter().enumerate() {
            if keep(position / self.items, position % self.items) {
                *gathered.entry(*n).or_insert(0) += scaled;
            }
        }
        gathered
    }

    /// Alpha of the scale, or of the scale without an item.
    fn alpha(&self, without: Option<usize>) -> Result<f64, Why> {
        let items = self.items - usize::from(without.is_some());
        if items < 2 {
            return Err(Why::SingleItem);
        }
        let kept = |i: usize, j: usize| without != Some(i) && without != Some(j);
        let (total, trace) = (self.gathered(kept), self.gathered(|i, j| i == j && kept(i, j)));
        if let (Some((_, &scaled)), 1) = (total.first_key_value(), total.len()) {
            return alpha_of(items, scaled, trace.values().sum()).map(|alpha| alpha.to_f64());
        }
        let trace = sum(&trace)?;
        let total = positive(sum(&total)?, trace)?;
        let j = items as f64;
        Ok(j / (j - 1.0) * ((total - trace) / total))
    }

    fn item_rest(&self, item: usize) -> Result<f64, Why> {
        if self.items < 2 {
            return Err(Why::SingleItem);
        }
        let with_rest = sum(&self.gathered(|i, j| i == item && j != item))?;
        let parts = sum(&self.gathered(|i, j| i == j && i != item))?;
        let rest = positive(sum(&self.gathered(|i, j| i != item && j != item))?, parts)?;
        let own = positive(sum(&self.gathered(|i, j| i == item && j == item))?, 0.0)?;
        Ok(with_rest / (own.sqrt() * rest.sqrt()))
    }
}

fn sum(gathered: &BTreeMap<u64, i128>) -> Result<f64, Why> {
    gathered.iter().map(|(n, scaled)| variance(*n, *scaled)).sum::<Option<f64>>().ok_or(Why::TooLarge)
}
