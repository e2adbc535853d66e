//! Drawing scales and complete answers.

use counts::{ScaleCounts, ScaleShape};
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
