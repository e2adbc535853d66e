//! Items that look as if they should have been reversed.

use std::fmt;

use nalgebra::SymmetricEigen;

use super::item_covariances::ItemCovariances;
use crate::estimate::Why;

/// Loadings smaller than this have no sign to speak of, and largest eigenvalues closer than this are one and the same.
const NOUGHT: f64 = 1e-9;

/// Steps of the decomposition; a few per item suffice.
const STEPS_MAX: usize = 10_000;

/// The items on the other side of a scale's first principal component.
#[derive(Clone, PartialEq)]
pub struct OpposedItems {
    items: Vec<usize>,
    loadings: Vec<f64>,
}

impl OpposedItems {
    /// Positions of the items whose loading is negative while most are positive.
    #[must_use]
    pub fn items(&self) -> &[usize] {
        &self.items
    }

    /// Loadings of all items on the first principal component, turned so that their sum is not negative.
    #[must_use]
    pub fn loadings(&self) -> &[f64] {
        &self.loadings
    }
}

/// Finds the items that pull against their scale: probably worded the other way and not declared as reversed.
///
/// This is a finding for the person who wrote the instrument. Nothing is reversed here or anywhere because of it: an
/// item is turned round when the instrument says so, within the declared points, and never because of the answers.
///
/// Formula:  loadings √e · v of the first eigenvector v of the correlations, turned so that their sum is not negative;
///           items with a negative loading are opposed. Where the loadings cancel, the first item's side is kept.
/// Shapes:   J × J covariances or correlations.
/// Units:    loadings are correlations of the items with the component.
/// Unknown:  one item; a constant item; no first component, because two are equally large.
/// Rounding: an eigenvalue decomposition; loadings within 1e-9 of nought count as nought.
/// Source:   R `psych::alpha`, whose warning names these items, and whose `check.keys = TRUE` turns them without asking.
///
/// ```
/// use indices::reliability::{ItemCovariances, opposed_items};
///
/// let rows = [vec![1.0, 0.5, -0.4], vec![0.5, 1.0, -0.3], vec![-0.4, -0.3, 1.0]];
/// let matrix = ItemCovariances::from_rows(&rows, 50)?;
/// assert_eq!(opposed_items(&matrix)?.items(), [2]);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn opposed_items(covariances: &ItemCovariances) -> Result<OpposedItems, Why> {
    if covariances.items() < 2 {
        return Err(Why::SingleItem);
    }
    let loadings = first_component(&covariances.correlations()?)?;
    let items = loadings.iter().enumerate().filter(|(_, loading)| **loading < -NOUGHT).map(|(item, _)| item).collect();
    Ok(OpposedItems { items, loadings })
}

/// Loadings on the first principal component of correlations.
pub(super) fn first_component(correlations: &ItemCovariances) -> Result<Vec<f64>, Why> {
    let eigen = SymmetricEigen::try_new(correlations.matrix().clone(), f64::EPSILON, STEPS_MAX);
    let eigen = eigen.ok_or(Why::NotConverged { steps: u32::try_from(STEPS_MAX).unwrap_or(u32::MAX) })?;
    let (first, largest) = eigen.eigenvalues.argmax();
    let tied = eigen.eigenvalues.iter().filter(|value| **value > largest - NOUGHT).count() > 1;
    if tied || largest <= 0.0 {
        return Err(Why::NotIdentified);
    }
    let loadings: Vec<f64> = eigen.eigenvectors.column(first).iter().map(|entry| entry * largest.sqrt()).collect();
    let sum: f64 = loadings.iter().sum();
    let leading =
        if sum.abs() > NOUGHT { Some(sum) } else { loadings.iter().copied().find(|loading| loading.abs() > NOUGHT) };
    let sign = if leading.is_some_and(|leading| leading < 0.0) { -1.0 } else { 1.0 };
    Ok(loadings.into_iter().map(|loading| sign * loading).collect())
}

/// Reveals nothing.
impl fmt::Debug for OpposedItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpposedItems(..)")
    }
}
