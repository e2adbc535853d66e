//! Units drawn by chance: items on their own, or items that go together.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::{Computation, Index, dissent};
use crate::distribution::normal_quantile;
use crate::estimate::Why;
use crate::generator::SplitMix64;

/// The most answers that are drawn: a few seconds.
const ANSWERS_MAX: u64 = 2_000_000_000;

/// Each sum over the items that was drawn, rising, with (1 + hits at or below it) / (1 + draws).
pub(super) type Cumulative = Vec<(u64, f64)>;

/// Items that have nothing to do with each other.
pub(super) fn independent(
    n: u64,
    items: u64,
    weights: &[u64],
    index: Index,
    computation: Computation,
) -> Result<Cumulative, Why> {
    repeated(n, items, computation, |generator| {
        let of_item = |_| dissent(index, &drawn(n, weights, generator), n);
        (0..items).map(of_item).try_fold(0_u64, |sum, value| sum.checked_add(value?))
    })
}

/// Items whose latent normal variables have these correlations, cut where the weights say.
pub(super) fn correlated(
    n: u64,
    correlations: &DMatrix<f64>,
    weights: &[u64],
    index: Index,
    computation: Computation,
) -> Result<Cumulative, Why> {
    let items = correlations.nrows();
    let cholesky = Cholesky::new(correlations.clone()).ok_or(Why::NotPositiveDefinite)?;
    let cuts = cuts(weights);
    let counted_items = u64::try_from(items).map_err(|_| Why::TooLarge)?;
    repeated(n, counted_items, computation, |generator| {
        let mut histograms = vec![vec![0_u64; weights.len()]; items];
        for _ in 0..n {
            let latent = latent(&cholesky, items, generator);
            for (histogram, value) in histograms.iter_mut().zip(latent.iter()) {
                let point = cuts.partition_point(|cut| cut < value);
                if let Some(persons) = histogram.get_mut(point) {
                    *persons += 1;
                }
            }
        }
        histograms.iter().try_fold(0_u64, |sum, histogram| sum.checked_add(dissent(index, histogram, n)?))
    })
}

/// Draws sums again and again.
fn repeated(
    n: u64,
    items: u64,
    computation: Computation,
    mut draw: impl FnMut(&mut SplitMix64) -> Option<u64>,
) -> Result<Cumulative, Why> {
    let answers = n.checked_mul(items).and_then(|answers| answers.checked_mul(u64::from(computation.draws)));
    if answers.is_none_or(|answers| answers > ANSWERS_MAX) {
        return Err(Why::TooLarge);
    }
    let mut generator = SplitMix64::of(&[computation.seed, n, items]);
    let sums = (0..computation.draws).map(|_| draw(&mut generator));
    let mut sums = sums.collect::<Option<Vec<u64>>>().ok_or(Why::TooLarge)?;
    sums.sort_unstable();
    let all = 1.0 + f64::from(computation.draws);
    let mut cumulative: Cumulative = Vec::new();
    for (hits, sum) in (1_u32..).zip(sums) {
        let probability = (1.0 + f64::from(hits)) / all;
        match cumulative.last_mut().filter(|(value, _)| *value == sum) {
            Some((_, reached)) => *reached = probability,
            None => cumulative.push((sum, probability)),
        }
    }
    Ok(cumulative)
}

/// How many of n people chose each point.
fn drawn(n: u64, weights: &[u64], generator: &mut SplitMix64) -> Vec<u64> {
    let total: u64 = weights.iter().sum();
    let mut histogram = vec![0; weights.len()];
    for _ in 0..n {
        let mut rest = generator.below(total);
        for (cell, weight) in histogram.iter_mut().zip(weights) {
            match rest.checked_sub(*weight) {
                Some(less) => rest = less,
                None => {
                    *cell += 1;
                    break;
                }
            }
        }
    }
    histogram
}

/// One person's latent answers.
fn latent(cholesky: &Cholesky<f64, Dyn>, items: usize, generator: &mut SplitMix64) -> DVector<f64> {
    let independent = DVector::from_iterator(items, (0..items).map(|_| generator.standard_normal()));
    cholesky.l_dirty().lower_triangle() * independent
}

/// The standard normal values below which the shares of all points but the last add up.
fn cuts(weights: &[u64]) -> Vec<f64> {
    let total: u64 = weights.iter().sum();
    let below = weights.iter().scan(0_u64, |sum, weight| {
        *sum += weight;
        Some(*sum)
    });
    let inner = below.take(weights.len().saturating_sub(1));
    // A share of nought or of all has no quantile: nobody, or everybody, is below.
    let cut = |below: u64| match normal_quantile(below as f64 / total as f64) {
        Some(cut) => cut,
        None if below == 0 => f64::NEG_INFINITY,
        None => f64::INFINITY,
    };
    inner.map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_drawn_as_often_as_their_weights_say() {
        let mut generator = SplitMix64::of(&[1]);
        let histogram = drawn(100_000, &[1, 0, 2, 7], &mut generator);
        assert_eq!((histogram[1], histogram.iter().sum::<u64>()), (0, 100_000));
        for (point, expected) in [(0, 10_000.0), (2, 20_000.0), (3, 70_000.0)] {
            assert!((histogram[point] as f64 - expected).abs() < 600.0, "{histogram:?}");
        }
    }
}
