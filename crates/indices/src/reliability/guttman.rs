//! Guttman's lower bounds of reliability.

use std::fmt;

use super::item_covariances::ItemCovariances;
use super::matrix_alpha::{off_diagonal, positive_total, several};
use crate::estimate::{Estimate, Known, Why};

/// Guttman's lambda-1, -2, -3 and -6 of the standardised items.
#[derive(Clone, Copy, PartialEq)]
pub struct Guttman {
    /// What the items' own variances leave of the total's.
    pub lambda1: Estimate,
    /// With the squared covariances; never below lambda-3.
    pub lambda2: Estimate,
    /// Alpha of the standardised items.
    pub lambda3: Estimate,
    /// With what each item shares with all others; psych calls it G6(smc).
    pub lambda6: Estimate,
}

/// Guttman's lower bounds of reliability, from correlations.
///
/// Formula:  V = Σ rᵢⱼ: λ₁ = 1 − J/V; λ₂ = λ₁ + √(J/(J − 1) Σᵢ≠ⱼ rᵢⱼ²)/V; λ₃ = J/(J − 1) · λ₁;
///           λ₆ = 1 − Σ (1 − SMCᵢ)/V, SMC the [`squared_multiple_correlations`].
/// Shapes:   J × J covariances or correlations; covariances are turned into correlations first, as psych does, so these
///           are bounds for the sum of standardised items. psych's pairwise G6(smc) is λ₆ of
///           [`ItemCovariances::correlations_of_pairs`].
/// Units:    dimensionless; never clamped.
/// Unknown:  one item; a constant item; correlations whose sum is nought or less. λ₆ alone: a matrix that is not positive
///           definite, which pairwise covariances need not be.
/// Rounding: sums of J² doubles; λ₆ one inverse.
/// Source:   Guttman (1945), Psychometrika 10, 255–282; R `psych::guttman`, `psych::alpha` for G6(smc).
///
/// ```
/// use indices::reliability::{ItemCovariances, guttman};
///
/// // r = 1/2, V = 3: λ₁ = 1/3, λ₂ = λ₃ = 2/3 and, with SMC = 1/4, λ₆ = 1 − 1.5/3.
/// let matrix = ItemCovariances::from_rows(&[vec![1.0, 0.5], vec![0.5, 1.0]], 50)?;
/// let bounds = guttman(&matrix);
/// for (bound, expected) in [(bounds.lambda1, 1.0 / 3.0), (bounds.lambda2, 2.0 / 3.0), (bounds.lambda6, 0.5)] {
///     assert!((bound.value().unwrap() - expected).abs() < 1e-15);
/// }
/// # Ok::<(), indices::Why>(())
/// ```
#[must_use]
pub fn guttman(covariances: &ItemCovariances) -> Guttman {
    let parts = covariances.correlations().and_then(|correlations| {
        let (items, total) = (several(&correlations)?, positive_total(&correlations)?);
        Ok((correlations, items, total))
    });
    let bound = |formula: &dyn Fn(&ItemCovariances, f64, f64) -> Result<f64, Why>| -> Estimate {
        let value = parts.as_ref().map_err(|why| *why).and_then(|(r, items, total)| formula(r, *items, *total));
        value.map(|value| Known { value, n: covariances.persons(), interval: None }).into()
    };
    Guttman {
        lambda1: bound(&|r, _, total| Ok(off_diagonal(r) / total)),
        lambda2: bound(&|r, items, total| {
            let squares = r.matrix().norm_squared() - items;
            Ok((off_diagonal(r) + (items / (items - 1.0) * squares).sqrt()) / total)
        }),
        lambda3: bound(&|r, items, total| Ok(items / (items - 1.0) * (off_diagonal(r) / total))),
        lambda6: bound(&|r, items, total| {
            let shared: f64 = squared_multiple_correlations(r)?.iter().sum();
            Ok(1.0 - (items - shared) / total)
        }),
    }
}

/// How much of each item's variance a regression on all other items explains.
///
/// Formula:  SMCᵢ = 1 − 1/(R⁻¹)ᵢᵢ.
/// Shapes:   J × J covariances or correlations, one result per item.
/// Units:    shares from 0 to 1.
/// Unknown:  a constant item; a matrix that is not positive definite (psych then says 1 for every item).
/// Rounding: one inverse.
/// Source:   R `psych::smc`.
///
/// ```
/// use indices::reliability::{ItemCovariances, squared_multiple_correlations};
///
/// let matrix = ItemCovariances::from_rows(&[vec![1.0, 0.5], vec![0.5, 1.0]], 50)?;
/// let shared = squared_multiple_correlations(&matrix)?;
/// assert!((shared[0] - 0.25).abs() < 1e-15);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn squared_multiple_correlations(covariances: &ItemCovariances) -> Result<Vec<f64>, Why> {
    let correlations = covariances.correlations()?;
    let factor = correlations.matrix().clone().cholesky().ok_or(Why::NotPositiveDefinite)?;
    let shared: Vec<f64> = factor.inverse().diagonal().iter().map(|own| 1.0 - own.recip()).collect();
    if shared.iter().all(|share| share.is_finite() && *share < 1.0) {
        Ok(shared)
    } else {
        Err(Why::NotPositiveDefinite)
    }
}

/// Reveals nothing.
impl fmt::Debug for Guttman {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guttman(..)")
    }
}
