//! Rotating loadings to simple structure: varimax as a start, oblimin from there.

use nalgebra::{DMatrix, DVector};

use crate::estimate::Why;

/// Rounds of varimax; a handful suffice.
const VARIMAX_ROUNDS_MAX: u32 = 1_000;

/// Angles below this, in radians, turn nothing.
const VARIMAX_REST: f64 = 1e-10;

/// Steps of oblimin.
const OBLIMIN_STEPS_MAX: u32 = 10_000;

/// A slope that counts as level.
const OBLIMIN_REST: f64 = 1e-9;

/// A slope that counts as level where a step down it gains nothing that a double could tell; R's rotation stops at ten
/// times as much.
const OBLIMIN_LEVEL: f64 = 1e-6;

/// Loadings on correlated factors, and the factors' correlations.
pub(super) struct Oblique {
    pub(super) loadings: DMatrix<f64>,
    pub(super) correlations: DMatrix<f64>,
}

/// Varimax with Kaiser's normalisation: Kaiser (1958), Psychometrika 23, 187–200. Pairs of factors are turned in their
/// plane by the angle that is best for the pair, until no pair turns.
pub(super) fn varimax(loadings: &DMatrix<f64>) -> Result<DMatrix<f64>, Why> {
    let lengths = DVector::from_iterator(loadings.nrows(), loadings.row_iter().map(|row| row.norm()));
    if lengths.iter().any(|length| *length < f64::EPSILON) {
        return Err(Why::NotIdentified);
    }
    let mut turned = DMatrix::from_diagonal(&lengths.map(f64::recip)) * loadings;
    for _ in 0..VARIMAX_ROUNDS_MAX {
        let mut widest = 0.0_f64;
        for first in 0..turned.ncols() {
            for second in (first + 1)..turned.ncols() {
                let (x, y) = (turned.column(first).into_owned(), turned.column(second).into_owned());
                let angle = best_angle(&x, &y);
                widest = widest.max(angle.abs());
                let (sin, cos) = angle.sin_cos();
                turned.set_column(first, &(&x * cos + &y * sin));
                turned.set_column(second, &(&y * cos - &x * sin));
            }
        }
        if widest < VARIMAX_REST {
            return Ok(DMatrix::from_diagonal(&lengths) * turned);
        }
    }
    Err(Why::NotConverged { steps: VARIMAX_ROUNDS_MAX })
}

/// The angle that makes the squared loadings of two factors vary most.
fn best_angle(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    let items = x.len() as f64;
    let u = x.component_mul(x) - y.component_mul(y);
    let v = x.component_mul(y) * 2.0;
    let (a, b) = (u.sum(), v.sum());
    let above = 2.0 * (u.dot(&v) - a * b / items);
    let below = u.norm_squared() - v.norm_squared() - (a * a - b * b) / items;
    above.atan2(below) / 4.0
}

/// Oblimin with γ = 0 (quartimin) from the given orthogonal loadings, without normalisation: the loadings L = A T⁻ᵀ with
/// columns of T of length 1 minimise ¼ Σ L²ᵢₚL²ᵢᵩ over pairs of different factors. Steepest descent along the projected
/// gradient: Jennrich (2002), Psychometrika 67, 7–19.
pub(super) fn oblimin(orthogonal: &DMatrix<f64>) -> Result<Oblique, Why> {
    let factors = orthogonal.ncols();
    let mut turning = DMatrix::identity(factors, factors);
    let (mut value, mut loadings) = complexity(orthogonal, &turning).ok_or(Why::NotIdentified)?;
    let mut length = 1.0;
    for _ in 0..OBLIMIN_STEPS_MAX {
        let inverse = turning.clone().try_inverse().ok_or(Why::NotIdentified)?;
        let slope = -(loadings.tr_mul(&slope_by_loading(&loadings)) * inverse).transpose();
        let along = DVector::from_iterator(
            factors,
            turning.column_iter().zip(slope.column_iter()).map(|(direction, slope)| direction.dot(&slope)),
        );
        let projected = &slope - &turning * DMatrix::from_diagonal(&along);
        let steepness = projected.norm();
        if steepness < OBLIMIN_REST {
            return Ok(Oblique { correlations: turning.tr_mul(&turning), loadings });
        }
        length *= 2.0;
        let better = (0..60).find_map(|_| {
            let next = unit_columns(&turning - &projected * length);
            let found = complexity(orthogonal, &next)
                .filter(|(next_value, _)| *next_value < value - 0.5 * steepness * steepness * length);
            if found.is_none() {
                length /= 2.0;
            }
            found.map(|found| (next, found))
        });
        let Some((next, found)) = better else {
            if steepness < OBLIMIN_LEVEL {
                return Ok(Oblique { correlations: turning.tr_mul(&turning), loadings });
            }
            break;
        };
        turning = next;
        (value, loadings) = found;
    }
    Err(Why::NotConverged { steps: OBLIMIN_STEPS_MAX })
}

/// The criterion and the loadings for a transformation; nothing where it has no inverse.
fn complexity(orthogonal: &DMatrix<f64>, turning: &DMatrix<f64>) -> Option<(f64, DMatrix<f64>)> {
    let loadings = orthogonal * turning.clone().try_inverse()?.transpose();
    let value = loadings.component_mul(&slope_by_loading(&loadings)).sum() / 4.0;
    value.is_finite().then_some((value, loadings))
}

/// The criterion's derivative by each loading: the loading times the squares of the item's other loadings.
fn slope_by_loading(loadings: &DMatrix<f64>) -> DMatrix<f64> {
    let squares = loadings.component_mul(loadings);
    let of_item = DMatrix::from_fn(loadings.nrows(), loadings.ncols(), |item, _| squares.row(item).sum());
    loadings.component_mul(&(of_item - squares))
}

fn unit_columns(mut matrix: DMatrix<f64>) -> DMatrix<f64> {
    for mut column in matrix.column_iter_mut() {
        let length = column.norm();
        column.unscale_mut(length);
    }
    matrix
}
