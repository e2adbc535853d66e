//! Alpha, its standard error and the average correlation from a matrix.

use super::alpha::feldt_interval;
use super::item_covariances::ItemCovariances;
use crate::estimate::{Estimate, Known, LEVEL, Why};

/// What is left of variances when they cancel, as a part of them, is rounding.
const ROUNDING: f64 = 1e-12;

/// Cronbach's alpha of a covariance matrix, with Feldt's interval.
///
/// Formula:  J/(J − 1) · (1 − Σ cᵢᵢ / Σ cᵢⱼ).
/// Shapes:   J × J; n the matrix's persons. From counts, [`super::cronbach_alpha`] and [`super::alpha_pairwise`] are
///           exact; this one is for scores with decimals and for matrices from elsewhere.
/// Units:    dimensionless; never clamped.
/// Unknown:  one item; a total without variance, or with a negative one.
/// Rounding: a sum of J² doubles.
/// Source:   Cronbach (1951); R `psych::alpha` of a matrix, `semTools::compRelSEM(tau.eq = TRUE)`.
///
/// ```
/// use indices::reliability::{ItemCovariances, alpha_of_covariances};
///
/// // Variances 2 and 6, covariance 1: 2 · (1 − 8/10) = 2/5.
/// let matrix = ItemCovariances::from_rows(&[vec![2.0, 1.0], vec![1.0, 6.0]], 50)?;
/// assert!((alpha_of_covariances(&matrix).value().unwrap() - 0.4).abs() < 1e-15);
/// # Ok::<(), indices::Why>(())
/// ```
#[must_use]
pub fn alpha_of_covariances(covariances: &ItemCovariances) -> Estimate {
    let alpha = || {
        let value = alpha_of_matrix(covariances)?;
        let n = covariances.persons();
        Ok(Known { value, n, interval: feldt_interval(value, n, covariances.items(), LEVEL) })
    };
    alpha().into()
}

/// Alpha of the standardised items: of the correlations of whatever matrix is given.
///
/// Formula:  J/(J − 1) · (1 − J / Σ rᵢⱼ) = J r̄ / (1 + (J − 1) r̄).
/// Shapes:   J × J covariances or correlations. With missing answers psych's is that of
///           [`ItemCovariances::correlations_of_pairs`]. Polychoric correlations give ordinal alpha, which is the
///           reliability of a sum of scores nobody has observed, and not of the observed sum.
/// Units:    dimensionless; never clamped.
/// Unknown:  one item; a constant item; correlations whose sum is nought or less.
/// Rounding: a sum of J² doubles. No interval: Feldt's is for raw alpha.
/// Source:   R `psych::alpha`, `std.alpha`; Zumbo, Gadermann and Zeisser (2007), J. Modern Applied Statistical Methods
///           6, 21–29, for ordinal alpha; Chalmers (2018), Educ. Psych. Measurement 78, 1056–1071, against its use.
///
/// ```
/// use indices::reliability::{ItemCovariances, alpha_of_correlations};
///
/// // Covariance 1 of variances 1 and 4: correlation 1/2.
/// let matrix = ItemCovariances::from_rows(&[vec![1.0, 1.0], vec![1.0, 4.0]], 50)?;
/// assert!((alpha_of_correlations(&matrix).value().unwrap() - 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), indices::Why>(())
/// ```
#[must_use]
pub fn alpha_of_correlations(covariances: &ItemCovariances) -> Estimate {
    let alpha = || {
        let value = alpha_of_matrix(&covariances.correlations()?)?;
        Ok(Known { value, n: covariances.persons(), interval: None })
    };
    alpha().into()
}

/// The average correlation of two different items.
///
/// Formula:  (Σ rᵢⱼ − J) / (J(J − 1)).
/// Shapes:   J × J covariances or correlations; with missing answers psych's is that of
///           [`ItemCovariances::correlations_of_pairs`].
/// Units:    a correlation, from −1/(J − 1) to 1 where the matrix is that of some group of persons.
/// Unknown:  one item; a constant item.
/// Rounding: a sum of J² doubles.
/// Source:   R `psych::alpha`, `average_r`.
///
/// ```
/// use indices::reliability::{ItemCovariances, average_correlation};
///
/// let rows = [vec![1.0, 0.2, 0.3], vec![0.2, 1.0, 0.7], vec![0.3, 0.7, 1.0]];
/// let matrix = ItemCovariances::from_rows(&rows, 50)?;
/// assert!((average_correlation(&matrix).value().unwrap() - 0.4).abs() < 1e-15);
/// # Ok::<(), indices::Why>(())
/// ```
#[must_use]
pub fn average_correlation(covariances: &ItemCovariances) -> Estimate {
    let average = || {
        let correlations = covariances.correlations()?;
        let items = several(&correlations)?;
        let value = off_diagonal(&correlations) / (items * (items - 1.0));
        Ok(Known { value, n: covariances.persons(), interval: None })
    };
    average().into()
}

/// The standard error of raw alpha for normally distributed items.
///
/// Formula:  √(Q/n), Q = 2J² / ((J − 1)² V³) · (V (tr C² + (tr C)²) − 2 tr C · 1′C²1), V = 1′C1.
/// Shapes:   J × J covariances; n the matrix's persons. With missing answers psych's is that of
///           [`ItemCovariances::of_pairs`].
/// Units:    those of alpha.
/// Unknown:  one item; a total without variance, or with a negative one; a matrix no group of persons can have.
/// Rounding: sums of J² doubles.
/// Source:   van Zyl, Neudecker and Nel (2000), Psychometrika 65, 271–280; Duhachek and Iacobucci (2004), J. Applied
///           Psychology 89, 792–808; R `psych::alpha`, `ase`.
///
/// ```
/// use indices::reliability::{ItemCovariances, alpha_standard_error};
///
/// // Two unrelated items: tr C² = tr C = V = 1′C²1 = 2, Q = 8/8 · (2 · (2 + 4) − 2 · 2 · 2) = 4, and √(4/100) = 1/5.
/// let matrix = ItemCovariances::from_rows(&[vec![1.0, 0.0], vec![0.0, 1.0]], 100)?;
/// assert!((alpha_standard_error(&matrix).value().unwrap() - 0.2).abs() < 1e-15);
/// # Ok::<(), indices::Why>(())
/// ```
#[must_use]
pub fn alpha_standard_error(covariances: &ItemCovariances) -> Estimate {
    let error = || {
        let items = several(covariances)?;
        let matrix = covariances.matrix();
        let (total, trace) = (positive_total(covariances)?, matrix.trace());
        let of_rows: f64 = matrix.row_iter().map(|row| row.sum() * row.sum()).sum();
        let spread = total * (matrix.norm_squared() + trace * trace) - 2.0 * trace * of_rows;
        let q = 2.0 * items * items / ((items - 1.0) * (items - 1.0) * total * total * total) * spread;
        // Perfectly equal items have an error of nought, give or take a rounding.
        if q < -f64::EPSILON {
            return Err(Why::NotPositiveDefinite);
        }
        let value = (q.max(0.0) / covariances.persons() as f64).sqrt();
        Ok(Known { value, n: covariances.persons(), interval: None })
    };
    error().into()
}

/// The number of items, if there are at least two.
pub(super) fn several(covariances: &ItemCovariances) -> Result<f64, Why> {
    if covariances.items() < 2 { Err(Why::SingleItem) } else { Ok(covariances.items() as f64) }
}

/// The variance of the total.
pub(super) fn positive_total(covariances: &ItemCovariances) -> Result<f64, Why> {
    positive(covariances.matrix().sum(), covariances.matrix().trace())
}

/// A variance that was added up from others. Where it is nought but for the rounding of its parts nothing varies; where
/// it is negative the parts come from different persons, and no group of persons has this matrix.
pub(super) fn positive(variance: f64, parts: f64) -> Result<f64, Why> {
    match variance {
        v if v.abs() <= ROUNDING * parts => Err(Why::NoVariance),
        v if v > 0.0 => Ok(v),
        _ => Err(Why::NotPositiveDefinite),
    }
}

/// Σ over the pairs of different items.
pub(super) fn off_diagonal(covariances: &ItemCovariances) -> f64 {
    let matrix = covariances.matrix();
    let pairs = (0..matrix.nrows()).flat_map(|i| (0..i).map(move |j| (i, j)));
    2.0 * pairs.map(|pair| matrix[pair]).sum::<f64>()
}

fn alpha_of_matrix(covariances: &ItemCovariances) -> Result<f64, Why> {
    let items = several(covariances)?;
    Ok(items / (items - 1.0) * (off_diagonal(covariances) / positive_total(covariances)?))
}
