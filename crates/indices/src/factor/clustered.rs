//! Corrections for persons in units, who are more alike than strangers.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::cases::{Cases, UnitSums};
use super::fit::Fit;
use super::likelihood::{GroupPoint, Information, MultiGroup, Surface, free_slopes};
use super::model::Model;
use super::robust::{Correction, RobustFit, Sandwich, fit_with_cases};
use super::sample::Group;
use super::specification::{Equality, Scaling};
use crate::estimate::Why;

/// The model fitted as by [`super::fit_robust`] with the correction of Yuan and Bentler, where the persons of one unit
/// count as one witness: their scores are added up before they are squared. The estimates are the same; standard errors
/// and chi-square allow for answers that are alike within units and not normal.
///
/// Formula:  B = Σ (Σ s)(Σ s)' with the inner sum over the persons of a unit, times J/(J − 1); c from the traces of B as
///           there. In several groups, which may share units, J is that of each group.
/// Shapes:   per group one column of n answers for each item of the data, and the unit of each of the n persons.
/// Units:    those of the answers.
/// Unknown:  as there; a group of a single unit; units of another number than persons.
/// Rounding: that of the fit.
/// Source:   Asparouhov & Muthén (2006), Proceedings of the Joint Statistical Meetings; Mplus `TYPE = COMPLEX`; lavaan
///           `cluster =`. It rests on many units: with fewer units than parameters B has no full rank, and standard
///           errors are too small.
///
/// ```
/// use indices::Why;
/// use indices::factor::{Equality, Level, Model, Scaling, fit_clustered};
///
/// let columns: [&[f64]; 3] = [
///     &[1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 2.0, 3.0],
///     &[2.0, 1.0, 3.0, 5.0, 4.0, 4.0, 2.0, 2.0],
///     &[1.0, 2.0, 2.0, 4.0, 5.0, 3.0, 3.0, 4.0],
/// ];
/// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
/// let equality = Equality::full(Level::Configural);
/// let in_units = |units: &[u64]| fit_clustered(&model, &[columns.to_vec()], &[units], &equality, Scaling::Marker);
/// assert!(in_units(&[1, 1, 2, 2, 3, 3, 4, 4]).unwrap().clustered());
/// assert_eq!(in_units(&[1; 8]).unwrap_err(), Why::SingleUnit);
/// ```
pub fn fit_clustered(
    model: &Model,
    groups: &[Vec<&[f64]>],
    units: &[&[u64]],
    equality: &Equality,
    scaling: Scaling,
) -> Result<RobustFit, Why> {
    let (fit, cases) = fit_with_cases(model, groups, equality, scaling)?;
    let sizes = fit.sample.groups.iter().map(|group| Some(group.n));
    if !sizes.eq(units.iter().map(|units| u64::try_from(units.len()).ok())) {
        return Err(Why::OutsideDomain);
    }
    let sandwich = sandwich(&fit, &cases, units)?;
    RobustFit::new(fit, sandwich, Correction::YuanBentler, true)
}

fn sandwich(fit: &Fit, cases: &[Cases<'_>], units: &[&[u64]]) -> Result<Sandwich, Why> {
    let surface = MultiGroup { specification: &fit.specification, sample: &fit.sample };
    let at = surface.evaluate(&fit.parameters, Information::Observed).ok_or(Why::NotPositiveDefinite)?;
    let free = fit.specification.free;
    let mut scores: BTreeMap<u64, DVector<f64>> = BTreeMap::new();
    let (mut saturated, mut independence) = (0.0, 0.0);
    let groups = fit.specification.groups.iter().zip(&fit.sample.groups).zip(fit.matrices()).zip(cases).zip(units);
    for ((((entries, group), matrices), cases), units) in groups {
        let point = GroupPoint::new(matrices, group).ok_or(Why::NotPositiveDefinite)?;
        let (weighted, inner) = point.blocks.complete().ok_or(Why::NoAnswers)?;
        let slopes = free_slopes(entries, &point.matrices);
        let model = (&point.matrices.means(), weighted, inner);
        let members = cases.by_unit(units, (&group.means, &group.covariance), model, &slopes);
        let number = members.len() as f64;
        if number < 2.0 {
            return Err(Why::SingleUnit);
        }
        let inflation = number / (number - 1.0);
        for (unit, sums) in &members {
            let whole = scores.entry(*unit).or_insert_with(|| DVector::zeros(free));
            for (slope, score) in slopes.iter().zip(sums.scores.iter()) {
                whole[slope.index] += inflation.sqrt() * score;
            }
        }
        let trace = saturated_trace(group, &members)? * inflation;
        saturated += trace;
        independence += trace - independent_trace(group, &members) * inflation;
    }
    let mut filling = DMatrix::zeros(free, free);
    scores.values().for_each(|whole| filling.ger(1.0, whole, whole, 1.0));
    Ok(Sandwich { bread: at.information, filling, saturated, independence })
}

/// tr(BA⁻¹) of the saturated model: the mean over persons of a'S⁻¹a + ½ tr(S⁻¹ZS⁻¹Z) summed over units, with a and Z
/// the sums of a unit.
fn saturated_trace(group: &Group, members: &BTreeMap<u64, UnitSums>) -> Result<f64, Why> {
    let inverse = group.covariance.clone().cholesky().ok_or(Why::NotPositiveDefinite)?.inverse();
    let parts = members.values().map(|sums| {
        let turned = &inverse * &sums.products;
        sums.answers.dot(&(&inverse * &sums.answers)) + (&turned * &turned).trace() / 2.0
    });
    Ok(parts.sum::<f64>() / group.n as f64)
}

/// The same of the model of free means and variances.
fn independent_trace(group: &Group, members: &BTreeMap<u64, UnitSums>) -> f64 {
    let variances = group.covariance.diagonal();
    let parts = members.values().map(|sums| {
        let means = sums.answers.component_mul(&sums.answers).component_div(&variances).sum();
        means + sums.products.diagonal().component_div(&variances).norm_squared() / 2.0
    });
    parts.sum::<f64>() / group.n as f64
}
