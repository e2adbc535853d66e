//! Omega from a minimum residual factor of correlations.

use std::fmt;

use super::item_covariances::ItemCovariances;
use super::keying::first_component;
use super::matrix_alpha::positive_total;
use crate::estimate::{Estimate, Known, Why};

/// Rounds over all items; each costs J² products.
const ROUNDS_MAX: u32 = 20_000;

/// Loadings that move less than this have come to rest.
const REST: f64 = 1e-15;

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
/// Rounding: one item after the other until no loading moves by 1e-15. psych stops earlier, by about 1e-6.
/// Source:   Harman and Jones (1966), Psychometrika 31, 351–368; R `psych::omega`. psych turns items with negative
///           loadings round before it adds them up; nothing is turned here, see [`super::opposed_items`].
///
/// ```
/// use indices::reliability::{ItemCovariances, minres_omega};
///
/// // Loadings 0.8, 0.6 and 0.5: V = 3 + 2 · (0.48 + 0.40 + 0.30) = 5.36, (Σλ)² = 3.61.
/// let rows = [vec![1.0, 0.48, 0.40], vec![0.48, 1.0, 0.30], vec![0.40, 0.30, 1.0]];
/// let omega = minres_omega(&ItemCovariances::from_rows(&rows, 100)?)?;
/// assert!((omega.hierarchical.value().unwrap() - 3.61 / 5.36).abs() < 1e-14);
/// assert!((omega.loadings()[1] - 0.6).abs() < 1e-14);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn minres_omega(covariances: &ItemCovariances) -> Result<MinresOmega, Why> {
    match covariances.items() {
        1 => return Err(Why::SingleItem),
        2 => return Err(Why::NotIdentified),
        _ => {}
    }
    let correlations = covariances.correlations()?;
    let loadings = loadings(&correlations)?;
    if loadings.iter().any(|loading| loading.abs() >= 1.0) {
        return Err(Why::HeywoodCase);
    }
    let total = positive_total(&correlations);
    let known = |value: &dyn Fn(f64) -> f64| -> Estimate {
        total.map(|total| Known { value: value(total), n: covariances.persons(), interval: None }).into()
    };
    let sum: f64 = loadings.iter().sum();
    let own: f64 = loadings.iter().map(|loading| 1.0 - loading * loading).sum();
    let (hierarchical, total) = (known(&|total| sum * sum / total), known(&|total| 1.0 - own / total));
    Ok(MinresOmega { loadings, hierarchical, total })
}

/// Minimises over one loading after the other: given the rest, the best one is a regression without a constant,
/// Σⱼ≠ᵢ rᵢⱼλⱼ / Σⱼ≠ᵢ λⱼ².
fn loadings(correlations: &ItemCovariances) -> Result<Vec<f64>, Why> {
    let matrix = correlations.matrix();
    let mut loadings = first_component(correlations)?;
    for _ in 0..ROUNDS_MAX {
        let mut moved = 0.0_f64;
        for item in 0..loadings.len() {
            let others = || loadings.iter().enumerate().filter(|(other, _)| *other != item);
            let shared: f64 = others().map(|(other, loading)| matrix[(item, other)] * loading).sum();
            let squares: f64 = others().map(|(_, loading)| loading * loading).sum();
            // Nothing in common: the loadings of the others have died away.
            if squares < f64::EPSILON {
                return Err(Why::NotIdentified);
            }
            let best = shared / squares;
            if let Some(loading) = loadings.get_mut(item) {
                moved = moved.max((best - *loading).abs());
                *loading = best;
            }
        }
        if !moved.is_finite() {
            break;
        }
        if moved <= REST {
            let sign = if loadings.iter().sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
            return Ok(loadings.into_iter().map(|loading| sign * loading).collect());
        }
    }
    Err(if loadings.iter().any(|loading| loading.abs() >= 1.0) {
        Why::HeywoodCase
    } else {
        Why::NotConverged { steps: ROUNDS_MAX }
    })
}

/// Reveals nothing.
impl fmt::Debug for MinresOmega {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MinresOmega(..)")
    }
}
