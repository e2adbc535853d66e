//! A population whose every number is known: ordered answers with a long lower tail, cut from one normal tendency.
//!
//! A person's tendency is normal; item i shows y* = λᵢ θ + √(1 − λᵢ²) N(0, 1), and the answer is 1 plus the thresholds
//! below y*. Given θ the items are independent, so the distribution of the sum is a convolution, and everything over
//! persons and units is an integral over a normal variable, taken here by the trapezium rule, whose error for such
//! integrands is far below what a simulation can see.

use indices::aggregation::GroupMoments;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::draws::Draws;

/// Points of every item: 1 to 5.
pub(crate) const POINTS: usize = 5;

#[derive(Clone)]
pub(crate) struct Item {
    loading: f64,
    thresholds: [f64; POINTS - 1],
}

/// The items of one scale.
pub(crate) struct Population {
    items: Vec<Item>,
}

/// Points and weights of an average over N(0, 1).
fn grid() -> Vec<(f64, f64)> {
    const STEP: f64 = 0.1;
    let points = (-70..=70).map(|step| f64::from(step) * STEP);
    points.map(|z| (z, STEP * (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt())).collect()
}

fn standard_normal(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

impl Item {
    /// The chance of each point for somebody with this tendency.
    fn chances(&self, tendency: f64) -> [f64; POINTS] {
        let error = (1.0 - self.loading * self.loading).sqrt();
        let below = |threshold: f64| standard_normal((threshold - self.loading * tendency) / error);
        let mut lower = 0.0;
        let mut chances = [0.0; POINTS];
        for (chance, threshold) in chances.iter_mut().zip(self.thresholds.iter().copied().chain([f64::INFINITY])) {
            let upper = if threshold.is_finite() { below(threshold) } else { 1.0 };
            *chance = upper - lower;
            lower = upper;
        }
        chances
    }
}

fn mean_of(distribution: &[f64]) -> f64 {
    distribution.iter().zip(0_u32..).map(|(chance, value)| chance * f64::from(value)).sum()
}

fn variance_of(distribution: &[f64]) -> f64 {
    let mean = mean_of(distribution);
    distribution.iter().zip(0_u32..).map(|(chance, value)| chance * (f64::from(value) - mean).powi(2)).sum()
}

impl Population {
    /// Four items of unlike loadings whose answers stand as in a survey of climate: most choose the second highest
    /// point, 1 % to 4 % the lowest.
    pub(crate) fn skewed() -> Self {
        Self::of([-2.36, -1.70, -1.01, 0.26])
    }

    /// The same items with most answers in the middle.
    pub(crate) fn symmetric() -> Self {
        Self::of([-1.5, -0.5, 0.5, 1.5])
    }

    /// This many items, most of whose answers are the two highest points: 69 % and more, 1 % the lowest.
    pub(crate) fn very_skewed(items: usize) -> Self {
        Self { items: Self::of([-2.6, -2.1, -1.6, -0.5]).items.into_iter().cycle().take(items).collect() }
    }

    /// This many items as [`Self::skewed`] has four of.
    pub(crate) fn skewed_items(items: usize) -> Self {
        Self { items: Self::skewed().items.into_iter().cycle().take(items).collect() }
    }

    /// The same with loadings a little above a half, so that alpha is low.
    pub(crate) fn loose_items(items: usize) -> Self {
        let loose = |mut item: Item| {
            item.loading -= 0.25;
            item
        };
        Self { items: Self::skewed_items(items).items.into_iter().map(loose).collect() }
    }

    fn of(thresholds: [f64; POINTS - 1]) -> Self {
        let item = |(loading, shift): (f64, f64)| Item { loading, thresholds: thresholds.map(|at| at + shift) };
        Self { items: [(0.85, -0.15), (0.75, 0.1), (0.7, 0.2), (0.8, -0.1)].map(item).into() }
    }

    pub(crate) fn items(&self) -> usize {
        self.items.len()
    }

    /// One person's answers.
    pub(crate) fn answers(&self, tendency: f64, draws: &mut Draws) -> Vec<u8> {
        let answer = |item: &Item| {
            let shown = item.loading * tendency + (1.0 - item.loading * item.loading).sqrt() * draws.normal();
            1 + u8::try_from(item.thresholds.iter().filter(|threshold| shown > **threshold).count()).unwrap()
        };
        self.items.iter().map(answer).collect()
    }

    /// The summed scores of n persons whose tendency is normal with this mean and variance.
    pub(crate) fn sums(&self, n: u64, mean: f64, variance: f64, draws: &mut Draws) -> Vec<i128> {
        let sum = |answers: Vec<u8>| answers.into_iter().map(i128::from).sum();
        let sd = variance.sqrt();
        (0..n)
            .map(|_| {
                let tendency = mean + sd * draws.normal();
                sum(self.answers(tendency, draws))
            })
            .collect()
    }

    /// Chances of the summed score above its lowest value, for persons whose tendency is normal.
    pub(crate) fn distribution(&self, mean: f64, variance: f64) -> Vec<f64> {
        let mut total = vec![0.0; self.items.len() * (POINTS - 1) + 1];
        for (z, weight) in grid() {
            let mut sum = vec![1.0];
            for item in &self.items {
                let chances = item.chances(mean + variance.sqrt() * z);
                let mut longer = vec![0.0; sum.len() + POINTS - 1];
                for (at, chance) in sum.iter().enumerate() {
                    chances.iter().enumerate().for_each(|(point, own)| longer[at + point] += chance * own);
                }
                sum = longer;
            }
            total.iter_mut().zip(sum).for_each(|(total, chance)| *total += weight * chance);
        }
        total
    }

    /// Mean and variance of the summed score, for persons whose tendency is normal.
    pub(crate) fn moments(&self, mean: f64, variance: f64) -> (f64, f64) {
        let distribution = self.distribution(mean, variance);
        (self.items.len() as f64 + mean_of(&distribution), variance_of(&distribution))
    }

    /// Cronbach's alpha of the population's answers, tendency N(0, 1).
    pub(crate) fn alpha(&self) -> f64 {
        let own = |item: &Item| {
            let mut answers = [0.0; POINTS];
            for (z, weight) in grid() {
                answers.iter_mut().zip(item.chances(z)).for_each(|(sum, chance)| *sum += weight * chance);
            }
            variance_of(&answers)
        };
        let (_, total) = self.moments(0.0, 1.0);
        let count = self.items.len() as f64;
        count / (count - 1.0) * (1.0 - self.items.iter().map(own).sum::<f64>() / total)
    }

    /// ICC(1) of the summed score, when this share of the tendency's variance 1 lies between units.
    pub(crate) fn icc1(&self, between: f64) -> f64 {
        let unit_mean = |effect: f64| self.moments(between.sqrt() * effect, 1.0 - between).0;
        let means: Vec<(f64, f64)> = grid().into_iter().map(|(z, weight)| (weight, unit_mean(z))).collect();
        let average = means.iter().map(|(weight, mean)| weight * mean).sum::<f64>();
        let variance = means.iter().map(|(weight, mean)| weight * (mean - average).powi(2)).sum::<f64>();
        variance / self.moments(0.0, 1.0).1
    }
}

/// Persons, sum and squares of some scores.
pub(crate) fn moments_of(scores: &[i128]) -> GroupMoments {
    GroupMoments {
        n: u64::try_from(scores.len()).unwrap(),
        sum: scores.iter().sum(),
        squares: scores.iter().map(|score| score * score).sum(),
    }
}
