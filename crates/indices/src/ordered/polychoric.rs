//! The correlation of two underlying normal variables, from the table of two items.

use nalgebra::DMatrix;

use super::cells::CutPlane;
use super::thresholds::Thresholds;
use crate::estimate::{Estimate, Why};

/// What is done about cells of a table that nobody is in. None of it touches the thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyCells {
    /// Nothing: an empty cell is an empty cell (R `psych::polychoric(correct = 0)`).
    AsCounted,
    /// In a table of two by two with one empty cell, half a person moves into it and its opposite, so that the margins
    /// stay (what `lavaan` does). Larger tables are left alone.
    HalfInTwoByTwo,
    /// Half a person in every empty cell (the default of `psych::polychoric`). It pulls sparse tables towards nought.
    HalfEverywhere,
}

/// The polychoric correlation of two items, in two steps: thresholds first, then the correlation that makes the table
/// most likely.
///
/// Formula:  max over ρ of Σ nₐᵦ ln πₐᵦ(ρ), πₐᵦ the probability that two standard normal variables with correlation ρ
///           fall between the thresholds of points a and b. For two items of two points it is the tetrachoric one.
/// Shapes:   a table by rows with one row per point of the first item and one column per point of the second, unused
///           points included; the thresholds of both, which may rest on more persons than the table.
/// Units:    a correlation.
/// Unknown:  a table of nobody; points in the table that the thresholds do not know, or a table that is no rectangle; a
///           perfect association, whose best correlation is ±1 itself; no maximum found.
/// Rounding: πₐᵦ to about 3·10⁻¹⁶ absolute; Newton's method until it stands still.
/// Source:   Olsson (1979), Psychometrika 44, 443–460; R `lavaan::lavCor`, `psych::polychoric`.
///
/// ```
/// use indices::ordered::{EmptyCells, Thresholds, polychoric};
///
/// // Both items cut at the median: ρ = sin(2π(40/100 − 1/4)) = sin 54°.
/// let median = Thresholds::of(&[50, 50]).unwrap();
/// let rho = polychoric(&median, &median, &[40, 10, 10, 40], EmptyCells::AsCounted);
/// assert!((rho.value().unwrap() - 0.809_016_994_374_947_5).abs() < 1e-14);
/// ```
#[must_use]
pub fn polychoric(rows: &Thresholds, columns: &Thresholds, table: &[u64], empty: EmptyCells) -> Estimate {
    match used_cells(rows, columns, table) {
        Ok((n, frequencies)) => match most_likely(rows, columns, &filled(frequencies, empty)) {
            Ok(correlation) => Estimate::known(correlation, n, None),
            Err(why) => Estimate::Unknown(why),
        },
        Err(why) => Estimate::Unknown(why),
    }
}

/// The cells of the points in use, and how many persons are in them.
fn used_cells(rows: &Thresholds, columns: &Thresholds, table: &[u64]) -> Result<(u64, DMatrix<f64>), Why> {
    let n = checked_sum(table.iter().copied()).ok_or(Why::TooLarge)?;
    if n == 0 {
        return Err(Why::NoAnswers);
    }
    let width = columns.all_points();
    let at = |a: usize, b: usize| table.get(a * width + b).copied().unwrap_or_default();
    let used: Vec<u64> = rows
        .points()
        .iter()
        .flat_map(|&a| columns.points().iter().map(move |&b| (a, b)))
        .map(|(a, b)| at(a, b))
        .collect();
    if table.len() != rows.all_points() * width || checked_sum(used.iter().copied()) != Some(n) {
        return Err(Why::OutsideDomain);
    }
    let cells = used.into_iter().map(|persons| persons as f64);
    Ok((n, DMatrix::from_row_iterator(rows.points().len(), columns.points().len(), cells)))
}

fn checked_sum(mut cells: impl Iterator<Item = u64>) -> Option<u64> {
    cells.try_fold(0, u64::checked_add)
}

fn filled(mut frequencies: DMatrix<f64>, empty: EmptyCells) -> DMatrix<f64> {
    let is_empty = |persons: &f64| *persons < 0.5;
    match empty {
        EmptyCells::AsCounted => {}
        EmptyCells::HalfEverywhere => {
            frequencies.iter_mut().filter(|persons| is_empty(persons)).for_each(|persons| *persons = 0.5);
        }
        EmptyCells::HalfInTwoByTwo => {
            if frequencies.shape() == (2, 2) && frequencies.iter().filter(|persons| is_empty(persons)).count() == 1 {
                let on_diagonal = is_empty(&frequencies[(0, 0)]) || is_empty(&frequencies[(1, 1)]);
                let half = if on_diagonal { 0.5 } else { -0.5 };
                frequencies += DMatrix::from_row_slice(2, 2, &[half, -half, -half, half]);
            }
        }
    }
    frequencies
}

/// Where the derivative of the log-likelihood crosses nought: Newton's method, kept between two bounds by halving.
fn most_likely(rows: &Thresholds, columns: &Thresholds, frequencies: &DMatrix<f64>) -> Result<f64, Why> {
    let (rows, columns) = (rows.cuts(), columns.cuts());
    let (mut low, mut high) = (-1.0_f64, 1.0_f64);
    let mut correlation = 0.0_f64;
    for _ in 0..STEPS_MAX {
        let (score, curvature) = derivatives(CutPlane { rows: &rows, columns: &columns, correlation }, frequencies);
        if score > 0.0 {
            low = correlation;
        } else {
            high = correlation;
        }
        let newton = correlation - score / curvature;
        let inside = curvature < 0.0 && newton > low && newton < high;
        let next = if inside { newton } else { f64::midpoint(low, high) };
        if next.abs() > SEPARATED {
            return Err(Why::Separation);
        }
        if (next - correlation).abs() <= f64::EPSILON {
            return Ok(next);
        }
        correlation = next;
    }
    // What still moves after so many halvings moves in the last digits only.
    if high - low < 1e-12 { Ok(correlation) } else { Err(Why::NotConverged { steps: STEPS_MAX }) }
}

const STEPS_MAX: u32 = 100;

/// A correlation beyond this one cannot be told from ±1: the cells it empties are smaller than their rounding.
const SEPARATED: f64 = 1.0 - 1e-9;

/// First and second derivative of the log-likelihood by the correlation.
fn derivatives(plane: CutPlane<'_>, frequencies: &DMatrix<f64>) -> (f64, f64) {
    let (probabilities, slopes, curvatures) = (plane.probabilities(), plane.slopes(), plane.curvatures());
    let cells = frequencies.iter().zip(probabilities.iter()).zip(slopes.iter().zip(curvatures.iter()));
    cells.filter(|((persons, _), _)| **persons > 0.0).fold(
        (0.0, 0.0),
        |sum, ((persons, probability), (slope, bend))| {
            let relative = slope / probability;
            (sum.0 + persons * relative, sum.1 + persons * (bend / probability - relative * relative))
        },
    )
}
