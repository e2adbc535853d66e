//! Omega hierarchical: how much of a total is due to one general factor, and how much to groups of items.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::item_covariances::ItemCovariances;
use super::matrix_alpha::positive_total;
use super::minres::minres_factors;
use super::rotation::{oblimin, varimax};
use crate::estimate::{Estimate, Known, Why};

/// Omega of standardised items that share a general factor and fall into groups.
#[derive(Clone, PartialEq)]
pub struct HierarchicalOmega {
    general: Vec<f64>,
    groups: Vec<GroupOmega>,
    /// The share of the total's variance that the general factor accounts for.
    pub hierarchical: Estimate,
    /// The share that all factors together account for.
    pub total: Estimate,
    /// Hierarchical over total: what hierarchical would tend to with ever more items of the same kinds.
    pub limit: Estimate,
}

/// Omega of the items that belong to one group factor most.
#[derive(Clone, PartialEq)]
pub struct GroupOmega {
    items: Vec<usize>,
    /// The share of this subscale's variance that general and group factor account for.
    pub total: Estimate,
    /// The share that the general factor accounts for.
    pub general: Estimate,
    /// The share that the group factor accounts for.
    pub group: Estimate,
}

impl HierarchicalOmega {
    /// Loadings on the general factor, turned so that their sum is not negative.
    #[must_use]
    pub fn general(&self) -> &[f64] {
        &self.general
    }

    /// One entry per group factor, in the order of their first items; a factor that is no item's first has none.
    #[must_use]
    pub fn groups(&self) -> &[GroupOmega] {
        &self.groups
    }

    /// Positions of the items with a negative loading on the general factor. psych turns these round before it adds
    /// anything up; here the caller decides, with [`ItemCovariances::turned`].
    #[must_use]
    pub fn opposed(&self) -> Vec<usize> {
        self.general.iter().enumerate().filter(|(_, loading)| **loading < 0.0).map(|(item, _)| item).collect()
    }
}

impl GroupOmega {
    /// Positions of the items.
    #[must_use]
    pub fn items(&self) -> &[usize] {
        &self.items
    }
}

/// Omega hierarchical and its companions by the transformation of Schmid and Leiman.
///
/// Formula:  minimum residual factors of the correlations, varimax, then oblimin (γ = 0) to loadings L on correlated
///           factors; one factor γ of their correlations; general loadings g = Lγ, group loadings Lᵢₚ√(1 − γₚ²), and u²
///           what the factors leave of an item. V = Σ rᵢⱼ: hierarchical (Σg)²/V, total 1 − Σu²/V. For a group: the sums
///           over its items.
/// Shapes:   J items, covariances or correlations; at least three factors, and few enough for the items. With two the
///           general factor is not identified (psych then assumes equal loadings); for one see [`super::minres_omega`].
/// Units:    dimensionless; never clamped. About the sum of standardised items.
/// Unknown:  too few items or factors; a constant item; a Heywood case among items or factors; factors without anything
///           in common; correlations whose sum is nought or less; no rest. Asking for more factors than the items hold
///           ends in a Heywood case more often than not.
/// Rounding: each step runs until it rests, the rotation to about 1e-7; R's stops at a slope of 1e-5.
/// Source:   Schmid and Leiman (1957), Psychometrika 22, 53–61; Zinbarg, Revelle, Yovel and Li (2005), Psychometrika 70,
///           123–133; R `psych::omega`. It depends on the number of factors and on the rotation: report both.
///
/// ```
/// use indices::reliability::{ItemCovariances, hierarchical_omega};
///
/// // Three groups of three items: r = 0.5 within a group and 0.2 between groups, so V = 9 + 9 · 2 · 0.5 + 54 · 0.2 = 28.8.
/// let r = |i: usize, j: usize| if i == j { 1.0 } else if i / 3 == j / 3 { 0.5 } else { 0.2 };
/// let rows: Vec<Vec<f64>> = (0..9).map(|i| (0..9).map(|j| r(i, j)).collect()).collect();
/// let omega = hierarchical_omega(&ItemCovariances::from_rows(&rows, 100)?, 3)?;
/// // General loadings √0.2: 81 · 0.2 / 28.8; every item has 0.5 of its own: 1 − 4.5 / 28.8.
/// assert!((omega.hierarchical.value().unwrap() - 16.2 / 28.8).abs() < 1e-7);
/// assert!((omega.total.value().unwrap() - 24.3 / 28.8).abs() < 1e-9);
/// assert_eq!(omega.groups()[1].items(), [3, 4, 5]);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn hierarchical_omega(covariances: &ItemCovariances, factors: usize) -> Result<HierarchicalOmega, Why> {
    if factors < 3 {
        return Err(Why::NotIdentified);
    }
    let correlations = covariances.correlations()?;
    let orthogonal = minres_factors(correlations.matrix(), factors)?;
    let oblique = oblimin(&varimax(&orthogonal)?)?;
    let shared = minres_factors(&oblique.correlations, 1)?.column(0).into_owned();
    let mut general = &oblique.loadings * &shared;
    if general.sum() < 0.0 {
        general.neg_mut();
    }
    let rest = shared.map(|loading| (1.0 - loading * loading).sqrt());
    let group = &oblique.loadings * DMatrix::from_diagonal(&rest);
    let explained: f64 = orthogonal.norm_squared();
    let whole = positive_total(&correlations);
    let known = |value: &dyn Fn(f64) -> f64| -> Estimate {
        whole.map(|whole| Known { value: value(whole), n: covariances.persons(), interval: None }).into()
    };
    let own = general.len() as f64 - explained;
    let square = general.sum() * general.sum();
    Ok(HierarchicalOmega {
        hierarchical: known(&|whole| square / whole),
        total: known(&|whole| 1.0 - own / whole),
        limit: known(&|whole| square / (whole - own)),
        groups: groups(&correlations, &general, &group),
        general: general.iter().copied().collect(),
    })
}

/// The items of each group factor, in the order of their first items.
fn groups(correlations: &ItemCovariances, general: &DVector<f64>, group: &DMatrix<f64>) -> Vec<GroupOmega> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); group.ncols()];
    for (item, row) in group.row_iter().enumerate() {
        let first = row.transpose().icamax();
        if let Some(members) = members.get_mut(first) {
            members.push(item);
        }
    }
    let mut groups: Vec<(usize, Vec<usize>)> =
        members.into_iter().enumerate().filter(|(_, items)| !items.is_empty()).collect();
    groups.sort_by_key(|(_, items)| items.first().copied());
    groups
        .into_iter()
        .map(|(factor, items)| group_omega(correlations, general, &group.column(factor).into_owned(), items))
        .collect()
}

fn group_omega(
    correlations: &ItemCovariances,
    general: &DVector<f64>,
    group: &DVector<f64>,
    items: Vec<usize>,
) -> GroupOmega {
    let pairs = items.iter().flat_map(|&i| items.iter().map(move |&j| (i, j)));
    let whole: f64 = pairs.filter_map(|(i, j)| correlations.between(i, j)).sum();
    let square = |loadings: &DVector<f64>| {
        let sum: f64 = items.iter().filter_map(|&item| loadings.get(item)).sum();
        sum * sum
    };
    let share = |part: f64| -> Estimate {
        let share = if whole > 0.0 { Ok(part / whole) } else { Err(Why::NoVariance) };
        share.map(|value| Known { value, n: correlations.persons(), interval: None }).into()
    };
    let (general, group) = (square(general), square(group));
    GroupOmega { total: share(general + group), general: share(general), group: share(group), items }
}

/// Reveals nothing.
impl fmt::Debug for HierarchicalOmega {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HierarchicalOmega(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for GroupOmega {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupOmega(..)")
    }
}
