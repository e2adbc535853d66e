//! Many comparisons at once: p-values adjusted so that all of them together keep one promise.

use crate::estimate::Why;

/// Holm's adjusted p-values: rejecting those up to α errs even once with probability α at most, however the comparisons
/// depend on each other.
///
/// Formula:  in ascending order, the largest so far of (m − i + 1) p₍ᵢ₎, at most 1.
/// Shapes:   m probabilities, and as many back, in the order given. None gives none.
/// Unknown:  a p-value that is no probability.
/// Rounding: one multiplication each.
/// Source:   Holm (1979), Scandinavian Journal of Statistics 6, 65–70; R `p.adjust(method = "holm")`.
///
/// ```
/// use indices::comparison::holm;
///
/// // 3 · 0.125, 2 · 0.25, then 1 · 0.375 raised to the one before.
/// assert_eq!(holm(&[0.375, 0.125, 0.25]), Ok(vec![0.5, 0.375, 0.5]));
/// ```
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Why> {
    let order = ascending(p)?;
    let steps = order.iter().zip((0..p.len()).rev());
    Ok(monotone(p, steps.map(|(&position, left)| (position, left as f64 + 1.0)), f64::max))
}

/// Benjamini and Hochberg's adjusted p-values: among those up to α the expected share of false ones is α at most, for
/// comparisons that are independent or depend on each other positively.
///
/// Formula:  in descending order, the smallest so far of m/i · p₍ᵢ₎, at most 1.
/// Shapes:   m probabilities, and as many back, in the order given. None gives none.
/// Unknown:  a p-value that is no probability.
/// Rounding: two operations each.
/// Source:   Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300; R
///           `p.adjust(method = "BH")`.
///
/// ```
/// use indices::comparison::benjamini_hochberg;
///
/// // 4/4 · 0.5, 4/3 · 0.375 = 0.5, 4/2 · 0.25 = 0.5, 4/1 · 0.03125.
/// assert_eq!(benjamini_hochberg(&[0.25, 0.03125, 0.5, 0.375]), Ok(vec![0.5, 0.125, 0.5, 0.5]));
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Why> {
    let order = ascending(p)?;
    let all = p.len() as f64;
    let steps = order.iter().enumerate().rev();
    Ok(monotone(p, steps.map(|(before, &position)| (position, all / (before as f64 + 1.0))), f64::min))
}

/// The positions of the p-values from the smallest to the largest.
fn ascending(p: &[f64]) -> Result<Vec<usize>, Why> {
    if p.iter().any(|value| !(0.0..=1.0).contains(value)) {
        return Err(Why::OutsideDomain);
    }
    let mut ranked: Vec<(usize, f64)> = p.iter().copied().enumerate().collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    Ok(ranked.into_iter().map(|(position, _)| position).collect())
}

/// Each p-value times its factor, walking through the steps and never turning back.
fn monotone(p: &[f64], steps: impl Iterator<Item = (usize, f64)>, worse: fn(f64, f64) -> f64) -> Vec<f64> {
    let mut adjusted = p.to_vec();
    let mut before = None;
    for (position, factor) in steps {
        if let Some(value) = adjusted.get_mut(position) {
            let scaled = (*value * factor).min(1.0);
            let next = before.map_or(scaled, |before| worse(before, scaled));
            *value = next;
            before = Some(next);
        }
    }
    adjusted
}
