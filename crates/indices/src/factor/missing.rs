//! Answers with gaps: full information maximum likelihood.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::fit::{Fit, Settings};
use super::likelihood::Information;
use super::model::Model;
use super::moments::{means_and_covariance, positive_definite};
use super::sample::{Block, Group, Sample};
use super::specification::{Equality, Scaling};
use crate::estimate::Why;

/// Rounds after which the saturated moments are given up.
const ROUNDS_MAX: u32 = 20_000;

/// The change of moments, in standard deviations, at which they are taken for settled.
const SETTLED: f64 = 1e-11;

/// The model fitted to answers with gaps: every person counts with the items answered, and nobody is left out but those
/// who answered none. Means are modelled.
///
/// Formula:  the sum of [`super::fit`]'s likelihood over patterns of answered items, each with its part of μ and Σ; the
///           saturated moments by the EM algorithm; standard errors from the observed information.
/// Shapes:   per group one column of n answers for each item of the data, `None` for a gap.
/// Units:    those of the answers.
/// Unknown:  as [`super::fit`]; columns of unequal length; an item that nobody answered, or two that nobody answered
///           both; saturated moments that do not settle.
/// Rounding: that of the search; the saturated moments are settled to 1e-11 standard deviations.
/// Source:   Arbuckle (1996), in Marcoulides & Schumacker; Savalei (2010), Psychological Methods 15, 352–367; lavaan
///           `missing = "fiml"`. It is right when the gaps depend on what was answered, and not on what was not.
///
/// ```
/// use indices::factor::{Equality, Level, Model, Scaling, fit_incomplete};
///
/// let answers = |text: &str| -> Vec<Option<f64>> {
///     text.chars().map(|answer| answer.to_digit(10).map(f64::from)).collect()
/// };
/// let columns = [answers("12345423"), answers("2135-422"), answers("122453-4")];
/// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
/// let groups = [columns.iter().map(Vec::as_slice).collect()];
/// let fit = fit_incomplete(&model, &groups, &Equality::full(Level::Configural), Scaling::Marker).unwrap();
/// assert_eq!((fit.n(), fit.df()), (8, 0));
/// ```
pub fn fit_incomplete(
    model: &Model,
    groups: &[Vec<&[Option<f64>]>],
    equality: &Equality,
    scaling: Scaling,
) -> Result<Fit, Why> {
    if groups.is_empty() {
        return Err(Why::NoAnswers);
    }
    let groups = groups.iter().map(|columns| incomplete_group(columns, model.positions()));
    let sample = Sample { groups: groups.collect::<Result<_, _>>()? };
    Fit::new(model, sample, equality, Settings { scaling, ..Settings::default() }, Information::Observed)
}

fn incomplete_group(columns: &[&[Option<f64>]], positions: &[usize]) -> Result<Group, Why> {
    let chosen = positions.iter().map(|position| columns.get(*position).copied());
    let chosen: Vec<&[Option<f64>]> = chosen.collect::<Option<_>>().ok_or(Why::OutsideDomain)?;
    let length = chosen.first().map_or(0, |column| column.len());
    let sound = |column: &&[Option<f64>]| column.len() == length && column.iter().flatten().all(|x| x.is_finite());
    if !chosen.iter().all(sound) {
        return Err(Why::OutsideDomain);
    }
    let blocks = blocks(&chosen, length);
    let persons = blocks.iter().map(|block| block.weight).sum::<f64>();
    let n = blocks.iter().map(|block| block.persons).sum();
    let blocks: Vec<Block> = blocks.into_iter().map(|pattern| pattern.block).collect();
    answered_together(&blocks, positions.len())?;
    let (means, covariance) = saturated_moments(&blocks, positions.len(), persons)?;
    if !positive_definite(&covariance) {
        return Err(Why::NotPositiveDefinite);
    }
    Ok(Group { n, weight: persons, means, covariance, blocks })
}

/// One block per pattern of answered items, in the order of the patterns.
struct Pattern {
    persons: u64,
    weight: f64,
    block: Block,
}

fn blocks(columns: &[&[Option<f64>]], length: usize) -> Vec<Pattern> {
    let mut patterns: BTreeMap<Vec<usize>, Vec<Vec<f64>>> = BTreeMap::new();
    for row in 0..length {
        let answers = columns.iter().enumerate();
        let answers = answers.filter_map(|(item, column)| Some((item, column.get(row).copied().flatten()?)));
        let (observed, answers): (Vec<usize>, Vec<f64>) = answers.unzip();
        if observed.is_empty() {
            continue;
        }
        let pattern = patterns.entry(observed).or_insert_with_key(|observed| vec![Vec::new(); observed.len()]);
        for (column, answer) in pattern.iter_mut().zip(answers) {
            column.push(answer);
        }
    }
    let described = patterns.into_iter().map(|(observed, columns)| {
        let persons = columns.first().map_or(0, Vec::len);
        let (means, covariance) = means_and_covariance(&columns);
        let weight = persons as f64;
        // usize is at most 64 bits wide.
        let persons = u64::try_from(persons).unwrap_or(u64::MAX);
        Pattern { persons, weight, block: Block { weight, observed, means, covariance } }
    });
    described.collect()
}

/// Every two items were answered by somebody, or their covariance is anybody's guess.
fn answered_together(blocks: &[Block], items: usize) -> Result<(), Why> {
    if blocks.is_empty() {
        return Err(Why::NoAnswers);
    }
    let mut together = DMatrix::from_element(items, items, false);
    for block in blocks {
        for first in &block.observed {
            for second in &block.observed {
                together[(*first, *second)] = true;
            }
        }
    }
    if together.iter().all(|pair| *pair) { Ok(()) } else { Err(Why::EmptyCell) }
}

/// Means and covariances without a model, by the EM algorithm (Dempster, Laird & Rubin 1977; Little & Rubin 2002).
fn saturated_moments(blocks: &[Block], items: usize, n: f64) -> Result<(DVector<f64>, DMatrix<f64>), Why> {
    let (mut means, mut covariance) = available_moments(blocks, items);
    if covariance.diagonal().iter().any(|variance| *variance <= 0.0) {
        return Err(Why::NotPositiveDefinite);
    }
    for _ in 0..ROUNDS_MAX {
        let completed = blocks.iter().map(|block| Completed::new(block, &means, &covariance));
        let completed = completed.collect::<Option<Vec<_>>>().ok_or(Why::NotPositiveDefinite)?;
        let sum: DVector<f64> = completed.iter().map(|part| &part.means * part.weight).sum();
        let next_means = sum / n;
        let spread: DMatrix<f64> = completed
            .iter()
            .map(|part| {
                let distance = &part.means - &next_means;
                (&part.covariance + &distance * distance.transpose()) * part.weight
            })
            .sum();
        let next = spread / n;
        let deviations = next.diagonal().map(f64::sqrt);
        let moved = (&next_means - &means).component_div(&deviations).amax();
        let scale = &deviations * deviations.transpose();
        let turned = (&next - &covariance).component_div(&scale).amax();
        (means, covariance) = (next_means, next);
        if moved.max(turned) <= SETTLED {
            return Ok((means, covariance));
        }
        if !moved.max(turned).is_finite() {
            return Err(Why::NotPositiveDefinite);
        }
    }
    Err(Why::NotConverged { steps: ROUNDS_MAX })
}

/// Means and variances of those who answered each item; no covariances.
fn available_moments(blocks: &[Block], items: usize) -> (DVector<f64>, DMatrix<f64>) {
    let (mut n, mut sums, mut squares) = (DVector::zeros(items), DVector::zeros(items), DVector::zeros(items));
    for block in blocks {
        for (position, item) in block.observed.iter().enumerate() {
            n[*item] += block.weight;
            sums[*item] += block.weight * block.means[position];
        }
    }
    let means: DVector<f64> = sums.component_div(&n);
    for block in blocks {
        for (position, item) in block.observed.iter().enumerate() {
            let distance = block.means[position] - means[*item];
            squares[*item] += block.weight * (block.covariance[(position, position)] + distance * distance);
        }
    }
    (means, DMatrix::from_diagonal(&squares.component_div(&n)))
}

/// A block with what its gaps are expected to hold.
struct Completed {
    weight: f64,
    means: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Completed {
    /// Regression of all items on the answered ones: x̂ = μ + R(x − μ), with the rest Σ − RΣ as further variance.
    fn new(block: &Block, means: &DVector<f64>, covariance: &DMatrix<f64>) -> Option<Self> {
        let columns = covariance.select_columns(&block.observed);
        let answered = columns.select_rows(&block.observed);
        let regression = answered.cholesky()?.solve(&columns.transpose()).transpose();
        let distance = &block.means - means.select_rows(&block.observed);
        let rest = covariance - &regression * columns.transpose();
        let expected = &regression * &block.covariance * regression.transpose() + rest;
        Some(Self {
            weight: block.weight,
            means: means + &regression * distance,
            covariance: (&expected + expected.transpose()) / 2.0,
        })
    }
}
