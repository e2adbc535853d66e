//! How thresholds and polychoric correlations vary together from sample to sample.

use counts::{PairTables, Patterns};
use nalgebra::{DMatrix, DVector};

use super::cells::CutPlane;
use super::matrix::{PolychoricMatrix, pairs};
use super::polychoric::EmptyCells;
use super::thresholds::Thresholds;
use crate::distribution::normal_density;
use crate::estimate::Why;

/// The sample statistics of one group that a model has to reproduce: all thresholds, item by item, then all polychoric
/// correlations, pair by pair.
#[derive(Clone)]
pub(crate) struct GroupStatistics {
    pub(crate) n: u64,
    pub(crate) thresholds: Vec<Thresholds>,
    pub(crate) correlations: DMatrix<f64>,
    /// The statistics in one column.
    pub(crate) observed: DVector<f64>,
    /// Γ, n times their asymptotic covariance matrix.
    pub(crate) gamma: DMatrix<f64>,
}

impl GroupStatistics {
    /// Two-step estimates and Γ as in Muthén (1984), without covariates.
    ///
    /// The estimates solve score equations: each item's histogram for its thresholds, each table for its correlation,
    /// thresholds held fixed. So θ̂ − θ is about the sum over persons of B⁻¹ times their scores, where B holds products
    /// of scores: blocks per item, one number per pair, and below the diagonal how a pair's score moves with the
    /// thresholds of its two items. A person's part in a threshold depends on one answer only and in a correlation on
    /// two, so both are looked up; Γ sums their products over response patterns.
    pub(crate) fn of(patterns: &Patterns) -> Result<Self, Why> {
        let tables = patterns.pair_tables();
        let matrix = PolychoricMatrix::of(&tables, EmptyCells::HalfInTwoByTwo);
        let items = matrix.items();
        let thresholds: Vec<Thresholds> =
            (0..items).filter_map(|item| matrix.thresholds(item)).map(|of| of.cloned()).collect::<Result<_, Why>>()?;
        let correlations = matrix.matrix()?;
        let influences = Influences::of(&tables, &thresholds, &correlations)?;
        let values = thresholds.iter().flat_map(|of| of.values().iter().copied());
        let observed: Vec<f64> = values.chain(pairs(items).map(|pair| correlations[pair])).collect();
        let gamma = influences.gamma(patterns);
        Ok(Self { n: patterns.persons(), thresholds, correlations, observed: DVector::from_vec(observed), gamma })
    }
}

/// A person's part in each statistic, by what the person answered.
struct Influences {
    /// Per item: thresholds × points of the item.
    items: Vec<DMatrix<f64>>,
    /// Per pair: points of the first item × points of the second.
    pairs: Vec<DMatrix<f64>>,
}

impl Influences {
    fn of(tables: &PairTables, thresholds: &[Thresholds], correlations: &DMatrix<f64>) -> Result<Self, Why> {
        let items = thresholds.iter().enumerate().map(|(item, of)| {
            let histogram = tables.histogram(item).unwrap_or_default();
            item_influence(of, histogram)
        });
        let items = items.collect::<Result<Vec<_>, Why>>()?;
        let of_pair = |(i, j): (usize, usize)| {
            let both = (thresholds.get(i)?, thresholds.get(j)?);
            let table = tables.table(i, j)?;
            Some(pair_influence(both, (items.get(i)?, items.get(j)?), correlations[(i, j)], table))
        };
        let pairs = pairs(thresholds.len()).filter_map(of_pair).collect::<Result<Vec<_>, Why>>()?;
        Ok(Self { items, pairs })
    }

    /// n Σ u uᵀ over persons, u their parts in all statistics; patterns are taken in blocks, as one matrix product each.
    fn gamma(&self, patterns: &Patterns) -> DMatrix<f64> {
        let statistics = self.items.iter().map(DMatrix::nrows).sum::<usize>() + self.pairs.len();
        let mut gamma = DMatrix::zeros(statistics, statistics);
        let mut block = Vec::with_capacity(statistics * BLOCK);
        for (pattern, persons) in patterns.iter() {
            let weight = (persons as f64).sqrt();
            let before = block.len();
            for (influence, &category) in self.items.iter().zip(pattern) {
                block.extend(influence.column(usize::from(category)).iter().map(|part| part * weight));
            }
            for (influence, (i, j)) in self.pairs.iter().zip(pairs(pattern.len())) {
                if let (Some(&a), Some(&b)) = (pattern.get(i), pattern.get(j)) {
                    block.push(influence[(usize::from(a), usize::from(b))] * weight);
                }
            }
            block.resize(before + statistics, 0.0);
            if block.len() >= statistics * BLOCK {
                add_products(&mut gamma, statistics, &mut block);
            }
        }
        add_products(&mut gamma, statistics, &mut block);
        gamma * patterns.persons() as f64
    }
}

/// Patterns multiplied at a time.
const BLOCK: usize = 256;

fn add_products(gamma: &mut DMatrix<f64>, statistics: usize, block: &mut Vec<f64>) {
    let columns = block.len().checked_div(statistics).unwrap_or_default();
    let parts = DMatrix::from_column_slice(statistics, columns, block);
    gamma.gemm(1.0, &parts, &parts.transpose(), 1.0);
    block.clear();
}

/// Scores of an item's thresholds, times the inverse of the sum of their products.
fn item_influence(thresholds: &Thresholds, histogram: &[u64]) -> Result<DMatrix<f64>, Why> {
    let n = thresholds.n() as f64;
    let persons = |category: usize| histogram.get(category).map_or(0.0, |&persons| persons as f64);
    let mut scores = DMatrix::zeros(thresholds.values().len(), thresholds.all_points());
    for (t, (&value, around)) in thresholds.values().iter().zip(thresholds.points().windows(2)).enumerate() {
        if let [below, above] = around {
            scores[(t, *below)] = normal_density(value) * n / persons(*below);
            scores[(t, *above)] = -normal_density(value) * n / persons(*above);
        }
    }
    let weights = DVector::from_fn(thresholds.all_points(), |category, _| persons(category));
    let information = &scores * DMatrix::from_diagonal(&weights) * scores.transpose();
    Ok(information.cholesky().ok_or(Why::NotPositiveDefinite)?.solve(&scores))
}

/// Scores of a pair's correlation less what the thresholds of its items explain, over the sum of their squares.
fn pair_influence(
    thresholds: (&Thresholds, &Thresholds),
    items: (&DMatrix<f64>, &DMatrix<f64>),
    correlation: f64,
    table: &[u64],
) -> Result<DMatrix<f64>, Why> {
    let (rows, columns) = (thresholds.0.cuts(), thresholds.1.cuts());
    let plane = CutPlane { rows: &rows, columns: &columns, correlation };
    let width = thresholds.1.all_points();
    let persons = |a: usize, b: usize| table.get(a * width + b).map_or(0.0, |&persons| persons as f64);
    let probabilities = plane.probabilities();
    // Over all points of both items, used or not, so that categories address them.
    let spread = |of: &DMatrix<f64>| {
        let mut all = DMatrix::zeros(thresholds.0.all_points(), width);
        for (a, &row) in thresholds.0.points().iter().enumerate() {
            for (b, &column) in thresholds.1.points().iter().enumerate() {
                all[(row, column)] = of[(a, b)];
            }
        }
        all
    };
    let scores = spread(&plane.slopes().component_div(&probabilities));
    let weighted = DMatrix::from_fn(scores.nrows(), width, |a, b| persons(a, b) * scores[(a, b)]);
    let squares = weighted.dot(&scores);
    // How the pair's score moves with each threshold: products of its score with the score of the threshold.
    let used = DMatrix::from_fn(probabilities.nrows(), probabilities.ncols(), |a, b| {
        let at = thresholds.0.points().get(a).zip(thresholds.1.points().get(b));
        at.map_or(0.0, |(&row, &column)| weighted[(row, column)]) / probabilities[(a, b)]
    });
    let by_rows = moves(&plane.row_gains(), &used);
    let by_columns = moves(&plane.transposed().row_gains(), &used.transpose());
    let explained = (items.0.tr_mul(&by_rows), items.1.tr_mul(&by_columns));
    if squares <= 0.0 {
        return Err(Why::NoVariance);
    }
    Ok(DMatrix::from_fn(scores.nrows(), width, |a, b| (scores[(a, b)] - explained.0[a] - explained.1[b]) / squares))
}

/// Σ over columns of gains(t, b) · (weighted(t, b) − weighted(t + 1, b)), per threshold t.
fn moves(gains: &DMatrix<f64>, weighted: &DMatrix<f64>) -> DVector<f64> {
    DVector::from_fn(gains.nrows(), |t, _| {
        (0..gains.ncols()).map(|b| gains[(t, b)] * (weighted[(t, b)] - weighted[(t + 1, b)])).sum()
    })
}
