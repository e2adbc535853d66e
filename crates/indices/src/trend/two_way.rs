//! Treatment over several waves by two-way fixed effects: every unit and every wave has a level of its own.

#![expect(clippy::indexing_slicing, reason = "matrices and vectors are indexed within their own shape")]

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::change::Change;
use super::unit_wave::{Cell, Cells, UnitWave};
use crate::association::least_squares;
use crate::estimate::Why;

/// The effect of treatment by two-way fixed effects.
///
/// It answers the question only if all treated units begin in the same wave, or if the effect is the same for all of
/// them and at once in full. Otherwise units treated earlier serve as controls for later ones, and the number is biased,
/// possibly in sign (Goodman-Bacon 2021): use [`super::staggered_effects`].
///
/// Formula:  least squares of persons' scores on unit, wave and treatment; variance clustered by unit, G/(G − 1) times
///           (N − 1)/(N − k), k all coefficients, those of units too; t on G − 1.
/// Shapes:   cells of the same unit and wave are merged; `adoption` holds the first treated wave of each treated unit.
/// Units:    score points.
/// Unknown:  nobody; a single unit; treatment that does not vary within any unit beyond what waves explain
///           (`NotIdentified`).
/// Rounding: unit means are taken out exactly once; orthogonal triangles for the rest.
/// Source:   Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, chapter 10; R `fixest::feols`.
///
/// ```
/// use std::collections::BTreeMap;
/// use indices::aggregation::GroupMoments;
/// use indices::trend::{UnitWave, two_way_fixed_effects};
///
/// let cell = |unit, wave, sum| UnitWave { unit, wave, scores: GroupMoments { n: 2, sum, squares: sum * sum } };
/// // Means 1 → 2, 2 → 3 without, 3 → 6, 4 → 7 with treatment in wave 2: three instead of one.
/// let cells = [
///     cell(0, 1, 2), cell(0, 2, 4), cell(1, 1, 4), cell(1, 2, 6),
///     cell(2, 1, 6), cell(2, 2, 12), cell(3, 1, 8), cell(3, 2, 14),
/// ];
/// let effect = two_way_fixed_effects(&cells, 1, &BTreeMap::from([(2, 2), (3, 2)])).unwrap();
/// assert!((effect.value - 2.0).abs() < 1e-14);
/// ```
pub fn two_way_fixed_effects(
    cells: &[UnitWave],
    divisor: u64,
    adoption: &BTreeMap<usize, usize>,
) -> Result<Change, Why> {
    let cells = Cells::new(cells, divisor)?;
    let clusters = cells.units.len();
    if clusters < 2 {
        return Err(Why::SingleUnit);
    }
    let mut rows = Vec::new();
    let mut units = Vec::new();
    for (position, (unit, waves)) in cells.units.iter().enumerate() {
        rows.extend(within_unit(waves, &cells.waves, adoption.get(unit)));
        units.extend(waves.iter().map(|_| position));
    }
    let width = cells.waves.len();
    let columns = DMatrix::from_fn(rows.len(), width, |row, column| rows.get(row).map_or(0.0, |r| r.columns[column]));
    let values = DVector::from_iterator(rows.len(), rows.iter().map(|row| row.value));
    let weights = DVector::from_iterator(rows.len(), rows.iter().map(|row| row.n));
    let fit = least_squares(&columns, &values, &weights)?;
    let residuals = (&values - &columns * &fit.coefficients).component_mul(&weights);
    let mut scores = DMatrix::zeros(clusters, width);
    for (row, unit) in units.iter().enumerate() {
        let mut score = scores.row_mut(*unit);
        score += columns.row(row) * residuals[row];
    }
    let meat = scores.tr_mul(&scores);
    let covariance = &fit.inverse * meat * &fit.inverse;
    let (groups, persons) = (clusters as f64, cells.persons as f64);
    let left = persons - groups - width as f64;
    if left < 0.5 {
        return Err(Why::NotIdentified);
    }
    // Where every unit's scores cancel, what is left is rounding, and its root would look like an error. It is judged by
    // the largest that the scores could be without cancelling.
    let influence = (&columns * &fit.inverse).column(0).component_mul(&values.component_mul(&weights));
    let cancelled = covariance[(0, 0)] <= 1e-16 * influence.norm_squared();
    let variance = covariance[(0, 0)] * groups / (groups - 1.0) * (persons - 1.0) / left;
    Ok(Change {
        value: fit.coefficients[0],
        standard_error: if cancelled { 0.0 } else { variance.max(0.0).sqrt() },
        units: u64::try_from(clusters).map_err(|_| Why::TooLarge)?,
        freedom: Some(groups - 1.0),
    })
}

/// One cell with the unit's own mean taken out of everything: treatment first, then the waves but the first.
struct Row {
    n: f64,
    columns: DVector<f64>,
    value: f64,
}

fn within_unit(waves: &BTreeMap<usize, Cell>, all: &[usize], adoption: Option<&usize>) -> Vec<Row> {
    let indicator = |holds: bool| f64::from(u8::from(holds));
    let columns = |wave: &usize| {
        let treated = indicator(adoption.is_some_and(|first| wave >= first));
        let others = all.iter().skip(1).map(|other| indicator(other == wave));
        DVector::from_iterator(all.len(), std::iter::once(treated).chain(others))
    };
    let mut rows: Vec<Row> =
        waves.iter().map(|(wave, cell)| Row { n: cell.n, columns: columns(wave), value: cell.mean }).collect();
    let size: f64 = rows.iter().map(|row| row.n).sum();
    let value = rows.iter().map(|row| row.value * row.n).sum::<f64>() / size;
    let mean = rows.iter().fold(DVector::zeros(all.len()), |sum, row| sum + &row.columns * row.n) / size;
    for row in &mut rows {
        row.value -= value;
        row.columns -= &mean;
    }
    rows
}
