//! Minimum residual factors of correlations, and omega from one of them.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::components::{largest_components, oriented};
use super::item_covariances::ItemCovariances;
use super::matrix_alpha::positive_total;
use crate::estimate::{Estimate, Known, Why};

/// Rounds over all items; each costs J² products per factor.
const ROUNDS_MAX: u32 = 20_000;

/// Loadings that move less than this have come to rest.
const REST: f64 = 1e-14;

/// Omega of standardised items, with one factor.
#[derive(Clone, PartialEq)]
pub struct MinresOmega {
    loadings: Vec<f64>,
    /// (Σλ)² / Σrᵢⱼ: what psych calls omega hierarchical; with one factor the general factor is the only one.
    pub hierarchical: Estimate,
    /// 1 − Σ(1 − λ²) / Σrᵢⱼ: what psych calls omega total.
    pub total: Estimate,
}

impl MinresOmega {
    /// λ per item of variance 1, turned so that their sum is not negative.
    #[must_use]
    pub fn loadings(&self) -> &[f64] {
        &self.loadings
    }
}

/// Omega as `psych::omega(nfactors = 1)` has it: a minimum residual factor of the correlations, the *observed*
/// correlations below the line.
///
/// Formula:  λ minimises Σᵢ<ⱼ (rᵢⱼ − λᵢλⱼ)²; hierarchical (Σλ)² / V, total 1 − Σ(1 − λ²) / V, V = Σ rᵢⱼ. With one factor
///           they differ by nothing but the misfit, and hierarchical may pass total.
/// Shapes:   J ≥ 3 items, covariances or correlations; the numbers are about the sum of standardised items.
/// Units:    dimensionless; never clamped.
/// Unknown:  one item; two (not identified); a constant item; a Heywood case, λ² ≥ 1 (psych stops at 0.995 instead);
///           items without anything in common; correlations whose sum is nought or less; no rest.
/// Rounding: one item after the other until no loading moves by 1e-14. psych stops earlier, by about 1e-6.
/// Source:   Harman and Jones (1966), Psychometrika 31, 351–368; R `psych::omega`. psych turns items with negative
///           loadings round before it adds them up; nothing is turned here, see [`super::opposed_items`].
///
/// ```
/// use indices::reliability::{ItemCovariances, minres_omega};
///
/// // Loadings 0.8, 0.6 and 0.5: V = 3 + 2 · (0.48 + 0.40 + 0.30) = 5.36, (Σλ)² = 3.61.
/// let rows = [vec![1.0, 0.48, 0.40], vec![0.48, 1.0, 0.30], vec![0.40, 0.30, 1.0]];
/// let omega = minres_omega(&ItemCovariances::from_rows(&rows, 100)?)?;
/// assert!((omega.hierarchical.value().unwrap() - 3.61 / 5.36).abs() < 1e-13);
/// assert!((omega.loadings()[1] - 0.6).abs() < 1e-13);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn minres_omega(covariances: &ItemCovariances) -> Result<MinresOmega, Why> {
    let correlations = covariances.correlations()?;
    let loadings: Vec<f64> = minres_factors(correlations.matrix(), 1)?.iter().copied().collect();
    let total = positive_total(&correlations);
    let known = |value: &dyn Fn(f64) -> f64| -> Estimate {
        total.map(|total| Known { value: value(total), n: covariances.persons(), interval: None }).into()
    };
    let sum: f64 = loadings.iter().sum();
    let own: f64 = loadings.iter().map(|loading| 1.0 - loading * loading).sum();
    let (hierarchical, total) = (known(&|total| sum * sum / total), known(&|total| 1.0 - own / total));
    Ok(MinresOmega { loadings, hierarchical, total })
}

/// Loadings (items × factors) that minimise the squared residual correlations, with the sum of every column not
/// negative; with several factors any rotation of them does as well.
///
/// One item after the other: given the loadings of the rest, the best ones of an item are a regression of its
/// correlations on them, without a constant.
pub(super) fn minres_factors(correlations: &DMatrix<f64>, factors: usize) -> Result<DMatrix<f64>, Why> {
    let items = correlations.nrows();
    // As many correlations as loadings, less the rotations, at least.
    match items {
        1 => return Err(Why::SingleItem),
        _ if items <= factors || (items - factors).pow(2) < items + factors => return Err(Why::NotIdentified),
        _ => {}
    }
    let mut loadings = largest_components(correlations, factors)?;
    for round in 0..ROUNDS_MAX {
        let mut moved = 0.0_f64;
        for (item, mut related) in correlations.column_iter().map(DVector::from).enumerate() {
            // What an item has in common with itself is no residual.
            if let Some(own) = related.get_mut(item) {
                *own = 0.0;
            }
            let before = loadings.row(item).transpose();
            let squares = loadings.tr_mul(&loadings) - &before * before.transpose();
            if squares.trace() < f64::EPSILON {
                return Err(Why::NotIdentified);
            }
            let best = squares.cholesky().ok_or(Why::NotIdentified)?.solve(&loadings.tr_mul(&related));
            moved = moved.max((&best - before).amax());
            loadings.set_row(item, &best.transpose());
        }
        let communality = largest_communality(&loadings);
        // Far beyond an item's variance after the first rounds, or beyond it and nearly at rest: there is no way back.
        let beyond = (communality >= 2.0 && round >= 100) || (communality >= 1.01 && moved <= 1e-6);
        if beyond {
            return Err(Why::HeywoodCase);
        }
        if moved <= REST {
            return if communality < 1.0 { Ok(oriented(loadings)) } else { Err(Why::HeywoodCase) };
        }
    }
    let exhausted = largest_communality(&loadings) >= 1.0;
    Err(if exhausted { Why::HeywoodCase } else { Why::NotConverged { steps: ROUNDS_MAX } })
}

/// The largest share of an item's variance that the factors explain.
fn largest_communality(loadings: &DMatrix<f64>) -> f64 {
    loadings.row_iter().map(|row| row.norm_squared()).fold(0.0, f64::max)
}

/// Reveals nothing.
impl fmt::Debug for MinresOmega {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MinresOmega(..)")
    }
}
