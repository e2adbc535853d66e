//! What holds for every confirmatory factor analysis.

mod closed_forms;
mod laws;
mod unknown;

use indices::factor::{Equality, Fit, Level, Model, SampleMoments, Settings, fit};

pub(super) const LEVELS: [Level; 5] = [Level::Configural, Level::Metric, Level::Scalar, Level::Strict, Level::Means];

/// Deterministic numbers in (−1, 1), from a linear congruential generator.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / 2.0_f64.powi(52) - 1.0
    }
}

/// Answers of persons to items that measure factors, with a common part in all factors.
pub(super) fn answers(persons: usize, factors: &[usize], seed: u64, shift: f64) -> Vec<Vec<f64>> {
    let mut numbers = Numbers(seed);
    let mut columns = vec![Vec::new(); factors.iter().sum()];
    for _ in 0..persons {
        let common = numbers.next();
        let mut column = columns.iter_mut();
        for items in factors {
            let factor = common + numbers.next() + shift;
            for item in 0..*items {
                let loading = 0.6 + 0.1 * item as f64;
                column.next().unwrap().push((3.0 + loading * factor + numbers.next()).clamp(1.0, 5.0));
            }
        }
    }
    columns
}

pub(super) fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

pub(super) fn moments(columns: &[Vec<f64>]) -> SampleMoments {
    SampleMoments::of_columns(&slices(columns)).unwrap()
}

pub(super) fn model(text: &str, items: usize) -> Model {
    let names: Vec<String> = (0..items).map(|item| format!("i{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Model::parse(text, &names).unwrap()
}

pub(super) const TWO_FACTORS: &str = "f=i0,i1,i2;g=i3,i4,i5";

pub(super) fn two_groups(seed: u64) -> [Vec<Vec<f64>>; 2] {
    [answers(150, &[3, 3], seed, 0.0), answers(200, &[3, 3], seed ^ 0xabcd, 0.3)]
}

pub(super) fn at(model: &Model, groups: &[Vec<Vec<f64>>], level: Level) -> Fit {
    let groups: Vec<SampleMoments> = groups.iter().map(|columns| moments(columns)).collect();
    fit(model, &groups, &Equality::full(level), Settings::default()).unwrap()
}

pub(super) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * (1.0 + b.abs())
}
