//! Omega from the loadings of a factor, however they were found.

use crate::estimate::Why;

/// Omega total with the variance that the model implies.
///
/// Formula:  (Σλ)² / ((Σλ)² + Σθ).
/// Shapes:   loadings λ and own variances θ of the items of one factor with variance 1.
/// Units:    dimensionless, from 0 to 1.
/// Unknown:  no items; lists of different length; a negative or infinite θ; a sum without variance.
/// Rounding: sums of J doubles.
/// Source:   McDonald (1999), Test theory, ch. 6; Raykov (1997), Applied Psychological Measurement 21, 173–184.
///
/// ```
/// // (1 + 2)² / (9 + 3)
/// assert_eq!(indices::reliability::omega_of_model(&[1.0, 2.0], &[1.0, 2.0])?, 0.75);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn omega_of_model(loadings: &[f64], own_variances: &[f64]) -> Result<f64, Why> {
    let own = own_total(loadings, own_variances)?;
    let sum: f64 = loadings.iter().sum();
    share(sum * sum, sum * sum + own)
}

/// Omega total with the observed variance of the sum of the items.
///
/// Formula:  (Σλ)² / Σ sᵢⱼ.
/// Shapes:   loadings of the items of one factor with variance 1; Σ sᵢⱼ over the same items, with the divisor (n or
///           n − 1) of the covariances that the loadings were fitted to.
/// Units:    dimensionless; above 1 where the model implies more covariance than was observed, never clamped.
/// Unknown:  no items; an observed variance that is not positive.
/// Rounding: a sum of J doubles.
/// Source:   Bentler (2009), Psychometrika 74, 137–143; R `semTools::compRelSEM`, which divides so unless told otherwise.
///
/// ```
/// assert_eq!(indices::reliability::omega_of_observed(&[1.0, 2.0], 10.0)?, 0.9);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn omega_of_observed(loadings: &[f64], observed_total: f64) -> Result<f64, Why> {
    own_total(loadings, loadings.iter().map(|_| 0.0).collect::<Vec<f64>>().as_slice())?;
    let sum: f64 = loadings.iter().sum();
    share(sum * sum, observed_total)
}

/// The average variance extracted: how much of the items' variance the factor accounts for.
///
/// Formula:  Σλ² / Σ(λ² + θ).
/// Shapes:   as [`omega_of_model`].
/// Units:    a share from 0 to 1.
/// Unknown:  as [`omega_of_model`].
/// Rounding: sums of J doubles.
/// Source:   Fornell and Larcker (1981), J. Marketing Research 18, 39–50; R `semTools::AVE`.
///
/// ```
/// // (1 + 4) / (5 + 3)
/// assert_eq!(indices::reliability::average_variance_extracted(&[1.0, 2.0], &[1.0, 2.0])?, 0.625);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn average_variance_extracted(loadings: &[f64], own_variances: &[f64]) -> Result<f64, Why> {
    let own = own_total(loadings, own_variances)?;
    let squares: f64 = loadings.iter().map(|loading| loading * loading).sum();
    share(squares, squares + own)
}

/// Σθ of sound lists.
fn own_total(loadings: &[f64], own_variances: &[f64]) -> Result<f64, Why> {
    if loadings.is_empty() {
        return Err(Why::NoAnswers);
    }
    let sound = loadings.iter().all(|loading| loading.is_finite()) && own_variances.iter().all(|own| *own >= 0.0);
    if !sound || loadings.len() != own_variances.len() {
        return Err(Why::OutsideDomain);
    }
    Ok(own_variances.iter().sum())
}

fn share(part: f64, whole: f64) -> Result<f64, Why> {
    if !(part.is_finite() && whole.is_finite()) {
        return Err(Why::OutsideDomain);
    }
    if whole > 0.0 { Ok(part / whole) } else { Err(Why::NoVariance) }
}
