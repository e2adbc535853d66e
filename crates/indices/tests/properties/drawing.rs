//! Drawing answers, scores and random numbers, and second ways to what is made of them.

use counts::{ScaleCounts, ScaleShape};
use indices::aggregation::GroupMoments;
use proptest::prelude::*;
use survey::{MissingRule, Points};

/// Complete answers on 1 to 5 of persons (rows) to items (columns).
pub(crate) fn answers(items: std::ops::RangeInclusive<usize>, persons: usize) -> impl Strategy<Value = Vec<Vec<u8>>> {
    items.prop_flat_map(move |items| prop::collection::vec(prop::collection::vec(1_u8..=5, items), 1..=persons))
}

pub(crate) fn points() -> Points {
    Points::new(1, 5).unwrap()
}

pub(crate) fn counted(rows: &[Vec<u8>], reversed: bool) -> ScaleCounts {
    let items = rows.first().map_or(1, Vec::len);
    let shape = ScaleShape::new(points(), vec![reversed; items], MissingRule::Complete).unwrap();
    let mut counts = ScaleCounts::new(&shape);
    for row in rows {
        counts.add(row).unwrap();
    }
    counts
}

/// Moments of the scores of a group.
pub(crate) fn group_moments(scores: &[i64]) -> GroupMoments {
    let scores = || scores.iter().map(|&score| i128::from(score));
    GroupMoments { n: scores().count() as u64, sum: scores().sum(), squares: scores().map(|score| score * score).sum() }
}

/// The same of each unit.
pub(crate) fn moments(units: &[Vec<i64>]) -> Vec<GroupMoments> {
    units.iter().map(|unit| group_moments(unit)).collect()
}

/// Variance, divisor n − 1, in two passes over doubles.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0)
}

pub(crate) fn column(rows: &[Vec<u8>], item: usize) -> Vec<f64> {
    rows.iter().map(|row| f64::from(row[item])).collect()
}

pub(crate) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-11 * a.abs().max(b.abs()).max(1.0)
}

/// SplitMix64, as Steele, Lea and Flood (2014) give it: the same draws from the same seed everywhere.
pub(crate) struct Draws(pub(crate) u64);

impl Draws {
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}
