//! Units drawn by chance, from a small generator that needs nothing but its seed.

use super::{Computation, Index, dissent};

/// The most answers that are drawn: a few seconds.
const ANSWERS_MAX: u64 = 2_000_000_000;

/// Each sum over the items that was drawn, rising, with (1 + hits at or below it) / (1 + draws).
pub(super) fn distribution(
    n: u64,
    items: u64,
    weights: &[u64],
    index: Index,
    computation: Computation,
) -> Option<Vec<(u64, f64)>> {
    let answers = n.checked_mul(items)?.checked_mul(u64::from(computation.draws))?;
    if answers > ANSWERS_MAX {
        return None;
    }
    // A stream of its own for each size and number of items, so that no unit depends on which others there are.
    let mut generator = SplitMix64 { state: computation.seed };
    generator.state = generator.next() ^ n;
    generator.state = generator.next() ^ items;
    let mut sums = Vec::new();
    for _ in 0..computation.draws {
        let of_item = |_| dissent(index, &drawn(n, weights, &mut generator), n);
        sums.push((0..items).map(of_item).try_fold(0_u64, |sum, value| sum.checked_add(value?))?);
    }
    sums.sort_unstable();
    let all = 1.0 + f64::from(computation.draws);
    let mut cumulative: Vec<(u64, f64)> = Vec::new();
    for (hits, sum) in (1_u32..).zip(sums) {
        let probability = (1.0 + f64::from(hits)) / all;
        match cumulative.last_mut().filter(|(value, _)| *value == sum) {
            Some((_, reached)) => *reached = probability,
            None => cumulative.push((sum, probability)),
        }
    }
    Some(cumulative)
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

/// The generator of Steele, Lea and Flood (2014), OOPSLA '14, 453–472: a counter in steps of the golden ratio, mixed.
struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below the limit. For limits below 2³² no number is more than 2⁻³² of itself too likely.
    fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(limit);
        u64::try_from(product >> 64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers from seed 1234567, as the authors' Java gives them.
    #[test]
    fn the_generator_is_the_published_one() {
        let mut generator = SplitMix64 { state: 1_234_567 };
        let first = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([generator.next(), generator.next(), generator.next()], first);
    }

    #[test]
    fn points_are_drawn_as_often_as_their_weights_say() {
        let mut generator = SplitMix64 { state: 1 };
        let histogram = drawn(100_000, &[1, 0, 2, 7], &mut generator);
        assert_eq!((histogram[1], histogram.iter().sum::<u64>()), (0, 100_000));
        for (point, expected) in [(0, 10_000.0), (2, 20_000.0), (3, 70_000.0)] {
            assert!((histogram[point] as f64 - expected).abs() < 600.0, "{histogram:?}");
        }
    }
}
