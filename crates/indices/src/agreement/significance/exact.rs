//! Every way to spread n people over the points, with its probability; several items by convolution.

use super::{Index, dissent};

/// Up to here 1/h! and wʰ/h! keep their place among the floats.
const PEOPLE_MAX: u64 = 150;

/// How many elementary steps the exact distribution takes; nothing where it cannot be had.
pub(super) fn steps(n: u64, items: u64, weights: &[u64], index: Index) -> Option<u64> {
    if n > PEOPLE_MAX {
        return None;
    }
    let points = u64::try_from(weights.iter().filter(|weight| **weight > 0).count()).ok()?;
    // (n + points − 1) over (points − 1) ways, multiplied up so that every quotient is whole.
    let ways = (1..points).try_fold(1_u64, |ways, k| ways.checked_mul(n.checked_add(k)?)?.checked_div(k))?;
    let support = largest(n, weights, index)?.checked_add(1)?;
    let pairs = items.checked_mul(items.checked_sub(1)?)? / 2;
    ways.checked_mul(points)?.checked_add(support.checked_mul(support)?.checked_mul(pairs)?)
}

/// The most that one item can be apart: half the people at either end.
fn largest(n: u64, weights: &[u64], index: Index) -> Option<u64> {
    let mut ends = vec![0; weights.len()];
    *ends.first_mut()? = n / 2;
    *ends.last_mut()? = n.checked_sub(n / 2)?;
    dissent(index, &ends, n)
}

/// Each possible sum over the items, rising, with the probability of it or less.
pub(super) fn distribution(n: u64, items: u64, weights: &[u64], index: Index) -> Option<Vec<(u64, f64)>> {
    let length = usize::try_from(largest(n, weights, index)?).ok()?.checked_add(1)?;
    let mut one = vec![0.0; length];
    let mut visit = |histogram: &[u64], probability: f64| {
        let place = dissent(index, histogram, n).and_then(|value| usize::try_from(value).ok());
        if let Some(cell) = place.and_then(|place| one.get_mut(place)) {
            *cell += probability;
        }
    };
    Spread::new(n, weights)?.visit_all(&mut visit);
    let mut all = one.clone();
    for _ in 1..items {
        all = convolved(&all, &one);
    }
    let whole: f64 = all.iter().sum();
    let mut below = 0.0;
    let occurring = (0_u64..).zip(all).filter(|(_, probability)| *probability > 0.0);
    let cumulative = occurring.map(|(value, probability)| {
        below += probability;
        (value, (below / whole).min(1.0))
    });
    Some(cumulative.collect())
}

/// The distribution of the sum of two independent values.
fn convolved(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; (a.len() + b.len()).saturating_sub(1)];
    for (shift, factor) in b.iter().enumerate().filter(|(_, factor)| **factor > 0.0) {
        for (cell, value) in sum.iter_mut().skip(shift).zip(a) {
            *cell += factor * value;
        }
    }
    sum
}

/// All histograms of n people over the points, one after the other.
struct Spread {
    /// For each point, wʰ/h! for h from 0 to n, w its share of the weights.
    factors: Vec<Vec<f64>>,
    n: u64,
    /// n!
    orders: f64,
}

impl Spread {
    fn new(n: u64, weights: &[u64]) -> Option<Self> {
        let total: u64 = weights.iter().sum();
        let factors_of = |weight: &u64| {
            let share = *weight as f64 / total as f64;
            let next = |factor: &mut f64, h: u64| {
                let current = *factor;
                *factor *= share / (h + 1) as f64;
                Some(current)
            };
            (0..=n).scan(1.0, next).collect()
        };
        (n <= PEOPLE_MAX).then(|| Self {
            factors: weights.iter().map(factors_of).collect(),
            n,
            orders: (1..=n).map(|h| h as f64).product(),
        })
    }

    fn visit_all(&self, visit: &mut impl FnMut(&[u64], f64)) {
        let mut histogram = vec![0; self.factors.len()];
        self.fill(0, self.n, self.orders, &mut histogram, visit);
    }

    /// Spreads those who are left over this point and the ones after it.
    fn fill(&self, point: usize, left: u64, weight: f64, histogram: &mut [u64], visit: &mut impl FnMut(&[u64], f64)) {
        let Some(factors) = self.factors.get(point) else { return };
        let last = point + 1 == self.factors.len();
        let from = if last { left } else { 0 };
        for (persons, factor) in (0..=left).zip(factors).filter(|(persons, _)| *persons >= from) {
            if *factor <= 0.0 {
                continue;
            }
            if let Some(cell) = histogram.get_mut(point) {
                *cell = persons;
            }
            if last {
                visit(histogram, weight * factor);
            } else {
                self.fill(point + 1, left - persons, weight * factor, histogram, visit);
            }
        }
        if let Some(cell) = histogram.get_mut(point) {
            *cell = 0;
        }
    }
}
