//! Populations with known parameters, and how often they give each pattern of answers.

use counts::{OrderedShape, Patterns};
use survey::Points;

/// One item of a population: its loading, the factor it measures and its thresholds.
pub(crate) struct Item {
    pub(crate) loading: f64,
    pub(crate) factor: usize,
    pub(crate) thresholds: Vec<f64>,
}

/// A population with two factors: each has a mean and a variance, and they correlate.
pub(crate) struct Population {
    pub(crate) items: Vec<Item>,
    means: [f64; 2],
    pub(crate) variances: [f64; 2],
    correlation: f64,
    /// Residual standard deviation of every item.
    residual: f64,
}

impl Population {
    /// How many of `persons` give each pattern: conditional on the factors the answers are independent, and the factors
    /// are integrated over a fine grid.
    pub(crate) fn patterns(&self, persons: f64) -> Patterns {
        let points = Points::new(0, u8::try_from(self.items[0].thresholds.len()).unwrap()).unwrap();
        let shape = OrderedShape::uniform(points, self.items.len()).unwrap();
        let categories = usize::from(points.max()) + 1;
        let cells = categories.pow(u32::try_from(self.items.len()).unwrap());
        let mut shares = vec![0.0; cells];
        let step = 0.25;
        let grid: Vec<f64> = (-28..=28).map(|k| f64::from(k) * step).collect();
        for &u in &grid {
            for &v in &grid {
                let weight = (-(u * u + v * v) / 2.0).exp() * step * step / std::f64::consts::TAU;
                if weight < 1e-14 {
                    continue;
                }
                let second = self.correlation * u + (1.0 - self.correlation * self.correlation).sqrt() * v;
                let factors =
                    [self.means[0] + self.variances[0].sqrt() * u, self.means[1] + self.variances[1].sqrt() * second];
                let given: Vec<Vec<f64>> = self.items.iter().map(|item| self.conditional(item, factors)).collect();
                for (cell, share) in shares.iter_mut().enumerate() {
                    let categories_of = decode(cell, categories, self.items.len());
                    *share += weight * categories_of.iter().zip(&given).map(|(&k, given)| given[k]).product::<f64>();
                }
            }
        }
        let mut columns = vec![Vec::new(); self.items.len()];
        for (cell, share) in shares.iter().enumerate() {
            let count: usize = format!("{:.0}", share * persons).parse().unwrap();
            for (column, category) in columns.iter_mut().zip(decode(cell, categories, self.items.len())) {
                column.extend(std::iter::repeat_n(u8::try_from(category).unwrap(), count));
            }
        }
        let mut patterns = Patterns::new(&shape);
        patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        patterns
    }

    fn conditional(&self, item: &Item, factors: [f64; 2]) -> Vec<f64> {
        let below = |threshold: f64| normal((threshold - item.loading * factors[item.factor]) / self.residual);
        let mut bounds = vec![0.0];
        bounds.extend(item.thresholds.iter().map(|&threshold| below(threshold)));
        bounds.push(1.0);
        bounds.windows(2).map(|two| two[1] - two[0]).collect()
    }
}

fn decode(mut cell: usize, categories: usize, items: usize) -> Vec<usize> {
    (0..items)
        .map(|_| {
            let category = cell % categories;
            cell /= categories;
            category
        })
        .collect()
}

/// Φ by its own continued fraction and series, apart from what the library uses: about 1e-12.
fn normal(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if x.abs() < 3.0 {
        let (mut term, mut sum, mut k) = (x, x, 1.0);
        while term.abs() > 1e-17 {
            k += 2.0;
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + density * sum;
    }
    let tail = density / (1..200).rev().fold(x.abs(), |rest, k| x.abs() + f64::from(k) / rest);
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// Five items of four points, three of them on the first factor.
pub(crate) fn population(means: [f64; 2], variances: [f64; 2], residual: f64) -> Population {
    let item = |loading: f64, factor, low: f64, middle: f64, high: f64| Item {
        loading,
        factor,
        thresholds: vec![low, middle, high],
    };
    Population {
        items: vec![
            item(1.0, 0, -1.2, -0.1, 0.9),
            item(0.8, 0, -0.7, 0.2, 1.1),
            item(1.3, 0, -1.5, 0.0, 1.0),
            item(1.0, 1, -0.9, 0.3, 1.4),
            item(1.1, 1, -1.0, -0.2, 0.8),
        ],
        means,
        variances,
        correlation: 0.5,
        residual,
    }
}
